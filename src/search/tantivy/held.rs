//! A segment in memory, from which pages can be taken out.

use std::fmt;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::directory::OwnedBytes;
use tantivy::fastfield::{AliveBitSet, write_alive_bitset};
use tantivy::schema::Field as Id;
use tantivy::{BitSet, Segment, SegmentReader};

use super::Ids;
use super::columns::ids;
use crate::content::PageId;
use crate::search::engine::EngineError;
use crate::search::index::{Prepared, SAME};
use crate::search::schema::FIELDS;

/// A segment, with what was taken out of it.
pub struct Held {
    segment: Segment,
    reader: SegmentReader,
    /// The pages that are there.
    pages: FxHashMap<PageId, u32>,
    alive: BitSet,
    gone: Arc<Gone>,
    ids: Ids,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("live", &self.live())
            .finish_non_exhaustive()
    }
}

/// The words of pages that were taken out of a segment: by field and word, on how many of them it stood.
#[derive(Debug, Clone, Default)]
pub(super) struct Gone(FxHashMap<Id, FxHashMap<Box<[u8]>, u32>>);

impl Gone {
    /// On how many pages taken out a word stood.
    pub(super) fn pages_with(&self, field: Id, word: &[u8]) -> usize {
        let field = self.0.get(&field);
        field
            .and_then(|words| words.get(word))
            .copied()
            .unwrap_or(0) as usize
    }

    fn count(&mut self, ids: &Ids, prepared: &Prepared) {
        for row in FIELDS {
            let at = row.field as usize;
            let texts = [
                (ids.stems[at], &prepared.stems[at]),
                (ids.exact[at], &prepared.exact[at]),
            ];
            for (field, text) in texts {
                let words: FxHashSet<&str> = text
                    .split([' ', SAME])
                    .filter(|word| !word.is_empty())
                    .collect();
                let counts = self.0.entry(field).or_default();
                for word in words {
                    *counts.entry(word.as_bytes().into()).or_default() += 1;
                }
            }
        }
    }
}

impl Held {
    pub(super) fn new(segment: Segment, ids_of: Ids) -> Result<Held, EngineError> {
        let reader = SegmentReader::open(&segment)?;
        let pages = ids(&reader)?;
        Ok(Held {
            alive: BitSet::with_max_value_and_full(reader.max_doc()),
            pages: pages.into_iter().zip(0..).collect(),
            segment,
            reader,
            gone: Arc::default(),
            ids: ids_of,
        })
    }

    /// Whether a page is there.
    pub fn has(&self, id: &PageId) -> bool {
        self.pages.contains_key(id)
    }

    /// The pages that are there.
    pub fn ids(&self) -> impl Iterator<Item = &PageId> {
        self.pages.keys()
    }

    /// How many pages are there.
    pub fn live(&self) -> usize {
        self.pages.len()
    }

    /// Takes a page out, which was put in as `prepared`.
    pub fn take_out(&mut self, id: &PageId, prepared: &Prepared) {
        if let Some(page) = self.pages.remove(id) {
            self.alive.remove(page);
            Arc::make_mut(&mut self.gone).count(&self.ids, prepared);
        }
    }

    /// It as it is now, for reading, with the words of what was taken out.
    pub(super) fn open(&self) -> Result<(SegmentReader, Arc<Gone>), EngineError> {
        let gone = Arc::clone(&self.gone);
        if self.live() == self.reader.max_doc() as usize {
            return Ok((self.reader.clone(), gone));
        }
        let mut bytes = Vec::new();
        write_alive_bitset(&self.alive, &mut bytes)?;
        let alive = AliveBitSet::open(OwnedBytes::new(bytes));
        let reader = SegmentReader::open_with_custom_alive_set(&self.segment, Some(alive))?;
        Ok((reader, gone))
    }
}
