//! Citations: `[@key]`, `[@key, p. 12]`, `[@a; @b]`, `[-@a]`.
//!
//! pulldown-cmark knows none of them: it gives a bracket, some text and a bracket. From an opening
//! bracket that is followed by `@` (or `^`, for a footnote that nobody defined) the text is kept in
//! a [`Draft`] until the bracket closes; anything but text in between shows that it was no citation.

use std::ops::Range;

use pulldown_cmark::Event;

use super::document::{CitationGroup, CitationItem, Fill, Span};
use super::mask::unmasked;
use super::punctuation::Typography;
use super::text::What;
use super::writer::Writer;
use crate::diagnostic::{Code, Diagnostic};

/// What stands in brackets, as far as it was read.
#[derive(Debug)]
pub(super) struct Draft {
    /// What the brackets hold.
    pub(super) kind: Kind,
    /// Where the opening bracket stands in the body.
    pub(super) start: usize,
    /// The text after it.
    pub(super) raw: String,
}

/// What brackets can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `[@…` or `[-@…`.
    Citation,
    /// `[^…`: a reference to a footnote, which would be an event if it were defined.
    Footnote,
}

/// What an opening bracket begins, by what follows it.
pub(super) fn begins(after: &str) -> Option<Kind> {
    match after.as_bytes() {
        [b'@', ..] | [b'-', b'@', ..] => Some(Kind::Citation),
        [b'^', c, ..] if !c.is_ascii_whitespace() && *c != b']' => Some(Kind::Footnote),
        _ => None,
    }
}

/// Why a group cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no key after `@`, or it holds something that keys do not.
    Key,
    /// The place in the source is not parted from the key by a comma.
    Comma,
    /// There is nothing between two semicolons.
    Empty,
}

impl Fault {
    /// Name of the text that explains it.
    pub(super) fn variant(self) -> &'static str {
        match self {
            Fault::Key => "key",
            Fault::Comma => "comma",
            Fault::Empty => "empty",
        }
    }
}

/// Reads what stands between the brackets. Places are bytes of the file: `at` is the first byte
/// after the opening bracket, and `whole` is given to all where the text was changed on the way
/// (a citation over two lines of a quotation).
pub(super) fn parse_group(
    raw: &str,
    at: usize,
    whole: Span,
    exact: bool,
) -> Result<Vec<CitationItem>, (Fault, Range<usize>)> {
    let mut items = Vec::with_capacity(1);
    let mut start = at;
    for part in raw.split(';') {
        let lead = part.len() - part.trim_start().len();
        let item = part.trim();
        let from = start + lead;
        let span = if exact {
            Span {
                start: from as u32,
                end: (from + item.len()) as u32,
            }
        } else {
            whole
        };
        let range = span.start as usize..span.end as usize;
        start += part.len() + 1;
        if item.is_empty() {
            return Err((Fault::Empty, whole.start as usize..whole.end as usize));
        }
        items.push(parse_item(item, span).map_err(|fault| (fault, range))?);
    }
    Ok(items)
}

fn parse_item(item: &str, span: Span) -> Result<CitationItem, Fault> {
    let (suppress_author, rest) = match item.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, item),
    };
    let rest = rest.strip_prefix('@').ok_or(Fault::Key)?;
    let len = rest.bytes().take_while(|&b| is_key_byte(b)).count();
    let (key, rest) = rest.split_at(len);
    if !key
        .bytes()
        .next_back()
        .is_some_and(|b| b.is_ascii_alphanumeric())
    {
        return Err(Fault::Key);
    }
    let locator = match rest.trim_start().strip_prefix(',') {
        Some(locator) => Some(locator.trim()).filter(|l| !l.is_empty()),
        None if rest.is_empty() => None,
        None if rest.starts_with(char::is_whitespace) => return Err(Fault::Comma),
        None => return Err(Fault::Key),
    };
    Ok(CitationItem {
        key: key.into(),
        locator: locator.map(Into::into),
        suppress_author,
        span,
    })
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.' | b'-')
}

impl<'a> Writer<'a> {
    /// Takes what stands in brackets that began as a citation. False if the event is still to be
    /// written, since it showed that they were none.
    pub(super) fn feed_draft(&mut self, event: &Event<'a>, range: &Range<usize>) -> bool {
        let closes = match event {
            Event::Text(text) if &**text == "]" => self.is_mark(b']', range),
            Event::Text(text) if &**text == "[" && self.is_mark(b'[', range) => {
                return self.abandon_draft(range.start);
            }
            Event::Text(_) | Event::SoftBreak => false,
            _ => return self.abandon_draft(range.start),
        };
        if closes {
            if let Some(draft) = self.draft.take() {
                self.close_draft(draft, range);
            }
            return true;
        }
        if let Some(draft) = &mut self.draft {
            draft.raw.push_str(match event {
                Event::Text(text) => text,
                _ => " ",
            });
        }
        true
    }

    /// Shows what was no citation as the text it is.
    fn abandon_draft(&mut self, end: usize) -> bool {
        if let Some(draft) = self.draft.take() {
            let range = draft.start..end.max(draft.start + 1);
            if draft.kind == Kind::Citation {
                self.cites += 1;
                let range = self.trimmed(&range);
                self.report(
                    self.diagnostic(Code::BadCitation, &range)
                        .variant("unclosed"),
                );
            }
            self.write_draft(&draft);
        }
        false
    }

    fn write_draft(&mut self, draft: &Draft) {
        self.out.text("[", Typography::Plain, false);
        self.out.text(&draft.raw, Typography::Plain, false);
    }

    fn close_draft(&mut self, draft: Draft, close: &Range<usize>) {
        let range = draft.start..close.end;
        let raw = unmasked(&draft.raw).into_owned();
        if draft.kind == Kind::Footnote {
            self.footnotes.unknown(raw.trim_start_matches('^'), range);
            self.write_draft(&draft);
            return self.out.text("]", Typography::Plain, false);
        }
        self.cites += 1;
        let span = self.span(&range);
        let inner = draft.start + 1;
        let exact = raw.len() == close.start - inner;
        let written = self
            .body
            .get(range.clone())
            .map(unmasked)
            .unwrap_or_default();
        let parsed = parse_group(&raw, self.base + inner, span, exact);
        let fault = match parsed {
            Ok(_) if !self.links.is_empty() => Some(
                self.diagnostic(Code::BadCitation, &range)
                    .variant("in-link"),
            ),
            Ok(items) => {
                self.out.trim_text();
                let text_at = self.out.text.len() as u32;
                self.out
                    .hole(What::Slot(Fill::Citation(self.out.citations.len() as u32)));
                self.out.citations.push(CitationGroup {
                    items,
                    span,
                    text_at,
                });
                None
            }
            Err((fault, place)) => {
                let diagnostic = Diagnostic::new(Code::BadCitation, self.file.clone());
                Some(
                    diagnostic
                        .at(place.start, place.end)
                        .variant(fault.variant()),
                )
            }
        };
        if let Some(diagnostic) = fault {
            self.report(diagnostic.arg("citation", written));
            self.write_draft(&draft);
            self.out.text("]", Typography::Plain, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> Result<Vec<(String, Option<String>, bool)>, Fault> {
        parse_group(raw, 1, Span::default(), true)
            .map(|items| {
                items
                    .into_iter()
                    .map(|i| (i.key, i.locator, i.suppress_author))
                    .collect()
            })
            .map_err(|(fault, _)| fault)
    }

    #[test]
    fn groups_are_read() {
        let item = |key: &str, locator: Option<&str>, suppress| {
            (key.to_string(), locator.map(str::to_string), suppress)
        };
        assert_eq!(parsed("@a"), Ok(vec![item("a", None, false)]));
        assert_eq!(
            parsed("@a-b_c:d.e1, p. 12"),
            Ok(vec![item("a-b_c:d.e1", Some("p. 12"), false)])
        );
        assert_eq!(
            parsed("@a, §3.1 en §3.2; -@b"),
            Ok(vec![
                item("a", Some("§3.1 en §3.2"), false),
                item("b", None, true)
            ])
        );
        assert_eq!(parsed("@a,"), Ok(vec![item("a", None, false)]));
    }

    #[test]
    fn faults_are_told_apart() {
        for raw in ["@", "@é", "@a.", "@a!", "@a, p. 3; b", "--@a"] {
            assert_eq!(parsed(raw), Err(Fault::Key), "{raw}");
        }
        assert_eq!(parsed("@a p. 12"), Err(Fault::Comma));
        assert_eq!(parsed("@a;"), Err(Fault::Empty));
    }

    #[test]
    fn items_know_where_they_stand() {
        let items = parse_group("@a; -@b, p. 2", 11, Span::default(), true).unwrap();
        assert_eq!(items[0].span, Span { start: 11, end: 13 });
        assert_eq!(items[1].span, Span { start: 15, end: 24 });
    }
}
