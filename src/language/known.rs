//! The words that were met, with what analysis made of them: a table of one session, and one that sessions
//! share.
//!
//! A look-up costs one place in memory. What threads have in common they find once: the first to meet a
//! word analyses it, and the others take over what it found, without a copy of its texts.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::letters::Letters;
use super::word::Word;

/// The width of a word whose parts nobody has asked for.
pub(super) const UNSPLIT: u8 = u8::MAX;

/// Parts of a shared table, so that threads seldom want the same.
const SHARDS: usize = 64;

/// So many words a shared table holds at most; what comes after these every session finds by itself.
const MAX_SHARED: usize = 500_000;

/// The words of one session, by how they are written; none is longer than a number of one byte can say.
#[derive(Debug, Default)]
pub(super) struct Known {
    words: Vec<Word>,
    /// Where words stand in `words`, by their hash; open addressing, a power of two in length.
    slots: Vec<Slot>,
}

/// A place in the table. What a look-up needs stands in half a cache line: a guide has tens of thousands
/// of words, and a second place in memory for each costs more than all else.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot {
    /// The word as written.
    letters: Letters,
    /// The word's number plus one; 0 for a free place.
    number: u32,
    /// Length of the word as written, in bytes.
    length: u8,
    /// How many positions it fills; 0 for what folds to nothing, [`UNSPLIT`] if that is not known.
    pub(super) width: u8,
}

impl Slot {
    /// The number of the word here, if there is one.
    pub(super) fn id(&self) -> Option<u32> {
        self.number.checked_sub(1)
    }
}

impl Known {
    /// How many words there are; their numbers are below it.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word of a number.
    pub(super) fn word(&self, id: u32) -> Option<&Word> {
        self.words.get(id as usize)
    }

    /// The place of the word that is written so; the one it would get if it has none.
    #[inline]
    pub(super) fn place(&mut self, letters: Letters, surface: &str) -> usize {
        // At least a quarter is free, so that a place is found in a step or two.
        if self.slots.len() / 4 * 3 <= self.words.len() {
            self.grow();
        }
        let mut at = letters.hash();
        loop {
            at &= self.slots.len() - 1;
            let slot = &self.slots[at];
            let same = slot.letters == letters && usize::from(slot.length) == surface.len();
            if slot.number == 0 || same && self.is(slot, surface) {
                return at;
            }
            at += 1;
        }
    }

    /// Whether a word of these letters and this length is the one in a slot: of a long one that says only
    /// that its hash is the same.
    #[inline]
    fn is(&self, slot: &Slot, surface: &str) -> bool {
        surface.len() <= Letters::MOST || self.words[slot.number as usize - 1].surface() == surface
    }

    /// What stands in a place.
    #[inline]
    pub(super) fn slot(&self, place: usize) -> Slot {
        self.slots[place]
    }

    /// Puts a word in its place, in which it may stand already; gives its number.
    pub(super) fn put(&mut self, place: usize, letters: Letters, word: Word, width: u8) -> u32 {
        let slot = &mut self.slots[place];
        slot.width = width;
        if let Some(id) = slot.id() {
            self.words[id as usize] = word;
            return id;
        }
        let id = self.words.len() as u32;
        slot.letters = letters;
        slot.length = word.surface().len() as u8;
        slot.number = id + 1;
        self.words.push(word);
        id
    }

    /// Forgets all words, and keeps the room.
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.slots.fill(Slot::default());
    }

    fn grow(&mut self) {
        let length = (2 * self.slots.len()).max(64);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); length]);
        for slot in old.into_iter().filter(|slot| slot.number != 0) {
            let mut at = slot.letters.hash() & (length - 1);
            while self.slots[at].number != 0 {
                at = (at + 1) & (length - 1);
            }
            self.slots[at] = slot;
        }
    }
}

/// What the sessions of one analyser have met.
#[derive(Debug)]
pub(super) struct Shared([Mutex<FxHashSet<Met>>; SHARDS]);

/// A word with its width, found by how it is written.
#[derive(Debug)]
struct Met(Word, u8);

impl Borrow<str> for Met {
    fn borrow(&self) -> &str {
        self.0.surface()
    }
}

impl Hash for Met {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.surface().hash(state);
    }
}

impl PartialEq for Met {
    fn eq(&self, other: &Self) -> bool {
        self.0.surface() == other.0.surface()
    }
}

impl Eq for Met {}

impl Default for Shared {
    fn default() -> Self {
        Shared(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Shared {
    /// What is known of a word, with its width.
    pub(super) fn find(&self, letters: Letters, surface: &str) -> Option<(Word, u8)> {
        self.with(letters, |met| {
            let Met(word, width) = met.get(surface)?;
            Some((word.clone(), *width))
        })
    }

    /// Notes what was found out about a word.
    pub(super) fn note(&self, letters: Letters, word: &Word, width: u8) {
        self.with(letters, |met| {
            let more = match met.contains(word.surface()) {
                true => width != UNSPLIT,
                false => met.len() < MAX_SHARED / SHARDS,
            };
            if more {
                met.replace(Met(word.clone(), width));
            }
        });
    }

    fn with<T>(&self, letters: Letters, work: impl FnOnce(&mut FxHashSet<Met>) -> T) -> T {
        let shard = &self.0[letters.hash() % SHARDS];
        work(&mut shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(surface: &str) -> Word {
        Word::new(surface, surface, surface)
    }

    fn letters(surface: &str) -> Letters {
        Letters::of(surface, 0, surface.len())
    }

    #[test]
    fn words_are_found_where_they_were_put() {
        let mut known = Known::default();
        let long = "hottentottententententoonstelling";
        let words: Vec<String> = (0..3000)
            .flat_map(|nth| [format!("w{nth}"), format!("{long}{nth}")])
            .collect();
        for (id, surface) in words.iter().enumerate() {
            let place = known.place(letters(surface), surface);
            assert_eq!(known.slot(place).id(), None, "{surface}");
            let given = known.put(place, letters(surface), word(surface), UNSPLIT);
            assert_eq!(given, id as u32);
        }
        for (id, surface) in words.iter().enumerate() {
            let place = known.place(letters(surface), surface);
            let slot = known.slot(place);
            assert_eq!((slot.id(), slot.width), (Some(id as u32), UNSPLIT));
            assert_eq!(known.word(id as u32).unwrap().surface(), surface);
        }
        known.clear();
        let place = known.place(letters("w1"), "w1");
        assert_eq!((known.len(), known.slot(place).id()), (0, None));
    }

    #[test]
    fn what_one_found_others_know() {
        let shared = Shared::default();
        assert_eq!(shared.find(letters("wijk"), "wijk"), None);
        shared.note(letters("wijk"), &word("wijk"), UNSPLIT);
        assert_eq!(
            shared.find(letters("wijk"), "wijk"),
            Some((word("wijk"), UNSPLIT))
        );
        shared.note(letters("wijk"), &word("wijk"), 1);
        shared.note(letters("wijk"), &word("wijk"), UNSPLIT);
        let (_, width) = shared.find(letters("wijk"), "wijk").unwrap();
        assert_eq!(width, 1, "its parts were looked for since");
    }

    #[test]
    fn what_is_shared_has_a_bound() {
        let shared = Shared::default();
        for nth in 0..MAX_SHARED + MAX_SHARED / 4 {
            let surface = format!("w{nth}");
            shared.note(letters(&surface), &word(&surface), 1);
        }
        let held = shared.0.iter().map(|shard| shard.lock().unwrap().len());
        let held = held.collect::<Vec<_>>();
        assert!(held.iter().all(|held| *held <= MAX_SHARED / SHARDS));
        assert!(held.iter().sum::<usize>() > MAX_SHARED / 10 * 9);
    }
}
