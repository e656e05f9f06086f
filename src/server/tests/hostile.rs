//! What nobody sends by accident, or only over a bad line: each is refused, counted and survived.

use std::net::Shutdown;
use std::time::Instant;

use super::scrape::METRICS;
use super::*;

/// A short patience: tests do not wait half a minute.
const PATIENCE: Duration = Duration::from_millis(400);

fn served_in_haste() -> (Guide, Running) {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |_| {});
    let toml = format!("[server]\ntimeout = 1\n{METRICS}");
    let server = guide.serve_with(&toml, |server| server.patience(PATIENCE));
    (guide, server)
}

fn refused(reason: &str) -> String {
    format!("wijkgids_refused_requests_total{{reason=\"{reason}\"}}")
}

/// Sends what can be sent of `bytes`, one at a time, until the other side has had enough; then gives
/// its answer.
fn trickled(server: &Running, bytes: &[u8], every: Duration) -> Vec<u8> {
    let mut stream = server.connect();
    for byte in bytes {
        if stream.write_all(&[*byte]).is_err() {
            break;
        }
        thread::sleep(every);
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

#[test]
fn a_head_that_trickles_in() {
    let (_guide, server) = served_in_haste();
    let begun = Instant::now();
    let head = b"GET / HTTP/1.1\r\nHost: gids.example\r\nX-Lang: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    trickled(&server, head, Duration::from_millis(20));
    assert!(begun.elapsed() < Duration::from_secs(5));
    server.counts(&refused("slow_head"), 1.0);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_body_that_trickles_in() {
    let (_guide, server) = served_in_haste();
    let begun = Instant::now();
    let mut stream = server.connect();
    stream
        .write_all(
            b"POST /api/v1/_zoek HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
              Content-Length: 5000\r\n\r\n",
        )
        .unwrap();
    // Each byte comes soon after the last, and all of them far too late.
    while stream.write_all(b" ").is_ok() && begun.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(50));
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    server.counts(&refused("slow_body"), 1.0);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn requests_that_are_half_sent() {
    let (_guide, server) = served_in_haste();
    for half in [
        &b"G"[..],
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: ",
    ] {
        let mut stream = server.connect();
        stream.write_all(half).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{half:?}");
    }
    server.counts(&refused("cut_off"), 4.0);
    let mut stream = server.connect();
    let head = "POST /api/v1/_zoek HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    write!(stream, "{head}Content-Length: 500\r\n\r\n{{\"q\":").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    server.counts(&refused("slow_body"), 1.0);
    assert_eq!(server.get("/").status, 200);
    server.counts("wijkgids_connections_open", 0.0);
}

#[test]
fn connections_that_say_nothing_end() {
    let (_guide, server) = served_in_haste();
    let silent: Vec<TcpStream> = (0..50).map(|_| server.connect()).collect();
    let kept = server.connect();
    (&kept)
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    server.counts("wijkgids_connections_open", 51.0);
    for mut stream in silent.into_iter().chain([kept]) {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
    }
    server.counts("wijkgids_connections_open", 0.0);
    assert_eq!(
        server.count(&refused("slow_head")),
        0.0,
        "silence is no fault"
    );
}

#[test]
fn heads_that_are_too_large() {
    let (_guide, server) = served_in_haste();
    let long = "a".repeat(70_000);
    let many: String = (0..150).map(|n| format!("X-{n}: a\r\n")).collect();
    for (what, request, statuses) in [
        (
            "a path",
            format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
            ["414", "431"],
        ),
        (
            "a query",
            format!("GET /?{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
            ["414", "431"],
        ),
        (
            "a header",
            format!("GET / HTTP/1.1\r\nX: {long}\r\n\r\n"),
            ["431", "431"],
        ),
        (
            "headers",
            format!("GET / HTTP/1.1\r\n{many}\r\n"),
            ["431", "431"],
        ),
    ] {
        let before = server.count(&refused("large_head"));
        let mut stream = server.connect();
        // It may close before it has read everything.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        let told = statuses
            .iter()
            .any(|status| answer.starts_with(&format!("HTTP/1.1 {status} ")));
        assert!(answer.is_empty() || told, "{what}: {answer}");
        server.counts(&refused("large_head"), before + 1.0);
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn what_is_no_http() {
    let (_guide, server) = served_in_haste();
    let hostile: [&[u8]; 11] = [
        b"GEEN HTTP\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost\x00: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nX y: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n folded: a\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ];
    for (number, request) in hostile.iter().enumerate() {
        let mut stream = server.connect();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let shown = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || shown.starts_with("HTTP/1.1 400 "),
            "{}: {shown}",
            String::from_utf8_lossy(request)
        );
        server.counts(&refused("bad_head"), number as f64 + 1.0);
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn bodies_that_are_too_large() {
    let (_guide, server) = served_in_haste();
    let head = "POST /api/v1/_zoek HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    for (what, begin, piece) in [
        (
            "one that says so",
            format!("{head}Content-Length: 99999999\r\n\r\n"),
            String::new(),
        ),
        (
            "one without an end",
            format!("{head}Transfer-Encoding: chunked\r\n\r\n"),
            format!("8000\r\n{}\r\n", "x".repeat(0x8000)),
        ),
    ] {
        let before = server.count(&refused("large_body"));
        let mut stream = server.connect();
        stream.write_all(begin.as_bytes()).unwrap();
        let begun = Instant::now();
        while !piece.is_empty()
            && stream.write_all(piece.as_bytes()).is_ok()
            && begun.elapsed() < Duration::from_secs(10)
        {}
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 413 "),
            "{what}: {answer}"
        );
        assert!(begun.elapsed() < Duration::from_secs(9), "{what}");
        server.counts(&refused("large_body"), before + 1.0);
    }
    // A page reads no body at all.
    let page = "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nGET / HTT";
    let mut stream = server.connect();
    stream.write_all(page.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(
        answer.matches("HTTP/1.1").count(),
        1,
        "the body is no request"
    );
}

#[test]
fn chunks_that_make_no_sense() {
    let (_guide, server) = served_in_haste();
    let head = "POST /api/v1/_zoek HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n";
    for (headers, body) in [
        (chunked, "zz\r\n{}\r\n0\r\n\r\n"),
        (chunked, "-2\r\n{}\r\n0\r\n\r\n"),
        (chunked, "ffffffffffffffffff\r\n{}"),
        (chunked, "fffffffffffffff0\r\n{}"),
        (chunked, "2\r\n{}XX0\r\n\r\n"),
        (chunked, "2\n{}\n0\n\n"),
        (chunked, "2;\r\n{}"),
        (chunked, "\r\n\r\n\r\n"),
        (
            "Transfer-Encoding: chunked, identity\r\n",
            "2\r\n{}\r\n0\r\n\r\n",
        ),
        ("Transfer-Encoding: onzin\r\n", "{}"),
        (
            "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
            "0\r\n\r\nGET /lessen/ga-kijken/ HTTP/1.1\r\nHost: x\r\n\r\n",
        ),
    ] {
        let mut stream = server.connect();
        write!(stream, "{head}{headers}\r\n{body}").unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        let status = answer.split(' ').nth(1).unwrap_or("none");
        assert!(
            ["none", "400", "408", "413"].contains(&status),
            "{headers}{body}: {answer}"
        );
        assert!(
            !answer.contains("<p>Ga kijken"),
            "no request is smuggled in: {answer}"
        );
    }
    assert_eq!(server.get("/").status, 200);
    let counted = || {
        let reasons = ["slow_body", "bad_head", "cut_off", "large_body"];
        let faults = reasons.iter().map(|reason| server.count(&refused(reason)));
        let asked = r#"wijkgids_requests_total{route="/api/v1/_zoek",status="400"}"#;
        faults.sum::<f64>() + server.count(asked)
    };
    // A connection may end a moment before it is counted.
    let begun = Instant::now();
    while counted() < 11.0 {
        let waits = begun.elapsed() < Duration::from_secs(5);
        assert!(waits, "{:#?}", server.series());
        thread::sleep(Duration::from_millis(5));
    }
    // What is sent in proper pieces is read.
    let mut stream = server.connect();
    write!(
        stream,
        "{head}{chunked}Connection: close\r\n\r\n5;a=b\r\n{{\"q\":\r\n7\r\n\"wijk\"}}\r\n0\r\nX: y\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn paths_that_mislead() {
    let (guide, server) = served_in_haste();
    std::fs::write(guide.folder.path().join("geheim.txt"), "geheim").unwrap();
    let tricks = [
        "/../geheim.txt",
        "/lessen/../../geheim.txt",
        "/%2e%2e/geheim.txt",
        "/%2e%2e%2fgeheim.txt",
        "/%252e%252e%252fgeheim.txt",
        "/%25252e%25252e/geheim.txt",
        "/..%c0%afgeheim.txt",
        "/..%5cgeheim.txt",
        "/..\\geheim.txt",
        "/geheim.txt%00.html",
        "/%00",
        "/%0d%0a",
        "/%ff",
        "/%u002e%u002e/geheim.txt",
        "/.wijkgids/current",
        "/.wijkgids%2fcurrent",
        "/assets/../../geheim.txt",
        "/assets/%2e%2e/%2e%2e/geheim.txt",
        "//geheim.txt",
        "/./geheim.txt",
        "/api/v1/paginas/lesson/..%2f..%2fgeheim",
        "/api/v1/paginas/lesson/%00",
        "/api/v1/../../geheim.txt",
        "/gezondheid/../geheim.txt",
        "/.well-known/../geheim.txt",
    ];
    for path in tricks {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.text().contains("geheim"), "{path}");
    }
    assert!(server.count(&refused("bad_path")) >= 8.0);
    let series = server.series();
    let counted = series.iter().filter(|(name, _)| {
        name.starts_with("wijkgids_requests_total")
            && (name.contains("\"400\"") || name.contains("\"404\""))
    });
    let counted: f64 = counted.map(|(_, value)| value).sum();
    assert_eq!(counted, tricks.len() as f64);
}

#[test]
fn nothing_that_is_asked_becomes_a_header() {
    let (_guide, server) = served_in_haste();
    let evil = "%0d%0aSet-Cookie:%20a=b%0d%0aX-Evil:%201%0d%0a%0d%0a<script>";
    let asked = [
        format!("/lessen/ga-kijken?{evil}"),
        format!("/2.4.1?q={evil}"),
        format!("/index.html?{evil}"),
        format!("/{evil}"),
        format!("/zoeken/?q={evil}"),
        format!("/zoeken/?q={evil}&soort={evil}"),
        format!("/zoeken.atom?q={evil}"),
        format!("/zoeken/suggesties.json?q={evil}"),
        format!("/api/v1/zoekresultaten?q={evil}"),
        format!("/api/v1/zoekresultaten?{evil}={evil}"),
        format!("/api/v1/paginas?cursor={evil}"),
        format!("/api/v1/paginas?gewijzigdSinds={evil}"),
        format!("/api/{evil}"),
        format!("http://x{evil}/lessen/ga-kijken"),
    ];
    for path in &asked {
        let answer = server.get(path);
        for name in ["set-cookie", "x-evil"] {
            assert!(
                !answer.headers.iter().any(|(known, _)| known == name),
                "{path}"
            );
        }
        for (name, value) in &answer.headers {
            let sound = !value.contains(['\r', '\n', '\0']);
            assert!(sound, "{path}: {name}: {value}");
        }
        let page = answer
            .header("content-type")
            .unwrap_or("")
            .starts_with("text/html");
        assert!(!page || !answer.text().contains("<script>"), "{path}");
    }
    // Nor what is sent as a header.
    for name in ["Origin", "Referer", "X-Forwarded-Host", "Accept-Language"] {
        let answer = server.get_with("/api/v1/zoekresultaten", &[(name, "\"\u{9}geheim<x>")]);
        let echoed = format!("{:?}", answer.headers).contains("geheim");
        assert!(!echoed, "{name}: {answer:?}");
    }
}
