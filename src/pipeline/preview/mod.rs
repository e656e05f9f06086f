//! A guide in memory, kept up with its files: what an editor looks at while writing.
//!
//! In: the files of a site, and which of them were touched. Out: a [`Proof`], the guide as it would be
//! published, of which every page is printed when somebody asks for it; and what is wrong with it.
//! Nothing is written to disk.
//!
//! 1. [`inputs`] knows what stands on disk, and reads again only what may have changed.
//! 2. [`workshop`] keeps what each stage made, and does again what the change can reach.
//! 3. [`proof`] prints.
//! 4. [`search`] keeps the index up with the proof.
//!
//! Whatever the way to it, a proof holds what a build from nothing would hold, to the byte: every shortcut
//! compares what it takes, and a change that no shortcut covers takes the whole way.

mod inputs;
mod proof;
mod read;
mod search;
mod workshop;

#[cfg(test)]
mod tests;

pub use inputs::Touched;
pub use proof::Proof;
pub use search::{Search, SearchRoom};
pub use workshop::{How, Update, Workshop};
