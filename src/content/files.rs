//! The outside world, as far as content is concerned: one small trait, so that every stage can be
//! tested without a disk.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use jiff::civil::Date;
use walkdir::WalkDir;

use crate::history::History;

/// Where the files of a site are read from. Paths are relative to the site, with forward slashes.
pub trait Files: Sync {
    /// Every file below `folder`, in any order, and what could not be walked.
    fn walk(&self, folder: &str) -> (Vec<Found>, Vec<WalkFault>);

    /// The bytes of a file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The day on which a file was last changed, where something keeps that.
    fn last_changed(&self, path: &str) -> Option<Date> {
        let _ = path;
        None
    }

    /// The size of a file; none if there is none.
    fn size(&self, path: &str) -> Option<u64> {
        Some(self.read(path).ok()?.len() as u64)
    }
}

/// A file that a walk came by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970, where that is known. It may spare a
    /// read; it never decides what a page says.
    pub modified: Option<i128>,
}

/// A file or folder that a walk could not enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkFault {
    /// Its path.
    pub path: String,
    /// What is wrong with it.
    pub why: WalkProblem,
}

/// Why a walk could not enter something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkProblem {
    /// A link that leads back to this folder, which holds it.
    Loop(String),
    /// A name that is not Unicode.
    Name,
    /// What the computer said.
    Unreadable(String),
}

/// The files of a site on disk.
#[derive(Debug, Clone)]
pub struct DiskFiles {
    root: PathBuf,
    history: Option<Arc<History>>,
}

impl DiskFiles {
    /// The files below `root`, the folder that holds `site.toml`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        DiskFiles {
            root: root.into(),
            history: None,
        }
    }

    /// The same, with the history of the files, where they have one.
    pub fn with_history(mut self) -> Self {
        self.history = History::open(&self.root).map(Arc::new);
        self
    }

    /// What the history of the files is known by; nothing where they have none, or it is not asked for.
    pub fn history(&self) -> Option<&str> {
        self.history.as_deref().map(History::stamp)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn relative(&self, path: &Path) -> Result<String, String> {
        let rest = path.strip_prefix(&self.root).unwrap_or(path);
        match rest.to_str() {
            Some(text) if std::path::MAIN_SEPARATOR == '/' => Ok(text.to_owned()),
            Some(text) => Ok(text.replace(std::path::MAIN_SEPARATOR, "/")),
            None => Err(rest
                .to_string_lossy()
                .replace(std::path::MAIN_SEPARATOR, "/")),
        }
    }
}

impl Files for DiskFiles {
    fn walk(&self, folder: &str) -> (Vec<Found>, Vec<WalkFault>) {
        let mut found = Vec::new();
        let mut faults = Vec::new();
        let walker = WalkDir::new(self.root.join(folder))
            .follow_links(true)
            .into_iter();
        // Names that begin with a point belong to editors and version control, not to the guide.
        for entry in walker
            .filter_entry(|e| e.depth() == 0 || !e.file_name().as_encoded_bytes().starts_with(b"."))
        {
            match entry {
                Ok(entry) if entry.file_type().is_file() => match self.relative(entry.path()) {
                    Ok(path) => {
                        let metadata = entry.metadata().ok();
                        let modified = metadata
                            .as_ref()
                            .and_then(|m| m.modified().ok())
                            .map(nanoseconds);
                        found.push(Found {
                            path,
                            size: metadata.map_or(0, |m| m.len()),
                            modified,
                        });
                    }
                    Err(path) => faults.push(WalkFault {
                        path,
                        why: WalkProblem::Name,
                    }),
                },
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(&self.root);
                    let path = self.relative(path).unwrap_or_else(|path| path);
                    let why = match error.loop_ancestor() {
                        Some(above) => {
                            WalkProblem::Loop(self.relative(above).unwrap_or_else(|path| path))
                        }
                        None => WalkProblem::Unreadable(
                            error
                                .io_error()
                                .map(io::Error::to_string)
                                .unwrap_or_default(),
                        ),
                    };
                    faults.push(WalkFault { path, why });
                }
            }
        }
        (found, faults)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn last_changed(&self, path: &str) -> Option<Date> {
        self.history.as_ref()?.last_changed(path)
    }

    fn size(&self, path: &str) -> Option<u64> {
        let metadata = std::fs::metadata(self.root.join(path)).ok()?;
        metadata.is_file().then_some(metadata.len())
    }
}

/// A time as nanoseconds since 1970, negative before it.
pub fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => after.as_nanos() as i128,
        Err(before) => -(before.duration().as_nanos() as i128),
    }
}

/// Files held in memory, for tests and for whoever embeds the library.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles(pub BTreeMap<String, Vec<u8>>);

impl MemoryFiles {
    /// Adds a file.
    pub fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), text.into());
        self
    }
}

impl Files for MemoryFiles {
    fn walk(&self, folder: &str) -> (Vec<Found>, Vec<WalkFault>) {
        let prefix = format!("{folder}/");
        let found = self
            .0
            .iter()
            .filter(|(path, _)| path.starts_with(&prefix))
            .map(|(path, bytes)| Found {
                path: path.clone(),
                size: bytes.len() as u64,
                modified: None,
            })
            .collect();
        (found, Vec::new())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0
            .get(path)
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
