//! What machines read: feeds, OpenSearch, metadata, the glossary as SKOS, redirects. Sitemaps stand in
//! [`sitemap`](super::sitemap).

use std::borrow::Cow;
use std::fmt::Write;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::body::escape;
use super::lists::newest;
use super::plan::{FeedOf, Plan, RedirectFormat};
use super::view::View;
use crate::content::{Kind, PageId};
use crate::guide::{Page, PageIx};

/// So many pages tell how long the metadata of all of them will be.
const SAMPLE: usize = 100;

/// So many entries stand in a feed.
const FEED_ENTRIES: usize = 50;

/// An Atom feed (RFC 4287).
pub(super) fn feed(view: &View<'_>, of: FeedOf) -> String {
    let guide = view.guide;
    let site = &view.config.site;
    let (title, path, pages) = match of {
        FeedOf::All => (
            site.title.clone(),
            "/".to_owned(),
            (0..guide.pages.len() as PageIx).collect(),
        ),
        FeedOf::Kind(kind) => (
            format!("{}: {}", site.title, view.plural(kind)),
            format!("/{}/", kind.info().segment),
            guide.of_kind(kind).to_vec(),
        ),
        FeedOf::Page(ix) => {
            let page = guide.page(ix);
            let title = format!("{}: {}", site.title, page.title);
            (
                title,
                page.url.clone(),
                guide.relations.members[ix as usize].clone(),
            )
        }
    };
    let entries = newest(guide, pages, FEED_ENTRIES);
    let updated = entries
        .first()
        .and_then(|&ix| guide.page(ix).changed())
        .or_else(|| view.build_date());
    let home = view.config.site.absolute(&path);
    let mut xml = String::with_capacity(512 + entries.len() * 512);
    xml.push_str(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"",
    );
    attribute(&mut xml, "xml:lang", site.language.as_str());
    xml.push_str(">\n");
    element(&mut xml, "id", &home);
    element(&mut xml, "title", &title);
    element(&mut xml, "updated", &time(updated));
    link(&mut xml, "alternate", "text/html", &home);
    link(
        &mut xml,
        "self",
        "application/atom+xml",
        &format!("{home}feed.atom"),
    );
    let publisher = site.publisher.as_deref().unwrap_or(&site.title);
    let _ = writeln!(xml, "<author><name>{}</name></author>", escaped(publisher));
    for ix in entries {
        let page = guide.page(ix);
        let url = view.config.site.absolute(&page.url);
        xml.push_str("<entry>\n");
        element(&mut xml, "id", &url);
        element(&mut xml, "title", &page.title);
        element(&mut xml, "updated", &time(page.changed()));
        if let Some(date) = page.front.date {
            element(&mut xml, "published", &time(Some(date)));
        }
        link(&mut xml, "alternate", "text/html", &url);
        let _ = writeln!(
            xml,
            "<category term=\"{}\" label=\"{}\"/>",
            page.id.kind.info().dutch,
            page.id.kind.info().singular
        );
        element(&mut xml, "summary", page.summary());
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// A calendar date as the midnight that Atom wants.
fn time(date: Option<jiff::civil::Date>) -> String {
    date.map_or_else(
        || "1970-01-01T00:00:00Z".to_owned(),
        |date| format!("{date}T00:00:00Z"),
    )
}

pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    // Control characters and, behind lead byte EF, U+FFFE and U+FFFF are what XML 1.0 may not hold.
    let mut bytes = text.bytes();
    if !bytes.any(|byte| byte < b' ' || byte == 0xef || b"&<>\"".contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let legal: String =
        text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)).collect();
    let mut xml = String::with_capacity(legal.len() + 8);
    escape(&legal, &mut xml);
    Cow::Owned(xml)
}

fn element(xml: &mut String, name: &str, text: &str) {
    let _ = writeln!(xml, "<{name}>{}</{name}>", escaped(text));
}

fn attribute(xml: &mut String, name: &str, text: &str) {
    let _ = write!(xml, " {name}=\"{}\"", escaped(text));
}

fn link(xml: &mut String, rel: &str, kind: &str, href: &str) {
    let _ = writeln!(
        xml,
        "<link rel=\"{rel}\" type=\"{kind}\" href=\"{}\"/>",
        escaped(href)
    );
}

/// How browsers can search the site (OpenSearch 1.1).
pub(super) fn opensearch(view: &View<'_>) -> String {
    let site = &view.config.site;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n",
    );
    // The specification allows a short name of sixteen characters and a description of 1024.
    element(
        &mut xml,
        "ShortName",
        &site.title.chars().take(16).collect::<String>(),
    );
    element(
        &mut xml,
        "Description",
        site.description.as_deref().unwrap_or(&site.title),
    );
    element(&mut xml, "InputEncoding", "UTF-8");
    element(&mut xml, "Language", site.language.as_str());
    let _ = writeln!(
        xml,
        "<Url type=\"text/html\" template=\"{}?q={{searchTerms}}\"/>",
        escaped(&view.config.searched_at().absolute("/zoeken/"))
    );
    let _ = writeln!(
        xml,
        "<Url type=\"application/atom+xml\" pageOffset=\"1\" template=\"{}?q={{searchTerms}}&amp;pagina={{startPage?}}&amp;perPagina={{count?}}\"/>",
        escaped(&view.config.searched_at().absolute("/zoeken.atom"))
    );
    let _ = writeln!(
        xml,
        "<Url type=\"application/x-suggestions+json\" rel=\"suggestions\" template=\"{}?q={{searchTerms}}\"/>",
        escaped(
            &view
                .config
                .searched_at()
                .absolute("/zoeken/suggesties.json")
        )
    );
    let _ = writeln!(
        xml,
        "<Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{}\"/>",
        escaped(&view.config.site.absolute("/opensearch.xml"))
    );
    xml.push_str("</OpenSearchDescription>\n");
    xml
}

/// The metadata of all pages, as JSON: what another program needs to know of the guide.
pub(super) fn metadata(view: &View<'_>) -> Vec<u8> {
    let site = &view.config.site;
    let head = json!({
        "title": site.title,
        "description": site.description,
        "language": site.language.as_str(),
        "url": site.absolute("/"),
    })
    .to_string();
    let mut json = head.trim_end_matches('}').as_bytes().to_vec();
    json.extend(b",\"pages\":[");
    // This is the largest file of a guide: it gets the room that its first pages say it needs, and is
    // written once.
    let pages = &view.guide.pages;
    for (nth, page) in pages.iter().filter(|page| page.is_listed()).enumerate() {
        if nth > 0 {
            json.push(b',');
        }
        put_page(&mut json, view, page);
        if nth == SAMPLE {
            json.reserve(json.len() / SAMPLE * pages.len() / 8 * 9);
        }
    }
    json.extend(b"]}\n");
    json
}

/// What `gids.json` tells of a page.
#[derive(Serialize)]
struct PageMetadata<'a> {
    id: &'a PageId,
    kind: &'static str,
    title: &'a str,
    summary: &'a str,
    url: String,
    date: Option<Date>,
    updated: Option<Date>,
    knowledge_of: Option<&'a str>,
    themes: Vec<&'a PageId>,
    problems: Vec<&'a PageId>,
    steps: Vec<&'a PageId>,
    policies: Vec<&'a PageId>,
    places: Vec<&'a PageId>,
    sources: Vec<&'a PageId>,
    twin: Vec<&'a PageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<&'a PageId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<&'a PageId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    predecessors: Vec<&'a PageId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    runs_beside: Vec<&'a PageId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    part_of: Vec<&'a PageId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    broader: Vec<&'a PageId>,
}

/// Writes what `gids.json` tells of a page.
fn put_page(json: &mut Vec<u8>, view: &View<'_>, page: &Page) {
    let ids = |pages: &[PageIx]| -> Vec<&PageId> {
        pages.iter().map(|&ix| &view.guide.page(ix).id).collect()
    };
    let refs = &page.refs;
    let metadata = PageMetadata {
        id: &page.id,
        kind: page.id.kind.name(),
        title: &page.title,
        summary: page.summary(),
        url: view.config.site.absolute(&page.url),
        date: page.front.date,
        updated: page.changed(),
        knowledge_of: page.front.knowledge_of.as_ref().map(|of| of.as_str()),
        themes: ids(&refs.themes),
        problems: ids(&refs.problems),
        steps: ids(&refs.steps),
        policies: ids(&refs.policies),
        places: ids(&refs.places),
        sources: ids(&super::page::cited(view.guide, page)),
        twin: ids(&refs.twins),
        evidence: page.front.evidence.map(|evidence| evidence.as_str()),
        roles: page.front.roles.iter().map(|role| role.as_str()).collect(),
        parties: page
            .front
            .parties
            .iter()
            .map(|party| party.as_str())
            .collect(),
        authors: ids(&refs.authors),
        related: ids(&refs.related),
        predecessors: ids(&refs.predecessors),
        runs_beside: ids(&refs.runs_beside),
        part_of: ids(&refs.part_of),
        broader: ids(&refs.broader),
    };
    // Texts, dates and lists of them are always JSON, and memory can be written to.
    let _ = serde_json::to_writer(json, &metadata);
}

/// The glossary as a SKOS concept scheme, in JSON-LD.
pub(super) fn skos(view: &View<'_>) -> String {
    let guide = view.guide;
    let scheme = view.config.site.absolute("/begrippen/");
    let urls = |pages: &[PageIx]| -> Vec<String> {
        let terms = pages
            .iter()
            .filter(|&&ix| guide.page(ix).id.kind == Kind::Term && guide.page(ix).is_listed());
        terms
            .map(|&ix| view.config.site.absolute(&guide.page(ix).url))
            .collect()
    };
    let concepts = guide.of_kind(Kind::Term).iter().map(|&ix| {
        let page = guide.page(ix);
        let language = page.front.lang.as_deref().unwrap_or("nl");
        let labels = |texts: &[String]| -> Vec<Value> {
            texts
                .iter()
                .map(|text| json!({"@value": text, "@language": language}))
                .collect()
        };
        json!({
            "@id": view.config.site.absolute(&page.url),
            "@type": "skos:Concept",
            "skos:inScheme": {"@id": scheme},
            "skos:prefLabel": {"@value": page.title, "@language": language},
            "skos:altLabel": labels(&page.front.alt_labels),
            "skos:hiddenLabel": labels(&page.front.hidden_labels),
            "skos:definition": {"@value": page.summary(), "@language": "nl"},
            "skos:broader": urls(&page.refs.broader),
            "skos:narrower": urls(&guide.relations.narrower[ix as usize]),
            "skos:related": urls(&page.refs.related),
        })
    });
    json!({
        "@context": {
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "skos:broader": {"@type": "@id"},
            "skos:narrower": {"@type": "@id"},
            "skos:related": {"@type": "@id"},
        },
        "@graph": std::iter::once(json!({
            "@id": scheme,
            "@type": "skos:ConceptScheme",
            "skos:prefLabel": {"@value": view.plural(Kind::Term), "@language": view.config.site.language.as_str()},
        })).chain(concepts).collect::<Vec<Value>>(),
    })
    .to_string()
}

/// The redirects in a format that another host reads.
pub(super) fn redirect_map(view: &View<'_>, plan: &Plan, format: RedirectFormat) -> String {
    let base = view.base_path();
    let mut map = String::new();
    for redirect in &plan.redirects {
        let from = super::view::encode_path(&redirect.from);
        let to = view.url(redirect.to);
        let _ = match format {
            RedirectFormat::Netlify => writeln!(map, "{base}{from} {to} 308"),
            RedirectFormat::Nginx => writeln!(map, "{base}{from} {to};"),
        };
    }
    map
}

/// A page that leads on to another, for hosts that know no redirects.
pub(super) fn stub(view: &View<'_>, to: PageIx) -> String {
    let url = view.url(to);
    let title = escaped(&view.guide.page(to).title);
    let canonical = view.config.site.absolute(&view.guide.page(to).url);
    let canonical = escaped(&canonical);
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <link rel=\"canonical\" href=\"{canonical}\"><meta name=\"robots\" content=\"noindex\">\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\"></head>\
         <body><p><a href=\"{url}\">{title}</a></p></body></html>\n",
        view.config.site.language.as_str()
    )
}
