//! What is read before anybody asks for it changes no answer.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Reads all pages ahead.
fn read_all(searcher: &Searcher) {
    let mut next = Some(0);
    let mut steps = 0;
    while let Some(from) = next {
        next = searcher.read_ahead(from);
        steps += 1;
        assert!(steps < 100, "it ends");
    }
}

#[test]
fn pages_that_were_read_ahead_are_shown_the_same() {
    let searcher = guide().with_memory_of_its_own();
    read_all(&searcher);
    assert_eq!(searcher.pages_in_memory(), searcher.pages());
    for q in ["wijk", "schulden", "stad"] {
        assert_eq!(answer_of(&searcher, q), asked(q), "{q}");
    }
}

#[test]
fn words_that_readers_made_up_are_forgotten() {
    let searcher = Searcher::clone(guide()).with_sessions_of_its_own();
    let mut most = 0;
    for nth in 0..1_000 {
        let made_up: Vec<String> = (0..30)
            .map(|word| format!("q{}", nth * 30 + word))
            .collect();
        answer_of(&searcher, &made_up.join(" "));
        most = most.max(searcher.words_met());
    }
    assert!((15_000..=20_000).contains(&most), "{most}");
}

/// Words that stand in compounds, between hyphens and alone.
const WORDS: [&str; 8] = [
    "wijk",
    "aanpak",
    "wijkaanpak",
    "wijk-aanpak",
    "de",
    "wijkenaanpak",
    "krachtwijk",
    "aanpakken",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn what_stands_together_is_found_as_before(
        pages in vec(vec(0..WORDS.len(), 0..12), 1..8),
        asked in vec(vec(0..WORDS.len(), 1..4), 1..6),
    ) {
        let text = |words: &[usize]| {
            let words: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
            words.join(" ")
        };
        let guide: String = (pages.iter().enumerate())
            .map(|(nth, words)| format!("lesson/les{nth} | Les | | {}\n", text(words)))
            .collect();
        let dir = tempfile::tempdir().unwrap();
        index(dir.path(), &guide);
        let open = || Searcher::open(dir.path(), &Analyzer::new()).unwrap();
        let read = open();
        read_all(&read);
        for words in &asked {
            let words = text(words);
            for q in [format!("\"{words}\""), words] {
                prop_assert_eq!(answer_of(&read, &q), answer_of(&open(), &q), "{}", q);
            }
        }
    }
}
