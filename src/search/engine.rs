//! The border between search and the engine that holds the words.
//!
//! Everything that crosses it is analysed already: an engine stores and finds tokens, and never sees
//! what a reader typed. That keeps it small enough for another engine to stand behind it.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::content::{Kind, PageId};

use super::facets::{Counted, Facet};
use super::neighbours::{Neighbours, Pair};
use super::period::Years;
use super::record::Stored;
use super::schema::Field;

/// What an engine is asked: which pages, in which order, how many of them.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The things asked for.
    pub groups: Vec<Group>,
    /// Which share of them a page must have.
    pub enough: Enough,
    /// What lifts pages that are found anyway, such as the words asked next to each other.
    pub boosts: Vec<Group>,
    /// None of these may be found.
    pub excluded: Vec<Group>,
    /// Pages that go to the top, by a name that is theirs (see [`Prepared::names`]), with what that
    /// adds to their score. They need not match otherwise.
    ///
    /// [`Prepared::names`]: super::index::Prepared::names
    pub lifts: Vec<(String, f32)>,
    /// A light preference between kinds of page, beside the one that always holds.
    pub favours: Option<Kind>,
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
    /// Whether all fields are worth the same and kinds do not matter: what a search without ranking of
    /// its own does, for comparison.
    pub plain: bool,
}

/// How much of what was asked a page must have.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Enough {
    /// How many of the things asked.
    pub count: usize,
    /// Which share of their weight: rare words weigh more.
    pub share: f32,
    /// And which share of what the page with most of it has.
    pub of_best: f32,
    /// Which share a page must have in the words asked themselves, so that the hits are more than
    /// related.
    pub own: f32,
    /// Which share is enough to be shown as related where no page has that much.
    pub related: f32,
}

/// One thing asked for, in whichever of these ways it is found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// What was asked, for explanations.
    pub label: String,
    /// The ways in which it can be found. The best on a page counts.
    pub ways: Vec<Way>,
    /// Whether a page must have it.
    pub required: bool,
}

/// One way to find what was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// What to look for.
    pub matcher: Matcher,
    /// What finding it is worth: 1 for what was asked, less for what comes near.
    pub weight: f32,
    /// How near it comes.
    pub nearness: Nearness,
}

/// How near a way comes to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// It is what was asked: the word in any form, joined or split.
    Own,
    /// It means the same: another label of the same term.
    Synonym,
    /// It is what was probably meant: a word that differs in a letter.
    Typo,
    /// It lies within what was asked: a narrower term, a page of the years or the kind asked.
    Narrower,
    /// It is a part of the word asked. Parts add up.
    Part,
}

/// What an engine looks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Matcher {
    /// A word by its stem; the same form is worth more.
    Word(Atom),
    /// Words at positions that follow each other, in one field.
    Phrase(Vec<Atom>),
    /// Any of these exact forms.
    Forms(Vec<String>),
    /// Pages about these years.
    Years(Years),
    /// Pages of this kind.
    Kind(Kind),
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
    /// Whether no hit has what was asked itself.
    pub only_related: bool,
    /// Exact counts of pages for every facet.
    pub facets: Vec<(Facet, Vec<Counted>)>,
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
    /// Its twins, as far as the filters let them pass.
    pub also: Vec<PageId>,
}

/// A page as it is shown: what was stored, and the values by which it can be narrowed.
#[derive(Debug, Clone, Default)]
pub struct Fetched {
    /// What was stored of it.
    pub stored: Stored,
    /// Its values, by facet.
    pub facets: Arc<[(Facet, Vec<String>)]>,
    /// When it was last changed.
    pub updated: Option<jiff::civil::Date>,
}

/// One reason why a page stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// What was asked: the word or phrase, or what lifts the page.
    pub asked: String,
    /// What was found in its stead; none if it is what was asked.
    pub through: Option<(String, Nearness)>,
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

/// Why a page scores as it does: its worth times the factor, plus the lift.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Every find on the page.
    pub reasons: Vec<Contribution>,
    /// Which share of what was asked it has.
    pub share: f32,
    /// What everything found on it is worth together.
    pub worth: f32,
    /// What that is multiplied by, for what it lacks and for its kind.
    pub factor: f32,
    /// What a name adds that is all that was asked.
    pub lift: f32,
    /// Its score.
    pub score: f32,
}

impl fmt::Display for Contribution {
    /// One line: what it is worth, what was asked, how and where it was found.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let best = if self.best { "*" } else { " " };
        write!(f, "{best}{:8.2}  {}", self.value, self.asked)?;
        if let Some((through, nearness)) = &self.through {
            write!(f, " → {through} ({nearness:?})")?;
        }
        if let Some(field) = self.field {
            write!(f, "  {} ×{}", field.info().name, self.times)?;
        }
        if self.exact {
            f.write_str("  exact")?;
        }
        if self.rarity > 0.0 {
            write!(f, "  rarity {:.2}", self.rarity)?;
        }
        Ok(())
    }
}

/// Where what is stored of a page stands. It is the same in each index that took the page over as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StoredAt {
    /// The segment, by the number that is its own in all of the world.
    pub segment: u128,
    /// Which of its pages.
    pub page: u32,
}

/// What was noted of the pages of segments, by their numbers.
pub type Notes = FxHashMap<u128, Arc<Neighbours>>;

/// An engine that holds the tokens of all pages. Safe to use from many threads at once.
pub trait Engine: Send + Sync + fmt::Debug {
    /// How many pages it holds.
    fn pages(&self) -> usize;
    /// Finds pages.
    fn run(&self, plan: &Plan) -> Result<Found, EngineError>;
    /// What the engine knows a page by.
    fn key(&self, id: &PageId) -> Option<u32>;
    /// Gives what was stored of a page.
    fn fetch(&self, key: u32) -> Result<Fetched, EngineError>;
    /// Takes note of which words stand together in the body of a page, which who read it knows: it need
    /// not be looked at again for those that do not.
    fn note(&self, key: u32, pairs: &[Pair]);
    /// Whether note was taken of a page.
    fn is_noted(&self, key: u32) -> bool;
    /// All that was noted.
    fn notes(&self) -> Notes;
    /// Goes on with what another engine noted of the segments that both have. To be called before anything
    /// else is noted or asked.
    fn take_notes(&self, notes: &Notes);
    /// Where what is stored of a page stands; none if there is no such page.
    fn stored_at(&self, key: u32) -> Option<StoredAt>;
    /// Whether some page has this value of a facet.
    fn has_value(&self, facet: Facet, value: &str) -> bool;
    /// The values that pages have of a facet, in order.
    fn values(&self, facet: Facet) -> &[Box<str>];
    /// On how many pages this word stands, in any inflected form; near enough for judging how rare it
    /// is.
    fn pages_with(&self, atom: &Atom) -> Result<usize, EngineError>;
    /// On how many pages this exact form stands, by the same measure.
    fn pages_with_form(&self, form: &str) -> Result<usize, EngineError>;
    /// The forms that begin with `prefix`, the most frequent ones if there are more than `limit`.
    fn expand(&self, prefix: &str, limit: usize) -> Result<Vec<String>, EngineError>;
    /// The forms that differ from `form` in one letter (`distance` 1) or two, with how many pages have
    /// each.
    fn similar(&self, form: &str, distance: u8) -> Result<Vec<(String, usize)>, EngineError>;
    /// The forms that contain `text`, the most frequent ones; in a large guide not all are looked at.
    fn containing(&self, text: &str, limit: usize) -> Result<Vec<String>, EngineError>;
    /// The twins of a page.
    fn twins(&self, id: &PageId) -> Vec<PageId>;
    /// Why a page scores as it does; none if it is not found.
    fn explain(&self, plan: &Plan, id: &PageId) -> Result<Option<Explained>, EngineError>;
}

/// The engine could not read its own files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineError(pub String);

impl Matcher {
    /// What is looked for, for explanations.
    pub fn label(&self) -> String {
        match self {
            Matcher::Word(atom) => atom.form.clone(),
            Matcher::Phrase(atoms) => {
                let forms: Vec<&str> = atoms.iter().map(|atom| &*atom.form).collect();
                forms.join(" ")
            }
            Matcher::Forms(forms) => match forms.as_slice() {
                [first, _, ..] => format!("{first} …"),
                forms => forms.concat(),
            },
            Matcher::Years(years) => years.to_string(),
            Matcher::Kind(kind) => kind.info().plural.to_owned(),
        }
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the index cannot be read: {}", self.0)
    }
}

impl std::error::Error for EngineError {}
