//! An edition: one published generation with all that is needed to answer from it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use axum::body::Bytes;

use crate::config::{BaseUrl, Config};
use crate::language::Analyzer;
use crate::pipeline;
use crate::publish::{Entry, Generation, Places, PublishError};
use crate::search::{IndexError, Searcher, Suggester, suggest};

use super::about::{self, About};
use super::openapi;
use super::results_template::ResultsTemplate;

/// A generation, its index and its templates, which belong together.
#[derive(Debug)]
pub(super) struct Edition {
    /// What was published.
    pub(super) generation: Generation,
    /// The address under which readers find it.
    pub(super) base_url: BaseUrl,
    /// The address under which it is searched: the same, unless its pages stand elsewhere.
    pub(super) searched_at: BaseUrl,
    /// Its open index, or why there is none.
    pub(super) search: Result<Arc<Searcher>, Missing>,
    /// How results are shown to readers; none if it was published without.
    pub(super) results: Option<ResultsTemplate>,
    /// When it was published, if the disk tells.
    pub(super) published: Option<SystemTime>,
    /// What is suggested to readers who type; none if it was published without.
    pub(super) suggester: Option<Arc<Suggester>>,
    index: Option<PathBuf>,
    /// What the suggester was opened from.
    suggestions: Option<Entry>,
    about: OnceLock<HashMap<String, About>>,
    /// Whether the last search broke off on the index.
    broken: AtomicBool,
    description: OnceLock<Bytes>,
}

/// Why there is no search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Missing {
    /// The generation was published without an index.
    NotBuilt,
    /// The index cannot be opened.
    Unusable(IndexError),
}

impl Edition {
    /// Opens what is published now; none if nothing is. An index that is still that of `last` is
    /// not opened again, nor are its suggestions.
    pub(super) fn open(
        places: &Places,
        config: &Config,
        analyzer: &Analyzer,
        last: Option<&Edition>,
    ) -> Result<Option<Edition>, PublishError> {
        let Some(generation) = Generation::current(places)? else {
            return Ok(None);
        };
        let base_url = generation.option("base_url").and_then(BaseUrl::parse);
        let index = generation.index_dir();
        let kept = last.filter(|last| last.index == index);
        let kept = kept.and_then(|last| last.search.as_ref().ok());
        let opened = match (&index, kept) {
            (None, _) => Err(Missing::NotBuilt),
            (Some(_), Some(searcher)) => Ok(Searcher::clone(searcher)),
            (Some(folder), None) => {
                let opened = Searcher::open(folder, analyzer).map_err(Missing::Unusable);
                let last = last.and_then(|last| last.search.as_ref().ok());
                opened.map(|searcher| match last {
                    Some(last) => searcher.after(last),
                    None => searcher,
                })
            }
        };
        // The thesaurus changes without the index.
        let search = opened
            .map(|searcher| Arc::new(searcher.with_thesaurus(&pipeline::thesaurus(&generation))));
        let results = ResultsTemplate::of(&generation);
        let suggestions = generation.side_table(suggest::TABLE).cloned();
        let kept = last.filter(|last| {
            let hash = |entry: &Option<Entry>| entry.as_ref().map(|entry| entry.hash);
            hash(&last.suggestions) == hash(&suggestions)
        });
        let suggester = match (kept.and_then(|last| last.suggester.clone()), &suggestions) {
            (Some(suggester), _) => Some(suggester),
            (None, Some(table)) => {
                let bytes = generation.read_verified(table).ok();
                bytes
                    .and_then(|bytes| Suggester::open(&bytes))
                    .map(Arc::new)
            }
            (None, None) => None,
        };
        let base_url = base_url.unwrap_or_else(|| config.site.base_url.clone());
        let endpoint = config.search.endpoint.clone();
        Ok(Some(Edition {
            published: generation.published(places),
            searched_at: endpoint.unwrap_or_else(|| base_url.clone()),
            base_url,
            generation,
            search,
            results,
            suggester,
            index,
            suggestions,
            about: OnceLock::new(),
            broken: AtomicBool::new(false),
            description: OnceLock::new(),
        }))
    }

    /// Whether it can be searched, as far as is known: its index is open, and the last search did not
    /// break off on it.
    pub(super) fn searches(&self) -> bool {
        self.search.is_ok() && !self.broken.load(Ordering::Relaxed)
    }

    /// Remembers whether the index answered a search.
    pub(super) fn searched(&self, answered: bool) {
        self.broken.store(!answered, Ordering::Relaxed);
    }

    /// An edition of a preview.
    pub(super) fn preview(
        generation: Generation,
        config: &Config,
        search: Option<Arc<Searcher>>,
        suggester: Option<Arc<Suggester>>,
    ) -> Edition {
        Edition {
            base_url: config.site.base_url.clone(),
            searched_at: config.searched_at().clone(),
            published: None,
            search: search.ok_or(Missing::NotBuilt),
            results: ResultsTemplate::of(&generation),
            suggester,
            index: None,
            suggestions: None,
            about: OnceLock::new(),
            broken: AtomicBool::new(false),
            description: OnceLock::new(),
            generation,
        }
    }

    /// The path under which it stands: `""` or `/wijkgids`.
    pub(super) fn base_path(&self) -> &str {
        self.base_url.path()
    }

    /// The description of the API, as JSON. It is written when it is first asked.
    pub(super) fn description(&self, config: &Config) -> Bytes {
        let written = self.description.get_or_init(|| {
            let text = openapi::document(config, &self.base_url).pretty();
            Bytes::from(text)
        });
        written.clone()
    }

    /// What was published about the page with this id. Reads it for all pages when it is first asked.
    pub(super) fn about(&self, id: &str) -> Option<&About> {
        let about = self.about.get_or_init(|| about::read(&self.generation));
        about.get(id)
    }
}
