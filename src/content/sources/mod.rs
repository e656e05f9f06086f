//! The sources of the guide: `content/sources.yaml`, read, formatted and ready to be cited.
//!
//! In: the file's text, Hayagriva's YAML with two keys of our own, `read` and `read_note`. Out:
//! [`Sources`], ordered by key, and diagnostics. The steps:
//!
//! 1. `entry` reads every entry on its own, so that a fault in one hides no other;
//! 2. `reference` formats each once, as an entry in a list of references (Dutch APA, by `style`);
//! 3. sources of one author and year get a letter: 2009a, 2009b;
//! 4. `cite` makes the parts of which citations in the text are put together, `export` BibTeX and RIS.

mod cite;
mod entry;
mod export;
pub(crate) mod fields;
mod names;
mod reference;
mod style;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::edtf::Edtf;
use super::located;
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

pub use cite::{CLOSE, Cited, Piece};
pub use reference::References;

use entry::Draft;
use reference::{NO_DATE, Run};

/// How much of a source the editors have read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read {
    /// All of it.
    Full,
    /// Parts of it; `read_note` says which.
    Partly,
    /// Its table of contents only.
    Contents,
    /// Nothing; it is known through another source.
    Not,
}

impl Read {
    /// The words that the file uses, in the order of the variants.
    pub const CHOICES: &'static [&'static str] = &["volledig", "deels", "inhoudsopgave", "niet"];
    const ALL: [Read; 4] = [Read::Full, Read::Partly, Read::Contents, Read::Not];

    /// The word that the file uses.
    pub fn as_str(self) -> &'static str {
        Read::CHOICES[self as usize]
    }

    /// What the reader sees behind “gelezen:”.
    pub fn label(self) -> &'static str {
        match self {
            Read::Full => "in zijn geheel",
            Read::Partly => "deels",
            Read::Contents => "alleen de inhoudsopgave",
            Read::Not => "niet",
        }
    }
}

impl FromStr for Read {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Read::ALL
            .into_iter()
            .find(|read| read.as_str() == text)
            .ok_or(())
    }
}

/// One source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceEntry {
    /// Its key: in citations, and as the slug of its page.
    pub key: String,
    /// Its title, plain text.
    pub title: String,
    /// The author's part of a citation, plain text: `Van Twist & Verheul`, `Leidelmeijer et al.`, or a
    /// short title where nobody is named.
    pub authors: String,
    /// The same as HTML: a title that stands for an author is a `<cite>` or is quoted.
    pub authors_html: String,
    /// The year's part of a citation: `2009`, `2009a`, `ca. 2012`, `z.d.-b`.
    pub year: String,
    /// Its type in Hayagriva's words: `report`.
    pub kind: &'static str,
    /// Its type in words for readers: `Rapport`.
    pub kind_label: &'static str,
    /// The work of which it is a part, such as a newspaper or a book.
    pub container: Option<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Its address on the web; always `http` or `https`.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<Edtf>,
    /// How much of it the editors have read; `None` where they did not say.
    pub read: Option<Read>,
    /// What of it they have read.
    pub read_note: Option<String>,
    /// Its entry in a list of references, as HTML without an element around it.
    pub reference_html: String,
    /// The same as plain text.
    pub reference_text: String,
    /// Its entry in BibTeX.
    pub bibtex: String,
    /// Its entry in RIS.
    pub ris: String,
    /// Where its key stands in the file.
    pub span: Range<usize>,
    /// Its place in a list of references: names without particles, year, title.
    order: (String, String, String),
}

/// All sources, ordered by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    entries: Vec<SourceEntry>,
    by_key: FxHashMap<String, u32>,
}

impl Sources {
    /// The source with this key.
    pub fn get(&self, key: &str) -> Option<&SourceEntry> {
        self.entries.get(*self.by_key.get(key)? as usize)
    }

    /// All sources, ordered by key.
    pub fn iter(&self) -> std::slice::Iter<'_, SourceEntry> {
        self.entries.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The key nearest to `key`, for “bedoelde je …?”.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        nearest(key, self.entries.iter().map(|entry| entry.key.as_str()))
    }

    /// The sources with these keys as a list of references: by name (Van Twist under T), year and
    /// title; each once; unknown keys are passed over.
    pub fn bibliography<'a>(
        &'a self,
        keys: impl IntoIterator<Item = &'a str>,
    ) -> Vec<&'a SourceEntry> {
        let mut list: Vec<&SourceEntry> =
            keys.into_iter().filter_map(|key| self.get(key)).collect();
        list.sort_by(|a, b| (&a.order, &a.key).cmp(&(&b.order, &b.key)));
        list.dedup_by(|a, b| a.key == b.key);
        list
    }
}

/// Reads `text`, the contents of the file `file`.
pub fn read(file: &Arc<str>, text: &str) -> (Sources, Vec<Diagnostic>) {
    read_again(file, text, &mut References::default())
}

/// The same, formatting only those entries that `references` does not hold; afterwards it holds all
/// entries of this reading and no others.
pub fn read_again(
    file: &Arc<str>,
    text: &str,
    references: &mut References,
) -> (Sources, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let entries = located::entries(text, start..text.len());
    let first = entries.first().map_or(text.len(), |entry| entry.span.start);
    stray_lines(file, text, start..first, &mut found);

    let mut seen = FxHashSet::default();
    let mut drafts: Vec<(&located::Entry, Draft)> = Vec::with_capacity(entries.len());
    for located in &entries {
        let draft = entry::read(file, text, located, &mut found);
        let unread = located.value.is_err();
        if unread && located.name != super::id::slugify(&located.name) {
            // A line that is no entry at all names no source.
            continue;
        }
        if seen.insert(located.name.as_str()) {
            drafts.push((located, draft));
        } else if !unread {
            found.push(
                Diagnostic::new(Code::DuplicateKey, Arc::clone(file))
                    .at(located.key.start, located.key.end)
                    .variant("source")
                    .arg("key", &located.name),
            );
        }
    }

    let runs: Vec<(String, Vec<Run>)> = drafts
        .par_iter()
        .map(|(located, draft)| {
            let key = References::key(&text[located.span.clone()]);
            let runs = match references.get(&key) {
                Some(runs) => runs.clone(),
                None => reference::format(&draft.entry),
            };
            (key, runs)
        })
        .collect();
    let mut entries: Vec<SourceEntry> = drafts
        .par_iter()
        .map(|(located, draft)| assemble(located, draft))
        .collect();
    let letters = letters(&entries);
    for ((entry, letter), (_, runs)) in entries.iter_mut().zip(&letters).zip(&runs) {
        (entry.reference_html, entry.reference_text) = reference::write(runs, letter);
        if !letter.is_empty() {
            if entry.year == NO_DATE {
                entry.year.push('-');
            }
            entry.year.push_str(letter);
        }
    }
    references.replace(runs.into_iter());

    entries.sort_by(|a, b| a.key.cmp(&b.key));
    let by_key = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.key.clone(), at as u32))
        .collect();
    (Sources { entries, by_key }, found)
}

/// Reports the first line before the first entry that is neither empty nor a comment.
fn stray_lines(file: &Arc<str>, text: &str, range: Range<usize>, found: &mut Vec<Diagnostic>) {
    let mut at = range.start;
    for line in text[range].split_inclusive('\n') {
        let bare = line.trim();
        if !bare.is_empty() && !bare.starts_with('#') && bare != "---" {
            found.push(
                Diagnostic::new(Code::BadYaml, Arc::clone(file))
                    .at(at, at + line.trim_end().len())
                    .variant("no-colon")
                    .arg("key", bare),
            );
            return;
        }
        at += line.len();
    }
}

/// A source but for what depends on other sources and on the citation style.
fn assemble(located: &located::Entry, draft: &Draft) -> SourceEntry {
    let entry = &draft.entry;
    let kind = fields::find_type(draft.kind).unwrap_or(&fields::TYPES[0]);
    let (authors, authors_html) = cite::authors(entry, &draft.title);
    let creators = names::creators(entry);
    let names: Vec<String> = creators.iter().map(|person| names::order(person)).collect();
    let date = entry.date_any().map(|date| {
        let text = date.to_string();
        match text.strip_prefix('~') {
            Some(about) => format!("{about}~"),
            None => text,
        }
    });
    let title_order = names::folded(&draft.title);
    SourceEntry {
        key: located.name.clone(),
        title: draft.title.clone(),
        authors,
        authors_html,
        year: cite::year(entry),
        kind: kind.name,
        kind_label: kind.dutch,
        container: export::container(entry),
        publisher: entry
            .map(hayagriva::Entry::publisher)
            .and_then(|publisher| publisher.name())
            .map(ToString::to_string),
        url: entry
            .url_any()
            .map(|url| url.value.to_string())
            .filter(|url| reference::is_web(url)),
        date: date.as_deref().and_then(Edtf::parse),
        read: draft.read,
        read_note: draft.read_note.clone(),
        reference_html: String::new(),
        reference_text: String::new(),
        bibtex: export::bibtex(entry, kind, &draft.title),
        ris: export::ris(entry, kind, &draft.title),
        span: located.key.clone(),
        order: (
            if names.is_empty() {
                title_order.clone()
            } else {
                names.join("  ")
            },
            date.unwrap_or_default(),
            title_order,
        ),
    }
}

/// For each source the letter that sets it apart from others of the same author and year; mostly none.
fn letters(entries: &[SourceEntry]) -> Vec<String> {
    let mut alike: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        alike
            .entry((&entry.authors, &entry.year))
            .or_default()
            .push(at);
    }
    let mut letters = vec![String::new(); entries.len()];
    for mut group in alike.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|&at| (&entries[at].order, &entries[at].key));
        for (place, at) in group.into_iter().enumerate() {
            letters[at] = cite::letter(place);
        }
    }
    letters
}
