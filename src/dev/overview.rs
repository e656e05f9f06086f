//! `/redactie/`: how the guide stands, for who edits it, and the files that it leads to.
//!
//! Both are there in `dev` only: no build plans a page at these addresses.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::stand::Stand;
use crate::guide::{Guide, Origin};
use crate::pipeline::preview::Proof;
use crate::report::external::{self, Cache};
use crate::report::{self, html};

/// Where it stands.
const PATH: &str = "/redactie/";

/// The same, as the path of an output.
pub(super) const OUTPUT: &str = "redactie/index.html";

/// Where its files stand.
const FILES: &str = "/redactie/bestand/";

/// What a path is written with as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

/// What is asked for here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The overview.
    Overview,
    /// A content file, by its path.
    File(String),
}

/// What an address asks for, if it is one of these.
pub(super) fn asked(path: &str) -> Option<Asked> {
    if let Some(file) = path.strip_prefix(FILES) {
        let file: Cow<'_, str> = percent_decode_str(file).decode_utf8().ok()?;
        return Some(Asked::File(file.into_owned()));
    }
    matches!(path, PATH | "/redactie").then_some(Asked::Overview)
}

/// What is answered: its media type and its bytes. None where there is no such thing.
pub(super) fn answer(stand: &Stand, asked: Asked) -> Option<(&'static str, Vec<u8>)> {
    let (proof, found) = stand.surveyed()?;
    let guide = proof.guide();
    match asked {
        Asked::File(file) => {
            // Files of the guide, and no others of this computer.
            let text =
                is_file_of(guide, &file).then(|| std::fs::read(stand.places().site.join(&file)));
            Some(("text/plain; charset=utf-8", text?.ok()?))
        }
        Asked::Overview => {
            let check = &proof.config().check;
            let uncited = |kind| check.reports_uncited(kind);
            let mut report = report::of(guide, &found, uncited, stand.analyzer());
            // Nobody elsewhere is asked because an editor looks at a page.
            let cache = Cache::read(stand.places());
            report.external = Some(external::known(guide, &cache));
            let content = html::html(&report, &Here);
            let page = Proof::around(&proof, html::TITLE, content, PATH)?.ok()?;
            Some(("text/html; charset=utf-8", page))
        }
    }
}

fn is_file_of(guide: &Guide, file: &str) -> bool {
    file == "content/sources.yaml"
        || guide.pages.iter().any(|page| match &page.origin {
            Origin::File(of) => **of == *file,
            _ => false,
        })
}

/// The addresses that `dev` has.
struct Here;

impl html::Links for Here {
    fn file(&self, file: &str) -> String {
        format!("{FILES}{}", utf8_percent_encode(file, IN_PATH))
    }

    fn lessons(&self, theme: Option<&str>, step: Option<&str>) -> String {
        let mut url = "/zoeken/?soort=les".to_owned();
        for (name, value) in [("thema", theme), ("stap", step)] {
            if let Some(value) = value {
                url.push_str(&format!("&{name}={}", utf8_percent_encode(value, IN_PATH)));
            }
        }
        url
    }

    fn word(&self, word: &str) -> String {
        format!("/zoeken/?q={}", utf8_percent_encode(word, IN_PATH))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::html::Links;

    #[test]
    fn only_its_own_addresses_are_taken() {
        assert_eq!(asked("/redactie/"), Some(Asked::Overview));
        let file = Here.file("content/lessons/é x.md");
        assert_eq!(
            asked(&file),
            Some(Asked::File("content/lessons/é x.md".to_owned()))
        );
        for path in [
            "/redactie/x/",
            "/redacties/",
            "/lessen/redactie/",
            "/redactie/bestand/%ff",
        ] {
            assert_eq!(asked(path), None, "{path}");
        }
    }
}
