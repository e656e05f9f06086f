//! The searcher: an open index that answers requests, from any number of threads at once.
//!
//! 1. See whether the request keeps within its bounds; all faults are told together.
//! 2. Read the query and plan it.
//! 3. Let the engine find, filter, count and order.
//! 4. For the pages shown only: fetch what is stored, and mark what was asked.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;

use crate::content::PageId;
use crate::language::{Analyzer, Session};

use super::answer::{self, Answer, Candidate};
use super::engine::{Engine, EngineError, Enough, Explained, Fetched, FoundPage, Sort};
use super::facets::{Count, Facet};
use super::fragments::{SectionHit, fragments, section_hits};
use super::highlight::{Fragment, Wanted, html};
use super::manifest::{IndexError, Manifest};
use super::period::Years;
use super::plan::{Features, Means, Planned, plan};
use super::query::{self, Reason, Refusal};
use super::tantivy::Reader;
use super::thesaurus::{Table, Thesaurus};

/// Most results on a page of them.
pub const MAX_PER_PAGE: usize = 100;

/// Results further on than this are not shown: nobody reads them, and finding them costs most.
pub const MAX_RESULTS: usize = 10_000;

/// Bytes of text that are analysed for highlights in one answer. A hundred pages of usual length
/// stay far below it; it bounds what a few enormous pages can cost.
const MAX_HIGHLIGHTED: usize = 2_000_000;

/// Sessions kept for later requests.
const MAX_SESSIONS: usize = 32;

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
    pub facets: Vec<(Facet, Vec<String>)>,
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

/// An index that is open for searching, with the thesaurus that belongs to it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Searcher {
    engine: Arc<dyn Engine>,
    manifest: Arc<Manifest>,
    analyzer: Analyzer,
    thesaurus: Arc<Thesaurus>,
    features: Features,
    sessions: Arc<Mutex<Vec<Session>>>,
}

impl Searcher {
    /// Opens the index in `dir`.
    pub fn open(dir: &Path, analyzer: &Analyzer) -> Result<Searcher, IndexError> {
        let manifest = Manifest::read(dir, analyzer.fingerprint())?;
        let damaged = |error: EngineError| IndexError::Damaged(dir.into(), error.0);
        let engine = Reader::open(dir).map_err(damaged)?;
        if engine.pages() != manifest.pages() {
            let what = format!(
                "it holds {} pages instead of {}",
                engine.pages(),
                manifest.pages()
            );
            return Err(IndexError::Damaged(dir.into(), what));
        }
        Ok(Searcher {
            engine: Arc::new(engine),
            manifest: Arc::new(manifest),
            analyzer: analyzer.clone(),
            thesaurus: Arc::default(),
            features: Features::ALL,
            sessions: Arc::default(),
        })
    }

    /// The same index with this thesaurus.
    pub fn with_thesaurus(&self, table: &Table) -> Searcher {
        Searcher {
            thesaurus: Arc::new(Thesaurus::new(table, &self.analyzer)),
            ..self.clone()
        }
    }

    /// The same index, searched by these means only.
    pub fn with_features(&self, features: Features) -> Searcher {
        Searcher {
            features,
            ..self.clone()
        }
    }

    /// The twins of a page.
    pub fn twins(&self, id: &PageId) -> Vec<PageId> {
        self.engine.twins(id)
    }

    /// How many pages the index holds.
    pub fn pages(&self) -> usize {
        self.engine.pages()
    }

    /// Whether some page has this value of a facet.
    pub fn has_value(&self, facet: Facet, value: &str) -> bool {
        self.engine.has_value(facet, value)
    }

    /// Answers a request.
    pub fn search(&self, request: &Request) -> Result<Response, SearchError> {
        let mut session = self.session();
        let response = self.respond(request, &mut session);
        self.give_back(session);
        response
    }

    /// Tells why a page stands where it stands; nothing if it is not found.
    pub fn explain(
        &self,
        request: &Request,
        id: &PageId,
    ) -> Result<Option<Explanation>, SearchError> {
        let mut session = self.session();
        let planned = self.planned(request, &mut session);
        self.give_back(session);
        let plan = planned?.plan;
        let asked = plan.groups.len();
        let explained = self.engine.explain(&plan, id)?;
        Ok(explained.map(|explained| Explanation {
            explained,
            enough: plan.enough,
            asked,
        }))
    }

    fn respond(&self, request: &Request, session: &mut Session) -> Result<Response, SearchError> {
        let Planned {
            plan,
            wanted,
            nothing,
            widened_with,
            did_you_mean,
            asked,
        } = self.planned(request, session)?;
        if nothing {
            return Ok(Response::default());
        }
        let found = self.engine.run(&plan)?;
        let mut pages = Vec::with_capacity(found.hits.len());
        for page in found.hits {
            let fetched = self.engine.fetch(page.key)?;
            pages.push((page, fetched));
        }
        let first = request.page == 1 && request.sort == Sort::Relevance;
        let answer = if first {
            let candidates: Vec<Candidate<'_>> = (pages.iter())
                .map(|(found, page)| Candidate {
                    id: &found.id,
                    page,
                    twins: &found.also,
                })
                .collect();
            let mut answer = answer::find(&asked, &wanted, &candidates, &*self.engine, session)?;
            for source in answer.iter_mut().flat_map(|answer| &mut answer.sources) {
                let title = self.manifest.label(Facet::Source, &source.id.slug);
                source.title = title.to_owned();
            }
            answer
        } else {
            None
        };
        let mut budget = MAX_HIGHLIGHTED;
        let hits = (pages.into_iter())
            .map(|(page, fetched)| hit(page, fetched, &wanted, session, &mut budget))
            .collect();
        let count = |facet: Facet, (value, pages): (String, usize)| Count {
            label: self.manifest.label(facet, &value).to_owned(),
            value,
            pages,
        };
        let facets = (found.facets.into_iter())
            .map(|(facet, counts)| {
                (
                    facet,
                    counts.into_iter().map(|one| count(facet, one)).collect(),
                )
            })
            .collect();
        Ok(Response {
            total: found.total,
            hits,
            facets,
            did_you_mean,
            widened_with,
            only_related: found.only_related,
            answer,
        })
    }

    /// Reads a request whole, or tells everything that is wrong with it.
    fn planned(&self, request: &Request, session: &mut Session) -> Result<Planned, SearchError> {
        let mut refusals = Vec::new();
        let mut refuse = |parameter, reason| refusals.push(Refusal { parameter, reason });
        if !(1..=MAX_PER_PAGE).contains(&request.per_page) {
            refuse("perPagina", Reason::OutOfRange(1, MAX_PER_PAGE));
        }
        if request.page == 0 {
            refuse("pagina", Reason::OutOfRange(1, MAX_RESULTS));
        } else if (request.page - 1).saturating_mul(request.per_page.max(1)) >= MAX_RESULTS {
            refuse("pagina", Reason::TooFar(MAX_RESULTS));
        }
        for (facet, value) in &request.filters {
            if !self.engine.has_value(*facet, value) {
                refuse(facet.name(), Reason::UnknownValue(value.clone()));
            }
        }
        let period = request
            .period
            .as_deref()
            .map(|text| text.parse::<Years>().map_err(|()| text));
        if let Some(Err(text)) = period {
            refuse("periode", Reason::NotAPeriod(text.to_owned()));
        }
        let query = query::parse(&request.q, &|facet, value| {
            self.engine.has_value(facet, value)
        });
        let query = match query {
            Ok(query) if refusals.is_empty() => query,
            Ok(_) => return Err(SearchError::Refused(refusals)),
            Err(refusal) => {
                refusals.push(refusal);
                return Err(SearchError::Refused(refusals));
            }
        };
        let mut planned = plan(&query, &request.q, session, self.means())?;
        let plan = &mut planned.plan;
        for (facet, value) in request.filters.iter().chain(&query.filters) {
            match plan.filters.iter_mut().find(|(known, _)| known == facet) {
                Some((_, values)) => values.push(value.clone()),
                None => plan.filters.push((*facet, vec![value.clone()])),
            }
        }
        plan.without = query.without;
        plan.period = match (period, query.period) {
            (Some(Ok(asked)), Some(typed)) => Some(Years {
                from: asked.from.max(typed.from),
                to: asked.to.min(typed.to),
            }),
            (Some(Ok(asked)), None) => Some(asked),
            (_, typed) => typed,
        };
        plan.sort = request.sort;
        plan.offset = (request.page - 1) * request.per_page;
        plan.limit = request.per_page.min(MAX_RESULTS - plan.offset);
        Ok(planned)
    }

    fn means(&self) -> Means<'_> {
        Means {
            engine: &*self.engine,
            thesaurus: &self.thesaurus,
            features: self.features,
        }
    }

    fn session(&self) -> Session {
        let free = self
            .sessions
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .pop();
        free.unwrap_or_else(|| self.analyzer.session())
    }

    fn give_back(&self, session: Session) {
        let mut sessions = self
            .sessions
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if sessions.len() < MAX_SESSIONS {
            sessions.push(session);
        }
    }
}

/// A page as it is shown.
fn hit(
    page: FoundPage,
    fetched: Fetched,
    wanted: &Wanted,
    session: &mut Session,
    budget: &mut usize,
) -> Hit {
    let stored = fetched.stored;
    let text = &stored.text[..stored.text.floor_char_boundary(*budget)];
    *budget -= text.len();
    let marks = wanted.marks(session, text);
    let mut best = fragments(text, &marks, &stored.sections);
    if best.is_empty() {
        let points = stored
            .key_points
            .iter()
            .map(|point| (point, wanted.marks(session, point)));
        best.extend(
            points
                .filter_map(|(point, marks)| fragments(point, &marks, &[]).into_iter().next())
                .take(1),
        );
    }
    let title_html = html(&stored.title, &wanted.marks(session, &stored.title));
    let summary_html = html(&stored.summary, &wanted.marks(session, &stored.summary));
    Hit {
        id: page.id,
        also: page.also,
        title_html,
        summary_html,
        fragments: best,
        sections: section_hits(text, &marks, &stored.sections),
        url: stored.url,
        title: stored.title,
        number: stored.number,
        summary: stored.summary,
        facets: fetched.facets,
        knowledge_of: stored.knowledge_of,
        updated: fetched.updated,
        score: page.score,
    }
}
