//! Evaluation: how well the search answers queries of which people have said what answers them.
//!
//! In: queries with judgments ([`queries`]) and a searcher. Out: [`Scores`] per category and in all.
//! The steps: ask every query ([`Run::ask`]), grade what came back ([`measures`]), take means.
//! [`trec`] writes runs and judgments for other tools, [`significance`] says whether two runs differ
//! by more than chance.
//!
//! Two rules decide what counts, and both hold for the files that [`trec`] writes as well:
//!
//! - **Twins are one thing.** Pages on the same subject in two kinds are shown as one hit. A hit
//!   counts as the best judged of it and its twins, and a judged page whose twin was found is found.
//! - **Derived pages are left out unless judged.** Pages of places, authors and sources list what
//!   stands on others; nobody judged them for most queries, and unjudged is not the same as wrong.

pub mod ablations;
pub mod measures;
pub mod queries;
pub mod significance;
pub mod trec;

use std::collections::BTreeMap;

use crate::content::{Kind, PageId};

use super::request::{Request, SearchError};
use super::searcher::Searcher;
use measures::Measures;
use queries::Judged;

/// How deep a run goes. Measures look at ten; the rest is for who studies a run.
const DEPTH: usize = 50;

/// What one query found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answered {
    /// The query's number.
    pub qid: String,
    /// What was found, best first: each the page that stands for its group of twins.
    pub found: Vec<(PageId, f32)>,
    /// Whether all of it is only related to what was asked.
    pub only_related: bool,
    /// The page whose words answer outright, if any do.
    pub outright: Option<PageId>,
}

/// What all queries found, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run(pub Vec<Answered>);

impl Run {
    /// Asks every query.
    pub fn ask(searcher: &Searcher, queries: &[Judged]) -> Result<Run, SearchError> {
        let answered = queries.iter().map(|judged| {
            let response = searcher.search(&Request {
                q: judged.query.clone(),
                per_page: DEPTH,
                ..Request::default()
            })?;
            let found = (response.hits.iter())
                .map(|hit| (judged.stands_for(&hit.id, &hit.also), hit.score))
                .filter(|(id, _)| judged.counts(id))
                .collect();
            Ok(Answered {
                qid: judged.qid.clone(),
                found,
                only_related: response.only_related,
                outright: response.answer.map(|answer| {
                    let twins = searcher.twins(&answer.id);
                    let known = judged.outright.iter();
                    let mut known = known.filter(|page| twins.contains(page));
                    let page = known.next().cloned();
                    page.unwrap_or_else(|| judged.stands_for(&answer.id, &twins))
                }),
            })
        });
        answered.collect::<Result<_, _>>().map(Run)
    }
}

impl Judged {
    /// Which page a hit is for this query: the best judged of it and its twins, else itself.
    fn stands_for(&self, id: &PageId, also: &[PageId]) -> PageId {
        let best = (std::iter::once(id).chain(also))
            .filter(|id| self.grades.contains_key(id))
            .min_by_key(|id| (std::cmp::Reverse(self.grades[id]), *id));
        best.unwrap_or(id).clone()
    }

    /// Whether a page is part of what is measured.
    fn counts(&self, id: &PageId) -> bool {
        self.grades.contains_key(id)
            || !matches!(id.kind, Kind::Place | Kind::Author | Kind::Source)
    }

    /// The judgments with every group of twins as one: its best judged page.
    pub fn without_twins(&self, searcher: &Searcher) -> Judged {
        let grades = self.grades.keys().filter_map(|id| {
            let first = self.stands_for(id, &searcher.twins(id));
            (first == *id).then(|| (id.clone(), self.grades[id]))
        });
        Judged {
            grades: grades.collect(),
            ..self.clone()
        }
    }
}

/// The means over a set of queries.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// How many queries some page answers.
    pub answerable: usize,
    /// How many queries no page answers.
    pub unanswerable: usize,
    /// Over the answerable ones.
    pub measures: Measures,
    /// The share of answerable queries that found nothing.
    pub zero: f64,
    /// The share of unanswerable queries that found nothing, or only what is marked as related.
    pub quiet: f64,
    /// How many answerable queries were answered outright.
    pub outright: usize,
    /// How many of those answers stand on the page whose words are known to answer; where none is
    /// known, on a page judged to answer (grade 3).
    pub outright_right: usize,
    /// How many queries have a page whose words are known to answer.
    pub outright_known: usize,
}

/// Measures one query; none where no page answers it.
pub fn score(judged: &Judged, answered: &Answered) -> Option<Measures> {
    let grade = |id: &PageId| judged.grades.get(id).copied().unwrap_or(0);
    let found: Vec<u8> = answered.found.iter().map(|(id, _)| grade(id)).collect();
    let ideal: Vec<u8> = judged.grades.values().copied().collect();
    judged.is_answerable().then(|| Measures::of(&found, ideal))
}

/// The means over all queries, and by category in the order of the alphabet.
pub fn scores(queries: &[Judged], run: &Run) -> (Scores, BTreeMap<String, Scores>) {
    let mut all = Tally::default();
    let mut categories: BTreeMap<String, Tally> = BTreeMap::new();
    for (judged, answered) in queries.iter().zip(&run.0) {
        all.add(judged, answered);
        let category = categories.entry(judged.category.clone()).or_default();
        category.add(judged, answered);
    }
    let categories = categories
        .into_iter()
        .map(|(name, tally)| (name, tally.means()))
        .collect();
    (all.means(), categories)
}

#[derive(Debug, Default)]
struct Tally {
    scores: Scores,
    zero: usize,
    quiet: usize,
}

impl Tally {
    fn add(&mut self, judged: &Judged, answered: &Answered) {
        let Some(measures) = score(judged, answered) else {
            self.scores.unanswerable += 1;
            self.quiet += usize::from(answered.found.is_empty() || answered.only_related);
            return;
        };
        self.scores.answerable += 1;
        self.scores.measures = self.scores.measures.plus(measures);
        self.zero += usize::from(answered.found.is_empty());
        self.scores.outright_known += usize::from(judged.outright.is_some());
        if let Some(page) = &answered.outright {
            let right = match &judged.outright {
                Some(known) => known == page,
                None => judged.grades.get(page) == Some(&3),
            };
            self.scores.outright += 1;
            self.scores.outright_right += usize::from(right);
        }
    }

    fn means(self) -> Scores {
        let share = |part: usize, of: usize| {
            if of == 0 {
                0.0
            } else {
                part as f64 / of as f64
            }
        };
        Scores {
            measures: self.scores.measures.over(self.scores.answerable),
            zero: share(self.zero, self.scores.answerable),
            quiet: share(self.quiet, self.scores.unanswerable),
            ..self.scores
        }
    }
}
