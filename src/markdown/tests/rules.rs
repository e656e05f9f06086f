//! Rules that are better said in words than in snapshots.

use std::sync::Arc;

use super::{parsed, shown};
use crate::diagnostic::{Code, Place};
use crate::markdown::document::Target;
use crate::markdown::{Options, parse};

#[test]
fn spans_count_from_the_start_of_the_file() {
    let text = "---\ntitle: x\n---\n# Kop\n\n[[lesson/x]] [@a]\n";
    let (body, diagnostics) = parse(&Arc::from("a.md"), text, 17, &Options::default());
    let at = |start: u32, end: u32| &text[start as usize..end as usize];
    assert_eq!(diagnostics[0].place, Place::Span(17, 22));
    assert_eq!(
        at(body.links[0].span.start, body.links[0].span.end),
        "[[lesson/x]]"
    );
    let item = &body.citations[0].items[0];
    assert_eq!(at(item.span.start, item.span.end), "@a");
    assert_eq!(
        at(body.outline[0].span.start, body.outline[0].span.end),
        "# Kop"
    );
}

#[test]
fn a_start_beyond_the_text_gives_an_empty_body() {
    let (body, diagnostics) = parse(&Arc::from("a.md"), "é", 1, &Options::default());
    assert_eq!((body.html.as_str(), diagnostics.len()), ("", 0));
}

#[test]
fn text_holds_the_words_of_links_and_none_of_citations() {
    let (body, _) = parsed("Zie [[lesson/ga-kijken]], [[x|daar]] [@a] en [@b]. Klaar.\n");
    assert_eq!(body.text, "Zie ga kijken, daar en. Klaar.");
    let of = |i: usize| &body.text[body.links[i].text_at as usize..body.links[i].text_end as usize];
    assert_eq!((of(0), body.links[0].labelled), ("ga kijken", false));
    assert_eq!((of(1), body.links[1].labelled), ("daar", true));
    assert_eq!(body.words, 6);
}

#[test]
fn terms_are_linked_only_in_running_text() {
    let (body, _) = parsed(
        "## kop\n\ntekst [link](x.md) `code`\n\n> citaat\n\n> [!NOTE] titel\n> kader\n\n\
         | th |\n|---|\n| td |\n\nTabel: bijschrift\n",
    );
    let runs: Vec<&str> = body
        .runs
        .iter()
        .map(|r| body.text[r.text as usize..(r.text + r.len) as usize].trim())
        .filter(|r| !r.is_empty())
        .collect();
    assert_eq!(runs, ["tekst", "kader", "bijschrift", "td"]);
}

#[test]
fn ids_stay_when_another_heading_is_added() {
    let ids = |markdown: &str| -> Vec<String> {
        parsed(markdown)
            .0
            .outline
            .into_iter()
            .map(|h| h.id)
            .collect()
    };
    let old = ids("## Een\n### Waarom\n## Twee\n### Waarom\n");
    let new =
        ids("## Nul\n### Waarom\n## Een\n### Nieuw\n### Waarom\n## Twee\n### Waarom\n## Een!\n");
    assert!(old.iter().all(|id| new.contains(id)), "{old:?} in {new:?}");
}

#[test]
fn deep_nesting_is_reported_once_and_flattened() {
    let nested_list: String = (0..100)
        .map(|i| format!("{}- x\n", "  ".repeat(i)))
        .collect();
    for markdown in [
        format!("{}diep\n", "> ".repeat(500)),
        format!("{}diep\n", "- ".repeat(500)),
        format!("{}diep\n", ">".repeat(500)),
        format!("{}diep\n", "1. ".repeat(500)),
        nested_list + "diep",
        format!("{}diep{}\n", "[".repeat(500), "]".repeat(500)),
        format!("{}diep{}\n", "*a ".repeat(100), " a*".repeat(100)),
    ] {
        let (body, diagnostics) = parsed(&markdown);
        let deep = diagnostics
            .iter()
            .filter(|d| d.code == Code::TooDeep)
            .count();
        assert_eq!(deep, 1, "{markdown:.40} {}", shown(&markdown, &diagnostics));
        assert!(body.text.contains("diep"));
        super::properties::check(&markdown);
    }
}

#[test]
fn line_endings_do_not_matter() {
    let unix = "## Kop\n\n> [!NOTE] Titel\n> tekst\n\n- a\n- b [@c,\n  p. 2]\n\n<!-- x\n\ny -->\n";
    let (expected, _) = parsed(unix);
    for ending in ["\r\n", "\r"] {
        let (body, diagnostics) = parsed(&unix.replace('\n', ending));
        assert_eq!(body.text, expected.text, "{ending:?}");
        assert_eq!(body.html, expected.html, "{ending:?}");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }
}

#[test]
fn hostile_input_takes_linear_time() {
    let many = |piece: &str, times: usize| piece.repeat(times);
    for markdown in [
        many("## Kop\n", 10_000),
        (0..10_000)
            .map(|i| format!("### Kop {i} {{#x}}\n"))
            .collect(),
        many("[@a ", 20_000),
        many("[^a] ", 10_000),
        many("[x", 20_000) + &many("]{lang=en}", 20_000),
        many("![", 20_000),
        many("[[", 20_000),
        many("[[a|", 10_000) + "| x",
        many("| [[a|b]] ", 10_000) + "\n" + &many("|---", 10_000) + "\n",
        many("`[[a|b]]` ' \" -- ... \\", 20_000),
        many("<b>", 20_000),
        many("<!-- ", 20_000),
        many("\0", 100_000),
        many("a", 10_000_000),
        many("> [!NOTE] x\n", 10_000),
        many("[^1]: x\n", 10_000),
        many("| a |\n|---|\n| b |\n\nTabel: x\n\n", 2_000),
    ] {
        let start = std::time::Instant::now();
        let _ = parsed(&markdown);
        // Linear time is some milliseconds a megabyte; quadratic time would be minutes.
        assert!(start.elapsed().as_secs() < 10, "{:.60}", markdown);
    }
}

#[test]
fn a_reference_definition_makes_a_link_of_a_citation() {
    let (body, _) = parsed("[@x]\n\n[@x]: https://x.nl\n");
    assert_eq!(
        body.links[0].target,
        Target::External("https://x.nl".to_string())
    );
    assert!(body.citations.is_empty());
}
