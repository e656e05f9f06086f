//! Lines and columns of a file, from bytes.
//!
//! Made once for each file that has something to report. A line ends with `\n` or `\r\n`; a column
//! counts Unicode scalars, a tab being one, as editors do in their status bar. Every question is
//! answered in constant time, however long the lines are and however many problems they have.

use std::ops::Range;

/// Characters are counted from the nearest of the places this many bytes apart.
const STRIDE: usize = 1024;

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The lines of one text.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// First byte of each line.
    starts: Vec<usize>,
    /// Number of characters before each multiple of `STRIDE` bytes.
    chars: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        // A byte order mark is no character of the first line.
        let first = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(first)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        let chars = text
            .as_bytes()
            .chunks(STRIDE)
            .scan(0, |before, chunk| {
                let here = *before;
                *before += count(chunk);
                Some(here)
            })
            .collect();
        Lines {
            text,
            starts,
            chars,
        }
    }

    /// The part of `span` that lies in the text, on character boundaries, without line ends behind it.
    pub(super) fn clamp(&self, span: Range<usize>) -> Range<usize> {
        let start = self
            .text
            .floor_char_boundary(span.start.max(self.starts[0]));
        let end = self.text.ceil_char_boundary(span.end).max(start);
        let kept = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + kept.len()
    }

    /// Where byte `at`, a character boundary, stands. What lies between the end of a line and the
    /// next is the place just behind its last character.
    pub(super) fn position(&self, at: usize) -> Position {
        let line = self.line_of(at);
        let bytes = self.line(line);
        let at = at.clamp(bytes.start, bytes.end);
        Position {
            line: line + 1,
            column: self.chars_before(at) - self.chars_before(bytes.start) + 1,
        }
    }

    /// The bytes of the line on which byte `at` stands, without its line end.
    pub(super) fn line_around(&self, at: usize) -> Range<usize> {
        self.line(self.line_of(at))
    }

    fn line_of(&self, at: usize) -> usize {
        self.starts
            .partition_point(|&start| start <= at)
            .saturating_sub(1)
    }

    fn line(&self, line: usize) -> Range<usize> {
        let start = self.starts[line];
        let end = match self.starts.get(line + 1) {
            Some(&next) => next - 1,
            None => self.text.len(),
        };
        let carriage_return = end > start && self.text.as_bytes()[end - 1] == b'\r';
        start..end - usize::from(carriage_return)
    }

    fn chars_before(&self, at: usize) -> usize {
        let Some(&before) = self.chars.get(at / STRIDE) else {
            // Just behind a text whose length is a multiple of the stride.
            let tail = self.chars.len().saturating_sub(1);
            let before = self.chars.last().copied().unwrap_or(0);
            return before + count(&self.text.as_bytes()[tail * STRIDE..at]);
        };
        before + count(&self.text.as_bytes()[at - at % STRIDE..at])
    }
}

/// How many characters begin in `bytes`.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str, byte: usize) -> (usize, usize) {
        let position = Lines::of(text).position(byte);
        (position.line, position.column)
    }

    #[test]
    fn columns_are_characters() {
        let text = "één\r\n\tx\n\u{1f600}y";
        assert_eq!(at(text, 0), (1, 1));
        assert_eq!(at(text, 2), (1, 2));
        assert_eq!(at(text, 5), (1, 4), "behind the last character");
        assert_eq!(at(text, 6), (1, 4), "within the line end");
        assert_eq!(at(text, 7), (2, 1));
        assert_eq!(at(text, 8), (2, 2), "a tab is one column");
        assert_eq!(at(text, 10), (3, 1));
        assert_eq!(at(text, 14), (3, 2));
        assert_eq!(at(text, 15), (3, 3), "the end of the text");
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("\u{feff}x", 3), (1, 1));
    }

    #[test]
    fn spans_are_brought_within_the_text() {
        let lines = Lines::of("aé\r\nb");
        assert_eq!(lines.clamp(2..3), 1..3);
        assert_eq!(lines.clamp(0..5), 0..3);
        assert_eq!(lines.clamp(90..99), 6..6);
        #[expect(clippy::reversed_empty_ranges, reason = "what must be survived")]
        let reversed = lines.clamp(5..2);
        assert_eq!(reversed, 5..5);
        assert_eq!(Lines::of("\u{feff}x").clamp(0..1), 3..3);
        assert_eq!(Lines::of("\u{feff}").clamp(0..0), 3..3);
    }

    proptest! {
        #[test]
        fn positions_are_those_of_a_plain_count(text in "[aé\r\n\t\u{1f600}]{0,3000}", byte in 0usize..9000) {
            let byte = text.floor_char_boundary(byte.min(text.len()));
            let line_start = text[..byte].rfind('\n').map_or(0, |n| n + 1);
            let line_end = text[line_start..].find('\n').map_or(text.len(), |n| line_start + n);
            let in_break = line_end < text.len() || byte < text.len();
            let content = if in_break || text[line_start..line_end].ends_with('\r') {
                line_start + text[line_start..line_end].strip_suffix('\r').unwrap_or(&text[line_start..line_end]).len()
            } else {
                line_end
            };
            let column = text[line_start..byte.min(content)].chars().count() + 1;
            let line = text[..byte].matches('\n').count() + 1;
            prop_assert_eq!(at(&text, byte), (line, column));
        }

        #[test]
        fn any_span_is_survived(text in "\\PC{0,40}[\r\n]{0,3}\\PC{0,40}", a in 0usize..300, b in 0usize..300) {
            let lines = Lines::of(&text);
            let span = lines.clamp(a..b);
            prop_assert!(text.get(span.clone()).is_some());
            prop_assert!(lines.position(span.start) <= lines.position(span.end));
        }
    }
}
