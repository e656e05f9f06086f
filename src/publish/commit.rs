//! The end of a publication: everything that was put becomes a generation, in one rename.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use blake3::Hash;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::clean::clean;
use super::generation::Generation;
use super::ledger::{Changes, Ledger};
use super::manifest::{Entry, Manifest};
use super::public::{Rolled, Rollout};
use super::publication::{Publication, twice};
use super::store::{PackWriter, Packs, worn};
use super::{PublishError, index, path};

/// What a publication did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The generation that is published now.
    pub generation: u32,
    /// Whether it is a new one; not if it would publish the same as the one before.
    pub new: bool,
    /// How many files are new or changed.
    pub written: usize,
    /// How many files are as they were.
    pub unchanged: usize,
    /// How many files are no longer published.
    pub removed: usize,
    /// How many bytes were added to the store.
    pub bytes: u64,
    /// What was done to the output folder; nothing where there is none.
    pub public: Rolled,
}

impl Publication {
    /// Publishes all that was put, in one rename, and rolls the output folder forward.
    ///
    /// If it fails before the rename, the last generation is still the published one; if it fails
    /// after, in the output folder, the new one is, and the next build finishes the work.
    pub fn publish(mut self, changes: &Changes) -> Result<Published, PublishError> {
        Ledger::check(changes)?;
        let mut next = self.assemble()?;
        let current = self.current.as_ref().map(|current| &current.manifest);
        let (written, unchanged, removed) = compare(current.map(|current| &**current), &next);
        let rollout = Rollout::plan(&self.places, current, &next, self.verify)?;
        let same = current.is_some_and(|current| self.healthy && current.same_content(&next));
        if !same {
            self.store(&mut next)?;
        }
        let bytes = self.state().pack.len();
        Ledger::record(&self.disk, &self.places, changes)?;
        let current = self.current.take();
        let (published, previous) = match current {
            Some(current) if same => (current, self.previous.take().map(Arc::new)),
            current => {
                let (packs, faults) = Packs::open(&self.places, &next.packs);
                if let Some(fault) = faults.into_iter().next() {
                    return Err(fault);
                }
                let published = Generation::of(&self.places, Arc::new(next), packs);
                (published, current.map(|current| current.manifest))
            }
        };
        let public = match rollout {
            Some(rollout) => rollout.carry_out(&self.disk, &published)?,
            None => Rolled::default(),
        };
        let keep = [Some(&published.manifest), previous.as_ref()];
        let keep: Vec<&Manifest> = keep.into_iter().flatten().map(|kept| &**kept).collect();
        // What cannot be removed now is removed by the next build; published is published.
        let _ = clean(&self.disk, &self.places, &keep);
        Ok(Published {
            generation: published.number(),
            new: !same,
            written,
            unchanged,
            removed,
            bytes,
            public,
        })
    }

    /// The manifest of all that was put, checked for things that claim the same place.
    fn assemble(&mut self) -> Result<Manifest, PublishError> {
        let mut state = self.state();
        if let Some(fault) = &state.broken {
            return Err(fault.clone());
        }
        let mut next = std::mem::take(&mut state.next);
        next.index = state.index.take();
        drop(state);
        if let Some(index) = next.index.as_mut().filter(|i| i.name == self.number) {
            let folder = self.places.index.join(index.name.to_string());
            index.files = index::settle(&self.disk, &folder)?;
        }
        next.entries
            .par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        for pair in next.entries.windows(2) {
            twice(pair[0].path == pair[1].path, &pair[0].path)?;
        }
        let clash = |path: &str, other: &str| {
            Err(PublishError::Clash {
                path: path.to_owned(),
                other: other.to_owned(),
            })
        };
        let mut folders: FxHashSet<&str> = FxHashSet::default();
        for entry in &next.entries {
            for folder in path::folders(&entry.path) {
                if !folders.insert(folder) {
                    break;
                }
                if next.find(folder).is_some() {
                    return clash(folder, &entry.path);
                }
            }
        }
        for from in next.redirects.keys() {
            if let Some(entry) = next.find(&path::asked(from))
                && !entry.hosts_only
            {
                return clash(from, &entry.path);
            }
        }
        if let Some(path) = next.redirects.keys().find(|from| next.gone.contains(*from)) {
            return clash(path, path);
        }
        Ok(next)
    }

    /// Brings the pack and the manifest to the disk and moves the pointer.
    fn store(&mut self, next: &mut Manifest) -> Result<(), PublishError> {
        let mut lengths = std::mem::take(&mut self.lengths);
        let (disk, places) = (self.disk.clone(), self.places.clone());
        let mut state = self.state();
        let pack = &mut state.pack;
        lengths.insert(pack.number(), pack.len());
        next.packs = lengths_of(next, &lengths);
        let worn = worn(next, pack.number());
        if !worn.is_empty() {
            self.empty_into(&worn, next, pack)?;
        }
        let len = pack.finish(&disk)?;
        lengths.insert(pack.number(), len);
        next.packs = lengths_of(next, &lengths);
        drop(state);
        disk.replace(&places.manifest(self.number), next.encode().as_bytes())?;
        self.committed = true;
        disk.replace(
            &places.pointer(),
            Generation::pointer_to(self.number).as_bytes(),
        )
    }

    /// Copies what is alive in the packs `worn` into the pack under way.
    fn empty_into(
        &self,
        worn: &[u32],
        next: &mut Manifest,
        pack: &mut PackWriter,
    ) -> Result<(), PublishError> {
        let mut moving: Vec<&mut Entry> = next
            .stored_mut()
            .filter(|entry| worn.contains(&entry.place.pack))
            .collect();
        moving.sort_unstable_by_key(|entry| entry.place);
        let mut bytes = Vec::new();
        let mut last = None;
        for entry in moving {
            let place = match last {
                Some((from, to)) if from == entry.place => to,
                _ => {
                    // Only whole content is copied: damage must not get a new place.
                    let read = self.packs.read_verified(entry, &mut bytes);
                    read.map_err(|e| PublishError::damaged(format!("the store: {e}")))?;
                    pack.append(&self.disk, &bytes)?
                }
            };
            last = Some((entry.place, place));
            entry.place = place;
        }
        Ok(())
    }
}

/// The packs that a manifest needs, with their lengths.
fn lengths_of(manifest: &Manifest, lengths: &BTreeMap<u32, u64>) -> BTreeMap<u32, u64> {
    let packs: BTreeSet<u32> = manifest.stored().map(|entry| entry.place.pack).collect();
    packs
        .into_iter()
        .filter_map(|pack| Some((pack, *lengths.get(&pack)?)))
        .collect()
}

/// How many files are new or changed, as they were, and no longer there.
fn compare(current: Option<&Manifest>, next: &Manifest) -> (usize, usize, usize) {
    let old = current.map_or(&[][..], |current| &current.entries);
    let hashes: FxHashMap<&str, Hash> = old.iter().map(|e| (&*e.path, e.hash)).collect();
    let there = |entry: &&Entry| hashes.contains_key(&*entry.path);
    let same = |entry: &&Entry| hashes.get(&*entry.path) == Some(&entry.hash);
    let unchanged = next.entries.iter().filter(same).count();
    let kept = next.entries.iter().filter(there).count();
    (next.entries.len() - unchanged, unchanged, old.len() - kept)
}
