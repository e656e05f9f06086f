//! Stemming: inflected forms of a word get one stem.
//!
//! The algorithm is Snowball's first Dutch stemmer, in the module [`snowball`], with rules of our own
//! about it. It leaves plurals in -s after a vowel as they are (locatie · locaties, thema · thema's),
//! so these lose their s before. After it: Dutch writes `f` and `s` at the end of a syllable where the inflected form has `v`
//! and `z` (brief · brieven, huis · huizen). And a long vowel is written once in an open syllable:
//! the algorithm sees to that (school · scholen), but not after another vowel (sociaal · sociale).

use super::snowball;

/// Changes whenever stems can change by our own rules; part of the fingerprint.
pub const VERSION: &str = "snowball-dutch-1 s-1 vz-2 nn-1 aa-1";

/// The Dutch stemmer.
pub struct Dutch;

impl Dutch {
    /// The stemmer, ready for use.
    pub fn new() -> Self {
        Dutch
    }

    /// The stem of a folded form. Forms with anything but Latin letters are their own stem.
    pub fn stem(&self, form: &str) -> String {
        if form.len() < 3 || !form.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return form.to_owned();
        }
        let form = without_plural_s(form);
        let mut stem = snowball::stem(form);
        if stem.len() < form.len() {
            let voiceless = match stem.as_bytes().last() {
                Some(b'v') => Some('f'),
                Some(b'z') => Some('s'),
                _ => None,
            };
            if let Some(voiceless) = voiceless {
                stem.pop();
                stem.push(voiceless);
            }
        }
        // A short vowel in an open syllable has two consonants after it: plan, plannen.
        if stem.len() < form.len()
            && let [.., before, one, other] = *stem.as_bytes()
            && one == other
            && matches!(before, b'a' | b'e' | b'i' | b'o' | b'u')
            && !matches!(one, b'a' | b'e' | b'i' | b'o' | b'u')
        {
            stem.pop();
        }
        if let [.., b'a' | b'e' | b'i' | b'o' | b'u', a, b, end] = *stem.as_bytes()
            && a == b
            && matches!(a, b'a' | b'e' | b'o' | b'u')
            && !matches!(end, b'a' | b'e' | b'i' | b'o' | b'u')
        {
            stem.remove(stem.len() - 2);
        }
        stem
    }
}

/// Takes the plural -s off words that end in a vowel: -ties, -sies, -dies, -cies, -nies; -as and -os
/// after a consonant or another vowel that is not the same (thema's, video's; not werkloos).
fn without_plural_s(form: &str) -> &str {
    let plural = match form.as_bytes() {
        [_, _, .., b't' | b's' | b'd' | b'c' | b'n', b'i', b'e', b's'] => true,
        [_, .., before, vowel @ (b'a' | b'o'), b's'] => {
            let long = matches!(before, b'a' | b'o');
            form.len() >= if *vowel == b'a' { 6 } else { 5 } && !long
        }
        _ => false,
    };
    if plural {
        &form[..form.len() - 1]
    } else {
        form
    }
}

impl Default for Dutch {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Dutch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(VERSION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_meet() {
        let dutch = Dutch::new();
        for forms in [
            &["wijk", "wijken"][..],
            &["huis", "huizen"],
            &["brief", "brieven"],
            &["bewoner", "bewoners"],
            &["mogelijkheid", "mogelijkheden"],
            &["sociale", "sociaal"],
            &["financieel", "financiele"],
            &["thema", "themas"],
            &["commissie", "commissies"],
            &["scenario", "scenarios"],
            &["corporatie", "corporaties"],
        ] {
            let stem = dutch.stem(forms[0]);
            for form in forms {
                assert_eq!(dutch.stem(form), stem, "{form}");
            }
        }
    }

    #[test]
    fn numbers_and_other_scripts_stay() {
        let dutch = Dutch::new();
        for form in ["2.4.1", "40+", "1g1p1r", "שלום", "ab", "woz"] {
            assert_eq!(dutch.stem(form), form);
        }
    }
}
