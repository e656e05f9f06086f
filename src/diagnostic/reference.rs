//! `docs/meldingen.md`: all messages, for editors, made from the catalogue.
//!
//! The file is in the repository, so that it can be read there; a test holds it to the catalogue.
//! `UPDATE_DOCS=1 cargo test --lib diagnostic` writes it anew.

use std::fmt::Write;

use super::code::Fault;
use super::examples::Example;
use super::{Code, Language, Severity, report};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/meldingen.md");

/// The whole page.
fn reference() -> String {
    let mut page = String::from(
        "# Meldingen\n\n\
         <!-- Gemaakt uit src/diagnostic/messages.toml; wijzig daar. -->\n\n\
         Alles wat `wijkgids` over een bestand kan melden: wat het betekent, een voorbeeld dat fout is, \
         hetzelfde voorbeeld zoals het hoort, en wat je te zien krijgt.\n\n\
         Een **fout** houdt publicatie tegen tot ze verbeterd is. Een **waarschuwing** wordt alleen \
         getoond. Met `[check.severity]` in `site.toml` geef je een melding een ander gewicht \
         (`error`, `warning` of `off`):\n\n\
         ```toml\n[check.severity]\norphan-page = \"off\"\n```\n\n\
         | melding | gewicht | in het kort |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let example = Example::of(*code);
        let _ = writeln!(
            page,
            "| [`{code}`](#{code}) | {} | {} |",
            weight(*code),
            cell(first_sentence(&example.entry.means))
        );
    }
    for code in Code::ALL {
        chapter(&mut page, *code);
    }
    page
}

fn chapter(page: &mut String, code: Code) {
    let example = Example::of(code);
    let entry = example.entry;
    let whose = match code.fault() {
        Fault::Content => "",
        Fault::Setup => " in de instellingen of de sjablonen",
    };
    let _ = writeln!(
        page,
        "\n## {code}\n\n**{}**{whose}. {}\n",
        capital(weight(code)),
        entry.means
    );
    let right_file = entry.right_file.as_ref().unwrap_or(&entry.file);
    file(page, "Zo niet", &entry.file, &example.text);
    file(page, "Zo wel", right_file, &entry.right);
    let shown = example
        .reports(Language::Nl)
        .iter()
        .map(|found| report::human(std::slice::from_ref(found), Language::Nl, false))
        .filter_map(|text| Some(text.rsplit_once("\n\n")?.0.to_owned()))
        .collect::<Vec<_>>()
        .join("\n\n");
    let _ = writeln!(page, "Je ziet:\n\n```text\n{shown}\n```");
    if entry.variants.is_empty() {
        return;
    }
    let _ = writeln!(page, "\nDezelfde melding kan ook zeggen:\n");
    for (name, variant) in &entry.variants {
        let mut diagnostic = super::Diagnostic::new(code, entry.file.as_str())
            .variant(name)
            .suggest(variant.suggestion.as_ref());
        for (name, value) in &variant.args {
            diagnostic = diagnostic.arg(name, value);
        }
        let text = super::messages::text(&diagnostic, Language::Nl);
        let _ = writeln!(page, "- {} *{}*", prose(&text.message), prose(&text.hint));
    }
}

fn file(page: &mut String, label: &str, name: &str, text: &str) {
    let language = match name.rsplit_once('.') {
        Some((_, "md")) => "markdown",
        Some((_, extension @ ("yaml" | "toml" | "html"))) => extension,
        _ => "text",
    };
    if text.trim().is_empty() {
        let _ = writeln!(
            page,
            "{label}, in `{name}`: een bestand waarin niets staat, of dat er niet is.\n"
        );
    } else {
        let _ = writeln!(
            page,
            "{label}, in `{name}`:\n\n```{language}\n{}\n```\n",
            text.trim_end()
        );
    }
}

fn weight(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "fout",
        Severity::Warning => "waarschuwing",
        Severity::Off => "uit",
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// Up to a point before a space and a capital: `p. 12` ends no sentence.
fn first_sentence(text: &str) -> &str {
    text.match_indices(". ")
        .find(|(at, _)| text[at + 2..].starts_with(char::is_uppercase))
        .map_or(text, |(at, _)| &text[..=at])
}

/// A text within a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A text in which only `code` is Markdown: an asterisk outside it is an asterisk.
fn prose(text: &str) -> String {
    text.split('`')
        .enumerate()
        .map(|(at, part)| {
            if at % 2 == 0 {
                part.replace('*', "\\*")
                    .replace('<', "\\<")
                    .replace('[', "\\[")
            } else {
                part.to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join("`")
}

#[test]
fn the_page_in_the_repository_is_up_to_date() {
    let page = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PATH, &page).unwrap();
    }
    let committed = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        committed.replace("\r\n", "\n") == page,
        "docs/meldingen.md differs from messages.toml; UPDATE_DOCS=1 cargo test --lib diagnostic mends it"
    );
}
