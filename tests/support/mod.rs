//! Sites for tests: files in a folder of their own, the real program run on them, and what it said
//! and wrote held against what is expected. All steps can be chained:
//!
//! ```ignore
//! Site::new().lesson("ga-kijken", "Tekst.").run(&["build"]).code(0);
//! ```

mod pages;
mod ran;
mod served;
#[cfg(unix)]
mod terminal;
mod tree;
mod watched;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

pub(crate) use ran::Ran;
pub(crate) use served::{Reply, Served, encoded};
pub(crate) use tree::{Tree, links, path_of};
pub(crate) use watched::{Open, Watched};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_wijkgids");

/// A site on disk, removed when it is dropped.
pub(crate) struct Site {
    folder: tempfile::TempDir,
    root: PathBuf,
    environment: Vec<(String, String)>,
}

impl Site {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        fs::create_dir(&root).unwrap();
        Site {
            folder,
            root,
            environment: Vec::new(),
        }
    }

    /// A site without content: a `site.toml` with a title, and no more.
    pub(crate) fn new() -> Site {
        Site::empty().file(
            "site.toml",
            "[site]\ntitle = \"Proefgids\"\nbase_url = \"https://gids.voorbeeld.nl/\"\n",
        )
    }

    /// A copy of a site in `tests/sites/`.
    pub(crate) fn copy_of(name: &str) -> Site {
        let site = Site::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/sites")
            .join(name);
        for (path, bytes) in Tree::of(&from).files() {
            site.put(path, bytes);
        }
        site
    }

    /// A site in an existing folder, such as a mounted one; it is not removed.
    pub(crate) fn at(root: &Path) -> Site {
        Site {
            root: root.to_path_buf(),
            ..Site::empty()
        }
    }

    /// Its folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path in its folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A path beside the site, for what must stand outside.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Site {
        self.put(path, bytes);
        self
    }

    /// [`Site::file`], for a site that is already in use.
    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Site {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Replaces the one place where `from` stands in a file.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) -> &Site {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}:\n{text}");
        self.put(path, text.replace(from, to))
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) -> &Site {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    /// Makes every input an hour old, as in a folder that nobody is working in: only then may a build
    /// trust the times of files.
    pub(crate) fn age(&self) -> &Site {
        let past = SystemTime::now() - Duration::from_secs(3600);
        for path in Tree::of(&self.root).paths() {
            if path == "site.toml" || path.starts_with("content/") || path.starts_with("templates/")
            {
                fs::File::options()
                    .write(true)
                    .open(self.path(path))
                    .unwrap()
                    .set_modified(past)
                    .unwrap();
            }
        }
        self
    }

    /// A setting of the environment that the program runs in.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Site {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A file's text.
    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// A published file's text.
    pub(crate) fn published(&self, path: &str) -> String {
        self.read(&format!("public/{path}"))
    }

    /// Whether a file or folder is there.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// What stands in `public/`.
    pub(crate) fn public(&self) -> Tree {
        Tree::of(&self.path("public"))
    }

    /// Runs the program in the site's folder.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_in("", args)
    }

    /// Runs the program in a folder below the site's.
    pub(crate) fn run_in(&self, folder: &str, args: &[&str]) -> Ran {
        Ran::new(args, self.command(folder, args).output().unwrap())
    }

    /// Starts the program in the site's folder, to be watched or killed.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.command("", args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Builds the site, which must succeed, and gives what was said.
    pub(crate) fn build(&self) -> Ran {
        self.run(&["build"]).code(0)
    }

    fn command(&self, folder: &str, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        // What the tester's own environment says must not decide how a test ends.
        for (name, _) in std::env::vars_os() {
            let ours = name.to_string_lossy().starts_with("WIJKGIDS_");
            if ours || name == "SOURCE_DATE_EPOCH" || name == "NO_COLOR" {
                command.env_remove(name);
            }
        }
        let environment = self.environment.iter().map(|(name, value)| (name, value));
        command
            .current_dir(self.path(folder))
            .args(args)
            .envs(environment)
            .stdin(Stdio::null());
        command
    }
}
