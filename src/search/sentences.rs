//! Where sentences begin and end.
//!
//! A sentence ends at a full stop, question mark or exclamation mark (and the quotation mark or bracket
//! behind it) that is followed by a space and no small letter, and at a line feed. The full stop of an
//! abbreviation (*dhr. Tops*, *o.a. Utrecht*, *J. Uitermark*) ends none.

/// Abbreviations before a capital or a number, without their last full stop.
const ABBREVIATIONS: [&str; 24] = [
    "dhr", "mw", "mevr", "dr", "drs", "mr", "ir", "ing", "prof", "st", "nr", "art", "blz", "bijv",
    "ca", "vgl", "resp", "incl", "excl", "o.a", "m.n", "m.u.v", "i.p.v", "t.o.v",
];

/// The sentences of a text; a heading or list item on a line of its own is one too.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(end(rest, 0, rest.len()));
        rest = after;
        Some(sentence.trim_end())
    })
}

/// Where the sentence begins that goes on at `at`, not before `least`.
pub(super) fn start(text: &str, at: usize, least: usize) -> usize {
    let before = &text.as_bytes()[least..at];
    let begins = |nth: &usize| begins(text, least + nth + 1);
    (0..before.len())
        .rev()
        .filter(|nth| matches!(before[*nth], b'\n' | b' '))
        .find(begins)
        .map_or(least, |nth| least + nth + 1)
}

/// Where the sentence ends that goes on at `at`, not after `most`.
pub(super) fn end(text: &str, at: usize, most: usize) -> usize {
    for nth in at..most {
        match text.as_bytes()[nth] {
            b'\n' => return nth,
            b' ' if begins(text, nth + 1) => return nth,
            _ => {}
        }
    }
    most
}

/// Whether a sentence begins at `at`, behind a space or line feed.
pub(super) fn begins(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match at.checked_sub(1).map(|before| bytes[before]) {
        None | Some(b'\n') => return true,
        Some(b' ') => {}
        Some(_) => return false,
    }
    let small = |c: char| c.is_lowercase();
    if text[at..].chars().next().is_none_or(small) {
        return false;
    }
    let before = text[..at].trim_end_matches(' ');
    let bare = before.trim_end_matches(['"', '\'', ')', ']', '\u{2019}', '\u{201d}', '\u{bb}']);
    if bare.ends_with(['!', '?']) {
        return true;
    }
    let Some(bare) = bare.strip_suffix('.') else {
        return false;
    };
    let word = bare
        .rfind(|c: char| !c.is_alphanumeric() && c != '.')
        .map_or(bare, |space| &bare[space..]);
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    // One capital before a full stop is an initial.
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    !initial && !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// Whether what ends at `at` ends as a sentence does.
pub(super) fn ends(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    rest.is_empty()
        || rest.starts_with('\n')
        || text[..at]
            .trim_end_matches(['"', '\'', ')', ']', '\u{2019}', '\u{201d}', '\u{bb}'])
            .ends_with(['.', '!', '?'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).collect()
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(
            cut("Kop\nEen zin. En nog een! “Echt?” Ja."),
            ["Kop", "Een zin.", "En nog een!", "“Echt?”", "Ja."]
        );
        assert_eq!(
            cut("Zie § 2.4. 1901 was het jaar."),
            ["Zie § 2.4.", "1901 was het jaar."]
        );
        assert_eq!(cut(""), [""; 0]);
    }

    #[test]
    fn abbreviations_end_none() {
        for text in [
            "Het kan o.a. Utrecht zijn, d.w.z. de stad.",
            "Volgens J. Uitermark en dhr. Tops is dat zo.",
            "Zie art. 5 van de wet, ca. 1901.",
            "Een deel (bijv. Zuid) doet mee.",
        ] {
            assert_eq!(cut(text), [text]);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_sentences(text in "[a-zé .!?\"\\n]{0,80}") {
            let all: String = sentences(&text).flat_map(str::split_whitespace).collect();
            let whole: String = text.split_whitespace().collect();
            prop_assert_eq!(all, whole);
            for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
                let (start, end) = (start(&text, at, 0), end(&text, at, text.len()));
                prop_assert!(start <= at && at <= end);
                prop_assert!(text.get(start..end).is_some());
            }
        }
    }
}
