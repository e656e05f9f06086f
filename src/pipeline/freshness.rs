//! Whether a build would change anything: a stamp over the names, sizes and times of all inputs.
//!
//! As in git, size and time may only spare a read. A file that was written while or after the last
//! build read it cannot be trusted by its time, so a stamp with such a file in it is no stamp.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::content::files::{DiskFiles, Files, Found, nanoseconds};
use crate::publish::{Generation, Places, PublishError, settled};

/// Two writes within this time can leave a file with one and the same time on a coarse file system.
const GRAIN: Duration = Duration::from_secs(2);

/// What a build was made from, taken before it read anything.
#[derive(Debug, Clone)]
pub struct Stamp {
    hash: blake3::Hash,
    /// Whether every file is old enough for its time to be trusted.
    trusted: bool,
}

impl Stamp {
    /// Stamps the inputs of a site. `options` names all else that shapes its output.
    pub fn take(files: &DiskFiles, options: &str) -> Stamp {
        let limit = nanoseconds(SystemTime::now() - GRAIN);
        let mut hasher = blake3::Hasher::new();
        let mut trusted = true;
        hasher.update(options.as_bytes());
        let (mut inputs, faults) = files.walk("content");
        let (templates, _) = files.walk("templates");
        inputs.extend(templates);
        inputs.extend(configuration(files));
        inputs.sort_by(|a, b| a.path.cmp(&b.path));
        for Found {
            path,
            size,
            modified,
        } in &inputs
        {
            trusted &= modified.is_some_and(|time| time < limit);
            for part in [
                path.as_bytes(),
                b"\0",
                &size.to_le_bytes(),
                &modified.unwrap_or(0).to_le_bytes(),
            ] {
                hasher.update(part);
            }
        }
        trusted &= faults.is_empty();
        Stamp {
            hash: hasher.finalize(),
            trusted,
        }
    }

    /// The generation that was built from just these inputs, if it still stands and nothing about it
    /// is left to mend.
    pub fn built(&self, places: &Places) -> Result<Option<Generation>, PublishError> {
        let Ok(text) = fs::read_to_string(record(places)) else {
            return Ok(None);
        };
        let Some((hash, number)) = text.trim_end().split_once(' ') else {
            return Ok(None);
        };
        if !self.trusted || hash != self.hash.to_hex().as_str() {
            return Ok(None);
        }
        Ok(settled(places)?.filter(|generation| generation.number().to_string() == number))
    }

    /// Remembers that `generation` was built from these inputs. Losing it costs one build.
    pub fn remember(&self, places: &Places, generation: u32) {
        let text = format!("{} {generation}\n", self.hash.to_hex());
        if self.trusted {
            let _ = fs::write(record(places), text);
        } else {
            let _ = fs::remove_file(record(places));
        }
    }
}

fn record(places: &Places) -> PathBuf {
    places.state().join("inputs")
}

fn configuration(files: &DiskFiles) -> Option<Found> {
    let metadata = fs::metadata(files.root().join(crate::config::FILE)).ok()?;
    let modified = metadata.modified().ok().map(nanoseconds);
    Some(Found {
        path: crate::config::FILE.to_owned(),
        size: metadata.len(),
        modified,
    })
}
