//! The suggester: all names of a guide, ready to be asked from any number of threads at once.
//!
//! 1. What begins with what was typed, also where a space is typed too many.
//! 2. Where that is not enough: names with words that begin with each word typed, in any order.
//! 3. Where there is nothing: what differs by a letter, and then by two.
//!
//! The better fit stands first: fewer slips; the whole name, its beginning, a word of it, a part of a
//! compound; terms and chapters before lessons, these before places; the shorter one; and the
//! order of ids. Twins are one suggestion.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::content::{Kind, PageId};
use crate::language::tokens::spans;
use crate::search::query::{MAX_CHARS, MAX_WORDS, Reason, Refusal};

use super::names::{Key, Names, Place};
use super::table::Show;
use super::{SPACE, normal, typos};

/// Most suggestions at once: more are not read while typing.
pub const MAX_SUGGESTIONS: usize = 8;

/// Most common words among them.
const MAX_WORDS_SUGGESTED: usize = 3;

/// From so many letters on, one slip is looked for, and from so many two.
const ONE_SLIP: usize = 4;
const TWO_SLIPS: usize = 8;

/// What is encoded in a value of a query: all but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What a suggestion is called that leads to no page, but to a search.
pub const SEARCH: &str = "zoekvraag";

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What is shown.
    pub text: String,
    /// The page that it leads to; none for a common word, which leads to a search.
    pub id: Option<PageId>,
    /// Its address, root-relative.
    pub url: String,
}

impl Suggestion {
    /// The kind of page, as readers and programs call it: `les`, or `zoekvraag` for a search.
    pub fn kind(&self) -> &'static str {
        self.id.as_ref().map_or(SEARCH, |id| id.kind.info().dutch)
    }
}

/// All names of a guide, ready to be asked.
#[derive(Debug)]
pub struct Suggester {
    names: Names,
}

impl Suggester {
    /// Opens a table; nothing if it is damaged or was made by another version.
    pub fn open(table: &[u8]) -> Option<Suggester> {
        let names = Names::open(table)?;
        Some(Suggester { names })
    }

    /// What is wrong with a text, if it is over the bounds that search has too.
    pub fn refusal(q: &str) -> Option<Refusal> {
        let refuse = |reason| {
            Some(Refusal {
                parameter: "q",
                reason,
            })
        };
        if q.chars().nth(MAX_CHARS).is_some() {
            return refuse(Reason::TooLong(MAX_CHARS));
        }
        if spans(q).nth(MAX_WORDS).is_some() {
            return refuse(Reason::TooManyWords(MAX_WORDS));
        }
        None
    }

    /// Suggestions for what was typed so far, the best first.
    pub fn suggest(&self, q: &str) -> Vec<Suggestion> {
        let typed = normal(q);
        if typed.is_empty() {
            return Vec::new();
        }
        let mut best = Best::new(&self.names, &typed);
        self.beginning(&typed, 0, &mut best);
        let words: Vec<&str> = typed.split(SPACE).collect();
        if words.len() > 1 {
            self.beginning(&words.concat(), 1, &mut best);
            if !best.is_full() {
                self.any_order(&words, &mut best);
            }
        }
        let letters = typed.chars().filter(|c| *c != SPACE).count();
        // A number with another digit is another number.
        let numbers = typed.chars().any(char::is_numeric);
        for (slips, least) in [(1, ONE_SLIP), (2, TWO_SLIPS)] {
            if best.found() == 0 && letters >= least && !numbers {
                self.near(&typed, slips, &mut best);
            }
        }
        best.suggestions()
    }

    fn beginning(&self, typed: &str, slips: u64, best: &mut Best<'_>) {
        for &key in &self.names.keys[self.names.beginning(typed)] {
            let place = self.names.place(key, typed.len());
            best.take(key, slips, place);
        }
    }

    /// Names with a word for each word typed. They are looked up by the word that fewest have.
    fn any_order(&self, words: &[&str], best: &mut Best<'_>) {
        let stretches = words.iter().map(|word| self.names.beginning(word));
        let Some(fewest) = stretches.min_by_key(ExactSizeIterator::len) else {
            return;
        };
        for &key in &self.names.keys[fewest] {
            if self.names.has_words(key.name, words) {
                best.take(key, 1, Place::Anywhere);
            }
        }
    }

    fn near(&self, typed: &str, most: u8, best: &mut Best<'_>) {
        let keys = &self.names.keys;
        let length = typed.chars().count();
        typos::near(typed, most, keys.len(), &self.names, |stretch, distance| {
            for &key in &keys[stretch] {
                let mut place = self.names.place(key, 0);
                let name = usize::from(self.names.names[key.name as usize].length);
                // A name as long as what was typed, save for the slips, is meant as a whole.
                if place == Place::Start && name.abs_diff(length) <= usize::from(distance) {
                    place = Place::Whole;
                }
                best.take(key, 2 * u64::from(distance), place);
            }
        });
    }
}

/// The best suggestions so far.
struct Best<'n> {
    names: &'n Names,
    first: Option<char>,
    pages: Rows<MAX_SUGGESTIONS>,
    words: Rows<MAX_WORDS_SUGGESTED>,
}

impl<'n> Best<'n> {
    fn new(names: &'n Names, typed: &str) -> Self {
        Best {
            names,
            first: typed.chars().next(),
            pages: Rows::default(),
            words: Rows::default(),
        }
    }

    /// Takes in that a key fits, with so many half slips: a space too many, or words in another
    /// order, is less than a letter.
    fn take(&mut self, key: Key, slips: u64, place: Place) {
        let name = &self.names.names[key.name as usize];
        let kind = self.names.kind(name);
        // Who types a whole word rather means a page of that name than all pages with the word.
        let place = match kind {
            None => place.max(Place::Start),
            Some(_) => place,
        };
        // Slips in the first letter are the rarest.
        let other = slips > 1 && self.names.text(key).chars().next() != self.first;
        let rank = slips << 61
            | u64::from(other) << 60
            | (place as u64) << 56
            | u64::from(name.show == Show::Nothing) << 55
            | tier(kind) << 52
            | u64::from(name.length.min(0xfff)) << 40
            | u64::from(key.name);
        let group = self.names.targets[name.target as usize].group;
        match kind {
            Some(_) => self.pages.take(rank, group),
            None => self.words.take(rank, group),
        }
    }

    fn found(&self) -> usize {
        self.pages.len + self.words.len
    }

    fn is_full(&self) -> bool {
        self.pages.len == MAX_SUGGESTIONS
    }

    fn suggestions(&self) -> Vec<Suggestion> {
        let mut rows = [self.pages.all(), self.words.all()].concat();
        rows.sort_unstable();
        rows.truncate(MAX_SUGGESTIONS);
        let numbers = rows.iter().map(|(rank, _)| *rank as u32);
        let all = numbers.map(|number| {
            let name = &self.names.names[number as usize];
            let target = &self.names.targets[name.target as usize];
            let text = self.names.shown(name);
            let url = match target.id {
                Some(_) => self.names.url(target).to_owned(),
                None => {
                    let query = utf8_percent_encode(&text, VALUE);
                    format!("{}{query}", self.names.search_url)
                }
            };
            Suggestion {
                text,
                id: target.id.clone(),
                url,
            }
        });
        all.collect()
    }
}

/// The best few by rank, each group once.
struct Rows<const MOST: usize> {
    rows: [(u64, u32); MOST],
    len: usize,
}

impl<const MOST: usize> Default for Rows<MOST> {
    fn default() -> Self {
        Rows {
            rows: [(u64::MAX, u32::MAX); MOST],
            len: 0,
        }
    }
}

impl<const MOST: usize> Rows<MOST> {
    fn take(&mut self, rank: u64, group: u32) {
        if rank >= self.rows[MOST - 1].0 {
            return;
        }
        let known = self.rows[..self.len].iter().position(|row| row.1 == group);
        // The place that becomes free: its own, or the last.
        let mut at = match known {
            Some(at) if self.rows[at].0 <= rank => return,
            Some(at) => at,
            None => {
                self.len = (self.len + 1).min(MOST);
                self.len - 1
            }
        };
        while at > 0 && self.rows[at - 1].0 > rank {
            self.rows[at] = self.rows[at - 1];
            at -= 1;
        }
        self.rows[at] = (rank, group);
    }

    fn all(&self) -> &[(u64, u32)] {
        &self.rows[..self.len]
    }
}

/// Which kinds stand before which, where all fit as well.
fn tier(kind: Option<Kind>) -> u64 {
    match kind {
        Some(Kind::Term | Kind::Chapter | Kind::Theme | Kind::Problem | Kind::Step) => 0,
        Some(Kind::Lesson | Kind::Policy | Kind::Article) => 1,
        Some(Kind::Page) => 2,
        None => 3,
        Some(Kind::Place | Kind::Author) => 4,
        Some(Kind::Source) => 5,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_hold_the_best_of_each_group(
            taken in proptest::collection::vec((0u64..50, 0u32..12), 0..60)
        ) {
            let mut rows = Rows::<4>::default();
            let mut best = std::collections::BTreeMap::new();
            for (rank, group) in taken {
                // Ranks hold the number of the name, so that no two groups share one.
                let rank = rank << 8 | u64::from(group);
                rows.take(rank, group);
                let known = best.entry(group).or_insert(rank);
                *known = rank.min(*known);
            }
            let mut expected: Vec<_> = best.into_iter().map(|(group, rank)| (rank, group)).collect();
            expected.sort_unstable();
            expected.truncate(4);
            prop_assert_eq!(rows.all(), &expected[..]);
        }
    }
}
