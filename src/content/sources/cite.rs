//! Citations in the text: `(Van Twist & Verheul, 2009, p. 12; Platform31, z.d.-a, z.d.-b)`.
//!
//! The parts of each source (author and year) are made once; a group of citations is put together
//! from them without formatting anything, since a large guide cites the same sources thousands of
//! times. Another stage wraps each piece in a link to the page of its source.

use hayagriva::Entry;
use hayagriva::types::EntryType;

use super::reference::{NO_DATE, element, escape};
use super::{SourceEntry, Sources, names};

/// One citation as the author of a page wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cited<'a> {
    /// Key of the source.
    pub key: &'a str,
    /// Place in the source, as written: `p. 12`, `§3.1`.
    pub locator: Option<&'a str>,
    /// The sentence names the author, so that the year alone is given.
    pub suppress_author: bool,
}

/// One citation of a group, ready to be written between `before` and what follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'a> {
    /// What stands before it: `(` for the first, `; ` or, for more of the same author, `, `.
    pub before: &'static str,
    /// Key of the source.
    pub key: &'a str,
    /// The source; `None` where no source has that key, which is reported elsewhere.
    pub source: Option<&'a SourceEntry>,
    author: bool,
    locator: Option<&'a str>,
}

/// What stands after the last piece of a group.
pub const CLOSE: &str = ")";

impl Sources {
    /// The pieces of one group of citations, in the order written.
    pub fn pieces<'a>(&'a self, group: &[Cited<'a>]) -> Vec<Piece<'a>> {
        let mut pieces: Vec<Piece<'a>> = Vec::with_capacity(group.len());
        for cited in group {
            let source = self.get(cited.key);
            let same_author = pieces.last().is_some_and(|last| {
                last.locator.is_none()
                    && cited.locator.is_none()
                    && !cited.suppress_author
                    && last.authors().is_some()
                    && last.authors() == source.map(|source| source.authors.as_str())
                    && (last.author || last.before == ", ")
            });
            pieces.push(Piece {
                before: match pieces.len() {
                    0 => "(",
                    _ if same_author => ", ",
                    _ => "; ",
                },
                key: cited.key,
                source,
                author: !cited.suppress_author && !same_author,
                locator: cited.locator.map(str::trim).filter(|text| !text.is_empty()),
            });
        }
        pieces
    }
}

impl<'a> Piece<'a> {
    fn authors(&self) -> Option<&'a str> {
        self.source.map(|source| source.authors.as_str())
    }

    /// Adds the piece to `html`, without what stands before it.
    pub fn write_html(&self, html: &mut String) {
        let Some(source) = self.source else {
            escape(self.key, html);
            return;
        };
        if self.author {
            html.push_str(&source.authors_html);
            html.push_str(", ");
        }
        html.push_str(&source.year);
        if let Some(locator) = self.locator {
            html.push_str(", ");
            escape(locator, html);
        }
    }

    /// Adds the piece to `text`, without what stands before it.
    pub fn write_text(&self, text: &mut String) {
        let Some(source) = self.source else {
            text.push_str(self.key);
            return;
        };
        if self.author {
            text.push_str(&source.authors);
            text.push_str(", ");
        }
        text.push_str(&source.year);
        if let Some(locator) = self.locator {
            text.push_str(", ");
            text.push_str(locator);
        }
    }
}

/// The author's part as plain text and as HTML: one name, two joined by “&”, the first of more, or
/// the title where nobody is named.
pub(super) fn authors(entry: &Entry, title: &str) -> (String, String) {
    let creators = names::creators(entry);
    let text = match creators[..] {
        [] => return title_as_author(entry, title),
        [one] => names::family(one),
        [one, two] => format!("{} & {}", names::family(one), names::family(two)),
        [one, ..] => format!("{} et al.", names::family(one)),
    };
    let mut html = String::with_capacity(text.len());
    escape(&text, &mut html);
    (text, html)
}

/// A work that stands on its own is set as a title; a part of something else is quoted.
fn title_as_author(entry: &Entry, title: &str) -> (String, String) {
    let short = entry
        .title()
        .and_then(|title| title.short.as_ref())
        .map(|short| short.to_string());
    let short = short.unwrap_or_else(|| shortened(title));
    let mut html = String::with_capacity(short.len() + 16);
    match entry.entry_type() {
        EntryType::Article
        | EntryType::Chapter
        | EntryType::Entry
        | EntryType::Anthos
        | EntryType::Scene
        | EntryType::Post => {
            html.push('“');
            escape(&short, &mut html);
            html.push('”');
            (format!("“{short}”"), html)
        }
        EntryType::Legislation | EntryType::Case => {
            escape(&short, &mut html);
            (short, html)
        }
        _ => {
            element("cite", &short, &mut html);
            (short, html)
        }
    }
}

/// Longer titles than this are shortened where they stand for an author.
const LONG_TITLE: usize = 45;

/// The first words of a long title: up to a colon or bracket, or else as many words as fit.
fn shortened(title: &str) -> String {
    if title.chars().count() <= LONG_TITLE {
        return title.to_owned();
    }
    let limit = title
        .char_indices()
        .nth(LONG_TITLE)
        .map_or(title.len(), |(at, _)| at);
    let stop = [": ", " (", "? ", ". ", " – "]
        .iter()
        .filter_map(|mark| title[..limit].find(mark))
        .filter(|&at| at > 8)
        .min();
    match stop.or_else(|| title[..limit].rfind(' ')) {
        Some(at) if stop.is_some() => title[..at].to_owned(),
        Some(at) => format!("{} …", title[..at].trim_end_matches([',', ';', ' '])),
        None => title[..limit].to_owned(),
    }
}

/// The year as it is cited, without a letter.
pub(super) fn year(entry: &Entry) -> String {
    match entry.date_any() {
        Some(date) if date.approximate => format!("ca. {}", date.year),
        Some(date) => date.year.to_string(),
        None => NO_DATE.to_owned(),
    }
}

/// The letter of the source at `place` among those of the same author and year: a … z, aa, ab …
pub(super) fn letter(place: usize) -> String {
    let mut letters = Vec::new();
    let mut left = place + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'a' + (left % 26) as u8));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [0, 1, 25, 26, 27, 51, 52].map(letter),
            ["a", "b", "z", "aa", "ab", "az", "ba"]
        );
    }

    #[test]
    fn long_titles_are_cut_where_it_reads_well() {
        assert_eq!(
            shortened("Wijk in zicht: een titel"),
            "Wijk in zicht: een titel"
        );
        assert_eq!(
            shortened("Bericht over de heffing voor corporaties (kop niet vastgelegd)"),
            "Bericht over de heffing voor corporaties"
        );
        assert_eq!(
            shortened("Handelingen Tweede Kamer 2007–2008: mondelinge vragen over de charters"),
            "Handelingen Tweede Kamer 2007–2008"
        );
        assert_eq!(
            shortened("Nieuwe aanpak moet kwetsbare wijken veilig en leefbaar maken"),
            "Nieuwe aanpak moet kwetsbare wijken veilig …"
        );
        assert_eq!(shortened(&"é".repeat(60)), "é".repeat(45));
    }
}
