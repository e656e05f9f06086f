//! Footnotes: `[^1]` in the text, the notes in a section at the end, each with links back.
//!
//! A note is written where it is defined and cut from there; which comes first is decided by the
//! first reference. Notes to which nothing refers come last, so that no text is lost.

use std::fmt::Write;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::pieces::{Mark, Piece};
use super::writer::Writer;
use crate::content::id::slugify;
use crate::diagnostic::{Code, suggest};

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    notes: Vec<Note>,
    by_label: FxHashMap<String, usize>,
    names: FxHashSet<String>,
    /// The notes referred to, in the order of the references.
    pub(super) calls: Vec<usize>,
    numbered: usize,
    unknown: Vec<(String, Range<usize>)>,
}

#[derive(Debug)]
struct Note {
    label: String,
    /// Its part in ids.
    name: String,
    number: usize,
    references: usize,
    text: Option<Piece>,
    cited: bool,
}

/// A note that is being written.
#[derive(Debug)]
pub(super) struct OpenNote {
    label: String,
    start: Mark,
    cites: usize,
}

impl Footnotes {
    /// The note called `label`, known from a reference or a definition.
    fn note(&mut self, label: &str) -> usize {
        let key = label.to_lowercase();
        if let Some(&index) = self.by_label.get(&key) {
            return index;
        }
        self.by_label.insert(key, self.notes.len());
        self.add(label)
    }

    /// A new note called `label`.
    fn add(&mut self, label: &str) -> usize {
        let slug = slugify(label);
        let mut name = if slug.is_empty() {
            "x".to_string()
        } else {
            slug
        };
        if self.names.contains(&name) {
            let _ = write!(name, "_{}", self.notes.len() + 1);
        }
        self.names.insert(name.clone());
        let label = label.to_string();
        self.notes.push(Note {
            label,
            name,
            number: 0,
            references: 0,
            text: None,
            cited: false,
        });
        self.notes.len() - 1
    }

    /// Whether one of these references leads to a note that names a source.
    pub(super) fn any_cited(&self, calls: Range<usize>) -> bool {
        let calls = self.calls.get(calls).unwrap_or_default();
        calls.iter().any(|&note| self.notes[note].cited)
    }

    /// A reference to a note that is defined nowhere.
    pub(super) fn unknown(&mut self, label: &str, range: Range<usize>) {
        self.unknown.push((label.to_string(), range));
    }
}

impl Writer<'_> {
    /// A reference.
    pub(super) fn footnote_reference(&mut self, label: &str) {
        self.out.trim_text();
        let index = self.footnotes.note(label);
        self.footnotes.calls.push(index);
        let note = &mut self.footnotes.notes[index];
        note.references += 1;
        if note.number == 0 {
            self.footnotes.numbered += 1;
            note.number = self.footnotes.numbered;
        }
        let (number, name) = (note.number, &note.name);
        let id = back_id(name, note.references);
        // Writing to a string does not fail.
        let _ = if self.links.is_empty() {
            write!(
                self.out.html,
                "<sup class=\"footnote-ref\"><a id=\"{id}\" href=\"#voetnoot_{name}\" \
                 role=\"doc-noteref\" aria-label=\"{} {number}\">{number}</a></sup>",
                self.options.labels.footnote
            )
        } else {
            write!(
                self.out.html,
                "<sup class=\"footnote-ref\" id=\"{id}\">{number}</sup>"
            )
        };
        self.ids.push(id);
    }

    /// Begins a definition.
    pub(super) fn start_footnote(&mut self, label: &str, range: &Range<usize>) {
        self.begin_block();
        self.exempt += 1;
        let note = OpenNote {
            label: label.to_string(),
            start: self.out.mark(),
            cites: self.cites,
        };
        self.enter(range, true);
        self.open_notes.push(note);
    }

    /// Ends a definition: what was written since is kept for the end of the page.
    pub(super) fn end_footnote(&mut self, range: &Range<usize>) {
        self.close_label();
        self.forget_brackets();
        self.leave();
        self.exempt -= 1;
        let Some(OpenNote {
            label,
            start,
            cites,
        }) = self.open_notes.pop()
        else {
            return;
        };
        let cited = self.cites > cites;
        self.out.line();
        let piece = self.out.cut(&start);
        let mut index = self.footnotes.note(&label);
        if self.footnotes.notes[index].text.is_some() {
            let diagnostic = self.diagnostic(Code::UnknownFootnote, &self.trimmed(range));
            self.report(diagnostic.variant("duplicate").arg("label", &label));
            // Its text is kept as that of a note to which nothing refers.
            index = self.footnotes.add(&label);
        }
        let note = &mut self.footnotes.notes[index];
        note.text = Some(piece);
        note.cited = cited;
    }

    /// Writes the section at the end of the page and reports references to nothing.
    pub(super) fn write_footnotes(&mut self) {
        let footnotes = std::mem::take(&mut self.footnotes);
        for (label, range) in &footnotes.unknown {
            let defined = footnotes.notes.iter().map(|note| note.label.as_str());
            // Only the first few are worth a search for what was meant.
            let near = suggest::nearest(label, defined.take(50)).map(|l| format!("[^{l}]"));
            let diagnostic = self.diagnostic(Code::UnknownFootnote, range);
            self.report(diagnostic.arg("label", label).suggest(near));
        }
        let mut notes = footnotes.notes;
        notes.retain(|note| note.text.is_some());
        if notes.is_empty() {
            return;
        }
        notes.sort_by_key(|note| {
            if note.number == 0 {
                usize::MAX
            } else {
                note.number
            }
        });
        self.out.block();
        let title = self.options.labels.footnotes;
        let open = "<section class=\"footnotes\" role=\"doc-endnotes\"";
        let _ = write!(self.out.html, "{open} aria-label=\"{title}\">\n<ol>\n");
        for note in notes {
            self.write_note(note);
        }
        self.out.tag("</ol>\n</section>\n");
    }

    fn write_note(&mut self, note: Note) {
        let id = format!("voetnoot_{}", note.name);
        let _ = write!(self.out.html, "<li id=\"{id}\">");
        self.ids.push(id);
        self.out.line();
        if let Some(text) = note.text {
            self.out.paste(text);
        }
        // The links back stand in the last paragraph, if the note ends with one.
        let end = self.out.html.trim_end_matches('\n').len();
        self.out.html.truncate(end);
        let paragraph = self.out.html.ends_with("</p>");
        if paragraph {
            self.out.html.truncate(end - "</p>".len());
        }
        let label = self.options.labels.back;
        for reference in 1..=note.references {
            let back = back_id(&note.name, reference);
            let _ = write!(
                self.out.html,
                " <a class=\"footnote-back\" href=\"#{back}\" role=\"doc-backlink\" \
                 aria-label=\"{label} {}\">↩</a>",
                note.number
            );
        }
        self.out
            .tag(if paragraph { "</p></li>\n" } else { "</li>\n" });
    }
}

/// Id of the `reference`-th reference to a note.
fn back_id(name: &str, reference: usize) -> String {
    match reference {
        1 => format!("terug_{name}"),
        _ => format!("terug_{name}--{reference}"),
    }
}
