//! The content model: what an editor writes, typed.

pub mod check;
pub mod edtf;
pub mod files;
pub mod front_matter;
pub mod id;
pub mod keys;
pub mod kind;
pub mod load;
pub mod located;
mod plain;
mod quotes;
mod rules;
pub mod sources;
pub mod walk;

pub use edtf::Edtf;
pub use front_matter::FrontMatter;
pub use id::PageId;
pub use kind::Kind;

/// A reference without the signs that it has in running text: `[[lesson/ga-kijken]]` and
/// `lesson/ga-kijken` name the same page, `[@som2013]`, `@som2013` and `som2013` the same source.
pub fn bare_reference(text: &str) -> &str {
    text.trim()
        .trim_start_matches(['[', '@'])
        .trim_end_matches(']')
        .trim()
}
