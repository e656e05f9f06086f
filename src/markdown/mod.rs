//! Markdown to HTML with slots, outline, plain text and references.
//!
//! In: the body of one content file. Out: a [`Body`] and its diagnostics. Pure: no other file is
//! read and no other page is known here, so that every page is parsed in parallel and a result can
//! be kept by the hash of its text.
//!
//! The steps:
//!
//! 1. `conflicts` takes out the marks that git leaves where two versions met.
//! 2. `mask` hides, byte for byte, what pulldown-cmark would read otherwise than we mean it.
//! 3. pulldown-cmark gives events with their places in the source.
//! 4. `html` hands each event to its construct; every construct has a file of its own, which adds
//!    methods to one `writer` and keeps what it must remember from one event to the next.
//! 5. What can be known only at the end (ids of headings, footnotes, what lacks a source) is filled
//!    in, in one pass over the HTML.

mod alerts;
mod blocks;
mod citations;
mod cited;
mod conflicts;
pub mod document;
mod footnotes;
mod headings;
mod html;
mod images;
pub mod labels;
mod language;
mod links;
mod lists;
mod mask;
mod pieces;
mod punctuation;
mod raw;
mod tables;
mod text;
mod writer;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
pub use document::Body;
pub use labels::Labels;

/// How Markdown is read; from `[markdown]` in `site.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Options {
    /// What happens to HTML in the Markdown.
    pub raw_html: RawHtml,
    /// Whether straight quotes, `--` and `...` become what a Dutch typesetter would set.
    pub smart_punctuation: bool,
    /// The words that the writer itself puts on the page, in the site's language.
    pub labels: &'static Labels,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            raw_html: RawHtml::Refuse,
            smart_punctuation: true,
            labels: &labels::DUTCH,
        }
    }
}

/// What happens to HTML in the Markdown. Comments are dropped whatever is chosen.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// It is reported as an error and left out.
    #[default]
    Refuse,
    /// It is shown as text.
    Escape,
    /// It is copied as it stands; who may write it is trusted with the whole site.
    Allow,
}

/// Parses the Markdown of `text` from byte `body_start` on. All spans are bytes of the whole `text`.
pub fn parse(
    file: &Arc<str>,
    text: &str,
    body_start: usize,
    options: &Options,
) -> (Body, Vec<Diagnostic>) {
    let body = text.get(body_start..).unwrap_or("");
    let conflicts = conflicts::find(body);
    let single = conflicts::without_marks(body, &conflicts);
    let masked = mask::mask(&single);
    let (parsed, mut found) = writer::Writer::new(file, &masked, body_start, *options).run();
    conflicts::report(&mut found, file, body_start, &conflicts);
    (parsed, found)
}
