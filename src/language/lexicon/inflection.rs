//! The table of forms: which of the dictionary's forms a stemming rule gets wrong, and their stems.
//!
//! 1. A group is a word with the forms that the dictionary's rules make of it. An infinitive, whose
//!    stem is a word of its own in the dictionary (wonen, woon), and a participle (gewoond) join the
//!    group of that stem.
//!    Forms of strong verbs come from a table of our own, with those of the verbs that have a prefix.
//! 2. A group's stem is the lemma that our table gives its word, else what the rules make of the
//!    word; but a word that differs from another only in a long vowel (taak, tak) is its own stem,
//!    since the rules make vowels short, and so is a noun in -en (wagen), of which they make a verb.
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
    /// Whether the dictionary inflects it as a noun.
    noun: bool,
    infinitive: Option<String>,
    forms: Vec<String>,
}

/// The transducer of forms; `is_compound` says which words are left to their parts.
pub(super) fn compile(
    dictionary: &Dictionary,
    lemmas: &Lemmas<'_>,
    strong_verbs: &str,
    is_compound: impl Fn(&str) -> bool,
) -> Vec<u8> {
    let dutch = Dutch::new();
    let mut groups = groups(dictionary, is_compound);
    add_strong_forms(&mut groups, strong_verbs);
    let groups = groups;
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
                let like = short.is_some_and(|short| words.contains(&*short));
                if like || (group.noun && group.word.ends_with("en")) {
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
    let mut others: FxHashSet<String> = FxHashSet::default();
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
        let is_infinitive = word.ends_with('n') && dictionary.has_tag(entry, &["PPn"]);
        let is_participle = dictionary.has_tag(entry, &["VBpe"]);
        if (is_infinitive || is_participle) && !is_verb {
            to_join.push((word, is_infinitive, forms));
            continue;
        }
        if is_verb {
            verbs.insert(word.clone(), groups.len());
        } else if !forms.is_empty() {
            others.insert(word.clone());
        }
        groups.push(Group {
            word,
            noun: dictionary.has_tag(entry, &["NN"]),
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
        // A participle that is also an adjective or noun with forms of its own (gericht) stays that.
        let verb = (is_infinitive || !others.contains(&word))
            .then(|| stems.iter().find_map(|stem| verbs.get(stem)))
            .flatten();
        let Some(&at) = verb else {
            groups.push(Group {
                infinitive: is_infinitive.then(|| word.clone()),
                word,
                noun: false,
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

/// Adds the past tense and the participle of strong verbs to their groups, and those of the same verbs
/// with a prefix: of aanvangen from vangen, of verlopen from lopen.
/// A participle that the dictionary has as an adjective too (gesloten) is a form of its verb, with what
/// is made of it.
fn add_strong_forms(groups: &mut Vec<Group>, table: &str) {
    let mut participles: FxHashMap<String, usize> = FxHashMap::default();
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let strong: FxHashMap<&str, Vec<&str>> = rows
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.collect()))
        })
        .collect();
    for (at, group) in groups.iter_mut().enumerate() {
        let Some(infinitive) = &group.infinitive else {
            continue;
        };
        if let Some(forms) = strong.get(&**infinitive) {
            group
                .forms
                .extend(forms.iter().map(|form| (*form).to_owned()));
            participles.extend(forms.last().map(|form| ((*form).to_owned(), at)));
            continue;
        }
        // The longest verb that it ends with: what is left over before it is the prefix.
        let ends = infinitive.char_indices().skip(2);
        let verb = ends
            .map(|(at, _)| infinitive.split_at(at))
            .find_map(|(prefix, verb)| Some((prefix, strong.get(verb)?)));
        let Some((prefix, forms)) = verb else {
            continue;
        };
        if !prefix.bytes().any(is_vowel) {
            continue;
        }
        for form in forms {
            let bare = form.strip_prefix("ge");
            for form in std::iter::once(*form).chain(bare) {
                let form = format!("{prefix}{form}");
                if bare.is_some() {
                    participles.insert(form.clone(), at);
                }
                group.forms.push(form);
            }
        }
    }
    for at in 0..groups.len() {
        let group = &groups[at];
        if let Some(&verb) = participles.get(&group.word)
            && !group.noun
            && group.infinitive.is_none()
        {
            let forms = std::mem::take(&mut groups[at]).forms;
            groups[verb].forms.extend(forms);
        }
    }
    groups.retain(|group| !group.word.is_empty());
}

/// What the stem of an infinitive can be: werk (werken), pak (pakken), woon (wonen), leef (leven),
/// reis (reizen), ga (gaan), zie (zien).
fn stems_of_infinitive(word: &str) -> Vec<String> {
    let Some(open) = word
        .strip_suffix("en")
        .filter(|open| !open.ends_with(['i', 'o']))
    else {
        let open = word.strip_suffix('n').unwrap_or(word);
        let short = open.strip_suffix("aa").map(|open| format!("{open}a"));
        return vec![short.unwrap_or_else(|| open.to_owned())];
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
    fn strong_verbs_bring_those_with_a_prefix() {
        let verb = |infinitive: &str| Group {
            word: infinitive.to_owned(),
            infinitive: Some(infinitive.to_owned()),
            ..Group::default()
        };
        let mut groups = vec![verb("lopen"), verb("verlopen"), verb("slopen")];
        add_strong_forms(&mut groups, "# comment\nlopen\tliep gelopen\n");
        assert_eq!(groups[0].forms, ["liep", "gelopen"]);
        assert_eq!(groups[1].forms, ["verliep", "vergelopen", "verlopen"]);
        assert_eq!(groups[2].forms, [""; 0]);
    }

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
            ("gaan", "ga"),
            ("zien", "zie"),
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
