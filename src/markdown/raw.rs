//! HTML in the Markdown: refused, shown as text or let through. Comments are always dropped.

use std::borrow::Cow;
use std::ops::Range;

use super::RawHtml;
use super::mask::unmasked;
use super::punctuation::Typography;
use super::writer::Writer;
use crate::diagnostic::Code;

/// A stretch of inline HTML that was reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reported {
    /// Its diagnostic.
    diagnostic: usize,
    /// Where it ends in the body.
    end: usize,
}

impl Writer<'_> {
    /// A block of HTML, whole.
    pub(super) fn html_block(&mut self, html: &str, range: &Range<usize>) {
        let html = unmasked(html);
        let (rest, unclosed) = without_comments(&html);
        if unclosed {
            self.report(
                self.diagnostic(Code::RawHtml, range)
                    .variant("unclosed-comment"),
            );
        }
        let rest = rest.trim();
        if rest.is_empty() {
            return;
        }
        self.begin_block();
        match self.options.raw_html {
            RawHtml::Refuse => {
                let variant = match rest.contains('<') {
                    true => was_pasted(rest).then_some("pasted"),
                    false => Some("after-comment"),
                };
                let mut diagnostic = self.diagnostic(Code::RawHtml, &self.trimmed(range));
                diagnostic.variant = variant;
                self.report(diagnostic.arg("html", excerpt(rest)));
            }
            RawHtml::Escape => {
                self.out.tag("<p>");
                self.out.text(rest, Typography::Plain, false);
                self.out.tag("</p>\n");
            }
            RawHtml::Allow => {
                self.out.tag(rest);
                self.out.tag("\n");
            }
        }
    }

    /// One tag, comment or the like within text.
    pub(super) fn html_inline(&mut self, html: &str, range: &Range<usize>) {
        if html.starts_with("<!--") {
            return;
        }
        match self.options.raw_html {
            RawHtml::Allow => self.out.tag(&unmasked(html)),
            RawHtml::Escape => self.out.text(html, Typography::Plain, false),
            RawHtml::Refuse => match self.reported_html {
                // One report for what hangs together, and none for the tag that closes it.
                Some(reported) if reported.end == range.start || html.starts_with("</") => {
                    let end = (self.base + range.end) as u32;
                    if let Some(diagnostic) = self.diagnostics.get_mut(reported.diagnostic)
                        && reported.end == range.start
                        && let crate::diagnostic::Place::Span(_, to) = &mut diagnostic.place
                    {
                        *to = end;
                        self.reported_html = Some(Reported {
                            end: range.end,
                            ..reported
                        });
                    }
                }
                _ => {
                    let mut diagnostic = self.diagnostic(Code::RawHtml, range);
                    diagnostic.variant = was_pasted(html).then_some("pasted");
                    self.report(diagnostic.arg("html", excerpt(&unmasked(html))));
                    let diagnostic = self.diagnostics.len() - 1;
                    self.reported_html = Some(Reported {
                        diagnostic,
                        end: range.end,
                    });
                }
            },
        }
    }
}

/// Whether HTML is such as nobody types: what a word processor or a website leaves when it is pasted.
fn was_pasted(html: &str) -> bool {
    let tag = html.trim_start_matches('<');
    [
        "table", "span", "div", "o:p", "font", "tbody", "meta", "style",
    ]
    .iter()
    .any(|name| {
        let rest = tag.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([' ', '>', '\n']))
    }) || html.contains(" class=")
        || html.contains(" style=")
}

/// The first characters of some HTML, for a message.
fn excerpt(html: &str) -> String {
    let line = html.lines().next().unwrap_or("");
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_string(),
    }
}

/// HTML without its comments, and whether the last one has no end.
fn without_comments(html: &str) -> (Cow<'_, str>, bool) {
    if !html.contains("<!--") {
        return (Cow::Borrowed(html), false);
    }
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        // `<!-->` is a whole comment.
        let Some(end) = rest[start + 2..].find("-->") else {
            return (Cow::Owned(kept), true);
        };
        rest = &rest[start + 2 + end + 3..];
    }
    kept.push_str(rest);
    (Cow::Owned(kept), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_dropped() {
        for (html, kept, unclosed) in [
            ("<!-- a\nb -->", "", false),
            ("<b><!-- a --></b><!-- c -->", "<b></b>", false),
            ("x <!--> y", "x  y", false),
            ("x <!-- y", "x ", true),
            ("<b>", "<b>", false),
        ] {
            let (rest, open) = without_comments(html);
            assert_eq!((rest.as_ref(), open), (kept, unclosed), "{html}");
        }
    }
}
