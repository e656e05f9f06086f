//! A page's HTML with its slots filled: addresses, labels, citations, images and links to terms.

use std::fmt::Write;

use pulldown_cmark_escape::{FmtWriter, escape_html};

use super::view::View;
use crate::content::sources::Cited;
use crate::guide::{LinkTarget, Mention, Page, Visibility};
use crate::markdown::document::{CitationGroup, Fill};

/// Escapes text for HTML, quotes included.
pub fn escape(text: &str, html: &mut String) {
    // Writing to a string does not fail.
    let _ = escape_html(FmtWriter(html), text);
}

/// The HTML of `page`, ready to print.
pub(super) fn fill(view: &View<'_>, page: &Page) -> String {
    let body = &page.body;
    let mut html = String::with_capacity(body.html.len() + body.html.len() / 4 + 64);
    let mut copied = 0;
    let mut mentions = page.mentions.iter().peekable();
    let mut copy_to = |html: &mut String, to: usize| {
        while let Some(mention) = mentions.next_if(|mention| (mention.end as usize) <= to) {
            html.push_str(&body.html[copied..mention.start as usize]);
            term(view, page, mention, html);
            copied = mention.end as usize;
        }
        html.push_str(&body.html[copied..to]);
        copied = to;
    };
    for slot in &body.slots {
        copy_to(&mut html, slot.at as usize);
        match slot.fill {
            Fill::LinkAttributes(ix) => link_attributes(view, page, ix as usize, &mut html),
            Fill::LinkLabel(ix) => link_label(view, page, ix as usize, &mut html),
            Fill::Citation(ix) => citation(view, page, &body.citations[ix as usize], &mut html),
            Fill::ImageAttributes(ix) => image(view, page, ix as usize, &mut html),
        }
    }
    copy_to(&mut html, body.html.len());
    html
}

fn term(view: &View<'_>, page: &Page, mention: &Mention, html: &mut String) {
    html.push_str("<a class=\"term\" href=\"");
    html.push_str(view.url(mention.term));
    html.push_str("\">");
    html.push_str(&page.body.html[mention.start as usize..mention.end as usize]);
    html.push_str("</a>");
}

fn link_attributes(view: &View<'_>, page: &Page, ix: usize, html: &mut String) {
    let Some(target) = page.links.get(ix) else {
        return;
    };
    html.push_str(" href=\"");
    match target {
        LinkTarget::Page(to, fragment) => {
            html.push_str(view.url(*to));
            push_fragment(fragment.as_deref(), html);
        }
        LinkTarget::Here(fragment) => push_fragment(Some(fragment), html),
        LinkTarget::Site(path) => {
            html.push_str(view.base_path());
            escape(path, html);
        }
        LinkTarget::External(url) => {
            escape(url, html);
            if url.starts_with("http") {
                html.push_str("\" rel=\"external");
            }
        }
        LinkTarget::Attachment(ix) => match page.body.attachments.get(*ix as usize) {
            Some(attachment) => escape(&view.attachment_url(page, &attachment.path), html),
            None => html.push('#'),
        },
        // A site with dead links is not published; a preview of it must still be whole.
        LinkTarget::Dead => html.push('#'),
    }
    html.push('"');
    if let LinkTarget::Page(to, _) = target
        && view.guide.page(*to).visibility == Visibility::Withdrawn
    {
        html.push_str(" class=\"withdrawn\"");
    }
}

fn push_fragment(fragment: Option<&str>, html: &mut String) {
    if let Some(fragment) = fragment {
        html.push('#');
        escape(fragment, html);
    }
}

fn link_label(view: &View<'_>, page: &Page, ix: usize, html: &mut String) {
    match page.links.get(ix) {
        Some(LinkTarget::Page(to, Some(fragment))) => {
            let target = view.guide.page(*to);
            let heading = target.body.heading(fragment);
            escape(
                heading.map_or(target.title.as_str(), |heading| &heading.title),
                html,
            );
        }
        Some(LinkTarget::Page(to, None)) => escape(&view.guide.page(*to).title, html),
        Some(LinkTarget::Here(fragment)) => {
            let heading = page.body.heading(fragment);
            escape(
                heading.map_or(fragment.as_str(), |heading| &heading.title),
                html,
            );
        }
        Some(LinkTarget::External(url) | LinkTarget::Site(url)) => escape(url, html),
        _ => {}
    }
}

fn citation(view: &View<'_>, page: &Page, group: &CitationGroup, html: &mut String) {
    let items: Vec<Cited<'_>> = group
        .items
        .iter()
        .map(|item| Cited {
            key: &item.key,
            locator: item.locator.as_deref(),
            suppress_author: item.suppress_author,
        })
        .collect();
    html.push_str("<span class=\"cites\">");
    for piece in view.guide.sources.pieces(&items) {
        html.push_str(piece.before);
        match view.guide.source_page(piece.key) {
            Some(source) => {
                html.push_str("<a class=\"cite");
                let mut claims = page.refs.claims.iter().flatten();
                if claims.any(|sources| sources.contains(&source)) {
                    html.push_str(" disputed");
                }
                html.push_str("\" href=\"");
                html.push_str(view.url(source));
                html.push('"');
                // What was read of it shows in the proof view; of most it is all.
                let entry = view.guide.sources.get(piece.key);
                if let Some(read) = entry.and_then(|entry| entry.read) {
                    html.push_str(" data-read=\"");
                    html.push_str(read.as_str());
                    html.push('"');
                }
                html.push('>');
                piece.write_html(html);
                html.push_str("</a>");
            }
            None => piece.write_html(html),
        }
    }
    html.push_str(crate::content::sources::CLOSE);
    html.push_str("</span>");
}

fn image(view: &View<'_>, page: &Page, ix: usize, html: &mut String) {
    let Some(attachment) = page.body.attachments.get(ix) else {
        return;
    };
    html.push_str(" src=\"");
    escape(&view.attachment_url(page, &attachment.path), html);
    html.push('"');
    if let Some((width, height)) = view.image_size(page, &attachment.path) {
        let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
    }
}
