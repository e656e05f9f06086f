//! The examples of `messages.toml` as problems: for the snapshots and for `docs/meldingen.md`.

use std::collections::BTreeSet;

use super::messages::{self, Entry};
use super::report::{Report, reports};
use super::{Code, Diagnostic, Diagnostics, Language};
use crate::content::{Kind, check, located};

/// The file of an example, without marks, and what is wrong with it.
pub(super) struct Example {
    pub(super) entry: &'static Entry,
    pub(super) text: String,
    pub(super) diagnostics: Diagnostics,
}

impl Example {
    /// The example of `code`: what `content::check` finds in it, else the problem at its mark.
    pub(super) fn of(code: Code) -> Example {
        let entry = messages::entry(code);
        let (text, mark) = unmarked(&entry.wrong);
        let mut found = match mark {
            Some(_) => Vec::new(),
            None => checked(&entry.file, &text),
        };
        found.retain(|diagnostic| diagnostic.code == code);
        if found.is_empty() {
            let mut diagnostic =
                Diagnostic::new(code, entry.file.as_str()).suggest(entry.suggestion.as_ref());
            for (name, value) in &entry.args {
                diagnostic = diagnostic.arg(name, value);
            }
            if let Some((start, end)) = mark {
                diagnostic = diagnostic.at(start, end);
            }
            found.push(diagnostic);
        }
        Example {
            entry,
            text,
            diagnostics: found.into(),
        }
    }

    pub(super) fn reports(&self, language: Language) -> Vec<Report> {
        reports(&self.diagnostics, &|_| Some(self.text.clone()), language)
    }
}

/// All that `content::check` has to say about a file with front matter.
fn checked(file: &str, text: &str) -> Vec<Diagnostic> {
    let kind = file.split('/').nth(1).and_then(Kind::from_folder);
    match (located::split(text), kind) {
        (Some(parts), Some(kind)) => check::check(&file.into(), text, parts.yaml, kind).1,
        _ => Vec::new(),
    }
}

/// A text without its `«` and `»`, and the bytes that stood between them.
fn unmarked(text: &str) -> (String, Option<(usize, usize)>) {
    match (text.find('«'), text.find('»')) {
        (Some(start), Some(end)) => (
            text.replace(['«', '»'], ""),
            Some((start, end - '«'.len_utf8())),
        ),
        _ => (text.to_owned(), None),
    }
}

#[test]
fn every_code_looks_like_this() {
    for code in Code::ALL {
        let example = Example::of(*code);
        let mut shown = String::new();
        for language in [Language::Nl, Language::En] {
            shown.push_str(&super::report::human(
                &example.reports(language),
                language,
                false,
            ));
            shown.push('\n');
        }
        insta::assert_snapshot!(code.as_str(), shown);
    }
}

#[test]
fn what_is_mended_is_sound() {
    for code in Code::ALL {
        let entry = messages::entry(*code);
        let file = entry.right_file.as_ref().unwrap_or(&entry.file);
        let faults = checked(file, &entry.right);
        assert!(faults.is_empty(), "{code}: {faults:?}");
        assert!(!entry.right.contains(['«', '»']), "{code}");
        assert_ne!(
            (&entry.wrong, &entry.file),
            (&entry.right, file),
            "{code}: nothing was mended"
        );
    }
}

#[test]
fn what_front_matter_examples_show_is_what_is_found() {
    use Code::*;
    for code in [
        BadYaml,
        UnknownKey,
        MissingKey,
        DuplicateKey,
        WrongType,
        UnknownValue,
        BadDate,
        BadNumber,
        YamlAnchor,
        CutOffValue,
    ] {
        let entry = messages::entry(code);
        let faults = checked(&entry.file, &entry.wrong);
        assert_eq!(
            faults.iter().map(|d| d.code).collect::<Vec<_>>(),
            [code],
            "the example of {code}"
        );
    }
}

#[test]
fn every_variant_that_the_check_gives_has_a_text() {
    let faulty = [
        "summary: Let op: kijk",
        "title: *sterk*",
        "title: \"open",
        "title: \"dicht\" en meer",
        "themes: [a, b",
        "themes:\n\t- a",
        "title Ga kijken",
        "<<<<<<< HEAD",
        "themes: }",
        "related: [[[[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]]]",
        "start: 1994",
        "search: {trefwoorden: x}",
        "title:",
        "disputes: [{claims: x}]",
        "disputes: x",
        "disputes: [{point: a, claims: b}]",
        "search: x",
        "tasks: x",
        "title: [a]",
        "title: 1.7",
        "order: twee",
        "expand: nee",
        "knowledge_of: ooit",
        "number: 2.10",
    ];
    let mut seen = BTreeSet::new();
    for yaml in faulty {
        for folder in ["lessons", "themes", "chapters", "glossary"] {
            let text = format!("---\n{yaml}\n---\n");
            for found in checked(&format!("content/{folder}/x.md"), &text) {
                let Some(variant) = found.variant else {
                    continue;
                };
                let entry = messages::entry(found.code);
                assert!(
                    entry.variants.contains_key(variant),
                    "{}/{variant} has no text",
                    found.code
                );
                for name in entry.variants[variant].args.keys() {
                    assert!(
                        found.args.iter().any(|(arg, _)| arg == name),
                        "{}/{variant} is not given {name}",
                        found.code
                    );
                }
                seen.insert((found.code, variant));
            }
        }
    }
    assert_eq!(seen.len(), faulty.len(), "{seen:?}");
}
