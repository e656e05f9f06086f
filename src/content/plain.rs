//! Front matter in its plainest form, read without a YAML parser.
//!
//! Nearly all front matter is keys with one line of text, short lists and dates, and reading that as YAML
//! costs more than all of its Markdown. In: the text between the lines `---`. Out: what `serde_yaml`
//! would give, or nothing: whatever could mean something else in YAML (quotes within a text, tags, text
//! over several lines, words such as `null`) is left to it. Only what is certain is read here.

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Reads plain front matter; nothing where it is not plain, or not what `T` takes.
pub(super) fn read<T: DeserializeOwned>(yaml: &str) -> Option<T> {
    let entries = entries(yaml)?;
    T::deserialize(MapDeserializer::<_, Unfit>::new(entries.into_iter())).ok()
}

/// A value in the text.
#[derive(Debug, Clone, PartialEq)]
enum Value<'y> {
    /// A key without a value.
    Nothing,
    /// Text in quotes, which is never anything else.
    Quoted(&'y str),
    /// Text without quotes: a number, or yes or no, where it looks like one.
    Bare(&'y str),
    List(Vec<Value<'y>>),
    Map(Vec<Entry<'y>>),
}

/// A key with its value.
type Entry<'y> = (&'y str, Value<'y>);

/// The lines that are still to be read.
type Lines<'y> = std::iter::Peekable<std::str::Lines<'y>>;

/// What an item of a list begins with.
const ITEM: &str = "- ";

/// Deeper values are refused by who reads them, or read exactly.
const DEEPEST: u8 = 3;

/// The keys with their values.
fn entries(yaml: &str) -> Option<Vec<Entry<'_>>> {
    // Without an early end, this loop takes many bytes at a time.
    let odd = yaml.bytes().fold(false, |odd, byte| odd | is_odd(byte));
    if odd || has_odd_characters(yaml) {
        return None;
    }
    let mut lines = yaml.lines().peekable();
    let entries = map_below(&mut lines, 0, 0)?;
    lines.next().is_none().then_some(entries)
}

/// The keys that stand `indent` from the margin, up to the first line that stands closer to it.
fn map_below<'y>(lines: &mut Lines<'y>, indent: usize, depth: u8) -> Option<Vec<Entry<'y>>> {
    let mut entries = Vec::with_capacity(if depth == 0 { 16 } else { 4 });
    while let Some(line) = lines.next_if(|line| indent_of(line) >= indent || line.is_empty()) {
        if !line.is_empty() {
            // A line that stands deeper goes on with the value before it, in ways that are not plain.
            entries.push(entry(&line[indent..], lines, indent, depth)?);
        }
    }
    Some(entries)
}

/// The key and the value of which `line` is the first line; the key stands `indent` from the margin.
fn entry<'y>(line: &'y str, lines: &mut Lines<'y>, indent: usize, depth: u8) -> Option<Entry<'y>> {
    let (key, value) = line.split_once(':')?;
    if !is_key(key) {
        return None;
    }
    let value = match value.strip_prefix(' ') {
        Some(value) => self::value(value.trim_matches(' '))?,
        None if value.is_empty() => Value::Nothing,
        None => return None,
    };
    let value = match (value, lines.peek()) {
        (Value::Nothing, Some(next)) if is_item(next) && indent_of(next) >= indent => {
            list_below(lines, depth)?
        }
        (Value::Nothing, Some(next)) if indent_of(next) > indent && depth < DEEPEST => {
            let indent = indent_of(next);
            Value::Map(map_below(lines, indent, depth + 1)?)
        }
        (value, _) => value,
    };
    Some((key, value))
}

/// The list whose items stand below its key, all as far from the margin as the first: values of one
/// line, or keys with theirs.
fn list_below<'y>(lines: &mut Lines<'y>, depth: u8) -> Option<Value<'y>> {
    let indent = indent_of(lines.peek()?);
    let mut items = Vec::with_capacity(4);
    while let Some(item) = lines.next_if(|line| is_item(line) && indent_of(line) == indent) {
        let item = &item[indent + ITEM.len()..];
        items.push(match value(item.trim_matches(' ')) {
            Some(Value::Nothing) => return None,
            Some(item) => item,
            None if depth < DEEPEST => {
                let indent = indent + ITEM.len();
                let first = entry(item, lines, indent, depth + 1)?;
                let mut entries = map_below(lines, indent, depth + 1)?;
                entries.insert(0, first);
                Value::Map(entries)
            }
            None => return None,
        });
    }
    Some(Value::List(items))
}

fn indent_of(line: &str) -> usize {
    line.bytes().take_while(|&byte| byte == b' ').count()
}

fn is_item(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with(ITEM)
}

fn is_key(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    key.starts_with(|c: char| c.is_ascii_lowercase()) && key.bytes().all(plain) && !has_meaning(key)
}

/// A value that fills the rest of its line.
fn value(text: &str) -> Option<Value<'_>> {
    match text.as_bytes().first() {
        None => Some(Value::Nothing),
        Some(b'[' | b'{' | b'"' | b'\'') => {
            let (value, rest) = flow(text, 0)?;
            rest.is_empty().then_some(value)
        }
        Some(_) => bare(text),
    }
}

/// A value as it stands within brackets, and what follows it.
fn flow(text: &str, depth: u8) -> Option<(Value<'_>, &str)> {
    match text.as_bytes().first()? {
        b'[' if depth < DEEPEST => {
            let (items, rest) = within(text, ']', |text| flow(text, depth + 1))?;
            Some((Value::List(items), rest))
        }
        b'{' if depth < DEEPEST => {
            let (entries, rest) = within(text, '}', |text| {
                let (key, value) = text.split_once(": ")?;
                let (value, rest) = flow(value.trim_start_matches(' '), depth + 1)?;
                is_key(key).then_some(((key, value), rest))
            })?;
            Some((Value::Map(entries), rest))
        }
        quote @ (b'"' | b'\'') => {
            // No escapes, and no quotes within quotes.
            let (inner, rest) = text[1..].split_once(char::from(*quote))?;
            let ends = !rest.starts_with(char::from(*quote)) && !inner.contains('\\');
            ends.then_some((Value::Quoted(inner), rest))
        }
        _ => {
            let mut bytes = text.bytes();
            let end = bytes.position(|byte| matches!(byte, b',' | b']' | b'}'))?;
            let (text, rest) = text.split_at(end);
            // In brackets more characters mean something; names and numbers have none of these.
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./ ".contains(&byte);
            let text = text.trim_end_matches(' ');
            let plain = text.bytes().all(|byte| !byte.is_ascii() || is_plain(byte));
            Some((plain.then(|| bare(text)).flatten()?, rest))
        }
    }
}

/// What stands between a bracket and the one that closes it, parted by commas, and what follows.
fn within<'y, T>(
    text: &'y str,
    close: char,
    item: impl Fn(&'y str) -> Option<(T, &'y str)>,
) -> Option<(Vec<T>, &'y str)> {
    let mut items = Vec::with_capacity(4);
    let mut rest = text[1..].trim_start_matches(' ');
    loop {
        let (item, after) = item(rest)?;
        items.push(item);
        rest = after.trim_start_matches(' ');
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start_matches(' '),
            None => return Some((items, rest.strip_prefix(close)?)),
        }
    }
}

/// Text without quotes that YAML takes for text, a whole number, a date, or yes or no.
fn bare(text: &str) -> Option<Value<'_>> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    let sure = if first.is_ascii_digit() {
        is_date(bytes) || is_number(bytes) || is_vague(bytes)
    } else if matches!(text, "true" | "false") {
        true
    } else {
        // Short words can be `null`, `true`, `no`; no longer one can.
        let may_be_other = text.len() <= 5 && bytes.iter().all(u8::is_ascii_alphabetic);
        (first.is_ascii_alphabetic() || first == b'/' || !first.is_ascii())
            && !(may_be_other && has_meaning(text))
    };
    let parted = text.contains(": ") || text.ends_with(':') || text.contains(" #");
    (sure && !parted).then_some(Value::Bare(text))
}

/// Whether YAML, in any of its versions, takes the word for something else than a word.
fn has_meaning(word: &str) -> bool {
    ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|other| word.eq_ignore_ascii_case(other))
}

/// `2024-02-19` or `2024-02`: text to YAML as we read it.
fn is_date(text: &[u8]) -> bool {
    matches!(text.len(), 7 | 10)
        && text.iter().enumerate().all(|(at, &byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// `1994~`, `1994/2001`: text, for no number has these marks.
fn is_vague(text: &[u8]) -> bool {
    let is_mark = |byte: &u8| matches!(byte, b'~' | b'?' | b'%' | b'/');
    text.iter().any(is_mark)
        && (text.iter()).all(|byte| byte.is_ascii_digit() || *byte == b'-' || is_mark(byte))
}

/// A whole number that is written in one way only.
fn is_number(text: &[u8]) -> bool {
    (1..=9).contains(&text.len())
        && text.iter().all(u8::is_ascii_digit)
        && (text[0] != b'0' || text.len() == 1)
}

/// A tab, or a character that YAML refuses; line feeds part lines, a carriage return may do so too.
fn is_odd(byte: u8) -> bool {
    (byte < b' ' && byte != b'\n') || byte == 0x7f
}

/// Whether there are characters beyond ASCII that YAML refuses or takes for the end of a line.
fn has_odd_characters(yaml: &str) -> bool {
    let odd = |c| matches!(c, '\u{80}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}'..='\u{ffff}');
    !yaml.is_ascii() && yaml.contains(odd)
}

/// What does not fit is read again, exactly: nobody sees this.
#[derive(Debug)]
struct Unfit;

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not plain")
    }
}

impl std::error::Error for Unfit {}

impl de::Error for Unfit {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Unfit
    }
}

impl<'de> IntoDeserializer<'de, Unfit> for Value<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Unfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self {
            Value::Nothing => visitor.visit_unit(),
            Value::Quoted(text) => visitor.visit_str(text),
            Value::Bare(text) if is_number(text.as_bytes()) => {
                visitor.visit_u64(text.parse().map_err(|_| Unfit)?)
            }
            Value::Bare(text @ ("true" | "false")) => visitor.visit_bool(text == "true"),
            Value::Bare(text) => visitor.visit_str(text),
            Value::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Value::Map(entries) => visitor.visit_map(MapDeserializer::new(entries.into_iter())),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self {
            // A number is text where text is asked for.
            Value::Quoted(text) | Value::Bare(text) => visitor.visit_str(text),
            _ => Err(Unfit),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self {
            Value::Nothing => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        match self {
            Value::Quoted(text) | Value::Bare(text) => {
                StrDeserializer::new(text).deserialize_enum(name, variants, visitor)
            }
            _ => Err(Unfit),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::FrontMatter;

    fn plainly(yaml: &str) -> Option<FrontMatter> {
        read(yaml)
    }

    #[test]
    fn what_most_pages_have_is_plain() {
        let yaml = "title: Ga kijken, en blijf: het helpt’t\nsummary: \"Wat: waarom\"\nkey_points:\n  - Eén punt.\n  - 'Nog # een'\ndate: 2024-02-19\nsources: [ som2013,  vrom-2007]\nrelated: [[lesson/ga-kijken]]\nthemes: wonen\nauthors:\n- jan\norder: 3\nstart: 1994\nstatus: concept\nnumber: \"2.10\"\nplaces: [\"Den Haag\", 'Breda',Ede]\nsearch: {keywords: [a b], pin_for: c}\ntasks:\n    bewoner:\n    - Kijken.\n    bestuurder: Kiezen\nparties:\n";
        assert_eq!(
            plainly(yaml),
            None,
            "a colon and a space part key and value"
        );
        let yaml = yaml.replacen("blijf: ", "blijf:", 1);
        let front = plainly(&yaml).unwrap();
        assert_eq!(front, serde_yaml::from_str(&yaml).unwrap());
        assert_eq!(front.sources.0, ["som2013", "vrom-2007"]);
        assert_eq!(
            front.title.as_deref(),
            Some("Ga kijken, en blijf:het helpt’t")
        );
        let yaml = "title: Wat werkt\naliases: [/oud/een/, /oud/twee]\nautolink: false\nstart: 1964~\nknowledge_of: 1994/2001\ndisputes:\n  - point: Of het hielp.\n    claims:\n      - {claim: \"Het hielp.\", sources: som2013}\n      - claim: Niet\n        sources: [vrom-2007]\n    reading: Let op het jaar.\n  - point: Wat het kostte.\n    claims: [{claim: Veel, sources: som2013}]\norder: 3\n";
        let front = plainly(yaml).unwrap();
        assert_eq!(front, serde_yaml::from_str(yaml).unwrap());
        assert_eq!(front.disputes.len(), 2);
    }

    #[test]
    fn what_may_mean_something_else_is_left_to_yaml() {
        for yaml in [
            "title: null",
            "title: No",
            "title: 0x1f",
            "title: 1_000",
            "number: 2.10",
            "title: een\n  twee",
            "title: |\n  een",
            "title: een # twee",
            "title: - een",
            "title: 'een' twee",
            "title: \"een\\ntwee\"",
            "title: een\ttwee",
            "title: een\u{85}twee",
            "tasks:\n  bewoner: a\n   bestuurder: b",
            "tasks:\n  bewoner: a\n bestuurder: b",
            "disputes: [{point: p, claims}]",
            "title: 'het ''woord'' hier'",
            "disputes:\n  - point: p",
            "themes: [a, b",
            "themes: [a,, b]",
            "themes: [a, b] c",
            "themes:\n  - a\n    b",
            "themes:\n  - a\n - b",
            "themes:\n  - a: b",
            "title: a\ntitle: b",
            "order: veel",
            "titel: x",
            "--- x",
            "...",
        ] {
            assert_eq!(plainly(yaml), None, "{yaml}");
        }
    }

    proptest! {
        /// Whatever is read plainly, YAML reads the same.
        #[test]
        fn plain_is_what_yaml_says(
            lines in prop::collection::vec(
                (
                    prop::sample::select(vec![
                        "title: ", "summary:", "key_points:", "date: ", "sources: ", "themes: [",
                        "order: ", "start: ", "status: ", "tasks:", "  bewoner:", "  bestuurder: ", "search: {keywords: ", "part: ", "autolink: ", "  - ", "- ", "   ", "names: ",
                        "disputes:", "  - point: ", "    claims: ", "    claims:", "      - claim: ", "        sources: ", "    reading: ", "      - {claim: a, sources: ", "aliases: ", "knowledge_of: ",
                    ]),
                    "([a-c0-9 \"'\\[\\],:#@é’.*|>!%-]{0,8}|null|true|false|NO|/oud/a/|19[0-9~/?%-]{0,4}|b\\}|\\[\\{claim: a, sources: b\\}\\]|2024-02-19|1994|0|concept|\\[a, b\\]|\\[\"a\",b\\]\\}|\"a b\"|'c')",
                ),
                0..6,
            )
        ) {
            let yaml: String = lines.iter().map(|(key, value)| format!("{key}{value}\n")).collect();
            if let Some(front) = plainly(&yaml) {
                let exact: Result<FrontMatter, _> = serde_yaml::from_str(&yaml);
                prop_assert_eq!(Some(front), exact.ok(), "{}", yaml);
            }
        }
    }
}
