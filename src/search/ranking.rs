//! Ranking: every number that decides what stands above what.
//!
//! A page's score is the sum, over the things asked, of how rare each is times what it is worth in
//! its best field. A field is worth its weight (`schema`), diluted by its length and saturated by
//! repetition as in BM25. The exact form is worth more than another form of the word. What leads
//! straight to a page (its number, its title) puts it above all that is merely found.

use crate::content::Kind;

use super::engine::{Enough, Nearness, Sort, Way};
use super::index::Name;
use super::period::Years;

/// How fast repetition of a word stops adding (BM25's *k1*).
const SATURATION: f32 = 1.2;

/// What another form than the one asked is worth.
const OTHER_FORM: f32 = 0.75;

/// What a word is worth that stands in a compound only: *wijk* in *krachtwijk*.
const IN_COMPOUND: f32 = 0.55;

/// How much of the worth of fields other than the best one counts.
const REST: f32 = 0.15;

/// What the parts of a compound, standing one after the other, are worth.
pub const PARTS: f32 = 0.85;

/// What a form is worth that a word asked can be derived from: *geborgd* from *borgen*.
pub const DERIVED: f32 = 0.9;

/// What all single parts of a compound together are worth, wherever they stand.
pub const PART: f32 = 0.5;

/// What the word is worth that words typed apart make together.
pub const JOINED: f32 = 0.95;

/// What another label of the term asked is worth.
pub const SYNONYM: f32 = 0.7;

/// What a label of a term is worth that was asked by a hidden label: looser, older, narrower words.
pub const HIDDEN: f32 = 0.6;

/// What a label of a narrower term is worth.
pub const NARROWER: f32 = 0.35;

/// What a page about the years asked is worth.
pub const YEARS: f32 = 0.6;

/// What a page of the kind is worth that a word asked names.
pub const KIND: f32 = 0.6;

/// What words are worth that stand next to each other as in the query, beside the words themselves.
pub const NEIGHBOURS: f32 = 0.3;

/// What all words of the query are worth that stand together, stop words included; and up to how many
/// words that is looked for.
pub const WHOLE: f32 = 0.4;
/// See [`WHOLE`].
pub const WHOLE_QUERY: usize = 8;

/// On how many of the best pages it is looked for: no reader leafs further.
pub const RESCORED: usize = 300;

/// Whether what `found` of `pages` pages have is worth looking for beside the word itself. In a large
/// guide what a third of all pages has tells them apart least and takes longest to find.
pub fn telling(pages: usize, found: usize) -> bool {
    pages < LARGE || found * 3 <= pages
}

/// From this many pages on a guide is large.
const LARGE: usize = 2000;

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

/// How what stands in a field is like the word asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// It is that form of the word.
    Same,
    /// It is another form of the word.
    Form,
    /// It is a part of a compound.
    Part,
}

/// What likeness does to the worth of a word.
pub fn likeness(likeness: Likeness) -> f32 {
    match likeness {
        Likeness::Same => 1.0,
        Likeness::Form => OTHER_FORM,
        Likeness::Part => IN_COMPOUND,
    }
}

/// The best field in full, of the others a share: [`rest`].
pub fn best_and_rest(best: f32, sum: f32, rest: f32) -> f32 {
    best + rest * (sum - best)
}

/// How much of the worth of fields other than the best one counts.
pub fn rest(plain: bool) -> f32 {
    if plain { 1.0 } else { REST }
}

/// How much of what was asked a page has that has it in this way.
pub fn strength(way: &Way) -> f32 {
    match way.nearness {
        // Finding a synonym or a corrected word is finding what was asked.
        Nearness::Own | Nearness::Synonym | Nearness::Typo => 1.0,
        // A narrower subject is part of the wider one; a year or a kind is what the query is about.
        Nearness::Narrower => 0.6,
        Nearness::Part => way.weight.min(1.0),
    }
}

/// What a word is worth that differs in `distance` letters from the one asked and is `common`, as a
/// share of the most common such word. Less where the word asked exists.
pub fn typo(distance: u8, common: f32, exists: bool) -> f32 {
    let near = if distance <= 1 { 0.7 } else { 0.5 };
    let doubt = if exists { 0.5 } else { 1.0 };
    near * doubt * (0.6 + 0.4 * common)
}

/// From this strength on something asked counts as met.
pub const MET: f32 = 0.5;

/// How much a page must have of `words` words and of `required` phrases: half of the words, a third
/// of their weight (rare words weigh more), and not much less than half of what the best page has. So
/// a page that has all makes pages with little disappear, and where no page has all the nearest are
/// shown.
pub fn enough(words: usize, required: usize) -> Enough {
    let count = words.div_ceil(2);
    Enough {
        count: count + required,
        share: 0.35,
        of_best: 0.45,
        own: 0.55,
        related: 0.25,
    }
}

/// What a page's score becomes that has this share of what was asked: two words of three are less
/// than two thirds of an answer, even where the two are rare.
pub fn coordination(share: f32) -> f32 {
    // Most pages of most answers have it all, and a power takes its time.
    match share < 1.0 {
        true => share.max(0.0).powf(COORDINATION),
        false => 1.0,
    }
}

/// How much lacking a part of what was asked costs.
const COORDINATION: f32 = 0.8;

/// What a page about the years `own` is worth to who asks for `asked`: the more of each lies in the
/// other the better; what begins within the years asked is meant more often than what went on.
pub fn period(asked: Years, own: Years) -> f32 {
    let length = |years: Years| (f64::from(years.to) - f64::from(years.from) + 1.0) as f32;
    let shared = length(Years {
        from: asked.from.max(own.from),
        to: asked.to.min(own.to),
    });
    let alike = shared / (length(asked) + length(own) - shared);
    let begins = if (asked.from..=asked.to).contains(&own.from) {
        0.5
    } else {
        0.0
    };
    PERIOD * (0.3 + begins + 0.7 * alike)
}

/// What being about exactly the years asked is worth, as the weight of a field.
const PERIOD: f32 = 3.0;

/// What a kind of page is worth that the query asks for, to others.
pub fn favour(favoured: bool) -> f32 {
    if favoured { 1.25 } else { 1.0 }
}

/// What a name that is all that was asked adds to the score of its page.
pub fn lift(name: Name) -> f32 {
    match name {
        Name::Pin => 4000.0,
        Name::Number => 3000.0,
        Name::Title => 2000.0,
        Name::Label => 1000.0,
        Name::Stems => 500.0,
    }
}

/// How much of a lift a page of this kind gets: a source that has the name of what it is about is
/// asked for less often than what it is about.
pub fn lifted(kind: Kind) -> f32 {
    match kind {
        Kind::Source | Kind::Author => 0.2,
        Kind::Place => 0.4,
        _ => 1.0,
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
            [0, 1, 2, 3, 4, 5, 10, 32].map(|words| enough(words, 0).count),
            [0, 1, 1, 2, 2, 3, 5, 16]
        );
        assert_eq!(enough(2, 3).count, 4, "phrases in quotes all count");
    }

    #[test]
    fn years_that_begin_within_those_asked_come_first() {
        let years = |text: &str| text.parse::<Years>().unwrap();
        let worth = |own: &str| period(years("1980/1989"), years(own));
        assert!(worth("1981/1988") > worth("1984/.."));
        assert!(worth("1984/..") > worth("1950/.."));
    }

    #[test]
    fn only_in_a_large_guide_is_what_is_common_passed_over() {
        assert!(telling(LARGE, LARGE / 3));
        assert!(!telling(LARGE, LARGE / 3 + 1));
        assert!(telling(LARGE - 1, LARGE - 1));
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
