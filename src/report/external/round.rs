//! One round along all addresses that are due: many hosts at once, one question at a time for each.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use url::Url;

use super::addresses;
use super::ask::Asker;
use super::cache::Cache;
use crate::guide::Guide;

/// So many hosts are asked at the same time.
const AT_ONCE: usize = 8;

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// One address, with all that it sends one on to.
    pub each: Duration,
    /// All of them. What is not asked by then is left for another time.
    pub all: Duration,
    /// Between two questions to the same host.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            each: Duration::from_secs(10),
            all: Duration::from_secs(300),
            pause: Duration::from_secs(1),
        }
    }
}

/// Asks all addresses of a guide that the cache has no fresh answer for, and puts the answers there. Tells
/// after each how many have been asked, of how many.
pub fn look(
    guide: &Guide,
    cache: &mut Cache,
    limits: Limits,
    now: Timestamp,
    tell: impl Fn(usize, usize),
) {
    let named = addresses(guide);
    cache.keep_only(|url| named.contains_key(url));
    let mut hosts: BTreeMap<String, VecDeque<String>> = BTreeMap::new();
    let mut due = 0;
    for url in named.into_keys().filter(|url| !cache.is_fresh(url, now)) {
        let host = Url::parse(&url).ok();
        let host = host.and_then(|url| Some(url.host_str()?.to_lowercase()));
        hosts
            .entry(host.unwrap_or_default())
            .or_default()
            .push_back(url);
        due += 1;
    }
    // The hosts with most addresses first: with a pause after each they take longest.
    let mut hosts: Vec<VecDeque<String>> = hosts.into_values().collect();
    hosts.sort_by_key(VecDeque::len);
    let workers = hosts.len().min(AT_ONCE);
    let until = Instant::now() + limits.all;
    let (waiting, asker) = (Mutex::new(hosts), Asker::new());
    let (answers, answered) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (answers, waiting, asker) = (answers.clone(), &waiting, &asker);
            scope.spawn(move || {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
                while let Some(host) = next() {
                    for (at, url) in host.into_iter().enumerate() {
                        if at > 0 {
                            let left = until.saturating_duration_since(Instant::now());
                            thread::sleep(limits.pause.min(left));
                        }
                        let left = until.saturating_duration_since(Instant::now());
                        // With hardly any time left, a time-out would say nothing of the address.
                        if left < limits.each / 2 {
                            return;
                        }
                        let verdict = asker.ask(&url, limits.each.min(left));
                        // It is received as long as the scope lasts.
                        let _ = answers.send((url, verdict));
                    }
                }
            });
        }
        drop(answers);
        for (asked, (url, verdict)) in answered.into_iter().enumerate() {
            cache.set(url, now, verdict);
            tell(asked + 1, due);
        }
    });
}
