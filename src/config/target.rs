//! Where every setting is found: its path in `site.toml` and its variable in the environment.

use super::Config;
use super::choice::kind_meant;
use super::settings::{KIND_TEXTS, KindTexts, SETTINGS, Setting, TABLES};
use super::value::{Given, Refusal, Value};
use crate::content::kind::Kind;
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic, Severity, code::Fault};

/// One place in `site.toml` where a value can stand.
#[derive(Clone, Copy)]
pub enum Target {
    /// A setting that a site has once.
    Setting(&'static Setting),
    /// A setting of one kind.
    Kind(Kind, &'static Setting<KindTexts>),
    /// The weight of one code.
    Severity(Code),
}

impl Target {
    /// Every one, tables in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Target> {
        let once = SETTINGS.iter().copied().flatten().map(Target::Setting);
        let kinds = Kind::all().flat_map(|kind| {
            let texts = KIND_TEXTS.iter();
            texts.map(move |setting| Target::Kind(kind, setting))
        });
        let weights = Code::ALL.iter().copied().map(Target::Severity);
        once.chain(kinds).chain(weights)
    }

    /// Its table, as in the file: `check.severity`.
    pub fn table(&self) -> String {
        match self {
            Target::Setting(setting) => setting.table.to_owned(),
            Target::Kind(kind, setting) => format!("{}.{kind}", setting.table),
            Target::Severity(_) => "check.severity".to_owned(),
        }
    }

    /// Its name in that table.
    pub fn key(&self) -> &'static str {
        match self {
            Target::Setting(setting) => setting.key,
            Target::Kind(_, setting) => setting.key,
            Target::Severity(code) => code.as_str(),
        }
    }

    /// Both: `check.severity.orphan-page`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.table(), self.key())
    }

    /// The variable that overrides it: `WIJKGIDS_CHECK_SEVERITY_ORPHAN_PAGE`.
    pub fn variable(&self) -> String {
        let path = self.path().replace(['.', '-'], "_");
        format!("{}{}", super::reading::PREFIX, path.to_uppercase())
    }

    /// Words that are written for its name by mistake.
    fn mistaken_for(&self) -> &'static [&'static str] {
        match self {
            Target::Setting(setting) => setting.mistaken_for,
            Target::Kind(_, setting) => setting.mistaken_for,
            Target::Severity(_) => &[],
        }
    }

    /// Whether somebody who wrote `word` (lower case, with underscores) plainly meant its name.
    fn is_called(&self, word: &str) -> bool {
        self.key().replace('-', "_") == word || self.mistaken_for().contains(&word)
    }

    /// Sets what was given, or reports why it cannot be.
    pub(super) fn set(&self, config: &mut Config, given: &Given<'_>, found: &mut Vec<Diagnostic>) {
        match self {
            Target::Setting(setting) => (setting.read)(config, given, found),
            Target::Kind(kind, setting) => {
                (setting.read)(config.kinds.of_mut(*kind), given, found);
            }
            Target::Severity(code) => {
                let Some(severity) = Severity::read(given, found) else {
                    return;
                };
                // Who could switch off the faults in the settings would not hear of them.
                if code.fault() == Fault::Setup {
                    given.refuse(code.as_str(), Refusal::new("fixed-severity"), found);
                } else {
                    config.severity.insert(*code, severity);
                }
            }
        }
    }
}

/// Where a name that is not known stands, and what was probably meant by it.
pub(super) struct Unknown {
    /// The text of the report.
    pub(super) variant: Option<&'static str>,
    /// What was meant.
    pub(super) meant: Option<String>,
}

/// What is wrong with `name`, which stands in `table` (empty for the top of the file) and has a table
/// or a value.
pub(super) fn unknown(table: &str, name: &str, is_table: bool) -> Unknown {
    let folded = name.trim().to_lowercase().replace(['-', ' '], "_");
    let (variant, meant) = match table {
        "" => return unknown_at_top(&folded, is_table),
        "kinds" => (Some("kind"), kind_meant(name).map(|kind| kind.to_string())),
        "check.severity" => {
            let codes = Code::ALL.iter().map(|code| code.as_str());
            let meant = nearest(&folded.replace('_', "-"), codes);
            (Some("code"), meant.map(str::to_owned))
        }
        table => {
            let here: Vec<Target> = Target::all().filter(|at| at.table() == table).collect();
            match called(&here, &folded) {
                Some(meant) => (None, Some(meant.key().to_owned())),
                None => match subtable(table, &folded) {
                    Some(meant) => (None, Some(meant)),
                    None => match anywhere(&folded) {
                        Some(meant) => (Some("elsewhere"), Some(meant)),
                        None => (None, None),
                    },
                },
            }
        }
    };
    Unknown { variant, meant }
}

/// A name at the top of the file is that of a table, or a setting that lost its table.
fn unknown_at_top(folded: &str, is_table: bool) -> Unknown {
    if !is_table {
        return Unknown {
            variant: Some("loose"),
            meant: anywhere(folded),
        };
    }
    let tables = || TABLES.iter().filter(|table| !table.name.contains('.'));
    let translated = tables().find(|table| table.mistaken_for.contains(&folded));
    let meant = match translated {
        Some(table) => Some(table.name),
        None => nearest(folded, tables().map(|table| table.name)),
    };
    Unknown {
        variant: Some("table"),
        meant: meant.map(str::to_owned),
    }
}

/// The one of `targets` that is called `folded`, or else the one whose name comes nearest.
fn called(targets: &[Target], folded: &str) -> Option<Target> {
    let exact = targets.iter().find(|target| target.is_called(folded));
    exact.copied().or_else(|| {
        let near = nearest(folded, targets.iter().map(Target::key))?;
        targets.iter().copied().find(|target| target.key() == near)
    })
}

/// The path of a setting of any table that is called `folded`.
fn anywhere(folded: &str) -> Option<String> {
    Target::all()
        .filter(|target| matches!(target, Target::Setting(_)))
        .find(|target| target.is_called(folded))
        .map(|target| target.path())
}

/// The variable that somebody who set `name` probably meant: one of a translated setting, one that
/// lacks its table, or one that comes near.
pub(super) fn variable_meant(name: &str) -> Option<String> {
    let folded = name.strip_prefix(super::reading::PREFIX)?.to_lowercase();
    let whole = |target: &Target| {
        let table = target.table().replace('.', "_");
        let key = folded
            .strip_prefix(&table)
            .and_then(|key| key.strip_prefix('_'));
        key.is_some_and(|key| target.is_called(key))
    };
    let lacking =
        |target: &Target| matches!(target, Target::Setting(_)) && target.is_called(&folded);
    if let Some(meant) = Target::all()
        .find(whole)
        .or_else(|| Target::all().find(lacking))
    {
        return Some(meant.variable());
    }
    let names: Vec<String> = Target::all().map(|target| target.variable()).collect();
    nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}

/// The table inside `table` that is called `folded`: `ernst` in `check`.
fn subtable(table: &str, folded: &str) -> Option<String> {
    TABLES.iter().find_map(|inner| {
        let name = inner.name.strip_prefix(table)?.strip_prefix('.')?;
        let meant = inner.mistaken_for.contains(&folded) || nearest(folded, [name]).is_some();
        meant.then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn paths_and_variables_are_unique_and_every_table_is_documented() {
        let all: Vec<Target> = Target::all().collect();
        let paths: BTreeSet<String> = all.iter().map(Target::path).collect();
        let variables: BTreeSet<String> = all.iter().map(Target::variable).collect();
        assert_eq!((paths.len(), variables.len()), (all.len(), all.len()));
        for target in &all {
            let table = target.table();
            let documented = TABLES.iter().any(|known| {
                known.name == table || matches!(target, Target::Kind(..)) && known.name == "kinds"
            });
            assert!(documented, "{table}");
            assert!(!target.mistaken_for().contains(&target.key()), "{table}");
        }
    }

    #[test]
    fn no_word_is_mistaken_for_two_settings_of_a_table() {
        for target in Target::all() {
            for word in target.mistaken_for() {
                let called = Target::all()
                    .filter(|other| other.table() == target.table() && other.is_called(word));
                assert_eq!(called.count(), 1, "{word} in {}", target.table());
            }
        }
    }
}
