//! The manifest of a generation: what it publishes and where in the store it stands.
//!
//! It is what `generations/N.manifest` says, once `codec` has read and checked it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use blake3::Hash;

/// One published file: where its bytes are, and what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path from the root of the site; a page's ends in `index.html`.
    pub path: Box<str>,
    /// The hash of its bytes: fit for an ETag.
    pub hash: Hash,
    /// Its media type, with the character set where it is text.
    pub content_type: Arc<str>,
    /// Whether only other hosts need it (a stub page for a redirect), so that it is in `public/`
    /// but not served.
    pub hosts_only: bool,
    pub(super) place: Location,
}

impl Entry {
    /// The length of its bytes.
    pub fn len(&self) -> u64 {
        self.place.len
    }

    /// Whether it has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.place.len == 0
    }

    /// Whether the other publishes the same bytes in the same way, wherever they are stored.
    fn same_content(&self, other: &Entry) -> bool {
        self.path == other.path
            && self.hash == other.hash
            && self.content_type == other.content_type
            && self.hosts_only == other.hosts_only
    }
}

/// Where bytes stand in the store. No bytes stand in pack 0, which is never there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Location {
    pub(super) pack: u32,
    pub(super) offset: u64,
    pub(super) len: u64,
}

impl Location {
    /// Where some of these bytes stand; none if there are not as many.
    pub(super) fn part(self, part: Range<u64>) -> Option<Location> {
        let len = part.end.checked_sub(part.start)?;
        (part.end <= self.len).then_some(Location {
            pack: self.pack,
            offset: self.offset + part.start,
            len,
        })
    }
}

/// The folder of index segments that belongs to a generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IndexFolder {
    /// Its name under `index/`: the number of the generation that it was built for.
    pub(super) name: u32,
    /// What the caller says it was built from.
    pub(super) fingerprint: String,
    /// Its files with their lengths.
    pub(super) files: Vec<(String, u64)>,
}

impl IndexFolder {
    /// Whether every file is there at its length.
    pub(super) fn is_intact(&self, index: &Path) -> bool {
        let folder = index.join(self.name.to_string());
        self.files.iter().all(|(name, len)| {
            folder
                .join(name)
                .metadata()
                .is_ok_and(|file| file.is_file() && file.len() == *len)
        })
    }
}

/// Everything that a generation publishes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Manifest {
    pub(super) generation: u32,
    /// The generation that it replaced.
    pub(super) previous: Option<u32>,
    pub(super) options: BTreeMap<String, String>,
    /// The packs it needs, with the length that each must at least have.
    pub(super) packs: BTreeMap<u32, u64>,
    pub(super) index: Option<IndexFolder>,
    /// Named tables that are read but not served.
    pub(super) tables: BTreeMap<String, Entry>,
    /// Sorted by path.
    pub(super) entries: Vec<Entry>,
    pub(super) redirects: BTreeMap<String, String>,
    pub(super) gone: BTreeSet<String>,
}

impl Manifest {
    /// The file at `path`, served or not.
    pub(super) fn find(&self, path: &str) -> Option<&Entry> {
        self.entries
            .binary_search_by(|entry| (*entry.path).cmp(path))
            .ok()
            .map(|i| &self.entries[i])
    }

    /// All that stands in the store for it.
    pub(super) fn stored(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().chain(self.tables.values())
    }

    /// The same, to be given another place.
    pub(super) fn stored_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().chain(self.tables.values_mut())
    }

    /// Whether the other publishes the same, whatever its number and wherever it is stored.
    pub(super) fn same_content(&self, other: &Manifest) -> bool {
        fn same<'a>(
            mut a: impl Iterator<Item = &'a Entry>,
            mut b: impl Iterator<Item = &'a Entry>,
        ) -> bool {
            loop {
                match (a.next(), b.next()) {
                    (None, None) => return true,
                    (Some(a), Some(b)) if a.same_content(b) => {}
                    _ => return false,
                }
            }
        }
        self.options == other.options
            && self.index == other.index
            && self.redirects == other.redirects
            && self.gone == other.gone
            && self.tables.keys().eq(other.tables.keys())
            && same(self.tables.values(), other.tables.values())
            && same(self.entries.iter(), other.entries.iter())
    }
}
