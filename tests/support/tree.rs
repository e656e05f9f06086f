//! A folder read into memory: for comparing what two builds wrote, and for following links in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// All files below a folder, by path with forward slashes.
#[derive(PartialEq, Eq)]
pub(crate) struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    /// Reads a folder; one that is not there has no files.
    pub(crate) fn of(folder: &Path) -> Tree {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(folder)
            .into_iter()
            .filter_map(Result::ok)
        {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(folder).unwrap();
                files.insert(
                    path.to_str().unwrap().to_owned(),
                    fs::read(entry.path()).unwrap(),
                );
            }
        }
        Tree(files)
    }

    /// Paths and bytes.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The files that are text, with what they say.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files()
            .filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)))
    }

    /// The paths, in order.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The text of a file.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.0.get(path).unwrap_or_else(|| panic!("no {path}"));
        std::str::from_utf8(bytes).unwrap()
    }

    /// How many bytes there are in all.
    pub(crate) fn size(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// The texts in which `needle` stands.
    pub(crate) fn with(&self, needle: &str) -> Vec<&str> {
        self.texts()
            .filter(|(_, text)| text.contains(needle))
            .map(|(path, _)| path)
            .collect()
    }

    /// Fails with the paths that differ, and the first lines that do.
    #[track_caller]
    pub(crate) fn assert_same(&self, other: &Tree) {
        assert_eq!(self.paths(), other.paths());
        for (path, bytes) in self.files() {
            if bytes != other.0[path] {
                let (one, two) = (
                    String::from_utf8_lossy(bytes),
                    String::from_utf8_lossy(&other.0[path]),
                );
                let line = one.lines().zip(two.lines()).find(|(one, two)| one != two);
                panic!("{path} differs: {line:?}");
            }
        }
    }
}

/// The values of all `href`, `src`, `action` and `template` attributes of a text in HTML or XML,
/// with their entities resolved.
pub(crate) fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for name in [" href=\"", " src=\"", " action=\"", " template=\""] {
        for rest in text.split(name).skip(1) {
            let value = rest.split('"').next().unwrap();
            links.push(
                value
                    .replace("&quot;", "\"")
                    .replace("&#x2F;", "/")
                    .replace("&amp;", "&"),
            );
        }
    }
    links
}

/// The file that a web server finds for a path: what stands before `?` and `#`, percent-decoded,
/// `index.html` in a folder.
pub(crate) fn path_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap();
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .unwrap();
    let path = path.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}
