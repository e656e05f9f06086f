//! Search for programs that know OpenSearch 1.1: its description, and results as an Atom feed. Both
//! are read by an XML parser that knows namespaces, and the templates of the description are filled
//! in and followed.

use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::support::{Served, Site, encoded};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const OPENSEARCH: &str = "http://a9.com/-/spec/opensearch/1.1/";
const HOME: &str = "https://gids.voorbeeld.nl";

/// An element: namespace, name, attributes, and the text that stands directly in it.
#[derive(Debug, Default)]
struct Element {
    namespace: String,
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// All elements, in the order in which they begin.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = NsReader::from_str(xml);
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let (namespace, event) = reader.read_resolved_event().unwrap();
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => String::from_utf8(namespace.0.to_vec()).unwrap(),
            _ => String::new(),
        };
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let name = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                    (name, attribute.unescape_value().unwrap().into_owned())
                });
                let name = String::from_utf8(tag.local_name().as_ref().to_vec()).unwrap();
                let attributes = attributes.collect();
                if matches!(event, Event::Start(_)) {
                    open.push(all.len());
                }
                all.push(Element {
                    namespace,
                    name,
                    attributes,
                    text: String::new(),
                });
            }
            Event::Text(text) => {
                if let Some(&at) = open.last() {
                    all[at].text.push_str(&text.decode().unwrap());
                }
            }
            Event::GeneralRef(entity) => {
                let character = match &*entity.decode().unwrap() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    other => panic!("&{other};"),
                };
                all[*open.last().unwrap()].text.push(character);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "unclosed elements in {xml}");
    all
}

fn texts<'e>(all: &'e [Element], namespace: &str, name: &str) -> Vec<&'e str> {
    let named = all
        .iter()
        .filter(|one| one.namespace == namespace && one.name == name);
    named.map(|one| one.text.as_str()).collect()
}

fn links(all: &[Element], rel: &str) -> Vec<String> {
    let links = all
        .iter()
        .filter(|one| one.name == "link" && one.attribute("rel") == Some(rel));
    links
        .map(|one| one.attribute("href").unwrap().to_owned())
        .collect()
}

fn served() -> (Site, Served) {
    let site = Site::copy_of("klein");
    site.build();
    let served = site.serve();
    (site, served)
}

#[test]
fn results_are_a_feed() {
    let (_site, served) = served();
    let answer = served.get("/zoeken.atom?q=wijk&perPagina=2&pagina=2");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/atom+xml; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-robots-tag"), Some("noindex"));
    let all = elements(answer.text());
    assert_eq!((&*all[0].namespace, &*all[0].name), (ATOM, "feed"));
    let json = served
        .get("/api/v1/zoekresultaten?q=wijk&perPagina=2&pagina=2")
        .json();
    let total = json["totaal"].as_u64().unwrap();
    assert!(total > 4);
    assert_eq!(texts(&all, OPENSEARCH, "totalResults"), [total.to_string()]);
    assert_eq!(texts(&all, OPENSEARCH, "startIndex"), ["3"]);
    assert_eq!(texts(&all, OPENSEARCH, "itemsPerPage"), ["2"]);
    let query = all.iter().find(|one| one.name == "Query").unwrap();
    assert_eq!(query.namespace, OPENSEARCH);
    assert_eq!(query.attribute("role"), Some("request"));
    assert_eq!(query.attribute("searchTerms"), Some("wijk"));
    assert_eq!(query.attribute("startPage"), Some("2"));
    // The same pages as the API, in the same order; all that Atom asks of an entry.
    let found = json["resultaten"].as_array().unwrap();
    let urls: Vec<&str> = found
        .iter()
        .map(|one| one["url"].as_str().unwrap())
        .collect();
    assert_eq!(texts(&all, ATOM, "id")[1..], urls);
    assert_eq!(texts(&all, ATOM, "title").len(), 1 + urls.len());
    assert_eq!(texts(&all, ATOM, "updated").len(), 1 + urls.len());
    assert_eq!(texts(&all, ATOM, "name").len(), 1, "an author");
    // Its links lead to the pages that they name.
    let page = |page: u64| format!("{HOME}/zoeken.atom?q=wijk&pagina={page}&perPagina=2");
    let last = total.div_ceil(2);
    for (rel, to) in [
        ("self", 2),
        ("first", 1),
        ("previous", 1),
        ("next", 3),
        ("last", last),
    ] {
        assert_eq!(links(&all, rel), [page(to)], "{rel}");
        let path = page(to).replace(HOME, "");
        let other = elements(served.get(&path).text());
        assert_eq!(links(&other, "self"), [page(to)]);
    }
    assert_eq!(links(&all, "search"), [format!("{HOME}/opensearch.xml")]);
}

#[test]
fn any_question_is_a_sound_feed_or_refused() {
    let (_site, served) = served();
    let evil = "a&b <c> \"d\" 'e' ]]> \u{0}\u{8}\u{fffe}\u{ffff} &amp; é👍";
    let answer = served.get(&format!("/zoeken.atom?q={}", encoded(evil)));
    let all = elements(answer.text());
    let query = all.iter().find(|one| one.name == "Query").unwrap();
    let kept = "a&b <c> \"d\" 'e' ]]>  &amp; é👍";
    assert_eq!(query.attribute("searchTerms"), Some(kept));
    assert!(texts(&all, ATOM, "title")[0].ends_with(kept));
    let refused = served.get("/zoeken.atom?q=a&perPagina=101&zoek=x");
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(refused.json()["fouten"].as_array().unwrap().len(), 2);
    let refused = served.send("POST", "/zoeken.atom?q=a");
    assert_eq!(
        (refused.status, refused.header("allow")),
        (405, Some("GET, HEAD"))
    );
}

#[test]
fn every_page_announces_the_search() {
    let (site, served) = served();
    let public = site.public();
    let pages = public
        .texts()
        .filter(|(path, text)| path.ends_with(".html") && !text.contains("http-equiv=\"refresh\""));
    let mut seen = 0;
    for (path, text) in pages {
        let links = text.split("<link ").skip(1);
        let links: Vec<&str> = links
            .map(|rest| rest.split('>').next().unwrap())
            .filter(|link| link.contains("rel=\"search\""))
            .collect();
        let [link] = links[..] else {
            panic!("{links:?} in {path}")
        };
        assert!(link.contains("type=\"application/opensearchdescription+xml\""));
        assert!(
            link.contains("href=\"/opensearch.xml\"") && link.contains("title=\"Kleine gids\"")
        );
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
    let description = served.get("/opensearch.xml");
    let kind = description.header("content-type").unwrap();
    assert!(
        kind.starts_with("application/opensearchdescription+xml"),
        "{kind}"
    );
}

#[test]
fn every_template_of_the_description_leads_somewhere() {
    let (site, served) = served();
    let all = elements(&site.published("opensearch.xml"));
    assert_eq!(
        (&*all[0].namespace, &*all[0].name),
        (OPENSEARCH, "OpenSearchDescription")
    );
    let urls = all.iter().filter(|one| one.name == "Url");
    let mut kinds = Vec::new();
    for url in urls {
        let kind = url.attribute("type").unwrap();
        let template = url.attribute("template").unwrap();
        let filled = template
            .replace("{searchTerms}", &encoded("wijk & co"))
            .replace("{startPage?}", "")
            .replace("{count?}", "5");
        assert!(!filled.contains('{'), "{filled}");
        let answer = served.get(filled.strip_prefix(HOME).unwrap());
        assert_eq!(answer.status, 200, "{filled}");
        let said = answer.header("content-type").unwrap();
        if url.attribute("rel") != Some("self") {
            assert_eq!(said.split(';').next(), Some(kind), "{filled}");
        }
        kinds.push(kind);
    }
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "application/atom+xml",
            "application/opensearchdescription+xml",
            "application/x-suggestions+json",
            "text/html",
        ]
    );
}
