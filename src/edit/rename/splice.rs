//! Changes to a text by place, so that every byte that is not named stays what it was.

use std::collections::BTreeSet;
use std::ops::Range;

/// Replacements of bytes, each named once; ordered by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Splices(BTreeSet<(usize, usize, String)>);

impl Splices {
    /// Puts `text` in the place of `at`; the same said twice counts once.
    pub(super) fn replace(&mut self, at: Range<usize>, text: impl Into<String>) {
        self.0.insert((at.start, at.end, text.into()));
    }

    /// Puts `text` before byte `at`.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with all of them done. Of two that overlap the first is done.
    pub(super) fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 64);
        let mut done = 0;
        for (start, end, new) in &self.0 {
            if *start < done {
                continue;
            }
            out.push_str(&text[done..*start]);
            out.push_str(new);
            done = *end;
        }
        out.push_str(&text[done..]);
        out
    }
}
