//! Suggestions over a small guide.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::content::PageId;
use crate::language::Analyzer;

/// Id, title, other names, hidden names, headings, first of its twins.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

#[rustfmt::skip]
const PAGES: [Row; 17] = [
    ("chapter/2.4", "Wetten van de wijkaanpak", &[], &[], &["Sociale cohesie"], ""),
    ("chapter/2.4.1", "De wijkenaanpak", &[], &[], &["Waarom meedoen loont"], ""),
    ("chapter/burgerschap", "Burgerschap", &[], &[], &[], "chapter/burgerschap"),
    ("theme/burgerschap", "Burgerschap", &[], &[], &[], "chapter/burgerschap"),
    ("theme/veiligheid", "Veiligheid in de wijk", &[], &[], &[], ""),
    ("problem/schulden", "Schulden", &[], &[], &[], ""),
    ("lesson/ga-kijken", "Ga kijken", &[], &[], &["Sociale cohesie", "Waarom meedoen loont"], ""),
    ("lesson/rotterdam", "Rotterdam laat zien hoe het kan", &[], &[], &[], ""),
    ("policy/isv", "Investeringsbudget Stedelijke Vernieuwing", &["ISV"], &[], &[], ""),
    ("term/krachtwijk", "krachtwijk", &["prachtwijk"], &["vogelaarwijk"], &[], ""),
    ("term/leefbaarometer", "Leefbaarometer", &[], &[], &[], ""),
    ("term/coordinator", "coördinator", &[], &[], &[], ""),
    ("term/woz", "WOZ-waarde", &[], &[], &[], ""),
    ("term/wijkaanpak", "wijkaanpak", &["wijkgerichte aanpak"], &[], &[], ""),
    ("article/ijsselmonde", "Lessen uit Ĳsselmonde", &[], &[], &[], ""),
    ("place/rotterdam", "Rotterdam", &[], &[], &[], ""),
    ("page/over", "Over deze gids", &[], &[], &[], ""),
];

static SUGGESTER: LazyLock<Suggester> = LazyLock::new(|| {
    let ids: Vec<(PageId, Option<PageId>)> = PAGES
        .iter()
        .map(|page| (page.0.parse().unwrap(), page.5.parse().ok()))
        .collect();
    let urls: Vec<String> = PAGES.iter().map(|page| format!("/{}/", page.0)).collect();
    let pages = PAGES.iter().zip(&ids).zip(&urls);
    let pages = pages.map(|((page, (id, group)), url)| Suggestible {
        id,
        url,
        title: page.1,
        number: Some(&*id.slug).filter(|slug| slug.starts_with('2')),
        labels: page.2.to_vec(),
        hidden: page.3.to_vec(),
        headings: page.4.to_vec(),
        twin_group: group.as_ref(),
    });
    let bytes = table(pages, "/zoeken/?q=", &Analyzer::new());
    Suggester::open(&bytes).unwrap()
});

fn texts(q: &str) -> Vec<String> {
    let all = SUGGESTER.suggest(q).into_iter();
    all.map(|suggestion| suggestion.text).collect()
}

fn urls(q: &str) -> Vec<String> {
    let all = SUGGESTER.suggest(q).into_iter();
    all.map(|suggestion| suggestion.url).collect()
}

#[test]
fn titles_numbers_and_labels() {
    assert_eq!(texts("schul"), ["Schulden"]);
    assert_eq!(texts("isv"), ["ISV"]);
    assert_eq!(texts("prachtw"), ["prachtwijk"]);
    assert_eq!(
        texts("2.4"),
        ["2.4 Wetten van de wijkaanpak", "2.4.1 De wijkenaanpak"]
    );
    assert_eq!(texts("2.4.1 de wijk"), ["2.4.1 De wijkenaanpak"]);
    assert_eq!(texts("2.5"), [""; 0], "numbers have no typos");
    assert_eq!(texts(""), [""; 0]);
    assert_eq!(texts(" …!"), [""; 0]);
}

#[test]
fn hidden_labels_lead_and_are_never_shown() {
    assert_eq!(texts("vogelaar"), ["krachtwijk"]);
    assert_eq!(texts("vogelarwijk"), ["krachtwijk"]);
}

#[test]
fn spelling_makes_no_difference() {
    for q in ["coordinator", "CÖÖRDINATOR", "coo\u{308}rdi"] {
        assert_eq!(texts(q), ["coördinator"], "{q}");
    }
    assert_eq!(texts("ijssel"), ["Lessen uit Ĳsselmonde"]);
    assert_eq!(texts("ĳssel"), ["Lessen uit Ĳsselmonde"]);
    for q in ["woz-w", "woz w", "wozw", "waarde"] {
        assert_eq!(texts(q), ["WOZ-waarde"], "{q}");
    }
    assert_eq!(texts("wijk aanpak")[0], "wijkaanpak", "a space too many");
}

#[test]
fn any_word_of_a_title_in_any_order() {
    assert_eq!(texts("stedelijke ver"), [PAGES[8].1]);
    assert_eq!(texts("wijk veilig"), ["Veiligheid in de wijk"]);
    assert_eq!(texts("wijk veld"), [""; 0]);
}

#[test]
fn typos_from_the_fourth_letter() {
    assert_eq!(texts("schl"), ["Schulden"], "one from four letters");
    assert_eq!(texts("shc"), [""; 0], "none before");
    assert_eq!(texts("shculden"), ["Schulden"], "a swap is one");
    assert_eq!(texts("lefbarometer"), ["Leefbaarometer"], "two from eight");
    assert_eq!(texts("lefbaro"), [""; 0]);
    assert_eq!(texts("rotterdma"), ["Rotterdam", PAGES[7].1]);
}

#[test]
fn the_better_fit_stands_first() {
    // The beginning of a name before a word of it, the shorter before the longer, the part of a
    // compound last.
    assert_eq!(
        texts("wijk"),
        [
            "wijkaanpak",
            "De wijkenaanpak",
            "Veiligheid in de wijk",
            "Wetten van de wijkaanpak",
            "krachtwijk",
        ]
    );
    // The place is the whole name; of two beginnings the lesson stands before the place.
    assert_eq!(
        urls("rotterdam"),
        ["/place/rotterdam/", "/lesson/rotterdam/"]
    );
    assert_eq!(urls("rotter"), ["/lesson/rotterdam/", "/place/rotterdam/"]);
}

#[test]
fn twins_are_one_suggestion() {
    assert_eq!(urls("burgersch"), ["/chapter/burgerschap/"]);
}

#[test]
fn words_that_several_pages_speak_of_lead_to_a_search() {
    let all = SUGGESTER.suggest("sociale");
    let rows: Vec<_> = all.iter().map(|s| (&*s.text, s.kind(), &*s.url)).collect();
    let url = "/zoeken/?q=Sociale%20cohesie";
    assert_eq!(rows, [("Sociale cohesie", "zoekvraag", url)]);
    assert_eq!(texts("cohes"), ["Sociale cohesie"]);
}

#[test]
fn what_is_over_the_bounds_is_refused() {
    assert_eq!(Suggester::refusal(&"é".repeat(512)), None);
    assert!(Suggester::refusal(&"é".repeat(513)).is_some());
    assert_eq!(Suggester::refusal(&"w ".repeat(32)), None);
    assert!(Suggester::refusal(&"w ".repeat(33)).is_some());
}

/// Texts that hurt: whatever a page can send.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ a-zé\u{0}-\u{1f}\"'*:()\u{301}\u{202e}\u{200d}👍שלום-]{0,60}",
        Just("e".to_owned() + &"\u{301}".repeat(10_000)),
        Just("w".repeat(500)),
        Just("ab ".repeat(170)),
        Just("\u{1f}wijk\u{1f}".to_owned()),
    ]
}

proptest! {
    #[test]
    fn any_text_is_answered_at_once(q in hostile()) {
        // A busy machine can take its time once, hardly three times.
        let ask = || {
            let start = Instant::now();
            (SUGGESTER.suggest(&q), start.elapsed())
        };
        let asked = [(); 3].map(|()| ask());
        let fastest = asked.iter().map(|(_, took)| *took).min();
        prop_assert!(fastest < Some(Duration::from_millis(100)), "{:?}", fastest);
        let [(found, _), ..] = asked;
        prop_assert!(found.len() <= MAX_SUGGESTIONS);
        let mut ids: Vec<_> = found.iter().map(|s| (&s.id, &s.text)).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), found.len(), "no page twice");
    }

    #[test]
    fn whoever_types_a_title_finds_it(at in 0usize..17, letters in 1usize..40) {
        let (id, title, ..) = PAGES[at];
        let begun: String = title.chars().take(letters).collect();
        let found = SUGGESTER.suggest(&begun);
        let twin = "chapter/burgerschap";
        let is = |s: &Suggestion| s.id.as_ref().is_some_and(|own| {
            let own = own.to_string();
            own == id || (PAGES[at].5 == twin && own == twin)
        });
        // With one letter there may be eight better ones.
        prop_assert!(letters < 3 || found.iter().any(is), "{begun}: {found:?}");
    }
}
