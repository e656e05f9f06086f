//! The list of pages by their last change, for who keeps a copy of the guide in an index of his own.
//!
//! The pages that went are in it too. Oldest change first, and every change has its own place in time,
//! so that reading on from a [`cursor`] misses nothing that is published meanwhile.

use crate::config::BaseUrl;
use crate::content::{Kind, PageId};
use crate::search::Reason;
use crate::search::searcher::MAX_PER_PAGE;
use crate::server::decode::{encode_path, encode_value};
use crate::server::edition::Edition;
use crate::server::history::{Change, History};
use crate::server::openapi::parameter::{Form, ParameterInfo};
use crate::server::openapi::schema::{self, described};
use crate::server::problem::{Fault, What};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::cursor;
use super::links::Link;
use super::parameters::Values;

/// The parameters.
pub(in crate::server) const PARAMETERS: [ParameterInfo; 3] = [
    ParameterInfo {
        name: SINCE,
        dutch: "Alleen wat op of na dit moment veranderde: een datum (vanaf middernacht UTC) of een tijdstip. \
                Schrijf een + in een adres als %2B.",
        form: Form::Time,
        example: "2026-11-01T08:00:00Z",
    },
    ParameterInfo {
        name: CURSOR,
        dutch: "Hoe ver je bent. Staat in de links die je krijgt, en betekent zelf niets.",
        form: Form::Cursor {
            most: cursor::MAX_LEN,
        },
        example: EXAMPLE_CURSOR,
    },
    ParameterInfo {
        name: PER_PAGE,
        dutch: "Het aantal pagina’s in een antwoord.",
        form: Form::Number {
            most: MAX_PER_PAGE,
            usual: Some(MAX_PER_PAGE),
        },
        example: "100",
    },
];
const SINCE: &str = "gewijzigdSinds";
const CURSOR: &str = "cursor";
const PER_PAGE: &str = "perPagina";

/// A cursor, for examples.
const EXAMPLE_CURSOR: &str =
    "73fd69ad000000000000000018e3dcf0018f00006c6573736f6e2f67612d6b696a6b656e";

/// Where the list stands.
const ADDRESS: &str = "/api/v1/paginas";

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// Only changes at this time or later, with how it was written.
    since: Option<(Timestamp, String)>,
    /// Only changes after this one.
    after: Option<Change>,
    /// How many at once.
    per_page: usize,
}

impl Asked {
    /// Reads the raw query of an address, or everything that is wrong with it.
    pub(super) fn read(raw: &str) -> Result<Asked, Vec<Fault>> {
        let mut read = Values::read(raw, &PARAMETERS);
        let mut since = None;
        if let Some(text) = read.sound(SINCE) {
            match time(&text) {
                Some(time) => since = Some((time, text)),
                None => read.fault(SINCE, What::NotATime(text)),
            }
        }
        let mut after = None;
        if let Some(text) = read.sound(CURSOR) {
            after = cursor::decode(&text);
            if after.is_none() {
                read.fault(CURSOR, What::NotACursor);
            }
        }
        let mut per_page = MAX_PER_PAGE;
        if let Some(text) = read.sound(PER_PAGE) {
            let digits = text.strip_prefix('-').unwrap_or(&text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                read.fault(PER_PAGE, What::NotANumber);
            } else {
                // What is negative or too large to be read is out of bounds anyhow.
                per_page = text.parse().unwrap_or(0);
                if !(1..=MAX_PER_PAGE).contains(&per_page) {
                    let bounds = Reason::OutOfRange(1, MAX_PER_PAGE);
                    read.fault(PER_PAGE, What::Refused(bounds));
                }
            }
        }
        match read.faults.is_empty() {
            true => Ok(Asked {
                since,
                after,
                per_page,
            }),
            false => Err(read.faults),
        }
    }
}

/// A date (its midnight in UTC) or a time as RFC 3339 writes them. The parser takes more than that.
fn time(text: &str) -> Option<Timestamp> {
    let digits = |part: &str, len: usize| {
        part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let shaped = |part: &str, between: char, lens: &[usize]| {
        let mut parts = part.split(between);
        lens.iter()
            .all(|len| parts.next().is_some_and(|part| digits(part, *len)))
            && parts.next().is_none()
    };
    if shaped(text, '-', &[4, 2, 2]) {
        let date: Date = text.parse().ok()?;
        return Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
    }
    let (date, time) = text.split_once(['T', 't'])?;
    let zone = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let sound = shaped(date, '-', &[4, 2, 2])
        && shaped(clock, ':', &[2, 2, 2])
        && (1..=9).contains(&fraction.len())
        && digits(fraction, fraction.len())
        && (zone.eq_ignore_ascii_case("Z") || shaped(&zone[1..], ':', &[2, 2]));
    text.parse().ok().filter(|_| sound)
}

described! {
    /// The answer. The member names are the contract of the API.
    pub(in crate::server) struct Changes = "Wijzigingen", "Pagina’s op volgorde van hun laatste wijziging, de oudste eerst.";
    "paginas" pages: Vec<Row> = "De pagina’s, ook die verdwenen zijn.";
    "_links" pub(super) links: ChangesLinks = "Waar je verder leest.";
}

described! {
    struct Row = "Wijziging", "De laatste wijziging van een pagina.";
    "id" id: String = "De naam waaronder de pagina blijft bestaan: soort en naam, zoals `lesson/ga-kijken`.";
    "soort" kind: &'static str = "De soort pagina." => schema::kind;
    "url" url: String = "Het adres van de pagina voor lezers." => schema::uri;
    "titel" title: Option<String> = "De titel; `null` als de pagina verdwenen is.";
    "gewijzigdOp" changed_at: String = "Wanneer de laatste wijziging is gepubliceerd." => schema::time;
    "verwijderdOp" gone_at: Option<String> = "Wanneer de pagina verdween; `null` als zij er nog is." => schema::time;
    "_links" links: RowLinks = "Waar de inhoud staat.";
}

described! {
    struct RowLinks = "Paginalink", "Waar de inhoud van een pagina staat.";
    "self" this: Option<Link> = "De pagina als gegevens; `null` als zij verdwenen is.";
}

described! {
    /// `_links` of the list: one can only read on.
    pub(super) struct ChangesLinks = "Leeslinks", "Waar je verder leest in de lijst van wijzigingen.";
    "self" pub(super) this: Link = "Dit antwoord.";
    "first" pub(super) first: Link = "Het begin van de lijst.";
    "next" pub(super) next: Option<Link> = "Het vervolg; `null` aan het eind van de lijst.";
    "wijzigingen" later: Option<Link> = "Aan het eind van de lijst: het adres waar je later vraagt wat er sindsdien veranderde; anders `null`.";
}

impl Changes {
    /// The answer to what is asked.
    pub(super) fn of(edition: &Edition, history: &History, asked: &Asked) -> Changes {
        let base = &edition.searched_at;
        let all = history.changes();
        let after = asked
            .after
            .as_ref()
            .map(|after| cursor::after(history, after));
        let since = asked.since.as_ref().map(|(since, _)| {
            let since = *since;
            all.partition_point(|change| change.at < since)
        });
        let start = after.unwrap_or(0).max(since.unwrap_or(0));
        let rest = &all[start..];
        let shown = &rest[..rest.len().min(asked.per_page)];
        let last = shown.last().filter(|_| shown.len() < rest.len());
        let to = |after: Option<&Change>| link(base, asked, after);
        // Who reads on from the newest change of all gets what comes after it.
        let later = match all.last() {
            Some(newest) => address(base, &[(CURSOR, cursor::encode(newest))], asked.per_page),
            None => address(base, &[], asked.per_page),
        };
        Changes {
            pages: shown
                .iter()
                .filter_map(|change| row(edition, history, change))
                .collect(),
            links: ChangesLinks {
                this: to(asked.after.as_ref()),
                first: to(None),
                next: last.map(|last| to(Some(last))),
                later: last.is_none().then_some(later),
            },
        }
    }
}

impl Changes {
    /// What such an answer looks like, on a guide at this address.
    pub(in crate::server) fn example(base: &BaseUrl) -> Changes {
        let list = base.absolute(ADDRESS);
        let row = |id: &PageId, path, title: Option<&str>, gone_at: Option<&str>| Row {
            id: id.to_string(),
            kind: id.kind.info().dutch,
            url: base.absolute(path),
            title: title.map(ToOwned::to_owned),
            changed_at: "2026-11-01T08:00:00Z".to_owned(),
            gone_at: gone_at.map(ToOwned::to_owned),
            links: RowLinks {
                this: gone_at.is_none().then(|| Link::to(page_address(base, id))),
            },
        };
        let there = PageId::new(Kind::Lesson, "ga-kijken");
        let gone = PageId::new(Kind::Lesson, "wacht-af");
        Changes {
            pages: vec![
                row(&there, "/lessen/ga-kijken/", Some("Ga kijken"), None),
                row(
                    &gone,
                    "/lessen/wacht-af/",
                    None,
                    Some("2026-11-02T10:30:00Z"),
                ),
            ],
            links: ChangesLinks {
                this: Link::to(format!("{list}?{PER_PAGE}=2")),
                first: Link::to(format!("{list}?{PER_PAGE}=2")),
                next: Some(Link::to(format!(
                    "{list}?{CURSOR}={EXAMPLE_CURSOR}&{PER_PAGE}=2"
                ))),
                later: None,
            },
        }
    }
}

fn link(base: &BaseUrl, asked: &Asked, after: Option<&Change>) -> Link {
    let since = asked.since.as_ref().map(|(_, text)| (SINCE, text.clone()));
    let cursor = after.map(|change| (CURSOR, cursor::encode(change)));
    let pairs: Vec<(&str, String)> = since.into_iter().chain(cursor).collect();
    address(base, &pairs, asked.per_page)
}

fn address(base: &BaseUrl, pairs: &[(&str, String)], per_page: usize) -> Link {
    let mut query = String::new();
    for (name, value) in pairs {
        query += &format!("{name}={}&", encode_value(value));
    }
    let list = base.absolute(ADDRESS);
    Link::to(format!("{list}?{query}{PER_PAGE}={per_page}"))
}

fn row(edition: &Edition, history: &History, change: &Change) -> Option<Row> {
    let id: PageId = change.id.parse().ok()?;
    let entry = history.page(&change.id)?;
    let about = edition.about(&change.id);
    let gone = entry.gone_at.is_some();
    Some(Row {
        kind: id.kind.info().dutch,
        url: edition.base_url.absolute(&encode_path(&entry.url)),
        title: about.filter(|_| !gone).map(|about| about.title.clone()),
        changed_at: entry.changed_at.to_string(),
        gone_at: entry.gone_at.map(|at| at.to_string()),
        links: RowLinks {
            this: (!gone).then(|| Link::to(page_address(&edition.searched_at, &id))),
        },
        id: change.id.clone(),
    })
}

/// Where the data of a page stand.
pub(super) fn page_address(base: &BaseUrl, id: &PageId) -> String {
    base.absolute(&format!("{ADDRESS}/{}", encode_path(&id.to_string())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_and_times_are_those_of_rfc_3339() {
        for (text, wanted) in [
            ("2026-11-01", "2026-11-01T00:00:00Z"),
            ("2026-11-01T08:00:00Z", "2026-11-01T08:00:00Z"),
            ("2026-11-01t08:00:00.25z", "2026-11-01T08:00:00.25Z"),
            ("2026-11-01T08:00:00+01:00", "2026-11-01T07:00:00Z"),
            ("2026-11-01T08:00:00-00:30", "2026-11-01T08:30:00Z"),
        ] {
            assert_eq!(
                time(text).map(|time| time.to_string()).as_deref(),
                Some(wanted)
            );
        }
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-13-01",
            "2026-02-30",
            "26-11-01",
            "20261101",
            "2026-11-01T08:00Z",
            "2026-11-01T08:00:00",
            "2026-11-01 08:00:00Z",
            "2026-11-01T08:00:00 01:00",
            "2026-11-01T08:00:00+01",
            "2026-11-01T25:00:00Z",
            "2026-11-01T08:00:00Z[Europe/Amsterdam]",
            "2026-11-01T08:00:00.Z",
            "+2026-11-01",
            "2026-11-01T08:00:00.1234567891Z",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn all_faults_are_found() {
        let faults =
            Asked::read("gewijzigdSinds=gisteren&cursor=1&perPagina=0&sinds=1&cursor=%ff&%zz");
        let faults = faults.unwrap_err();
        let faults: Vec<_> = faults
            .iter()
            .map(|f| (f.name.as_str(), f.what.code()))
            .collect();
        assert_eq!(
            faults,
            [
                ("sinds", "onbekendeParameter"),
                ("cursor", "herhaald"),
                ("%zz", "ongeldigeCodering"),
                ("gewijzigdSinds", "geenTijdstip"),
                ("perPagina", "buitenBereik"),
            ]
        );
    }

    #[test]
    fn the_cursor_of_the_examples_is_one() {
        let change = Change {
            at: "2026-11-01T08:00:00Z".parse().unwrap(),
            id: "lesson/ga-kijken".into(),
        };
        assert_eq!(EXAMPLE_CURSOR, cursor::encode(&change));
    }

    proptest! {
        #[test]
        fn any_query_is_read(raw in "[a-zA-Z0-9=&+%;/#é:.\u{0}-\u{20}-]{0,60}") {
            let _ = Asked::read(&raw);
            let _ = Asked::read(&format!("gewijzigdSinds={raw}&cursor={raw}"));
            let _ = time(&raw);
        }
    }
}
