//! What is wrong, as it is told on a page and on the terminal: the same reports that `check` gives.

use std::fmt::Write;
use std::sync::Arc;

use pulldown_cmark_escape::{FmtWriter, escape_html};
use serde_json::{Value, json};

use crate::content::files::Files;
use crate::diagnostic::{Diagnostics, Language, Report, Severity, reports};

/// So many faults are told on a page; who has more of them mends these first.
const SHOWN: usize = 20;

/// What is wrong with a guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages {
    /// What keeps it from being published.
    pub errors: Arc<Vec<Report>>,
    /// How much an editor should look at.
    pub warnings: usize,
}

impl Messages {
    /// The words for what was found, in the files as they are now.
    pub(super) fn of(found: &Diagnostics, files: &dyn Files, language: Language) -> Messages {
        let read = |path: &str| {
            let text = String::from_utf8(files.read(path).ok()?).ok()?;
            // Positions count from where the loader begins: behind a byte order mark.
            Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
        };
        let errors: Diagnostics = (found.iter())
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .cloned()
            .collect();
        Messages {
            errors: Arc::new(reports(&errors, &read, language)),
            warnings: found.count(Severity::Warning),
        }
    }

    /// The same with the fault of one page before them.
    pub(super) fn and(&self, fault: Option<Report>) -> Messages {
        let errors = fault.into_iter().chain(self.errors.iter().cloned());
        Messages {
            errors: Arc::new(errors.collect()),
            warnings: self.warnings,
        }
    }

    /// What the script on a page shows. `good` says whether the guide behind it is
    /// without errors.
    pub(super) fn json(&self, language: Language, good: bool) -> Value {
        let count = self.errors.len();
        let heading = match (language, count) {
            (Language::Nl, 1) => "Er is één fout".to_owned(),
            (Language::Nl, count) => format!("Er zijn {count} fouten"),
            (Language::En, 1) => "There is one error".to_owned(),
            (Language::En, count) => format!("There are {count} errors"),
        };
        let explanation = match (language, good) {
            (Language::Nl, true) => {
                "Je ziet de laatste versie zonder fouten. Zodra het bestand klopt, gaat deze \
                 melding vanzelf weg."
            }
            (Language::Nl, false) => "Zodra het bestand klopt, gaat deze melding vanzelf weg.",
            (Language::En, true) => {
                "You see the last version without errors. This message goes as soon as the file is \
                 mended."
            }
            (Language::En, false) => "This message goes as soon as the file is mended.",
        };
        let [hide, remedy, more] = match language {
            Language::Nl => ["Verberg", "Oplossing", "en nog meer"],
            Language::En => ["Hide", "Remedy", "and more"],
        };
        json!({
            "aantal": count,
            "kop": heading,
            "uitleg": explanation,
            "verberg": hide,
            "oplossing": remedy,
            "meer": (count > SHOWN).then_some(more),
            "fouten": self.errors.iter().take(SHOWN).map(json_of).collect::<Vec<_>>(),
        })
    }

    /// The same as HTML, for a page without a guide behind it.
    pub(super) fn html(&self, language: Language) -> String {
        let escape = |text: &str| {
            let mut html = String::with_capacity(text.len());
            // Writing to a string does not fail.
            let _ = escape_html(FmtWriter(&mut html), text);
            html
        };
        let heading = match language {
            Language::Nl => "De gids kan nog niet worden getoond",
            Language::En => "The guide cannot be shown yet",
        };
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{heading}</title>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n<ul>\n"
        );
        for report in self.errors.iter().take(SHOWN) {
            let _ = writeln!(
                html,
                "<li><p><code>{}</code> {}</p><p>{}</p></li>",
                escape(&place(report)),
                escape(&report.message),
                escape(&report.hint)
            );
        }
        html.push_str("</ul>\n</main>\n</body>\n</html>\n");
        html
    }
}

/// `content/lessons/x.md:3:7`, as far as it is known.
fn place(report: &Report) -> String {
    match (&*report.file, &report.excerpt) {
        ("", _) => String::new(),
        (file, None) => file.to_owned(),
        (file, Some(_)) => format!("{file}:{}:{}", report.line, report.column),
    }
}

fn json_of(report: &Report) -> Value {
    let excerpt = report.excerpt.as_ref().map(|excerpt| {
        let (before, rest) = excerpt.text.split_at(excerpt.span.start);
        let (marked, after) = rest.split_at(excerpt.span.len());
        json!({"regel": report.line, "voor": before, "fout": marked, "na": after})
    });
    json!({
        "code": report.code.as_str(),
        "plek": place(report),
        "bericht": report.message,
        "oplossing": report.hint,
        "fragment": excerpt,
    })
}
