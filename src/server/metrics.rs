//! What the server counts, for Prometheus: requests by route and answer, how long they took, what was
//! turned away and why, and the state that it is in.
//!
//! Labels come from small fixed sets, so that nobody who asks can make a new series. No series tells
//! what was asked, or by whom.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::process;

/// Upper bounds of the latency histogram, in seconds. The goals of the search, 10 and 25 ms, are
/// among them.
const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Which bound turned a request away: there was more to do than is taken on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// So many connections are open.
    Connections,
    /// So many requests are being worked on.
    Requests,
    /// The searches before it take too long.
    Searches,
    /// It took too long itself.
    Time,
}

impl Bound {
    fn name(self) -> &'static str {
        match self {
            Bound::Connections => "connections",
            Bound::Requests => "requests",
            Bound::Searches => "searches",
            Bound::Time => "time",
        }
    }
}

/// What was wrong with a request that was refused unread, or not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Its head did not come in time.
    SlowHead,
    /// Its head is no HTTP.
    BadHead,
    /// Its head is too large.
    LargeHead,
    /// The connection broke off in the middle of it.
    CutOff,
    /// Its body did not come in time, or not whole.
    SlowBody,
    /// Its body is too large.
    LargeBody,
    /// Its path is one that no page can have, and is only sent to mislead.
    BadPath,
    /// Its asker asked more than the quota.
    Quota,
    /// Its asker did not take the answer.
    SlowReader,
    /// Its connection was idle while others needed the room.
    Idle,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Reason::SlowHead => "slow_head",
            Reason::BadHead => "bad_head",
            Reason::LargeHead => "large_head",
            Reason::CutOff => "cut_off",
            Reason::SlowBody => "slow_body",
            Reason::LargeBody => "large_body",
            Reason::BadPath => "bad_path",
            Reason::Quota => "quota",
            Reason::SlowReader => "slow_reader",
            Reason::Idle => "idle",
        }
    }
}

/// One value of one label.
type Label = [(&'static str, &'static str); 1];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: u16,
}

/// Everything that is counted. Cheap to count in; what is a state is only looked up when it is asked.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Label, Histogram, fn() -> Histogram>,
    sent: Counter,
    shed: Family<Label, Counter>,
    refused: Family<Label, Counter>,
    shed_in_all: AtomicU64,
    publications: Counter,
    /// Files found in memory, and files read from the store.
    pub(super) cache: (Counter, Counter),
    /// Connections that were accepted.
    pub(super) connections: Counter,
    states: States,
}

/// Gauges, which are set when they are asked for.
#[derive(Debug, Default)]
struct States {
    open: Gauge,
    working: Gauge,
    generation: Gauge,
    age: Gauge,
    search: Gauge,
    memory: Gauge,
    files: Gauge,
}

/// The state of the server at a moment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Now {
    /// Connections that are open.
    pub(super) connections: usize,
    /// Requests that are being worked on.
    pub(super) requests: usize,
    /// The number of the generation that is served.
    pub(super) generation: u32,
    /// How long ago it was published.
    pub(super) age: Option<Duration>,
    /// Whether it can be searched.
    pub(super) search: bool,
}

impl Metrics {
    pub(super) fn new() -> Metrics {
        let mut metrics = Metrics {
            registry: Registry::default(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            sent: Counter::default(),
            shed: Family::default(),
            refused: Family::default(),
            shed_in_all: AtomicU64::new(0),
            publications: Counter::default(),
            cache: Default::default(),
            connections: Counter::default(),
            states: States::default(),
        };
        // Series that are there from the beginning can be compared with zero.
        for bound in [
            Bound::Connections,
            Bound::Requests,
            Bound::Searches,
            Bound::Time,
        ] {
            drop(metrics.shed.get_or_create(&[("bound", bound.name())]));
        }
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = self.registry.sub_registry_with_prefix("wijkgids");
        registry.register(
            "build",
            "The program that answers",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        registry.register(
            "requests",
            "Requests that were answered",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "From the head of a request to the beginning of its answer",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register_with_unit(
            "sent",
            "Bodies of answers, as they were announced",
            Unit::Bytes,
            self.sent.clone(),
        );
        registry.register(
            "shed_requests",
            "Requests turned away by a bound on the load",
            self.shed.clone(),
        );
        registry.register(
            "refused_requests",
            "Requests and connections refused for what they are",
            self.refused.clone(),
        );
        registry.register(
            "publications",
            "Generations taken up since the start",
            self.publications.clone(),
        );
        let (found, read) = self.cache.clone();
        registry.register("cache_hits", "Files found in memory", found);
        registry.register("cache_misses", "Files read from the store", read);
        registry.register(
            "connections",
            "Connections that were accepted",
            self.connections.clone(),
        );
        let states = &self.states;
        for (name, help, gauge) in [
            (
                "connections_open",
                "Connections that are open",
                &states.open,
            ),
            (
                "requests_in_progress",
                "Requests that are worked on",
                &states.working,
            ),
            (
                "generation",
                "The number of the generation that is served",
                &states.generation,
            ),
            (
                "search_available",
                "Whether that generation can be searched: 1 or 0",
                &states.search,
            ),
        ] {
            registry.register(name, help, gauge.clone());
        }
        registry.register_with_unit(
            "generation_age",
            "Since the generation that is served was published",
            Unit::Seconds,
            states.age.clone(),
        );
        // By the names that every program has for these.
        let registry = self.registry.sub_registry_with_prefix("process");
        registry.register_with_unit(
            "resident_memory",
            "Memory that the process takes",
            Unit::Bytes,
            states.memory.clone(),
        );
        registry.register(
            "open_fds",
            "Files and connections that the process has open",
            states.files.clone(),
        );
        let started = Gauge::<i64>::default();
        let epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        started.set(signed(epoch.unwrap_or_default().as_secs()));
        registry.register_with_unit(
            "start_time",
            "When the process began, since 1970",
            Unit::Seconds,
            started,
        );
    }

    /// Counts an answer, and how many bytes it was announced to have.
    pub(super) fn answered(
        &self,
        route: &'static str,
        status: u16,
        took: Duration,
        bytes: Option<u64>,
    ) {
        self.requests
            .get_or_create(&Answered { route, status })
            .inc();
        self.durations
            .get_or_create(&[("route", route)])
            .observe(took.as_secs_f64());
        self.sent.inc_by(bytes.unwrap_or(0));
    }

    /// Counts a request that was turned away by a bound.
    pub(super) fn shed(&self, bound: Bound) {
        self.shed_in_all.fetch_add(1, Ordering::Relaxed);
        self.shed.get_or_create(&[("bound", bound.name())]).inc();
    }

    /// Counts a request that was refused.
    pub(super) fn refused(&self, reason: Reason) {
        let label = [("reason", reason.name())];
        self.refused.get_or_create(&label).inc();
    }

    /// Counts a generation that was taken up.
    pub(super) fn published(&self) {
        self.publications.inc();
    }

    /// How many requests were turned away by a bound since the start.
    pub(super) fn shed_in_all(&self) -> u64 {
        self.shed_in_all.load(Ordering::Relaxed)
    }

    /// All of it, in the format that Prometheus reads (OpenMetrics 1.0).
    pub(super) fn text(&self, now: &Now) -> Result<String, fmt::Error> {
        let states = &self.states;
        states.open.set(signed(now.connections as u64));
        states.working.set(signed(now.requests as u64));
        states.generation.set(now.generation.into());
        states
            .age
            .set(signed(now.age.unwrap_or_default().as_secs()));
        states.search.set(now.search.into());
        states.memory.set(signed(process::memory().unwrap_or(0)));
        states.files.set(signed(process::open_files().unwrap_or(0)));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_written() {
        let metrics = Metrics::new();
        metrics.answered("/zoeken/", 200, Duration::from_millis(7), Some(1000));
        metrics.answered("/zoeken/", 503, Duration::from_micros(70), None);
        metrics.shed(Bound::Searches);
        metrics.refused(Reason::BadPath);
        metrics.published();
        metrics.cache.0.inc();
        let text = metrics
            .text(&Now {
                connections: 3,
                generation: 12,
                age: Some(Duration::from_secs(60)),
                search: true,
                ..Now::default()
            })
            .unwrap();
        for line in [
            r#"wijkgids_requests_total{route="/zoeken/",status="200"} 1"#,
            r#"wijkgids_request_duration_seconds_bucket{le="0.005",route="/zoeken/"} 1"#,
            r#"wijkgids_request_duration_seconds_bucket{le="0.01",route="/zoeken/"} 2"#,
            r#"wijkgids_request_duration_seconds_count{route="/zoeken/"} 2"#,
            "wijkgids_sent_bytes_total 1000",
            r#"wijkgids_shed_requests_total{bound="searches"} 1"#,
            r#"wijkgids_shed_requests_total{bound="requests"} 0"#,
            r#"wijkgids_refused_requests_total{reason="bad_path"} 1"#,
            "wijkgids_publications_total 1",
            "wijkgids_cache_hits_total 1",
            "wijkgids_connections_open 3",
            "wijkgids_generation 12",
            "wijkgids_generation_age_seconds 60",
            "wijkgids_search_available 1",
            "# TYPE wijkgids_request_duration_seconds histogram",
            "# EOF",
        ] {
            assert!(text.lines().any(|there| there == line), "{line}\n{text}");
        }
        assert_eq!(metrics.shed_in_all(), 1);
    }
}
