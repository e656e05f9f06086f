//! Containers, paragraphs and code.
//!
//! What a container is can depend on the event after it (a quotation may be an alert, a table may
//! get a caption): that is [`Pending`]. Containers deeper than [`MAX_DEPTH`] are flattened.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::alerts::{self, Opening};
use super::cited::{ENOUGH_WORDS, Unit};
use super::mask::unmasked;
use super::tables::EndedTable;
use super::text::{attribute, words};
use super::writer::{MAX_DEPTH, Writer};
use crate::diagnostic::Code;

/// What is written when the next event is known.
#[derive(Debug, Default)]
pub(super) enum Pending {
    /// Nothing.
    #[default]
    Nothing,
    /// A quotation that may be an alert.
    Quote,
    /// A table that may have a caption.
    Table(EndedTable),
}

/// A container that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    /// Its closing tag; none where it is flattened.
    pub(super) close: &'static str,
    /// Whether it counts as a level of nesting.
    pub(super) level: bool,
    pub(super) flat: bool,
    /// Whether links to terms are made in it.
    pub(super) unlinkable: bool,
}

/// A paragraph that is open.
#[derive(Debug)]
pub(super) struct Paragraph {
    /// Where it stands in the body.
    pub(super) range: Range<usize>,
    /// The HTML right after its opening tag.
    pub(super) html: usize,
    /// Whether it turned out to be a figure.
    pub(super) figure: bool,
    pub(super) text: usize,
    pub(super) cites: usize,
    pub(super) notes: usize,
}

impl<'a> Writer<'a> {
    /// Begins a block: what was open within a line ends.
    pub(super) fn begin_block(&mut self) {
        self.close_label();
        self.forget_brackets();
        self.reported_html = None;
        self.out.block();
    }

    /// Enters a container; false where it is too deep to be shown.
    pub(super) fn enter(&mut self, range: &Range<usize>, level: bool) -> bool {
        let flat = if level {
            self.levels += 1;
            self.levels > MAX_DEPTH
        } else {
            self.blocks.last().is_some_and(|block| block.flat)
        };
        if flat {
            self.report_depth(range);
        }
        self.blocks.push(Block {
            level,
            flat,
            ..Block::default()
        });
        !flat
    }

    /// Sets how the container that was entered ends.
    pub(super) fn set_close(&mut self, close: &'static str) {
        if let Some(block) = self.blocks.last_mut() {
            block.close = close;
        }
    }

    /// Leaves the innermost container.
    pub(super) fn leave(&mut self) {
        self.forget_brackets();
        if let Some(block) = self.blocks.pop() {
            self.out.tag(block.close);
            self.levels -= usize::from(block.level);
            self.unlinkable -= u32::from(block.unlinkable);
        }
    }

    pub(super) fn report_depth(&mut self, range: &Range<usize>) {
        if !self.too_deep {
            self.too_deep = true;
            let start = range.start..range.start + usize::from(!range.is_empty());
            let start = if self.body.is_char_boundary(start.end) {
                start
            } else {
                range.clone()
            };
            self.report(
                self.diagnostic(Code::TooDeep, &start)
                    .arg("limit", MAX_DEPTH),
            );
        }
    }

    /// Decides what waited for the next event. True if that event is used up by it.
    pub(super) fn settle(&mut self, next: Option<(&Event<'a>, &Range<usize>)>) -> bool {
        let paragraph = match next {
            Some((Event::Start(Tag::Paragraph), range)) => Some(range),
            _ => None,
        };
        match std::mem::take(&mut self.pending) {
            Pending::Nothing => false,
            Pending::Quote => self.open_quote(paragraph),
            Pending::Table(table) => {
                let caption =
                    paragraph.and_then(|range| Some((range, self.is_caption(range.start)?)));
                let Some((range, text)) = caption else {
                    self.end_bare_table(table);
                    return false;
                };
                self.start_caption(table, text);
                self.open_paragraph(range.clone());
                true
            }
        }
    }

    /// Opens a quotation or an alert, given its first paragraph. True for an alert.
    pub(super) fn open_quote(&mut self, paragraph: Option<&Range<usize>>) -> bool {
        let body = self.body;
        let opening = paragraph
            .and_then(|range| Some((range, alerts::opening(body.get(range.start..range.end)?)?)));
        match opening {
            Some((range, Opening::Alert(alert, len))) => {
                self.open_alert(alert, range, len);
                return true;
            }
            Some((range, Opening::Unknown(name, len))) => {
                let marker = range.start..range.start + len;
                let name = unmasked(name);
                let diagnostic = self
                    .diagnostic(Code::UnknownAlert, &marker)
                    .arg("name", &name);
                self.report(diagnostic.suggest(alerts::suggestion(&name)));
            }
            None => {}
        }
        self.out.tag("<blockquote>\n");
        self.set_close("</blockquote>\n");
        self.unlinkable += 1;
        if let Some(block) = self.blocks.last_mut() {
            block.unlinkable = true;
        }
        false
    }

    pub(super) fn start_paragraph(&mut self, range: Range<usize>) {
        self.begin_block();
        self.out.tag("<p>");
        self.open_paragraph(range);
    }

    pub(super) fn open_paragraph(&mut self, range: Range<usize>) {
        self.paragraph = Some(Paragraph {
            range,
            html: self.out.html.len(),
            figure: false,
            text: self.out.text.len(),
            cites: self.cites,
            notes: self.footnotes.calls.len(),
        });
    }

    pub(super) fn end_paragraph(&mut self) {
        self.close_label();
        self.forget_brackets();
        let Some(paragraph) = self.paragraph.take() else {
            return;
        };
        if self.alert_title.is_some() {
            return self.close_alert_title();
        }
        if let Some(caption) = self.caption.take() {
            return self.end_caption(caption);
        }
        self.out.tag(if paragraph.figure {
            "</figure>\n"
        } else {
            "</p>\n"
        });
        if self.has_tabs && self.is_pasted_table(&paragraph.range) {
            return self.watch_other();
        }
        if self.exempt > 0 || self.lists > 0 {
            return;
        }
        if paragraph.figure {
            return self.watch.other();
        }
        let text = self.out.text.get(paragraph.text..).unwrap_or("");
        let unit = Unit {
            span: self.span(&self.trimmed(&paragraph.range)),
            words: words(text, ENOUGH_WORDS),
            cited: self.cites > paragraph.cites,
            colon: text.trim_end().ends_with(':'),
            notes: (paragraph.notes, self.footnotes.calls.len()),
        };
        self.watch.paragraph(unit);
    }

    /// Reports a paragraph in which each line has as many tabs: a table from a word processor.
    fn is_pasted_table(&mut self, range: &Range<usize>) -> bool {
        let range = self.trimmed(range);
        let source = self.body.get(range.clone()).unwrap_or("");
        let mut lines = source.lines().map(|line| line.trim_matches(' '));
        let first = lines.next().unwrap_or("");
        let cells = first.split('\t').count();
        let mut rows = 0;
        let even = lines.all(|line| {
            rows += 1;
            line.split('\t').count() == cells
        });
        if cells < 2 || rows == 0 || !even {
            return false;
        }
        let row: Vec<&str> = first.split('\t').map(str::trim).collect();
        let diagnostic = self
            .diagnostic(Code::PastedTable, &range)
            .arg("row", format!("| {} |", unmasked(&row.join(" | "))))
            .arg("line", format!("|{}", "---|".repeat(cells)));
        self.report(diagnostic);
        true
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.begin_block();
        self.code = true;
        self.out.tag("<pre tabindex=\"0\"><code");
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) = info
                .split([' ', '\t', ','])
                .next()
                .filter(|l| !l.is_empty())
        {
            self.out.tag(" class=\"language-");
            attribute(&mut self.out.html, language);
            self.out.tag("\"");
        }
        self.out.tag(">");
    }

    pub(super) fn watch_other(&mut self) {
        if self.exempt == 0 && self.lists == 0 {
            self.watch.other();
        }
    }
}
