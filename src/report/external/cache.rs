//! What was found at addresses before: a file in `.wijkgids/`. Losing it costs asking again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::publish::Places;

/// What arrived is believed this long.
const SOUND: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What did not arrive is asked again after this long, so that who mends it sees so the day after.
const FAULTY: SignedDuration = SignedDuration::from_hours(20);

/// What was found, by address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cache(BTreeMap<String, Entry>);

/// What was found at one address, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was asked.
    pub asked: Timestamp,
    /// What was found.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl Cache {
    /// What was found before; nothing where the file is missing or no longer understood.
    pub fn read(places: &Places) -> Cache {
        let text = fs::read(file(places)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Keeps it. A reader never sees half of it.
    pub fn write(&self, places: &Places) -> io::Result<()> {
        let path = file(places);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let fresh = path.with_extension("new");
        fs::write(&fresh, format!("{:#}\n", serde_json::json!(self)))?;
        fs::rename(&fresh, &path)
    }

    /// What was found at an address.
    pub fn get(&self, url: &str) -> Option<&Entry> {
        self.0.get(url)
    }

    /// Remembers what was found at an address.
    pub fn set(&mut self, url: String, asked: Timestamp, verdict: Verdict) {
        self.0.insert(url, Entry { asked, verdict });
    }

    /// Whether an address need not be asked again yet.
    pub fn is_fresh(&self, url: &str, now: Timestamp) -> bool {
        self.get(url).is_some_and(|entry| {
            let believed = match entry.verdict {
                Verdict::Sound | Verdict::Moved { .. } => SOUND,
                Verdict::Dead { .. } | Verdict::Unreachable { .. } => FAULTY,
            };
            let age = now.duration_since(entry.asked);
            age >= SignedDuration::ZERO && age < believed
        })
    }

    /// Forgets addresses that no page names any more.
    pub fn keep_only(&mut self, named: impl Fn(&str) -> bool) {
        self.0.retain(|url, _| named(url));
    }
}

fn file(places: &Places) -> std::path::PathBuf {
    places.state().join(Path::new("links.json"))
}

#[cfg(test)]
mod tests {
    use super::super::Why;
    use super::*;

    #[test]
    fn what_is_wrong_is_asked_again_sooner_than_what_is_right() {
        let then = Timestamp::UNIX_EPOCH;
        let mut cache = Cache::default();
        cache.set("a".to_owned(), then, Verdict::Sound);
        let why = Why::Status(404);
        cache.set("b".to_owned(), then, Verdict::Dead { why });
        let after = |hours| then + SignedDuration::from_hours(hours);
        assert!(cache.is_fresh("a", after(48)) && !cache.is_fresh("a", after(24 * 7)));
        assert!(cache.is_fresh("b", after(1)) && !cache.is_fresh("b", after(24)));
        assert!(!cache.is_fresh("c", then));
        // A clock that was put back must not keep an answer for ever.
        assert!(!cache.is_fresh("a", then - SignedDuration::from_hours(1)));
    }

    #[test]
    fn it_is_read_as_it_was_written_and_garbage_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::of(folder.path());
        assert_eq!(Cache::read(&places), Cache::default());
        let mut cache = Cache::default();
        for (url, verdict) in [
            ("a", Verdict::Sound),
            ("b", Verdict::Moved { to: "c".to_owned() }),
            (
                "d",
                Verdict::Dead {
                    why: Why::Status(410),
                },
            ),
            ("e", Verdict::Unreachable { why: Why::Time }),
        ] {
            cache.set(url.to_owned(), Timestamp::UNIX_EPOCH, verdict);
        }
        cache.write(&places).unwrap();
        assert_eq!(Cache::read(&places), cache);
        fs::write(file(&places), "{").unwrap();
        assert_eq!(Cache::read(&places), Cache::default());
    }
}
