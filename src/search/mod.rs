//! Search: from pages to an index, from a question to an answer.
//!
//! Building, in order: [`record`] (what is taken of a page), [`index`] (its tokens), [`manifest`], the
//! engine's writer ([`tantivy`]). Answering, in order: [`query`] (what was typed, as a tree),
//! [`plan`] (what to look for, and in which ways), the engine's reader, [`facets`] (counts),
//! [`highlight`] and [`fragments`] (where on the page it stands), [`searcher`] (the answer). [`ranking`] and [`schema`]
//! hold every number that decides the order. Beside it, [`suggest`] answers while somebody types.
//!
//! Words are analysed by [`crate::language`] and nowhere else; an engine sees tokens only, and stands
//! behind one small trait ([`engine`]). This module knows nothing of HTML pages, of the server, or of
//! how a site is built.

pub mod engine;
pub mod facets;
pub mod fragments;
pub mod highlight;
pub mod index;
pub mod manifest;
pub mod period;
pub mod plan;
pub mod query;
pub mod ranking;
pub mod record;
pub mod schema;
pub mod searcher;
pub mod suggest;
pub mod tantivy;

pub use engine::Sort;
pub use facets::{FACETS, Facet};
pub use fragments::SectionHit;
pub use highlight::Fragment;
pub use index::{Builder, build};
pub use manifest::IndexError;
pub use period::Years;
pub use query::{Reason, Refusal};
pub use record::{FacetValue, Record, RecordSection};
pub use searcher::{Explanation, Hit, Request, Response, SearchError, Searcher};
pub use suggest::{Suggester, Suggestible, Suggestion};

#[cfg(test)]
mod tests;
