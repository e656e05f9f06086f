//! What the program writes for editors: a new page with everything explained, JSON Schema for
//! whatever they write in, and the changes that another name for a page asks for.
//!
//! Nothing here writes a file; each part takes texts and gives texts, and `cli` does the rest.

pub mod overlay;
pub mod page;
pub mod rename;
pub mod schema;
pub mod yaml;
