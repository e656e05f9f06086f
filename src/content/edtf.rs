//! Years as editors and sources know them: Extended Date/Time Format, level 1 (ISO 8601-2:2019).
//!
//! Supported are what a policy history needs: `1994`, `1994-03`, `1994-03-22`, the qualifiers `~`
//! (about), `?` (uncertain) and `%` (both), unspecified digits `196X` and `19XX`, intervals `a/b`,
//! and `..` for an open end. Seasons, times and years beyond four digits are not.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// A day of the proleptic Gregorian calendar: year, month, day.
pub type Day = (i32, u8, u8);

/// A date, a span of time, or one open end of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: Box<str>,
    earliest: Option<Day>,
    latest: Option<Day>,
    vague: bool,
}

impl Edtf {
    /// Reads `text`; `None` where it is not EDTF as described above.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (earliest, latest, vague) = match text.split_once('/') {
            Some((from, to)) => {
                let (from, to) = (Part::parse(from)?, Part::parse(to)?);
                if let (Some(a), Some(b)) = (from.earliest, to.latest)
                    && a > b
                {
                    return None;
                }
                (from.earliest, to.latest, from.vague || to.vague)
            }
            None => {
                let part = Part::parse(text)?;
                (part.earliest, part.latest, part.vague)
            }
        };
        Some(Edtf {
            text: text.into(),
            earliest,
            latest,
            vague,
        })
    }

    /// As the editor wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day it can mean; `None` for an open beginning.
    pub fn earliest(&self) -> Option<Day> {
        self.earliest
    }

    /// The last day it can mean; `None` for an open end.
    pub fn latest(&self) -> Option<Day> {
        self.latest
    }

    /// Whether a qualifier or an unspecified digit says that the source was not exact.
    pub fn is_vague(&self) -> bool {
        self.vague
    }

    /// How a Dutch reader sees it: `1994~` → `omstreeks 1994`, `196X` → `jaren zestig`,
    /// `2012/2013` → `2012–2013`, `..` → `heden`.
    pub fn dutch(&self) -> String {
        match self.text.split_once('/') {
            Some((from, "..")) => format!("vanaf {}", dutch_part(from)),
            Some(("..", to)) => format!("tot en met {}", dutch_part(to)),
            Some((from, to)) => format!("{}–{}", dutch_part(from), dutch_part(to)),
            None => dutch_part(&self.text),
        }
    }
}

/// One end of an interval, or a date that stands alone.
struct Part {
    earliest: Option<Day>,
    latest: Option<Day>,
    vague: bool,
}

impl Part {
    fn parse(text: &str) -> Option<Part> {
        if text == ".." {
            return Some(Part {
                earliest: None,
                latest: None,
                vague: false,
            });
        }
        let bare = text.trim_end_matches(['~', '?', '%']);
        if text.len() - bare.len() > 1 {
            return None;
        }
        let qualified = bare.len() != text.len();
        let mut fields = bare.split('-');
        let (first, last, unspecified) = years(fields.next()?)?;
        let month = fields.next().map(two_digits);
        let day = fields.next().map(two_digits);
        if fields.next().is_some() {
            return None;
        }
        let (earliest, latest) = match (month, day) {
            (None, None) => ((first, 1, 1), (last, 12, 31)),
            _ if unspecified => return None,
            (Some(month), None) => {
                let month = month.filter(|m| (1..=12).contains(m))?;
                ((first, month, 1), (first, month, days_in(first, month)))
            }
            (Some(month), Some(day)) => {
                let month = month.filter(|m| (1..=12).contains(m))?;
                let day = day.filter(|d| (1..=days_in(first, month)).contains(d))?;
                ((first, month, day), (first, month, day))
            }
            (None, Some(_)) => return None,
        };
        Some(Part {
            earliest: Some(earliest),
            latest: Some(latest),
            vague: qualified || unspecified,
        })
    }
}

/// First and last year that four digits, some of them perhaps `X`, can mean.
fn years(text: &str) -> Option<(i32, i32, bool)> {
    if text.len() != 4 || !text.is_ascii() {
        return None;
    }
    let digits = text.trim_end_matches('X');
    if digits.len() < 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let unspecified = digits.len() < 4;
    let first = format!("{digits:0<4}").parse().ok()?;
    let last = format!("{digits:9<4}").parse().ok()?;
    Some((first, last, unspecified))
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2).then(|| text.parse().ok()).flatten()
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

const DECADES: [&str; 10] = [
    "de jaren nul",
    "de jaren tien",
    "de jaren twintig",
    "de jaren dertig",
    "de jaren veertig",
    "de jaren vijftig",
    "de jaren zestig",
    "de jaren zeventig",
    "de jaren tachtig",
    "de jaren negentig",
];

fn dutch_part(text: &str) -> String {
    if text == ".." {
        return "heden".to_owned();
    }
    let bare = text.trim_end_matches(['~', '?', '%']);
    let mut fields = bare.split('-');
    let year = fields.next().unwrap_or_default();
    let month = fields
        .next()
        .and_then(|m| m.parse::<usize>().ok())
        .and_then(|m| MONTHS.get(m.wrapping_sub(1)));
    let said = match (month, fields.next()) {
        (Some(month), Some(day)) => {
            format!("{} {month} {year}", day.trim_start_matches('0'))
        }
        (Some(month), None) => format!("{month} {year}"),
        (None, _) => match year.trim_end_matches('X') {
            century if century.len() == 2 => {
                format!("de {}e eeuw", century.parse::<u32>().unwrap_or(0) + 1)
            }
            decade if decade.len() == 3 => {
                let digit = usize::from(decade.as_bytes()[2].saturating_sub(b'0')).min(9);
                // “De jaren tien” could be of any century but our own readers' last two.
                if decade.starts_with("19") && digit > 1 {
                    DECADES[digit].to_owned()
                } else {
                    format!("{} ({decade}0–{decade}9)", DECADES[digit])
                }
            }
            _ => year.to_owned(),
        },
    };
    match text.as_bytes().last() {
        Some(b'~') => format!("omstreeks {said}"),
        Some(b'?') => format!("mogelijk {said}"),
        Some(b'%') => format!("mogelijk omstreeks {said}"),
        _ => said,
    }
}

/// A calendar date as Dutch readers write it: `21 november 2026`.
pub fn dutch_date(date: jiff::civil::Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs())
        .saturating_sub(1)
        .min(11)];
    format!("{} {month} {}", date.day(), date.year())
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Edtf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Edtf;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a year or an EDTF date")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Edtf, E> {
                Edtf::parse(text).ok_or_else(|| E::custom("not an EDTF date"))
            }

            // An unquoted year is an integer to YAML, and plainly a year to everybody else.
            fn visit_u64<E: de::Error>(self, year: u64) -> Result<Edtf, E> {
                self.visit_str(&year.to_string())
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(text: &str) -> Option<(Option<Day>, Option<Day>, bool)> {
        Edtf::parse(text).map(|e| (e.earliest(), e.latest(), e.is_vague()))
    }

    #[test]
    fn reads_what_a_policy_history_needs() {
        assert_eq!(
            span("1994"),
            Some((Some((1994, 1, 1)), Some((1994, 12, 31)), false))
        );
        assert_eq!(
            span("1994~"),
            Some((Some((1994, 1, 1)), Some((1994, 12, 31)), true))
        );
        assert_eq!(
            span("196X"),
            Some((Some((1960, 1, 1)), Some((1969, 12, 31)), true))
        );
        assert_eq!(
            span("19XX"),
            Some((Some((1900, 1, 1)), Some((1999, 12, 31)), true))
        );
        assert_eq!(
            span("2012-02"),
            Some((Some((2012, 2, 1)), Some((2012, 2, 29)), false))
        );
        assert_eq!(
            span("2007-03-22"),
            Some((Some((2007, 3, 22)), Some((2007, 3, 22)), false))
        );
        assert_eq!(span(".."), Some((None, None, false)));
        assert_eq!(
            span("1994/2009"),
            Some((Some((1994, 1, 1)), Some((2009, 12, 31)), false))
        );
        assert_eq!(span("2022/.."), Some((Some((2022, 1, 1)), None, false)));
    }

    #[test]
    fn refuses_what_is_not_a_date() {
        for text in [
            "",
            "94",
            "1994-13",
            "1994-02-30",
            "X",
            "1XXX",
            "XXXX",
            "2009/1994",
            "22-3-2007",
            "1994~~",
            "196X-01",
            "a/b",
            "é994",
        ] {
            assert_eq!(span(text), None, "{text}");
        }
    }

    #[test]
    fn reads_well_in_dutch() {
        for (text, dutch) in [
            ("1994", "1994"),
            ("1994~", "omstreeks 1994"),
            ("196X", "de jaren zestig"),
            ("201X", "de jaren tien (2010–2019)"),
            ("2012/2013", "2012–2013"),
            ("2022/..", "vanaf 2022"),
            ("2007-03-22", "22 maart 2007"),
            ("2012-03?", "mogelijk maart 2012"),
        ] {
            assert_eq!(Edtf::parse(text).unwrap().dutch(), dutch);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,12}") {
            let _ = Edtf::parse(&text).map(|e| e.dutch());
        }

        #[test]
        fn earliest_is_never_after_latest(text in "[0-9X~?%/.-]{1,12}") {
            if let Some(edtf) = Edtf::parse(&text)
                && let (Some(a), Some(b)) = (edtf.earliest(), edtf.latest())
            {
                prop_assert!(a <= b);
            }
        }
    }
}
