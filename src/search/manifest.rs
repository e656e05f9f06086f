//! The manifest of an index: what it is, whether it is whole, and whether it can be used.
//!
//! It is written last and read first. A directory without a manifest is no index, so a build that
//! was killed leaves nothing that could be opened.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::engine::EngineError;
use super::facets::Facet;
use super::labels::Labels;
use super::schema::LAYOUT;

/// Name of the manifest within the directory.
const MANIFEST: &str = "wijkgids-index.json";

/// What the manifest of an index says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    layout: u32,
    fingerprint: String,
    pages: usize,
    files: BTreeMap<String, u64>,
    labels: Labels,
}

impl Manifest {
    /// Writes the manifest of the index that stands in `dir`: the last thing that makes it one.
    pub(super) fn write(
        dir: &Path,
        fingerprint: String,
        pages: usize,
        labels: Labels,
    ) -> Result<(), IndexError> {
        let io = |error: io::Error| IndexError::Io(dir.into(), error.to_string());
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(dir).map_err(io)? {
            let entry = entry.map_err(io)?;
            if let (Ok(name), Ok(data)) = (entry.file_name().into_string(), entry.metadata())
                && data.is_file()
                && data.len() > 0
                && super::tantivy::is_index_file(&name)
            {
                files.insert(name, data.len());
            }
        }
        let manifest = Manifest {
            layout: LAYOUT,
            fingerprint,
            pages,
            files,
            labels,
        };
        let text = serde_json::to_vec(&manifest).map_err(|error| io(error.into()))?;
        let unfinished = dir.join(format!("{MANIFEST}.tmp"));
        fs::write(&unfinished, text).map_err(io)?;
        fs::rename(&unfinished, dir.join(MANIFEST)).map_err(io)?;
        Ok(())
    }

    /// The manifest of an index that stands in memory, which knows its pages itself.
    pub(super) fn in_memory(fingerprint: &str, labels: Labels) -> Manifest {
        Manifest {
            layout: LAYOUT,
            fingerprint: fingerprint.to_owned(),
            pages: 0,
            files: BTreeMap::new(),
            labels,
        }
    }

    /// Takes the manifest away: from here on there is no index until there is a whole one.
    pub(super) fn remove(dir: &Path) -> Result<(), IndexError> {
        match fs::remove_file(dir.join(MANIFEST)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(IndexError::Io(dir.into(), error.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// Reads the manifest of the index in `dir`, and sees whether the index is whole and was made by
    /// an analyser with this `fingerprint`.
    pub fn read(dir: &Path, fingerprint: &str) -> Result<Manifest, IndexError> {
        let path = dir.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(IndexError::Missing(dir.into()));
            }
            Err(error) => return Err(IndexError::Io(path, error.to_string())),
        };
        // The layout first: another layout may have another manifest.
        #[derive(Deserialize)]
        struct Layout {
            layout: u32,
        }
        let damaged =
            |error: serde_json::Error| IndexError::Damaged(path.clone(), error.to_string());
        let Layout { layout } = serde_json::from_slice(&text).map_err(damaged)?;
        if layout != LAYOUT {
            return Err(IndexError::Outdated {
                found: format!("layout {layout}"),
                wanted: format!("layout {LAYOUT}"),
            });
        }
        let manifest: Manifest = serde_json::from_slice(&text).map_err(damaged)?;
        if manifest.fingerprint != fingerprint {
            return Err(IndexError::Outdated {
                found: manifest.fingerprint,
                wanted: fingerprint.to_owned(),
            });
        }
        for (name, length) in &manifest.files {
            let path = dir.join(name);
            match fs::metadata(&path) {
                Ok(found) if found.len() == *length => {}
                Ok(found) => {
                    let what = format!("{} bytes instead of {length}", found.len());
                    return Err(IndexError::Damaged(path, what));
                }
                Err(error) => return Err(IndexError::Damaged(path, error.to_string())),
            }
        }
        Ok(manifest)
    }

    /// What readers see for a value of a facet; the value itself where no page gave a label.
    pub fn label<'m>(&'m self, facet: Facet, value: &'m str) -> &'m str {
        self.labels.get(facet, value).unwrap_or(value)
    }

    /// How many pages the index holds.
    pub fn pages(&self) -> usize {
        self.pages
    }
}

/// Why an index cannot be written or opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexError {
    /// There is no index, or its making was broken off.
    Missing(PathBuf),
    /// It was made by another version of the program or with other tables: it must be made anew.
    Outdated {
        /// What the index says of itself.
        found: String,
        /// What this program makes.
        wanted: String,
    },
    /// A file of it is cut off, gone or changed.
    Damaged(PathBuf, String),
    /// The file system refused.
    Io(PathBuf, String),
    /// The engine refused.
    Engine(EngineError),
}

impl From<EngineError> for IndexError {
    fn from(error: EngineError) -> Self {
        IndexError::Engine(error)
    }
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::Missing(dir) => write!(f, "there is no search index in {}", dir.display()),
            IndexError::Outdated { found, wanted } => {
                write!(
                    f,
                    "the search index was made with {found}; this program makes {wanted}"
                )
            }
            IndexError::Damaged(path, what) => write!(
                f,
                "the search index is damaged at {}: {what}",
                path.display()
            ),
            IndexError::Io(path, what) => write!(f, "{}: {what}", path.display()),
            IndexError::Engine(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for IndexError {}
