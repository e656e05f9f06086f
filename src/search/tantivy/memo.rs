//! What was looked up, remembered.
//!
//! Readers ask the same words again and again, each time in other company. What a word, a phrase or some
//! forms find does not depend on that company, nor does how rare they are, and finding that out is most of
//! the work of a search. So it is kept, in two halves: what is asked for goes into the young one; when that
//! is full it becomes the old one, and what nobody asked for since then is forgotten. A memo goes with one
//! state of the index.

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::search::engine::Matcher;

/// A page, and what it is worth for what was looked for, but for how rare that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Find {
    pub(super) page: u32,
    pub(super) worth: f32,
}

/// What was found, by what was looked for.
pub(super) type Finds = Memo<Matcher, Arc<[Find]>>;

/// On how many pages something stands.
pub(super) type Counts = Memo<String, usize>;

/// Values by what they were found by.
pub(super) struct Memo<K, V> {
    halves: Mutex<Halves<K, V>>,
    /// Bytes that one half holds.
    room: usize,
    /// The bytes of an entry, near enough.
    weigh: fn(&K, &V) -> usize,
}

struct Halves<K, V> {
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
    /// What the young half takes.
    bytes: usize,
}

impl Finds {
    /// Remembers nothing yet.
    pub(super) fn of_finds() -> Finds {
        Memo::new(24 << 20, |matcher, found| {
            let texts = match matcher {
                Matcher::Word(_) => 2,
                Matcher::Phrase(atoms) => 2 * atoms.len(),
                Matcher::Forms(forms) => forms.len(),
                Matcher::Years(_) | Matcher::Kind(_) => 0,
            };
            128 + 48 * texts + size_of_val(&**found)
        })
    }
}

impl Counts {
    /// Remembers nothing yet.
    pub(super) fn of_counts() -> Counts {
        Memo::new(1 << 20, |word, _| 48 + word.len())
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    fn new(room: usize, weigh: fn(&K, &V) -> usize) -> Self {
        let halves = Halves {
            young: FxHashMap::default(),
            old: FxHashMap::default(),
            bytes: 0,
        };
        Memo {
            halves: Mutex::new(halves),
            room,
            weigh,
        }
    }

    /// The value of `key`, if it is known; else what `find` gives.
    pub(super) fn recall<Q, E>(&self, key: &Q, find: impl FnOnce() -> Result<V, E>) -> Result<V, E>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(known) = self.get(key) {
            return Ok(known);
        }
        // Nobody waits meanwhile; two who look for the same find the same.
        let found = find()?;
        self.put(&mut self.lock(), key.to_owned(), found.clone());
        Ok(found)
    }

    fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let mut halves = self.lock();
        if let Some(known) = halves.young.get(key) {
            return Some(known.clone());
        }
        let (key, known) = halves.old.remove_entry(key)?;
        self.put(&mut halves, key, known.clone());
        Some(known)
    }

    fn put(&self, halves: &mut Halves<K, V>, key: K, value: V) {
        halves.bytes += (self.weigh)(&key, &value);
        halves.young.insert(key, value);
        if halves.bytes > self.room {
            halves.old = std::mem::take(&mut halves.young);
            halves.bytes = 0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Halves<K, V>> {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V> fmt::Debug for Memo<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_again_stays_and_the_rest_is_forgotten() {
        let memo = Memo::<String, usize>::new(100, |_, value| *value);
        let mut looked = Vec::new();
        let mut ask = |key: &str, value: usize| {
            let found = memo.recall(key, || {
                looked.push(key.to_owned());
                Ok::<_, ()>(value)
            });
            assert_eq!(found, Ok(value));
        };
        ask("a", 1);
        ask("a", 1);
        for other in ["b", "c", "d", "e", "f", "g"] {
            ask(other, 40);
            ask("a", 1);
        }
        ask("g", 40);
        ask("b", 40);
        assert_eq!(looked, ["a", "b", "c", "d", "e", "f", "g", "b"]);
        let halves = memo.lock();
        assert!(halves.young.len() + halves.old.len() < 8);
    }

    #[test]
    fn what_was_not_found_out_is_not_remembered() {
        let memo = Memo::<String, usize>::new(100, |_, _| 1);
        assert_eq!(memo.recall("a", || Err(())), Err(()));
        assert_eq!(memo.recall("a", || Ok::<_, ()>(3)), Ok(3));
    }
}
