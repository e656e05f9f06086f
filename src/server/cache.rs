//! Small files of the generation in memory, by the hash of their content.
//!
//! The key makes it right by itself: a new generation finds what it has in common with the last one,
//! and what it has not is forgotten with time. It has two halves. What is used goes to the young
//! half; when that is full, it becomes the old half and what the old one held is dropped. So what
//! is used stays, at the cost of one lookup.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use blake3::Hash;
use prometheus_client::metrics::counter::Counter;

/// A file may take one part in so many of the cache.
const LARGEST: usize = 64;

/// Files in memory, up to a number of bytes.
#[derive(Debug)]
pub(super) struct Cache {
    half: usize,
    found: Counter,
    missed: Counter,
    halves: Mutex<Halves>,
}

#[derive(Debug, Default)]
struct Halves {
    young: HashMap<Hash, Bytes>,
    old: HashMap<Hash, Bytes>,
    young_bytes: usize,
}

impl Cache {
    /// A cache that holds up to `bytes`, and counts how often a file was there and how often not.
    pub(super) fn new(bytes: usize, (found, missed): (Counter, Counter)) -> Self {
        Cache {
            half: bytes / 2,
            found,
            missed,
            halves: Mutex::default(),
        }
    }

    /// Whether a file of this length is kept.
    pub(super) fn takes(&self, len: u64) -> bool {
        len <= (self.half * 2 / LARGEST) as u64
    }

    /// The file with this content, if it is here.
    pub(super) fn get(&self, hash: &Hash) -> Option<Bytes> {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = halves.young.get(hash) {
            self.found.inc();
            return Some(bytes.clone());
        }
        let Some(bytes) = halves.old.get(hash).cloned() else {
            self.missed.inc();
            return None;
        };
        self.found.inc();
        halves.keep(*hash, bytes.clone(), self.half);
        Some(bytes)
    }

    /// Keeps a file, if it is small enough.
    pub(super) fn put(&self, hash: Hash, bytes: &Bytes) {
        if self.takes(bytes.len() as u64) {
            let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
            halves.keep(hash, bytes.clone(), self.half);
        }
    }
}

impl Halves {
    fn keep(&mut self, hash: Hash, bytes: Bytes, half: usize) {
        // A file without content takes memory too.
        let takes = bytes.len() + mem::size_of::<(Hash, Bytes)>();
        if self.young_bytes + takes > half {
            self.old = mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(hash, bytes).is_none() {
            self.young_bytes += takes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(cache: &Cache) -> usize {
        let halves = cache.halves.lock().unwrap();
        let all = halves.young.values().chain(halves.old.values());
        all.map(Bytes::len).sum()
    }

    #[test]
    fn it_stays_within_its_bounds_and_keeps_what_is_used() {
        let cache = Cache::new(64_000, Default::default());
        let used = blake3::hash(b"used");
        cache.put(used, &Bytes::from(vec![0; 900]));
        for number in 0..1000_u32 {
            let bytes = Bytes::from(vec![1; 900]);
            cache.put(blake3::hash(&number.to_le_bytes()), &bytes);
            assert!(cache.get(&used).is_some(), "after {number}");
            assert!(held(&cache) <= 64_000);
        }
        assert!(cache.get(&blake3::hash(&0_u32.to_le_bytes())).is_none());
        assert!(cache.get(&blake3::hash(&999_u32.to_le_bytes())).is_some());
    }

    #[test]
    fn what_is_large_is_not_kept() {
        let cache = Cache::new(64_000, Default::default());
        let hash = blake3::hash(b"large");
        cache.put(hash, &Bytes::from(vec![0; 1001]));
        assert!(cache.get(&hash).is_none());
        assert!(cache.takes(1000) && !cache.takes(1001));
    }
}
