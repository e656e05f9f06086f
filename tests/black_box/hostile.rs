//! No input makes the program panic or take time that grows with its square: whole files of
//! anything, compiled, planned and rendered in memory; and what only a disk can hold.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::support::Site;
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

/// What front matter is made of, with values of every shape in every place.
fn front_matter() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "title",
        "summary",
        "key_points",
        "date",
        "updated",
        "review_by",
        "knowledge_of",
        "status",
        "withdrawn_because",
        "withdrawn_on",
        "successor",
        "authors",
        "themes",
        "problems",
        "steps",
        "policies",
        "places",
        "roles",
        "parties",
        "tasks",
        "sources",
        "related",
        "twin",
        "disputes",
        "aliases",
        "search",
        "number",
        "number_origin",
        "part",
        "after",
        "order",
        "questions",
        "evidence",
        "form",
        "start",
        "end",
        "start_label",
        "names",
        "predecessors",
        "runs_beside",
        "part_of",
        "scale",
        "alt_labels",
        "hidden_labels",
        "broader",
        "lang",
        "expand",
        "autolink",
        "series",
        "titel",
        "",
        "x y",
        "[",
        "? a",
        "- b",
        "é",
    ]);
    let value = prop::sample::select(vec![
        "x",
        "wijk",
        "1",
        "2.10",
        "\"2.10\"",
        "1994",
        "2026-01-01",
        "2026-13-40",
        "196X",
        "1994~",
        "..",
        "../1994",
        "-9999999",
        "99999999999999999999",
        "[]",
        "{}",
        "[a, b]",
        "[[lesson/x]]",
        "[[theme/t]]",
        "t",
        "p",
        "@b",
        "[@b]",
        "lesson/x",
        "policy/p",
        "true",
        "null",
        "~",
        "",
        "\"",
        "'",
        "\"a\\u0000b\"",
        "|\n  a\n  b",
        ">\n\n  x",
        "&a x",
        "*a",
        "<<: *a",
        "x # y",
        "x: y",
        "[[[[[[a]]]]]]",
        "{a: {b: {c: d}}}",
        "{bewoner: [Doe, dit]}",
        "concept",
        "ingetrokken",
        "ervaring",
        "{point: p, claims: [{claim: c, sources: b}]}",
        "[{point: p, claims: {claim: c}}]",
        "{exclude: true, pin_for: [x]}",
        "/oud/",
        "[/1.2/, ../x, \"/a b/é\"]",
        "!!binary x",
        "\t",
        "é”\u{0301}",
        "Ede",
    ]);
    prop::collection::vec((key, value), 0..8).prop_map(|entries| {
        entries
            .into_iter()
            .map(|(key, value)| format!("{key}: {value}\n"))
            .collect()
    })
}

/// What Markdown is made of.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "wijk",
        "De wijk",
        "buurt & co",
        "\n",
        "\n\n",
        "# ",
        "## Kop\n",
        "#### ",
        "> ",
        "> [!NOTE]\n> ",
        "> [!NOTA] x\n",
        "- ",
        "- [ ] ",
        "1. ",
        "    ",
        "\t",
        "[[",
        "]]",
        "[[theme/t]]",
        "[[lesson/x]]",
        "[[1.2#kop|k]]",
        "[[wijk]]",
        "[[#kop]]",
        "|",
        "| a | b |\n|---|:-:|\n| c | d |\n",
        "Tabel: x [@b]\n",
        "[@b]",
        "[@b, p. 1; -@c]",
        "@b",
        "[^1]",
        "[^1]: noot\n",
        "![x](y.png)",
        "![](../../../z.png \"t\")",
        "[a](b.md)",
        "[a](/zoeken/)",
        "[a](#kop)",
        "[a](javascript:x)",
        "<b>",
        "</div>",
        "<!-- ",
        " -->",
        "`",
        "```\n",
        "***",
        "*",
        "_",
        "~~",
        "\"",
        "'",
        "--",
        "...",
        "{lang=en}",
        "{#id .k}",
        ": definitie\n",
        "&amp;",
        "&#0;",
        "\\",
        "\u{0}",
        "\u{feff}",
        "\r\n",
        "\u{2028}",
        "é",
        "\u{0301}",
        "👩‍👩‍👧",
        "İ",
        "ĳ",
        "ﬁ",
        "---\n",
        "===\n",
        "http://x.nl",
        "<a@b.nl>",
        "$",
        "%",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// The folders that a page of any kind can stand in.
fn folder() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "lessons", "themes", "policy", "glossary", "chapters", "articles", "places", "authors",
        "pages", "steps", "problems",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_legal_input(bytes in prop::collection::vec(any::<u8>(), 0..400), folder in folder()) {
        everything(&guide().with(&format!("content/{folder}/x.md"), bytes));
    }

    #[test]
    fn any_front_matter_is_legal_input(yaml in front_matter(), body in markdown(), folder in folder()) {
        everything(&guide().with(&format!("content/{folder}/x.md"), format!("---\ntitle: X\nsummary: x\n{yaml}---\n{body}")));
    }

    #[test]
    fn any_markdown_is_legal_input(body in markdown(), crlf in any::<bool>(), bom in any::<bool>()) {
        let mut text = format!("---\ntitle: X\nsummary: x\nevidence: stelling\nthemes: t\n---\n{body}");
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if bom {
            text.insert(0, '\u{feff}');
        }
        everything(&guide().with("content/lessons/x.md", text));
    }

    #[test]
    fn any_sources_and_parts_are_legal_input(
        sources in prop_oneof![front_matter(), "[ -~\n]{0,200}"],
        parts in prop_oneof![front_matter(), "(- |id: |title: |x|\n|  ){0,20}"],
    ) {
        let files = guide().with("content/sources.yaml", format!("b:\n  type: web\n{}", sources.replace('\n', "\n  ")));
        everything(&files.with("content/chapters/parts.yaml", parts));
    }

    #[test]
    fn any_site_toml_is_legal_input(text in "([a-z]{1,8}|site|server|addr|check|severity|kinds|lesson|title|base_url|[=.\"\\[\\]{}\n 0-9:/é-]){0,40}") {
        let (_, found) = config::read(Some(&text), std::iter::empty());
        words(&found.into(), &|_| Some(text.clone()));
    }
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

fn lesson(body: &str) -> MemoryFiles {
    guide().with(
        "content/lessons/x.md",
        format!("---\ntitle: X\nsummary: x\nevidence: stelling\nthemes: t\n---\n\n{body}\n"),
    )
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

/// Holds that `work` on `many` things takes about as long a thing as on fewer: linear time, with
/// much room for a busy machine.
fn linear(few: usize, many: usize, work: impl Fn(usize)) {
    let timed = |n| {
        let start = Instant::now();
        work(n);
        start.elapsed()
    };
    timed(few);
    let small = timed(few).max(Duration::from_millis(5));
    let large = timed(many);
    let factor = (many / few) as u32;
    assert!(
        large < small * factor * 3,
        "{few} took {small:?}, {many} took {large:?}"
    );
}

#[test]
fn many_headings_and_links_to_each_take_linear_time() {
    linear(1_000, 10_000, |n| {
        let body: String = (0..n)
            .map(|n| format!("## Kop {n}\n\nZie [[lesson/x#kop-{n}]] en [hier](#kop-{n}).\n\n"))
            .collect();
        let found = everything(&lesson(&body));
        assert!(
            !found.iter().any(|code| code == "dead-anchor"),
            "{:?}",
            found.first()
        );
    });
}

#[test]
fn many_equal_headings_take_linear_time() {
    linear(1_000, 10_000, |n| {
        everything(&lesson(&"## Kop\n\n".repeat(n)));
    });
}

#[test]
fn many_faults_take_linear_time() {
    linear(300, 3_000, |n| {
        let body: String = (0..n)
            .map(|n| {
                format!("[[lesson/er-niet-{n}]] [x](#weg-{n}) [@weg{n}] ![](y{n}.png) [^{n}]\n\n")
            })
            .collect();
        let found = everything(&lesson(&body));
        assert!(found.len() >= 3 * n, "{} of {n}", found.len());
    });
}

#[test]
fn many_images_take_linear_time() {
    linear(500, 5_000, |n| {
        let mut files = lesson(
            &(0..n)
                .map(|n| format!("![x](b{n}.png)\n\n"))
                .collect::<String>(),
        );
        for at in 0..n {
            files = files.with(&format!("content/lessons/b{at}.png"), "");
        }
        everything(&files);
    });
}

#[test]
fn many_articles_of_one_series_take_linear_time() {
    linear(200, 2_000, |n| {
        let mut files = guide();
        for at in 0..n {
            let text = format!(
                "---\ntitle: Deel {at}\nseries: Reeks {}\npart: {at}\n---\n\nTekst.\n",
                at / 5
            );
            files = files.with(&format!("content/articles/deel-{at}.md"), text);
        }
        everything(&files);
    });
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

#[test]
fn names_that_a_disk_can_hold() {
    let lesson = "---\ntitle: Les\nsummary: x\nevidence: ervaring\n---\n\nTekst.\n";
    let site = Site::new().file("site.toml", "[check.severity]\norphan-page = \"off\"\n");
    let site = site.lesson(
        "goed",
        "![Foto](een%20foto%20é.png) en [blad](<werk blad.pdf>)",
    );
    let site = site
        .file("content/lessons/een foto é.png", "")
        .file("content/lessons/werk blad.pdf", "x");
    site.build();
    let page = site.published("lessen/goed/index.html");
    for link in crate::support::links(&page)
        .iter()
        .filter(|link| link.starts_with('/'))
    {
        assert!(site.public().has(&crate::support::path_of(link)), "{link}");
    }

    let folder = site.path("content/lessons");
    // What no editor meant as a page: a folder called so, hidden files, links in a circle, nothing.
    fs::create_dir(folder.join("map.md")).unwrap();
    fs::write(folder.join("map.md/binnen.md"), lesson).unwrap();
    fs::write(folder.join(".verborgen.md"), "geen pagina").unwrap();
    fs::create_dir(folder.join(".git")).unwrap();
    fs::write(folder.join(".git/x.md"), "geen pagina").unwrap();
    site.build();
    assert!(site.has("public/lessen/binnen/index.html"));

    symlink(".", folder.join("rondje")).unwrap();
    let ran = site.run(&["check"]).code(0);
    ran.says(&["link-loop", "content/lessons/rondje"]);
    fs::remove_file(folder.join("rondje")).unwrap();
    symlink("nergens.md", folder.join("nergens.md")).unwrap();
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found(),
        ["unreadable-file content/lessons/nergens.md"]
    );
    fs::remove_file(folder.join("nergens.md")).unwrap();

    fs::write(folder.join(OsStr::from_bytes(b"caf\xe9.md")), lesson).unwrap();
    let found = site.run(&["check", "--json"]).code(1).found();
    assert!(
        found
            .iter()
            .any(|row| row.starts_with("bad-file-name content/lessons/caf")),
        "{found:?}"
    );
    fs::remove_file(folder.join(OsStr::from_bytes(b"caf\xe9.md"))).unwrap();

    for empty in ["", " \n\n", "\u{feff}"] {
        site.put("content/lessons/leeg.md", empty);
        assert_eq!(
            site.run(&["check", "--json"]).code(1).found(),
            ["empty-file content/lessons/leeg.md"],
            "{empty:?}"
        );
    }
    site.put("content/lessons/leeg.md", b"---\ntitle: caf\xe9\n---\n");
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found(),
        ["not-utf8 content/lessons/leeg.md"]
    );
    site.put("content/lessons/leeg.md", vec![b'x'; 9 << 20]);
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found(),
        ["file-too-large content/lessons/leeg.md"]
    );
    site.remove("content/lessons/leeg.md");

    fs::set_permissions(folder.join("goed.md"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(folder.join("goed.md")).is_ok() {
        eprintln!("skipped: who runs this test may read a file without permission");
    } else {
        let found = site.run(&["check", "--json"]).code(1).found();
        assert_eq!(found, ["unreadable-file content/lessons/goed.md"]);
    }
}

#[test]
fn a_content_folder_can_be_a_link() {
    let site = Site::new();
    let elsewhere = site.beside("elders");
    fs::create_dir_all(elsewhere.join("lessons")).unwrap();
    fs::write(
        elsewhere.join("lessons/les.md"),
        "---\ntitle: Les\nsummary: x\nevidence: ervaring\n---\n",
    )
    .unwrap();
    symlink(&elsewhere, site.path("content")).unwrap();
    site.run(&["list"]).code(0).says(&["lesson/les"]);
}
