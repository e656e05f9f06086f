//! Rolling the folder for other hosts forward, file by file, after a publication.
//!
//! In: the manifest of the new generation, and the record of the generations whose files may stand
//! in the folder. Before anything is published a [`Rollout`] is planned, which finds every file that
//! is not ours to touch; after the publication it is carried out: assets, then pages, then removals.
//! While it is under way the record names both generations, so that the next build recognises
//! either's files and finishes what a kill cut short.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use blake3::Hash;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::disk::{Disk, beside, is_absent, is_beside, names_in, read_if_there};
use super::generation::Generation;
use super::manifest::{Entry, Manifest};
use super::places::number_in;
use super::record::Record;
use super::{Places, PublishError, path};

/// What was done to the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rolled {
    /// How many files were written.
    pub written: usize,
    /// How many files were removed.
    pub removed: usize,
}

/// A plan to bring the output folder from what stands there to a generation.
pub(super) struct Rollout {
    root: PathBuf,
    /// Whether the folder is not there yet, so that nobody reads it.
    is_new: bool,
    record: Record,
    /// The manifests of the generations that the record names.
    before: Vec<Arc<Manifest>>,
    /// Which entries of the new manifest are to be written.
    write: Vec<usize>,
    /// Which files are to be removed.
    remove: Vec<Box<str>>,
    /// Folders that make way for a file; only what is removed stands in them.
    clear: Vec<PathBuf>,
}

/// What is to be done for one entry.
enum Step {
    Keep,
    Write,
    WriteForFolder,
    InTheWay(PathBuf),
}

impl Rollout {
    /// Plans to roll the output folder forward to `next`; none where there is no output folder.
    ///
    /// Files are compared by the manifest they were written from and by length; with `verify`, or
    /// after a rollout that was cut short, by their bytes. A file that is not in the record is the
    /// tool's own only if it holds exactly the bytes that belong there.
    pub(super) fn plan(
        places: &Places,
        current: Option<&Arc<Manifest>>,
        next: &Manifest,
        verify: bool,
    ) -> Result<Option<Rollout>, PublishError> {
        let Some(root) = &places.public else {
            return Ok(None);
        };
        let mut plan = Rollout {
            root: root.clone(),
            is_new: false,
            record: Record::load(places, root)?,
            before: Vec::new(),
            write: Vec::new(),
            remove: Vec::new(),
            clear: Vec::new(),
        };
        let recorded = plan.record.generations.clone();
        let mut certain = !verify && recorded.len() == 1;
        for generation in recorded {
            let current = current.filter(|current| current.generation == generation);
            match current
                .cloned()
                .map_or_else(|| Manifest::load(places, generation).map(Arc::new), Ok)
            {
                Ok(manifest) => plan.before.push(manifest),
                Err(_) => {
                    certain = false;
                    plan.before.extend(remembered(places, generation)?);
                }
            }
        }
        match fs::metadata(root) {
            Ok(folder) if folder.is_dir() => {}
            Ok(_) => {
                return Err(PublishError::Foreign {
                    path: root.clone(),
                    page: "index.html".to_owned(),
                    more: 0,
                });
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                plan.is_new = true;
                plan.write = (0..next.entries.len()).collect();
                return Ok(Some(plan));
            }
            Err(e) => return Err(PublishError::at(root, e)),
        }
        plan.remove = plan.no_longer(next)?;
        let removed: FxHashSet<&str> = plan.remove.iter().map(|path| &**path).collect();
        let steps = next
            .entries
            .par_iter()
            .map(|entry| plan.step(entry, certain, &removed))
            .collect::<Result<Vec<_>, _>>()?;
        let mut in_the_way: Vec<(PathBuf, &str)> = Vec::new();
        let mut folders: FxHashMap<&str, bool> = FxHashMap::default();
        let mut write = Vec::new();
        for (i, (step, entry)) in steps.into_iter().zip(&next.entries).enumerate() {
            match step {
                Step::Keep => {}
                Step::InTheWay(path) => in_the_way.push((path, &entry.path)),
                Step::Write | Step::WriteForFolder => {
                    if let Step::WriteForFolder = step {
                        plan.clear.push(root.join(&*entry.path));
                    }
                    // A link to a folder would lead the page out of the output folder.
                    let link = path::folders(&entry.path).find(|folder| {
                        *folders.entry(folder).or_insert_with(|| {
                            fs::symlink_metadata(root.join(folder)).is_ok_and(|m| m.is_symlink())
                        })
                    });
                    match link {
                        Some(folder) => in_the_way.push((root.join(folder), &entry.path)),
                        None => write.push(i),
                    }
                }
            }
        }
        if let Some((path, page)) = in_the_way.first() {
            return Err(PublishError::Foreign {
                path: path.clone(),
                page: (*page).to_owned(),
                more: in_the_way.len() - 1,
            });
        }
        plan.write = write;
        Ok(Some(plan))
    }

    /// The hashes of what the tool may have written at `path`.
    fn ours<'a>(&'a self, path: &'a str) -> impl Iterator<Item = Hash> + 'a {
        self.before
            .iter()
            .filter_map(move |manifest| Some(manifest.find(path)?.hash))
    }

    /// The files of earlier generations that the next does not have. One that somebody has changed
    /// since is no longer ours, and stays.
    fn no_longer(&self, next: &Manifest) -> Result<Vec<Box<str>>, PublishError> {
        let mut paths: Vec<&Entry> = self
            .before
            .iter()
            .flat_map(|manifest| &manifest.entries)
            .filter(|entry| next.find(&entry.path).is_none())
            .collect();
        paths.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        paths.dedup_by(|a, b| a.path == b.path);
        let mut remove = Vec::new();
        for entry in paths {
            let path = self.root.join(&*entry.path);
            if let Some(file) = metadata(&path)?
                && file.is_file()
                && let Some(hash) = hash_of(&path)?
                && self.ours(&entry.path).any(|ours| ours == hash)
            {
                remove.push(entry.path.clone());
            }
        }
        Ok(remove)
    }

    fn step(
        &self,
        entry: &Entry,
        certain: bool,
        removed: &FxHashSet<&str>,
    ) -> Result<Step, PublishError> {
        let path = self.root.join(&*entry.path);
        let file = match fs::symlink_metadata(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Step::Write),
            Err(e) if is_absent(&e) => return self.under_a_file(entry, removed),
            Err(e) => return Err(PublishError::at(&path, e)),
        };
        if file.is_dir() {
            return Ok(match self.stranger_in(&entry.path, removed)? {
                Some(stranger) => Step::InTheWay(stranger),
                None => Step::WriteForFolder,
            });
        }
        if !file.is_file() {
            return Ok(Step::InTheWay(path));
        }
        let mut ours = self.ours(&entry.path).peekable();
        let is_ours = ours.peek().is_some();
        if file.len() != entry.len() {
            return Ok(if is_ours {
                Step::Write
            } else {
                Step::InTheWay(path)
            });
        }
        let same = if certain && is_ours {
            ours.all(|hash| hash == entry.hash)
        } else {
            hash_of(&path)? == Some(entry.hash)
        };
        Ok(match (same, is_ours) {
            (true, _) => Step::Keep,
            (false, true) => Step::Write,
            (false, false) => Step::InTheWay(path),
        })
    }

    /// A file stands where the entry needs a folder: fine if it is ours and goes.
    fn under_a_file(&self, entry: &Entry, removed: &FxHashSet<&str>) -> Result<Step, PublishError> {
        for folder in path::folders(&entry.path) {
            let path = self.root.join(folder);
            if metadata(&path)?.is_some_and(|file| !file.is_dir()) {
                return Ok(if removed.contains(folder) {
                    Step::Write
                } else {
                    Step::InTheWay(path)
                });
            }
        }
        Ok(Step::Write)
    }

    /// The first thing in the folder at `path` that will not be removed, if there is one. An empty
    /// folder is nobody's work.
    fn stranger_in(
        &self,
        path: &str,
        removed: &FxHashSet<&str>,
    ) -> Result<Option<PathBuf>, PublishError> {
        let folder = self.root.join(path);
        for found in walkdir::WalkDir::new(&folder).sort_by_file_name() {
            let found = found.map_err(|e| PublishError::at(&folder, e.into()))?;
            let name = found.path().strip_prefix(&self.root).ok();
            let name = name.and_then(|name| name.to_str());
            let goes = name.is_some_and(|name| {
                removed.contains(name.replace(std::path::MAIN_SEPARATOR, "/").as_str())
            });
            if !found.file_type().is_dir() && !goes && !is_beside(found.path()) {
                return Ok(Some(found.into_path()));
            }
        }
        Ok(None)
    }

    /// Carries the plan out: `next` is the generation that it was planned for.
    pub(super) fn carry_out(
        mut self,
        disk: &Disk,
        next: &Generation,
    ) -> Result<Rolled, PublishError> {
        let number = next.number();
        let reached = self.record.generations == [number];
        if reached && self.write.is_empty() && self.remove.is_empty() {
            return Ok(Rolled::default());
        }
        let cut_short = self.record.generations.len() > 1;
        disk.make_folder(&self.root)?;
        let mut under_way = self.record.generations.clone();
        under_way.retain(|&generation| generation != number);
        under_way.push(number);
        if under_way.len() == 1 {
            // There is but one generation to name: twice the same says that it is under way.
            under_way.push(number);
        }
        self.record.save(disk, under_way)?;
        if cut_short {
            self.sweep(disk)?;
        }
        let manifest = &next.manifest;
        let entries: Vec<&Entry> = self.write.iter().map(|&i| &manifest.entries[i]).collect();

        // First what stands in the way of new files or their folders.
        let (blocking, rest) = self.blocking(&entries);
        self.remove_files(disk, &blocking)?;
        for folder in &self.clear {
            clear(disk, folder)?;
        }
        // Then the new, assets before the pages that refer to them.
        let folders: FxHashSet<&Path> = entries
            .iter()
            .filter_map(|entry| Path::new(&*entry.path).parent())
            .collect();
        let folders: Vec<&Path> = folders.into_iter().collect();
        folders
            .par_iter()
            .try_for_each(|folder| disk.make_folder(&self.root.join(folder)))?;
        let is_page = |entry: &&Entry| entry.content_type.starts_with("text/html");
        let (pages, assets): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|e| is_page(e));
        for group in [assets, pages] {
            group
                .par_iter()
                .try_for_each_init(Vec::new, |bytes, entry| {
                    let read = next.packs.read_into(entry.place, bytes);
                    read.map_err(|e| PublishError::damaged(format!("`{}`: {e}", entry.path)))?;
                    let path = self.root.join(&*entry.path);
                    if self.is_new {
                        let mut file = disk.create(&path)?;
                        return disk.append(&mut file, &path, bytes);
                    }
                    disk.place(&path, bytes)
                })?;
        }
        // Last what is no longer there.
        self.remove_files(disk, &rest)?;
        self.record.save(disk, vec![number])?;
        Ok(Rolled {
            written: self.write.len(),
            removed: self.remove.len(),
        })
    }

    /// The files to remove, apart: those in the way of a new file or folder, and the others.
    fn blocking(&self, entries: &[&Entry]) -> (Vec<&str>, Vec<&str>) {
        if self.remove.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let files: FxHashSet<&str> = entries.iter().map(|entry| &*entry.path).collect();
        let folders: FxHashSet<&str> = entries
            .iter()
            .flat_map(|entry| path::folders(&entry.path))
            .collect();
        self.remove.iter().map(|path| &**path).partition(|path| {
            folders.contains(path) || path::folders(path).any(|folder| files.contains(folder))
        })
    }

    /// Removes files, and the folders that are empty without them.
    fn remove_files(&self, disk: &Disk, paths: &[&str]) -> Result<(), PublishError> {
        for path in paths {
            disk.remove_file(&self.root.join(path))?;
        }
        let folders: FxHashSet<&str> = paths.iter().flat_map(|path| path::folders(path)).collect();
        let mut folders: Vec<&str> = folders.into_iter().collect();
        // A folder's name is longer than that of the folder above it: the deepest come first.
        folders.sort_unstable_by_key(|folder| (std::cmp::Reverse(folder.len()), *folder));
        for folder in folders {
            disk.remove_if_empty(&self.root.join(folder))?;
        }
        Ok(())
    }

    /// Removes the half-written files and the empty folders that a killed rollout left behind.
    fn sweep(&self, disk: &Disk) -> Result<(), PublishError> {
        let mut folders: FxHashSet<&str> = FxHashSet::default();
        for entry in self.before.iter().flat_map(|manifest| &manifest.entries) {
            let beside = beside(&self.root.join(&*entry.path));
            if metadata(&beside)?.is_some() {
                disk.remove_file(&beside)?;
            }
            folders.extend(path::folders(&entry.path));
        }
        let mut folders: Vec<&str> = folders.into_iter().collect();
        folders.sort_unstable_by_key(|folder| (std::cmp::Reverse(folder.len()), *folder));
        for folder in folders {
            // A folder with something in it is not removed; one that is needed is made again.
            disk.remove_if_empty(&self.root.join(folder))?;
        }
        Ok(())
    }
}

/// Removes a folder that holds nothing but empty folders and half-written files of a killed rollout.
fn clear(disk: &Disk, folder: &Path) -> Result<(), PublishError> {
    for found in walkdir::WalkDir::new(folder).contents_first(true) {
        // One that was removed already is as it should be.
        let Ok(found) = found else { continue };
        if found.file_type().is_dir() {
            disk.remove_if_empty(found.path())?;
        } else if is_beside(found.path()) {
            disk.remove_file(found.path())?;
        }
    }
    Ok(())
}

/// What is left to tell which files are the tool's own when the manifest of `generation` is damaged:
/// its lines that are whole, and the manifests of other generations.
fn remembered(places: &Places, generation: u32) -> Result<Vec<Arc<Manifest>>, PublishError> {
    let bytes = read_if_there(&places.manifest(generation))?.unwrap_or_default();
    let mut manifests = vec![Arc::new(Manifest::salvage(&bytes))];
    for name in names_in(&places.generations())? {
        let other = number_in(&name, ".manifest").filter(|other| *other != generation);
        let other = other.and_then(|other| Manifest::load(places, other).ok());
        manifests.extend(other.map(Arc::new));
    }
    Ok(manifests)
}

/// What stands at `path` itself, links not followed; none where there is nothing.
fn metadata(path: &Path) -> Result<Option<Metadata>, PublishError> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(e) if is_absent(&e) => Ok(None),
        Err(e) => Err(PublishError::at(path, e)),
    }
}

/// The hash of a file's bytes; none where it is no longer there.
fn hash_of(path: &Path) -> Result<Option<Hash>, PublishError> {
    Ok(read_if_there(path)?.map(|bytes| blake3::hash(&bytes)))
}
