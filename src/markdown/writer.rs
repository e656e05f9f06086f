//! The writer's state, its beginning and its end.
//!
//! In: a masked body. Out: a [`Body`] and its diagnostics. Between the two stand the events
//! ([`html`](super::html)) and the files of the constructs, which add methods to the same writer.

use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memmem};
use pulldown_cmark::Parser;
use rustc_hash::FxHashSet;

use super::Options;
use super::alerts::AlertTitle;
use super::blocks::{Block, Paragraph, Pending};
use super::citations::Draft;
use super::cited::Watch;
use super::document::{Attachment, Body, Span};
use super::footnotes::{Footnotes, OpenNote};
use super::headings;
use super::images::OpenImage;
use super::language::Bracket;
use super::links::OpenLink;
use super::lists::OpenList;
use super::raw::Reported;
use super::tables::{OpenCaption, OpenTable};
use super::text::{Output, all_words};
use crate::diagnostic::{Code, Diagnostic};

/// Levels of quotations, lists and brackets that are shown as such; what is deeper is flattened.
pub(super) const MAX_DEPTH: usize = 64;

/// Writes one body.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) file: &'a Arc<str>,
    /// The masked body; ranges are bytes of it.
    pub(super) body: &'a str,
    /// Byte of the file at which the body begins.
    pub(super) base: usize,
    pub(super) options: Options,
    pub(super) out: Output,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) attachments: Vec<Attachment>,
    /// Ids on the page that are not those of headings.
    pub(super) ids: Vec<String>,

    // Blocks.
    pub(super) blocks: Vec<Block>,
    pub(super) levels: usize,
    pub(super) too_deep: bool,
    pub(super) pending: Pending,
    pub(super) paragraph: Option<Paragraph>,
    pub(super) heading: Option<usize>,
    pub(super) last_level: u8,
    pub(super) alert_title: Option<AlertTitle>,
    pub(super) alerts: usize,
    pub(super) table: Option<OpenTable>,
    pub(super) caption: Option<OpenCaption>,
    pub(super) tables: usize,
    pub(super) label_open: bool,
    pub(super) html_block: Option<String>,
    pub(super) code: bool,
    pub(super) footnotes: Footnotes,
    pub(super) open_notes: Vec<OpenNote>,

    // Text within a block.
    /// Inline elements that are open.
    pub(super) inline: u32,
    pub(super) links: Vec<OpenLink>,
    pub(super) image: Option<OpenImage>,
    pub(super) draft: Option<Draft>,
    pub(super) brackets: Vec<Bracket>,
    pub(super) bracket_depth: usize,
    /// Whether the body has a `[…]{lang=…}` at all.
    pub(super) has_languages: bool,
    /// Whether the body has a tab at all.
    pub(super) has_tabs: bool,
    pub(super) reported_html: Option<Reported>,
    /// Text before this byte of the body is not written.
    pub(super) skip_to: usize,
    /// Above zero, text may not get links to terms.
    pub(super) unlinkable: u32,

    // Sources.
    pub(super) watch: Watch,
    /// Citations so far, those that could not be read included.
    pub(super) cites: usize,
    /// Above zero, statements need no source.
    pub(super) exempt: u32,
    pub(super) lists: u32,
    pub(super) list: OpenList,
}

impl<'a> Writer<'a> {
    /// A writer for `body`, masked, which begins at byte `base` of `file`.
    pub(super) fn new(file: &'a Arc<str>, body: &'a str, base: usize, options: Options) -> Self {
        Writer {
            file,
            body,
            base,
            options,
            out: Output::with_capacity(body.len()),
            diagnostics: Vec::new(),
            attachments: Vec::new(),
            ids: Vec::new(),
            blocks: Vec::new(),
            levels: 0,
            too_deep: false,
            pending: Pending::Nothing,
            paragraph: None,
            heading: None,
            last_level: 1,
            alert_title: None,
            alerts: 0,
            table: None,
            caption: None,
            tables: 0,
            label_open: false,
            html_block: None,
            code: false,
            footnotes: Footnotes::default(),
            open_notes: Vec::new(),
            inline: 0,
            links: Vec::new(),
            image: None,
            draft: None,
            brackets: Vec::new(),
            bracket_depth: 0,
            has_languages: memmem::find(body.as_bytes(), b"]\x1dlang=").is_some(),
            has_tabs: memchr(b'\t', body.as_bytes()).is_some(),
            reported_html: None,
            skip_to: 0,
            unlinkable: 0,
            watch: Watch::default(),
            cites: 0,
            exempt: 0,
            lists: 0,
            list: OpenList::default(),
        }
    }

    /// Writes the whole body.
    pub(super) fn run(mut self) -> (Body, Vec<Diagnostic>) {
        let options = pulldown_cmark::Options::ENABLE_TABLES
            | pulldown_cmark::Options::ENABLE_FOOTNOTES
            | pulldown_cmark::Options::ENABLE_TASKLISTS
            | pulldown_cmark::Options::ENABLE_HEADING_ATTRIBUTES
            | pulldown_cmark::Options::ENABLE_DEFINITION_LIST
            | pulldown_cmark::Options::ENABLE_WIKILINKS;
        for (event, range) in Parser::new_ext(self.body, options).into_offset_iter() {
            self.event(event, range);
        }
        self.settle(None);
        self.finish()
    }

    fn finish(mut self) -> (Body, Vec<Diagnostic>) {
        let uncited = self.watch.finish(|calls| self.footnotes.any_cited(calls));
        self.write_footnotes();
        let taken: FxHashSet<String> = self.ids.drain(..).collect();
        let fallback = self.options.labels.section;
        let given: Vec<String> = self.out.outline.iter().map(|h| h.id.clone()).collect();
        for index in headings::assign_ids(&mut self.out.outline, taken, fallback) {
            let span = self.out.outline[index].span;
            let diagnostic = Diagnostic::new(Code::DuplicateHeadingId, self.file.clone());
            let diagnostic = diagnostic.at(span.start as usize, span.end as usize);
            self.diagnostics.push(diagnostic.arg("id", &given[index]));
        }
        let slots = self.out.settle_headings();
        let Output {
            html,
            text,
            runs,
            links,
            citations,
            outline,
            ..
        } = self.out;
        let words = all_words(&text) as u32;
        let attachments = self.attachments;
        // All pages are kept at once: these are copied into just the room that they need. (An allocator
        // takes back no part of what is mostly full.)
        let body = Body {
            by_id: Body::ordered_by_id(&outline),
            html: html.as_str().to_owned(),
            slots,
            outline,
            text: text.as_str().to_owned(),
            runs: runs.as_slice().to_vec(),
            links,
            citations,
            attachments,
            uncited,
            words,
        };
        (body, self.diagnostics)
    }

    /// A problem at a range of the body.
    pub(super) fn diagnostic(&self, code: Code, range: &Range<usize>) -> Diagnostic {
        Diagnostic::new(code, self.file.clone()).at(self.base + range.start, self.base + range.end)
    }

    /// Reports a problem.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The place of a range of the body in the file.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span {
            start: (self.base + range.start) as u32,
            end: (self.base + range.end) as u32,
        }
    }

    /// A range without the white space at its end.
    pub(super) fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        let source = self.body.get(range.clone()).unwrap_or("");
        range.start..range.start + source.trim_end().len()
    }
}
