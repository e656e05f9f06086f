//! Reports as GitHub workflow commands: annotations beside the lines of a pull request.

use std::fmt::Write;

use super::Report;
use crate::diagnostic::Severity;

/// One command a report, each on a line of its own.
///
/// GitHub wants paths from the root of the repository: `site` is where the site stands in it, such
/// as `guide`, or nothing where the two are one.
pub fn github(reports: &[Report], site: &str) -> String {
    let mut text = String::new();
    for report in reports {
        let command = match report.severity {
            Severity::Error => "error",
            Severity::Warning | Severity::Off => "warning",
        };
        text.push_str("::");
        text.push_str(command);
        text.push(' ');
        if !report.file.is_empty() {
            let file = match site.trim_end_matches('/') {
                "" | "." => report.file.to_string(),
                site => format!("{site}/{}", report.file),
            };
            let Report {
                line,
                column,
                end_line,
                end_column,
                ..
            } = report;
            let file = property(&file);
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "file={file},line={line},col={column},endLine={end_line},endColumn={end_column},"
            );
        }
        let _ = write!(text, "title={}::", property(report.code.as_str()));
        text.push_str(&data(&report.message));
        if !report.hint.is_empty() {
            text.push_str("%0A");
            text.push_str(&data(&report.hint));
        }
        text.push('\n');
    }
    text
}

/// Escapes what follows the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
