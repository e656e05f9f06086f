//! Curly quotes that were meant as the quotes of YAML: what a word processor makes of straight ones.

/// Marks that open a quotation in Dutch or English typography, and what the curly apostrophe makes of one.
const OPENING: [char; 5] = ['“', '„', '‘', '‚', '”'];
/// Marks that close one.
const CLOSING: [char; 4] = ['”', '“', '’', '‘'];

/// Whether a curly quote stands on `line` where a value may begin. A mere hint, for the fast way.
pub(super) fn may_begin_a_value(line: &str) -> bool {
    line.match_indices(OPENING).any(|(at, _)| {
        let before = line[..at].trim_end();
        before.is_empty() || before.ends_with([':', '-', '[', ','])
    })
}

/// What stands within curly quotes, where they embrace the whole of `value`. A value that merely begins and
/// ends with a quotation (`“wij” en “zij”`) is not embraced.
pub(super) fn embraced(value: &str) -> Option<&str> {
    let within = value.trim().strip_prefix(OPENING)?.strip_suffix(CLOSING)?;
    let apart = within.contains(['“', '”', '„']);
    (!apart && !within.is_empty()).then_some(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_around_a_whole_value_are_told_from_quotations_in_it() {
        assert_eq!(embraced("“Les: een”"), Some("Les: een"));
        assert_eq!(embraced("„ervaring”"), Some("ervaring"));
        assert_eq!(embraced("‘x’"), Some("x"));
        for value in [
            "“Wij” en “zij”",
            "Zeg “nee”",
            "“Nee” zeggen",
            "’t Zand",
            "foto’s",
            "“”",
        ] {
            assert_eq!(embraced(value), None, "{value}");
        }
    }

    #[test]
    fn a_hint_is_given_wherever_a_value_can_begin() {
        for line in ["title: “x”", "- ‘x’", "themes: [“a”, “b”]", "  “x”"] {
            assert!(may_begin_a_value(line), "{line}");
        }
        assert!(!may_begin_a_value("summary: Zeg eens “nee” tegen foto’s"));
    }
}
