//! Lists: bullets, numbers, tasks with labelled checkboxes, and terms with definitions.

use std::fmt::Write;
use std::ops::Range;

use super::cited::{ENOUGH_WORDS, Unit};
use super::text::words;
use super::writer::Writer;

/// The outermost list, as far as its sources matter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OpenList {
    text: usize,
    cites: usize,
    notes: usize,
}

impl Writer<'_> {
    /// Opens a list: `None` for bullets, else the first number.
    pub(super) fn start_list(&mut self, first: Option<u64>, range: &Range<usize>) {
        self.enter_list();
        if !self.enter(range, true) {
            return;
        }
        match first {
            None => self.out.tag("<ul>\n"),
            Some(1) => self.out.tag("<ol>\n"),
            Some(first) => {
                // Writing to a string does not fail.
                let _ = writeln!(self.out.html, "<ol start=\"{first}\">");
            }
        }
        self.set_close(if first.is_some() {
            "</ol>\n"
        } else {
            "</ul>\n"
        });
    }

    /// Opens a list of definitions.
    pub(super) fn start_definitions(&mut self, range: &Range<usize>) {
        self.enter_list();
        if self.enter(range, true) {
            self.out.tag("<dl>\n");
            self.set_close("</dl>\n");
        }
    }

    /// Closes a list of any sort.
    pub(super) fn end_list(&mut self, range: &Range<usize>) {
        self.leave();
        self.lists -= 1;
        if self.lists > 0 || self.exempt > 0 {
            return;
        }
        let OpenList { text, cites, notes } = self.list;
        let unit = Unit {
            span: self.span(&self.trimmed(range)),
            words: words(self.out.text.get(text..).unwrap_or(""), ENOUGH_WORDS),
            cited: self.cites > cites,
            colon: false,
            notes: (notes, self.footnotes.calls.len()),
        };
        self.watch.list(unit);
    }

    fn enter_list(&mut self) {
        self.begin_block();
        if self.lists == 0 {
            self.list = OpenList {
                text: self.out.text.len(),
                cites: self.cites,
                notes: self.footnotes.calls.len(),
            };
        }
        self.lists += 1;
    }

    /// Opens an item, a term or a definition.
    pub(super) fn start_item(
        &mut self,
        open: &'static str,
        close: &'static str,
        range: &Range<usize>,
    ) {
        self.begin_block();
        if self.enter(range, false) {
            self.out.tag(open);
            self.set_close(close);
        }
    }

    /// Closes an item, a term or a definition.
    pub(super) fn end_item(&mut self) {
        self.close_label();
        self.forget_brackets();
        self.leave();
    }

    /// A checkbox: it shows a state and cannot be changed, and the words beside it are its label.
    pub(super) fn checkbox(&mut self, checked: bool) {
        let paragraph = self.out.html.ends_with("<li>\n<p>");
        if !paragraph && !self.out.html.ends_with("<li>") {
            return;
        }
        let item = self.out.html.len()
            - if paragraph {
                "<li>\n<p>".len()
            } else {
                "<li>".len()
            };
        self.out.html.truncate(item);
        self.out.tag("<li class=\"task\">");
        if paragraph {
            self.out.tag("<p>");
        }
        self.out.tag("<label><input type=\"checkbox\" disabled");
        self.out.tag(if checked { " checked> " } else { "> " });
        self.label_open = true;
    }

    /// Ends the label of a checkbox, if one is open.
    pub(super) fn close_label(&mut self) {
        if self.label_open {
            self.label_open = false;
            self.out.tag("</label>");
        }
    }
}
