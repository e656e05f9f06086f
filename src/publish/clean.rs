//! Removing what no generation needs: after a publication, and before one what a kill left behind.

use super::disk::{Disk, names_in};
use super::manifest::Manifest;
use super::places::number_in;
use super::record::Record;
use super::{Places, PublishError, index};

/// Removes everything from the store that the generations in `keep` do not need.
///
/// Manifests stay as long as an output folder may hold files of theirs: they say which files there
/// are the tool's own.
pub(super) fn clean(disk: &Disk, places: &Places, keep: &[&Manifest]) -> Result<(), PublishError> {
    let recorded = Record::all(places)?;
    let is_kept = |number| keep.iter().any(|manifest| manifest.generation == number);
    let has_pack = |number| keep.iter().any(|m| m.packs.contains_key(&number));
    for folder in [places.state(), places.records()] {
        for name in names_in(&folder)? {
            if name.ends_with(".new") {
                disk.remove_file(&folder.join(name))?;
            }
        }
    }
    for name in names_in(&places.generations())? {
        let dead = match number_in(&name, ".manifest") {
            Some(number) => !is_kept(number) && !recorded.contains(&number),
            None => name.ends_with(".new"),
        };
        if dead {
            disk.remove_file(&places.generations().join(name))?;
        }
    }
    for name in names_in(&places.store())? {
        if number_in(&name, ".pack").is_some_and(|number| !has_pack(number)) {
            disk.remove_file(&places.store().join(name))?;
        }
    }
    let folders = keep.iter().filter_map(|manifest| manifest.index.as_ref());
    let folders: Vec<u32> = folders.map(|index| index.name).collect();
    index::clean(disk, places, &folders)
}

/// The first number that no generation has had, nor any of what generations leave behind, so that
/// nothing of a killed build is ever taken for the work of a later one.
pub(super) fn next_number(places: &Places, current: Option<u32>) -> Result<u32, PublishError> {
    let mut highest = current.unwrap_or(0);
    for (folder, suffix) in [
        (places.generations(), ".manifest"),
        (places.store(), ".pack"),
    ] {
        let numbers = names_in(&folder)?
            .into_iter()
            .filter_map(|name| number_in(&name, suffix));
        highest = numbers.fold(highest, u32::max);
    }
    highest = index::numbers(places)?.into_iter().fold(highest, u32::max);
    let mut number = highest.saturating_add(1);
    // Somebody else's folder `index/2024/` is passed over.
    while places.index.join(number.to_string()).exists() {
        number = number.saturating_add(1);
    }
    Ok(number)
}
