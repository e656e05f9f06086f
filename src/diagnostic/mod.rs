//! Problems as values: what is wrong in which file, where, how to mend it.
//!
//! Every stage gives its result *and* its [`Diagnostics`]; none stops at the first problem. A
//! [`Diagnostic`] is small: a [`Code`], a [`Place`] and the words to fill in. Its texts (Dutch, with
//! English beside it) stand in `messages.toml`, one entry a code, from which `docs/meldingen.md` is
//! made too. Line, column and excerpt are worked out only when something is shown (`report`), from
//! the file itself, so that a build of many thousands of sound pages pays nothing for them.

pub mod code;
#[cfg(test)]
mod examples;
pub mod messages;
#[cfg(test)]
mod reference;
pub mod report;
pub mod suggest;

use std::sync::Arc;

pub use code::{Code, Fault, Severity};
pub use messages::Language;
pub use report::{Report, reports};

/// One problem in the content or in the configuration of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Which problem it is.
    pub code: Code,
    /// How much it weighs; set from the code, changed by `[check.severity]`.
    pub severity: Severity,
    /// File, relative to the site, with forward slashes. Empty where no file is at fault.
    pub file: Arc<str>,
    /// Where in that file.
    pub place: Place,
    /// A text other than the code's usual one: `bad-date` has one for dates in Dutch order.
    pub variant: Option<&'static str>,
    /// What the text's `{placeholders}` stand for.
    pub args: Vec<(&'static str, String)>,
    /// What the author probably meant; shown as “bedoelde u …?”.
    pub suggestion: Option<String>,
}

/// Where in a file a problem stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    File,
    /// Bytes from the start of the file, end exclusive.
    Span(u32, u32),
    /// A value in the front matter, by its path: `["related", "1"]` is the second entry of `related`.
    /// Found by a located parse when the problem is shown.
    Key(Vec<String>),
}

impl Diagnostic {
    /// A problem of the code's usual weight, about `file` as a whole.
    pub fn new(code: Code, file: impl Into<Arc<str>>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            file: file.into(),
            place: Place::File,
            variant: None,
            args: Vec::new(),
            suggestion: None,
        }
    }

    /// The same, at bytes `start..end` of the file.
    pub fn at(mut self, start: usize, end: usize) -> Self {
        self.place = Place::Span(start as u32, end as u32);
        self
    }

    /// The same, at the front matter value with this path.
    pub fn at_key<S: ToString>(mut self, path: &[S]) -> Self {
        self.place = Place::Key(path.iter().map(S::to_string).collect());
        self
    }

    /// The same, with `{name}` in the text standing for `value`.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The same, with another of the code's texts.
    pub fn variant(mut self, variant: &'static str) -> Self {
        self.variant = Some(variant);
        self
    }

    /// The same, with what the author probably meant, if anything comes near.
    pub fn suggest(mut self, suggestion: Option<impl ToString>) -> Self {
        self.suggestion = suggestion.map(|s| s.to_string());
        self
    }
}

/// The problems of one or more stages. Combining keeps all of them; showing sorts them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No problems yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds those of another stage, thread or file.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(others);
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The problems, in the order in which they came.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// How many weigh as much as `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether anything found keeps the site from being published.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// Gives every problem the weight that the site's configuration sets for its code and drops those
    /// that it switches off.
    pub fn reweigh(&mut self, weight: impl Fn(Code) -> Option<Severity>) {
        for diagnostic in &mut self.0 {
            if let Some(severity) = weight(diagnostic.code) {
                diagnostic.severity = severity;
            }
        }
        self.0.retain(|d| d.severity != Severity::Off);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Diagnostics(iter.into_iter().collect())
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(found: Vec<Diagnostic>) -> Self {
        Diagnostics(found)
    }
}
