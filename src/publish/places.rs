//! Where a site keeps what it publishes.

use std::path::{Path, PathBuf};

/// The folders that publication works in.
#[derive(Debug, Clone)]
pub struct Places {
    /// The site's own folder; `.wijkgids/` is kept under it.
    pub site: PathBuf,
    /// The folder for other hosts, rolled forward file by file; none where nobody asked for it.
    pub public: Option<PathBuf>,
    /// The folder with one subfolder of index segments a generation.
    pub index: PathBuf,
}

impl Places {
    /// The usual places of the site in `site`: `public/` and `index/` under it.
    pub fn of(site: impl Into<PathBuf>) -> Self {
        let site = site.into();
        Places {
            public: Some(site.join("public")),
            index: site.join("index"),
            site,
        }
    }

    /// `.wijkgids/`: everything that is kept between builds.
    pub fn state(&self) -> PathBuf {
        self.site.join(".wijkgids")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.state().join("lock")
    }

    pub(super) fn pointer(&self) -> PathBuf {
        self.state().join("current")
    }

    pub(super) fn ledger(&self) -> PathBuf {
        self.state().join("ledger")
    }

    pub(super) fn store(&self) -> PathBuf {
        self.state().join("store")
    }

    pub(super) fn pack(&self, number: u32) -> PathBuf {
        self.store().join(format!("{number}.pack"))
    }

    pub(super) fn generations(&self) -> PathBuf {
        self.state().join("generations")
    }

    pub(super) fn manifest(&self, generation: u32) -> PathBuf {
        self.generations().join(format!("{generation}.manifest"))
    }

    /// The records of how far each output folder was rolled forward.
    pub(super) fn records(&self) -> PathBuf {
        self.state().join("public")
    }

    /// How this site names a folder for itself: relative where it lies inside the site, so that a
    /// site that was moved as a whole still recognises what it wrote.
    pub(super) fn name_of(&self, folder: &Path) -> String {
        let site = settled(&self.site);
        let folder = settled(folder);
        let name = folder.strip_prefix(&site).unwrap_or(&folder);
        name.to_string_lossy().into_owned()
    }

    /// The mark of the folders that this site makes in `folder`. Two sites that share a folder
    /// outside both have different marks; inside the site there is no other, and it can be moved.
    pub(super) fn mark_of(&self, folder: &Path) -> String {
        if Path::new(&self.name_of(folder)).is_absolute() {
            format!("wijkgids {}\n", settled(&self.site).display())
        } else {
            "wijkgids\n".to_owned()
        }
    }
}

/// The path with its links resolved as far as it exists.
fn settled(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    for above in path.ancestors() {
        if let Ok(real) = above.canonicalize() {
            let rest = path.strip_prefix(above).unwrap_or(Path::new(""));
            return if rest.as_os_str().is_empty() {
                real
            } else {
                real.join(rest)
            };
        }
    }
    path
}

/// The number in a name such as `17.pack` (`suffix` is `.pack`) or `17` (no suffix).
///
/// Numbers of more than nine digits are nobody's generation.
pub(super) fn number_in(name: &str, suffix: &str) -> Option<u32> {
    let digits = name.strip_suffix(suffix)?;
    let plain = !digits.is_empty() && digits.len() <= 9 && !digits.starts_with('0');
    if !plain || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}
