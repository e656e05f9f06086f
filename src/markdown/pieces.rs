//! Stretches of output that are moved: a caption into its table, a footnote to the end of the page.
//!
//! Whatever points into the HTML or the text goes along and still points at the same thing.

use super::document::TextRun;
use super::text::{Hole, Output};

/// A state of the output, to which can be cut.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    pub(super) html: usize,
    pub(super) text: usize,
    holes: usize,
    runs: usize,
    links: usize,
    citations: usize,
    outline: usize,
}

/// A stretch of output that was cut.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) html: String,
    text: String,
    holes: Vec<Hole>,
    runs: Vec<TextRun>,
    // Links and the like keep their index; only the place they name is the piece's own.
    links: std::ops::Range<usize>,
    citations: std::ops::Range<usize>,
    outline: std::ops::Range<usize>,
}

impl Output {
    /// The state now.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            html: self.html.len(),
            text: self.text.len(),
            holes: self.holes.len(),
            runs: self.runs.len(),
            links: self.links.len(),
            citations: self.citations.len(),
            outline: self.outline.len(),
        }
    }

    /// Cuts all that was written since `mark`.
    pub(super) fn cut(&mut self, mark: &Mark) -> Piece {
        self.cut_between(mark, &self.mark())
    }

    /// Cuts all that was written since `mark`; what came after `end` was cut before.
    pub(super) fn cut_between(&mut self, mark: &Mark, end: &Mark) -> Piece {
        let (html, text) = (mark.html as u32, mark.text.min(self.text.len()) as u32);
        let mut piece = Piece {
            html: self.html.split_off(mark.html),
            text: self.text.split_off(text as usize),
            holes: self.holes.split_off(mark.holes),
            runs: self.runs.split_off(mark.runs.min(self.runs.len())),
            links: mark.links..end.links,
            citations: mark.citations..end.citations,
            outline: mark.outline..end.outline,
        };
        for hole in &mut piece.holes {
            hole.at -= html;
        }
        for run in &mut piece.runs {
            run.html -= html;
            run.text -= text;
        }
        self.each_text_place(&piece, |at| *at = at.saturating_sub(text));
        self.run_end = u32::MAX;
        piece
    }

    /// Writes what was cut.
    pub(super) fn paste(&mut self, piece: Piece) {
        let (html, text) = (self.html.len() as u32, self.text.len() as u32);
        self.html.push_str(&piece.html);
        self.text.push_str(&piece.text);
        self.holes.extend(piece.holes.iter().map(|h| Hole {
            at: h.at + html,
            ..*h
        }));
        self.runs.extend(piece.runs.iter().map(|r| TextRun {
            html: r.html + html,
            text: r.text + text,
            len: r.len,
        }));
        self.each_text_place(&piece, |at| *at += text);
        self.run_end = u32::MAX;
    }

    /// Applies `change` to every place in the text that the links and the like of `piece` name.
    fn each_text_place(&mut self, piece: &Piece, change: impl Fn(&mut u32)) {
        for link in self.links.get_mut(piece.links.clone()).unwrap_or_default() {
            change(&mut link.text_at);
            change(&mut link.text_end);
        }
        for group in self
            .citations
            .get_mut(piece.citations.clone())
            .unwrap_or_default()
        {
            change(&mut group.text_at);
        }
        for heading in self
            .outline
            .get_mut(piece.outline.clone())
            .unwrap_or_default()
        {
            change(&mut heading.text_start);
        }
    }

    /// Puts `tag` in the place of the one-byte character that was written right after `mark`, as
    /// text that is in no run.
    pub(super) fn replace_character(&mut self, mark: &Mark, tag: &str) {
        self.html.replace_range(mark.html..mark.html + 1, tag);
        self.text.remove(mark.text);
        let grown = tag.len() as u32 - 1;
        for hole in &mut self.holes[mark.holes..] {
            hole.at += grown;
        }
        for run in &mut self.runs[mark.runs..] {
            run.html += grown;
            run.text -= 1;
        }
        let after = mark.text as u32;
        let back = |at: &mut u32| {
            if *at > after {
                *at -= 1;
            }
        };
        for link in &mut self.links[mark.links..] {
            back(&mut link.text_at);
            back(&mut link.text_end);
        }
        for group in &mut self.citations[mark.citations..] {
            back(&mut group.text_at);
        }
        self.run_end = u32::MAX;
    }

    /// Puts `html` into what was written since `mark`, right at it.
    pub(super) fn insert(&mut self, mark: &Mark, html: &str) {
        self.html.insert_str(mark.html, html);
        let grown = html.len() as u32;
        for hole in &mut self.holes[mark.holes..] {
            hole.at += grown;
        }
        for run in &mut self.runs[mark.runs..] {
            run.html += grown;
        }
        self.run_end = u32::MAX;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::document::Fill;
    use crate::markdown::punctuation::Typography;
    use crate::markdown::text::What;

    #[test]
    fn a_piece_takes_its_places_along() {
        let mut output = Output::default();
        output.text("kop", Typography::Plain, true);
        let mark = output.mark();
        output.tag("<b>");
        output.hole(What::Slot(Fill::Citation(0)));
        output.text("x", Typography::Plain, true);
        let piece = output.cut(&mark);
        assert_eq!(output.html, "kop");
        output.text("staart", Typography::Plain, true);
        output.paste(piece);
        assert_eq!(output.html, "kopstaart<b>x");
        assert_eq!(output.text, "kopstaartx");
        assert_eq!(output.holes[0].at, 12);
        assert_eq!(
            output.runs.last(),
            Some(&TextRun {
                text: 9,
                html: 12,
                len: 1
            })
        );
    }
}
