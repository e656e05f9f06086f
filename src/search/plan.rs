//! From a query tree to a plan for the engine, and to what highlighting marks.
//!
//! Stop words are left out unless nothing else is asked; a phrase keeps them. Of the words left a
//! page must have enough (`ranking::minimum`); a phrase must be there.

use crate::language::{Session, Word};

use super::engine::{Atom, Engine, EngineError, Group, Matcher, Plan, Way};
use super::highlight::Wanted;
use super::index::Name;
use super::query::{Ask, How, Query};
use super::ranking;

/// Most forms that a prefix stands for.
const MAX_FORMS: usize = 128;

/// Shortest prefix, in bytes of its form; a shorter one is a word like any other.
const MIN_PREFIX: usize = 2;

/// Shortest last word that is taken for unfinished where no page has it.
const MIN_UNFINISHED: usize = 4;

/// What a query comes to.
#[derive(Debug, Default)]
pub struct Planned {
    /// What the engine is asked, without filters, order and place.
    pub plan: Plan,
    /// What highlighting marks.
    pub wanted: Wanted,
    /// Whether something was typed in which there is nothing to look for.
    pub nothing: bool,
}

/// Plans the words of `query`; `text` is the query as typed.
pub fn plan(
    query: &Query,
    text: &str,
    session: &mut Session,
    engine: &dyn Engine,
) -> Result<Planned, EngineError> {
    let mut planned = Planned::default();
    let mut stop_words = Vec::new();
    let last = query.asks.len().checked_sub(1).filter(|_| query.open_end);
    for (at, ask) in query.asks.iter().enumerate() {
        let words = session.words(&ask.text);
        if ask.excluded {
            planned.plan.excluded.extend(phrase(ask, &words));
            continue;
        }
        match ask.how {
            How::Phrase => planned.require(phrase(ask, &words)),
            How::Prefix => {
                let Some((begun, whole)) = words.split_last() else {
                    continue;
                };
                whole
                    .iter()
                    .for_each(|word| sort_out(word, &mut planned, &mut stop_words));
                let group = prefix(begun, engine)?;
                planned.offer(group);
            }
            How::Words => {
                for (nth, word) in words.iter().enumerate() {
                    let is_last = Some(at) == last && nth + 1 == words.len();
                    if is_last && let Some(group) = unfinished(word, engine)? {
                        planned.offer(group);
                    } else {
                        sort_out(word, &mut planned, &mut stop_words);
                    }
                }
            }
        }
    }
    if planned.plan.optional.is_empty() && planned.plan.required.is_empty() {
        stop_words
            .into_iter()
            .for_each(|group| planned.offer(group));
    }
    planned.plan.minimum = ranking::minimum(planned.plan.optional.len());
    planned.plan.lifts = lifts(query, session);
    planned.nothing = planned.plan.optional.is_empty()
        && planned.plan.required.is_empty()
        && planned.plan.excluded.is_empty()
        && query.filters.is_empty()
        && query.without.is_empty()
        && query.period.is_none()
        && !text.trim().is_empty();
    Ok(planned)
}

impl Planned {
    fn offer(&mut self, group: Group) {
        // A word typed twice is one word.
        if !self
            .plan
            .optional
            .iter()
            .any(|known| known.ways == group.ways)
        {
            self.wanted.add(&group);
            self.plan.optional.push(group);
        }
    }

    fn require(&mut self, group: Option<Group>) {
        if let Some(group) = group {
            self.wanted.add(&group);
            self.plan.required.push(group);
        }
    }
}

fn sort_out(word: &Word, planned: &mut Planned, stop_words: &mut Vec<Group>) {
    if word.stop {
        stop_words.push(one_word(word))
    } else {
        planned.offer(one_word(word))
    }
}

fn atom(word: &Word) -> Atom {
    Atom {
        stem: word.stem().to_owned(),
        form: word.form().to_owned(),
    }
}

fn one_word(word: &Word) -> Group {
    let mut ways = vec![Way {
        matcher: Matcher::Word(atom(word)),
        weight: 1.0,
    }];
    if !word.parts.is_empty() {
        ways.push(Way {
            matcher: Matcher::Phrase(atoms(std::slice::from_ref(word))),
            weight: ranking::PARTS,
        });
    }
    Group {
        label: word.form().to_owned(),
        ways,
    }
}

fn atoms(words: &[Word]) -> Vec<Atom> {
    let atoms = words.iter().flat_map(Word::atoms);
    atoms
        .map(|(form, stem)| Atom {
            stem: stem.to_owned(),
            form: form.to_owned(),
        })
        .collect()
}

fn phrase(ask: &Ask, words: &[Word]) -> Option<Group> {
    match words {
        [] => None,
        [word] => Some(one_word(word)),
        words => {
            let ways = vec![Way {
                matcher: Matcher::Phrase(atoms(words)),
                weight: 1.0,
            }];
            Some(Group {
                label: ask.text.clone(),
                ways,
            })
        }
    }
}

fn prefix(word: &Word, engine: &dyn Engine) -> Result<Group, EngineError> {
    let mut group = one_word(word);
    if word.form().len() >= MIN_PREFIX {
        let forms = engine.expand(word.form(), MAX_FORMS)?;
        group.ways.push(Way {
            matcher: Matcher::Forms(forms),
            weight: ranking::PREFIX,
        });
    }
    group.label.push('*');
    Ok(group)
}

/// What the last word stands for if it is not a word of any page but the beginning of some.
fn unfinished(word: &Word, engine: &dyn Engine) -> Result<Option<Group>, EngineError> {
    if word.form().len() < MIN_UNFINISHED
        || !word.parts.is_empty()
        || engine.has_word(&atom(word))?
    {
        return Ok(None);
    }
    let forms = engine.expand(word.form(), MAX_FORMS)?;
    if forms.is_empty() {
        return Ok(None);
    }
    let ways = vec![Way {
        matcher: Matcher::Forms(forms),
        weight: ranking::UNFINISHED,
    }];
    Ok(Some(Group {
        label: format!("{}…", word.form()),
        ways,
    }))
}

/// The names that the query as a whole can be of a page.
fn lifts(query: &Query, session: &mut Session) -> Vec<(String, f32)> {
    let asked: Vec<&str> = query
        .asks
        .iter()
        .filter(|ask| !ask.excluded)
        .map(|ask| ask.text.as_str())
        .collect();
    if query.asks.iter().any(|ask| ask.how == How::Prefix) {
        return Vec::new();
    }
    let normal = session.normalise(&asked.join(" "));
    if normal.is_empty() {
        return Vec::new();
    }
    // “hoofdstuk 2.4.1” and “paragraaf 2.4.1” ask for a number too.
    let number = match normal.split_once(' ') {
        Some(("hoofdstuk" | "paragraaf" | "par.", number)) => number,
        _ => &normal,
    };
    [
        (Name::Pin, &*normal),
        (Name::Number, number),
        (Name::Title, &normal),
        (Name::Label, &normal),
    ]
    .map(|(name, normal)| (name.token(normal), ranking::lift(name)))
    .to_vec()
}
