//! Published paths: which are allowed, and how a URL's path and a file's path belong together.
//!
//! A path is relative to the root of the site and uses `/`. A page ends in `/` in URLs and is stored
//! as `…/index.html`, so `lessen/ga-kijken/` and `lessen/ga-kijken/index.html` are one path.

use std::borrow::Cow;

use super::PublishError;

/// The longest name that common file systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// The stored path of `path`, or why it cannot be published.
///
/// What could leave the output folder, or be read differently by another file system, is refused.
pub(super) fn stored(path: &str) -> Result<Cow<'_, str>, PublishError> {
    let refuse = |reason| {
        Err(PublishError::BadName {
            name: path.to_owned(),
            reason,
        })
    };
    if path.starts_with('/') {
        return refuse("a path is relative to the root of the site and starts without a slash");
    }
    if path.bytes().any(|b| b < 0x20 || b == 0x7f) {
        return refuse("it holds a control character");
    }
    if path.contains('\\') {
        return refuse("it holds a backslash");
    }
    let bytes = path.as_bytes();
    if bytes.len() >= 2 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic() {
        return refuse("it starts with the letter of a drive");
    }
    let stored = with_index(path);
    for name in stored.split('/') {
        match name {
            "" => return refuse("it holds an empty name between two slashes"),
            "." | ".." => return refuse("it points outside its own folder"),
            name if name.len() > LONGEST_NAME => {
                return refuse("it holds a name of more than 255 bytes");
            }
            _ => {}
        }
    }
    Ok(stored)
}

/// The stored path that a request for `url` asks for. Any text is a legal question.
pub(super) fn asked(url: &str) -> Cow<'_, str> {
    with_index(from_root(url))
}

/// A URL's path without the slash that stands for the root.
pub(super) fn from_root(url: &str) -> &str {
    url.strip_prefix('/').unwrap_or(url)
}

fn with_index(path: &str) -> Cow<'_, str> {
    if path.is_empty() || path.ends_with('/') {
        Cow::Owned(format!("{path}index.html"))
    } else {
        Cow::Borrowed(path)
    }
}

/// Refuses a text that would not survive the line format of the manifest.
pub(super) fn one_line(text: &str) -> Result<&str, PublishError> {
    if text.chars().any(char::is_control) {
        return Err(PublishError::BadName {
            name: text.to_owned(),
            reason: "it holds a control character",
        });
    }
    Ok(text)
}

/// The folders above `path`, nearest first: `a/b/c` gives `a/b` and `a`.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/').map(|(folder, _)| folder), |folder| {
        folder.rsplit_once('/').map(|(above, _)| above)
    })
}

/// The media type of a published path, by its extension.
pub(super) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "jsonld" => "application/ld+json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        // OpenSearch wants its own type, although the file is XML like any other.
        "xml" if name == "opensearch.xml" => "application/opensearchdescription+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "txt" | "conf" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        // A host's redirect map (`_redirects`) has no extension and is text.
        "" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_folder_with_an_index() {
        for (path, file) in [
            ("", "index.html"),
            ("lessen/ga-kijken/", "lessen/ga-kijken/index.html"),
            ("assets/site.css", "assets/site.css"),
            ("hoofdstukken/2.4.1/", "hoofdstukken/2.4.1/index.html"),
            (".well-known/security.txt", ".well-known/security.txt"),
        ] {
            assert_eq!(stored(path).unwrap(), file);
        }
        assert_eq!(asked("/"), "index.html");
        assert_eq!(asked("/lessen/"), "lessen/index.html");
    }

    #[test]
    fn paths_that_escape_are_refused() {
        let long = "a".repeat(256);
        for path in [
            "/etc/passwd",
            "../x",
            "a/../b",
            "a/..",
            "a/./b",
            ".",
            "a//b",
            "//",
            "a\\b",
            "a\0b",
            "a\nb",
            "C:/x",
            "c:x",
            &long,
        ] {
            assert!(stored(path).is_err(), "{path}");
        }
    }

    #[test]
    fn folders_above() {
        assert_eq!(folders("a/b/c.html").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders("c.html").count(), 0);
    }

    #[test]
    fn types_by_extension() {
        assert_eq!(
            content_type("lessen/index.html"),
            "text/html; charset=utf-8"
        );
        assert_eq!(content_type("a.b/_redirects"), "text/plain; charset=utf-8");
        assert_eq!(content_type("x.onbekend"), "application/octet-stream");
    }
}
