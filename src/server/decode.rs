//! Strict percent-decoding: bytes that are not UTF-8 and escapes that are cut off are faults, where
//! the framework would put other characters in their place.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

/// What is encoded in a value of a query: all but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What is encoded in a path or a whole address: what may not stand in one.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// The same in a decoded path, where `%`, `?` and `#` are characters like others.
const DECODED_PATH: &AsciiSet = &PATH.add(b'%').add(b'?').add(b'#');

/// Why a text cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// A `%` without two hexadecimal digits after it.
    Escape,
    /// Bytes that are not UTF-8.
    Utf8,
}

/// Decodes a name or a value of a query, in which a `+` stands for a space.
pub(super) fn form(text: &str) -> Result<Cow<'_, str>, Undecodable> {
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        return percent(&spaced).map(|decoded| Cow::Owned(decoded.into_owned()));
    }
    percent(text)
}

/// Decodes a text.
pub(super) fn percent(text: &str) -> Result<Cow<'_, str>, Undecodable> {
    let whole =
        |rest: &[u8]| rest.len() >= 2 && rest[0].is_ascii_hexdigit() && rest[1].is_ascii_hexdigit();
    let bytes = text.as_bytes();
    let escapes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%');
    if !escapes.into_iter().all(|(at, _)| whole(&bytes[at + 1..])) {
        return Err(Undecodable::Escape);
    }
    percent_decode(bytes)
        .decode_utf8()
        .map_err(|_| Undecodable::Utf8)
}

/// Encodes a value of a query.
pub(super) fn encode_value(value: &str) -> impl std::fmt::Display {
    utf8_percent_encode(value, VALUE)
}

/// Encodes a decoded path.
pub(super) fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, DECODED_PATH).to_string()
}

/// Encodes in an address what may not stand there, and leaves what is encoded already.
pub(super) fn encode_address(address: &str) -> String {
    utf8_percent_encode(address, PATH).to_string()
}

/// The path that a request asks for; none if no page can have it: control characters, backslashes
/// and encoded slashes are only ever sent to mislead.
pub(super) fn path(raw: &str) -> Option<Cow<'_, str>> {
    let decoded = percent(raw).ok()?;
    let slashes = |text: &str| text.bytes().filter(|byte| *byte == b'/').count();
    let sound = !decoded.chars().any(|c| c.is_control() || c == '\\');
    (sound && slashes(&decoded) == slashes(raw)).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_strictly() {
        assert_eq!(form("a+b%20c%2B").as_deref(), Ok("a b c+"));
        assert_eq!(form("%C3%A9é").as_deref(), Ok("éé"));
        assert_eq!(form("%ff"), Err(Undecodable::Utf8));
        assert_eq!(form("%c3"), Err(Undecodable::Utf8));
        for cut in ["%", "100%", "%2", "%zz", "%+1", "%é"] {
            assert_eq!(form(cut), Err(Undecodable::Escape), "{cut}");
        }
    }

    #[test]
    fn paths_that_mislead_are_none() {
        assert_eq!(path("/lessen/caf%C3%A9/").as_deref(), Some("/lessen/café/"));
        assert_eq!(path("/%252e%252e/").as_deref(), Some("/%2e%2e/"));
        for bad in [
            "/a%2fb", "/a%5cb", "/a\\b", "/a%00b", "/%0a", "/%ff", "/%", "/%7f",
        ] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }

    #[test]
    fn encoding_is_undone_by_decoding() {
        for text in ["a b&c=d", "é+%", "/x?#", "\u{1F642}"] {
            assert_eq!(form(&encode_value(text).to_string()).as_deref(), Ok(text));
            assert_eq!(percent(&encode_path(text)).as_deref(), Ok(text));
        }
        assert_eq!(
            encode_address("/caf%C3%A9/é?a=b#c"),
            "/caf%C3%A9/%C3%A9?a=b#c"
        );
    }
}
