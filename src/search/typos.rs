//! Typing errors: words of the guide that differ from a word asked in a letter or two.
//!
//! They are looked for only where the guide does not have the word itself, or has it once in all: one
//! letter from four letters on, two from eight; two letters that changed places are one difference. A
//! number is never mistyped: who asks for 2.4 does not want 2.5. In a compound that the guide does not
//! have, one of the two words it is made of may be mistyped.

use crate::language::{Session, Word};

use super::engine::{Atom, Engine, EngineError, Matcher, Nearness, Way};
use super::ranking;
use super::words::{atom, parts};

/// From this many letters on one letter may differ, and from this many two.
const ONE: usize = 4;
const TWO: usize = 8;

/// Longest word that is looked at: people do not mistype words of which they paste.
const LONGEST: usize = 40;

/// Most corrections of one word.
const MAX_CORRECTIONS: usize = 4;

/// A correction this much rarer than the most common one is not meant.
const RARER: usize = 20;

/// A word that one page has is mistyped if a word that looks like it is this much more common.
const COMMONER: usize = 12;

/// Most mistyped parts that are looked for in one word.
const MAX_SPLITS: usize = 3;

/// What a word probably was meant to be.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    /// The ways in which that is found.
    pub(super) ways: Vec<Way>,
    /// The most probable word.
    pub(super) meant: Option<Word>,
}

/// Corrects `word`, which `pages` pages have.
pub(super) fn correct(
    word: &Word,
    pages: usize,
    session: &mut Session,
    engine: &dyn Engine,
) -> Result<Corrections, EngineError> {
    let form = word.form();
    let letters = form.chars().count();
    if pages > 1 || !(ONE..=LONGEST).contains(&letters) || !form.chars().all(char::is_alphabetic) {
        return Ok(Corrections::default());
    }
    let similar = nearest(form, letters, pages, session, engine)?;
    if let Some((distance, words)) = similar {
        let most = words.first().map_or(1, |(_, often)| *often).max(1) as f32;
        let ways = words.iter().map(|(word, often)| Way {
            matcher: Matcher::Word(atom(word)),
            weight: ranking::typo(distance, *often as f32 / most, pages > 0),
            nearness: Nearness::Typo,
        });
        return Ok(Corrections {
            ways: ways.collect(),
            meant: words.first().map(|(word, _)| word.clone()),
        });
    }
    if pages > 0 || letters < TWO {
        return Ok(Corrections::default());
    }
    in_parts(form, session, engine)
}

type Similar = (u8, Vec<(Word, usize)>);

/// The words that look most like `form`, the most common first, with how often they stand.
fn nearest(
    form: &str,
    letters: usize,
    pages: usize,
    session: &mut Session,
    engine: &dyn Engine,
) -> Result<Option<Similar>, EngineError> {
    let furthest = if letters >= TWO && pages == 0 { 2 } else { 1 };
    for distance in 1..=furthest {
        let mut words: Vec<(Word, usize)> = Vec::new();
        let similar = engine.similar(form, distance)?;
        let most = similar.first().map_or(0, |(_, often)| *often);
        for (other, often) in similar {
            if often * RARER < most || words.len() == MAX_CORRECTIONS {
                break;
            }
            let common = pages == 0 || often >= COMMONER;
            if other == form || !common || !other.chars().all(char::is_alphabetic) {
                continue;
            }
            if let [word] = session.words(&other).as_slice()
                && !word.stop
                && !words.iter().any(|(known, _)| known.stem() == word.stem())
            {
                words.push((word.clone(), often));
            }
        }
        if !words.is_empty() {
            return Ok(Some((distance, words)));
        }
    }
    Ok(None)
}

/// Splits `form` in two where the guide has the one word, and the other or one that looks like it.
fn in_parts(
    form: &str,
    session: &mut Session,
    engine: &dyn Engine,
) -> Result<Corrections, EngineError> {
    let mut tried = 0;
    let mut best: Option<(usize, [Word; 2], bool)> = None;
    let cuts = form.char_indices().map(|(at, _)| at);
    for at in cuts.filter(|at| (ONE..=form.len().saturating_sub(ONE)).contains(at)) {
        let (first, last) = form.split_at(at);
        // Between the parts may stand an s that belongs to neither.
        for (first, last) in [
            (first, last),
            (first.strip_suffix('s').unwrap_or(first), last),
        ] {
            let halves = [first, last];
            let known = [known(first, engine)?, known(last, engine)?];
            let (common, halves, mistyped) = match known {
                [0, 0] => continue,
                [one, other] if one > 0 && other > 0 => {
                    (one.min(other), halves.map(str::to_owned), false)
                }
                [one, _] => {
                    let wrong = usize::from(one > 0);
                    if tried == MAX_SPLITS || halves[wrong].chars().count() < ONE + 1 {
                        continue;
                    }
                    tried += 1;
                    let similar = engine.similar(halves[wrong], 1)?;
                    let Some((other, often)) = similar.into_iter().next() else {
                        continue;
                    };
                    let mut halves = halves.map(str::to_owned);
                    halves[wrong] = other;
                    (often.min(known[1 - wrong]), halves, true)
                }
            };
            let words = halves.map(|half| session.words(&half));
            if let [[one], [other]] = words.each_ref().map(Vec::as_slice)
                && !one.stop
                && !other.stop
                // A split without a mistyped part is the better one.
                && best.as_ref().is_none_or(|(most, _, wrong)| (mistyped, *most) < (*wrong, common))
            {
                best = Some((common, [one.clone(), other.clone()], mistyped));
            }
        }
    }
    let Some((_, halves, mistyped)) = best else {
        return Ok(Corrections::default());
    };
    let atoms: Vec<Atom> = halves.iter().map(atom).collect();
    let nearness = if mistyped {
        Nearness::Typo
    } else {
        Nearness::Own
    };
    let mut ways = vec![Way {
        matcher: Matcher::Phrase(atoms.clone()),
        weight: ranking::PARTS,
        nearness,
    }];
    ways.extend(parts(&atoms, engine)?);
    Ok(Corrections { ways, meant: None })
}

fn known(form: &str, engine: &dyn Engine) -> Result<usize, EngineError> {
    if form.chars().count() < ONE {
        return Ok(0);
    }
    engine.pages_with_form(form)
}
