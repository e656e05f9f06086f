//! Values of an entry in the form that Hayagriva wants: texts as texts, dates in its order.

use std::ops::Range;

use serde_yaml::Value as Yaml;

use crate::content::edtf::Edtf;
use crate::content::located::{Node, Value};

/// The first anchor or alias in a value.
pub(super) fn anchored(node: &Node) -> Option<Range<usize>> {
    match &node.value {
        Value::Anchored => Some(node.span.clone()),
        Value::Scalar { .. } => None,
        Value::List(items) => items.iter().find_map(anchored),
        Value::Map(pairs) => pairs
            .iter()
            .find_map(|(key, value)| anchored(key).or_else(|| anchored(value))),
    }
}

/// A value with its texts as texts: an author called 50PLUS and a book called 1984 are no numbers.
/// Only for truth values does Hayagriva want other things.
pub(super) fn literal(node: &Node, formattable: bool) -> Yaml {
    match &node.value {
        Value::Scalar { text, plain } => match text.as_str() {
            "true" | "false" if *plain => Yaml::Bool(text == "true"),
            _ if formattable => Yaml::String(unformatted(text)),
            _ => Yaml::String(text.trim().to_owned()),
        },
        Value::List(items) => Yaml::Sequence(
            items
                .iter()
                .map(|item| literal(item, formattable))
                .collect(),
        ),
        Value::Map(pairs) => Yaml::Mapping(
            pairs
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| {
                    let name = key.text().unwrap_or_default();
                    let date = value.text().filter(|_| name == "date").and_then(plain_date);
                    let yaml = match date {
                        Some(date) => date.into(),
                        None => literal(value, formattable),
                    };
                    (Yaml::String(name.to_owned()), yaml)
                })
                .collect(),
        ),
        Value::Anchored => Yaml::Null,
    }
}

/// Text in which a dollar sign is a dollar sign, not the beginning of a formula, and in which a brace
/// without its counterpart is a brace. Pairs of braces keep what they mean to Hayagriva.
fn unformatted(text: &str) -> String {
    let mut depth = 0i32;
    let paired = text.chars().all(|c| {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        depth >= 0
    }) && depth == 0;
    let mut plain = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c == '$' || c == '\\' || (!paired && matches!(c, '{' | '}')) {
            plain.push('\\');
        }
        plain.push(if c.is_control() { ' ' } else { c });
    }
    plain
}

/// A date of one year, month or day as Hayagriva writes it. “About” may stand after it, as in the
/// rest of the guide (`2012~`), or before it, as in Hayagriva (`~2012`).
pub(super) fn plain_date(written: &str) -> Option<String> {
    let written = written.trim();
    let about = written.starts_with('~') || written.ends_with(['~', '?', '%']);
    let bare = written
        .trim_start_matches('~')
        .trim_end_matches(['~', '?', '%']);
    let plain = bare.chars().all(|c| c.is_ascii_digit() || c == '-');
    (plain && Edtf::parse(bare).is_some()).then(|| match about {
        true => format!("~{bare}"),
        false => bare.to_owned(),
    })
}

/// `1-11-2026` in the order that the tool reads.
pub(super) fn dutch_order(written: &str) -> Option<String> {
    let parts: Vec<u32> = written
        .split(['-', '/', '.', ' '])
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let meant = match parts[..] {
        [day, month, year] if year > 31 => format!("{year:04}-{month:02}-{day:02}"),
        [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        [month, year] if year > 31 => format!("{year:04}-{month:02}"),
        _ => return None,
    };
    Edtf::parse(&meant).map(|_| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (written, date) in [
            ("2009", Some("2009")),
            ("2011-06", Some("2011-06")),
            ("2012~", Some("~2012")),
            ("~2012", Some("~2012")),
            ("2012?", Some("~2012")),
            ("2012/2013", None),
            ("201X", None),
            ("..", None),
            ("2012-13", None),
            ("", None),
        ] {
            assert_eq!(plain_date(written).as_deref(), date, "{written}");
        }
        for (written, meant) in [
            ("1-11-2026", Some("2026-11-01")),
            ("2026/11/1", Some("2026-11-01")),
            ("11-2026", Some("2026-11")),
            ("31-2-2026", None),
            ("vorig jaar", None),
        ] {
            assert_eq!(dutch_order(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn signs_of_hayagrivas_own_are_taken_literally() {
        assert_eq!(unformatted("$5 en $6"), "\\$5 en \\$6");
        assert_eq!(unformatted("{SCP}-rapport"), "{SCP}-rapport");
        assert_eq!(unformatted("a } b {"), "a \\} b \\{");
        assert_eq!(unformatted("C:\\x"), "C:\\\\x");
    }
}
