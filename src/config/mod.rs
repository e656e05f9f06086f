//! The site's configuration: `site.toml` and `WIJKGIDS_…` in the environment go in, one typed
//! [`Config`] comes out, with every fault found.
//!
//! 1. `settings.rs` is the table of settings: name, type, default, meaning. The structs, the check,
//!    the suggestions and the documented `site.toml` are all made from it.
//! 2. `value.rs`, `choice.rs`, `address.rs` and `network.rs` say how each type of value is read and written.
//! 3. `target.rs` gives every setting its path (`site.base_url`) and its variable.
//! 4. `reading.rs` walks the parsed document against those paths, then the environment; `syntax.rs`
//!    explains a document that cannot be parsed.
//! 5. `documented.rs` writes the `site.toml` that a new site begins with.
//!
//! A value that cannot be read is reported and leaves the default in its place, so that what follows
//! can still be checked.

mod address;
mod choice;
mod documented;
mod network;
mod reading;
mod settings;
mod syntax;
mod target;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use address::{BaseUrl, Contact, EditUrl, WebUrl};
pub use choice::{AccessibilityStatus, Language, RawHtml};
pub use documented::documented;
pub use network::{FrameAncestor, Network, Origin};
pub use reading::{environment, read};
pub use settings::{
    Accessibility, Api, Build, Check, KindTexts, Markdown, Search, Server, Setting, Site, TABLES,
    TableInfo,
};
pub use target::Target;
pub use value::Count;

use crate::content::kind::{KINDS, Kind};
use crate::diagnostic::{Code, Severity};

/// Name of the file, in the folder of the site.
pub const FILE: &str = "site.toml";

/// How a site is to be built, checked and served.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// `[site]`
    pub site: Site,
    /// `[accessibility]`
    pub accessibility: Accessibility,
    /// `[kinds.<kind>]`
    pub kinds: Kinds,
    /// `[markdown]`
    pub markdown: Markdown,
    /// `[check]`
    pub check: Check,
    /// `[check.severity]`: the weights that differ from the usual ones.
    pub severity: BTreeMap<Code, Severity>,
    /// `[build]`
    pub build: Build,
    /// `[search]`
    pub search: Search,
    /// `[server]`
    pub server: Server,
    /// `[api]`
    pub api: Api,
}

impl Config {
    /// The weight that the site gives to `code`, where it differs from the usual one; what
    /// [`Diagnostics::reweigh`](crate::diagnostic::Diagnostics::reweigh) asks for.
    pub fn weight(&self, code: Code) -> Option<Severity> {
        self.severity.get(&code).copied()
    }
}

impl Config {
    /// The address under which the guide is searched: its own, or that of the server that answers for
    /// pages on a host that serves files only.
    pub fn searched_at(&self) -> &BaseUrl {
        self.search.endpoint.as_ref().unwrap_or(&self.site.base_url)
    }
}

impl Site {
    /// The path under which the site stands: `""`, or `/wijkgids` without a slash at its end.
    pub fn base_path(&self) -> &str {
        self.base_url.path()
    }

    /// The full address of a path of the site: `/lessen/ga-kijken/` gives
    /// `https://voorbeeld.nl/wijkgids/lessen/ga-kijken/`.
    pub fn absolute(&self, path: &str) -> String {
        self.base_url.absolute(path)
    }
}

impl Check {
    /// Whether paragraphs without a citation are reported in pages of this kind.
    pub fn reports_uncited(&self, kind: Kind) -> bool {
        self.uncited_kinds.contains(&kind)
    }
}

/// What stands above the list of each kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kinds([KindTexts; KINDS.len()]);

impl Kinds {
    /// The heading above the list of this kind.
    pub fn title(&self, kind: Kind) -> &str {
        let own = self.0[kind as usize].title.as_deref();
        own.unwrap_or(kind.info().plural)
    }

    /// The text between that heading and the list, if the site has one.
    pub fn intro(&self, kind: Kind) -> Option<&str> {
        self.0[kind as usize].intro.as_deref()
    }

    /// Both, as they are set.
    pub fn of(&self, kind: Kind) -> &KindTexts {
        &self.0[kind as usize]
    }

    fn of_mut(&mut self, kind: Kind) -> &mut KindTexts {
        &mut self.0[kind as usize]
    }
}

/// The folder of the site that `start` lies in: the nearest one upward that holds a `site.toml`.
pub fn find_site(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    let folder = start.ancestors().find(|at| at.join(FILE).is_file())?;
    Some(folder.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_site_upward_is_found() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("gids/content/lessons");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(root.path().join(FILE), "").unwrap();
        assert_eq!(find_site(&inner).as_deref(), Some(root.path()));
        std::fs::write(root.path().join("gids").join(FILE), "").unwrap();
        assert_eq!(find_site(&inner), Some(root.path().join("gids")));
        // A folder that happens to have the name is no site.
        std::fs::create_dir(inner.join(FILE)).unwrap();
        assert_eq!(find_site(&inner), Some(root.path().join("gids")));
        std::fs::remove_file(root.path().join("gids").join(FILE)).unwrap();
        std::fs::remove_file(root.path().join(FILE)).unwrap();
        assert_ne!(find_site(&inner).as_deref(), Some(root.path()));
    }

    #[test]
    fn a_kind_is_called_by_its_own_name_unless_the_site_renames_it() {
        let mut kinds = Kinds::default();
        assert_eq!(kinds.title(Kind::Lesson), "Lessen");
        kinds.of_mut(Kind::Lesson).title = Some("Wat we leerden".into());
        assert_eq!(kinds.title(Kind::Lesson), "Wat we leerden");
        assert_eq!(kinds.title(Kind::Theme), "Thema’s");
        assert_eq!(kinds.intro(Kind::Lesson), None);
    }
}
