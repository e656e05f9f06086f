//! The first mention of each term on a page: found by the analyser, so in its inflected forms too.
//!
//! Labels are looked up as sequences of stems. Only text in which a link may be made counts (see
//! [`TextRun`]); of two labels that begin at one word the longer wins.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Mention, Page, PageIx};
use crate::content::Kind;
use crate::language::{Analyzer, Session, Token};
use crate::markdown::document::TextRun;

/// So many links to terms are made on one page; more would be noise.
const MAX_MENTIONS: usize = 40;

/// A label as the analyser sees it.
#[derive(Debug)]
struct Label {
    /// Keys of the stems after the first.
    rest: Vec<u64>,
    /// The exact surface a short abbreviation must have: `PGA` is no `pga`.
    surface: Option<String>,
    term: PageIx,
}

/// Fills [`Page::mentions`] of every page.
pub(super) fn link(pages: &mut [Page], analyzer: &Analyzer) {
    let labels = labels(pages, analyzer);
    if labels.is_empty() {
        return;
    }
    // Each thread goes on with the session of the page before: what it has met is analysed.
    let idle: Mutex<Vec<(Session, FirstWords)>> = Mutex::default();
    let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    let found: Vec<Vec<Mention>> = pages
        .par_iter()
        .enumerate()
        .map(|(ix, page)| {
            if page.body.runs.is_empty() || page.id.kind == Kind::Page {
                return Vec::new();
            }
            let free = lock().pop();
            let (mut session, mut firsts) =
                free.unwrap_or_else(|| (analyzer.session(), FirstWords::default()));
            let mentions = mentions(ix as PageIx, page, &labels, &mut session, &mut firsts);
            lock().push((session, firsts));
            mentions
        })
        .collect();
    for (session, _) in lock().drain(..) {
        analyzer.give_back(session);
    }
    for (page, mentions) in pages.iter_mut().zip(found) {
        page.mentions = mentions;
    }
}

/// The labels of all terms that may be linked, by the key of their first stem, longest first.
fn labels(pages: &[Page], analyzer: &Analyzer) -> FxHashMap<u64, Vec<Label>> {
    let mut session = analyzer.session();
    let mut labels: FxHashMap<u64, Vec<Label>> = FxHashMap::default();
    for (ix, page) in pages.iter().enumerate() {
        if page.id.kind != Kind::Term || !page.is_listed() || page.front.autolink == Some(false) {
            continue;
        }
        for label in std::iter::once(&page.title).chain(page.front.alt_labels.iter()) {
            let mut keys = Vec::new();
            session.analyse(label, |token| keys.push(token.word.key));
            let Some((&first, rest)) = keys.split_first() else {
                continue;
            };
            let short = label.chars().count() <= 4 && rest.is_empty();
            let surface =
                (short && label.chars().all(|c| !c.is_lowercase())).then(|| label.clone());
            labels.entry(first).or_default().push(Label {
                rest: rest.to_vec(),
                surface,
                term: ix as PageIx,
            });
        }
    }
    for candidates in labels.values_mut() {
        candidates.sort_by_key(|label| (std::cmp::Reverse(label.rest.len()), label.term));
    }
    labels
}

/// For each word of a session, whether a label can begin with it: a byte a word, so that most words
/// of a text cost one look at a small table.
#[derive(Debug, Default)]
struct FirstWords {
    known: Vec<Begins>,
    epoch: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    Unknown,
    No,
    Yes,
}

impl FirstWords {
    fn may_begin(&mut self, token: &Token<'_>, labels: &FxHashMap<u64, Vec<Label>>) -> bool {
        let Some(id) = token.id else {
            return labels.contains_key(&token.word.key);
        };
        let id = id as usize;
        if id >= self.known.len() {
            self.known.resize(id.max(1024) * 2, Begins::Unknown);
        }
        if self.known[id] == Begins::Unknown {
            let begins = labels.contains_key(&token.word.key);
            self.known[id] = if begins { Begins::Yes } else { Begins::No };
        }
        self.known[id] == Begins::Yes
    }
}

fn mentions(
    ix: PageIx,
    page: &Page,
    labels: &FxHashMap<u64, Vec<Label>>,
    session: &mut Session,
    firsts: &mut FirstWords,
) -> Vec<Mention> {
    let text = &page.body.text;
    // Every word with its bytes, and the places where a label may begin: a longer label is followed
    // from there.
    let mut tokens: Vec<(Option<u32>, u32, u32)> = Vec::with_capacity(text.len() / 6);
    let mut begins: Vec<u32> = Vec::new();
    loop {
        session.analyse(text, |token| {
            if firsts.may_begin(&token, labels) {
                begins.push(tokens.len() as u32);
            }
            tokens.push((token.id, token.start as u32, token.end as u32));
        });
        if firsts.epoch == session.epoch() {
            break;
        }
        // The session began anew before this text: what was known of its numbers is void.
        *firsts = FirstWords {
            known: Vec::new(),
            epoch: session.epoch(),
        };
        tokens.clear();
        begins.clear();
    }
    let key = |at: usize| {
        let (id, ..) = *tokens.get(at)?;
        Some(session.word(id?)?.key)
    };
    let mut done: Vec<PageIx> = vec![ix];
    let mut mentions: Vec<Mention> = Vec::new();
    let mut past = 0;
    for at in begins {
        let at = at as usize;
        let (_, start, _) = tokens[at];
        if start < past {
            continue;
        }
        let Some(candidates) = key(at).and_then(|key| labels.get(&key)) else {
            continue;
        };
        for label in candidates {
            let fits = label
                .rest
                .iter()
                .enumerate()
                .all(|(n, rest)| key(at + 1 + n) == Some(*rest));
            let Some(&(.., end)) = tokens.get(at + label.rest.len()) else {
                continue;
            };
            if !fits
                || label
                    .surface
                    .as_deref()
                    .is_some_and(|surface| surface != &text[start as usize..end as usize])
            {
                continue;
            }
            let Some((html_start, html_end)) =
                in_html(&page.body.html, &page.body.runs, start, end)
            else {
                continue;
            };
            past = end;
            if !done.contains(&label.term) {
                done.push(label.term);
                mentions.push(Mention {
                    start: html_start,
                    end: html_end,
                    term: label.term,
                });
            }
            break;
        }
        if mentions.len() == MAX_MENTIONS {
            break;
        }
    }
    mentions
}

/// The bytes of `html` that hold `start..end` of the text, if they lie in one run.
fn in_html(html: &str, runs: &[TextRun], start: u32, end: u32) -> Option<(u32, u32)> {
    let at = runs
        .partition_point(|run| run.text <= start)
        .checked_sub(1)?;
    let run = runs[at];
    if end > run.text + run.len {
        return None;
    }
    let (mut text, mut byte) = (run.text, run.html as usize);
    let mut from = None;
    // Escapes are the only difference between text and HTML here; each stands for one byte.
    loop {
        if text == start {
            from = Some(byte);
        }
        if text == end {
            return from.map(|from| (from as u32, byte as u32));
        }
        if text > end {
            return None;
        }
        byte += match html.as_bytes().get(byte)? {
            b'&' => html[byte..].find(';')? + 1,
            _ => 1,
        };
        text += 1;
    }
}
