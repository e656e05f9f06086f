//! Stable ids: `kind/slug`, the name of a page everywhere (files, links, API, index).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::kind::Kind;

/// The id of a page: its kind and, after the slash, its slug (a chapter's number where it has one).
///
/// Ids order by kind and then by slug; ties in search are broken that way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId {
    /// The kind, before the slash.
    pub kind: Kind,
    /// The slug, after the slash: `ga-kijken`, or `2.4.1` for a numbered chapter.
    pub slug: Arc<str>,
}

impl PageId {
    /// The id of the page of `kind` called `slug`.
    pub fn new(kind: Kind, slug: impl Into<Arc<str>>) -> Self {
        PageId {
            kind,
            slug: slug.into(),
        }
    }
}

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A page names dozens: the machinery that formats anything would cost more than they do.
        f.write_str(self.kind.name())?;
        f.write_str("/")?;
        f.write_str(&self.slug)
    }
}

impl FromStr for PageId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, slug) = text.split_once('/').ok_or(())?;
        let kind = Kind::from_name(kind).ok_or(())?;
        if slug.is_empty() || slug.contains('/') {
            return Err(());
        }
        Ok(PageId::new(kind, slug))
    }
}

impl Serialize for PageId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PageId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| {
            serde::de::Error::custom(format!("`{text}` is not an id of the form kind/slug"))
        })
    }
}

/// The slug of a title or a name: lower case, without accents, words joined by hyphens, `+` as `plus`.
///
/// Gives an empty string where nothing is left. `Den Haag` → `den-haag`, `40+-wijk` → `40-plus-wijk`.
pub fn slugify(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() && !text.contains('+') {
        // The rules below, for the bytes that most titles consist of.
        let mut slug: Vec<u8> = Vec::with_capacity(text.len());
        for byte in text.bytes().filter(|&byte| byte != b'\'') {
            if byte.is_ascii_alphanumeric() {
                slug.push(byte.to_ascii_lowercase());
            } else if slug.last().is_some_and(|&last| last != b'-') {
                slug.push(b'-');
            }
        }
        slug.pop_if(|last| *last == b'-');
        return String::from_utf8(slug).unwrap_or_default();
    }
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char, gap: &mut bool| {
        if *gap && !slug.is_empty() {
            slug.push('-');
        }
        *gap = false;
        slug.push(c);
    };
    for c in text.nfkd() {
        match c {
            '+' => {
                gap = true;
                "plus".chars().for_each(|c| push(c, &mut gap));
                gap = true;
            }
            'ß' => "ss".chars().for_each(|c| push(c, &mut gap)),
            'æ' | 'Æ' => "ae".chars().for_each(|c| push(c, &mut gap)),
            'ø' | 'Ø' => push('o', &mut gap),
            // An apostrophe joins: foto’s → fotos.
            '\'' | '\u{2019}' => {}
            c if c.is_ascii_alphanumeric() => push(c.to_ascii_lowercase(), &mut gap),
            c if c.is_alphanumeric() => c.to_lowercase().for_each(|c| push(c, &mut gap)),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            _ => gap = true,
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for (text, slug) in [
            ("Den Haag", "den-haag"),
            ("40+-wijk", "40-plus-wijk"),
            ("Scan 4+1", "scan-4-plus-1"),
            ("Eén gezin, één plan", "een-gezin-een-plan"),
            ("’s-Hertogenbosch", "s-hertogenbosch"),
            ("foto’s", "fotos"),
            ("ĳsvrij", "ijsvrij"),
            ("  --  ", ""),
            ("G4 / G32", "g4-g32"),
        ] {
            assert_eq!(slugify(text), slug, "{text}");
        }
    }

    #[test]
    fn ids_read_and_write() {
        let id: PageId = "chapter/2.4.1".parse().unwrap();
        assert_eq!(id.to_string(), "chapter/2.4.1");
        assert!("lesson".parse::<PageId>().is_err());
        assert!("les/ga-kijken".parse::<PageId>().is_err());
        assert!("lesson/".parse::<PageId>().is_err());
    }
}
