//! How hard a text is to read: the formula of Flesch as Douma adapted it to Dutch.
//!
//! Score = 206.84 − 0.93 × words per sentence − 77 × syllables per word. (W.H. Douma, *De leesbaarheid
//! van landbouwbladen: een onderzoek naar en een toepassing van leesbaarheidsformules*, Wageningen
//! 1960.) The higher, the easier; like every formula it sees lengths of words and sentences and nothing
//! of sense or order. Headings do not count, nor do a table's short cells, nor pages too short to say
//! anything about.

use serde::Serialize;

use crate::markdown::Body;

/// Fewer words than this give a score that is chance.
const ENOUGH_WORDS: usize = 100;

/// A block with fewer words than this is a cell or a label, not a sentence.
const SENTENCE: usize = 4;

/// How hard a text is to read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Readability {
    /// The score of Flesch-Douma, to one decimal.
    pub score: f64,
    /// Words a sentence, to one decimal.
    pub words_per_sentence: f64,
    /// Syllables a word, to two decimals.
    pub syllables_per_word: f64,
}

impl Readability {
    /// The score in words, by the steps that Flesch gave it.
    pub fn label(self) -> &'static str {
        match self.score {
            score if score >= 80.0 => "gemakkelijk",
            score if score >= 70.0 => "vrij gemakkelijk",
            score if score >= 60.0 => "gewoon",
            score if score >= 45.0 => "vrij moeilijk",
            score if score >= 30.0 => "moeilijk",
            _ => "heel moeilijk",
        }
    }
}

/// The readability of a page's text; none where it is too short.
pub fn of(body: &Body) -> Option<Readability> {
    let headings: Vec<usize> = body
        .outline
        .iter()
        .map(|heading| heading.text_start as usize)
        .collect();
    let mut count = Count::default();
    let mut at = 0;
    for block in body.text.split_inclusive('\n') {
        let range = at..at + block.len();
        at = range.end;
        if !headings.iter().any(|start| range.contains(start)) {
            count.block(block);
        }
    }
    count.readability()
}

#[derive(Debug, Default)]
struct Count {
    words: usize,
    sentences: usize,
    syllables: usize,
}

impl Count {
    /// A paragraph or an item of a list. Its end ends a sentence, whatever stands there.
    fn block(&mut self, text: &str) {
        let letters = |word: &&str| word.contains(char::is_alphabetic);
        if text.split_whitespace().filter(letters).count() < SENTENCE {
            return;
        }
        let mut open = false;
        for word in text.split_whitespace() {
            if word.contains(char::is_alphabetic) {
                self.words += 1;
                self.syllables += syllables(word);
                open = true;
            }
            let bare = word.trim_end_matches(['"', '”', '’', ')', ']', '»']);
            if open && bare.ends_with(['.', '!', '?', '…', ':']) {
                self.sentences += 1;
                open = false;
            }
        }
        self.sentences += usize::from(open);
    }

    fn readability(&self) -> Option<Readability> {
        if self.words < ENOUGH_WORDS {
            return None;
        }
        let words_per_sentence = self.words as f64 / self.sentences.max(1) as f64;
        let syllables_per_word = self.syllables as f64 / self.words as f64;
        let score = 206.84 - 0.93 * words_per_sentence - 77.0 * syllables_per_word;
        let round = |value: f64, to: f64| (value * to).round() / to;
        Some(Readability {
            score: round(score, 10.0),
            words_per_sentence: round(words_per_sentence, 10.0),
            syllables_per_word: round(syllables_per_word, 100.0),
        })
    }
}

/// Vowels that sound as one, the longest first. All other neighbours sound apart: soci-aal, ide-eën.
const TOGETHER: &[&str] = &[
    "aai", "ooi", "oei", "eeu", "ieu", "aa", "ee", "oo", "uu", "ie", "oe", "eu", "ui", "ou", "au",
    "ei", "ij", "ai", "oi", "éé", "óó",
];

/// The syllables of a Dutch word, by its vowels; at least one.
fn syllables(word: &str) -> usize {
    let folded = word.to_lowercase().replace('ĳ', "ij");
    let mut rest = folded.as_str();
    let mut count = 0;
    while let Some(first) = rest.chars().next() {
        let together = TOGETHER.iter().find(|vowels| rest.starts_with(**vowels));
        let length = match together {
            Some(vowels) => vowels.len(),
            None => first.len_utf8(),
        };
        if together.is_some() || "aeiouyáéíóúýàèìòùäëïöüâêîôû".contains(first)
        {
            count += 1;
        }
        rest = &rest[length..];
    }
    count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_dutch_words() {
        for (word, count) in [
            ("wijk", 1),
            ("buurt", 1),
            ("gemeente", 3),
            ("wijkaanpak", 3),
            ("sociaal", 3),
            ("ideeën", 3),
            ("geïnd", 2),
            ("beoordelen", 4),
            ("nieuw", 1),
            ("sneeuw", 1),
            ("pensioen", 3),
            ("leefbaarheid", 3),
            ("gezinnen", 3),
            ("huishouden", 3),
            ("bijeenkomst", 3),
            ("ĳs", 1),
            ("NPLV", 1),
            ("één", 1),
            ("vóór", 1),
        ] {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn sentences_end_where_a_reader_takes_breath() {
        let mut count = Count::default();
        count.block("Kijk eerst. Praat dan met wie er woont (en luister!) Zo:");
        count.block("een lijst zonder punt");
        count.block("2012–2013 …");
        count.block("een cel");
        assert_eq!((count.words, count.sentences), (15, 4));
    }

    #[test]
    fn short_sentences_of_short_words_are_easy_and_long_ones_hard() {
        let score = |text: &str| {
            let mut count = Count::default();
            count.block(&text.repeat(40));
            count.readability().unwrap()
        };
        let easy = score("Loop door de wijk. Praat met wie er woont. ");
        let hard = score(
            "Interbestuurlijke samenwerkingsverbanden faciliteren gebiedsgerichte \
                          beleidsontwikkeling onder gemeentelijke verantwoordelijkheid ",
        );
        assert!(
            easy.score > 90.0 && easy.label() == "gemakkelijk",
            "{easy:?}"
        );
        assert!(
            hard.score < 0.0 && hard.label() == "heel moeilijk",
            "{hard:?}"
        );
        assert_eq!(Count::default().readability(), None);
    }

    #[test]
    fn headings_do_not_count() {
        let text = "## Een kop\n\nTekst met vijf woorden hier.\n".repeat(25);
        let (body, _) =
            crate::markdown::parse(&"x".into(), &text, 0, &crate::markdown::Options::default());
        let readability = of(&body).unwrap();
        assert_eq!(readability.words_per_sentence, 5.0);
    }
}
