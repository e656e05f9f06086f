//! Serving as an operator sees it: the log, the bound on open files, the metrics, stopping.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Site;

/// A server whose log is kept.
struct Logged {
    process: Child,
    addr: SocketAddr,
    log: thread::JoinHandle<Vec<String>>,
}

impl Logged {
    /// Starts the program, through a shell where something is to be set before.
    fn start(site: &Site, before: &str, args: &[&str]) -> Logged {
        let mut command = Command::new("sh");
        let script = format!("{before} exec \"$0\" serve --no-build --addr 127.0.0.1:0 \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_wijkgids")]);
        command
            .args(args)
            .current_dir(site.root())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut read = Vec::new();
        let addr = loop {
            let line = lines.next().expect("the server ended").unwrap();
            let addr = line.split_once("127.0.0.1:").map(|(_, rest)| {
                let end = rest.find(|c: char| !c.is_ascii_digit());
                let port = rest[..end.unwrap_or(rest.len())].parse().unwrap();
                SocketAddr::from(([127, 0, 0, 1], port))
            });
            read.push(line);
            if let Some(addr) = addr {
                break addr;
            }
        };
        let log = thread::spawn(move || {
            read.extend(lines.map_while(Result::ok));
            read
        });
        Logged { process, addr, log }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.addr).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: geheim.example\r\nUser-Agent: geheim\r\n\
             Referer: https://geheim.example/\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Tells it to stop as a service manager does, and gives its whole log.
    fn stop(mut self) -> Vec<String> {
        let id = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let status = self.process.wait().unwrap();
        assert!(status.success(), "{status}");
        self.log.join().unwrap()
    }
}

#[test]
fn the_log_tells_of_requests_and_not_of_who_asked_what() {
    let site = Site::copy_of("klein");
    site.build();
    let args = ["--log-format", "json", "--log-level", "debug"];
    let server = Logged::start(&site, "", &args);
    for path in [
        "/",
        "/zoeken/?q=geheim",
        "/api/v1/zoekresultaten?q=geheim&perPagina=5",
        "/api/v1/zoekresultaten?geheim=1",
        "/geheim/",
    ] {
        assert!(server.get(path).starts_with("HTTP/1.1 "));
    }
    site.build();
    let log = server.stop();
    let events: Vec<Value> = log
        .iter()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    let told = |message: &str| {
        let all = events.iter().filter(|event| event["message"] == message);
        all.collect::<Vec<_>>()
    };
    let requests: Vec<(&str, u64)> = told("request")
        .iter()
        .map(|event| {
            (
                event["route"].as_str().unwrap(),
                event["status"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        requests,
        [
            ("/", 200),
            ("/zoeken/", 200),
            ("/api/v1/zoekresultaten", 200),
            ("/api/v1/zoekresultaten", 400),
            ("/{pagina}", 404),
        ]
    );
    for event in told("request") {
        assert_eq!(event["method"], "GET");
        assert_eq!(event["level"], "DEBUG");
        assert!(event["us"].is_u64() && event["bytes"].is_u64(), "{event}");
        let time: jiff::Timestamp = event["timestamp"].as_str().unwrap().parse().unwrap();
        assert!(jiff::Timestamp::now().duration_since(time).as_secs() < 600);
    }
    assert_eq!(told("serving")[0]["generation"], 1);
    assert_eq!((told("stopping").len(), told("stopped").len()), (1, 1));
    let all = log.join("\n").to_lowercase();
    assert!(!all.contains("geheim"), "{all}");
    let addresses = all.matches("127.0.0.1").count();
    assert_eq!(addresses, 1, "only the server's own: {all}");
}

#[test]
fn the_log_has_a_weight_and_a_form_by_configuration() {
    let site = Site::copy_of("klein");
    let toml = site.read("site.toml");
    site.put(
        "site.toml",
        format!("{toml}\n[server]\nlog_level = \"warn\"\n"),
    );
    site.build();
    let server = Logged::start(&site, "", &[]);
    server.get("/");
    let log = server.stop();
    assert_eq!(log.len(), 1, "only where the guide stands: {log:?}");
    let server = Logged::start(&site, "", &["--log-level", "info"]);
    let log = server.stop();
    assert!(
        log.iter().any(|line| line.contains("INFO stopped")),
        "{log:?}"
    );
}

/// Silent connections up to the bound on open files: who asks something is still answered.
#[test]
fn idle_connections_do_not_use_up_the_open_files() {
    let site = Site::copy_of("klein");
    site.build();
    let server = Logged::start(&site, "ulimit -n 96;", &["--log-level", "debug"]);
    let idle: Vec<TcpStream> = (0..300)
        .filter_map(|_| TcpStream::connect(server.addr).ok())
        .collect();
    assert!(idle.len() > 96);
    thread::sleep(Duration::from_millis(2500));
    let begun = Instant::now();
    for _ in 0..10 {
        let answer = server.get("/");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let found = server.get("/api/v1/zoekresultaten?q=wijk");
        assert!(found.starts_with("HTTP/1.1 200 "), "{found}");
    }
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    // There is room to take up what is published, too.
    let lesson = site.path("content/lessons");
    let first = std::fs::read_dir(lesson).unwrap().next().unwrap().unwrap();
    let text = std::fs::read_to_string(first.path()).unwrap();
    std::fs::write(first.path(), format!("{text}\nNog een zin.\n")).unwrap();
    site.build();
    let until = Instant::now() + Duration::from_secs(20);
    while !server.get("/gezondheid/gereed").contains("\"generatie\":2") {
        assert!(Instant::now() < until, "the publication was not taken up");
        thread::sleep(Duration::from_millis(100));
    }
    drop(idle);
    server.stop();
}

/// Who serves may be another user than who builds, as in the example for systemd.
#[test]
fn what_is_published_can_be_read_by_who_may_read_the_site() {
    use std::os::unix::fs::PermissionsExt;

    let site = Site::copy_of("klein");
    site.build();
    for folder in [".wijkgids", "index", "public"] {
        for entry in walkdir::WalkDir::new(site.path(folder)) {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode();
            let above = entry.path().parent().unwrap().metadata().unwrap();
            let readable = above.permissions().mode() & 0o444;
            assert_eq!(
                mode & readable,
                readable,
                "{}: {mode:o}",
                entry.path().display()
            );
        }
    }
}
