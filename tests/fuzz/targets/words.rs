//! Any text is split into words that stand in order, at whole characters, and compare without spaces.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wijkgids::language::Analyzer;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

fuzz_target!(|text: &str| {
    let mut session = ANALYZER.session();
    let (mut end, mut position) = (0, None);
    session.analyse(text, |token| {
        assert!(end <= token.start && token.start < token.end);
        assert!(text.get(token.start..token.end).is_some());
        assert!(position.is_none_or(|last| last < token.position));
        let parts = token.word.parts.iter();
        let parts = parts.flat_map(|part| [&*part.form, &*part.stem]);
        for form in [token.word.form(), token.word.stem()].into_iter().chain(parts) {
            assert!(!form.is_empty());
            assert!(!form.contains(|c: char| c.is_whitespace() || c.is_control()));
        }
        (end, position) = (token.end, Some(token.position));
    });
    ANALYZER.give_back(session);
});
