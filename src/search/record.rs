//! A page as search takes it in ([`Record`]) and as the index gives it back ([`Stored`]).
//!
//! The index holds all that showing a result takes, so that a searcher needs no site beside it. The
//! stored form is a plain sequence of numbers and texts, each text after its length.

use jiff::civil::Date;

use crate::content::PageId;

use super::facets::Facet;
use super::period::Years;

/// A page to be indexed.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Its id.
    pub id: &'a PageId,
    /// Its address, root-relative, as the site links to it.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its number, for chapters that have one.
    pub number: Option<&'a str>,
    /// Which step it is, for steps that have an order.
    pub step: Option<u32>,
    /// Its summary; empty if it has none.
    pub summary: &'a str,
    /// Its key points.
    pub key_points: Vec<&'a str>,
    /// Its plain text, blocks parted by line feeds, headings included.
    pub text: &'a str,
    /// Its headings, in order.
    pub sections: Vec<RecordSection<'a>>,
    /// Other names by which readers know what it is about: a term's labels.
    pub labels: Vec<&'a str>,
    /// Words that its author wants it to be found by.
    pub keywords: Vec<&'a str>,
    /// Queries at the top of whose results it belongs.
    pub pins: Vec<&'a str>,
    /// The smallest id among the pages that are each other's twins, this one included.
    pub twin_group: Option<&'a PageId>,
    /// By what it can be narrowed down to.
    pub facets: Vec<FacetValue<'a>>,
    /// The years it is about.
    pub period: Option<Years>,
    /// How old what it says is, as its author wrote it.
    pub knowledge_of: Option<&'a str>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// Whether it names claims that contradict each other.
    pub disputed: bool,
}

/// A heading of a page.
#[derive(Debug, Clone, Copy)]
pub struct RecordSection<'a> {
    /// Its anchor, without `#`.
    pub id: &'a str,
    /// Its text.
    pub title: &'a str,
    /// Byte in the page's text at which the heading begins.
    pub start: u32,
}

/// A value of a facet.
#[derive(Debug, Clone, Copy)]
pub struct FacetValue<'a> {
    /// Which facet.
    pub facet: Facet,
    /// The value as filters name it: `schulden`, `les`.
    pub value: &'a str,
    /// The value as readers see it.
    pub label: &'a str,
}

impl<'a> Record<'a> {
    /// A page with nothing but what every page has.
    pub fn new(id: &'a PageId, url: &'a str, title: &'a str) -> Self {
        Record {
            id,
            url,
            title,
            number: None,
            step: None,
            summary: "",
            key_points: Vec::new(),
            text: "",
            sections: Vec::new(),
            labels: Vec::new(),
            keywords: Vec::new(),
            pins: Vec::new(),
            twin_group: None,
            facets: Vec::new(),
            period: None,
            knowledge_of: None,
            updated: None,
            disputed: false,
        }
    }

    /// Writes what is stored of this page to `out`.
    pub fn encode(&self, out: &mut String) {
        put_text(out, self.url);
        put_text(out, self.title);
        put_text(out, self.number.unwrap_or_default());
        put_text(out, self.summary);
        put_text(out, self.knowledge_of.unwrap_or_default());
        put_number(out, u32::from(self.disputed));
        put_number(out, self.key_points.len() as u32);
        for point in &self.key_points {
            put_text(out, point);
        }
        put_number(out, self.sections.len() as u32);
        for section in &self.sections {
            put_text(out, section.id);
            put_text(out, section.title);
            put_number(out, section.start);
        }
        for names in [&self.labels, &self.keywords] {
            put_number(out, names.len() as u32);
            names.iter().for_each(|name| put_text(out, name));
        }
        put_text(out, self.text);
    }
}

/// A page as the index gives it back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Its address, root-relative.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its number, for chapters that have one.
    pub number: Option<String>,
    /// Its summary; empty if it has none.
    pub summary: String,
    /// How old what it says is.
    pub knowledge_of: Option<String>,
    /// Whether it names claims that contradict each other.
    pub disputed: bool,
    /// Its key points.
    pub key_points: Vec<String>,
    /// Its headings, in order of place.
    pub sections: Vec<StoredSection>,
    /// Other names of what it is about.
    pub labels: Vec<String>,
    /// Words that its author wants it to be found by.
    pub keywords: Vec<String>,
    /// Its plain text.
    pub text: String,
}

/// A heading as the index gives it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSection {
    /// Its anchor, without `#`.
    pub id: String,
    /// Its text.
    pub title: String,
    /// Byte in the page's text at which it begins.
    pub start: u32,
}

impl Stored {
    /// Reads what [`Record::encode`] wrote; nothing if it is cut off or not text.
    pub fn decode(mut bytes: &[u8]) -> Option<Stored> {
        let from = &mut bytes;
        let some = |text: String| (!text.is_empty()).then_some(text);
        let url = take_text(from)?;
        let title = take_text(from)?;
        let number = some(take_text(from)?);
        let summary = take_text(from)?;
        let knowledge_of = some(take_text(from)?);
        let disputed = take_number(from)? != 0;
        let mut key_points = Vec::new();
        for _ in 0..take_number(from)? {
            key_points.push(take_text(from)?);
        }
        let mut sections = Vec::new();
        for _ in 0..take_number(from)? {
            sections.push(StoredSection {
                id: take_text(from)?,
                title: take_text(from)?,
                start: take_number(from)?,
            });
        }
        let mut names = || {
            let mut names = Vec::new();
            for _ in 0..take_number(from)? {
                names.push(take_text(from)?);
            }
            Some(names)
        };
        let (labels, keywords) = (names()?, names()?);
        let text = take_text(from)?;
        Some(Stored {
            url,
            title,
            number,
            summary,
            knowledge_of,
            disputed,
            key_points,
            sections,
            labels,
            keywords,
            text,
        })
    }

    /// The page as search took it in, as far as its words go.
    pub fn record<'s>(&'s self, id: &'s PageId) -> Record<'s> {
        fn all(texts: &[String]) -> Vec<&str> {
            texts.iter().map(String::as_str).collect()
        }
        let sections = self.sections.iter().map(|section| RecordSection {
            id: &section.id,
            title: &section.title,
            start: section.start,
        });
        Record {
            number: self.number.as_deref(),
            summary: &self.summary,
            key_points: all(&self.key_points),
            sections: sections.collect(),
            labels: all(&self.labels),
            keywords: all(&self.keywords),
            text: &self.text,
            ..Record::new(id, &self.url, &self.title)
        }
    }
}

/// What numbers and texts are written to.
pub(super) trait Sink {
    /// Writes an ASCII character.
    fn ascii(&mut self, character: u8);
    fn text(&mut self, text: &str);
}

impl Sink for String {
    fn ascii(&mut self, character: u8) {
        self.push(char::from(character));
    }

    fn text(&mut self, text: &str) {
        self.push_str(text);
    }
}

impl Sink for Vec<u8> {
    fn ascii(&mut self, character: u8) {
        self.push(character);
    }

    fn text(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }
}

/// Bits of a number in one character, which leaves one to say that more follow, and none that would make
/// it anything but ASCII: what is written is text, which an engine stores at once, where it stores bytes
/// one by one.
const BITS: u32 = 6;
const MORE: u8 = 1 << BITS;

pub(super) fn put_number(out: &mut impl Sink, mut number: u32) {
    while number >= u32::from(MORE) {
        out.ascii(number as u8 & (MORE - 1) | MORE);
        number >>= BITS;
    }
    out.ascii(number as u8);
}

pub(super) fn put_text(out: &mut impl Sink, text: &str) {
    put_number(out, text.len() as u32);
    out.text(text);
}

pub(super) fn take_number(from: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..u32::BITS).step_by(BITS as usize) {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        number |= u32::from(byte & (MORE - 1)) << shift;
        if byte & MORE == 0 {
            return Some(number);
        }
    }
    None
}

pub(super) fn take_text(from: &mut &[u8]) -> Option<String> {
    let len = take_number(from)? as usize;
    let (text, rest) = from.split_at_checked(len)?;
    *from = rest;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_stored_comes_back() {
        let id: PageId = "chapter/2.4".parse().unwrap();
        let text = "Kop\nTekst met é. ".repeat(40);
        let mut record = Record::new(&id, "/hoofdstukken/2.4/", "Tïtel");
        record.number = Some("2.4");
        record.text = &text;
        record.key_points = vec!["een", ""];
        record.disputed = true;
        record.labels = vec!["Woord", "Ander woord"];
        record.keywords = vec!["sleutel"];
        record.sections = vec![RecordSection {
            id: "kop",
            title: "Kop",
            start: 300,
        }];
        let mut written = String::new();
        record.encode(&mut written);
        let stored = Stored::decode(written.as_bytes()).unwrap();
        assert_eq!(
            (
                stored.title.as_str(),
                stored.number.as_deref(),
                stored.text.as_str()
            ),
            ("Tïtel", Some("2.4"), &*text)
        );
        assert_eq!(
            stored.sections,
            [StoredSection {
                id: "kop".into(),
                title: "Kop".into(),
                start: 300
            }]
        );
        assert_eq!(stored.key_points, ["een", ""]);
        assert!(stored.disputed);
        let again = stored.record(&id);
        assert_eq!(
            (again.labels, again.keywords, again.number),
            (record.labels, record.keywords, record.number)
        );
        assert_eq!(
            Stored::decode(&written.as_bytes()[..written.len() - 1]),
            None
        );
    }

    proptest! {
        #[test]
        fn numbers_come_back_and_are_text(number in any::<u32>()) {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            prop_assert!(bytes.is_ascii());
            prop_assert_eq!(take_number(&mut &*bytes), Some(number));
        }

        #[test]
        fn damage_is_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Stored::decode(&bytes);
        }
    }
}
