//! A site that is published again and again, beside one that is published once.

use std::collections::BTreeMap;
use std::sync::Arc;

use tempfile::TempDir;

use super::files::SharedFiles;
use super::{COLLISIONS, Search, assert_same, config_of, today};
use crate::diagnostic::{Code, Severity};
use crate::language::Analyzer;
use crate::pipeline::{self, CompileOptions, PublishOptions, Silent};
use crate::publish::{Generation, Places};
use crate::search::Suggester;
use crate::search::suggest;

/// A folder in which every build finds the one before.
pub(super) struct Builds {
    folder: TempDir,
    /// How many indexes were made from the last one.
    pub(super) renewed: usize,
    /// How many times what was published was held against what is published from nothing.
    pub(super) compared: usize,
}

impl Builds {
    pub(super) fn new() -> Self {
        Builds {
            folder: tempfile::tempdir().unwrap(),
            renewed: 0,
            compared: 0,
        }
    }

    /// Publishes the files as they are; says whether they could be.
    pub(super) fn publish(&mut self, files: &SharedFiles, analyzer: &Analyzer) -> bool {
        let places = Places::of(self.folder.path());
        let published = publish(files, analyzer, &places);
        if !published {
            return false;
        }
        let index = Generation::current(&places).unwrap();
        let index = index.and_then(|generation| generation.index_dir());
        self.renewed +=
            usize::from(index.is_some_and(|index| index.join("wijkgids-gone").exists()));
        true
    }

    /// Publishes, and holds what is there then against what is published from nothing.
    pub(super) fn compare(
        &mut self,
        files: &SharedFiles,
        analyzer: &Analyzer,
        answers: impl Fn(&Search) -> Vec<String>,
        what: &str,
    ) {
        let clean = tempfile::tempdir().unwrap();
        let clean = Places::of(clean.path());
        let published = self.publish(files, analyzer);
        assert_eq!(published, publish(files, analyzer, &clean), "{what}");
        if !published {
            return;
        }
        self.compared += 1;
        let own = Places::of(self.folder.path());
        let differ = |path: &&String, one: &BTreeMap<_, _>, other: &BTreeMap<_, _>| {
            one.get(*path) != other.get(*path)
        };
        let (kept, built) = (public(&own), public(&clean));
        let paths = kept.keys().chain(built.keys());
        let other: Vec<&String> = paths.filter(|path| differ(path, &kept, &built)).collect();
        assert!(other.is_empty(), "published after {what}: {other:?} differ");
        assert_same(
            &answers(&search(&own, analyzer)),
            &answers(&search(&clean, analyzer)),
            &format!("published answers after {what}"),
        );
    }
}

fn publish(files: &SharedFiles, analyzer: &Analyzer, places: &Places) -> bool {
    let (mut config, found) = config_of(files);
    if found.iter().any(|d| d.severity == Severity::Error) {
        return false;
    }
    // Who edits by chance errs most of the time; what is wrong would keep nearly all from being published.
    // Two outputs at one path cannot be.
    let lighter = Code::ALL
        .iter()
        .filter(|code| !COLLISIONS.contains(&code.as_str()));
    config.severity = lighter.map(|code| (*code, Severity::Warning)).collect();
    let options = CompileOptions {
        drafts: false,
        today: today(),
    };
    let compiled = pipeline::compile(files, &config, analyzer, &options, &Silent);
    let options = PublishOptions {
        places: places.clone(),
        index: true,
        allow_removal: true,
        now: "2026-11-22T10:00:00Z".parse().unwrap(),
        source_date_epoch: None,
        wait: false,
    };
    pipeline::publish(compiled, files, &config, analyzer, &options, &Silent).is_ok()
}

/// What stands in the output folder.
fn public(places: &Places) -> BTreeMap<String, Vec<u8>> {
    let generation = Generation::current(places).unwrap().unwrap();
    let public = places.public.as_ref().unwrap();
    let read = |path: &str| std::fs::read(public.join(path)).unwrap_or_default();
    let entries = generation.paths();
    entries
        .map(|entry| (entry.path.to_string(), read(&entry.path)))
        .collect()
}

/// What answers for the generation.
fn search(places: &Places, analyzer: &Analyzer) -> Search {
    let generation = Generation::current(places).unwrap().unwrap();
    let searcher = pipeline::open_search(&generation, analyzer)
        .unwrap()
        .unwrap();
    let table = generation.side_table(suggest::TABLE).unwrap();
    let table = generation.read_verified(table).unwrap();
    Search {
        searcher: Arc::new(searcher),
        suggester: Suggester::open(&table).map(Arc::new),
    }
}
