//! How far each output folder was rolled forward: one small file a folder.

use std::path::{Path, PathBuf};

use super::disk::{Disk, names_in, read_if_there};
use super::lines::{self, Lines};
use super::{Places, PublishError};

const FORMAT: &str = "wijkgids-public";

/// Which generations' files may stand in an output folder: one when it was rolled forward to the
/// end, more when that was cut short.
#[derive(Debug)]
pub(super) struct Record {
    file: PathBuf,
    folder: String,
    pub(super) generations: Vec<u32>,
}

impl Record {
    /// The record of the output folder `root`; empty where it is new, or the record was lost.
    pub(super) fn load(places: &Places, root: &Path) -> Result<Record, PublishError> {
        let folder = places.name_of(root);
        let key = blake3::hash(folder.as_bytes()).to_hex();
        let file = places.records().join(&key[..16]);
        let generations = read_if_there(&file)?
            .and_then(|bytes| Record::decode(&bytes))
            .unwrap_or_default();
        Ok(Record {
            file,
            folder,
            generations,
        })
    }

    fn decode(bytes: &[u8]) -> Option<Vec<u32>> {
        let mut generations = Vec::new();
        for line in lines::unseal(FORMAT, bytes)? {
            if let Some(number) = line.strip_prefix("generation\t") {
                generations.push(number.parse().ok()?);
            }
        }
        Some(generations)
    }

    /// Writes down which generations' files stand in the folder from now on.
    pub(super) fn save(&mut self, disk: &Disk, generations: Vec<u32>) -> Result<(), PublishError> {
        let mut text = Lines::of(FORMAT);
        // For who looks into it: the folder is not read back, its name is in the key.
        text.line(&["folder", &self.folder.escape_default().to_string()]);
        for generation in &generations {
            text.line(&["generation", &generation.to_string()]);
        }
        disk.replace(&self.file, text.seal().as_bytes())?;
        self.generations = generations;
        Ok(())
    }

    /// The generations that any output folder's record names: their manifests are still needed.
    pub(super) fn all(places: &Places) -> Result<Vec<u32>, PublishError> {
        let mut generations = Vec::new();
        for name in names_in(&places.records())? {
            let bytes = read_if_there(&places.records().join(name))?;
            generations.extend(
                bytes
                    .and_then(|bytes| Record::decode(&bytes))
                    .unwrap_or_default(),
            );
        }
        Ok(generations)
    }
}
