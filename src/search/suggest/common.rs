//! Common words and phrases: those that stand in the titles and headings of several pages.
//!
//! Headings say what a text is about; the words of the running text would only bring in what every
//! text has.

use std::cmp::Reverse;

use rayon::slice::ParallelSliceMut;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::language::Session;

use super::SPACE;

/// So many pages must have a word, or a phrase, in their headings.
const PAGES: u32 = 2;

/// Most words and phrases that are kept, the most common ones.
const MOST: usize = 4_000;

/// Shorter words are typed faster than chosen.
const SHORTEST: usize = 4;

/// Longest phrase, in words.
const LONGEST: usize = 3;

/// Numbers of words in a phrase have so many bits, so that a phrase is one number.
const BITS: u32 = 21;

/// In the place of a word where a phrase has fewer.
const NONE: u64 = (1 << BITS) - 1;

/// Up to three words by their numbers, the first in front.
type Phrase = u64;

fn phrase(words: [u64; LONGEST]) -> Phrase {
    words
        .into_iter()
        .fold(0, |phrase, word| phrase << BITS | word)
}

fn words_of(phrase: Phrase) -> [u64; LONGEST] {
    [phrase >> (2 * BITS), phrase >> BITS, phrase].map(|word| word & NONE)
}

/// A word, in all its spellings.
#[derive(Debug, Default)]
struct Word {
    form: String,
    stop: bool,
    /// On how many pages it stands, and the last page that was counted, from 1.
    pages: u32,
    last: u32,
}

/// A word as it stands in headings.
#[derive(Debug)]
struct Spelling {
    text: String,
    word: u32,
    /// How often it stands within a heading, and how often at its beginning, where any word has a
    /// capital.
    within: u32,
    first: u32,
}

/// The words of all headings so far.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// Numbers of words, by form.
    forms: FxHashMap<String, u32>,
    words: Vec<Word>,
    /// Numbers of spellings, by text; and, faster, by the session's own number plus one.
    texts: FxHashMap<String, u32>,
    spellings: Vec<Spelling>,
    by_id: Vec<u32>,
    /// All phrases, once for each page that they stand on.
    phrases: Vec<Phrase>,
    /// Normal forms that are names of pages already.
    names: FxHashSet<String>,
    pages: u32,
    /// Of the heading at hand: words with the byte where each begins and ends.
    heading: Vec<(u32, usize, usize)>,
}

impl Common {
    /// Takes in that a page has this name: it needs no other suggestion.
    pub(super) fn name(&mut self, normal: String) {
        self.names.insert(normal);
    }

    /// Takes in the headings of a page.
    pub(super) fn page<'t>(&mut self, texts: impl Iterator<Item = &'t str>, session: &mut Session) {
        self.pages += 1;
        let before = self.phrases.len();
        for text in texts {
            self.heading.clear();
            // Parts of words are no words that somebody chose.
            session.analyse_whole(text, |token| {
                // A word too long to have a number is no common word.
                let Some(id) = token.id else { return };
                let at = id as usize;
                if self.by_id.len() <= at {
                    self.by_id.resize(at + 1, 0);
                }
                let surface = &text[token.start..token.end];
                let known = self.by_id[at].checked_sub(1);
                // A session that has begun anew gives its numbers to other words.
                let known = known.filter(|&known| self.spellings[known as usize].text == surface);
                let number = known.unwrap_or_else(|| {
                    let number = self.spelling(surface, token.word.form(), token.word.stop);
                    self.by_id[at] = number + 1;
                    number
                });
                let spelling = &mut self.spellings[number as usize];
                match self.heading.is_empty() {
                    true => spelling.first += 1,
                    false => spelling.within += 1,
                }
                let word = &mut self.words[spelling.word as usize];
                if word.last != self.pages {
                    word.last = self.pages;
                    word.pages += 1;
                }
                self.heading.push((spelling.word, token.start, token.end));
            });
            self.phrases_of(text);
        }
        // A page counts once.
        self.phrases[before..].sort_unstable();
        let mut kept = before;
        for at in before..self.phrases.len() {
            if at == before || self.phrases[at] != self.phrases[kept - 1] {
                self.phrases[kept] = self.phrases[at];
                kept += 1;
            }
        }
        self.phrases.truncate(kept);
    }

    /// The number of a spelling, which may be new.
    fn spelling(&mut self, text: &str, form: &str, stop: bool) -> u32 {
        if let Some(number) = self.texts.get(text) {
            return *number;
        }
        let words = &mut self.words;
        let word = *self.forms.entry(form.to_owned()).or_insert_with(|| {
            words.push(Word {
                form: form.to_owned(),
                stop,
                ..Word::default()
            });
            words.len() as u32 - 1
        });
        let number = self.spellings.len() as u32;
        self.spellings.push(Spelling {
            text: text.to_owned(),
            word,
            within: 0,
            first: 0,
        });
        self.texts.insert(text.to_owned(), number);
        number
    }

    fn phrases_of(&mut self, text: &str) {
        let words = &self.words;
        let carries = |number: u32| !words[number as usize].stop;
        for (at, &(first, _, mut end)) in self.heading.iter().enumerate() {
            if !carries(first) || u64::from(first) >= NONE {
                continue;
            }
            let mut numbers = [u64::from(first), NONE, NONE];
            for (place, &(word, start, word_end)) in (1..LONGEST).zip(&self.heading[at + 1..]) {
                // A comma or a bracket parts what belongs to two phrases.
                if &text[end..start] != " " || u64::from(word) >= NONE {
                    break;
                }
                numbers[place] = u64::from(word);
                end = word_end;
                if carries(word) {
                    self.phrases.push(phrase(numbers));
                }
            }
        }
    }

    /// The most common ones as they are written, in the order of their normal forms.
    pub(super) fn most(mut self) -> Vec<String> {
        self.phrases.par_sort_unstable();
        let runs = self.phrases.chunk_by(|a, b| a == b);
        let phrases: Vec<(u32, Phrase)> = runs
            .map(|run| (run.len() as u32, run[0]))
            .filter(|(pages, _)| *pages >= PAGES)
            .collect();
        // What stands nowhere but within a longer phrase is suggested by that.
        let mut within: FxHashSet<(u32, Phrase)> = FxHashSet::default();
        for &(pages, whole) in &phrases {
            let [a, b, c] = words_of(whole);
            let mut parts = vec![[a, NONE, NONE], [b, NONE, NONE]];
            if c != NONE {
                parts.extend([[c, NONE, NONE], [a, b, NONE], [b, c, NONE]]);
            }
            within.extend(parts.into_iter().map(|part| (pages, phrase(part))));
        }
        let long = |form: &str| form.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST;
        let words = (0..NONE).zip(&self.words).filter_map(|(number, word)| {
            let counts = word.pages >= PAGES && !word.stop && long(&word.form);
            counts.then_some((word.pages, phrase([number, NONE, NONE])))
        });
        let mut found: Vec<(Reverse<u32>, String, Phrase)> = words
            .chain(phrases.iter().copied())
            .filter(|row| !within.contains(row))
            .map(|(pages, words)| (Reverse(pages), self.joined(words, |word| &word.form), words))
            .filter(|(_, form, _)| !self.names.contains(form))
            .collect();
        found.sort_unstable();
        found.truncate(MOST);
        found.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let shown = self.shown();
        found
            .into_iter()
            .map(|(_, _, words)| {
                let texts = words_of(words).into_iter().filter(|number| *number != NONE);
                let texts: Vec<&str> = texts.map(|number| shown[number as usize]).collect();
                texts.join(" ")
            })
            .collect()
    }

    fn joined(&self, phrase: Phrase, what: impl Fn(&Word) -> &str) -> String {
        let mut text = String::new();
        for number in words_of(phrase)
            .into_iter()
            .filter(|number| *number != NONE)
        {
            if !text.is_empty() {
                text.push(SPACE);
            }
            text.push_str(what(&self.words[number as usize]));
        }
        text
    }

    /// For each word how it is mostly written.
    fn shown(&self) -> Vec<&str> {
        let mut best: Vec<Option<&Spelling>> = vec![None; self.words.len()];
        let order = |spelling: &Spelling| (spelling.within, spelling.first);
        for spelling in &self.spellings {
            let slot = &mut best[spelling.word as usize];
            let better = slot.is_none_or(|known| {
                let compared = order(spelling).cmp(&order(known));
                compared
                    .then_with(|| known.text.cmp(&spelling.text))
                    .is_gt()
            });
            if better {
                *slot = Some(spelling);
            }
        }
        let texts = best
            .into_iter()
            .map(|best| best.map_or("", |best| &*best.text));
        texts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Analyzer;

    fn most(pages: &[&[&str]], names: &[&str]) -> Vec<String> {
        let mut session = Analyzer::new().session();
        let mut common = Common::default();
        for name in names {
            common.name((*name).into());
        }
        for page in pages {
            common.page(page.iter().copied(), &mut session);
        }
        common.most()
    }

    #[test]
    fn what_several_pages_speak_of() {
        let pages: [&[&str]; 3] = [
            &["Sociale cohesie", "De sociale cohesie groeit, samen"],
            &["Wat is sociale cohesie?", "Achter de voordeur"],
            &["Kijken achter de voordeur", "Wonen in de wijk"],
        ];
        assert_eq!(most(&pages, &[]), ["achter de voordeur", "sociale cohesie"]);
        assert_eq!(most(&pages, &["sociale cohesie"]), ["achter de voordeur"]);
        assert_eq!(most(&pages[..1], &[]), [""; 0], "one page is not several");
    }

    #[test]
    fn a_word_is_shown_as_it_is_mostly_written() {
        let pages: [&[&str]; 3] = [
            &["Coördinatie", "de BZK"],
            &["Goede coördinatie", "Het BZK"],
            &["Coordinatie"],
        ];
        assert_eq!(most(&pages, &[]), ["coördinatie"]);
        let pages: [&[&str]; 2] = [&["Groen, sport"], &["Groen: sport"]];
        assert_eq!(most(&pages, &[]), ["Groen", "sport"], "no phrase");
    }
}
