//! Hides from pulldown-cmark what it would read otherwise than we mean it.
//!
//! In: a body. Out: a text of the same length in which some bytes are control characters, so that
//! all places stay what they are. Hidden are:
//!
//! - the `|` of `[[target|text]]` on a line with other pipes in a body with tables, where it would
//!   part cells;
//! - the braces of `[text]{lang=en}`, which at the end of a heading would count as its attributes;
//! - quote and list markers beyond the deepest nesting, which would make parsing quadratic.
//!
//! A carriage return alone, which CommonMark counts as the end of a line and pulldown-cmark only at
//! times, becomes a line feed. Whoever writes text puts the bytes back ([`unmasked`]). Of a body with none of these, nothing is
//! copied.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::language;
use super::writer::MAX_DEPTH;

/// Stands for a hidden `|`.
pub(super) const PIPE: u8 = 0x1f;
/// Stands for a marker that is too deep; nothing is written for it.
pub(super) const NOTHING: u8 = 0x1e;
/// Stands for a hidden `{`.
pub(super) const OPEN: u8 = 0x1d;
/// Stands for a hidden `}`.
pub(super) const CLOSE: u8 = 0x1c;

/// The body with what must be hidden replaced by control characters.
pub(super) fn mask(body: &str) -> Cow<'_, str> {
    let bytes = body.as_bytes();
    let spans = memmem::find(bytes, b"]{lang=").is_some();
    let mut edits: Vec<(usize, u8)> = Vec::new();
    // Without an early end and in bytes alone, this loop takes many at a time.
    let odd =
        |byte: u8| u8::from(byte.wrapping_sub(CLOSE) <= PIPE - CLOSE) | u8::from(byte == b'\r');
    if bytes.iter().fold(0, |found, &byte| found | odd(byte)) != 0 {
        for (at, &byte) in bytes.iter().enumerate() {
            // A file that holds our own stand-ins already must not be taken for masked.
            if is_stand_in(byte) {
                edits.push((at, b' '));
            } else if byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                edits.push((at, b'\n'));
            }
        }
    }
    let mut tables = false;
    for (start, line) in lines(body) {
        // Most lines begin with a letter: they are neither nested nor part of a table.
        if line.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        deep_markers(line, start, &mut edits);
        tables |= may_part_cells(line);
    }
    if tables && memmem::find(bytes, b"[[").is_some() {
        for (start, line) in lines(body) {
            // A paragraph is one long line, and few have a pipe.
            if memchr(b'|', line).is_some() {
                pipes(line, start, &mut edits);
            }
        }
    }
    if spans {
        for (at, _) in body.match_indices("]{lang=") {
            if let Some((_, end)) = language::attribute(&body[at + 1..], b'{', b'}') {
                edits.push((at + 1, OPEN));
                edits.push((at + end, CLOSE));
            }
        }
    }
    if edits.is_empty() {
        return Cow::Borrowed(body);
    }
    let mut bytes = body.as_bytes().to_vec();
    for (at, byte) in edits {
        bytes[at] = byte;
    }
    // Every edit puts one ASCII character in the place of another.
    String::from_utf8(bytes).map_or(Cow::Borrowed(body), Cow::Owned)
}

/// The lines of a body, each with the place where it begins.
fn lines(body: &str) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = body.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let end = match memchr(b'\n', rest) {
            Some(at) => at + 1,
            None if rest.is_empty() => return None,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        start += end;
        Some((start - end, line))
    })
}

/// Whether a byte is one that stands for another.
fn is_stand_in(byte: u8) -> bool {
    (CLOSE..=PIPE).contains(&byte)
}

/// Whether this may be the line between the head of a table and its rows.
fn may_part_cells(line: &[u8]) -> bool {
    line.iter()
        .all(|b| b"|-: \t\r\n>*+.)0123456789".contains(b))
        && line.contains(&b'|')
}

/// The text with hidden bytes put back.
pub(super) fn unmasked(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(is_stand_in) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(shown).collect())
}

/// What is shown for a character: itself, what it hides, or nothing.
fn shown(c: char) -> Option<char> {
    match c {
        '\u{1f}' => Some('|'),
        '\u{1e}' => None,
        '\u{1d}' => Some('{'),
        '\u{1c}' => Some('}'),
        c => Some(c),
    }
}

/// Hides the `|` within `[[…]]` where the line has pipes outside of them too.
fn pipes(line: &[u8], start: usize, edits: &mut Vec<(usize, u8)>) {
    let first = edits.len();
    let (mut at, mut outside) = (0, false);
    while at < line.len() {
        match line[at] {
            b'|' => outside = true,
            b'[' if line[at..].starts_with(b"[[") => {
                let inner = at + 2;
                let rest = &line[inner..];
                let stop = rest
                    .iter()
                    .position(|&b| b == b'[' || b == b']')
                    .unwrap_or(rest.len());
                if rest[stop..].starts_with(b"]]") {
                    if let Some(pipe) = rest[..stop].iter().position(|&b| b == b'|') {
                        edits.push((start + inner + pipe, PIPE));
                    }
                    at = inner + stop + 2;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if !outside {
        edits.truncate(first);
    }
}

/// Hides the markers of a line that nest deeper than anything is shown.
///
/// One more than the deepest is left, so that the nesting is reported.
fn deep_markers(line: &[u8], start: usize, edits: &mut Vec<(usize, u8)>) {
    let (mut at, mut depth, mut excess) = (0, 0, None);
    loop {
        while matches!(line.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let marker = at;
        match line.get(at) {
            Some(b'>') => at += 1,
            Some(b'-' | b'*' | b'+') if matches!(line.get(at + 1), Some(b' ' | b'\t')) => at += 1,
            Some(b'0'..=b'9') => {
                let digits = line[at..]
                    .iter()
                    .take_while(|b| b.is_ascii_digit())
                    .take(10)
                    .count();
                let end = at + digits;
                if !matches!(line.get(end), Some(b'.' | b')'))
                    || !matches!(line.get(end + 1), Some(b' ' | b'\t'))
                {
                    break;
                }
                at = end + 1;
            }
            _ => break,
        }
        depth += 1;
        if depth == MAX_DEPTH + 2 {
            excess = Some(marker);
        }
    }
    if let Some(from) = excess {
        edits.extend((from..at).map(|at| (start + at, NOTHING)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_bodies_are_not_copied() {
        assert!(matches!(
            mask("Een [[lesson/x|les]] en *meer*.\n"),
            Cow::Borrowed(_)
        ));
        assert!(matches!(mask("| a | b |\n|---|---|\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn hidden_bytes_keep_their_place_and_come_back() {
        for body in [
            "| [[a|b]] | c |\n|---|---|\n",
            "## [early warning]{lang=en}\n",
            "[x]{lang=\"en-GB\"} en [y]{taal=en}\n",
        ] {
            let masked = mask(body);
            assert_eq!(masked.len(), body.len());
            assert_ne!(masked, body);
            assert_eq!(unmasked(&masked), body);
        }
    }

    #[test]
    fn stand_ins_of_the_author_are_no_pipes() {
        assert_eq!(mask("a\u{1f}b"), "a b");
    }

    #[test]
    fn markers_beyond_the_deepest_level_are_hidden() {
        let deep = format!("{}x\n", "> ".repeat(500));
        let masked = mask(&deep);
        assert_eq!(masked.matches('>').count(), MAX_DEPTH + 1);
        assert!(masked.ends_with("x\n"));
        assert!(matches!(mask(&"> ".repeat(MAX_DEPTH)), Cow::Borrowed(_)));
    }
}
