//! An index in memory that pages are taken out of and put into, for a guide that is being edited.
//!
//! It answers as an index built from nothing would. What makes that so:
//!
//! - A page that is replaced stays in its segment and is marked as no longer there; the engine counts
//!   live pages only.
//! - The vocabulary of a segment cannot forget words. So the words of each page taken out are counted,
//!   and taken off wherever the vocabulary is asked.
//! - Facet values that no live page has are not among the values of the index.
//!
//! Pages that are put in make a small segment. When there are many of one size they are made into one of
//! the next size, or one for each thread; so a page is analysed again only as often as the logarithm of the number of edits.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::index::Builder;
use super::labels::Labels;
use super::manifest::{IndexError, Manifest};
use super::record::Record;
use super::searcher::Searcher;
use super::tantivy::{Held, Reader};
use super::thesaurus::Thesaurus;
use crate::content::PageId;
use crate::language::Analyzer;

/// Segments are of one size if this many times as many pages make the next.
const SAME_SIZE: usize = 8;

/// For so many pages, room for a small vocabulary is enough at first.
const FEW: usize = 64;

/// An index in memory.
#[derive(Debug)]
pub struct Growing {
    analyzer: Analyzer,
    segments: Vec<Held>,
}

impl Growing {
    /// Builds an index of `records`, on all threads.
    pub fn build<'r>(
        analyzer: &Analyzer,
        records: impl IntoParallelIterator<Item = Record<'r>>,
    ) -> Result<Growing, IndexError> {
        let builder = Builder::in_memory(analyzer, true)?;
        records
            .into_par_iter()
            .try_for_each(|record| builder.add(&record))?;
        Ok(Growing {
            analyzer: analyzer.clone(),
            segments: builder.hold()?,
        })
    }

    /// Takes pages out and puts pages in. `out` must hold each page as it was put in.
    pub fn change(&mut self, out: &[Record<'_>], put: &[Record<'_>]) -> Result<(), IndexError> {
        let builder = Builder::in_memory(&self.analyzer, put.len() > FEW)?;
        for record in out {
            if let Some(held) = self.segments.iter_mut().find(|held| held.has(record.id)) {
                builder.prepared(record, |prepared| held.take_out(record.id, prepared));
            }
        }
        put.par_iter().try_for_each(|record| builder.add(record))?;
        self.segments.retain(|held| held.live() > 0);
        self.segments.extend(builder.hold()?);
        Ok(())
    }

    /// The pages that should be taken out and put in again, so that there are not too many segments.
    pub fn scattered(&self) -> Vec<PageId> {
        let bound = crowd(self.segments.iter().map(Held::live));
        let small = self.segments.iter().filter(|held| held.live() < bound);
        small.flat_map(Held::ids).cloned().collect()
    }

    /// The index as it is now, open for searching.
    pub fn searcher(
        &self,
        labels: Labels,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<Searcher, IndexError> {
        let reader = Reader::of(&self.segments)?;
        let manifest = Manifest::in_memory(self.analyzer.fingerprint(), labels);
        Ok(Searcher::of(
            Arc::new(reader),
            manifest,
            &self.analyzer,
            thesaurus,
        ))
    }
}

/// Of segments with so many pages each: those with fewer than this should become one, because there are
/// many of one size. 0 if there are not.
pub(super) fn crowd(pages: impl Iterator<Item = usize>) -> usize {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for pages in pages {
        *sizes.entry(pages.max(1).ilog(SAME_SIZE)).or_default() += 1;
    }
    // Each thread that adds makes a segment of its own.
    let many = SAME_SIZE.max(2 * rayon::current_num_threads());
    let crowded = sizes.into_iter().find(|(_, count)| *count >= many);
    crowded.map_or(0, |(size, _)| SAME_SIZE.saturating_pow(size + 1))
}
