//! The words of a page, kept for the next edit of a term: a page that lacks a word of a label has no
//! mention by it.

/// The words of a text, in any of their forms. One half of a word's key stands for it: of two words that
/// share it, one is rarely asked for and the other rarely there, and then a text is read once more.
#[derive(Debug)]
pub(super) struct Words(Box<[u32]>);

impl Words {
    /// The words with these keys.
    pub(super) fn of(keys: Vec<u64>) -> Words {
        let mut words: Vec<u32> = keys.into_iter().map(half).collect();
        words.sort_unstable();
        words.dedup();
        Words(words.into())
    }

    /// Whether all words of a label are among them.
    pub(super) fn hold(&self, label: &[u64]) -> bool {
        let mut words = label.iter();
        words.all(|key| self.0.binary_search(&half(*key)).is_ok())
    }
}

fn half(key: u64) -> u32 {
    (key >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_held_with_all_its_words() {
        let key = |word: u64| word << 32;
        let words = Words::of(vec![key(7), key(3), key(7), key(9)]);
        assert!(words.hold(&[key(9), key(3)]));
        assert!(!words.hold(&[key(9), key(4)]));
        assert_eq!(words.0.len(), 3);
    }
}
