//! `wijkgids report`: that what it tells is so.

use serde_json::{Value, json};

use crate::support::Site;

/// A guide with one of everything that the report looks for.
fn guide() -> Site {
    let long = "Interbestuurlijke samenwerkingsverbanden faciliteren gebiedsgerichte beleidsontwikkeling [@lans-2013]. "
        .repeat(25);
    let mut site = Site::new()
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .theme("burgerschap")
        .theme("wonen")
        .file("content/steps/duiden.md", "---\ntitle: Duiden\norder: 1\n---\n")
        .file("content/problems/overlast.md", "---\ntitle: Overlast\nsummary: x\n---\n")
        .file("content/problems/armoede.md", "---\ntitle: Armoede\nsummary: x\n---\n")
        .file(
            "content/sources.yaml",
            "lans-2013:\n  type: report\n  title: Kijken\nkei-2009:\n  type: report\n  title: Ongebruikt\n",
        )
        .term("wijk", "")
        .term("vergeten", "autolink: false\n")
        .lesson_with(
            "oud",
            "themes: [burgerschap]\nsteps: [duiden]\nproblems: [overlast]\nreview_by: 2020-01-01\n",
            &format!("Een wijk.\n\n{long}\n\n## Wat weten we niet? {{.redactie}}\n\n- Hoeveel het kost.\n- Of het werkt."),
        )
        .lesson_with("los", "", "Deze alinea zegt in meer dan twaalf woorden iets zonder dat er een bron bij staat.")
        .lesson_with("concept", "status: concept\nthemes: [wonen]\n", "x");
    for number in 0..5 {
        site = site.lesson_with(
            &format!("les-{number}"),
            "themes: [burgerschap]\n",
            "Dat heet wijkambassadeurschap en de SVZW.",
        );
    }
    site
}

fn ids(list: &Value) -> Vec<&str> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn what_it_tells_is_so() {
    let report = guide()
        .run(&["report", "--json"])
        .code(0)
        .stays_quiet()
        .json();
    assert_eq!(
        report["coverage"],
        json!({
            "steps": ["duiden"],
            "rows": [
                {"theme": "burgerschap", "lessons": [1, 5], "total": 6},
                {"theme": "wonen", "lessons": [0, 0], "total": 0},
                {"theme": null, "lessons": [0, 1], "total": 1},
            ],
        })
    );
    let lessons = &report["pages"][4];
    assert_eq!(
        *lessons,
        json!({"kind": "lesson", "published": 7, "drafts": 1, "withdrawn": 0})
    );
    assert_eq!(
        ids(&report["problems"]),
        ["problem/armoede", "problem/overlast"]
    );
    assert_eq!(report["problems"][1]["lessons"], 1);
    assert_eq!(
        report["evidence"][1],
        json!({"evidence": "ervaring", "lessons": 7})
    );
    assert!(ids(&report["orphans"]).contains(&"lesson/los"));
    assert_eq!(ids(&report["overdue"]), ["lesson/oud"]);
    assert_eq!(report["overdue"][0]["review_by"], "2020-01-01");
    assert!(ids(&report["thin"]).contains(&"lesson/les-0"));
    assert!(!ids(&report["thin"]).contains(&"lesson/oud"));
    assert_eq!(ids(&report["uncited"]), ["lesson/los"]);
    assert_eq!(ids(&report["unused_sources"]), ["source/kei-2009"]);
    assert_eq!(ids(&report["unused_terms"]), ["term/vergeten"]);
    assert_eq!(
        report["undefined"],
        json!([{"word": "SVZW", "pages": 5}, {"word": "wijkambassadeurschap", "pages": 5}])
    );
    assert_eq!(ids(&report["readability"]), ["lesson/oud"]);
    assert!(report["readability"][0]["score"].as_f64().unwrap() < 0.0);
    assert_eq!(ids(&report["unknown"]), ["lesson/oud"]);
    assert_eq!(
        report["unknown"][0]["says"],
        json!(["Hoeveel het kost.", "Of het werkt."])
    );
}

#[test]
fn people_get_aligned_lines() {
    let site = guide();
    insta::assert_snapshot!(site.run(&["report"]).code(0).stays_quiet().stdout);
}

#[test]
fn long_lists_are_cut_unless_all_is_asked_for() {
    let mut site = Site::new();
    for number in 0..20 {
        site = site.lesson(&format!("les-{number}"), "x");
    }
    site.run(&["report"])
        .code(0)
        .says(&["… en nog 8 (-v noemt alles)"]);
    site.run(&["report", "-v"])
        .code(0)
        .never_says(&["… en nog"]);
}

#[test]
fn an_empty_guide_has_a_report_as_well() {
    Site::new()
        .run(&["report"])
        .code(0)
        .says(&["De gids heeft nog geen problemen."]);
}

#[test]
fn nothing_of_it_is_published_and_nothing_is_written() {
    let site = guide();
    site.run(&["report"]).code(0);
    assert!(!site.has("public") && !site.has(".wijkgids"));
}
