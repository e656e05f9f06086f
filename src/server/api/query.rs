//! Reading what is asked: the raw query of an address, or a JSON body with the same members.
//!
//! Nothing here knows which values exist; it finds what is wrong with a request by itself. What
//! cannot be read is left at its default, so that the rest can be looked at too.

use serde_json::Value;

use crate::diagnostic::suggest::nearest;
use crate::search::Request;
use crate::server::decode::{self, Undecodable};
use crate::server::problem::{Fault, Shape, What, Where};

use super::search_parameters::{Parameter, SORT_NAMES, SORTS};

/// What is asked, with what is wrong about it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::server) struct Asked {
    /// What is asked, as far as it could be read.
    pub(in crate::server) request: Request,
    /// Everything that could not be.
    pub(in crate::server) faults: Vec<Fault>,
    /// Where the parameters stand.
    pub(in crate::server) place: Where,
    /// Whether the asker chose how many results make a page.
    pub(in crate::server) chose_per_page: bool,
}

/// Reads the raw query of an address. `per_page` is how many results make a page where nothing is
/// asked. A form sends its empty fields along: with `form` they are as if they were not there.
pub(in crate::server) fn from_query(raw: &str, per_page: usize, form: bool) -> Asked {
    let mut reading = Reading::new(Where::Query, per_page);
    for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = match decode::form(name) {
            Ok(name) => name,
            Err(fault) => {
                reading.fault(name, What::Undecodable(fault));
                continue;
            }
        };
        let Some(parameter) = reading.parameter(&name) else {
            continue;
        };
        match decode::form(value) {
            Ok(value) if form && value.trim().is_empty() => {}
            Ok(value) => reading.take(parameter, &name, &value),
            Err(fault) => reading.fault(&name, What::Undecodable(fault)),
        }
    }
    reading.asked
}

/// Reads a JSON body.
pub(super) fn from_json(body: &[u8], per_page: usize) -> Asked {
    let mut reading = Reading::new(Where::Body, per_page);
    let members = match std::str::from_utf8(body).map(serde_json::from_str::<Value>) {
        Err(_) => {
            reading.fault("", What::Undecodable(Undecodable::Utf8));
            return reading.asked;
        }
        Ok(Err(error)) => {
            reading.fault("", What::NotJson(error.line(), error.column()));
            return reading.asked;
        }
        Ok(Ok(Value::Object(members))) => members,
        Ok(Ok(_)) => {
            reading.fault("", What::NotA(Shape::Object));
            return reading.asked;
        }
    };
    for (name, value) in &members {
        let Some(parameter) = reading.parameter(name) else {
            continue;
        };
        match (parameter, value) {
            // As in answers, nothing is the same as no member.
            (_, Value::Null) => {}
            (Parameter::Page | Parameter::PerPage, Value::Number(number)) => {
                match (number.as_u64(), number.as_i64()) {
                    (Some(number), _) => reading.number(parameter, saturated(number)),
                    (None, Some(_)) => reading.number(parameter, 0),
                    // JSON makes no difference between 2 and 2.0.
                    (None, None) => match number.as_f64().filter(|number| number.fract() == 0.0) {
                        // The conversion stays within what a number of results can be.
                        Some(whole) => reading.number(parameter, whole as usize),
                        None => reading.fault(name, What::NotANumber),
                    },
                }
            }
            (Parameter::Page | Parameter::PerPage, _) => reading.fault(name, What::NotANumber),
            (Parameter::Filter(_), Value::Array(values)) => {
                for value in values {
                    match value {
                        Value::String(value) => reading.take(parameter, name, value),
                        _ => reading.fault(name, What::NotA(Shape::Texts)),
                    }
                }
            }
            (Parameter::Filter(_), _) => reading.fault(name, What::NotA(Shape::Texts)),
            (_, Value::String(text)) => reading.take(parameter, name, text),
            (_, _) => reading.fault(name, What::NotA(Shape::Text)),
        }
    }
    reading.asked
}

struct Reading {
    asked: Asked,
    /// Parameters that take one value and have it.
    seen: Vec<Parameter>,
}

impl Reading {
    fn new(place: Where, per_page: usize) -> Self {
        Reading {
            asked: Asked {
                request: Request {
                    per_page,
                    ..Request::default()
                },
                faults: Vec::new(),
                place,
                chose_per_page: false,
            },
            seen: Vec::new(),
        }
    }

    /// Writes down a fault, once.
    fn fault(&mut self, name: &str, what: What) {
        let fault = Fault {
            place: self.asked.place,
            name: name.to_owned(),
            what,
        };
        if !self.asked.faults.contains(&fault) {
            self.asked.faults.push(fault);
        }
    }

    /// The parameter called `name`; none, and a fault, if there is none or it has its value already.
    fn parameter(&mut self, name: &str) -> Option<Parameter> {
        let Some(parameter) = Parameter::from_name(name) else {
            self.fault(name, What::Unknown(nearest(name, Parameter::names())));
            return None;
        };
        if self.seen.contains(&parameter) {
            self.fault(name, What::Repeated);
            return None;
        }
        if !matches!(parameter, Parameter::Filter(_)) {
            self.seen.push(parameter);
        }
        Some(parameter)
    }

    fn take(&mut self, parameter: Parameter, name: &str, value: &str) {
        let request = &mut self.asked.request;
        match parameter {
            Parameter::Q => request.q = value.to_owned(),
            Parameter::Filter(facet) => {
                let filter = (facet, value.to_owned());
                if !request.filters.contains(&filter) {
                    request.filters.push(filter);
                }
            }
            Parameter::Period => request.period = Some(value.to_owned()),
            Parameter::Sort => match SORTS.iter().find(|(known, _)| *known == value) {
                Some((_, sort)) => request.sort = *sort,
                None => self.fault(name, What::NoneOf(&SORT_NAMES)),
            },
            Parameter::Page | Parameter::PerPage => {
                let digits = value.strip_prefix('-').unwrap_or(value);
                if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    self.fault(name, What::NotANumber);
                } else if digits.len() < value.len() {
                    self.number(parameter, 0);
                } else {
                    // What is too large to be read is out of bounds anyhow.
                    self.number(parameter, digits.parse().unwrap_or(usize::MAX));
                }
            }
        }
    }

    /// Takes a number as it is; whether it is within its bounds, the search knows.
    fn number(&mut self, parameter: Parameter, number: usize) {
        if parameter == Parameter::PerPage {
            self.asked.request.per_page = number;
            self.asked.chose_per_page = true;
        } else {
            self.asked.request.page = number;
        }
    }
}

fn saturated(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Sort;
    use proptest::prelude::*;

    fn codes(asked: &Asked) -> Vec<(&str, &str)> {
        let faults = asked.faults.iter();
        faults
            .map(|fault| (fault.name.as_str(), fault.what.code()))
            .collect()
    }

    #[test]
    fn a_query_is_read_whole() {
        let asked = from_query(
            "q=samen+doen&soort=les&thema=a&thema=b&thema=a&periode=1994%2F2009&pagina=2&perPagina=5&sorteer=datum",
            10,
            false,
        );
        assert_eq!(codes(&asked), []);
        let request = asked.request;
        assert_eq!(request.q, "samen doen");
        let filters = request.filters.iter();
        let filters: Vec<_> = filters
            .map(|(f, value)| (f.name(), value.as_str()))
            .collect();
        assert_eq!(filters, [("soort", "les"), ("thema", "a"), ("thema", "b")]);
        assert_eq!(request.period.as_deref(), Some("1994/2009"));
        assert_eq!((request.page, request.per_page), (2, 5));
        assert_eq!(request.sort, Sort::Date);
        assert!(asked.chose_per_page);
    }

    #[test]
    fn all_faults_are_found() {
        let asked = from_query(
            "q=%ff&thema=%zz&themas=x&pagina=een&pagina=2&sorteer=oud&%ff=1&perPagina=",
            10,
            false,
        );
        assert_eq!(
            codes(&asked),
            [
                ("q", "geenUtf8"),
                ("thema", "ongeldigeCodering"),
                ("themas", "onbekendeParameter"),
                ("pagina", "geenGetal"),
                ("pagina", "herhaald"),
                ("sorteer", "onbekendeWaarde"),
                ("%ff", "geenUtf8"),
                ("perPagina", "geenGetal"),
            ]
        );
        let text = asked.faults[2].text(crate::config::Language::Nl);
        assert_eq!(text, "“themas” is hier niet bekend; bedoelde je “thema”?");
    }

    #[test]
    fn numbers_out_of_bounds_stay_out_of_bounds() {
        let page = |text: &str| {
            from_query(&format!("pagina={text}"), 10, false)
                .request
                .page
        };
        assert_eq!(page("-5"), 0);
        assert_eq!(page("99999999999999999999999999"), usize::MAX);
        assert_eq!(page("007"), 7);
    }

    #[test]
    fn empty_fields_of_a_form_are_nothing() {
        let raw = "q=&thema=&periode=+&pagina=&&sorteer=";
        let form = from_query(raw, 10, true);
        assert_eq!((form.request, form.faults), (Request::default(), vec![]));
        let asked = from_query(raw, 10, false);
        assert_eq!(
            codes(&asked),
            [("pagina", "geenGetal"), ("sorteer", "onbekendeWaarde")]
        );
    }

    #[test]
    fn a_body_is_read_like_a_query() {
        let json = r#"{"q":"samen","thema":["a","b"],"pagina":2,"perPagina":5,"periode":null}"#;
        let asked = from_json(json.as_bytes(), 10);
        let same = from_query("q=samen&thema=a&thema=b&pagina=2&perPagina=5", 10, false);
        assert_eq!((asked.request, asked.faults), (same.request, same.faults));
    }

    #[test]
    fn all_faults_of_a_body_are_found() {
        let json = r#"{"q":1,"thema":"a","stap":["a",2],"pagina":1.5,"perPagina":-1,"zoek":[]}"#;
        let asked = from_json(json.as_bytes(), 10);
        assert_eq!(
            codes(&asked),
            [
                ("pagina", "geenGetal"),
                ("q", "verkeerdType"),
                ("stap", "verkeerdType"),
                ("thema", "verkeerdType"),
                ("zoek", "onbekendeParameter"),
            ]
        );
        assert_eq!(asked.request.per_page, 0);
        let whole = from_json(b"{\"pagina\":2.0,\"perPagina\":1e300}", 10);
        assert_eq!(codes(&whole), []);
        assert_eq!(
            (whole.request.page, whole.request.per_page),
            (2, usize::MAX)
        );
        for (body, code) in [
            (&b""[..], "geenJson"),
            (b"{\"q\":", "geenJson"),
            (b"[1]", "verkeerdType"),
            (b"{\"q\":\"\xff\"}", "geenUtf8"),
            (b"{\"pagina\":1e999}", "geenJson"),
        ] {
            assert_eq!(codes(&from_json(body, 10)), [("", code)]);
        }
        let deep = "[".repeat(16_000);
        assert_eq!(codes(&from_json(deep.as_bytes(), 10)), [("", "geenJson")]);
    }

    proptest! {
        #[test]
        fn any_query_is_read(raw in "[a-zA-Z0-9=&+%;/#é\u{0}-\u{20}]{0,60}", form: bool) {
            let asked = from_query(&raw, 10, form);
            for fault in &asked.faults {
                prop_assert!(!fault.text(crate::config::Language::En).is_empty());
            }
        }

        #[test]
        fn any_body_is_read(body in proptest::collection::vec(any::<u8>(), 0..60)) {
            from_json(&body, 10);
        }
    }
}
