//! Wijkgids compiles a professional guide from Markdown with YAML front matter into a cross-linked
//! static site and a full-text index that understands Dutch, and serves both.
//!
//! Data flows one way: `Source` → `Document` → `Guide` → `Job` → `Output` → a published generation.
//! `ARCHITECTURE.md` is the map.

pub mod cli;
pub mod config;
pub mod content;
pub mod dev;
pub mod diagnostic;
pub mod document;
pub mod edit;
pub mod guide;
pub mod history;
pub mod json;
pub mod language;
pub mod markdown;
pub mod pipeline;
pub mod publish;
pub mod report;
pub mod search;
pub mod server;
pub mod site;
