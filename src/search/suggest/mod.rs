//! Suggestions while somebody types: pages by title, number or other name, and words of the guide.
//!
//! 1. [`table`]: at publication, the names of all pages become a table of the generation, with
//!    the words and phrases that stand in many of their headings ([`common`]).
//! 2. [`names`]: when that is opened, every place where a name can be entered (its beginning, the
//!    beginning of each of its words, a part of a compound) becomes a key in one sorted array.
//! 3. [`suggester`]: what begins with the text that was typed is a stretch of that array; where
//!    there is little, [`typos`] finds the stretches that come near.
//!
//! A name is compared by its normal form: without case, diacritics, hyphens and punctuation.

pub mod common;
pub mod names;
pub mod suggester;
pub mod table;
pub mod typos;

pub use suggester::{MAX_SUGGESTIONS, SEARCH, Suggester, Suggestion};
pub use table::{Suggestible, TABLE, fingerprint, table};

#[cfg(test)]
mod tests;

use crate::language::fold::fold_into;
use crate::language::tokens::spans;

/// Between the words of a normal form.
const SPACE: char = ' ';

/// The normal form of what was typed.
fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for span in spans(text) {
        let before = normal.len();
        if before > 0 {
            normal.push(SPACE);
        }
        let start = normal.len();
        fold_into(&text[span.start..span.end], &mut normal);
        if normal.len() == start {
            normal.truncate(before);
        }
    }
    normal
}
