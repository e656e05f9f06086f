//! The folders of index segments: `index/<generation>/`, made by publication, filled by its caller.
//!
//! A folder that publication made carries a mark, and only marked folders are ever removed: next to
//! them may stand anything (`index/nl/`, or another program's folders when `--index` names a place
//! outside the site).

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::disk::{Disk, names_in, read_if_there};
use super::places::number_in;
use super::{Places, PublishError};

const MARK: &str = ".wijkgids";
/// The name of a folder that is being made or removed: it gets its number when it has its mark, and
/// loses it before its files go, so that a kill leaves no number without a mark.
const UNNUMBERED: &str = ".wijkgids-unnumbered";

/// The folder of index segments of the generation under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Where its files are, or belong.
    pub folder: PathBuf,
    /// Whether it is new and empty, so that the index has to be built; else it is the index of the
    /// current generation, which was built from the same.
    pub fresh: bool,
}

/// The numbers of the index folders that this site made.
pub(super) fn numbers(places: &Places) -> Result<Vec<u32>, PublishError> {
    let mark = places.mark_of(&places.index);
    let mut numbers = Vec::new();
    for name in names_in(&places.index)? {
        if let Some(number) = number_in(&name, "") {
            let found = read_if_there(&places.index.join(name).join(MARK))?;
            if found.is_some_and(|found| found == mark.as_bytes()) {
                numbers.push(number);
            }
        }
    }
    Ok(numbers)
}

/// Makes an index folder with its mark.
pub(super) fn make(disk: &Disk, places: &Places, number: u32) -> Result<PathBuf, PublishError> {
    let unnumbered = places.index.join(UNNUMBERED);
    let folder = places.index.join(number.to_string());
    disk.make_folder(&places.index)?;
    disk.remove_tree(&unnumbered)?;
    disk.make_folder(&unnumbered)?;
    let mark = unnumbered.join(MARK);
    let mut file = disk.create(&mark)?;
    disk.append(&mut file, &mark, places.mark_of(&places.index).as_bytes())?;
    disk.rename(&unnumbered, &folder)?;
    Ok(folder)
}

/// Removes an index folder of this site.
pub(super) fn remove(disk: &Disk, places: &Places, number: u32) -> Result<(), PublishError> {
    let unnumbered = places.index.join(UNNUMBERED);
    disk.remove_tree(&unnumbered)?;
    disk.rename(&places.index.join(number.to_string()), &unnumbered)?;
    disk.remove_tree(&unnumbered)
}

/// Removes the index folders of this site, save those in `keep`.
pub(super) fn clean(disk: &Disk, places: &Places, keep: &[u32]) -> Result<(), PublishError> {
    let unnumbered = places.index.join(UNNUMBERED);
    if unnumbered.exists() {
        disk.remove_tree(&unnumbered)?;
    }
    for number in numbers(places)? {
        if !keep.contains(&number) {
            remove(disk, places, number)?;
        }
    }
    Ok(())
}

/// Brings a filled index folder to the disk itself, and lists its files with their lengths.
///
/// Files whose name starts with a dot are marks and locks: they come and go with readers.
pub(super) fn settle(disk: &Disk, folder: &Path) -> Result<Vec<(String, u64)>, PublishError> {
    let mut files = Vec::new();
    for found in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let found = found.map_err(|e| PublishError::at(folder, e.into()))?;
        let path = found.path();
        if found.file_type().is_dir() {
            disk.sync_folder(path)?;
            continue;
        }
        // Windows only syncs what was opened for writing.
        let file = File::options().read(true).write(cfg!(windows)).open(path);
        let file = file.map_err(|e| PublishError::at(path, e))?;
        disk.share(&file, path)?;
        disk.sync(&file, path)?;
        let name = path.strip_prefix(folder).unwrap_or(path);
        let name = name.to_string_lossy().replace('\\', "/");
        if found.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let len = fs::metadata(path).map_err(|e| PublishError::at(path, e))?;
        files.push((super::path::one_line(&name)?.to_owned(), len.len()));
    }
    if let Some(above) = folder.parent() {
        disk.sync_folder(above)?;
    }
    Ok(files)
}
