//! Conditional requests and parts of files (RFC 9110, sections 13 and 14).

use std::ops::Range;

use axum::http::{HeaderMap, HeaderName, header};
use blake3::Hash;

/// The entity tag of content with this hash.
pub(super) fn etag(hash: &Hash) -> String {
    format!("\"{}\"", &hash.to_hex()[..32])
}

/// Whether the asker has this content already.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    // The comparison is the weak one: `W/` does not matter.
    let same = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag;
    tags(headers, &header::IF_NONE_MATCH).any(same)
}

/// Whether the asker wants this content, or only other.
pub(super) fn is_wanted(headers: &HeaderMap, etag: &str) -> bool {
    let same = |tag: &str| tag == "*" || tag == etag;
    !headers.contains_key(header::IF_MATCH) || tags(headers, &header::IF_MATCH).any(same)
}

/// The entity tags in a header. Ours hold no comma.
fn tags<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    let values = headers.get_all(name).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(str::trim)
}

/// What of a file is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Bytes that it has not.
    OutOfReach,
}

/// What is asked of a file of `len` bytes. Several ranges at once, other units, and what cannot be
/// read are answered with the whole file, as the RFC allows.
pub(super) fn part(headers: &HeaderMap, etag: &str, len: u64) -> Part {
    let one = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key(header::IF_RANGE) && one(header::IF_RANGE) != Some(etag) {
        return Part::Whole;
    }
    let range = one(header::RANGE).and_then(|value| value.strip_prefix("bytes="));
    let Some((first, last)) = range.and_then(|range| range.trim().split_once('-')) else {
        return Part::Whole;
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large for us is larger than any file.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (start, end) = match (first.is_empty(), number(first), number(last)) {
        (true, _, Some(0)) => return Part::OutOfReach,
        (true, _, Some(count)) => (len.saturating_sub(count), len),
        (false, Some(first), Some(last)) if first <= last => (first, last.saturating_add(1)),
        (false, Some(first), None) if last.is_empty() => (first, len),
        _ => return Part::Whole,
    };
    if start < len {
        Part::Bytes(start..end.min(len))
    } else {
        Part::OutOfReach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn known_content_is_recognised() {
        for (value, known) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
        ] {
            let headers = headers(&[(header::IF_NONE_MATCH, value)]);
            assert_eq!(is_known(&headers, "\"a\""), known, "{value}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"a\""));
    }

    #[test]
    fn who_wants_other_content_is_told() {
        for (value, wanted) in [
            ("\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("W/\"a\"", false),
            ("\"b\"", false),
        ] {
            let headers = headers(&[(header::IF_MATCH, value)]);
            assert_eq!(is_wanted(&headers, "\"a\""), wanted, "{value}");
        }
        assert!(is_wanted(&HeaderMap::new(), "\"a\""));
    }

    #[test]
    fn one_range_is_understood() {
        let asked = |range: &str| part(&headers(&[(header::RANGE, range)]), "\"a\"", 10);
        for (range, wanted) in [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("bytes=3-", Part::Bytes(3..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-30", Part::Bytes(0..10)),
            ("bytes=5-99999999999999999999999", Part::Bytes(5..10)),
            ("bytes=10-", Part::OutOfReach),
            ("bytes=99999999999999999999999-", Part::OutOfReach),
            ("bytes=-0", Part::OutOfReach),
            ("bytes=4-3", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("regels=0-1", Part::Whole),
        ] {
            assert_eq!(asked(range), wanted, "{range}");
        }
        let empty = headers(&[(header::RANGE, "bytes=0-")]);
        assert_eq!(part(&empty, "\"a\"", 0), Part::OutOfReach);
    }

    #[test]
    fn a_range_of_other_content_is_the_whole() {
        let range = (header::RANGE, "bytes=0-3");
        let same = headers(&[range.clone(), (header::IF_RANGE, "\"a\"")]);
        assert_eq!(part(&same, "\"a\"", 10), Part::Bytes(0..4));
        for other in ["\"b\"", "W/\"a\"", "Sat, 21 Nov 2026 10:00:00 GMT"] {
            let other = headers(&[range.clone(), (header::IF_RANGE, other)]);
            assert_eq!(part(&other, "\"a\"", 10), Part::Whole);
        }
    }
}
