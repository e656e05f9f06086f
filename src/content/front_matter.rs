//! The front matter, typed: one struct with every key, filled by `serde_yaml`.
//!
//! Which keys a kind may have, must have and what they are called in Dutch stands in
//! [`keys`](super::keys); this is the fast path, taken by every sound file. Values are forgiving
//! where the meaning is plain: one value for a list, `[[kind/slug]]` for a reference, `@key` for a
//! source, an unquoted year.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use jiff::civil::Date;
use serde::de::{self, Deserialize, Deserializer, SeqAccess};
use serde::{Deserialize as Derive, Serialize};

use super::edtf::Edtf;

/// Everything that can stand between the `---` lines. A key that a kind does not have is refused
/// before this is used; here it is merely empty.
#[derive(Debug, Clone, Default, PartialEq, Derive)]
#[serde(default, deny_unknown_fields)]
pub struct FrontMatter {
    /// The page's title, plain text.
    pub title: Option<String>,
    /// What the page says, in a sentence or two; a term's definition.
    pub summary: Option<String>,
    /// The points to remember.
    pub key_points: List<String>,
    /// When the page was first published.
    pub date: Option<Date>,
    /// When it was last changed in substance.
    pub updated: Option<Date>,
    /// When it must be read again.
    pub review_by: Option<Date>,
    /// How old what it says is.
    pub knowledge_of: Option<Edtf>,
    /// Whether it may be seen.
    pub status: Status,
    /// Why it was withdrawn.
    pub withdrawn_because: Option<String>,
    /// Since when it is withdrawn.
    pub withdrawn_on: Option<Date>,
    /// The page to read instead of a withdrawn one.
    pub successor: Option<String>,
    /// Who wrote it.
    pub authors: List<String>,
    /// Themes it belongs to.
    pub themes: List<String>,
    /// Problems it helps with.
    pub problems: List<String>,
    /// Steps of the approach it belongs to.
    pub steps: List<String>,
    /// Policies it is about.
    pub policies: List<String>,
    /// Places it is about, by name.
    pub places: List<String>,
    /// Whom it is for.
    pub roles: List<Role>,
    /// Which parties it concerns.
    pub parties: List<Party>,
    /// Who does what.
    pub tasks: BTreeMap<Role, List<String>>,
    /// Sources it rests on.
    pub sources: List<String>,
    /// Pages to read beside it.
    pub related: List<String>,
    /// The page on the same thing in another kind.
    pub twin: List<String>,
    /// Claims that contradict each other.
    pub disputes: List<Dispute>,
    /// Addresses the page had before.
    pub aliases: List<String>,
    /// How search treats it.
    pub search: SearchOptions,

    /// Chapter: its number, `2.4.1`.
    pub number: Option<Number>,
    /// Chapter: where the number comes from.
    pub number_origin: Option<NumberOrigin>,
    /// Chapter: the part it stands in. Article: its place in the series.
    pub part: Option<Scalar>,
    /// Chapter without number: the number it comes after.
    pub after: Option<Number>,
    /// Step, theme: its place among its like.
    pub order: Option<u32>,
    /// Step: the questions it answers.
    pub questions: List<String>,
    /// Lesson: what it rests on.
    pub evidence: Option<Evidence>,
    /// Policy: what kind of thing it was.
    pub form: Option<Form>,
    /// Policy: when it began.
    pub start: Option<Edtf>,
    /// Policy: when it ended; `..` while it runs.
    pub end: Option<Edtf>,
    /// Policy: when it began, in words.
    pub start_label: Option<String>,
    /// Policy: when it ended, in words.
    pub end_label: Option<String>,
    /// Policy: what else it was called.
    pub names: List<String>,
    /// Policy: what came before.
    pub predecessors: List<String>,
    /// Policy: what ran at the same time.
    pub runs_beside: List<String>,
    /// Policy: what it was a part of.
    pub part_of: List<String>,
    /// Policy: where it worked, in words.
    pub scale: Option<String>,
    /// Policy: what it worked with.
    pub instruments: List<String>,
    /// Term: words that mean the same here (SKOS altLabel).
    pub alt_labels: List<String>,
    /// Term: words that lead here and not back (SKOS hiddenLabel).
    pub hidden_labels: List<String>,
    /// Term: wider terms (SKOS broader).
    pub broader: List<String>,
    /// Term: language of its labels where that is not Dutch.
    pub lang: Option<String>,
    /// Term: whether search widens a query with its labels; yes unless said otherwise.
    pub expand: Option<bool>,
    /// Term: whether its first mention on a page becomes a link; yes unless said otherwise.
    pub autolink: Option<bool>,
    /// Article: the series it belongs to.
    pub series: Option<String>,
}

/// A list, in which one value may stand without brackets and brackets may be doubled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<T> std::ops::Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut values = Vec::new();
        deserializer.deserialize_any(Collect {
            into: &mut values,
            depth: 0,
            of: PhantomData,
        })?;
        Ok(List(values))
    }
}

/// Collects values from a list in a list: `related: [[lesson/ga-kijken]]` is YAML for that.
struct Collect<'a, T> {
    into: &'a mut Vec<T>,
    depth: u8,
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> de::DeserializeSeed<'de> for Collect<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Collect<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if self.depth > 2 {
            return Err(de::Error::custom("lists within lists within lists"));
        }
        while seq
            .next_element_seed(Collect {
                into: &mut *self.into,
                depth: self.depth + 1,
                of: PhantomData,
            })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.into
            .push(T::deserialize(de::value::MapAccessDeserializer::new(map))?);
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.into
            .push(T::deserialize(de::value::StrDeserializer::new(text))?);
        Ok(())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.into
            .push(T::deserialize(de::value::U64Deserializer::new(value))?);
        Ok(())
    }

    // A key that is written without a value is an empty list.
    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A text, or a whole number that is used as one (`part: 2`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar(pub String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a whole number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A chapter's number: whole numbers parted by points, compared part by part (2.10 after 2.9).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub Vec<u32>);

impl Number {
    /// Reads `2.4.1`; at most six parts, none above 9999.
    pub fn parse(text: &str) -> Option<Number> {
        let parts: Option<Vec<u32>> = text
            .split('.')
            .map(|part| {
                let plain =
                    !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
                plain.then(|| part.parse().ok()).flatten()
            })
            .collect();
        parts.filter(|parts| parts.len() <= 6).map(Number)
    }

    /// The number one level up: 2.4 for 2.4.1; `None` for 2.
    pub fn parent(&self) -> Option<Number> {
        (self.0.len() > 1).then(|| Number(self.0[..self.0.len() - 1].to_vec()))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            write!(f, "{part}")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Scalar(text) = Scalar::deserialize(deserializer)?;
        Number::parse(&text).ok_or_else(|| de::Error::custom("not a chapter number"))
    }
}

/// Claims on one point that contradict each other, each with its source.
#[derive(Debug, Clone, PartialEq, Derive)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    /// The question on which the sources differ.
    pub point: String,
    /// What each of them says.
    pub claims: List<Claim>,
    /// How the editors read it.
    #[serde(default)]
    pub reading: Option<String>,
}

/// One side of a dispute.
#[derive(Debug, Clone, PartialEq, Derive)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What is claimed.
    pub claim: String,
    /// By which sources.
    #[serde(default)]
    pub sources: List<String>,
}

/// How search treats a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Derive)]
#[serde(default, deny_unknown_fields)]
pub struct SearchOptions {
    /// Leave the page out of the index.
    pub exclude: bool,
    /// Words that lead to it and do not stand on it.
    pub keywords: List<String>,
    /// Queries for which it comes first.
    pub pin_for: List<String>,
}

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Derive)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),* }

        impl $name {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// What an editor can write.
            pub const CHOICES: &'static [&'static str] = &[$($text),*];

            /// What the editor wrote.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }

            /// What the reader sees.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label),* }
            }
        }
    };
}

choices! {
    /// Whether a page may be seen.
    #[derive(Default)]
    Status {
        /// A draft: checked always, built with `--drafts`.
        Draft = "concept", "Concept";
        /// To be seen by all.
        #[default]
        Published = "gepubliceerd", "Gepubliceerd";
        /// Taken back, with reason and successor.
        Withdrawn = "ingetrokken", "Ingetrokken";
    }
}

choices! {
    /// For whom a page is, and who does a task.
    Role {
        /// Decides.
        Governor = "bestuurder", "Bestuurders";
        /// Makes policy.
        PolicyMaker = "beleidsmaker", "Beleidsmakers";
        /// Does the work.
        Practitioner = "uitvoerder", "Uitvoerders";
        /// Lives there.
        Resident = "bewoner", "Bewoners";
    }
}

choices! {
    /// The parties in a neighbourhood.
    #[allow(missing_docs, reason = "the names are the parties' own")]
    Party {
        Municipality = "gemeente", "Gemeente";
        HousingCorporation = "corporatie", "Corporatie";
        Police = "politie", "Politie";
        Education = "onderwijs", "Onderwijs";
        Care = "zorg", "Zorg";
        Welfare = "welzijn", "Welzijn";
        Insurer = "verzekeraar", "Verzekeraar";
        Entrepreneur = "ondernemer", "Ondernemers";
        Residents = "bewoners", "Bewoners";
        State = "Rijk", "Rijk";
    }
}

choices! {
    /// What a lesson rests on, from weak to strong.
    Evidence {
        /// Somebody says so.
        Statement = "stelling", "Stelling";
        /// Somebody did so.
        Experience = "ervaring", "Ervaring";
        /// Somebody looked back at it.
        Evaluation = "evaluatie", "Evaluatie";
        /// Research found so.
        Research = "onderzoek", "Onderzoek";
    }
}

choices! {
    /// What kind of thing a policy was.
    #[allow(missing_docs, reason = "the labels say it")]
    Form {
        Act = "wet", "Wet";
        Programme = "programma", "Programma";
        Memorandum = "nota", "Nota";
        Committee = "commissie", "Commissie";
        Period = "periode", "Periode";
    }
}

choices! {
    /// Where a chapter's number comes from.
    NumberOrigin {
        /// It stands in the original guide.
        Original = "origineel", "uit de oorspronkelijke Wijkengids";
        /// It was inferred from the original's order.
        Inferred = "afgeleid", "afgeleid uit de volgorde van de oorspronkelijke Wijkengids";
        /// It is this edition's own.
        Own = "eigen", "van deze uitgave";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> FrontMatter {
        serde_yaml::from_str(text).unwrap()
    }

    #[test]
    fn one_value_stands_for_a_list() {
        assert_eq!(read("themes: burgerschap").themes.0, ["burgerschap"]);
        assert_eq!(read("themes: [a, b]").themes.0, ["a", "b"]);
        assert_eq!(read("themes:").themes.0, [""; 0]);
        assert_eq!(
            read("related: [[lesson/ga-kijken]]").related.0,
            ["lesson/ga-kijken"]
        );
        assert_eq!(
            read("related:\n  - [[lesson/a]]\n  - lesson/b").related.0,
            ["lesson/a", "lesson/b"]
        );
        assert_eq!(
            read("disputes: {point: p, claims: {claim: c, sources: s}}")
                .disputes
                .len(),
            1
        );
    }

    #[test]
    fn years_and_numbers() {
        assert_eq!(read("start: 1994").start.unwrap().as_str(), "1994");
        assert_eq!(read("number: \"2.10\"").number, Number::parse("2.10"));
        assert_eq!(read("number: 2").number, Number::parse("2"));
        assert!(serde_yaml::from_str::<FrontMatter>("number: 2.10").is_err());
        assert!(Number::parse("2.10") > Number::parse("2.9"));
        assert_eq!(
            Number::parse("2.4.1")
                .unwrap()
                .parent()
                .unwrap()
                .to_string(),
            "2.4"
        );
        for bad in ["", ".", "2.", "a", "1.2.3.4.5.6.7", "99999", "-1", "+1"] {
            assert_eq!(Number::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        assert!(serde_yaml::from_str::<FrontMatter>("titel: x").is_err());
    }
}
