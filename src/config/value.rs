//! How values are read, from the file or from a variable, and written back as TOML.
//!
//! A [`Value`] that cannot be read reports why, at the value itself; in a list every entry is read,
//! so that all faults show at once.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeValue;

use crate::content::kind::Kind;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// What was given for a setting, and where.
pub(super) struct Given<'a> {
    /// The setting, as whoever gave it calls it: `site.title` or `WIJKGIDS_SITE_TITLE`.
    pub(super) name: &'a str,
    /// The value.
    pub(super) raw: Raw<'a>,
}

/// A value as it was given.
pub(super) enum Raw<'a> {
    /// In the file.
    Toml(&'a Spanned<DeValue<'a>>),
    /// In a variable, where everything is text.
    Variable(&'a str),
}

impl<'a> Given<'a> {
    /// A fault in this value.
    pub(super) fn fault(&self, code: Code) -> Diagnostic {
        match &self.raw {
            Raw::Toml(node) => {
                let Range { start, end } = node.span();
                Diagnostic::new(code, super::FILE).at(start, end)
            }
            Raw::Variable(_) => Diagnostic::new(code, ""),
        }
        .arg("setting", self.name)
    }

    /// The text, if it is one.
    fn text(&self) -> Option<&'a str> {
        match &self.raw {
            Raw::Toml(node) => node.get_ref().as_str(),
            Raw::Variable(text) => Some(text.trim()),
        }
    }

    /// The text, or a report that it is none, with what was meant if that is what `meant` takes: who
    /// wrote a bare `2026` is shown the same in quotes.
    fn require_text(
        &self,
        meant: impl Fn(&str) -> bool,
        found: &mut Vec<Diagnostic>,
    ) -> Option<&'a str> {
        let text = self.text();
        if text.is_none() {
            let bare = self.bare().filter(|bare| meant(bare));
            let fault = self.fault(Code::BadConfig).variant("not-text");
            found.push(fault.suggest(bare.map(|bare| quote(&bare))));
        }
        text
    }

    /// A value that stands in the file without quotes, as it is written.
    fn bare(&self) -> Option<String> {
        let Raw::Toml(node) = &self.raw else {
            return None;
        };
        match node.get_ref() {
            DeValue::Integer(number) => Some(number.to_string()),
            DeValue::Float(number) => Some(number.to_string()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
            DeValue::String(_) | DeValue::Array(_) | DeValue::Table(_) => None,
        }
    }

    /// Reports that `value` will not do.
    pub(super) fn refuse(&self, value: &str, refusal: Refusal, found: &mut Vec<Diagnostic>) {
        let mut fault = self
            .fault(Code::BadConfig)
            .variant(refusal.variant)
            .arg("value", value)
            .suggest(refusal.suggestion);
        fault.args.extend(refusal.args);
        found.push(fault);
    }
}

/// Text as TOML.
pub(super) fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Something that a setting can be.
pub(super) trait Value: Sized {
    /// Reads it, or reports why it cannot be read.
    fn read(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<Self>;

    /// As TOML; none where nothing is set.
    fn written(&self) -> Option<String>;

    /// Which values there are, in Dutch, where an example does not say it all.
    fn form() -> Option<String> {
        None
    }
}

/// Why a text will not do.
pub(super) struct Refusal {
    variant: &'static str,
    args: Vec<(&'static str, String)>,
    suggestion: Option<String>,
}

impl Refusal {
    /// Refuses with this variant of [`Code::BadConfig`].
    pub(super) fn new(variant: &'static str) -> Self {
        Refusal {
            variant,
            args: Vec::new(),
            suggestion: None,
        }
    }

    /// The same, with `{name}` in the text standing for `value`.
    pub(super) fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// What was probably meant.
    pub(super) fn suggestion(self) -> Option<String> {
        self.suggestion
    }

    /// The same, with what was probably meant.
    pub(super) fn suggest(mut self, suggestion: Option<impl ToString>) -> Self {
        self.suggestion = suggestion.map(|s| s.to_string());
        self
    }
}

/// A value that is written as one text.
pub(super) trait FromText: Sized {
    /// Reads it. The text is never empty and holds no control characters.
    fn from_text(text: &str) -> Result<Self, Refusal>;

    /// The text.
    fn to_text(&self) -> String;

    /// See [`Value::form`].
    fn form() -> Option<String> {
        None
    }
}

macro_rules! values_from_text {
    ($($type:ty),* $(,)?) => {$(
        impl Value for $type {
            fn read(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<Self> {
                read_text(given, found)
            }

            fn written(&self) -> Option<String> {
                Some(quote(&self.to_text()))
            }

            fn form() -> Option<String> {
                <$type as FromText>::form()
            }
        }
    )*};
}

values_from_text! {
    String, Severity, Kind, super::Language, super::RawHtml, super::AccessibilityStatus,
    super::LogFormat, super::LogLevel,
    super::BaseUrl, super::WebUrl, super::EditUrl, super::Contact,
    super::Origin, super::FrameAncestor, super::Network, std::net::SocketAddr,
}

/// Control characters, and the two that are no characters.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn read_text<T: FromText>(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<T> {
    let text = given.require_text(|bare| T::from_text(bare).is_ok(), found)?;
    let value = if text.trim().is_empty() {
        Err(Refusal::new("empty"))
    } else if text.chars().any(is_forbidden) {
        // They are not allowed in XML at all, so that one in a title would break every feed.
        Err(Refusal::new("control"))
    } else {
        T::from_text(text.trim())
    };
    value
        .map_err(|refusal| given.refuse(text, refusal, found))
        .ok()
}

impl FromText for String {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        Ok(text.to_owned())
    }

    fn to_text(&self) -> String {
        self.clone()
    }
}

/// An empty text is the same as no setting; in the environment it takes back what the file sets.
impl<T: Value> Value for Option<T> {
    fn read(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<Self> {
        if given.text().is_some_and(|text| text.trim().is_empty()) {
            Some(None)
        } else {
            T::read(given, found).map(Some)
        }
    }

    fn written(&self) -> Option<String> {
        self.as_ref().and_then(T::written)
    }

    fn form() -> Option<String> {
        T::form()
    }
}

/// One value will do for a list of one. A variable parts its entries by commas.
impl<T: Value> Value for Vec<T> {
    fn read(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut entries = Vec::new();
        let mut entry = |raw| {
            let name = given.name;
            T::read(&Given { name, raw }, found).map(|value| entries.push(value))
        };
        let mut sound = true;
        match &given.raw {
            Raw::Toml(node) => match node.get_ref() {
                DeValue::Array(nodes) => {
                    for node in nodes {
                        sound &= entry(Raw::Toml(node)).is_some();
                    }
                }
                _ => sound = entry(Raw::Toml(node)).is_some(),
            },
            Raw::Variable(text) => {
                for part in text.split(',').filter(|part| !part.trim().is_empty()) {
                    sound &= entry(Raw::Variable(part)).is_some();
                }
            }
        }
        sound.then_some(entries)
    }

    fn written(&self) -> Option<String> {
        let entries: Vec<String> = self.iter().filter_map(T::written).collect();
        Some(format!("[{}]", entries.join(", ")))
    }

    fn form() -> Option<String> {
        T::form()
    }
}

impl Value for bool {
    fn read(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<Self> {
        if let Raw::Toml(node) = &given.raw
            && let DeValue::Boolean(flag) = node.get_ref()
        {
            return Some(*flag);
        }
        let written = given.text().map(str::to_owned).or_else(|| given.bare());
        let meant = match written.unwrap_or_default().to_lowercase().as_str() {
            "true" | "ja" | "aan" | "yes" | "on" | "1" => Some(true),
            "false" | "nee" | "uit" | "no" | "off" | "0" => Some(false),
            _ => None,
        };
        // In the environment there are only texts, and `1` is as usual as `true`.
        if let (Raw::Variable(_), Some(flag)) = (&given.raw, meant) {
            return Some(flag);
        }
        let fault = given.fault(Code::BadConfig).variant("not-flag");
        found.push(fault.suggest(meant));
        None
    }

    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// A whole number from `MIN` up to and including `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Count<MIN, MAX> {
    /// The number, brought within the bounds.
    pub const fn new(number: u32) -> Self {
        if number < MIN {
            Count(MIN)
        } else if number > MAX {
            Count(MAX)
        } else {
            Count(number)
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<const MIN: u32, const MAX: u32> Value for Count<MIN, MAX> {
    fn read(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let number = match &given.raw {
            Raw::Toml(node) => match node.get_ref() {
                DeValue::Integer(number) => {
                    Some(i128::from_str_radix(number.as_str(), number.radix()).ok())
                }
                _ => None,
            },
            Raw::Variable(text) => text.trim().parse::<i128>().ok().map(Some),
        };
        let Some(number) = number else {
            let meant = given
                .text()
                .and_then(|text| text.trim().parse::<u32>().ok());
            let fault = given.fault(Code::BadConfig).variant("not-count");
            found.push(fault.suggest(meant));
            return None;
        };
        match number.and_then(|number| u32::try_from(number).ok()) {
            Some(number) if (MIN..=MAX).contains(&number) => Some(Count(number)),
            _ => {
                let value = given.bare().or_else(|| given.text().map(str::to_owned));
                let refusal = Refusal::new("range").arg("min", MIN).arg("max", MAX);
                given.refuse(&value.unwrap_or_default(), refusal, found);
                None
            }
        }
    }

    fn written(&self) -> Option<String> {
        Some(self.0.to_string())
    }

    fn form() -> Option<String> {
        Some(format!("{MIN} tot en met {MAX}"))
    }
}

/// A date may stand in quotes or, as TOML has it, without.
impl Value for Date {
    fn read(given: &Given<'_>, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let bare = given.bare();
        let text = match &bare {
            Some(bare) => bare.as_str(),
            None => given.require_text(|_| false, found)?,
        };
        // What jiff reads is wider: `20261101` and dates with a time are dates to it too.
        match text.parse::<Date>() {
            Ok(date) if date.to_string() == text => Some(date),
            meant => {
                given.refuse(text, Refusal::new("date").suggest(meant.ok()), found);
                None
            }
        }
    }

    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }
}
