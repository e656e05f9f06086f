//! One build at a time: a lock that the system takes back by itself when its holder dies.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use super::PublishError;

/// Hundredths of a second for which a lock is tried before somebody is said to hold it.
const PATIENCE: usize = 10;

/// The lock of a site; held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock in the file at `path`, at once or (`wait`) when its holder is done.
    pub(super) fn take(path: &Path, wait: bool) -> Result<Lock, PublishError> {
        // The file is never removed, so that all builds lock the same one.
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|e| PublishError::at(path, e))?;
        match try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if wait => {
                file.lock().map_err(|e| PublishError::at(path, e))?;
            }
            Err(TryLockError::WouldBlock) => {
                // The holder may be between taking the lock and writing its name.
                let name = fs::read_to_string(path).unwrap_or_default();
                let by = match name.trim() {
                    "" => "another process".to_owned(),
                    name => name.to_owned(),
                };
                let path = path.to_path_buf();
                return Err(PublishError::LockHeld { by, path });
            }
            Err(TryLockError::Error(e)) => return Err(PublishError::at(path, e)),
        }
        // The name is a courtesy to who comes second; a full disk must not stop a build here.
        let _ = file.set_len(0);
        let _ = writeln!(file, "process {}", std::process::id());
        Ok(Lock { _file: file })
    }
}

/// Tries for a moment: a program that a finished holder was just starting has its lock open until it
/// has become itself.
fn try_lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..PATIENCE {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            other => return other,
        }
    }
    file.try_lock()
}
