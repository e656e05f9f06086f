//! An edition: one published generation with all that is needed to answer from it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::config::{BaseUrl, Config};
use crate::language::Analyzer;
use crate::pipeline;
use crate::publish::{Entry, Generation, Places, PublishError};
use crate::search::{IndexError, Searcher, Suggester, suggest};

use super::about::{self, About};
use super::results_template::ResultsTemplate;

/// A generation, its index and its templates, which belong together.
#[derive(Debug)]
pub(super) struct Edition {
    /// What was published.
    pub(super) generation: Generation,
    /// The address under which readers find it.
    pub(super) base_url: BaseUrl,
    /// Its open index, or why there is none.
    pub(super) search: Result<Arc<Searcher>, Missing>,
    /// How results are shown to readers; none if it was published without.
    pub(super) results: Option<ResultsTemplate>,
    /// What is suggested to readers who type; none if it was published without.
    pub(super) suggester: Option<Arc<Suggester>>,
    index: Option<PathBuf>,
    /// What the suggester was opened from.
    suggestions: Option<Entry>,
    about: OnceLock<HashMap<String, About>>,
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
            (Some(folder), None) => Searcher::open(folder, analyzer).map_err(Missing::Unusable),
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
        Ok(Some(Edition {
            base_url: base_url.unwrap_or_else(|| config.site.base_url.clone()),
            generation,
            search,
            results,
            suggester,
            index,
            suggestions,
            about: OnceLock::new(),
        }))
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
            search: search.ok_or(Missing::NotBuilt),
            results: ResultsTemplate::of(&generation),
            suggester,
            index: None,
            suggestions: None,
            about: OnceLock::new(),
            generation,
        }
    }

    /// The path under which it stands: `""` or `/wijkgids`.
    pub(super) fn base_path(&self) -> &str {
        self.base_url.path()
    }

    /// What was published about the page with this id. Reads it for all pages when it is first asked.
    pub(super) fn about(&self, id: &str) -> Option<&About> {
        let about = self.about.get_or_init(|| about::read(&self.generation));
        about.get(id)
    }
}
