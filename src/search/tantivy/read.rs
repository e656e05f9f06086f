//! Reading: an index that was opened, and the finding of pages in it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocSet, Index, SegmentReader, TERMINATED, TantivyDocument};

use super::columns::{ALONE, Columns};
use super::gone::{self, Gone};
use super::held::Held;
use super::matching::postings;
use super::memo::{Counts, Finds};
use super::part::Part;
use super::score::{Room, Scored, Standing, explain, lift_neighbours, score};
use super::vocabulary;
use super::write::day;
use super::{Ids, layout, register};
use crate::content::PageId;
use crate::search::engine::{
    Atom, Engine, EngineError, Explained, Fetched, Found, FoundPage, Notes, Plan, Sort, StoredAt,
};
use crate::search::facets::{Chosen, Facet, Tallies};
use crate::search::neighbours::Pair;
use crate::search::record::Stored;
use crate::search::schema::Field;

/// An index, open for searching.
#[derive(Debug)]
pub struct Reader {
    ids: Ids,
    parts: Vec<Part>,
    columns: Columns,
    live: usize,
    /// Room for scoring that is free.
    rooms: Mutex<Vec<Room>>,
    finds: Finds,
    /// On how many pages stems stand, and on how many exact forms.
    stems: Counts,
    forms: Counts,
}

/// Sees whether the files of the index in `dir` are as they were written.
pub fn check(dir: &Path) -> Result<(), EngineError> {
    gone::read(dir)?;
    sound(&Index::open_in_dir(dir)?)
}

/// Opens the index in `dir` and sees that its segments are sound, and as this program makes them.
pub(super) fn opened(dir: &Path) -> Result<(Index, Ids), EngineError> {
    let mut index = Index::open_in_dir(dir)?;
    let (schema, ids) = layout();
    if index.schema() != schema {
        return Err(EngineError(
            "its fields are not those of this program".into(),
        ));
    }
    register(&mut index);
    sound(&index)?;
    Ok((index, ids))
}

fn sound(index: &Index) -> Result<(), EngineError> {
    match index.validate_checksum()?.into_iter().next() {
        Some(file) => Err(EngineError(format!("{} was changed", file.display()))),
        None => Ok(()),
    }
}

/// What a segment has stored of a page; none if that cannot be read.
pub(super) fn stored(
    segment: &SegmentReader,
    page: u32,
    ids: &Ids,
) -> Result<Option<Stored>, EngineError> {
    let document: TantivyDocument = segment.get_store_reader(1)?.get(page)?;
    let text = document.get_first(ids.stored);
    Ok(text.and_then(|text| Stored::decode(text.as_str()?.as_bytes())))
}

impl Reader {
    /// Opens the index in `dir` and sees that its files are sound.
    pub fn open(dir: &Path) -> Result<Reader, EngineError> {
        let (index, ids) = opened(dir)?;
        let mut all = gone::read(dir)?;
        let segments = (index.searchable_segments()?.iter())
            .map(|segment| {
                let gone = all.remove(&segment.id().uuid_string()).unwrap_or_default();
                let alive = gone.alive(segment.meta().max_doc())?;
                let reader = SegmentReader::open_with_custom_alive_set(segment, alive)?;
                Ok((reader, gone))
            })
            .collect::<Result<Vec<_>, EngineError>>()?;
        Reader::over(segments, ids)
    }

    /// Opens segments that stand in memory, as they are now.
    pub fn of(held: &[Held]) -> Result<Reader, EngineError> {
        let segments = held.iter().map(Held::open).collect::<Result<Vec<_>, _>>()?;
        Reader::over(segments, layout().1)
    }

    fn over(segments: Vec<(SegmentReader, Arc<Gone>)>, ids: Ids) -> Result<Reader, EngineError> {
        let (segments, gone): (Vec<SegmentReader>, Vec<Arc<Gone>>) = segments.into_iter().unzip();
        let columns = Columns::read(&segments)?;
        let parts = Part::all(segments, gone, &ids)?;
        Ok(Reader {
            ids,
            live: parts
                .iter()
                .map(|part| part.segment.num_docs() as usize)
                .sum(),
            parts,
            columns,
            rooms: Mutex::default(),
            finds: Finds::of_finds(),
            stems: Counts::of_counts(),
            forms: Counts::of_counts(),
        })
    }

    /// Scores in a room that was used before, if one is free.
    pub(super) fn in_room<T>(&self, work: impl FnOnce(&mut Room) -> T) -> T {
        let rooms = || self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let free = rooms().pop();
        let mut room = free.unwrap_or_else(|| Room::new(self.columns.ids.len()));
        let done = work(&mut room);
        room.clear();
        rooms().push(room);
        done
    }

    pub(super) fn ids(&self) -> &Ids {
        &self.ids
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What was found before.
    pub(super) fn finds(&self) -> &Finds {
        &self.finds
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(super) fn live(&self) -> usize {
        self.live
    }

    /// The numbers of all pages that are not deleted.
    pub(super) fn live_pages(&self) -> impl Iterator<Item = u32> {
        self.parts.iter().flat_map(|part| {
            let all = 0..part.segment.max_doc();
            all.filter(|local| part.is_live(*local))
                .map(|local| part.first + local)
        })
    }

    /// Meets the pages that have this name.
    pub(super) fn named(&self, name: &str, mut each: impl FnMut(u32)) -> Result<(), EngineError> {
        for part in &self.parts {
            if let Some(mut list) = postings(part, self.ids.names, name, IndexRecordOption::Basic)?
            {
                while list.doc() != TERMINATED {
                    if part.is_live(list.doc()) {
                        each(part.first + list.doc());
                    }
                    list.advance();
                }
            }
        }
        Ok(())
    }

    /// Keeps of every group of twins the one that comes first.
    fn collapse(&self, found: &mut Vec<Standing>, better: impl Fn(&Standing, &Standing) -> bool) {
        let twins = &self.columns.twins;
        let mut first: FxHashMap<u32, Standing> = FxHashMap::default();
        for hit in found.iter() {
            let group = twins[hit.page as usize];
            if group != ALONE {
                let known = first.entry(group).or_insert(*hit);
                if better(hit, known) {
                    *known = *hit;
                }
            }
        }
        if first.is_empty() {
            return;
        }
        found.retain(|hit| {
            let first = first.get(&twins[hit.page as usize]);
            first.is_none_or(|first| first.page == hit.page)
        });
    }

    /// The twins that are shown with a page: the same thing in another kind, whether or not the words
    /// asked stand there, but never what the filters leave out.
    fn also(&self, page: u32, admits: &dyn Fn(u32) -> bool) -> Vec<PageId> {
        let mut twins: Vec<u32> = (self.columns.twins_of(page).iter().copied())
            .filter(|twin| *twin != page && admits(*twin))
            .collect();
        twins.sort_unstable_by_key(|twin| self.columns.ranks[*twin as usize]);
        let ids = twins.into_iter();
        ids.map(|twin| self.columns.ids[twin as usize].clone())
            .collect()
    }

    fn place(&self, page: u32) -> Option<(&Part, u32)> {
        let part = self.parts.iter().rev().find(|part| part.first <= page)?;
        (page - part.first < part.segment.max_doc()).then_some((part, page - part.first))
    }
}

impl Engine for Reader {
    fn pages(&self) -> usize {
        self.live
    }

    fn run(&self, plan: &Plan) -> Result<Found, EngineError> {
        let columns = &self.columns;
        let chosen: Vec<Chosen> = (plan.filters.iter())
            .map(|(facet, values)| Chosen::new(*facet, values, &columns.facets))
            .collect();
        let without: Vec<u32> = (plan.without.iter())
            .filter_map(|(facet, value)| columns.facets.number(*facet, value))
            .collect();
        let passes = |page: u32| {
            let in_period = plan.period.is_none_or(|asked| {
                columns.periods[page as usize].is_some_and(|own| own.overlaps(asked))
            });
            let mut without = without.iter();
            let left_out = without.any(|value| columns.facets.has(page, *value));
            in_period && !left_out
        };
        let Scored {
            mut found,
            excluded,
            only_related,
        } = score(self, plan)?;
        let mut tallies = Tallies::new(&columns.facets);
        if plan.period.is_some() || !without.is_empty() {
            found.retain(|hit| passes(hit.page));
        }
        if chosen.is_empty() {
            for hit in &found {
                tallies.count(&columns.facets, hit.page);
            }
        } else {
            found.retain(|hit| {
                let page = hit.page;
                let mut failed = chosen
                    .iter()
                    .filter(|filter| !filter.admits(&columns.facets, page));
                match (failed.next(), failed.next()) {
                    (None, _) => {
                        tallies.count(&columns.facets, page);
                        true
                    }
                    (Some(one), None) => {
                        tallies.count_for(&columns.facets, page, one.facet);
                        false
                    }
                    _ => false,
                }
            });
        }
        lift_neighbours(self, plan, &mut found)?;
        let key = |hit: &Standing| {
            let day = if plan.sort == Sort::Date {
                columns.updated[hit.page as usize]
            } else {
                0
            };
            (day, hit.score, columns.ranks[hit.page as usize])
        };
        let order = |one: &Standing, other: &Standing| {
            let (one, other) = (key(one), key(other));
            other
                .0
                .cmp(&one.0)
                .then(other.1.total_cmp(&one.1))
                .then(one.2.cmp(&other.2))
        };
        self.collapse(&mut found, |one, other| order(one, other).is_lt());
        let admits = |page: u32| {
            let mut chosen = chosen.iter();
            passes(page)
                && !excluded.contains(&page)
                && chosen.all(|filter| filter.admits(&columns.facets, page))
        };
        let total = found.len();
        // Only the front needs to be in order.
        let front = plan.offset.saturating_add(plan.limit);
        if front < found.len() && front > 0 {
            found.select_nth_unstable_by(front - 1, order);
            found.truncate(front);
        }
        found.sort_unstable_by(order);
        let hits = (found.into_iter().skip(plan.offset).take(plan.limit))
            .map(|Standing { page, score, .. }| FoundPage {
                key: page,
                id: columns.ids[page as usize].clone(),
                score,
                also: self.also(page, &admits),
            })
            .collect();
        Ok(Found {
            total,
            hits,
            only_related: only_related && total > 0,
            facets: tallies.into_counts(&columns.facets, &chosen),
        })
    }

    fn key(&self, id: &PageId) -> Option<u32> {
        self.columns.page(id)
    }

    fn note(&self, key: u32, pairs: &[Pair]) {
        if let Some((part, local)) = self.place(key) {
            part.neighbours().note(local, pairs);
        }
    }

    fn is_noted(&self, key: u32) -> bool {
        let place = self.place(key);
        place.is_some_and(|(part, local)| part.neighbours().knows(local))
    }

    fn notes(&self) -> Notes {
        let parts = self.parts.iter();
        parts
            .map(|part| (part.name, Arc::clone(part.neighbours())))
            .collect()
    }

    fn take_notes(&self, notes: &Notes) {
        for part in &self.parts {
            if let Some(known) = notes.get(&part.name) {
                // Where something was noted already, that stays.
                let _ = part.neighbours.set(Arc::clone(known));
            }
        }
    }

    fn stored_at(&self, key: u32) -> Option<StoredAt> {
        let (part, page) = self.place(key)?;
        let segment = part.name;
        Some(StoredAt { segment, page })
    }

    fn fetch(&self, key: u32) -> Result<Fetched, EngineError> {
        let (part, local) = self
            .place(key)
            .ok_or_else(|| EngineError(format!("there is no page {key}")))?;
        let stored = stored(&part.segment, local, &self.ids)?
            .ok_or_else(|| EngineError(format!("what is stored of page {key} cannot be read")))?;
        let facets = Facet::all()
            .map(|facet| {
                let values = self.columns.facets.values_of(facet, key);
                (facet, values.map(str::to_owned).collect())
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
        self.columns.facets.number(facet, value).is_some()
    }

    fn values(&self, facet: Facet) -> &[Box<str>] {
        self.columns.facets.values(facet)
    }

    fn pages_with(&self, atom: &Atom) -> Result<usize, EngineError> {
        let count = || vocabulary::pages_with(&self.parts, &self.ids.stems, &atom.stem);
        self.stems.recall(atom.stem.as_str(), count)
    }

    fn pages_with_form(&self, form: &str) -> Result<usize, EngineError> {
        let count = || vocabulary::pages_with(&self.parts, &self.ids.exact, form);
        self.forms.recall(form, count)
    }

    fn expand(&self, prefix: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        vocabulary::expand(&self.parts, &self.ids.exact, prefix, limit)
    }

    fn similar(&self, form: &str, distance: u8) -> Result<Vec<(String, usize)>, EngineError> {
        // What is looked for stands in a body or is a name; other fields repeat them.
        let fields = [Field::Title, Field::Labels, Field::Keywords, Field::Body]
            .map(|field| self.ids.exact[field as usize]);
        vocabulary::similar(&self.parts, &fields, form, distance)
    }

    fn containing(&self, text: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        // Names before texts: what is looked at is bounded.
        vocabulary::containing(&self.parts, &self.ids.exact, text, limit)
    }

    fn twins(&self, id: &PageId) -> Vec<PageId> {
        let columns = &self.columns;
        let page = columns.page(id);
        let twins = page.map_or(&[][..], |page| columns.twins_of(page));
        let others = twins.iter().filter(|twin| Some(**twin) != page);
        others
            .map(|twin| columns.ids[*twin as usize].clone())
            .collect()
    }

    fn explain(&self, plan: &Plan, id: &PageId) -> Result<Option<Explained>, EngineError> {
        match self.columns.page(id) {
            Some(page) => explain(self, plan, page),
            None => Ok(None),
        }
    }
}
