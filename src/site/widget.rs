//! The search field that other sites put on their pages (`<wijkgids-zoek>`): every version that is
//! kept, and the list of their hashes.
//!
//! The newest stands at `/widget/zoek.js`, where it is replaced with each release. Every version also
//! stands at an address of its own, `/widget/<version>/zoek.js`, for pages that say which bytes they
//! trust (Subresource Integrity). A version is named by its content, so that what stands there cannot
//! change. Whoever trusts an older one keeps it: a version that was released stays in the program,
//! beside its successor, and one that a site puts in its place stands beside that of the program.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use sha2::{Digest, Sha384};

use crate::config::Config;
use crate::content::files::Files;

/// The folder in which a site has its own.
const FOLDER: &str = "templates/widget";

/// The name of the newest; what stands beside it is older.
const NEWEST: &str = "zoek.js";

/// Those in the program, by name. Released ones stay, as `zoek-<release>.js`.
const EMBEDDED: &[(&str, &[u8])] = &[(NEWEST, include_bytes!("../../templates/widget/zoek.js"))];

/// The address of the newest.
pub(super) const ADDRESS: &str = "/widget/zoek.js";

/// The address of the list of hashes.
pub(super) const HASHES: &str = "/widget/hashes.json";

/// All versions, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Widget(Vec<Version>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    name: String,
    integrity: String,
    bytes: Vec<u8>,
}

impl Version {
    fn of(bytes: Vec<u8>) -> Version {
        let hash = Sha384::digest(&bytes);
        let mut name = String::with_capacity(12);
        for byte in &hash[..6] {
            // Writing to a string does not fail.
            let _ = write!(name, "{byte:02x}");
        }
        Version {
            name,
            integrity: format!("sha384-{}", BASE64.encode(hash)),
            bytes,
        }
    }

    fn path(&self) -> String {
        format!("/widget/{}/zoek.js", self.name)
    }
}

/// What the list of hashes says.
#[derive(Serialize)]
struct Hashes<'a> {
    /// The newest, which `/widget/zoek.js` gives too.
    huidig: Hash<'a>,
    /// All that are kept, the newest first.
    versies: Vec<Hash<'a>>,
}

#[derive(Serialize)]
struct Hash<'a> {
    versie: &'a str,
    url: String,
    integrity: &'a str,
}

impl Widget {
    /// Those in the program and those of the site.
    pub(super) fn load(files: &dyn Files) -> Widget {
        let (own, _) = files.walk(FOLDER);
        let own = own.into_iter().filter(|file| file.path.ends_with(".js"));
        let own = own.filter_map(|file| {
            let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
            Some((name, files.read(&file.path).ok()?))
        });
        let embedded = EMBEDDED
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
        // The site's own come first, so that its newest is the newest.
        let mut all: Vec<(String, Vec<u8>)> = own.chain(embedded).collect();
        all.sort_by_key(|(name, _)| name != NEWEST);
        let mut versions: Vec<Version> = Vec::with_capacity(all.len());
        for (_, bytes) in all {
            let version = Version::of(bytes);
            if versions.iter().all(|known| known.name != version.name) {
                versions.push(version);
            }
        }
        Widget(versions)
    }

    /// The number of every version, with its address.
    pub(super) fn paths(&self) -> impl Iterator<Item = (usize, String)> {
        self.0.iter().map(Version::path).enumerate()
    }

    /// The bytes of a version; 0 is the newest.
    pub(super) fn bytes(&self, at: usize) -> &[u8] {
        &self.0[at].bytes
    }

    /// The list of hashes, as JSON.
    pub(super) fn hashes(&self, config: &Config) -> String {
        fn hash<'v>(config: &Config, version: &'v Version) -> Hash<'v> {
            Hash {
                versie: &version.name,
                url: config.searched_at().absolute(&version.path()),
                integrity: &version.integrity,
            }
        }
        let all = self.0.iter().map(|version| hash(config, version));
        let hashes = Hashes {
            huidig: hash(config, &self.0[0]),
            versies: all.collect(),
        };
        // Texts alone cannot fail to become JSON.
        serde_json::to_string_pretty(&hashes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::content::files::MemoryFiles;

    fn versions(widget: &Widget) -> Vec<&str> {
        widget.0.iter().map(|version| &*version.name).collect()
    }

    #[test]
    fn every_version_in_the_folder_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/widget");
        let found = std::fs::read_dir(folder).unwrap();
        let mut found: Vec<String> = found
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        found.sort();
        let mut embedded: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
        embedded.sort_unstable();
        assert_eq!(found, embedded);
    }

    /// When this fails, the widget has changed. Was the version that stood here released, then it
    /// must stay, as `templates/widget/zoek-<release>.js`: pages of others trust its hash.
    #[test]
    fn pages_that_trust_a_version_keep_it() {
        let widget = Widget::load(&MemoryFiles::default());
        insta::assert_snapshot!(widget.hashes(&Config::default()));
    }

    #[test]
    fn it_is_small() {
        let widget = Widget::load(&MemoryFiles::default());
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        packed.write_all(widget.bytes(0)).unwrap();
        let packed = packed.finish().unwrap().len();
        assert!(packed <= 10_000, "{packed} bytes compressed");
    }

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // FIPS 180-4, "abc".
        let version = Version::of(b"abc".to_vec());
        assert_eq!(version.name, "cb00753f45a3");
        assert_eq!(
            version.integrity,
            "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"
        );
    }

    #[test]
    fn a_site_replaces_the_newest_and_takes_none_away() {
        let embedded = Widget::load(&MemoryFiles::default());
        let files = MemoryFiles::default()
            .with("templates/widget/zoek.js", "eigen()")
            .with("templates/widget/zoek-oud.js", "oud()")
            .with("templates/widget/LEESMIJ.md", "geen script");
        let own = Widget::load(&files);
        assert_eq!(own.bytes(0), b"eigen()");
        let kept = versions(&own);
        assert_eq!(kept.len(), versions(&embedded).len() + 2);
        assert!(versions(&embedded).iter().all(|name| kept.contains(name)));
    }
}
