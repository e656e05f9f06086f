//! The table of forms: which of the dictionary's forms a stemming rule gets wrong, and their stems.
//!
//! 1. A group is a word with the forms that the dictionary's rules make of it. An infinitive, whose
//!    stem is a word of its own in the dictionary (wonen, woon), and a participle (gewoond) join the
//!    group of that stem.
//! 2. A group's stem is the lemma that our table gives its word, else what the rules make of the
//!    word; but a word that differs from another only in a long vowel (taak, tak) is its own stem,
//!    since the rules make vowels short.
//! 3. A form that belongs to groups with unlike stems goes to the one that its spelling fits best, or
//!    is left to the rules. What the rules get right is not in the table.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy_fst::raw::Builder;

use super::super::fold::fold;
use super::super::forms::change;
use super::super::lemma::Lemmas;
use super::super::stem::Dutch;
use super::hunspell::{Dictionary, Entry};

/// A word and its forms, folded.
#[derive(Debug, Default)]
struct Group {
    word: String,
    infinitive: Option<String>,
    forms: Vec<String>,
}

/// The transducer of forms; `is_compound` says which words are left to their parts.
pub(super) fn compile(
    dictionary: &Dictionary,
    lemmas: &Lemmas<'_>,
    is_compound: impl Fn(&str) -> bool,
) -> Vec<u8> {
    let dutch = Dutch::new();
    let groups = groups(dictionary, is_compound);
    let words: FxHashSet<&str> = groups.iter().map(|group| &*group.word).collect();
    // What has forms is a word by itself, even if it is spelt as a form of another.
    let inflected = groups.iter().filter(|group| !group.forms.is_empty());
    let inflected: FxHashSet<&str> = inflected.map(|group| &*group.word).collect();
    // Of each form the stem, or none where groups do not agree.
    let mut stems: BTreeMap<&str, Stem> = BTreeMap::new();
    for group in &groups {
        let listed = |word: &String| lemmas.lemma(word);
        let stem = listed(&group.word)
            .or_else(|| group.infinitive.as_ref().and_then(listed))
            .unwrap_or_else(|| {
                let short = short_vowel(&group.word);
                if short.is_some_and(|short| words.contains(&*short)) {
                    group.word.clone()
                } else {
                    dutch.stem(&group.word)
                }
            });
        for form in group.forms.iter().chain([&group.word]) {
            if *form != group.word && inflected.contains(&**form) {
                continue;
            }
            let own = Stem {
                stem: Some(stem.clone()),
                rank: rank(form, group),
            };
            let known = stems.entry(form).or_insert_with(|| own.clone());
            match own.rank.cmp(&known.rank) {
                Ordering::Greater => *known = own,
                Ordering::Equal if known.stem != own.stem => known.stem = None,
                Ordering::Equal | Ordering::Less => {}
            }
        }
    }
    let mut builder = Builder::memory();
    for (form, Stem { stem, .. }) in stems {
        let Some(stem) = stem else { continue };
        if lemmas.lemma(form).is_some() || dutch.stem(form) == stem {
            continue;
        }
        if let Some(value) = change(form, &stem) {
            // Keys come in order, and memory takes all that is written.
            let inserted = builder.insert(form, value);
            debug_assert!(inserted.is_ok(), "{form}");
        }
    }
    builder.into_inner().unwrap_or_default()
}

/// The stem of a form, if all groups that it belongs to agree.
#[derive(Debug, Clone)]
struct Stem {
    stem: Option<String>,
    rank: u8,
}

/// How sure it is that a form belongs to a group, where another claims it too: least, if the form is
/// the word of a group without forms (taken); most, if it is spelt as a form of a word with a long
/// vowel is (bomen, which bom has too).
fn rank(form: &str, group: &Group) -> u8 {
    if group.forms.is_empty() {
        return 0;
    }
    let open = short_vowel(&group.word).is_some_and(|short| {
        let [.., vowel, _] = *short.as_bytes() else {
            return false;
        };
        let at = short.len() - 2;
        let form = form.as_bytes();
        form.get(..at) == short.as_bytes().get(..at)
            && form.get(at) == Some(&vowel)
            && form.get(at + 2).is_some_and(|byte| is_vowel(*byte))
    });
    if open { 2 } else { 1 }
}

fn groups(dictionary: &Dictionary, is_compound: impl Fn(&str) -> bool) -> Vec<Group> {
    let forbidden = dictionary.forbidden();
    let is_word = |entry: &&Entry| {
        let mut letters = entry.word.chars();
        letters.next().is_some_and(char::is_lowercase)
            && letters.all(char::is_alphabetic)
            && !forbidden.contains(&*entry.word)
            && !entry.has(dictionary.meanings.only_inside)
    };
    let mut groups: Vec<Group> = Vec::new();
    let mut verbs: FxHashMap<String, usize> = FxHashMap::default();
    let mut to_join = Vec::new();
    for entry in dictionary.entries.iter().filter(is_word) {
        let word = fold(&entry.word);
        if is_compound(&word) {
            continue;
        }
        let mut forms = Vec::new();
        dictionary.forms(entry, |form| {
            if !form.text.contains('-') && !form.tag.is_empty() {
                forms.push(fold(&form.text));
            }
        });
        let is_verb = dictionary.has_tag(entry, &["VB3", "VBh"]);
        let is_infinitive = word.ends_with("en") && dictionary.has_tag(entry, &["PPn"]);
        let is_participle = dictionary.has_tag(entry, &["VBpe"]);
        if (is_infinitive || is_participle) && !is_verb {
            to_join.push((word, is_infinitive, forms));
            continue;
        }
        if is_verb {
            verbs.insert(word.clone(), groups.len());
        }
        groups.push(Group {
            word,
            infinitive: None,
            forms,
        });
    }
    for (word, is_infinitive, forms) in to_join {
        let stems = if is_infinitive {
            stems_of_infinitive(&word)
        } else {
            stems_of_participle(&word)
        };
        let verb = stems.iter().find_map(|stem| verbs.get(stem));
        let Some(&at) = verb else {
            groups.push(Group {
                word,
                infinitive: None,
                forms,
            });
            continue;
        };
        let group = &mut groups[at];
        group.forms.extend(forms);
        group.forms.push(word.clone());
        if is_infinitive {
            group.infinitive = Some(word);
        }
    }
    groups
}

/// What the stem of an infinitive in -en can be: werk, pak (pakken), woon (wonen), leef (leven), reis
/// (reizen).
fn stems_of_infinitive(word: &str) -> Vec<String> {
    let Some(open) = word.strip_suffix("en") else {
        return Vec::new();
    };
    let voiceless = match open.as_bytes().last() {
        Some(b'v') => format!("{}f", &open[..open.len() - 1]),
        Some(b'z') => format!("{}s", &open[..open.len() - 1]),
        _ => open.to_owned(),
    };
    let mut stems = Vec::new();
    if let [.., one, other] = *open.as_bytes()
        && one == other
    {
        stems.push(open[..open.len() - 1].to_owned());
    } else if let [.., before, vowel, _] = *voiceless.as_bytes()
        && is_vowel(vowel)
        && !is_vowel(before)
        && vowel != b'i'
    {
        let mut long = voiceless.clone();
        long.insert(long.len() - 1, char::from(vowel));
        stems.push(long);
    } else if let [vowel, _] = *voiceless.as_bytes()
        && is_vowel(vowel)
    {
        stems.push(format!("{}{voiceless}", char::from(vowel)));
    }
    stems.push(voiceless);
    stems
}

/// What the stem of a weak participle can be: werk (gewerkt), woon (gewoond), antwoord (geantwoord),
/// verander (veranderd).
fn stems_of_participle(word: &str) -> Vec<String> {
    let Some(form) = word.strip_suffix(['d', 't']) else {
        return Vec::new();
    };
    let mut stems = vec![form.to_owned()];
    for form in [form, word] {
        stems.extend(form.strip_prefix("ge").map(str::to_owned));
    }
    stems
}

/// `word` with its last vowel written once, if it is a long one before a consonant.
fn short_vowel(word: &str) -> Option<String> {
    let [.., one, other, end] = *word.as_bytes() else {
        return None;
    };
    (one == other && is_vowel(one) && !is_vowel(end)).then(|| {
        let mut short = word.to_owned();
        short.remove(word.len() - 2);
        short
    })
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_of_verbs() {
        for (word, stem) in [
            ("werken", "werk"),
            ("pakken", "pak"),
            ("wonen", "woon"),
            ("leven", "leef"),
            ("reizen", "reis"),
            ("eten", "eet"),
            ("bieden", "bied"),
        ] {
            assert!(stems_of_infinitive(word).contains(&stem.into()), "{word}");
        }
        for (word, stem) in [
            ("gewerkt", "werk"),
            ("geantwoord", "antwoord"),
            ("veranderd", "verander"),
        ] {
            assert!(stems_of_participle(word).contains(&stem.into()), "{word}");
        }
        assert_eq!(short_vowel("taak").as_deref(), Some("tak"));
        assert_eq!(short_vowel("tak"), None);
        assert_eq!(short_vowel("é"), None);
    }
}
