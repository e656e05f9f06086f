//! Files in memory, and numbers by chance: what edits are made with.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use crate::content::files::{Files, Found, WalkFault};

/// Files in memory that are edited while others hold them. Each write gets a time of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedFiles(Arc<Mutex<Folder>>);

/// Bytes and time of each file, and the time of the last write.
#[derive(Debug, Default)]
struct Folder {
    files: BTreeMap<String, (Vec<u8>, i128)>,
    time: i128,
}

impl SharedFiles {
    pub(super) fn write(&self, path: &str, bytes: &[u8]) {
        let mut folder = self.0.lock().unwrap();
        folder.time += 1;
        let time = folder.time;
        folder.files.insert(path.to_owned(), (bytes.to_vec(), time));
    }

    pub(super) fn remove(&self, path: &str) {
        self.0.lock().unwrap().files.remove(path);
    }

    /// What stands in a file.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.read(path).ok()?).ok()
    }
}

impl Files for SharedFiles {
    fn walk(&self, folder: &str) -> (Vec<Found>, Vec<WalkFault>) {
        let prefix = format!("{folder}/");
        let folder = self.0.lock().unwrap();
        let found = folder
            .files
            .iter()
            .filter(|(path, _)| path.starts_with(&prefix));
        let found = found.map(|(path, (bytes, time))| Found {
            path: path.clone(),
            size: bytes.len() as u64,
            modified: Some(*time),
        });
        (found.collect(), Vec::new())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let folder = self.0.lock().unwrap();
        let found = folder.files.get(path).map(|(bytes, _)| bytes.clone());
        found.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// Numbers by chance, the same for the same seed (SplitMix64).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    pub(super) fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}
