//! Writes a guide of any size: Dutch-looking pages of about 750 words, mostly lessons, with every
//! construct that real pages have, and without a single fault by the rules of `wijkgids check`.
//!
//! In: a folder and a number of pages. Out: `site.toml` and `content/` in that folder; always the
//! same bytes for the same number. The steps:
//!
//! 1. `words` makes the vocabulary.
//! 2. `plan` says which pages there are, so that references can only name what exists.
//! 3. `front` and `body` write each page, in parallel, each with a stream of `random` of its own.
//!
//! How much there is of what scales with the number of pages, except what a reader keeps in mind:
//! steps, themes, places and authors stay few.

mod body;
mod front;
pub(crate) mod plan;
pub(crate) mod random;
mod sources;
pub(crate) mod words;

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use rayon::prelude::*;

use plan::{PARTS, Page, Plan};
use random::Random;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Pages.
    pub(crate) pages: usize,
    /// Their words, headings and tables included.
    pub(crate) words: usize,
    /// Bytes of all files.
    pub(crate) bytes: usize,
}

/// Writes a guide of `pages` pages (at least 150) to the folder `site`.
pub(crate) fn write(site: &Path, pages: usize) -> io::Result<Size> {
    let plan = Plan::new(pages);
    let content = site.join("content");
    let mut folders: Vec<&str> = plan
        .pages
        .iter()
        .filter_map(|page| Some(page.path.rsplit_once('/')?.0))
        .collect();
    folders.dedup();
    for folder in folders {
        fs::create_dir_all(content.join(folder))?;
    }
    let others = [
        (site.join("site.toml"), site_toml()),
        (content.join("sources.yaml"), sources::yaml(&plan)),
        (content.join("chapters/parts.yaml"), parts_yaml()),
    ];
    let mut bytes = 0;
    for (path, text) in others {
        bytes += text.len();
        fs::write(path, text)?;
    }
    let written = plan
        .pages
        .par_iter()
        .enumerate()
        .map(|(at, page)| {
            let (text, words) = page_text(&plan, page, at);
            fs::write(content.join(&page.path), &text)?;
            Ok(Size {
                pages: 1,
                words,
                bytes: text.len(),
            })
        })
        .try_reduce(Size::default, |a, b| {
            Ok::<_, io::Error>(Size {
                pages: a.pages + b.pages,
                words: a.words + b.words,
                bytes: a.bytes + b.bytes,
            })
        })?;
    Ok(Size {
        bytes: written.bytes + bytes,
        ..written
    })
}

/// The whole text of a page, and the number of words in its body.
fn page_text(plan: &Plan, page: &Page, at: usize) -> (String, usize) {
    let mut random = Random::stream("page", at);
    let start = random.below(plan.sources.len());
    let cited: Vec<&str> = (0..random.between(2, 5))
        .map(|nth| plan.sources[(start + nth * 7) % plan.sources.len()].as_str())
        .collect();
    let mut text = String::with_capacity(8 << 10);
    front::write(plan, page, &cited, &mut random, &mut text);
    let words = body::write(plan, page, &cited, &mut random, &mut text);
    (text, words)
}

fn site_toml() -> String {
    "[site]\ntitle = \"Proefgids\"\nbase_url = \"https://proef.voorbeeld.nl\"\nlanguage = \"nl\"\n\
     description = \"Een gids om snelheid aan te meten; er staat niets in.\"\n"
        .into()
}

fn parts_yaml() -> String {
    PARTS.iter().fold(String::new(), |mut out, (id, title)| {
        let _ = writeln!(out, "- id: {id}\n  title: {title}");
        out
    })
}
