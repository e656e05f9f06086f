//! Every address that the tool writes: below the base path, and leading to something.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Site, Tree, links, path_of};
use wijkgids::publish::{Generation, Places};

const HOST: &str = "https://gids.voorbeeld.nl";

/// The small site with another `base_url`, built.
fn built_at(base: &str) -> Site {
    let site = Site::copy_of("klein").env("WIJKGIDS_SITE_BASE_URL", &format!("{HOST}{base}"));
    site.build();
    site
}

/// What the server answers and no file can. That it does is tried where the description of search is.
const SERVED_ONLY: [&str; 2] = ["/zoeken.atom", "/zoeken/suggesties.json"];

/// Holds every internal address in `public` against what is there.
fn follow(public: &Tree, base: &str) {
    let mut followed = 0;
    for (path, text) in public.texts() {
        if !(path.ends_with(".html") || path.ends_with(".atom") || path.ends_with(".xml")) {
            continue;
        }
        let ids: BTreeSet<&str> = text
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        for link in links(text) {
            if let Some(id) = link.strip_prefix('#') {
                assert!(id.is_empty() || ids.contains(id), "{link} in {path}");
                continue;
            }
            let address = match link.strip_prefix(HOST) {
                Some(address) => address,
                None if link.starts_with('/') => &link,
                // Atom, schemas, other sites and mail.
                None => {
                    assert!(link.contains(':'), "{link} in {path} is relative");
                    continue;
                }
            };
            let inside = address
                .strip_prefix(base)
                .unwrap_or_else(|| panic!("{link} in {path} is not below {base}"));
            assert!(
                inside.starts_with('/'),
                "{link} in {path} is not below {base}"
            );
            if SERVED_ONLY.contains(&inside.split('?').next().unwrap()) {
                continue;
            }
            let file = path_of(inside);
            assert!(public.has(&file), "{link} in {path} leads nowhere");
            if let Some((_, fragment)) = link.split_once('#') {
                assert!(
                    public.text(&file).contains(&format!(" id=\"{fragment}\"")),
                    "no {fragment} for {link} in {path}"
                );
            }
            followed += 1;
        }
    }
    assert!(followed > 500, "only {followed} links were found to follow");
}

#[test]
fn every_link_leads_somewhere() {
    follow(&built_at("/").public(), "");
}

#[test]
fn with_a_base_path_every_link_is_below_it_and_leads_somewhere() {
    follow(&built_at("/wijk/gids/").public(), "/wijk/gids");
    // A path without its last slash is the same address.
    follow(&built_at("/wijkgids").public(), "/wijkgids");
}

#[test]
fn what_machines_read_is_below_the_base_path() {
    let site = built_at("/wijkgids/");
    let public = site.public();
    let locations = |path: &str, tag: &str| -> Vec<String> {
        let open = format!("<{tag}>");
        let values = public.text(path).split(open.as_str()).skip(1);
        values
            .map(|rest| rest.split('<').next().unwrap().to_owned())
            .collect()
    };
    let sitemap = locations("sitemap.xml", "loc");
    let feed = locations("feed.atom", "id");
    assert!(sitemap.len() > 15 && feed.len() > 3);
    for address in sitemap.iter().chain(&feed) {
        let path = address
            .strip_prefix("https://gids.voorbeeld.nl/wijkgids/")
            .unwrap_or_else(|| panic!("{address}"));
        assert!(public.has(&path_of(path)), "{address}");
    }
    let robots = public.text("robots.txt");
    assert!(
        robots.contains("Disallow: /wijkgids/zoeken/?\n"),
        "{robots}"
    );
    assert!(
        robots.contains("Sitemap: https://gids.voorbeeld.nl/wijkgids/sitemap.xml"),
        "{robots}"
    );
    for file in ["gids.json", "begrippen.jsonld"] {
        let value: Value = serde_json::from_str(public.text(file)).unwrap();
        let mut addresses = Vec::new();
        strings(&value, &mut addresses);
        addresses.retain(|text| text.starts_with(HOST));
        assert!(addresses.len() > 3, "{file}");
        for address in addresses {
            let path = address
                .strip_prefix("https://gids.voorbeeld.nl/wijkgids/")
                .unwrap_or_else(|| panic!("{address}"));
            assert!(public.has(&path_of(path)), "{address} in {file}");
        }
    }
}

#[test]
fn the_sitemap_names_what_may_be_shown_and_nothing_else() {
    let public = built_at("/").public();
    let listed: BTreeSet<&str> = public
        .text("sitemap.xml")
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    // A page that may be shown says which address it has; a list without anything is worth no visit.
    let pages = public.texts().filter(|(path, text)| {
        path.ends_with("index.html") && !text.contains("<meta name=\"robots\" content=\"noindex\">")
    });
    let shown: BTreeSet<&str> = pages
        .filter_map(|(_, text)| text.split("<link rel=\"canonical\" href=\"").nth(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(listed, shown);
}

fn strings<'v>(value: &'v Value, into: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
        Value::Object(values) => values.values().for_each(|value| strings(value, into)),
        _ => {}
    }
}

#[test]
fn redirects_lead_from_old_addresses_and_numbers() {
    let site = built_at("/wijkgids/");
    let public = site.public();
    let mut wanted = BTreeSet::new();
    for (from, to) in [
        ("/oud/ga-kijken/", "/lessen/ga-kijken/"),
        ("/lessen/kijken/", "/lessen/ga-kijken/"),
        ("/1.2/", "/hoofdstukken/bouwstenen/"),
        ("/hoofdstukken/1.2/", "/hoofdstukken/bouwstenen/"),
        ("/1.10/", "/hoofdstukken/terugblik/"),
        ("/hoofdstukken/1.10/", "/hoofdstukken/terugblik/"),
        ("/1/", "/hoofdstukken/burgerschap/"),
        ("/hoofdstukken/1/", "/hoofdstukken/burgerschap/"),
    ] {
        wanted.insert((format!("/wijkgids{from}"), format!("/wijkgids{to}")));
        let stub = public.text(&path_of(from));
        assert!(
            stub.contains(&format!("url=/wijkgids{to}\"")) && stub.contains("noindex"),
            "{stub}"
        );
    }
    let rows = |file: &str, end: &str| -> BTreeSet<(String, String)> {
        let rows = public.text(file).lines().map(|line| {
            let (from, to) = line
                .strip_suffix(end)
                .unwrap_or_else(|| panic!("{line} in {file}"))
                .split_once(' ')
                .unwrap();
            (from.to_owned(), to.to_owned())
        });
        rows.collect()
    };
    assert_eq!(rows("_redirects", " 308"), wanted);
    assert_eq!(rows("redirects.nginx.map", ";"), wanted);
    let generation = Generation::current(&Places::of(site.root()))
        .unwrap()
        .unwrap();
    assert_eq!(generation.redirects().count(), wanted.len());
    for (from, to) in &wanted {
        let asked = from.strip_prefix("/wijkgids").unwrap();
        assert_eq!(generation.redirect(asked), Some(to.as_str()), "{from}");
    }
    // Our own server redirects by itself; the stubs are for others.
    assert!(generation.get("/1.2/").is_none());
    assert_eq!(generation.option("base_path"), Some("/wijkgids"));
}

#[test]
fn the_pages_say_where_they_stand() {
    let site = built_at("/wijkgids/");
    let page = site.published("lessen/ga-kijken/index.html");
    let canonical = "https://gids.voorbeeld.nl/wijkgids/lessen/ga-kijken/";
    for part in [
        format!("<link rel=\"canonical\" href=\"{canonical}\">"),
        format!("<meta property=\"og:url\" content=\"{canonical}\">"),
        format!("<meta name=\"DCTERMS.identifier\" content=\"{canonical}\">"),
        "action=\"/wijkgids/zoeken/\"".to_owned(),
    ] {
        assert!(page.contains(&part), "{part} is not in {page}");
    }
}

#[test]
fn further_pages_of_lists_lead_to_each_other() {
    let mut site = Site::new().theme("thema");
    for n in 0..205 {
        site = site.lesson_with(&format!("les-{n:03}"), "themes: thema\n", "Tekst.");
    }
    site.build();
    let public = site.public();
    follow(&public, "");
    for list in ["lessen", "themas/thema"] {
        assert!(
            public.has(&format!("{list}/pagina/3/index.html"))
                && !public.has(&format!("{list}/pagina/4/index.html"))
        );
        assert!(
            !public.has(&format!("{list}/pagina/1/index.html")),
            "the first page has one address"
        );
        let pages = ["", "pagina/2/", "pagina/3/"]
            .map(|page| public.text(&format!("{list}/{page}index.html")));
        for n in 0..205 {
            // On one page of the list, and on no other: the other pages hold no link to it at all.
            let link = format!("href=\"/lessen/les-{n:03}/\"");
            assert_eq!(
                pages.iter().filter(|page| page.contains(&link)).count(),
                1,
                "les-{n:03} in {list}"
            );
        }
    }
}

#[test]
fn compressed_copies_stand_beside_their_files() {
    let site = Site::copy_of("klein").env("WIJKGIDS_BUILD_COMPRESS", "true");
    site.build();
    let public = site.public();
    let gzipped: Vec<&str> = public
        .paths()
        .into_iter()
        .filter_map(|path| path.strip_suffix(".gz"))
        .collect();
    assert!(
        gzipped.contains(&"lessen/ga-kijken/index.html"),
        "{gzipped:?}"
    );
    for path in gzipped {
        assert!(
            public.has(path) && public.has(&format!("{path}.br")),
            "{path}"
        );
    }
    // They go with what switched them on.
    let plain = site.env("WIJKGIDS_BUILD_COMPRESS", "false");
    plain.build();
    let left = plain.public();
    assert!(
        left.paths()
            .iter()
            .all(|path| !path.ends_with(".gz") && !path.ends_with(".br"))
    );
}
