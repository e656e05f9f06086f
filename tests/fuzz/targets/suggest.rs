//! Suggestions from a sound table with any text typed, and from a table that is damaged.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wijkgids::content::PageId;
use wijkgids::language::Analyzer;
use wijkgids::search::suggest::{MAX_SUGGESTIONS, Suggestible, table};
use wijkgids::search::Suggester;

static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let names = ["De wijkaanpak", "WOZ-waarde", "Ĳsselmonde", "wijkgerichte aanpak", "1G1P1R"];
    let ids: Vec<PageId> = (0..names.len())
        .filter_map(|nth| format!("lesson/les-{nth}").parse().ok())
        .collect();
    let pages = ids.iter().zip(names).map(|(id, title)| Suggestible {
        id,
        url: "/lessen/les/",
        title,
        number: Some("2.4"),
        labels: vec!["een andere naam"],
        hidden: vec!["verborgen"],
        headings: vec!["Achter de voordeur"],
        twin_group: None,
    });
    table(pages, "/zoeken/?q=", &Analyzer::new())
});

fuzz_target!(|input: (&str, u16, u8)| {
    let (typed, at, byte) = input;
    let mut bytes = TABLE.clone();
    for damage in [false, true] {
        if damage {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        if let Some(suggester) = Suggester::open(&bytes) {
            assert!(suggester.suggest(typed).len() <= MAX_SUGGESTIONS);
        }
    }
});
