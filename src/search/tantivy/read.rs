//! Reading: an index that was opened, and the finding of pages in it.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocSet, Index, SegmentReader, TERMINATED, TantivyDocument};

use super::columns::{ALONE, Columns};
use super::evaluate::{Worth, evaluate, explain, postings};
use super::write::day;
use super::{Ids, layout, register};
use crate::content::PageId;
use crate::search::engine::{
    Atom, Contribution, Engine, EngineError, Fetched, Found, FoundPage, Plan, Sort,
};
use crate::search::facets::{Chosen, Facet, Tallies};
use crate::search::ranking;
use crate::search::record::Stored;
use crate::search::schema::{self, FIELDS, Field};

/// How many forms are looked at to find the most frequent ones that begin with a prefix.
const MAX_LOOKED_AT: usize = 20_000;

/// An index, open for searching.
#[derive(Debug)]
pub struct Reader {
    ids: Ids,
    parts: Vec<Part>,
    columns: Columns,
    live: usize,
}

/// One segment, with what scoring needs of it.
pub(super) struct Part {
    pub(super) segment: SegmentReader,
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
    pub(super) fn is_live(&self, local: u32) -> bool {
        self.segment
            .alive_bitset()
            .is_none_or(|alive| alive.is_alive(local))
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

impl Reader {
    /// Opens the index in `dir` and sees that its files are sound.
    pub fn open(dir: &Path) -> Result<Reader, EngineError> {
        let mut index = Index::open_in_dir(dir)?;
        let (schema, ids) = layout();
        if index.schema() != schema {
            return Err(EngineError(
                "its fields are not those of this program".into(),
            ));
        }
        register(&mut index);
        if let Some(file) = index.validate_checksum()?.into_iter().next() {
            return Err(EngineError(format!("{} was changed", file.display())));
        }
        let segments = (index.searchable_segments()?.iter())
            .map(SegmentReader::open)
            .collect::<Result<Vec<_>, _>>()?;
        let columns = Columns::read(&segments)?;
        let mut parts = Vec::with_capacity(segments.len());
        let mut first = 0;
        for segment in segments {
            let lengths = (ids.stems.iter())
                .map(|field| Ok(segment.fieldnorms_readers().get_field(*field)?))
                .collect::<Result<_, EngineError>>()?;
            let pages = segment.max_doc();
            parts.push(Part {
                segment,
                first,
                lengths,
                dilution: Vec::new(),
            });
            first += pages;
        }
        let mut reader = Reader {
            ids,
            live: parts
                .iter()
                .map(|part| part.segment.num_docs() as usize)
                .sum(),
            parts,
            columns,
        };
        reader.measure();
        Ok(reader)
    }

    /// Works out how much a length dilutes, from the mean length of each field over live pages.
    fn measure(&mut self) {
        let dilution: Vec<[f32; 256]> = (0..schema::COUNT)
            .map(|field| {
                let (mut tokens, mut pages) = (0u64, 0u64);
                for part in &self.parts {
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
            })
            .collect();
        for part in &mut self.parts {
            part.dilution.clone_from(&dilution);
        }
    }

    pub(super) fn ids(&self) -> &Ids {
        &self.ids
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(super) fn live(&self) -> usize {
        self.live
    }

    /// Which pages answer, each with its score; by page number, without filters.
    fn score(&self, plan: &Plan) -> Result<Vec<(u32, f32)>, EngineError> {
        let pages = self.columns.ids.len();
        let mut worth = Worth::new(pages);
        let mut scores = vec![0.0f32; pages];
        let mut met = vec![0u16; pages];
        let mut lacks = vec![plan.required.len() as u16; pages];
        for group in &plan.required {
            evaluate(self, group, &mut worth)?;
            worth.drain(self.live, |page, score| {
                scores[page as usize] += score;
                lacks[page as usize] -= 1;
            });
        }
        for group in &plan.optional {
            evaluate(self, group, &mut worth)?;
            worth.drain(self.live, |page, score| {
                scores[page as usize] += score;
                met[page as usize] += 1;
            });
        }
        let mut lifted = vec![0.0f32; pages];
        for (name, lift) in &plan.lifts {
            self.named(name, |page| {
                lifted[page as usize] = lifted[page as usize].max(*lift)
            })?;
        }
        for group in &plan.excluded {
            evaluate(self, group, &mut worth)?;
            worth.drain(self.live, |page, _| {
                lacks[page as usize] = u16::MAX;
                lifted[page as usize] = 0.0;
            });
        }
        let mut found = Vec::new();
        for part in &self.parts {
            for local in (0..part.segment.max_doc()).filter(|local| part.is_live(*local)) {
                let page = (part.first + local) as usize;
                let matches = lacks[page] == 0 && usize::from(met[page]) >= plan.minimum;
                if matches || lifted[page] > 0.0 {
                    let kind = ranking::kind(self.columns.ids[page].kind);
                    found.push((page as u32, scores[page] * kind + lifted[page]));
                }
            }
        }
        Ok(found)
    }

    fn named(&self, name: &str, mut each: impl FnMut(u32)) -> Result<(), EngineError> {
        for part in &self.parts {
            if let Some(mut list) = postings(part, self.ids.names, name, IndexRecordOption::Basic)?
            {
                while list.doc() != TERMINATED {
                    each(part.first + list.doc());
                    list.advance();
                }
            }
        }
        Ok(())
    }

    /// Keeps of every group of twins the one that comes first, with the ids of the others.
    fn collapse(
        &self,
        found: &mut Vec<(u32, f32)>,
        better: impl Fn(&(u32, f32), &(u32, f32)) -> bool,
    ) -> Also {
        let twins = &self.columns.twins;
        let mut groups: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
        for hit in found
            .iter()
            .filter(|(page, _)| twins[*page as usize] != ALONE)
        {
            groups.entry(twins[hit.0 as usize]).or_default().push(*hit);
        }
        let mut also = Also::default();
        for mut group in groups.into_values().filter(|group| group.len() > 1) {
            group.sort_by(|one, other| {
                if better(one, other) {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }
            });
            let others = group.split_off(1);
            also.hidden.extend(others.iter().map(|(page, _)| *page));
            also.shown.insert(
                group[0].0,
                others
                    .iter()
                    .map(|(page, _)| self.columns.ids[*page as usize].clone())
                    .collect(),
            );
        }
        found.retain(|(page, _)| !also.hidden.contains(page));
        also
    }

    fn place(&self, page: u32) -> Option<(&Part, u32)> {
        let part = self.parts.iter().rev().find(|part| part.first <= page)?;
        (page - part.first < part.segment.max_doc()).then_some((part, page - part.first))
    }
}

/// Twins: which pages are shown with which others, and which are not shown themselves.
#[derive(Debug, Default)]
struct Also {
    shown: FxHashMap<u32, Vec<PageId>>,
    hidden: FxHashSet<u32>,
}

impl Engine for Reader {
    fn pages(&self) -> usize {
        self.live
    }

    fn run(&self, plan: &Plan) -> Result<Found, EngineError> {
        let columns = &self.columns;
        let chosen: Vec<Chosen> = (plan.filters.iter())
            .map(|(facet, values)| Chosen::new(*facet, values, &columns.facets[*facet as usize]))
            .collect();
        let without: Vec<(Facet, u32)> = (plan.without.iter())
            .filter_map(|(facet, value)| {
                Some((*facet, columns.facets[*facet as usize].ordinal(value)?))
            })
            .collect();
        let mut tallies = Tallies::new(&columns.facets);
        let mut found = self.score(plan)?;
        found.retain(|(page, _)| {
            let in_period = plan.period.is_none_or(|asked| {
                columns.periods[*page as usize].is_some_and(|own| own.overlaps(asked))
            });
            let left_out = without
                .iter()
                .any(|(facet, value)| columns.facets[*facet as usize].of(*page).contains(value));
            if !in_period || left_out {
                return false;
            }
            let mut failed = chosen
                .iter()
                .filter(|filter| !filter.admits(&columns.facets[filter.facet as usize], *page));
            match (failed.next(), failed.next()) {
                (None, _) => {
                    tallies.count(&columns.facets, *page, None);
                    true
                }
                (Some(one), None) => {
                    tallies.count(&columns.facets, *page, Some(one.facet));
                    false
                }
                _ => false,
            }
        });
        let key = |hit: &(u32, f32)| {
            let day = if plan.sort == Sort::Date {
                columns.updated[hit.0 as usize]
            } else {
                0
            };
            (day, hit.1, columns.ranks[hit.0 as usize])
        };
        let order = |one: &(u32, f32), other: &(u32, f32)| {
            let (one, other) = (key(one), key(other));
            other
                .0
                .cmp(&one.0)
                .then(other.1.total_cmp(&one.1))
                .then(one.2.cmp(&other.2))
        };
        let mut also = self.collapse(&mut found, |one, other| order(one, other).is_lt());
        let total = found.len();
        // Only the front needs to be in order.
        let front = plan.offset.saturating_add(plan.limit);
        if front < found.len() && front > 0 {
            found.select_nth_unstable_by(front - 1, order);
            found.truncate(front);
        }
        found.sort_unstable_by(order);
        let hits = (found.into_iter().skip(plan.offset).take(plan.limit))
            .map(|(page, score)| FoundPage {
                key: page,
                id: columns.ids[page as usize].clone(),
                score,
                also: also.shown.remove(&page).unwrap_or_default(),
            })
            .collect();
        Ok(Found {
            total,
            hits,
            facets: tallies.into_counts(&columns.facets, &chosen),
        })
    }

    fn fetch(&self, key: u32) -> Result<Fetched, EngineError> {
        let (part, local) = self
            .place(key)
            .ok_or_else(|| EngineError(format!("there is no page {key}")))?;
        let document: TantivyDocument = part.segment.get_store_reader(1)?.get(local)?;
        let bytes = document
            .get_first(self.ids.stored)
            .and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        let stored = bytes.as_deref().and_then(Stored::decode);
        let stored = stored
            .ok_or_else(|| EngineError(format!("what is stored of page {key} cannot be read")))?;
        let facets = Facet::all()
            .map(|facet| {
                let column = &self.columns.facets[facet as usize];
                let values = column
                    .of(key)
                    .iter()
                    .map(|ordinal| column.values()[*ordinal as usize].to_string());
                (facet, values.collect())
            })
            .collect();
        let updated = Some(self.columns.updated[key as usize])
            .filter(|number| *number != 0)
            .and_then(day);
        Ok(Fetched {
            stored,
            facets,
            updated,
        })
    }

    fn has_value(&self, facet: Facet, value: &str) -> bool {
        self.columns.facets[facet as usize].ordinal(value).is_some()
    }

    fn has_word(&self, atom: &Atom) -> Result<bool, EngineError> {
        for part in &self.parts {
            for field in self.ids.stems {
                if let Some(list) = postings(part, field, &atom.stem, IndexRecordOption::Basic)?
                    && list.doc_freq() > 0
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn expand(&self, prefix: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        let mut forms: FxHashMap<Vec<u8>, u32> = FxHashMap::default();
        for part in &self.parts {
            for field in self.ids.exact {
                let index = part.segment.inverted_index(field)?;
                let mut stream = index.terms().range().ge(prefix).into_stream()?;
                let mut looked_at = 0;
                while looked_at < MAX_LOOKED_AT
                    && stream.advance()
                    && stream.key().starts_with(prefix.as_bytes())
                {
                    *forms.entry(stream.key().to_vec()).or_default() += stream.value().doc_freq;
                    looked_at += 1;
                }
            }
        }
        let mut forms: Vec<(Vec<u8>, u32)> = forms.into_iter().collect();
        forms.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        forms.truncate(limit);
        Ok(forms
            .into_iter()
            .filter_map(|(form, _)| String::from_utf8(form).ok())
            .collect())
    }

    fn explain(&self, plan: &Plan, id: &PageId) -> Result<Option<Vec<Contribution>>, EngineError> {
        let Some(page) = self.columns.page(id) else {
            return Ok(None);
        };
        if !self.score(plan)?.iter().any(|(found, _)| *found == page) {
            return Ok(None);
        }
        let mut reasons = Vec::new();
        for group in plan.required.iter().chain(&plan.optional) {
            reasons.extend(explain(self, group, page)?);
        }
        for (name, lift) in &plan.lifts {
            let mut lifts = false;
            self.named(name, |found| lifts |= found == page)?;
            if lifts {
                reasons.push(Contribution {
                    asked: name.clone(),
                    field: None,
                    times: 1,
                    exact: true,
                    rarity: 1.0,
                    value: *lift,
                    best: true,
                });
            }
        }
        Ok(Some(reasons))
    }
}
