//! `dev`: the real program, real files, real sockets. What is saved is seen; what is wrong is said, and
//! the last good guide stays.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{Open, Site, Watched};

fn site() -> Site {
    Site::new()
        .lesson("ga-kijken", "Een zin over de wijk.")
        .lesson_with("half", "status: concept\n", "Nog niet af.")
        .theme("wonen")
        .file("templates/assets/site.css", "p { margin: 1px }")
}

const PAGE: &str = "/lessen/ga-kijken/";
const FILE: &str = "content/lessons/ga-kijken.md";

#[test]
fn what_is_saved_is_seen_and_found() {
    let site = site();
    let dev = site.dev(&[]);
    assert!(dev.get(PAGE).text().contains("Een zin over de wijk."));
    site.edit(FILE, "de wijk.", "de wijk en kwikzilver.");
    dev.until(|dev| dev.get(PAGE).text().contains("kwikzilver"));
    dev.until(|dev| {
        dev.get("/zoeken/?q=kwikzilver")
            .text()
            .contains("<mark>kwikzilver</mark>")
    });
    // A title is seen on other pages too, and is suggested.
    site.edit(FILE, "title: Ga kijken", "title: Kijk eens rond");
    dev.until(|dev| dev.get("/lessen/").text().contains("Kijk eens rond"));
    dev.until(|dev| {
        dev.get("/api/v1/suggesties?q=kijk%20eens")
            .text()
            .contains("Kijk eens rond")
    });
    site.remove(FILE);
    dev.until(|dev| dev.get(PAGE).status == 404);
    dev.until(|dev| {
        !dev.get("/zoeken/?q=kwikzilver")
            .text()
            .contains("<mark>kwikzilver")
    });
}

#[test]
fn drafts_are_shown_and_marked_and_nothing_is_written() {
    let site = site();
    let dev = site.dev(&[]);
    let draft = dev.get("/lessen/half/");
    assert_eq!(draft.status, 200);
    assert!(
        draft
            .text()
            .contains("<strong class=\"draft\">Concept</strong>")
    );
    let own = format!("http://{}/lessen/half/", dev.addr());
    assert!(draft.text().contains(&own), "its own address is its base");
    for path in ["public", "index", ".wijkgids"] {
        assert!(!site.has(path), "{path}");
    }
}

#[test]
fn it_runs_beside_what_is_published() {
    let site = site();
    site.build();
    let before = fs::read(site.path(".wijkgids/current")).unwrap();
    let served = site.serve();
    let dev = site.dev(&[]);
    site.edit(FILE, "de wijk.", "de straat.");
    dev.until(|dev| dev.get(PAGE).text().contains("de straat."));
    assert!(served.get(PAGE).text().contains("de wijk."));
    assert_eq!(served.get("/lessen/half/").status, 404);
    assert_eq!(fs::read(site.path(".wijkgids/current")).unwrap(), before);
}

#[test]
fn every_page_has_the_script_and_keeps_its_policy() {
    let site = site();
    let dev = site.dev(&[]);
    for path in [PAGE, "/", "/zoeken/?q=wijk", "/bestaat/niet/"] {
        let reply = dev.get(path);
        assert!(
            reply.text().contains("<script src=\"/_wijkgids/dev.js\""),
            "{path}"
        );
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"));
    }
    assert!(!dev.get("/feed.atom").text().contains("dev.js"));
    assert_eq!(dev.get("/_wijkgids/dev.js").status, 200);
    assert_eq!(dev.get("/_wijkgids/dev.css").status, 200);
    assert_eq!(dev.get("/_wijkgids/anders").status, 404);
    assert_eq!(dev.asked_as("kwaad.voorbeeld.nl", PAGE).status, 403);
}

#[test]
fn an_open_page_is_told_what_is_wrong_and_what_is_new() {
    let site = site();
    let dev = site.dev(&[]);
    let mut page = dev.open(PAGE);
    assert!(page.next("meldingen").contains("\"aantal\":0"));
    site.edit(FILE, "de wijk.", "de wijk. [[nergens]]");
    let told = page.next("meldingen");
    for part in [
        "dead-link",
        "content/lessons/ga-kijken.md:7:23",
        "\"fout\":\"[[nergens]]\"",
        "oplossing",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(
        dev.get(PAGE).text().contains("de wijk.</p>"),
        "the last good page"
    );
    site.edit(FILE, " [[nergens]]", " En meer.");
    assert!(page.next("meldingen").contains("\"aantal\":0"));
    page.next("herlaad");
    assert!(dev.get(PAGE).text().contains("En meer."));
}

#[test]
fn what_is_made_for_each_request_is_loaded_again_when_it_would_be_another() {
    let site = site();
    let dev = site.dev(&[]);
    let mut title = "Ga kijken".to_owned();
    // Files that are looked at once more, because they are young, make it no other.
    let mark = || {
        let overview = dev.get("/redactie/");
        let mark = overview.text().split("data-stand=\"").nth(1).unwrap();
        mark.split('"').next().unwrap().to_owned()
    };
    let first = mark();
    assert_ne!(first, "");
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(mark(), first);
    for turn in 0..5 {
        let next = format!("Kijk eens rond {turn}");
        site.edit(FILE, &title, &next);
        title = next;
        dev.until(|dev| dev.get("/redactie/").text().contains(&title));
        // The overview is there before the search of the same guide, which makes it no other.
        let mut overview = dev.open("/redactie/");
        overview.next("meldingen");
        let found = format!("\"titel\":\"{title}\"");
        dev.until(|dev| {
            dev.get("/api/v1/zoekresultaten?q=rond")
                .text()
                .contains(&found)
        });
        let mut results = dev.open("/zoeken/?q=rond");
        results.next("meldingen");
        site.edit(FILE, "de wijk.", "de wijk. [[nergens]]");
        for page in [&mut overview, &mut results] {
            let told = page.any(&["meldingen", "herlaad"]);
            assert!(told.contains("\"aantal\":1"), "{told}");
        }
        site.edit(FILE, " [[nergens]]", "");
        for page in [&mut overview, &mut results] {
            page.next("herlaad");
        }
    }
}

#[test]
fn another_page_is_left_alone_and_a_style_is_exchanged() {
    let site = site();
    let dev = site.dev(&[]);
    let mut page = dev.open(PAGE);
    page.next("meldingen");
    site.edit("content/lessons/half.md", "Nog niet af.", "Bijna af.");
    dev.until(|dev| dev.get("/lessen/half/").text().contains("Bijna af."));
    site.put("templates/assets/site.css", "p { margin: 2px }");
    let told = page.any(&["herlaad", "stijl"]);
    assert!(told.contains("\"van\":[[\"/assets/site."), "{told}");
}

#[test]
fn it_recovers_by_itself() {
    let site = site();
    let dev = site.dev(&[]);
    let fine = |word: &str| {
        site.edit(FILE, "Een zin", &format!("{word} zin"));
        dev.until(|dev| dev.get(PAGE).text().contains(&format!("{word} zin")));
        site.edit(FILE, &format!("{word} zin"), "Een zin");
        dev.until(|dev| dev.get(PAGE).text().contains("Een zin"));
    };
    let mut page = dev.open(PAGE);
    page.next("meldingen");
    let wrong = |page: &mut Open| {
        while page.next("meldingen").contains("\"aantal\":0") {}
        assert!(
            dev.get(PAGE).text().contains("Een zin"),
            "the last good page"
        );
    };

    site.put("templates/page.html", "{% if %}");
    wrong(&mut page);
    site.remove("templates/page.html");
    fine("Twee");

    let config = site.read("site.toml");
    site.put("site.toml", "[site\n");
    wrong(&mut page);
    site.put("site.toml", config);
    fine("Drie");

    fs::rename(site.path("content"), site.beside("weg")).unwrap();
    wrong(&mut page);
    fs::rename(site.beside("weg"), site.path("content")).unwrap();
    fine("Vier");

    // Half a file: what an editor leaves behind that is killed while it saves.
    let text = site.read(FILE);
    site.put(FILE, &text[..20]);
    wrong(&mut page);
    site.put(FILE, text);
    fine("Vijf");

    let text = fs::read(site.path(FILE)).unwrap();
    site.put(FILE, [0xff, 0xfe, b'a', 0]);
    wrong(&mut page);
    site.put(FILE, text);
    fine("Zes");
}

#[test]
fn a_template_that_fails_on_a_page_is_told_there() {
    let site = site();
    let dev = site.dev(&[]);
    let mut page = dev.open(PAGE);
    page.next("meldingen");
    site.put(
        "templates/page.html",
        "<html><head></head>{{ page.bestaat.niet }}</html>",
    );
    let mut told = page.next("meldingen");
    while told.contains("\"aantal\":0") {
        told = page.next("meldingen");
    }
    assert!(told.contains("templates/page.html:1:"), "{told}");
    let reply = dev.get(PAGE);
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("templates/page.html") && reply.text().contains("dev.js"));
    assert_eq!(dev.get("/lessen/").status, 200);
    site.remove("templates/page.html");
    dev.until(|dev| dev.get(PAGE).status == 200);
}

#[test]
fn a_thousand_files_at_once_are_one_change() {
    let site = site();
    let dev = site.dev(&["-v"]);
    let before = dev.said().matches("Bijgewerkt").count();
    for number in 0..1000 {
        let text =
            format!("---\ntitle: Les {number}\nsummary: S.\nevidence: ervaring\n---\n\nTekst.\n");
        fs::write(site.path(&format!("content/lessons/les-{number}.md")), text).unwrap();
    }
    dev.until(|dev| dev.get("/lessen/les-999/").status == 200);
    let made = dev.said().matches("Bijgewerkt").count() - before;
    assert!(made <= 2, "made anew {made} times");
}

#[test]
fn without_a_sound_site_it_waits_until_there_is_one() {
    let site = Site::empty().file("site.toml", "[site\n");
    let dev = site.dev(&[]);
    let reply = dev.get("/");
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("site.toml") && reply.text().contains("dev.js"));
    site.put("site.toml", "[site]\ntitle = \"Eerste gids\"\n");
    fs::create_dir_all(site.path("content/pages")).unwrap();
    site.put("content/pages/over.md", "---\ntitle: Over\n---\n\nTekst.\n");
    dev.until(|dev| dev.get("/over/").status == 200);
}

#[test]
fn with_a_fault_from_the_start_the_guide_is_shown_as_far_as_it_goes() {
    let site = site().lesson("fout", "Zie [[nergens]].");
    let dev = site.dev(&[]);
    assert_eq!(dev.get("/lessen/fout/").status, 200);
    assert!(
        dev.open("/lessen/fout/")
            .next("meldingen")
            .contains("dead-link")
    );
}

#[test]
fn a_port_in_use_is_told() {
    let site = site();
    let dev = site.dev(&[]);
    let addr = dev.addr().to_string();
    site.run(&["dev", "--addr", &addr])
        .code(2)
        .complains(&["is al in gebruik", "--addr"]);
}

#[test]
fn where_changes_are_not_told_it_looks_for_itself() {
    let site = site();
    let dev = site.dev(&["--poll"]);
    dev.until(|dev| dev.said().contains("elke seconde"));
    site.edit(FILE, "de wijk.", "de buurt.");
    dev.until(|dev| dev.get(PAGE).text().contains("de buurt."));
}

#[test]
fn an_edit_is_seen_soon() {
    let site = site();
    let dev = site.dev(&[]);
    let mut longest = Duration::ZERO;
    for number in 0..5 {
        let word = format!("woord{number}");
        let text = site.read(FILE);
        site.put(FILE, format!("{text}\n{word}\n"));
        let saved = Instant::now();
        dev.until(|dev| dev.get(PAGE).text().contains(&word));
        longest = longest.max(saved.elapsed());
    }
    // Far above what it takes, on a machine that does ten other things.
    assert!(longest < Duration::from_secs(5), "{longest:?}");
}

#[test]
fn it_ends_when_it_is_told_to() {
    let site = site();
    let mut dev: Watched = site.dev(&[]);
    let _page = dev.open(PAGE);
    assert!(dev.interrupt() < Duration::from_secs(10));
}

#[test]
fn the_overview_for_editors_leads_to_pages_and_files() {
    let site = site()
        .file("content/steps/duiden.md", "---\ntitle: Duiden\norder: 1\n---\n")
        .lesson_with(
            "los",
            "themes: [wonen]\nsteps: [duiden]\nreview_by: 2020-01-01\n",
            "Een & zo. Deze alinea zegt in meer dan twaalf woorden iets zonder dat er een bron bij staat.\n\n## Wat weten we niet?\n\nOf het werkt.",
        );
    let dev = site.dev(&[]);
    let page = dev.get("/redactie/");
    assert_eq!(page.status, 200);
    let page = page.text();
    for part in [
        "<h1>Redactieoverzicht</h1>",
        // In the site's look, and no part of the site.
        "class=\"masthead\"",
        "<meta name=\"robots\" content=\"noindex\">",
        "src=\"/_wijkgids/dev.js\"",
        "<a href=\"/lessen/los/\">",
        "<a href=\"/redactie/bestand/content/lessons/los.md\">content/lessons/los.md</a>",
        "<td>2020-01-01</td>",
        "<li>Of het werkt.</li>",
        "href=\"/zoeken/?soort=les&amp;thema=wonen&amp;stap=duiden\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    for link in crate::support::links(page) {
        let link = link.replace("&amp;", "&");
        if link.starts_with('/') {
            // The search is there a moment later than the pages.
            dev.until(|dev| dev.get(&link).status != 503);
            assert_eq!(dev.get(&link).status, 200, "{link}");
        }
    }
    let file = dev.get("/redactie/bestand/content/lessons/los.md");
    assert_eq!(file.text(), site.read("content/lessons/los.md"));
    for path in [
        "site.toml",
        "content/../site.toml",
        "../geheim",
        "content/lessons/",
    ] {
        assert_eq!(
            dev.get(&format!("/redactie/bestand/{path}")).status,
            404,
            "{path}"
        );
    }
    // It follows the files.
    let mut open = dev.open("/redactie/");
    site.edit("content/lessons/los.md", "review_by: 2020-01-01\n", "");
    dev.until(|dev| !dev.get("/redactie/").text().contains("2020-01-01"));
    open.next("herlaad");
    site.build();
    assert!(!site.has("public/redactie"));
}
