//! The store: content by hash, in append-only pack files.
//!
//! A build that has something new to say writes one pack; where in which pack a content stands is
//! written in the manifest. Ten thousand pages are so one file to make and one file to sync. Packs
//! are never changed after their build, so that a reader of an older generation is not disturbed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::manifest::{Entry, Location, Manifest};
use super::{Places, PublishError};

/// So much is gathered before it is written.
const BUFFER: usize = 1 << 20;

/// The pack of the build that is under way; its file is made with the first content.
pub(super) struct PackWriter {
    number: u32,
    path: PathBuf,
    file: Option<File>,
    buffer: Vec<u8>,
    len: u64,
}

impl PackWriter {
    pub(super) fn new(places: &Places, number: u32) -> Self {
        PackWriter {
            number,
            path: places.pack(number),
            file: None,
            buffer: Vec::new(),
            len: 0,
        }
    }

    /// Adds content, and says where it stands.
    pub(super) fn append(&mut self, disk: &Disk, bytes: &[u8]) -> Result<Location, PublishError> {
        let len = bytes.len() as u64;
        if len == 0 {
            return Ok(Location {
                pack: 0,
                offset: 0,
                len,
            });
        }
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush(disk)?;
        }
        if bytes.len() > BUFFER {
            let file = open(&mut self.file, disk, &self.path)?;
            disk.append(file, &self.path, bytes)?;
        } else {
            self.buffer.extend_from_slice(bytes);
        }
        let offset = self.len;
        self.len += len;
        Ok(Location {
            pack: self.number,
            offset,
            len,
        })
    }

    fn flush(&mut self, disk: &Disk) -> Result<(), PublishError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let file = open(&mut self.file, disk, &self.path)?;
        disk.append(file, &self.path, &self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Brings all of it to the disk itself, and says how long the pack is (0 where there is none).
    pub(super) fn finish(&mut self, disk: &Disk) -> Result<u64, PublishError> {
        self.flush(disk)?;
        if let Some(file) = &self.file {
            disk.sync(file, &self.path)?;
            if let Some(folder) = self.path.parent() {
                disk.sync_folder(folder)?;
            }
        }
        Ok(self.len)
    }

    /// The pack's number.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// How many bytes were added.
    pub(super) fn len(&self) -> u64 {
        self.len
    }
}

fn open<'a>(
    file: &'a mut Option<File>,
    disk: &Disk,
    path: &Path,
) -> Result<&'a mut File, PublishError> {
    Ok(match file {
        Some(file) => file,
        None => file.insert(disk.create(path)?),
    })
}

/// The packs of a generation, open for reading. They stay readable after they were removed.
#[derive(Debug, Default)]
pub(super) struct Packs {
    files: BTreeMap<u32, File>,
}

impl Packs {
    /// Opens the packs that are there at their full length; returns the faults of the others.
    pub(super) fn open(
        places: &Places,
        lengths: &BTreeMap<u32, u64>,
    ) -> (Packs, Vec<PublishError>) {
        let mut packs = Packs::default();
        let mut faults = Vec::new();
        for (&number, &len) in lengths {
            let path = places.pack(number);
            let file = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
            match file {
                Ok((there, file)) if there >= len => {
                    packs.files.insert(number, file);
                }
                Ok((there, _)) => faults.push(PublishError::damaged(format!(
                    "{} has {there} bytes of {len}",
                    path.display()
                ))),
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    let what = format!("{} is missing", path.display());
                    faults.push(PublishError::damaged(what));
                }
                Err(e) => faults.push(PublishError::at(&path, e)),
            }
        }
        (packs, faults)
    }

    /// Whether the content can stand there: its pack is open.
    pub(super) fn hold(&self, place: Location) -> bool {
        place.pack == 0 || self.files.contains_key(&place.pack)
    }

    /// Reads the bytes at `place` into `bytes`, without moving a position that others share.
    pub(super) fn read_into(&self, place: Location, bytes: &mut Vec<u8>) -> io::Result<()> {
        if place.len == 0 {
            bytes.clear();
            return Ok(());
        }
        let file = self
            .files
            .get(&place.pack)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let len = usize::try_from(place.len).map_err(io::Error::other)?;
        // What was read before is overwritten; only what comes behind it has to be made zero.
        bytes.resize(len, 0);
        read_exact_at(file, bytes, place.offset)
    }

    /// Reads the bytes of `entry` into `bytes` and holds them against its hash.
    pub(super) fn read_verified(&self, entry: &Entry, bytes: &mut Vec<u8>) -> io::Result<()> {
        self.read_into(entry.place, bytes)?;
        if blake3::hash(bytes) != entry.hash {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("the stored bytes of `{}` have changed", entry.path),
            ));
        }
        Ok(())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => {
                bytes = &mut bytes[n..];
                offset += n as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Which packs are worth emptying into the new one.
///
/// A pack goes when more than half of it is dead, and the smallest go when there are too many, so
/// that neither the disk nor the number of open files grows with the number of builds. Either way a
/// content moves only as often as the logarithm of the number of builds.
pub(super) fn worn(next: &Manifest, new: u32) -> Vec<u32> {
    const MOST: usize = 16;
    const FEWEST: usize = 8;
    let mut places: Vec<Location> = next.stored().map(|entry| entry.place).collect();
    places.sort_unstable();
    places.dedup();
    let mut live: BTreeMap<u32, u64> = BTreeMap::new();
    for place in places {
        if place.pack != 0 && place.pack != new {
            *live.entry(place.pack).or_default() += place.len;
        }
    }
    let whole = |pack: &u32| next.packs.get(pack).copied().unwrap_or(0);
    let (mut worn, mut good): (Vec<_>, Vec<_>) = live
        .into_iter()
        .partition(|(pack, live)| live * 2 < whole(pack));
    if good.len() > MOST {
        good.sort_unstable_by_key(|&(pack, live)| (live, pack));
        worn.extend(good.drain(..good.len() - FEWEST));
    }
    worn.into_iter().map(|(pack, _)| pack).collect()
}
