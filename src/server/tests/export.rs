//! Pages as data, and what changed since.

use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::api::check;
use super::*;

const LIST: &str = "/api/v1/paginas";

#[track_caller]
fn get(server: &Running, path: &str) -> Answer {
    let answer = server.get(path);
    check(&answer);
    answer
}

#[track_caller]
fn list(server: &Running, query: &str) -> Value {
    let answer = get(server, &format!("{LIST}{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn ids(list: &Value) -> Vec<&str> {
    let pages = list["paginas"].as_array().unwrap().iter();
    pages.map(|page| page["id"].as_str().unwrap()).collect()
}

/// The address that a link leads to, on this server.
fn followed(link: &Value) -> Option<String> {
    let href = link["href"].as_str()?;
    Some(
        href.strip_prefix("https://gids.example")
            .unwrap()
            .to_owned(),
    )
}

#[test]
fn pages_are_listed_by_their_last_change() {
    let (_guide, server) = served("");
    let answer = get(&server, &format!("{LIST}?perPagina=2"));
    insta::assert_json_snapshot!(answer.json());
    let links = answer.header("link").unwrap();
    assert!(links.contains("rel=\"next\"") && !links.contains("rel=\"prev\""));
    let all = list(&server, "");
    let known = [
        "lesson/ga-kijken",
        "lesson/samen",
        "term/schuld",
        "theme/schulden",
    ];
    assert_eq!(ids(&all), known);
    assert_eq!(all["_links"]["next"], json!(null));
    // A page leads to its data.
    let page = followed(&all["paginas"][0]["_links"]["self"]).unwrap();
    assert_eq!(get(&server, &page).json()["id"], "lesson/ga-kijken");
    // The time itself belongs to what is asked.
    let at = all["paginas"][0]["gewijzigdOp"].as_str().unwrap();
    assert_eq!(
        ids(&list(&server, &format!("?gewijzigdSinds={at}"))).len(),
        4
    );
    assert_eq!(ids(&list(&server, "?gewijzigdSinds=2027-01-16")), [""; 0]);
    assert_eq!(ids(&list(&server, "?gewijzigdSinds=2027-01-15")).len(), 4);
    let local = "?gewijzigdSinds=2027-01-15T09:00:01%2B01:00";
    assert_eq!(ids(&list(&server, local)), [""; 0]);
}

#[test]
fn who_reads_on_misses_nothing_that_is_published_meanwhile() {
    let guide = Guide::at("https://gids.example");
    let names: Vec<String> = (0..30).map(|n| format!("lesson/les-{n:02}")).collect();
    let pages = |changed: &[usize], without: &[usize]| -> Vec<(String, String)> {
        let kept = (0..30).filter(|n| !without.contains(n));
        kept.map(|n| (names[n].clone(), format!("{}", changed.contains(&n))))
            .collect()
    };
    let publish = |number, pages: Vec<(String, String)>| {
        let pages: Vec<(&str, &str)> = pages.iter().map(|(id, says)| (&**id, &**says)).collect();
        guide.publish_pages(number, &pages, |_| {});
    };
    publish(1, pages(&[], &[]));
    let server = guide.serve("");
    let first = list(&server, "?perPagina=12");
    assert_eq!(ids(&first).len(), 12);
    let next = followed(&first["_links"]["next"]).unwrap();
    // One that was given, one that was not, and one of each that goes. The clock did not move.
    publish(2, pages(&[3, 20], &[5, 25]));
    let second = get(&server, &next).json();
    let third = get(&server, &followed(&second["_links"]["next"]).unwrap()).json();
    assert_eq!(third["_links"]["next"], json!(null));
    let read: Vec<&str> = [ids(&second), ids(&third)].concat();
    let wanted: Vec<&str> = (12..30)
        .filter(|n| ![20, 25].contains(n))
        .chain([3, 5, 20, 25])
        .map(|n| &*names[n])
        .collect();
    assert_eq!(read, wanted);
    let gone = third["paginas"].as_array().unwrap().iter();
    let gone: Vec<&Value> = gone
        .filter(|page| !page["verwijderdOp"].is_null())
        .collect();
    assert_eq!(gone.len(), 2);
    for page in gone {
        assert_eq!(
            (&page["titel"], &page["_links"]["self"]),
            (&json!(null), &json!(null))
        );
    }
    // What is asked later holds what changed since, and no more.
    let later = followed(&third["_links"]["wijzigingen"]).unwrap();
    assert_eq!(ids(&get(&server, &later).json()), [""; 0]);
    publish(3, pages(&[3, 20, 1], &[5, 25]));
    let changed = get(&server, &later).json();
    assert_eq!(ids(&changed), ["lesson/les-01"]);
    // A ledger that was lost: everything counts as changed, also for who read on.
    std::fs::remove_file(guide.folder.path().join(".wijkgids/ledger")).unwrap();
    let later = followed(&changed["_links"]["wijzigingen"]).unwrap();
    assert_eq!(ids(&get(&server, &later).json()), [""; 0]);
    publish(4, pages(&[1], &[]));
    let again = get(&server, &later).json();
    assert_eq!(ids(&again)[0], "lesson/les-00");
    assert_eq!(ids(&again).len(), 12);
}

#[test]
fn a_copy_that_is_kept_up_while_the_guide_changes_ends_up_the_same() {
    let guide = Guide::at("https://gids.example");
    let says = |number: u32| -> Vec<(String, String)> {
        let there = (0..20_u32).filter(|n| !(n + number).is_multiple_of(5));
        there
            .map(|n| {
                (
                    format!("lesson/les-{n:02}"),
                    format!("{}", (number + n) / 3),
                )
            })
            .collect()
    };
    let publish = |number: u32| {
        let pages = says(number);
        let pages: Vec<(&str, &str)> = pages.iter().map(|(id, says)| (&**id, &**says)).collect();
        guide.publish_pages(number, &pages, |_| {});
    };
    publish(1);
    let server = guide.serve("");
    let done = AtomicBool::new(false);
    let copy = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut copy = std::collections::BTreeSet::new();
            let mut path = format!("{LIST}?perPagina=3");
            loop {
                let last = done.load(Ordering::Relaxed);
                let list = get(&server, &path).json();
                for page in list["paginas"].as_array().unwrap() {
                    let id = page["id"].as_str().unwrap().to_owned();
                    match page["verwijderdOp"].is_null() {
                        true => copy.insert(id),
                        false => copy.remove(&id),
                    };
                }
                match followed(&list["_links"]["next"]) {
                    Some(next) => path = next,
                    None if last => return copy,
                    None => path = followed(&list["_links"]["wijzigingen"]).unwrap(),
                }
            }
        });
        (2..12).for_each(publish);
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    let wanted = says(11).into_iter().map(|(id, _)| id).collect();
    assert_eq!(copy, wanted);
}

#[test]
fn a_page_is_given_as_data() {
    let (_guide, server) = served("");
    let answer = get(&server, &format!("{LIST}/lesson/ga-kijken"));
    answer.has("content-type", "application/json");
    let address = "https://gids.example/api/v1/paginas/lesson/ga-kijken";
    answer.has("link", &format!("<{address}>; rel=\"self\""));
    insta::assert_json_snapshot!(answer.json());
    let head = server.send("HEAD", &format!("{LIST}/lesson/ga%2Dkijken"), &[], b"");
    assert_eq!(
        head.header("content-length"),
        answer.header("content-length")
    );
    check(&head);
}

#[test]
fn addresses_methods_and_bounds() {
    let (_guide, server) = served("[api]\ncors_origins = [\"https://a.example\"]");
    for method in ["GET", "POST", "OPTIONS", "DELETE"] {
        for path in [
            "/",
            "/lesson",
            "/lesson/",
            "/lesson/weg",
            "/les/ga-kijken",
            "/lesson/ga-kijken/",
            "/lesson/ga-kijken/x",
            "/lesson%2Fga-kijken",
            "/lesson/ga-kijken%00",
            "/lesson/%ff",
            "/lesson/%",
            "/lesson/..",
            "/../paginas",
        ] {
            let answer = server.send(method, &format!("{LIST}{path}"), &[], b"");
            assert_eq!(answer.status, 404, "{method} {path}");
            check(&answer);
        }
    }
    for path in [LIST, "/api/v1/paginas/lesson/ga-kijken"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "GEK"] {
            let answer = server.send(method, path, &[], b"");
            assert_eq!(answer.status, 405, "{method} {path}");
            answer.has("allow", "GET, HEAD, OPTIONS");
            check(&answer);
        }
        let options = server.send("OPTIONS", path, &[], b"");
        assert_eq!(options.status, 204);
        options.has("allow", "GET, HEAD, OPTIONS");
        check(&options);
        let html = server.get_with(path, &[("Accept", "text/html")]);
        assert_eq!(html.status, 406);
        check(&html);
        let other = server.get_with(path, &[("Origin", "https://a.example")]);
        other.has("access-control-allow-origin", "https://a.example");
        let refused = get(&server, &format!("{path}?zoek=1&%ff=2"));
        assert_eq!(refused.status, 400);
        assert_eq!(refused.json()["fouten"].as_array().unwrap().len(), 2);
    }
    let all = "?gewijzigdSinds=gisteren&cursor=abc&perPagina=101&perPagina=1&sinds=1";
    let answer = get(&server, &format!("{LIST}{all}"));
    assert_eq!(answer.status, 400);
    insta::assert_json_snapshot!(answer.json());
    for per_page in ["0", "-1", "tien", "", "99999999999999999999", "1.5"] {
        let answer = get(&server, &format!("{LIST}?perPagina={per_page}"));
        assert_eq!(answer.status, 400, "{per_page}");
    }
}

#[test]
fn without_an_index_a_page_has_no_text() {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |_| {});
    let generation = crate::publish::Generation::current(&guide.places());
    let index = generation.unwrap().unwrap().index_dir().unwrap();
    std::fs::write(index.join("wijkgids-index.json"), "kapot").unwrap();
    let server = guide.serve("");
    let page = get(&server, &format!("{LIST}/lesson/ga-kijken"));
    assert_eq!(page.status, 200);
    let page = page.json();
    assert_eq!(
        (&page["tekst"], &page["titel"]),
        (&json!(null), &json!("Ga kijken"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_question_is_answered(raw in "((gewijzigdSinds|cursor|perPagina)=[a-z0-9%+:TZ-]{0,14}&){0,4}") {
        static SERVER: std::sync::OnceLock<(Guide, Running)> = std::sync::OnceLock::new();
        let (_, server) = SERVER.get_or_init(|| served(""));
        for path in [format!("{LIST}?{raw}"), format!("{LIST}/lesson/{raw}")] {
            let answer = get(server, &path);
            prop_assert!([200, 400, 404].contains(&answer.status), "{path}: {answer:?}");
        }
    }
}
