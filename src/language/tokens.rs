//! Where the words of a text stand.
//!
//! A word is a run of letters and digits with their combining marks. Within it may stand a hyphen
//! (`WOZ-waarde`, but not between digits: `2024-2026` is two years), an apostrophe between letters
//! (`foto’s`), a full stop between digits (`2.4.1`, `10.000`), and a plus after a digit (`40+`,
//! `4+1`, `40+-wijk`). Soft hyphens and joiners belong to the word in which they stand.

use unicode_normalization::char::is_combining_mark;

/// The bytes of one word in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether a hyphen stands within the word.
    pub hyphen: bool,
}

/// The words of a text, in order.
#[derive(Debug, Clone)]
pub struct Spans<'t> {
    text: &'t str,
    at: usize,
}

/// Finds the words of `text`.
pub fn spans(text: &str) -> Spans<'_> {
    Spans { text, at: 0 }
}

/// What the character before the present place was, as far as joining depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Letter,
    Digit,
    /// A plus that ended a number: only a hyphen or a digit can follow it.
    Plus,
}

impl Iterator for Spans<'_> {
    type Item = Span;

    /// Nearly all words are letters with a space or a comma on either side; these are found here.
    #[inline(always)]
    fn next(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        while bytes.get(start).is_some_and(|&byte| parts_words(byte)) {
            start += 1;
        }
        let end = start + letters(&bytes[start..]);
        if end > start && bytes.get(end).is_none_or(|&byte| parts_words(byte)) {
            self.at = end;
            return Some(Span {
                start,
                end,
                hyphen: false,
            });
        }
        self.at = start;
        self.next_of_any_kind()
    }
}

impl Spans<'_> {
    /// The next word, whatever it is made of.
    #[inline(never)]
    fn next_of_any_kind(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let (start, mut last) = self.skip_to_word()?;
        let mut hyphen = false;
        while let Some(&byte) = bytes.get(self.at) {
            if byte.is_ascii() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' => {
                        if last == Last::Plus {
                            break;
                        }
                        last = Last::Letter;
                        self.at += letters(&bytes[self.at..]);
                    }
                    b'0'..=b'9' => {
                        last = Last::Digit;
                        self.at += 1;
                    }
                    b'.' if last == Last::Digit && self.digit_at(self.at + 1) => self.at += 1,
                    b'+' if last == Last::Digit => {
                        last = Last::Plus;
                        self.at += 1;
                    }
                    b'\'' if last == Last::Letter && self.letter_at(self.at + 1) => self.at += 1,
                    b'-' if self.joins_by_hyphen(last, self.at + 1) => {
                        hyphen = true;
                        last = Last::Letter;
                        self.at += 1;
                    }
                    _ => break,
                }
                continue;
            }
            let Some(c) = self.text[self.at..].chars().next() else {
                break;
            };
            let after = self.at + c.len_utf8();
            match c {
                // Soft hyphen, zero-width joiner and non-joiner say nothing about the word.
                '\u{ad}' | '\u{200c}' | '\u{200d}' => {}
                '\u{2018}' | '\u{2019}' | '\u{2bc}'
                    if last == Last::Letter && self.letter_at(after) => {}
                '\u{2010}' | '\u{2011}' if self.joins_by_hyphen(last, after) => {
                    hyphen = true;
                    last = Last::Letter;
                }
                c if is_combining_mark(c) => {}
                c if last != Last::Plus && c.is_alphanumeric() => last = kind_of(c),
                _ => break,
            }
            self.at = after;
        }
        Some(Span {
            start,
            end: self.at,
            hyphen,
        })
    }
}

/// How many ASCII letters `bytes` begins with; eight bytes at a time.
#[inline(always)]
fn letters(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((eight, after)) = rest.split_first_chunk() {
        let found = letters_of(u64::from_le_bytes(*eight));
        if found < 8 {
            return bytes.len() - rest.len() + found;
        }
        rest = after;
    }
    let last = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
    bytes.len() - rest.len() + last.count()
}

/// How many of eight bytes are ASCII letters before the first that is not: the highest bit of each byte
/// says whether it is one. Without that bit, no sum reaches into the byte beside it.
fn letters_of(eight: u64) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = EACH * 0x80;
    let small = (eight | (EACH * 0x20)) & !HIGH;
    let from_a = small + EACH * u64::from(0x80 - b'a');
    let past_z = small + EACH * u64::from(0x80 - (b'z' + 1));
    let letters = from_a & !past_z & !eight & HIGH;
    (letters ^ HIGH).trailing_zeros() as usize / 8
}

/// Whether a byte ends a word of letters, whatever comes after it.
#[inline]
fn parts_words(byte: u8) -> bool {
    PARTS_WORDS[usize::from(byte)]
}

const PARTS_WORDS: [bool; 256] = {
    let mut parts = [false; 256];
    let mut byte = 0u8;
    while byte.is_ascii() {
        parts[byte as usize] = !byte.is_ascii_alphanumeric() && byte != b'\'' && byte != b'-';
        byte += 1;
    }
    parts
};

impl Spans<'_> {
    /// Moves past the first character of the next word; gives the byte at which that word begins.
    fn skip_to_word(&mut self) -> Option<(usize, Last)> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            let byte = bytes[start];
            if byte.is_ascii() {
                self.at += 1;
                if byte.is_ascii_alphabetic() {
                    return Some((start, Last::Letter));
                }
                if byte.is_ascii_digit() {
                    return Some((start, Last::Digit));
                }
                continue;
            }
            let c = self.text[start..].chars().next()?;
            self.at += c.len_utf8();
            if c.is_alphanumeric() && !is_combining_mark(c) {
                return Some((start, kind_of(c)));
            }
        }
        None
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn digit_at(&self, at: usize) -> bool {
        self.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
    }

    fn letter_at(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(char::is_alphabetic)
    }

    /// Whether a hyphen between `last` and the character at `at` keeps a word together.
    fn joins_by_hyphen(&self, last: Last, at: usize) -> bool {
        match self.char_at(at) {
            Some(c) if c.is_ascii_digit() => last == Last::Letter,
            Some(c) => c.is_alphanumeric(),
            None => false,
        }
    }
}

fn kind_of(c: char) -> Last {
    if c.is_numeric() {
        Last::Digit
    } else {
        Last::Letter
    }
}

/// Whether `c` is one of the hyphens that can stand within a word.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        spans(text)
            .map(|span| &text[span.start..span.end])
            .collect()
    }

    #[test]
    fn letters_are_counted_as_one_by_one() {
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                let mut bytes = *b"abcXYZmnopqrstuvwxyz";
                bytes[at] = byte;
                let naive = bytes.iter().take_while(|b| b.is_ascii_alphabetic());
                assert_eq!(letters(&bytes), naive.count(), "{byte} at {at}");
            }
        }
    }

    #[test]
    fn words_that_stay_whole() {
        for word in [
            "40+",
            "3D",
            "2.4.1",
            "10.000",
            "WOZ-waarde",
            "1G1P1R",
            "4+1",
            "40+-wijk",
            "foto’s",
            "d'Ancona",
        ] {
            assert_eq!(
                words(&format!("De {word}, zei hij.")),
                ["De", word, "zei", "hij"]
            );
        }
    }

    #[test]
    fn where_words_end() {
        assert_eq!(words("en/of"), ["en", "of"]);
        assert_eq!(words("2024-2026"), ["2024", "2026"]);
        assert_eq!(words("in 2024. Daarna"), ["in", "2024", "Daarna"]);
        assert_eq!(words("wijk- en buurtteams"), ["wijk", "en", "buurtteams"]);
        assert_eq!(words("‘schuld’ of 'schuld'"), ["schuld", "of", "schuld"]);
        assert_eq!(words("1+ 2+x"), ["1+", "2+", "x"]);
        assert_eq!(words("👍🏽 ok — …"), ["ok"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn beyond_ascii() {
        assert_eq!(
            words("één coördinator, cafe\u{301}!"),
            ["één", "coördinator", "cafe\u{301}"]
        );
        assert_eq!(words("שלום עולם"), ["שלום", "עולם"]);
        assert_eq!(words("wijk\u{ad}aanpak"), ["wijk\u{ad}aanpak"]);
        assert_eq!(words("\u{301}\u{302}"), [""; 0]);
    }
}
