//! Reports for people: the line at fault with a caret under it, and the remedy below.

use annotate_snippets::renderer::DEFAULT_LINE_NUM_STYLE;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::Report;
use crate::diagnostic::{Language, Severity};

/// Wide enough that nothing is cut here: long lines were cut around their caret already.
const NO_LIMIT: usize = 2000;

/// The words around a report.
struct Labels {
    error: &'static str,
    warning: &'static str,
    help: &'static str,
}

impl Labels {
    fn of(language: Language) -> Labels {
        match language {
            Language::Nl => Labels {
                error: "fout",
                warning: "waarschuwing",
                help: "oplossing",
            },
            Language::En => Labels {
                error: "error",
                warning: "warning",
                help: "help",
            },
        }
    }
}

/// All reports, parted by blank lines, and a summary in the last line. With `color` the text holds
/// the escape codes of terminals.
pub fn human(reports: &[Report], language: Language, color: bool) -> String {
    let mut text = String::new();
    for report in reports {
        text.push_str(&one(report, language, color));
        text.push_str("\n\n");
    }
    text.push_str(&summary(reports, language));
    text.push('\n');
    text
}

fn one(report: &Report, language: Language, color: bool) -> String {
    let labels = Labels::of(language);
    let level = match report.severity {
        Severity::Error => Level::ERROR.with_name(labels.error),
        Severity::Warning | Severity::Off => Level::WARNING.with_name(labels.warning),
    };
    let title = level
        .primary_title(&report.message)
        .id(report.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(excerpt) = &report.excerpt {
        group = group.element(
            Snippet::source(&excerpt.text)
                .line_start(report.line)
                .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
        );
    }
    if !report.hint.is_empty() {
        group = group.element(
            Level::HELP
                .with_name(labels.help)
                .message(normalize_untrusted_str(&report.hint)),
        );
    }
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let rendered = renderer.term_width(NO_LIMIT).render(&[group]);
    if report.file.is_empty() {
        return rendered;
    }
    let (title, rest) = rendered.split_once('\n').unwrap_or((&rendered, ""));
    format!("{title}\n{}\n{rest}", place(report, color))
}

/// `  --> content/lessons/ga-kijken.md:3:17`, the line below the title. It is written here, since the
/// renderer counts columns in what it is shown, which may be part of a line.
fn place(report: &Report, color: bool) -> String {
    let file = normalize_untrusted_str(&report.file);
    let arrow = if color {
        format!("{DEFAULT_LINE_NUM_STYLE}-->{DEFAULT_LINE_NUM_STYLE:#}")
    } else {
        "-->".to_owned()
    };
    match &report.excerpt {
        Some(_) => {
            let Report { line, column, .. } = report;
            let indent = line.to_string().len();
            format!("{:indent$}{arrow} {file}:{line}:{column}", "")
        }
        None => format!("{arrow} {file}"),
    }
}

/// `2 fouten en 1 waarschuwing in 2 bestanden`.
fn summary(reports: &[Report], language: Language) -> String {
    let count = |severity| reports.iter().filter(|r| r.severity == severity).count();
    // Reports are ordered by file.
    let files = reports
        .chunk_by(|a, b| a.file == b.file)
        .filter(|of_file| !of_file[0].file.is_empty())
        .count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let said = |count: usize, one: &str, many: &str| {
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    };
    let (errors, warnings, files, and, none) = match language {
        Language::Nl => (
            said(errors, "fout", "fouten"),
            said(warnings, "waarschuwing", "waarschuwingen"),
            said(files, "bestand", "bestanden"),
            " en ",
            "Geen fouten of waarschuwingen",
        ),
        Language::En => (
            said(errors, "error", "errors"),
            said(warnings, "warning", "warnings"),
            said(files, "file", "files"),
            " and ",
            "No errors or warnings",
        ),
    };
    let found: Vec<String> = [errors, warnings].into_iter().flatten().collect();
    match (found.is_empty(), files) {
        (true, _) => none.to_owned(),
        (false, Some(files)) => format!("{} in {files}", found.join(and)),
        (false, None) => found.join(and),
    }
}
