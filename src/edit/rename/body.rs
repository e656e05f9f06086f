//! Links and headings in Markdown, changed where they stand.

use std::ops::Range;

use super::splice::Splices;
use crate::guide::links::beside;
use crate::markdown::document::{Link, Span, Target};

/// What a link named and will name: the id or number behind `[[`, the file, the address, the heading.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Renamed<'a> {
    pub(super) page: Option<(&'a str, &'a str)>,
    /// Paths from the site's folder.
    pub(super) file: Option<(&'a str, &'a str)>,
    pub(super) url: Option<(&'a str, &'a str)>,
    pub(super) heading: Option<(&'a str, &'a str)>,
}

/// Changes one link of `text`, the file `file`.
pub(super) fn link(
    text: &str,
    file: &str,
    link: &Link,
    renamed: Renamed<'_>,
    splices: &mut Splices,
) {
    let span = range(link.span);
    let whole = &text[span.clone()];
    // Where the name of the target ends, and so where a fragment can begin.
    let mut named_until = 0;
    match &link.target {
        Target::Page(name) => {
            if let Some(at) = whole.find(name.as_str()) {
                named_until = at + name.len();
                if let Some((old, new)) = renamed.page
                    && name == old
                {
                    let at = span.start + at;
                    splices.replace(at..at + old.len(), new);
                }
            }
        }
        Target::File(_) => {
            if let Some((old, new)) = renamed.file {
                let (old_name, new_name) = (last(old), last(new));
                let is = |dest: &str| beside(file, dest).as_deref() == Some(old);
                destination(text, span.clone(), old_name, new_name, is, splices);
            }
        }
        Target::Site(_) => {
            if let Some((old, new)) = renamed.url {
                let (old, new) = (old.trim_end_matches('/'), new.trim_end_matches('/'));
                let is = |dest: &str| dest.trim_end_matches('/') == old;
                destination(text, span.clone(), old, new, is, splices);
            }
        }
        Target::Here | Target::External(_) | Target::Attachment(_) => {}
    }
    if let Some((old, new)) = renamed.heading
        && link.fragment.as_deref() == Some(old)
    {
        let (old, new) = (format!("#{old}"), format!("#{new}"));
        let wiki = whole.starts_with("[[");
        match whole[named_until..].find(&old).filter(|_| wiki) {
            Some(at) => {
                let at = span.start + named_until + at;
                splices.replace(at..at + old.len(), new);
            }
            None => destination(text, span, &old, &new, |_| true, splices),
        }
    }
}

/// Changes the path of a file that is shown or linked at `span`, from `old` to `new`, relative to the
/// folder in which both stand.
pub(super) fn attachment(
    text: &str,
    file: &str,
    span: Span,
    (path, old, new): (&str, &str, &str),
    splices: &mut Splices,
) {
    let is = |dest: &str| beside(file, dest).as_deref() == Some(path);
    destination(text, range(span), old, new, is, splices);
}

/// Puts `new` for `old` in the destination of the link at `span`: within its parentheses, else where
/// the link's label is defined. `is` tells whether a destination is the one that is meant.
fn destination(
    text: &str,
    span: Range<usize>,
    old: &str,
    new: &str,
    is: impl Fn(&str) -> bool,
    splices: &mut Splices,
) {
    let whole = &text[span.clone()];
    for (open, _) in whole.rmatch_indices("](") {
        if let Some(at) = whole[open..].find(old) {
            let at = span.start + open + at;
            splices.replace(at..at + old.len(), new);
            return;
        }
    }
    for defined in definitions(text) {
        let dest = &text[defined.clone()];
        let path = dest.split(['#', '?']).next().unwrap_or(dest);
        if is(path)
            && let Some(at) = dest.rfind(old)
        {
            let at = defined.start + at;
            splices.replace(at..at + old.len(), new);
        }
    }
}

/// The destinations of `[label]: destination`.
fn definitions(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let bare = line.trim_start_matches([' ', '>', '\t']);
        if !bare.starts_with('[') || bare.starts_with("[^") {
            return None;
        }
        let colon = line.find("]:")? + 2;
        let rest = &line[colon..];
        let begin = colon + rest.len() - rest.trim_start_matches([' ', '\t', '<']).len();
        let end = line[begin..].find(|c: char| c.is_whitespace() || c == '>');
        let end = begin + end.unwrap_or(line.len() - begin);
        (begin < end).then_some(at + begin..at + end)
    })
}

/// Gives the heading at `span` the id `new` by an attribute.
pub(super) fn heading(text: &str, span: Span, old: &str, new: &str, splices: &mut Splices) {
    let span = range(span);
    let whole = &text[span.clone()];
    let content = match whole.trim_start().starts_with('#') {
        true => whole.lines().next().unwrap_or_default().trim_end(),
        // A heading with a line below it.
        false => whole
            .rsplit_once('\n')
            .map_or(whole, |(above, _)| above)
            .trim_end(),
    };
    let end = span.start + content.len();
    let block = content
        .strip_suffix('}')
        .and_then(|inner| inner.rfind('{'))
        .filter(|&open| !content[..open].ends_with(']'));
    match block {
        Some(open) => {
            let inside = &content[open + 1..content.len() - 1];
            let token = format!("#{old}");
            match inside.split_whitespace().any(|word| word == token) {
                true => {
                    let at = span.start + open + 1 + inside.find(&token).unwrap_or_default();
                    splices.replace(at..at + token.len(), format!("#{new}"));
                }
                false => splices.insert(span.start + open + 1, format!("#{new} ")),
            }
        }
        None => splices.insert(end, format!(" {{#{new}}}")),
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{self, Options};

    #[test]
    fn a_heading_gets_an_id_of_its_own() {
        for (before, after) in [
            ("## De les\n", "## De les {#n}\n"),
            ("## De les {.redactie}  \n", "## De les {#n .redactie}  \n"),
            ("## De les {#de-les .x}\n", "## De les {#n .x}\n"),
            ("## De les ##\n", "## De les ## {#n}\n"),
            ("De les\n------\n", "De les {#n}\n------\n"),
            ("## De les\r\n", "## De les {#n}\r\n"),
            ("> ## De les\n", "> ## De les {#n}\n"),
        ] {
            let file = "x.md".into();
            let (body, _) = markdown::parse(&file, before, 0, &Options::default());
            let mut splices = Splices::default();
            heading(
                before,
                body.outline[0].span,
                &body.outline[0].id,
                "n",
                &mut splices,
            );
            let got = splices.apply(before);
            assert_eq!(got, after);
            let (body, found) = markdown::parse(&file, &got, 0, &Options::default());
            assert_eq!(
                (body.outline[0].id.as_str(), found.len()),
                ("n", 0),
                "{got}"
            );
        }
    }

    fn links(before: &str) -> String {
        let (body, _) = markdown::parse(&"x".into(), before, 0, &Options::default());
        let mut splices = Splices::default();
        for one in &body.links {
            let renamed = Renamed {
                page: Some(("lesson/oud", "lesson/nieuw")),
                file: Some(("content/lessons/oud.md", "content/lessons/nieuw.md")),
                url: Some(("/lessen/oud/", "/lessen/nieuw/")),
                heading: Some(("kop", "top")),
            };
            link(before, "content/themes/x.md", one, renamed, &mut splices);
        }
        splices.apply(before)
    }

    #[test]
    fn links_are_changed_in_every_form() {
        for (before, after) in [
            ("[[lesson/oud]]", "[[lesson/nieuw]]"),
            (
                "[[lesson/oud#kop|lesson/oud #kop]]",
                "[[lesson/nieuw#top|lesson/oud #kop]]",
            ),
            (
                "| a |\n|---|\n| [[lesson/oud#kop\\|x]] |",
                "| a |\n|---|\n| [[lesson/nieuw#top\\|x]] |",
            ),
            (
                "[oud.md](../lessons/oud.md#kop \"oud.md\")",
                "[oud.md](../lessons/nieuw.md#top \"oud.md\")",
            ),
            ("[x](/lessen/oud/#kop)", "[x](/lessen/nieuw/#top)"),
            ("[x](/lessen/oud)", "[x](/lessen/nieuw)"),
            (
                "[x][a] [y][a]\n\n[a]: <../lessons/oud.md#kop> 'oud.md'\n[b]: oud.md",
                "[x][a] [y][a]\n\n[a]: <../lessons/nieuw.md#top> 'oud.md'\n[b]: oud.md",
            ),
            (
                "[[lesson/oudere]] `[[lesson/oud]]` oud",
                "[[lesson/oudere]] `[[lesson/oud]]` oud",
            ),
        ] {
            assert_eq!(links(before), after);
        }
    }
}
