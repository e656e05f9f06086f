//! A segment from which pages can be taken out, in memory or on disk.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::{Segment, SegmentReader};

use super::Ids;
use super::columns::ids;
use super::gone::{self, Gone};
use super::read::{opened, stored};
use crate::content::PageId;
use crate::search::engine::EngineError;
use crate::search::index::Prepared;
use crate::search::record::Stored;

/// A segment, with what was taken out of it.
pub struct Held {
    segment: Segment,
    reader: SegmentReader,
    /// The pages that are there.
    pages: FxHashMap<PageId, u32>,
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

impl Held {
    /// The segments of the index in `dir`, whose files are sound.
    pub fn of(dir: &Path) -> Result<Vec<Held>, EngineError> {
        let (index, ids) = opened(dir)?;
        let mut gone = gone::read(dir)?;
        let segments = index.searchable_segments()?.into_iter();
        segments
            .map(|segment| {
                let gone = gone.remove(&segment.id().uuid_string());
                Held::new(segment, ids.clone(), gone.unwrap_or_default())
            })
            .collect()
    }

    pub(super) fn new(segment: Segment, of: Ids, gone: Arc<Gone>) -> Result<Held, EngineError> {
        let reader = SegmentReader::open(&segment)?;
        let alive = gone.alive(reader.max_doc())?;
        let pages = ids(&reader)?.into_iter().zip(0..);
        let live = pages.filter(|(_, page)| alive.as_ref().is_none_or(|all| all.is_alive(*page)));
        Ok(Held {
            pages: live.collect(),
            segment,
            reader,
            gone,
            ids: of,
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

    /// How many pages were taken out.
    pub fn gone(&self) -> usize {
        self.gone.pages()
    }

    /// What is stored of a page that is there.
    pub fn stored(&self, id: &PageId) -> Result<Option<Stored>, EngineError> {
        let Some(&page) = self.pages.get(id) else {
            return Ok(None);
        };
        stored(&self.reader, page, &self.ids)
    }

    /// Takes a page out, which was put in as `prepared`.
    pub fn take_out(&mut self, id: &PageId, prepared: &Prepared) {
        if let Some(page) = self.pages.remove(id) {
            Arc::make_mut(&mut self.gone).add(page, &self.ids, prepared);
        }
    }

    /// It as it is now, for reading, with what was taken out.
    pub(super) fn open(&self) -> Result<(SegmentReader, Arc<Gone>), EngineError> {
        let gone = Arc::clone(&self.gone);
        let reader = match gone.alive(self.reader.max_doc())? {
            None => self.reader.clone(),
            alive => SegmentReader::open_with_custom_alive_set(&self.segment, alive)?,
        };
        Ok((reader, gone))
    }

    pub(super) fn segment(&self) -> &Segment {
        &self.segment
    }

    /// What was taken out, under the name of the segment.
    pub(super) fn lost(&self) -> (String, &Gone) {
        (self.segment.id().uuid_string(), &self.gone)
    }
}
