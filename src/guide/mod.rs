//! The guide: all pages, with every reference between them resolved.
//!
//! In: all [`Document`]s, the sources, the parts. Out: a [`Guide`] and its diagnostics. Steps:
//!
//! 1. [`pages`]: documents, sources and places named only in front matter become pages with addresses.
//! 2. [`references`]: the front matter's references, against an index of [`names`].
//! 3. [`links`]: the links and citations in the text.
//! 4. [`terms`]: the first mention of each term on a page.
//! 5. [`relations`]: everything read backwards: what gathers below a theme, what cites a source.
//! 6. [`chapters`], [`timeline`], [`backlinks`], [`related`]: trees, chains and lists made of these.
//! 7. [`editorial`]: what an editor should look at.
//!
//! After an edit [`again`] does what the edit asks for, and no more.
//!
//! Nothing here knows HTML beyond what the Markdown stage made, and nothing reads a file.

pub mod again;
pub mod backlinks;
pub mod chapters;
pub mod editorial;
pub mod links;
pub mod names;
pub mod pages;
pub mod references;
pub mod related;
pub mod relations;
pub mod terms;
pub mod timeline;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::content::sources::Sources;
use crate::content::{Edtf, FrontMatter, Kind, PageId};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::language::Analyzer;
use crate::markdown::Body;

pub use again::Resolved;

/// Number of a page in [`Guide::pages`].
pub type PageIx = u32;

/// All pages and what holds them together. What is made of all pages is shared between a guide and the
/// same guide after an edit.
#[derive(Debug, Clone)]
pub struct Guide {
    /// The pages, ordered by id.
    pub pages: Vec<Page>,
    /// The pages of each kind that readers see in lists, in their natural order.
    pub by_kind: Arc<[Vec<PageIx>; 12]>,
    /// Chapters as a tree.
    pub chapters: Arc<chapters::ChapterTree>,
    /// References read backwards.
    pub relations: Arc<relations::Relations>,
    /// What links to each page, with the sentence.
    pub backlinks: Arc<Vec<backlinks::Backlinks>>,
    /// What to read beside each page, with the reason.
    pub related: Arc<Vec<Vec<related::Related>>>,
    /// Policies in time.
    pub timeline: Arc<timeline::Timeline>,
    /// The sources, formatted.
    pub sources: Arc<Sources>,
    ids: Arc<FxHashMap<PageId, PageIx>>,
    source_pages: Arc<FxHashMap<Arc<str>, PageIx>>,
}

/// A page with everything it says about other pages.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its id.
    pub id: PageId,
    /// Its title.
    pub title: String,
    /// Its address below the site's base, with a slash at both ends: `/lessen/ga-kijken/`.
    pub url: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its front matter.
    pub front: Arc<FrontMatter>,
    /// Its text.
    pub body: Arc<Body>,
    /// Hash of what the author wrote.
    pub hash: blake3::Hash,
    /// Its front matter's references, resolved.
    pub refs: References,
    /// Where its links lead; one for each of `body.links`.
    pub links: Vec<LinkTarget>,
    /// First mentions of terms in its text, ordered.
    pub mentions: Vec<Mention>,
    /// Whether and how readers see it.
    pub visibility: Visibility,
}

/// Where a page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A Markdown file, by its path.
    File(Arc<str>),
    /// An entry of `sources.yaml`, by its key.
    Source(String),
    /// The front matter of other pages: a place without a file of its own.
    Derived,
}

/// Whether and how readers see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Page, lists, feeds, search.
    Listed,
    /// A page that says it was withdrawn, and no more.
    Withdrawn,
    /// Nothing: a draft in a build without drafts.
    Hidden,
}

/// The references of a front matter, each resolved to a page. Dead ones are reported and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each is described at the front matter key of its name"
)]
pub struct References {
    pub themes: Vec<PageIx>,
    pub problems: Vec<PageIx>,
    pub steps: Vec<PageIx>,
    pub policies: Vec<PageIx>,
    pub places: Vec<PageIx>,
    pub authors: Vec<PageIx>,
    pub sources: Vec<PageIx>,
    pub related: Vec<PageIx>,
    pub twins: Vec<PageIx>,
    pub successor: Option<PageIx>,
    pub predecessors: Vec<PageIx>,
    pub runs_beside: Vec<PageIx>,
    pub part_of: Vec<PageIx>,
    pub broader: Vec<PageIx>,
    /// For each dispute, for each claim, its sources.
    pub claims: Vec<Vec<Vec<PageIx>>>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A page of the guide, perhaps a heading on it.
    Page(PageIx, Option<String>),
    /// A heading on the same page.
    Here(String),
    /// An address of this site that is no page of the guide.
    Site(String),
    /// An address elsewhere.
    External(String),
    /// A file published with the page: index into the body's attachments.
    Attachment(u32),
    /// Nowhere; reported.
    Dead,
}

/// The first mention of a term on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// First byte in the page's HTML.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The term.
    pub term: PageIx,
}

/// What resolving needs to know besides the documents.
#[derive(Debug, Clone)]
pub struct ResolveOptions {
    /// Whether drafts are seen.
    pub drafts: bool,
    /// The kinds whose uncited paragraphs are reported.
    pub uncited_kinds: Vec<Kind>,
    /// Today, for overdue reviews; `None` leaves them out.
    pub today: Option<jiff::civil::Date>,
}

/// Resolves all documents against each other. `attachments` are the other files below `content/`.
pub fn resolve(
    documents: Vec<Document>,
    sources: Sources,
    parts: chapters::Parts,
    attachments: &HashMap<String, u64>,
    analyzer: &Analyzer,
    options: &ResolveOptions,
) -> (Guide, Vec<Diagnostic>) {
    let beside = again::Beside {
        sources: Arc::new(sources),
        parts,
        attachments,
        analyzer,
        options,
    };
    Resolved::once(documents, &beside).into_parts()
}

impl Guide {
    /// Drops what only indexing needs, for a site without a search: rendering has more room without it.
    pub fn forget_texts(&mut self) {
        for page in &mut self.pages {
            let summed_up = page.front.summary.is_some();
            if let Some(body) = Arc::get_mut(&mut page.body) {
                // The first sentence stands for a summary, where there is none.
                let first = body.text.lines().next().filter(|_| !summed_up);
                body.text = first.unwrap_or_default().to_owned();
            }
        }
    }

    /// Drops what only rendering needs, which is most of a guide: indexing has more room without it.
    pub fn forget_html(&mut self) {
        for page in &mut self.pages {
            // A text that somebody else holds too is not dropped by letting go of it here.
            if let Some(body) = Arc::get_mut(&mut page.body) {
                body.html = String::new();
                body.slots = Vec::new();
                body.runs = Vec::new();
                body.links = Vec::new();
                body.citations = Vec::new();
            }
            page.links = Vec::new();
            page.mentions = Vec::new();
        }
        self.backlinks = Arc::default();
        self.related = Arc::default();
    }

    /// The page with this id.
    pub fn find(&self, id: &PageId) -> Option<PageIx> {
        self.ids.get(id).copied()
    }

    /// The page numbered `ix`.
    pub fn page(&self, ix: PageIx) -> &Page {
        &self.pages[ix as usize]
    }

    /// The listed pages of a kind, in their natural order.
    pub fn of_kind(&self, kind: Kind) -> &[PageIx] {
        &self.by_kind[kind as usize]
    }

    /// The source page that an entry of `sources.yaml` became.
    pub fn source_page(&self, key: &str) -> Option<PageIx> {
        self.source_pages.get(key).copied()
    }
}

/// The source pages by key. Every page cites sources, and no id need be made for asking.
fn source_pages(pages: &[Page]) -> FxHashMap<Arc<str>, PageIx> {
    let sources = pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.id.kind == Kind::Source);
    sources
        .map(|(ix, page)| (Arc::clone(&page.id.slug), ix as PageIx))
        .collect()
}

impl Page {
    /// Whether it stands in lists, feeds and search.
    pub fn is_listed(&self) -> bool {
        self.visibility == Visibility::Listed
    }

    /// The file to name in messages about it.
    pub fn file(&self) -> Arc<str> {
        match &self.origin {
            Origin::File(file) => Arc::clone(file),
            Origin::Source(_) => "content/sources.yaml".into(),
            Origin::Derived => "content".into(),
        }
    }

    /// A term's definition, any other page's summary; else the first sentence of its text.
    pub fn summary(&self) -> &str {
        match &self.front.summary {
            Some(summary) => summary,
            None => {
                let first = self.body.text.lines().next().unwrap_or_default();
                backlinks::sentence(first, 0)
            }
        }
    }

    /// The day of the last change that its front matter names.
    pub fn changed(&self) -> Option<jiff::civil::Date> {
        self.front.updated.or(self.front.date)
    }

    /// The years a policy ran, or of which a page's knowledge is: what a search for a period meets.
    pub fn period(&self) -> Option<(Option<i32>, Option<i32>)> {
        let year = |day: Option<crate::content::edtf::Day>| day.map(|(year, ..)| year);
        let front = &self.front;
        match (&front.start, &front.end, &front.knowledge_of) {
            (None, None, None) => None,
            (None, None, Some(of)) => Some((year(of.earliest()), year(of.latest()))),
            (start, end, _) => {
                let from = start.as_ref().and_then(Edtf::earliest);
                // Without an end only the beginning is known; it is not read as “until today”.
                let to = match end {
                    Some(end) => end.latest(),
                    None => start.as_ref().and_then(Edtf::latest),
                };
                Some((year(from), year(to)))
            }
        }
    }
}
