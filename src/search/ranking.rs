//! Ranking: every number that decides what stands above what.
//!
//! A page's score is the sum, over the things asked, of how rare each is times what it is worth in
//! its best field. A field is worth its weight (`schema`), diluted by its length and saturated by
//! repetition as in BM25. The exact form is worth more than another form of the word. What leads
//! straight to a page (its number, its title) puts it above all that is merely found.

use crate::content::Kind;

use super::engine::Sort;
use super::index::Name;

/// How fast repetition of a word stops adding (BM25's *k1*).
const SATURATION: f32 = 1.2;

/// What another form than the one asked is worth.
const OTHER_FORM: f32 = 0.8;

/// How much of the worth of fields other than the best one counts.
const REST: f32 = 0.1;

/// What the parts of a hyphenated word, standing apart, are worth.
pub const PARTS: f32 = 0.85;

/// What a word that only begins as asked is worth, where a prefix was asked for.
pub const PREFIX: f32 = 0.7;

/// What a word that begins as the last word asked is worth, where nothing has that word itself.
pub const UNFINISHED: f32 = 0.5;

/// How rare something is that `found` of `pages` pages have.
pub fn rarity(pages: usize, found: usize) -> f32 {
    let (pages, found) = (pages as f32, (found as f32).min(pages as f32));
    (1.0 + (pages - found + 0.5) / (found + 0.5)).ln()
}

/// What standing `times` times in a field is worth, given how much the field's length dilutes.
pub fn frequency(times: u32, dilution: f32) -> f32 {
    let times = times as f32;
    times * (SATURATION + 1.0) / (times + SATURATION * dilution)
}

/// How much a field dilutes that is `relative` times as long as the mean.
pub fn dilution(relative: f32, by_length: f32) -> f32 {
    1.0 - by_length + by_length * relative
}

/// What the form of a word does to its worth.
pub fn exactness(exact: bool) -> f32 {
    if exact { 1.0 } else { OTHER_FORM }
}

/// The best field in full, the others a little.
pub fn best_and_rest(best: f32, sum: f32) -> f32 {
    best + REST * (sum - best)
}

/// How many of `words` words a page must have: all of two, about seven in ten of more.
pub fn minimum(words: usize) -> usize {
    if words <= 2 {
        words
    } else {
        (words * 7 + 5) / 10
    }
}

/// What a name that is all that was asked adds to the score of its page.
pub fn lift(name: Name) -> f32 {
    match name {
        Name::Pin => 4000.0,
        Name::Number => 3000.0,
        Name::Title => 2000.0,
        Name::Label => 1000.0,
    }
}

/// A light preference between kinds, for pages that would tie otherwise: pages that say something
/// above pages that list others.
pub fn kind(kind: Kind) -> f32 {
    match kind {
        Kind::Chapter
        | Kind::Theme
        | Kind::Problem
        | Kind::Step
        | Kind::Lesson
        | Kind::Policy
        | Kind::Term => 1.0,
        Kind::Article => 0.98,
        Kind::Place | Kind::Page => 0.95,
        Kind::Author | Kind::Source => 0.9,
    }
}

impl Sort {
    /// The order that the API calls `name`.
    pub fn from_name(name: &str) -> Option<Sort> {
        match name {
            "relevantie" => Some(Sort::Relevance),
            "datum" => Some(Sort::Date),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_words_are_enough() {
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 10, 32].map(minimum),
            [0, 1, 2, 2, 3, 4, 7, 22]
        );
    }

    #[test]
    fn rarer_shorter_and_more_often_is_worth_more() {
        assert!(rarity(100, 1) > rarity(100, 50));
        assert!(rarity(100, 100) > 0.0);
        assert!(frequency(2, 1.0) > frequency(1, 1.0));
        assert!(frequency(1, dilution(0.5, 0.75)) > frequency(1, dilution(2.0, 0.75)));
        assert!(frequency(1000, 1.0) < 3.0);
    }
}
