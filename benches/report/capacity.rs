//! The server under pressure: how much it takes, and what it does when more is asked.
//!
//! 1. The guide is written and built, and the server started; it is asked until it is warm.
//! 2. The highest rate is sought at which searches keep their time and none is refused or lost: first
//!    with short runs, then with one as long as was asked for.
//! 3. At the rate that is wanted twenty publications are made: at the highest there is nothing left to
//!    build with.
//! 4. Four times the highest rate is asked for as many minutes as was asked for, while memory is watched.
//!
//! All of it comes from this machine, in an open loop (`load`): what asks takes its share of the
//! processors, as the clients of a real server do not.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, io, thread};

use crate::corpus::Size;
use crate::corpus::plan::Plan;
use crate::load::{self, Connection, Load};
use crate::search::{self, Asked};
use crate::served::{SERVE, Server};

/// Searches are to be answered within this time, but for one in a hundred.
pub(crate) const GOAL: Duration = Duration::from_millis(25);

/// The rate that is asked for, a second.
pub(crate) const WANTED: f64 = 500.0;

/// How many times the highest rate is too much.
pub(crate) const TOO_MUCH: f64 = 4.0;

/// Publications under load.
pub(crate) const PUBLICATIONS: usize = 20;

/// The first rate that is tried, and by how much the next is higher.
const FIRST: f64 = 400.0;
const STEP: f64 = 1.3;

/// How often the space between a rate that holds and one that does not is halved.
const HALVINGS: usize = 3;

/// How long a rate is tried while it is sought.
const TRY: Duration = Duration::from_secs(8);

/// What was measured.
#[derive(Debug)]
pub(crate) struct Capacity {
    pub(crate) corpus: Size,
    /// The highest rate that holds, and how it was answered.
    pub(crate) rate: f64,
    pub(crate) sustained: Load,
    /// The rate that is wanted, while the guide was published anew.
    pub(crate) publishing: Load,
    /// Four times the highest rate.
    pub(crate) flooded: Load,
    /// The server's own memory in bytes: after a tenth of the flood, at its highest after that, and at
    /// its end.
    pub(crate) memory: Option<(u64, u64, u64)>,
}

/// How long each part takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) sustained: Duration,
    pub(crate) flood: Duration,
}

/// Measures a guide of `pages` pages, in a folder below `base`.
pub(crate) fn run(base: &Path, binary: &Path, pages: usize, times: Times) -> io::Result<Capacity> {
    let site = base.join("druk");
    let corpus = search::build(&site, binary, pages, &base.join("log"))?;
    eprintln!("{pages} pages are built");
    let server = Server::start(binary, SERVE, &site)?;
    let asking = Asking {
        plan: Plan::new(pages),
        server: &server,
        asked: AtomicUsize::new(0),
    };
    asking.at(FIRST, search::WARM);
    let mut rate = asking.highest();
    let sustained = loop {
        let load = asking.at(rate, times.sustained);
        if holds(&load) || rate < FIRST / 4.0 {
            break load;
        }
        eprintln!("{rate:.0}/s does not hold for {:?}", times.sustained);
        rate *= 0.85;
    };
    let publishing = asking.while_publishing(while_publishing(rate), &site, binary)?;
    let (flooded, memory) = asking.flood(rate * TOO_MUCH, times.flood);
    Ok(Capacity {
        corpus,
        rate,
        sustained,
        publishing,
        flooded,
        memory,
    })
}

/// The rate during publications: what is wanted, or what the server carries if that is less.
pub(crate) fn while_publishing(highest: f64) -> f64 {
    highest.min(WANTED)
}

/// Whether all was answered, and in time.
pub(crate) fn holds(load: &Load) -> bool {
    load.lost() == 0 && load.percentile(0.99) <= GOAL
}

struct Asking<'a> {
    plan: Plan,
    server: &'a Server,
    /// How many questions were asked.
    asked: AtomicUsize,
}

impl Asking<'_> {
    /// Asks at this rate for so long, what was not asked before.
    fn at(&self, rate: f64, time: Duration) -> Load {
        let arrivals = load::arrivals(rate, time);
        let first = self.asked.fetch_add(arrivals.len(), Ordering::Relaxed);
        let load = load::run(&arrivals, || {
            let mut connection = Connection::to(self.server.addr);
            move |nth| connection.get(&search::path(&self.plan, Asked::Search, first + nth))
        });
        eprintln!(
            "{rate:.0}/s: {} answered, p99 {:.1} ms; {} refused, p99 {:.1} ms; {} lost",
            load.times.len(),
            load.percentile(0.99).as_secs_f64() * 1e3,
            load.refused.len(),
            load::percentile(&load.refused, 0.99).as_secs_f64() * 1e3,
            load.errors
        );
        load
    }

    /// Whether a rate holds for a while; in one of two tries, since a machine has bad moments.
    fn carries(&self, rate: f64) -> bool {
        holds(&self.at(rate, TRY)) || holds(&self.at(rate, TRY))
    }

    /// The highest rate that holds in short runs.
    fn highest(&self) -> f64 {
        let (mut low, mut high) = (0.0, FIRST);
        while self.carries(high) {
            low = high;
            high *= STEP;
        }
        for _ in 0..HALVINGS {
            let middle = (low + high) / 2.0;
            match self.carries(middle) {
                true => low = middle,
                false => high = middle,
            }
        }
        low.max(FIRST / 4.0)
    }

    /// Asks at this rate while a lesson is changed and the guide published, again and again. Builds
    /// give way to the server, as they would on a machine that serves.
    fn while_publishing(&self, rate: f64, site: &Path, binary: &Path) -> io::Result<Load> {
        let folder = site.join("content/lessons/reeks-1");
        let lesson = fs::read_dir(folder)?
            .next()
            .ok_or(io::ErrorKind::NotFound)??;
        let text = fs::read_to_string(lesson.path())?;
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut all = Load::default();
                while !done.load(Ordering::Relaxed) {
                    let mut load = self.at(rate, Duration::from_secs(5));
                    all.times.append(&mut load.times);
                    all.refused.append(&mut load.refused);
                    all.errors += load.errors;
                    all.took += load.took;
                }
                all.times.sort_unstable();
                all.refused.sort_unstable();
                all
            });
            let mut built = Ok(());
            for number in 0..PUBLICATIONS {
                built = fs::write(lesson.path(), format!("{text}\nUitgave {number}.\n"))
                    .and_then(|()| publish(site, binary));
                if built.is_err() {
                    break;
                }
            }
            done.store(true, Ordering::Relaxed);
            let load = asking
                .join()
                .map_err(|_| io::Error::other("asking broke off"))?;
            built.map(|()| load)
        })
    }

    /// Asks far too much, and watches the memory of the server.
    fn flood(&self, rate: f64, time: Duration) -> (Load, Option<(u64, u64, u64)>) {
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let watching = scope.spawn(|| {
                let mut seen = Vec::new();
                while !done.load(Ordering::Relaxed) {
                    seen.extend(self.server.own_memory());
                    thread::sleep(time / 200);
                }
                seen
            });
            let load = self.at(rate, time);
            done.store(true, Ordering::Relaxed);
            let seen = watching.join().unwrap_or_default();
            let settled = &seen[seen.len() / 10..];
            let highest = settled.iter().max().copied();
            let memory = settled.first().zip(highest).zip(settled.last());
            (
                load,
                memory.map(|((&first, most), &last)| (first, most, last)),
            )
        })
    }
}

fn publish(site: &Path, binary: &Path) -> io::Result<()> {
    let mut command = Command::new("nice");
    command.args(["-n", "19"]).arg(binary);
    command.arg("build").arg("--site").arg(site);
    let built = command.stdin(Stdio::null()).output()?;
    match built.status.success() {
        true => Ok(()),
        false => Err(io::Error::other(
            String::from_utf8_lossy(&built.stderr).into_owned(),
        )),
    }
}
