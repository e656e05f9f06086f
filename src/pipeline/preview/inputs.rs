//! What stands on disk, and what of it may have changed.
//!
//! A file is read again when it was named as touched, when its size or time is another than when it was
//! read, or when it was so young then that its time says little. Whether it says something else is seen
//! from its text alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::{Duration, SystemTime};

use crate::content::files::{Files, Found, WalkFault, nanoseconds};

/// A file written so shortly before it was read may have been written again within the same tick of its
/// clock.
const YOUNG: Duration = Duration::from_secs(2);

/// Texts of the site end so; of other files their size counts too.
const TEXTS: [&str; 6] = [".md", ".yaml", ".html", ".toml", ".css", ".js"];

/// A text that is larger is looked at with all others, for there are bounds on size.
const USUAL: u64 = 1 << 20;

/// Which files of a site may be other than they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// Any; those named certainly.
    Any(BTreeSet<String>),
    /// These only, by their paths relative to the site. If one of them came or went, any.
    These(BTreeSet<String>),
}

impl Touched {
    /// Whether a file was named.
    pub(super) fn names(&self, path: &str) -> bool {
        let (Touched::Any(named) | Touched::These(named)) = self;
        named.contains(path)
    }
}

/// Size and time of a file when it was read, and whether the time can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<i128>,
    settled: bool,
}

/// The files below one folder.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    found: Vec<Found>,
    faults: Vec<WalkFault>,
    stamps: BTreeMap<String, Stamp>,
}

/// What is other than at the last look.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Files that are new or may say something else.
    pub(super) changed: BTreeSet<String>,
    /// Whether files came, went, or cannot be walked any more or again.
    pub(super) others: bool,
}

impl Difference {
    pub(super) fn is_none(&self) -> bool {
        self.changed.is_empty() && !self.others
    }
}

impl Inputs {
    /// Looks at the files below `folder`; at those named only, if that is all that was touched.
    pub(super) fn look(
        &mut self,
        files: &dyn Files,
        folder: &str,
        touched: &Touched,
    ) -> Difference {
        let prefix = format!("{folder}/");
        if let Touched::These(named) = touched {
            let mut here = named.iter().filter(|path| path.starts_with(&prefix));
            // A text of usual size that was there before the touch can only say something else.
            let known = |path: &String| {
                TEXTS.iter().any(|end| path.ends_with(end))
                    && self.stamps.contains_key(path)
                    && files.size(path).is_some_and(|size| size < USUAL)
            };
            if here.clone().all(known) {
                let changed: BTreeSet<String> = here.by_ref().cloned().collect();
                for path in &changed {
                    if let Some(stamp) = self.stamps.get_mut(path) {
                        stamp.settled = false;
                    }
                }
                return Difference {
                    changed,
                    others: false,
                };
            }
        }
        let now = nanoseconds(SystemTime::now() - YOUNG);
        let (mut found, faults) = files.walk(folder);
        found.sort_by(|a, b| a.path.cmp(&b.path));
        let mut stamps = BTreeMap::new();
        let mut changed = BTreeSet::new();
        for file in &found {
            let stamp = Stamp {
                size: file.size,
                modified: file.modified,
                settled: file.modified.is_some_and(|time| time < now),
            };
            let known = self.stamps.get(&file.path);
            let same = known.is_some_and(|known| {
                known.settled && (known.size, known.modified) == (stamp.size, stamp.modified)
            });
            if !same || touched.names(&file.path) {
                changed.insert(file.path.clone());
            }
            stamps.insert(file.path.clone(), stamp);
        }
        let others = faults != self.faults || !stamps.keys().eq(self.stamps.keys());
        *self = Inputs {
            found,
            faults,
            stamps,
        };
        Difference { changed, others }
    }

    /// A hash of all that was found, names and bytes. Reads every file.
    pub(super) fn hash(&self, files: &dyn Files) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for file in &self.found {
            let path = file.path.as_bytes();
            hasher.update(&path.len().to_le_bytes()).update(path);
            match files.read(&file.path) {
                Ok(bytes) => hasher.update(blake3::hash(&bytes).as_bytes()),
                Err(_) => hasher.update(b"unreadable"),
            };
        }
        hasher.finalize()
    }
}

/// The files as they were found at the last look, to be walked without the disk.
pub(super) struct AsFound<'i>(pub(super) &'i Inputs);

impl Files for AsFound<'_> {
    fn walk(&self, _: &str) -> (Vec<Found>, Vec<WalkFault>) {
        (self.0.found.clone(), self.0.faults.clone())
    }

    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::files::DiskFiles;

    fn named(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn only_what_may_have_changed_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            let past = SystemTime::now() - Duration::from_secs(3600);
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(past).unwrap();
        };
        put("content/a.md", "a");
        put("content/b.md", "b");
        let files = DiskFiles::new(folder.path());
        let mut inputs = Inputs::default();
        let nothing = Touched::Any(BTreeSet::new());
        let first = inputs.look(&files, "content", &nothing);
        assert_eq!(first.changed, named(&["content/a.md", "content/b.md"]));
        assert!(first.others);
        assert!(inputs.look(&files, "content", &nothing).is_none());
        // The same size and time: only who was told knows.
        put("content/a.md", "x");
        let these = Touched::These(named(&["content/a.md"]));
        let told = inputs.look(&files, "content", &these);
        assert_eq!(told.changed, named(&["content/a.md"]));
        assert!(!told.others);
        // What is named and gone leads to a look at everything.
        std::fs::remove_file(folder.path().join("content/a.md")).unwrap();
        let gone = inputs.look(&files, "content", &these);
        assert!(gone.others && gone.changed.is_empty());
        // A young file is read at every look.
        std::fs::write(folder.path().join("content/b.md"), "c").unwrap();
        for _ in 0..2 {
            let young = inputs.look(&files, "content", &nothing);
            assert_eq!(young.changed, named(&["content/b.md"]));
        }
    }
}
