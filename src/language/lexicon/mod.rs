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
//!    Nouns without flags stay only where they were met often enough.
//! 4. Steps 2 and 3 are done again with the counts of the round before.
//! 5. Words that would be cut though they are no compounds get an entry as whole words: names,
//!    verbs and what is derived from them, and what the list says.
//!
//! The same sources give the same bytes.

pub mod hunspell;
mod inflection;
pub mod lists;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy_fst::raw::Builder;

use super::compounds::{Compounds, Entry, MAX_COMMON, MIN_PART};
use super::fold::fold;
use super::lemma::Lemmas;
use hunspell::{Dictionary, has};
use lists::Lists;

/// So often are words cut and parts counted; later rounds change next to nothing.
const ROUNDS: usize = 4;

/// How common everything is held to be before anything is counted.
const AT_FIRST: u8 = 12;

/// Name of our list of what the splitter may do.
pub const ALLOW: &str = "compounds-allow.tsv";

/// Name of our list of what it must not do.
pub const DENY: &str = "compounds-deny.tsv";

/// Name of our table of lemmas.
pub const LEMMAS: &str = "lemmas.tsv";

/// Name of our table of strong verbs.
pub const STRONG_VERBS: &str = "strong-verbs.tsv";

/// The lexicon, made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexicon {
    /// The transducer.
    pub compounds: Vec<u8>,
    /// The transducer of forms with stems of their own.
    pub forms: Vec<u8>,
    /// How common each part is: the part, how often it stands before another, how often last.
    pub frequencies: String,
    /// Whose work it is made from, and under which licence.
    pub notice: String,
}

impl Lexicon {
    /// The files it comes in: name and content.
    pub fn files(&self) -> [(&'static str, &[u8]); 4] {
        [
            ("compounds.fst", &self.compounds),
            ("forms.fst", &self.forms),
            ("frequencies.tsv", self.frequencies.as_bytes()),
            ("NOTICE", self.notice.as_bytes()),
        ]
    }
}

/// A word that may be a part.
#[derive(Debug, Clone, Default)]
struct Candidate {
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

type Candidates = BTreeMap<String, Candidate>;

/// Makes the lexicon; `lemmas` and `strong_verbs` are tables of our own.
pub fn compile(
    dictionary: &Dictionary,
    lists: &Lists,
    lemmas: &Lemmas<'_>,
    strong_verbs: &str,
) -> Lexicon {
    let words = Words::read(dictionary, lists);
    let mut candidates = candidates(dictionary, lists);
    for round in 0..ROUNDS {
        let compounds = transducer(
            &candidates,
            &BTreeSet::new(),
            (round == 0).then_some(AT_FIRST),
        );
        count(&mut candidates, &words, &compounds);
    }
    let parts = transducer(&candidates, &BTreeSet::new(), None);
    let simple = forms_of_simple_words(dictionary, lists, &parts);
    let whole: BTreeSet<&str> = words
        .whole
        .union(&simple)
        .filter(|word| parts.split(word).is_some())
        .map(|word| &**word)
        .collect();
    let compounds = bytes(&candidates, &whole, None);
    let finished = Compounds::open(&*compounds);
    let forms = inflection::compile(dictionary, lemmas, strong_verbs, |word| {
        finished.split(word).is_some()
    });
    Lexicon {
        compounds,
        forms,
        frequencies: frequencies(&candidates),
        notice: notice(dictionary),
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

/// Forms of words that are not cut, which would be cut themselves: mannetje is no man·netje.
fn forms_of_simple_words(
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
fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() || c == '\'')
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
fn count(candidates: &mut Candidates, words: &Words, compounds: &Compounds<Vec<u8>>) {
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

/// Our own words about the tables, what the dictionary says of itself, and its licence.
fn notice(dictionary: &Dictionary) -> String {
    let mut notice = String::from(include_str!("notice.txt"));
    for line in dictionary.head.iter().filter(|line| !line.is_empty()) {
        let _ = writeln!(notice, "  {line}");
    }
    notice.push_str(include_str!("bsd.txt"));
    notice
}

fn frequencies(candidates: &Candidates) -> String {
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
