//! What the program promises to whoever runs it, tried from outside: sites on disk, the real binary,
//! its exit codes, its words and its files.
//!
//! One test program for all of it: linking one is dear. Each file below is one promise.

#[path = "../support/mod.rs"]
mod support;

mod api;
mod bad_input;
mod check;
mod commands;
mod connector;
mod crash;
mod dev;
mod elsewhere;
mod evaluate;
mod export;
mod external;
mod golden;
mod growth;
mod history;
mod hostile;
mod intranet;
mod lexicon;
mod links;
#[cfg(unix)]
mod manual;
mod new;
mod opensearch;
mod overviews;
mod rename;
mod report;
mod same_bytes;
mod sbom;
#[cfg(unix)]
mod serve;
mod setup;
mod status;
mod suggest;
