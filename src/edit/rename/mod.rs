//! Another name for a page, a chapter's number or a heading: every change that this asks for.
//!
//! In: a guide, its files, and a [`Change`]. Out: a [`Plan`]: texts with the links and references
//! rewritten and all other bytes as they were, files that move, the old address among the aliases.
//! Steps:
//!
//! 1. [`find`] tells what is meant and whether it can be;
//! 2. [`plan`] goes through all pages, by the links and front matter that the guide resolved;
//! 3. [`what_changed`] compares the guide before with the guide as it would be: whoever renames
//!    something must find every link where it was.

mod body;
mod compare;
mod find;
mod front;
mod splice;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

pub use compare::what_changed;
pub use find::find;

use self::body::Renamed;
use self::splice::Splices;
use super::overlay::Overlay;
use crate::content::files::Files;
use crate::content::front_matter::Status;
use crate::content::load::Source;
use crate::content::walk::PageFile;
use crate::content::{Kind, PageId};
use crate::document;
use crate::guide::links::beside;
use crate::guide::{Guide, LinkTarget, Origin, Page, PageIx};
use crate::markdown::Options;
use crate::markdown::document::Target;

/// What gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A page gets another slug: its file moves, its address changes.
    Slug {
        /// The page.
        page: PageIx,
        /// Its slug from now on.
        new: String,
    },
    /// A chapter gets another number; its file stays.
    Number {
        /// The chapter.
        page: PageIx,
        /// Its number from now on.
        new: String,
    },
    /// A heading gets another id.
    Heading {
        /// The page on which it stands.
        page: PageIx,
        /// Its id so far.
        old: String,
        /// Its id from now on.
        new: String,
    },
}

/// Why something cannot be renamed so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such page; perhaps this one was meant.
    UnknownPage(String, Option<String>),
    /// The page has no file: it is a source, or a place that only front matter names.
    NoFile(PageId),
    /// There is no such heading; these there are, and perhaps this one was meant.
    UnknownHeading(String, Vec<String>, Option<String>),
    /// A page cannot become one of another kind.
    OtherKind(Kind, Kind),
    /// A heading was named on one side only.
    HeadingAndPage,
    /// The new name is no name: it has capitals, spaces or accents; this would do.
    BadName(String, String),
    /// The name belongs to the guide itself.
    Reserved(String),
    /// The name is taken, by this file.
    Taken(String, String),
    /// The new name is the old one.
    Same(String),
    /// A file cannot be read.
    Unreadable(String),
}

/// All that changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Texts that change, and perhaps move, ordered by path.
    pub texts: Vec<TextChange>,
    /// Other files that move along, from and to.
    pub moves: Vec<(String, String)>,
}

/// A file of text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// Its path.
    pub path: String,
    /// Its path from now on.
    pub to: String,
    /// Its text, byte order mark included.
    pub before: String,
    /// Its text from now on.
    pub after: String,
}

/// The page as front matter names it, and will name it; nothing where its id stays.
struct Names {
    kind: Kind,
    /// The part of its id behind the slash, old and new.
    slug: Option<(String, String)>,
    /// Whether that part is a chapter's number.
    numbered: bool,
}

/// `ga-kijken` of `content/lessons/ga-kijken.md`.
fn slug_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Works out what `change` asks for in all files.
pub fn plan(files: &dyn Files, guide: &Guide, change: &Change) -> Result<Plan, Refusal> {
    let work = Work::of(files, guide, change)?;
    let mut plan = Plan::default();
    let titles: HashSet<String> = guide
        .pages
        .iter()
        .flat_map(|page| {
            let labels = page.front.alt_labels.iter().chain(page.front.names.iter());
            std::iter::once(&page.title).chain(labels)
        })
        .map(|title| title.to_lowercase())
        .collect();
    let titled = |name: &str| titles.contains(&name.to_lowercase());
    for (ix, page) in guide.pages.iter().enumerate() {
        let Origin::File(file) = &page.origin else {
            continue;
        };
        let whole = read(files, file)?;
        let text = whole.strip_prefix('\u{feff}').unwrap_or(&whole);
        let mut splices = Splices::default();
        front::references(text, page.id.kind, &work.names, &titled, &mut splices);
        work.links(text, file, page, ix as PageIx, &mut splices);
        if ix as PageIx == work.ix {
            work.own(text, page, &mut splices);
        }
        let to = match &work.file {
            Some((old, new)) if **old == **file => new.clone(),
            _ => file.to_string(),
        };
        if splices.is_empty() && *to == **file {
            continue;
        }
        let mark = &whole[..whole.len() - text.len()];
        plan.texts.push(TextChange {
            path: file.to_string(),
            to,
            after: format!("{mark}{}", splices.apply(text)),
            before: whole,
        });
    }
    plan.texts.sort_by(|a, b| a.path.cmp(&b.path));
    plan.moves = work.attachments.into_iter().collect();
    Ok(plan)
}

fn read(files: &dyn Files, file: &str) -> Result<String, Refusal> {
    let bytes = files.read(file).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| Refusal::Unreadable(file.to_owned()))
}

/// What a change means in each place where something can be named.
struct Work<'a> {
    ix: PageIx,
    change: &'a Change,
    names: Names,
    /// What stands behind `[[` for the page.
    pages: Vec<(String, String)>,
    file: Option<(String, String)>,
    url: Option<(String, String)>,
    /// Ids of headings on the page. One heading's id can be part of others’.
    headings: BTreeMap<String, String>,
    /// Files that move along.
    attachments: BTreeMap<String, String>,
}

impl<'a> Work<'a> {
    fn of(files: &dyn Files, guide: &Guide, change: &'a Change) -> Result<Self, Refusal> {
        let (Change::Slug { page: ix, .. }
        | Change::Number { page: ix, .. }
        | Change::Heading { page: ix, .. }) = change;
        let page = guide.page(*ix);
        let kind = page.id.kind;
        let mut work = Work {
            ix: *ix,
            change,
            names: Names {
                kind,
                slug: None,
                numbered: page.front.number.is_some(),
            },
            pages: Vec::new(),
            file: None,
            url: None,
            headings: BTreeMap::new(),
            attachments: BTreeMap::new(),
        };
        match change {
            Change::Slug { new, .. } => {
                let file = page.file().to_string();
                let old = slug_of(&file).to_owned();
                let (folder, _) = file.rsplit_once('/').unwrap_or(("content", ""));
                for attachment in &page.body.attachments {
                    let path = beside(&file, &attachment.path);
                    let own = path.as_deref().and_then(|path| {
                        let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
                        let rest = rest.strip_prefix(old.as_str())?;
                        rest.starts_with(['/', '.']).then(|| rest.to_owned())
                    });
                    if let (Some(path), Some(rest)) = (path, own) {
                        work.attachments
                            .insert(path, format!("{folder}/{new}{rest}"));
                    }
                }
                // A numbered chapter is named by its number, whatever its file is called.
                if !work.names.numbered {
                    work.pages
                        .push((format!("{kind}/{old}"), format!("{kind}/{new}")));
                    work.names.slug = Some((old.clone(), new.clone()));
                }
                let url = page.url.trim_end_matches('/');
                let root = url.strip_suffix(old.as_str()).unwrap_or(url);
                work.url = Some((page.url.clone(), format!("{root}{new}/")));
                work.file = Some((file.clone(), format!("{folder}/{new}.md")));
            }
            Change::Number { new, .. } => {
                let old = page.id.slug.to_string();
                work.pages = vec![
                    (format!("{kind}/{old}"), format!("{kind}/{new}")),
                    (old.clone(), new.clone()),
                ];
                work.names.slug = Some((old, new.clone()));
            }
            Change::Heading { old, new, .. } => {
                work.headings = headings(files, page, old, new)?;
            }
        }
        Ok(work)
    }

    /// The links and shown files of a page.
    fn links(&self, text: &str, file: &str, page: &Page, ix: PageIx, splices: &mut Splices) {
        for (link, target) in page.body.links.iter().zip(&page.links) {
            let leads_here = match target {
                LinkTarget::Page(to, _) => *to == self.ix,
                LinkTarget::Here(_) => ix == self.ix,
                _ => false,
            };
            if !leads_here {
                continue;
            }
            let name = match &link.target {
                Target::Page(name) => Some(name),
                _ => None,
            };
            let fragment = link.fragment.as_deref();
            let renamed = Renamed {
                page: self
                    .pages
                    .iter()
                    .find(|(old, _)| Some(old) == name)
                    .map(|(old, new)| (old.as_str(), new.as_str())),
                file: as_pair(&self.file),
                url: as_pair(&self.url),
                heading: fragment.and_then(|fragment| {
                    let (old, new) = self.headings.get_key_value(fragment)?;
                    Some((old.as_str(), new.as_str()))
                }),
            };
            body::link(text, file, link, renamed, splices);
        }
        for attachment in &page.body.attachments {
            let Some(path) = beside(file, &attachment.path) else {
                continue;
            };
            if let Some(to) = self.attachments.get(&path)
                && let Some((folder, _)) =
                    self.file.as_ref().and_then(|(old, _)| old.rsplit_once('/'))
            {
                let tail = |path: &str| path[folder.len() + 1..].to_owned();
                let (old, new) = (tail(&path), tail(to));
                body::attachment(text, file, attachment.span, (&path, &old, &new), splices);
            }
        }
    }

    /// What only the page itself says: its number, its heading, its old addresses.
    fn own(&self, text: &str, page: &Page, splices: &mut Splices) {
        // Nobody has been at the address of a page that was never published.
        let seen = page.front.status != Status::Draft;
        match self.change {
            Change::Slug { .. } => {
                if let Some((old, new)) = &self.url {
                    let add = if seen { vec![old.clone()] } else { Vec::new() };
                    front::aliases(text, &add, new, splices);
                }
            }
            Change::Number { new, .. } => {
                let old = &page.id.slug;
                front::number(text, new, splices);
                let add = [format!("/{old}/"), format!("/hoofdstukken/{old}/")];
                if seen {
                    // The address of the new number is the page's own from now on.
                    front::aliases(text, &add, &format!("/{new}/"), splices);
                }
            }
            Change::Heading { old, new, .. } => {
                if let Some(heading) = page.body.heading(old) {
                    body::heading(text, heading.span, old, new, splices);
                }
            }
        }
    }
}

fn as_pair(pair: &Option<(String, String)>) -> Option<(&str, &str)> {
    pair.as_ref().map(|(old, new)| (old.as_str(), new.as_str()))
}

/// How the ids of all headings of a page change when one of them gets another.
fn headings(
    files: &dyn Files,
    page: &Page,
    old: &str,
    new: &str,
) -> Result<BTreeMap<String, String>, Refusal> {
    let file = page.file();
    let whole = read(files, &file)?;
    let text = whole.strip_prefix('\u{feff}').unwrap_or(&whole);
    let mut splices = Splices::default();
    if let Some(heading) = page.body.heading(old) {
        body::heading(text, heading.span, old, new, &mut splices);
    }
    let outline = |text: String| {
        let source = Source {
            page: PageFile {
                kind: page.id.kind,
                slug: slug_of(&file).into(),
                file: file.clone(),
            },
            text,
        };
        document::parse(source, &Options::default())
            .0
            .body
            .outline
            .clone()
    };
    let before = outline(text.to_owned());
    let after = outline(splices.apply(text));
    let changed = before.into_iter().zip(after);
    Ok(changed
        .filter(|(before, after)| before.id != after.id)
        .map(|(before, after)| (before.id, after.id))
        .collect())
}

impl Plan {
    /// The site as it would be.
    pub fn over<'a>(&self, files: &'a dyn Files) -> Overlay<'a> {
        let mut overlay = Overlay::over(files);
        for change in &self.texts {
            if change.to != change.path {
                overlay.remove(&change.path);
            }
            overlay.write(&change.to, change.after.clone().into_bytes());
        }
        for (from, to) in &self.moves {
            if let Ok(bytes) = files.read(from) {
                overlay.remove(from);
                overlay.write(to, bytes);
            }
        }
        overlay
    }
}
