//! YAML as an editor would write it: quotes only where a value needs them.

use std::borrow::Cow;

/// `text` as a value of its own: `title: …`.
pub fn scalar(text: &str) -> Cow<'_, str> {
    if stands_plain(text) {
        text.into()
    } else {
        quoted(text).into()
    }
}

/// `text` as a value in a list between brackets.
pub fn item(text: &str) -> Cow<'_, str> {
    if stands_plain(text) && !text.contains([',', '[', ']', '{', '}']) {
        text.into()
    } else {
        quoted(text).into()
    }
}

/// Whether YAML reads `text` as just that text, and a reader who knows no YAML would as well.
fn stands_plain(text: &str) -> bool {
    let special = |c: char| "!&*-?|>@`%\"'#,[]{}:~".contains(c) || c.is_whitespace();
    let begins_plain = text.chars().next().is_some_and(|c| !special(c));
    let ends_plain = !text.ends_with(char::is_whitespace);
    begins_plain
        && ends_plain
        && !text.contains(':')
        && !text.contains(" #")
        && !text.contains(needs_an_escape)
        && serde_yaml::from_str::<serde_yaml::Value>(text)
            .is_ok_and(|value| value.as_str() == Some(text))
}

/// Whether a character may not stand as it is: control characters, and the line and paragraph separators
/// of Unicode, which YAML 1.1 takes for the end of a line.
fn needs_an_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if needs_an_escape(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_stand_only_where_they_are_needed() {
        for plain in [
            "Ga kijken",
            "Van Twist & Verheul",
            "foto’s",
            "40+-wijk",
            "C#",
        ] {
            assert_eq!(scalar(plain), plain);
        }
        for (text, written) in [
            ("Let op: kijk", "\"Let op: kijk\""),
            ("2.10", "\"2.10\""),
            ("nee # echt", "\"nee # echt\""),
            ("true", "\"true\""),
            ("Zeg \"ja\"", "Zeg \"ja\""),
            ("\"Ja\", zei \\", "\"\\\"Ja\\\", zei \\\\\""),
            ("- a", "\"- a\""),
            ("", "\"\""),
            ("(\u{2028}a", "\"(\\u2028a\""),
        ] {
            assert_eq!(scalar(text), written, "{text}");
        }
        assert_eq!(item("Den Haag"), "Den Haag");
        assert_eq!(item("wijk, buurt"), "\"wijk, buurt\"");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(text in "[\\PC\u{2028}\u{2029}\u{feff}]{0,24}|[-a-z:# ,'\"\\[\\]{}&*!|>%@`~\\\\0-9.\t\n]{0,12}") {
            let yaml = format!("a: {}\nb: [{}, x]\n", scalar(&text), item(&text));
            let value: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
            prop_assert_eq!(value["a"].as_str(), Some(text.as_str()));
            prop_assert_eq!(value["b"][0].as_str(), Some(text.as_str()));
        }
    }
}
