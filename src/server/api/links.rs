//! Addresses of searches, and the links from one page of results to the others.

use std::fmt::Write;

use axum::http::HeaderValue;
use serde::Serialize;

use crate::json::{Json, object};
use crate::search::searcher::MAX_RESULTS;
use crate::search::{Facet, Request, Sort};
use crate::server::decode::encode_value;
use crate::server::openapi::schema::{self, Described, Schemas, described};

/// The query that asks for the same, from `q` to `sorteer`; not which page of it.
pub(in crate::server) fn question(request: &Request) -> String {
    let mut query = String::new();
    let mut put = |name: &str, value: &str| {
        let between = if query.is_empty() { "" } else { "&" };
        // Writing to a text cannot fail.
        let _ = write!(query, "{between}{name}={}", encode_value(value));
    };
    if !request.q.is_empty() {
        put("q", &request.q);
    }
    for facet in Facet::all() {
        let values = request.filters.iter().filter(|(of, _)| *of == facet);
        values.for_each(|(_, value)| put(facet.name(), value));
    }
    if let Some(period) = &request.period {
        put("periode", period);
    }
    if request.sort == Sort::Date {
        put("sorteer", "datum");
    }
    query
}

/// The number of the last page that can be asked for; with no results it is the first.
pub(in crate::server) fn last_page(total: usize, per_page: usize) -> usize {
    total.min(MAX_RESULTS).div_ceil(per_page.max(1)).max(1)
}

/// `_links` of an answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(in crate::server) enum Links {
    /// To all pages that a reader can go to.
    Pages(PageLinks),
    /// To what was asked only: its question does not belong in addresses.
    Itself(OwnLink),
}

impl Described for Links {
    fn schema(all: &mut Schemas) -> Json {
        object! {"anyOf": [PageLinks::schema(all), OwnLink::schema(all)]}
    }
}

described! {
    /// Links from one page of results to the others.
    pub(in crate::server) struct PageLinks = "Bladerlinks", "Waar de andere bladzijden staan. Dezelfde adressen staan in de header `Link`.";
    "self" this: Link = "Deze bladzijde.";
    "first" first: Link = "De eerste bladzijde.";
    "prev" prev: Option<Link> = "De vorige bladzijde; `null` op de eerste.";
    "next" next: Option<Link> = "De volgende bladzijde; `null` op de laatste.";
    "last" last: Link = "De laatste bladzijde.";
}

described! {
    /// The link from an answer to itself.
    pub(in crate::server) struct OwnLink = "EigenLink", "Het adres van dit antwoord.";
    "self" this: Link = "Het adres waar dit antwoord staat.";
}

described! {
    /// One link.
    #[derive(Clone, PartialEq, Eq)]
    pub(in crate::server) struct Link = "Link", "Een adres.";
    "href" href: String = "Het hele adres." => schema::uri;
}

impl Link {
    /// The link to this address.
    pub(in crate::server) fn to(href: String) -> Link {
        Link { href }
    }
}

impl Links {
    /// The links of the answer to `request` at `address`, with `total` results.
    pub(in crate::server) fn pages(address: &str, request: &Request, total: usize) -> Links {
        let question = question(request);
        let between = if question.is_empty() { "" } else { "&" };
        let per_page = request.per_page;
        let to = |page: usize| Link {
            href: format!("{address}?{question}{between}pagina={page}&perPagina={per_page}"),
        };
        let last = last_page(total, per_page);
        Links::Pages(PageLinks {
            this: to(request.page),
            first: to(1),
            // From an empty page past the end, the page before is the last that has results.
            prev: (request.page > 1).then(|| to((request.page - 1).min(last))),
            next: (request.page < last).then(|| to(request.page + 1)),
            last: to(last),
        })
    }

    /// The link to the address itself.
    pub(in crate::server) fn itself(address: &str) -> Links {
        Links::Itself(OwnLink {
            this: Link::to(address.to_owned()),
        })
    }

    /// The same as a `Link` header (RFC 8288).
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let links = match self {
            Links::Pages(PageLinks {
                this,
                first,
                prev,
                next,
                last,
            }) => vec![
                (Some(this), "self"),
                (Some(first), "first"),
                (prev.as_ref(), "prev"),
                (next.as_ref(), "next"),
                (Some(last), "last"),
            ],
            Links::Itself(OwnLink { this }) => vec![(Some(this), "self")],
        };
        header(links)
    }
}

/// Links with their relations as one `Link` header (RFC 8288).
pub(super) fn header<'a>(
    links: impl IntoIterator<Item = (Option<&'a Link>, &'static str)>,
) -> Option<HeaderValue> {
    let links: Vec<String> = links
        .into_iter()
        .filter_map(|(link, rel)| Some(format!("<{}>; rel=\"{rel}\"", link?.href)))
        .collect();
    HeaderValue::try_from(links.join(", ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(page: usize, total: usize) -> String {
        let request = Request {
            q: "a&b é".into(),
            page,
            per_page: 5,
            ..Request::default()
        };
        let links = Links::pages("https://x/zoek", &request, total);
        let header = links.header().unwrap().to_str().unwrap().to_owned();
        header
            .replace("https://x/zoek?q=a%26b%20%C3%A9&pagina=", "")
            .replace("&perPagina=5", "")
    }

    #[test]
    fn links_lead_to_pages_that_can_be_asked_for() {
        assert_eq!(
            header(2, 12),
            r#"<2>; rel="self", <1>; rel="first", <1>; rel="prev", <3>; rel="next", <3>; rel="last""#
        );
        assert_eq!(
            header(1, 0),
            r#"<1>; rel="self", <1>; rel="first", <1>; rel="last""#
        );
        assert_eq!(
            header(9, 12),
            r#"<9>; rel="self", <1>; rel="first", <3>; rel="prev", <3>; rel="last""#
        );
        assert!(header(1, 1_000_000).ends_with(r#"<2000>; rel="last""#));
    }

    #[test]
    fn the_question_is_read_back_as_it_was() {
        let request = Request {
            q: "50% + \"a\" & co".into(),
            filters: vec![(Facet::Theme, "b".into()), (Facet::Theme, "a b".into())],
            period: Some("1994/2009".into()),
            sort: Sort::Date,
            ..Request::default()
        };
        let read = super::super::query::from_query(&question(&request), 10, false);
        assert_eq!(read.request, request);
        assert!(read.faults.is_empty());
    }
}
