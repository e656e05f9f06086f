//! The answers to one question about words, kept by how the words are written.
//!
//! Whoever reads a whole guide and asks of each word whether it may matter pays one place in memory for
//! it: a guide of ten thousand pages has a hundred words of text for each that it had not seen before.

use std::sync::atomic::{AtomicU64, Ordering};

use super::letters::Letters;
use super::tokens::Span;

/// Most answers that are kept: a megabyte of them, which stays near the processor.
const MOST: usize = 1 << 17;

/// A word is looked for in so many places, one after the other, and these stand together in memory.
const NEAR: usize = 8;

/// Whether something is so of a word: asked once, or a few times, and then known. All threads know it.
///
/// What does not fit is asked again. The question must have the same answer each time.
#[derive(Debug)]
pub struct Answers {
    /// The number of a word, with the answer as its last bit and the bit before that set; 0 for none.
    /// Each place is one number, so that threads need not wait for each other: of two answers put in
    /// one place at the same time, one is lost.
    places: Box<[AtomicU64]>,
}

impl Answers {
    /// Room for the answers about a text of so many bytes.
    pub fn for_text(bytes: usize) -> Answers {
        let places = (bytes / 8).next_power_of_two().clamp(64, MOST);
        Answers {
            places: (0..places).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// The answer for the word at `span` of `text`: `ask` gives it where it is not known.
    #[inline]
    pub fn of(&self, text: &str, span: Span, ask: impl FnOnce(&str) -> bool) -> bool {
        let length = span.end - span.start;
        let number = Letters::of(text, span.start, span.end).number(length);
        let (known, first) = (number | 0b11, (number >> 32) as usize & !(NEAR - 1));
        let mut free = first + number as usize % NEAR;
        for at in first..first + NEAR {
            match self.place(at).load(Ordering::Relaxed) {
                0 => {
                    free = at;
                    break;
                }
                place if place | 1 == known => return place & 1 == 1,
                _ => {}
            }
        }
        let answer = ask(&text[span.start..span.end]);
        let place = known & !1 | u64::from(answer);
        self.place(free).store(place, Ordering::Relaxed);
        answer
    }

    #[inline]
    fn place(&self, at: usize) -> &AtomicU64 {
        &self.places[at & (self.places.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::tokens::spans;
    use super::*;

    /// How often is asked about the words of a text, of which those with an `e` are so.
    fn asked(answers: &Answers, text: &str) -> usize {
        let asked = Cell::new(0);
        for span in spans(text) {
            let ask = |word: &str| {
                asked.set(asked.get() + 1);
                word.contains('e')
            };
            let word = &text[span.start..span.end];
            assert_eq!(answers.of(text, span, ask), word.contains('e'), "{word}");
        }
        asked.get()
    }

    #[test]
    fn each_word_is_asked_about_once() {
        let text: String = (0..5000)
            .map(|nth| format!("woord{nth} we{nth} "))
            .collect();
        let answers = Answers::for_text(text.len() * 4);
        let first = asked(&answers, &text);
        assert!((10_000..10_050).contains(&first), "{first}");
        assert!(asked(&answers, &text) < 50);
    }

    #[test]
    fn what_does_not_fit_is_asked_again() {
        let text: String = (0..5000).map(|nth| format!("w{nth} e{nth} ")).collect();
        let answers = Answers::for_text(100);
        assert_eq!(asked(&answers, &text), 10_000);
        assert_eq!(asked(&answers, "e1 w1 e1 w1"), 2);
        assert_eq!(asked(&answers, ""), 0);
    }

    #[test]
    fn threads_agree() {
        let text: String = (0..3000).map(|nth| format!("w{nth} e{nth} ")).collect();
        let answers = Answers::for_text(text.len() / 2);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| asked(&answers, &text));
            }
        });
    }
}
