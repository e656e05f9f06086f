//! Concept, gepubliceerd, ingetrokken: what of a page is seen where; and pages that vanish.

use crate::support::{Site, links, path_of};
use wijkgids::publish::{Generation, Places};

fn generation(site: &Site) -> Generation {
    Generation::current(&Places::of(site.root()))
        .unwrap()
        .expect("a published generation")
}

/// A concept with everything that could betray it elsewhere.
fn with_concept() -> Site {
    Site::new()
        .theme("thema")
        .lesson_with("af", "themes: thema\n", "Klaar.")
        .lesson_with(
            "geheim",
            "status: concept\nthemes: thema\nplaces: [Geheimdorp]\ndate: 2999-01-01\naliases: [/oud-geheim/]\n\
             disputes: [{point: Geheim twistpunt, claims: [{claim: Geheim}]}]\ntasks: {bewoner: [Geheime taak]}\n",
            "Een geheim over [[lesson/af]].",
        )
        .term("geheimterm", "status: concept\nalt_labels: [klaar]\n")
}

#[test]
fn a_concept_is_nowhere() {
    let site = with_concept();
    site.build();
    let public = site.public();
    let betrayed: Vec<&str> = public
        .texts()
        .filter(|(_, text)| text.to_lowercase().contains("geheim"))
        .map(|(path, _)| path)
        .collect();
    assert!(betrayed.is_empty(), "{betrayed:?}");
    assert!(
        public.paths().iter().all(|path| !path.contains("geheim")),
        "{:?}",
        public.paths()
    );
    assert!(!public.text("sitemap.xml").contains("2999"));
    assert!(generation(&site).redirect("/oud-geheim/").is_none());
    site.run(&["search", "geheim"])
        .code(0)
        .says(&["0 gevonden"]);
}

#[test]
fn a_concept_is_built_when_asked_for() {
    let site = with_concept();
    site.run(&["build", "--drafts"]).code(0);
    let page = site.published("lessen/geheim/index.html");
    assert!(
        page.contains("noindex") && page.contains("class=\"draft\""),
        "{page}"
    );
    assert!(
        site.published("lessen/index.html")
            .contains("/lessen/geheim/")
    );
    assert!(site.has("public/plaatsen/geheimdorp/index.html"));
    site.run(&["search", "geheim"])
        .code(0)
        .says(&["lesson/geheim"]);
    // Its going is no loss: it was never published to readers.
    site.run(&["build"]).code(0);
    assert!(!site.has("public/lessen/geheim"));
    let site = with_concept().env("WIJKGIDS_BUILD_DRAFTS", "true");
    site.build();
    assert!(site.has("public/lessen/geheim/index.html"));
}

#[test]
fn a_link_to_a_concept_is_refused_while_it_is_one() {
    let site = Site::new()
        .lesson("concept", "Tekst.")
        .lesson("tekst", "Lees [[lesson/concept]].")
        .lesson_with("voorblad", "related: lesson/concept\n", "Tekst.");
    site.edit(
        "content/lessons/concept.md",
        "evidence",
        "status: concept\nevidence",
    );
    let mut found = site.run(&["check", "--json"]).code(1).found();
    found.retain(|row| row.starts_with("link-to-draft"));
    assert_eq!(
        found,
        [
            "link-to-draft content/lessons/tekst.md",
            "link-to-draft content/lessons/voorblad.md"
        ]
    );
    site.run(&["build"]).code(1).complains(&["link-to-draft"]);
    site.run(&["build", "--drafts"]).code(0);
    site.edit("content/lessons/concept.md", "status: concept\n", "");
    site.build();
}

#[test]
fn concepts_may_link_to_each_other() {
    let site = Site::new()
        .lesson_with(
            "een",
            "status: concept\nrelated: lesson/twee\n",
            "[[lesson/twee]]",
        )
        .lesson_with("twee", "status: concept\n", "[[lesson/een]]");
    site.run(&["check"]).code(0);
}

fn with_withdrawn() -> Site {
    Site::new()
        .theme("thema")
        .lesson_with("nieuw", "themes: thema\ndate: 2026-01-01\n", "Zie ook [[lesson/oud]], en kijk.")
        .lesson_with(
            "oud",
            "status: ingetrokken\nwithdrawn_because: De cijfers klopten niet.\nwithdrawn_on: 2026-02-03\n\
             successor: lesson/nieuw\nthemes: thema\ndate: 2999-01-01\nplaces: [Verdwenendorp]\n\
             disputes: [{point: Twistpunt, claims: [{claim: Ja}]}]\ntasks: {bewoner: [Verdwenen taak]}\n",
            "Verdwenen tekst.",
        )
}

#[test]
fn a_withdrawn_page_says_so_and_no_more() {
    let site = with_withdrawn();
    site.build();
    let page = site.published("lessen/oud/index.html");
    for part in [
        "De cijfers klopten niet.",
        "3 februari 2026",
        "href=\"/lessen/nieuw/\"",
        "noindex",
    ] {
        assert!(page.contains(part), "`{part}` is not in {page}");
    }
    assert!(!page.contains("Verdwenen tekst"));
    let generation = generation(&site);
    assert!(generation.gone("/lessen/oud/") && !generation.gone("/lessen/nieuw/"));
    // The server sends this page with its 410.
    let entry = generation.get("/lessen/oud/").expect("the page itself");
    assert!(
        String::from_utf8(generation.read(entry).unwrap())
            .unwrap()
            .contains("klopten niet")
    );
}

#[test]
fn a_withdrawn_page_is_in_no_list_feed_sitemap_or_index() {
    let site = with_withdrawn();
    site.build();
    let public = site.public();
    let named: Vec<&str> = public.with("/lessen/oud/");
    assert_eq!(
        named,
        ["lessen/nieuw/index.html", "lessen/oud/index.html"],
        "only the page that links to it"
    );
    assert!(public.with("2999").is_empty() && public.with("Verdwenen").is_empty());
    assert!(!public.has("plaatsen/verdwenendorp/index.html"));
    site.run(&["search", "verdwenen"])
        .code(0)
        .says(&["0 gevonden"]);
    let all = site.run(&["search", "--json", "oud"]).code(0);
    assert!(!all.stdout.contains("lesson/oud"), "{}", all.stdout);
}

#[test]
fn a_withdrawn_theme_or_step_heads_no_list() {
    let site = Site::new()
        .theme("blijft")
        .file(
            "content/themes/weg.md",
            "---\ntitle: Weg\nsummary: x\nstatus: ingetrokken\n---\n",
        )
        .file(
            "content/steps/af.md",
            "---\ntitle: Af\nstatus: ingetrokken\n---\n",
        )
        .lesson_with("les", "themes: [weg, blijft]\nsteps: af\n", "Tekst.");
    site.build();
    let public = site.public();
    assert_eq!(public.with("/themas/weg/"), ["themas/weg/index.html"]);
    assert_eq!(public.with("/stappen/af/"), ["stappen/af/index.html"]);
}

#[test]
fn a_withdrawn_page_must_not_lead_to_a_concept() {
    let site = with_withdrawn();
    site.put(
        "content/lessons/nieuw.md",
        "---\ntitle: Nieuw\nsummary: x\nevidence: ervaring\nstatus: concept\n---\n",
    );
    let found = site.run(&["check", "--json"]).code(1).found();
    assert_eq!(found, ["link-to-draft content/lessons/oud.md"]);
}

#[test]
fn withdrawing_a_published_page_is_no_loss() {
    let site = Site::new().lesson("les", "Tekst.");
    site.build();
    site.edit(
        "content/lessons/les.md",
        "evidence",
        "status: ingetrokken\nevidence",
    );
    site.build();
    assert!(generation(&site).gone("/lessen/les/"));
    // And what is withdrawn can come back.
    site.edit("content/lessons/les.md", "status: ingetrokken\n", "");
    site.build();
    assert!(!generation(&site).gone("/lessen/les/"));
}

#[test]
fn every_link_of_a_site_with_drafts_and_withdrawn_pages_leads_somewhere() {
    for (site, drafts) in [
        (with_concept(), false),
        (with_concept(), true),
        (with_withdrawn(), false),
    ] {
        site.run(if drafts {
            &["build", "--drafts"]
        } else {
            &["build"]
        })
        .code(0);
        let public = site.public();
        for (path, text) in public.texts().filter(|(path, _)| path.ends_with(".html")) {
            for link in links(text).iter().filter(|link| link.starts_with('/')) {
                assert!(public.has(&path_of(link)), "{link} in {path}");
            }
        }
    }
}

#[test]
fn a_page_that_vanishes_is_an_error() {
    let site = Site::new()
        .lesson("blijft", "Tekst.")
        .lesson("gaat", "Tekst.")
        .lesson("ook", "Tekst.");
    site.build();
    site.remove("content/lessons/gaat.md")
        .remove("content/lessons/ook.md");
    site.run(&["build"])
        .code(1)
        .complains(&["vanished-page", "lesson/gaat", "lesson/ook"]);
    assert!(
        site.has("public/lessen/gaat/index.html"),
        "the last generation stands"
    );
    let again = site.run(&["build"]).code(1);
    again.complains(&["lesson/gaat"]);
    site.run(&["build", "--allow-removal"]).code(0);
    assert!(!site.has("public/lessen/gaat"));
    // Once allowed, it is known.
    site.build();
}

#[test]
fn a_page_that_moves_with_an_alias_is_no_loss() {
    let site = Site::new().lesson("oud", "Tekst.");
    site.build();
    site.remove("content/lessons/oud.md");
    let site = site.lesson_with("nieuw", "aliases: [/lessen/oud/]\n", "Tekst.");
    site.build();
    assert_eq!(
        generation(&site).redirect("/lessen/oud/"),
        Some("/lessen/nieuw/")
    );
    let stub = site.published("lessen/oud/index.html");
    assert!(
        stub.contains("url=/lessen/nieuw/") && stub.contains("noindex"),
        "{stub}"
    );
}

#[test]
fn turning_a_published_page_into_a_concept_takes_it_from_its_readers() {
    let site = Site::new()
        .lesson("les", "Tekst.")
        .lesson("ander", "Tekst.");
    site.build();
    site.edit(
        "content/lessons/les.md",
        "evidence",
        "status: concept\nevidence",
    );
    site.run(&["build"])
        .code(1)
        .complains(&["vanished-page", "lesson/les"]);
    site.run(&["build", "--allow-removal"]).code(0);
    assert!(!site.has("public/lessen/les"));
}

#[test]
fn a_place_that_only_front_matter_named_goes_with_its_last_mention() {
    let site = Site::new().lesson_with("les", "places: [Ede]\n", "Tekst.");
    site.build();
    assert!(site.has("public/plaatsen/ede/index.html"));
    site.edit("content/lessons/les.md", "places: [Ede]\n", "");
    site.build();
    assert!(!site.has("public/plaatsen/ede"));
}
