//! What changed when: the ledger of the site, ordered by time and kept until it changes.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::publish::{Ledger, LedgerEntry, Places, PublishError};

/// Every page that was ever published, by its last change.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Oldest change first; pages that changed together by id.
    changes: Vec<Change>,
    ledger: Ledger,
}

/// The last change of a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    /// When it was.
    pub(super) at: Timestamp,
    /// The page's id.
    pub(super) id: String,
}

impl History {
    fn of(ledger: Ledger) -> History {
        let mut changes: Vec<Change> = ledger
            .pages()
            .map(|(id, entry)| Change {
                at: entry.touched_at(),
                id: id.to_owned(),
            })
            .collect();
        changes.sort_unstable();
        History { changes, ledger }
    }

    /// All changes, oldest first.
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What is known of the page with this id.
    pub(super) fn page(&self, id: &str) -> Option<&LedgerEntry> {
        self.ledger.get(id)
    }
}

/// The history as it was read last.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<(Option<Vec<u8>>, Arc<History>)>);

impl Kept {
    /// The history of a site as it is now.
    pub(super) fn now(&self, places: &Places) -> Result<Arc<History>, PublishError> {
        let seal = Ledger::seal(places)?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seal != kept.0 {
            // Should it be written anew between the two, then the next request sees another seal.
            *kept = (seal, Arc::new(History::of(Ledger::read(places)?)));
        }
        Ok(Arc::clone(&kept.1))
    }
}
