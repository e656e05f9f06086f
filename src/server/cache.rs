//! Small files of the generation in memory, by the hash of their content.
//!
//! The key makes it right by itself: a new generation finds what it has in common with the last one,
//! and what it has not is forgotten with time.

use axum::body::Bytes;
use blake3::Hash;
use prometheus_client::metrics::counter::Counter;
use quick_cache::Weighter;

/// A file may take one part in so many of the cache.
const LARGEST: usize = 64;

/// What most files take, in bytes.
const USUAL: usize = 16 * 1024;

/// Files in memory, up to a number of bytes.
#[derive(Debug)]
pub(super) struct Cache {
    bytes: usize,
    found: Counter,
    missed: Counter,
    files: quick_cache::sync::Cache<Hash, Bytes, Size>,
}

/// The bytes that a file takes.
#[derive(Debug, Clone)]
struct Size;

impl Weighter<Hash, Bytes> for Size {
    fn weight(&self, hash: &Hash, bytes: &Bytes) -> u64 {
        // A file without content takes memory too.
        (bytes.len() + size_of_val(hash) + size_of_val(bytes)) as u64
    }
}

impl Cache {
    /// A cache that holds up to `bytes`, and counts how often a file was there and how often not.
    pub(super) fn new(bytes: usize, (found, missed): (Counter, Counter)) -> Self {
        Cache {
            bytes,
            found,
            missed,
            files: quick_cache::sync::Cache::with_weighter(bytes / USUAL, bytes as u64, Size),
        }
    }

    /// Whether a file of this length is kept.
    pub(super) fn takes(&self, len: u64) -> bool {
        len <= (self.bytes / LARGEST) as u64
    }

    /// The file with this content, if it is here.
    pub(super) fn get(&self, hash: &Hash) -> Option<Bytes> {
        let file = self.files.get(hash);
        match file {
            Some(_) => self.found.inc(),
            None => self.missed.inc(),
        };
        file
    }

    /// Keeps a file, if it is small enough.
    pub(super) fn put(&self, hash: Hash, bytes: &Bytes) {
        if self.takes(bytes.len() as u64) {
            self.files.insert(hash, bytes.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_within_its_bounds_and_keeps_what_is_used() {
        let cache = Cache::new(64_000, Default::default());
        let used = blake3::hash(b"used");
        cache.put(used, &Bytes::from(vec![0; 900]));
        for number in 0..1000_u32 {
            let bytes = Bytes::from(vec![1; 900]);
            cache.put(blake3::hash(&number.to_le_bytes()), &bytes);
            assert!(cache.get(&used).is_some(), "after {number}");
            assert!(cache.files.weight() <= 64_000);
        }
        let is_kept = |number: &u32| cache.get(&blake3::hash(&number.to_le_bytes())).is_some();
        let kept = (0..1000_u32).filter(is_kept).count();
        assert!((30..72).contains(&kept), "{kept}");
        assert!(is_kept(&999));
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
