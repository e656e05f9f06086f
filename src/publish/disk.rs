//! Every effect that publication has on the file system, in one place.
//!
//! Each effect announces itself to a hook before it happens, so that a test can stop the program at
//! any of them and see what a kill would have left behind. Outside tests there is no hook.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::PublishError;

/// Told the name of each step before it happens; an error stops it from happening.
pub(super) type Hook = Arc<dyn Fn(&str) -> io::Result<()> + Send + Sync>;

/// The file system, as far as publication changes it.
#[derive(Clone, Default)]
pub(super) struct Disk {
    hook: Option<Hook>,
    unsynced: bool,
}

impl Disk {
    /// A disk that asks `hook` before each step.
    #[cfg(test)]
    pub(super) fn with_hook(hook: Hook) -> Self {
        Disk {
            hook: Some(hook),
            unsynced: false,
        }
    }

    /// Whether to wait for the disk itself, which only a power cut can tell.
    pub(super) fn set_durable(&mut self, durable: bool) {
        self.unsynced = !durable;
    }

    fn step(&self, name: &str, path: &Path) -> Result<(), PublishError> {
        match &self.hook {
            Some(hook) => hook(name).map_err(|e| PublishError::at(path, e)),
            None => Ok(()),
        }
    }

    /// Makes a folder and the folders above it.
    pub(super) fn make_folder(&self, path: &Path) -> Result<(), PublishError> {
        self.step("make folder", path)?;
        fs::create_dir_all(path).map_err(|e| PublishError::at(path, e))
    }

    /// Makes a file that must not exist yet.
    pub(super) fn create(&self, path: &Path) -> Result<File, PublishError> {
        self.step("create file", path)?;
        File::create_new(path).map_err(|e| PublishError::at(path, e))
    }

    /// Writes at the end of an open file.
    pub(super) fn append(
        &self,
        file: &mut File,
        path: &Path,
        bytes: &[u8],
    ) -> Result<(), PublishError> {
        self.step("append", path)?;
        if self.hook.is_some() {
            // A kill can come halfway: with a hook every write is two writes.
            let (first, second) = bytes.split_at(bytes.len() / 2);
            file.write_all(first)
                .map_err(|e| PublishError::at(path, e))?;
            self.step("append the rest", path)?;
            return file
                .write_all(second)
                .map_err(|e| PublishError::at(path, e));
        }
        file.write_all(bytes).map_err(|e| PublishError::at(path, e))
    }

    /// Waits until a file's content is on the disk itself.
    pub(super) fn sync(&self, file: &File, path: &Path) -> Result<(), PublishError> {
        self.step("sync file", path)?;
        if self.unsynced {
            return Ok(());
        }
        file.sync_data().map_err(|e| PublishError::at(path, e))
    }

    /// Lets everybody read a file who may read its folder: the engine of the search keeps some files to
    /// its own user, and who serves may be another one.
    #[cfg(unix)]
    pub(super) fn share(&self, file: &File, path: &Path) -> Result<(), PublishError> {
        use std::os::unix::fs::PermissionsExt;

        self.step("share file", path)?;
        let shared = || {
            let folder = path.parent().unwrap_or(path).metadata()?.permissions();
            let mut permissions = file.metadata()?.permissions();
            let mode = permissions.mode() | folder.mode() & 0o444;
            if mode == permissions.mode() {
                return Ok(());
            }
            permissions.set_mode(mode);
            file.set_permissions(permissions)
        };
        shared().map_err(|e| PublishError::at(path, e))
    }

    /// Elsewhere files are as their folder is.
    #[cfg(not(unix))]
    pub(super) fn share(&self, _file: &File, _path: &Path) -> Result<(), PublishError> {
        Ok(())
    }

    /// Waits until the names in a folder are on the disk itself.
    pub(super) fn sync_folder(&self, path: &Path) -> Result<(), PublishError> {
        self.step("sync folder", path)?;
        if self.unsynced {
            return Ok(());
        }
        // Only Unix can open a folder and sync it; elsewhere the file system sees to it.
        #[cfg(unix)]
        File::open(path)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| PublishError::at(path, e))?;
        Ok(())
    }

    /// Replaces a file of the tool's own, so that it is the old one or the new one and nothing
    /// between, also after a power cut.
    pub(super) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        let beside = path.with_extension("new");
        self.remove_file(&beside)?;
        let mut file = self.create(&beside)?;
        self.append(&mut file, &beside, bytes)?;
        self.sync(&file, &beside)?;
        drop(file);
        self.rename(&beside, path)?;
        match path.parent() {
            Some(folder) => self.sync_folder(folder),
            None => Ok(()),
        }
    }

    /// Puts a file in the output folder: a reader sees the old one or the new one, never a half.
    ///
    /// It is not synced, since ten thousand pages would wait for ten thousand syncs; what a power
    /// cut spoils is found by its length at the next build.
    pub(super) fn place(&self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        let beside = beside(path);
        self.step("create page", &beside)?;
        let mut file = File::create(&beside).map_err(|e| PublishError::at(&beside, e))?;
        self.append(&mut file, &beside, bytes)?;
        drop(file);
        self.rename(&beside, path)
    }

    /// Gives a file or folder another name, in one step.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> Result<(), PublishError> {
        self.step("rename", to)?;
        fs::rename(from, to).map_err(|e| PublishError::at(to, e))
    }

    /// Removes a file; one that is not there is removed already.
    pub(super) fn remove_file(&self, path: &Path) -> Result<(), PublishError> {
        self.step("remove file", path)?;
        match fs::remove_file(path) {
            Err(e) if !is_absent(&e) => Err(PublishError::at(path, e)),
            _ => Ok(()),
        }
    }

    /// Removes a folder with all that is in it.
    pub(super) fn remove_tree(&self, path: &Path) -> Result<(), PublishError> {
        self.step("remove tree", path)?;
        if self.hook.is_some() {
            // A kill can come halfway, and marks may be what goes first.
            if let Some(first) = names_in(path)?.first() {
                let first = path.join(first);
                match first.is_dir() {
                    true => fs::remove_dir_all(&first),
                    false => fs::remove_file(&first),
                }
                .map_err(|e| PublishError::at(&first, e))?;
            }
            self.step("remove the rest", path)?;
        }
        match fs::remove_dir_all(path) {
            Err(e) if !is_absent(&e) => Err(PublishError::at(path, e)),
            _ => Ok(()),
        }
    }

    /// Removes a folder if it is empty, and says whether it is gone.
    pub(super) fn remove_if_empty(&self, path: &Path) -> Result<bool, PublishError> {
        self.step("remove folder", path)?;
        Ok(match fs::remove_dir(path) {
            Ok(()) => true,
            Err(e) => is_absent(&e),
        })
    }
}

/// Whether the fault only says that there is no such file.
pub(super) fn is_absent(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The name under which a page is written before it takes its place: in the same folder, so that the
/// rename stays within one file system, and always the same, so that it can be found after a kill.
pub(super) fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    let hash = blake3::hash(name.as_encoded_bytes()).to_hex();
    path.with_file_name(format!("{BESIDE}{}", &hash[..16]))
}

/// Whether a path has the form that [`beside`] gives.
pub(super) fn is_beside(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let rest = name.and_then(|name| name.strip_prefix(BESIDE));
    rest.is_some_and(|rest| rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

const BESIDE: &str = ".wijkgids-";

/// The content of a file, or nothing where there is none.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, PublishError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if is_absent(&e) => Ok(None),
        Err(e) => Err(PublishError::at(path, e)),
    }
}

/// The last bytes of a file, up to `count`, or none where there is no such file.
pub(super) fn end_if_there(path: &Path, count: u64) -> Result<Option<Vec<u8>>, PublishError> {
    let read = || {
        let mut file = File::open(path)?;
        let len = file.metadata()?.len();
        file.seek(SeekFrom::Start(len.saturating_sub(count)))?;
        let mut end = Vec::new();
        file.take(count).read_to_end(&mut end)?;
        Ok(end)
    };
    match read() {
        Ok(end) => Ok(Some(end)),
        Err(e) if is_absent(&e) => Ok(None),
        Err(e) => Err(PublishError::at(path, e)),
    }
}

/// The names in a folder, or none where there is no such folder. Names that are not UTF-8 are not
/// ours and are left out.
pub(super) fn names_in(folder: &Path) -> Result<Vec<String>, PublishError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if is_absent(&e) => return Ok(Vec::new()),
        Err(e) => return Err(PublishError::at(folder, e)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| PublishError::at(folder, e))?;
        if let Ok(name) = entry.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}
