//! The searcher: an open index that answers requests, from any number of threads at once.
//!
//! 1. See whether the request keeps within its bounds; all faults are told together.
//! 2. Read the query and plan it.
//! 3. Let the engine find, filter, count and order.
//! 4. For the pages shown only: read them, unless they were read before, and mark what was asked.

use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::content::PageId;
use crate::language::{Analyzer, Session};

use super::answer::{self, Candidate};
use super::engine::{Engine, EngineError, Fetched, FoundPage, Sort};
use super::facets::{Choice, Count, Counted, Facet};
use super::fragments::{fragments, section_hits};
use super::highlight::{Marker, html};
use super::manifest::{IndexError, Manifest};
use super::period::Years;
use super::plan::{Features, Means, Planned, plan};
use super::query::{self, Reason, Refusal};
use super::reading::{Memory, Page};
use super::record::Stored;
use super::request::{Explanation, Hit, Request, Response, SearchError};
use super::tantivy::Reader;
use super::thesaurus::{Table, Thesaurus};

/// Most results on a page of them.
pub const MAX_PER_PAGE: usize = 100;

/// Results further on than this are not shown: nobody reads them, and finding them costs most.
pub const MAX_RESULTS: usize = 10_000;

/// Pages that are read ahead at a time.
const READ_AHEAD: u32 = 8;

/// Sessions kept for later requests.
const MAX_SESSIONS: usize = 32;

/// A session that has met more words than this is not kept: readers go on making typing errors, and each is
/// a word of its own.
const MAX_MET: usize = 20_000;

/// An index that is open for searching, with the thesaurus that belongs to it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Searcher {
    engine: Arc<dyn Engine>,
    manifest: Arc<Manifest>,
    analyzer: Analyzer,
    thesaurus: Arc<Thesaurus>,
    /// What a search can be narrowed by: every value of every facet.
    choices: Arc<[Vec<Arc<Choice>>]>,
    features: Features,
    sessions: Arc<Mutex<Vec<Session>>>,
    memory: Arc<Memory>,
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
        Ok(Searcher::of(
            Arc::new(engine),
            manifest,
            analyzer,
            Arc::default(),
        ))
    }

    /// A searcher over an index that is open.
    pub(super) fn of(
        engine: Arc<dyn Engine>,
        manifest: Manifest,
        analyzer: &Analyzer,
        thesaurus: Arc<Thesaurus>,
    ) -> Searcher {
        let choices = Facet::all().map(|facet| {
            let choice = |value: &str| {
                let label = manifest.label(facet, value).into();
                let value = value.into();
                Arc::new(Choice { value, label })
            };
            let values = engine.values(facet).iter();
            values.map(|value| choice(value)).collect()
        });
        Searcher {
            choices: choices.collect(),
            engine,
            manifest: Arc::new(manifest),
            analyzer: analyzer.clone(),
            thesaurus,
            features: Features::ALL,
            sessions: Arc::default(),
            memory: Arc::new(Memory::new(analyzer)),
        }
    }

    /// The same index, searched by who knows what was read in the `last` one: pages that both hold are not
    /// read again. Both must have the same analyser.
    pub fn after(self, last: &Searcher) -> Searcher {
        self.engine.take_notes(&last.engine.notes());
        let own = self.engine.notes();
        last.memory
            .present()
            .keep(|segment| own.contains_key(&segment));
        Searcher {
            memory: Arc::clone(&last.memory),
            sessions: Arc::clone(&last.sessions),
            ..self
        }
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

    /// What the index holds of the page with this id; none if it is not searched.
    pub fn stored(&self, id: &PageId) -> Result<Option<Stored>, EngineError> {
        let key = self.engine.key(id);
        key.map(|key| Ok(self.engine.fetch(key)?.stored))
            .transpose()
    }

    /// The same index, searched by who has met no word yet.
    #[cfg(test)]
    pub(super) fn with_sessions_of_its_own(&self) -> Searcher {
        Searcher {
            sessions: Arc::new(Mutex::new(vec![self.analyzer.new_session()])),
            ..self.clone()
        }
    }

    /// The same index, of which nothing was shown yet.
    #[cfg(test)]
    pub(super) fn with_memory_of_its_own(&self) -> Searcher {
        Searcher {
            memory: Arc::new(Memory::new(&self.analyzer)),
            ..self.clone()
        }
    }

    /// How many pages the index holds, those that are gone too, and of how many it is known which words
    /// stand together.
    #[cfg(test)]
    pub(super) fn pages_noted(&self) -> (usize, usize) {
        let stored = |key: &u32| self.engine.stored_at(*key).is_some();
        let keys: Vec<u32> = (0..).take_while(stored).collect();
        let noted = keys.iter().filter(|key| self.engine.is_noted(**key));
        (keys.len(), noted.count())
    }

    /// How many words the sessions that are kept have met.
    #[cfg(test)]
    pub(super) fn words_met(&self) -> usize {
        let sessions = self.sessions.lock().unwrap();
        sessions.iter().map(Session::remembered).sum()
    }

    /// How many pages are remembered.
    #[cfg(test)]
    pub(super) fn pages_in_memory(&self) -> usize {
        self.memory.present().pages()
    }

    /// Reads a few pages, from the page with number `next` on, so that who is first shown them, or asks for
    /// words that stand together, does not wait for it. The first number is 0. Gives the number to go on
    /// with; none when all pages were read, or as many as there is room for.
    pub fn read_ahead(&self, next: u32) -> Option<u32> {
        let memory = self.memory.present();
        let end = next + READ_AHEAD;
        let mut pages = next..end;
        let read = pages.all(|key| memory.read_ahead(&*self.engine, key));
        read.then_some(end)
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
        let memory = self.memory.present();
        let first = request.page == 1 && request.sort == Sort::Relevance;
        let looked_at = if first { answer::looks_at(&asked) } else { 0 };
        let mut pages = Vec::with_capacity(found.hits.len());
        for (nth, page) in found.hits.into_iter().enumerate() {
            let read = memory.page(&*self.engine, page.key)?;
            let mut twins = Vec::new();
            for twin in page.also.iter().filter(|_| nth < looked_at) {
                if let Some(key) = self.engine.key(twin) {
                    twins.push((twin.clone(), memory.page(&*self.engine, key)?));
                }
            }
            pages.push((page, read, twins));
        }
        let words = memory.words();
        let marker = wanted.marker(&words);
        let candidates: Vec<Candidate<'_>> = (pages.iter().take(looked_at))
            .map(|(found, page, twins)| Candidate {
                id: &found.id,
                page,
                twins,
            })
            .collect();
        let mut answer = answer::find(&asked, &marker, &candidates, session);
        for source in answer.iter_mut().flat_map(|answer| &mut answer.sources) {
            let title = self.manifest.label(Facet::Source, &source.id.slug);
            source.title = title.to_owned();
        }
        let hits = (pages.iter())
            .map(|(found, page, _)| hit(found, page, &marker))
            .collect();
        let facets = (found.facets.into_iter()).map(|(facet, counts)| {
            let choices = &self.choices[facet as usize];
            let count = |one: &Counted| Count {
                choice: Arc::clone(&choices[one.ordinal as usize]),
                pages: one.pages as usize,
            };
            (facet, counts.iter().map(count).collect())
        });
        Ok(Response {
            total: found.total,
            hits,
            facets: facets.collect(),
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
            // What a guide may have and this one has not finds nothing, and is no fault.
            let chosen = facet.choices().unwrap_or_default();
            if !chosen.contains(&value.as_str()) && !self.engine.has_value(*facet, value) {
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
        if session.remembered() > MAX_MET {
            return;
        }
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
fn hit(found: &FoundPage, page: &Page, marker: &Marker<'_>) -> Hit {
    let Fetched {
        stored,
        facets,
        updated,
    } = &page.fetched;
    let marks = marker.marks(&page.text);
    let mut best = fragments(&stored.text, &marks, &stored.sections);
    if best.is_empty() {
        let points = stored.key_points.iter().zip(&page.key_points);
        let mut points = points.filter_map(|(point, words)| {
            let best = fragments(point, &marker.marks(words), &[]);
            best.into_iter().next()
        });
        best.extend(points.next());
    }
    Hit {
        id: found.id.clone(),
        also: found.also.clone(),
        title_html: html(&stored.title, &marker.marks(&page.title)),
        summary_html: html(&stored.summary, &marker.marks(&page.summary)),
        fragments: best,
        sections: section_hits(&stored.text, &marks, &stored.sections),
        url: stored.url.clone(),
        title: stored.title.clone(),
        number: stored.number.clone(),
        summary: stored.summary.clone(),
        facets: facets.clone(),
        knowledge_of: stored.knowledge_of.clone(),
        updated: *updated,
        score: found.score,
    }
}
