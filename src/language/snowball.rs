//! Snowball's first Dutch stemmer (https://snowballstem.org/algorithms/dutch/stemmer.html), for words of
//! small Latin letters without diacritics, which is what folding leaves.
//!
//! The generated stemmer of `rust-stemmers` gives the same, and a test holds this against it; but it looks
//! for accents at every letter, and a guide has a hundred thousand words. Steps and names are those of
//! the algorithm's description.

/// The stem of `word`, which has nothing in it but `a`–`z`.
pub(super) fn stem(word: &str) -> String {
    let mut letters = word.as_bytes().to_vec();
    prelude(&mut letters);
    let (r1, r2) = regions(&letters);
    let mut word = Word { letters, r1, r2 };
    word.standard_suffix();
    // Only ASCII went in, and only ASCII was taken off or changed.
    word.letters.make_ascii_lowercase();
    String::from_utf8(word.letters).unwrap_or_default()
}

/// Writes `y` and `i` as capitals where they are consonants.
fn prelude(letters: &mut [u8]) {
    if let Some(first @ b'y') = letters.first_mut() {
        *first = b'Y';
    }
    for at in 0..letters.len().saturating_sub(1) {
        if !is_vowel(letters[at]) {
            continue;
        }
        match letters[at + 1] {
            b'y' => letters[at + 1] = b'Y',
            b'i' if letters.get(at + 2).copied().is_some_and(is_vowel) => letters[at + 1] = b'I',
            _ => {}
        }
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Where R1 and R2 begin: behind the first consonant after a vowel, and behind the next such. R1 has
/// at least three letters before it.
fn regions(letters: &[u8]) -> (usize, usize) {
    let past = |from: usize| {
        let vowel = from + letters[from..].iter().position(|&l| is_vowel(l))?;
        let rest = letters[vowel..].iter().position(|&l| !is_vowel(l))?;
        Some(vowel + rest + 1)
    };
    let Some(r1) = past(0) else {
        return (letters.len(), letters.len());
    };
    (r1.max(3), past(r1).unwrap_or(letters.len()))
}

/// A word that is being stemmed.
struct Word {
    letters: Vec<u8>,
    r1: usize,
    r2: usize,
}

impl Word {
    /// The length of the word without `suffix`, if it ends in that.
    fn without(&self, suffix: &str) -> Option<usize> {
        let rest = self.letters.strip_suffix(suffix.as_bytes());
        rest.map(<[u8]>::len)
    }

    /// Whether the letters before `end` end in a letter for which `fits` holds.
    fn before(&self, end: usize, fits: impl Fn(u8) -> bool) -> bool {
        self.letters[..end].last().copied().is_some_and(fits)
    }

    fn undouble(&mut self) {
        if let [.., a @ (b'd' | b'k' | b't'), b] = *self.letters
            && a == b
        {
            self.letters.pop();
        }
    }

    /// Takes off what follows `end`, which is an -en or -ene.
    fn en_ending(&mut self, end: usize) {
        let consonant = self.before(end, |letter| !is_vowel(letter));
        if self.r1 <= end && consonant && !self.letters[..end].ends_with(b"gem") {
            self.letters.truncate(end);
            self.undouble();
        }
    }

    /// Takes off an -e, and says whether there was one.
    fn e_ending(&mut self) -> bool {
        let end = self.without("e").filter(|&end| self.r1 <= end);
        match end {
            Some(end) if self.before(end, |letter| !is_vowel(letter)) => {
                self.letters.truncate(end);
                self.undouble();
                true
            }
            _ => false,
        }
    }

    fn standard_suffix(&mut self) {
        // 1: plurals, -en and -s.
        if let Some(end) = self.without("heden") {
            if self.r1 <= end {
                self.letters.truncate(end);
                self.letters.extend_from_slice(b"heid");
            }
        } else if let Some(end) = self.without("ene").or_else(|| self.without("en")) {
            self.en_ending(end);
        } else if let Some(end) = self.without("se").or_else(|| self.without("s"))
            && self.r1 <= end
            && self.before(end, |letter| !is_vowel(letter) && letter != b'j')
        {
            self.letters.truncate(end);
        }
        // 2: -e.
        let e_found = self.e_ending();
        // 3a: -heid.
        if let Some(end) = self.without("heid").filter(|&end| self.r2 <= end)
            && !self.before(end, |letter| letter == b'c')
        {
            self.letters.truncate(end);
            if let Some(end) = self.without("en") {
                self.en_ending(end);
            }
        }
        // 3b: suffixes that make words of words.
        self.derivation(e_found);
        // 4: a long vowel in a closed syllable.
        if let [.., before, a @ (b'a' | b'e' | b'o' | b'u'), b, last] = *self.letters
            && a == b
            && !is_vowel(before)
            && !is_vowel(last)
            && last != b'I'
        {
            self.letters.remove(self.letters.len() - 2);
        }
    }

    fn derivation(&mut self, e_found: bool) {
        let in_r2 = |end: &usize| self.r2 <= *end;
        if let Some(end) = self.without("end").or_else(|| self.without("ing")) {
            if in_r2(&end) {
                self.letters.truncate(end);
                if !self.ig_ending() {
                    self.undouble();
                }
            }
        } else if self.without("ig").is_some() {
            self.ig_ending();
        } else if let Some(end) = self.without("lijk").filter(in_r2) {
            self.letters.truncate(end);
            self.e_ending();
        } else if let Some(end) = self.without("baar").filter(in_r2) {
            self.letters.truncate(end);
        } else if let Some(end) = self.without("bar").filter(in_r2)
            && e_found
        {
            self.letters.truncate(end);
        }
    }

    /// Takes off an -ig that is no -eig, and says whether there was one.
    fn ig_ending(&mut self) -> bool {
        let end = self.without("ig").filter(|&end| self.r2 <= end);
        match end {
            Some(end) if !self.before(end, |letter| letter == b'e') => {
                self.letters.truncate(end);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_stemmers::{Algorithm, Stemmer};

    use super::*;

    fn generated(word: &str) -> String {
        Stemmer::create(Algorithm::Dutch).stem(word).into_owned()
    }

    #[test]
    fn words_of_the_tables_have_the_stems_of_the_generated_stemmer() {
        let tables = [
            include_str!("../../index/nl/lemmas.tsv"),
            include_str!("../../index/nl/stopwords.txt"),
            include_str!("words.tsv"),
        ];
        let words = tables.iter().flat_map(|table| table.split_whitespace());
        let plain = |word: &&str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
        let mut count = 0;
        for word in words.filter(plain) {
            assert_eq!(stem(word), generated(word), "{word}");
            count += 1;
        }
        assert!(count > 1000, "{count}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn any_word_has_the_stem_of_the_generated_stemmer(
            word in "[a-z]{0,4}([a-z]|aa|ee|ei|oo|uu|ie|y|i|dd|tt|kk|gem|j|c){0,4}(heden|heid|en|ene|s|se|e|end|ig|ing|lijk|baar|bar|a){0,3}"
        ) {
            prop_assume!(word.len() > 2);
            prop_assert_eq!(stem(&word), generated(&word), "{}", word);
        }
    }
}
