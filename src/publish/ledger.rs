//! The ledger: for every page that was ever published, what it said, since when, and when it went.
//!
//! It feeds the export of changes and the check that no page vanishes unseen; nothing that is
//! rendered depends on it. Without a ledger (the file was lost, or this is the first build)
//! everything counts as changed.

use std::collections::BTreeMap;

use blake3::Hash;
use jiff::{SignedDuration, Timestamp};

use super::disk::{Disk, end_if_there, read_if_there};
use super::lines::{self, Lines};
use super::{Places, PublishError, path};

const FORMAT: &str = "wijkgids-ledger";

/// By how much the times of two publications differ at least: what most programs can tell apart.
const STEP: SignedDuration = SignedDuration::from_millis(1);

/// A page as it is published now, for the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPage {
    /// Its stable id: `lesson/ga-kijken`.
    pub id: String,
    /// Where it is published: `/lessen/ga-kijken/`.
    pub url: String,
    /// The hash of what it says.
    pub hash: Hash,
}

/// What the ledger is told at a publication: all pages there are, and the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The time to write down; the ledger reads no clock.
    pub at: Timestamp,
    /// Every page that is published, changed or not.
    pub pages: Vec<LedgerPage>,
}

/// What the ledger knows of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Where it is published, or was last.
    pub url: String,
    /// The hash of what it says, or last said.
    pub hash: Hash,
    /// When that was first published.
    pub changed_at: Timestamp,
    /// When the page was first missing; none while it is published.
    pub gone_at: Option<Timestamp>,
}

impl LedgerEntry {
    /// The time of its last change, coming and going included.
    pub fn touched_at(&self) -> Timestamp {
        self.gone_at.unwrap_or(self.changed_at)
    }
}

/// The memory of what was published when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    pages: BTreeMap<String, LedgerEntry>,
}

impl Ledger {
    /// Reads the ledger of a site; an empty one where it was lost or damaged.
    pub fn read(places: &Places) -> Result<Ledger, PublishError> {
        let bytes = read_if_there(&places.ledger())?;
        Ok(bytes
            .and_then(|bytes| Ledger::decode(&bytes))
            .unwrap_or_default())
    }

    /// The last bytes of a site's ledger, which hold the hash of all before them: as long as they are
    /// the same, so is what [`Ledger::read`] gives. None where there is no ledger.
    pub fn seal(places: &Places) -> Result<Option<Vec<u8>>, PublishError> {
        end_if_there(&places.ledger(), lines::SEAL)
    }

    /// What is known of the page with this id.
    pub fn get(&self, id: &str) -> Option<&LedgerEntry> {
        self.pages.get(id)
    }

    /// All pages with their ids, in the order of the ids.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &LedgerEntry)> {
        self.pages.iter().map(|(id, entry)| (id.as_str(), entry))
    }

    /// The pages that came, changed or went at `time` or later, oldest change first.
    pub fn since(&self, time: Timestamp) -> Vec<(&str, &LedgerEntry)> {
        let mut pages: Vec<_> = self
            .pages()
            .filter(|(_, entry)| entry.touched_at() >= time)
            .collect();
        pages.sort_by_key(|(_, entry)| entry.touched_at());
        pages
    }

    /// Writes down what is published now, and says whether that was news.
    ///
    /// Time only runs forward in the ledger: who asks for what changed after the last change he saw
    /// must not miss any because a clock was set, or because two builds fell in one moment.
    fn update(&mut self, changes: &Changes) -> bool {
        let newest = self.pages.values().map(LedgerEntry::touched_at).max();
        let later = newest.and_then(|newest| newest.checked_add(STEP).ok());
        let at = later.map_or(changes.at, |later| later.max(changes.at));
        let mut news = false;
        let mut before = std::mem::take(&mut self.pages);
        for page in &changes.pages {
            let known = before.remove(&page.id);
            let same = known.filter(|known| {
                known.gone_at.is_none() && known.hash == page.hash && known.url == page.url
            });
            news |= same.is_none();
            let entry = same.unwrap_or_else(|| LedgerEntry {
                url: page.url.clone(),
                hash: page.hash,
                changed_at: at,
                gone_at: None,
            });
            self.pages.insert(page.id.clone(), entry);
        }
        for (id, mut entry) in before {
            news |= entry.gone_at.is_none();
            entry.gone_at.get_or_insert(at);
            self.pages.entry(id).or_insert(entry);
        }
        news
    }

    /// Brings the ledger of a site up to date.
    ///
    /// It is written after the pointer: a build that is killed between the two leaves a change
    /// unwritten, and the next build, which is told all pages again, writes it down then.
    pub(super) fn record(
        disk: &Disk,
        places: &Places,
        changes: &Changes,
    ) -> Result<(), PublishError> {
        let mut ledger = Ledger::read(places)?;
        if ledger.update(changes) {
            disk.replace(&places.ledger(), ledger.encode().as_bytes())?;
        }
        Ok(())
    }

    /// Refuses, before anything is published, what the format cannot hold.
    pub(super) fn check(changes: &Changes) -> Result<(), PublishError> {
        for page in &changes.pages {
            path::one_line(&page.id)?;
            path::one_line(&page.url)?;
        }
        Ok(())
    }

    fn encode(&self) -> String {
        let mut text = Lines::of(FORMAT);
        text.reserve(self.pages.len() * 200);
        for (id, entry) in &self.pages {
            let gone = entry.gone_at.map_or("-".to_owned(), |at| at.to_string());
            let changed = entry.changed_at.to_string();
            text.line(&[&entry.hash.to_hex(), &changed, &gone, id, &entry.url]);
        }
        text.seal()
    }

    fn decode(bytes: &[u8]) -> Option<Ledger> {
        let mut pages = BTreeMap::new();
        for line in lines::unseal(FORMAT, bytes)? {
            let mut fields = line.split('\t');
            let hash = Hash::from_hex(fields.next()?).ok()?;
            let changed_at = fields.next()?.parse().ok()?;
            let gone_at = match fields.next()? {
                "-" => None,
                at => Some(at.parse().ok()?),
            };
            let id = fields.next()?.to_owned();
            let url = fields.next()?.to_owned();
            let entry = LedgerEntry {
                url,
                hash,
                changed_at,
                gone_at,
            };
            pages.insert(id, entry);
        }
        Some(Ledger { pages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn changes(second: i64, pages: &[(&str, &str)]) -> Changes {
        let page = |(id, says): &(&str, &str)| LedgerPage {
            id: (*id).to_owned(),
            url: format!("/{id}/"),
            hash: blake3::hash(says.as_bytes()),
        };
        Changes {
            at: at(second),
            pages: pages.iter().map(page).collect(),
        }
    }

    #[test]
    fn pages_come_change_go_and_come_back() {
        let mut ledger = Ledger::default();
        assert!(ledger.update(&changes(1, &[("a", "1"), ("b", "1")])));
        assert!(!ledger.update(&changes(2, &[("a", "1"), ("b", "1")])));
        assert!(ledger.update(&changes(3, &[("a", "2"), ("b", "1")])));
        assert_eq!(ledger.get("a").unwrap().changed_at, at(3));
        assert_eq!(ledger.get("b").unwrap().changed_at, at(1));
        assert!(ledger.update(&changes(4, &[("b", "1")])));
        assert!(!ledger.update(&changes(5, &[("b", "1")])));
        assert_eq!(ledger.get("a").unwrap().gone_at, Some(at(4)));
        let since: Vec<_> = ledger.since(at(2)).into_iter().map(|(id, _)| id).collect();
        assert_eq!(since, ["a"]);
        assert!(ledger.update(&changes(6, &[("a", "2"), ("b", "1")])));
        assert_eq!(ledger.get("a").unwrap().gone_at, None);
        assert_eq!(ledger.get("a").unwrap().changed_at, at(6));
        assert_eq!(Ledger::decode(ledger.encode().as_bytes()).unwrap(), ledger);
    }

    #[test]
    fn time_only_runs_forward() {
        let mut ledger = Ledger::default();
        ledger.update(&changes(9, &[("a", "1")]));
        ledger.update(&changes(3, &[("a", "2")]));
        assert_eq!(ledger.get("a").unwrap().changed_at, at(9) + STEP);
        ledger.update(&changes(9, &[("a", "2"), ("b", "1")]));
        assert_eq!(ledger.get("b").unwrap().changed_at, at(9) + STEP * 2);
    }

    proptest! {
        #[test]
        fn any_bytes_are_legal_input(lines in "([0-9a-f]{64}|[a-z0-9:TZ-]{0,20}|\t|\n){0,30}") {
            let _ = Ledger::decode(lines.as_bytes());
            let mut text = Lines::of(FORMAT);
            text.line(&[&lines]);
            let _ = Ledger::decode(text.seal().as_bytes());
        }
    }
}
