//! No input makes the program panic or take time that grows with its square: whole files of
//! anything, compiled, planned and rendered in memory; and what only a disk can hold.

mod any_input;
mod disk;
mod linear;
mod queries;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use wijkgids::config;
use wijkgids::content::files::{Files, MemoryFiles};
use wijkgids::diagnostic::{Diagnostics, Language, report, reports};
use wijkgids::language::Analyzer;
use wijkgids::pipeline::{self, CompileOptions, Compiled, Silent};
use wijkgids::site::{Assets, Plan, Templates, View, render};

/// One for all tests; it is made once in the program too.
static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

/// Does all that a build does but writing: compiles, plans, renders and words what was found.
/// Gives the codes of what was found.
fn everything(files: &MemoryFiles) -> Vec<String> {
    let (config, _) = config::read(None, std::iter::empty());
    let options = CompileOptions {
        drafts: true,
        today: Some(jiff::civil::date(2026, 11, 1)),
    };
    let Compiled { guide, mut found } =
        pipeline::compile(files, &config, &ANALYZER, &options, &Silent);
    let mut templates = Templates::load(files, "nl").unwrap();
    let assets = Assets::load(files);
    templates.share(&config, &guide, &assets, None);
    let texts = templates.texts.clone();
    let view = View::new(&guide, &config, &texts, files, None);
    let view = view.with_entries(&templates).unwrap();
    let (plan, faults) = Plan::of(&view, &assets);
    found.extend(faults);
    let faults = render(&view, &plan, &templates, &assets, |_| Ok::<(), ()>(())).unwrap();
    assert!(faults.is_empty(), "a template failed: {faults:?}");
    let read = |path: &str| String::from_utf8(files.read(path).ok()?).ok();
    words(&found, &read)
}

fn words(found: &Diagnostics, read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut codes = Vec::new();
    for language in [Language::Nl, Language::En] {
        let reports = reports(found, read, language);
        report::human(&reports, language, true);
        report::json(&reports);
        report::github(&reports, "gids");
        codes = reports
            .iter()
            .map(|report| report.code.to_string())
            .collect();
    }
    codes
}

/// A guide with one page of most kinds, for hostile pages to refer to.
fn guide() -> MemoryFiles {
    MemoryFiles::default()
        .with(
            "content/themes/t.md",
            "---\ntitle: T\nsummary: x\n---\n[[lesson/x]]",
        )
        .with(
            "content/policy/p.md",
            "---\ntitle: P\nsummary: x\nstart: 1990\n---\n",
        )
        .with(
            "content/glossary/wijk.md",
            "---\ntitle: wijk\nsummary: x\nalt_labels: [de wijk, buurt & co]\n---\n",
        )
        .with(
            "content/chapters/c.md",
            "---\ntitle: C\nnumber: \"1.2\"\nsummary: x\n---\n## Kop\n",
        )
        .with(
            "content/sources.yaml",
            "b:\n  type: web\n  title: B\n  author: A\n  date: 2020\n",
        )
}

fn lesson(body: &str) -> MemoryFiles {
    guide().with(
        "content/lessons/x.md",
        format!("---\ntitle: X\nsummary: x\nevidence: stelling\nthemes: t\n---\n\n{body}\n"),
    )
}

#[test]
fn a_citation_within_a_word_breaks_no_term() {
    for body in [
        "- wijk[@b]é",
        "wijk[@b]en",
        "de [@b]wijk",
        "wijk[@b]",
        "buurt [@b]& co",
        "wijk[[theme/t]]wijk",
    ] {
        everything(&lesson(body));
    }
}

#[test]
fn deep_nesting_is_refused_or_rendered() {
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("1. ", ""),
        ("*a ", ""),
        ("[", "](x)"),
        ("![", "](x.png)"),
        ("[[", "]]"),
        ("**", "**"),
        ("`", "`"),
        ("(", ")"),
        ("<div>", "</div>"),
        ("[^a", "]"),
        ("| ", " |"),
        ("{", "}"),
        ("> - ", ""),
    ] {
        everything(&lesson(&format!(
            "{}tekst{}",
            open.repeat(5_000),
            close.repeat(5_000)
        )));
    }
    for yaml in [
        "[".repeat(5_000),
        "{a: ".repeat(5_000),
        "- ".repeat(5_000),
        "!!x ".repeat(500),
    ] {
        let text = format!("---\ntitle: X\nsummary: x\nevidence: stelling\nrelated: {yaml}\n---\n");
        assert!(!everything(&guide().with("content/lessons/x.md", text)).is_empty());
    }
}

#[test]
fn long_lines_and_large_files() {
    let start = Instant::now();
    for body in [
        "woord ".repeat(200_000),
        "a".repeat(1_000_000),
        "é".repeat(300_000),
        "[@b] ".repeat(20_000),
        "*".repeat(100_000),
        "[".repeat(100_000),
        "<".repeat(100_000),
        "\u{0301}".repeat(100_000),
        "| a ".repeat(20_000),
        "\n".repeat(500_000),
    ] {
        everything(&lesson(&body));
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    let title = "x".repeat(100_000);
    everything(&guide().with(
        "content/lessons/x.md",
        format!("---\ntitle: {title}\nsummary: {title}\nevidence: stelling\n---\n"),
    ));
    let keys = "onbekend: x\n".repeat(5_000);
    everything(&guide().with("content/lessons/x.md", format!("---\n{keys}---\n")));
}

#[test]
fn circles_are_reported_and_go_round_once() {
    let policy = |front: &str| format!("---\ntitle: T {front}\nsummary: x\n{front}\n---\n");
    for key in ["predecessors", "part_of", "runs_beside"] {
        let mut files = MemoryFiles::default();
        for n in 0..500 {
            files = files.with(
                &format!("content/policy/p{n}.md"),
                policy(&format!("{key}: p{}", (n + 1) % 500)),
            );
        }
        let circles = everything(&files)
            .iter()
            .filter(|code| *code == "reference-cycle")
            .count();
        assert_eq!(circles, usize::from(key != "runs_beside"), "{key}");
    }
    let files = MemoryFiles::default()
        .with("content/glossary/a.md", policy("broader: b"))
        .with("content/glossary/b.md", policy("broader: a"))
        .with("content/glossary/c.md", policy("broader: c"));
    assert_eq!(
        everything(&files)
            .iter()
            .filter(|code| *code == "reference-cycle")
            .count(),
        2
    );
    let files = MemoryFiles::default()
        .with("content/themes/a.md", policy("twin: chapter/b"))
        .with("content/chapters/b.md", policy("twin: problem/c"))
        .with("content/problems/c.md", policy("twin: theme/a"));
    assert!(!everything(&files).contains(&"reference-cycle".to_owned()));
}

#[test]
fn a_page_may_link_to_itself_in_its_text() {
    let found = everything(&lesson(
        "## Kop\n\nZie [[lesson/x]], [[lesson/x#kop]] en [[#kop]].",
    ));
    assert!(
        found
            .iter()
            .all(|code| code == "uncited-paragraph" || code == "orphan-page"),
        "{found:?}"
    );
    let text = "---\ntitle: X\nsummary: x\nevidence: stelling\nrelated: lesson/x\n---\n";
    assert!(
        everything(&guide().with("content/lessons/x.md", text))
            .contains(&"reference-cycle".to_owned())
    );
}
