//! Publishing a site and its index in one step, and reading what was published.
//!
//! In: the bytes of every page, asset and feed, from many threads; the redirects, the withdrawn
//! paths, a folder of index segments, named tables. Out: generation N, which a server reads while
//! N+1 is being built. The steps:
//!
//! 1. [`Publication::begin`] takes the site's lock and removes what a killed build left behind.
//! 2. [`Publication::put`] hashes content and appends to one pack what the store does not have
//!    (`store`).
//! 3. [`Publication::publish`] plans the output folder, which finds foreign files before anything
//!    happens (`public`); brings pack, index and manifest to the disk (`manifest`); and renames one
//!    pointer. Before that rename the last generation is served, after it the new one: site and
//!    index together.
//! 4. The ledger is written and the output folder rolled forward, file by file. A kill in the middle
//!    is mended by the next build, which the record of the folder tells how far it came.
//! 5. Generations before the previous one are removed, with the packs that only they needed.
//!
//! [`Generation::current`] is the other half: it opens what the pointer names.
//!
//! Under the site, in `.wijkgids/`: `lock`, `current` (the pointer), `generations/N.manifest`,
//! `store/N.pack`, `ledger`, `public/` (how far each output folder was rolled forward).

mod clean;
mod codec;
mod commit;
mod disk;
mod error;
mod generation;
mod index;
mod ledger;
mod lines;
mod lock;
mod manifest;
mod path;
mod places;
mod preview;
mod public;
mod publication;
mod record;
mod settled;
mod store;

#[cfg(test)]
mod tests;

pub use commit::Published;
pub use error::PublishError;
pub use generation::Generation;
pub use index::Index;
pub use ledger::{Changes, Ledger, LedgerEntry, LedgerPage};
pub use manifest::Entry;
pub use places::Places;
pub use preview::{Press, Preview};
pub use public::Rolled;
pub use publication::{Options, Publication};
pub use settled::settled;
