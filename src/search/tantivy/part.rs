//! A segment of an open index, with what scoring needs of it.

use std::sync::{Arc, OnceLock};

use tantivy::SegmentReader;
use tantivy::fieldnorm::FieldNormReader;

use super::Ids;
use super::gone::Gone;
use crate::search::engine::EngineError;
use crate::search::neighbours::Neighbours;
use crate::search::ranking;
use crate::search::schema::{self, FIELDS, Field};

/// One segment, with what scoring needs of it.
pub(super) struct Part {
    pub(super) segment: SegmentReader,
    /// The number that no other segment has.
    pub(super) name: u128,
    /// The words that stand together in bodies, as far as that was noted.
    pub(super) neighbours: OnceLock<Arc<Neighbours>>,
    /// The words of pages that were taken out of it.
    pub(super) gone: Arc<Gone>,
    /// The number of its first page among all pages.
    pub(super) first: u32,
    lengths: Vec<Option<FieldNormReader>>,
    /// By field and by the code of a length: how much that length dilutes.
    dilution: Vec<[f32; 256]>,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part")
            .field("first", &self.first)
            .finish_non_exhaustive()
    }
}

impl Part {
    /// All segments of an index, each with what was taken out of it.
    pub(super) fn all(
        segments: Vec<SegmentReader>,
        gone: Vec<Arc<Gone>>,
        ids: &Ids,
    ) -> Result<Vec<Part>, EngineError> {
        let mut parts = Vec::with_capacity(segments.len());
        let mut first = 0;
        for (segment, gone) in segments.into_iter().zip(gone) {
            let lengths = (ids.stems.iter())
                .map(|field| Ok(segment.fieldnorms_readers().get_field(*field)?))
                .collect::<Result<_, EngineError>>()?;
            let pages = segment.max_doc();
            let name = u128::from_str_radix(&segment.segment_id().uuid_string(), 16);
            parts.push(Part {
                name: name.map_err(|error| EngineError(error.to_string()))?,
                neighbours: OnceLock::new(),
                segment,
                gone,
                first,
                lengths,
                dilution: Vec::new(),
            });
            first += pages;
        }
        let dilution = dilution(&parts);
        for part in &mut parts {
            part.dilution.clone_from(&dilution);
        }
        Ok(parts)
    }

    /// Whether a page is still there.
    pub(super) fn is_live(&self, local: u32) -> bool {
        self.segment
            .alive_bitset()
            .is_none_or(|alive| alive.is_alive(local))
    }

    /// The words that stand together in bodies, as far as that is known.
    pub(super) fn neighbours(&self) -> &Arc<Neighbours> {
        let none = || Arc::new(Neighbours::of(self.segment.max_doc() as usize));
        self.neighbours.get_or_init(none)
    }

    /// Those of `pages`, which are in order, that stand in this segment.
    pub(super) fn own<'p>(&self, pages: &'p [u32]) -> &'p [u32] {
        let end = self.first + self.segment.max_doc();
        let start = pages.partition_point(|page| *page < self.first);
        &pages[start..pages.partition_point(|page| *page < end)]
    }

    /// How much the length of this field on a page dilutes a word in it.
    pub(super) fn length(&self, field: Field, local: u32) -> f32 {
        let at = field as usize;
        let code = self.lengths[at]
            .as_ref()
            .map_or(0, |lengths| lengths.fieldnorm_id(local));
        self.dilution[at][usize::from(code)]
    }
}

/// How much each length dilutes, by field and by the code of the length, from the mean length of each field
/// over live pages of all segments.
fn dilution(parts: &[Part]) -> Vec<[f32; 256]> {
    let of_field = |field: usize| {
        let (mut tokens, mut pages) = (0u64, 0u64);
        for part in parts {
            let Some(lengths) = &part.lengths[field] else {
                continue;
            };
            for local in (0..part.segment.max_doc()).filter(|local| part.is_live(*local)) {
                let length = lengths.fieldnorm(local);
                tokens += u64::from(length);
                pages += u64::from(length > 0);
            }
        }
        let mean = if pages == 0 {
            1.0
        } else {
            tokens as f32 / pages as f32
        };
        std::array::from_fn(|code| {
            let length = FieldNormReader::id_to_fieldnorm(code as u8) as f32;
            ranking::dilution(length / mean, FIELDS[field].length)
        })
    };
    (0..schema::COUNT).map(of_field).collect()
}
