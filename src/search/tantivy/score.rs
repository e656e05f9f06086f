//! From what pages are worth for each thing asked to which pages answer, and in which order.
//!
//! 1. Add up: what every page is worth, and how much it has of what was asked.
//! 2. Names that are all that was asked lift their pages; what was excluded goes.
//! 3. Pages that have enough answer. Where none has the words themselves, all of it is only related,
//!    and pages that have less come along.
//! 4. The best of them are looked at once more: words asked that stand together lift a page.

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
    /// Whether anything was added yet.
    touched: bool,
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

/// Room for scoring all pages; empty when it is entered.
#[derive(Debug)]
pub(super) struct Room {
    scratch: Scratch,
    tallies: Vec<Tally>,
    /// Pages that have a tally.
    touched: Vec<u32>,
}

impl Room {
    pub(super) fn new(pages: usize) -> Room {
        Room {
            scratch: Scratch::new(pages),
            tallies: vec![Tally::default(); pages],
            touched: Vec::new(),
        }
    }

    /// Empties the room, whatever happened in it.
    pub(super) fn clear(&mut self) {
        self.scratch.clear();
        for page in self.touched.drain(..) {
            self.tallies[page as usize] = Tally::default();
        }
    }
}

/// A page that answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) page: u32,
    pub(super) score: f32,
    /// What its worth is multiplied by, for what it lacks and for its kind.
    factor: f32,
}

/// The pages that answer, with their scores.
pub(super) struct Scored {
    pub(super) found: Vec<Standing>,
    pub(super) excluded: FxHashSet<u32>,
    pub(super) only_related: bool,
}

/// Which pages answer, each with its score but for what [`lift_neighbours`] adds; in no order, without
/// filters.
pub(super) fn score(reader: &Reader, plan: &Plan) -> Result<Scored, EngineError> {
    reader.in_room(|room| score_in(room, reader, plan))
}

fn score_in(room: &mut Room, reader: &Reader, plan: &Plan) -> Result<Scored, EngineError> {
    let (asked, excluded) = add_up(room, reader, plan)?;
    let Room {
        tallies, touched, ..
    } = room;
    // Where nothing is asked, all pages answer.
    if plan.groups.is_empty() {
        touched.clear();
        touched.extend(reader.live_pages());
    }
    let pages = || (touched.iter().copied()).filter(|page| !excluded.contains(page));
    let enough = plan.enough;
    let required = plan.groups.iter().filter(|group| group.required).count();
    // Rounding must not leave out a page that has everything.
    let share = |share: f32| share * asked - 1e-3;
    let most = pages().fold(0.0f32, |most, page| most.max(tallies[page as usize].has));
    let needed = share(enough.share).max(enough.of_best * most);
    let (mut found, mut related) = (Vec::new(), Vec::new());
    let mut own = false;
    for page in pages() {
        let tally = &tallies[page as usize];
        if usize::from(tally.required) < required && tally.lift == 0.0 {
            continue;
        }
        let hit = || {
            let factor = tally.factor(page, asked, reader, plan);
            Standing {
                page,
                score: tally.worth * factor + tally.lift,
                factor,
            }
        };
        let has = usize::from(tally.met) >= enough.count && tally.has >= needed;
        if tally.lift > 0.0 || has {
            // A name in other words can come from a word that was corrected.
            let named = tally.lift > ranking::lift(Name::Stems);
            own |= named || tally.own >= share(enough.own);
            found.push(hit());
        } else if tally.has >= share(enough.related) && tally.has > 0.0 {
            related.push(hit());
        }
    }
    let only_related = !own && (asked > 0.0 || found.is_empty());
    if only_related {
        found.append(&mut related);
    }
    Ok(Scored {
        only_related: only_related && !found.is_empty(),
        found,
        excluded,
    })
}

/// Lifts those of the best pages on which words asked stand next to each other. Looking where words
/// stand costs far more than finding them, and only among the best it decides what is shown.
pub(super) fn lift_neighbours(
    reader: &Reader,
    plan: &Plan,
    found: &mut [Standing],
) -> Result<(), EngineError> {
    if plan.boosts.is_empty() {
        return Ok(());
    }
    let ranks = &reader.columns().ranks;
    let order = |one: &Standing, other: &Standing| {
        let rank = |hit: &Standing| ranks[hit.page as usize];
        (other.score.total_cmp(&one.score)).then(rank(one).cmp(&rank(other)))
    };
    let found = match found.len() > ranking::RESCORED {
        true => found.select_nth_unstable_by(ranking::RESCORED, order).0,
        false => found,
    };
    found.sort_unstable_by_key(|hit| hit.page);
    let pages: Vec<u32> = found.iter().map(|hit| hit.page).collect();
    reader.in_room(|room| {
        for boost in &plan.boosts {
            evaluate::boost(reader, boost, plan.plain, &pages, &mut room.scratch)?;
            room.scratch.drain(|page, worth| {
                if let Ok(at) = pages.binary_search(&page) {
                    found[at].score += worth.value * found[at].factor;
                }
            });
        }
        Ok(())
    })
}

/// Adds up what every page has of what was asked. Gives the weight of all that was asked, and the
/// pages that are excluded.
fn add_up(
    room: &mut Room,
    reader: &Reader,
    plan: &Plan,
) -> Result<(f32, FxHashSet<u32>), EngineError> {
    let Room {
        scratch,
        tallies,
        touched,
    } = room;
    let mut asked = 0.0;
    for group in &plan.groups {
        let rarity = evaluate(reader, group, plan.plain, scratch)?;
        asked += rarity;
        scratch.drain(|page, worth| {
            let tally = &mut tallies[page as usize];
            if !std::mem::replace(&mut tally.touched, true) {
                touched.push(page);
            }
            tally.add(group, rarity, worth);
        });
    }
    for (name, lift) in &plan.lifts {
        reader.named(name, |page| {
            let tally = &mut tallies[page as usize];
            if !std::mem::replace(&mut tally.touched, true) {
                touched.push(page);
            }
            let kind = reader.columns().ids[page as usize].kind;
            tally.lift = tally.lift.max(*lift * ranking::lifted(kind));
        })?;
    }
    let mut excluded = FxHashSet::default();
    for group in &plan.excluded {
        evaluate(reader, group, plan.plain, scratch)?;
        scratch.drain(|page, _| {
            excluded.insert(page);
        });
    }
    Ok((asked, excluded))
}

impl Tally {
    /// Which share of what was asked a page has.
    fn share(&self, asked: f32) -> f32 {
        if asked == 0.0 {
            return 1.0;
        }
        (self.has / asked).min(1.0)
    }

    /// What the worth of a page is multiplied by: for what it lacks, and for its kind.
    fn factor(&self, page: u32, asked: f32, reader: &Reader, plan: &Plan) -> f32 {
        if plan.plain {
            return 1.0;
        }
        let kind = reader.columns().ids[page as usize].kind;
        ranking::coordination(self.share(asked))
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
    let mut found = score(reader, plan)?.found;
    lift_neighbours(reader, plan, &mut found)?;
    let Some(standing) = found.iter().find(|found| found.page == page) else {
        return Ok(None);
    };
    let (tally, share) = reader.in_room(|room| {
        let (asked, _) = add_up(room, reader, plan)?;
        let tally = room.tallies[page as usize];
        Ok::<_, EngineError>((tally, tally.share(asked)))
    })?;
    let mut reasons = Vec::new();
    let groups = plan.groups.iter().map(|group| (group, false));
    for (group, boosts) in groups.chain(plan.boosts.iter().map(|group| (group, true))) {
        reasons.extend(evaluate::explain(reader, group, boosts, plan.plain, page)?);
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
                value: tally.lift,
                best: true,
            });
        }
    }
    Ok(Some(Explained {
        reasons,
        share,
        worth: (standing.score - tally.lift) / standing.factor,
        factor: standing.factor,
        lift: tally.lift,
        score: standing.score,
    }))
}
