//! An open loop: what is asked arrives at times fixed beforehand, whether or not earlier answers have
//! come, and each answer's time counts from when its question was due.
//!
//! A closed loop waits for an answer before it asks again, and so asks least just when a server is
//! slowest; its percentiles leave out the waiting that readers would have done.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::random::Random;

/// Readers at once. At the rate of the bench all of them wait only when no answer has come for a
/// fifth of a second; what is due then is asked late, and its time has long begun.
const READERS: usize = 64;

/// An answer that takes longer than this is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// As asked.
    Given,
    /// There is too much to do: 503.
    Refused,
}

/// What a run of questions came to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Load {
    /// From when each question was due to the end of its answer, the shortest first.
    pub(crate) times: Vec<Duration>,
    /// The same for those that were refused.
    pub(crate) refused: Vec<Duration>,
    /// How many got no answer, or another than asked for.
    pub(crate) errors: usize,
    /// From the first question to the last answer.
    pub(crate) took: Duration,
}

impl Load {
    /// The time within which this share of the questions was answered.
    pub(crate) fn percentile(&self, share: f64) -> Duration {
        percentile(&self.times, share)
    }

    /// How many were not answered as asked.
    pub(crate) fn lost(&self) -> usize {
        self.errors + self.refused.len()
    }

    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

/// The time within which this share of what took these times was done, the shortest of them first.
pub(crate) fn percentile(times: &[Duration], share: f64) -> Duration {
    let rank = (share * times.len() as f64).ceil() as usize;
    let at = rank.clamp(1, times.len().max(1)) - 1;
    times.get(at).copied().unwrap_or_default()
}

/// When so many questions arrive, `rate` a second on average: at random, as readers who do not know
/// of each other, and the same each time.
pub(crate) fn arrivals(rate: f64, time: Duration) -> Vec<Duration> {
    let mut random = Random::stream("arrivals", 0);
    let mut at = 0.0;
    let mut arrivals = Vec::new();
    loop {
        at -= (1.0 - random.fraction()).ln() / rate;
        if at >= time.as_secs_f64() {
            return arrivals;
        }
        arrivals.push(Duration::from_secs_f64(at));
    }
}

/// Asks the `n`th question at the `n`th of `arrivals`. `reader` makes what each reader asks with: a
/// connection, say; it is given numbers of questions.
pub(crate) fn run<R: FnMut(usize) -> io::Result<Answer>>(
    arrivals: &[Duration],
    reader: impl Fn() -> R + Sync,
) -> Load {
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Load::default());
    // Time for all readers to stand ready.
    let start = Instant::now() + Duration::from_millis(200);
    thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                let mut ask = reader();
                let mut own = Load::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(&arrival) = arrivals.get(number) else {
                        break;
                    };
                    let due = start + arrival;
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    match ask(number) {
                        Ok(Answer::Given) => own.times.push(due.elapsed()),
                        Ok(Answer::Refused) => own.refused.push(due.elapsed()),
                        Err(_) => own.errors += 1,
                    }
                }
                if let Ok(mut total) = total.lock() {
                    total.times.append(&mut own.times);
                    total.refused.append(&mut own.refused);
                    total.errors += own.errors;
                }
            });
        }
    });
    let mut total = total.into_inner().unwrap_or_default();
    total.times.sort_unstable();
    total.refused.sort_unstable();
    total.took = start.elapsed();
    total
}

/// A reader over HTTP, who keeps the connection.
pub(crate) struct Connection {
    addr: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
    body: Vec<u8>,
}

impl Connection {
    pub(crate) fn to(addr: SocketAddr) -> Connection {
        Connection {
            addr,
            stream: None,
            body: Vec::new(),
        }
    }

    /// Asks for `path` and reads the answer; anything but 200 and 503 is an error.
    pub(crate) fn get(&mut self, path: &str) -> io::Result<Answer> {
        // After an error what is left of an answer says nothing: the next begins anew.
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect_timeout(&self.addr, PATIENCE)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                BufReader::with_capacity(64 << 10, stream)
            }
        };
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let answer = match line.get(..13) {
            Some("HTTP/1.1 200 ") => Ok(Answer::Given),
            Some("HTTP/1.1 503 ") => Ok(Answer::Refused),
            _ => Err(io::ErrorKind::InvalidData),
        };
        let (mut len, mut keeps) = (None, true);
        loop {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                len = value.trim().parse::<usize>().ok();
            }
            keeps &= !(name.eq_ignore_ascii_case("connection") && value.trim() == "close");
        }
        let len = len.ok_or(io::ErrorKind::InvalidData)?;
        self.body.resize(len, 0);
        stream.read_exact(&mut self.body)?;
        self.stream = keeps.then_some(stream);
        answer.map_err(io::Error::from)
    }

    /// The last answer as it was read.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }
}
