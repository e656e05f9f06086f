//! The tokens of a field as one text, which an engine takes apart again.
//!
//! Each token stands behind its head: one character, of which the lowest six bits say how many bytes the
//! token has, and [`NEXT`] whether it stands at the next position or at that of the token before. A head
//! without length only leads to the next position. Of a longer token the length goes on in the characters
//! after the head: seven bits each, as long as all are set. So a token is found without looking at what is
//! before its end, which is most of what reading tokens costs; and as every head is ASCII, the whole is
//! text.

/// The bit of a head that leads to the next position.
const NEXT: u8 = 0x40;
/// The bits of a head that hold the length.
const LENGTH: u8 = 0x3f;
/// The bits of a character that goes on with it.
const MORE: u8 = 0x7f;

/// Writes a token, at the next position or at that of the token before.
pub(super) fn put(out: &mut String, token: &str, next: bool) {
    let next = if next { NEXT } else { 0 };
    let mut rest = token.len();
    let mut most = LENGTH;
    let mut head = next;
    loop {
        let length = rest.min(most.into());
        out.push(char::from(head | length as u8));
        rest -= length;
        if length < most.into() {
            break;
        }
        (most, head) = (MORE, 0);
    }
    out.push_str(token);
}

/// Leads to the next position.
pub(super) fn skip(out: &mut String) {
    out.push(char::from(NEXT));
}

/// Reads tokens with their positions, of which the first is 0.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// How many positions were begun.
    begun: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens in `text`, which [`put`] and [`skip`] wrote.
    pub(super) fn of(text: &'t str) -> Self {
        Tokens {
            text,
            at: 0,
            begun: 0,
        }
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = (usize, &'t str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        loop {
            let head = *bytes.get(self.at)?;
            self.at += 1;
            self.begun += usize::from(head & NEXT != 0);
            let mut length = usize::from(head & LENGTH);
            if length == 0 {
                continue;
            }
            if length == usize::from(LENGTH) {
                loop {
                    let more = *bytes.get(self.at)?;
                    self.at += 1;
                    length += usize::from(more);
                    if more != MORE {
                        break;
                    }
                }
            }
            let token = self.text.get(self.at..self.at + length)?;
            self.at += length;
            return Some((self.begun.saturating_sub(1), token));
        }
    }
}

/// Tokens as a person reads them: those at one position are joined by `|`.
#[cfg(test)]
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut last = 0;
    for (position, token) in Tokens::of(text) {
        if !shown.is_empty() {
            let gap = position - last;
            shown.push_str(if gap == 0 {
                "|"
            } else {
                &"     "[..gap.min(5)]
            });
        }
        shown.push_str(token);
        last = position;
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tokens_stand_at_positions() {
        let mut text = String::new();
        put(&mut text, "schuld", true);
        put(&mut text, "wozwaard", true);
        put(&mut text, "woz", false);
        put(&mut text, "waard", true);
        (0..2).for_each(|_| skip(&mut text));
        put(&mut text, "é", true);
        assert_eq!(shown(&text), "schuld wozwaard|woz waard   é");
    }

    proptest! {
        #[test]
        fn every_token_comes_back(written in proptest::collection::vec((".{1,300}", any::<bool>(), 0..3usize), 0..20)) {
            let mut text = String::new();
            let mut expected = Vec::new();
            let mut position = 0;
            for (at, (token, next, gap)) in written.iter().enumerate() {
                let next = *next || at == 0;
                (0..*gap).for_each(|_| skip(&mut text));
                put(&mut text, token, next);
                position += gap + usize::from(next);
                expected.push((position - 1, token.as_str()));
            }
            prop_assert_eq!(Tokens::of(&text).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn any_text_is_read(text in ".{0,200}") {
            Tokens::of(&text).count();
        }
    }
}
