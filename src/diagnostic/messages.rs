//! What the tool says: the texts of `messages.toml`, filled in.
//!
//! In: a code, perhaps a variant, and what its `{placeholders}` stand for. Out: a message (what is
//! wrong) and a hint (how to mend it), in Dutch or English. The catalogue is part of the program and
//! is read once, when the first problem is shown.
//!
//! A sentence with a placeholder for which nothing was given is left out, so that no reader ever
//! sees braces, and a text can offer more than every place that reports the code can fill in.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Diagnostic;
use super::code::Code;

/// A value in a message is cut to this many characters: a whole paragraph tells no more than its
/// beginning and end.
const LONGEST_VALUE: usize = 160;

/// A language in which the tool speaks to editors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

impl FromStr for Language {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            "nl" => Ok(Language::Nl),
            "en" => Ok(Language::En),
            _ => Err(()),
        }
    }
}

/// What the catalogue says about one code.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What the code stands for, in Dutch.
    pub means: String,
    /// The usual text in Dutch: message and hint.
    pub nl: [String; 2],
    /// The same in English.
    pub en: [String; 2],
    /// What the placeholders can name, each with a value for the example.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
    /// What “Bedoelde u …?” names in the example.
    pub suggestion: Option<String>,
    /// The file of the example, relative to the site.
    pub file: String,
    /// Its name once mended, where that is another one.
    pub right_file: Option<String>,
    /// A file with this problem; `«…»` marks the place.
    pub wrong: String,
    /// The same file without the problem.
    pub right: String,
    /// Texts for special cases.
    #[serde(default)]
    pub variants: BTreeMap<String, Variant>,
}

/// A text for a special case of a code.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Message and hint in Dutch.
    pub nl: [String; 2],
    /// Message and hint in English.
    pub en: [String; 2],
    /// What the placeholders can name, each with a value for the documentation.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
    /// What “Bedoelde u …?” could name.
    pub suggestion: Option<String>,
}

/// What is said about one problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

/// The whole catalogue, in the order of [`Code::ALL`]. A test holds it to the list of codes.
static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = parse();
    Code::ALL
        .iter()
        .map(|code| entries.remove(code.as_str()).unwrap_or_default())
        .collect()
});

fn parse() -> HashMap<String, Entry> {
    toml::from_str(include_str!("messages.toml"))
        .expect("messages.toml is part of the program, and a test reads it")
}

/// What the catalogue says about `code`.
pub fn entry(code: Code) -> &'static Entry {
    &CATALOGUE[code as usize]
}

/// The message and hint of `diagnostic`, filled in, with what was probably meant.
pub fn text(diagnostic: &Diagnostic, language: Language) -> Text {
    let entry = entry(diagnostic.code);
    let usual = match language {
        Language::Nl => &entry.nl,
        Language::En => &entry.en,
    };
    let special = diagnostic
        .variant
        .and_then(|name| entry.variants.get(name))
        .map(|variant| match language {
            Language::Nl => &variant.nl,
            Language::En => &variant.en,
        });
    let args = &diagnostic.args;
    // Where the special text needs words that were not given, the usual one may do without.
    let pick = |half: usize| {
        special
            .and_then(|texts| fill(&texts[half], args))
            .or_else(|| fill(&usual[half], args))
    };
    let mut message = pick(0).unwrap_or_else(|| without_words(&usual[0]));
    if let Some(meant) = &diagnostic.suggestion {
        let meant = shown(meant);
        message.push_str(&match language {
            Language::Nl => format!(" Bedoelde u “{meant}”?"),
            Language::En => format!(" Did you mean “{meant}”?"),
        });
    }
    Text {
        message,
        hint: pick(1).unwrap_or_default(),
    }
}

/// Fills in `template` sentence by sentence; `None` where nothing of it is left.
fn fill(template: &str, args: &[(&'static str, String)]) -> Option<String> {
    let filled: Vec<String> = sentences(template)
        .filter_map(|sentence| fill_sentence(sentence, args))
        .collect();
    (!filled.is_empty()).then(|| filled.join(" "))
}

/// A template's sentences: each ends with a point, question mark or exclamation mark before a space.
fn sentences(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .match_indices(' ')
            .find(|(at, _)| rest[..*at].ends_with(['.', '?', '!']))
            .map_or(rest.len(), |(at, _)| at);
        let sentence = &rest[..end];
        rest = rest[end..].trim_start();
        Some(sentence)
    })
}

fn fill_sentence(sentence: &str, args: &[(&'static str, String)]) -> Option<String> {
    let mut filled = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, name, after)) = next_placeholder(rest) {
        let (_, value) = args.iter().find(|(arg, _)| *arg == name)?;
        let value = shown(value);
        if value.is_empty() {
            return None;
        }
        filled.push_str(before);
        filled.push_str(&value);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// A template with `…` for every placeholder: for a message of which nothing else would be left.
fn without_words(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, _, after)) = next_placeholder(rest) {
        text.push_str(before);
        text.push('…');
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Finds `{name}`: braces around lower-case letters and underscores. Other braces, as in
/// `{lang=en}`, are text.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let name = &text[open + 1..];
        let len = name
            .find(|c: char| !c.is_ascii_lowercase() && c != '_')
            .unwrap_or(name.len());
        if len > 0 && name[len..].starts_with('}') {
            return Some((&text[..open], &name[..len], &name[len + 1..]));
        }
        from = open + 1;
    }
    None
}

/// A value as it can stand in a sentence: on one line, without signs that steer a terminal or turn
/// the direction of writing, and not too long. A remedy keeps its closing quote, so what is cut is
/// cut from the middle.
fn shown(value: &str) -> Cow<'_, str> {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let long = value.len() > LONGEST_VALUE && value.chars().nth(LONGEST_VALUE).is_some();
    if !long && !value.contains(steers) {
        return value.trim().into();
    }
    let clean = |c: char| if steers(c) { ' ' } else { c };
    if !long {
        return value
            .chars()
            .map(clean)
            .collect::<String>()
            .trim()
            .to_owned()
            .into();
    }
    let half = LONGEST_VALUE / 2;
    let head: String = value.chars().take(half).map(clean).collect();
    let mut tail: Vec<char> = value.chars().rev().take(half).map(clean).collect();
    tail.reverse();
    let tail: String = tail.into_iter().collect();
    format!("{} … {}", head.trim(), tail.trim()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn args(of: &BTreeMap<String, String>) -> Vec<(&'static str, String)> {
        of.iter()
            .map(|(name, value)| (&*name.clone().leak(), value.clone()))
            .collect()
    }

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names = Vec::new();
        let mut rest = text;
        while let Some((_, name, after)) = next_placeholder(rest) {
            names.push(name);
            rest = after;
        }
        names
    }

    #[test]
    fn every_code_has_an_entry_and_every_entry_a_code() {
        let entries = parse();
        for code in Code::ALL {
            assert!(entries.contains_key(code.as_str()), "{code} has no text");
        }
        for name in entries.keys() {
            assert!(name.parse::<Code>().is_ok(), "{name} is no code");
        }
    }

    #[test]
    fn texts_name_only_words_that_are_documented_and_all_of_those_are_named() {
        for code in Code::ALL {
            let entry = entry(*code);
            let texts = entry
                .variants
                .iter()
                .map(|(name, v)| (name.as_str(), &v.nl, &v.en, &v.args))
                .chain([("", &entry.nl, &entry.en, &entry.args)]);
            for (variant, nl, en, args) in texts {
                for text in nl.iter().chain(en) {
                    assert!(!text.trim().is_empty(), "{code} {variant}: an empty text");
                    for name in placeholders(text) {
                        assert!(
                            args.contains_key(name),
                            "{code} {variant}: {{{name}}} is not in its args"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn all_texts_are_filled_in_and_show_no_placeholder() {
        for language in [Language::Nl, Language::En] {
            for code in Code::ALL {
                let entry = entry(*code);
                let usual = std::iter::once((None, args(&entry.args)));
                let special = entry
                    .variants
                    .iter()
                    .map(|(name, variant)| (Some(name.as_str()), args(&variant.args)));
                for (variant, args) in usual.chain(special) {
                    let mut diagnostic = Diagnostic::new(*code, "x.md");
                    diagnostic.variant = variant.map(|name| &*name.to_owned().leak());
                    // With all words, and with none: some sentence must always be left.
                    for args in [args, Vec::new()] {
                        diagnostic.args = args;
                        let text = text(&diagnostic, language);
                        for half in [&text.message, &text.hint] {
                            let mut left = placeholders(half);
                            // A setting has a placeholder of its own; it is a value here.
                            left.retain(|name| {
                                let name = format!("{{{name}}}");
                                !diagnostic.args.iter().any(|(_, value)| *value == name)
                            });
                            assert_eq!(left, [""; 0], "{code} {variant:?}: {half}");
                            assert!(!half.contains("  "), "{code} {variant:?}: {half}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn sentences_without_their_words_are_left_out() {
        let template = "Het is {size}. Ten hoogste {limit} kan! Schrijf `[x]{lang=en}`.";
        let all = [("size", "3 MB".to_owned()), ("limit", "2 MB".to_owned())];
        assert_eq!(
            fill(template, &all).unwrap(),
            "Het is 3 MB. Ten hoogste 2 MB kan! Schrijf `[x]{lang=en}`."
        );
        assert_eq!(
            fill(template, &all[..1]).unwrap(),
            "Het is 3 MB. Schrijf `[x]{lang=en}`."
        );
        assert_eq!(fill("Alleen {size}.", &[]), None);
        assert_eq!(fill("Alleen {size}.", &[("size", " ".to_owned())]), None);
    }

    #[test]
    fn values_are_taken_literally_and_kept_short() {
        let diagnostic = Diagnostic::new(Code::UnknownKey, "x.md")
            .arg("key", "{key}\n\u{1b}[31m")
            .suggest(Some("{meaning}"));
        assert_eq!(
            text(&diagnostic, Language::Nl).message,
            "Het gegeven “{key}  [31m” bestaat niet. Bedoelde u “{meaning}”?"
        );
        let long = format!("summary: \"{}\"", "é".repeat(10_000));
        let cut = shown(&long);
        assert!(cut.chars().count() <= LONGEST_VALUE + 3 && cut.ends_with("é\""));
    }

    #[test]
    fn a_message_without_its_words_is_still_a_sentence() {
        let diagnostic = Diagnostic::new(Code::RawHtml, "x.md");
        assert_eq!(
            text(&diagnostic, Language::Nl).message,
            "HTML in de tekst is niet toegestaan: `…`."
        );
    }

    #[test]
    fn an_unknown_variant_gets_the_usual_text() {
        let diagnostic = Diagnostic::new(Code::RawHtml, "x.md")
            .variant("zzz")
            .arg("html", "<b>");
        assert_eq!(
            text(&diagnostic, Language::En).message,
            "HTML in the text is not allowed: `<b>`."
        );
    }

    proptest! {
        #[test]
        fn any_value_is_survived(key in "\\PC{0,400}", template in "[a-z{}. é!?_]{0,60}") {
            let args = [("key", key)];
            let filled = fill(&template, &args).unwrap_or_default();
            prop_assert!(filled.len() <= template.len() + 60 * 4 * (LONGEST_VALUE + 3));
        }
    }
}
