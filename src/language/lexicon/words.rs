//! The words of a dictionary by what may be done with them: which are counted, which are never cut.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::super::compounds::{Compounds, MIN_PART};
use super::super::fold::fold;
use super::hunspell::Dictionary;
use super::lists::Lists;

/// The words of the dictionary, folded, by what may be done with them.
pub(super) struct Words {
    /// Words from which counts are taken.
    pub(super) counted: BTreeSet<String>,
    /// Words that are never cut, with their forms.
    pub(super) whole: BTreeSet<String>,
}

impl Words {
    pub(super) fn read(dictionary: &Dictionary, lists: &Lists) -> Words {
        let forbidden = dictionary.forbidden();
        let mut nouns = FxHashSet::default();
        let mut infinitives = FxHashSet::default();
        for entry in &dictionary.entries {
            if dictionary.has_tag(entry, &["NN"]) || entry.has(dictionary.meanings.end) {
                nouns.insert(&*entry.word);
            }
            if entry.word.ends_with("en") && dictionary.has_tag(entry, &["PPn"]) {
                infinitives.insert(&*entry.word);
            }
        }
        let mut words = Words {
            counted: BTreeSet::new(),
            whole: lists.whole.clone(),
        };
        let mut common = FxHashSet::default();
        let mut names = Vec::new();
        for entry in &dictionary.entries {
            let word = &*entry.word;
            if forbidden.contains(word) || !is_plain(word) {
                continue;
            }
            let folded = fold(word);
            let is_name = word.starts_with(char::is_uppercase);
            let is_verb = !nouns.contains(word) && dictionary.has_tag(entry, &["VB", "PP"]);
            let whole = is_name
                || is_verb
                || lists.whole.contains(&folded)
                || of_a_verb(word, &infinitives);
            if !whole || lists.cut.contains(&folded) {
                common.insert(folded.clone());
                words.counted.insert(folded);
                continue;
            }
            let mut forms = vec![folded];
            dictionary.forms(entry, |form| {
                if is_plain(&form.text) {
                    forms.push(fold(&form.text));
                }
            });
            let prefixed: Vec<String> = dictionary
                .prefixes(entry)
                .flat_map(|prefix| {
                    forms
                        .iter()
                        .map(move |form| format!("{}{form}", fold(prefix)))
                })
                .collect();
            forms.extend(prefixed);
            if is_name {
                names.append(&mut forms);
            } else {
                words.whole.extend(forms);
            }
        }
        // A name that is also a common word (Bakker) is that word.
        words
            .whole
            .extend(names.into_iter().filter(|name| !common.contains(name)));
        words.counted.retain(|word| word.len() >= 2 * MIN_PART);
        words
    }
}

/// Forms of words that are not cut, which would be cut themselves: mannetje is no man·netje.
pub(super) fn forms_of_simple_words(
    dictionary: &Dictionary,
    lists: &Lists,
    parts: &Compounds<Vec<u8>>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in &dictionary.entries {
        let word = fold(&entry.word);
        if lists.cut.contains(&word) || parts.split(&word).is_some() {
            continue;
        }
        dictionary.forms(entry, |form| {
            if is_plain(&form.text) && !form.tag.is_empty() {
                found.insert(fold(&form.text));
            }
        });
    }
    // A form of one word can be another word, which is cut.
    for entry in &dictionary.entries {
        if parts.split(&fold(&entry.word)).is_some() {
            found.remove(&fold(&entry.word));
        }
    }
    found
}

/// Whether `word` is the act or the doer of a verb: huisvesting, handhaver.
fn of_a_verb(word: &str, infinitives: &FxHashSet<&str>) -> bool {
    ["ing", "er", "ster", "sel"].iter().any(|ending| {
        word.strip_suffix(ending)
            .is_some_and(|stem| stem.len() > 3 && infinitives.contains(&*format!("{stem}en")))
    })
}

/// Whether a word is written with letters only, and apostrophes, which folding takes away: what has
/// hyphens or digits is taken apart by other means.
pub(super) fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() || c == '\'')
}
