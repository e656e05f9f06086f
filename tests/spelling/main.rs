//! The Dutch of the guide, of its interface and of its manuals is spelled right.
//!
//! `prose` gathers what a reader reads, without markup, addresses, code and words in another language;
//! `speller` cuts it into words and looks each up, in OpenTaal's dictionary (`tests/setup.sh` fetches
//! it) and in `woorden.txt`, the words of the field. The list is tested as well: an entry that no text
//! needs, or that the dictionary knows by now, has to go.

mod prose;
mod speller;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use prose::Text;
use speller::{Speller, WordList};

/// Suggestions cost half a second a word: beyond this number of words they are left out.
const WORDS_WITH_SUGGESTIONS: usize = 25;

/// Where the list stands, for messages.
const LIST: &str = "tests/spelling/woorden.txt";

#[test]
#[ignore = "needs tests/setup.sh"]
fn every_word_is_in_the_dictionary_or_in_our_list() {
    let speller = Speller::load();
    let mut unknown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut words = 0;
    let texts = prose::all();
    for Text { file, text, source } in &texts {
        for word in speller::words(text) {
            words += 1;
            if !speller.knows(word) {
                let place = format!("{file}:{}", line_of(source, word));
                let word = word.trim_end_matches('.');
                let places = unknown.entry(word.to_owned()).or_default();
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
    }
    // What is not read cannot be wrong: the whole guide is some seventy thousand words.
    assert!(texts.len() > 250, "only {} texts", texts.len());
    assert!(words > 50_000, "only {words} words");

    let mut report = String::new();
    for (nth, (word, places)) in unknown.iter().enumerate() {
        let _ = write!(report, "\n{}: “{word}”", places.join(", "));
        if nth < WORDS_WITH_SUGGESTIONS {
            match speller.suggestions(word).join(", ") {
                none if none.is_empty() => {}
                some => {
                    let _ = write!(report, " (bedoeld: {some}?)");
                }
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "{} unknown words. Mend them, or enter them in {LIST} if they are right:{report}",
        unknown.len()
    );
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn every_word_of_our_list_is_needed() {
    let speller = Speller::load();
    let texts = prose::all();
    let used: HashSet<&str> = texts
        .iter()
        .flat_map(|text| speller::words(&text.text))
        .filter_map(|word| speller.entry_for(word))
        .collect();
    for entry in speller.list.entries() {
        assert!(
            !speller.in_dictionary(entry),
            "{LIST}: “{entry}” is in the dictionary; take it out"
        );
        assert!(
            used.contains(entry),
            "{LIST}: no text needs “{entry}”; take it out"
        );
    }
}

#[test]
fn the_list_is_sorted_and_holds_no_word_twice() {
    let list = WordList::load();
    let mut seen = HashSet::new();
    for section in list.sections() {
        assert!(!section.is_empty(), "{LIST}: a section without words");
        for pair in section.windows(2) {
            let keys = [speller::sort_key(&pair[0]), speller::sort_key(&pair[1])];
            assert!(
                keys[0] <= keys[1],
                "{LIST}: “{}” belongs before “{}”",
                pair[1],
                pair[0]
            );
        }
        for entry in section {
            assert!(seen.insert(entry), "{LIST}: “{entry}” stands there twice");
        }
    }
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn misspellings_are_not_known() {
    let speller = Speller::load();
    let wrong = [
        "projectencarousel",
        "leefbaarheit",
        "wijk-aanpak",
        "themas",
        "gsb",
        "NPLV-gebiet",
        "stadt-",
        "geevalueerd",
    ];
    for word in wrong {
        assert!(!speller.knows(word), "“{word}” passes for right");
    }
    let right = [
        "stads-",
        "déze",
        "NPLV-gebied",
        "40-wijkenaanpak",
        "ca.",
        "’s",
        "September",
    ];
    for word in right {
        assert!(speller.knows(word), "“{word}” passes for wrong");
    }
}

/// The first line of the source on which the word stands; 1 where it is written there otherwise.
fn line_of(source: &str, word: &str) -> usize {
    let plain = |text: &str| text.replace('’', "'");
    let word = plain(word.trim_end_matches('.'));
    source
        .lines()
        .position(|line| {
            speller::words(&plain(line)).any(|found| found.trim_end_matches('.') == word)
        })
        .or_else(|| source.lines().position(|line| plain(line).contains(&word)))
        .map_or(1, |line| line + 1)
}
