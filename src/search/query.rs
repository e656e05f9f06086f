//! Reading a query: from what a reader typed to a tree.
//!
//! Any text is a legal query. What has a meaning: words; `"phrases"` in straight or curly quotes;
//! `-word`, `-"phrase"` and `-soort:les` to leave out; `soort:les` and the other filters by name,
//! where the value exists (else it is plain text); `periode:1994/2009`; `wijkaan*` for words that
//! begin so. Nothing typed ever reaches an engine's own parser.

use std::fmt;

use crate::language::tokens::spans;

use super::facets::Facet;
use super::period::Years;

/// Longest query, in characters.
pub const MAX_CHARS: usize = 512;

/// Most words in a query.
pub const MAX_WORDS: usize = 32;

/// A query, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// What is asked for or excluded, in order.
    pub asks: Vec<Ask>,
    /// Filters named within the query.
    pub filters: Vec<(Facet, String)>,
    /// Values to leave out.
    pub without: Vec<(Facet, String)>,
    /// The span of years named within the query.
    pub period: Option<Years>,
    /// Whether the query ends within a word, which may be unfinished.
    pub open_end: bool,
}

/// One thing asked for or excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The text of it, as typed.
    pub text: String,
    /// How it is to be found.
    pub how: How,
    /// Whether pages with it are left out.
    pub excluded: bool,
}

/// How what is asked is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Each word by itself.
    Words,
    /// The words one after the other.
    Phrase,
    /// Words that begin with the last word.
    Prefix,
}

/// What a request asks that cannot be answered, by the parameter that asks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the parameter in the API.
    pub parameter: &'static str,
    /// What is wrong with it.
    pub reason: Reason,
}

/// Why a parameter is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// More characters than the bound.
    TooLong(usize),
    /// More words than the bound.
    TooManyWords(usize),
    /// A number outside these bounds, both included.
    OutOfRange(usize, usize),
    /// Results further on than this are never shown.
    TooFar(usize),
    /// No page has this value.
    UnknownValue(String),
    /// This is no span of years.
    NotAPeriod(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.parameter;
        match &self.reason {
            Reason::TooLong(limit) => write!(f, "`{name}` is longer than {limit} characters"),
            Reason::TooManyWords(limit) => write!(f, "`{name}` has more than {limit} words"),
            Reason::OutOfRange(from, to) => write!(f, "`{name}` must lie between {from} and {to}"),
            Reason::TooFar(limit) => write!(f, "`{name}` lies past result {limit}"),
            Reason::UnknownValue(value) => write!(f, "`{name}` has no value `{value}`"),
            Reason::NotAPeriod(value) => write!(f, "`{value}` is no year or interval of years"),
        }
    }
}

/// Reads a query. `known` says whether a facet has a value.
pub fn parse(text: &str, known: &dyn Fn(Facet, &str) -> bool) -> Result<Query, Refusal> {
    let refuse = |reason| {
        Err(Refusal {
            parameter: "q",
            reason,
        })
    };
    if text.chars().nth(MAX_CHARS).is_some() {
        return refuse(Reason::TooLong(MAX_CHARS));
    }
    let mut query = Query {
        open_end: text.chars().next_back().is_some_and(char::is_alphanumeric),
        ..Query::default()
    };
    let mut words = 0;
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (excluded, after) = match rest.strip_prefix('-') {
            Some(after) => (true, after.trim_start_matches('-')),
            None => (false, rest),
        };
        if let Some((phrase, after)) = quoted(after) {
            words += spans(phrase).count();
            if spans(phrase).next().is_some() {
                query.asks.push(Ask {
                    text: phrase.to_owned(),
                    how: How::Phrase,
                    excluded,
                });
            }
            rest = after.trim_start();
            continue;
        }
        let end = after
            .find(|c: char| c.is_whitespace() || is_quote(c))
            .unwrap_or(after.len());
        let (chunk, next) = after.split_at(end);
        if let Some((name, value)) = chunk.split_once(':') {
            // The value may be quoted: then the chunk ended at the quote.
            let (value, next) = if value.is_empty() {
                quoted(next).unwrap_or((value, next))
            } else {
                (value, next)
            };
            if let Some(taken) = filter(name, value, known) {
                words += 1;
                match (taken, excluded) {
                    (Filter::Value(facet, value), false) => query.filters.push((facet, value)),
                    (Filter::Value(facet, value), true) => query.without.push((facet, value)),
                    (Filter::Period(years), _) => query.period = Some(years),
                }
                rest = next.trim_start();
                continue;
            }
        }
        let inside = spans(chunk).count();
        words += inside;
        if inside > 0 {
            let how = if chunk.len() > 1 && chunk.ends_with('*') {
                How::Prefix
            } else {
                How::Words
            };
            query.asks.push(Ask {
                text: chunk.to_owned(),
                how,
                excluded,
            });
        }
        // A lone quotation mark means nothing; it is passed over, so that every round moves on.
        rest = match next.chars().next() {
            Some(c) if is_quote(c) && quoted(next).is_none() => next[c.len_utf8()..].trim_start(),
            _ => next.trim_start(),
        };
        if chunk.is_empty() && after.len() == rest.len() && !excluded {
            break;
        }
    }
    if words > MAX_WORDS {
        return refuse(Reason::TooManyWords(MAX_WORDS));
    }
    Ok(query)
}

enum Filter {
    Value(Facet, String),
    Period(Years),
}

fn filter(name: &str, value: &str, known: &dyn Fn(Facet, &str) -> bool) -> Option<Filter> {
    if name == "periode" {
        return value.parse().ok().map(Filter::Period);
    }
    let facet = Facet::from_name(name)?;
    let lower = value.to_lowercase();
    [value, &lower]
        .into_iter()
        .find(|value| known(facet, value))
        .map(|value| Filter::Value(facet, value.to_owned()))
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}'
    )
}

/// The text between the quotation mark that `text` begins with and the next one, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next().filter(|c| is_quote(*c))?;
    let inner = &text[open.len_utf8()..];
    let (at, close) = inner.char_indices().find(|(_, c)| is_quote(*c))?;
    Some((&inner[..at], &inner[at + close.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Query {
        parse(text, &|facet, value| {
            facet == Facet::Kind && value == "les" || facet == Facet::Theme && value == "een thema"
        })
        .unwrap()
    }

    fn shape(text: &str) -> String {
        let query = read(text);
        let mut shape: Vec<String> = (query.asks.iter())
            .map(|ask| {
                let sign = if ask.excluded { "-" } else { "" };
                match ask.how {
                    How::Words => format!("{sign}{}", ask.text),
                    How::Phrase => format!("{sign}[{}]", ask.text),
                    How::Prefix => format!("{sign}{}…", ask.text.trim_end_matches('*')),
                }
            })
            .collect();
        shape.extend(
            query
                .filters
                .iter()
                .map(|(facet, value)| format!("{}={value}", facet.name())),
        );
        shape.extend(
            query
                .without
                .iter()
                .map(|(facet, value)| format!("{}≠{value}", facet.name())),
        );
        shape.extend(query.period.map(|years| years.to_string()));
        shape.join(" ")
    }

    #[test]
    fn what_has_a_meaning() {
        for (text, expected) in [
            ("schulden in de wijk", "schulden in de wijk"),
            ("\"sociale samenhang\" wijk", "[sociale samenhang] wijk"),
            ("“sociale samenhang” -buurt", "[sociale samenhang] -buurt"),
            ("-\"harde aanpak\"", "-[harde aanpak]"),
            ("WOZ-waarde wijk-aanpak", "WOZ-waarde wijk-aanpak"),
            ("soort:les schulden", "schulden soort=les"),
            ("Soort:les soort:zzz soort:", "Soort:les soort:zzz soort:"),
            ("-soort:LES", "soort≠les"),
            ("thema:\"een thema\" x", "x thema=een thema"),
            ("thema:\"geen thema\" x", "thema: [geen thema] x"),
            ("periode:1994/2009", "1994/2009"),
            ("periode:vroeger", "periode:vroeger"),
            ("wijkaan* *", "wijkaan…"),
            ("--wijk - -", "-wijk"),
            ("5\" pijp", "5 pijp"),
            ("\"\" \"", ""),
            ("\"open einde", "open einde"),
            ("a\"b c\"d", "a [b c] d"),
            ("!!! 🙂 :", ""),
            ("https://example.org/a?b=c", "https://example.org/a?b=c"),
            ("", ""),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
    }

    #[test]
    fn bounds() {
        let refusal = |text: &str| parse(text, &|_, _| false).unwrap_err();
        assert!(parse(&"é".repeat(512), &|_, _| false).is_ok());
        assert_eq!(
            refusal(&"é".repeat(513)),
            Refusal {
                parameter: "q",
                reason: Reason::TooLong(512)
            }
        );
        assert!(parse(&"wijk ".repeat(32), &|_, _| false).is_ok());
        assert_eq!(
            refusal(&"wijk ".repeat(33)).reason,
            Reason::TooManyWords(32)
        );
        assert_eq!(
            refusal(&format!("\"{}\"", "a ".repeat(33))).reason,
            Reason::TooManyWords(32)
        );
    }

    #[test]
    fn an_open_end_is_a_letter() {
        assert!(read("wijkaan").open_end);
        assert!(!read("wijkaan ").open_end);
        assert!(!read("\"wijk\"").open_end);
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "[-\"“”: *a-z🙂\u{301}ש]{0,60}|\\PC{0,60}") {
            let query = parse(&text, &|_, value| value == "a");
            prop_assert!(query.is_ok() || spans(&text).count() > MAX_WORDS);
        }
    }
}
