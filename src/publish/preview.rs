//! A generation that stands in memory and is made while it is read: what a preview serves.
//!
//! Nothing of it is stored. What must be known before anything is read (redirects, withdrawn paths,
//! options) it has like any other; its files come from a [`Press`], which makes each when it is first
//! asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::manifest::{Entry, Location, Manifest};
use super::store::Packs;
use super::{Generation, path};

/// Makes the files of a preview.
pub trait Press: fmt::Debug + Send + Sync {
    /// The file or named table at `path`, as it would be stored; made when it is first asked for.
    fn entry(&self, path: &str) -> Option<&Entry>;

    /// The bytes of an entry that it made.
    fn read(&self, entry: &Entry) -> io::Result<Vec<u8>>;
}

/// What of a preview is known before anything is made.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// Its number; a later preview has a higher one.
    pub number: u32,
    /// Settings, such as the base path.
    pub options: BTreeMap<String, String>,
    /// Redirects, from and to.
    pub redirects: BTreeMap<String, String>,
    /// Paths that were withdrawn, from the root of the site.
    pub gone: Vec<String>,
    /// Named tables that are read and not served.
    pub tables: Vec<Entry>,
}

impl Generation {
    /// A generation of which `press` makes the files.
    pub fn preview(preview: Preview, press: Arc<dyn Press>) -> Generation {
        let from_root = |path: String| path::from_root(&path).to_owned();
        let tables = preview.tables.into_iter();
        let manifest = Manifest {
            generation: preview.number,
            options: preview.options,
            redirects: (preview.redirects.into_iter())
                .map(|(from, to)| (from_root(from), to))
                .collect(),
            gone: preview
                .gone
                .into_iter()
                .map(from_root)
                .collect::<BTreeSet<_>>(),
            tables: tables
                .map(|table| (table.path.to_string(), table))
                .collect(),
            ..Manifest::default()
        };
        Generation {
            press: Some(press),
            ..Generation::of_packs(Arc::new(manifest), Packs::default(), PathBuf::new())
        }
    }
}

impl Entry {
    /// The entry of a file that stands in memory.
    pub fn of(path: &str, bytes: &[u8]) -> Entry {
        Entry {
            path: path.into(),
            hash: blake3::hash(bytes),
            content_type: path::content_type(path).into(),
            hosts_only: false,
            place: Location {
                pack: 0,
                offset: 0,
                len: bytes.len() as u64,
            },
        }
    }
}
