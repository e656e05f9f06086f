//! Which paragraphs and lists state something without naming a source.
//!
//! A paragraph, or a list as a whole, of twelve words or more needs a citation. Alerts, quotations,
//! footnotes and tables need none (the writer does not report them here), nor does a section whose
//! heading carries `{.redactie}`: what stands there is the editors' own. A list is covered by the
//! paragraph directly before it; a paragraph that ends in a colon is one with the list or table that
//! directly follows. A footnote that names a source counts where it is referred to.

use std::ops::Range;

use super::document::Span;

/// Words from which a statement needs a source.
pub(super) const ENOUGH_WORDS: usize = 12;

/// Class of a heading whose section is the editors' own.
const OWN_WORDS: &str = "redactie";

/// What a paragraph or list is worth here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unit {
    /// Where it stands.
    pub(super) span: Span,
    /// Its words; counting may stop at [`ENOUGH_WORDS`].
    pub(super) words: usize,
    /// Whether it names a source.
    pub(super) cited: bool,
    /// Whether it ends in a colon.
    pub(super) colon: bool,
    /// The footnotes it refers to: first and one past the last of the page's references.
    pub(super) notes: (usize, usize),
}

/// Watches the blocks of a page go by.
#[derive(Debug, Default)]
pub(super) struct Watch {
    uncited: Vec<Unit>,
    /// The paragraph directly before, where it still waits for what follows.
    last: Option<Unit>,
    /// Level of the heading whose section is the editors' own.
    own: Option<u8>,
}

impl Watch {
    /// A heading; its section ends those of the same and of lower rank.
    pub(super) fn heading(&mut self, level: u8, classes: &[String]) {
        self.other();
        if self.own.is_some_and(|own| level <= own) {
            self.own = None;
        }
        if self.own.is_none() && classes.iter().any(|class| class == OWN_WORDS) {
            self.own = Some(level);
        }
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, unit: Unit) {
        self.other();
        self.last = Some(unit);
    }

    /// A list, of whatever sort.
    pub(super) fn list(&mut self, list: Unit) {
        match self.last.take() {
            Some(before) if before.colon => self.settle(Unit {
                span: Span {
                    start: before.span.start,
                    end: list.span.end,
                },
                words: before.words + list.words,
                cited: before.cited || list.cited,
                colon: false,
                notes: (before.notes.0, list.notes.1),
            }),
            Some(before) => {
                self.settle(before);
                self.settle(Unit {
                    cited: list.cited || before.cited,
                    notes: (before.notes.0, list.notes.1),
                    ..list
                });
            }
            None => self.settle(list),
        }
    }

    /// A table with its caption.
    pub(super) fn table(&mut self, cited: bool) {
        if let Some(before) = self.last.take() {
            self.settle(Unit {
                cited: before.cited || (before.colon && cited),
                ..before
            });
        }
    }

    /// Any other block.
    pub(super) fn other(&mut self) {
        if let Some(before) = self.last.take() {
            self.settle(before);
        }
    }

    /// The end of the page: all that lacks a source, given whether some references to footnotes
    /// lead to one that names a source.
    pub(super) fn finish(&mut self, noted: impl Fn(Range<usize>) -> bool) -> Vec<Span> {
        self.other();
        let uncited = self
            .uncited
            .iter()
            .filter(|unit| !noted(unit.notes.0..unit.notes.1));
        uncited.map(|unit| unit.span).collect()
    }

    fn settle(&mut self, unit: Unit) {
        if !unit.cited && unit.words >= ENOUGH_WORDS && self.own.is_none() {
            self.uncited.push(unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(start: u32, words: usize, cited: bool, colon: bool) -> Unit {
        Unit {
            span: Span {
                start,
                end: start + 1,
            },
            words,
            cited,
            colon,
            notes: (0, 0),
        }
    }

    fn starts(watch: &mut Watch) -> Vec<u32> {
        watch
            .finish(|_| false)
            .iter()
            .map(|span| span.start)
            .collect()
    }

    #[test]
    fn twelve_words_need_a_source() {
        let mut watch = Watch::default();
        watch.paragraph(unit(1, 11, false, false));
        watch.paragraph(unit(2, 12, false, false));
        watch.paragraph(unit(3, 12, true, false));
        assert_eq!(starts(&mut watch), [2]);
    }

    #[test]
    fn a_list_is_covered_by_the_paragraph_directly_before() {
        let mut watch = Watch::default();
        watch.paragraph(unit(1, 5, true, false));
        watch.list(unit(2, 20, false, false));
        watch.list(unit(3, 20, false, false));
        assert_eq!(starts(&mut watch), [3]);
    }

    #[test]
    fn a_colon_makes_one_of_two() {
        let mut watch = Watch::default();
        watch.paragraph(unit(1, 20, false, true));
        watch.list(unit(2, 20, true, false));
        watch.paragraph(unit(3, 20, false, true));
        watch.table(true);
        watch.paragraph(unit(4, 20, false, true));
        watch.table(false);
        watch.paragraph(unit(5, 8, false, true));
        watch.list(unit(6, 8, false, false));
        watch.paragraph(unit(7, 20, false, false));
        watch.list(unit(8, 20, true, false));
        assert_eq!(starts(&mut watch), [4, 5, 7]);
    }

    #[test]
    fn the_editors_own_sections_are_free() {
        let own = ["redactie".to_string()];
        let mut watch = Watch::default();
        watch.heading(2, &own);
        watch.paragraph(unit(1, 20, false, false));
        watch.heading(3, &[]);
        watch.paragraph(unit(2, 20, false, false));
        watch.heading(2, &[]);
        watch.paragraph(unit(3, 20, false, false));
        watch.heading(3, &own);
        watch.paragraph(unit(4, 20, false, false));
        watch.heading(3, &[]);
        watch.paragraph(unit(5, 20, false, false));
        assert_eq!(starts(&mut watch), [3, 5]);
    }
}
