//! The first mention of each term on a page: found by the analyser, so in its inflected forms too.
//!
//! A label belongs to one term: one that two terms claim is reported, since nothing could tell which
//! of them it leads to. Labels are looked up as sequences of stems. Only text in which a link may be made counts (see
//! [`TextRun`]); of two labels that begin at one word the longer wins.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::words::Words;
use super::{Mention, Page, PageIx, Visibility};
use crate::content::{Kind, PageId};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::{Analyzer, Session, Token};
use crate::markdown::document::TextRun;

/// So many links to terms are made on one page; more would be noise.
const MAX_MENTIONS: usize = 20;

/// A label as the analyser sees it.
#[derive(Debug)]
struct Label {
    /// Keys of the stems after the first.
    rest: Vec<u64>,
    /// The exact surface a short abbreviation must have: `PGA` is no `pga`.
    surface: Option<String>,
    term: PageIx,
}

/// The labels of all terms that may be linked.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// By the key of their first stem, longest first.
    by_first: FxHashMap<u64, Vec<Label>>,
    /// Whose they are, and how they were written: labels that are equal in this find the same.
    written: BTreeMap<PageId, Vec<Written>>,
}

/// A label as it was written, with the keys of its stems.
#[derive(Debug, PartialEq, Eq)]
struct Written(String, Vec<u64>);

impl Labels {
    /// The labels, each by the keys of its stems, of the terms that have other labels there than here.
    /// Only a text with all words of one of these can have other mentions.
    pub(super) fn differing<'l>(&'l self, other: &'l Labels) -> Vec<&'l [u64]> {
        let differ = |one: &'l Labels, other: &'l Labels| {
            let terms = one.written.iter();
            terms
                .filter(|(term, written)| other.written.get(*term) != Some(*written))
                .flat_map(|(_, written)| written.iter().map(|label| &*label.1))
        };
        differ(self, other).chain(differ(other, self)).collect()
    }
}

/// What terms were looked for on one page.
#[derive(Debug, Default)]
pub(super) struct Looked {
    pub(super) mentions: Vec<Mention>,
    /// The words that were looked at, if they are to be kept and any were.
    pub(super) words: Option<Arc<Words>>,
}

/// The mentions on one page, with its words.
pub(super) fn of_page(ix: PageIx, page: &Page, labels: &Labels, analyzer: &Analyzer) -> Looked {
    if labels.by_first.is_empty() || links_none(page) {
        return Looked::default();
    }
    let mut session = analyzer.session();
    let mut firsts = FirstWords::default();
    let mut keys = Some(Vec::new());
    let mentions = mentions(
        ix,
        page,
        &labels.by_first,
        &mut session,
        &mut firsts,
        &mut keys,
    );
    analyzer.give_back(session);
    Looked {
        mentions,
        words: keys.map(|keys| Arc::new(Words::of(keys))),
    }
}

/// Whether no term is linked on a page.
fn links_none(page: &Page) -> bool {
    page.body.runs.is_empty() || page.id.kind == Kind::Page
}

/// Fills [`Page::mentions`] of every page. `known` gives what is known of a page from before; with `keep`
/// the words of every page are given, for the next time.
pub(super) fn link(
    pages: &mut [Page],
    labels: &Labels,
    analyzer: &Analyzer,
    keep: bool,
    known: impl Fn(&Page) -> Option<Looked> + Sync,
) -> Vec<Option<Arc<Words>>> {
    let labels = &labels.by_first;
    if labels.is_empty() {
        return vec![None; pages.len()];
    }
    // Each thread goes on with the session of the page before: what it has met is analysed.
    let idle: Mutex<Vec<(Session, FirstWords)>> = Mutex::default();
    let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    let found: Vec<Looked> = pages
        .par_iter()
        .enumerate()
        .map(|(ix, page)| {
            if links_none(page) {
                return Looked::default();
            }
            if let Some(known) = known(page) {
                return known;
            }
            let free = lock().pop();
            let (mut session, mut firsts) =
                free.unwrap_or_else(|| (analyzer.session(), FirstWords::default()));
            let mut keys = keep.then(Vec::new);
            let mentions = mentions(
                ix as PageIx,
                page,
                labels,
                &mut session,
                &mut firsts,
                &mut keys,
            );
            lock().push((session, firsts));
            Looked {
                mentions,
                words: keys.map(|keys| Arc::new(Words::of(keys))),
            }
        })
        .collect();
    for (session, _) in lock().drain(..) {
        analyzer.give_back(session);
    }
    let fill = pages.iter_mut().zip(found);
    fill.map(|(page, found)| {
        page.mentions = found.mentions;
        found.words
    })
    .collect()
}

/// Reports every title or label that a second term claims, at the second. (Two terms with one title
/// are two pages with one title, and reported as such.)
pub(super) fn report_clashes(pages: &[Page], found: &mut Vec<Diagnostic>) {
    let mut claimed: FxHashMap<String, (PageIx, bool)> = FxHashMap::default();
    for (ix, page) in pages.iter().enumerate() {
        if page.id.kind != Kind::Term || page.visibility == Visibility::Withdrawn {
            continue;
        }
        let labels = page
            .front
            .alt_labels
            .iter()
            .enumerate()
            .map(|(at, label)| (Some(at), label));
        for (at, label) in std::iter::once((None, &page.title)).chain(labels) {
            let folded = label.trim().to_lowercase();
            let Some(&(first, is_title)) = claimed.get(&folded) else {
                claimed.insert(folded, (ix as PageIx, at.is_none()));
                continue;
            };
            if first as usize == ix || (is_title && at.is_none()) {
                continue;
            }
            let place = match at {
                Some(at) => vec!["alt_labels".to_owned(), at.to_string()],
                None => vec!["title".to_owned()],
            };
            found.push(
                Diagnostic::new(Code::LabelClash, page.file())
                    .at_key(&place)
                    .arg("label", label)
                    .arg("other", pages[first as usize].file()),
            );
        }
    }
}

/// The labels of all terms that may be linked.
pub(super) fn labels(pages: &[Page], analyzer: &Analyzer) -> Labels {
    let mut session = analyzer.session();
    let mut labels: FxHashMap<u64, Vec<Label>> = FxHashMap::default();
    let mut written: BTreeMap<PageId, Vec<Written>> = BTreeMap::new();
    for (ix, page) in pages.iter().enumerate() {
        if page.id.kind != Kind::Term || !page.is_listed() || page.front.autolink == Some(false) {
            continue;
        }
        for label in std::iter::once(&page.title).chain(page.front.alt_labels.iter()) {
            let mut keys = Vec::new();
            session.analyse_whole(label, |token| keys.push(token.word.key));
            let of_term = written.entry(page.id.clone()).or_default();
            of_term.push(Written(label.clone(), keys.clone()));
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
    Labels {
        by_first: labels,
        written,
    }
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

/// A word of a block: its number in the session, and its bytes in the page's text.
type Found = (Option<u32>, u32, u32);

/// The first mentions on a page, block by block: no label reaches from one paragraph into the next,
/// and what follows the last mention wanted is not looked at. The keys of all words looked at are added
/// to `keys`, where somebody wants them.
fn mentions(
    ix: PageIx,
    page: &Page,
    labels: &FxHashMap<u64, Vec<Label>>,
    session: &mut Session,
    firsts: &mut FirstWords,
    keys: &mut Option<Vec<u64>>,
) -> Vec<Mention> {
    let mut done: Vec<PageIx> = vec![ix];
    let mut mentions: Vec<Mention> = Vec::new();
    let (mut tokens, mut begins) = (Vec::new(), Vec::new());
    let mut base = 0;
    for block in page.body.text.split_inclusive('\n') {
        read_block(
            block,
            base,
            labels,
            session,
            firsts,
            &mut tokens,
            &mut begins,
        );
        base += block.len() as u32;
        if let Some(keys) = keys {
            let ids = tokens.iter().filter_map(|(id, ..)| *id);
            keys.extend(ids.filter_map(|id| Some(session.word(id)?.key)));
        }
        let mut past = 0;
        for &at in &begins {
            let (_, start, _) = tokens[at];
            if start < past {
                continue;
            }
            let Some((label, end)) = label_at(page, &tokens, at, labels, session) else {
                continue;
            };
            past = end;
            if done.contains(&label.term) {
                continue;
            }
            if let Some((start, end)) = in_html(&page.body.html, &page.body.runs, start, end) {
                done.push(label.term);
                mentions.push(Mention {
                    start,
                    end,
                    term: label.term,
                });
                if mentions.len() == MAX_MENTIONS {
                    return mentions;
                }
            }
        }
    }
    mentions
}

/// The words of a block that begins at byte `base` of the text, and the places among them where a
/// label may begin.
fn read_block(
    block: &str,
    base: u32,
    labels: &FxHashMap<u64, Vec<Label>>,
    session: &mut Session,
    firsts: &mut FirstWords,
    tokens: &mut Vec<Found>,
    begins: &mut Vec<usize>,
) {
    loop {
        tokens.clear();
        begins.clear();
        session.analyse_whole(block, |token| {
            if firsts.may_begin(&token, labels) {
                begins.push(tokens.len());
            }
            tokens.push((token.id, base + token.start as u32, base + token.end as u32));
        });
        if firsts.epoch == session.epoch() {
            return;
        }
        // The session began anew before this block: what was known of its numbers is void.
        *firsts = FirstWords {
            known: Vec::new(),
            epoch: session.epoch(),
        };
    }
}

/// The longest label that begins at word `at`, and the byte at which it ends.
fn label_at<'l>(
    page: &Page,
    tokens: &[Found],
    at: usize,
    labels: &'l FxHashMap<u64, Vec<Label>>,
    session: &Session,
) -> Option<(&'l Label, u32)> {
    let key = |at: usize| {
        let (id, ..) = *tokens.get(at)?;
        Some(session.word(id?)?.key)
    };
    let (_, start, _) = *tokens.get(at)?;
    labels.get(&key(at)?)?.iter().find_map(|label| {
        let (.., end) = *tokens.get(at + label.rest.len())?;
        let follows = |(n, rest): (usize, &u64)| key(at + 1 + n) == Some(*rest);
        let written = &page.body.text[start as usize..end as usize];
        let fits = label.rest.iter().enumerate().all(follows)
            && label
                .surface
                .as_deref()
                .is_none_or(|surface| surface == written);
        fits.then_some((label, end))
    })
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
