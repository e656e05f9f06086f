//! What was looked up, remembered.
//!
//! Readers ask the same words again and again, each time in other company. What a word, a phrase or some
//! forms find does not depend on that company, nor does how rare they are, and finding that out is most of
//! the work of a search. So it is kept, up to a number of bytes, and what is asked least is forgotten. A
//! memo goes with one state of the index.

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

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
    known: Cache<K, V, Weigh<K, V>>,
}

/// The bytes of an entry, near enough.
struct Weigh<K, V>(fn(&K, &V) -> usize);

impl<K, V> Clone for Weigh<K, V> {
    fn clone(&self) -> Self {
        Weigh(self.0)
    }
}

impl<K, V> Weighter<K, V> for Weigh<K, V> {
    fn weight(&self, key: &K, value: &V) -> u64 {
        (self.0)(key, value) as u64
    }
}

impl Finds {
    /// Remembers nothing yet.
    pub(super) fn of_finds() -> Finds {
        Memo::new(32 << 20, 4 << 10, |matcher, found| {
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
        Memo::new(2 << 20, 64, |word, _| 48 + word.len())
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    /// Remembers up to `room` bytes, of entries that take some `usual` bytes each.
    fn new(room: usize, usual: usize, weigh: fn(&K, &V) -> usize) -> Self {
        Memo {
            known: Cache::with_weighter(room / usual, room as u64, Weigh(weigh)),
        }
    }

    /// The value of `key`, if it is known; else what `find` gives.
    pub(super) fn recall<Q, E>(&self, key: &Q, find: impl FnOnce() -> Result<V, E>) -> Result<V, E>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(known) = self.known.get(key) {
            return Ok(known);
        }
        // Nobody waits meanwhile; two who look for the same find the same.
        let found = find()?;
        self.known.insert(key.to_owned(), found.clone());
        Ok(found)
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
        let memo = Memo::<String, usize>::new(100, 10, |_, value| *value);
        let mut looked = Vec::new();
        let mut ask = |key: &str, value: usize| {
            let found = memo.recall(key, || {
                looked.push(key.to_owned());
                Ok::<_, ()>(value)
            });
            assert_eq!(found, Ok(value));
            assert!(memo.known.weight() <= 100);
        };
        ask("a", 1);
        ask("a", 1);
        for other in ["b", "c", "d", "e", "f", "g"] {
            ask(other, 40);
            ask("a", 1);
        }
        ask("b", 40);
        assert_eq!(looked, ["a", "b", "c", "d", "e", "f", "g", "b"]);
    }

    #[test]
    fn what_was_not_found_out_is_not_remembered() {
        let memo = Memo::<String, usize>::new(100, 1, |_, _| 1);
        assert_eq!(memo.recall("a", || Err(())), Err(()));
        assert_eq!(memo.recall("a", || Ok::<_, ()>(3)), Ok(3));
    }
}
