//! Style sheet, scripts and icon: published under `/assets/` with a fingerprint in their names, so
//! that browsers may keep them for ever. Beside them the [`widget`](super::widget) for other sites.

use super::widget::Widget;
use crate::content::files::Files;

/// The assets in the program, by name.
const EMBEDDED: &[(&str, &[u8])] = &[
    (
        "embed.css",
        include_bytes!("../../templates/assets/embed.css"),
    ),
    (
        "embed.js",
        include_bytes!("../../templates/assets/embed.js"),
    ),
    (
        "icon.svg",
        include_bytes!("../../templates/assets/icon.svg"),
    ),
    (
        "site.css",
        include_bytes!("../../templates/assets/site.css"),
    ),
    ("site.js", include_bytes!("../../templates/assets/site.js")),
];

/// The assets of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    files: Vec<Asset>,
    pub(super) widget: Widget,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Asset {
    name: String,
    path: String,
    bytes: Vec<u8>,
}

impl Assets {
    /// Those in the program, each replaced by `templates/assets/<name>` of the site where that
    /// exists; and what the site adds.
    pub fn load(files: &dyn Files) -> Assets {
        let mut assets: Vec<(String, Vec<u8>)> = EMBEDDED
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
            .collect();
        let (own, _) = files.walk("templates/assets");
        for file in own {
            let Some(name) = file.path.strip_prefix("templates/assets/") else {
                continue;
            };
            let Ok(bytes) = files.read(&file.path) else {
                continue;
            };
            match assets.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known = bytes,
                None => assets.push((name.to_owned(), bytes)),
            }
        }
        assets.sort();
        let published = assets.into_iter().map(|(name, bytes)| {
            let fingerprint = &blake3::hash(&bytes).to_hex()[..8];
            let path = match name.rsplit_once('.') {
                Some((stem, extension)) => format!("/assets/{stem}.{fingerprint}.{extension}"),
                None => format!("/assets/{name}.{fingerprint}"),
            };
            Asset { name, path, bytes }
        });
        Assets {
            files: published.collect(),
            widget: Widget::load(files),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The name of the asset numbered `at`.
    pub fn name(&self, at: usize) -> &str {
        &self.files[at].name
    }

    /// The path of the asset numbered `at`.
    pub fn path(&self, at: usize) -> &str {
        &self.files[at].path
    }

    /// Its bytes.
    pub fn bytes(&self, at: usize) -> &[u8] {
        &self.files[at].bytes
    }

    /// The path of the asset called `name`.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|asset| asset.name == name)
            .map(|asset| asset.path.as_str())
    }
}
