//! The parts of `docs/redactie.md` that are made from tables: every key and every command.
//!
//! A test holds the page to the tables; `UPDATE_DOCS=1 cargo test --lib manual` writes them anew.

use std::fmt::Write;

use clap::CommandFactory;

use super::Cli;
use crate::content::Kind;
use crate::content::keys::{KEYS, Key};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/redactie.md");

/// Every key: what it means, how it is written, and where it belongs.
fn keys() -> String {
    let mut table =
        "| gegeven | wat het is | zo schrijf je het | bij |\n|---|---|---|---|\n".to_owned();
    for key in KEYS {
        let Key {
            name,
            dutch,
            example,
            ..
        } = key;
        let example = example.replace('|', "\\|");
        let _ = writeln!(
            table,
            "| `{name}` | {dutch}{} | `{example}` | {} |",
            must(key),
            of(key)
        );
    }
    table
}

/// Which kinds have a key.
fn of(key: &Key) -> String {
    let kinds: Vec<&str> = Kind::all()
        .filter(|&kind| kind != Kind::Source && key.kinds.has(kind))
        .map(|kind| kind.info().dutch)
        .collect();
    match kinds.len() {
        10.. => "elke pagina".to_owned(),
        _ => kinds.join(", "),
    }
}

/// Which of them must have it.
fn must(key: &Key) -> String {
    let kinds: Vec<&str> = Kind::all()
        .filter(|&kind| kind != Kind::Source && key.required.has(kind))
        .map(|kind| kind.info().dutch)
        .collect();
    match kinds.len() {
        0 => String::new(),
        10.. => " **Moet er staan.**".to_owned(),
        _ => format!(" **Moet er staan** bij: {}.", kinds.join(", ")),
    }
}

/// Every command, and what can be said with it.
fn commands() -> String {
    let mut table =
        "| opdracht | wat ze doet | wat je erbij kunt zeggen |\n|---|---|---|\n".to_owned();
    for command in Cli::command().get_subcommands() {
        let flags: Vec<String> = command
            .get_arguments()
            .filter(|flag| !flag.is_global_set())
            .filter_map(|flag| Some(format!("`--{}`", flag.get_long()?)))
            .collect();
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        let _ = writeln!(
            table,
            "| `wijkgids {}` | {} | {} |",
            command.get_name(),
            about.replace('\'', "’").replace("index/nl/", "`index/nl/`"),
            flags.join(" ")
        );
    }
    table
}

/// The page with a part between its two marks replaced.
fn with(page: &str, name: &str, part: &str) -> String {
    let (open, close) = (format!("<!-- {name}: "), format!("<!-- /{name} -->"));
    let start = page.find(&open).expect("the mark that opens it");
    let start = start + page[start..].find('\n').expect("its end") + 1;
    let end = page.find(&close).expect("the mark that closes it");
    format!("{}\n{part}\n{}", &page[..start], &page[end..])
}

#[test]
fn the_manual_names_every_key_and_command() {
    let page = std::fs::read_to_string(PATH).unwrap().replace("\r\n", "\n");
    let right = with(&with(&page, "gegevens", &keys()), "opdrachten", &commands());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PATH, &right).unwrap();
    }
    assert!(
        page == right || std::env::var_os("UPDATE_DOCS").is_some(),
        "docs/redactie.md differs from the tables; UPDATE_DOCS=1 cargo test --lib manual mends it"
    );
}
