//! Search under load: the server with the corpus, asked over HTTP on loopback in an open loop; beside
//! it tantivy alone, asked without HTTP for the ten best pages and nothing else.
//!
//! 1. The corpus is written, built by the program, and indexed by the floor, each in a process of its
//!    own.
//! 2. The server starts, and is asked other questions for a while until it is warm.
//! 3. Search, suggestions and tantivy are asked by turns, never at the same time.

use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use crate::corpus::Size;
use crate::corpus::plan::Plan;
use crate::floor::{Raw, Variant};
use crate::load::{self, Connection, Load};
use crate::{measure, queries, rounds};

/// Questions a second.
pub(crate) const RATE: f64 = 300.0;

/// For so long the server is asked before anything is measured.
const WARM: Duration = Duration::from_secs(5);

/// Questions of the warm-up are others than those of the measurement.
const OTHERS: usize = 1_000_000;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `/api/v1/zoekresultaten`, with its facets and highlights.
    Search,
    /// `/api/v1/suggesties`.
    Suggestions,
    /// Tantivy alone, with the questions of `Search`.
    Tantivy,
}

/// What asking came to.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) corpus: Size,
    pub(crate) time: Duration,
    pub(crate) rows: Vec<(Asked, Load)>,
    /// Peak memory of the server in bytes, where the system tells it.
    pub(crate) memory: Option<u64>,
}

/// Asks a guide of `pages` pages for `time` each, in a folder below `base`.
pub(crate) fn run(
    base: &Path,
    binary: &Path,
    pages: usize,
    time: Duration,
) -> io::Result<Answered> {
    let site = base.join("zoeken");
    let floor = base.join("vloer");
    let log = base.join("log");
    fs::create_dir_all(&site)?;
    let own = || env::current_exe().map(Command::new);
    measure::run(own()?.arg("corpus").arg(&site).arg(pages.to_string()), &log)?;
    let corpus = rounds::size(&fs::read_to_string(&log)?);
    let build = Command::new(binary)
        .arg("build")
        .arg("--site")
        .arg(&site)
        .stdin(Stdio::null())
        .output()?;
    if !build.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&build.stderr).into_owned(),
        ));
    }
    let index = floor.join("index");
    let mut floored = own()?;
    floored.arg("floor").arg(Variant::DutchIndex.name());
    floored.arg(&site).arg(floor.join("uit")).arg(&index);
    measure::run(&mut floored, &log)?;
    eprintln!(
        "{pages} pages are built; asking takes {:?}",
        WARM * 2 + time * 3
    );

    let plan = Plan::new(pages);
    let server = Server::start(binary, &["serve", "--no-build"], &site)?;
    let over_http = |asked: Asked, first: usize, time: Duration| {
        let arrivals = load::arrivals(RATE, time);
        let paths: Vec<String> = (first..first + arrivals.len())
            .map(|nth| path(&plan, asked, nth))
            .collect();
        load::run(&arrivals, || {
            let mut connection = Connection::to(server.addr);
            let paths = &paths;
            move |nth| connection.get(&paths[nth]).map(|_| ())
        })
    };
    let mut rows = Vec::new();
    for asked in [Asked::Search, Asked::Suggestions] {
        over_http(asked, OTHERS, WARM);
        rows.push((asked, over_http(asked, 0, time)));
    }
    let memory = server.memory();
    drop(server);

    let raw = Raw::open(&index).map_err(io::Error::other)?;
    let arrivals = load::arrivals(RATE, time);
    let asked: Vec<String> = (0..arrivals.len())
        .map(|nth| queries::query(&plan, nth))
        .collect();
    let tantivy = load::run(&arrivals, || {
        |nth| raw.best(&asked[nth]).map(|_| ()).map_err(io::Error::other)
    });
    rows.push((Asked::Tantivy, tantivy));
    Ok(Answered {
        corpus,
        time,
        rows,
        memory,
    })
}

/// The address of a question.
fn path(plan: &Plan, asked: Asked, nth: usize) -> String {
    let (address, text) = match asked {
        Asked::Suggestions => ("suggesties", queries::typed(plan, nth)),
        Asked::Search | Asked::Tantivy => ("zoekresultaten", queries::query(plan, nth)),
    };
    let mut path = format!("/api/v1/{address}?q=");
    for byte in text.bytes() {
        match byte.is_ascii_alphanumeric() {
            true => path.push(char::from(byte)),
            false => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

/// The program, serving.
pub(crate) struct Server {
    process: Child,
    addr: SocketAddr,
}

impl Server {
    /// Starts it on a free port, and waits until it listens.
    pub(crate) fn start(binary: &Path, command: &[&str], site: &Path) -> io::Result<Server> {
        let mut process = Command::new(binary)
            .args(command)
            .args(["--addr", "127.0.0.1:0", "--site"])
            .arg(site)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let said = process.stderr.take();
        let mut server = Server {
            process,
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        let mut lines = said
            .into_iter()
            .flat_map(|said| BufReader::new(said).lines());
        for line in lines.by_ref() {
            let line = line?;
            let addr = line
                .split_once("http://")
                .and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
            if let Some(addr) = addr {
                server.addr = addr;
                break;
            }
            eprintln!("{line}");
        }
        if server.addr.port() == 0 {
            return Err(io::Error::other("the server ended before it listened"));
        }
        // What it says later is passed on, or its pipe would fill.
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .for_each(|line| eprintln!("{line}"))
        });
        Ok(server)
    }

    /// Its peak memory in bytes.
    fn memory(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    /// Its memory now.
    pub(crate) fn memory_now(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// Where it listens.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    fn status(&self, name: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kilobytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has nothing to keep; one that ended by itself is fine too.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
