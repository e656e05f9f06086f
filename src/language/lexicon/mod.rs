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
mod parts;
mod words;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::compounds::Compounds;
use super::lemma::Lemmas;
use hunspell::Dictionary;
use lists::Lists;
use parts::{bytes, candidates, count, frequencies, transducer};
use words::{Words, forms_of_simple_words};

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

/// Our own words about the tables, what the dictionary says of itself, and its licence.
fn notice(dictionary: &Dictionary) -> String {
    let mut notice = String::from(include_str!("notice.txt"));
    for line in dictionary.head.iter().filter(|line| !line.is_empty()) {
        let _ = writeln!(notice, "  {line}");
    }
    notice.push_str(include_str!("bsd.txt"));
    notice
}
