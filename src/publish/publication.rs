//! Writing a generation: from the lock to the one rename, and what follows it.

use std::collections::BTreeMap;
use std::collections::hash_map;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blake3::Hash;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::clean::{clean, next_number};
use super::disk::Disk;
use super::generation::Generation;
use super::lock::Lock;
use super::manifest::{Entry, IndexFolder, Location, Manifest};
use super::public::Rollout;
use super::record::Record;
use super::store::{PackWriter, Packs};
use super::{Index, Places, PublishError, index, path};

/// How to publish.
#[derive(Clone, Default)]
pub struct Options {
    wait: bool,
    verify: bool,
    pub(super) disk: Disk,
}

impl Options {
    /// Wait until another build is done, where the default is to fail at once.
    pub fn wait(mut self, wait: bool) -> Self {
        self.wait = wait;
        self
    }

    /// Hold what is stored, and what stands in the output folder, against its hash, where the
    /// default is to trust files of the right length.
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// Wait until what is published has reached the disk itself: the default. Without, a kill still
    /// leaves a whole generation, but a power cut may leave one that the next build has to mend;
    /// fit for a preview that publishes at every edit.
    pub fn durable(mut self, durable: bool) -> Self {
        self.disk.set_durable(durable);
        self
    }
}

/// A generation under way. Dropped without [`Publication::publish`], it leaves no trace.
pub struct Publication {
    pub(super) places: Places,
    pub(super) disk: Disk,
    pub(super) verify: bool,
    pub(super) number: u32,
    /// The generation that is published, as far as it can be read.
    pub(super) current: Option<Generation>,
    /// The one before it.
    pub(super) previous: Option<Manifest>,
    /// Whether all that the current generation needs is there.
    pub(super) healthy: bool,
    /// Where the store has which content.
    known: FxHashMap<Hash, Location>,
    /// The packs that `known` points into, with their lengths.
    pub(super) lengths: BTreeMap<u32, u64>,
    pub(super) packs: Packs,
    state: Mutex<State>,
    /// From the attempt to move the pointer on, nothing may be taken back.
    pub(super) committed: bool,
    _lock: Lock,
}

pub(super) struct State {
    pub(super) pack: PackWriter,
    new: FxHashMap<Hash, Location>,
    types: FxHashMap<&'static str, Arc<str>>,
    pub(super) index: Option<IndexFolder>,
    /// Whether a folder was made for this generation's index.
    made_index: bool,
    pub(super) next: Manifest,
    /// The fault that left the pack incomplete.
    pub(super) broken: Option<PublishError>,
}

impl State {
    fn add(&mut self, disk: &Disk, hash: Hash, bytes: &[u8]) -> Result<Location, PublishError> {
        if let Some(fault) = &self.broken {
            return Err(fault.clone());
        }
        match self.new.entry(hash) {
            hash_map::Entry::Occupied(place) => Ok(*place.get()),
            hash_map::Entry::Vacant(place) => match self.pack.append(disk, bytes) {
                Ok(location) => Ok(*place.insert(location)),
                Err(fault) => Err(self.broken.insert(fault).clone()),
            },
        }
    }

    fn content_type(&mut self, path: &str) -> Arc<str> {
        let name = path::content_type(path);
        self.types
            .entry(name)
            .or_insert_with(|| name.into())
            .clone()
    }
}

impl Publication {
    /// Begins a generation: takes the lock and removes what a killed build left behind. Fails at
    /// once with [`PublishError::LockHeld`] while another build is under way.
    pub fn begin(places: &Places) -> Result<Publication, PublishError> {
        Publication::begin_with(places, &Options::default())
    }

    /// [`Publication::begin`], with a say in how.
    pub fn begin_with(places: &Places, options: &Options) -> Result<Publication, PublishError> {
        let disk = options.disk.clone();
        for folder in [places.store(), places.generations(), places.records()] {
            if !folder.is_dir() {
                disk.make_folder(&folder)?;
            }
        }
        let lock = Lock::take(&places.lock(), options.wait)?;

        let pointed = tolerate(Generation::current_number(places).transpose())?;
        let current = tolerate(pointed.map(|number| Manifest::load(places, number)))?;
        let previous = current.as_ref().and_then(|manifest| manifest.previous);
        let previous = tolerate(previous.map(|number| Manifest::load(places, number)))?;
        let generations: Vec<&Manifest> = current.iter().chain(&previous).collect();

        let mut lengths: BTreeMap<u32, u64> = BTreeMap::new();
        for (&pack, &len) in generations.iter().flat_map(|manifest| &manifest.packs) {
            let longest = lengths.entry(pack).or_default();
            *longest = len.max(*longest);
        }
        let (packs, faults) = Packs::open(places, &lengths);
        for fault in faults {
            tolerate::<()>(Some(Err(fault)))?;
        }
        let known = known(&generations, &packs, options.verify);
        let healthy = current.as_ref().is_some_and(|manifest| {
            let mut stored = manifest.stored();
            stored.all(|entry| known.get(&entry.hash) == Some(&entry.place))
        });
        let nothing_yet = !places.pointer().exists();
        if healthy || nothing_yet {
            clean(&disk, places, &generations)?;
        }
        let number = next_number(places, pointed)?;
        let current = current.map(|manifest| {
            let (packs, _) = Packs::open(places, &manifest.packs);
            Generation::of(places, Arc::new(manifest), packs)
        });
        if let Some(current) = current.as_ref().filter(|_| healthy) {
            // The publication at the end of this build will meet the same fault, and report it.
            let _ = replay(places, &disk, current);
        }
        Ok(Publication {
            state: Mutex::new(State {
                pack: PackWriter::new(places, number),
                new: FxHashMap::default(),
                types: FxHashMap::default(),
                index: None,
                made_index: false,
                next: Manifest {
                    generation: number,
                    previous: current.as_ref().map(Generation::number),
                    ..Manifest::default()
                },
                broken: None,
            }),
            places: places.clone(),
            disk,
            verify: options.verify,
            number,
            current,
            previous,
            healthy,
            known,
            lengths,
            packs,
            committed: false,
            _lock: lock,
        })
    }

    /// The number that this generation will have.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The generation that is published now, if it can be read.
    pub fn current(&self) -> Option<&Generation> {
        self.current.as_ref().filter(|_| self.healthy)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // What a panicking thread leaves behind is whole: every change is made in one go.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes `bytes` at `path` (`lessen/ga-kijken/`, `assets/site.css`), and gives their hash.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<Hash, PublishError> {
        self.put_entry(path, bytes, false)
    }

    /// The same for a file that only other hosts need and the server must not find: the stub page
    /// of a redirect, a host's redirect map.
    pub fn put_for_hosts(&self, path: &str, bytes: &[u8]) -> Result<Hash, PublishError> {
        self.put_entry(path, bytes, true)
    }

    fn put_entry(&self, path: &str, bytes: &[u8], hosts_only: bool) -> Result<Hash, PublishError> {
        let path = path::stored(path)?;
        let hash = blake3::hash(bytes);
        let known = self.known.get(&hash).copied();
        let mut state = self.state();
        let place = match known {
            Some(place) => place,
            None => state.add(&self.disk, hash, bytes)?,
        };
        let content_type = state.content_type(&path);
        state.next.entries.push(Entry {
            path: path.into(),
            hash,
            content_type,
            hosts_only,
            place,
        });
        Ok(hash)
    }

    /// Publishes at `path` what the store already has under `hash`; says `false`, and does nothing,
    /// where it has not.
    pub fn put_known(&self, path: &str, hash: Hash) -> Result<bool, PublishError> {
        let path = path::stored(path)?;
        let known = self.known.get(&hash).copied();
        let mut state = self.state();
        let Some(place) = known.or_else(|| state.new.get(&hash).copied()) else {
            return Ok(false);
        };
        let content_type = state.content_type(&path);
        state.next.entries.push(Entry {
            path: path.into(),
            hash,
            content_type,
            hosts_only: false,
            place,
        });
        Ok(true)
    }

    /// Redirects (308) requests for `from`, a path from the root of the site, to `to`, a URL.
    pub fn redirect(&self, from: &str, to: &str) -> Result<(), PublishError> {
        let from = path::from_root(from);
        path::stored(from)?;
        path::one_line(to)?;
        let mut state = self.state();
        let known = state.next.redirects.insert(from.to_owned(), to.to_owned());
        twice(known.is_some_and(|known| known != to), from)
    }

    /// Answers requests for `path`, from the root of the site, with 410. A page that is put there says
    /// why, and is sent with that answer.
    pub fn gone(&self, path: &str) -> Result<(), PublishError> {
        let path = path::from_root(path);
        path::stored(path)?;
        self.state().next.gone.insert(path.to_owned());
        Ok(())
    }

    /// Keeps a setting with the generation, such as the base path.
    pub fn option(&self, name: &str, value: &str) -> Result<(), PublishError> {
        let (name, value) = (path::one_line(name)?, path::one_line(value)?);
        let mut state = self.state();
        let known = state.next.options.insert(name.to_owned(), value.to_owned());
        twice(known.is_some_and(|known| known != value), name)
    }

    /// Keeps a table with the generation that is read but not served, such as the thesaurus.
    pub fn side_table(&self, name: &str, bytes: &[u8]) -> Result<Hash, PublishError> {
        path::one_line(name)?;
        let hash = blake3::hash(bytes);
        let mut state = self.state();
        let place = match self.known.get(&hash) {
            Some(place) => *place,
            None => state.add(&self.disk, hash, bytes)?,
        };
        let table = Entry {
            path: name.into(),
            hash,
            content_type: "application/octet-stream".into(),
            hosts_only: false,
            place,
        };
        let known = state.next.tables.insert(name.to_owned(), table);
        twice(known.is_some_and(|known| known.hash != hash), name)?;
        Ok(hash)
    }

    /// The folder for this generation's index segments.
    ///
    /// `fingerprint` says what the index is built from, all of it: where the current generation's
    /// index was built from the same and is intact, that one is kept.
    pub fn index_dir(&self, fingerprint: &str) -> Result<Index, PublishError> {
        path::one_line(fingerprint)?;
        let mut state = self.state();
        let current = self.current.as_ref().map(|current| &*current.manifest);
        let kept = current.and_then(|manifest| manifest.index.as_ref());
        let kept = kept.filter(|index| {
            index.fingerprint == fingerprint && index.is_intact(&self.places.index)
        });
        let folder = |name: u32| self.places.index.join(name.to_string());
        if let Some(index) = &state.index {
            twice(index.fingerprint != fingerprint, "index")?;
        } else if let Some(index) = kept {
            state.index = Some(index.clone());
        } else {
            index::make(&self.disk, &self.places, self.number)?;
            state.made_index = true;
            state.index = Some(IndexFolder {
                name: self.number,
                fingerprint: fingerprint.to_owned(),
                files: Vec::new(),
            });
        }
        let name = state.index.as_ref().map_or(self.number, |index| index.name);
        Ok(Index {
            folder: folder(name),
            fresh: name == self.number,
        })
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        if !self.committed {
            // The next build would remove these too; best effort, since nobody is left to tell.
            let _ = self.disk.remove_file(&self.places.pack(self.number));
            if self.state().made_index {
                let _ = index::remove(&self.disk, &self.places, self.number);
            }
        }
    }
}

/// Takes damage for absence: what is damaged is built anew. Other faults stay faults.
fn tolerate<T>(found: Option<Result<T, PublishError>>) -> Result<Option<T>, PublishError> {
    match found {
        Some(Err(PublishError::Damaged { .. })) | None => Ok(None),
        Some(Err(fault)) => Err(fault),
        Some(Ok(found)) => Ok(Some(found)),
    }
}

/// Where the store has which content, by what the generations say and the packs can hold.
fn known(generations: &[&Manifest], packs: &Packs, verify: bool) -> FxHashMap<Hash, Location> {
    let stored: Vec<&Entry> = generations
        .iter()
        .flat_map(|manifest| manifest.stored())
        .filter(|entry| packs.hold(entry.place))
        .collect();
    let whole: Vec<bool> = stored
        .par_iter()
        .map_init(Vec::new, |bytes, entry| {
            !verify || packs.read_verified(entry, bytes).is_ok()
        })
        .collect();
    let mut known = FxHashMap::with_capacity_and_hasher(stored.len(), Default::default());
    for (entry, _) in stored.iter().zip(whole).filter(|(_, whole)| *whole) {
        known.entry(entry.hash).or_insert(entry.place);
    }
    known
}

/// Finishes a rollout of the current generation that was cut short.
fn replay(places: &Places, disk: &Disk, current: &Generation) -> Result<(), PublishError> {
    let Some(root) = &places.public else {
        return Ok(());
    };
    let record = Record::load(places, root)?;
    if record.generations.len() > 1
        && record.generations.contains(&current.number())
        && let Some(rollout) =
            Rollout::plan(places, Some(&current.manifest), &current.manifest, false)?
    {
        rollout.carry_out(disk, current)?;
    }
    Ok(())
}

/// The fault of what was put twice in one place.
pub(super) fn twice(is_twice: bool, path: &str) -> Result<(), PublishError> {
    if !is_twice {
        return Ok(());
    }
    Err(PublishError::Clash {
        path: path.to_owned(),
        other: path.to_owned(),
    })
}
