//! YAML with positions: the slow, exact reading of a front matter that has something to report.
//!
//! In: the text between the `---` lines. Out: its top-level entries, each parsed on its own into a
//! tree in which every key and value knows its bytes. Since each entry stands alone, a fault in one
//! hides no fault in another.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};

/// Deeper nesting than this is no front matter; it is refused before it can cost anything.
const MAX_DEPTH: usize = 16;

/// The parts of a content file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Bytes of the YAML, without the `---` lines.
    pub yaml: Range<usize>,
    /// First byte of the Markdown.
    pub body: usize,
}

/// Finds the front matter: a first line `---` and a later line `---`. `None` where either is missing.
pub fn split(text: &str) -> Option<Parts> {
    let first = text.find('\n')?;
    if text[..first].trim_end() != "---" {
        return None;
    }
    let start = first + 1;
    let mut at = start;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        let line = text[at..end].trim_end();
        if line == "---" || line == "..." {
            return Some(Parts {
                yaml: start..at,
                body: (end + 1).min(text.len()),
            });
        }
        at = end + 1;
    }
    None
}

/// A key or value and the bytes it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Bytes from the start of the file.
    pub span: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A scalar and whether it stands without quotes.
    Scalar {
        /// Its text, quotes and escapes undone.
        text: String,
        /// Without quotes, so that YAML may see a number, a truth value or nothing in it.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// Keys with their values.
    Map(Vec<(Node, Node)>),
    /// `*name`, an alias, or a value with an anchor: refused everywhere.
    Anchored,
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing was written: an empty plain scalar, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }
}

/// One top-level key with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Bytes of the name.
    pub key: Range<usize>,
    /// Bytes of the whole entry, its last line feed included.
    pub span: Range<usize>,
    /// Its value, or what kept YAML from being read.
    pub value: Result<Node, Fault>,
}

/// What keeps an entry from being YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which of the usual mistakes it is; names a variant of the message `bad-yaml`.
    pub variant: &'static str,
    /// Where it shows.
    pub span: Range<usize>,
    /// The value as it should be written, where that can be said.
    pub remedy: Option<String>,
}

impl Fault {
    /// Fills `diagnostic` with what this fault says: the key on the line at fault (that of the whole
    /// entry, `entry`, where the line has none) and the line as it should be, ready to be copied.
    pub(super) fn say(&self, diagnostic: Diagnostic, text: &str, entry: &str) -> Diagnostic {
        let before = &text[..self.span.start];
        let line = before.rfind('\n').map_or(0, |n| n + 1);
        let before = before[line..].trim();
        let key = before
            .split_once(':')
            .map(|(key, _)| key.trim_start_matches("- ").trim());
        let key = key.filter(|key| !key.is_empty()).unwrap_or(entry);
        let diagnostic = diagnostic.variant(self.variant).arg("key", key);
        match &self.remedy {
            Some(remedy) => diagnostic.arg("remedy", format!("{before} {remedy}").trim()),
            None => diagnostic,
        }
    }
}

/// Parses every top-level entry in `range` of `text`.
///
/// A line that begins an entry starts in the first column with something other than a comment, a
/// list dash or a closing bracket.
pub fn entries(text: &str, range: Range<usize>) -> Vec<Entry> {
    let mut starts = Vec::new();
    let mut at = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        if line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '#' | '-' | ']' | '}')) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| entry(text, start..end))
        .collect()
}

fn entry(text: &str, span: Range<usize>) -> Entry {
    let source = &text[span.clone()];
    let first_line = source.lines().next().unwrap_or_default();
    let key_len = first_line.find(':').unwrap_or(first_line.len());
    let quoted = first_line[..key_len].trim_end();
    let key = span.start..span.start + quoted.len();
    let name = quoted.trim_matches(['"', '\'']).to_owned();
    let value = if key_len == first_line.len() {
        Err(Fault {
            variant: faulty_line(quoted),
            span: key.clone(),
            remedy: None,
        })
    } else {
        parse(source, span.start)
    };
    Entry {
        name,
        key,
        span,
        value,
    }
}

fn faulty_line(line: &str) -> &'static str {
    if line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>") {
        "conflict"
    } else {
        "no-colon"
    }
}

/// Parses one entry, whose first byte is byte `offset` of the file, into its value.
fn parse(source: &str, offset: usize) -> Result<Node, Fault> {
    let read = forgive(source);
    let bytes = ByteOffsets::of(&read, offset);
    let mut stack: Vec<Open> = Vec::new();
    let mut parser = Parser::new_from_str(&read);
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return Err(diagnose(source, offset, bytes.at(error.marker().index()))),
        };
        let range = bytes.range(&span);
        let done = match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let value = if anchor > 0 {
                    Value::Anchored
                } else {
                    Value::Scalar {
                        text: text.into_owned(),
                        plain,
                    }
                };
                // A scalar's span can run on over line ends; what is shown is the value itself.
                let trimmed = read[range.start - offset..range.end - offset]
                    .trim_end()
                    .len();
                Node {
                    span: range.start..range.start + trimmed,
                    value,
                }
            }
            Event::Alias(_) => Node {
                span: range,
                value: Value::Anchored,
            },
            Event::SequenceStart(anchor, _) => {
                if stack.len() >= MAX_DEPTH {
                    return Err(Fault {
                        variant: "deep",
                        span: range,
                        remedy: None,
                    });
                }
                stack.push(Open {
                    start: range.start,
                    anchored: anchor > 0,
                    map: false,
                    nodes: Vec::new(),
                });
                continue;
            }
            Event::MappingStart(anchor, _) => {
                if stack.len() >= MAX_DEPTH {
                    return Err(Fault {
                        variant: "deep",
                        span: range,
                        remedy: None,
                    });
                }
                stack.push(Open {
                    start: range.start,
                    anchored: anchor > 0,
                    map: true,
                    nodes: Vec::new(),
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(open) => open.close(range.end),
                None => continue,
            },
            _ => continue,
        };
        match stack.last_mut() {
            Some(open) => open.nodes.push(done),
            None => {
                // The root of an entry is the mapping with its one key.
                return match done.value {
                    Value::Map(pairs) => match pairs.into_iter().next() {
                        Some((_, value)) => Ok(value),
                        None => Err(diagnose(source, offset, offset)),
                    },
                    _ => Err(diagnose(source, offset, offset)),
                };
            }
        }
    }
    Err(diagnose(source, offset, offset))
}

/// A list or mapping that is being read.
struct Open {
    start: usize,
    anchored: bool,
    map: bool,
    nodes: Vec<Node>,
}

impl Open {
    fn close(self, end: usize) -> Node {
        let value = if self.anchored {
            Value::Anchored
        } else if self.map {
            let mut pairs = Vec::with_capacity(self.nodes.len() / 2);
            let mut nodes = self.nodes.into_iter();
            while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
                pairs.push((key, value));
            }
            Value::Map(pairs)
        } else {
            Value::List(self.nodes)
        };
        Node {
            span: self.start..end.max(self.start),
            value,
        }
    }
}

/// Bytes of a file by the character positions that the YAML parser gives.
struct ByteOffsets {
    offset: usize,
    /// Empty where every character is one byte.
    of_char: Vec<u32>,
    len: usize,
}

impl ByteOffsets {
    fn of(text: &str, offset: usize) -> Self {
        let of_char = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at as u32).collect()
        };
        ByteOffsets {
            offset,
            of_char,
            len: text.len(),
        }
    }

    fn at(&self, index: usize) -> usize {
        let byte = if self.of_char.is_empty() {
            index.min(self.len)
        } else {
            self.of_char.get(index).map_or(self.len, |&at| at as usize)
        };
        self.offset + byte
    }

    fn range(&self, span: &YamlSpan) -> Range<usize> {
        let start = self.at(span.start.index());
        start..self.at(span.end.index()).max(start)
    }
}

/// Makes `@key` legal where a source is named: YAML reserves `@`, but what is meant is plain.
/// The sign becomes a space, so that every position stays what it was.
pub fn forgive(yaml: &str) -> std::borrow::Cow<'_, str> {
    if !yaml.contains('@') {
        return yaml.into();
    }
    let mut read = String::with_capacity(yaml.len());
    let mut in_sources = false;
    for line in yaml.split_inclusive('\n') {
        let start = match line.find("sources:") {
            Some(at) => Some(at + "sources:".len()),
            None if in_sources && line.trim_start().starts_with(['-', '[', ']', '@']) => Some(0),
            None => None,
        };
        in_sources = start.is_some();
        let Some(start) = start else {
            read.push_str(line);
            continue;
        };
        let mut before = ' ';
        read.push_str(&line[..start]);
        for c in line[start..].chars() {
            let begins_value = c == '@' && matches!(before, ' ' | '[' | ',' | '-');
            read.push(if begins_value { ' ' } else { c });
            before = c;
        }
    }
    read.into()
}

/// Says which of the usual mistakes keeps an entry from being read.
fn diagnose(source: &str, offset: usize, error_at: usize) -> Fault {
    let mut line_start = 0;
    for line in source.split_inclusive('\n') {
        let bare = line.trim_end();
        let indent = bare.len() - bare.trim_start().len();
        if bare[..indent].contains('\t') {
            let at = offset + line_start;
            return Fault {
                variant: "tab",
                span: at..at + indent,
                remedy: None,
            };
        }
        // The value: what follows the dash, or the key and its colon.
        let mut value = indent;
        if bare[value..].starts_with("- ") {
            value += 2;
        }
        if let Some(colon) = bare[value..].find(": ")
            && bare[value..value + colon]
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
        {
            value += colon + 2;
        }
        value += bare[value..].len() - bare[value..].trim_start().len();
        let text = &bare[value..];
        let span = offset + line_start + value..offset + line_start + bare.len();
        let quoted = || {
            Some(format!(
                "\"{}\"",
                text.replace('\\', "\\\\").replace('"', "\\\"")
            ))
        };
        let variant = match text.chars().next() {
            Some('*' | '&' | '@' | '`' | '%' | '!') => Some("special-start"),
            Some(quote @ ('"' | '\'')) if text.len() == 1 || !text.ends_with(quote) => {
                let closed = text[1..].contains(quote);
                Some(if closed { "after-quote" } else { "open-quote" })
            }
            Some('"' | '\'') => None,
            Some('[' | '{')
                if text.matches(['[', '{']).count() != text.matches([']', '}']).count() =>
            {
                Some("open-bracket")
            }
            Some('[' | '{') => None,
            _ if text.contains(": ")
                || text.ends_with(':') && !bare.trim_end().ends_with("- :") && value > indent =>
            {
                Some("colon")
            }
            _ => None,
        };
        if let Some(variant) = variant {
            let remedy = matches!(variant, "special-start" | "colon")
                .then(quoted)
                .flatten();
            return Fault {
                variant,
                span,
                remedy,
            };
        }
        line_start += line.len();
    }
    // The place at which the parser stopped, up to the end of its line.
    let start = (error_at - offset).min(source.len());
    let start = if source[start..].trim_start().is_empty() {
        0
    } else {
        start
    };
    let end = source[start..]
        .find('\n')
        .map_or(source.len(), |n| start + n);
    Fault {
        variant: "other",
        span: offset + start..offset + end.max(start),
        remedy: None,
    }
}

/// The bytes of the value at `path`, or of the nearest thing above it that is there: its list, its
/// key, the first line of the front matter.
pub fn locate(text: &str, path: &[String]) -> Range<usize> {
    let Some(parts) = split(text) else {
        return 0..text.floor_char_boundary(3);
    };
    let fallback = 0..text.floor_char_boundary(3);
    let Some((first, rest)) = path.split_first() else {
        return fallback;
    };
    let Some(entry) = entries(text, parts.yaml)
        .into_iter()
        .find(|entry| &entry.name == first)
    else {
        return fallback;
    };
    let Ok(mut node) = entry.value else {
        return entry.key;
    };
    if rest.is_empty() && matches!(node.value, Value::List(_) | Value::Map(_)) {
        return entry.key;
    }
    for step in rest {
        let next = match node.value {
            Value::List(items) => step
                .parse::<usize>()
                .ok()
                .and_then(|at| flatten(items).into_iter().nth(at)),
            Value::Map(pairs) => pairs
                .into_iter()
                .find(|(key, _)| key.text() == Some(step))
                .map(|(_, value)| value),
            // One value stands for a list of one.
            value @ Value::Scalar { .. } => Some(Node {
                span: node.span.clone(),
                value,
            }),
            Value::Anchored => None,
        };
        match next {
            Some(next) => node = next,
            None => return entry.key,
        }
    }
    node.span
}

/// The items of a list, those of lists within it included: `[[a], b]` is a, b.
pub fn flatten(items: Vec<Node>) -> Vec<Node> {
    let mut flat = Vec::with_capacity(items.len());
    for item in items {
        match item.value {
            Value::List(inner) => flat.extend(flatten(inner)),
            value => flat.push(Node {
                span: item.span,
                value,
            }),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(yaml: &str) -> Entry {
        entries(yaml, 0..yaml.len()).remove(0)
    }

    fn fault(yaml: &str) -> (&'static str, &str) {
        let fault = first(yaml).value.unwrap_err();
        (fault.variant, &yaml[fault.span])
    }

    #[test]
    fn splits_the_file() {
        let parts = split("---\ntitle: x\n---\ntekst").unwrap();
        assert_eq!((parts.yaml, parts.body), (4..13, 17));
        assert_eq!(split("---\r\na: b\r\n---\r\n").unwrap().yaml, 5..11);
        assert_eq!(split("---\ntitle: x\n"), None);
        assert_eq!(split("tekst"), None);
        assert_eq!(split("---\n---").unwrap().body, 7);
    }

    #[test]
    fn the_usual_mistakes_are_recognised() {
        assert_eq!(
            fault("summary: Let op: kijk eerst\n"),
            ("colon", "Let op: kijk eerst")
        );
        assert_eq!(fault("title: *sterk*\n"), ("special-start", "*sterk*"));
        assert_eq!(fault("title: \"open\n"), ("open-quote", "\"open"));
        assert_eq!(fault("title: \"a\" b\n"), ("after-quote", "\"a\" b"));
        assert_eq!(fault("themes: [a, b\n"), ("open-bracket", "[a, b"));
        assert_eq!(fault("themes:\n\t- a\n"), ("tab", "\t"));
        assert_eq!(fault("title\n"), ("no-colon", "title"));
        assert_eq!(fault("<<<<<<< HEAD\n"), ("conflict", "<<<<<<< HEAD"));
    }

    #[test]
    fn one_fault_hides_no_other() {
        let yaml = "title: *a\nsummary: b: c\nthemes: [x]\n";
        let found = entries(yaml, 0..yaml.len());
        assert_eq!(
            found.iter().map(|e| e.value.is_ok()).collect::<Vec<_>>(),
            [false, false, true]
        );
    }

    #[test]
    fn sources_may_be_written_as_in_the_text() {
        let yaml = "sources: [@som2013, @a]\n";
        let Value::List(items) = first(yaml).value.unwrap().value else {
            panic!()
        };
        assert_eq!(items[0].text(), Some("som2013"));
        assert_eq!(&yaml[items[0].span.clone()], "som2013");
        assert_eq!(forgive("title: a @b\n"), "title: a @b\n");
        assert_eq!(
            forgive("sources:\n  - @a\ntitle: x\n"),
            "sources:\n  -  a\ntitle: x\n"
        );
    }

    #[test]
    fn finds_values_by_path() {
        let text = "---\ntitle: é x\nrelated: [lesson/a, [lesson/b]]\ntasks:\n  bewoner: [één, twee]\n---\n";
        let at = |path: &[&str]| {
            &text[locate(
                text,
                &path.iter().map(|s| s.to_string()).collect::<Vec<_>>(),
            )]
        };
        assert_eq!(at(&["title"]), "é x");
        assert_eq!(at(&["related", "1"]), "lesson/b");
        assert_eq!(at(&["tasks", "bewoner", "1"]), "twee");
        assert_eq!(at(&["related"]), "related");
        assert_eq!(at(&["related", "7"]), "related");
        assert_eq!(at(&["nowhere"]), "---");
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(?s)(---\n)?[a-z:\\[\\]{}&*@\"'#\\- \t\né]{0,80}(\n---\n)?") {
            if let Some(parts) = split(&text) {
                for entry in entries(&text, parts.yaml) {
                    let _ = &text[entry.span];
                    let _ = entry.value.map(|n| text[n.span].len()).map_err(|f| text[f.span].len());
                }
            }
            let _ = &text[locate(&text, &["a".to_owned(), "0".to_owned()])];
        }
    }
}
