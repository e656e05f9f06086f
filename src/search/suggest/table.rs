//! The table of suggestions: what a generation keeps of the names of its pages.
//!
//! It is made at publication from what authors wrote, and from nothing else, so that the same guide
//! gives the same bytes. In order: a mark, the address of the search page, the names of all pages,
//! the common words. Texts stand after their length, as in stored records.

use crate::content::{Kind, PageId};
use crate::language::tokens::is_hyphen;
use crate::language::{Analyzer, Session};
use crate::search::record::{put_number, put_text, take_number, take_text};

use super::SPACE;
use super::common::Common;

/// Name of the table within a generation.
pub const TABLE: &str = "suggesties";

/// First in the table; another layout has another mark.
const MARK: &str = "wijkgids suggesties 2";

/// Stands before a part of a compound in a normal form. Forms have no control characters.
pub(super) const PART: char = '\u{1f}';

/// Shorter parts lead nowhere: too many words have them.
const SHORTEST_PART: usize = 3;

/// A page as suggestions take it in.
#[derive(Debug, Clone)]
pub struct Suggestible<'a> {
    /// Its id.
    pub id: &'a PageId,
    /// Its address, root-relative.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its number, for chapters that have one.
    pub number: Option<&'a str>,
    /// Other names that readers may see.
    pub labels: Vec<&'a str>,
    /// Names that lead to it and are never shown.
    pub hidden: Vec<&'a str>,
    /// The titles of its sections.
    pub headings: Vec<&'a str>,
    /// The smallest id among the pages that are each other's twins, this one included.
    pub twin_group: Option<&'a PageId>,
}

/// Makes the table. `pages` are ordered by id; `search_url` is what a query is put behind to search
/// for it.
pub fn table<'a>(
    pages: impl IntoIterator<Item = Suggestible<'a>>,
    search_url: &str,
    analyzer: &Analyzer,
) -> Vec<u8> {
    let mut out = Vec::new();
    put_text(&mut out, MARK);
    put_text(&mut out, search_url);
    let mut session = analyzer.session();
    let mut common = Common::default();
    for page in pages {
        put_text(&mut out, page.id.kind.name());
        put_text(&mut out, &page.id.slug);
        put_text(&mut out, page.url);
        let group = page.twin_group.map(ToString::to_string);
        put_text(&mut out, group.as_deref().unwrap_or_default());
        let title = put_name(&mut out, Show::Title, page.title, &mut session);
        common.name(title);
        if let Some(number) = page.number {
            put_name(&mut out, Show::Number, number, &mut session);
        }
        for label in page.labels {
            common.name(put_name(&mut out, Show::Label, label, &mut session));
        }
        for hidden in page.hidden {
            put_name(&mut out, Show::Nothing, hidden, &mut session);
        }
        put_number(&mut out, 0);
        let texts = std::iter::once(page.title).chain(page.headings);
        common.page(texts, &mut session);
    }
    put_text(&mut out, "");
    for text in common.most() {
        put_name(&mut out, Show::Title, &text, &mut session);
    }
    put_number(&mut out, 0);
    analyzer.give_back(session);
    out
}

/// A hash over what the table takes of a page: the same hashes give the same table. `buffer` is room
/// to work in, whatever it holds.
pub fn fingerprint(page: &Suggestible<'_>, buffer: &mut Vec<u8>) -> blake3::Hash {
    buffer.clear();
    // A table of another layout is another table.
    put_text(buffer, MARK);
    for id in [Some(page.id), page.twin_group] {
        put_text(buffer, id.map_or("", |id| id.kind.name()));
        put_text(buffer, id.map_or("", |id| &id.slug));
    }
    for text in [page.url, page.title, page.number.unwrap_or_default()] {
        put_text(buffer, text);
    }
    for texts in [&page.labels, &page.hidden, &page.headings] {
        put_number(buffer, texts.len() as u32);
        texts.iter().for_each(|text| put_text(buffer, text));
    }
    blake3::hash(buffer)
}

/// What is shown of a page that is found by one of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// The name, which is the title.
    Title = 1,
    /// The name, which is the number, with the title after it.
    Number,
    /// The name.
    Label,
    /// The title only.
    Nothing,
}

impl Show {
    fn from_number(number: u32) -> Option<Show> {
        [Show::Title, Show::Number, Show::Label, Show::Nothing]
            .into_iter()
            .find(|show| *show as u32 == number)
    }
}

/// Writes a name with its normal forms, and gives the first of these without its marks.
fn put_name(out: &mut Vec<u8>, show: Show, name: &str, session: &mut Session) -> String {
    let (joined, parted) = forms(name, session);
    put_number(out, show as u32);
    // A hidden name is not even in the table: its normal form is all that is compared.
    put_text(out, if show == Show::Nothing { "" } else { name });
    put_text(out, &joined);
    put_text(out, parted.as_deref().unwrap_or_default());
    joined.replace(PART, "")
}

/// The normal form of a name, with its parts marked; and the other one in which hyphens part words,
/// if it has any.
fn forms(name: &str, session: &mut Session) -> (String, Option<String>) {
    let mut joined = String::with_capacity(name.len() + 4);
    let mut parted = String::new();
    let mut hyphens = false;
    session.analyse(name, |token| {
        for form in [&mut joined, &mut parted] {
            if !form.is_empty() {
                form.push(SPACE);
            }
        }
        let form = token.word.form();
        let hyphenated = name[token.start..token.end].contains(is_hyphen);
        hyphens |= hyphenated && !token.word.parts().is_empty();
        let (mut at, mut of_joined, mut of_parted) = (0, 0, 0);
        for part in token.word.parts() {
            // Between two parts may stand a letter that joins them.
            let Some(skipped) = form[at..].find(&*part.form) else {
                continue;
            };
            let start = at + skipped;
            if start > 0 {
                joined.push_str(&form[of_joined..start]);
                parted.push_str(&form[of_parted..start]);
                (of_joined, of_parted) = (start, start);
                if part.form.len() >= SHORTEST_PART {
                    joined.push(PART);
                }
                if hyphenated {
                    parted.push(SPACE);
                }
            }
            at = start + part.form.len();
        }
        joined.push_str(&form[of_joined..]);
        parted.push_str(&form[of_parted..]);
    });
    (joined, hyphens.then_some(parted))
}

/// A page or a common word, as the table gives it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its id; none for a common word.
    pub(super) id: Option<PageId>,
    /// Its address, root-relative; empty for a common word.
    pub(super) url: String,
    /// The id of the first of its twins, as text; empty if it has none.
    pub(super) group: String,
    /// Its names, the title first.
    pub(super) names: Vec<Name>,
}

/// A name, as the table gives it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) show: Show,
    pub(super) text: String,
    /// Its normal forms, with marks; the second is empty where there is one.
    pub(super) forms: [String; 2],
}

/// Reads a table, entry by entry; gives the address of the search page. Nothing if it is cut off, or
/// another version's.
pub(super) fn read(mut bytes: &[u8], mut each: impl FnMut(Entry)) -> Option<String> {
    let from = &mut bytes;
    if take_text(from)? != MARK {
        return None;
    }
    let search_url = take_text(from)?;
    loop {
        let kind = take_text(from)?;
        if kind.is_empty() {
            break;
        }
        let id = PageId::new(Kind::from_name(&kind)?, take_text(from)?);
        let (url, group) = (take_text(from)?, take_text(from)?);
        let mut names = Vec::new();
        while let Some(name) = take_name(from)? {
            names.push(name);
        }
        each(Entry {
            id: Some(id),
            url,
            group,
            names,
        });
    }
    while let Some(name) = take_name(from)? {
        each(Entry {
            id: None,
            url: String::new(),
            group: String::new(),
            names: vec![name],
        });
    }
    Some(search_url)
}

fn take_name(from: &mut &[u8]) -> Option<Option<Name>> {
    let show = match take_number(from)? {
        0 => return Some(None),
        number => Show::from_number(number)?,
    };
    let text = take_text(from)?;
    let forms = [take_text(from)?, take_text(from)?];
    Some(Some(Name { show, text, forms }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hyphens_join_and_part() {
        let mut session = Analyzer::new().session();
        let mut forms = |name: &str| {
            let (joined, parted) = forms(name, &mut session);
            (joined.replace(PART, "|"), parted)
        };
        assert_eq!(
            forms("De WOZ-waarde, één"),
            ("de woz|waarde een".into(), Some("de woz waarde een".into()))
        );
        assert_eq!(forms("Ĳssel"), ("ijssel".into(), None));
        assert_eq!(forms(" … "), (String::new(), None));
    }

    #[test]
    fn what_is_kept_comes_back() {
        let (a, b): (PageId, PageId) = ("chapter/2.4".parse().unwrap(), "term/x".parse().unwrap());
        let page = |id, number, hidden| Suggestible {
            id,
            url: "/x/",
            title: "Één titel",
            number,
            labels: vec!["Naam"],
            hidden,
            headings: vec!["Koppen"],
            twin_group: Some(&a),
        };
        let pages = [
            page(&a, Some("2.4"), vec![]),
            page(&b, None, vec!["geheim"]),
        ];
        let bytes = table(pages, "/zoeken/?q=", &Analyzer::new());
        let mut entries = Vec::new();
        let url = read(&bytes, |entry| entries.push(entry));
        assert_eq!(url.as_deref(), Some("/zoeken/?q="));
        assert_eq!(entries.len(), 4, "two pages, and two words that both have");
        assert_eq!(entries[0].names.len(), 3);
        let hidden = &entries[1].names[2];
        assert_eq!((hidden.show, &*hidden.text), (Show::Nothing, ""));
        assert_eq!(hidden.forms[0], "geheim");
        assert_eq!(entries[2].names[0].text, "Koppen");
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut], |_| {}), None, "{cut}");
        }
    }

    proptest! {
        #[test]
        fn damage_is_no_panic(at in 0usize..300, byte: u8) {
            let id = "chapter/2.4".parse().unwrap();
            let page = Suggestible {
                id: &id, url: "/x/", title: "Titel met-streep", number: Some("2.4"),
                labels: vec!["Naam"], hidden: vec!["geheim"], headings: vec![], twin_group: None,
            };
            let mut bytes = table([page], "/z", &Analyzer::new());
            let at = at % bytes.len();
            bytes[at] = byte;
            read(&bytes, |_| {});
            super::super::Suggester::open(&bytes);
        }
    }
}
