//! When files were last changed, from the git repository that a site stands in.
//!
//! In: the folder of a site. Out: a [`History`], with the day of the last change of each content file. It is
//! read only where `[build] git_dates` asks for it, and only in a program that was built with the feature
//! `git`: its libraries are a tenth of what there is to compile.
//!
//! A date is claimed only where the history shows the change itself. In a shallow clone the oldest commits
//! have lost their parents, so that nobody can tell what they changed: files of which no younger commit
//! speaks have no date.

#[cfg(feature = "git")]
mod commits;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::Date;

/// Whether this program can read git at all.
pub const AVAILABLE: bool = cfg!(feature = "git");

/// The history of a site's files.
#[derive(Debug)]
pub struct History {
    site: PathBuf,
    stamp: String,
    changed: OnceLock<HashMap<String, Date>>,
}

impl History {
    /// The history of the site in this folder; none where there is no repository, no commit, or no way to
    /// read one.
    #[cfg_attr(not(feature = "git"), allow(unused_variables))]
    pub fn open(site: &Path) -> Option<History> {
        #[cfg(feature = "git")]
        let stamp = commits::stamp(site)?;
        #[cfg(not(feature = "git"))]
        let stamp: String = None?;
        Some(History {
            site: site.to_owned(),
            stamp,
            changed: OnceLock::new(),
        })
    }

    /// What the history is known by: it is another where this is.
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// The day on which a file was last changed, by its path in the site.
    pub fn last_changed(&self, file: &str) -> Option<Date> {
        self.changed
            .get_or_init(|| changed(&self.site))
            .get(file)
            .copied()
    }
}

#[cfg(feature = "git")]
fn changed(site: &Path) -> HashMap<String, Date> {
    // A history that cannot be read further says nothing; the guide is whole without.
    commits::changed(site).unwrap_or_default()
}

#[cfg(not(feature = "git"))]
fn changed(_: &Path) -> HashMap<String, Date> {
    HashMap::new()
}
