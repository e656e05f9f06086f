//! Questions: the words that make a query a question, and what kind of answer it asks for.
//!
//! *Hoeveel focusgebieden zijn er* asks for focusgebieden; the other words say that it is a question.
//! *Wat betekent X* and *wat is X* ask for an explanation: the term before the texts that use it.

use super::words::Item;

/// Words that say that something is asked, beside the stop words. They count like any other word
/// where nothing else is asked.
const ASKING: [&str; 31] = [
    "hoeveel",
    "hoelang",
    "hoevaak",
    "hoezo",
    "waarvoor",
    "waarmee",
    "waarom",
    "waartoe",
    "wanneer",
    "welke",
    "betekent",
    "betekenen",
    "betekenis",
    "definitie",
    "begrip",
    "uitleg",
    "leg",
    "uitleggen",
    "verklaar",
    "bedoeld",
    "bedoelen",
    "bestaat",
    "bestaan",
    "houdt",
    "heet",
    "precies",
    "geldt",
    "gold",
    "golden",
    "liep",
    "liepen",
];

/// How a question begins that asks what something is.
const EXPLAIN: [&[&str]; 11] = [
    &["wat", "is"],
    &["wat", "zijn"],
    &["wat", "was"],
    &["wat", "waren"],
    &["wat", "betekent"],
    &["wat", "betekenen"],
    &["wat", "houdt"],
    &["wat", "heet"],
    &["waar", "staat"],
    &["betekenis"],
    &["definitie"],
];

/// Words at the end that ask the same.
const EXPLAIN_LAST: [&str; 3] = ["betekenis", "definitie", "begrip"];

/// Most words of which somebody asks what they are.
const MAX_NAME: usize = 4;

/// Whether a word only says that something is asked.
pub(super) fn asks(form: &str) -> bool {
    ASKING.contains(&form)
}

/// How big, long or often something is: after *hoe* these only ask.
const HOW: [&str; 13] = [
    "lang", "vaak", "veel", "groot", "diep", "hoog", "oud", "ver", "duur", "snel", "breed", "laat",
    "zwaar",
];

/// Words with which other questions begin.
const BEGINNINGS: [&str; 27] = [
    "hoe", "wat", "wie", "wiens", "waar", "waarom", "waarvoor", "waarmee", "waartoe", "welke",
    "welk", "is", "zijn", "kan", "kun", "kunnen", "mag", "mogen", "moet", "moeten", "heb", "heeft",
    "hebben", "helpt", "werkt", "wordt", "worden",
];

/// Words before the question word: *bij welk beleid*.
const BEFORE: [&str; 9] = [
    "bij", "in", "voor", "met", "op", "van", "door", "uit", "sinds",
];

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// What something is.
    Explain,
    /// How many, how long, how often.
    Amount,
    /// What something or someone does.
    Does,
    /// When.
    Time,
    /// Anything else.
    Other,
}

/// Sets aside the words that only say how much is asked: *lang* in *hoe lang duurt het*.
pub(super) fn set_aside(items: &mut [Item]) {
    if let [how, much, _, ..] = items
        && how.word.form() == "hoe"
        && HOW.contains(&much.word.form())
    {
        much.idle = true;
    }
    // *Waar staat BZK voor* asks what it is.
    if let [first, second, .., last] = items
        && [first, second, last].map(|item| item.word.form()) == ["waar", "staat", "voor"]
    {
        second.idle = true;
    }
}

/// What the words ask, if they are a question; `mark` says whether a question mark ends them.
pub(super) fn question(items: &[Item], mark: bool) -> Option<Question> {
    if explain(items) {
        return Some(Question::Explain);
    }
    let form = |at: usize| items.get(at).map_or("", |item| item.word.form());
    let at = usize::from(BEFORE.contains(&form(0)));
    match (form(at), form(at + 1)) {
        ("hoeveel" | "hoelang" | "hoevaak", _) => Some(Question::Amount),
        ("hoe", much) if HOW.contains(&much) => Some(Question::Amount),
        ("wat", "doet" | "doen" | "deed" | "deden") if at == 0 => Some(Question::Does),
        ("wanneer", _) | ("welk" | "welke", "jaar" | "jaren" | "maand" | "periode") => {
            Some(Question::Time)
        }
        // A word before it makes a question of these only: *in de wijk* is none.
        (first, _) if BEGINNINGS.contains(&first) && (at == 0 || first.starts_with('w')) => {
            Some(Question::Other)
        }
        _ => mark.then_some(Question::Other),
    }
}

/// Whether a text names a number, in digits or in words.
pub(super) fn has_number(text: &str) -> bool {
    const NUMBERS: [&str; 30] = [
        "twee",
        "drie",
        "vier",
        "vijf",
        "zes",
        "zeven",
        "acht",
        "negen",
        "tien",
        "elf",
        "twaalf",
        "dertien",
        "veertien",
        "vijftien",
        "zestien",
        "zeventien",
        "achttien",
        "negentien",
        "twintig",
        "dertig",
        "veertig",
        "vijftig",
        "zestig",
        "zeventig",
        "tachtig",
        "negentig",
        "honderd",
        "duizend",
        "miljoen",
        "helft",
    ];
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            || NUMBERS.contains(&text)
            || matches!(
                text,
                "één" | "wekelijks" | "dagelijks" | "maandelijks" | "jaarlijks"
            )
    };
    text.split(|c: char| !c.is_alphanumeric())
        .any(|text| word(&text.to_lowercase()))
}

/// Whether a text names a time, or under which condition something is so.
pub(super) fn has_time(text: &str) -> bool {
    const TIMES: [&str; 19] = [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
        "lente",
        "zomer",
        "herfst",
        "winter",
        "als",
        "zodra",
        "wanneer",
    ];
    text.split(|c: char| !c.is_alphanumeric()).any(|text| {
        let year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        year || TIMES.contains(&text.to_lowercase().as_str())
    })
}

/// Whether the words ask what something is.
fn explain(items: &[Item]) -> bool {
    let begins = |words: &[&str]| {
        words.len() < items.len()
            && words
                .iter()
                .zip(items)
                .all(|(word, item)| *word == item.word.form())
    };
    let ends = items
        .last()
        .is_some_and(|item| items.len() > 1 && EXPLAIN_LAST.contains(&item.word.form()));
    let name = items.iter().filter(|item| !item.idle).count();
    (ends || EXPLAIN.iter().any(|words| begins(words))) && (1..=MAX_NAME).contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Analyzer;

    fn explains(text: &str) -> bool {
        let words = Analyzer::new().session().words(text);
        let items: Vec<Item> = words
            .into_iter()
            .map(|word| {
                let idle = word.stop || asks(word.form());
                Item::new(word, 0, idle)
            })
            .collect();
        explain(&items)
    }

    fn asked(text: &str) -> Option<Question> {
        let words = Analyzer::new().session().words(text);
        let items = words.into_iter().map(|word| {
            let idle = word.stop || asks(word.form());
            Item::new(word, 0, idle)
        });
        question(&items.collect::<Vec<_>>(), text.ends_with('?'))
    }

    #[test]
    fn what_is_asked() {
        assert_eq!(asked("wat is een krachtwijk"), Some(Question::Explain));
        assert_eq!(
            asked("hoe lang duurt het programma"),
            Some(Question::Amount)
        );
        assert_eq!(asked("hoeveel wijken waren er"), Some(Question::Amount));
        assert_eq!(asked("in welk jaar begon het"), Some(Question::Time));
        assert_eq!(asked("wat doet een regisseur"), Some(Question::Does));
        assert_eq!(asked("wie voert de regie"), Some(Question::Other));
        assert_eq!(asked("bij welk beleid hoorde dat"), Some(Question::Other));
        assert_eq!(asked("bewoners meer zeggenschap?"), Some(Question::Other));
        for text in [
            "krachtwijk",
            "in de wijk",
            "op zuid",
            "bewoners en veiligheid",
            "",
        ] {
            assert_eq!(asked(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_and_times() {
        assert!(has_number("In 2008 ging het om 95 miljoen"));
        assert!(has_number("Het duurt vijftien jaar"));
        assert!(!has_number("Een wijk is een wijk"));
        assert!(has_time("Op 22 maart begon het"));
        assert!(has_time("Krimp is een probleem als de daling blijft"));
        assert!(!has_time("Het werkt in twintig gebieden"));
    }

    #[test]
    fn what_something_is() {
        for text in [
            "wat betekent integraal werken",
            "Wat is een krachtwijk?",
            "wat zijn werkzame bestanddelen",
            "definitie leefbaarheid",
            "leefbaarheid betekenis",
        ] {
            assert!(explains(text), "{text}");
        }
        for text in [
            "hoe betrek ik bewoners",
            "wat is",
            "definitie",
            "wat",
            "",
            "wat is de beste manier om jongeren in een wijk te bereiken",
        ] {
            assert!(!explains(text), "{text}");
        }
    }
}
