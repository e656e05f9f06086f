//! Whether nothing is left to mend: the question a build asks before it decides to do nothing.

use super::generation::Generation;
use super::record::Record;
use super::{Places, PublishError};

/// The generation that is published, if it is whole, its index is intact, and the output folder (where
/// there is one) was rolled forward to it. None where the next publication has something to mend.
pub fn settled(places: &Places) -> Result<Option<Generation>, PublishError> {
    let generation = match Generation::current(places) {
        Ok(Some(generation)) => generation,
        Ok(None) | Err(PublishError::Damaged { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    if let Some(root) = &places.public {
        let record = Record::load(places, root)?;
        if !root.is_dir() || record.generations != [generation.number()] {
            return Ok(None);
        }
    }
    let index = generation.index_dir().is_none() || generation.index_is_intact();
    Ok(index.then_some(generation))
}
