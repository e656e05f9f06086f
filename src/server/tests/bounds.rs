//! Bounds on load, and what the server says of its own state.

use std::sync::Arc;
use std::time::Instant;

use super::scrape::METRICS;
use super::*;
use crate::server::State;

/// A short patience: tests do not wait half a minute.
const PATIENCE: Duration = Duration::from_millis(400);

#[test]
fn searches_beyond_what_can_be_done_are_refused_soon() {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |_| {});
    let toml = format!("[server]\n{METRICS}");
    let (config, _) = config::read(Some(&toml), std::iter::empty());
    let state = State::open(guide.places(), config, Analyzer::new()).unwrap();
    let state = Arc::new(state);
    let addr = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Running::of(Server::over(Arc::clone(&state), addr).unwrap());
    // All places are taken, as by searches that take long.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let turns = runtime.block_on(async {
        let mut turns = Vec::new();
        while let Ok(turn) = state.turn().await {
            turns.push(turn);
        }
        turns
    });
    let before = server.count(r#"wijkgids_shed_requests_total{bound="searches"}"#);
    let begun = Instant::now();
    for path in [
        "/api/v1/zoekresultaten?q=wijk",
        "/api/v1/paginas",
        "/api/v1/paginas/lesson/ga-kijken",
        "/zoeken.atom?q=wijk",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 503, "{path}: {answer:?}");
        answer.has("content-type", "application/problem+json");
        answer.has("retry-after", "2");
    }
    let page = server.get("/zoeken/?q=wijk");
    assert_eq!(page.status, 503);
    page.has("retry-after", "2");
    assert!(page.text().contains("class=refusal"), "{}", page.text());
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    let after = server.count(r#"wijkgids_shed_requests_total{bound="searches"}"#);
    assert_eq!(after - before, 5.0);
    for path in ["/", "/zoeken/", "/gezondheid/gereed"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    drop(turns);
    assert_eq!(server.get("/api/v1/zoekresultaten?q=wijk").status, 200);
}

#[test]
fn idle_connections_make_room_for_others() {
    // Places for sixteen connections.
    let toml = format!("[server]\nmax_concurrent = 4\n{METRICS}");
    let (_guide, server) = served(&toml);
    let idle: Vec<TcpStream> = (0..40).map(|_| server.connect()).collect();
    thread::sleep(Duration::from_millis(1200));
    for _ in 0..20 {
        let answer = server.get("/");
        assert_eq!(answer.status, 200);
    }
    assert!(server.count("wijkgids_connections_open") <= 16.0);
    assert!(server.count(r#"wijkgids_refused_requests_total{reason="idle"}"#) >= 1.0);
    drop(idle);
}

#[test]
fn who_does_not_take_the_answer_is_let_go() {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |publication| {
        publication.put("groot.bin", &vec![7; 30_000_000]).unwrap();
    });
    let toml = format!("[server]\n{METRICS}");
    let server = guide.serve_with(&toml, |server| server.patience(PATIENCE));
    let mut stream = server.connect();
    stream
        .write_all(b"GET /groot.bin HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    server.counts("wijkgids_connections_open", 1.0);
    server.counts(
        r#"wijkgids_refused_requests_total{reason="slow_reader"}"#,
        1.0,
    );
    server.counts("wijkgids_connections_open", 0.0);
    // What is read slowly, but read, is sent to its end.
    let mut stream = server.connect();
    stream
        .write_all(b"GET /groot.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut buffer = vec![0; 3_000_000];
    let mut read = 0;
    loop {
        thread::sleep(PATIENCE / 8);
        match stream.read(&mut buffer).unwrap() {
            0 => break,
            more => read += more,
        }
    }
    assert!(read > 30_000_000, "{read}");
}

#[test]
fn readiness_tells_the_truth() {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |_| {});
    let index = std::fs::read_dir(guide.places().index).unwrap();
    for folder in index {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            if file
                .extension()
                .is_some_and(|extension| extension != "lock")
            {
                std::fs::write(file, "kapot").unwrap();
            }
        }
    }
    let server = guide.serve("");
    let ready = server.get("/gezondheid/gereed");
    assert_eq!(ready.status, 503);
    assert_eq!(
        ready.json(),
        serde_json::json!({"status": "zoekindex beschadigd", "generatie": 1, "actueel": true,
            "zoeken": false})
    );
    assert_eq!(server.get("/gezondheid/live").status, 200);
    assert_eq!(server.get("/").status, 200, "pages are there");
    assert_eq!(server.get("/api/v1/zoekresultaten?q=wijk").status, 503);
    // A newer generation that cannot be opened is told of too.
    let (guide, server) = served("");
    std::fs::write(guide.folder.path().join(".wijkgids/current"), "kapot").unwrap();
    server.handle.refresh();
    let ready = server.get("/gezondheid/gereed");
    assert_eq!(
        (ready.status, &ready.json()["actueel"]),
        (200, &false.into())
    );
    // Who is stopping takes no new work, and says so on connections that are open.
    let mut open = server.connect();
    let ask = b"GET /gezondheid/gereed HTTP/1.1\r\nHost: x\r\n\r\n";
    open.write_all(&ask[..20]).unwrap();
    thread::sleep(Duration::from_millis(200));
    server.handle.stop();
    open.write_all(&ask[20..]).unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.ends_with(r#"{"status":"stopt"}"#), "{answer}");
}
