//! Words that the guide uses often and nowhere defines: long words and abbreviations.
//!
//! Everyday words need no definition, and no list tells them from words of the field. Length does,
//! more or less: Dutch makes its technical terms by joining words. So this names candidates; which of
//! them readers must have explained, an editor decides.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::content::Kind;
use crate::guide::{Guide, Page};
use crate::language::Analyzer;

/// Words from this many letters count as long.
const LONG: usize = 12;

/// A word on fewer pages than this is not used often.
const OFTEN: usize = 5;

/// So many are named.
const SHOWN: usize = 40;

/// A word and on how many pages it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undefined {
    /// The word as it is written most.
    pub word: String,
    /// On how many pages it, or an inflected form, stands.
    pub pages: usize,
}

/// The words that stand on most pages and that no title or label explains.
pub fn undefined(guide: &Guide, analyzer: &Analyzer) -> Vec<Undefined> {
    let mut session = analyzer.session();
    let mut explained: HashSet<u64> = HashSet::new();
    for page in guide.pages.iter().filter(|page| explains(page)) {
        let front = &page.front;
        let labels = front
            .alt_labels
            .iter()
            .chain(front.hidden_labels.iter())
            .chain(front.names.iter());
        for label in std::iter::once(&page.title).chain(labels) {
            session.analyse(label, |token| {
                explained.insert(token.word.key);
            });
        }
    }
    let mut pages: HashMap<u64, usize> = HashMap::new();
    let mut forms: HashMap<u64, BTreeMap<String, usize>> = HashMap::new();
    for page in guide.pages.iter().filter(|page| page.is_listed()) {
        let mut here: HashSet<u64> = HashSet::new();
        let text = &page.body.text;
        session.analyse(text, |token| {
            let word = &text[token.start..token.end];
            let key = token.word.key;
            if !token.word.stop && !explained.contains(&key) && stands_out(word) {
                *forms
                    .entry(key)
                    .or_default()
                    .entry(shown(word))
                    .or_default() += 1;
                here.insert(key);
            }
        });
        for key in here {
            *pages.entry(key).or_default() += 1;
        }
    }
    analyzer.give_back(session);
    let mut often: Vec<Undefined> = pages
        .into_iter()
        .filter(|(_, pages)| *pages >= OFTEN)
        .filter_map(|(key, pages)| {
            // Of several forms the one used most; of equals the first by alphabet.
            let forms = forms.get(&key)?;
            let most = forms.values().max()?;
            let (word, _) = forms.iter().find(|(_, times)| *times == most)?;
            Some(Undefined {
                word: word.clone(),
                pages,
            })
        })
        .collect();
    often.sort_by(|a, b| b.pages.cmp(&a.pages).then_with(|| a.word.cmp(&b.word)));
    often.truncate(SHOWN);
    often
}

/// Whether a page tells what its title means.
fn explains(page: &Page) -> bool {
    let kinds = [
        Kind::Term,
        Kind::Theme,
        Kind::Problem,
        Kind::Step,
        Kind::Policy,
        Kind::Place,
        Kind::Author,
    ];
    page.is_listed() && kinds.contains(&page.id.kind)
}

/// A long word of letters, or an abbreviation in capitals.
fn stands_out(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let plain = word.chars().all(|c| c.is_alphabetic() || c == '-');
    plain && (letters >= LONG || is_abbreviation(word))
}

fn is_abbreviation(word: &str) -> bool {
    word.chars().count() >= 2 && word.chars().all(char::is_uppercase)
}

/// A capital at the beginning of a sentence does not make another word.
fn shown(word: &str) -> String {
    match is_abbreviation(word) {
        true => word.to_owned(),
        false => word.to_lowercase(),
    }
}
