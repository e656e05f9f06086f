//! From a query tree to a plan for the engine, and to what highlighting marks.
//!
//! 1. The words are laid out in a row ([`super::words`]), stop words and question words as idle: they
//!    count only where nothing else is asked.
//! 2. Words that were typed apart are joined ([`super::joins`]).
//! 3. Each word that is not idle becomes a thing asked, with the ways in which it is found: whole, in
//!    parts, unfinished, corrected ([`super::typos`]).
//! 4. What several words name together is added to each of them: a term of the
//!    [thesaurus](super::thesaurus), years ([`super::years`]).
//! 5. Words next to each other on a page lift it, and so does a name that is all that was asked
//!    ([`super::names`]).
//!
//! A page must have enough of what was asked (`ranking::enough`); a phrase in quotes must be there.

use crate::content::Kind;
use crate::language::{Session, Word};

use super::answer::Asked;
use super::engine::{Engine, EngineError, Enough, Group, Matcher, Nearness, Plan, Way};
use super::highlight::Wanted;
use super::query::{How, Query};
use super::questions::Question;
use super::thesaurus::{Thesaurus, atoms_of};
use super::words::{Item, MAX_FORMS, atom, atoms, meant, one_word, own, phrase, prefix};
use super::{forms, joins, names, questions, ranking, typos, years};

/// Shortest last word that is taken for unfinished where no page has it.
const MIN_UNFINISHED: usize = 4;

/// Most labels of the thesaurus that a query is widened with.
const MAX_WIDENED: usize = 16;

/// Most pairs of words that lift a page by standing next to each other.
const MAX_PAIRS: usize = 6;

/// Most stop words between two words of such a pair.
const MAX_BETWEEN: usize = 2;

/// Which means a search uses. All of them, except where somebody measures what each is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    /// Fields that weigh more than others, names that lead straight to a page, phrases, questions,
    /// years: all of ranking beyond BM25 over the words.
    pub ranking: bool,
    /// Words joined that were typed apart.
    pub joins: bool,
    /// The thesaurus.
    pub thesaurus: bool,
    /// Typing errors and unfinished words.
    pub typos: bool,
}

impl Features {
    /// All means: what a site uses.
    pub const ALL: Features = Features {
        ranking: true,
        joins: true,
        thesaurus: true,
        typos: true,
    };
}

/// What a query is planned with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) engine: &'a dyn Engine,
    pub(super) thesaurus: &'a Thesaurus,
    pub(super) features: Features,
}

/// What a query comes to.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// What the engine is asked, without filters, order and place.
    pub(super) plan: Plan,
    /// What highlighting marks.
    pub(super) wanted: Wanted,
    /// Whether something was typed in which there is nothing to look for.
    pub(super) nothing: bool,
    /// Labels that are looked for besides what was asked.
    pub(super) widened_with: Vec<String>,
    /// The query as it was probably meant.
    pub(super) did_you_mean: Option<String>,
    /// What may be answered outright.
    pub(super) asked: Asked,
}

/// Plans the words of `query`; `text` is the query as typed.
pub(super) fn plan(
    query: &Query,
    text: &str,
    session: &mut Session,
    means: Means<'_>,
) -> Result<Planned, EngineError> {
    let mut planned = Planned::default();
    let mut items = lay_out(query, session, &mut planned, means)?;
    questions::set_aside(&mut items);
    wake(&mut items, planned.plan.groups.is_empty());
    if means.features.joins {
        joins::join(&mut items, session, means.engine, means.thesaurus)?;
    }
    let unfinished = query.open_end && query.asks.last().is_some_and(|ask| !ask.excluded);
    for at in 0..items.len() {
        if !items[at].idle {
            let last = unfinished && at + 1 == items.len();
            let group = planned.group(&mut items[at], last, session, means)?;
            items[at].group = Some(planned.offer(group));
        }
    }
    planned.join(&items);
    if means.features.ranking {
        planned.years(&items);
        planned.kinds(&items, session);
    }
    if means.features.thesaurus {
        planned.widen(&items, means)?;
    }
    if means.features.ranking {
        planned.next_to_each_other(&items);
        planned.plan.lifts = names::lifts(query, &items, session);
        let question = questions::question(&items, text.trim_end().ends_with('?'));
        let explain = question == Some(Question::Explain);
        planned.plan.favours = explain.then_some(Kind::Term);
        planned.asked = planned.outright(question, &items, means)?;
    }
    let Planned { plan, wanted, .. } = &mut planned;
    plan.groups.iter().for_each(|group| wanted.add(group));
    plan.plain = !means.features.ranking;
    plan.enough = if plan.plain {
        Enough {
            count: plan.groups.len().min(1),
            ..Enough::default()
        }
    } else {
        let required = plan.groups.iter().filter(|group| group.required).count();
        ranking::enough(plan.groups.len() - required, required)
    };
    planned.nothing = planned.plan.groups.is_empty()
        && planned.plan.excluded.is_empty()
        && query.filters.is_empty()
        && query.without.is_empty()
        && query.period.is_none()
        && !text.trim().is_empty();
    planned.did_you_mean = names::corrected(text, &items);
    Ok(planned)
}

/// Lays the single words out in a row; phrases and prefixes are planned at once.
fn lay_out(
    query: &Query,
    session: &mut Session,
    planned: &mut Planned,
    means: Means<'_>,
) -> Result<Vec<Item>, EngineError> {
    let mut items = Vec::new();
    let mut run = 0;
    for ask in &query.asks {
        let words = session.words(&ask.text);
        if ask.excluded {
            planned.plan.excluded.extend(phrase(ask, &words));
            run += 1;
            continue;
        }
        let mut lay = |words: &[Word]| {
            for word in words {
                let idle = word.stop || questions::asks(word.form());
                items.push(Item::new(word.clone(), run, idle));
            }
        };
        match ask.how {
            How::Words => lay(&words),
            How::Phrase => {
                planned.plan.groups.extend(phrase(ask, &words));
                run += 1;
            }
            How::Prefix => {
                if let Some((begun, whole)) = words.split_last() {
                    lay(whole);
                    let group = prefix(begun, means.engine)?;
                    planned.offer(group);
                }
                run += 1;
            }
        }
    }
    Ok(items)
}

/// Idle words count where nothing else is asked: those that ask before those that say nothing.
fn wake(items: &mut [Item], nothing_else: bool) {
    if nothing_else && items.iter().all(|item| item.idle) {
        let asking = items.iter().any(|item| !item.word.stop);
        for item in items {
            item.idle = asking && item.word.stop;
        }
    }
}

impl Planned {
    /// Takes a thing asked in; a word typed twice is one word. Gives its place.
    fn offer(&mut self, group: Group) -> usize {
        let groups = &mut self.plan.groups;
        let known = groups.iter().position(|known| known.ways == group.ways);
        known.unwrap_or_else(|| {
            groups.push(group);
            groups.len() - 1
        })
    }

    fn group(
        &self,
        item: &mut Item,
        last: bool,
        session: &mut Session,
        means: Means<'_>,
    ) -> Result<Group, EngineError> {
        let Means {
            engine, features, ..
        } = means;
        let word = &item.word;
        let pages = engine.pages_with(&atom(word))?;
        let mut group = one_word(word, engine)?;
        if !features.typos || item.joined.is_some() {
            return Ok(group);
        }
        if last && pages == 0 && word.form().len() >= MIN_UNFINISHED && word.parts().is_empty() {
            let forms = engine.expand(word.form(), MAX_FORMS)?;
            if !forms.is_empty() {
                group.ways.push(Way {
                    matcher: Matcher::Forms(forms),
                    weight: ranking::UNFINISHED,
                    nearness: Nearness::Own,
                });
                group.label.push('…');
                return Ok(group);
            }
        }
        if pages == 0 {
            let verbs = forms::participle(word, session, engine)?;
            if !verbs.is_empty() {
                group.ways.extend(verbs);
                return Ok(group);
            }
        }
        let corrections = typos::correct(word, pages, session, engine)?;
        if pages == 0 && corrections.ways.is_empty() && group.ways.len() == 1 {
            group.ways.extend(forms::within(word, engine)?);
        }
        group.ways.extend(corrections.ways);
        item.corrected = corrections.meant;
        Ok(group)
    }

    /// Adds the joined word to each of the words that it joins.
    fn join(&mut self, items: &[Item]) {
        for (at, item) in items.iter().enumerate() {
            let Some((length, word)) = &item.joined else {
                continue;
            };
            let ways = own(word).into_iter().map(|way| Way {
                weight: way.weight * ranking::JOINED,
                ..way
            });
            self.add_to(&items[at..at + length], &ways.collect::<Vec<_>>());
        }
    }

    fn years(&mut self, items: &[Item]) {
        for named in years::named(items) {
            self.add_to(&items[named.from..named.to], &[named.way()]);
        }
    }

    /// A word that names a kind of page is found in pages of that kind, softly: *beleid*, *lessen*.
    fn kinds(&mut self, items: &[Item], session: &mut Session) {
        if items.iter().filter(|item| !item.idle).count() < 2 {
            return;
        }
        for kind in Kind::all() {
            let name = session.words(kind.info().dutch);
            for item in items {
                if name
                    .first()
                    .is_some_and(|name| name.stem() == item.word.stem())
                {
                    let way = Way {
                        matcher: Matcher::Kind(kind),
                        weight: ranking::KIND,
                        nearness: Nearness::Narrower,
                    };
                    self.add_to(std::slice::from_ref(item), &[way]);
                }
            }
        }
    }

    /// Adds what the thesaurus knows of the words, as they were probably meant.
    fn widen(&mut self, items: &[Item], means: Means<'_>) -> Result<(), EngineError> {
        let meant = meant(items);
        let stems: Vec<&str> = meant.iter().map(|one| one.word.stem()).collect();
        let mut at = 0;
        while at < meant.len() {
            let run = items[meant[at].from].run;
            let same = meant[at..]
                .iter()
                .take_while(|one| items[one.from].run == run)
                .count();
            let length = means.thesaurus.longest(&stems[at..at + same]);
            if length == 0 {
                at += 1;
                continue;
            }
            let words = &items[meant[at].from..meant[at + length - 1].to];
            let mut ways = Vec::new();
            for widened in means.thesaurus.widen(&stems[at..at + length]) {
                if self.widened_with.len() == MAX_WIDENED
                    || words.iter().all(|item| item.group.is_none())
                {
                    break;
                }
                // What no page has is not looked for, nor shown.
                let known = atoms_of(&widened.way.matcher).iter();
                let known = known.map(|atom| means.engine.pages_with(atom));
                if known.collect::<Result<Vec<_>, _>>()?.contains(&0) {
                    continue;
                }
                ways.push(widened.way);
                if !self.widened_with.contains(&widened.label) {
                    self.widened_with.push(widened.label);
                }
            }
            self.add_to(words, &ways);
            at += length;
        }
        Ok(())
    }

    fn add_to(&mut self, items: &[Item], ways: &[Way]) {
        for group in items.iter().filter_map(|item| item.group) {
            let group = &mut self.plan.groups[group];
            for way in ways {
                if !group.ways.iter().any(|known| known.matcher == way.matcher) {
                    group.ways.push(way.clone());
                }
            }
        }
    }

    /// What may be answered outright: a question, or the name of a term.
    fn outright(
        &self,
        question: Option<Question>,
        items: &[Item],
        means: Means<'_>,
    ) -> Result<Asked, EngineError> {
        let meant = meant(items);
        let mut asked = Asked {
            question,
            ..Asked::default()
        };
        let whole = items.windows(2).all(|pair| pair[0].run == pair[1].run);
        // A query that also asks for something in quotes, or by its beginning, names no term.
        if !whole
            || items.iter().filter(|item| item.group.is_some()).count() < self.plan.groups.len()
        {
            return Ok(asked);
        }
        let awake: Vec<usize> = (0..meant.len()).filter(|at| !meant[*at].idle).collect();
        let stems: Vec<&str> = meant.iter().map(|one| one.word.stem()).collect();
        if let (Some(first), Some(last)) = (awake.first(), awake.last()) {
            asked.name = stems[*first..=*last]
                .iter()
                .map(ToString::to_string)
                .collect();
            if matches!(question, None | Some(Question::Explain)) {
                let named = [&stems[*first..=*last], &stems[..]];
                let mut named = named.iter().filter_map(|stems| means.thesaurus.term(stems));
                asked.term = named.next().cloned();
            }
        }
        for group in &self.plan.groups {
            let mut pages = 0;
            for way in group
                .ways
                .iter()
                .filter(|way| way.nearness < Nearness::Narrower)
            {
                for atom in atoms_of(&way.matcher).iter().take(1) {
                    pages = pages.max(means.engine.pages_with(atom)?);
                }
            }
            asked
                .weights
                .push(ranking::rarity(means.engine.pages(), pages));
        }
        Ok(asked)
    }

    /// Pages on which neighbours of the query are neighbours are lifted.
    fn next_to_each_other(&mut self, items: &[Item]) {
        let boost = |words: &[Item], weight: f32| {
            let words: Vec<Word> = words.iter().map(|item| item.word.clone()).collect();
            let label: Vec<&str> = words.iter().map(Word::form).collect();
            Group {
                label: label.join(" "),
                ways: vec![Way {
                    matcher: Matcher::Phrase(atoms(&words)),
                    weight,
                    nearness: Nearness::Own,
                }],
                required: false,
            }
        };
        let awake: Vec<usize> = (0..items.len()).filter(|at| !items[*at].idle).collect();
        let pairs = awake.windows(2).filter(|pair| {
            pair[1] - pair[0] <= 1 + MAX_BETWEEN && items[pair[0]].run == items[pair[1]].run
        });
        for pair in pairs.take(MAX_PAIRS) {
            let words = &items[pair[0]..=pair[1]];
            self.plan.boosts.push(boost(words, ranking::NEIGHBOURS));
        }
        // The stop words around a single word are all that tells *achter de deur* from *deur*.
        let one_run = items.windows(2).all(|pair| pair[0].run == pair[1].run);
        if one_run && (2..=ranking::WHOLE_QUERY).contains(&items.len()) && awake.len() != 2 {
            self.plan.boosts.push(boost(items, ranking::WHOLE));
        }
    }
}
