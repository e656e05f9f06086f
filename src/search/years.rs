//! Years in a query: *1901*, *jaren tachtig*, *jaren '80*, *1994-2009*.
//!
//! They are words like any other, and beside that a soft way to what the guide dates: a policy of the
//! time answers, though the year stands nowhere in its text.

use super::engine::{Matcher, Nearness, Way};
use super::period::Years;
use super::ranking;
use super::words::Item;

/// The years that a guide on our times can be about.
const KNOWN: std::ops::RangeInclusive<i32> = 1800..=2100;

/// The names of decades, as they follow *jaren*.
const DECADES: [(&str, i32); 9] = [
    ("tien", 10),
    ("twintig", 20),
    ("dertig", 30),
    ("veertig", 40),
    ("vijftig", 50),
    ("zestig", 60),
    ("zeventig", 70),
    ("tachtig", 80),
    ("negentig", 90),
];

/// Years that a query names, and in which of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) years: Years,
}

impl Named {
    pub(super) fn way(&self) -> Way {
        Way {
            matcher: Matcher::Years(self.years),
            weight: ranking::YEARS,
            nearness: Nearness::Narrower,
        }
    }
}

/// Finds the years that the words name, from left to right.
pub(super) fn named(items: &[Item]) -> Vec<Named> {
    let form = |at: usize| items.get(at).map_or("", |item| item.word.form());
    let mut all = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let found = if matches!(form(at), "jaren" | "jaar") {
            decade(form(at + 1)).map(|years| (2, years))
        } else {
            match (year(form(at)), year(form(at + 1))) {
                (Some(from), Some(to)) if from < to => Some((2, Years { from, to })),
                (Some(year), _) => Some((
                    1,
                    Years {
                        from: year,
                        to: year,
                    },
                )),
                _ => None,
            }
        };
        if let Some((words, years)) = found {
            all.push(Named {
                from: at,
                to: at + words,
                years,
            });
            at += words;
        } else {
            at += 1;
        }
    }
    all
}

fn year(form: &str) -> Option<i32> {
    let digits = form.len() == 4 && form.bytes().all(|byte| byte.is_ascii_digit());
    let year = digits.then(|| form.parse().ok())??;
    KNOWN.contains(&year).then_some(year)
}

/// The decade of *tachtig*, *80* or *1980*. A decade without a century is of the last one, but the
/// tens and twenties are those of our own.
fn decade(form: &str) -> Option<Years> {
    let named = DECADES.iter().find(|(name, _)| *name == form);
    let from = match named {
        Some((_, tens)) => century(*tens),
        None => match form.strip_suffix('s').unwrap_or(form) {
            digits if digits.len() == 2 => century(
                digits
                    .parse()
                    .ok()
                    .filter(|tens| tens % 10 == 0 && *tens > 0)?,
            ),
            digits => year(digits).filter(|year| year % 10 == 0)?,
        },
    };
    Some(Years { from, to: from + 9 })
}

fn century(tens: i32) -> i32 {
    if tens <= 20 { 2000 + tens } else { 1900 + tens }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Analyzer;

    fn years(text: &str) -> Vec<String> {
        let words = Analyzer::new().session().words(text);
        let items: Vec<Item> = words
            .into_iter()
            .map(|word| Item::new(word, 0, false))
            .collect();
        let named = named(&items).into_iter();
        named
            .map(|named| format!("{}..{} {}", named.from, named.to, named.years))
            .collect()
    }

    #[test]
    fn years_and_decades() {
        assert_eq!(years("woningwet 1901"), ["1..2 1901/1901"]);
        assert_eq!(years("beleid jaren tachtig"), ["1..3 1980/1989"]);
        assert_eq!(years("jaren '80"), ["0..2 1980/1989"]);
        assert_eq!(years("de jaren 1960"), ["1..3 1960/1969"]);
        assert_eq!(years("jaren twintig"), ["0..2 2020/2029"]);
        assert_eq!(years("1994-2009"), ["0..2 1994/2009"]);
        assert_eq!(years("2009 1994"), ["0..1 2009/2009", "1..2 1994/1994"]);
    }

    #[test]
    fn other_numbers_are_no_years() {
        for text in [
            "2.4.1",
            "40+",
            "jaren later",
            "123456",
            "0099",
            "jaren 85",
            "",
            "40 wijken",
        ] {
            assert_eq!(years(text), [""; 0], "{text}");
        }
    }
}
