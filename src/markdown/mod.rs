//! Markdown to HTML with slots, outline, plain text and references.
//!
//! In: the body of one content file. Out: a [`Body`] and its diagnostics. Pure: no other file is
//! read and no other page is known here, so that every page is parsed in parallel and a result can
//! be kept by the hash of its text.

pub mod document;

pub use document::Body;
