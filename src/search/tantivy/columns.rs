//! Columns: what is known of every page, in memory, read once when an index is opened.
//!
//! Pages are numbered through all segments. Ordinals of values are the same in all segments, since
//! the values of a facet are brought together and sorted here.

use rustc_hash::FxHashSet;
use tantivy::SegmentReader;
use tantivy::columnar::StrColumn;

use super::{FROM, ID, TO, TWIN, UPDATED};
use crate::content::PageId;
use crate::search::engine::EngineError;
use crate::search::facets::{COUNT, Column, FACETS, Table};
use crate::search::period::Years;

/// No twin.
pub(super) const ALONE: u32 = u32::MAX;

type Years64 = tantivy::columnar::Column<i64>;

/// What is known of every page, by its number.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) ids: Vec<PageId>,
    /// The place of each page in the order of ids.
    pub(super) ranks: Vec<u32>,
    /// Pages with the same number here are twins.
    pub(super) twins: Vec<u32>,
    /// The pages of each of those numbers.
    groups: Vec<Vec<u32>>,
    pub(super) facets: Table,
    pub(super) periods: Vec<Option<Years>>,
    /// Day numbers; 0 where the page has no date.
    pub(super) updated: Vec<i64>,
    /// The pages that are no longer there.
    gone: FxHashSet<u32>,
}

impl Columns {
    pub(super) fn read(segments: &[SegmentReader]) -> Result<Columns, EngineError> {
        let mut columns = Columns::default();
        for segment in segments {
            let pages = segment.max_doc();
            let fast = segment.fast_fields();
            let first = columns.ids.len() as u32;
            let gone = (0..pages).filter(|page| !is_live(segment, *page));
            columns.gone.extend(gone.map(|page| first + page));
            columns.ids.extend(ids(segment)?);
            let (from, to) = (fast.column_opt::<i64>(FROM)?, fast.column_opt::<i64>(TO)?);
            let updated = fast.column_opt::<i64>(UPDATED)?;
            for page in 0..pages {
                let year = |column: &Option<Years64>| {
                    column
                        .as_ref()
                        .and_then(|column| column.first(page))
                        .and_then(|year| i32::try_from(year).ok())
                };
                let years = year(&from)
                    .zip(year(&to))
                    .map(|(from, to)| Years { from, to });
                columns.periods.push(years);
                columns.updated.push(
                    updated
                        .as_ref()
                        .and_then(|column| column.first(page))
                        .unwrap_or(0),
                );
            }
        }
        let mut order: Vec<u32> = (0..columns.ids.len() as u32).collect();
        order.sort_unstable_by(|one, other| {
            columns.ids[*one as usize].cmp(&columns.ids[*other as usize])
        });
        columns.ranks = vec![0; order.len()];
        for (rank, page) in order.into_iter().enumerate() {
            columns.ranks[page as usize] = rank as u32;
        }
        let twins = merge(segments, TWIN)?;
        columns.twins = (0..columns.ids.len() as u32)
            .map(|page| *twins.of(page).first().unwrap_or(&ALONE))
            .collect();
        columns.groups = vec![Vec::new(); twins.values().len()];
        for (page, group) in columns.twins.iter().enumerate() {
            if *group != ALONE {
                columns.groups[*group as usize].push(page as u32);
            }
        }
        let mut facets: [Column; COUNT] = Default::default();
        for (column, (_, name)) in facets.iter_mut().zip(FACETS) {
            *column = merge(segments, name)?;
        }
        columns.facets = Table::new(facets);
        Ok(columns)
    }

    /// The pages that are each other's twins with this one, itself included; none for most pages.
    pub(super) fn twins_of(&self, page: u32) -> &[u32] {
        let group = self.twins[page as usize];
        self.groups.get(group as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn page(&self, id: &PageId) -> Option<u32> {
        let pages = (0..).zip(&self.ids);
        let mut of_id = pages.filter(|(page, known)| *known == id && !self.gone.contains(page));
        of_id.next().map(|(page, _)| page)
    }
}

/// Whether a page of a segment is still there.
fn is_live(segment: &SegmentReader, page: u32) -> bool {
    segment
        .alive_bitset()
        .is_none_or(|alive| alive.is_alive(page))
}

/// The ids of all pages of a segment, those that are gone too.
pub(super) fn ids(segment: &SegmentReader) -> Result<Vec<PageId>, EngineError> {
    let ids = Texts::read(segment, ID)?;
    let id = |page| {
        let id = (ids.of(page).next()).and_then(|ordinal| ids.values.get(ordinal)?.parse().ok());
        id.ok_or_else(|| EngineError(format!("page {page} has no id")))
    };
    (0..segment.max_doc()).map(id).collect()
}

/// One segment's column of texts: its values in the order of their ordinals, and the ordinals.
struct Texts {
    values: Vec<Box<str>>,
    ordinals: Option<StrColumn>,
}

impl Texts {
    fn read(segment: &SegmentReader, name: &str) -> Result<Texts, EngineError> {
        // A segment in which no page has a value lacks the column altogether.
        let ordinals = segment.fast_fields().str(name)?;
        let mut values = Vec::new();
        if let Some(column) = &ordinals {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                let value = std::str::from_utf8(stream.key())
                    .map_err(|error| EngineError(error.to_string()))?;
                values.push(value.into());
            }
        }
        Ok(Texts { values, ordinals })
    }

    /// The values that pages have which are still there.
    fn live_values(&self, segment: &SegmentReader) -> Vec<Box<str>> {
        let Some(alive) = segment.alive_bitset() else {
            return self.values.clone();
        };
        let mut used = vec![false; self.values.len()];
        for ordinal in alive.iter_alive().flat_map(|page| self.of(page)) {
            used[ordinal] = true;
        }
        let values = self.values.iter().zip(used);
        values
            .filter(|(_, used)| *used)
            .map(|(value, _)| value.clone())
            .collect()
    }

    fn of(&self, page: u32) -> impl Iterator<Item = usize> {
        self.ordinals
            .iter()
            .flat_map(move |column| column.term_ords(page))
            .map(|ordinal| ordinal as usize)
    }
}

/// The column of this name over all segments.
fn merge(segments: &[SegmentReader], name: &str) -> Result<Column, EngineError> {
    let parts = segments
        .iter()
        .map(|segment| Texts::read(segment, name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut all: Vec<Box<str>> = (segments.iter().zip(&parts))
        .flat_map(|(segment, texts)| texts.live_values(segment))
        .collect();
    all.sort_unstable();
    all.dedup();
    let mut column = Column::new(all);
    for (segment, texts) in segments.iter().zip(parts) {
        let global: Vec<u32> = (texts.values.iter())
            .map(|value| column.values().binary_search(value).unwrap_or_default() as u32)
            .collect();
        for page in 0..segment.max_doc() {
            let mut ordinals: Vec<u32> = texts
                .of(page)
                .filter(|_| is_live(segment, page))
                .filter_map(|ordinal| global.get(ordinal).copied())
                .collect();
            // A page that names a value twice has it once.
            ordinals.sort_unstable();
            ordinals.dedup();
            column.push(ordinals.into_iter());
        }
    }
    Ok(column)
}
