//! `[early warning]{lang=en}`: words in another language, so that a screen reader speaks them so.
//!
//! When the opening bracket is met, nobody knows yet whether such an attribute will follow the
//! closing one. So brackets are written as text and remembered; once the attribute is there, the
//! bracket in the output gives way to a `<span>`.

use std::ops::Range;

use super::citations::{self, Draft};
use super::mask;
use super::pieces::Mark;
use super::punctuation::Typography;
use super::writer::{MAX_DEPTH, Writer};

/// An opening bracket that may begin a span.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bracket {
    /// The output just before the bracket.
    pub(super) mark: Mark,
    /// How many inline elements were open; the closing bracket must stand in the same one.
    pub(super) inline: u32,
}

/// Reads `{lang=en}` at the start of `text`: the language and the length of the whole.
pub(super) fn attribute(text: &str, open: u8, close: u8) -> Option<(&str, usize)> {
    let inner = text.strip_prefix(open as char)?.strip_prefix("lang=")?;
    // The longest language tags in use have some thirty characters.
    let end = inner.bytes().take(40).position(|b| b == close)?;
    let value = &inner[..end];
    let value = value
        .strip_prefix('"')
        .and_then(|v| v.strip_suffix('"'))
        .unwrap_or(value);
    is_tag(value).then_some((value, 1 + "lang=".len() + end + 1))
}

/// The same where the braces are hidden.
pub(super) fn masked_attribute(text: &str) -> Option<(&str, usize)> {
    attribute(text, mask::OPEN, mask::CLOSE)
}

/// Whether `value` has the form of a language tag: `en`, `en-GB`, `sr-Latn`.
pub(super) fn is_tag(value: &str) -> bool {
    let mut parts = value.split('-');
    let primary = parts
        .next()
        .is_some_and(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    primary
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The attribute of words that are written from right to left; empty for all others.
pub(super) fn direction(tag: &str) -> &'static str {
    // The languages of a neighbourhood first: Arabic, Persian, Dari, Hebrew, Urdu, Pashto, Sorani.
    const RIGHT_TO_LEFT: [&str; 12] = [
        "ar", "fa", "prs", "he", "ur", "ps", "ckb", "yi", "sd", "ug", "dv", "syr",
    ];
    let mut parts = tag.split('-');
    let is = |part: &str, known: &str| part.eq_ignore_ascii_case(known);
    let primary = parts.next().unwrap_or_default();
    let rtl = RIGHT_TO_LEFT.iter().any(|known| is(primary, known));
    // A script that is named decides: `ku-Arab`, `az-Arab`, but `ar-Latn`.
    let script =
        parts.find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    match script.map_or(rtl, |script| is(script, "Arab") || is(script, "Hebr")) {
        true => " dir=\"rtl\"",
        false => "",
    }
}

impl Writer<'_> {
    /// An opening bracket: of a citation, of words in another language, or just a bracket.
    pub(super) fn open_bracket(&mut self, range: &Range<usize>) {
        if let Some(kind) = self.body.get(range.end..).and_then(citations::begins) {
            self.draft = Some(Draft {
                kind,
                start: range.start,
                raw: String::new(),
            });
            return;
        }
        self.bracket_depth += 1;
        if self.bracket_depth > MAX_DEPTH {
            self.report_depth(range);
        } else if self.has_languages {
            self.brackets.push(Bracket {
                mark: self.out.mark(),
                inline: self.inline,
            });
        }
        self.out.text("[", Typography::Plain, false);
    }

    /// A closing bracket.
    pub(super) fn close_bracket(&mut self, range: &Range<usize>) {
        self.bracket_depth = self.bracket_depth.saturating_sub(1);
        let open = self
            .brackets
            .pop_if(|bracket| bracket.inline == self.inline);
        let attribute = self.body.get(range.end..).and_then(masked_attribute);
        let (Some(open), Some((lang, len))) = (open, attribute) else {
            return self.out.text("]", Typography::Plain, false);
        };
        let direction = direction(lang);
        let span = format!("<span lang=\"{lang}\"{direction}>");
        self.out.replace_character(&open.mark, &span);
        self.out.tag("</span>");
        self.skip_to = range.end + len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags() {
        for good in ["en", "en-GB", "sr-Latn", "de-CH-1996"] {
            assert!(is_tag(good), "{good}");
        }
        for bad in ["", "e", "en_GB", "en-", "en fr", "\"en"] {
            assert!(!is_tag(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_written_from_right_to_left_says_so() {
        for tag in ["ar", "AR-MA", "he", "ku-Arab", "fa-IR"] {
            assert_eq!(direction(tag), " dir=\"rtl\"", "{tag}");
        }
        for tag in ["en", "tr", "ku", "ar-Latn", "arn"] {
            assert_eq!(direction(tag), "", "{tag}");
        }
    }

    #[test]
    fn attributes_are_read_with_their_length() {
        assert_eq!(attribute("{lang=en} x", b'{', b'}'), Some(("en", 9)));
        assert_eq!(attribute("{lang=\"en\"}", b'{', b'}'), Some(("en", 11)));
        assert_eq!(attribute("{lang=en", b'{', b'}'), None);
        assert_eq!(attribute("{.x}", b'{', b'}'), None);
        assert_eq!(attribute("{lang=é}", b'{', b'}'), None);
    }
}
