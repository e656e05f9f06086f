//! Starting, taking up new generations, bounds, and stopping.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Instant;

use super::*;

/// Waits until the server serves this generation.
fn wait_for(server: &Running, generation: u32) {
    let begun = Instant::now();
    while server.handle.generation() != generation {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it was not taken up"
        );
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_new_generation_is_taken_up_while_requests_run() {
    let (guide, server) = served("");
    let done = AtomicBool::new(false);
    let asked = AtomicU32::new(0);
    thread::scope(|scope| {
        for path in ["/", "/api/v1/zoekresultaten?q=wijk", "/zoeken/?q=wijk"] {
            let (server, done, asked) = (&server, &done, &asked);
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    let answer = server.get(path);
                    assert_eq!(answer.status, 200, "{answer:?}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for number in 2..6 {
            guide.publish(number, |_| {});
            wait_for(&server, number);
            // Site and index have changed together.
            let home = server.get("/");
            assert_eq!(home.text(), format!("<!doctype html><p>Editie {number}"));
            let found = server
                .get(&format!("/api/v1/zoekresultaten?q=editie{number}"))
                .json();
            assert_eq!(found["totaal"], 3, "{found}");
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(asked.load(Ordering::Relaxed) > 10);
}

/// Twenty publications while readers ask: none is dropped, and what one of them gets is of one edition.
/// The search page says in its own text which edition it is of, and a page that is found says so too.
#[test]
fn twenty_publications_lose_no_request_and_mix_no_editions() {
    let guide = Guide::at("https://gids.example");
    guide.publish(TELLING, |_| {});
    let server = guide.serve("");
    let done = AtomicBool::new(false);
    let seen = Mutex::new(BTreeSet::new());
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let page = server.get("/zoeken/?q=uitgave");
                    assert_eq!(page.status, 200, "{page:?}");
                    let said = number_after(page.text(), "bladzijde van ");
                    let found = number_after(page.text(), "Uitgave ");
                    assert_eq!(said, found, "{}", page.text());
                    seen.lock().unwrap().insert(found);
                }
            });
        }
        for number in 1..=20 {
            guide.publish(TELLING + number, |_| {});
            wait_for(&server, 1 + number);
        }
        done.store(true, Ordering::Relaxed);
    });
    let seen = seen.into_inner().unwrap();
    assert!(seen.len() > 10, "readers saw {seen:?}");
}

/// The number that follows these words, whatever is marked in it.
fn number_after(text: &str, words: &str) -> u32 {
    let plain = text.replace("<mark>", "").replace("</mark>", "");
    let (_, rest) = plain.split_once(words).unwrap_or_else(|| panic!("{text}"));
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().unwrap()
}

#[test]
fn a_generation_that_cannot_be_opened_leaves_the_last_in_service() {
    let (guide, server) = served("");
    let pointer = guide.folder.path().join(".wijkgids/current");
    let sound = std::fs::read(&pointer).unwrap();
    std::fs::write(&pointer, "kapot").unwrap();
    assert!(!server.handle.refresh());
    assert_eq!(server.get("/").text(), "<!doctype html><p>Editie 1");
    std::fs::remove_file(&pointer).unwrap();
    assert!(!server.handle.refresh());
    assert_eq!(server.get("/api/v1/zoekresultaten?q=wijk").status, 200);
    std::fs::write(&pointer, sound).unwrap();
    guide.publish(2, |_| {});
    wait_for(&server, 2);
}

#[test]
fn starting_fails_with_its_reason() {
    let guide = Guide::at("https://gids.example");
    let fails = |addr: Option<SocketAddr>| {
        let addr = addr.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
        let options = ServeOptions {
            addr: Some(addr),
            ..guide.options(Config::default())
        };
        Server::bind(options).unwrap_err()
    };
    assert!(matches!(fails(None), ServeError::NoGeneration));
    guide.publish(1, |_| {});
    let server = guide.serve("");
    assert!(matches!(fails(Some(server.addr)), ServeError::PortInUse));
    let elsewhere = SocketAddr::from(([192, 0, 2, 1], 0));
    assert!(matches!(fails(Some(elsewhere)), ServeError::NotBindable(_)));
    std::fs::write(guide.folder.path().join(".wijkgids/current"), "kapot").unwrap();
    assert!(matches!(fails(None), ServeError::Generation(_)));
}

#[test]
fn stopping_lets_requests_end() {
    let (_guide, server) = served("");
    let mut slow = TcpStream::connect(server.addr).unwrap();
    let body = b"{\"q\":\"wijk\"}";
    let head = format!(
        "POST /api/v1/_zoek HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    slow.write_all(head.as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(200));
    server.handle.stop();
    thread::sleep(Duration::from_millis(200));
    assert!(
        TcpStream::connect(server.addr).is_err(),
        "no new connections"
    );
    slow.write_all(body).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn more_requests_than_allowed_are_refused_at_once() {
    let (_guide, server) = served("[server]\nmax_concurrent = 1\ntimeout = 60");
    // One request that is being worked on: its body does not come.
    let mut slow = TcpStream::connect(server.addr).unwrap();
    slow.write_all(b"POST /api/v1/_zoek HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n")
        .unwrap();
    thread::sleep(Duration::from_millis(200));
    let page = server.get("/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("<h1>Even geduld</h1>"), "{page:?}");
    page.has("content-type", "text/html; charset=utf-8");
    page.has("retry-after", "2");
    page.has("x-content-type-options", "nosniff");
    let answer = server.get("/api/v1/zoekresultaten");
    assert_eq!(
        (answer.status, &answer.json()["title"]),
        (503, &"Tijdelijk niet beschikbaar".into())
    );
    answer.has("retry-after", "2");
    answer.has("api-version", "1.0.0");
    assert_eq!(
        server.get("/gezondheid/live").status,
        200,
        "health is never refused"
    );
    // Connections have a bound of their own. The server may still be closing those above, and then
    // refuses one of these for it: a few more make sure that all places are taken.
    let open: Vec<TcpStream> = (0..10)
        .map(|_| {
            thread::sleep(Duration::from_millis(50));
            TcpStream::connect(server.addr).unwrap()
        })
        .collect();
    thread::sleep(Duration::from_millis(200));
    let refused = server.raw(b"");
    assert!(
        refused.starts_with(b"HTTP/1.1 503 "),
        "{}",
        String::from_utf8_lossy(&refused)
    );
    drop((open, slow));
    let again = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(100));
        server.get("/").status == 200
    });
    assert!(again, "what was freed is given out again");
}

#[test]
fn a_request_that_takes_too_long_is_ended() {
    let (_guide, server) = served("[server]\ntimeout = 1");
    let head = b"POST /api/v1/_zoek HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
    let begun = Instant::now();
    let answer = String::from_utf8(server.raw(head)).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_connection_takes_one_request_after_the_other() {
    let (_guide, server) = served("");
    let answer = server.raw(
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET /feed.atom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    let answer = String::from_utf8(answer).unwrap();
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 3, "{answer}");
    assert!(answer.ends_with("<feed/>"));
}

#[test]
fn what_is_no_http_is_refused() {
    let (_guide, server) = served("");
    for (request, status) in [
        (b"GEEN HTTP\r\n\r\n".to_vec(), "400"),
        (
            format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(70_000)).into_bytes(),
            "4",
        ),
        (
            format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(200_000)).into_bytes(),
            "431",
        ),
    ] {
        let mut stream = TcpStream::connect(server.addr).unwrap();
        // The server may close before it has read everything.
        let _ = stream.write_all(&request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
    assert_eq!(server.get("/").status, 200, "the server lives on");
}
