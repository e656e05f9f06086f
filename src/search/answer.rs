//! The answer: words of the guide that answer outright, given word for word above the results.
//!
//! Three things can answer, and they are tried in this order:
//!
//! 1. the definition of a term, when its name is all that was asked (*krachtwijk*, *wat is een
//!    krachtwijk?*);
//! 2. a sentence or summary that says what something is, when that was asked of what is no term;
//! 3. a key point or summary of a page found, when a question was asked and it has what the question
//!    names: for *hoeveel* also a number, for *wanneer* also a time.
//!
//! Whatever is less than certain is no answer: a wrong quotation above the results does more harm than
//! none. A query that is no question and no name gets results only.

use std::sync::Arc;

use crate::content::{Kind, PageId};
use crate::language::Session;
use crate::language::tokens::spans;

use super::facets::Facet;
use super::highlight::Marker;
use super::questions::{self, Question};
use super::reading::{Page, Words};
use super::sentences::sentences;

/// How many of the pages found are looked at.
const PAGES: usize = 5;

/// Most bytes of a page in which a defining sentence is looked for.
const MAX_TEXT: usize = 20_000;

/// Longest answer, in bytes: a longer text does not answer outright.
const MAX_ANSWER: usize = 400;

/// Which share of what the question names a page and its words must have together, and which share
/// its words alone: less where they also have the number or the time that is asked for.
const IN_ALL: f32 = 0.8;
const IN_WORDS: f32 = 0.45;
const IN_FITTING_WORDS: f32 = 0.3;

/// Words of the guide that answer outright.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The page they stand on.
    pub id: PageId,
    /// Its address, root-relative.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The words, as they stand there.
    pub text: String,
    /// The sources of the page.
    pub sources: Vec<Source>,
    /// Whether the page names claims that contradict each other.
    pub disputed: bool,
}

/// A source that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: PageId,
    /// Its title.
    pub title: String,
}

impl Source {
    /// Its address below that of the site.
    pub fn path(&self) -> String {
        format!("/{}/{}/", self.id.kind.info().segment, self.id.slug)
    }
}

/// What is asked, as far as answers depend on it.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// What kind of question it is; none if it is no question.
    pub(super) question: Option<Question>,
    /// The term whose name is all that was asked.
    pub(super) term: Option<PageId>,
    /// The stems of what is asked for, without question words.
    pub(super) name: Vec<String>,
    /// How rare each of the things asked is, in the order in which highlighting knows them.
    pub(super) weights: Vec<f32>,
}

/// A page that may answer.
#[derive(Debug)]
pub(super) struct Candidate<'p> {
    pub(super) id: &'p PageId,
    pub(super) page: &'p Page,
    /// Its twins, in their order.
    pub(super) twins: &'p [(PageId, Arc<Page>)],
}

/// How many of the pages found are looked at; see [`Candidate`].
pub(super) fn looks_at(asked: &Asked) -> usize {
    match asked.question.is_none() && asked.term.is_none() {
        true => 0,
        false => PAGES,
    }
}

/// Finds what answers outright among the pages found, best first, and their twins.
pub(super) fn find(
    asked: &Asked,
    marker: &Marker<'_>,
    found: &[Candidate<'_>],
    session: &mut Session,
) -> Option<Answer> {
    // In the order of the results, each page before its twins.
    let pages: Vec<(&PageId, &Page)> = (found.iter())
        .flat_map(|candidate| {
            let twins = candidate.twins.iter();
            std::iter::once((candidate.id, candidate.page))
                .chain(twins.map(|(id, page)| (id, &**page)))
        })
        .collect();
    if let Some(term) = &asked.term
        && let Some((id, page)) = pages.iter().find(|(id, _)| *id == term)
        && let summary = page.fetched.stored.summary.trim()
        && !summary.is_empty()
    {
        return Some(answer(id, page, summary));
    }
    let question = asked.question?;
    let explained = match question {
        Question::Explain => explain(asked, &pages, session),
        Question::Does => does(asked, &pages, session),
        Question::Amount | Question::Time | Question::Other => None,
    };
    explained.or_else(|| point(question, asked, marker, &pages))
}

fn answer(id: &PageId, page: &Page, text: &str) -> Answer {
    let stored = &page.fetched.stored;
    let sources = (page.fetched.facets.iter())
        .filter(|(facet, _)| *facet == Facet::Source)
        .flat_map(|(_, values)| values);
    Answer {
        id: id.clone(),
        url: stored.url.clone(),
        title: stored.title.clone(),
        text: text.to_owned(),
        sources: sources
            .map(|source| Source {
                id: PageId::new(Kind::Source, source.as_str()),
                title: String::new(),
            })
            .collect(),
        disputed: stored.disputed,
    }
}

/// What says what something is: a sentence that begins with it, or the summary of the page that bears
/// its name.
fn explain(asked: &Asked, pages: &[(&PageId, &Page)], session: &mut Session) -> Option<Answer> {
    for (id, page) in pages {
        let stored = &page.fetched.stored;
        let text = &stored.text[..stored.text.floor_char_boundary(MAX_TEXT)];
        let points = stored.key_points.iter().map(String::as_str);
        let texts = std::iter::once(stored.summary.as_str())
            .chain(points)
            .chain([text]);
        for sentence in texts.flat_map(sentences) {
            if sentence.len() <= MAX_ANSWER && defines(sentence, &asked.name, session) {
                return Some(answer(id, page, sentence));
            }
        }
    }
    let named = pages.iter().find(|(_, page)| {
        let title = session.words(&page.fetched.stored.title);
        let title = title.iter().filter(|word| !word.stop);
        !page.fetched.stored.summary.is_empty()
            && page.fetched.stored.summary.len() <= MAX_ANSWER
            && title.map(|word| word.stem()).eq(asked.name.iter())
    });
    named.map(|(id, page)| answer(id, page, &page.fetched.stored.summary))
}

/// The key point that begins with what is asked.
fn does(asked: &Asked, pages: &[(&PageId, &Page)], session: &mut Session) -> Option<Answer> {
    let mut points = pages.iter().flat_map(|(id, page)| {
        let points = page.fetched.stored.key_points.iter();
        points.map(move |point| (*id, *page, point.as_str()))
    });
    let point = points.find(|(_, _, point)| {
        point.len() <= MAX_ANSWER && after(point, &asked.name, session).is_some()
    });
    point.map(|(id, page, point)| answer(id, page, point))
}

/// Whether a sentence begins with what is asked and then says what it is.
fn defines(sentence: &str, name: &[String], session: &mut Session) -> bool {
    const SAYS: [&str; 5] = ["is", "zijn", "betekent", "betekenen", "heet"];
    after(sentence, name, session).is_some_and(|form| SAYS.contains(&form.as_str()))
}

/// The word after `name` in a sentence that begins with it, or with an article before it.
fn after(sentence: &str, name: &[String], session: &mut Session) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    // The name and what comes after it stand at the very beginning.
    let last = spans(sentence).nth(name.len() + 1)?;
    let words = session.words(&sentence[..last.end]);
    let mut rest = words.as_slice();
    if let [first, others @ ..] = rest
        && matches!(first.form(), "de" | "het" | "een")
    {
        rest = others;
    }
    for stem in name {
        let [first, others @ ..] = rest else {
            return None;
        };
        if first.stem() != stem {
            return None;
        }
        rest = others;
    }
    rest.first().map(|word| word.form().to_owned())
}

/// A key point or a summary that has what a question names.
fn point(
    question: Question,
    asked: &Asked,
    marker: &Marker<'_>,
    pages: &[(&PageId, &Page)],
) -> Option<Answer> {
    let all: f32 = asked.weights.iter().sum();
    if all == 0.0 {
        return None;
    }
    let least = match question {
        Question::Amount | Question::Time => IN_FITTING_WORDS,
        Question::Explain | Question::Does | Question::Other => IN_WORDS,
    };
    let mut best: Option<(f32, &PageId, &Page, &str)> = None;
    for (id, page) in pages {
        let stored = &page.fetched.stored;
        let has = |words: &Words| {
            let marks = marker.marks(words);
            marks.iter().fold(0, |asks, mark| asks | mark.asks)
        };
        let title = has(&page.title);
        let points = stored.key_points.iter().zip(&page.key_points);
        for (text, words) in points.chain([(&stored.summary, &page.summary)]) {
            let fits = match question {
                Question::Amount => questions::has_number(text),
                Question::Time => questions::has_time(text),
                // One word that is named says too little of what is asked about it.
                Question::Explain | Question::Does | Question::Other => asked.weights.len() > 1,
            };
            if !fits || text.is_empty() || text.len() > MAX_ANSWER {
                continue;
            }
            let words = has(words);
            let share = |asks: u64| {
                let weights = asked.weights.iter().enumerate();
                let had = weights.filter(|(at, _)| asks & (1 << (at % 64)) != 0);
                had.map(|(_, weight)| weight).sum::<f32>() / all
            };
            let (in_all, in_words) = (share(words | title), share(words));
            let certain = in_all * (0.5 + 0.5 * in_words);
            if in_all >= IN_ALL
                && in_words >= least
                && best.is_none_or(|(most, ..)| certain > most + 0.01)
            {
                best = Some((certain, id, page, text));
            }
        }
    }
    best.map(|(_, id, page, text)| answer(id, page, text))
}
