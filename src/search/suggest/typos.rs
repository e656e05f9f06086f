//! Finding in a sorted array what begins nearly as somebody typed.
//!
//! The distance is the number of letters left out, added, taken for another, or swapped with their
//! neighbour (optimal string alignment), between what was typed and the nearest beginning of a text.
//! The array is walked as the tree that its common beginnings make of it: each is compared once, and
//! left as soon as nothing behind it can come near.

use std::ops::Range;

/// Longest text that is compared, in characters: nobody types more before choosing.
pub(super) const LONGEST: usize = 40;

/// Further than any distance that is looked for.
const FAR: u8 = 100;

/// The distances of one beginning of the array's texts to all beginnings of what was typed.
type Row = [u8; LONGEST + 1];

/// Hands stretches of the array to `each`, whose texts begin with something at most `most` away from
/// `typed`, with that distance. `text` gives the texts of the array, which has `len`.
pub(super) fn near<'t>(
    typed: &str,
    most: u8,
    len: usize,
    text: impl Fn(usize) -> &'t str,
    each: impl FnMut(Range<usize>, u8),
) {
    let typed: Vec<char> = typed.chars().collect();
    if typed.len() > LONGEST {
        return;
    }
    let mut first = [FAR; LONGEST + 1];
    for (distance, cell) in first.iter_mut().enumerate().take(typed.len() + 1) {
        *cell = distance as u8;
    }
    let mut walk = Walk {
        typed,
        most,
        text,
        each,
    };
    let best = first[walk.typed.len()];
    let step = Step {
        keys: 0..len,
        bytes: 0,
        depth: 0,
        last: None,
        best,
    };
    walk.go(step, &[FAR; LONGEST + 1], &first);
}

struct Walk<T, E> {
    typed: Vec<char>,
    most: u8,
    text: T,
    each: E,
}

/// A beginning that all texts of a stretch have.
struct Step {
    keys: Range<usize>,
    /// Its length in bytes and in characters.
    bytes: usize,
    depth: usize,
    /// Its last character.
    last: Option<char>,
    /// The smallest distance of any of its own beginnings.
    best: u8,
}

impl<'t, T: Fn(usize) -> &'t str, E: FnMut(Range<usize>, u8)> Walk<T, E> {
    /// `before` and `row` are the distances of the beginning without its last character, and of all
    /// of it.
    fn go(&mut self, step: Step, before: &Row, row: &Row) {
        let Step {
            keys,
            bytes,
            depth,
            last,
            best,
        } = step;
        // A longer beginning can only come nearer than some cell of the last two rows is.
        let hope = row.iter().chain(before).min().copied().unwrap_or(FAR);
        if hope >= best || hope > self.most {
            if best <= self.most {
                (self.each)(keys, best);
            }
            return;
        }
        let mut at = keys.start;
        while at < keys.end {
            let Some(c) = (self.text)(at)[bytes..].chars().next() else {
                // This text ends here.
                if best <= self.most {
                    (self.each)(at..at + 1, best);
                }
                at += 1;
                continue;
            };
            let end = self.end_of(at..keys.end, bytes, c);
            let next = self.row(before, row, depth + 1, last, c);
            let step = Step {
                keys: at..end,
                bytes: bytes + c.len_utf8(),
                depth: depth + 1,
                last: Some(c),
                best: best.min(next[self.typed.len()]),
            };
            self.go(step, row, &next);
            at = end;
        }
    }

    /// Where the texts that go on with `c` end.
    fn end_of(&self, keys: Range<usize>, bytes: usize, c: char) -> usize {
        let goes_on = |at: usize| (self.text)(at)[bytes..].starts_with(c);
        let (mut from, mut to, mut stride) = (keys.start, keys.start + 1, 1);
        while to < keys.end && goes_on(to) {
            from = to;
            stride *= 2;
            to = (to + stride).min(keys.end);
        }
        // `from` goes on with it, `to` does not.
        while from + 1 < to {
            let middle = from + (to - from) / 2;
            match goes_on(middle) {
                true => from = middle,
                false => to = middle,
            }
        }
        from + 1
    }

    /// The distances of a beginning that has one more character, `c`, and is `depth` long then.
    fn row(&self, before: &Row, row: &Row, depth: usize, last: Option<char>, c: char) -> Row {
        let mut next = [FAR; LONGEST + 1];
        let most = usize::from(self.most);
        // Beyond this band all distances are larger than those looked for.
        let from = depth.saturating_sub(most);
        let to = (depth + most).min(self.typed.len());
        if from == 0 {
            next[0] = depth.min(usize::from(FAR)) as u8;
        }
        for at in from.max(1)..=to {
            let typed = self.typed[at - 1];
            let replaced = row[at - 1] + u8::from(typed != c);
            let added_or_left_out = row[at].min(next[at - 1]) + 1;
            let mut cell = replaced.min(added_or_left_out);
            if at > 1 && last == Some(typed) && self.typed[at - 2] == c {
                cell = cell.min(before[at - 2] + 1);
            }
            next[at] = cell.min(FAR);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(typed: &str, most: u8, texts: &[String]) -> Vec<(usize, u8)> {
        let mut found = Vec::new();
        near(
            typed,
            most,
            texts.len(),
            |at| &texts[at],
            |keys, distance| found.extend(keys.map(|key| (key, distance))),
        );
        found
    }

    /// The same by the book.
    fn expected(typed: &str, most: u8, texts: &[String]) -> Vec<(usize, u8)> {
        let nearest = |text: &String| {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.map(|end| strsim::osa_distance(typed, &text[..end]))
                .min()
                .unwrap()
        };
        let all = texts.iter().map(nearest).enumerate();
        all.filter(|(_, distance)| *distance <= usize::from(most))
            .map(|(at, distance)| (at, distance as u8))
            .collect()
    }

    #[test]
    fn slips_of_the_finger() {
        let texts = ["leefbaarheid", "leefbaarometer", "wijkaanpak"].map(String::from);
        assert_eq!(found("leefbarom", 1, &texts), [(1, 1)]);
        assert_eq!(found("wijkanpak", 1, &texts), [(2, 1)]);
        assert_eq!(found("wikj", 1, &texts), [(2, 1)], "a swap is one");
        assert_eq!(found("leefb", 0, &texts), [(0, 0), (1, 0)]);
        assert_eq!(found("xeefbaromeder", 2, &texts), []);
        assert_eq!(found(&"x".repeat(LONGEST + 1), 2, &texts), []);
    }

    proptest! {
        #[test]
        fn finds_just_what_comes_near(
            typed in "[abcé]{0,9}",
            most in 0u8..3,
            texts in proptest::collection::vec("[abcé]{0,12}", 0..40),
        ) {
            let mut texts = texts;
            texts.sort();
            prop_assert_eq!(found(&typed, most, &texts), expected(&typed, most, &texts));
        }
    }
}
