//! The words of a query, and the ways in which one word is found.
//!
//! A compound is found whole; as its parts one after the other, since people write it apart; and, for
//! less, by its single parts, each for as much as it says: of *achterstandswijk* the first part says
//! most where every page has *wijk* in it.

use crate::language::Word;

use super::engine::{Atom, Engine, EngineError, Group, Matcher, Nearness, Way};
use super::query::Ask;
use super::ranking;

/// Shortest part that is looked for by itself, in bytes of its form.
const MIN_PART: usize = 3;

/// Most forms that a prefix stands for.
pub(super) const MAX_FORMS: usize = 128;

/// Shortest prefix, in bytes of its form; a shorter one is a word like any other.
const MIN_PREFIX: usize = 2;

/// A word of a query at its place among the others.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What it is.
    pub(super) word: Word,
    /// Which of the things typed it belongs to; neighbours are words of the same run.
    pub(super) run: usize,
    /// Whether it is passed over when something else is asked.
    pub(super) idle: bool,
    /// How many words from here on are one word, and that word.
    pub(super) joined: Option<(usize, Word)>,
    /// The word that was probably meant.
    pub(super) corrected: Option<Word>,
    /// Its place among the things asked.
    pub(super) group: Option<usize>,
}

impl Item {
    pub(super) fn new(word: Word, run: usize, idle: bool) -> Self {
        Item {
            word,
            run,
            idle,
            joined: None,
            corrected: None,
            group: None,
        }
    }
}

/// A word as it was probably meant: joined with its neighbours, corrected, or as typed.
#[derive(Debug)]
pub(super) struct Meant<'i> {
    /// The places of the words typed.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) word: &'i Word,
    pub(super) idle: bool,
}

/// The words as they were probably meant, in order.
pub(super) fn meant(items: &[Item]) -> Vec<Meant<'_>> {
    let mut all = Vec::with_capacity(items.len());
    let mut from = 0;
    while let Some(item) = items.get(from) {
        let (length, word) = match (&item.joined, &item.corrected) {
            (Some((length, word)), _) => (*length, word),
            (None, Some(word)) => (1, word),
            (None, None) => (1, &item.word),
        };
        let idle = items[from..from + length].iter().all(|item| item.idle);
        all.push(Meant {
            from,
            to: from + length,
            word,
            idle,
        });
        from += length;
    }
    all
}

/// A word as a token.
pub(super) fn atom(word: &Word) -> Atom {
    Atom {
        stem: word.stem().to_owned(),
        form: word.form().to_owned(),
    }
}

/// Words as tokens at positions that follow each other: of a compound its parts.
pub(super) fn atoms(words: &[Word]) -> Vec<Atom> {
    let atoms = words.iter().flat_map(Word::atoms);
    atoms
        .map(|(form, stem)| Atom {
            stem: stem.to_owned(),
            form: form.to_owned(),
        })
        .collect()
}

/// The ways in which a word itself is found: whole, or as its parts one after the other.
pub(super) fn own(word: &Word) -> Vec<Way> {
    let own = |matcher, weight| Way {
        matcher,
        weight,
        nearness: Nearness::Own,
    };
    let mut ways = vec![own(Matcher::Word(atom(word)), 1.0)];
    if !word.parts().is_empty() {
        let parts = atoms(std::slice::from_ref(word));
        ways.push(own(Matcher::Phrase(parts), ranking::PARTS));
    }
    ways
}

/// A word with all ways in which it and its parts are found.
pub(super) fn one_word(word: &Word, engine: &dyn Engine) -> Result<Group, EngineError> {
    let mut ways = own(word);
    ways.extend(parts(&atoms(std::slice::from_ref(word)), engine)?);
    Ok(Group {
        label: word.form().to_owned(),
        ways,
        required: false,
    })
}

/// The parts of a compound, each by itself.
pub(super) fn parts(parts: &[Atom], engine: &dyn Engine) -> Result<Vec<Way>, EngineError> {
    if parts.len() < 2 {
        return Ok(Vec::new());
    }
    let pages = engine.pages();
    let found = parts
        .iter()
        .map(|part| engine.pages_with(part))
        .collect::<Result<Vec<_>, _>>()?;
    let rarities: Vec<f32> = found
        .iter()
        .map(|found| ranking::rarity(pages, *found))
        .collect();
    let all: f32 = rarities.iter().sum();
    let each = parts.iter().zip(found).zip(&rarities);
    let ways = each
        .filter(|((part, found), _)| *found > 0 && part.form.len() >= MIN_PART)
        .filter(|((_, found), _)| ranking::telling(pages, *found))
        .map(|((part, _), rarity)| Way {
            matcher: Matcher::Word(part.clone()),
            weight: ranking::PART * rarity / all,
            nearness: Nearness::Part,
        });
    Ok(ways.collect())
}

/// What is asked in quotes: its words, one after the other.
pub(super) fn phrase(ask: &Ask, words: &[Word]) -> Option<Group> {
    let ways = match words {
        [] => return None,
        [word] => own(word),
        words => vec![Way {
            matcher: Matcher::Phrase(atoms(words)),
            weight: 1.0,
            nearness: Nearness::Own,
        }],
    };
    Some(Group {
        label: ask.text.clone(),
        ways,
        required: true,
    })
}

/// The words that begin so.
pub(super) fn prefix(word: &Word, engine: &dyn Engine) -> Result<Group, EngineError> {
    let mut group = Group {
        label: format!("{}*", word.form()),
        ways: own(word),
        required: false,
    };
    if word.form().len() >= MIN_PREFIX {
        group.ways.push(Way {
            matcher: Matcher::Forms(engine.expand(word.form(), MAX_FORMS)?),
            weight: ranking::PREFIX,
            nearness: Nearness::Own,
        });
    }
    Ok(group)
}
