//! What a searcher is asked and what it answers.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::content::PageId;

use super::answer::Answer;
use super::engine::{EngineError, Enough, Explained, Sort};
use super::facets::{Count, Facet};
use super::fragments::SectionHit;
use super::highlight::Fragment;
use super::query::Refusal;

/// A request for results.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What was typed. Empty: all pages, narrowed by the filters.
    pub q: String,
    /// Values that pages must have: one of those of the same facet, for every facet named.
    pub filters: Vec<(Facet, String)>,
    /// A span of years in EDTF, that pages must be about: `1994/2009`.
    pub period: Option<String>,
    /// Which page of results, from 1.
    pub page: usize,
    /// How many results on a page.
    pub per_page: usize,
    /// Their order.
    pub sort: Sort,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            q: String::new(),
            filters: Vec::new(),
            period: None,
            page: 1,
            per_page: 10,
            sort: Sort::default(),
        }
    }
}

/// The answer to a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    /// How many hits there are in all; twins are one hit.
    pub total: usize,
    /// The hits on this page of results.
    pub hits: Vec<Hit>,
    /// Counts of pages for every facet, in the order in which facets are shown.
    pub facets: Vec<(Facet, Vec<Count>)>,
    /// What the reader probably meant.
    pub did_you_mean: Option<String>,
    /// Words that were looked for besides those asked.
    pub widened_with: Vec<String>,
    /// Whether no hit has what was asked itself: only synonyms, parts or likenesses of it.
    pub only_related: bool,
    /// What answers outright, word for word.
    pub answer: Option<Answer>,
}

/// A page found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: PageId,
    /// Its twins, as far as the filters let them pass.
    pub also: Vec<PageId>,
    /// Its address, root-relative.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its title as HTML, marked.
    pub title_html: String,
    /// Its number, for chapters that have one.
    pub number: Option<String>,
    /// Its summary.
    pub summary: String,
    /// Its summary as HTML, marked.
    pub summary_html: String,
    /// The best of its text: from the text itself, else from its key points.
    pub fragments: Vec<Fragment>,
    /// The sections in which most of what was asked stands.
    pub sections: Vec<SectionHit>,
    /// Its values, by facet.
    pub facets: Arc<[(Facet, Vec<String>)]>,
    /// How old what it says is.
    pub knowledge_of: Option<String>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// How well it answers.
    pub score: f32,
}

impl Hit {
    /// Its values of a facet.
    pub fn values(&self, facet: Facet) -> &[String] {
        self.facets
            .iter()
            .find(|(own, _)| *own == facet)
            .map_or(&[], |(_, values)| values)
    }
}

/// Why a page stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// How its score came about.
    pub explained: Explained,
    /// How much of what was asked a page must have.
    pub enough: Enough,
    /// How many things were asked.
    pub asked: usize,
}

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchError {
    /// The request is at fault; every fault of it.
    Refused(Vec<Refusal>),
    /// The index is at fault.
    Engine(EngineError),
}

impl From<EngineError> for SearchError {
    fn from(error: EngineError) -> Self {
        SearchError::Engine(error)
    }
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SearchError::Refused(refusals) => {
                for (at, refusal) in refusals.iter().enumerate() {
                    write!(f, "{}{refusal}", if at == 0 { "" } else { "; " })?;
                }
                Ok(())
            }
            SearchError::Engine(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SearchError {}
