//! The commits of a repository, from the youngest on, and which of them made the files what they are.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use gix::revision::walk::Sorting;
use gix::{ObjectId, Repository};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Objects that were read stay in memory up to this many bytes: neighbouring commits share most trees.
const OBJECT_CACHE: usize = 32 << 20;

/// The files of a tree, by path, with what they hold.
type Files = HashMap<String, ObjectId>;

/// What the history of the site in a folder is known by; none where it has none.
pub(super) fn stamp(site: &Path) -> Option<String> {
    let repository = gix::discover(site).ok()?;
    let head = repository.head_id().ok()?;
    // More of the past can be fetched without a new commit.
    let mut boundary: Vec<ObjectId> = boundary(&repository).into_iter().collect();
    boundary.sort();
    Some(format!("{head} {boundary:?}"))
}

/// The day of the last change of each content file.
pub(super) fn changed(site: &Path) -> Option<HashMap<String, Date>> {
    let mut repository = gix::discover(site).ok()?;
    repository.object_cache_size_if_unset(OBJECT_CACHE);
    let folder = content_of(site, &repository)?;
    let head = repository.head_id().ok()?.detach();
    let boundary = boundary(&repository);
    let mut trees = Trees {
        repository: &repository,
        folder,
        known: HashMap::new(),
    };
    let mut open = Files::new();
    if let Some(tree) = trees.of(head) {
        files_apart(&repository, Some(tree), None, "content", &mut open);
    }
    let mut changed = HashMap::new();
    let order = Sorting::ByCommitTime(Default::default());
    let commits = repository.rev_walk([head]).sorting(order).all().ok()?;
    for commit in commits {
        if open.is_empty() {
            break;
        }
        let commit = commit.ok()?;
        if boundary.contains(&commit.id) {
            continue;
        }
        let now = trees.of(commit.id);
        let parents: Vec<Option<ObjectId>> =
            (commit.parent_ids.iter()).map(|&id| trees.of(id)).collect();
        if now.is_none() || parents.contains(&now) {
            continue;
        }
        // What differs from all parents was made here; a merge merely brings the rest together.
        let mut made = Files::new();
        let first = parents.first().copied().flatten();
        files_apart(&repository, now, first, "content", &mut made);
        for &other in parents.iter().skip(1) {
            let mut apart = Files::new();
            files_apart(&repository, now, other, "content", &mut apart);
            made.retain(|path, _| apart.contains_key(path));
        }
        let Some(day) = day_of(&commit.object().ok()?) else {
            continue;
        };
        for (path, id) in made {
            // A version that a merge did not keep is not what the file says now.
            if open.get(&path) == Some(&id) {
                open.remove(&path);
                changed.insert(path, day);
            }
        }
    }
    Some(changed)
}

/// The commits of which the parents were not fetched.
fn boundary(repository: &Repository) -> HashSet<ObjectId> {
    let commits = repository.shallow_commits().ok().flatten();
    commits
        .map(|commits| commits.iter().copied().collect())
        .unwrap_or_default()
}

/// The folder `content` of the site, as the repository calls it.
fn content_of(site: &Path, repository: &Repository) -> Option<Vec<String>> {
    let top = repository.workdir()?.canonicalize().ok()?;
    let site = site.canonicalize().ok()?;
    let below = site.strip_prefix(top).ok()?;
    let parts = below.components().map(|part| part.as_os_str().to_str());
    let mut parts: Vec<String> = parts
        .map(|part| part.map(str::to_owned))
        .collect::<Option<_>>()?;
    parts.push("content".to_owned());
    Some(parts)
}

/// The day on which a commit was written, where its author was.
fn day_of(commit: &gix::Commit<'_>) -> Option<Date> {
    let time = commit.author().ok()?.time().ok()?;
    let offset = Offset::from_seconds(time.offset).ok()?;
    let moment = Timestamp::from_second(time.seconds).ok()?;
    Some(offset.to_datetime(moment).date())
}

/// The tree of the content folder at each commit: most commits are asked for twice, as themselves and as a
/// parent.
struct Trees<'r> {
    repository: &'r Repository,
    folder: Vec<String>,
    known: HashMap<ObjectId, Option<ObjectId>>,
}

impl Trees<'_> {
    fn of(&mut self, commit: ObjectId) -> Option<ObjectId> {
        if let Some(known) = self.known.get(&commit) {
            return *known;
        }
        let found = self.find(commit);
        self.known.insert(commit, found);
        found
    }

    fn find(&self, commit: ObjectId) -> Option<ObjectId> {
        let mut tree = self.repository.find_commit(commit).ok()?.tree().ok()?;
        for part in &self.folder {
            let entry = tree.find_entry(part.as_str())?;
            let id = entry.object_id();
            tree = self.repository.find_tree(id).ok()?;
        }
        Some(tree.id)
    }
}

/// Adds the files in the tree `now` that are not the same in `before`.
fn files_apart(
    repository: &Repository,
    now: Option<ObjectId>,
    before: Option<ObjectId>,
    path: &str,
    apart: &mut Files,
) {
    let (Some(now), true) = (now, now != before) else {
        return;
    };
    let Ok(now) = repository.find_tree(now) else {
        return;
    };
    let before = before.and_then(|id| repository.find_tree(id).ok());
    let known: HashMap<Vec<u8>, ObjectId> = before
        .iter()
        .flat_map(|tree| tree.iter().flatten())
        .map(|entry| (entry.filename().to_vec(), entry.object_id()))
        .collect();
    for entry in now.iter().flatten() {
        let was = known.get(&**entry.filename()).copied();
        // A name that is no Unicode is no page.
        let Ok(name) = std::str::from_utf8(entry.filename()) else {
            continue;
        };
        let (id, path) = (entry.object_id(), format!("{path}/{name}"));
        if entry.mode().is_tree() {
            files_apart(repository, Some(id), was, &path, apart);
        } else if was != Some(id) {
            apart.insert(path, id);
        }
    }
}
