//! Reads one entry of `sources.yaml`: finds all its faults and hands the rest to Hayagriva.
//!
//! In: an entry with positions. Out: a [`Draft`] and diagnostics. A value at fault is left out, so that
//! the source stays known and citations of it are not reported as well.

use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use hayagriva::types::QualifiedUrl;
use hayagriva::{Entry, Library};
use serde::Deserialize;
use serde_yaml::{Mapping, Value as Yaml};

use super::Read;
use super::fields::{self, Shape};
use super::value::{anchored, dutch_order, literal, plain_date};
use crate::content::id::slugify;
use crate::content::located::{self, Node, Value};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

/// A source that is read but not yet formatted.
pub(super) struct Draft {
    pub(super) entry: Entry,
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) read: Option<Read>,
    pub(super) read_note: Option<String>,
}

/// Reads the entry `located` of `text`.
pub(super) fn read(
    file: &Arc<str>,
    text: &str,
    located: &located::Entry,
    found: &mut Vec<Diagnostic>,
) -> Draft {
    let mut reader = Reader {
        file,
        text,
        key: &located.name,
        found,
        own: Own::default(),
    };
    let slug = slugify(&located.name);
    // What is no entry at all has no key that could be wrong.
    if located.value.is_ok() && located.name != slug {
        let meant = (!slug.is_empty()).then_some(slug);
        reader.report(Code::BadSource, located.key.clone(), |d| {
            d.variant("key").suggest(meant)
        });
    }
    let entry = match &located.value {
        Ok(node) => reader.entry(located, node),
        Err(fault) => {
            reader.bad_yaml(fault);
            None
        }
    };
    let own = reader.own;
    let entry =
        entry.unwrap_or_else(|| Entry::new(&located.name, hayagriva::types::EntryType::Misc));
    let title = entry
        .title()
        .map(|title| title.value.to_str().trim().to_owned())
        .filter(|title| !title.is_empty());
    Draft {
        kind: own.kind.unwrap_or("misc"),
        title: title.unwrap_or_else(|| located.name.clone()),
        entry,
        read: own.read,
        read_note: own.read_note,
    }
}

/// What of an entry is ours, and not Hayagriva's.
#[derive(Default)]
struct Own {
    kind: Option<&'static str>,
    read: Option<Read>,
    read_note: Option<String>,
}

struct Reader<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    key: &'a str,
    found: &'a mut Vec<Diagnostic>,
    own: Own,
}

impl Reader<'_> {
    fn report(
        &mut self,
        code: Code,
        at: Range<usize>,
        fill: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let diagnostic = Diagnostic::new(code, Arc::clone(self.file))
            .at(at.start, at.end)
            .arg("source", self.key);
        self.found.push(fill(diagnostic));
    }

    fn bad_yaml(&mut self, fault: &located::Fault) {
        let (text, key) = (self.text, self.key);
        self.report(Code::BadYaml, fault.span.clone(), |d| {
            fault.say(d, text, key)
        });
    }

    fn entry(&mut self, located: &located::Entry, node: &Node) -> Option<Entry> {
        let Value::Map(pairs) = &node.value else {
            let anchored = node.value == Value::Anchored;
            let code = if anchored {
                Code::YamlAnchor
            } else {
                Code::BadSource
            };
            self.report(code, located.key.clone(), |d| match anchored {
                true => d.arg("key", &located.name),
                false => d.variant("shape"),
            });
            return None;
        };
        let fields = self.fields(pairs, true);
        for (name, variant) in [("type", "no-type"), ("title", "no-title")] {
            if !pairs.iter().any(|(key, _)| key.text() == Some(name)) {
                self.report(Code::BadSource, located.key.clone(), |d| d.variant(variant));
            }
        }
        self.hayagriva(located, fields)
    }

    /// Hands the fields to Hayagriva, all at once and, if that fails, one by one.
    fn hayagriva(&mut self, located: &located::Entry, fields: Vec<Field>) -> Option<Entry> {
        match understood(&located.name, &fields) {
            Ok(entry) => Some(entry),
            Err(detail) => {
                let (sound, faulty): (Vec<Field>, Vec<Field>) =
                    fields.into_iter().partition(|field| {
                        understood(&located.name, std::slice::from_ref(field)).is_ok()
                    });
                for field in &faulty {
                    self.report(Code::BadSource, field.span.clone(), |d| {
                        d.variant("value").arg("key", &field.name)
                    });
                }
                if faulty.is_empty() {
                    self.report(Code::BadSource, located.key.clone(), |d| {
                        d.arg("detail", detail)
                    });
                }
                understood(&located.name, &sound).ok()
            }
        }
    }

    /// The sound fields of an entry (`own`) or of the work that it is a part of.
    fn fields(&mut self, pairs: &[(Node, Node)], own: bool) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let name = key.text().unwrap_or_default();
            let shape = fields::shape(name)
                .filter(|shape| own || !matches!(shape, Shape::Read | Shape::Note));
            let Some(shape) = shape else {
                let meant = fields::meant_field(name);
                self.report(Code::UnknownKey, key.span.clone(), |d| {
                    d.variant("source").arg("key", name).suggest(meant)
                });
                continue;
            };
            if fields.iter().any(|field| field.name == name) {
                self.report(Code::DuplicateKey, key.span.clone(), |d| d.arg("key", name));
                continue;
            }
            if let Some(anchor) = anchored(value) {
                self.report(Code::YamlAnchor, anchor, |d| d.arg("key", name));
                continue;
            }
            if value.is_null() {
                if own
                    && matches!(shape, Shape::Type | Shape::Text)
                    && matches!(name, "type" | "title")
                {
                    let variant = if name == "type" {
                        "no-type"
                    } else {
                        "no-title"
                    };
                    self.report(Code::BadSource, key.span.clone(), |d| d.variant(variant));
                }
                continue;
            }
            if let Some(yaml) = self.value(name, shape, value, own) {
                fields.push(Field {
                    name: name.to_owned(),
                    yaml,
                    span: value.span.clone(),
                });
            }
        }
        fields
    }

    /// The value as Hayagriva wants it; `None` where it is at fault or ours.
    fn value(&mut self, name: &str, shape: Shape, node: &Node, own: bool) -> Option<Yaml> {
        match shape {
            Shape::Type => {
                let written = node.text().unwrap_or_default();
                let Some(kind) = fields::find_type(written) else {
                    let meant = fields::meant_type(written);
                    self.report(Code::BadSource, node.span.clone(), |d| {
                        d.variant("type").arg("value", written).suggest(meant)
                    });
                    return None;
                };
                if own {
                    self.own.kind = Some(kind.name);
                }
                Some(kind.name.into())
            }
            Shape::Text => {
                if name == "title" && own && node.text().is_some_and(|text| text.trim().is_empty())
                {
                    self.report(Code::BadSource, node.span.clone(), |d| {
                        d.variant("no-title")
                    });
                    return None;
                }
                Some(literal(node, true))
            }
            Shape::Date => self.date(node),
            Shape::Url => self.url(node),
            Shape::Read => {
                let written = node.text().unwrap_or_default();
                self.own.read = Read::from_str(written).ok();
                if self.own.read.is_none() {
                    let near = nearest(written, Read::CHOICES.iter().copied());
                    self.report(Code::BadSource, node.span.clone(), |d| {
                        d.variant("read")
                            .arg("value", written)
                            .arg("choices", Read::CHOICES.join(" · "))
                            .suggest(near)
                    });
                }
                None
            }
            Shape::Note => {
                self.own.read_note = node.text().map(|text| text.trim().to_owned());
                if self.own.read_note.is_none() {
                    self.report(Code::BadSource, node.span.clone(), |d| {
                        d.variant("value").arg("key", name)
                    });
                }
                None
            }
            Shape::Parent => self.parents(node),
            Shape::Other => Some(literal(node, false)),
        }
    }

    fn parents(&mut self, node: &Node) -> Option<Yaml> {
        match &node.value {
            Value::Map(pairs) => Some(Yaml::Mapping(mapping(self.fields(pairs, false)))),
            Value::List(items) => Some(Yaml::Sequence(
                items.iter().filter_map(|item| self.parents(item)).collect(),
            )),
            _ => {
                self.report(Code::BadSource, node.span.clone(), |d| d.variant("parent"));
                None
            }
        }
    }

    fn date(&mut self, node: &Node) -> Option<Yaml> {
        let written = node.text().unwrap_or_default();
        let date = plain_date(written);
        if date.is_none() {
            let meant = dutch_order(written);
            self.report(Code::BadSource, node.span.clone(), |d| {
                d.variant("date").arg("value", written).suggest(meant)
            });
        }
        date.map(Yaml::String)
    }

    fn url(&mut self, node: &Node) -> Option<Yaml> {
        let value = match &node.value {
            Value::Map(pairs) => pairs
                .iter()
                .find(|(key, _)| key.text() == Some("value"))
                .map_or(node, |(_, value)| value),
            _ => node,
        };
        let written = value.text().unwrap_or_default().trim();
        let web = QualifiedUrl::from_str(written)
            .is_ok_and(|url| matches!(url.value.scheme(), "http" | "https"));
        if !web {
            // “www.rigo.nl/…” lacks only its beginning.
            let meant = (written.contains('.') && !written.contains([':', ' ']))
                .then(|| format!("https://{written}"));
            self.report(Code::BadSource, value.span.clone(), |d| {
                d.variant("url").arg("value", written).suggest(meant)
            });
            return None;
        }
        match &node.value {
            Value::Map(_) => Some(literal(node, false)),
            _ => Some(written.into()),
        }
    }
}

/// One field, with where its value stands.
struct Field {
    name: String,
    yaml: Yaml,
    span: Range<usize>,
}

fn mapping(fields: Vec<Field>) -> Mapping {
    fields
        .into_iter()
        .map(|field| (Yaml::String(field.name), field.yaml))
        .collect()
}

/// The entry that Hayagriva sees in these fields.
fn understood(key: &str, fields: &[Field]) -> Result<Entry, String> {
    let mut entry: Mapping = fields
        .iter()
        .map(|field| (Yaml::String(field.name.clone()), field.yaml.clone()))
        .collect();
    if !entry.contains_key("type") {
        entry.insert("type".into(), "misc".into());
    }
    let library: Mapping = [(Yaml::String(key.to_owned()), Yaml::Mapping(entry))]
        .into_iter()
        .collect();
    let library =
        Library::deserialize(&Yaml::Mapping(library)).map_err(|error| error.to_string())?;
    library.into_iter().next().ok_or_else(|| "empty".to_owned())
}
