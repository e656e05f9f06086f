//! The server's log: what happens goes in as events with fields, lines on standard error come out.
//!
//! What readers ask and where they ask from is in no event, so that no format and no level can write
//! it down: a request is told by its route, as in [`route`](super::route).

use std::io;

use tracing_subscriber::filter::LevelFilter;

use crate::config::{LogFormat, LogLevel};

/// Writes events from `level` upward to standard error. Who calls this twice keeps the first log.
pub fn log_to_stderr(format: LogFormat, level: LogLevel) {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let log = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(level)
        .with_target(false);
    // A program has one log; the second is refused, and the first goes on.
    let _ = match format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
