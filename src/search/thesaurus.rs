//! The thesaurus: which words stand for the same thing, applied when a query is planned.
//!
//! It is the guide's glossary. It stands beside the index as a table of its own, so that a changed
//! label makes nothing be indexed again. A term is found under its name and its alternative labels,
//! both ways: who searches one of them also finds the others (not where the term says `expand: false`).
//! Hidden labels work one way: who searches one also finds the term, not the other way round. Narrower
//! terms come along, for less.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::content::PageId;
use crate::language::{Analyzer, Session};

use super::engine::{Atom, Matcher, Nearness, Way};
use super::ranking;
use super::words::{atom, atoms};

/// Most labels that one term adds to a query, and most narrower terms.
const MAX_LABELS: usize = 12;

/// How much a hidden label looks like another one that is a misspelling of it, from 0 to 1.
const MISSPELT: f64 = 0.8;

/// The glossary as it is kept with a generation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The terms, in the order of their ids.
    pub terms: Vec<Term>,
}

impl Table {
    /// The name under which it is kept with a generation.
    pub const NAME: &'static str = "thesaurus.json";

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Texts and ids always are JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads it; nothing if it is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Table> {
        serde_json::from_slice(bytes).ok()
    }
}

/// A term of the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its id.
    pub id: PageId,
    /// What it is called.
    pub name: String,
    /// What it is called as well.
    pub labels: Vec<String>,
    /// What those type who look for it.
    pub hidden: Vec<String>,
    /// Whether its labels stand for each other.
    pub expand: bool,
    /// The terms that it is part of.
    pub broader: Vec<PageId>,
}

/// The glossary, ready for looking up.
#[derive(Debug, Default)]
pub struct Thesaurus {
    terms: Vec<Ready>,
    /// By the stems of a label, with spaces between.
    by_label: FxHashMap<String, Vec<(u32, Role)>>,
    /// The most words in a label.
    longest: usize,
}

#[derive(Debug)]
struct Ready {
    id: PageId,
    labels: Vec<Label>,
    expand: bool,
    narrower: Vec<u32>,
}

#[derive(Debug)]
struct Label {
    text: String,
    key: String,
    matcher: Matcher,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Shown,
    Misspelt,
    Hidden,
}

/// A way in which the thesaurus widens a query, and the label it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Widened {
    /// The way.
    pub way: Way,
    /// The label.
    pub label: String,
}

impl Thesaurus {
    /// Makes the table ready.
    pub fn new(table: &Table, analyzer: &Analyzer) -> Self {
        let mut session = analyzer.session();
        let mut thesaurus = Thesaurus::default();
        let places: FxHashMap<&PageId, u32> = (table.terms.iter().zip(0..))
            .map(|(term, at)| (&term.id, at))
            .collect();
        for (at, term) in (0..).zip(&table.terms) {
            let shown = std::iter::once(&term.name).chain(&term.labels);
            let labels: Vec<Label> = shown.filter_map(|text| label(text, &mut session)).collect();
            for one in &labels {
                thesaurus.add(&one.key, at, Role::Shown);
            }
            let hidden = term
                .hidden
                .iter()
                .filter_map(|text| label(text, &mut session));
            for one in hidden.collect::<Vec<_>>() {
                // A hidden label is a loose word or a misspelling; the latter is the label itself.
                let misspelt = labels.iter().any(|label| {
                    strsim::normalized_damerau_levenshtein(&label.key, &one.key) >= MISSPELT
                });
                let role = if misspelt {
                    Role::Misspelt
                } else {
                    Role::Hidden
                };
                thesaurus.add(&one.key, at, role);
            }
            thesaurus.terms.push(Ready {
                id: term.id.clone(),
                labels,
                expand: term.expand,
                narrower: Vec::new(),
            });
        }
        for (at, term) in (0..).zip(&table.terms) {
            for broader in term.broader.iter().filter_map(|id| places.get(id)) {
                thesaurus.terms[*broader as usize].narrower.push(at);
            }
        }
        analyzer.give_back(session);
        thesaurus
    }

    fn add(&mut self, key: &str, term: u32, role: Role) {
        self.longest = self.longest.max(key.split(' ').count());
        let known = self.by_label.entry(key.to_owned()).or_default();
        // A hidden label that is also shown is a shown one, which comes first.
        if !known.iter().any(|(other, _)| *other == term) {
            known.push((term, role));
        }
    }

    /// Whether nothing can be looked up.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How many of the first `stems` together are the longest label there is; 0 if none are.
    pub fn longest(&self, stems: &[&str]) -> usize {
        (1..=self.longest.min(stems.len()))
            .rev()
            .find(|length| self.by_label.contains_key(&stems[..*length].join(" ")))
            .unwrap_or(0)
    }

    /// The one term that has a label with these `stems`, or one that was meant to be that.
    pub fn term(&self, stems: &[&str]) -> Option<&PageId> {
        let mut terms = self.by_label.get(&stems.join(" "))?.iter();
        let shown = |(term, role): &(u32, Role)| {
            (*role != Role::Hidden).then(|| &self.terms[*term as usize].id)
        };
        let first = terms.by_ref().find_map(shown)?;
        terms.find_map(shown).is_none().then_some(first)
    }

    /// The ways in which a query is widened that has the label with these `stems`.
    pub fn widen(&self, stems: &[&str]) -> Vec<Widened> {
        let asked = stems.join(" ");
        let mut widened: Vec<Widened> = Vec::new();
        let mut seen: FxHashSet<&str> = FxHashSet::from_iter([asked.as_str()]);
        let matched = self.by_label.get(&asked).map_or(&[][..], Vec::as_slice);
        let mut add = |term: u32, weight: f32, nearness: Nearness| {
            let labels = self.terms[term as usize].labels.iter().take(MAX_LABELS);
            for label in labels {
                if seen.insert(&label.key) {
                    widened.push(Widened {
                        way: Way {
                            matcher: label.matcher.clone(),
                            weight,
                            nearness,
                        },
                        label: label.text.clone(),
                    });
                }
            }
        };
        for (term, role) in matched {
            let ready = &self.terms[*term as usize];
            if ready.expand || *role != Role::Shown {
                let weight = match role {
                    Role::Shown | Role::Misspelt => ranking::SYNONYM,
                    Role::Hidden => ranking::HIDDEN,
                };
                add(*term, weight, Nearness::Synonym);
            }
        }
        for (term, role) in matched {
            let ready = &self.terms[*term as usize];
            if ready.expand && *role == Role::Shown {
                for narrower in ready.narrower.iter().take(MAX_LABELS) {
                    add(*narrower, ranking::NARROWER, Nearness::Narrower);
                }
            }
        }
        widened
    }
}

fn label(text: &str, session: &mut Session) -> Option<Label> {
    let words = session.words(text);
    let stems: Vec<&str> = words.iter().map(|word| word.stem()).collect();
    let key = stems.join(" ");
    let matcher = match words.as_slice() {
        [] => return None,
        [word] => Matcher::Word(atom(word)),
        words => Matcher::Phrase(atoms(words)),
    };
    Some(Label {
        text: text.to_owned(),
        key,
        matcher,
    })
}

/// The words that a way looks for.
pub(super) fn atoms_of(matcher: &Matcher) -> &[Atom] {
    match matcher {
        Matcher::Word(atom) => std::slice::from_ref(atom),
        Matcher::Phrase(atoms) => atoms,
        Matcher::Forms(_) | Matcher::Years(_) | Matcher::Kind(_) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(slug: &str, name: &str, labels: &[&str], hidden: &[&str]) -> Term {
        Term {
            id: format!("term/{slug}").parse().unwrap(),
            name: name.into(),
            labels: labels.iter().map(ToString::to_string).collect(),
            hidden: hidden.iter().map(ToString::to_string).collect(),
            expand: true,
            broader: Vec::new(),
        }
    }

    fn widened(terms: Vec<Term>, asked: &str) -> Vec<String> {
        let analyzer = Analyzer::new();
        let thesaurus = Thesaurus::new(&Table { terms }, &analyzer);
        let words = analyzer.session().words(asked);
        let stems: Vec<&str> = words.iter().map(|word| word.stem()).collect();
        assert_eq!(
            thesaurus.longest(&stems) == stems.len(),
            thesaurus.by_label.contains_key(&stems.join(" "))
        );
        let widened = thesaurus.widen(&stems).into_iter();
        widened
            .map(|one| format!("{} {:?}", one.label, one.way.nearness))
            .collect()
    }

    #[test]
    fn labels_work_both_ways_and_hidden_ones_one_way() {
        let terms = || {
            vec![term(
                "krachtwijk",
                "krachtwijk",
                &["Vogelaarwijk", "40 wijken"],
                &["probleemwijk"],
            )]
        };
        assert_eq!(
            widened(terms(), "Vogelaarwijken"),
            ["krachtwijk Synonym", "40 wijken Synonym"]
        );
        assert_eq!(
            widened(terms(), "krachtwijken"),
            ["Vogelaarwijk Synonym", "40 wijken Synonym"],
            "a hidden label is not looked for"
        );
        assert_eq!(
            widened(terms(), "40 wijken").len(),
            2,
            "a label of two words"
        );
        assert_eq!(widened(terms(), "probleemwijk").len(), 3);
        assert_eq!(widened(terms(), "wijk"), [""; 0]);
    }

    #[test]
    fn everyday_words_do_not_widen() {
        let mut everyday = term("wijk", "wijk", &["buurt"], &["kwartier"]);
        everyday.expand = false;
        assert_eq!(widened(vec![everyday.clone()], "buurt"), [""; 0]);
        assert_eq!(
            widened(vec![everyday], "kwartier"),
            ["wijk Synonym", "buurt Synonym"]
        );
    }

    #[test]
    fn narrower_terms_come_along() {
        let mut narrower = term("jeugdoverlast", "jeugdoverlast", &["hangjongeren"], &[]);
        narrower.broader = vec!["term/overlast".parse().unwrap()];
        let terms = vec![narrower, term("overlast", "overlast", &["hinder"], &[])];
        assert_eq!(
            widened(terms.clone(), "overlast"),
            [
                "hinder Synonym",
                "jeugdoverlast Narrower",
                "hangjongeren Narrower"
            ]
        );
        assert_eq!(widened(terms, "jeugdoverlast"), ["hangjongeren Synonym"]);
    }
}
