//! What was read from files, beside what was made of it.

use std::sync::Arc;

use crate::content::files::Files;
use crate::content::load::read_text;
use crate::content::walk::PageFile;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::markdown;

/// A page as it was parsed.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) file: PageFile,
    pub(super) options: markdown::Options,
    pub(super) document: Option<Document>,
    pub(super) found: Vec<Diagnostic>,
    /// Whether the file may say something else by now.
    pub(super) stale: bool,
}

/// One file with what was read from it.
#[derive(Debug, Default)]
pub(super) struct Read<T> {
    pub(super) file: Option<Arc<str>>,
    pub(super) text: Option<String>,
    /// Whether the file may say something else by now.
    pub(super) stale: bool,
    pub(super) made: T,
    pub(super) found: Vec<Diagnostic>,
}

impl Parsed {
    /// A page that could not be read.
    pub(super) fn unread(file: PageFile, options: markdown::Options, fault: Diagnostic) -> Self {
        Parsed {
            file,
            options,
            document: None,
            found: vec![fault],
            // It is tried again at every look: it may be readable before its time tells so.
            stale: true,
        }
    }
}

impl<T: Default> Read<T> {
    /// Reads the file again if it may differ; says whether what was made of it differs.
    pub(super) fn again(
        &mut self,
        files: &dyn Files,
        file: &Option<Arc<str>>,
        read: impl FnOnce(&Arc<str>, &str) -> (T, Vec<Diagnostic>),
    ) -> bool {
        let Some(path) = file else {
            let had = self.file.is_some();
            *self = Read::default();
            return had;
        };
        let same_file = self.file.as_ref() == Some(path);
        if same_file && self.text.is_some() && !self.stale {
            return false;
        }
        let (text, (made, found)) = match read_text(files, path) {
            Ok(text) if same_file && self.text.as_ref() == Some(&text) => {
                self.stale = false;
                return false;
            }
            Ok(text) => {
                let made = read(path, &text);
                (Some(text), made)
            }
            Err(fault) => (None, (T::default(), vec![fault])),
        };
        *self = Read {
            file: Some(Arc::clone(path)),
            text,
            stale: false,
            made,
            found,
        };
        true
    }
}
