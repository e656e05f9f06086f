//! Results as an Atom feed (RFC 4287) with the elements of OpenSearch 1.1, for feed readers and for
//! programs that search many sites at once. It takes the parameters of the API.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Response, header};

use crate::config::Config;
use crate::search::{Request, Response as Found};

use super::api::{last_page, query, question};
use super::dispatch::Call;
use super::edition::Edition;
use super::problem::Problem;
use super::searching::{self, Unanswered};

/// The methods that it takes.
const METHODS: &str = "GET, HEAD";

/// What is said of a page without a date: Atom wants one.
const UNDATED: &str = "1970-01-01";

/// Answers a request for results as a feed.
pub(super) async fn respond(call: &Call<'_>) -> Response<Body> {
    answer(call)
        .await
        .unwrap_or_else(|problem| problem.respond())
}

async fn answer(call: &Call<'_>) -> Result<Response<Body>, Problem> {
    if ![Method::GET, Method::HEAD].contains(call.method) {
        return Err(Problem::method_not_allowed(METHODS));
    }
    let per_page = call.state.config.search.results_per_page.get() as usize;
    // Who fills in a template leaves empty what need not be filled in.
    let asked = query::from_query(call.uri.query().unwrap_or_default(), per_page, true);
    let config = call.state.config.clone();
    let answered = searching::search(
        call.state,
        call.edition,
        asked,
        move |edition, asked, found| feed(&config, edition, asked, &found),
    );
    let xml = answered.await.map_err(|unanswered| match unanswered {
        Unanswered::Refused(faults) => Problem::bad_request(faults),
        Unanswered::NoIndex | Unanswered::Unreadable => Problem::no_search(),
        Unanswered::Full => Problem::overloaded(),
        Unanswered::Broken => Problem::internal(),
    })?;
    let mut response = Response::new(Body::from(xml));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    // What somebody asked is no page of the guide.
    let robots = HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex"));
    Ok(response)
}

fn feed(config: &Config, edition: &Edition, asked: &Request, found: &Found) -> String {
    let (base, here) = (&edition.base_url, &edition.searched_at);
    let site = &config.site;
    let question = question(asked);
    let between = if question.is_empty() { "" } else { "&" };
    let (page, per_page) = (asked.page, asked.per_page);
    let address = here.absolute("/zoeken.atom");
    let at = |page| format!("{address}?{question}{between}pagina={page}&perPagina={per_page}");
    let last = last_page(found.total, per_page);
    let date = |date: Option<jiff::civil::Date>| {
        let date = date.map_or(UNDATED.to_owned(), |date| date.to_string());
        format!("{date}T00:00:00Z")
    };

    let mut xml = Xml::default();
    xml.open(
        "feed",
        &[
            ("xmlns", "http://www.w3.org/2005/Atom"),
            ("xmlns:opensearch", "http://a9.com/-/spec/opensearch/1.1/"),
            ("xml:lang", site.language.as_str()),
        ],
    );
    xml.element("id", &at(page));
    xml.element(
        "title",
        format!("{}: {}", site.title, asked.q).trim_end_matches([':', ' ']),
    );
    xml.element(
        "updated",
        &date(found.hits.iter().filter_map(|hit| hit.updated).max()),
    );
    xml.open("author", &[]);
    xml.element("name", site.publisher.as_deref().unwrap_or(&site.title));
    xml.close("author");
    let atom = "application/atom+xml";
    xml.link("self", atom, &at(page));
    xml.link("first", atom, &at(1));
    if page > 1 {
        xml.link("previous", atom, &at((page - 1).min(last)));
    }
    if page < last {
        xml.link("next", atom, &at(page + 1));
    }
    xml.link("last", atom, &at(last));
    let search_page = here.absolute("/zoeken/");
    xml.link(
        "alternate",
        "text/html",
        &format!("{search_page}?{question}"),
    );
    let description = base.absolute("/opensearch.xml");
    xml.link(
        "search",
        "application/opensearchdescription+xml",
        &description,
    );
    xml.element("opensearch:totalResults", &found.total.to_string());
    let first = page.saturating_sub(1).saturating_mul(per_page) + 1;
    xml.element("opensearch:startIndex", &first.to_string());
    xml.element("opensearch:itemsPerPage", &per_page.to_string());
    let page = page.to_string();
    xml.empty(
        "opensearch:Query",
        &[
            ("role", "request"),
            ("searchTerms", &asked.q),
            ("startPage", &page),
        ],
    );
    for hit in &found.hits {
        let url = format!("{}{}", base.origin(), hit.url);
        let kind = hit.id.kind.info();
        xml.open("entry", &[]);
        xml.element("id", &url);
        xml.element("title", &hit.title);
        xml.element("updated", &date(hit.updated));
        xml.link("alternate", "text/html", &url);
        xml.empty(
            "category",
            &[("term", kind.dutch), ("label", kind.singular)],
        );
        let fragment = hit.fragments.first().map(|fragment| &fragment.text);
        xml.element(
            "summary",
            match (hit.summary.is_empty(), fragment) {
                (true, Some(fragment)) => fragment,
                _ => &hit.summary,
            },
        );
        xml.close("entry");
    }
    xml.close("feed");
    xml.0
}

/// A document in the making.
struct Xml(String);

impl Default for Xml {
    fn default() -> Self {
        Xml("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned())
    }
}

impl Xml {
    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push_str(end);
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">\n");
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>\n");
    }

    fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push_str(">\n");
    }

    fn element(&mut self, name: &str, text: &str) {
        self.tag(name, &[], ">");
        self.text(text);
        self.close(name);
    }

    fn link(&mut self, rel: &str, kind: &str, href: &str) {
        self.empty("link", &[("rel", rel), ("type", kind), ("href", href)]);
    }

    /// A text, without what XML 1.0 does not allow at all.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\t' | '\n' | '\r' => self.0.push(' '),
                '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => {}
                c => self.0.push(c),
            }
        }
    }
}
