//! Which files were touched: what the system tells of them, many events as one.
//!
//! The folder of the site is watched by itself, `content/` and `templates/` with all below them; when one
//! of these is made anew, it is watched anew. Events that come shortly after each other are waited for, the
//! longer the more there are: a checkout of a thousand files is one change.
//!
//! Where the system has no room for so many watches, or cannot tell at all, who waits is told that any file
//! may have been touched, each time that it has waited.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config;
use crate::pipeline::preview::Touched;

/// The folders that are watched with all below them.
const FOLDERS: [&str; 2] = ["content", "templates"];

/// No change is waited for longer than this, however many follow it.
const LONGEST: Duration = Duration::from_secs(2);

/// A site under watch.
pub(super) struct Watch {
    root: PathBuf,
    watcher: Mutex<Option<RecommendedWatcher>>,
    events: Receiver<notify::Result<Event>>,
    /// Why the files have to be looked at instead.
    polls: OnceLock<String>,
}

impl Watch {
    /// Watches the site in `root`; with `poll` nothing is watched.
    pub(super) fn new(root: &Path, poll: bool) -> Watch {
        let (to, events) = mpsc::channel();
        let watch = Watch {
            root: root.to_path_buf(),
            watcher: Mutex::default(),
            events,
            polls: OnceLock::new(),
        };
        if poll {
            watch.polls.get_or_init(|| "--poll".to_owned());
            return watch;
        }
        match notify::recommended_watcher(to) {
            Ok(mut watcher) => {
                let site = watcher.watch(root, RecursiveMode::NonRecursive);
                *watch.watcher.lock().unwrap_or_else(PoisonError::into_inner) = Some(watcher);
                match site {
                    Ok(()) => watch.watch_folders(&FOLDERS),
                    Err(error) => watch.give_up(&error),
                }
            }
            Err(error) => watch.give_up(&error),
        }
        watch
    }

    /// Why the files have to be looked at, if changes are not told.
    pub(super) fn polls(&self) -> Option<&str> {
        self.polls.get().map(String::as_str)
    }

    /// Waits for a change, but not longer than `patience`.
    pub(super) fn next(&self, patience: Duration) -> Option<Touched> {
        if self.polls().is_some() {
            std::thread::sleep(patience);
            return None;
        }
        let mut changes = Changes::default();
        let until = Instant::now() + patience;
        while changes.is_none() {
            let left = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) => self.take(event, &mut changes),
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => {
                    self.polls.get_or_init(|| "the watch ended".to_owned());
                    return None;
                }
            }
        }
        let longest = Instant::now() + LONGEST;
        while Instant::now() < longest {
            match self.events.recv_timeout(changes.quiet()) {
                Ok(event) => self.take(event, &mut changes),
                Err(_) => break,
            }
        }
        if !changes.made.is_empty() {
            self.watch_folders(&changes.made);
        }
        Some(match changes.any {
            true => Touched::Any(changes.paths),
            false => Touched::These(changes.paths),
        })
    }

    fn take(&self, event: notify::Result<Event>, changes: &mut Changes) {
        match event {
            Ok(event) => changes.add(&self.root, &event),
            Err(error) if error.paths.is_empty() || is_full(&error) => self.give_up(&error),
            // A file that came and went before it could be watched.
            Err(_) => changes.any = true,
        }
    }

    fn watch_folders(&self, folders: &[&'static str]) {
        let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(watcher) = watcher.as_mut() else {
            return;
        };
        for folder in folders {
            let path = self.root.join(folder);
            // A watch of a folder that was removed may still be in the books.
            let _ = watcher.unwatch(&path);
            match watcher.watch(&path, RecursiveMode::Recursive) {
                Err(error) if path.is_dir() => self.give_up(&error),
                // Without the folder there is nothing to be watched, until it is made.
                _ => {}
            }
        }
    }

    fn give_up(&self, error: &notify::Error) {
        self.polls.get_or_init(|| error.to_string());
    }
}

/// Whether the system has no room for another watch.
fn is_full(error: &notify::Error) -> bool {
    matches!(error.kind, notify::ErrorKind::MaxFilesWatch)
}

/// What changed so far.
#[derive(Debug, Default)]
struct Changes {
    paths: BTreeSet<String>,
    /// Whether something else may have been touched too.
    any: bool,
    /// Folders that were made anew.
    made: Vec<&'static str>,
    events: usize,
    /// Whether a file may be half written still.
    open: bool,
}

impl Changes {
    fn is_none(&self) -> bool {
        self.paths.is_empty() && !self.any
    }

    /// How long to wait for more.
    fn quiet(&self) -> Duration {
        Duration::from_millis(match self.events {
            _ if self.open => 100,
            0..=4 => 8,
            5..=60 => 40,
            _ => 150,
        })
    }

    fn add(&mut self, root: &Path, event: &Event) {
        if event.need_rescan() {
            self.any = true;
            return;
        }
        // Linux tells when a file that was written is closed; before that it is half a file.
        let tells_closed = cfg!(any(target_os = "linux", target_os = "android"));
        let (counts, open) = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => (true, false),
            EventKind::Access(_) => (false, false),
            EventKind::Modify(ModifyKind::Data(_)) => (true, tells_closed),
            EventKind::Create(notify::event::CreateKind::File) => (true, tells_closed),
            _ => (true, false),
        };
        if !counts {
            return;
        }
        for path in &event.paths {
            let Some(path) = path.strip_prefix(root).ok().and_then(Path::to_str) else {
                self.any = true;
                continue;
            };
            let path = path.replace(std::path::MAIN_SEPARATOR, "/");
            if let Some(folder) = FOLDERS.into_iter().find(|folder| *folder == path) {
                self.made.push(folder);
                self.any = true;
                self.events += 1;
            } else if is_of_the_site(&path) {
                self.events += 1;
                self.open = open;
                self.paths.insert(path);
            }
        }
    }
}

/// Whether the guide can depend on a file. Names that begin with a point belong to editors and version
/// control.
fn is_of_the_site(path: &str) -> bool {
    let (folder, rest) = path.split_once('/').unwrap_or((path, ""));
    let below = FOLDERS.contains(&folder) && !rest.split('/').any(|name| name.starts_with('.'));
    below || path == config::FILE
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content/lessons")).unwrap();
        fs::write(folder.path().join("content/lessons/a.md"), "a").unwrap();
        folder
    }

    fn named(touched: Option<Touched>) -> Vec<String> {
        match touched {
            Some(Touched::These(paths) | Touched::Any(paths)) => paths.into_iter().collect(),
            None => Vec::new(),
        }
    }

    #[test]
    fn a_file_that_was_written_is_named() {
        let site = site();
        let watch = Watch::new(site.path(), false);
        assert_eq!(watch.polls(), None);
        fs::write(site.path().join("content/lessons/a.md"), "b").unwrap();
        fs::write(site.path().join("content/lessons/.a.md.swp"), "b").unwrap();
        fs::write(site.path().join("anders.txt"), "b").unwrap();
        assert_eq!(named(watch.next(PATIENCE)), ["content/lessons/a.md"]);
        fs::read(site.path().join("content/lessons/a.md")).unwrap();
        assert_eq!(watch.next(Duration::from_millis(300)), None);
    }

    #[test]
    fn a_thousand_files_are_one_change() {
        let site = site();
        let watch = Watch::new(site.path(), false);
        for number in 0..1000 {
            let path = site.path().join(format!("content/lessons/b-{number}.md"));
            fs::write(path, "b").unwrap();
        }
        assert_eq!(named(watch.next(PATIENCE)).len(), 1000);
    }

    #[test]
    fn a_folder_that_is_made_anew_is_watched_anew() {
        let site = site();
        let watch = Watch::new(site.path(), false);
        fs::remove_dir_all(site.path().join("content")).unwrap();
        assert!(watch.next(PATIENCE).is_some());
        fs::create_dir_all(site.path().join("content/themes")).unwrap();
        assert!(matches!(watch.next(PATIENCE), Some(Touched::Any(_))));
        fs::write(site.path().join("content/themes/c.md"), "c").unwrap();
        let told = named(watch.next(PATIENCE));
        assert!(told.contains(&"content/themes/c.md".to_owned()), "{told:?}");
    }

    #[test]
    fn without_a_watch_it_says_so() {
        let site = site();
        let watch = Watch::new(site.path(), true);
        assert_eq!(watch.polls(), Some("--poll"));
        assert_eq!(watch.next(Duration::from_millis(1)), None);
        assert!(
            Watch::new(&site.path().join("weg"), false)
                .polls()
                .is_some()
        );
    }
}
