//! What is shown now: a guide, its search, and what is wrong with the files as they are.

use std::sync::{Arc, PoisonError, RwLock};

use super::messages::Messages;
use super::overview;
use crate::diagnostic::{Diagnostics, Language};
use crate::language::Analyzer;
use crate::pipeline::preview::{Proof, Search};
use crate::publish::Places;
use crate::server;

/// What is shown now; all threads share it.
#[derive(Debug)]
pub(super) struct Stand {
    places: Places,
    analyzer: Analyzer,
    pub(super) language: Language,
    shown: RwLock<Shown>,
}

#[derive(Debug, Default, Clone)]
struct Shown {
    number: u32,
    /// How often what was found was taken.
    surveys: u32,
    /// How often a search was taken.
    searches: u32,
    proof: Option<Arc<Proof>>,
    /// What was shown before.
    last: Option<Arc<Proof>>,
    /// Whether it is without errors.
    good: bool,
    search: Option<Search>,
    state: Option<Arc<server::State>>,
    messages: Messages,
    /// What was found in the guide that is shown.
    found: Arc<Diagnostics>,
}

impl Stand {
    pub(super) fn new(places: Places, analyzer: Analyzer, language: Language) -> Self {
        Stand {
            places,
            analyzer,
            language,
            shown: RwLock::default(),
        }
    }

    /// Takes what was made of the files: the guide is shown if it has no errors, or if none was shown
    /// that had not. Says whether another guide is shown than before.
    pub(super) fn take(
        &self,
        proof: Option<Arc<Proof>>,
        found: Diagnostics,
        messages: Messages,
    ) -> bool {
        let good = messages.errors.is_empty();
        let mut shown = self.read();
        shown.messages = messages;
        let found = Arc::new(found);
        let same = |proof: &Arc<Proof>| {
            shown
                .proof
                .as_ref()
                .is_some_and(|known| Arc::ptr_eq(known, proof))
        };
        let fresh = match proof {
            Some(proof) if same(&proof) => {
                shown.good |= good;
                // The same files are looked at again and again.
                if *shown.found != *found {
                    shown.found = found;
                    shown.surveys += 1;
                }
                false
            }
            Some(proof) if good || !shown.good => {
                shown.last = shown.proof.replace(proof);
                shown.good = good;
                shown.found = found;
                shown.surveys += 1;
                shown.number += 1;
                true
            }
            _ => false,
        };
        if fresh {
            shown.state = self.state(&shown);
        }
        self.write(shown);
        fresh
    }

    /// Takes the search of the guide that is shown.
    pub(super) fn take_search(&self, search: Search) {
        self.put_search(search, 1);
    }

    /// Takes the search that is there already, with its suggestions.
    pub(super) fn take_suggestions(&self, search: Search) {
        self.put_search(search, 0);
    }

    fn put_search(&self, search: Search, more: u32) {
        let mut shown = self.read();
        shown.search = Some(search);
        shown.searches += more;
        shown.state = self.state(&shown);
        self.write(shown);
    }

    /// What answers requests; none where there is no guide.
    pub(super) fn server(&self) -> Option<Arc<server::State>> {
        self.read().state
    }

    /// The guide that is shown.
    pub(super) fn proof(&self) -> Option<Arc<Proof>> {
        self.read().proof
    }

    /// The guide that is shown, and the one before it.
    pub(super) fn proofs(&self) -> (Option<Arc<Proof>>, Option<Arc<Proof>>) {
        let shown = self.read();
        (shown.proof, shown.last)
    }

    /// Whether the guide that is shown is without errors.
    pub(super) fn is_good(&self) -> bool {
        self.read().good
    }

    /// What is wrong with the files.
    pub(super) fn messages(&self) -> Messages {
        self.read().messages
    }

    /// What is wrong, with what is wrong with the output at `path` itself.
    pub(super) fn messages_at(&self, path: &str) -> Messages {
        let shown = self.read();
        let fault = shown.proof.as_ref().and_then(|proof| {
            let fault = proof.print(path)?.err()?.clone();
            let found: Diagnostics = vec![fault].into();
            // The template is one of the program's own or of the site; where it is of the site, its
            // line is shown.
            let read = |file: &str| std::fs::read_to_string(self.places.site.join(file)).ok();
            let mut told = crate::diagnostic::reports(&found, &read, self.language).into_iter();
            told.next()
        });
        shown.messages.and(fault)
    }

    /// What a page that is made for each request is made of now, if the output at `path` is such a page:
    /// results of the search, or the overview for editors. Another mark is another page.
    pub(super) fn mark(&self, path: &str) -> Option<String> {
        // Asked for every request: nothing is copied.
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        if path.starts_with("zoeken/") {
            Some(format!("z{}", shown.searches))
        } else if path == overview::OUTPUT {
            Some(format!("r{}", shown.surveys))
        } else {
            None
        }
    }

    /// The guide that is shown with what was found in it, for who looks at it as a whole.
    pub(super) fn surveyed(&self) -> Option<(Arc<Proof>, Arc<Diagnostics>)> {
        let shown = self.read();
        Some((shown.proof?, shown.found))
    }

    /// What analyses texts.
    pub(super) fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// Where the site stands.
    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    fn state(&self, shown: &Shown) -> Option<Arc<server::State>> {
        let proof = shown.proof.as_ref()?;
        let search = shown.search.clone();
        let (searcher, suggester) = match search {
            Some(search) => (Some(search.searcher), search.suggester),
            None => (None, None),
        };
        let state = server::State::preview(
            self.places.clone(),
            proof.config().as_ref().clone(),
            self.analyzer.clone(),
            Proof::generation(proof, shown.number),
            searcher,
            suggester,
        );
        Some(Arc::new(state))
    }

    fn read(&self) -> Shown {
        self.shown
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn write(&self, shown: Shown) {
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
    }
}
