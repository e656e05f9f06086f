//! Search: from pages to an index, from a question to an answer.
//!
//! Building, in order: [`record`] (what is taken of a page), [`index`] (its tokens), [`manifest`], the
//! engine's writer ([`tantivy`]). Answering, in order: [`query`] (what was typed, as a tree),
//! [`plan`] (what to look for, and in which ways: one file a way), the engine's reader, [`facets`] (counts),
//! [`highlight`] and [`fragments`] (where on the page it stands), [`searcher`] (the answer). [`ranking`] and [`schema`]
//! hold every number that decides the order. Beside it, [`suggest`] answers while somebody types.
//!
//! Words are analysed by [`crate::language`] and nowhere else; an engine sees tokens only, and stands
//! behind one small trait ([`engine`]). This module knows nothing of HTML pages, of the server, or of
//! how a site is built.

pub mod answer;
pub mod engine;
pub mod evaluate;
pub mod facets;
mod forms;
pub mod fragments;
pub mod growing;
pub mod highlight;
pub mod index;
mod joins;
mod labels;
pub mod manifest;
mod names;
pub mod neighbours;
pub mod period;
pub mod plan;
pub mod query;
mod questions;
pub mod ranking;
mod reading;
pub mod record;
pub mod renewal;
pub mod request;
pub mod schema;
pub mod searcher;
mod sentences;
pub mod suggest;
pub mod tantivy;
pub mod thesaurus;
mod tokens;
mod typos;
mod words;
mod years;

pub use answer::Answer;
pub use engine::Sort;
pub use facets::{FACETS, Facet};
pub use fragments::SectionHit;
pub use growing::Growing;
pub use highlight::Fragment;
pub use index::{Builder, build, check, discard};
pub use labels::Labels;
pub use manifest::IndexError;
pub use period::Years;
pub use plan::Features;
pub use query::{Reason, Refusal};
pub use record::{FacetValue, Record, RecordSection};
pub use renewal::{Renewed, Wanted, renew};
pub use request::{Explanation, Hit, Request, Response, SearchError};
pub use schema::LAYOUT;
pub use searcher::Searcher;
pub use suggest::{Suggester, Suggestible, Suggestion};
pub use thesaurus::Thesaurus;

#[cfg(test)]
mod tests;
