//! Whether nothing is left to mend: the question a build asks before it decides to do nothing.

use std::fs;

use rayon::prelude::*;

use super::generation::Generation;
use super::record::Record;
use super::{Places, PublishError};

/// The generation that is published, if it is whole, its index is intact, and the output folder (where
/// there is one) was rolled forward to it and has every file at its length. None where the next
/// publication has something to mend.
pub fn settled(places: &Places) -> Result<Option<Generation>, PublishError> {
    let generation = match Generation::current(places) {
        Ok(Some(generation)) => generation,
        Ok(None) | Err(PublishError::Damaged { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    if let Some(root) = &places.public {
        let record = Record::load(places, root)?;
        if record.generations != [generation.number()] {
            return Ok(None);
        }
        let whole = generation.manifest.entries.par_iter().all(|entry| {
            let file = fs::symlink_metadata(root.join(&*entry.path));
            file.is_ok_and(|file| file.is_file() && file.len() == entry.len())
        });
        if !whole {
            return Ok(None);
        }
    }
    let index = generation.index_dir().is_none() || generation.index_is_intact();
    Ok(index.then_some(generation))
}
