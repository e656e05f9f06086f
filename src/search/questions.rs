//! Questions: the words that make a query a question, and what kind of answer it asks for.
//!
//! *Hoeveel focusgebieden zijn er* asks for focusgebieden; the other words say that it is a question.
//! *Wat betekent X* and *wat is X* ask for an explanation: the term before the texts that use it.

use super::words::Item;

/// Words that say that something is asked, beside the stop words. They count like any other word
/// where nothing else is asked.
const ASKING: [&str; 31] = [
    "hoeveel",
    "hoelang",
    "hoevaak",
    "hoezo",
    "waarvoor",
    "waarmee",
    "waarom",
    "waartoe",
    "wanneer",
    "welke",
    "betekent",
    "betekenen",
    "betekenis",
    "definitie",
    "begrip",
    "uitleg",
    "leg",
    "uitleggen",
    "verklaar",
    "bedoeld",
    "bedoelen",
    "bestaat",
    "bestaan",
    "houdt",
    "heet",
    "precies",
    "geldt",
    "gold",
    "golden",
    "liep",
    "liepen",
];

/// How a question begins that asks what something is.
const EXPLAIN: [&[&str]; 10] = [
    &["wat", "is"],
    &["wat", "zijn"],
    &["wat", "was"],
    &["wat", "waren"],
    &["wat", "betekent"],
    &["wat", "betekenen"],
    &["wat", "houdt"],
    &["wat", "heet"],
    &["betekenis"],
    &["definitie"],
];

/// Words at the end that ask the same.
const EXPLAIN_LAST: [&str; 3] = ["betekenis", "definitie", "begrip"];

/// Most words of which somebody asks what they are.
const MAX_NAME: usize = 4;

/// Whether a word only says that something is asked.
pub(super) fn asks(form: &str) -> bool {
    ASKING.contains(&form)
}

/// Whether the words ask what something is.
pub(super) fn explain(items: &[Item]) -> bool {
    let begins = |words: &[&str]| {
        words.len() < items.len()
            && words
                .iter()
                .zip(items)
                .all(|(word, item)| *word == item.word.form())
    };
    let ends = items
        .last()
        .is_some_and(|item| items.len() > 1 && EXPLAIN_LAST.contains(&item.word.form()));
    let name = items.iter().filter(|item| !item.idle).count();
    (ends || EXPLAIN.iter().any(|words| begins(words))) && (1..=MAX_NAME).contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Analyzer;

    fn explains(text: &str) -> bool {
        let words = Analyzer::new().session().words(text);
        let items: Vec<Item> = words
            .into_iter()
            .map(|word| {
                let idle = word.stop || asks(word.form());
                Item::new(word, 0, idle)
            })
            .collect();
        explain(&items)
    }

    #[test]
    fn what_something_is() {
        for text in [
            "wat betekent integraal werken",
            "Wat is een krachtwijk?",
            "wat zijn werkzame bestanddelen",
            "definitie leefbaarheid",
            "leefbaarheid betekenis",
        ] {
            assert!(explains(text), "{text}");
        }
        for text in [
            "hoe betrek ik bewoners",
            "wat is",
            "definitie",
            "wat",
            "",
            "wat is de beste manier om jongeren in een wijk te bereiken",
        ] {
            assert!(!explains(text), "{text}");
        }
    }
}
