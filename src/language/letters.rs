//! The bytes of a word as a few numbers: what a session knows a word by.
//!
//! Nearly all words are short. Taken as three numbers, such a word is hashed and compared in a handful of
//! instructions, where calls that take any length would cost more than all else that is done with it.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// A word of at most [`Letters::MOST`] bytes whole, with zeros behind it; of a longer one its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Letters([u64; 3]);

impl Letters {
    /// The longest word that is held whole, in bytes.
    pub(super) const MOST: usize = 24;

    /// The letters of the word at bytes `start..end` of a text.
    #[inline]
    pub(super) fn of(text: &str, start: usize, end: usize) -> Letters {
        let (bytes, length) = (text.as_bytes(), end - start);
        let Some(masks) = MASKS.get(length) else {
            let mut hasher = FxHasher::default();
            hasher.write(&bytes[start..end]);
            return Letters([hasher.finish(), 0, 0]);
        };
        // What stands behind the word is read too and taken off: that is quicker than to copy by length.
        let whole: [u8; Letters::MOST] = match bytes[start..].first_chunk() {
            Some(whole) => *whole,
            None => {
                let mut whole = [0; Letters::MOST];
                whole[..length].copy_from_slice(&bytes[start..end]);
                whole
            }
        };
        let mut letters = [0; 3];
        for (at, eight) in whole.as_chunks().0.iter().enumerate() {
            letters[at] = u64::from_le_bytes(*eight) & masks[at];
        }
        Letters(letters)
    }

    /// Where a table of 2ⁿ places has them: the lower bits say.
    pub(super) fn hash(self) -> usize {
        let [a, b, c] = self.0;
        let folded = folded(a ^ DIGITS[0], b ^ c.rotate_left(32) ^ DIGITS[1]);
        (folded.wrapping_mul(DIGITS[2]) >> 32) as usize
    }

    /// A number that stands for the letters of a word of `length` bytes: of a million words, two have the
    /// same once in some forty million guides.
    #[inline]
    pub(super) fn number(self, length: usize) -> u64 {
        let [a, b, c] = self.0;
        let short = folded(a ^ DIGITS[0], b ^ DIGITS[1]);
        folded(short ^ DIGITS[2], c ^ DIGITS[3] ^ length as u64)
    }
}

/// Numbers without a pattern: digits of π, as Blowfish takes them.
const DIGITS: [u64; 4] = [
    0x243f_6a88_85a3_08d3,
    0x1319_8a2e_0370_7344,
    0xa409_3822_299f_31d1,
    0x082e_fa98_ec4e_6c89,
];

/// The product of two numbers, both halves of it in one.
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product as u64) ^ (product >> 64) as u64
}

/// For each length of a word the bits of its three numbers that are its own.
const MASKS: [[u64; 3]; Letters::MOST + 1] = {
    let mut masks = [[0; 3]; Letters::MOST + 1];
    let mut length = 0;
    while length <= Letters::MOST {
        let mut byte = 0;
        while byte < length {
            masks[length][byte / 8] |= 0xff << (byte % 8 * 8);
            byte += 1;
        }
        length += 1;
    }
    masks
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn of(word: &str) -> Letters {
        Letters::of(word, 0, word.len())
    }

    #[test]
    fn places_are_spread() {
        let words = (0..4000).flat_map(|nth| [format!("woord{nth}"), format!("{nth}")]);
        let long = (0..4000).map(|nth| format!("zestien-letters-{nth}"));
        let places: HashSet<usize> = words
            .chain(long)
            .map(|word| of(&word).hash() & 0xffff)
            .collect();
        // So many as of 12,000 thrown at 65,536 by chance, or nearly.
        assert!(places.len() > 10_500, "{}", places.len());
    }

    #[test]
    fn no_two_words_have_one_number() {
        // Long words that differ in few letters, far apart; and short ones.
        let letters = || 'a'..='z';
        let long = letters()
            .flat_map(|one| letters().map(move |two| format!("onderzoeksma{one}tej{two}alen")));
        let words = (0..20_000).map(|nth| format!("{nth}")).chain(long);
        let words: Vec<String> = words.collect();
        let numbers: HashSet<u64> = words
            .iter()
            .map(|word| of(word).number(word.len()))
            .collect();
        assert_eq!(numbers.len(), words.len());
    }

    proptest! {
        #[test]
        fn words_have_equal_letters_where_they_are_equal(
            one in "[a-cé]{1,30}", other in "[a-cé]{1,30}", before in "[a ]{0,3}", after in "\\PC{0,30}",
        ) {
            let text = format!("{before}{one}{after}");
            let inside = Letters::of(&text, before.len(), before.len() + one.len());
            prop_assert_eq!(inside, of(&one));
            prop_assert_eq!(of(&one) == of(&other), one == other);
        }
    }
}
