//! Lemmas: the words on which a Dutch stemmer fails, and what they are forms of.
//!
//! The table is `index/nl/lemmas.tsv`; its format stands at its head. A form found there gets the
//! lemma as its stem, word for word. A row that begins with a hyphen holds for all words that end so
//! (`-stad`, `-steden`: binnensteden is a form of binnenstad); whole words go before endings and
//! long endings before short ones, so that a word can be taken out of a rule by a row of its own.

use rustc_hash::FxHashMap;

/// The table, ready for looking up.
#[derive(Debug, Default)]
pub struct Lemmas<'t> {
    words: FxHashMap<&'t str, &'t str>,
    endings: FxHashMap<&'t str, &'t str>,
    longest_ending: usize,
}

impl<'t> Lemmas<'t> {
    /// Reads the table: one lemma a line, then a tab, then its forms with spaces between.
    pub fn parse(table: &'t str) -> Self {
        let mut lemmas = Lemmas::default();
        for line in table.lines() {
            if line.starts_with('#') {
                continue;
            }
            let mut fields = line.split_whitespace();
            let Some(lemma) = fields.next() else { continue };
            for form in std::iter::once(lemma).chain(fields) {
                match (form.strip_prefix('-'), lemma.strip_prefix('-')) {
                    (Some(ending), Some(lemma)) => {
                        lemmas.longest_ending = lemmas.longest_ending.max(ending.len());
                        lemmas.endings.insert(ending, lemma);
                    }
                    _ => {
                        lemmas.words.insert(form, lemma);
                    }
                }
            }
        }
        lemmas
    }

    /// The lemma of a folded form, if the table has it.
    pub fn lemma(&self, form: &str) -> Option<String> {
        if let Some(lemma) = self.words.get(form) {
            return Some((*lemma).to_owned());
        }
        // An ending stands behind at least two letters of a first part.
        let first = form.len().saturating_sub(self.longest_ending).max(2);
        for at in first..form.len() {
            if let Some(lemma) = form.get(at..).and_then(|ending| self.endings.get(ending)) {
                return Some(format!("{}{lemma}", &form[..at]));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# comment\nstad\tsteden\n-stad\t-steden\nbesteden\tbesteed\n";

    #[test]
    fn whole_words_and_endings() {
        let lemmas = Lemmas::parse(TABLE);
        assert_eq!(lemmas.lemma("steden").as_deref(), Some("stad"));
        assert_eq!(lemmas.lemma("binnensteden").as_deref(), Some("binnenstad"));
        assert_eq!(lemmas.lemma("binnenstad").as_deref(), Some("binnenstad"));
        assert_eq!(
            lemmas.lemma("besteden").as_deref(),
            Some("besteden"),
            "a row of its own goes before a rule"
        );
        assert_eq!(lemmas.lemma("éésteden").as_deref(), Some("ééstad"));
        assert_eq!(lemmas.lemma("wijk"), None);
        assert_eq!(lemmas.lemma(""), None);
    }
}
