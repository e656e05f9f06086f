//! Reading what was published: the generation that the pointer names, whole or not at all.

use std::hash::BuildHasher;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;
use std::{fs, io};

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::disk::read_if_there;
use super::lines::{self, Lines};
use super::manifest::{Entry, Manifest};
use super::store::Packs;
use super::{Places, Press, PublishError, path};

const POINTER: &str = "wijkgids-current";

/// A published generation, open for reading.
///
/// It holds its packs open, so it stays readable while newer generations are published.
#[derive(Debug)]
pub struct Generation {
    pub(super) manifest: Arc<Manifest>,
    pub(super) packs: Packs,
    pub(super) index: PathBuf,
    /// Where in the manifest each path stands, by its hash; made when a path is first asked for.
    pub(super) by_path: OnceLock<FxHashMap<u64, u32>>,
    /// Makes the files of a preview; none where they are stored.
    pub(super) press: Option<Arc<dyn Press>>,
}

impl Generation {
    /// The generation that is published now, or none if nothing was published yet.
    ///
    /// Fails if it is damaged: a pack that is missing or too short, or a changed manifest. The next
    /// publication mends that.
    pub fn current(places: &Places) -> Result<Option<Generation>, PublishError> {
        Generation::current_after(places, || {})
    }

    /// The same, with what happens between reading the pointer and opening what it names.
    pub(super) fn current_after(
        places: &Places,
        mut meanwhile: impl FnMut(),
    ) -> Result<Option<Generation>, PublishError> {
        // Between reading the pointer and opening what it names, two builds can have been published
        // and have cleaned up after themselves; then the pointer has moved.
        let mut number = Generation::current_number(places)?;
        loop {
            let Some(wanted) = number else {
                return Ok(None);
            };
            meanwhile();
            let found = Manifest::load(places, wanted).and_then(|manifest| {
                let (packs, faults) = Packs::open(places, &manifest.packs);
                match faults.into_iter().next() {
                    Some(fault) => Err(fault),
                    None => Ok(Generation::of(places, Arc::new(manifest), packs)),
                }
            });
            match found {
                Ok(generation) => return Ok(Some(generation)),
                Err(fault) => {
                    let now = Generation::current_number(places)?;
                    if now == number {
                        return Err(fault);
                    }
                    number = now;
                }
            }
        }
    }

    /// The number of the generation that is published now: a cheap question, to notice a new one.
    pub fn current_number(places: &Places) -> Result<Option<u32>, PublishError> {
        let path = places.pointer();
        let Some(bytes) = read_if_there(&path)? else {
            return Ok(None);
        };
        let number = lines::unseal(POINTER, &bytes)
            .and_then(|mut lines| lines.next()?.strip_prefix("generation\t")?.parse().ok());
        match number {
            Some(number) => Ok(Some(number)),
            None => Err(PublishError::damaged(format!(
                "{} was cut off or changed",
                path.display()
            ))),
        }
    }

    pub(super) fn pointer_to(number: u32) -> String {
        let mut text = Lines::of(POINTER);
        text.line(&["generation", &number.to_string()]);
        text.seal()
    }

    pub(super) fn of(places: &Places, manifest: Arc<Manifest>, packs: Packs) -> Self {
        Generation::of_packs(manifest, packs, places.index.clone())
    }

    pub(super) fn of_packs(manifest: Arc<Manifest>, packs: Packs, index: PathBuf) -> Self {
        Generation {
            manifest,
            packs,
            index,
            by_path: OnceLock::new(),
            press: None,
        }
    }

    /// Its number; a later generation has a higher one.
    pub fn number(&self) -> u32 {
        self.manifest.generation
    }

    /// When it was published, by the clock of the disk that holds it; none if that does not tell.
    pub fn published(&self, places: &Places) -> Option<SystemTime> {
        let manifest = fs::metadata(places.manifest(self.number())).ok()?;
        manifest.modified().ok()
    }

    /// What is served at `path`: `lessen/ga-kijken/`, with or without the slash that starts a
    /// request's path, or the path of a file.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        let path = path::asked(path);
        let entry = match &self.press {
            Some(press) => press.entry(&path)?,
            None => self.find(&path)?,
        };
        (!entry.hosts_only).then_some(entry)
    }

    /// The entry at a stored path. A server asks several times for every request: one look in a table
    /// instead of a dozen in a list that is spread over the memory.
    fn find(&self, path: &str) -> Option<&Entry> {
        let entries = &self.manifest.entries;
        let by_path = self.by_path.get_or_init(|| {
            let hashes = entries
                .iter()
                .map(|entry| FxBuildHasher.hash_one(&*entry.path));
            hashes.zip(0..).collect()
        });
        let at = *by_path.get(&FxBuildHasher.hash_one(path))?;
        let entry = entries.get(at as usize)?;
        match *entry.path == *path {
            true => Some(entry),
            // Two paths with one hash: the list knows both.
            false => self.manifest.find(path),
        }
    }

    /// The bytes of an entry of this generation.
    pub fn read(&self, entry: &Entry) -> io::Result<Vec<u8>> {
        if let Some(press) = &self.press {
            return press.read(entry);
        }
        let mut bytes = Vec::new();
        self.packs.read_into(entry.place, &mut bytes)?;
        Ok(bytes)
    }

    /// Some of the bytes of an entry of this generation; fails where it has not as many.
    pub fn read_part(&self, entry: &Entry, part: Range<u64>) -> io::Result<Vec<u8>> {
        if let Some(press) = &self.press {
            let bytes = press.read(entry)?;
            let at = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
            let part = bytes.get(at(part.start)..at(part.end));
            return part.map_or(Err(io::ErrorKind::UnexpectedEof.into()), |part| {
                Ok(part.into())
            });
        }
        let mut bytes = Vec::new();
        let place = entry.place.part(part).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.packs.read_into(place, &mut bytes)?;
        Ok(bytes)
    }

    /// The bytes of an entry of this generation, held against their hash.
    pub fn read_verified(&self, entry: &Entry) -> io::Result<Vec<u8>> {
        if let Some(press) = &self.press {
            return press.read(entry);
        }
        let mut bytes = Vec::new();
        self.packs.read_verified(entry, &mut bytes)?;
        Ok(bytes)
    }

    /// Where a request for `path` is redirected to (308).
    pub fn redirect(&self, path: &str) -> Option<&str> {
        let to = self.manifest.redirects.get(path::from_root(path))?;
        Some(to)
    }

    /// Whether `path` was withdrawn (410).
    pub fn gone(&self, path: &str) -> bool {
        self.manifest.gone.contains(path::from_root(path))
    }

    /// All files, also those that only other hosts need, in the order of their paths.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.manifest.entries.iter()
    }

    /// All redirects: from, to.
    pub fn redirects(&self) -> impl Iterator<Item = (&str, &str)> {
        let redirects = self.manifest.redirects.iter();
        redirects.map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// A named table that is read but not served, such as the thesaurus.
    pub fn side_table(&self, name: &str) -> Option<&Entry> {
        self.manifest.tables.get(name)
    }

    /// A setting that was published with it, such as the base path.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.manifest.options.get(name).map(String::as_str)
    }

    /// The folder with its index segments, if it has an index.
    pub fn index_dir(&self) -> Option<PathBuf> {
        let index = self.manifest.index.as_ref()?;
        Some(self.index.join(index.name.to_string()))
    }

    /// What its index was built from, as the builder said.
    pub fn index_fingerprint(&self) -> Option<&str> {
        let index = self.manifest.index.as_ref()?;
        Some(&index.fingerprint)
    }

    /// Whether every file of its index is there at its length.
    pub fn index_is_intact(&self) -> bool {
        let index = self.manifest.index.as_ref();
        index.is_some_and(|index| index.is_intact(&self.index))
    }

    /// Holds everything that is stored for it against its hash.
    pub fn verify(&self) -> Result<(), PublishError> {
        let stored: Vec<&Entry> = self.manifest.stored().collect();
        stored
            .into_par_iter()
            .try_for_each_init(Vec::new, |bytes, entry| {
                let read = self.packs.read_verified(entry, bytes);
                read.map_err(|e| PublishError::damaged(format!("`{}`: {e}", entry.path)))
            })
    }
}

impl Manifest {
    /// Reads the manifest of `generation`.
    pub(super) fn load(places: &Places, generation: u32) -> Result<Manifest, PublishError> {
        let path = places.manifest(generation);
        let Some(bytes) = read_if_there(&path)? else {
            let what = format!("{} is missing", path.display());
            return Err(PublishError::damaged(what));
        };
        let manifest = Manifest::decode(&bytes)?;
        if manifest.generation != generation {
            let what = format!("{} is of another generation", path.display());
            return Err(PublishError::damaged(what));
        }
        Ok(manifest)
    }
}
