//! What is known of a word, once it is analysed.

use std::sync::Arc;

/// What analysis makes of a word as it is written.
///
/// Its texts stand in one allocation, one after the other: reading a word is reading two places in
/// memory, and a long text reads a word for each of its own. Threads share it, so that a copy is cheap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// The word as written, its form, its stem.
    text: Arc<str>,
    surface_end: u32,
    form_end: u32,
    /// A hash of the stem that the word has as a whole, whatever its parts: equal for equal stems, in
    /// every session and on every machine. Made for tables with numbers as keys; unequal stems can
    /// share it.
    pub key: u64,
    /// Whether it says nothing about a subject.
    pub stop: bool,
    /// Its parts, if it has any.
    parts: Option<Arc<[Part]>>,
}

/// A part of a word that can be found by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The folded part.
    pub form: Box<str>,
    /// Its stem.
    pub stem: Box<str>,
    /// Whether it is written as a word: between hyphens, not grown together with another part.
    pub written: bool,
}

impl Word {
    pub(super) fn new(surface: &str, form: &str, stem: &str) -> Word {
        Word {
            text: [surface, form, stem].concat().into(),
            surface_end: surface.len() as u32,
            form_end: (surface.len() + form.len()) as u32,
            key: key(stem),
            stop: false,
            parts: None,
        }
    }

    /// The word with its parts. A compound inflects in its last part: its stem ends as that does.
    pub(super) fn with_parts(&self, parts: Vec<Part>) -> Word {
        let last = parts.last().filter(|last| !last.written);
        let before = last.and_then(|last| self.form().strip_suffix(&*last.form));
        let stem = match (last, before) {
            (Some(last), Some(before)) => format!("{before}{}", last.stem),
            _ => self.stem().to_owned(),
        };
        Word {
            key: self.key,
            stop: self.stop,
            parts: Some(parts.into()),
            ..Word::new(self.surface(), self.form(), &stem)
        }
    }

    /// The word as written.
    pub fn surface(&self) -> &str {
        &self.text[..self.surface_end as usize]
    }

    /// The word without case, diacritics, quotes and hyphens.
    pub fn form(&self) -> &str {
        &self.text[self.surface_end as usize..self.form_end as usize]
    }

    /// What it shares with its inflected forms.
    pub fn stem(&self) -> &str {
        &self.text[self.form_end as usize..]
    }

    /// The parts of a compound or a hyphenated word, in order; empty for any other.
    pub fn parts(&self) -> &[Part] {
        self.parts.as_deref().unwrap_or_default()
    }

    /// How many positions the word fills.
    pub fn width(&self) -> u32 {
        self.parts().len().max(1) as u32
    }

    /// The smallest things that stand at positions of their own: the parts, else the word. Form and
    /// stem of each.
    pub fn atoms(&self) -> impl Iterator<Item = (&str, &str)> {
        let whole = self
            .parts()
            .is_empty()
            .then_some((self.form(), self.stem()));
        whole
            .into_iter()
            .chain(self.parts().iter().map(|part| (&*part.form, &*part.stem)))
    }
}

/// The key of a stem. FNV-1a: fixed for all time, and fast enough for what runs once a distinct word.
pub(super) fn key(stem: &str) -> u64 {
    stem.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
