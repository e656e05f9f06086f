//! The references in a front matter, and its old addresses.

use std::ops::Range;

use super::Names;
use super::splice::Splices;
use crate::content::id::slugify;
use crate::content::keys::{self, Shape};
use crate::content::located::{self, Entry, Node, Value};
use crate::content::{Kind, bare_reference};

/// Names the page as it will be called wherever the front matter of `text`, a page of kind `own`, names
/// it as it is. `titled` tells whether a page has a title or label, which goes before a slug.
pub(super) fn references(
    text: &str,
    own: Kind,
    names: &Names,
    titled: &dyn Fn(&str) -> bool,
    splices: &mut Splices,
) {
    let Some(parts) = located::split(text) else {
        return;
    };
    for entry in located::entries(text, parts.yaml) {
        let Some(key) = keys::find(&entry.name) else {
            continue;
        };
        let Ok(node) = entry.value else {
            continue;
        };
        let named = |bare: &str| -> Option<String> {
            let (old, new) = names.slug.as_ref()?;
            let id = bare == format!("{}/{old}", names.kind);
            match key.shape {
                Shape::PagesOf(kind) if bare == old && kind == names.kind => Some(new.clone()),
                Shape::PagesOf(_) | Shape::Page | Shape::Pages if id => {
                    Some(format!("{}/{new}", names.kind))
                }
                // A chapter can be called by its number alone.
                Shape::Page | Shape::Pages if names.numbered && bare == old => Some(new.clone()),
                // A page may name those of its own kind by their slugs alone.
                Shape::Page | Shape::Pages
                    if bare == old && own == names.kind && !names.numbered && !titled(old) =>
                {
                    Some(match titled(new) {
                        true => format!("{}/{new}", names.kind),
                        false => new.clone(),
                    })
                }
                Shape::Places if names.kind == Kind::Place => {
                    let name = bare.strip_prefix("place/").unwrap_or(bare);
                    (slugify(name) == *old).then(|| format!("place/{new}"))
                }
                Shape::Number if key.name == "after" && names.numbered && bare == old => {
                    Some(new.clone())
                }
                _ => None,
            }
        };
        for node in located::flatten(vec![node]) {
            let Value::Scalar { text: value, plain } = &node.value else {
                continue;
            };
            let bare = bare_reference(value);
            let (Some(new), Some(at)) = (named(bare), text[node.span.clone()].find(bare)) else {
                continue;
            };
            let at = node.span.start + at;
            match key.shape {
                // Without quotes, 2.10 would be 2.1.
                Shape::Number if *plain => splices.replace(node.span, format!("\"{new}\"")),
                _ => splices.replace(at..at + bare.len(), new),
            }
        }
    }
}

/// Gives a chapter another number.
pub(super) fn number(text: &str, new: &str, splices: &mut Splices) {
    if let Some(Entry {
        value: Ok(node), ..
    }) = entry(text, "number")
    {
        splices.replace(node.span, format!("\"{new}\""));
    }
}

/// Adds the addresses `add` to `aliases` and takes `drop`, which the page will have itself, away.
pub(super) fn aliases(text: &str, add: &[String], drop: &str, splices: &mut Splices) {
    let Some(parts) = located::split(text) else {
        return;
    };
    let Some(Entry {
        key,
        span,
        value: Ok(node),
        ..
    }) = entry(text, "aliases")
    else {
        if !add.is_empty() {
            let line = format!("aliases: [{}]{}", add.join(", "), line_end(text));
            splices.insert(parts.yaml.end, line);
        }
        return;
    };
    let items = located::flatten(vec![node.clone()]);
    let same = |item: &Node| {
        let item = item.text().unwrap_or_default();
        item.trim().trim_matches('/') == drop.trim_matches('/')
    };
    let new: Vec<&String> = add
        .iter()
        .filter(|url| !items.iter().any(|item| item.text() == Some(url.as_str())))
        .collect();
    let dropped = items.iter().any(same);
    let block = matches!(&node.value, Value::List(_)) && !text[node.span.clone()].starts_with('[');
    if block && !items.is_empty() {
        block_list(text, &items, same, &new, splices);
        return;
    }
    if !dropped && let (Value::List(_), Some(last)) = (&node.value, items.last()) {
        let added: String = new.iter().map(|url| format!(", {url}")).collect();
        splices.insert(last.span.end, added);
        return;
    }
    // One value, none, or a line from which something goes: the line is written anew.
    let kept = items
        .iter()
        .filter(|item| !same(item) && !item.is_null())
        .map(|item| text[item.span.clone()].to_owned());
    let all: Vec<String> = kept.chain(new.into_iter().cloned()).collect();
    let old_end = match node.is_null() {
        true => text[key.end..]
            .find(':')
            .map_or(key.end, |at| key.end + at + 1),
        false => node.span.end,
    };
    match all.is_empty() {
        true => splices.replace(whole_lines(text, span.start..old_end), ""),
        false => splices.replace(key.end..old_end, format!(": [{}]", all.join(", "))),
    }
}

/// A list with one item a line.
fn block_list(
    text: &str,
    items: &[Node],
    same: impl Fn(&Node) -> bool,
    new: &[&String],
    splices: &mut Splices,
) {
    let mut goes = items.iter().filter(|item| same(item));
    let mut new = new.iter();
    // What comes takes the line of what goes, where there is one.
    for item in goes.by_ref() {
        match new.next() {
            Some(url) => splices.replace(item.span.clone(), url.as_str()),
            None => splices.replace(whole_lines(text, item.span.clone()), ""),
        }
    }
    let Some(last) = items.last() else {
        return;
    };
    let line = text[..last.span.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..last.span.start];
    let after = text[last.span.end..]
        .find('\n')
        .map_or(text.len(), |at| last.span.end + at + 1);
    for url in new {
        splices.insert(after, format!("{before}{url}{}", line_end(text)));
    }
}

/// The entry called `name` of a front matter.
fn entry(text: &str, name: &str) -> Option<Entry> {
    let parts = located::split(text)?;
    located::entries(text, parts.yaml)
        .into_iter()
        .find(|entry| entry.name == name)
}

/// The lines on which `at` stands, with their ends.
fn whole_lines(text: &str, at: Range<usize>) -> Range<usize> {
    let start = text[..at.start].rfind('\n').map_or(0, |line| line + 1);
    let end = text[at.end..]
        .find('\n')
        .map_or(text.len(), |line| at.end + line + 1);
    start..end
}

/// How the lines of this text end.
fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(yaml: &str, change: impl Fn(&str, &mut Splices)) -> String {
        let text = format!("---\n{yaml}---\nTekst\n");
        let mut splices = Splices::default();
        change(&text, &mut splices);
        let text = splices.apply(&text);
        text.strip_prefix("---\n")
            .and_then(|text| text.strip_suffix("---\nTekst\n"))
            .unwrap_or(&text)
            .to_owned()
    }

    fn renamed(yaml: &str) -> String {
        let names = Names {
            kind: Kind::Theme,
            slug: Some(("oud".into(), "nieuw".into())),
            numbered: false,
        };
        changed(yaml, |text, splices| {
            references(text, Kind::Lesson, &names, &|_| false, splices)
        })
    }

    #[test]
    fn references_are_renamed_in_every_form() {
        for (before, after) in [
            ("themes: oud\n", "themes: nieuw\n"),
            (
                "themes: [a, oud, oudere] # oud\n",
                "themes: [a, nieuw, oudere] # oud\n",
            ),
            (
                "themes:\n  - 'oud'\n  - \"[[theme/oud]]\"\n",
                "themes:\n  - 'nieuw'\n  - \"[[theme/nieuw]]\"\n",
            ),
            ("related: [[theme/oud]]\n", "related: [[theme/nieuw]]\n"),
            ("twin: theme/oud\n", "twin: theme/nieuw\n"),
            (
                "related: [oud]\nsteps: [oud]\nsummary: oud\n",
                "related: [oud]\nsteps: [oud]\nsummary: oud\n",
            ),
        ] {
            assert_eq!(renamed(before), after);
        }
    }

    #[test]
    fn a_neighbour_may_be_named_by_its_slug() {
        let names = Names {
            kind: Kind::Term,
            slug: Some(("oud".into(), "nieuw".into())),
            numbered: false,
        };
        let after = |own, titled: &[&str]| {
            changed("related: [oud, a]\n", |text, splices| {
                references(text, own, &names, &|name| titled.contains(&name), splices)
            })
        };
        assert_eq!(after(Kind::Term, &[]), "related: [nieuw, a]\n");
        assert_eq!(after(Kind::Term, &["nieuw"]), "related: [term/nieuw, a]\n");
        // Here `oud` is a title, which stays.
        assert_eq!(after(Kind::Term, &["oud"]), "related: [oud, a]\n");
        assert_eq!(after(Kind::Lesson, &[]), "related: [oud, a]\n");
    }

    #[test]
    fn a_place_is_named_by_its_name() {
        let names = Names {
            kind: Kind::Place,
            slug: Some(("den-haag".into(), "s-gravenhage".into())),
            numbered: false,
        };
        let after = changed("places: [Den Haag, Delft]\n", |text, splices| {
            references(text, Kind::Lesson, &names, &|_| false, splices)
        });
        assert_eq!(after, "places: [place/s-gravenhage, Delft]\n");
    }

    #[test]
    fn a_number_keeps_its_quotes() {
        let names = Names {
            kind: Kind::Chapter,
            slug: Some(("2".into(), "2.10".into())),
            numbered: true,
        };
        let after = changed(
            "after: 2\nrelated: [\"2\", chapter/2, chapter/2.1]\n",
            |text, splices| references(text, Kind::Lesson, &names, &|_| false, splices),
        );
        assert_eq!(
            after,
            "after: \"2.10\"\nrelated: [\"2.10\", chapter/2.10, chapter/2.1]\n"
        );
    }

    #[test]
    fn an_old_address_finds_its_place() {
        let url = ["/lessen/oud/".to_owned()];
        for (before, after) in [
            ("title: x\n", "title: x\naliases: [/lessen/oud/]\n"),
            (
                "aliases: [/a/, /b/] # oud\nx: y\n",
                "aliases: [/a/, /b/, /lessen/oud/] # oud\nx: y\n",
            ),
            ("aliases: []\n", "aliases: [/lessen/oud/]\n"),
            ("aliases:\nx: y\n", "aliases: [/lessen/oud/]\nx: y\n"),
            ("aliases: /a/\n", "aliases: [/a/, /lessen/oud/]\n"),
            (
                "aliases:\n  - /a/\n\nx: y\n",
                "aliases:\n  - /a/\n  - /lessen/oud/\n\nx: y\n",
            ),
            ("aliases: [/lessen/oud/]\n", "aliases: [/lessen/oud/]\n"),
            (
                "aliases: [/a/, lessen/nieuw]\n",
                "aliases: [/a/, /lessen/oud/]\n",
            ),
            ("aliases: /lessen/nieuw/\n", "aliases: [/lessen/oud/]\n"),
            (
                "aliases:\n- /lessen/nieuw/\n- /a/\n",
                "aliases:\n- /lessen/oud/\n- /a/\n",
            ),
        ] {
            let got = changed(before, |text, splices| {
                aliases(text, &url, "/lessen/nieuw/", splices)
            });
            assert_eq!(got, after, "{before}");
        }
        let got = changed(
            "title: x\naliases: [/lessen/nieuw/]\ny: z\n",
            |text, splices| aliases(text, &[], "/lessen/nieuw/", splices),
        );
        assert_eq!(got, "title: x\ny: z\n");
    }
}
