//! A session: one thread's use of the analyser, and its memory of words.
//!
//! It remembers every distinct word it has met, so that a long text costs one look-up a word. What a
//! word is made of is found only when it is asked for: whoever compares whole words
//! ([`Session::analyse_whole`]) never pays for the splitting of compounds.

use std::sync::Arc;

use super::analysis::Tables;
use super::known::{Known, Shared, UNSPLIT};
use super::letters::Letters;
use super::tokens::{Span, spans};
use super::word::Word;

/// A session that remembers more words than this begins anew before the next text, so that hostile
/// texts cannot fill a server's memory.
const MAX_WORDS: usize = 300_000;

/// Words longer than this are analysed each time: they are rare, and remembering them costs most.
const MAX_REMEMBERED: usize = 64;

/// A word at its place in a text.
#[derive(Debug, Clone, Copy)]
pub struct Token<'s> {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its position, counted from 0; the next token stands [`Word::width`] further.
    pub position: u32,
    /// Number of the word in this session, for tables beside it. Numbers hold during one call of
    /// [`Session::analyse`]; a word too long to be remembered has none.
    pub id: Option<u32>,
    /// What the word is.
    pub word: &'s Word,
}

/// One thread's use of an [`Analyzer`](super::Analyzer), with the words it has met.
#[derive(Debug)]
pub struct Session {
    tables: Arc<Tables>,
    known: Known,
    /// What other sessions have met too, where they share it.
    shared: Option<Arc<Shared>>,
}

impl Session {
    pub(super) fn new(tables: &Arc<Tables>, shared: Option<&Arc<Shared>>) -> Session {
        Session {
            tables: Arc::clone(tables),
            known: Known::default(),
            shared: shared.cloned(),
        }
    }

    /// Hands the tokens of `text` to `each`, in order.
    pub fn analyse(&mut self, text: &str, each: impl FnMut(Token<'_>)) {
        self.run::<true>(text, each);
    }

    /// Like [`Session::analyse`], for those who compare whole words only: parts of words are not
    /// looked for, and every word fills one position. (A word whose parts are known from before
    /// still has them.)
    pub fn analyse_whole(&mut self, text: &str, each: impl FnMut(Token<'_>)) {
        self.run::<false>(text, each);
    }

    fn run<const PARTS: bool>(&mut self, text: &str, mut each: impl FnMut(Token<'_>)) {
        if self.is_full() {
            self.known.clear();
        }
        let mut position = 0;
        for span in spans(text) {
            let unremembered;
            let (id, word, width) = if span.end - span.start <= MAX_REMEMBERED {
                let (id, width) = self.remember::<PARTS>(text, span);
                let Some(word) = self.known.word(id) else {
                    continue;
                };
                (Some(id), word, width)
            } else {
                let (word, width) =
                    self.analysed::<PARTS>(&text[span.start..span.end], span.hyphen, None);
                unremembered = word;
                (None, &unremembered, width)
            };
            // What folds to nothing (a lone modifier letter) fills no position.
            if width == 0 {
                continue;
            }
            each(Token {
                start: span.start,
                end: span.end,
                position,
                id,
                word,
            });
            position += if PARTS { u32::from(width) } else { 1 };
        }
    }

    /// The number and the width of the word at `span`, which is analysed as far as it was not.
    #[inline]
    fn remember<const PARTS: bool>(&mut self, text: &str, span: Span) -> (u32, u8) {
        let letters = Letters::of(text, span.start, span.end);
        let place = self.known.place(letters, &text[span.start..span.end]);
        let slot = self.known.slot(place);
        match slot.id() {
            Some(id) if !PARTS || slot.width != UNSPLIT => (id, slot.width),
            id => self.learn::<PARTS>(place, letters, text, span, id),
        }
    }

    /// Finds out about a word what this session does not know of it: from the others, or else by itself.
    fn learn<const PARTS: bool>(
        &mut self,
        place: usize,
        letters: Letters,
        text: &str,
        span: Span,
        id: Option<u32>,
    ) -> (u32, u8) {
        let surface = &text[span.start..span.end];
        let shared = self.shared.as_ref();
        let found = shared.and_then(|shared| shared.find(letters, surface));
        let (word, width) = match found {
            Some((word, width)) if !PARTS || width != UNSPLIT => (word, width),
            found => {
                let own = id.and_then(|id| self.known.word(id)).cloned();
                let begun = own.or(found.map(|(word, _)| word));
                let (word, width) = self.analysed::<PARTS>(surface, span.hyphen, begun);
                if let Some(shared) = shared {
                    shared.note(letters, &word, width);
                }
                (word, width)
            }
        };
        (self.known.put(place, letters, word, width), width)
    }

    /// A word as analysis makes it, with its width; `begun` is the word unsplit, if that is known.
    fn analysed<const PARTS: bool>(
        &self,
        surface: &str,
        hyphen: bool,
        begun: Option<Word>,
    ) -> (Word, u8) {
        let mut word = begun.unwrap_or_else(|| self.tables.word(surface));
        if PARTS {
            self.tables.split(&mut word, hyphen);
        }
        let width = match word.form() {
            "" => 0,
            _ if PARTS => word.width() as u8,
            _ => UNSPLIT,
        };
        (word, width)
    }

    /// How many distinct words are remembered; ids of tokens are below it.
    pub fn remembered(&self) -> usize {
        self.known.len()
    }

    /// Whether it begins anew with the next text.
    pub fn is_full(&self) -> bool {
        self.known.len() > MAX_WORDS
    }

    /// The word with this id.
    pub fn word(&self, id: u32) -> Option<&Word> {
        self.known.word(id)
    }

    /// The words of `text`, for short texts such as titles and queries.
    pub fn words(&mut self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        self.analyse(text, |token| words.push(token.word.clone()));
        words
    }

    /// The forms of `text` with one space between: two titles that differ only in case, diacritics
    /// or punctuation are equal by it.
    pub fn normalise(&mut self, text: &str) -> String {
        let mut normal = String::with_capacity(text.len());
        self.analyse_whole(text, |token| {
            if !normal.is_empty() {
                normal.push(' ');
            }
            normal.push_str(token.word.form());
        });
        normal
    }
}
