//! Pages on a host that serves files only, and the search on another: `[search] endpoint`.

use crate::support::Site;

const PAGES: &str = "https://gids.voorbeeld.nl";
const SEARCH: &str = "https://zoek.voorbeeld.nl";

fn site() -> Site {
    let site = Site::copy_of("klein")
        .env("WIJKGIDS_SITE_BASE_URL", PAGES)
        .env("WIJKGIDS_SEARCH_ENDPOINT", SEARCH);
    site.build();
    site
}

#[test]
fn pages_lead_to_the_server_that_searches() {
    let site = site();
    let form = format!("action=\"{SEARCH}/zoeken/\"");
    for page in ["index.html", "zoeken/index.html", "404.html"] {
        let html = site.published(page);
        assert!(html.contains(&form), "{page}: {html}");
        assert!(!html.contains("action=\"/zoeken/\""), "{page}");
    }
    let description = site.published("opensearch.xml");
    assert_eq!(
        description
            .matches(&format!("template=\"{SEARCH}/zoeken"))
            .count(),
        3
    );
    assert!(description.contains(&format!("template=\"{PAGES}/opensearch.xml\"")));
    let home = site.published("index.html");
    assert!(
        home.contains("href=\"/opensearch.xml\""),
        "the rest stays here"
    );
    assert!(
        !site
            .published("zoeken/index.html")
            .contains("class=\"hint\"")
    );
    let without = Site::copy_of("klein");
    without.build();
    assert!(
        without
            .published("zoeken/index.html")
            .contains("class=\"hint\"")
    );
}

#[test]
fn answers_lead_to_pages_there_and_to_more_answers_here() {
    let site = site();
    let served = site.serve();
    let found = served
        .get("/api/v1/zoekresultaten?q=wijk&perPagina=2")
        .json();
    let of = |pointer: &str| found.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    assert!(of("/resultaten/0/url").starts_with(PAGES), "{found}");
    for link in ["self", "first", "next", "last"] {
        let href = of(&format!("/_links/{link}/href"));
        assert!(
            href.starts_with(&format!("{SEARCH}/api/v1/zoekresultaten?")),
            "{href}"
        );
    }
    let changes = served.get("/api/v1/paginas").json();
    let first = &changes["paginas"][0];
    assert!(first["url"].as_str().unwrap().starts_with(PAGES), "{first}");
    let href = first["_links"]["self"]["href"].as_str().unwrap();
    let path = href.strip_prefix(SEARCH).expect(href);
    assert_eq!(served.get(path).status, 200);
    let feed = served.get("/zoeken.atom?q=wijk");
    let itself = format!("rel=\"self\" type=\"application/atom+xml\" href=\"{SEARCH}/zoeken.atom?");
    assert!(feed.text().contains(&itself), "{}", feed.text());
}
