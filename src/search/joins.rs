//! Words that belong together but were typed apart: *voor deur*, *gebieds gericht*.
//!
//! Neighbours are one word if the guide has that word, in any inflected form. Stop words join too
//! (*voor* in *voordeur*): it is the joined word that must be known, not its parts.

use crate::language::Session;

use super::engine::{Engine, EngineError};
use super::thesaurus::Thesaurus;
use super::words::{Item, atom};

/// Most words that are joined into one.
const MAX_JOINED: usize = 3;

/// Queries of more words than this are text, in which nobody types words apart by mistake.
const MAX_WORDS: usize = 12;

/// Shortest word that is joined with another, in letters.
const MIN_LETTERS: usize = 2;

/// Shortest word that joining gives; shorter ones come about by chance.
const MIN_JOINED: usize = 6;

/// Finds the words that were typed apart, longest first, from left to right.
pub(super) fn join(
    items: &mut [Item],
    session: &mut Session,
    engine: &dyn Engine,
    thesaurus: &Thesaurus,
) -> Result<(), EngineError> {
    if items.len() > MAX_WORDS {
        return Ok(());
    }
    let mut at = 0;
    'words: while at < items.len() {
        for length in (2..=MAX_JOINED).rev() {
            let Some(run) = items.get(at..at + length) else {
                continue;
            };
            // A name that is written apart is no word typed apart.
            let stems: Vec<&str> = run.iter().map(|item| item.word.stem()).collect();
            if thesaurus.longest(&stems) == length {
                at += length;
                continue 'words;
            }
            if let Some(text) = joined(run)
                && let [word] = session.words(&text).as_slice()
                && engine.pages_with(&atom(word))? > 0
            {
                items[at].joined = Some((length, word.clone()));
                at += length;
                continue 'words;
            }
        }
        at += 1;
    }
    Ok(())
}

fn joined(run: &[Item]) -> Option<String> {
    let fits = |item: &Item| {
        let form = item.word.form();
        item.run == run[0].run
            && form.chars().count() >= MIN_LETTERS
            && form.chars().all(char::is_alphabetic)
    };
    // Two words that mean nothing by themselves are grammar, not a word in two pieces.
    let says_something = run.iter().any(|item| !item.idle);
    let text: String = run.iter().map(|item| item.word.form()).collect();
    (says_something && run.iter().all(fits) && text.chars().count() >= MIN_JOINED).then_some(text)
}
