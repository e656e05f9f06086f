//! The entry of a source in a list of references: APA as Dutch readers know it.
//!
//! In: a Hayagriva entry. Out: [`Run`]s of text, from which HTML with our own elements and plain text
//! are written. The steps: make particles part of the names, let Hayagriva run the APA style with the
//! Dutch locale (see [`style`]), take its tree apart into runs, mend what that style gets wrong in Dutch.
//!
//! One run of the style costs half a millisecond and more, so runs are kept by the hash of what was written:
//! see [`References`].

use std::collections::BTreeMap;

use hayagriva::citationberg::{FontStyle, taxonomy::NameVariable};
use hayagriva::types::{Person, PersonsWithRoles};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Entry};
use serde::{Deserialize, Serialize};

use super::style;

/// A stretch of a reference with one look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    text: String,
    look: Look,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Look {
    Plain,
    /// Part of the date of publication.
    Date,
    /// The title of a work that stands on its own.
    Title,
    /// Other text that the style sets in italics: the volume of a periodical.
    Emphasis,
    Link(String),
}

/// References that were formatted before, by the hash of the entry as it was written.
///
/// Kept from one reading to the next (in memory, or on disk through serde), it spares all but the
/// changed entries their run of the citation style. What comes out is the same with and without it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct References(BTreeMap<String, Vec<Run>>);

impl References {
    pub(super) fn key(written: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(b"\0");
        hasher.update(written.as_bytes());
        hasher.finalize().to_hex().to_string()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Vec<Run>> {
        self.0.get(key)
    }

    /// Keeps these and no others, so that what is no longer cited does not pile up.
    pub(super) fn replace(&mut self, runs: impl Iterator<Item = (String, Vec<Run>)>) {
        self.0 = runs.collect();
    }
}

/// How the style introduces the day on which an address was visited.
const VISITED: &str = "Geraadpleegd ";
/// What stands for the date where there is none.
pub(super) const NO_DATE: &str = "z.d.";

/// Formats one entry.
pub(super) fn format(entry: &Entry) -> Vec<Run> {
    let mut runs = Vec::new();
    if let Some(tree) = style::render(&prepared(entry)) {
        flatten(&tree, &Within::default(), &mut runs);
    }
    mend(&mut runs);
    runs
}

/// The entry with whole names and, where none is given, with a language: Hayagriva changes the
/// capitals of titles unless they are known not to be English.
fn prepared(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    if entry.language().is_none()
        && let Ok(dutch) = "nl".parse()
    {
        entry.set_language(dutch);
    }
    if let Some(authors) = entry.authors().map(super::names::undropped) {
        entry.set_authors(authors);
    }
    if let Some(editors) = entry.editors().map(super::names::undropped) {
        entry.set_editors(editors);
    }
    if let Some(affiliated) = entry.affiliated() {
        let affiliated = affiliated
            .iter()
            .map(|list| PersonsWithRoles {
                names: super::names::undropped(&list.names),
                role: list.role.clone(),
            })
            .collect();
        entry.set_affiliated(affiliated);
    }
    let parents = entry.parents().iter().map(prepared).collect();
    entry.set_parents(parents);
    entry
}

/// What surrounds a piece of Hayagriva's tree.
#[derive(Debug, Clone, Default)]
struct Within {
    date: bool,
    /// Names without initials, between which Dutch has no comma before “&”.
    bare_names: bool,
}

fn flatten(children: &ElemChildren, within: &Within, runs: &mut Vec<Run>) {
    for child in &children.0 {
        match child {
            ElemChild::Text(text) => {
                let italic = text.formatting.font_style == FontStyle::Italic;
                let look = match italic {
                    _ if within.date => Look::Date,
                    true if text.text.contains(char::is_alphabetic) => Look::Title,
                    true => Look::Emphasis,
                    false => Look::Plain,
                };
                let text = match text.text.as_str() {
                    ", & " if within.bare_names => " & ",
                    other => other,
                };
                push(runs, text, look);
            }
            ElemChild::Elem(elem) => {
                let mut inner = within.clone();
                match &elem.meta {
                    Some(ElemMeta::Date) => inner.date = true,
                    Some(ElemMeta::Names(lists)) => inner.bare_names = are_bare(lists),
                    _ => {}
                }
                flatten(&elem.children, &inner, runs);
            }
            ElemChild::Markup(text) => push(runs, text, Look::Plain),
            ElemChild::Link { text, url } => push(runs, &text.text, Look::Link(url.clone())),
            ElemChild::Transparent { .. } => {}
        }
    }
}

fn are_bare(lists: &[(Vec<Person>, NameVariable)]) -> bool {
    lists
        .iter()
        .flat_map(|(persons, _)| persons)
        .all(|person| person.given_name.is_none())
}

fn push(runs: &mut Vec<Run>, text: &str, look: Look) {
    if !text.is_empty() {
        runs.push(Run {
            text: text.to_owned(),
            look,
        });
    }
}

/// Mends what the style, made for English, gets wrong in Dutch.
fn mend(runs: &mut Vec<Run>) {
    let mut visited = false;
    for at in 0..runs.len() {
        let (before, rest) = runs.split_at_mut(at);
        let Some((run, after)) = rest.split_first_mut() else {
            return;
        };
        let before = before.last();
        let after = after.first().map(|run| &run.look);
        match run.look {
            Look::Date => {
                // “juni 20” → “20 juni”.
                if let Some((month, day)) = run.text.split_once(' ')
                    && day.chars().all(|c| c.is_ascii_digit())
                    && month.chars().all(char::is_alphabetic)
                {
                    run.text = format!("{day} {month}");
                }
                // The day of a visit is not that of publication.
                if visited {
                    run.look = Look::Plain;
                }
            }
            Look::Plain => {
                // “(2013,)” where only the year is known.
                if before.is_some_and(|run| run.look == Look::Date) && run.text.starts_with(",)") {
                    run.text.remove(0);
                }
                // “Weten wat werkt?.”
                if before.is_some_and(|run| run.text.ends_with(['.', '?', '!', '…']))
                    && run.text.starts_with('.')
                {
                    run.text.remove(0);
                }
                if let Some(kept) = run.text.strip_suffix(VISITED) {
                    match after {
                        // Without a day the address speaks for itself.
                        Some(Look::Link(_)) => run.text.truncate(kept.len()),
                        _ => run.text.push_str("op "),
                    }
                    visited = true;
                }
                if after == Some(&Look::Date)
                    && let Some(kept) = run.text.strip_suffix("(c. ")
                {
                    run.text = format!("{kept}(ca. ");
                }
                let pages = |c: char| c.is_ascii_digit() || c == '-';
                if run.text.chars().all(pages) {
                    run.text = run.text.replace('-', "–");
                }
            }
            _ => {}
        }
    }
    // An undated law is the one thing for which the style leaves out that it is undated.
    let dated = |run: &Run| run.look == Look::Date || run.text.contains(NO_DATE);
    if !runs.is_empty() && !runs.iter().any(dated) {
        runs.insert(
            1,
            Run {
                text: format!(" ({NO_DATE})"),
                look: Look::Plain,
            },
        );
    }
}

/// The same with the letter that tells sources of one author and year apart.
fn with_suffix(runs: &[Run], suffix: &str) -> Vec<Run> {
    let mut runs = runs.to_vec();
    if suffix.is_empty() {
        return runs;
    }
    if let Some(run) = runs.iter_mut().find(|run| run.look == Look::Date) {
        run.text.push_str(suffix);
    } else if let Some(run) = runs
        .iter_mut()
        .find(|run| run.text.contains(&format!("({NO_DATE})")))
    {
        run.text = run
            .text
            .replacen(&format!("({NO_DATE})"), &format!("({NO_DATE}-{suffix})"), 1);
    }
    runs
}

/// A reference as HTML, without an element around it, and as plain text.
pub(super) fn write(runs: &[Run], suffix: &str) -> (String, String) {
    let mut html = String::new();
    let mut text = String::new();
    for run in with_suffix(runs, suffix) {
        text.push_str(&run.text);
        match &run.look {
            Look::Plain | Look::Date => escape(&run.text, &mut html),
            Look::Title => element("cite", &run.text, &mut html),
            Look::Emphasis => element("em", &run.text, &mut html),
            Look::Link(url) if is_web(url) => {
                html.push_str("<a href=\"");
                escape(url, &mut html);
                html.push_str("\">");
                escape(&run.text, &mut html);
                html.push_str("</a>");
            }
            Look::Link(_) => escape(&run.text, &mut html),
        }
    }
    html.truncate(html.trim_end().len());
    text.truncate(text.trim_end().len());
    (html, text)
}

/// Whether an address may be linked to: `javascript:` and its like may not.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

pub(super) fn element(name: &str, text: &str, html: &mut String) {
    html.push('<');
    html.push_str(name);
    html.push('>');
    escape(text, html);
    html.push_str("</");
    html.push_str(name);
    html.push('>');
}

pub(super) fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}
