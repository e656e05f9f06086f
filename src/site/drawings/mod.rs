//! Drawings, made when the site is built: SVG with classes and no styles of its own, so that colours
//! follow the reader's setting. Whatever a drawing shows stands beside it as a table or a list.

pub(super) mod neighbourhood;
pub(super) mod timeline;

use std::borrow::Cow;

use super::body::escape;

/// How wide a character is drawn on average, in units of the drawing, at a size of 13.
const CHARACTER: f64 = 6.7;

/// About how wide a text is drawn.
fn width(text: &str) -> f64 {
    text.chars().count() as f64 * CHARACTER
}

/// Text for an attribute or between tags.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 8);
    escape(text, &mut html);
    html
}

/// The beginning of a text that fits in `room` characters, whole words where that is possible.
fn shortened(text: &str, room: usize) -> Cow<'_, str> {
    // Most texts are short, and have no more characters than bytes.
    if text.len() <= room || text.chars().nth(room).is_none() {
        return text.into();
    }
    let mut places = text.char_indices().map(|(at, _)| at);
    let cut = &text[..places.nth(room.saturating_sub(1)).unwrap_or(text.len())];
    let whole = cut
        .rfind(' ')
        .filter(|&at| at > cut.len() / 2)
        .unwrap_or(cut.len());
    [cut[..whole].trim_end(), "…"].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_end_at_a_word() {
        assert_eq!(shortened("Grotestedenbeleid", 20), "Grotestedenbeleid");
        assert_eq!(
            shortened("Wet op de stads- en dorpsvernieuwing", 20),
            "Wet op de stads-…"
        );
        assert_eq!(shortened("Grotestedenbeleid", 8), "Grotest…");
    }
}
