//! Building the index: from [`Record`]s to a directory that a searcher opens.
//!
//! 1. Each record is analysed on the thread that adds it, into [`Prepared`] token streams.
//! 2. The engine takes these in; every thread has a writer of its own, so that no thread waits.
//! 3. Last comes the manifest: layout, fingerprint of the analyser, labels of facet values, and the
//!    length of every file. A directory without a manifest is no index, so a build that was killed
//!    leaves nothing that could be opened.
//!
//! Stems stand at the positions of their words, and those of a compound's parts from the same on. Exact
//! forms stand in a field beside it, each once, without positions; the parts of a compound are no forms
//! that anybody wrote, and are not among them. Where a word's stem differs from its form, its stem stands
//! there too, after [`WHOLE`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;

use crate::content::PageId;
use crate::language::{Analyzer, Session, Word};

use super::engine::EngineError;
use super::labels::Labels;
use super::manifest::{IndexError, Manifest};
use super::record::Record;
use super::schema::{COUNT, Field};
use super::tantivy::{Held, Writer};
use super::tokens;

/// Before the stem of a whole word, among the exact forms: it tells a word in another form from a part
/// of a compound.
pub const WHOLE: char = '=';

/// Empty positions between two values of a field, so that no phrase reaches across.
const GAP: usize = 3;

/// A record as tokens, ready for an engine.
#[derive(Debug, Default)]
pub struct Prepared {
    /// For each field its stems with positions, as [`tokens`] reads them.
    pub stems: [String; COUNT],
    /// For each field its exact forms, likewise.
    pub exact: [String; COUNT],
    /// Names that lead straight to this page when they are all that is asked: see [`Name`].
    pub names: Vec<String>,
    /// What showing the page takes.
    pub stored: String,
}

/// The kinds of name that lead straight to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// A query that its author pinned it for.
    Pin,
    /// Its number.
    Number,
    /// Its title.
    Title,
    /// A label of the term it explains.
    Label,
    /// Its title or such a label by the stems of its words, stop words left out.
    Stems,
}

impl Name {
    /// The token of a name: a letter for its kind, then its words in normal form.
    pub fn token(self, normal: &str) -> String {
        let kind = match self {
            Name::Pin => 'p',
            Name::Number => 'n',
            Name::Title => 't',
            Name::Label => 'l',
            Name::Stems => 's',
        };
        format!("{kind}:{normal}")
    }
}

/// One thread's means of analysing records.
#[derive(Debug)]
struct Preparer {
    session: Session,
    written: Written,
    /// The number of the text at hand.
    text: u32,
    prepared: Prepared,
}

impl Preparer {
    fn new(analyzer: &Analyzer) -> Self {
        Preparer {
            session: analyzer.session(),
            written: Written::default(),
            text: 0,
            prepared: Prepared::default(),
        }
    }

    fn prepare(&mut self, record: &Record<'_>) -> &Prepared {
        let prepared = &mut self.prepared;
        prepared
            .stems
            .iter_mut()
            .chain(&mut prepared.exact)
            .for_each(String::clear);
        prepared.names.clear();
        prepared.stored.clear();
        record.encode(&mut prepared.stored);

        self.field(Field::Number, record.number);
        self.field(Field::Title, [record.title]);
        self.field(Field::Labels, record.labels.iter().copied());
        self.field(Field::Keywords, record.keywords.iter().copied());
        self.field(
            Field::Headings,
            record.sections.iter().map(|section| section.title),
        );
        self.field(Field::Points, record.key_points.iter().copied());
        self.field(Field::Summary, [record.summary]);
        self.field(Field::Body, [record.text]);

        self.name(Name::Title, record.title);
        record
            .number
            .into_iter()
            .for_each(|number| self.name(Name::Number, number));
        if let Some(step) = record.step {
            self.name(Name::Number, &format!("stap {step}"));
        }
        record
            .labels
            .iter()
            .for_each(|label| self.name(Name::Label, label));
        self.stems(record.title);
        record.labels.iter().for_each(|label| self.stems(label));
        record.pins.iter().for_each(|pin| self.name(Name::Pin, pin));
        &self.prepared
    }

    fn name(&mut self, kind: Name, name: &str) {
        let normal = self.session.normalise(name);
        if !normal.is_empty() {
            self.prepared.names.push(kind.token(&normal));
        }
    }

    fn stems(&mut self, name: &str) {
        let words = self.session.words(name);
        let stop = words.iter().all(|word| word.stop);
        let stems: Vec<&str> = (words.iter())
            .filter(|word| stop || !word.stop)
            .map(|word| word.stem())
            .collect();
        if !stems.is_empty() {
            let token = Name::Stems.token(&stems.join(" "));
            if !self.prepared.names.contains(&token) {
                self.prepared.names.push(token);
            }
        }
    }

    fn field<'r>(&mut self, field: Field, values: impl IntoIterator<Item = &'r str>) {
        let stems = &mut self.prepared.stems[field as usize];
        let exact = &mut self.prepared.exact[field as usize];
        let written = &mut self.written;
        for value in values {
            if !stems.is_empty() {
                (0..GAP).for_each(|_| tokens::skip(stems));
            }
            self.text = self.text.wrapping_add(1);
            let text = self.text;
            if self.session.is_full() {
                // It begins anew with this text, and gives its numbers to other words.
                *written = Written::default();
            }
            self.session.analyse(value, |token| {
                let Some(id) = token.id else {
                    put_stems(token.word, stems);
                    put_forms(token.word, exact);
                    if field.tells_parts() {
                        put_whole(token.word, exact);
                    }
                    return;
                };
                let place = written.place(id, token.word);
                let forms = place.start as usize + usize::from(place.stems);
                stems.push_str(&written.text[place.start as usize..forms]);
                if place.seen != text {
                    written.places[id as usize].seen = text;
                    let whole = if field.tells_parts() { place.whole } else { 0 };
                    let end = forms + usize::from(place.forms) + usize::from(whole);
                    exact.push_str(&written.text[forms..end]);
                }
            });
        }
    }
}

/// The tokens of words that were met, written out. What a word is made of is spread over the memory, and
/// most words of a text were met before.
#[derive(Debug, Default)]
struct Written {
    text: String,
    /// By the session's number of a word.
    places: Vec<Place>,
}

/// Where the tokens of a word stand: one after the other its stems, its exact forms, and the stem of the
/// whole word.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    start: u32,
    /// Bytes of each; no forms for a word that was not met.
    stems: u16,
    forms: u16,
    whole: u16,
    /// The last text in which its forms were written.
    seen: u32,
}

impl Written {
    fn place(&mut self, id: u32, word: &Word) -> Place {
        let at = id as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, Place::default());
        }
        if self.places[at].forms == 0 {
            let text = &mut self.text;
            let mut written = |put: fn(&Word, &mut String)| {
                let before = text.len();
                put(word, text);
                // Only words of a few dozen letters have a number.
                (text.len() - before) as u16
            };
            let (stems, forms) = (written(put_stems), written(put_forms));
            let whole = written(put_whole);
            let length = usize::from(stems) + usize::from(forms) + usize::from(whole);
            self.places[at] = Place {
                start: (text.len() - length) as u32,
                stems,
                forms,
                whole,
                seen: 0,
            };
        }
        self.places[at]
    }
}

/// The stem of a word, and those of its parts at positions from the same on.
fn put_stems(word: &Word, out: &mut String) {
    tokens::put(out, word.stem(), true);
    for (at, part) in word.parts().iter().enumerate() {
        tokens::put(out, &part.stem, at > 0);
    }
}

/// The form of a word, and those of parts that somebody wrote.
fn put_forms(word: &Word, out: &mut String) {
    let written = word.parts().iter().filter(|part| part.written);
    for form in std::iter::once(word.form()).chain(written.map(|part| &*part.form)) {
        tokens::put(out, form, true);
    }
}

/// The stem of a word as a whole, where it is not its form.
fn put_whole(word: &Word, out: &mut String) {
    if word.stem() != word.form() {
        tokens::put(out, &format!("{WHOLE}{}", word.stem()), true);
    }
}

/// An index in the making. Any number of threads can add to it at once.
#[derive(Debug)]
pub struct Builder {
    dir: PathBuf,
    fingerprint: String,
    analyzer: Analyzer,
    writer: Writer,
    /// Segments of another index that are taken over.
    kept: Vec<Held>,
    preparers: Mutex<Vec<(Preparer, Labels)>>,
}

impl Builder {
    /// Begins an index in `dir`, in place of one that stands there.
    pub fn create(dir: &Path, analyzer: &Analyzer) -> Result<Builder, IndexError> {
        Builder::upon(Vec::new(), dir, dir, analyzer)
    }

    /// The same with segments of the index in `from`.
    pub(super) fn upon(
        kept: Vec<Held>,
        from: &Path,
        dir: &Path,
        analyzer: &Analyzer,
    ) -> Result<Builder, IndexError> {
        let io = |error: io::Error| IndexError::Io(dir.into(), error.to_string());
        fs::create_dir_all(dir).map_err(io)?;
        Manifest::remove(dir)?;
        let writer = Writer::create(dir, &kept, from)?;
        Ok(Builder {
            dir: dir.into(),
            fingerprint: analyzer.fingerprint().to_owned(),
            analyzer: analyzer.clone(),
            writer,
            kept,
            preparers: Mutex::default(),
        })
    }

    /// Begins segments in memory, for many pages or a few.
    pub(super) fn in_memory(analyzer: &Analyzer, many: bool) -> Result<Builder, IndexError> {
        Ok(Builder {
            dir: PathBuf::new(),
            fingerprint: analyzer.fingerprint().to_owned(),
            analyzer: analyzer.clone(),
            writer: Writer::in_memory(many)?,
            kept: Vec::new(),
            preparers: Mutex::default(),
        })
    }

    /// Ends the segments and keeps them at hand.
    pub(super) fn hold(self) -> Result<Vec<Held>, IndexError> {
        let preparers = self
            .preparers
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        for (preparer, _) in preparers {
            self.analyzer.give_back(preparer.session);
        }
        Ok(self.writer.hold()?)
    }

    /// Shows a page as tokens, without adding it.
    pub(super) fn prepared(&self, record: &Record<'_>, see: impl FnOnce(&Prepared)) {
        let mut preparers = self
            .preparers
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let (mut preparer, labels) = preparers
            .pop()
            .unwrap_or_else(|| (Preparer::new(&self.analyzer), Labels::default()));
        see(preparer.prepare(record));
        preparers.push((preparer, labels));
    }

    /// Takes a page out of the segments that were taken over.
    pub(super) fn take_out(&mut self, id: &PageId) -> Result<(), IndexError> {
        let mut kept = std::mem::take(&mut self.kept);
        if let Some(held) = kept.iter_mut().find(|held| held.has(id)) {
            let stored = held.stored(id)?;
            let stored = stored.ok_or_else(|| EngineError(format!("{id} is not stored whole")))?;
            let record = stored.record(id);
            self.prepared(&record, |prepared| held.take_out(id, prepared));
        }
        self.kept = kept;
        Ok(())
    }

    /// Adds a page.
    pub fn add(&self, record: &Record<'_>) -> Result<(), IndexError> {
        let free = self
            .preparers
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .pop();
        let (mut preparer, mut labels) =
            free.unwrap_or_else(|| (Preparer::new(&self.analyzer), Labels::default()));
        let added = self.writer.add(record, preparer.prepare(record));
        labels.add(record);
        self.preparers
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .push((preparer, labels));
        Ok(added?)
    }

    /// Writes the index out. Gives how many pages it holds.
    pub fn finish(self) -> Result<usize, IndexError> {
        self.finish_with(None)
    }

    /// The same with these labels, where not all pages were added here.
    pub(super) fn finish_with(self, all: Option<Labels>) -> Result<usize, IndexError> {
        let pages = self.writer.finish(&self.kept)?;
        let preparers = self
            .preparers
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let labels = (preparers.into_iter()).fold(Labels::default(), |all, (preparer, labels)| {
            self.analyzer.give_back(preparer.session);
            all.and(labels)
        });
        let labels = all.unwrap_or(labels);
        Manifest::write(&self.dir, self.fingerprint, pages, labels)?;
        Ok(pages)
    }
}

/// Builds the index of `records` in `dir`, on all threads. Gives how many pages it holds.
pub fn build<'r>(
    dir: &Path,
    analyzer: &Analyzer,
    records: impl IntoParallelIterator<Item = Record<'r>>,
) -> Result<usize, IndexError> {
    let builder = Builder::create(dir, analyzer)?;
    records
        .into_par_iter()
        .try_for_each(|record| builder.add(&record))?;
    builder.finish()
}

/// Sees whether the index in `dir` is whole and as it was written, without opening it.
pub fn check(dir: &Path, analyzer: &Analyzer) -> Result<(), IndexError> {
    Manifest::read(dir, analyzer.fingerprint())?;
    super::tantivy::check(dir).map_err(|error| IndexError::Damaged(dir.into(), error.0))
}

/// Takes away what makes the directory an index, so that the next build makes it anew.
pub fn discard(dir: &Path) -> Result<(), IndexError> {
    Manifest::remove(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_become_tokens_at_positions() {
        let id = "theme/schulden".parse().unwrap();
        let mut record = Record::new(&id, "/themas/schulden/", "Schulden en WOZ-waarden");
        record.key_points = vec!["Kom vroeg", "Ga kijken"];
        record.labels = vec!["Schuld"];
        let mut preparer = Preparer::new(&Analyzer::new());
        let prepared = preparer.prepare(&record);
        assert_eq!(
            tokens::shown(&prepared.stems[Field::Title as usize]),
            "schuld en wozwaard|woz waard"
        );
        assert_eq!(
            tokens::shown(&prepared.exact[Field::Title as usize]),
            "schulden =schuld en wozwaarden woz waarden =wozwaard"
        );
        assert_eq!(
            tokens::shown(&prepared.stems[Field::Points as usize]),
            "komen vroeg    ga kijk"
        );
        assert_eq!(
            prepared.names,
            [
                "t:schulden en wozwaarden",
                "l:schuld",
                "s:schuld wozwaard",
                "s:schuld"
            ]
        );
        record.title = "Anders";
        record.labels.clear();
        let again = preparer.prepare(&record);
        assert_eq!(tokens::shown(&again.stems[Field::Title as usize]), "ander");
        assert_eq!(again.names, ["t:anders", "s:ander"]);
    }

    #[test]
    fn a_form_stands_once_in_a_text() {
        let id = "theme/wijk".parse().unwrap();
        let record = Record {
            text: "wijk wijken wijk Wijk",
            ..Record::new(&id, "/", "")
        };
        let mut preparer = Preparer::new(&Analyzer::new());
        let prepared = preparer.prepare(&record);
        let shown = |text: &[String]| tokens::shown(&text[Field::Body as usize]);
        assert_eq!(shown(&prepared.stems), "wijk wijk wijk wijk");
        assert_eq!(shown(&prepared.exact), "wijk wijken wijk");
    }
}
