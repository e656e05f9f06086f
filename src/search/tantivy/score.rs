//! From what pages are worth for each thing asked to which pages answer, and in which order.
//!
//! 1. Add up: what every page is worth, and how much it has of what was asked.
//! 2. Names that are all that was asked lift their pages; what was excluded goes.
//! 3. Pages that have enough answer. Where none has the words themselves, all of it is only related,
//!    and pages that have less come along.

use rustc_hash::FxHashSet;

use super::evaluate::{self, Scratch, Worth, evaluate};
use super::read::Reader;
use crate::search::engine::{Contribution, EngineError, Explained, Group, Plan};
use crate::search::index::Name;
use crate::search::ranking;

/// What a page has of all that was asked.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    worth: f32,
    lift: f32,
    /// How much it has of the weight of what was asked, and how much of that itself.
    has: f32,
    own: f32,
    met: u16,
    required: u16,
}

impl Tally {
    fn add(&mut self, group: &Group, rarity: f32, worth: Worth) {
        self.worth += worth.value;
        self.has += rarity * worth.strength;
        self.own += if worth.own { rarity } else { 0.0 };
        self.met += u16::from(worth.strength >= ranking::MET);
        self.required += u16::from(group.required);
    }
}

/// The tallies of all pages.
struct Tallies {
    pages: Vec<Tally>,
    excluded: FxHashSet<u32>,
    /// The weight of all that was asked.
    asked: f32,
}

/// The pages that answer, with their scores.
pub(super) struct Scored {
    pub(super) found: Vec<(u32, f32)>,
    pub(super) excluded: FxHashSet<u32>,
    pub(super) only_related: bool,
}

/// Which pages answer, each with its score; by page number, without filters.
pub(super) fn score(reader: &Reader, plan: &Plan) -> Result<Scored, EngineError> {
    let tallies = add_up(reader, plan)?;
    let enough = plan.enough;
    let required = plan.groups.iter().filter(|group| group.required).count();
    // Rounding must not leave out a page that has everything.
    let share = |share: f32| share * tallies.asked - 1e-3;
    let live = || {
        let pages = reader.live_pages();
        pages.filter(|page| !tallies.excluded.contains(page))
    };
    let most = live().fold(0.0f32, |most, page| {
        most.max(tallies.pages[page as usize].has)
    });
    let needed = share(enough.share).max(enough.of_best * most);
    let (mut found, mut related) = (Vec::new(), Vec::new());
    let mut own = false;
    for page in live() {
        let tally = &tallies.pages[page as usize];
        if usize::from(tally.required) < required && tally.lift == 0.0 {
            continue;
        }
        let factor = tallies.factor(reader, plan, page);
        let hit = (page, tally.worth * factor + tally.lift);
        let has = usize::from(tally.met) >= enough.count && tally.has >= needed;
        if tally.lift > 0.0 || has {
            // A name in other words can come from a word that was corrected.
            let named = tally.lift > ranking::lift(Name::Stems);
            own |= named || tally.own >= share(enough.own);
            found.push(hit);
        } else if tally.has >= share(enough.related) && tally.has > 0.0 {
            related.push(hit);
        }
    }
    let only_related = !own && (tallies.asked > 0.0 || found.is_empty());
    if only_related {
        found.append(&mut related);
    }
    Ok(Scored {
        only_related: only_related && !found.is_empty(),
        found,
        excluded: tallies.excluded,
    })
}

fn add_up(reader: &Reader, plan: &Plan) -> Result<Tallies, EngineError> {
    let pages = reader.columns().ids.len();
    let mut scratch = Scratch::new(pages);
    let mut tallies = Tallies {
        pages: vec![Tally::default(); pages],
        excluded: FxHashSet::default(),
        asked: 0.0,
    };
    let all = &mut tallies.pages;
    for group in &plan.groups {
        let rarity = evaluate(reader, group, plan.plain, &mut scratch)?;
        tallies.asked += rarity;
        scratch.drain(|page, worth| all[page as usize].add(group, rarity, worth));
    }
    for group in &plan.boosts {
        evaluate(reader, group, plan.plain, &mut scratch)?;
        scratch.drain(|page, worth| all[page as usize].worth += worth.value);
    }
    for (name, lift) in &plan.lifts {
        reader.named(name, |page| {
            let lifted = &mut all[page as usize].lift;
            let kind = reader.columns().ids[page as usize].kind;
            *lifted = lifted.max(*lift * ranking::lifted(kind));
        })?;
    }
    for group in &plan.excluded {
        evaluate(reader, group, plan.plain, &mut scratch)?;
        scratch.drain(|page, _| {
            tallies.excluded.insert(page);
        });
    }
    Ok(tallies)
}

impl Tallies {
    /// Which share of what was asked a page has.
    fn share(&self, page: u32) -> f32 {
        if self.asked == 0.0 {
            return 1.0;
        }
        (self.pages[page as usize].has / self.asked).min(1.0)
    }

    /// What the worth of a page is multiplied by: for what it lacks, and for its kind.
    fn factor(&self, reader: &Reader, plan: &Plan, page: u32) -> f32 {
        if plan.plain {
            return 1.0;
        }
        let kind = reader.columns().ids[page as usize].kind;
        ranking::coordination(self.share(page))
            * ranking::kind(kind)
            * ranking::favour(plan.favours == Some(kind))
    }
}

/// Why a page scores as it does; none if it does not answer.
pub(super) fn explain(
    reader: &Reader,
    plan: &Plan,
    page: u32,
) -> Result<Option<Explained>, EngineError> {
    let found = score(reader, plan)?.found;
    let Some((_, score)) = found.iter().find(|(found, _)| *found == page) else {
        return Ok(None);
    };
    let tallies = add_up(reader, plan)?;
    let mut reasons = Vec::new();
    for group in plan.groups.iter().chain(&plan.boosts) {
        reasons.extend(evaluate::explain(reader, group, plan.plain, page)?);
    }
    for (name, _) in &plan.lifts {
        let mut lifts = false;
        reader.named(name, |found| lifts |= found == page)?;
        if lifts {
            reasons.push(Contribution {
                asked: name.clone(),
                through: None,
                field: None,
                times: 1,
                exact: true,
                rarity: 0.0,
                value: tallies.pages[page as usize].lift,
                best: true,
            });
        }
    }
    Ok(Some(Explained {
        reasons,
        share: tallies.share(page),
        worth: tallies.pages[page as usize].worth,
        factor: tallies.factor(reader, plan, page),
        lift: tallies.pages[page as usize].lift,
        score: *score,
    }))
}
