//! The first mention of each term on a page: found by the analyser, so in its inflected forms too.
//!
//! A label belongs to one term: one that two terms claim is reported, since nothing could tell which
//! of them it leads to. Labels are looked up as sequences of stems. Only text in which a link may be made counts (see
//! [`TextRun`]); of two labels that begin at one word the longer wins.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memchr;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::words::Words;
use super::{Mention, Page, PageIx, Visibility};
use crate::content::{Kind, PageId};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::tokens::{Span, spans};
use crate::language::{Analyzer, Answers, Session};
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
    let finder = Finder::new(labels, analyzer, page.body.text.len());
    let (mentions, end) = finder.mentions(ix, page);
    let mut session = analyzer.session();
    let words = words(&page.body.text[..end], &mut session);
    analyzer.give_back(session);
    Looked {
        mentions,
        words: Some(words),
    }
}

/// Whether no term is linked on a page.
fn links_none(page: &Page) -> bool {
    page.body.runs.is_empty() || page.id.kind == Kind::Page
}

/// The words of a text.
fn words(text: &str, session: &mut Session) -> Arc<Words> {
    let mut keys = Vec::new();
    session.analyse_whole(text, |token| keys.push(token.word.key));
    Arc::new(Words::of(keys))
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
    if labels.by_first.is_empty() {
        return vec![None; pages.len()];
    }
    let bytes = pages.iter().map(|page| page.body.text.len()).sum();
    let finder = Finder::new(labels, analyzer, bytes);
    // Each thread goes on with the session of the page before: what it has met is analysed.
    let idle: Mutex<Vec<Session>> = Mutex::default();
    let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    let words_of = |text: &str| {
        let free = lock().pop();
        let mut session = free.unwrap_or_else(|| analyzer.session());
        let words = words(text, &mut session);
        lock().push(session);
        words
    };
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
            let (mentions, end) = finder.mentions(ix as PageIx, page);
            Looked {
                mentions,
                words: keep.then(|| words_of(&page.body.text[..end])),
            }
        })
        .collect();
    for session in lock().drain(..) {
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

/// Finds the mentions on pages. Most words of a text begin no label, and are looked at no further.
struct Finder<'l> {
    labels: &'l FxHashMap<u64, Vec<Label>>,
    analyzer: &'l Analyzer,
    /// Whether a label begins with a word.
    begins: Answers,
    /// The keys of words that do, and of what follows them, by how they are written.
    keys: Mutex<FxHashMap<Box<str>, Option<u64>>>,
}

impl<'l> Finder<'l> {
    /// Finds mentions of `labels` in texts of so many bytes together.
    fn new(labels: &'l Labels, analyzer: &'l Analyzer, bytes: usize) -> Self {
        Finder {
            labels: &labels.by_first,
            analyzer,
            begins: Answers::for_text(bytes),
            keys: Mutex::default(),
        }
    }

    /// The key of a word, remembered.
    fn key(&self, word: &str) -> Option<u64> {
        let lock = || self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(word).copied();
        known.unwrap_or_else(|| {
            let key = self.analyzer.key(word);
            lock().insert(word.into(), key);
            key
        })
    }

    /// The first mentions on a page, and the byte of its text up to which was looked: after the last
    /// mention wanted, no further than to the end of its block.
    fn mentions(&self, ix: PageIx, page: &Page) -> (Vec<Mention>, usize) {
        let text = &*page.body.text;
        let mut done: Vec<PageIx> = vec![ix];
        let mut mentions: Vec<Mention> = Vec::new();
        let (mut past, mut end_of_block) = (0, 0);
        for span in spans(text) {
            if span.start >= end_of_block {
                let rest = &text.as_bytes()[span.start..];
                end_of_block = memchr(b'\n', rest).map_or(text.len(), |at| span.start + at);
            }
            let begins = |word: &str| (self.analyzer.key(word)).is_some_and(|key| self.knows(key));
            if !self.begins.of(text, span, begins) || span.start < past {
                continue;
            }
            let Some((label, end)) = self.label_at(&text[..end_of_block], span) else {
                continue;
            };
            past = end;
            if done.contains(&label.term) {
                continue;
            }
            let (start, end) = (span.start as u32, end as u32);
            if let Some((start, end)) = in_html(&page.body.html, &page.body.runs, start, end) {
                done.push(label.term);
                mentions.push(Mention {
                    start,
                    end,
                    term: label.term,
                });
                if mentions.len() == MAX_MENTIONS {
                    return (mentions, end_of_block);
                }
            }
        }
        (mentions, text.len())
    }

    fn knows(&self, first: u64) -> bool {
        self.labels.contains_key(&first)
    }

    /// The longest label that begins at a word, and the byte at which it ends; `text` ends where its
    /// block does, for no label reaches into the next.
    fn label_at(&self, text: &str, first: Span) -> Option<(&'l Label, usize)> {
        let labels = self.labels.get(&self.key(&text[first.start..first.end])?)?;
        // The longest stands first: it says how many words are wanted.
        let longest = labels.first()?.rest.len();
        let rest = &text[first.end..];
        let words = spans(rest).filter_map(|span| {
            let key = self.key(&rest[span.start..span.end])?;
            Some((key, first.end + span.end))
        });
        let words: Vec<(u64, usize)> = words.take(longest).collect();
        labels.iter().find_map(|label| {
            let follow = words.get(..label.rest.len())?;
            let end = follow.last().map_or(first.end, |(_, end)| *end);
            let surface = label.surface.as_deref();
            let fits = follow.iter().map(|(key, _)| key).eq(&label.rest)
                && surface.is_none_or(|surface| surface == &text[first.start..end]);
            fits.then_some((label, end))
        })
    }
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
    let from = further(html, run.html as usize, start - run.text)?;
    let to = further(html, from, end - start)?;
    Some((from as u32, to as u32))
}

/// The byte of `html` that is so many bytes of text further than `at`. Escapes are the only difference
/// between text and HTML here; each stands for one byte.
fn further(html: &str, mut at: usize, bytes: u32) -> Option<usize> {
    let mut left = bytes as usize;
    loop {
        let stretch = html.as_bytes().get(at..at + left)?;
        let Some(plain) = memchr(b'&', stretch) else {
            return Some(at + left);
        };
        at += plain;
        at += html[at..].find(';')? + 1;
        left -= plain + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Config;
    use crate::content::files::MemoryFiles;
    use crate::guide::Guide;
    use crate::pipeline::{self, CompileOptions, Silent};

    /// A guide of one lesson with this text, and of terms: their front matter beside what all need.
    fn guide(terms: &[(&str, &str)], text: &str) -> Guide {
        let lesson =
            format!("---\ntitle: Les\nsummary: Iets.\nevidence: ervaring\n---\n\n{text}\n");
        let mut files = MemoryFiles::default().with("content/lessons/les.md", lesson);
        for (nth, (title, more)) in terms.iter().enumerate() {
            let term = format!("---\ntitle: {title}\nsummary: Uitleg.\n{more}\n---\n");
            files = files.with(&format!("content/glossary/t{nth}.md"), term);
        }
        let (config, options) = (Config::default(), CompileOptions::default());
        pipeline::compile(&files, &config, &Analyzer::new(), &options, &Silent).guide
    }

    /// What is linked in that lesson, each with the title of its term.
    fn linked(terms: &[(&str, &str)], text: &str) -> Vec<String> {
        let guide = guide(terms, text);
        let lesson = guide.pages.iter().find(|page| page.id.kind == Kind::Lesson);
        let page = lesson.expect("the lesson is there");
        let mentions = page.mentions.iter().map(|mention| {
            let html = &page.body.html[mention.start as usize..mention.end as usize];
            format!("{html} = {}", guide.page(mention.term).title)
        });
        mentions.collect()
    }

    #[test]
    fn the_first_mention_is_linked_in_any_form() {
        let terms = [("wijkaanpak", ""), ("bewoner", "alt_labels: [inwoner]")];
        assert_eq!(
            linked(
                &terms,
                "Wijkaanpakken, zeggen inwoners, en nog een wijkaanpak voor bewoners."
            ),
            ["Wijkaanpakken = wijkaanpak", "inwoners = bewoner"]
        );
    }

    #[test]
    fn of_two_labels_the_longer_wins() {
        let terms = [
            ("sociale wijk", ""),
            ("sociale wijk team", ""),
            ("team", ""),
        ];
        assert_eq!(
            linked(
                &terms,
                "De sociale wijkteams. Het sociale wijk team en het team in de sociale wijk."
            ),
            [
                "sociale wijk team = sociale wijk team",
                "team = team",
                "sociale wijk = sociale wijk"
            ]
        );
        assert_eq!(
            linked(&[("een wijk van allen", "")], "Dit is een wijk van"),
            [""; 0]
        );
    }

    #[test]
    fn no_label_reaches_into_the_next_block() {
        let terms = [("sociale wijk", "")];
        assert_eq!(
            linked(&terms, "Heel sociale\n\nwijk\n\n- sociale\n- wijk"),
            [""; 0]
        );
        assert_eq!(
            linked(&terms, "Heel sociale\nwijk"),
            ["sociale wijk = sociale wijk"]
        );
    }

    #[test]
    fn an_abbreviation_is_meant_as_it_is_written() {
        let terms = [("PGA", "")];
        assert_eq!(linked(&terms, "De pga en de PGA"), ["PGA = PGA"]);
    }

    #[test]
    fn escapes_count_for_what_they_stand_for() {
        let terms = [("wijk", ""), ("werk & inkomen", "")];
        assert_eq!(
            linked(
                &terms,
                "\"A\" & <b> & 'c' < de wijk & > werk & inkomen & wijk"
            ),
            ["wijk = wijk", "werk &amp; inkomen = werk & inkomen"]
        );
    }

    #[test]
    fn what_is_linked_or_quoted_already_is_left_alone() {
        let terms = [("wijk", "")];
        assert_eq!(
            linked(
                &terms,
                "## De wijk\n\n[Een wijk](https://voorbeeld.nl) `wijk`\n\nDe wijken."
            ),
            ["wijken = wijk"]
        );
        assert_eq!(linked(&[("wijk", "autolink: false")], "De wijk."), [""; 0]);
    }

    #[test]
    fn a_word_may_be_long_and_a_text_may_have_many() {
        let long = "onderzoeks".repeat(9);
        assert_eq!(linked(&[(&long, "")], &format!("Een {long}.")).len(), 1);
        let names: Vec<String> = (0..40).map(|nth| format!("begrip{nth}x")).collect();
        let terms: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(linked(&terms, &names.join(" ")).len(), MAX_MENTIONS);
    }

    #[test]
    fn a_paragraph_may_be_a_megabyte() {
        // To look to its end at each word would take seven times as long as for many short ones.
        let took = |text: &str| {
            let begun = std::time::Instant::now();
            assert_eq!(linked(&[("wijk", "")], text), ["wijk = wijk"]);
            begun.elapsed()
        };
        let short = took(&format!("{}\n\n", "de wijk ".repeat(100)).repeat(1300));
        let long = took(&"de wijk ".repeat(130_000));
        assert!(long < short * 4, "{long:?} against {short:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        /// Terms of one word and of two, in texts of few words: each mention is its term's, each term
        /// has one, and each that stands in the text as it is written has one.
        #[test]
        fn each_term_that_is_there_is_found(
            words in prop::collection::vec(prop::sample::select(vec![
                "wijk", "buurt", "wijken", "Buurten", "&", "straat", "een", "één", "sociaal", "sociale", ",", "\n\n",
            ]), 0..40),
        ) {
            let terms = [("wijk", ""), ("buurt", ""), ("sociale straat", ""), ("één straat", "")];
            let text = words.join(" ");
            let found = linked(&terms, &text);
            let mut titles: Vec<&str> = found.iter().map(|one| one.rsplit(" = ").next().unwrap()).collect();
            titles.sort_unstable();
            titles.dedup();
            prop_assert_eq!(titles.len(), found.len(), "{:?}", found);
            for (label, forms) in [("wijk", ["wijk", "wijken"]), ("buurt", ["buurt", "Buurten"])] {
                let there = words.iter().any(|word| forms.contains(word));
                prop_assert_eq!(titles.contains(&label), there, "{}: {:?}", label, found);
            }
            let stands = |first: &[&str]| {
                words.windows(2).any(|pair| first.contains(&pair[0]) && pair[1] == "straat")
                    || words.windows(3).any(|three| {
                        first.contains(&three[0]) && matches!(three[1], "&" | ",") && three[2] == "straat"
                    })
            };
            if stands(&["sociaal", "sociale"]) {
                prop_assert!(titles.contains(&"sociale straat"), "{:?}", found);
            }
            if stands(&["een", "één"]) {
                prop_assert!(titles.contains(&"één straat"), "{:?}", found);
            }
        }
    }
}
