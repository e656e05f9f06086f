//! The metrics, read as Prometheus would.

use std::collections::HashMap;

use super::*;

/// A configuration with metrics, on any free port.
pub(super) const METRICS: &str = "metrics_addr = \"127.0.0.1:0\"\n";

impl Running {
    /// Every series with its value. Panics where the text is not in the format.
    #[track_caller]
    pub(super) fn series(&self) -> HashMap<String, f64> {
        let addr = self.metrics.expect("there are no metrics");
        let (head, text) = asked(addr, "GET /metrics");
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
        assert!(
            head.contains("application/openmetrics-text; version=1.0.0"),
            "{head}"
        );
        parsed(&text)
    }

    /// The value of a series; nothing counted is none.
    #[track_caller]
    pub(super) fn count(&self, series: &str) -> f64 {
        self.series().get(series).copied().unwrap_or(0.0)
    }

    /// Waits until a series has this value: a connection ends a moment after its client has seen it.
    #[track_caller]
    pub(super) fn counts(&self, series: &str, value: f64) {
        for _ in 0..100 {
            if self.count(series) == value {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("{series} is {} and not {value}", self.count(series));
    }
}

fn asked(addr: SocketAddr, what: &str) -> (String, String) {
    let mut stream = TcpStream::connect(addr).unwrap();
    write!(stream, "{what} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// The series of a text in OpenMetrics: comments that say what follows, series in order of their
/// family, each with one number, and a mark at the end.
fn parsed(text: &str) -> HashMap<String, f64> {
    let lines = text.strip_suffix("# EOF\n").expect("the end is marked");
    let mut series = HashMap::new();
    let mut family = "";
    for line in lines.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (what, name) = (words.next().unwrap(), words.next().unwrap());
            assert!(["HELP", "TYPE", "UNIT"].contains(&what), "{line}");
            assert!(words.next().is_some(), "{line}");
            family = name;
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        assert!(
            !family.is_empty() && name.starts_with(family),
            "{line} is not of {family}"
        );
        if let Some((_, labels)) = name.split_once('{') {
            let labels = labels
                .strip_suffix("\"}")
                .unwrap_or_else(|| panic!("{line}"));
            for label in labels.split("\",") {
                let (name, value) = label.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
                assert!(
                    name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                    "{line}"
                );
                assert!(!value.contains(['"', '\\', '\n']), "{line}");
            }
        }
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(
            series.insert(name.to_owned(), value).is_none(),
            "{line} is there twice"
        );
    }
    series
}

#[test]
fn what_was_asked_is_counted_and_not_told() {
    let (guide, server) = served(&format!("[server]\n{METRICS}"));
    for path in [
        "/",
        "/lessen/ga-kijken/",
        "/lessen/ga-kijken/",
        "/geheim/",
        "/zoeken/?q=geheim",
        "/api/v1/zoekresultaten?q=geheim&zoek=geheim",
        "/api/v1/zoekresultaten?q=wijk",
        "/api/geheim",
        "/assets/site.css",
        "/gezondheid/live",
    ] {
        server.get(path);
    }
    server.send("GEHEIM", "/", &[], b"");
    let series = server.series();
    for (name, value) in [
        (r#"wijkgids_requests_total{route="/",status="200"}"#, 1.0),
        (r#"wijkgids_requests_total{route="/",status="405"}"#, 1.0),
        (
            r#"wijkgids_requests_total{route="/{pagina}",status="200"}"#,
            2.0,
        ),
        (
            r#"wijkgids_requests_total{route="/{pagina}",status="404"}"#,
            1.0,
        ),
        (
            r#"wijkgids_requests_total{route="/zoeken/",status="200"}"#,
            1.0,
        ),
        (
            r#"wijkgids_requests_total{route="/api/v1/zoekresultaten",status="400"}"#,
            1.0,
        ),
        (
            r#"wijkgids_requests_total{route="/api/v1/zoekresultaten",status="200"}"#,
            1.0,
        ),
        (
            r#"wijkgids_requests_total{route="/api/{onbekend}",status="404"}"#,
            1.0,
        ),
        (
            r#"wijkgids_requests_total{route="/gezondheid/{vraag}",status="200"}"#,
            1.0,
        ),
        (
            r#"wijkgids_request_duration_seconds_count{route="/{pagina}"}"#,
            3.0,
        ),
        (
            r#"wijkgids_request_duration_seconds_bucket{le="+Inf",route="/{pagina}"}"#,
            3.0,
        ),
        (r#"wijkgids_build_info{version="0.1.0"}"#, 1.0),
        ("wijkgids_cache_hits_total", 1.0),
        ("wijkgids_generation", 1.0),
        ("wijkgids_search_available", 1.0),
        ("wijkgids_publications_total", 0.0),
        ("wijkgids_connections_total", 11.0),
    ] {
        let name = name.replace("0.1.0", env!("CARGO_PKG_VERSION"));
        assert_eq!(series.get(&name), Some(&value), "{name}: {series:#?}");
    }
    assert!(series["wijkgids_generation_age_seconds"] < 60.0);
    assert!(series["wijkgids_sent_bytes_total"] > 100.0);
    assert!(
        !series
            .keys()
            .any(|name| name.to_lowercase().contains("geheim"))
    );
    guide.publish(2, |_| {});
    server.counts("wijkgids_generation", 2.0);
    server.counts("wijkgids_publications_total", 1.0);
    #[cfg(target_os = "linux")]
    for name in ["process_resident_memory_bytes", "process_open_fds"] {
        assert!(series[name] > 1.0, "{name}");
    }
}

/// The operators' manual, which has a table of them and of the settings.
const MANUAL: &str = include_str!("../../../docs/beheer.md");

#[test]
fn the_manual_names_every_series_and_every_setting() {
    let (_guide, server) = served(&format!("[server]\n{METRICS}"));
    server.get("/");
    server.get("/%ff");
    for series in server.series().into_keys() {
        let name = series.split('{').next().unwrap();
        let family = ["_bucket", "_count", "_sum"]
            .iter()
            .find_map(|part| name.strip_suffix(part))
            .unwrap_or(name);
        let named = [format!("`{family}`"), format!("`{family}{{")];
        assert!(named.iter().any(|name| MANUAL.contains(name)), "{family}");
    }
    let documented = config::documented();
    let (_, table) = documented.split_once("\n[server]\n").unwrap();
    let table = table.split("\n[").next().unwrap();
    let lines = table.lines().filter_map(|line| line.split_once(" = "));
    for (key, _) in lines.filter(|(key, _)| !key.contains("# ")) {
        let key = key.trim_start_matches('#');
        assert!(MANUAL.contains(&format!("| `{key}` |")), "{key}");
    }
}

#[test]
fn they_stand_on_their_own_address_only() {
    let (_guide, server) = served(&format!("[server]\n{METRICS}"));
    assert_eq!(server.get("/metrics").status, 404);
    let metrics = server.metrics.unwrap();
    for (what, status) in [
        ("GET /", "404"),
        ("GET /lessen/ga-kijken/", "404"),
        ("POST /metrics", "405"),
        ("HEAD /metrics", "200"),
    ] {
        let (head, body) = asked(metrics, what);
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}")),
            "{what}: {head}"
        );
        assert_eq!(body, "", "{what}");
    }
    let (_guide, without) = served("");
    assert_eq!(without.metrics, None);
}

#[test]
fn an_address_that_is_taken_is_told_of() {
    let (guide, server) = served(&format!("[server]\n{METRICS}"));
    let toml = format!("[server]\nmetrics_addr = \"{}\"", server.metrics.unwrap());
    let (config, _) = config::read(Some(&toml), std::iter::empty());
    let error = Server::bind(guide.options(config)).unwrap_err();
    assert!(matches!(error, ServeError::Metrics(..)), "{error}");
}
