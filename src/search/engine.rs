//! The border between search and the engine that holds the words.
//!
//! Everything that crosses it is analysed already: an engine stores and finds tokens, and never sees
//! what a reader typed. That keeps it small enough for another engine to stand behind it.

use std::fmt;

use crate::content::PageId;

use super::facets::Facet;
use super::period::Years;
use super::record::Stored;
use super::schema::Field;

/// What an engine is asked: which pages, in which order, how many of them.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Each of these must be found on a page.
    pub required: Vec<Group>,
    /// At least `minimum` of these must be found.
    pub optional: Vec<Group>,
    /// How many of `optional` are enough.
    pub minimum: usize,
    /// None of these may be found.
    pub excluded: Vec<Group>,
    /// Pages that go to the top, by a name that is theirs (see [`Prepared::names`]), with what that
    /// adds to their score. They need not match otherwise.
    ///
    /// [`Prepared::names`]: super::index::Prepared::names
    pub lifts: Vec<(String, f32)>,
    /// Only pages with one of the values of each facet named here.
    pub filters: Vec<(Facet, Vec<String>)>,
    /// Only pages without these values.
    pub without: Vec<(Facet, String)>,
    /// Only pages about a year in this span.
    pub period: Option<Years>,
    /// The order of the pages.
    pub sort: Sort,
    /// How many pages to leave out at the front.
    pub offset: usize,
    /// How many pages to give.
    pub limit: usize,
}

/// One thing asked for, in whichever of these ways it is found.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What was asked, for explanations.
    pub label: String,
    /// The ways in which it can be found. The best on a page counts.
    pub ways: Vec<Way>,
}

/// One way to find what was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// What to look for.
    pub matcher: Matcher,
    /// What finding it is worth: 1 for what was asked, less for what comes near.
    pub weight: f32,
}

/// What an engine looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    /// A word by its stem; the same form is worth more.
    Word(Atom),
    /// Words at positions that follow each other, in one field.
    Phrase(Vec<Atom>),
    /// Any of these exact forms.
    Forms(Vec<String>),
}

/// A word as tokens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Atom {
    /// Its stem.
    pub stem: String,
    /// Its exact form.
    pub form: String,
}

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Last changed first.
    Date,
}

/// What an engine found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// How many hits there are in all; twins are one hit.
    pub total: usize,
    /// The hits asked for, in order.
    pub hits: Vec<FoundPage>,
    /// Exact counts of pages for every facet.
    pub facets: Vec<(Facet, Vec<(String, usize)>)>,
}

/// A page that an engine found.
#[derive(Debug, Clone)]
pub struct FoundPage {
    /// What the engine knows it by; for [`Engine::fetch`].
    pub key: u32,
    /// Its id.
    pub id: PageId,
    /// How well it answers.
    pub score: f32,
    /// Its twins that were found too.
    pub also: Vec<PageId>,
}

/// A page as it is shown: what was stored, and the values by which it can be narrowed.
#[derive(Debug, Clone, Default)]
pub struct Fetched {
    /// What was stored of it.
    pub stored: Stored,
    /// Its values, by facet.
    pub facets: Vec<(Facet, Vec<String>)>,
    /// When it was last changed.
    pub updated: Option<jiff::civil::Date>,
}

/// One reason why a page stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// What was asked: the word or phrase, or what lifts the page.
    pub asked: String,
    /// Where it was found; none for what is not found in a field.
    pub field: Option<Field>,
    /// How often it stands there.
    pub times: u32,
    /// Whether it stands there in the exact form asked.
    pub exact: bool,
    /// How rare it is among all pages.
    pub rarity: f32,
    /// What this alone is worth.
    pub value: f32,
    /// Whether it is the best for what was asked, and so counts in full.
    pub best: bool,
}

/// An engine that holds the tokens of all pages. Safe to use from many threads at once.
pub trait Engine: Send + Sync + fmt::Debug {
    /// How many pages it holds.
    fn pages(&self) -> usize;
    /// Finds pages.
    fn run(&self, plan: &Plan) -> Result<Found, EngineError>;
    /// Gives what was stored of a page.
    fn fetch(&self, key: u32) -> Result<Fetched, EngineError>;
    /// Whether some page has this value of a facet.
    fn has_value(&self, facet: Facet, value: &str) -> bool;
    /// Whether some page has this word, in any inflected form.
    fn has_word(&self, atom: &Atom) -> Result<bool, EngineError>;
    /// The forms that begin with `prefix`, the most frequent ones if there are more than `limit`.
    fn expand(&self, prefix: &str, limit: usize) -> Result<Vec<String>, EngineError>;
    /// Why a page scores as it does; none if it is not found.
    fn explain(&self, plan: &Plan, id: &PageId) -> Result<Option<Vec<Contribution>>, EngineError>;
}

/// The engine could not read its own files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineError(pub String);

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the index cannot be read: {}", self.0)
    }
}

impl std::error::Error for EngineError {}
