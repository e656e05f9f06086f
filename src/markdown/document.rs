//! What one Markdown body becomes: HTML with numbered slots, and all that other stages need of it.
//!
//! The parser's events die in this stage; what is left is a few compact vectors a page. A *slot* is
//! a place in the HTML that can only be filled when all pages are known: the address a link leads
//! to, the text of a citation, the size of an image. Slots are ordered by place, so that filling
//! them is one pass of copying.

/// A parsed body. Offsets named `at` are bytes in `html`; spans are bytes in the source file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    /// The HTML, without what the slots stand for.
    pub html: String,
    /// Where something is to be filled in, ordered by place.
    pub slots: Vec<Slot>,
    /// The headings, in order.
    pub outline: Vec<Heading>,
    /// The plain text, blocks parted by a line feed; headings included.
    pub text: String,
    /// Where stretches of plain text stand in the HTML, for linking terms: only text in which a
    /// link may be made (no headings, links, quotations, code). Ordered.
    pub runs: Vec<TextRun>,
    /// Links to other pages, parts of this page and other sites.
    pub links: Vec<Link>,
    /// Groups of citations.
    pub citations: Vec<CitationGroup>,
    /// Images and attachments that stand beside the Markdown file.
    pub attachments: Vec<Attachment>,
    /// Paragraphs and lists that state something without a citation (see `cited.rs`).
    pub uncited: Vec<Span>,
    /// Number of words in `text`.
    pub words: u32,
    /// The headings by their ids: indices into `outline`, see [`Body::heading`].
    pub by_id: Vec<u32>,
}

impl Body {
    /// The heading with this id. A page can have as many links to headings as headings, so this must
    /// not walk the outline.
    pub fn heading(&self, id: &str) -> Option<&Heading> {
        let heading = |&at: &u32| &self.outline[at as usize];
        let found = self
            .by_id
            .binary_search_by(|at| heading(at).id.as_str().cmp(id));
        found.ok().map(|at| heading(&self.by_id[at]))
    }

    /// Orders the headings of an outline by their ids.
    pub(super) fn ordered_by_id(outline: &[Heading]) -> Vec<u32> {
        let mut by_id: Vec<u32> = (0..outline.len() as u32).collect();
        by_id.sort_unstable_by_key(|&at| outline[at as usize].id.as_str());
        by_id
    }
}

/// Bytes of the source file, end exclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place in the HTML to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Byte in `html` before which the filling comes.
    pub at: u32,
    /// What it is filled with.
    pub fill: Fill,
}

/// What a slot is filled with. The number is an index into the vector of that name in [`Body`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// All attributes of the `<a>` of a link: ` href="…"`, with `rel` or `class` where due.
    LinkAttributes(u32),
    /// The title of the page that a link leads to, where the author gave no text of his own.
    LinkLabel(u32),
    /// The elements of a group of citations.
    Citation(u32),
    /// ` src="…" width="…" height="…"` of an image.
    ImageAttributes(u32),
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6; the page's title is the only heading of level 1.
    pub level: u8,
    /// Unique on the page, readable, and unchanged when another heading is added.
    pub id: String,
    /// Its plain text.
    pub title: String,
    /// Classes given by `{.class}`: `redactie` marks a section as the editors' own words.
    pub classes: Vec<String>,
    /// Byte in `text` at which the heading's own text begins.
    pub text_start: u32,
    /// Where it stands in the source file.
    pub span: Span,
}

/// A stretch of `text` that stands in `html`, escaped but otherwise unbroken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextRun {
    /// First byte in `text`.
    pub text: u32,
    /// First byte in `html`.
    pub html: u32,
    /// Length in bytes of the text; in the HTML it can be longer, by escapes only.
    pub len: u32,
}

/// What a link names as its target, as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `[[…]]`: an id, a chapter's number, a title or a label; resolved when all pages are known.
    Page(String),
    /// A relative link to a Markdown file: `../lessons/ga-kijken.md`.
    File(String),
    /// A place on the same page: `#…` alone.
    Here,
    /// An address on another site, or `mailto:`, `tel:`.
    External(String),
    /// A root-relative address of this site (`/zoeken/`), taken as it is.
    Site(String),
    /// A file beside the Markdown file that is published with the page: index into `attachments`.
    Attachment(u32),
}

/// A link in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it names.
    pub target: Target,
    /// The part of the target after `#`, without it.
    pub fragment: Option<String>,
    /// Where the link stands in the source file.
    pub span: Span,
    /// Byte in `text` at which the link's text begins; the sentence around it is shown at its target.
    pub text_at: u32,
    /// One past the last byte of the link's text in `text`.
    pub text_end: u32,
    /// Whether the author gave the link a text. If not, `text` holds the words of the target as far
    /// as they can be told from it (`lesson/ga-kijken` gives “ga kijken”), and a slot the title.
    pub labelled: bool,
}

/// One pair of brackets with citations: `[@a; @b, p. 3]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationGroup {
    /// The citations, in the order written.
    pub items: Vec<CitationItem>,
    /// Where the group stands in the source file.
    pub span: Span,
    /// Byte in `text` at which it stands (citations leave no words in the text).
    pub text_at: u32,
}

/// One citation in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationItem {
    /// Key of the source, without `@`.
    pub key: String,
    /// Page, section or other place in the source: `p. 12`, `§3.1`.
    pub locator: Option<String>,
    /// `[-@key]`: the year alone, since the sentence names the author.
    pub suppress_author: bool,
    /// Where it stands in the source file.
    pub span: Span,
}

/// A file beside the Markdown file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The path as written, relative to the Markdown file, percent-decoded.
    pub path: String,
    /// Whether it is shown as an image (else it is a link to a file).
    pub image: bool,
    /// Where it stands in the source file.
    pub span: Span,
}
