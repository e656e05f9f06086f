//! Dutch smart punctuation: straight quotes, hyphens and full stops become what a typesetter sets.
//!
//! `"…"` → “…”, `'…'` → ‘…’, `'80` → ’80, `foto's` → foto’s, `'s avonds` → ’s avonds, `--` → –,
//! `---` → —, `...` → …. Code never comes here, and what was escaped with a backslash stays.

/// Whether text is typeset or stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typography {
    /// As it is.
    Plain,
    /// As Dutch is set.
    Dutch,
}

/// Words that begin with an apostrophe: ’s avonds, ’t huis, ’n, ’k, ’m, ’r, ’ns, ’ie, ’em.
const CLIPPED: [&str; 9] = ["s", "t", "n", "k", "m", "r", "ns", "ie", "em"];

/// What stands for the mark at the start of `rest`, given the character before it, and how many
/// bytes of `rest` it replaces. `rest` begins with a quote, a hyphen or a full stop.
pub(super) fn set(before: Option<char>, rest: &str) -> (&str, usize) {
    let mark = rest.bytes().next().unwrap_or(b' ');
    let same = rest.bytes().take_while(|&b| b == mark).count();
    match (mark, same) {
        (b'"', _) if opens(before) && before != Some('“') => ("“", 1),
        (b'"', _) => ("”", 1),
        (b'\'', _) if !opens(before) || is_clipped(&rest[1..]) => ("’", 1),
        (b'\'', _) => ("‘", 1),
        (b'-', 2) => ("–", 2),
        (b'-', 3) => ("—", 3),
        (b'.', 3 | 4) => ("…", 3),
        // A line of many is a line.
        _ => (&rest[..same], same),
    }
}

/// Whether a quote after this character opens.
fn opens(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || "([{<“‘„«–—-/=".contains(c))
}

/// Whether what follows a quote is a word that lost its beginning: `s avonds`, `80`, `68'ers`.
fn is_clipped(after: &str) -> bool {
    let word = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // Two digits are a year; 's' is a letter between quotes.
    let (word, next) = after.split_at(word);
    let boundary = next.chars().next().is_none_or(|c| !c.is_alphanumeric());
    if !boundary {
        return false;
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 2 {
        return word.len() == 2;
    }
    !next.starts_with('\'')
        && CLIPPED
            .iter()
            .any(|clipped| word.eq_ignore_ascii_case(clipped))
}

#[cfg(test)]
mod tests {
    use crate::markdown::text::Output;

    fn dutch(text: &str) -> String {
        let mut output = Output::default();
        output.text(text, super::Typography::Dutch, true);
        output.text
    }

    #[test]
    fn marks_are_set_as_in_dutch() {
        for (typed, set) in [
            ("\"Ga kijken\", zei hij.", "“Ga kijken”, zei hij."),
            ("'Ga kijken', zei hij.", "‘Ga kijken’, zei hij."),
            ("de jaren '80 en '90", "de jaren ’80 en ’90"),
            ("'68'ers", "’68’ers"),
            ("'80 procent", "’80 procent"),
            ("'2007 was een jaar'", "‘2007 was een jaar’"),
            ("foto's en thema's", "foto’s en thema’s"),
            ("'s avonds en 's-Gravenhage", "’s avonds en ’s-Gravenhage"),
            ("'S avonds in 't veld", "’S avonds in ’t veld"),
            ("de letter 's' en 't'", "de letter ‘s’ en ‘t’"),
            ("'te' is geen 't", "‘te’ is geen ’t"),
            ("(\"zo\")", "(“zo”)"),
            ("\"'s avonds\"", "“’s avonds”"),
            ("'\"x\" en y'", "‘“x” en y’"),
            ("2007--2012 --- of zo", "2007–2012 — of zo"),
            ("wacht... nee....", "wacht… nee…."),
            ("-----", "-----"),
            ("........", "........"),
            ("1.2.3 a-b", "1.2.3 a-b"),
            ("“al goed”", "“al goed”"),
            ("hij zei:'ja'", "hij zei:’ja’"),
            ("'", "‘"),
            ("\"\"", "“”"),
        ] {
            assert_eq!(dutch(typed), set, "{typed}");
        }
    }
}
