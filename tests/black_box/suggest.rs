//! Suggestions: on the terminal, in the API, for a browser's own search field.

use std::time::{Duration, Instant};

use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};

use crate::support::{Served, Site, encoded};

struct Guide {
    site: Site,
    served: Served,
}

fn guide() -> Guide {
    let site = Site::copy_of("klein");
    site.build();
    let served = site.serve();
    Guide { site, served }
}

impl Guide {
    /// What the API suggests: for each suggestion its text, kind and path.
    fn rows(&self, q: &str) -> Vec<(String, String, String)> {
        let path = format!("/api/v1/suggesties?q={}", encoded(q));
        let answer = self.served.get(&path);
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        assert_eq!(json["q"], q);
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        let rows = json["suggesties"].as_array().unwrap().iter();
        rows.map(|row| {
            let url = text(row, "url");
            let path = url.strip_prefix("https://gids.voorbeeld.nl").unwrap();
            (text(row, "tekst"), text(row, "soort"), path.to_owned())
        })
        .collect()
    }
}

#[test]
fn typed_letter_by_letter() {
    let guide = guide();
    let typed = ["w", "wijk", "wijkaan", "wijkaanpak"];
    let lines = typed.map(|q| {
        let rows = guide.rows(q).into_iter();
        let rows = rows.map(|(text, kind, path)| format!("  {text} | {kind} | {path}\n"));
        format!("{q}\n{}", rows.collect::<String>())
    });
    assert_snapshot!(lines.concat());
}

#[test]
fn a_label_a_number_a_word_within_and_a_slip() {
    let guide = guide();
    let first = |q: &str| guide.rows(q).into_iter().next().map(|row| row.2);
    let term = Some("/begrippen/wijkaanpak/".to_owned());
    assert_eq!(first("wijkgerichte"), term, "another name");
    assert_eq!(first("wijkenaan"), term, "a hidden name");
    assert!(
        guide
            .rows("wijkenaan")
            .iter()
            .all(|row| row.0 != "wijkenaanpak")
    );
    assert_eq!(first("wijkanpak"), term, "a letter left out");
    assert_eq!(first("wikjaanpak"), term, "two letters swapped");
    assert_eq!(first("WIJKAÁNPAK"), term, "case and diacritics");
    assert_eq!(
        guide.rows("wjk").len(),
        0,
        "no slips before the fourth letter"
    );
    let kinds: Vec<String> = guide.rows("1.2").into_iter().map(|row| row.1).collect();
    assert!(
        !kinds.is_empty() && kinds.iter().all(|kind| kind == "hoofdstuk"),
        "{kinds:?}"
    );
}

#[test]
fn the_terminal_says_what_the_api_says() {
    let guide = guide();
    let said = guide
        .site
        .run(&["suggest", "wijk", "--json"])
        .code(0)
        .json();
    assert_eq!(said, guide.served.get("/api/v1/suggesties?q=wijk").json());
    guide
        .site
        .run(&["suggest", "wijkanpak"])
        .code(0)
        .stays_quiet()
        .says(&["begrip", "wijkaanpak", "/begrippen/wijkaanpak/"]);
    guide
        .site
        .run(&["suggest", "xyzzy"])
        .code(0)
        .prints_nothing();
    guide.site.run(&["suggest"]).code(2);
    guide
        .site
        .run(&["suggest", &"w".repeat(513)])
        .code(2)
        .complains(&["512"]);
    Site::new()
        .run(&["suggest", "w"])
        .code(2)
        .complains(&["wijkgids build"]);
}

#[test]
fn a_browser_gets_four_lists() {
    let guide = guide();
    let answer = guide.served.get("/zoeken/suggesties.json?q=wijka");
    assert_eq!(answer.status, 200);
    let header = |name| answer.header(name);
    assert_eq!(
        header("content-type"),
        Some("application/x-suggestions+json")
    );
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("x-content-type-options"), Some("nosniff"));
    let json = answer.json();
    assert_json_snapshot!(json);
    let lists = json.as_array().unwrap();
    let lengths: Vec<usize> = lists[1..]
        .iter()
        .map(|list| list.as_array().unwrap().len())
        .collect();
    assert_eq!(lengths, [lengths[0]; 3]);
    let nothing = guide.served.get("/zoeken/suggesties.json").json();
    assert_eq!(nothing, json!(["", [], [], []]));
    let refused = guide.served.send("POST", "/zoeken/suggesties.json?q=w");
    assert_eq!(
        (refused.status, refused.header("allow")),
        (405, Some("GET, HEAD"))
    );
}

#[test]
fn where_browsers_ask_stands_in_the_description() {
    let guide = guide();
    let description = guide.site.published("opensearch.xml");
    let template = "template=\"https://gids.voorbeeld.nl/zoeken/suggesties.json?q={searchTerms}\"";
    assert!(description.contains(template), "{description}");
}

#[test]
fn a_new_page_is_suggested_when_it_is_published() {
    let guide = guide();
    assert_eq!(guide.rows("zandlopers"), []);
    guide.site.put(
        "content/lessons/zandlopers.md",
        "---\ntitle: Zandlopers\nsummary: Zand.\nevidence: ervaring\n---\n\nTekst.\n",
    );
    guide.site.build();
    let begun = Instant::now();
    while guide.rows("zandlopers").is_empty() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it is not taken up"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    // A text that changes no name leaves the suggestions as they are.
    guide
        .site
        .edit("content/lessons/zandlopers.md", "Tekst.", "Andere tekst.");
    guide.site.build();
    let row = &guide.rows("zandlop")[0];
    assert_eq!(row.2, "/lessen/zandlopers/");
}

#[test]
fn what_is_wrong_is_refused_as_by_the_search() {
    let guide = guide();
    for path in ["/api/v1/suggesties", "/zoeken/suggesties.json"] {
        for (query, name, code) in [
            (format!("q={}", "w".repeat(513)), "q", "teLang"),
            (format!("q={}", "w+".repeat(33)), "q", "teVeelWoorden"),
            ("q=%ff".to_owned(), "q", "geenUtf8"),
            ("q=%zz".to_owned(), "q", "ongeldigeCodering"),
            ("q=a&q=b".to_owned(), "q", "herhaald"),
            ("vraag=a".to_owned(), "vraag", "onbekendeParameter"),
        ] {
            let answer = guide.served.get(&format!("{path}?{query}"));
            assert_eq!(answer.status, 400, "{query}");
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
            let problem = answer.json();
            let fault = &problem["fouten"][0];
            assert_eq!(
                (&fault["in"], &fault["naam"], &fault["code"]),
                (&json!("query"), &json!(name), &json!(code))
            );
        }
        assert_eq!(guide.served.get(&format!("{path}/")).status, 404);
    }
    for (method, status) in [
        ("POST", 405),
        ("DELETE", 405),
        ("OPTIONS", 204),
        ("HEAD", 200),
    ] {
        let answer = guide.served.send(method, "/api/v1/suggesties?q=wijk");
        assert_eq!(answer.status, status, "{method}");
        assert_eq!(answer.header("api-version"), Some("1.0.0"));
    }
}
