//! The content model: what an editor writes, typed.

pub mod id;
pub mod kind;

pub use id::PageId;
pub use kind::Kind;
