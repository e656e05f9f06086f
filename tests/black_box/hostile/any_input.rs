//! Files made at random: of bytes, and of what front matter, Markdown and settings are made of.

use proptest::prelude::*;

use super::{everything, guide, words};
use wijkgids::config;

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
