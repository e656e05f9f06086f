//! Links: `[[kind/slug]]`, `[[2.4.1]]` and `[[Title]]` with `#heading` and `|text`, relative `.md`
//! links, files beside the Markdown, places on the page and addresses elsewhere.
//!
//! Where a link leads is known to a later stage; here it is told what the author named. A link that
//! a browser would run as a program is refused.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::document::{Attachment, Fill, Link, Target};
use super::mask::unmasked;
use super::text::{What, attribute};
use super::writer::Writer;
use crate::content::Kind;
use crate::diagnostic::Code;

/// What a destination names, before attachments are numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    Page(String),
    File(String),
    Here,
    External(String),
    Site(String),
    Attachment(String),
    /// Something a browser would run, or an unknown scheme; holds the scheme.
    Unsafe(String),
    /// Nothing at all.
    Empty,
}

/// A link that is open, and what its end must know.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenLink {
    /// Its index; none where it is shown as text only.
    index: Option<u32>,
    /// The HTML right after the opening tag.
    inside: usize,
}

impl<'a> Writer<'a> {
    /// Opens a link.
    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        dest: &str,
        title: &str,
        range: &Range<usize>,
    ) {
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        // `[[target|text]]` in a table: the label was hidden and is still to be read.
        let (dest, label) = match dest.split_once('\u{1f}') {
            Some((dest, label)) if wiki => (dest.trim_end_matches('\\'), Some(label)),
            _ => (dest, None),
        };
        let (destination, fragment) = if wiki {
            wiki_destination(&unmasked(dest))
        } else if link_type == LinkType::Email {
            (Destination::External(format!("mailto:{dest}")), None)
        } else {
            self::destination(&unmasked(dest))
        };
        let index = if self.links.is_empty() {
            self.begin_link(destination, fragment, title, range)
        } else {
            // Links within links (an address in angle brackets) stay text.
            None
        };
        self.links.push(OpenLink {
            index,
            inside: self.out.html.len(),
        });
        self.inline += 1;
        self.unlinkable += 1;
        let text_end = range.end.saturating_sub(2);
        match label {
            Some(label) => {
                self.label(label, text_end - label.len().min(text_end)..text_end);
                self.skip_to = text_end;
            }
            // The target itself is shown as text by pulldown-cmark; we show the page's title.
            None if link_type == (LinkType::WikiLink { has_pothole: false }) && index.is_some() => {
                self.skip_to = text_end;
            }
            None => {}
        }
    }

    /// Writes the opening tag, or reports why there can be none.
    fn begin_link(
        &mut self,
        destination: Destination,
        fragment: Option<String>,
        title: &str,
        range: &Range<usize>,
    ) -> Option<u32> {
        let span = self.span(range);
        let target = match destination {
            Destination::Page(name) => Target::Page(name),
            Destination::File(path) => Target::File(path),
            Destination::Here => Target::Here,
            Destination::External(address) => Target::External(address),
            Destination::Site(path) => Target::Site(path),
            Destination::Attachment(path) => {
                self.attachments.push(Attachment {
                    path,
                    image: false,
                    span,
                });
                Target::Attachment(self.attachments.len() as u32 - 1)
            }
            Destination::Unsafe(scheme) => {
                self.report(
                    self.diagnostic(Code::UnsafeLink, range)
                        .arg("scheme", scheme),
                );
                return None;
            }
            Destination::Empty => {
                self.report(self.diagnostic(Code::DeadLink, range).variant("empty"));
                return None;
            }
        };
        let index = self.out.links.len() as u32;
        let text_at = self.out.text.len() as u32;
        let labelled = true;
        self.out.links.push(Link {
            target,
            fragment,
            span,
            text_at,
            text_end: text_at,
            labelled,
        });
        self.out.tag("<a");
        self.out.hole(What::Slot(Fill::LinkAttributes(index)));
        self.title_attribute(title);
        self.out.tag(">");
        Some(index)
    }

    /// Writes ` title="…"` where there is a title.
    pub(super) fn title_attribute(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.tag(" title=\"");
            attribute(&mut self.out.html, title);
            self.out.tag("\"");
        }
    }

    /// Closes a link.
    pub(super) fn end_link(&mut self) {
        self.end_inline();
        self.unlinkable = self.unlinkable.saturating_sub(1);
        let Some(OpenLink {
            index: Some(index),
            inside,
        }) = self.links.pop()
        else {
            return;
        };
        let blank = self.out.html[inside..].trim().is_empty();
        let link = &mut self.out.links[index as usize];
        let start = link.text_at as usize;
        if blank
            && self
                .out
                .holes
                .last()
                .is_none_or(|hole| (hole.at as usize) < inside)
        {
            self.out.html.truncate(inside);
            self.out.text.truncate(start);
            let words = words_of(&link.target, link.fragment.as_deref());
            self.out.text.push_str(&words);
            link.labelled = false;
            self.out.hole(What::Slot(Fill::LinkLabel(index)));
        }
        let text = self
            .out
            .text
            .get(start..)
            .unwrap_or("")
            .trim_end_matches(' ');
        let (mut text_at, mut text_end) = (start, start + text.len());
        if text.is_empty() {
            // Where a link shows an image alone, its place may not be behind spaces that go.
            self.out.trim_text();
            (text_at, text_end) = (self.out.text.len(), self.out.text.len());
        }
        let link = &mut self.out.links[index as usize];
        (link.text_at, link.text_end) = (text_at as u32, text_end as u32);
        self.out.tag("</a>");
    }

    /// Writes the label of a link that pulldown-cmark has not read; it stands at `range`.
    fn label(&mut self, label: &str, range: Range<usize>) {
        let plain = label.starts_with(|c: char| !c.is_alphabetic() && !"*_`".contains(c))
            || !label.contains(['*', '_', '`', '\\', '&']);
        let Some(source) = self.body.get(range.clone()).filter(|_| !plain) else {
            let typography = self.typography();
            self.out.text(label, typography, false);
            return;
        };
        for (event, at) in pulldown_cmark::Parser::new(source).into_offset_iter() {
            let known = matches!(
                event,
                Event::Text(_)
                    | Event::Code(_)
                    | Event::Start(Tag::Emphasis | Tag::Strong)
                    | Event::End(TagEnd::Emphasis | TagEnd::Strong)
            );
            if known {
                self.event(event, at.start + range.start..at.end + range.start);
            }
        }
    }
}

/// What `[[…]]` names.
fn wiki_destination(dest: &str) -> (Destination, Option<String>) {
    // A target over two lines of a quotation has its marks in it.
    let dest: Cow<'_, str> = if dest.contains('\n') {
        let lines = dest
            .lines()
            .map(|l| l.trim().trim_start_matches(['>', ' ']));
        Cow::Owned(lines.collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(dest)
    };
    let (name, fragment) = split_fragment(dest.trim());
    let name = name.trim();
    let destination = match name {
        "" if fragment.is_some() => Destination::Here,
        "" => Destination::Empty,
        _ => match scheme(name) {
            // A title may hold a colon; an address does not begin with a capital and a space.
            Some("http" | "https") => Destination::External(dest.trim().to_string()),
            _ => Destination::Page(name.to_string()),
        },
    };
    let outside = matches!(destination, Destination::External(_));
    (
        destination,
        fragment.filter(|_| !outside).map(str::to_string),
    )
}

/// What the destination of a link or an image names.
pub(super) fn destination(dest: &str) -> (Destination, Option<String>) {
    // Browsers leave out control characters and outer white space, so that we must as well.
    let dest: Cow<'_, str> = if dest.contains(|c: char| c.is_control()) {
        Cow::Owned(dest.chars().filter(|c| !c.is_control()).collect())
    } else {
        Cow::Borrowed(dest)
    };
    let dest = dest.trim();
    if let Some(scheme) = scheme(dest) {
        let scheme = scheme.to_ascii_lowercase();
        return match scheme.as_str() {
            "http" | "https" | "mailto" | "tel" => (Destination::External(dest.to_string()), None),
            _ => (Destination::Unsafe(scheme), None),
        };
    }
    // To a browser, `/\` is `//`, and that is another site.
    if dest.starts_with(['/', '\\']) && dest.contains('\\') {
        return (Destination::Unsafe("\\".to_string()), None);
    }
    if dest.starts_with("//") {
        return (Destination::External(dest.to_string()), None);
    }
    let (path, fragment) = split_fragment(dest);
    let fragment = fragment.map(decoded);
    let destination = if path.is_empty() {
        if dest.is_empty() {
            Destination::Empty
        } else {
            Destination::Here
        }
    } else if path.starts_with('/') {
        Destination::Site(path.to_string())
    } else {
        let path = decoded(path);
        let extension = path.len().checked_sub(3).and_then(|at| path.get(at..));
        if extension.is_some_and(|e| e.eq_ignore_ascii_case(".md")) {
            Destination::File(path)
        } else {
            Destination::Attachment(path)
        }
    };
    (destination, fragment)
}

/// The scheme of an address: `https` of `https://…`.
fn scheme(dest: &str) -> Option<&str> {
    let (scheme, _) = dest.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'));
    valid.then_some(scheme)
}

fn split_fragment(dest: &str) -> (&str, Option<&str>) {
    match dest.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.trim()).filter(|f| !f.is_empty())),
        None => (dest, None),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The words that a target holds, for the plain text of a link that the author gave none.
fn words_of(target: &Target, fragment: Option<&str>) -> String {
    let words = match target {
        Target::Page(name) => match name.split_once('/') {
            Some((kind, slug)) if Kind::from_name(kind).is_some() => slug.replace('-', " "),
            _ => name.clone(),
        },
        Target::File(path) => {
            let name = path.rsplit('/').next().unwrap_or(path);
            name.get(..name.len() - 3).unwrap_or(name).replace('-', " ")
        }
        Target::Here => fragment.unwrap_or("").replace('-', " "),
        Target::External(text) | Target::Site(text) => text.clone(),
        Target::Attachment(_) => String::new(),
    };
    words.replace(|c: char| c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_told_apart() {
        use Destination::*;
        let s = str::to_string;
        for (dest, expected, fragment) in [
            (
                "../lessons/ga-kijken.md#x",
                File(s("../lessons/ga-kijken.md")),
                Some("x"),
            ),
            ("Ga%20kijken.MD", File(s("Ga kijken.MD")), None),
            ("#de-les", Here, Some("de-les")),
            ("#", Here, None),
            ("", Empty, None),
            ("https://x.nl/a#b", External(s("https://x.nl/a#b")), None),
            ("mailto:a@b.nl", External(s("mailto:a@b.nl")), None),
            ("tel:+31", External(s("tel:+31")), None),
            ("//x.nl", External(s("//x.nl")), None),
            ("/zoeken/?q=a#b", Site(s("/zoeken/?q=a")), Some("b")),
            (
                "kaart%20van%20de%20wijk.pdf",
                Attachment(s("kaart van de wijk.pdf")),
                None,
            ),
            ("javascript:alert(1)", Unsafe(s("javascript")), None),
            (" JavaScript:alert(1)", Unsafe(s("javascript")), None),
            ("java\tscript:alert(1)", Unsafe(s("javascript")), None),
            ("data:text/html,x", Unsafe(s("data")), None),
            ("vbscript:x", Unsafe(s("vbscript")), None),
            ("/\\x.nl", Unsafe(s("\\")), None),
        ] {
            assert_eq!(destination(dest), (expected, fragment.map(s)), "{dest:?}");
        }
    }

    #[test]
    fn wiki_targets_are_read() {
        use Destination::*;
        let s = str::to_string;
        for (dest, expected, fragment) in [
            ("lesson/ga-kijken", Page(s("lesson/ga-kijken")), None),
            ("2.4.1#waarom", Page(s("2.4.1")), Some("waarom")),
            (
                " Titel: met dubbelepunt ",
                Page(s("Titel: met dubbelepunt")),
                None,
            ),
            ("#waarom", Here, Some("waarom")),
            ("https://x.nl", External(s("https://x.nl")), None),
            ("Eén\n> titel", Page(s("Eén titel")), None),
            (" ", Empty, None),
        ] {
            assert_eq!(
                wiki_destination(dest),
                (expected, fragment.map(s)),
                "{dest:?}"
            );
        }
    }
}
