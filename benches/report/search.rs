//! Search under load: the server with the corpus, asked over HTTP on loopback in an open loop; beside
//! it tantivy alone, asked without HTTP for the ten best pages and nothing else.
//!
//! 1. The corpus is written, built by the program, and indexed by the floor, each in a process of its
//!    own.
//! 2. The server starts, and is asked other questions for a while until it is warm.
//! 3. Search, suggestions and tantivy are asked by turns, never at the same time.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, io};

use crate::corpus::Size;
use crate::corpus::plan::Plan;
use crate::floor::{Raw, Variant};
use crate::load::{self, Answer, Connection, Load};
use crate::served::{SERVE, Server};
use crate::{measure, queries, rounds};

/// Questions a second.
pub(crate) const RATE: f64 = 300.0;

/// For so long the server is asked before anything is measured: until it has read the pages.
pub(crate) const WARM: Duration = Duration::from_secs(20);

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
    let corpus = build(&site, binary, pages, &log)?;
    let own = || env::current_exe().map(Command::new);
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
    let server = Server::start(binary, SERVE, &site)?;
    let over_http = |asked: Asked, first: usize, time: Duration| {
        let arrivals = load::arrivals(RATE, time);
        let paths: Vec<String> = (first..first + arrivals.len())
            .map(|nth| path(&plan, asked, nth))
            .collect();
        load::run(&arrivals, || {
            let mut connection = Connection::to(server.addr);
            let paths = &paths;
            move |nth| connection.get(&paths[nth])
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
        |nth| {
            let best = raw.best(&asked[nth]).map_err(io::Error::other);
            best.map(|_| Answer::Given)
        }
    });
    rows.push((Asked::Tantivy, tantivy));
    Ok(Answered {
        corpus,
        time,
        rows,
        memory,
    })
}

/// Writes a guide of `pages` pages to `site`, and builds it.
pub(crate) fn build(site: &Path, binary: &Path, pages: usize, log: &Path) -> io::Result<Size> {
    fs::create_dir_all(site)?;
    let mut own = Command::new(env::current_exe()?);
    measure::run(own.arg("corpus").arg(site).arg(pages.to_string()), log)?;
    let corpus = rounds::size(&fs::read_to_string(log)?);
    let build = Command::new(binary)
        .arg("build")
        .arg("--site")
        .arg(site)
        .stdin(Stdio::null())
        .output()?;
    if !build.status.success() {
        let said = String::from_utf8_lossy(&build.stderr);
        return Err(io::Error::other(said.into_owned()));
    }
    Ok(corpus)
}

/// The address of a question.
pub(crate) fn path(plan: &Plan, asked: Asked, nth: usize) -> String {
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
