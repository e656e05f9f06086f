//! The API over the wire.

use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::json;

use super::*;

const RESULTS: &str = "/api/v1/zoekresultaten";
const SEARCH: &str = "/api/v1/_zoek";

/// A server that all tests share which do not change it.
fn shared() -> &'static Running {
    static SERVER: OnceLock<(Guide, Running)> = OnceLock::new();
    &SERVER.get_or_init(|| served("")).1
}

/// What every answer of the API carries.
#[track_caller]
pub(super) fn check(answer: &Answer) {
    answer.has("api-version", "1.0.0");
    answer.has("cache-control", "no-store");
    answer.has("x-content-type-options", "nosniff");
    answer.has("x-frame-options", "DENY");
    answer.has("strict-transport-security", "max-age=31536000");
    answer.has("referrer-policy", "no-referrer");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"));
    if answer.status >= 400 && !answer.body.is_empty() {
        answer.has("content-type", "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status);
        for member in ["type", "title", "detail"] {
            assert!(problem[member].is_string(), "{problem}");
        }
        assert!(problem["fouten"].is_array(), "{problem}");
    }
    super::openapi::is_as_described(answer);
}

#[track_caller]
fn get(query: &str) -> Answer {
    let answer = shared().get(&format!("{RESULTS}{query}"));
    check(&answer);
    answer
}

#[track_caller]
fn post(body: &str) -> Answer {
    let answer = shared().send(
        "POST",
        SEARCH,
        &[("Content-Type", "application/json")],
        body.as_bytes(),
    );
    check(&answer);
    answer
}

fn faults(answer: &Answer) -> Vec<(String, String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let problem = answer.json();
    let faults = problem["fouten"].as_array().unwrap().iter();
    faults
        .map(|fault| {
            (
                text(&fault["in"]),
                text(&fault["naam"]),
                text(&fault["code"]),
            )
        })
        .collect()
}

#[test]
fn an_answer_has_all_its_members() {
    let answer = get("?q=kijken&soort=les&thema=samenhang&thema=schulden");
    assert_eq!(answer.status, 200);
    answer.has("content-type", "application/json");
    let mut json = answer.json();
    let score = &mut json["resultaten"][0]["score"];
    assert!(score.as_f64().unwrap() > 0.0);
    *score = json!("een getal");
    insta::assert_json_snapshot!(json);
    // The order of the members is that of the documentation.
    let text = answer.text();
    let order = [
        "{\"q\"",
        "\"totaal\"",
        "\"pagina\"",
        "\"perPagina\"",
        "\"bedoeldeU\"",
        "\"alleenVerwant\"",
        "\"uitgebreidMet\"",
        "\"antwoord\"",
        "\"resultaten\"",
        "\"ookAls\"",
        "\"kennisVan\"",
        "\"facetten\"",
        "\"soort\":[",
        "\"thema\":[",
        "\"_links\"",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|member| text.find(member).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn filters_browse_narrow_and_sort() {
    let ids = |query: &str| -> Vec<String> {
        let json = get(query).json();
        json["resultaten"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(get("").json()["totaal"], 3, "twins are one");
    assert_eq!(ids("?thema=samenhang"), ["lesson/ga-kijken"]);
    assert_eq!(ids("?thema=samenhang&thema=schulden&soort=les").len(), 2);
    assert_eq!(ids("?thema=samenhang&soort=thema"), [""; 0]);
    assert_eq!(ids("?periode=1994/2009"), ["lesson/ga-kijken"]);
    assert_eq!(ids("?periode=2010%2F.."), [""; 0]);
    // Every guide knows these values, whether a page has them or not.
    for query in [
        "?soort=artikel",
        "?rol=bewoner",
        "?partij=Rijk",
        "?bewijs=onderzoek",
    ] {
        assert_eq!(ids(query), [""; 0], "{query}");
    }
    assert_eq!(ids("?sorteer=datum")[0], "lesson/ga-kijken");
    assert_eq!(ids("?q=soort:zzz+kijken").len(), 0, "is plain text");
    let twins = get("?q=schuld&sorteer=relevantie").json();
    let twin = twins["resultaten"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| !one["ookAls"].as_array().unwrap().is_empty());
    assert_eq!(twin.unwrap()["soort"], "begrip");
    assert_eq!(twin.unwrap()["ookAls"], json!(["theme/schulden"]));
}

#[test]
fn pages_of_results_are_linked() {
    let answer = get("?q=&perPagina=1&pagina=2");
    let json = answer.json();
    assert_eq!(
        (&json["pagina"], &json["perPagina"]),
        (&json!(2), &json!(1))
    );
    let base = "https://gids.example/api/v1/zoekresultaten";
    let to = |page: u32| json!({"href": format!("{base}?pagina={page}&perPagina=1")});
    let links = json!({"self": to(2), "first": to(1), "prev": to(1), "next": to(3), "last": to(3)});
    assert_eq!(json["_links"], links);
    assert_eq!(answer.header("link").unwrap().matches("rel=").count(), 5);
    let beyond = get("?pagina=10&perPagina=1");
    assert_eq!(
        (beyond.status, &beyond.json()["resultaten"]),
        (200, &json!([]))
    );
    assert_eq!(beyond.json()["_links"]["next"], json!(null));
    assert_eq!(beyond.json()["_links"]["prev"], to(3));
    // A link leads where it says.
    let next = links["next"]["href"]
        .as_str()
        .unwrap()
        .replace("https://gids.example", "");
    assert_eq!(shared().get(&next).json()["_links"]["self"], links["next"]);
}

#[test]
fn a_question_in_a_body_stays_out_of_addresses() {
    let answer = post(r#"{"q":"kijken","soort":["les"],"pagina":1,"perPagina":5}"#);
    assert_eq!(answer.status, 200);
    let mut json = answer.json();
    let address = "https://gids.example/api/v1/_zoek";
    assert_eq!(json["_links"], json!({"self": {"href": address}}));
    answer.has("link", &format!("<{address}>; rel=\"self\""));
    let mut same = get("?q=kijken&soort=les&perPagina=5").json();
    for json in [&mut json, &mut same] {
        json.as_object_mut().unwrap().remove("_links");
    }
    assert_eq!(json, same);
    assert_eq!(post("{}").json()["totaal"], 3);
    // What stands in the address all the same is told of, with what is wrong in the body.
    let json = [("Content-Type", "application/json")];
    let both = shared().send("POST", &format!("{SEARCH}?q=wijk"), &json, b"{\"zoek\":1}");
    check(&both);
    let wanted = [("body", "zoek"), ("query", "q")];
    let wanted =
        wanted.map(|(place, name)| (place.into(), name.into(), "onbekendeParameter".into()));
    assert_eq!((both.status, &faults(&both)[..]), (400, &wanted[..]));
}

#[test]
fn all_faults_of_a_request_are_told_together() {
    let answer = get(
        "?q=%ff&thema=zzz&soort=lessen&pagina=0&perPagina=101&sorteer=oud&periode=vroeger&themas=a&plaats=%e9",
    );
    assert_eq!(answer.status, 400);
    insta::assert_json_snapshot!(answer.json());
    let body = r#"{"q":5,"thema":["zzz"],"perPagina":0,"themas":[]}"#;
    let wanted = [
        ("perPagina", "buitenBereik"),
        ("q", "verkeerdType"),
        ("thema", "onbekendeWaarde"),
        ("themas", "onbekendeParameter"),
    ];
    let mut found = faults(&post(body));
    found.sort();
    assert_eq!(
        found,
        wanted.map(|(name, code)| ("body".to_owned(), name.to_owned(), code.to_owned()))
    );
}

#[test]
fn bounds() {
    for (query, name, code) in [
        (format!("?q={}", "x".repeat(513)), "q", "teLang"),
        (format!("?q={}", "%F0%9F%99%82".repeat(513)), "q", "teLang"),
        (format!("?q={}", "woord+".repeat(33)), "q", "teVeelWoorden"),
        ("?perPagina=0".into(), "perPagina", "buitenBereik"),
        ("?perPagina=101".into(), "perPagina", "buitenBereik"),
        ("?perPagina=-1".into(), "perPagina", "buitenBereik"),
        ("?perPagina=tien".into(), "perPagina", "geenGetal"),
        ("?pagina=0".into(), "pagina", "buitenBereik"),
        ("?pagina=1001".into(), "pagina", "teVer"),
        ("?pagina=99999999999999999999".into(), "pagina", "teVer"),
        ("?pagina=".into(), "pagina", "geenGetal"),
        ("?soort=lesson".into(), "soort", "onbekendeWaarde"),
        ("?soort=".into(), "soort", "onbekendeWaarde"),
        ("?zoek=wijk".into(), "zoek", "onbekendeParameter"),
        ("?Q=wijk".into(), "Q", "onbekendeParameter"),
        ("?q=a&q=b".into(), "q", "herhaald"),
        ("?q=100%".into(), "q", "ongeldigeCodering"),
        ("?periode=2009/1994".into(), "periode", "geenPeriode"),
    ] {
        let answer = get(&query);
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(
            faults(&answer),
            [("query".into(), name.into(), code.into())],
            "{query}"
        );
    }
    for query in [
        format!("?q={}", "%F0%9F%99%82".repeat(512)),
        format!("?q={}", "woord+".repeat(32)),
        "?perPagina=100&pagina=100".into(),
        "?pagina=1000".into(),
        "?q=".into(),
        "?".into(),
        "?&&".into(),
        "?q=%00%22-*:(".into(),
        "?q=é".into(),
    ] {
        assert_eq!(get(&query).status, 200, "{query}");
    }
}

#[test]
fn bodies() {
    let json = ("Content-Type", "application/json");
    let send = |headers: &[(&str, &str)], body: &[u8]| {
        let answer = shared().send("POST", SEARCH, headers, body);
        check(&answer);
        answer.status
    };
    assert_eq!(send(&[json], b"{\"q\":\"wijk\"}"), 200);
    assert_eq!(
        send(
            &[("Content-Type", "application/json; charset=UTF-8")],
            b"{}"
        ),
        200
    );
    assert_eq!(send(&[], b"{}"), 415);
    assert_eq!(
        send(
            &[("Content-Type", "application/x-www-form-urlencoded")],
            b"q=wijk"
        ),
        415
    );
    assert_eq!(send(&[json, ("Content-Encoding", "gzip")], b"{}"), 415);
    assert_eq!(send(&[json], b""), 400);
    assert_eq!(send(&[json], b"{"), 400);
    assert_eq!(send(&[json], b"{\"q\":\"\xff\"}"), 400);
    let padded = |len: usize| [vec![b' '; len - 2], b"{}".to_vec()].concat();
    assert_eq!(send(&[json], &padded(16 * 1024)), 200);
    assert_eq!(send(&[json], &padded(16 * 1024 + 1)), 413);
    assert_eq!(send(&[json], &padded(500_000)), 413);
    assert_eq!(send(&[], &padded(500_000)), 415, "the type comes first");
    let chunked = format!(
        "POST {SEARCH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let chunks = format!("4e20\r\n{}\r\n0\r\n\r\n", " ".repeat(20_000));
    let answer = shared().raw(&[chunked.as_bytes(), chunks.as_bytes()].concat());
    assert!(
        answer.starts_with(b"HTTP/1.1 413 "),
        "{}",
        String::from_utf8_lossy(&answer)
    );
}

#[test]
fn addresses_and_methods() {
    let server = shared();
    for method in ["GET", "POST", "DELETE", "OPTIONS", "TRACE"] {
        for path in [
            "/api",
            "/api/",
            "/api/v1",
            "/api/v1/",
            "/api/v1/zoekresultaten/",
            "/api/v1/_zoek/",
            "/api/v2/zoekresultaten",
            "/api/v1/zoek",
            "/api/v1/%2e%2e/",
            "/api/v1//zoekresultaten",
            "/api/v1/zoekresultaten%2F",
        ] {
            let answer = server.send(method, path, &[("Accept", "text/html")], b"");
            assert_eq!(answer.status, 404, "{method} {path}");
            check(&answer);
        }
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "GEK"] {
        let answer = server.send(method, RESULTS, &[], b"");
        assert_eq!(answer.status, 405);
        answer.has("allow", "GET, HEAD, OPTIONS");
        check(&answer);
    }
    let answer = server.get(SEARCH);
    assert_eq!(answer.status, 405);
    answer.has("allow", "POST, OPTIONS");
    insta::assert_json_snapshot!(answer.json());
    let options = server.send("OPTIONS", RESULTS, &[], b"");
    assert_eq!(options.status, 204);
    options.has("allow", "GET, HEAD, OPTIONS");
    check(&options);
    let head = server.send("HEAD", &format!("{RESULTS}?q=kijken"), &[], b"");
    assert_eq!(head.status, 200);
    assert_eq!(
        head.header("content-length"),
        get("?q=kijken").header("content-length")
    );
    check(&head);
}

#[test]
fn only_json_is_given() {
    for (accept, status) in [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.2", 200),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/xml, text/html;q=0.5", 406),
    ] {
        let answer = shared().get_with(RESULTS, &[("Accept", accept)]);
        assert_eq!(answer.status, status, "{accept}");
        check(&answer);
    }
}

#[test]
fn sites_on_the_list_may_read_answers() {
    let (_guide, server) = served("[api]\ncors_origins = [\"https://a.example\"]");
    let ask = |method: &str, path: &str, origin: &str| {
        let asked = [("Origin", origin), ("Access-Control-Request-Method", "GET")];
        server.send(
            method,
            path,
            if method == "OPTIONS" {
                &asked
            } else {
                &asked[..1]
            },
            b"",
        )
    };
    let read = ask("GET", RESULTS, "https://a.example");
    read.has("access-control-allow-origin", "https://a.example");
    read.has(
        "access-control-expose-headers",
        "API-Version, Link, Retry-After",
    );
    read.has("vary", "Origin");
    let refused = ask("GET", &format!("{RESULTS}?zoek=a"), "https://a.example");
    assert_eq!(refused.status, 400);
    refused.has("access-control-allow-origin", "https://a.example");
    let preflight = ask("OPTIONS", SEARCH, "https://a.example");
    assert_eq!(preflight.status, 204);
    preflight.has("access-control-allow-origin", "https://a.example");
    preflight.has("access-control-allow-methods", "POST, OPTIONS");
    preflight.has("access-control-allow-headers", "Accept, Content-Type");
    preflight.has("access-control-max-age", "86400");
    for method in ["GET", "OPTIONS"] {
        let other = ask(method, RESULTS, "https://a.example.b.example");
        assert_eq!(other.header("access-control-allow-origin"), None);
        assert_eq!(other.header("access-control-allow-methods"), None);
        other.has("vary", "Origin");
    }
    assert_eq!(
        ask("GET", "/", "https://a.example").header("access-control-allow-origin"),
        None
    );

    let (_guide, any) = served("[api]\ncors_origins = [\"*\"]");
    any.get_with(RESULTS, &[("Origin", "https://b.example")])
        .has("access-control-allow-origin", "*");
    let none = shared().get_with(RESULTS, &[("Origin", "https://a.example")]);
    assert_eq!(none.header("access-control-allow-origin"), None);
    assert_eq!(none.header("vary"), None);
}

#[test]
fn without_an_index_pages_are_served_and_search_is_refused() {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |_| {});
    let index = crate::publish::Generation::current(&guide.places())
        .unwrap()
        .unwrap()
        .index_dir()
        .unwrap();
    std::fs::write(index.join("wijkgids-index.json"), "kapot").unwrap();
    let server = guide.serve("");
    assert_eq!(server.get("/").status, 200);
    let answer = server.get(&format!("{RESULTS}?q=wijk"));
    assert_eq!(answer.status, 503);
    answer.has("retry-after", "2");
    check(&answer);
    insta::assert_json_snapshot!(answer.json());
    assert_eq!(
        server.get(&format!("{RESULTS}?zoek=wijk")).status,
        400,
        "what is wrong stays wrong"
    );
    let page = server.get("/zoeken/?q=wijk");
    assert_eq!(page.status, 503);
    page.has("retry-after", "2");
    assert!(page.text().contains("Zoeken kan nu even niet."));
    assert_eq!(server.get("/zoeken/").text(), SHELL);
    assert_eq!(server.get("/gezondheid/gereed").json()["zoeken"], false);
    // The next generation mends it.
    guide.publish(2, |_| {});
    server.handle.refresh();
    assert_eq!(server.get(&format!("{RESULTS}?q=wijk")).status, 200);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is asked, the server answers or refuses; it never breaks.
    #[test]
    fn any_query_is_answered(
        raw in prop_oneof![
            "[ -~é🙂]{0,60}",
            "((q|soort|thema|periode|pagina|perPagina|sorteer)=[a-z0-9%+\"*:-]{0,12}&){0,5}",
            "q=(%[0-9a-fA-F]{2}){0,20}",
            "q=[\"*:a-zé-]{0,30}",
        ]
    ) {
        // These cannot stand in a request line.
        let raw = raw.replace([' ', '#', '<', '>', '\\', '^', '`', '{', '|', '}', '"'], "+");
        for path in [format!("{RESULTS}?{raw}"), format!("/zoeken/?{raw}")] {
            let answer = shared().get(&path);
            prop_assert!([200, 400].contains(&answer.status), "{path}: {answer:?}");
        }
    }

    #[test]
    fn any_body_is_answered(body in prop_oneof![
        "\\{\"(q|thema|pagina|zoek)\":(\"[a-zé*\\-\"]{0,9}\"|\\[\"a\"\\]|[0-9.e-]{1,9}|null)\\}",
        "[\\[\\]{}\",:0-9a-z]{0,40}",
    ]) {
        let answer = post(&body);
        prop_assert!([200, 400].contains(&answer.status), "{body}: {answer:?}");
    }
}
