//! Writing: prepared records into segments.
//!
//! Every thread that adds takes a writer that is free and indexes there and then; nothing is queued
//! and no thread waits for another. Each writer becomes one segment, and segments are not merged:
//! since scores do not depend on segments, that would cost time and change no answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use tantivy::directory::RamDirectory;
use tantivy::indexer::{AddOperation, SegmentWriter};
use tantivy::store::Compressor;
use tantivy::{Directory, Index, IndexSettings, Segment, SegmentMeta, TantivyDocument};

use super::gone;
use super::{Held, Ids, layout, register};
use crate::search::engine::EngineError;
use crate::search::index::Prepared;
use crate::search::record::Record;
use crate::search::schema::FIELDS;

/// From this a writer works out the first size of its table of terms; it is no bound.
const TABLE_BUDGET: usize = 30_000_000;

/// The same for a few pages.
const SMALL_BUDGET: usize = 1_000_000;

/// Room for what a page has beside its tokens and what is stored of it, in bytes.
const OTHER_VALUES: usize = 1024;

/// The list of its files that tantivy keeps, and checks them by.
const MANAGED: &str = ".managed.json";

/// The table of pages beside the segments, which `renewal` keeps there.
pub const PAGES: &str = "wijkgids-pages";

/// Writes the segments of a new index.
#[derive(Debug)]
pub struct Writer {
    /// Nothing where the index stands in memory.
    dir: PathBuf,
    index: Index,
    ids: Ids,
    budget: usize,
    free: Mutex<Vec<OneSegment>>,
}

struct OneSegment {
    segment: Segment,
    writer: SegmentWriter,
    pages: u64,
}

impl std::fmt::Debug for OneSegment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OneSegment")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

impl Writer {
    /// Begins an index in `dir`, which exists. What an earlier index left there is removed. The segments
    /// `kept` of the index in another folder are taken over: their files are shared, or copied where the
    /// disk cannot share them.
    pub fn create(dir: &Path, kept: &[Held], from: &Path) -> Result<Writer, EngineError> {
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(is_index_file) {
                fs::remove_file(entry.path())?;
            }
        }
        let mut shared = Vec::new();
        let names: Vec<String> = kept.iter().map(|held| held.lost().0).collect();
        for entry in fs::read_dir(from)? {
            let name = entry?.file_name();
            let of = name.to_str().and_then(|name| name.split_once('.'));
            if of.is_some_and(|(segment, _)| names.iter().any(|known| known == segment)) {
                let (there, here) = (from.join(&name), dir.join(&name));
                fs::hard_link(&there, &here).or_else(|_| fs::copy(&there, &here).map(drop))?;
                shared.push(PathBuf::from(name));
            }
        }
        // What is not on its list tantivy would not check.
        let list = serde_json::to_vec(&shared).map_err(std::io::Error::from)?;
        fs::write(dir.join(MANAGED), list)?;
        let directory = tantivy::directory::MmapDirectory::open(dir)
            .map_err(|error| EngineError(error.to_string()))?;
        Ok(Writer {
            dir: dir.into(),
            ..Writer::over(directory, TABLE_BUDGET)?
        })
    }

    /// Begins segments that stand in memory; `many` pages, or a few.
    pub fn in_memory(many: bool) -> Result<Writer, EngineError> {
        let budget = if many { TABLE_BUDGET } else { SMALL_BUDGET };
        Writer::over(RamDirectory::create(), budget)
    }

    fn over(
        directory: impl Into<Box<dyn Directory>>,
        budget: usize,
    ) -> Result<Writer, EngineError> {
        let (schema, ids) = layout();
        let settings = IndexSettings {
            docstore_compression: Compressor::Lz4,
            // Compressing on the adding thread keeps all work on the threads we were given.
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let mut index = Index::create(directory, schema, settings)?;
        register(&mut index);
        Ok(Writer {
            dir: PathBuf::new(),
            index,
            ids,
            budget,
            free: Mutex::default(),
        })
    }

    /// Adds a page.
    pub fn add(&self, record: &Record<'_>, prepared: &Prepared) -> Result<(), EngineError> {
        let free = self
            .free
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .pop();
        let mut one = match free {
            Some(one) => one,
            None => {
                let segment = self.index.new_segment();
                let writer = SegmentWriter::for_segment(self.budget, segment.clone())?;
                OneSegment {
                    segment,
                    writer,
                    pages: 0,
                }
            }
        };
        let document = self.document(record, prepared);
        let added = one.writer.add_document(AddOperation {
            opstamp: one.pages,
            document,
        });
        one.pages += 1;
        self.free
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .push(one);
        Ok(added?)
    }

    fn document(&self, record: &Record<'_>, prepared: &Prepared) -> TantivyDocument {
        let ids = &self.ids;
        let tokens = prepared.stems.iter().chain(&prepared.exact);
        let tokens: usize = tokens.map(String::len).sum();
        let mut document =
            TantivyDocument::with_capacity(tokens + prepared.stored.len() + OTHER_VALUES);
        for row in FIELDS {
            let at = row.field as usize;
            if !prepared.stems[at].is_empty() {
                document.add_text(ids.stems[at], &prepared.stems[at]);
                document.add_text(ids.exact[at], &prepared.exact[at]);
            }
        }
        for name in &prepared.names {
            document.add_text(ids.names, name);
        }
        document.add_text(ids.id, record.id.to_string());
        if let Some(twin) = record.twin_group {
            document.add_text(ids.twin, twin.to_string());
        }
        for value in &record.facets {
            document.add_text(ids.facets[value.facet as usize], value.value);
        }
        if let Some(years) = record.period {
            document.add_i64(ids.from, years.from.into());
            document.add_i64(ids.to, years.to.into());
        }
        if let Some(date) = record.updated {
            document.add_i64(ids.updated, day_number(date));
        }
        document.add_text(ids.stored, &prepared.stored);
        document
    }

    /// Writes all segments out, in parallel, and then names them in the index, with those `kept`. Gives
    /// the number of pages.
    pub fn finish(self, kept: &[Held]) -> Result<usize, EngineError> {
        let dir = self.dir.clone();
        let (index, mut segments) = self.segments()?;
        let new: usize = segments.iter().map(|meta| meta.max_doc() as usize).sum();
        let pages = new + kept.iter().map(Held::live).sum::<usize>();
        segments.extend(kept.iter().map(|held| {
            let meta = held.segment().meta();
            index.new_segment_meta(meta.id(), meta.max_doc())
        }));
        let lost: Vec<_> = kept.iter().map(Held::lost).collect();
        gone::write(&dir, &lost)?;
        let mut metas = index.load_metas()?;
        metas.segments = segments;
        let text = serde_json::to_vec(&metas).map_err(std::io::Error::from)?;
        index.directory().sync_directory()?;
        index
            .directory()
            .atomic_write(Path::new("meta.json"), &text)?;
        Ok(pages)
    }

    /// Ends all segments and keeps them at hand; of those in memory nobody else knows.
    pub fn hold(self) -> Result<Vec<Held>, EngineError> {
        let ids = self.ids.clone();
        let (index, segments) = self.segments()?;
        let segments = segments.into_iter();
        segments
            .map(|meta| Held::new(index.segment(meta), ids.clone(), Arc::default()))
            .collect()
    }

    fn segments(self) -> Result<(Index, Vec<SegmentMeta>), EngineError> {
        let index = self.index;
        let written = self
            .free
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let segments = (written.into_par_iter())
            .map(|one| {
                let meta = index.new_segment_meta(one.segment.id(), one.pages as u32);
                one.writer.finalize()?;
                Ok(meta)
            })
            .collect::<Result<Vec<_>, tantivy::TantivyError>>()?;
        Ok((index, segments))
    }
}

/// A date as a number that sorts: year, month and day in decimal places of their own.
pub(super) fn day_number(date: jiff::civil::Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The date of a number that [`day_number`] made.
pub(super) fn day(number: i64) -> Option<jiff::civil::Date> {
    let year = i16::try_from(number.div_euclid(10_000)).ok()?;
    let rest = number.rem_euclid(10_000);
    jiff::civil::Date::new(
        year,
        i8::try_from(rest / 100).ok()?,
        i8::try_from(rest % 100).ok()?,
    )
    .ok()
}

/// Whether a file of this name is one that this engine writes. Others in the directory are left alone.
pub fn is_index_file(name: &str) -> bool {
    if matches!(name, "meta.json" | MANAGED | gone::FILE | PAGES) || name.starts_with(".tantivy-") {
        return true;
    }
    name.split_once('.').is_some_and(|(stem, _)| {
        stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbers_and_back() {
        for date in ["2026-11-01", "0001-01-01", "-0044-03-15"] {
            let date: jiff::civil::Date = date
                .parse()
                .unwrap_or_else(|_| jiff::civil::date(-44, 3, 15));
            assert_eq!(day(day_number(date)), Some(date));
        }
        assert_eq!(day(20261301), None);
    }

    #[test]
    fn only_its_own_files() {
        assert!(is_index_file("0123456789abcdef0123456789abcdef.term"));
        assert!(is_index_file("meta.json"));
        assert!(!is_index_file("notities.txt"));
        assert!(!is_index_file("nl"));
    }
}
