//! Problems as they are shown: with line, column, excerpt and words.
//!
//! In: [`Diagnostics`] and a way to read the files that they name. Steps: group by file, read each
//! file once, find every place in it, fill in the texts, sort, drop what is said twice. Out:
//! [`Report`]s, of which [`human`], [`json`] and [`github`] each make a text.
//!
//! A file that can no longer be read still gives its reports, without an excerpt.

mod excerpt;
mod github;
mod human;
mod json;
mod keys;
mod lines;

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

pub use excerpt::Excerpt;
pub use github::github;
pub use human::human;
pub use json::json;

use self::keys::Keys;
use self::lines::{Lines, Position};
use super::messages::{self, Language, Text};
use super::{Code, Diagnostic, Diagnostics, Place, Severity};

/// A problem, ready to be shown. Lines and columns count from 1, columns in Unicode scalars; the end
/// is the place just behind the last character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which problem it is.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// File, relative to the site; empty where no file is at fault.
    pub file: Arc<str>,
    /// Line on which it begins; 1 where it is about the file as a whole.
    pub line: usize,
    /// Column at which it begins.
    pub column: usize,
    /// Line on which it ends.
    pub end_line: usize,
    /// Column just behind its end.
    pub end_column: usize,
    /// What is wrong, with what was probably meant.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// The line that it stands on; none where it is about the file as a whole or the file cannot be
    /// read.
    pub excerpt: Option<Excerpt>,
}

/// Finds the places of `diagnostics` and fills in their texts in `language`.
///
/// `read` gives the text of a file by its path relative to the site, or nothing where it cannot be
/// read as text; it is asked once for each file. The reports are ordered by file, then by place, then
/// by code; of equal ones the first is kept. What is switched off is left out.
pub fn reports(
    diagnostics: &Diagnostics,
    read: &dyn Fn(&str) -> Option<String>,
    language: Language,
) -> Vec<Report> {
    let mut shown: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity != Severity::Off)
        .collect();
    shown.sort_by(|a, b| a.file.cmp(&b.file));
    let mut reports = Vec::with_capacity(shown.len());
    for of_file in shown.chunk_by(|a, b| a.file == b.file) {
        let placed = of_file.iter().any(|d| d.place != Place::File);
        let file = &of_file[0].file;
        let text = (placed && !file.is_empty()).then(|| read(file)).flatten();
        let text = text.as_deref().map(|text| Source {
            text,
            lines: Lines::of(text),
            is_data: file.ends_with(".yaml") || file.ends_with(".yml"),
            keys: OnceCell::new(),
        });
        let first = reports.len();
        reports.extend(of_file.iter().map(|d| report(d, text.as_ref(), language)));
        reports[first..].sort_by(|a: &Report, b: &Report| a.order().cmp(&b.order()));
    }
    reports.dedup();
    reports
}

/// A file that was read.
struct Source<'a> {
    text: &'a str,
    lines: Lines<'a>,
    /// All of it is YAML, not what stands between `---` lines.
    is_data: bool,
    /// Read when the first place in it is asked.
    keys: OnceCell<Keys>,
}

impl Report {
    /// What decides the order within a file. A problem of the file as a whole comes first.
    fn order(&self) -> impl Ord + '_ {
        let start = (self.line, self.column);
        let end = (self.end_line, self.end_column);
        let placed = self.excerpt.is_some();
        (
            placed,
            start,
            end,
            self.code.as_str(),
            &self.message,
            &self.hint,
        )
    }
}

fn report(diagnostic: &Diagnostic, source: Option<&Source<'_>>, language: Language) -> Report {
    let Text { message, hint } = messages::text(diagnostic, language);
    let span = source.and_then(|source| source.place(&diagnostic.place));
    let first = Position { line: 1, column: 1 };
    let (start, end, excerpt) = match (source, span) {
        (Some(source), Some(span)) => (
            source.lines.position(span.start),
            source.lines.position(span.end),
            Some(Excerpt::of(source.text, &source.lines, &span)),
        ),
        _ => (first, first, None),
    };
    Report {
        code: diagnostic.code,
        severity: diagnostic.severity,
        file: Arc::clone(&diagnostic.file),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message,
        hint,
        excerpt,
    }
}

impl Source<'_> {
    /// The bytes of `place`; none where it is the file as a whole.
    fn place(&self, place: &Place) -> Option<Range<usize>> {
        let span = match place {
            Place::File => return None,
            Place::Span(start, end) => *start as usize..*end as usize,
            Place::Key(path) => self
                .keys
                .get_or_init(|| Keys::of(self.text, self.is_data))
                .locate(path),
        };
        Some(self.lines.clamp(span))
    }
}

#[cfg(test)]
mod tests;
