//! Building the index: from [`Record`]s to a directory that a searcher opens.
//!
//! 1. Each record is analysed on the thread that adds it, into [`Prepared`] token streams.
//! 2. The engine takes these in; every thread has a writer of its own, so that no thread waits.
//! 3. Last comes the manifest: layout, fingerprint of the analyser, labels of facet values, and the
//!    length of every file. A directory without a manifest is no index, so a build that was killed
//!    leaves nothing that could be opened.
//!
//! Tokens of a field are one text: a space leads to the next position, [`SAME`] to another token at
//! the same position. Exact forms stand in a field beside it, each once, without positions.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::language::{Analyzer, Session};

use super::engine::EngineError;
use super::facets::Facet;
use super::record::Record;
use super::schema::{COUNT, Field, LAYOUT};
use super::tantivy::Writer;

/// Between two tokens at the same position.
pub const SAME: char = '\u{1f}';

/// Empty positions between two values of a field, so that no phrase reaches across.
const GAP: &str = "    ";

/// Name of the manifest within the directory.
const MANIFEST: &str = "wijkgids-index.json";

/// A record as tokens, ready for an engine.
#[derive(Debug, Default)]
pub struct Prepared {
    /// For each field its stems with positions.
    pub stems: [String; COUNT],
    /// For each field its exact forms.
    pub exact: [String; COUNT],
    /// Names that lead straight to this page when they are all that is asked: see [`Name`].
    pub names: Vec<String>,
    /// What showing the page takes.
    pub stored: Vec<u8>,
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
}

impl Name {
    /// The token of a name: a letter for its kind, then its words in normal form.
    pub fn token(self, normal: &str) -> String {
        let kind = match self {
            Name::Pin => 'p',
            Name::Number => 'n',
            Name::Title => 't',
            Name::Label => 'l',
        };
        format!("{kind}:{normal}")
    }
}

/// One thread's means of analysing records.
#[derive(Debug)]
struct Preparer {
    session: Session,
    /// By word of the session: the last text in which its form was written out.
    seen: Vec<u32>,
    text: u32,
    prepared: Prepared,
}

impl Preparer {
    fn new(analyzer: &Analyzer) -> Self {
        Preparer {
            session: analyzer.session(),
            seen: Vec::new(),
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
        record
            .labels
            .iter()
            .for_each(|label| self.name(Name::Label, label));
        record.pins.iter().for_each(|pin| self.name(Name::Pin, pin));
        &self.prepared
    }

    fn name(&mut self, kind: Name, name: &str) {
        let normal = self.session.normalise(name);
        if !normal.is_empty() {
            self.prepared.names.push(kind.token(&normal));
        }
    }

    fn field<'r>(&mut self, field: Field, values: impl IntoIterator<Item = &'r str>) {
        let stems = &mut self.prepared.stems[field as usize];
        let exact = &mut self.prepared.exact[field as usize];
        for value in values {
            if !stems.is_empty() {
                stems.push_str(GAP);
            }
            self.text = self.text.wrapping_add(1);
            let (text, seen) = (self.text, &mut self.seen);
            self.session.analyse(value, |token| {
                let word = token.word;
                if !stems.is_empty() && !stems.ends_with(' ') {
                    stems.push(' ');
                }
                stems.push_str(word.stem());
                for (at, part) in word.parts.iter().enumerate() {
                    stems.push(if at == 0 { SAME } else { ' ' });
                    stems.push_str(&part.stem);
                }
                if let Some(id) = token.id {
                    let id = id as usize;
                    if seen.len() <= id {
                        seen.resize(id + 1, 0);
                    }
                    if seen[id] == text {
                        return;
                    }
                    seen[id] = text;
                }
                let forms =
                    std::iter::once(word.form()).chain(word.parts.iter().map(|part| &*part.form));
                for form in forms {
                    exact.push_str(form);
                    exact.push(' ');
                }
            });
        }
    }
}

/// What the manifest of an index says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    layout: u32,
    fingerprint: String,
    pages: usize,
    files: BTreeMap<String, u64>,
    labels: BTreeMap<String, BTreeMap<String, String>>,
}

impl Manifest {
    /// Reads the manifest of the index in `dir`, and sees whether the index is whole and was made by
    /// an analyser with this `fingerprint`.
    pub fn read(dir: &Path, fingerprint: &str) -> Result<Manifest, IndexError> {
        let path = dir.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(IndexError::Missing(dir.into()));
            }
            Err(error) => return Err(IndexError::Io(path, error.to_string())),
        };
        // The layout first: another layout may have another manifest.
        #[derive(Deserialize)]
        struct Layout {
            layout: u32,
        }
        let damaged =
            |error: serde_json::Error| IndexError::Damaged(path.clone(), error.to_string());
        let Layout { layout } = serde_json::from_slice(&text).map_err(damaged)?;
        if layout != LAYOUT {
            return Err(IndexError::Outdated {
                found: format!("layout {layout}"),
                wanted: format!("layout {LAYOUT}"),
            });
        }
        let manifest: Manifest = serde_json::from_slice(&text).map_err(damaged)?;
        if manifest.fingerprint != fingerprint {
            return Err(IndexError::Outdated {
                found: manifest.fingerprint,
                wanted: fingerprint.to_owned(),
            });
        }
        for (name, length) in &manifest.files {
            let path = dir.join(name);
            match fs::metadata(&path) {
                Ok(found) if found.len() == *length => {}
                Ok(found) => {
                    let what = format!("{} bytes instead of {length}", found.len());
                    return Err(IndexError::Damaged(path, what));
                }
                Err(error) => return Err(IndexError::Damaged(path, error.to_string())),
            }
        }
        Ok(manifest)
    }

    /// What readers see for a value of a facet; the value itself where no page gave a label.
    pub fn label<'m>(&'m self, facet: Facet, value: &'m str) -> &'m str {
        self.labels
            .get(facet.name())
            .and_then(|labels| labels.get(value))
            .map_or(value, String::as_str)
    }

    /// How many pages the index holds.
    pub fn pages(&self) -> usize {
        self.pages
    }
}

type Labels = FxHashMap<(Facet, String), String>;

/// An index in the making. Any number of threads can add to it at once.
#[derive(Debug)]
pub struct Builder {
    dir: PathBuf,
    fingerprint: String,
    analyzer: Analyzer,
    writer: Writer,
    preparers: Mutex<Vec<(Preparer, Labels)>>,
}

impl Builder {
    /// Begins an index in `dir`, in place of one that stands there.
    pub fn create(dir: &Path, analyzer: &Analyzer) -> Result<Builder, IndexError> {
        let io = |error: io::Error| IndexError::Io(dir.into(), error.to_string());
        fs::create_dir_all(dir).map_err(io)?;
        // The manifest goes first: from here on there is no index until there is a whole one.
        match fs::remove_file(dir.join(MANIFEST)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        let writer = Writer::create(dir)?;
        Ok(Builder {
            dir: dir.into(),
            fingerprint: analyzer.fingerprint().to_owned(),
            analyzer: analyzer.clone(),
            writer,
            preparers: Mutex::default(),
        })
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
        for value in &record.facets {
            let key = (value.facet, value.value.to_owned());
            // Where pages disagree about a label the smallest wins, so that their order is nothing.
            let label = labels.entry(key).or_insert_with(|| value.label.to_owned());
            if value.label < label.as_str() {
                *label = value.label.to_owned();
            }
        }
        self.preparers
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .push((preparer, labels));
        Ok(added?)
    }

    /// Writes the index out. Gives how many pages it holds.
    pub fn finish(self) -> Result<usize, IndexError> {
        let pages = self.writer.finish()?;
        let mut labels: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let preparers = self
            .preparers
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        for ((facet, value), label) in preparers.into_iter().flat_map(|(_, labels)| labels) {
            let known = labels
                .entry(facet.name().to_owned())
                .or_default()
                .entry(value)
                .or_insert_with(|| label.clone());
            if label < *known {
                *known = label;
            }
        }
        let io = |error: io::Error| IndexError::Io(self.dir.clone(), error.to_string());
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(&self.dir).map_err(io)? {
            let entry = entry.map_err(io)?;
            if let (Ok(name), Ok(data)) = (entry.file_name().into_string(), entry.metadata())
                && data.is_file()
                && data.len() > 0
                && super::tantivy::is_index_file(&name)
            {
                files.insert(name, data.len());
            }
        }
        let manifest = Manifest {
            layout: LAYOUT,
            fingerprint: self.fingerprint,
            pages,
            files,
            labels,
        };
        let text = serde_json::to_vec(&manifest).map_err(|error| io(error.into()))?;
        let unfinished = self.dir.join(format!("{MANIFEST}.tmp"));
        fs::write(&unfinished, text).map_err(io)?;
        fs::rename(&unfinished, self.dir.join(MANIFEST)).map_err(io)?;
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

/// Why an index cannot be written or opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexError {
    /// There is no index, or its making was broken off.
    Missing(PathBuf),
    /// It was made by another version of the program or with other tables: it must be made anew.
    Outdated {
        /// What the index says of itself.
        found: String,
        /// What this program makes.
        wanted: String,
    },
    /// A file of it is cut off, gone or changed.
    Damaged(PathBuf, String),
    /// The file system refused.
    Io(PathBuf, String),
    /// The engine refused.
    Engine(EngineError),
}

impl From<EngineError> for IndexError {
    fn from(error: EngineError) -> Self {
        IndexError::Engine(error)
    }
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::Missing(dir) => write!(f, "there is no search index in {}", dir.display()),
            IndexError::Outdated { found, wanted } => {
                write!(
                    f,
                    "the search index was made with {found}; this program makes {wanted}"
                )
            }
            IndexError::Damaged(path, what) => write!(
                f,
                "the search index is damaged at {}: {what}",
                path.display()
            ),
            IndexError::Io(path, what) => write!(f, "{}: {what}", path.display()),
            IndexError::Engine(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for IndexError {}

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
            prepared.stems[Field::Title as usize],
            "schuld en wozwaard\u{1f}woz waard"
        );
        assert_eq!(
            prepared.exact[Field::Title as usize],
            "schulden en wozwaarden woz waarden "
        );
        assert_eq!(
            prepared.stems[Field::Points as usize],
            "komen vroeg    ga kijk"
        );
        assert_eq!(prepared.names, ["t:schulden en wozwaarden", "l:schuld"]);
        record.title = "Anders";
        record.labels.clear();
        let again = preparer.prepare(&record);
        assert_eq!(again.stems[Field::Title as usize], "ander");
        assert_eq!(again.names, ["t:anders"]);
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
        assert_eq!(prepared.stems[Field::Body as usize], "wijk wijk wijk wijk");
        assert_eq!(prepared.exact[Field::Body as usize], "wijk wijken wijk ");
    }
}
