//! What is shown of a page: the best fragments of its text, and the sections they stand in.
//!
//! A fragment is a sentence, or as much of one as fits.

use super::highlight::{Fragment, Mark, html, piece};
use super::record::StoredSection;

/// Longest fragment, in bytes.
const MAX_FRAGMENT: usize = 280;

/// A sentence shorter than this takes the next one along.
const MIN_FRAGMENT: usize = 100;

/// How far before the first mark a fragment of a long sentence begins.
const LEAD: usize = 80;

/// Most fragments of a page.
const MAX_FRAGMENTS: usize = 2;

/// Most sections of a page.
const MAX_SECTIONS: usize = 3;

/// A section of a page in which something asked stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionHit {
    /// Its anchor, without `#`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its heading, marked.
    pub title_html: String,
    /// The best of its text, if something asked stands there.
    pub fragment: Option<Fragment>,
}

/// A sentence in which something is marked.
#[derive(Debug, Clone, Copy)]
struct Sentence {
    start: usize,
    end: usize,
    asks: u64,
    marks: u32,
    first: usize,
    heading: bool,
}

/// The best fragments of a text: sentences with the most of what was asked, in their order. Headings
/// only where nothing else is marked.
pub fn fragments(text: &str, marks: &[Mark], sections: &[StoredSection]) -> Vec<Fragment> {
    let mut sentences = sentences(text, marks, sections);
    if sentences.iter().any(|sentence| !sentence.heading) {
        sentences.retain(|sentence| !sentence.heading);
    }
    sentences.sort_by_key(|sentence| {
        (
            std::cmp::Reverse((sentence.asks.count_ones(), sentence.marks.min(3))),
            sentence.start,
        )
    });
    let mut stretches: Vec<(usize, usize, bool, bool)> = Vec::new();
    for sentence in &sentences {
        let stretch = stretch(text, *sentence, sections);
        if stretches
            .iter()
            .all(|other| stretch.1 <= other.0 || stretch.0 >= other.1)
        {
            stretches.push(stretch);
        }
        if stretches.len() == MAX_FRAGMENTS {
            break;
        }
    }
    stretches.sort_unstable();
    let cut = |(start, end, cut_before, cut_after)| {
        let mut fragment = piece(text, start, end, marks);
        if cut_before {
            fragment.before("… ");
        }
        if cut_after {
            fragment.after(" …");
        }
        fragment
    };
    stretches.into_iter().map(cut).collect()
}

/// The sections in which most of what was asked stands, in their order.
pub fn section_hits(text: &str, marks: &[Mark], sections: &[StoredSection]) -> Vec<SectionHit> {
    let mut hits = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let start = floor(text, section.start as usize);
        let end = sections
            .get(at + 1)
            .map_or(text.len(), |next| floor(text, next.start as usize))
            .max(start);
        let inside = within(marks, start, end);
        if inside.is_empty() {
            continue;
        }
        let asks = asks(inside);
        let heading_end = text[start..end].find('\n').map_or(end, |line| start + line);
        let in_heading = inside[0].start < heading_end;
        hits.push((
            asks.count_ones(),
            in_heading,
            inside.len(),
            at,
            start,
            end,
            heading_end,
        ));
    }
    let most = hits.iter().map(|hit| hit.0).max().unwrap_or(0);
    hits.retain(|hit| hit.0 == most || hit.1);
    hits.sort_by_key(|hit| (std::cmp::Reverse((hit.0, hit.1, hit.2)), hit.3));
    hits.truncate(MAX_SECTIONS);
    hits.sort_by_key(|hit| hit.3);
    let section =
        |(_, _, _, at, start, end, heading_end): (u32, bool, usize, usize, usize, usize, usize)| {
            let section: &StoredSection = &sections[at];
            let heading = within(marks, start, heading_end);
            let inside = within(marks, heading_end, end);
            SectionHit {
                id: section.id.clone(),
                title: section.title.clone(),
                title_html: title_html(text, start, heading_end, heading, &section.title),
                fragment: fragments(text, inside, sections).into_iter().next(),
            }
        };
    hits.into_iter().map(section).collect()
}

/// The heading with its marks; without, should the text there not be the heading.
fn title_html(text: &str, start: usize, end: usize, marks: &[Mark], title: &str) -> String {
    if text[start..end].trim() == title {
        piece(text, start, end, marks).html.trim().to_owned()
    } else {
        html(title, &[])
    }
}

fn within(marks: &[Mark], start: usize, end: usize) -> &[Mark] {
    let first = marks.partition_point(|mark| mark.start < start);
    let last = marks.partition_point(|mark| mark.start < end);
    &marks[first..last.max(first)]
}

fn asks(marks: &[Mark]) -> u64 {
    marks.iter().fold(0, |asks, mark| asks | mark.asks)
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

fn sentences(text: &str, marks: &[Mark], sections: &[StoredSection]) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for mark in marks {
        if let Some(last) = sentences.last_mut()
            && mark.start < last.end
        {
            last.asks |= mark.asks;
            last.marks += 1;
            continue;
        }
        let start = sentence_start(text, mark.start);
        let end = sentence_end(text, mark.end);
        let heading = sections
            .binary_search_by_key(&start, |section| section.start as usize)
            .is_ok();
        sentences.push(Sentence {
            start,
            end,
            asks: mark.asks,
            marks: 1,
            first: mark.start,
            heading,
        });
    }
    sentences
}

/// Where the sentence begins that goes on at `at`; never more than a fragment further back.
fn sentence_start(text: &str, at: usize) -> usize {
    let least = text.ceil_char_boundary(at.saturating_sub(MAX_FRAGMENT));
    super::sentences::start(text, at, least)
}

/// Where the sentence ends that goes on at `at`; never more than a fragment further on.
fn sentence_end(text: &str, at: usize) -> usize {
    super::sentences::end(text, at, floor(text, at + MAX_FRAGMENT))
}

/// What is shown of a sentence: from where to where, and whether something is left out before and
/// after.
fn stretch(
    text: &str,
    sentence: Sentence,
    sections: &[StoredSection],
) -> (usize, usize, bool, bool) {
    let Sentence {
        mut start,
        mut end,
        first,
        ..
    } = sentence;
    if end - start < MIN_FRAGMENT {
        let rest = &text[end..];
        let next = end + (rest.len() - rest.trim_start().len());
        let heading = sections
            .binary_search_by_key(&next, |section| section.start as usize)
            .is_ok();
        let next_end = sentence_end(text, next);
        if next < text.len() && !heading && next_end - start <= MAX_FRAGMENT {
            end = next_end;
        }
    }
    if end - start > MAX_FRAGMENT {
        if first.saturating_sub(start) > LEAD {
            start = word_start(text, first - LEAD, first);
        }
        if end - start > MAX_FRAGMENT {
            end = word_end(text, start, floor(text, start + MAX_FRAGMENT));
        }
    }
    let begins = super::sentences::begins(text, start);
    let ends = super::sentences::ends(text, end);
    (start, end, !begins, !ends)
}

/// The first beginning of a word between `from` and `first`.
fn word_start(text: &str, from: usize, first: usize) -> usize {
    let from = floor(text, from);
    text[from..first]
        .find(' ')
        .map_or(from, |space| from + space + 1)
}

/// The last end of a word between `start` and `to`.
fn word_end(text: &str, start: usize, to: usize) -> usize {
    text[start..to]
        .rfind(' ')
        .filter(|space| *space > 0)
        .map_or(to, |space| start + space)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::highlight::tests::{marked, marks, wanted};
    use super::*;

    fn pieces(asked: &[&str], text: &str) -> Vec<String> {
        let marks = marks(&wanted(asked), text);
        fragments(text, &marks, &[])
            .into_iter()
            .map(|fragment| fragment.html)
            .collect()
    }

    #[test]
    fn fragments_are_sentences() {
        let filler = "Dit is een zin die lang genoeg is om alleen te staan, want hij telt meer dan honderd letters en nog wat. ";
        let text = format!(
            "{filler}Een schuld drukt op het gezin en op de buurt, en niemand die dat in een week oplost, zo leert de praktijk. {filler}"
        );
        assert_eq!(
            pieces(&["schuld", "gezin"], &text),
            [
                "Een <mark>schuld</mark> drukt op het <mark>gezin</mark> en op de buurt, en niemand die dat in een week oplost, zo leert de praktijk."
            ]
        );
    }

    #[test]
    fn long_sentences_are_cut_at_words() {
        let text = format!("{}wijk {}", "woord ".repeat(200), "woord ".repeat(200));
        let fragments = pieces(&["wijk"], &text);
        assert_eq!(fragments.len(), 1);
        assert!(
            fragments[0].starts_with("… woord ") && fragments[0].ends_with("woord …"),
            "{fragments:?}"
        );
        assert!(fragments[0].contains("<mark>wijk</mark>") && fragments[0].len() < 320);
    }

    #[test]
    fn hostile_words() {
        let zalgo = format!("e{} wijk", "\u{301}".repeat(10_000));
        let fragments = pieces(&["e", "wijk"], &zalgo);
        assert!(
            fragments.iter().all(|fragment| fragment.len() < 400),
            "{}",
            fragments[0].len()
        );
        let long = format!("{} wijk", "a".repeat(500));
        assert!(pieces(&["wijk"], &long)[0].contains("<mark>wijk</mark>"));
        assert_eq!(
            marked(&["שלום"], "🙂 שלום עולם"),
            "🙂 <mark>שלום</mark> עולם"
        );
    }

    #[test]
    fn sections_with_most_of_what_was_asked() {
        let text =
            "Inleiding.\nSchulden\nOver schuld en gezin.\nAnders\nNiets hier.\nGezin\nHet kind.";
        let section = |title: &str| StoredSection {
            id: title.to_lowercase(),
            title: title.into(),
            start: text.find(&format!("\n{title}\n")).unwrap() as u32 + 1,
        };
        let sections = ["Schulden", "Anders", "Gezin"].map(section);
        let marks = marks(&wanted(&["schuld", "gezin"]), text);
        let hits = section_hits(text, &marks, &sections);
        assert_eq!(
            hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(),
            ["schulden", "gezin"]
        );
        assert_eq!(hits[0].title_html, "<mark>Schulden</mark>");
        assert_eq!(
            hits[0].fragment.as_ref().unwrap().html,
            "Over <mark>schuld</mark> en <mark>gezin</mark>."
        );
        assert_eq!(hits[1].fragment, None);
    }

    proptest! {
        #[test]
        fn any_text_can_be_highlighted(text in "([a-eé.! \n<&🙂\u{301}-]|wijk|de ){0,200}", from in 0u32..300, to in 0u32..300) {
            let wanted = wanted(&["wijk", "a b", "e-d", "é"]);
            let marks = marks(&wanted, &text);
            let section = |start| StoredSection { id: "x".into(), title: "y".into(), start };
            let sections = [section(from.min(to)), section(from.max(to))];
            for fragment in fragments(&text, &marks, &sections) {
                let plain = fragment.html.replace("<mark>", "").replace("</mark>", "");
                prop_assert!(!plain.contains('<'));
                prop_assert!(fragment.text.len() < 700);
                prop_assert_eq!(plain.replace("&lt;", "<").replace("&amp;", "&"), fragment.text);
            }
            section_hits(&text, &marks, &sections);
        }
    }
}
