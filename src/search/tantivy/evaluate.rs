//! Scoring: a walk over the postings of everything that was asked.
//!
//! One thing asked can be found in several ways; on a page the best of them counts. For one way every
//! page gets the worth of its best field, and a little of the others; the sum over fields would favour
//! pages that repeat a word everywhere. How rare a word is comes from all fields together: a word that
//! is common in bodies is common, though few titles have it. A way that is rarer than what was asked
//! gains nothing by that: a rare synonym is no better an answer than a common one.

use super::matching::{any_form, phrase, word};
use super::memo::Find;
use super::read::Reader;
use crate::search::engine::{Contribution, Engine, EngineError, Group, Matcher, Nearness, Way};
use crate::search::ranking::{self, Likeness};
use crate::search::schema::{FIELDS, FieldInfo};

/// What a page is worth for one thing asked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Worth {
    pub(super) value: f32,
    /// How much of what was asked it has: 1 for all of it.
    pub(super) strength: f32,
    /// Value and strength of the parts of what was asked: these add up.
    parts: (f32, f32),
    /// Whether it has what was asked itself.
    pub(super) own: bool,
}

/// Room for scoring, used again for every thing asked. What was put in is taken out again, so that it
/// costs nothing to begin anew.
#[derive(Debug)]
pub(super) struct Scratch {
    best: Vec<f32>,
    sum: Vec<f32>,
    /// Pages that the present way found.
    way: Vec<u32>,
    worth: Vec<Worth>,
    /// Pages that any way found.
    pages: Vec<u32>,
}

impl Scratch {
    pub(super) fn new(pages: usize) -> Self {
        Scratch {
            best: vec![0.0; pages],
            sum: vec![0.0; pages],
            way: Vec::new(),
            worth: vec![Worth::default(); pages],
            pages: Vec::new(),
        }
    }

    fn add(&mut self, page: u32, value: f32) {
        let at = page as usize;
        if self.best[at] == 0.0 {
            self.way.push(page);
        }
        self.best[at] = self.best[at].max(value);
        self.sum[at] += value;
    }

    /// Takes out what the present way found, by the number of the page: who reads it walks over its own
    /// tables from front to back.
    fn found(&mut self, rest: f32) -> Vec<Find> {
        let Scratch { best, sum, way, .. } = self;
        way.sort_unstable();
        let found = way.drain(..).map(|page| {
            let at = page as usize;
            let (best, sum) = (std::mem::take(&mut best[at]), std::mem::take(&mut sum[at]));
            let worth = ranking::best_and_rest(best, sum, rest);
            Find { page, worth }
        });
        found.collect()
    }

    /// Puts in what a way found: it is worth this times its rarity, if that is more than other ways
    /// gave.
    fn put(&mut self, way: &Way, rarity: f32, found: &[Find]) {
        let (factor, strength) = (rarity * way.weight, ranking::strength(way));
        for Find { page, worth } in found.iter().copied() {
            let value = factor * worth;
            let worth = &mut self.worth[page as usize];
            if worth.strength == 0.0 && worth.parts.1 == 0.0 {
                self.pages.push(page);
            }
            if way.nearness == Nearness::Part {
                worth.parts.0 += value;
                worth.parts.1 += strength;
            } else {
                worth.value = worth.value.max(value);
                worth.strength = worth.strength.max(strength);
            }
            worth.own |= way.nearness == Nearness::Own;
        }
    }

    /// Is empty again, whatever was going on.
    pub(super) fn clear(&mut self) {
        for page in self.way.drain(..) {
            self.best[page as usize] = 0.0;
            self.sum[page as usize] = 0.0;
        }
        self.drain(|_, _| {});
    }

    /// Hands every page found with its worth to `each`, and is empty again.
    pub(super) fn drain(&mut self, mut each: impl FnMut(u32, Worth)) {
        for page in self.pages.drain(..) {
            let worth = std::mem::take(&mut self.worth[page as usize]);
            let (value, strength) = worth.parts;
            each(
                page,
                Worth {
                    value: worth.value.max(value),
                    strength: worth.strength.max(strength),
                    ..worth
                },
            );
        }
    }
}

/// One place in which something was found, as the walk meets it.
struct Meeting {
    page: u32,
    times: u32,
    exact: bool,
    value: f32,
}

/// Works out in `scratch` what every page is worth for `group`. Gives how rare what was asked is.
pub(super) fn evaluate(
    reader: &Reader,
    group: &Group,
    plain: bool,
    scratch: &mut Scratch,
) -> Result<f32, EngineError> {
    let rest = ranking::rest(plain);
    let mut rarities = Rarities::new(reader.live());
    // What was asked itself comes first: it bounds what the other ways are worth.
    for way in in_order(group) {
        let look = |scratch: &mut Scratch| {
            walk(reader, way, plain, None, |_, met| {
                scratch.add(met.page, met.value)
            })?;
            Ok::<_, EngineError>(scratch.found(rest))
        };
        let found = match plain {
            true => look(scratch)?.into(),
            false => reader
                .finds()
                .recall(&way.matcher, || look(scratch).map(Into::into))?,
        };
        let rarity = rarities.of(way, found.len());
        scratch.put(way, rarity, &found);
    }
    Ok(rarities.asked(scratch.pages.len()))
}

/// Works out in `scratch` what those of the pages `among`, in order, gain by `boost`. Words that stand
/// together are as rare as the rarest of them: on how many other pages they do is not looked for.
pub(super) fn boost(
    reader: &Reader,
    boost: &Group,
    plain: bool,
    among: &[u32],
    scratch: &mut Scratch,
) -> Result<(), EngineError> {
    for way in &boost.ways {
        walk(reader, way, plain, Some(among), |_, met| {
            scratch.add(met.page, met.value)
        })?;
        let rarity = rarity_together(reader, way)?;
        let found = scratch.found(ranking::rest(plain));
        scratch.put(way, rarity, &found);
    }
    Ok(())
}

fn rarity_together(reader: &Reader, way: &Way) -> Result<f32, EngineError> {
    let mut rarest = reader.live();
    if let Matcher::Phrase(atoms) = &way.matcher {
        for atom in atoms {
            rarest = rarest.min(reader.pages_with(atom)?);
        }
    }
    Ok(ranking::rarity(reader.live(), rarest))
}

/// Why `page` is worth what it is for `group`, which is asked for or only `boosts`. Empty if it is not
/// found.
pub(super) fn explain(
    reader: &Reader,
    group: &Group,
    boosts: bool,
    plain: bool,
    page: u32,
) -> Result<Vec<Contribution>, EngineError> {
    let among = boosts.then_some([page]);
    let mut scratch = Scratch::new(reader.columns().ids.len());
    let mut rarities = Rarities::new(reader.live());
    let mut reasons: Vec<Contribution> = Vec::new();
    for way in in_order(group) {
        let mut here = Vec::new();
        let among = among.as_ref().map(<[u32; 1]>::as_slice);
        walk(reader, way, plain, among, |row, met| {
            scratch.add(met.page, met.value);
            if met.page == page {
                here.push((row, met));
            }
        })?;
        let found = scratch.found(ranking::rest(plain));
        let rarity = match boosts {
            true => rarity_together(reader, way)?,
            false => rarities.of(way, found.len()),
        };
        scratch.put(way, rarity, &found);
        let through = (way.nearness != Nearness::Own).then(|| (way.matcher.label(), way.nearness));
        reasons.extend(here.into_iter().map(|(row, met)| Contribution {
            asked: group.label.clone(),
            through: through.clone(),
            field: row.map(|row: &FieldInfo| row.field),
            times: met.times,
            exact: met.exact,
            rarity,
            value: rarity * way.weight * met.value,
            best: false,
        }));
    }
    reasons.sort_by(|one, other| other.value.total_cmp(&one.value));
    if let Some(first) = reasons.first_mut() {
        first.best = true;
    }
    Ok(reasons)
}

fn in_order(group: &Group) -> impl Iterator<Item = &Way> {
    let own = |way: &&Way| way.nearness == Nearness::Own;
    let ways = group.ways.iter();
    ways.clone()
        .filter(own)
        .chain(ways.filter(move |way| !own(way)))
}

/// How rare the ways of one thing asked are.
struct Rarities {
    pages: usize,
    /// The most pages that one way of the same meaning found, and one in any own form.
    own: usize,
    same: usize,
}

impl Rarities {
    fn new(pages: usize) -> Self {
        Rarities {
            pages,
            own: 0,
            same: 0,
        }
    }

    fn of(&mut self, way: &Way, found: usize) -> f32 {
        let mut rarity = ranking::rarity(self.pages, found);
        match way.nearness {
            Nearness::Own => self.own = self.own.max(found),
            Nearness::Synonym | Nearness::Typo => self.same = self.same.max(found),
            Nearness::Narrower | Nearness::Part => {}
        }
        if way.nearness != Nearness::Own && self.own > 0 {
            rarity = rarity.min(ranking::rarity(self.pages, self.own));
        }
        rarity
    }

    /// How rare what was asked is: by its own pages, else by those of what means the same. What is
    /// only found in parts is as rare as what is nowhere.
    fn asked(&self, any: usize) -> f32 {
        let found = if self.own > 0 { self.own } else { self.same };
        ranking::rarity(self.pages, found.min(any))
    }
}

/// Meets every find of `way` on a live page, with the field it stands in. A phrase is looked for on
/// the pages `among` only, if these are given; they must be in order.
fn walk(
    reader: &Reader,
    way: &Way,
    plain: bool,
    among: Option<&[u32]>,
    mut each: impl FnMut(Option<&'static FieldInfo>, Meeting),
) -> Result<(), EngineError> {
    let columns = reader.columns();
    let mut whole = |page: u32, value: f32| {
        each(
            None,
            Meeting {
                page,
                times: 1,
                exact: false,
                value,
            },
        );
    };
    match &way.matcher {
        Matcher::Years(asked) => {
            for page in reader.live_pages() {
                if let Some(own) = columns.periods[page as usize]
                    && own.overlaps(*asked)
                {
                    whole(page, ranking::period(*asked, own));
                }
            }
            return Ok(());
        }
        Matcher::Kind(kind) => {
            reader
                .live_pages()
                .filter(|page| columns.ids[*page as usize].kind == *kind)
                .for_each(|page| whole(page, 1.0));
            return Ok(());
        }
        Matcher::Word(_) | Matcher::Phrase(_) | Matcher::Forms(_) => {}
    }
    for part in reader.parts() {
        let among = among.map(|pages| part.own(pages));
        for row in &FIELDS {
            let weight = if plain { 1.0 } else { row.weight };
            let mut found = |local: u32, times: u32, likeness: Likeness| {
                if part.is_live(local) {
                    let length = part.length(row.field, local);
                    let value =
                        weight * ranking::frequency(times, length) * ranking::likeness(likeness);
                    each(
                        Some(row),
                        Meeting {
                            page: part.first + local,
                            times,
                            exact: likeness == Likeness::Same,
                            value,
                        },
                    );
                }
            };
            match &way.matcher {
                Matcher::Word(atom) => word(reader, part, row, atom, &mut found)?,
                Matcher::Phrase(atoms) => {
                    let mut pages = among.map(|pages| pages.iter().map(|page| page - part.first));
                    let pages = pages
                        .as_mut()
                        .map(|pages| pages as &mut dyn Iterator<Item = u32>);
                    phrase(reader, part, row, atoms, pages, &mut found)?;
                }
                Matcher::Forms(forms) => any_form(reader, part, row, forms, &mut found)?,
                Matcher::Years(_) | Matcher::Kind(_) => {}
            }
        }
    }
    Ok(())
}
