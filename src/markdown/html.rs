//! Events: each is handed to the construct it belongs to; text is written here.
//!
//! The HTML is well nested whatever comes in, as long as raw HTML is not let through.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::blocks::Pending;
use super::mask::unmasked;
use super::punctuation::Typography;
use super::writer::{MAX_DEPTH, Writer};

impl<'a> Writer<'a> {
    /// Writes one event.
    pub(super) fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if self.draft.is_some() && self.feed_draft(&event, &range) {
            return;
        }
        if self.image.is_some() {
            return self.feed_image(&event);
        }
        if !matches!(self.pending, Pending::Nothing) && self.settle(Some((&event, &range))) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => {
                self.out.tag("<code>");
                self.out.text(&code, Typography::Plain, false);
                self.out.tag("</code>");
            }
            Event::SoftBreak | Event::HardBreak if self.ends_alert_title() => {}
            Event::SoftBreak => {
                self.out.text(" ", Typography::Plain, self.unlinkable == 0);
            }
            Event::HardBreak => {
                self.out.tag("<br>\n");
                self.out.text.push(' ');
            }
            Event::Html(html) => match &mut self.html_block {
                Some(block) => block.push_str(&html),
                None => self.html_inline(&html, &range),
            },
            Event::InlineHtml(html) => self.html_inline(&html, &range),
            Event::FootnoteReference(label) => self.footnote_reference(&unmasked(&label)),
            Event::Rule => {
                self.begin_block();
                self.out.tag("<hr>\n");
                self.watch_other();
            }
            Event::TaskListMarker(checked) => self.checkbox(checked),
            // Mathematics is not switched on.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.start_paragraph(range),
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                let id = id.map_or(String::new(), |id| unmasked(&id).into_owned());
                let classes = classes.iter().map(|c| unmasked(c).into_owned()).collect();
                let lang = attrs.iter().find(|(name, _)| &**name == "lang");
                let lang = lang.and_then(|(_, value)| value.as_deref());
                self.start_heading(level, id, classes, lang, &range);
            }
            Tag::BlockQuote(_) => {
                self.begin_block();
                self.watch_other();
                self.exempt += 1;
                if self.enter(&range, true) {
                    self.pending = Pending::Quote;
                }
            }
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.html_block = Some(String::new()),
            Tag::List(first) => self.start_list(first, &range),
            Tag::Item => self.start_item("<li>", "</li>\n", &range),
            Tag::DefinitionList => self.start_definitions(&range),
            Tag::DefinitionListTitle => self.start_item("<dt>", "</dt>\n", &range),
            Tag::DefinitionListDefinition => self.start_item("<dd>", "</dd>\n", &range),
            Tag::FootnoteDefinition(label) => self.start_footnote(&unmasked(&label), &range),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_row(true),
            Tag::TableRow => self.start_row(false),
            Tag::TableCell => self.start_cell(&range),
            Tag::Emphasis => self.start_inline("<em>", &range),
            Tag::Strong => self.start_inline("<strong>", &range),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.start_link(link_type, &dest_url, &title, &range);
            }
            image @ Tag::Image { .. } => self.start_image(image, range),
            // Not switched on.
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => {
                self.exempt -= 1;
                self.leave();
            }
            TagEnd::CodeBlock => {
                self.code = false;
                self.out.tag("</code></pre>\n");
                self.watch_other();
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html_block.take() {
                    self.html_block(&html, &range);
                }
            }
            TagEnd::List(_) | TagEnd::DefinitionList => self.end_list(&range),
            TagEnd::Item | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {
                self.end_item()
            }
            TagEnd::FootnoteDefinition => self.end_footnote(&range),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_row(true),
            TagEnd::TableRow => self.end_row(false),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// How text is set.
    pub(super) fn typography(&self) -> Typography {
        if self.options.smart_punctuation {
            Typography::Dutch
        } else {
            Typography::Plain
        }
    }

    fn start_inline(&mut self, tag: &str, range: &Range<usize>) {
        self.inline += 1;
        if self.inline as usize <= MAX_DEPTH {
            self.out.tag(tag);
        } else {
            self.report_depth(range);
        }
    }

    fn close_inline(&mut self, tag: &str) {
        let shown = self.inline as usize <= MAX_DEPTH;
        self.end_inline();
        if shown {
            self.out.tag(tag);
        }
    }

    /// Leaves an inline element; brackets that were opened in it can no longer be closed.
    pub(super) fn end_inline(&mut self) {
        self.inline = self.inline.saturating_sub(1);
        while self
            .brackets
            .last()
            .is_some_and(|bracket| bracket.inline > self.inline)
        {
            self.brackets.pop();
        }
    }

    /// At the end of a block no bracket is open any more.
    pub(super) fn forget_brackets(&mut self) {
        self.brackets.clear();
        self.bracket_depth = 0;
    }

    fn text(&mut self, text: &CowStr<'a>, range: Range<usize>) {
        if self.code {
            return self.out.text(text, Typography::Plain, false);
        }
        let mut shown: &str = text;
        if range.start < self.skip_to {
            if range.end <= self.skip_to {
                return;
            }
            shown = shown.get(self.skip_to - range.start..).unwrap_or("");
        }
        if shown == "[" && self.is_mark(b'[', &range) {
            return self.open_bracket(&range);
        }
        if shown == "]" && self.is_mark(b']', &range) {
            return self.close_bracket(&range);
        }
        let linkable = self.unlinkable == 0;
        // What was written as an entity or after a backslash stays as it is.
        let literal = if text.len() != range.len() {
            shown.len()
        } else if self.is_escaped(range.start) {
            let first = shown.bytes().next();
            shown
                .bytes()
                .take_while(|&b| b.is_ascii_punctuation() && Some(b) == first)
                .count()
        } else {
            0
        };
        if literal > 0 {
            self.out
                .text(&shown[..literal], Typography::Plain, linkable);
        }
        let typography = self.typography();
        self.out.text(&shown[literal..], typography, linkable);
    }

    /// Whether the text at `range` is this mark itself, not an entity or escaped.
    pub(super) fn is_mark(&self, mark: u8, range: &Range<usize>) -> bool {
        range.len() == 1
            && self.body.as_bytes().get(range.start) == Some(&mark)
            && !self.is_escaped(range.start)
    }

    /// Whether a backslash stands before `at` that is not escaped itself.
    fn is_escaped(&self, at: usize) -> bool {
        let before = self.body.as_bytes().get(..at).unwrap_or_default();
        before.iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1
    }
}
