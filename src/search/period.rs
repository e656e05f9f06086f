//! Spans of years, as the `periode` filter names them: an EDTF interval such as `1994/2009`.

use std::fmt;
use std::str::FromStr;

use crate::content::Edtf;

/// Years, first and last included. An open side reaches to the end of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

    /// Reads an EDTF date or interval, as [`Edtf`] does; a side of an interval may also be left empty,
    /// as ISO 8601 allows, and is then open.
    fn from_str(text: &str) -> Result<Self, ()> {
        let open = |side: &str| if side.is_empty() { ".." } else { side }.to_owned();
        let text = match text.trim().split_once('/') {
            Some((from, to)) => format!("{}/{}", open(from), open(to)),
            None if text.trim() == ".." => return Err(()),
            None => text.trim().to_owned(),
        };
        let span = Edtf::parse(&text).ok_or(())?;
        Ok(Years {
            from: span.earliest().map_or(i32::MIN, |(year, ..)| year),
            to: span.latest().map_or(i32::MAX, |(year, ..)| year),
        })
    }
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
