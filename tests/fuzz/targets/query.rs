//! Any text is a query, or over the bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wijkgids::search::query::{MAX_CHARS, parse};

fuzz_target!(|text: &str| {
    for known in [false, true] {
        match parse(text, &|_, _| known) {
            Ok(query) => {
                assert!(text.chars().count() <= MAX_CHARS);
                assert!(query.asks.iter().all(|ask| !ask.text.is_empty()));
            }
            Err(refusal) => assert_eq!(refusal.parameter, "q"),
        }
    }
});
