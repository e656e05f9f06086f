//! Values that are one of a few words, with what is written for each by mistake.

use super::value::{FromText, Refusal};
use crate::content::kind::{KINDS, Kind};
use crate::diagnostic::Severity;
use crate::diagnostic::suggest::nearest;

/// A value that is one of a few words.
pub(super) trait Choice: Copy + PartialEq + 'static {
    /// Each value with its word and what is written for it by mistake.
    const CHOICES: &'static [(Self, &'static str, &'static [&'static str])];
}

impl<T: Choice> FromText for T {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        if let Some((value, ..)) = T::CHOICES.iter().find(|(_, word, _)| *word == text) {
            return Ok(*value);
        }
        let folded = text.to_lowercase();
        let meant = T::CHOICES
            .iter()
            .find(|(_, word, also)| {
                word.to_lowercase() == folded || also.contains(&folded.as_str())
            })
            .map(|(_, word, _)| *word)
            .or_else(|| nearest(text, T::CHOICES.iter().map(|(_, word, _)| *word)));
        Err(Refusal::new("choice")
            .suggest(meant)
            .arg("choices", words::<T>(", ")))
    }

    fn to_text(&self) -> String {
        let row = T::CHOICES.iter().find(|(value, ..)| value == self);
        row.map(|(_, word, _)| (*word).to_owned())
            .unwrap_or_default()
    }

    fn form() -> Option<String> {
        Some(words::<T>(" · "))
    }
}

fn words<T: Choice>(between: &str) -> String {
    let words: Vec<&str> = T::CHOICES.iter().map(|(_, word, _)| *word).collect();
    words.join(between)
}

/// The language of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

impl Language {
    /// Its tag, as HTML and HTTP have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::Nl => "nl",
            Language::En => "en",
        }
    }
}

impl Choice for Language {
    const CHOICES: &'static [(Self, &'static str, &'static [&'static str])] = &[
        (Language::Nl, "nl", &["nl-nl", "nederlands", "dutch", "nld"]),
        (
            Language::En,
            "en",
            &["en-gb", "en-us", "engels", "english", "eng"],
        ),
    ];
}

/// How the server writes its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// A line of text for each event.
    #[default]
    Text,
    /// A JSON object on a line for each event.
    Json,
}

impl Choice for LogFormat {
    const CHOICES: &'static [(Self, &'static str, &'static [&'static str])] = &[
        (
            LogFormat::Text,
            "text",
            &["tekst", "plain", "human", "mens"],
        ),
        (
            LogFormat::Json,
            "json",
            &["jsonl", "ndjson", "structured", "gestructureerd"],
        ),
    ];
}

/// The weight of events, the heaviest first: each takes in those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum LogLevel {
    /// What went wrong in the server itself.
    Error,
    /// What deserves a look: load that is turned away, a generation that cannot be opened.
    Warn,
    /// Starting, stopping, and each publication.
    #[default]
    Info,
    /// Each request.
    Debug,
}

impl Choice for LogLevel {
    const CHOICES: &'static [(Self, &'static str, &'static [&'static str])] = &[
        (LogLevel::Error, "error", &["fout", "fouten", "err"]),
        (
            LogLevel::Warn,
            "warn",
            &["warning", "waarschuwing", "waarschuwingen"],
        ),
        (LogLevel::Info, "info", &["informatie", "notice", "normaal"]),
        (LogLevel::Debug, "debug", &["trace", "alles", "all"]),
    ];
}

/// What is done with HTML in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RawHtml {
    /// It is an error.
    #[default]
    Refuse,
    /// It is shown as text.
    Escape,
    /// It is let through.
    Allow,
}

impl Choice for RawHtml {
    const CHOICES: &'static [(Self, &'static str, &'static [&'static str])] = &[
        (
            RawHtml::Refuse,
            "refuse",
            &["weigeren", "weiger", "deny", "error"],
        ),
        (
            RawHtml::Escape,
            "escape",
            &["tonen", "toon", "text", "tekst"],
        ),
        (
            RawHtml::Allow,
            "allow",
            &["toestaan", "doorlaten", "unsafe"],
        ),
    ];
}

/// How far a site meets WCAG, by the letters of the Dutch register of accessibility statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessibilityStatus {
    /// It meets all requirements.
    A,
    /// It meets them in part.
    B,
    /// First measures were taken.
    C,
    /// It does not meet them.
    D,
}

impl Choice for AccessibilityStatus {
    const CHOICES: &'static [(Self, &'static str, &'static [&'static str])] = &[
        (Self::A, "A", &["volledig", "voldoet volledig", "voldoet"]),
        (
            Self::B,
            "B",
            &["gedeeltelijk", "voldoet gedeeltelijk", "deels"],
        ),
        (
            Self::C,
            "C",
            &["eerste maatregelen", "eerste maatregelen genomen"],
        ),
        (Self::D, "D", &["niet", "voldoet niet"]),
    ];
}

impl Choice for Severity {
    const CHOICES: &'static [(Self, &'static str, &'static [&'static str])] = &[
        (Severity::Error, "error", &["fout", "deny"]),
        (Severity::Warning, "warning", &["waarschuwing", "warn"]),
        (
            Severity::Off,
            "off",
            &["uit", "ignore", "allow", "negeren", "geen", "none"],
        ),
    ];
}

/// A kind goes by its English name here, as the folders do; all its other names are understood.
impl FromText for Kind {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        Kind::from_name(text).ok_or_else(|| {
            let names: Vec<&str> = Kind::all().map(Kind::name).collect();
            Refusal::new("choice")
                .suggest(kind_meant(text).map(Kind::name))
                .arg("choices", names.join(", "))
        })
    }

    fn to_text(&self) -> String {
        self.name().to_owned()
    }

    fn form() -> Option<String> {
        let names: Vec<&str> = Kind::all().map(Kind::name).collect();
        Some(names.join(" · "))
    }
}

/// The kind that somebody who wrote `word` probably meant: by its Dutch name, its folder or its
/// segment of the address, or by an English name that comes near.
pub(super) fn kind_meant(word: &str) -> Option<Kind> {
    let word = word.trim().to_lowercase();
    KINDS
        .iter()
        .find(|row| {
            [row.name, row.folder, row.segment, row.dutch].contains(&word.as_str())
                || row.plural.to_lowercase() == word
        })
        .map(|row| row.kind)
        .or_else(|| Kind::from_name(nearest(&word, Kind::all().map(Kind::name))?))
}
