//! Images: `![description](file.png "caption")`. Alone in a paragraph, an image is a figure.
//!
//! Images stand beside their Markdown file. One on another site is refused, since a reader's browser
//! would ask that site for it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::document::{Attachment, Fill};
use super::links::{Destination, destination};
use super::mask::unmasked;
use super::text::{What, attribute};
use super::writer::Writer;
use crate::diagnostic::Code;

/// An image of which the description is being read.
#[derive(Debug)]
pub(super) struct OpenImage {
    range: Range<usize>,
    dest: String,
    title: String,
    alt: String,
    /// Images in the description itself.
    nested: u32,
    /// Whether what pulldown-cmark gives as description is the target itself.
    unnamed: bool,
}

impl<'a> Writer<'a> {
    /// Begins an image.
    pub(super) fn start_image(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let Tag::Image {
            link_type,
            dest_url,
            title,
            ..
        } = tag
        else {
            return;
        };
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let (mut dest, mut alt) = (unmasked(&dest_url).into_owned(), String::new());
        if wiki && let Some((target, label)) = dest_url.split_once('\u{1f}') {
            (dest, alt) = (unmasked(target).into_owned(), unmasked(label).into_owned());
        }
        let unnamed = link_type == (LinkType::WikiLink { has_pothole: false });
        let title = title.into_string();
        self.image = Some(OpenImage {
            range,
            dest,
            title,
            alt,
            nested: 0,
            unnamed,
        });
    }

    /// Takes what stands in a description; true once the image is written.
    pub(super) fn feed_image(&mut self, event: &Event<'a>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Text(text) | Event::Code(text) if !image.unnamed => image.alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            Event::Start(Tag::Image { .. }) => image.nested += 1,
            Event::End(TagEnd::Image) if image.nested > 0 => image.nested -= 1,
            Event::End(TagEnd::Image) => {
                if let Some(image) = self.image.take() {
                    self.write_image(image);
                }
            }
            _ => {}
        }
    }

    fn write_image(&mut self, image: OpenImage) {
        let OpenImage {
            range,
            dest,
            title,
            alt,
            ..
        } = image;
        let alt = alt.trim();
        if alt.is_empty() {
            self.report(self.diagnostic(Code::MissingAlt, &range).arg("path", &dest));
        }
        let fault = match destination(&dest).0 {
            Destination::Attachment(path) => {
                self.attachments.push(Attachment {
                    path,
                    image: true,
                    span: self.span(&range),
                });
                None
            }
            Destination::External(_) => Some((Code::MissingFile, "external")),
            Destination::Unsafe(_) => Some((Code::UnsafeLink, "image")),
            _ => Some((Code::MissingFile, "not-beside")),
        };
        if let Some((code, variant)) = fault {
            self.report(
                self.diagnostic(code, &range)
                    .variant(variant)
                    .arg("path", &dest),
            );
            let typography = self.typography();
            self.out.text(alt, typography, false);
            return;
        }
        let figure = self.begin_figure(&range);
        self.out.tag("<img");
        self.out.hole(What::Slot(Fill::ImageAttributes(
            self.attachments.len() as u32 - 1,
        )));
        self.out.tag(" alt=\"");
        attribute(&mut self.out.html, alt);
        self.out.tag("\"");
        if !figure {
            self.title_attribute(&title);
        }
        self.out.tag(" loading=\"lazy\" decoding=\"async\">");
        if figure && !title.is_empty() {
            let typography = self.typography();
            self.out.tag("<figcaption>");
            self.out.text(&title, typography, self.unlinkable == 0);
            self.out.tag("</figcaption>");
        }
    }

    /// Makes a figure of the paragraph that is open, if the image is all it holds.
    fn begin_figure(&mut self, range: &Range<usize>) -> bool {
        let body = self.body;
        let Some(paragraph) = &mut self.paragraph else {
            return false;
        };
        let source = body.get(paragraph.range.clone()).unwrap_or("");
        let alone = paragraph.range.start == range.start
            && source.trim_end().len() == range.len()
            && paragraph.html == self.out.html.len()
            && self.out.html.ends_with("<p>");
        if alone {
            paragraph.figure = true;
            self.out.html.truncate(paragraph.html - "<p>".len());
            self.out.tag("<figure>");
        }
        alone
    }
}
