//! The files of a site as they would be: some changed, some moved, all others as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::content::files::{Files, Found, WalkFault};

/// Files over other files. Nothing is written.
pub struct Overlay<'a> {
    base: &'a dyn Files,
    written: BTreeMap<String, Vec<u8>>,
    removed: BTreeSet<String>,
}

impl<'a> Overlay<'a> {
    /// The files of `base`.
    pub fn over(base: &'a dyn Files) -> Self {
        Overlay {
            base,
            written: BTreeMap::new(),
            removed: BTreeSet::new(),
        }
    }

    /// A file as if it held `bytes`.
    pub fn write(&mut self, path: &str, bytes: Vec<u8>) {
        self.removed.remove(path);
        self.written.insert(path.to_owned(), bytes);
    }

    /// A file as if it were not there.
    pub fn remove(&mut self, path: &str) {
        self.written.remove(path);
        self.removed.insert(path.to_owned());
    }
}

impl Files for Overlay<'_> {
    fn walk(&self, folder: &str) -> (Vec<Found>, Vec<WalkFault>) {
        let (mut found, faults) = self.base.walk(folder);
        found.retain(|file| {
            !self.removed.contains(&file.path) && !self.written.contains_key(&file.path)
        });
        let prefix = format!("{folder}/");
        let written = self.written.iter();
        found.extend(
            written
                .filter(|(path, _)| path.starts_with(&prefix))
                .map(|(path, bytes)| Found {
                    path: path.clone(),
                    size: bytes.len() as u64,
                    modified: None,
                }),
        );
        (found, faults)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.written.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.removed.contains(path) => Err(io::ErrorKind::NotFound.into()),
            None => self.base.read(path),
        }
    }
}
