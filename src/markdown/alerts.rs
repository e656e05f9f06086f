//! Alerts: quotations that begin with `[!NOTE]`, `[!TIP]` and so on, with an optional title.

use std::ops::Range;

use super::writer::Writer;
use crate::diagnostic::suggest;

/// Name in the Markdown, in the order of [`Labels::alerts`](super::Labels).
const NAMES: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// Other names that editors try, and what they mean.
const OTHERS: [(&str, &str); 19] = [
    ("WETEN", "NOTE"),
    ("NOTITIE", "NOTE"),
    ("NOOT", "NOTE"),
    ("INFO", "NOTE"),
    ("OPMERKING", "NOTE"),
    ("HINT", "TIP"),
    ("ADVIES", "IMPORTANT"),
    ("REDACTIE", "IMPORTANT"),
    ("BELANGRIJK", "IMPORTANT"),
    ("EDITORS", "IMPORTANT"),
    ("LET OP", "WARNING"),
    ("LETOP", "WARNING"),
    ("LET-OP", "WARNING"),
    ("WAARSCHUWING", "WARNING"),
    ("PAS OP", "WARNING"),
    ("OMSTREDEN", "CAUTION"),
    ("DISCUSSIE", "CAUTION"),
    ("DANGER", "CAUTION"),
    ("GEVAAR", "CAUTION"),
];

/// What a quotation begins with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening<'a> {
    /// An alert: index into the names, and length of the marker.
    Alert(usize, usize),
    /// A marker of an alert that does not exist: its name, and length of the marker.
    Unknown(&'a str, usize),
}

/// Reads `[!NAME]` at the start of a quotation's first paragraph.
pub(super) fn opening(text: &str) -> Option<Opening<'_>> {
    let rest = text.strip_prefix("[!")?;
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let Some(end) = line.find(']') else {
        return Some(Opening::Unknown(line.trim(), 2 + line.len()));
    };
    // `[!NOTE](…)` is a link.
    if line[end + 1..].starts_with(['(', '[']) {
        return None;
    }
    let name = line[..end].trim();
    let len = 2 + end + 1;
    match NAMES
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
    {
        Some(index) => Some(Opening::Alert(index, len)),
        None => Some(Opening::Unknown(name, len)),
    }
}

/// Class of an alert: `note`.
pub(super) fn class(index: usize) -> &'static str {
    ["note", "tip", "important", "warning", "caution"][index]
}

/// What the author of an unknown name probably meant.
pub(super) fn suggestion(name: &str) -> Option<String> {
    let upper = name.to_uppercase();
    let others = OTHERS.iter().map(|(other, _)| *other);
    let near = suggest::nearest(&upper, NAMES.into_iter().chain(others))?;
    let meant = OTHERS
        .iter()
        .find(|(other, _)| *other == near)
        .map_or(near, |(_, name)| name);
    Some(format!("[!{meant}]"))
}

/// The title of an alert, while it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct AlertTitle {
    alert: usize,
    /// The HTML right after its opening tag.
    html: usize,
}

impl Writer<'_> {
    /// Opens an alert with its title; `len` is the length of `[!NOTE]`.
    pub(super) fn open_alert(&mut self, alert: usize, range: &Range<usize>, len: usize) {
        self.alerts += 1;
        let id = format!("kader_{}", self.alerts);
        let class = class(alert);
        self.out.tag("<aside class=\"alert alert-");
        self.out.tag(class);
        self.out.tag("\" role=\"note\" aria-labelledby=\"");
        self.out.tag(&id);
        self.out.tag("\">\n<p class=\"alert-title\" id=\"");
        self.out.tag(&id);
        self.out.tag("\">");
        self.ids.push(id);
        self.set_close("</aside>\n");
        let after = range.start + len;
        let rest = &self.body[after..];
        self.skip_to = after + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.alert_title = Some(AlertTitle {
            alert,
            html: self.out.html.len(),
        });
        self.unlinkable += 1;
        self.open_paragraph(range.clone());
    }

    /// At the end of a line: whether that line was the title of an alert.
    pub(super) fn ends_alert_title(&mut self) -> bool {
        if self.alert_title.is_none() || self.inline > 0 {
            return false;
        }
        self.close_alert_title();
        self.out.tag("<p>");
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.html = self.out.html.len();
        }
        true
    }

    /// Ends the title; where the author gave none, it is the usual one.
    pub(super) fn close_alert_title(&mut self) {
        let Some(AlertTitle { alert, html }) = self.alert_title.take() else {
            return;
        };
        self.forget_brackets();
        if self.out.html[html..].trim().is_empty() {
            self.out.tag(self.options.labels.alerts[alert]);
        }
        self.out.tag("</p>\n");
        self.out.line();
        self.unlinkable -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read_whatever_their_case() {
        assert_eq!(opening("[!NOTE]\nx"), Some(Opening::Alert(0, 7)));
        assert_eq!(opening("[!warning] Titel"), Some(Opening::Alert(3, 10)));
        assert_eq!(
            opening("[!REDACTIE] x"),
            Some(Opening::Unknown("REDACTIE", 11))
        );
        assert_eq!(opening("[!NOTE\n]"), Some(Opening::Unknown("NOTE", 6)));
        assert_eq!(opening("[!NOTE](x)"), None);
        assert_eq!(opening("[NOTE]"), None);
    }

    #[test]
    fn other_names_lead_to_the_right_one() {
        for (name, meant) in [
            ("REDACTIE", Some("[!IMPORTANT]")),
            ("redactie", Some("[!IMPORTANT]")),
            ("Let op", Some("[!WARNING]")),
            ("NOET", Some("[!NOTE]")),
            ("IMPORTENT", Some("[!IMPORTANT]")),
            ("xyzzy", None),
        ] {
            assert_eq!(suggestion(name).as_deref(), meant, "{name}");
        }
    }
}
