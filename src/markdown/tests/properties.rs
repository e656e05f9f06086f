//! What holds for any input: no panic, well nested HTML, and places that are where they say.

use proptest::prelude::*;

use super::parsed;
use crate::diagnostic::Place;

/// Checks everything that is promised about a body, whatever the input.
pub(super) fn check(markdown: &str) {
    let (body, diagnostics) = parsed(markdown);
    let html = body.html.as_str();
    nested(html);

    let mut last = 0;
    for slot in &body.slots {
        assert!(slot.at >= last, "slots out of order");
        assert!(html.is_char_boundary(slot.at as usize));
        last = slot.at;
    }

    let (mut text_end, mut html_end) = (0, 0);
    for run in &body.runs {
        assert!(
            run.text >= text_end && run.html as usize >= html_end,
            "runs out of order"
        );
        assert!(run.len > 0, "empty run");
        text_end = run.text + run.len;
        let text = &body.text[run.text as usize..text_end as usize];
        html_end = run.html as usize + same(text, &html[run.html as usize..]);
    }

    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|s| s.split('"').next())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are not unique");
    for heading in &body.outline {
        let start = heading.text_start as usize;
        assert!(body.text[start..].trim_start().starts_with(&heading.title));
        assert!((2..=6).contains(&heading.level));
    }
    for link in &body.links {
        let _ = &body.text[link.text_at as usize..link.text_end as usize];
        let _ = &markdown[link.span.start as usize..link.span.end as usize];
    }
    for group in &body.citations {
        assert!(body.text.is_char_boundary(group.text_at as usize));
        let _ = &markdown[group.span.start as usize..group.span.end as usize];
    }
    for span in &body.uncited {
        let _ = &markdown[span.start as usize..span.end as usize];
    }
    for diagnostic in &diagnostics {
        let Place::Span(start, end) = diagnostic.place else {
            panic!("no place")
        };
        let _ = &markdown[start as usize..end as usize];
    }
    assert!(
        !body
            .text
            .contains(|c: char| c < ' ' && c != '\n' && c != '\t'),
        "control character"
    );
}

/// Length of the HTML at the start of `html` that stands for `text`.
fn same(text: &str, html: &str) -> usize {
    let mut rest = html;
    for c in text.chars() {
        let escaped = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            _ => &text[..0],
        };
        let mut buffer = [0; 4];
        let escaped = if escaped.is_empty() {
            c.encode_utf8(&mut buffer)
        } else {
            escaped
        };
        rest = rest
            .strip_prefix(escaped)
            .unwrap_or_else(|| panic!("{text:?} is not at {html:?}"));
    }
    html.len() - rest.len()
}

/// Checks that every element is closed in its own parent.
fn nested(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = &tag[..tag.find('>').unwrap_or_else(|| panic!("no end of {tag:?}"))];
        let name = tag.split([' ', '\n']).next().unwrap_or("");
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {html}");
        } else if !["br", "hr", "img", "input"].contains(&name) {
            assert!(
                !(name == "a" && open.contains(&"a")),
                "a link in a link: {html}"
            );
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} left open in {html}");
}

/// Pieces that mean something in Markdown, so that random strings of them mean a lot.
fn markdownish() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "# ",
        "## ",
        "### ",
        "\n",
        "\n\n",
        "\n",
        " ",
        "  ",
        "    ",
        "> ",
        "- ",
        "1. ",
        "- [ ] ",
        "[",
        "]",
        "[[",
        "]]",
        "(",
        ")",
        "](x.md)",
        "](https://x.nl)",
        "](javascript:x)",
        "![",
        "|",
        "| a | b |\n|---|---|\n",
        "| ",
        " |",
        "[@a]",
        "[@",
        "; -@b",
        ", p. 1",
        "[^1]",
        "[^1]: ",
        "[^b]",
        "{lang=en}",
        "]{lang=en}",
        "{#x .y}",
        "[!NOTE]",
        "[!x]",
        "Tabel: ",
        ": ",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "\"",
        "'",
        "--",
        "...",
        "'80",
        "\\",
        "&amp;",
        "&#91;",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<div>\n",
        "\u{1f}",
        "\u{1d}",
        "\0",
        "\r",
        "\r\n",
        "\t",
        "é",
        "wijk",
        "a",
        "x|y",
        "<https://x.nl>",
        "===\n",
        "---\n",
        "[a]: b\n",
        "[[a|b]]",
        "\u{a0}",
        "~",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed(markdown in any::<String>()) {
        check(&markdown);
    }

    #[test]
    fn anything_like_markdown_is_parsed(markdown in markdownish()) {
        check(&markdown);
    }
}
