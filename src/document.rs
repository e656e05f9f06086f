//! Source → [`Document`]: one page parsed, knowing nothing of any other.
//!
//! Steps: the front matter is read, the Markdown becomes HTML with slots, and the text is dropped.

use std::sync::Arc;

use crate::content::load::{self, Source};
use crate::content::walk::PageFile;
use crate::content::{FrontMatter, PageId};
use crate::diagnostic::{Diagnostic, Severity};
use crate::markdown::{self, Body, Options};

/// A parsed page. Cheap to clone: what it says is shared.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its id.
    pub id: PageId,
    /// The file that it came from.
    pub page: PageFile,
    /// Its front matter, as far as it is sound.
    pub front: Arc<FrontMatter>,
    /// Its text.
    pub body: Arc<Body>,
    /// Hash of the file's text: what the ledger compares.
    pub hash: blake3::Hash,
    /// Whether nothing was found that keeps it from being published. A faulty document takes part
    /// in resolving, so that links to it are not called dead.
    pub sound: bool,
}

/// Parses a source.
pub fn parse(source: Source, options: &Options) -> (Document, Vec<Diagnostic>) {
    let (head, mut diagnostics) = load::head(&source);
    let file: &Arc<str> = &source.page.file;
    let (body, found) = markdown::parse(file, &source.text, head.body_start, options);
    diagnostics.extend(found);
    let sound = diagnostics.iter().all(|d| d.severity != Severity::Error);
    let hash = blake3::hash(source.text.as_bytes());
    let document = Document {
        id: head.id,
        page: source.page,
        front: head.front.into(),
        body: body.into(),
        hash,
        sound,
    };
    (document, diagnostics)
}
