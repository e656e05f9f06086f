//! Checks a front matter entry by entry against the table of keys and reports *all* faults.
//!
//! In: a file whose fast, typed reading failed or looked suspicious. Out: its diagnostics, and the
//! front matter as far as it is sound, so that one fault in a page does not make every link to that
//! page look dead.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::edtf::Edtf;
use super::front_matter::{FrontMatter, Number, Role};
use super::keys::{self, Key, Shape};
use super::kind::Kind;
use super::located::{self, Entry, Node, Value};
use super::quotes;
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

/// Reads the front matter in `yaml` of `text`, the file `file` that holds a page of `kind`.
pub fn check(
    file: &Arc<str>,
    text: &str,
    yaml: Range<usize>,
    kind: Kind,
) -> (FrontMatter, Vec<Diagnostic>) {
    let mut checker = Checker {
        file,
        text,
        kind,
        found: Vec::new(),
    };
    let mut sound = String::new();
    let mut seen: Vec<String> = Vec::new();
    for entry in located::entries(text, yaml.clone()) {
        let faults = checker.found.len();
        checker.entry(&entry, &seen);
        let known = keys::find(&entry.name).is_some_and(|key| key.kinds.has(kind));
        let harmless = checker.found[faults..]
            .iter()
            .all(|d| d.code == Code::CutOffValue);
        if known && harmless && entry.value.is_ok() && !seen.contains(&entry.name) {
            sound.push_str(&text[entry.span.clone()]);
        }
        seen.push(entry.name);
    }
    for key in keys::of(kind).filter(|key| key.required.has(kind)) {
        if !seen.iter().any(|name| name == key.name) {
            let first_line = 0..text.find('\n').unwrap_or(0);
            checker.report(Code::MissingKey, first_line, |d| {
                d.arg("key", key.name).arg("meaning", key.dutch)
            });
        }
    }
    let front = serde_yaml::from_str(&located::forgive(&sound));
    if let Err(error) = &front
        && checker.found.is_empty()
    {
        // What neither our checks nor the usual mistakes explain: say at least where it stands.
        let line = error.location().map_or(0, |at| at.index()).min(yaml.len());
        let at = text.floor_char_boundary(yaml.start + line);
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        checker.report(Code::BadYaml, at..end, |d| d.variant("other"));
    }
    (front.unwrap_or_default(), checker.found)
}

struct Checker<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    kind: Kind,
    found: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn report(
        &mut self,
        code: Code,
        at: Range<usize>,
        fill: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.found.push(fill(
            Diagnostic::new(code, Arc::clone(self.file)).at(at.start, at.end),
        ));
    }

    fn entry(&mut self, entry: &Entry, seen: &[String]) {
        let name = entry.name.as_str();
        // Two versions of the same lines: all that is wrong with them comes from that.
        let in_conflict = self.found.iter().any(|d| d.variant == Some("conflict"));
        if let Err(fault) = &entry.value {
            if in_conflict && fault.variant == "conflict" {
                return;
            }
            // A line that is no entry at all names no key, so nothing is said of its name.
            let text = self.text;
            let value = text[fault.span.clone()].trim();
            if let Some(within) = quotes::embraced(value) {
                return self.curly(name, fault.span.clone(), value, within);
            }
            self.report(Code::BadYaml, fault.span.clone(), |d| {
                fault.say(d, text, name)
            });
            return;
        }
        let Some(key) = keys::find(name) else {
            let meant = keys::meant(name, self.kind);
            self.report(Code::UnknownKey, entry.key.clone(), |d| {
                d.arg("key", name).suggest(meant)
            });
            return;
        };
        if seen.iter().any(|other| other == name) {
            if in_conflict {
                return;
            }
            self.report(Code::DuplicateKey, entry.key.clone(), |d| {
                d.arg("key", name)
            });
            return;
        }
        if !key.kinds.has(self.kind) {
            let folder = self.kind.info().folder;
            let kinds: Vec<&str> = Kind::all()
                .filter(|&k| key.kinds.has(k))
                .map(|k| k.info().folder)
                .collect();
            self.report(Code::UnknownKey, entry.key.clone(), |d| {
                d.variant("other-kind")
                    .arg("key", name)
                    .arg("folder", folder)
                    .arg("folders", kinds.join("/, "))
            });
            return;
        }
        if let Ok(value) = &entry.value {
            self.cut_off(value);
            if value.is_null() {
                if key.required.has(self.kind) {
                    self.report(Code::MissingKey, entry.key.clone(), |d| {
                        d.variant("empty")
                            .arg("key", name)
                            .arg("meaning", key.dutch)
                    });
                }
                return;
            }
            if !self.embraced(name, value) {
                self.shape(key, value);
            }
        }
    }

    /// Reports values in curly quotes; true if there are any.
    fn embraced(&mut self, key: &str, node: &Node) -> bool {
        match &node.value {
            Value::Scalar { plain: true, text } => match quotes::embraced(text) {
                Some(within) => {
                    self.curly(key, node.span.clone(), text, within);
                    true
                }
                None => false,
            },
            // All of them are told, so that the count may not stop at the first.
            Value::List(items) => {
                let curly = items.iter().filter(|item| self.embraced(key, item));
                curly.count() > 0
            }
            Value::Map(pairs) => {
                let curly = pairs.iter().filter(|(_, value)| self.embraced(key, value));
                curly.count() > 0
            }
            _ => false,
        }
    }

    /// Says how a value in curly quotes is written.
    fn curly(&mut self, key: &str, at: Range<usize>, value: &str, within: &str) {
        let straight = |text: &str| {
            format!(
                "{key}: \"{}\"",
                text.replace('\\', "\\\\").replace('"', "\\\"")
            )
        };
        let (remedy, kept) = (straight(within), straight(value));
        self.report(Code::CurlyQuotes, at, |d| {
            d.arg("key", key)
                .arg("value", value)
                .arg("remedy", remedy)
                .arg("kept", kept)
        });
    }

    /// YAML drops what follows ` #` on a line; an editor who wrote `Ga kijken # echt` may not know.
    fn cut_off(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar { plain: true, text } if !text.is_empty() => {
                let rest = &self.text[node.span.end..];
                let line = rest.find('\n').map_or(rest, |n| &rest[..n]);
                if line.trim_start().starts_with('#') && line.starts_with([' ', '\t']) {
                    let lost = line.trim().to_owned();
                    let end = node.span.end + line.trim_end().len();
                    let whole = self.text[node.span.start..end].replace('"', "\\\"");
                    self.report(
                        Code::CutOffValue,
                        node.span.end + (line.len() - line.trim_start().len())..end,
                        |d| d.arg("lost", lost).arg("remedy", format!("\"{whole}\"")),
                    );
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.cut_off(item)),
            Value::Map(pairs) => pairs.iter().for_each(|(_, value)| self.cut_off(value)),
            _ => {}
        }
    }

    fn shape(&mut self, key: &Key, node: &Node) {
        let name = key.name;
        match key.shape {
            Shape::Text => self.text(name, node),
            Shape::Texts | Shape::Places => {
                self.each(node, |checker, item| checker.text(name, item))
            }
            Shape::Page => self.reference(name, node),
            Shape::Pages | Shape::PagesOf(_) | Shape::Sources => {
                self.each(node, |checker, item| checker.reference(name, item));
            }
            Shape::Choice(choices) => self.choice(name, node, choices),
            Shape::Choices(choices) => {
                self.each(node, |checker, item| checker.choice(name, item, choices))
            }
            Shape::Date => self.date(name, node),
            Shape::Edtf => self.edtf(name, node),
            Shape::Number => self.number(name, node),
            Shape::Count => {
                if self
                    .scalar(name, node)
                    .is_some_and(|text| text.parse::<u32>().is_err())
                {
                    self.wrong_type(name, node, "count");
                }
            }
            Shape::Scalar => {
                self.scalar(name, node);
            }
            Shape::Flag => {
                if self
                    .scalar(name, node)
                    .is_some_and(|text| !matches!(text, "true" | "false"))
                {
                    self.wrong_type(name, node, "flag");
                }
            }
            Shape::Tasks => self.tasks(node),
            Shape::Disputes => self.each(node, Checker::dispute),
            Shape::Search => self.fields(
                "search",
                node,
                &[
                    ("exclude", Shape::Flag),
                    ("keywords", Shape::Texts),
                    ("pin_for", Shape::Texts),
                ],
                &[],
            ),
        }
    }

    /// Checks each value of a list, or the one value that stands for a list.
    fn each(&mut self, node: &Node, check: impl Fn(&mut Self, &Node)) {
        match &node.value {
            Value::List(items) => {
                for item in located::flatten(items.clone()) {
                    check(self, &item);
                }
            }
            _ => check(self, node),
        }
    }

    fn wrong_type(&mut self, key: &str, node: &Node, wanted: &'static str) {
        let found = match &node.value {
            Value::Anchored => {
                self.report(Code::YamlAnchor, node.span.clone(), |d| d.arg("key", key));
                return;
            }
            Value::Scalar { text, .. } => text.clone(),
            _ => String::new(),
        };
        self.report(Code::WrongType, node.span.clone(), |d| {
            d.variant(wanted).arg("key", key).arg("value", found)
        });
    }

    fn scalar<'n>(&mut self, key: &str, node: &'n Node) -> Option<&'n str> {
        let text = node.text();
        if text.is_none() {
            self.wrong_type(key, node, "text");
        }
        text
    }

    /// A text that YAML does not take for a number, a truth value or nothing.
    fn text(&mut self, key: &str, node: &Node) {
        let Some(text) = self.scalar(key, node) else {
            return;
        };
        let plain = matches!(node.value, Value::Scalar { plain: true, .. });
        let other =
            serde_yaml::from_str::<serde_yaml::Value>(text).is_ok_and(|value| !value.is_string());
        if plain && other && !text.contains(": ") && !text.starts_with(['[', '{']) {
            self.report(Code::WrongType, node.span.clone(), |d| {
                d.variant("unquoted")
                    .arg("key", key)
                    .arg("value", text)
                    .arg("remedy", format!("\"{text}\""))
            });
        } else if text.trim().is_empty() && key == "title" {
            self.report(Code::MissingKey, node.span.clone(), |d| {
                d.variant("empty")
                    .arg("key", key)
                    .arg("meaning", keys::find(key).map_or("", |key| key.dutch))
            });
        }
    }

    fn reference(&mut self, key: &str, node: &Node) {
        if self
            .scalar(key, node)
            .is_some_and(|text| super::bare_reference(text).is_empty())
        {
            self.wrong_type(key, node, "text");
        }
    }

    fn choice(&mut self, key: &str, node: &Node, choices: &'static [&'static str]) {
        let Some(text) = self.scalar(key, node) else {
            return;
        };
        if !choices.contains(&text) {
            let near = choices
                .iter()
                .copied()
                .find(|choice| choice.eq_ignore_ascii_case(text))
                .or_else(|| nearest(text, choices.iter().copied()));
            self.report(Code::UnknownValue, node.span.clone(), |d| {
                d.arg("key", key)
                    .arg("value", text)
                    .arg("choices", choices.join(" · "))
                    .suggest(near)
            });
        }
    }

    fn date(&mut self, key: &str, node: &Node) {
        let Some(text) = self.scalar(key, node) else {
            return;
        };
        if text.parse::<Date>().is_err() || text.len() != 10 {
            let meant = dutch_order(text);
            self.report(Code::BadDate, node.span.clone(), |d| {
                d.arg("key", key).arg("value", text).suggest(meant)
            });
        }
    }

    fn edtf(&mut self, key: &str, node: &Node) {
        let Some(text) = self.scalar(key, node) else {
            return;
        };
        if Edtf::parse(text).is_none() {
            let meant = dutch_order(text).or_else(|| edtf_meant(text));
            self.report(Code::BadDate, node.span.clone(), |d| {
                d.variant("edtf")
                    .arg("key", key)
                    .arg("value", text)
                    .suggest(meant)
            });
        }
    }

    fn number(&mut self, key: &str, node: &Node) {
        let Some(text) = self.scalar(key, node) else {
            return;
        };
        let plain = matches!(node.value, Value::Scalar { plain: true, .. });
        if Number::parse(text).is_none() {
            self.report(Code::BadNumber, node.span.clone(), |d| {
                d.arg("key", key).arg("value", text)
            });
        } else if plain && text.parse::<f64>().is_ok() && text.contains('.') {
            self.report(Code::BadNumber, node.span.clone(), |d| {
                d.variant("unquoted")
                    .arg("key", key)
                    .arg("value", text)
                    .arg("remedy", format!("{key}: \"{text}\""))
            });
        }
    }

    fn tasks(&mut self, node: &Node) {
        let Value::Map(pairs) = &node.value else {
            self.wrong_type("tasks", node, "tasks");
            return;
        };
        for (role, tasks) in pairs {
            self.choice("tasks", role, Role::CHOICES);
            self.each(tasks, |checker, task| checker.text("tasks", task));
        }
    }

    fn dispute(&mut self, node: &Node) {
        self.fields(
            "disputes",
            node,
            &[
                ("point", Shape::Text),
                ("claims", Shape::Disputes),
                ("reading", Shape::Text),
            ],
            &["point", "claims"],
        );
        let Value::Map(pairs) = &node.value else {
            return;
        };
        if let Some((_, claims)) = pairs.iter().find(|(key, _)| key.text() == Some("claims")) {
            self.each(claims, |checker, claim| {
                checker.fields(
                    "claims",
                    claim,
                    &[("claim", Shape::Text), ("sources", Shape::Sources)],
                    &["claim"],
                );
            });
        }
    }

    /// Checks a mapping with fields of its own. `Shape::Disputes` stands for “checked elsewhere”.
    fn fields(
        &mut self,
        key: &'static str,
        node: &Node,
        fields: &[(&'static str, Shape)],
        required: &[&str],
    ) {
        let Value::Map(pairs) = &node.value else {
            self.wrong_type(key, node, key);
            return;
        };
        for (name, value) in pairs {
            let Some(text) = name.text() else {
                self.wrong_type(key, name, "text");
                continue;
            };
            match fields.iter().find(|(field, _)| *field == text) {
                Some((_, Shape::Disputes)) => {}
                Some((field, shape)) => {
                    let as_key = Key {
                        name: field,
                        shape: *shape,
                        ..*keys::find(key).unwrap_or(&keys::KEYS[0])
                    };
                    self.shape(&as_key, value);
                }
                None => {
                    let near = nearest(text, fields.iter().map(|(field, _)| *field));
                    self.report(Code::UnknownKey, name.span.clone(), |d| {
                        d.variant("inside")
                            .arg("key", text)
                            .arg("within", key)
                            .suggest(near)
                    });
                }
            }
        }
        for field in required {
            if !pairs.iter().any(|(name, _)| name.text() == Some(field)) {
                self.report(
                    Code::MissingKey,
                    node.span.start..node.span.start + 1,
                    |d| d.variant("inside").arg("key", *field).arg("within", key),
                );
            }
        }
    }
}

/// `1-11-2026` and `1 november 2026`, as Dutch people write dates, in the order that the tool reads.
fn dutch_order(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "m", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
    ];
    let fields: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|field| !field.is_empty())
        .collect();
    let [first, month, last] = fields[..] else {
        return None;
    };
    let month = month.parse::<i8>().ok().or_else(|| {
        let month = month.to_lowercase();
        let at = MONTHS.iter().position(|name| {
            month.starts_with(name) && (*name != "m" || month.starts_with("ma"))
        })?;
        i8::try_from(at + 1).ok()
    })?;
    let (day, year) = if first.len() == 4 {
        (last, first)
    } else {
        (first, last)
    };
    let date = Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    (year.len() == 4).then(|| date.to_string())
}

/// `2012-2013`, `1994 ca.`, `jaren 60`: what was meant, in EDTF.
fn edtf_meant(text: &str) -> Option<String> {
    let digits: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let meant = match digits[..] {
        [from, to] if from.len() == 4 && to.len() == 4 => format!("{from}/{to}"),
        [year] if year.len() == 4 && text.to_lowercase().contains("jaren") => {
            format!("{}X", &year[..3])
        }
        [year] if year.len() == 4 => format!("{year}~"),
        [decade] if decade.len() == 2 => format!("19{}X", &decade[..1]),
        _ => return None,
    };
    Edtf::parse(&meant).map(|_| meant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(yaml: &str, kind: Kind) -> Vec<String> {
        let text = format!("---\n{yaml}---\n");
        let parts = located::split(&text).unwrap();
        let (_, found) = check(&"x.md".into(), &text, parts.yaml, kind);
        found
            .iter()
            .map(|d| {
                let crate::diagnostic::Place::Span(start, end) = d.place else {
                    panic!("{d:?}")
                };
                format!(
                    "{}{} «{}»{}",
                    d.code,
                    d.variant.map(|v| format!("/{v}")).unwrap_or_default(),
                    &text[start as usize..end as usize],
                    d.suggestion
                        .as_ref()
                        .map(|s| format!(" → {s}"))
                        .unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn all_faults_of_a_file_are_found_at_once() {
        let yaml = "titel: Ga kijken\nsummary: Let op: kijk eerst\nevidence: ervarng\ndate: 1-11-2026\nstart: 1994\n\
                    themes: {a: b}\nupdated: 2026-13-01\nroles: [bestuurder, Bewoner]\n";
        insta::assert_snapshot!(faults(yaml, Kind::Lesson).join("\n"), @r"
        unknown-key «titel» → title
        bad-yaml/colon «Let op: kijk eerst»
        unknown-value «ervarng» → ervaring
        bad-date «1-11-2026» → 2026-11-01
        unknown-key/other-kind «start»
        wrong-type/text «{a: b}»
        bad-date «2026-13-01»
        unknown-value «Bewoner» → bewoner
        missing-key «---»
        ");
    }

    #[test]
    fn sound_front_matter_has_no_faults() {
        let yaml = "title: Van Twist & Verheul\nsummary: x\nevidence: stelling\nsources: [@a]\nrelated: [[lesson/b]]\n\
                    knowledge_of: 2012\ndisputes:\n- point: a\n  claims:\n  - claim: b\n    sources: c\n\
                    search: {keywords: [a], exclude: false}\ntasks: {bewoner: doe mee}\n";
        assert_eq!(faults(yaml, Kind::Lesson), [""; 0]);
    }

    #[test]
    fn values_that_yaml_misreads() {
        assert_eq!(
            faults("title: Ga kijken # echt\n", Kind::Page),
            ["cut-off-value «# echt»"]
        );
        assert_eq!(
            faults("title: 1.7\n", Kind::Page),
            ["wrong-type/unquoted «1.7»"]
        );
        assert_eq!(
            faults("title: *sterk*\n", Kind::Page),
            ["bad-yaml/special-start «*sterk*»"]
        );
        assert_eq!(faults("title: &a x\n", Kind::Page), ["yaml-anchor «&a x»"]);
        assert_eq!(
            faults("title: x\nsummary: y\nnumber: 2.10\n", Kind::Chapter),
            ["bad-number/unquoted «2.10»"]
        );
        assert_eq!(
            faults("title: x\ntitle: y\n", Kind::Page),
            ["duplicate-key «title»"]
        );
        assert_eq!(
            faults("title: x\nknowledge_of: 2012-2013\n", Kind::Page),
            ["bad-date/edtf «2012-2013» → 2012/2013"]
        );
    }

    #[test]
    fn what_is_sound_is_kept() {
        let text = "---\ntitle: x\nsummary: a: b\nthemes: [y]\n---\n";
        let (front, found) = check(&"x.md".into(), text, 4..text.len() - 4, Kind::Page);
        assert_eq!(found.len(), 1);
        assert_eq!(front.title.as_deref(), Some("x"));
        assert_eq!(front.themes.0, ["y"]);
        assert_eq!(front.summary, None);
    }

    proptest! {
        #[test]
        fn any_front_matter_is_survived(
            yaml in "((title|search|disputes|tasks|number|date|start|themes|x): ?[a-z0-9\\[\\]{}&*@\"'#\\-:, é]{0,24}\n( {0,2}-? ?[a-z]{0,5}: [a-z0-9]{0,3}\n)?){0,6}"
        ) {
            let text = format!("---\n{yaml}---\n");
            if let Some(parts) = located::split(&text) {
                for kind in [Kind::Lesson, Kind::Policy, Kind::Chapter] {
                    let _ = check(&"x.md".into(), &text, parts.yaml.clone(), kind);
                }
            }
        }
    }
}
