//! Parameters in the query of an address: the rows of the tables from which requests are read, and
//! what is told of them to who asks.

use crate::json::{Json, object};
use crate::search::query::MAX_CHARS;

/// A parameter: one row of a table that requests are read by.
#[derive(Debug, Clone, Copy)]
pub(in crate::server) struct ParameterInfo {
    /// What it is called in an address.
    pub(in crate::server) name: &'static str,
    /// What it means, in Dutch.
    pub(in crate::server) dutch: &'static str,
    /// Which values it takes.
    pub(in crate::server) form: Form,
    /// A value.
    pub(in crate::server) example: &'static str,
}

/// Which values a parameter takes.
#[derive(Debug, Clone, Copy)]
pub(in crate::server) enum Form {
    /// A text to look for.
    Text,
    /// Any number of values, of which the guide decides what they are.
    Some,
    /// Any number of these values.
    SomeOf(&'static [&'static str]),
    /// One of these values; the first where nothing is asked.
    OneOf(&'static [&'static str]),
    /// A whole number of at least one, up to this; and what it is where nothing is asked.
    Number {
        /// The highest.
        most: usize,
        /// The usual one; none where the guide decides.
        usual: Option<usize>,
    },
    /// A year, or years, in EDTF.
    Period,
    /// A date or a point in time.
    Time,
    /// A cursor, which means nothing to who asks.
    Cursor {
        /// How long it can be.
        most: usize,
    },
}

/// A year, month or day, perhaps vague.
macro_rules! moment {
    () => {
        "([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?|[0-9]{3}X|[0-9]{2}XX)[~?%]?"
    };
}

/// One of these, or two, of which either may be open.
const PERIOD: &str = concat!(
    "^(",
    moment!(),
    "|(",
    moment!(),
    r"|\.\.)?/(",
    moment!(),
    r"|\.\.)?)$"
);

impl Form {
    /// The schema of one value.
    fn of_one(self) -> Json {
        let text = || object! {"type": "string"};
        match self {
            Form::Text => text().with("maxLength", MAX_CHARS),
            Form::Some => text().with("minLength", 1_usize),
            Form::SomeOf(values) => text().with("enum", values.iter().copied().collect::<Json>()),
            Form::OneOf(values) => text()
                .with("enum", values.iter().copied().collect::<Json>())
                .with("default", values.first().copied().unwrap_or_default()),
            Form::Number { most, usual } => {
                let schema = object! {"type": "integer", "minimum": 1_usize, "maximum": most};
                match usual {
                    Some(usual) => schema.with("default", usual),
                    None => schema,
                }
            }
            Form::Period => text().with("pattern", PERIOD),
            Form::Time => {
                let of = |format: &str| text().with("format", format);
                object! {"anyOf": [of("date"), of("date-time")]}
            }
            Form::Cursor { most } => text()
                .with("pattern", "^[0-9a-f]+$")
                .with("maxLength", most),
        }
    }

    /// Whether it takes more than one value.
    pub(super) fn is_repeated(self) -> bool {
        matches!(self, Form::Some | Form::SomeOf(_))
    }

    /// The schema of all that is given.
    pub(super) fn schema(self) -> Json {
        match self.is_repeated() {
            true => object! {"type": "array", "items": self.of_one()},
            false => self.of_one(),
        }
    }
}

impl ParameterInfo {
    /// It as the description of the API has it.
    pub(super) fn described(&self) -> Json {
        let mut described = object! {
            "name": self.name,
            "in": "query",
            "description": self.dutch,
            "required": false,
            "schema": self.form.schema(),
        };
        if self.form.is_repeated() {
            described.set("style", "form");
            described.set("explode", true);
        }
        described.with("example", self.example_value())
    }

    /// It as a member of a body.
    pub(super) fn member(&self) -> Json {
        // As in answers, nothing is the same as no member.
        let schema = self.form.schema();
        let schema = match schema.get("type").and_then(Json::text) {
            Some(kind) => {
                let kinds = Json::from([kind, "null"]);
                let schema = schema.with("type", kinds);
                match schema.get("enum") {
                    Some(values) => {
                        let values = values.items().iter().cloned().chain([Json::Null]);
                        let values: Json = values.collect();
                        schema.with("enum", values)
                    }
                    None => schema,
                }
            }
            None => schema,
        };
        schema.with("description", self.dutch)
    }

    /// The example, as the type that it has.
    pub(super) fn example_value(&self) -> Json {
        match self.form {
            Form::Number { .. } => self.example.parse::<usize>().map_or(Json::Null, Json::from),
            form if form.is_repeated() => Json::from([self.example]),
            _ => self.example.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Years;

    #[test]
    fn what_reads_periods_takes_nothing_that_the_pattern_refuses() {
        let pattern = regex::Regex::new(PERIOD).unwrap();
        for text in [
            "1994/2009",
            "1994",
            "196X",
            "19XX/..",
            "../2009",
            "/2009",
            "1994/",
            "1994~",
            "1994-05/1995-06-30",
        ] {
            assert!(pattern.is_match(text), "{text}");
            assert!(text.parse::<Years>().is_ok(), "{text}");
        }
        for text in [
            "",
            "..",
            "vroeger",
            "94",
            "1994-5",
            "1994-13",
            "1994/2009/2010",
            "1994//2009",
        ] {
            assert!(!pattern.is_match(text), "{text}");
            assert!(text.parse::<Years>().is_err(), "{text}");
        }
    }
}
