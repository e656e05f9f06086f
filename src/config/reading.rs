//! Reads `site.toml` and the environment against the table of settings.
//!
//! The document is parsed with the place of every key and value. Then each name is looked up: a
//! setting is read, a table is entered, anything else is reported with what was probably meant.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::syntax;
use super::target::{self, Target};
use super::value::{Given, Raw};
use super::{Config, FILE};
use crate::diagnostic::{Code, Diagnostic};

/// What the variables begin with that override settings.
pub(super) const PREFIX: &str = "WIJKGIDS_";

/// Reads the configuration: the text of `site.toml`, if there is one, then what the environment
/// overrides. All faults are found; a value at fault leaves the default in its place. They come in
/// the order of the file, those of the environment (which name no file) after it, by name.
pub fn read(
    text: Option<&str>,
    env: impl Iterator<Item = (String, String)>,
) -> (Config, Vec<Diagnostic>) {
    let mut reading = Reading {
        config: Config::default(),
        targets: Target::all()
            .map(|target| (target.path(), target))
            .collect(),
        found: Vec::new(),
    };
    if let Some(text) = text {
        match DeTable::parse(text) {
            Ok(document) => reading.table("", document.get_ref()),
            Err(error) => reading.found.push(syntax::fault(text, &error)),
        }
        reading.found.sort_by(|a, b| a.place.cmp(&b.place));
    }
    let mut variables: Vec<(String, String)> = env
        .filter(|(name, value)| name.starts_with(PREFIX) && !is_service_link(name, value))
        .collect();
    variables.sort();
    for (name, value) in &variables {
        reading.variable(name, value);
    }
    (reading.config, reading.found)
}

/// The variables of this process that may override settings. (The standard library's iterator
/// over all of them panics at one that is not UTF-8, whosever it is; here it is read lossily.)
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .map(|(name, value)| {
            let name = name.to_string_lossy().into_owned();
            (name, value.to_string_lossy().into_owned())
        })
        .filter(|(name, _)| name.starts_with(PREFIX))
}

/// Whether Kubernetes or Docker set this variable, as they do beside a service called `wijkgids`:
/// `WIJKGIDS_SERVICE_HOST`, `WIJKGIDS_PORT=tcp://10.0.0.1:80`, `WIJKGIDS_PORT_80_TCP_ADDR`.
fn is_service_link(name: &str, value: &str) -> bool {
    let name = name.strip_prefix(PREFIX).unwrap_or(name);
    let port = name.strip_prefix("PORT_").unwrap_or_default();
    name == "SERVICE_HOST"
        || name == "SERVICE_PORT"
        || name.starts_with("SERVICE_PORT_")
        || port.starts_with(|c: char| c.is_ascii_digit())
        || name == "PORT" && value.contains("://")
}

struct Reading {
    config: Config,
    targets: Vec<(String, Target)>,
    found: Vec<Diagnostic>,
}

impl Reading {
    /// Reads the table that stands at `path`, which is empty for the whole document.
    fn table(&mut self, path: &str, table: &DeTable<'_>) {
        for (name, node) in table {
            let inner = match path {
                "" => name.get_ref().to_string(),
                path => format!("{path}.{}", name.get_ref()),
            };
            if let Some(target) = self.target(path, name.get_ref()) {
                let given = Given {
                    name: &inner,
                    raw: Raw::Toml(node),
                };
                target.set(&mut self.config, &given, &mut self.found);
            } else if self.is_table(path, name.get_ref()) {
                match node.get_ref() {
                    DeValue::Table(table) => self.table(&inner, table),
                    _ => self.not_a_table(&inner, name, node),
                }
            } else {
                self.unknown(path, name, node.get_ref());
            }
        }
    }

    /// The setting called `name` in the table at `path`. (A quoted name may hold a dot, so that the
    /// joined path alone would not tell.)
    fn target(&self, path: &str, name: &str) -> Option<Target> {
        let (_, target) = self.targets.iter().find(|(at, _)| {
            let rest = at
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('.'));
            rest == Some(name) && !name.contains('.')
        })?;
        Some(*target)
    }

    /// Whether settings stand in the table called `name` in the table at `path`.
    fn is_table(&self, path: &str, name: &str) -> bool {
        let full = match path {
            "" => format!("{name}."),
            path => format!("{path}.{name}."),
        };
        !name.contains('.') && self.targets.iter().any(|(at, _)| at.starts_with(&full))
    }

    fn not_a_table(&mut self, path: &str, name: &Spanned<impl Sized>, node: &Spanned<impl Sized>) {
        // A list of tables, `[[site]]`, has the place of its first header; a value has its own.
        let Range { start, end } = if node.span().start < name.span().start {
            name.span()
        } else {
            node.span()
        };
        self.found.push(
            Diagnostic::new(Code::BadConfig, FILE)
                .at(start, end)
                .variant("not-table")
                .arg("setting", path),
        );
    }

    fn unknown(&mut self, table: &str, name: &Spanned<DeString<'_>>, value: &DeValue<'_>) {
        let is_table = matches!(value, DeValue::Table(_) | DeValue::Array(_));
        let Range { start, end } = name.span();
        let unknown = target::unknown(table, name.get_ref(), is_table);
        let mut fault = Diagnostic::new(Code::UnknownSetting, FILE)
            .at(start, end)
            .arg("setting", name.get_ref())
            .arg("table", table)
            .suggest(unknown.meant);
        fault.variant = unknown.variant;
        self.found.push(fault);
    }

    /// Reads what one variable overrides.
    fn variable(&mut self, name: &str, value: &str) {
        let target = self.targets.iter().find(|(_, at)| at.variable() == name);
        if let Some((_, target)) = target {
            let given = Given {
                name,
                raw: Raw::Variable(value),
            };
            target.set(&mut self.config, &given, &mut self.found);
            return;
        }
        self.found.push(
            Diagnostic::new(Code::UnknownSetting, "")
                .variant("variable")
                .arg("setting", name)
                .suggest(target::variable_meant(name)),
        );
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
