//! Making the lexicon of compounds from a Hunspell dictionary.
//!
//! In: a dictionary ([`hunspell`]) and two lists of our own ([`lists`]). Out: the parts of compounds
//! as a transducer for [`super::compounds`], and the table of how common each is. The steps:
//!
//! 1. Candidates are the words that the dictionary's flags allow in compounds, with their forms;
//!    beside these its short nouns, which it does not flag, since chance makes many of them.
//! 2. The dictionary holds more than a hundred thousand compounds. These are cut with the candidates
//!    there are, and parts are counted: how many words have them first or in the middle, how many last.
//! 3. A candidate that is a compound itself (hulpverlening) is none any more: the shorter parts do.
//!    Short nouns stay only where they were met often enough.
//! 4. Steps 2 and 3 are done again with the counts of the round before.
//! 5. Words that would be cut though they are no compounds get an entry as whole words: names,
//!    verbs and what is derived from them, and what the list says.
//!
//! The same sources give the same bytes.

pub mod hunspell;
pub mod lists;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy_fst::raw::Builder;

use super::compounds::{Compounds, Entry, MAX_COMMON, MIN_PART};
use super::fold::fold;
use hunspell::{Dictionary, has};
use lists::Lists;

/// So often are words cut and parts counted; later rounds change next to nothing.
const ROUNDS: usize = 4;

/// How common everything is held to be before anything is counted.
const AT_FIRST: u8 = 12;

/// A short noun that no flag allows must begin and end so many words each to be taken for a part.
const PROOF: u32 = 5;

/// Likewise for nouns of three letters.
const PROOF_OF_SHORT: u32 = 12;

/// The lexicon, made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexicon {
    /// The transducer.
    pub compounds: Vec<u8>,
    /// How common each part is: the part, how often it stands before another, how often last.
    pub frequencies: String,
}

/// A word that may be a part.
#[derive(Debug, Clone, Default)]
struct Candidate {
    entry: Entry,
    /// The word of which it is a form, if it is one.
    base: Option<String>,
    /// Whether only counting can show that it is a part before another.
    unproven_before: bool,
    /// Whether only counting can show that it is a last part.
    unproven_last: bool,
    before: u32,
    last: u32,
}

type Candidates = BTreeMap<String, Candidate>;

/// Makes the lexicon.
pub fn compile(dictionary: &Dictionary, lists: &Lists) -> Lexicon {
    let words = Words::read(dictionary, lists);
    let mut candidates = candidates(dictionary, lists);
    for round in 0..ROUNDS {
        let compounds = transducer(
            &candidates,
            &BTreeSet::new(),
            (round == 0).then_some(AT_FIRST),
        );
        count(&mut candidates, &words, &compounds);
        thin_out(&mut candidates, &words, &compounds);
    }
    let parts = transducer(&candidates, &BTreeSet::new(), None);
    let whole: BTreeSet<&str> = words
        .whole
        .iter()
        .filter(|word| parts.split(word).is_some())
        .map(|word| &**word)
        .collect();
    Lexicon {
        compounds: bytes(&candidates, &whole, None),
        frequencies: frequencies(&candidates),
    }
}

/// The words of the dictionary, folded, by what may be done with them.
struct Words {
    /// Words from which counts are taken.
    counted: BTreeSet<String>,
    /// Words that are never cut, with their forms.
    whole: BTreeSet<String>,
}

impl Words {
    fn read(dictionary: &Dictionary, lists: &Lists) -> Words {
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

/// Whether `word` is the act or the doer of a verb: huisvesting, handhaver.
fn of_a_verb(word: &str, infinitives: &FxHashSet<&str>) -> bool {
    ["ing", "er", "ster", "sel"].iter().any(|ending| {
        word.strip_suffix(ending)
            .is_some_and(|stem| stem.len() > 3 && infinitives.contains(&*format!("{stem}en")))
    })
}

/// Whether a word is written with letters only: what has hyphens, apostrophes or digits is taken
/// apart by other means.
fn is_plain(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
}

/// The words and forms that may be parts.
fn candidates(dictionary: &Dictionary, lists: &Lists) -> Candidates {
    let meanings = &dictionary.meanings;
    let forbidden = dictionary.forbidden();
    let mut candidates = Candidates::new();
    for entry in &dictionary.entries {
        let word = &*entry.word;
        if forbidden.contains(word) || !is_plain(word) || word.starts_with(char::is_uppercase) {
            continue;
        }
        let base = fold(word);
        if base.len() < MIN_PART {
            continue;
        }
        let anywhere = entry.has(meanings.anywhere);
        let mut own = Entry {
            bare: anywhere || entry.has(meanings.begin) || entry.has(meanings.middle),
            end: (anywhere || entry.has(meanings.end)),
            ..Entry::default()
        };
        let noun = dictionary.has_tag(entry, &["NN"]);
        let mut forms: Vec<(String, Entry)> = Vec::new();
        dictionary.forms(entry, |form| {
            let begins = has(form.flags, meanings.begin) || has(form.flags, meanings.middle);
            let inside = has(form.flags, meanings.only_inside);
            if begins && form.text == word {
                own.bare = true;
            } else if begins && inside && form.added == "s" && form.text.len() == word.len() + 1 {
                own.linking_s = true;
            } else if is_plain(&form.text) {
                let entry = Entry {
                    bare: begins,
                    end: has(form.flags, meanings.end)
                        || (own.end && !inside && !form.tag.starts_with("VB")),
                    ..Entry::default()
                };
                forms.push((fold(&form.text), entry));
            }
        });
        let unproven_before = noun && !own.bare && !own.linking_s;
        let unproven_last = noun && !own.end;
        if unproven_last {
            for (_, entry) in &mut forms {
                entry.end = true;
            }
        }
        own.bare |= unproven_before;
        own.end |= unproven_last;
        for (form, mut entry) in std::iter::once((base.clone(), own)).chain(forms) {
            if form.len() < MIN_PART {
                continue;
            }
            if lists.no_begin.contains(&base) || lists.no_begin.contains(&form) {
                (entry.bare, entry.linking_s) = (false, false);
            }
            if lists.no_end.contains(&base) || lists.no_end.contains(&form) {
                entry.end = false;
            }
            if !(entry.bare || entry.linking_s || entry.end) {
                continue;
            }
            let of = (form != base).then(|| base.clone());
            let known = candidates.entry(form).or_insert_with(|| Candidate {
                base: of.clone(),
                unproven_before,
                unproven_last,
                ..Candidate::default()
            });
            known.unproven_before &= unproven_before;
            known.unproven_last &= unproven_last;
            if of.is_none() {
                known.base = None;
            }
            known.entry.bare |= entry.bare;
            known.entry.linking_s |= entry.linking_s;
            known.entry.end |= entry.end;
        }
    }
    for (form, entry) in &lists.parts {
        let known = candidates.entry(form.clone()).or_default();
        known.unproven_before &= !(entry.bare || entry.linking_s);
        known.unproven_last &= !entry.end;
        known.entry.bare |= entry.bare;
        known.entry.linking_s |= entry.linking_s;
        known.entry.end |= entry.end;
    }
    candidates
}

/// Counts in how many words each candidate is a part.
fn count(candidates: &mut Candidates, words: &Words, compounds: &Compounds<Vec<u8>>) {
    let mut counts: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
    for word in words
        .counted
        .iter()
        .filter(|word| !words.whole.contains(*word))
    {
        let pieces = compounds.split_whole(word).unwrap_or_default();
        for piece in &pieces {
            let counts = counts.entry(&word[piece.start..piece.end]).or_default();
            if piece.next == word.len() {
                counts.1 += 1;
            } else {
                counts.0 += 1;
            }
        }
    }
    for (form, candidate) in candidates.iter_mut() {
        (candidate.before, candidate.last) = counts.get(&**form).copied().unwrap_or_default();
    }
}

/// Takes away the candidates that are compounds, and those that were not met often enough.
fn thin_out(candidates: &mut Candidates, words: &Words, compounds: &Compounds<Vec<u8>>) {
    let compound: FxHashSet<String> = candidates
        .keys()
        .filter(|form| !words.whole.contains(*form) && compounds.split_whole(form).is_some())
        .cloned()
        .collect();
    let counts: FxHashMap<String, (u32, u32)> = candidates
        .iter()
        .map(|(form, candidate)| (form.clone(), (candidate.before, candidate.last)))
        .collect();
    candidates.retain(|form, candidate| {
        let base = candidate
            .base
            .as_ref()
            .filter(|base| counts.contains_key(*base));
        let (before, last) = counts[base.unwrap_or(form)];
        let enough = if form.len() == MIN_PART {
            PROOF_OF_SHORT
        } else {
            PROOF
        };
        candidate.entry.bare &= !candidate.unproven_before || before >= enough;
        candidate.entry.end &= !candidate.unproven_last || last >= enough;
        let used = candidate.entry.bare || candidate.entry.linking_s || candidate.entry.end;
        // Forms of a word that is no compound are none either (initiatie·ven).
        used && !(compound.contains(form) && base.is_none_or(|base| compound.contains(base)))
    });
}

/// How common `count` words make a part: twice the logarithm.
fn common(count: u32) -> u8 {
    let count = u64::from(count) + 1;
    let log = count.ilog2();
    let half = log > 0 && count >> (log - 1) & 1 == 1;
    ((2 * log + u32::from(half)) as u8).min(MAX_COMMON)
}

fn transducer(
    candidates: &Candidates,
    whole: &BTreeSet<&str>,
    fixed: Option<u8>,
) -> Compounds<Vec<u8>> {
    Compounds::open(bytes(candidates, whole, fixed))
}

/// The transducer of `candidates` and whole words; `fixed` is how common all are, if it is one.
fn bytes(candidates: &Candidates, whole: &BTreeSet<&str>, fixed: Option<u8>) -> Vec<u8> {
    let mut entries: BTreeMap<&str, Entry> = BTreeMap::new();
    for (form, candidate) in candidates {
        let base = candidate
            .base
            .as_ref()
            .and_then(|base| candidates.get(base));
        // A form of a word is as common at the end as the word. Which form stands first is a matter
        // of usage: there another form than the one met counts for little.
        let (of_base_before, of_base_last) =
            base.map_or((0, 0), |base| (base.before / 16, base.last));
        let entry = Entry {
            common_before: fixed.unwrap_or_else(|| common(candidate.before.max(of_base_before))),
            common_last: fixed.unwrap_or_else(|| common(candidate.last.max(of_base_last))),
            ..candidate.entry
        };
        entries.insert(form, entry);
    }
    for word in whole {
        entries.entry(word).or_default().whole = true;
    }
    let mut builder = Builder::memory();
    for (form, entry) in entries {
        // Keys come in order, and memory takes all that is written.
        let inserted = builder.insert(form, entry.pack());
        debug_assert!(inserted.is_ok(), "{form}");
    }
    builder.into_inner().unwrap_or_default()
}

fn frequencies(candidates: &Candidates) -> String {
    let mut table = String::from(
        "# How common parts of compounds are: the part, in how many words of the dictionary it stands\n\
         # before another part, in how many it stands last. Made by `wijkgids lexicon`; not for editing.\n",
    );
    for (form, candidate) in candidates {
        if candidate.before + candidate.last > 0 {
            let _ = writeln!(table, "{form}\t{}\t{}", candidate.before, candidate.last);
        }
    }
    table
}
