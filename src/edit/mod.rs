//! What the program writes for editors: a new page with everything explained, and JSON Schema for
//! whatever they write in.
//!
//! Nothing here reads or writes a file; each part takes texts and gives texts, and `cli` does the rest.

pub mod page;
pub mod schema;
pub mod yaml;
