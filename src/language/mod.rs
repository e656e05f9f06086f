//! Dutch text analysis: the one way in which words are compared, for index, query, highlight and
//! the linking of terms.
//!
//! In: any text. Out: a stream of tokens, each with its bytes in that text, its position, and its
//! [`Word`]: the folded form, the stem, whether it is a stop word, and its parts. The steps, one
//! file each:
//!
//! 1. [`tokens`] finds words: `40+`, `2.4.1`, `WOZ-waarde` and `1G1P1R` stay whole;
//! 2. [`fold`] takes away case, diacritics, quotes and hyphens;
//! 3. [`lemma`] knows the words on which all else fails, from a table of our own;
//! 4. [`forms`] knows what a dictionary knows of inflection and rules cannot;
//! 5. [`stem`] stems all others, with one pinned algorithm;
//! 6. [`stopwords`] knows the words that carry no subject;
//! 7. [`compounds`] finds the parts of a compound;
//! 8. [`analysis`] joins the steps into a [`word`], and a [`session`] remembers what it found for
//!    every distinct one. Threads that read a whole guide tell each other; who asks one thing only of
//!    each word keeps the [`answers`].
//!
//! [`lexicon`] makes the tables of 4 and 7 from a dictionary, long before any text is read.
//! docs/language.md tells how to change them. This module is a leaf: it knows nothing of pages, HTML or the index.

pub mod analysis;
pub mod answers;
pub mod compounds;
pub mod fold;
pub mod forms;
mod known;
pub mod lemma;
mod letters;
pub mod lexicon;
pub mod session;
mod snowball;
pub mod stem;
pub mod stopwords;
pub mod tokens;
pub mod word;

pub use analysis::{Analyzer, Stages};
pub use answers::Answers;
pub use session::{Session, Token};
pub use word::{Part, Word};

#[cfg(test)]
mod tests {
    use super::{Analyzer, Session, Word};

    fn word(session: &mut Session, written: &str) -> Word {
        let mut words = session.words(written);
        assert_eq!(words.len(), 1, "{written} is one word");
        words.remove(0)
    }

    /// Reads `words.tsv`, and says all that is not as it says.
    #[test]
    fn words_are_what_the_table_says() {
        let mut session = Analyzer::new().session();
        let mut wrong = Vec::new();
        for row in include_str!("words.tsv").lines() {
            let mut fields = row.split('\t');
            let said = fields.next().unwrap_or_default();
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            let words: Vec<Word> = (fields.next().unwrap_or_default().split(' '))
                .map(|written| word(&mut session, written))
                .collect();
            let stems: Vec<&str> = words.iter().map(Word::stem).collect();
            let mut note = |is: String| wrong.push(format!("{row}\n    is: {is}"));
            match said {
                "split" => {
                    let parts: Vec<&str> =
                        words[0].parts().iter().map(|part| &*part.stem).collect();
                    let said: Vec<Word> = (fields.next().unwrap_or_default().split(' '))
                        .map(|part| word(&mut session, part))
                        .collect();
                    let said: Vec<&str> = said.iter().map(Word::stem).collect();
                    if parts != said {
                        note(format!("{} (said: {})", parts.join(" "), said.join(" ")));
                    }
                }
                "whole" => {
                    for word in words.iter().filter(|word| !word.parts().is_empty()) {
                        let parts: Vec<&str> =
                            word.parts().iter().map(|part| &*part.form).collect();
                        note(parts.join("·"));
                    }
                }
                "together" if stems.iter().any(|stem| *stem != stems[0]) => note(stems.join(" ")),
                "apart"
                    if stems
                        .iter()
                        .any(|stem| stems[1..].contains(stem) && *stem == stems[0]) =>
                {
                    note(stems.join(" "));
                }
                "together" | "apart" => {}
                other => panic!("{other} is nothing that can be said"),
            }
        }
        assert!(
            wrong.is_empty(),
            "{} rows:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}
