//! Facets: by what a search can be narrowed, and how many pages each narrowing would leave.
//!
//! [`FACETS`] is the one table of names. A [`Table`] holds the values of all pages, in memory, so that
//! counting is a walk over arrays. A facet ignores its own filter: its counts say
//! what would be found if another of its values were chosen. That takes one pass: a page that passes
//! all filters counts for every facet, a page that fails exactly one counts for that facet only.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

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

/// A value by which a search can be narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value as filters name it.
    pub value: Box<str>,
    /// The value as readers see it.
    pub label: Box<str>,
}

/// How many pages have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value; all answers share it.
    pub choice: Arc<Choice>,
    /// Pages found that have it.
    pub pages: usize,
}

/// A value that pages found have: which of a facet's values, in their order, and how many pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Its ordinal.
    pub ordinal: u32,
    /// Pages found that have it.
    pub pages: u32,
}

/// The values of one property for all pages: `ordinals[starts[page]..starts[page + 1]]`.
#[derive(Debug, Clone)]
pub struct Column {
    values: Vec<Box<str>>,
    starts: Vec<u32>,
    ordinals: Vec<u32>,
}

impl Column {
    /// A column over the distinct `values`, in order, without pages yet.
    pub fn new(values: Vec<Box<str>>) -> Self {
        Column {
            values,
            starts: vec![0],
            ordinals: Vec::new(),
        }
    }

    /// Adds the next page, with its values by ordinal, in order.
    pub fn push(&mut self, ordinals: impl Iterator<Item = u32>) {
        self.ordinals.extend(ordinals);
        self.starts.push(self.ordinals.len() as u32);
    }

    /// The ordinals of a page's values.
    pub fn of(&self, page: u32) -> &[u32] {
        let page = page as usize;
        &self.ordinals[self.starts[page] as usize..self.starts[page + 1] as usize]
    }

    /// The distinct values, in order; an ordinal is an index into them.
    pub fn values(&self) -> &[Box<str>] {
        &self.values
    }

    fn pages(&self) -> u32 {
        self.starts.len() as u32 - 1
    }
}

impl Default for Column {
    fn default() -> Self {
        Column::new(Vec::new())
    }
}

/// The values of all facets for all pages.
///
/// Values are numbered through: those of the first facet, then those of the next. What a page has of all
/// facets stands together, so that counting a page reads one stretch of memory.
#[derive(Debug, Clone, Default)]
pub struct Table {
    values: Vec<Vec<Box<str>>>,
    /// The number of the first value of each facet, and how many there are in all.
    first: [u32; COUNT + 1],
    together: Column,
}

impl Table {
    /// The table of these columns, one a facet, in the order of the facets.
    pub fn new(columns: [Column; COUNT]) -> Self {
        let mut first = [0; COUNT + 1];
        for (at, column) in columns.iter().enumerate() {
            first[at + 1] = first[at] + column.values.len() as u32;
        }
        let pages = columns.iter().map(Column::pages).min().unwrap_or(0);
        let mut together = Column::new(Vec::new());
        for page in 0..pages {
            let numbered = columns.iter().zip(first);
            together.push(numbered.flat_map(|(column, first)| {
                let ordinals = column.of(page).iter();
                ordinals.map(move |ordinal| first + ordinal)
            }));
        }
        Table {
            values: columns.map(|column| column.values).into(),
            first,
            together,
        }
    }

    /// The distinct values of a facet, in order.
    pub fn values(&self, facet: Facet) -> &[Box<str>] {
        &self.values[facet as usize]
    }

    /// The values of a page.
    pub fn values_of(&self, facet: Facet, page: u32) -> impl Iterator<Item = &str> {
        let (values, of_facet) = (self.values(facet), self.range(facet));
        let first = of_facet.start;
        let own = self.numbers(page).iter();
        own.filter(move |number| of_facet.contains(number))
            .map(move |number| &*values[(number - first) as usize])
    }

    /// The number of a value; none if no page has it.
    pub fn number(&self, facet: Facet, value: &str) -> Option<u32> {
        let values = self.values(facet);
        let at = values.binary_search_by(|known| (**known).cmp(value));
        at.ok().map(|at| self.first[facet as usize] + at as u32)
    }

    /// Whether a page has the value of this number.
    pub fn has(&self, page: u32, number: u32) -> bool {
        self.numbers(page).contains(&number)
    }

    /// The numbers of all values of a page.
    fn numbers(&self, page: u32) -> &[u32] {
        self.together.of(page)
    }

    /// The numbers of the values of a facet.
    fn range(&self, facet: Facet) -> Range<u32> {
        self.first[facet as usize]..self.first[facet as usize + 1]
    }

    fn all(&self) -> usize {
        self.first[COUNT] as usize
    }
}

/// One filter, ready for testing pages: which values let a page pass.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The facet that is narrowed.
    pub facet: Facet,
    /// By number.
    passes: Vec<bool>,
}

impl Chosen {
    /// The filter that lets pages pass with any of `values`; values that no page has let none pass.
    pub fn new(facet: Facet, values: &[String], table: &Table) -> Self {
        let mut passes = vec![false; table.all()];
        for number in values.iter().filter_map(|value| table.number(facet, value)) {
            passes[number as usize] = true;
        }
        Chosen { facet, passes }
    }

    /// Whether a page passes.
    pub fn admits(&self, table: &Table, page: u32) -> bool {
        let mut numbers = table.numbers(page).iter();
        numbers.any(|number| self.passes[*number as usize])
    }
}

/// Counts in the making, by the number of the value.
#[derive(Debug)]
pub struct Tallies(Vec<u32>);

impl Tallies {
    /// Nothing counted yet.
    pub fn new(table: &Table) -> Self {
        Tallies(vec![0; table.all()])
    }

    /// Counts a page that passes all filters.
    pub fn count(&mut self, table: &Table, page: u32) {
        for number in table.numbers(page) {
            self.0[*number as usize] += 1;
        }
    }

    /// Counts a page that passes all filters but that of one facet.
    pub fn count_for(&mut self, table: &Table, page: u32, facet: Facet) {
        let of_facet = table.range(facet);
        for number in table.numbers(page) {
            if of_facet.contains(number) {
                self.0[*number as usize] += 1;
            }
        }
    }

    /// The counts of every facet: values that some page has, or that were chosen; most pages first,
    /// then by value.
    pub fn into_counts(self, table: &Table, chosen: &[Chosen]) -> Vec<(Facet, Vec<Counted>)> {
        let counts = Facet::all().map(|facet| {
            let numbers = table.range(facet);
            let first = numbers.start;
            let is_chosen = |number: u32| {
                let mut filters = chosen.iter().filter(|one| one.facet == facet);
                filters.any(|one| one.passes[number as usize])
            };
            let mut counts: Vec<Counted> = numbers
                .map(|number| (number, self.0[number as usize]))
                .filter(|(number, pages)| *pages > 0 || is_chosen(*number))
                .map(|(number, pages)| Counted {
                    ordinal: number - first,
                    pages,
                })
                .collect();
            counts.sort_unstable_by_key(|one| (Reverse(one.pages), one.ordinal));
            (facet, counts)
        });
        counts.collect()
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
    fn a_table_knows_pages_and_values() {
        let mut columns: [Column; COUNT] = Default::default();
        for (at, column) in columns.iter_mut().enumerate() {
            let values = [format!("a{at}").into(), format!("b{at}").into()];
            *column = Column::new(values.into());
            column.push([0, 1].into_iter());
            column.push([].into_iter());
            column.push([1].into_iter());
        }
        let table = Table::new(columns);
        let values = |page| table.values_of(Facet::Theme, page).collect::<Vec<_>>();
        assert_eq!(values(0), ["a1", "b1"]);
        assert_eq!(values(1), [""; 0]);
        assert_eq!(values(2), ["b1"]);
        assert_eq!(table.number(Facet::Theme, "zzz"), None);
        let number = table.number(Facet::Theme, "b1").unwrap();
        assert_eq!(
            [0, 1, 2].map(|page| table.has(page, number)),
            [true, false, true]
        );
        let filter = Chosen::new(Facet::Theme, &["a1".into(), "zzz".into()], &table);
        assert_eq!(
            [0, 1, 2].map(|page| filter.admits(&table, page)),
            [true, false, false]
        );

        let mut tallies = Tallies::new(&table);
        tallies.count(&table, 2);
        tallies.count_for(&table, 0, Facet::Theme);
        let counts = tallies.into_counts(&table, &[]);
        let counted = |facet: Facet| {
            let (_, counts) = &counts[facet as usize];
            let each = counts.iter().map(|one| (one.ordinal, one.pages));
            each.collect::<Vec<_>>()
        };
        assert_eq!(counted(Facet::Theme), [(1, 2), (0, 1)]);
        assert_eq!(counted(Facet::Kind), [(1, 1)]);
    }
}
