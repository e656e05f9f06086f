//! The whole parser: snapshots per construct, rules in words, and properties of any input.

mod constructs;
mod properties;
mod rules;

use std::fmt::Write;
use std::sync::Arc;

use super::document::{Fill, Target};
use super::{Body, Options, parse};
use crate::diagnostic::{Diagnostic, Place};

/// Parses a body as the file `a.md`.
fn parsed(markdown: &str) -> (Body, Vec<Diagnostic>) {
    parsed_with(markdown, &Options::default())
}

fn parsed_with(markdown: &str, options: &Options) -> (Body, Vec<Diagnostic>) {
    parse(&Arc::from("a.md"), markdown, 0, options)
}

/// The HTML with its slots shown between braces.
fn filled(body: &Body) -> String {
    let mut html = String::new();
    let mut from = 0;
    for slot in &body.slots {
        html.push_str(&body.html[from..slot.at as usize]);
        from = slot.at as usize;
        match slot.fill {
            Fill::LinkAttributes(i) => {
                let link = &body.links[i as usize];
                let target = match &link.target {
                    Target::Attachment(i) => {
                        format!("Attachment({:?})", body.attachments[*i as usize].path)
                    }
                    target => format!("{target:?}"),
                };
                let fragment = link
                    .fragment
                    .as_ref()
                    .map_or(String::new(), |f| format!("#{f}"));
                let _ = write!(html, " {{{target}{fragment}}}");
            }
            Fill::LinkLabel(i) => {
                let _ = write!(html, "{{label {i}}}");
            }
            Fill::Citation(i) => {
                let items: Vec<String> = body.citations[i as usize]
                    .items
                    .iter()
                    .map(|item| {
                        let sign = if item.suppress_author { "-" } else { "" };
                        let locator = item
                            .locator
                            .as_deref()
                            .map_or(String::new(), |l| format!(" at {l}"));
                        format!("{sign}{}{locator}", item.key)
                    })
                    .collect();
                let _ = write!(html, "{{cite {}}}", items.join(" + "));
            }
            Fill::ImageAttributes(i) => {
                let _ = write!(html, " {{image {}}}", body.attachments[i as usize].path);
            }
        }
    }
    html.push_str(&body.html[from..]);
    html
}

/// The diagnostics, one a line, with what they point at.
fn shown(source: &str, diagnostics: &[Diagnostic]) -> String {
    let mut lines = String::new();
    for diagnostic in diagnostics {
        let at = match diagnostic.place {
            Place::Span(start, end) => &source[start as usize..end as usize],
            _ => "",
        };
        let _ = write!(lines, "{}", diagnostic.code);
        if let Some(variant) = diagnostic.variant {
            let _ = write!(lines, "/{variant}");
        }
        let _ = write!(lines, " {at:?}");
        for (name, value) in &diagnostic.args {
            let _ = write!(lines, " {name}={value:?}");
        }
        if let Some(suggestion) = &diagnostic.suggestion {
            let _ = write!(lines, " → {suggestion}");
        }
        lines.push('\n');
    }
    lines
}

/// Everything about a body that a snapshot should hold.
fn report(markdown: &str) -> String {
    report_with(markdown, &Options::default())
}

fn report_with(markdown: &str, options: &Options) -> String {
    let (body, diagnostics) = parsed_with(markdown, options);
    let mut report = format!("{markdown}\n======== html\n{}", filled(&body));
    let _ = write!(
        report,
        "======== text\n{}\n",
        body.text.replace('\t', " → ")
    );
    if !body.outline.is_empty() {
        report.push_str("======== outline\n");
        for heading in &body.outline {
            let classes = heading.classes.join(".");
            let _ = writeln!(
                report,
                "{} #{} {:?} {classes}",
                heading.level, heading.id, heading.title
            );
        }
    }
    if !body.uncited.is_empty() {
        report.push_str("======== uncited\n");
        for span in &body.uncited {
            let _ = writeln!(
                report,
                "{:?}",
                &markdown[span.start as usize..span.end as usize]
            );
        }
    }
    if !diagnostics.is_empty() {
        let _ = write!(
            report,
            "======== diagnostics\n{}",
            shown(markdown, &diagnostics)
        );
    }
    report
}
