//! What links to a page, with the sentence in which the link stands.

use std::ops::Range;

use super::{LinkTarget, Page, PageIx};

/// So many are kept with their sentence; of the others only the number is told.
pub const SHOWN: usize = 50;

/// A sentence is cut around its link when it is longer than this many bytes.
const MAX_SENTENCE: usize = 280;

/// What links to one page.
#[derive(Debug, Clone, Default)]
pub struct Backlinks {
    /// How many pages do.
    pub total: usize,
    /// The first of them.
    pub items: Vec<Backlink>,
}

/// A page that links here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlink {
    /// The page.
    pub from: PageIx,
    /// The sentence in which its first link stands, plain text.
    pub sentence: String,
}

/// Collects the links of all listed pages by target. One page counts once for each target.
pub(super) fn collect(pages: &[Page]) -> Vec<Backlinks> {
    let mut lists: Vec<Backlinks> = vec![Backlinks::default(); pages.len()];
    let mut last_from: Vec<PageIx> = vec![PageIx::MAX; pages.len()];
    for (from, page) in pages.iter().enumerate() {
        if !page.is_listed() {
            continue;
        }
        for (link, target) in page.body.links.iter().zip(&page.links) {
            let LinkTarget::Page(to, _) = target else {
                continue;
            };
            let to = *to as usize;
            if to == from || last_from[to] == from as PageIx {
                continue;
            }
            last_from[to] = from as PageIx;
            let list = &mut lists[to];
            list.total += 1;
            if list.items.len() < SHOWN {
                list.items.push(Backlink {
                    from: from as PageIx,
                    sentence: said(pages, page, link.text_at as usize),
                });
            }
        }
    }
    lists
}

/// What `page` adds to the lists of other pages: where its links lead, and the sentence of the first
/// link to each.
pub(super) fn of_page(pages: &[Page], page: &Page) -> Vec<(PageIx, String)> {
    let mut added: Vec<(PageIx, String)> = Vec::new();
    for (link, target) in page.body.links.iter().zip(&page.links) {
        if let LinkTarget::Page(to, _) = target
            && !added.iter().any(|(known, _)| known == to)
        {
            added.push((*to, said(pages, page, link.text_at as usize)));
        }
    }
    added
}

/// The sentence of `page` around byte `at`, as a reader sees it: links without a text of their own
/// show the title of their target.
fn said(pages: &[Page], page: &Page, at: usize) -> String {
    let text = &page.body.text;
    let Range { start, end } = bounds(text, at);
    let mut said = String::with_capacity(end - start);
    let mut copied = start;
    for (link, target) in page.body.links.iter().zip(&page.links) {
        let (from, to) = (link.text_at as usize, link.text_end as usize);
        if let LinkTarget::Page(ix, _) = target
            && !link.labelled
            && from >= copied
            && to <= end
        {
            said.push_str(&text[copied..from]);
            said.push_str(&pages[*ix as usize].title);
            copied = to;
        }
    }
    said.push_str(&text[copied..end]);
    said
}

/// The sentence of `text` that holds byte `at`: between full stops and line ends, shortened to whole
/// words around `at` where it is long.
pub fn sentence(text: &str, at: usize) -> &str {
    &text[bounds(text, at)]
}

/// The bytes of that sentence.
fn bounds(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    let start = text[line_start..at]
        .rmatch_indices([' ', '\u{a0}'])
        .find(|(n, _)| ends_sentence(&text[line_start..line_start + n]));
    let start = start.map_or(line_start, |(n, space)| line_start + n + space.len());
    let end = text[at..line_end]
        .match_indices(' ')
        .find(|(n, _)| ends_sentence(&text[start..at + n]))
        .map_or(line_end, |(n, _)| at + n);
    let (mut from, mut to) = (start, end);
    if to - from > MAX_SENTENCE {
        from = from.max(text.floor_char_boundary(at.saturating_sub(MAX_SENTENCE / 2)));
        to = to.min(text.floor_char_boundary(from + MAX_SENTENCE));
        if from > start {
            from = text[from..to].find(' ').map_or(from, |n| from + n + 1);
        }
        if to < end {
            to = text[from..to].rfind(' ').map_or(to, |n| from + n);
        }
    }
    let found = &text[from..to];
    let from = from + (found.len() - found.trim_start().len());
    from..from + found.trim().len()
}

/// Whether a sentence ends here. An initial or an abbreviation of one letter does not end one.
fn ends_sentence(text: &str) -> bool {
    // Before most spaces stands a letter.
    if (text.bytes().next_back()).is_some_and(|last| last.is_ascii_alphanumeric() || last == b',') {
        return false;
    }
    let text = text.trim_end_matches(['”', '’', ')', '"']);
    if text.ends_with(['!', '?', '…']) {
        return true;
    }
    let Some(before) = text.strip_suffix('.') else {
        return false;
    };
    let word = before.rsplit([' ', '.', '(']).next().unwrap_or(before);
    word.chars().nth(1).is_some()
        && !matches!(
            word,
            "ca" | "bijv" | "nr" | "blz" | "resp" | "enz" | "dr" | "mr" | "vgl"
        )
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn sentences_are_found_around_a_byte() {
        let text = "Eerste zin. Hier staat ca. 20% van het werk, zegt J. van der Lans. Derde zin?\nNieuw blok";
        let at = |needle: &str| sentence(text, text.find(needle).unwrap());
        assert_eq!(at("Eerste"), "Eerste zin.");
        assert_eq!(
            at("20%"),
            "Hier staat ca. 20% van het werk, zegt J. van der Lans."
        );
        assert_eq!(at("Derde"), "Derde zin?");
        assert_eq!(at("blok"), "Nieuw blok");
        assert_eq!(sentence("", 7), "");
    }

    #[test]
    fn long_sentences_are_cut_at_words() {
        let text = "woord ".repeat(200);
        let cut = sentence(&text, 600);
        assert!(
            cut.len() <= 280 && cut.split(' ').all(|word| word == "woord"),
            "{cut}"
        );
    }
}
