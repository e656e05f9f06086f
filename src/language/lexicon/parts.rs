//! The parts of compounds: candidates from the flags of a dictionary and our lists, counted in the
//! dictionary's own compounds, and written out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use tantivy_fst::raw::Builder;

use super::super::compounds::{Compounds, Entry, MAX_COMMON, MIN_PART};
use super::super::fold::fold;
use super::hunspell::{Dictionary, has};
use super::lists::Lists;
use super::words::{Words, is_plain};

/// A word that may be a part.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    /// Where the dictionary or our list says it can stand.
    known: Entry,
    /// Where it can stand if counting shows that it does.
    possible: Entry,
    /// The word of which it is a form, if it is one.
    base: Option<String>,
    /// Whether it is a compound itself: then it is no part, and its own parts do.
    compound: bool,
    counts: Counts,
}

/// In how many words something is a part.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// Before another part, as it is or with a linking -s-.
    before: u32,
    /// Of these, with a linking -s-.
    linked: u32,
    /// As the last part.
    last: u32,
}

impl Candidate {
    /// Where it can stand; `proof` is how many words must show what is only possible.
    fn entry(&self, proof: u32) -> Entry {
        let Counts {
            before,
            linked,
            last,
        } = self.counts;
        Entry {
            bare: self.known.bare || (self.possible.bare && before - linked >= proof),
            linking_s: self.known.linking_s || (self.possible.linking_s && linked >= proof),
            end: self.known.end || (self.possible.end && last >= proof),
            ..Entry::default()
        }
    }
}

/// All candidates by their form.
pub(super) type Candidates = BTreeMap<String, Candidate>;

/// The words and forms that may be parts.
pub(super) fn candidates(dictionary: &Dictionary, lists: &Lists) -> Candidates {
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
        let noun = dictionary.has_tag(entry, &["NN"]);
        for (form, known) in std::iter::once((base.clone(), own)).chain(forms) {
            let possible = Entry {
                bare: noun && form == base,
                linking_s: noun && form == base,
                end: noun,
                ..Entry::default()
            };
            let of = (form != base).then(|| base.clone());
            add(&mut candidates, form, of, known, possible);
        }
    }
    for (form, entry) in &lists.parts {
        add(
            &mut candidates,
            form.clone(),
            None,
            *entry,
            Entry::default(),
        );
    }
    for (form, candidate) in &mut candidates {
        let denied = |list: &BTreeSet<String>| {
            list.contains(form)
                || candidate
                    .base
                    .as_ref()
                    .is_some_and(|base| list.contains(base))
        };
        let (begin, end) = (denied(&lists.no_begin), denied(&lists.no_end));
        for entry in [&mut candidate.known, &mut candidate.possible] {
            entry.bare &= !begin;
            entry.linking_s &= !begin;
            entry.end &= !end;
        }
    }
    candidates
}

/// Adds what is known of a form to what was known of it before.
fn add(
    candidates: &mut Candidates,
    form: String,
    base: Option<String>,
    known: Entry,
    possible: Entry,
) {
    if form.len() < MIN_PART {
        return;
    }
    let candidate = candidates.entry(form).or_insert_with(|| Candidate {
        base: base.clone(),
        ..Candidate::default()
    });
    // What is a word by itself is not held for a form of another.
    if base.is_none() {
        candidate.base = None;
    }
    for (entry, more) in [
        (&mut candidate.known, known),
        (&mut candidate.possible, possible),
    ] {
        entry.bare |= more.bare;
        entry.linking_s |= more.linking_s;
        entry.end |= more.end;
    }
}

/// Counts in how many words each candidate is a part, and finds which are compounds themselves.
pub(super) fn count(candidates: &mut Candidates, words: &Words, compounds: &Compounds<Vec<u8>>) {
    let mut counts: FxHashMap<&str, Counts> = FxHashMap::default();
    for word in words.counted.difference(&words.whole) {
        let pieces = compounds.split_whole(word).unwrap_or_default();
        for piece in &pieces {
            let counts = counts.entry(&word[piece.start..piece.end]).or_default();
            counts.before += u32::from(piece.next < word.len());
            counts.linked += u32::from(piece.next > piece.end);
            counts.last += u32::from(piece.next == word.len());
        }
    }
    for (form, candidate) in candidates.iter_mut() {
        candidate.counts = counts.get(&**form).copied().unwrap_or_default();
        candidate.compound = !words.whole.contains(form) && compounds.split_whole(form).is_some();
    }
    // A compound that takes a linking -s- shows that its last part can (verjaar·dag·s·feest).
    let linked: Vec<String> = candidates
        .iter()
        .filter(|(_, candidate)| candidate.compound && candidate.known.linking_s)
        .filter_map(|(form, _)| {
            let pieces = compounds.split_whole(form)?;
            let last = pieces.last()?;
            Some(form[last.start..last.end].to_owned())
        })
        .collect();
    for last in linked {
        if let Some(candidate) = candidates.get_mut(&last) {
            candidate.known.linking_s = true;
        }
    }
    // Forms of a word that is no compound are none either (initiatie·ven).
    let simple: BTreeSet<String> = candidates
        .iter()
        .filter(|(_, candidate)| !candidate.compound)
        .map(|(form, _)| form.clone())
        .collect();
    for candidate in candidates.values_mut() {
        let base = candidate.base.as_ref();
        candidate.compound &= base.is_none_or(|base| !simple.contains(base));
    }
}

/// In how many words a noun of this length must be a part if no flag says that it is one.
fn proof(length: usize) -> u32 {
    match length {
        ..=3 => 12,
        4 => 5,
        5 => 3,
        6 => 2,
        _ => 1,
    }
}

/// How common `count` words make a part: twice the logarithm.
fn common(count: u32) -> u8 {
    let count = u64::from(count) + 1;
    let log = count.ilog2();
    let half = log > 0 && count >> (log - 1) & 1 == 1;
    ((2 * log + u32::from(half)) as u8).min(MAX_COMMON)
}

/// The transducer of `candidates`, opened.
pub(super) fn transducer(
    candidates: &Candidates,
    whole: &BTreeSet<&str>,
    fixed: Option<u8>,
) -> Compounds<Vec<u8>> {
    Compounds::open(bytes(candidates, whole, fixed))
}

/// The transducer of `candidates` and whole words; `fixed` is how common all are, if it is one.
pub(super) fn bytes(candidates: &Candidates, whole: &BTreeSet<&str>, fixed: Option<u8>) -> Vec<u8> {
    let mut entries: BTreeMap<&str, Entry> = BTreeMap::new();
    for (form, candidate) in candidates {
        if candidate.compound {
            continue;
        }
        let base = candidate
            .base
            .as_ref()
            .and_then(|base| candidates.get(base));
        let of_base = base.map_or(Counts::default(), |base| base.counts);
        let mut counts = candidate.counts;
        // A form of a word is as common at the end as the word. Which form stands first is a matter
        // of usage: there another form than the one met counts for little.
        counts.before = counts.before.max(of_base.before / 16);
        counts.last = counts.last.max(of_base.last);
        let needed = if fixed.is_some() {
            0
        } else {
            proof(form.len())
        };
        let entry = Candidate {
            counts,
            ..candidate.clone()
        }
        .entry(needed);
        if !(entry.bare || entry.linking_s || entry.end) {
            continue;
        }
        let entry = Entry {
            common_before: fixed.unwrap_or_else(|| common(counts.before)),
            common_last: fixed.unwrap_or_else(|| common(counts.last)),
            ..entry
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

/// The table of how often each part was met.
pub(super) fn frequencies(candidates: &Candidates) -> String {
    let mut table = String::from(
        "# How common parts of compounds are: the part, in how many words of the dictionary it stands\n\
         # before another part, in how many it stands last. Made by `wijkgids lexicon`; not for editing.\n",
    );
    for (form, candidate) in candidates {
        let Counts { before, last, .. } = candidate.counts;
        if before + last > 0 {
            let _ = writeln!(table, "{form}\t{before}\t{last}");
        }
    }
    table
}
