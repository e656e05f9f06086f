//! What can go wrong while publishing, as values that a caller can tell apart.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why something could not be published or read back.
///
/// Only [`PublishError::Io`] is unforeseen; every other variant has a remedy of its own. The texts
/// are plain English for logs and tests; the command line words them for the editor.
#[derive(Debug, Clone)]
pub enum PublishError {
    /// Another build has the site's lock.
    LockHeld {
        /// Who holds it, as the holder wrote it down: `process 4711`.
        by: String,
        /// The lock file.
        path: PathBuf,
    },
    /// The disk or the quota is full.
    NoSpace {
        /// What was being written.
        path: PathBuf,
    },
    /// The place cannot be written to: a read-only file system, or no permission.
    ReadOnly {
        /// What was to be written.
        path: PathBuf,
    },
    /// A file that this tool did not write stands where a page belongs.
    Foreign {
        /// The file that is in the way.
        path: PathBuf,
        /// The page, asset or feed that belongs there.
        page: String,
        /// How many more of these clashes there are.
        more: usize,
    },
    /// A path, name or target that cannot be published.
    BadName {
        /// The name as it was given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two things of one publication claim the same place.
    Clash {
        /// The one.
        path: String,
        /// The other; the same text where one path was put twice.
        other: String,
    },
    /// What was published earlier is incomplete or changed behind the tool's back.
    Damaged {
        /// What is damaged, and how.
        what: String,
    },
    /// Any other fault of the file system.
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// The fault.
        source: Arc<io::Error>,
    },
}

impl PublishError {
    /// Sorts a fault of the file system at `path` into the variant with the right remedy.
    pub(super) fn at(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => PublishError::NoSpace { path },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                PublishError::ReadOnly { path }
            }
            _ => PublishError::Io {
                path,
                source: Arc::new(source),
            },
        }
    }

    /// A [`PublishError::Damaged`] in one call.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        PublishError::Damaged { what: what.into() }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::LockHeld { by, path } => write!(
                f,
                "another build is under way ({by} holds {})",
                path.display()
            ),
            PublishError::NoSpace { path } => {
                write!(f, "no space left to write {}", path.display())
            }
            PublishError::ReadOnly { path } => write!(f, "{} cannot be written to", path.display()),
            PublishError::Foreign { path, page, more } => {
                write!(
                    f,
                    "{} was not written by this tool, but `{page}` belongs there",
                    path.display()
                )?;
                if *more > 0 {
                    write!(f, " (and {more} more)")?;
                }
                Ok(())
            }
            PublishError::BadName { name, reason } => {
                write!(f, "`{}` cannot be published: {reason}", name.escape_debug())
            }
            PublishError::Clash { path, other } if path == other => {
                write!(f, "`{path}` is published twice")
            }
            PublishError::Clash { path, other } => {
                write!(f, "`{path}` and `{other}` claim the same place")
            }
            PublishError::Damaged { what } => write!(f, "damaged: {what}"),
            PublishError::Io { path, source } => write!(f, "{}: {source}", path.display()),
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Io { source, .. } => Some(source.as_ref()),
            _ => None,
        }
    }
}
