//! Facets: by what a search can be narrowed, and how many pages each narrowing would leave.
//!
//! [`FACETS`] is the one table of names. A [`Column`] holds the values of one facet for all pages, in
//! memory, so that counting is a walk over arrays. A facet ignores its own filter: its counts say
//! what would be found if another of its values were chosen. That takes one pass: a page that passes
//! all filters counts for every facet, a page that fails exactly one counts for that facet only.

use serde::{Deserialize, Serialize};

use crate::content::front_matter::{Evidence, Party, Role};
use crate::content::kind::KINDS;

/// A property by whose values a search can be narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the table below describes them")]
pub enum Facet {
    Kind,
    Theme,
    Problem,
    Step,
    Policy,
    Place,
    Role,
    Party,
    Evidence,
    Author,
    Source,
}

/// How many facets there are.
pub const COUNT: usize = 11;

/// The facets in the order in which they are shown, with the name each has in queries and answers.
pub const FACETS: [(Facet, &str); COUNT] = [
    (Facet::Kind, "soort"),
    (Facet::Theme, "thema"),
    (Facet::Problem, "probleem"),
    (Facet::Step, "stap"),
    (Facet::Policy, "beleid"),
    (Facet::Place, "plaats"),
    (Facet::Role, "rol"),
    (Facet::Party, "partij"),
    (Facet::Evidence, "bewijs"),
    (Facet::Author, "auteur"),
    (Facet::Source, "bron"),
];

/// The names of all kinds of page.
const KIND_NAMES: [&str; KINDS.len()] = {
    let mut names = [""; KINDS.len()];
    let mut at = 0;
    while at < KINDS.len() {
        names[at] = KINDS[at].dutch;
        at += 1;
    }
    names
};

impl Facet {
    /// The values that it has in every guide, whether a page has them or not; none where the guide
    /// decides which there are.
    pub fn choices(self) -> Option<&'static [&'static str]> {
        match self {
            Facet::Kind => Some(&KIND_NAMES),
            Facet::Role => Some(Role::CHOICES),
            Facet::Party => Some(Party::CHOICES),
            Facet::Evidence => Some(Evidence::CHOICES),
            Facet::Theme
            | Facet::Problem
            | Facet::Step
            | Facet::Policy
            | Facet::Place
            | Facet::Author
            | Facet::Source => None,
        }
    }

    /// All facets, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Facet> {
        FACETS.iter().map(|(facet, _)| *facet)
    }

    /// The name of the filter: `soort`.
    pub fn name(self) -> &'static str {
        FACETS[self as usize].1
    }

    /// The facet whose filter is called `name`.
    pub fn from_name(name: &str) -> Option<Facet> {
        FACETS
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(facet, _)| *facet)
    }
}

/// How many pages have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value as filters name it.
    pub value: String,
    /// The value as readers see it.
    pub label: String,
    /// Pages found that have it.
    pub pages: usize,
}

/// The values of one facet for all pages: `ordinals[starts[page]..starts[page + 1]]`.
#[derive(Debug, Clone, Default)]
pub struct Column {
    values: Vec<Box<str>>,
    starts: Vec<u32>,
    ordinals: Vec<u32>,
}

impl Column {
    /// A column over the distinct `values`, in their order, without pages yet.
    pub fn new(values: Vec<Box<str>>) -> Self {
        Column {
            values,
            starts: vec![0],
            ordinals: Vec::new(),
        }
    }

    /// Adds the next page, with its values by ordinal.
    pub fn push(&mut self, ordinals: impl Iterator<Item = u32>) {
        self.ordinals.extend(ordinals);
        self.starts.push(self.ordinals.len() as u32);
    }

    /// The ordinals of a page's values.
    pub fn of(&self, page: u32) -> &[u32] {
        let page = page as usize;
        &self.ordinals[self.starts[page] as usize..self.starts[page + 1] as usize]
    }

    /// The distinct values; an ordinal is an index into them.
    pub fn values(&self) -> &[Box<str>] {
        &self.values
    }

    /// The ordinal of `value`.
    pub fn ordinal(&self, value: &str) -> Option<u32> {
        self.values
            .iter()
            .position(|known| **known == *value)
            .map(|at| at as u32)
    }
}

/// One filter, ready for testing pages: which ordinals of a facet's column let a page pass.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The facet that is narrowed.
    pub facet: Facet,
    /// By ordinal: whether a page with that value passes.
    pub passes: Vec<bool>,
}

impl Chosen {
    /// The filter that lets pages pass with any of `values`; values that no page has let none pass.
    pub fn new(facet: Facet, values: &[String], column: &Column) -> Self {
        let mut passes = vec![false; column.values().len()];
        for ordinal in values.iter().filter_map(|value| column.ordinal(value)) {
            passes[ordinal as usize] = true;
        }
        Chosen { facet, passes }
    }

    /// Whether a page passes.
    pub fn admits(&self, column: &Column, page: u32) -> bool {
        column
            .of(page)
            .iter()
            .any(|ordinal| self.passes[*ordinal as usize])
    }
}

/// Counts in the making: for each facet, by ordinal.
#[derive(Debug)]
pub struct Tallies(Vec<Vec<u32>>);

impl Tallies {
    /// Nothing counted yet. `columns` has one column a facet, in their order.
    pub fn new(columns: &[Column]) -> Self {
        Tallies(
            columns
                .iter()
                .map(|column| vec![0; column.values().len()])
                .collect(),
        )
    }

    /// Counts a page that passes all filters (`failed` is none) or all but that of one facet.
    pub fn count(&mut self, columns: &[Column], page: u32, failed: Option<Facet>) {
        let mut one = |facet: Facet| {
            let column = &columns[facet as usize];
            for ordinal in column.of(page) {
                self.0[facet as usize][*ordinal as usize] += 1;
            }
        };
        match failed {
            Some(facet) => one(facet),
            None => Facet::all().for_each(one),
        }
    }

    /// Counts pages that pass all filters: one facet after the other, for each of which `pages` gives
    /// all of them.
    pub fn count_all<P: Iterator<Item = u32>>(
        &mut self,
        columns: &[Column],
        pages: impl Fn() -> P,
    ) {
        for (column, tally) in columns.iter().zip(&mut self.0) {
            if tally.is_empty() {
                continue;
            }
            for page in pages() {
                for ordinal in column.of(page) {
                    tally[*ordinal as usize] += 1;
                }
            }
        }
    }

    /// The counts of every facet: values that some page has, or that were chosen; most pages first,
    /// then by value.
    pub fn into_counts(
        self,
        columns: &[Column],
        chosen: &[Chosen],
    ) -> Vec<(Facet, Vec<(String, usize)>)> {
        let mut all = Vec::with_capacity(COUNT);
        for (facet, tally) in Facet::all().zip(self.0) {
            let is_chosen = |at: usize| {
                chosen
                    .iter()
                    .any(|one| one.facet == facet && one.passes[at])
            };
            let values = columns[facet as usize].values();
            let mut counts: Vec<(String, usize)> = (tally.iter().enumerate())
                .filter(|(at, pages)| **pages > 0 || is_chosen(*at))
                .map(|(at, pages)| (values[at].to_string(), *pages as usize))
                .collect();
            counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            all.push((facet, counts));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_at_its_facet() {
        for (at, (facet, name)) in FACETS.iter().enumerate() {
            assert_eq!(*facet as usize, at);
            assert_eq!(Facet::from_name(name), Some(*facet));
            assert_eq!(facet.name(), *name);
        }
    }

    #[test]
    fn columns_know_pages_and_values() {
        let mut column = Column::new(vec!["a".into(), "b".into()]);
        column.push([0, 1].into_iter());
        column.push([].into_iter());
        column.push([1].into_iter());
        assert_eq!(column.of(0), [0, 1]);
        assert_eq!(column.of(1), [0u32; 0]);
        assert_eq!(column.of(2), [1]);
        assert_eq!(column.ordinal("b"), Some(1));
        let filter = Chosen::new(Facet::Theme, &["a".into(), "zzz".into()], &column);
        assert_eq!(
            [0, 1, 2].map(|page| filter.admits(&column, page)),
            [true, false, false]
        );
    }
}
