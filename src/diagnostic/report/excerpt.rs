//! The line that a problem stands on, cut to what fits beside a caret.

use std::ops::Range;

use super::lines::Lines;

/// Longer lines are cut; 120 characters still fit on most terminals.
const WIDTH: usize = 120;
/// How much of a cut line is shown before the caret, if the line has as much.
const BEFORE: usize = 50;

/// A line of a file, or the part of it around a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What is shown, with `…` where something was cut off.
    pub text: String,
    /// Bytes of `text` at which the problem stands.
    pub span: Range<usize>,
}

impl Excerpt {
    /// The first line of `span`, a range on character boundaries of `text`, of which `lines` are the
    /// lines.
    pub(super) fn of(text: &str, lines: &Lines<'_>, span: &Range<usize>) -> Excerpt {
        let line = lines.line_around(span.start);
        let start = span.start.clamp(line.start, line.end);
        let end = span.end.clamp(start, line.end);
        let after_line = &text[line.start..line.end];
        if after_line.len() <= WIDTH || after_line.chars().nth(WIDTH).is_none() {
            return Excerpt {
                text: after_line.to_owned(),
                span: start - line.start..end - line.start,
            };
        }
        // The window opens before the caret; near the end of the line, so that it is filled.
        let to_the_end = forward(text, start, line.end, WIDTH - BEFORE);
        let room = WIDTH - text[start..to_the_end].chars().count();
        let from = backward(text, start, line.start, room);
        let to = forward(text, from, line.end, WIDTH);
        let mut shown = String::with_capacity(to - from + 6);
        if from > line.start {
            shown.push('…');
        }
        let shift = shown.len();
        shown.push_str(&text[from..to]);
        if to < line.end {
            shown.push('…');
        }
        Excerpt {
            span: start - from + shift..end.min(to) - from + shift,
            text: shown,
        }
    }
}

/// The byte `count` characters after `at`, or `end`.
fn forward(text: &str, at: usize, end: usize, count: usize) -> usize {
    text[at..end]
        .char_indices()
        .nth(count)
        .map_or(end, |(n, _)| at + n)
}

/// The byte `count` characters before `at`, or `start`.
fn backward(text: &str, at: usize, start: usize, count: usize) -> usize {
    match count.checked_sub(1) {
        None => at,
        Some(last) => text[start..at]
            .char_indices()
            .nth_back(last)
            .map_or(start, |(n, _)| start + n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn excerpt(text: &str, span: Range<usize>) -> Excerpt {
        let lines = Lines::of(text);
        let span = lines.clamp(span);
        Excerpt::of(text, &lines, &span)
    }

    #[test]
    fn short_lines_are_whole() {
        let found = excerpt("een\r\ntwee\r\n", 5..9);
        assert_eq!((found.text.as_str(), found.span), ("twee", 0..4));
        let found = excerpt("een\ntwee\n", 1..7);
        assert_eq!((found.text.as_str(), found.span), ("een", 1..3));
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let text = format!("{}FOUT{}", "é".repeat(5000), "b".repeat(5000));
        let found = excerpt(&text, 10_000..10_004);
        assert_eq!(&found.text[found.span.clone()], "FOUT");
        assert_eq!(found.text.chars().count(), WIDTH + 2);
        assert!(found.text.starts_with('…') && found.text.ends_with('…'));

        let found = excerpt(&text, 0..2);
        assert_eq!(&found.text[found.span.clone()], "é");
        assert!(!found.text.starts_with('…'));

        let found = excerpt(&text, 15_000..15_004);
        assert_eq!(&found.text[found.span.clone()], "bbbb");
        assert_eq!(found.text.chars().count(), WIDTH + 1);

        let whole = excerpt(&text, 0..text.len());
        assert_eq!(whole.span.start, 0);
        assert!(whole.text.len() < 300);
    }

    proptest! {
        #[test]
        fn any_span_is_survived(text in "[aé\r\n\t]{0,400}", a in 0usize..900, b in 0usize..900) {
            let found = excerpt(&text, a..b);
            prop_assert!(found.text.get(found.span.clone()).is_some());
            prop_assert!(found.text.chars().count() <= WIDTH + 2);
        }
    }
}
