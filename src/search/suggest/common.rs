//! Common words and phrases: those that stand in the titles and headings of several pages.
//!
//! Headings say what a text is about; the words of the running text would only bring in what every
//! text has.

use std::cmp::Reverse;
use std::collections::HashSet;

use rustc_hash::FxHashMap;

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

/// In how many headings something stands.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    pages: u32,
    /// The last page that was counted, from 1.
    last: u32,
}

impl Count {
    fn add(&mut self, page: u32) {
        if self.last != page {
            self.last = page;
            self.pages += 1;
        }
    }
}

/// A word as it stands in headings.
#[derive(Debug, Default)]
struct Spelling {
    text: String,
    /// How often it stands within a heading, and how often at its beginning, where any word has a
    /// capital.
    within: u32,
    first: u32,
}

#[derive(Debug, Default)]
struct Known {
    form: String,
    stop: bool,
    count: Count,
    spellings: Vec<Spelling>,
}

impl Known {
    /// How it is mostly written.
    fn shown(&self) -> &str {
        let best = self.spellings.iter().max_by(|a, b| {
            let order = (a.within, a.first).cmp(&(b.within, b.first));
            order.then_with(|| b.text.cmp(&a.text))
        });
        best.map_or("", |spelling| &spelling.text)
    }
}

/// The words of all headings so far.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// Numbers of words, by form.
    forms: FxHashMap<String, u32>,
    words: Vec<Known>,
    phrases: FxHashMap<[u32; LONGEST], Count>,
    /// Normal forms that are names of pages already.
    names: HashSet<String>,
    pages: u32,
    /// Of the heading at hand: words with the byte where each begins and ends.
    heading: Vec<(u32, usize, usize)>,
}

/// In the place of a word where a phrase has fewer.
const NONE: u32 = u32::MAX;

impl Common {
    /// Takes in that a page has this name: it needs no other suggestion.
    pub(super) fn name(&mut self, normal: String) {
        self.names.insert(normal);
    }

    /// Takes in the headings of a page.
    pub(super) fn page<'t>(&mut self, texts: impl Iterator<Item = &'t str>, session: &mut Session) {
        self.pages += 1;
        for text in texts {
            self.heading.clear();
            session.analyse(text, |token| {
                let form = token.word.form();
                let number = match self.forms.get(form) {
                    Some(number) => *number,
                    None => {
                        let number = self.words.len() as u32;
                        self.forms.insert(form.to_owned(), number);
                        self.words.push(Known {
                            form: form.to_owned(),
                            stop: token.word.stop,
                            ..Known::default()
                        });
                        number
                    }
                };
                let word = &mut self.words[number as usize];
                word.count.add(self.pages);
                let surface = &text[token.start..token.end];
                let spellings = &mut word.spellings;
                let at = spellings.iter().position(|known| known.text == surface);
                let at = at.unwrap_or_else(|| {
                    spellings.push(Spelling {
                        text: surface.to_owned(),
                        ..Spelling::default()
                    });
                    spellings.len() - 1
                });
                match self.heading.is_empty() {
                    true => spellings[at].first += 1,
                    false => spellings[at].within += 1,
                }
                self.heading.push((number, token.start, token.end));
            });
            self.phrases_of(text);
        }
    }

    fn phrases_of(&mut self, text: &str) {
        let carries = |&(number, ..): &(u32, usize, usize)| !self.words[number as usize].stop;
        for (at, first) in self.heading.iter().enumerate() {
            if !carries(first) {
                continue;
            }
            let mut phrase = [NONE; LONGEST];
            phrase[0] = first.0;
            let mut end = first.2;
            for (place, word) in (1..LONGEST).zip(&self.heading[at + 1..]) {
                phrase[place] = word.0;
                // A comma or a bracket parts what belongs to two phrases.
                if &text[end..word.1] != " " {
                    break;
                }
                end = word.2;
                if carries(word) {
                    let counted = self.phrases.entry(phrase).or_default();
                    counted.add(self.pages);
                }
            }
        }
    }

    /// The most common ones as they are written, in the order of their normal forms.
    pub(super) fn most(self) -> Vec<String> {
        let long = |form: &str| form.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST;
        let words = self.words.iter().enumerate().filter_map(|(number, word)| {
            let counts = word.count.pages >= PAGES && !word.stop && long(&word.form);
            counts.then_some((word.count.pages, [number as u32, NONE, NONE]))
        });
        let phrases = self
            .phrases
            .iter()
            .filter_map(|(phrase, count)| (count.pages >= PAGES).then_some((count.pages, *phrase)));
        // What stands nowhere but within a longer phrase is suggested by that.
        let mut within: HashSet<(u32, [u32; LONGEST])> = HashSet::new();
        for (pages, phrase) in phrases.clone() {
            let [a, b, c] = phrase;
            within.extend([[a, NONE, NONE], [b, NONE, NONE]].map(|part| (pages, part)));
            if c != NONE {
                let parts = [[c, NONE, NONE], [a, b, NONE], [b, c, NONE]];
                within.extend(parts.map(|part| (pages, part)));
            }
        }
        let known = |phrase: [u32; LONGEST], what: fn(&Known) -> &str| -> String {
            let words = phrase.iter().take_while(|number| **number != NONE);
            let words: Vec<&str> = words
                .map(|&number| what(&self.words[number as usize]))
                .collect();
            words.join(&SPACE.to_string())
        };
        let mut found: Vec<(Reverse<u32>, String, [u32; LONGEST])> = words
            .chain(phrases)
            .filter(|row| !within.contains(row))
            .map(|(pages, phrase)| (Reverse(pages), known(phrase, |word| &word.form), phrase))
            .filter(|(_, form, _)| !self.names.contains(form))
            .collect();
        found.sort();
        found.truncate(MOST);
        found.sort_by(|a, b| a.1.cmp(&b.1));
        let texts = found
            .into_iter()
            .map(|(_, _, phrase)| known(phrase, Known::shown));
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
