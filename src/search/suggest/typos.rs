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

/// The sorted array that is walked.
pub(super) trait Texts {
    /// The text at a place.
    fn text(&self, at: usize) -> &str;
    /// Its first eight bytes, the first one highest; zeros where it is shorter. Most comparisons need
    /// no more, and find these side by side in memory.
    fn head(&self, at: usize) -> u64;
}

/// Hands stretches of the array to `each`, whose texts begin with something at most `most` away from
/// `typed`, with that distance. The array has `len` texts, none with a NUL in it.
pub(super) fn near(
    typed: &str,
    most: u8,
    len: usize,
    texts: &impl Texts,
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
    let best = first[typed.len()];
    let mut walk = Walk {
        typed,
        most,
        texts,
        each,
    };
    let step = Step {
        keys: 0..len,
        bytes: 0,
        depth: 0,
        last: None,
        best,
    };
    walk.go(step, &[FAR; LONGEST + 1], &first);
}

struct Walk<'t, T, E> {
    typed: Vec<char>,
    most: u8,
    texts: &'t T,
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

impl<T: Texts, E: FnMut(Range<usize>, u8)> Walk<'_, T, E> {
    /// `before` and `row` are the distances of the beginning without its last character, and of all
    /// of it.
    fn go(&mut self, step: Step, before: &Row, row: &Row) {
        let (keys, bytes, best) = (step.keys.clone(), step.bytes, step.best);
        // A longer beginning can only come nearer than some cell of the last two rows is.
        let hope = row.iter().chain(before).min().copied().unwrap_or(FAR);
        if hope >= best || hope > self.most {
            if best <= self.most {
                (self.each)(keys, best);
            }
            return;
        }
        if hope == self.most {
            // No slip is left: only what was typed can follow.
            let mut next: Vec<char> = (self.typed.iter().zip(row))
                .filter(|(_, cell)| **cell == self.most)
                .map(|(c, _)| *c)
                .collect();
            next.sort_unstable();
            next.dedup();
            for c in next {
                let start = self.start_of(keys.clone(), bytes, c);
                if start < keys.end && self.char_at(start, bytes) == Some(c) {
                    self.follow(&step, start, c, before, row);
                }
            }
            return;
        }
        let mut at = keys.start;
        while at < keys.end {
            match self.char_at(at, bytes) {
                Some(c) => at = self.follow(&step, at, c, before, row),
                // This text ends here.
                None => {
                    if best <= self.most {
                        (self.each)(at..at + 1, best);
                    }
                    at += 1;
                }
            }
        }
    }

    /// Goes on with the texts from `at` that have `c` next; gives where they end.
    fn follow(&mut self, step: &Step, at: usize, c: char, before: &Row, row: &Row) -> usize {
        let end = self.end_of(at..step.keys.end, step.bytes, c);
        let next = self.row(before, row, step.depth + 1, step.last, c);
        let step = Step {
            keys: at..end,
            bytes: step.bytes + c.len_utf8(),
            depth: step.depth + 1,
            last: Some(c),
            best: step.best.min(next[self.typed.len()]),
        };
        self.go(step, row, &next);
        end
    }

    /// The character of a text at a byte; none where it ends.
    fn char_at(&self, at: usize, bytes: usize) -> Option<char> {
        if bytes < 8 {
            let byte = self.texts.head(at).to_be_bytes()[bytes];
            if byte.is_ascii() {
                return (byte != 0).then_some(char::from(byte));
            }
        }
        self.texts.text(at)[bytes..].chars().next()
    }

    /// Where the texts begin that go on with `c` or what comes after it; an end comes before all.
    fn start_of(&self, keys: Range<usize>, bytes: usize, c: char) -> usize {
        let (mut from, mut to) = (keys.start, keys.end);
        while from < to {
            let middle = from + (to - from) / 2;
            match self.char_at(middle, bytes) < Some(c) {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        from
    }

    /// Where the texts that go on with `c`, from the first, end.
    fn end_of(&self, keys: Range<usize>, bytes: usize, c: char) -> usize {
        let goes_on = |at: usize| self.char_at(at, bytes) == Some(c);
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

    impl Texts for &[String] {
        fn text(&self, at: usize) -> &str {
            &self[at]
        }

        fn head(&self, at: usize) -> u64 {
            super::super::names::head(&self[at])
        }
    }

    fn found(typed: &str, most: u8, texts: &[String]) -> Vec<(usize, u8)> {
        let mut found = Vec::new();
        near(typed, most, texts.len(), &texts, |keys, distance| {
            found.extend(keys.map(|key| (key, distance)));
        });
        found.sort_unstable();
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
            texts in proptest::collection::vec("[abcé]{0,14}", 0..40),
        ) {
            let mut texts = texts;
            texts.sort();
            prop_assert_eq!(found(&typed, most, &texts), expected(&typed, most, &texts));
        }
    }
}
