//! How much one address may ask: so many questions a minute, all at once or spread.
//!
//! Each address has a moment at which all that it asked would have been due, had it asked evenly
//! (the generic cell rate algorithm). A question moves it on by one share of a minute; while it lies
//! more than a minute ahead, the answer is no. So an address takes one number and no history.
//!
//! All of it stands in memory only and is forgotten: the addresses in two halves, of which the older
//! is dropped when the younger is full or a minute old. A flood of addresses makes it forget sooner,
//! never grow: who is forgotten begins anew.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::config::Count;

/// The time that a quota is for, and the longest that an address can be in arrears.
const MINUTE: Duration = Duration::from_secs(60);

/// Addresses in each half: with its surroundings a few megabytes in all.
const HALF: usize = 32 * 1024;

/// A bound on the questions of each address.
#[derive(Debug)]
pub(super) struct Quota {
    share: Duration,
    halves: Mutex<Halves>,
}

#[derive(Debug)]
struct Halves {
    young: HashMap<Asker, Instant>,
    old: HashMap<Asker, Instant>,
    begun: Instant,
}

/// Whom questions are counted for: an IPv4 address, or the network of an IPv6 address, all of which
/// one asker has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asker {
    V4(u32),
    V6(u64),
}

impl Asker {
    fn of(address: IpAddr) -> Asker {
        match address.to_canonical() {
            IpAddr::V4(address) => Asker::V4(address.to_bits()),
            IpAddr::V6(address) => Asker::V6((address.to_bits() >> 64) as u64),
        }
    }
}

impl Quota {
    /// So many questions in each minute.
    pub(super) fn new(questions: Count<1, 100_000>, now: Instant) -> Quota {
        Quota {
            share: MINUTE / questions.get(),
            halves: Mutex::new(Halves {
                young: HashMap::new(),
                old: HashMap::new(),
                begun: now,
            }),
        }
    }

    /// Counts a question of an address; or refuses it, with how long to wait.
    pub(super) fn ask(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let asker = Asker::of(address);
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if halves.young.len() >= HALF || now.saturating_duration_since(halves.begun) >= MINUTE {
            halves.old = std::mem::take(&mut halves.young);
            halves.begun = now;
        }
        let known = halves.young.get(&asker).or_else(|| halves.old.get(&asker));
        let due = known.map_or(now, |known| (*known).max(now)) + self.share;
        match due.saturating_duration_since(now + MINUTE) {
            Duration::ZERO => {
                halves.young.insert(asker, due);
                Ok(())
            }
            wait => Err(wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// How many of a hundred questions at `now` are answered.
    fn answered(quota: &Quota, asker: &str, now: Instant) -> usize {
        let asker = address(asker);
        (0..100).filter(|_| quota.ask(asker, now).is_ok()).count()
    }

    #[test]
    fn an_address_has_so_many_questions_a_minute() {
        let start = Instant::now();
        let quota = Quota::new(Count::new(30), start);
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(answered(&quota, "192.0.2.1", after(0)), 30);
        let wait = quota.ask(address("192.0.2.1"), after(1)).unwrap_err();
        assert_eq!(
            wait,
            Duration::from_secs(1),
            "two seconds for each question"
        );
        assert_eq!(answered(&quota, "192.0.2.1", after(2)), 1);
        assert_eq!(answered(&quota, "192.0.2.1", after(12)), 5);
        // What is refused is not counted against who asks.
        assert_eq!(answered(&quota, "192.0.2.1", after(72)), 30);
        assert_eq!(
            answered(&quota, "192.0.2.1", after(1000)),
            30,
            "none are saved up"
        );
    }

    #[test]
    fn addresses_have_a_quota_each_and_ipv6_has_it_by_network() {
        let start = Instant::now();
        let quota = Quota::new(Count::new(10), start);
        for (asker, questions) in [
            ("192.0.2.1", 10),
            ("192.0.2.2", 10),
            ("::ffff:192.0.2.2", 0),
            ("2001:db8:1:1::1", 10),
            ("2001:db8:1:1:ffff::2", 0),
            ("2001:db8:1:2::1", 10),
        ] {
            assert_eq!(answered(&quota, asker, start), questions, "{asker}");
        }
    }

    #[test]
    fn a_flood_of_addresses_takes_no_more_memory() {
        let start = Instant::now();
        let quota = Quota::new(Count::new(1), start);
        for number in 0..5 * HALF as u32 {
            assert!(quota.ask(IpAddr::V4(number.into()), start).is_ok());
        }
        let halves = quota.halves.lock().unwrap();
        assert!(halves.young.len() + halves.old.len() <= 2 * HALF);
        drop(halves);
        let last = IpAddr::V4((5 * HALF as u32 - 1).into());
        assert!(quota.ask(last, start).is_err(), "the latest are remembered");
    }
}
