//! The quota of each address, and who is believed about addresses.

use super::*;

const PROXIED: &str = "[server]\nquota = 3\ntrusted_proxies = [\"127.0.0.1\"]";

const QUESTION: &str = "/api/v1/suggesties?q=w";

/// How many of six questions from an address that a proxy names are turned away.
fn turned_away(server: &Running, header: (&str, &str)) -> usize {
    let statuses = (0..6).map(|_| server.get_with(QUESTION, &[header]).status);
    statuses.filter(|status| *status == 429).count()
}

#[test]
fn other_sites_can_read_that_they_ask_too_much() {
    let (_guide, server) = served("[server]\nquota = 1\n[api]\ncors_origins = [\"https://x.nl\"]");
    let asked = [("Origin", "https://x.nl")];
    let statuses = [(); 2].map(|()| {
        let answer = server.get_with(QUESTION, &asked);
        answer.has("access-control-allow-origin", "https://x.nl");
        answer.status
    });
    assert_eq!(statuses[1], 429);
    let other = server.get_with(QUESTION, &[("Origin", "https://y.nl")]);
    assert_eq!(other.header("access-control-allow-origin"), None);
}

#[test]
fn an_address_that_asks_too_much_is_told_when_to_come_back() {
    let (_guide, server) = served("[server]\nquota = 3");
    for _ in 0..3 {
        assert_ne!(server.get(QUESTION).status, 429);
    }
    let refused = server.get(QUESTION);
    assert_eq!(refused.status, 429);
    refused.has("content-type", "application/problem+json");
    refused.has("api-version", "1.0.0");
    let problem = refused.json();
    assert_eq!(problem["title"], "Te veel vragen");
    assert_eq!(problem["status"], 429);
    let seconds: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&seconds), "{seconds}");
    let page = server.get("/zoeken/?q=wijk");
    assert_eq!(page.status, 429);
    page.has("content-type", "text/html; charset=utf-8");
    assert!(page.text().contains("<h1>Te veel vragen</h1>"));
    // Pages can be read all the same, and the server watched.
    for path in ["/", "/zoeken/", "/assets/site.css", "/gezondheid/gereed"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
}

#[test]
fn without_a_quota_there_is_none() {
    let (_guide, server) = served("");
    assert!((0..100).all(|_| server.get(QUESTION).status != 429));
}

#[test]
fn an_address_cannot_pass_for_another() {
    let (_guide, server) = served("[server]\nquota = 3");
    let mut refused = 0;
    for number in 0..6 {
        let other = format!("192.0.2.{number}");
        let rfc = format!("for={other}");
        let sent = [
            ("X-Forwarded-For", &*other),
            ("Forwarded", &*rfc),
            ("X-Real-IP", &*other),
        ];
        refused += usize::from(server.get_with(QUESTION, &sent).status == 429);
    }
    assert_eq!(refused, 3);
}

#[test]
fn behind_a_proxy_each_asker_has_a_quota() {
    let (_guide, server) = served(PROXIED);
    for (header, asker) in [
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Forwarded-For", "192.0.2.2"),
        ("Forwarded", "for=192.0.2.3;proto=https"),
        ("X-Forwarded-For", "2001:db8:1::1"),
    ] {
        assert_eq!(turned_away(&server, (header, asker)), 3, "{asker}");
    }
    // The same network, and what the asker itself put in front.
    assert_eq!(
        turned_away(&server, ("X-Forwarded-For", "2001:db8:1::2")),
        6
    );
    assert_eq!(
        turned_away(&server, ("X-Forwarded-For", "192.0.2.77, 192.0.2.1")),
        6
    );
}

#[test]
fn addresses_in_answers_are_those_of_the_configuration() {
    let (_guide, server) = served(PROXIED);
    let sent = [
        ("X-Forwarded-Host", "vals.example"),
        ("X-Forwarded-Proto", "gopher"),
        ("Forwarded", "host=vals.example;proto=gopher"),
    ];
    for path in [
        "/api/v1/zoekresultaten?q=wijk",
        "/2.4.1/",
        "/zoeken.atom?q=wijk",
    ] {
        let answer = server.get_with(path, &sent);
        let all = format!("{answer:?}{}", answer.text());
        assert!(!all.contains("vals") && !all.contains("gopher"), "{all}");
    }
}
