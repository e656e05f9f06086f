//! Spans of years, as the `periode` filter names them: an EDTF interval such as `1994/2009`.

use std::fmt;
use std::str::FromStr;

/// Years, first and last included. An open side reaches to the end of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
}

impl Years {
    /// Whether the two spans have a year in common.
    pub fn overlaps(self, other: Years) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

impl FromStr for Years {
    type Err = ();

    /// Reads a year (`1994`, `1994~`, `1994-05`), a decade or century (`196X`, `19XX`), or an
    /// interval of these, open where a side is `..` or empty.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (from, to) = match text.trim().split_once('/') {
            Some((from, to)) => (side(from)?, side(to)?),
            None => {
                let one = side(text.trim())?;
                if one.is_none() {
                    return Err(());
                }
                (one, one)
            }
        };
        let years = Years {
            from: from.map_or(i32::MIN, |(first, _)| first),
            to: to.map_or(i32::MAX, |(_, last)| last),
        };
        if years.from > years.to {
            Err(())
        } else {
            Ok(years)
        }
    }
}

/// First and last year of one side of an interval; none where it is open.
fn side(text: &str) -> Result<Option<(i32, i32)>, ()> {
    let text = text.trim_end_matches(['~', '?', '%']);
    if text.is_empty() || text == ".." {
        return Ok(None);
    }
    let mut parts = text.split('-');
    let year = parts.next().ok_or(())?;
    let rest: Vec<&str> = parts.collect();
    let two_digits =
        |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    if year.len() != 4 || rest.len() > 2 || !rest.iter().all(two_digits) {
        return Err(());
    }
    let digits = year.trim_end_matches('X');
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(());
    }
    let known: i32 = digits.parse().map_err(|_| ())?;
    let width = 10_i32.pow((4 - digits.len()) as u32);
    Ok(Some((known * width, known * width + width - 1)))
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |year: i32| {
            if year == i32::MIN || year == i32::MAX {
                "..".into()
            } else {
                format!("{year:04}")
            }
        };
        write!(f, "{}/{}", side(self.from), side(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_years_and_intervals() {
        for (text, from, to) in [
            ("1994", 1994, 1994),
            ("1994~", 1994, 1994),
            ("1994-05-01", 1994, 1994),
            ("196X", 1960, 1969),
            ("19XX", 1900, 1999),
            ("1994/2009", 1994, 2009),
            ("196X/1994~", 1960, 1994),
            ("1994/..", 1994, i32::MAX),
            ("/2009", i32::MIN, 2009),
            ("../..", i32::MIN, i32::MAX),
        ] {
            assert_eq!(text.parse(), Ok(Years { from, to }), "{text}");
        }
        for text in [
            "",
            "..",
            "94",
            "2009/1994",
            "XXXX",
            "199X4",
            "1994/2009/2010",
            "vroeger",
            "1994-5",
            "19é4",
        ] {
            assert_eq!(text.parse::<Years>(), Err(()), "{text}");
        }
    }

    #[test]
    fn overlap_counts_the_ends() {
        let years = |text: &str| text.parse::<Years>().unwrap();
        assert!(years("1994/2009").overlaps(years("2009")));
        assert!(!years("1994/2009").overlaps(years("2010/..")));
    }
}
