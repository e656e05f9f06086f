//! A session: one thread's use of the analyser, and its memory of words.
//!
//! It remembers every distinct word it has met, so that a long text costs one look-up a word. What a
//! word is made of is found only when it is asked for: whoever compares whole words
//! ([`Session::analyse_whole`]) never pays for the splitting of compounds.

use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::analysis::Tables;
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
    words: Vec<Word>,
    /// Where words stand in `words`, by their hash; open addressing, a power of two in length.
    slots: Vec<Slot>,
    /// How often it has begun anew.
    epoch: u32,
}

/// A word at most this long stands in its slot whole.
const INLINE: usize = 22;

/// The width of a word whose parts nobody has asked for.
const UNSPLIT: u8 = u8::MAX;

/// A place in the table of a session. What a look-up needs stands in half a cache line: a guide has
/// tens of thousands of words, and a second place in memory for each costs more than all else.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Upper half of the word's hash.
    tag: u32,
    /// The word's id plus one; 0 for a free place.
    id: u32,
    /// Length of the word as written, in bytes.
    length: u8,
    /// How many positions it fills; 0 for what folds to nothing, [`UNSPLIT`] if that is not known.
    width: u8,
    /// The word as written, if it is short.
    surface: [u8; INLINE],
}

impl Slot {
    fn of(tag: u32, id: u32, word: &Word, width: u8) -> Slot {
        let surface = word.surface().as_bytes();
        let mut slot = Slot {
            tag,
            id,
            length: surface.len() as u8,
            width,
            surface: [0; INLINE],
        };
        if let Some(inline) = slot.surface.get_mut(..surface.len()) {
            inline.copy_from_slice(surface);
        }
        slot
    }

    fn holds(&self, tag: u32, surface: &str, words: &[Word]) -> bool {
        self.tag == tag
            && usize::from(self.length) == surface.len()
            && match self.surface.get(..surface.len()) {
                Some(inline) => same(inline, surface.as_bytes()),
                None => words[self.id as usize - 1].surface() == surface,
            }
    }
}

impl Session {
    pub(super) fn new(tables: &Arc<Tables>) -> Session {
        Session {
            tables: Arc::clone(tables),
            slots: Vec::new(),
            words: Vec::new(),
            epoch: 0,
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
            self.words.clear();
            self.slots.fill(Slot::default());
            self.epoch = self.epoch.wrapping_add(1);
        }
        let mut position = 0;
        for span in spans(text) {
            let surface = &text[span.start..span.end];
            let unremembered;
            let (id, word, width) = if surface.len() <= MAX_REMEMBERED {
                let slot = self.remember::<PARTS>(surface, span);
                let id = slot.id - 1;
                (Some(id), &self.words[id as usize], slot.width)
            } else {
                let mut word = self.tables.word(surface);
                if PARTS {
                    self.tables.split(&mut word, span.hyphen);
                }
                unremembered = word;
                (None, &unremembered, width(&unremembered))
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

    /// The slot of a word, which is analysed if it is new.
    fn remember<const PARTS: bool>(&mut self, surface: &str, span: Span) -> Slot {
        if self.slots.len() < 2 * (self.words.len() + 1) {
            self.grow();
        }
        let hash = hash(surface);
        let tag = (hash >> 32) as u32;
        let mut at = hash as usize;
        loop {
            at &= self.slots.len() - 1;
            let slot = self.slots[at];
            if slot.id == 0 {
                let word = self.tables.word(surface);
                let width = if word.form().is_empty() { 0 } else { UNSPLIT };
                self.words.push(word);
                let id = self.words.len() as u32;
                self.slots[at] = Slot::of(tag, id, &self.words[id as usize - 1], width);
                break;
            }
            if slot.holds(tag, surface, &self.words) {
                break;
            }
            at += 1;
        }
        let slot = &mut self.slots[at];
        if PARTS && slot.width == UNSPLIT {
            let word = &mut self.words[slot.id as usize - 1];
            self.tables.split(word, span.hyphen);
            slot.width = width(word);
        }
        *slot
    }

    fn grow(&mut self) {
        let length = (2 * self.slots.len()).max(1024);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); length]);
        for slot in old.into_iter().filter(|slot| slot.id != 0) {
            let word = &self.words[slot.id as usize - 1];
            let mut at = hash(word.surface()) as usize & (length - 1);
            while self.slots[at].id != 0 {
                at = (at + 1) & (length - 1);
            }
            self.slots[at] = slot;
        }
    }

    /// How many distinct words are remembered; ids of tokens are below it.
    pub fn remembered(&self) -> usize {
        self.words.len()
    }

    /// Whether it begins anew with the next text.
    pub fn is_full(&self) -> bool {
        self.words.len() > MAX_WORDS
    }

    /// How often the session has begun anew: ids of another epoch name other words.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The word with this id.
    pub fn word(&self, id: u32) -> Option<&Word> {
        self.words.get(id as usize)
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

/// How many positions a word fills whose parts are known.
fn width(word: &Word) -> u8 {
    if word.form().is_empty() {
        0
    } else {
        word.width() as u8
    }
}

/// Whether two short stretches of bytes are equal. They nearly always are, and calling the comparison
/// for any length would cost more than looking at two or three numbers.
fn same(a: &[u8], b: &[u8]) -> bool {
    match (a.split_first_chunk::<8>(), b.split_first_chunk::<8>()) {
        (Some((a_first, a)), Some((b_first, b))) => {
            u64::from_ne_bytes(*a_first) == u64::from_ne_bytes(*b_first) && same(a, b)
        }
        _ => a.iter().eq(b),
    }
}

/// The place of a word in a session's table, and its tag.
fn hash(surface: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(surface.as_bytes());
    hasher.finish()
}
