//! The lists of our own beside the dictionary: what it does not know, and what it gets wrong.
//!
//! Two tables in `index/nl/`: `compounds-allow.tsv` and `compounds-deny.tsv`. A row is what is said,
//! a tab, and the words it is said of; `#` begins a comment. Words are folded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::super::compounds::Entry;
use super::super::fold::fold;

/// Both lists, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Parts that the dictionary does not flag (`begin`, `begin-s`, `end`).
    pub parts: BTreeMap<String, Entry>,
    /// Words that are cut though they belong to a verb or are a name (`cut`).
    pub cut: BTreeSet<String>,
    /// Words that stand before no other part (`begin`).
    pub no_begin: BTreeSet<String>,
    /// Words that stand last in no compound (`end`).
    pub no_end: BTreeSet<String>,
    /// Words that are no compounds (`whole`); in the dictionary's forms too.
    pub whole: BTreeSet<String>,
}

/// A row that says nothing that can be said, by its file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListError {
    /// Whether it stands in the list of what is allowed; else of what is denied.
    pub allow: bool,
    /// Its line, from 1.
    pub line: usize,
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (list, known) = if self.allow {
            ("compounds-allow.tsv", "begin, begin-s, end or cut")
        } else {
            ("compounds-deny.tsv", "begin, end or whole")
        };
        write!(f, "{list}, line {}: a row begins with {known}", self.line)
    }
}

impl std::error::Error for ListError {}

impl Lists {
    /// Reads the lists of what is allowed and what is denied.
    pub fn read(allow: &str, deny: &str) -> Result<Lists, ListError> {
        let mut lists = Lists::default();
        for (line, what, word) in rows(allow) {
            match what {
                "begin" => lists.parts.entry(word).or_default().bare = true,
                "begin-s" => lists.parts.entry(word).or_default().linking_s = true,
                "end" => lists.parts.entry(word).or_default().end = true,
                "cut" => drop(lists.cut.insert(word)),
                _ => return Err(ListError { allow: true, line }),
            }
        }
        for (line, what, word) in rows(deny) {
            let list = match what {
                "begin" => &mut lists.no_begin,
                "end" => &mut lists.no_end,
                "whole" => &mut lists.whole,
                _ => return Err(ListError { allow: false, line }),
            };
            list.insert(word);
        }
        Ok(lists)
    }
}

/// The line, what is said, and of which word, of every row.
fn rows(list: &str) -> impl Iterator<Item = (usize, &str, String)> {
    (1..).zip(list.lines()).flat_map(|(nth, line)| {
        let line = line.split('#').next().unwrap_or_default();
        let mut fields = line.split_whitespace();
        let what = fields.next().unwrap_or_default();
        fields.map(move |word| (nth, what, fold(word)))
    })
}
