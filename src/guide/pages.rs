//! Documents, sources and places become pages with addresses.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Origin, Page, References, ResolveOptions, Visibility};
use crate::content::front_matter::Status;
use crate::content::id::slugify;
use crate::content::sources::Sources;
use crate::content::{FrontMatter, Kind, PageId};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::markdown::Body;

/// Names that stand at the root of every site, so that no page may take them.
pub const RESERVED: &[&str] = &[
    "zoeken",
    "tijdlijn",
    "tegenspraak",
    "taken",
    "leeslijst",
    "waaier",
    "wijzigingen",
    "redactie",
    "widget",
    "gezondheid",
    "api",
    "assets",
];

/// Where the search API is explained. An editor's page can stand there; the guide adds the description.
pub const API_PAGE: &str = "/api-uitleg/";

/// Where the search API describes itself to programs: the server answers there; other hosts have a file.
pub const API_DESCRIPTION: &str = "/api/v1/openapi.json";

/// Where the changes of the search API stand.
pub const API_CHANGES_PAGE: &str = "/api-uitleg/wijzigingen/";

/// Makes the pages of a guide, ordered by id; of two with one id the second is reported and dropped.
pub(super) fn make(
    documents: Vec<Document>,
    sources: &Sources,
    options: &ResolveOptions,
    found: &mut Vec<Diagnostic>,
) -> Vec<Page> {
    let mut pages: Vec<Page> = documents
        .into_par_iter()
        .map(|document| from_document(document, options))
        .collect();
    pages.extend(sources.iter().map(|entry| {
        let id = PageId::new(Kind::Source, entry.key.as_str());
        let front = FrontMatter {
            title: Some(entry.title.clone()),
            ..FrontMatter::default()
        };
        let hash = blake3::hash(entry.reference_html.as_bytes());
        plain(
            id,
            entry.title.clone(),
            Origin::Source(entry.key.clone()),
            front,
            hash,
        )
    }));
    let places = places(&pages, found);
    pages.extend(places);
    pages.par_sort_by(|a, b| a.id.cmp(&b.id));
    check_names(&pages, found);
    pages.dedup_by(|second, first| {
        let same = second.id == first.id;
        if same {
            found.push(
                Diagnostic::new(Code::DuplicateSlug, second.file())
                    .variant("number")
                    .at_key(&["number"])
                    .arg("number", &second.id.slug)
                    .arg("other", first.file()),
            );
        }
        same
    });
    pages
}

/// The address of a page: the kind's segment and the slug of its file.
fn url(kind: Kind, slug: &str) -> String {
    match kind.info().segment {
        "" => format!("/{slug}/"),
        segment => format!("/{segment}/{slug}/"),
    }
}

fn from_document(document: Document, options: &ResolveOptions) -> Page {
    let Document {
        id,
        page,
        front,
        body,
        hash,
        ..
    } = document;
    let visibility = match front.status {
        Status::Published => Visibility::Listed,
        Status::Draft if options.drafts => Visibility::Listed,
        Status::Draft => Visibility::Hidden,
        Status::Withdrawn => Visibility::Withdrawn,
    };
    Page {
        title: front.title.clone().unwrap_or_else(|| page.slug.to_string()),
        url: url(id.kind, &page.slug),
        id,
        origin: Origin::File(page.file),
        front,
        body,
        hash,
        refs: References::default(),
        links: Vec::new(),
        mentions: Vec::new(),
        visibility,
    }
}

fn plain(
    id: PageId,
    title: String,
    origin: Origin,
    front: FrontMatter,
    hash: blake3::Hash,
) -> Page {
    Page {
        url: url(id.kind, &id.slug),
        id,
        title,
        origin,
        front: front.into(),
        body: std::sync::Arc::new(Body::default()),
        hash,
        refs: References::default(),
        links: Vec::new(),
        mentions: Vec::new(),
        visibility: Visibility::Listed,
    }
}

/// Pages for places that only front matter names; a near miss of a place with a page is reported.
fn places(pages: &[Page], found: &mut Vec<Diagnostic>) -> Vec<Page> {
    let known: HashMap<&str, &str> = pages
        .iter()
        .filter(|page| page.id.kind == Kind::Place)
        .flat_map(|page| [(&*page.id.slug, page.title.as_str())])
        .collect();
    let mut named: HashMap<String, String> = HashMap::new();
    let mut known_titles: Vec<&str> = known.values().copied().collect();
    known_titles.sort_unstable();
    for page in pages {
        for (at, name) in page.front.places.iter().enumerate() {
            let slug = slugify(super::references::place_name(name));
            if slug.is_empty() || known.contains_key(slug.as_str()) {
                continue;
            }
            if let Some(near) = near_place(name, &known_titles) {
                found.push(
                    Diagnostic::new(Code::NearMissPlace, page.file())
                        .at_key(&["places".to_owned(), at.to_string()])
                        .arg("value", name)
                        .suggest(Some(near)),
                );
            }
            // Nobody shall read on a page of its own what only a draft or a withdrawn page names.
            if page.visibility != Visibility::Listed {
                continue;
            }
            let title = super::references::place_name(name).to_owned();
            // Several spellings make one page; which one names it must not depend on the order of files.
            named
                .entry(slug)
                .and_modify(|known| {
                    if title > *known {
                        known.clone_from(&title)
                    }
                })
                .or_insert(title);
        }
    }
    named
        .into_iter()
        .map(|(slug, title)| {
            let front = FrontMatter {
                title: Some(title.clone()),
                ..FrontMatter::default()
            };
            let hash = blake3::hash(title.as_bytes());
            plain(
                PageId::new(Kind::Place, slug),
                title,
                Origin::Derived,
                front,
                hash,
            )
        })
        .collect()
}

/// A known place that differs by a letter or two; compass points and numbers make other places.
fn near_place<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = nearest(name, known.iter().copied())?;
    let edits = strsim::osa_distance(&name.to_lowercase(), &near.to_lowercase());
    (edits <= 2 && name.chars().count() > 4).then_some(near)
}

/// Two pages of a kind with one title, and pages that want a reserved address.
fn check_names(pages: &[Page], found: &mut Vec<Diagnostic>) {
    let mut titles: HashMap<(Kind, String), &Page> = HashMap::with_capacity(pages.len());
    for page in pages {
        let Origin::File(file) = &page.origin else {
            continue;
        };
        if page.id.kind == Kind::Page {
            let slug = &*page.id.slug;
            let number = slug.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            let segment = Kind::all().any(|kind| kind.info().segment == slug);
            if RESERVED.contains(&slug) || number || segment {
                found.push(
                    Diagnostic::new(Code::ReservedName, std::sync::Arc::clone(file))
                        .arg("name", slug),
                );
            }
        }
        if page.visibility == Visibility::Withdrawn {
            continue;
        }
        match titles.entry((page.id.kind, page.title.to_lowercase())) {
            std::collections::hash_map::Entry::Occupied(first) => found.push(
                Diagnostic::new(Code::DuplicateTitle, std::sync::Arc::clone(file))
                    .at_key(&["title"])
                    .arg("title", &page.title)
                    .arg("other", first.get().file()),
            ),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(page);
            }
        }
    }
}
