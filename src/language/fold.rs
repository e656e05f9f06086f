//! Folding: two spellings of a word that differ only in case, diacritics, ligatures, quotes or
//! hyphens become one form.
//!
//! What is left is letters and digits, with `.` and `+` where the tokeniser kept them. Other stages
//! rely on that: a form never contains a space or a control character.

use unicode_normalization::UnicodeNormalization;

/// Longest form in bytes; what comes after it tells no two real words apart.
pub const MAX_FORM: usize = 120;

/// Adds the folded form of `surface` to `form`.
pub fn fold_into(surface: &str, form: &mut String) {
    let limit = form.len() + MAX_FORM;
    if surface.len() <= MAX_FORM && surface.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        // Nearly all words: these only lose their capitals.
        let start = form.len();
        form.push_str(surface);
        form[start..].make_ascii_lowercase();
        return;
    }
    if surface.is_ascii() {
        let kept = surface.bytes().filter(|byte| keeps(char::from(*byte)));
        form.extend(
            kept.take(MAX_FORM)
                .map(|byte| char::from(byte.to_ascii_lowercase())),
        );
        return;
    }
    for c in surface.nfkd() {
        for c in c.to_lowercase() {
            if form.len() + 4 > limit {
                return;
            }
            match c {
                'ß' => form.push_str("ss"),
                'æ' => form.push_str("ae"),
                'œ' => form.push_str("oe"),
                'ø' => form.push('o'),
                'đ' | 'ð' => form.push('d'),
                'ł' => form.push('l'),
                'ı' => form.push('i'),
                c if keeps(c) => form.push(c),
                _ => {}
            }
        }
    }
}

/// The folded form of `surface`.
pub fn fold(surface: &str) -> String {
    let mut form = String::with_capacity(surface.len().min(MAX_FORM));
    fold_into(surface, &mut form);
    form
}

fn keeps(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '.' || c == '+';
    }
    c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        for (surface, form) in [
            ("Wijk", "wijk"),
            ("Coördinator", "coordinator"),
            ("ÉÉN", "een"),
            ("cafe\u{301}", "cafe"),
            ("ĳsvrij", "ijsvrij"),
            ("Ĳsselmonde", "ijsselmonde"),
            ("foto’s", "fotos"),
            ("WOZ-waarde", "wozwaarde"),
            ("wijk\u{ad}aanpak", "wijkaanpak"),
            ("Straße", "strasse"),
            ("İzmir", "izmir"),
            ("m²", "m2"),
            ("2.4.1", "2.4.1"),
            ("40+", "40+"),
        ] {
            assert_eq!(fold(surface), form, "{surface}");
        }
    }

    #[test]
    fn ten_thousand_marks_are_one_letter() {
        let zalgo = format!("e{}", "\u{301}".repeat(10_000));
        assert_eq!(fold(&zalgo), "e");
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(fold(&"a".repeat(500)).len(), MAX_FORM);
        assert!(fold(&"é".repeat(500)).len() <= MAX_FORM);
    }
}
