//! Faulty sites, and what the tool says about each: `tests/meldingen/*.txt`.
//!
//! A case is one text file: a line or two on what it shows, then the files of a site, each below a
//! line `==== path`. A word in parentheses behind the path says what a text file cannot show:
//!
//! | word | the file |
//! |---|---|
//! | `latijn` | is saved as Latin-1 |
//! | `utf16` | is saved as UTF-16 |
//! | `gesloten` | may not be read |
//! | `kring` | is a link to the folder that its text names |
//! | `naamloos` | has a name that is not Unicode |
//! | `groot` | is far larger than shown |
//! | `eerder` | was published and is no longer there |
//!
//! `==== omgeving` holds environment variables instead, one `NAME=value` a line.
//!
//! What is said stands beside the case, in Dutch and in English, as people see it
//! (`INSTA_UPDATE=always cargo test --test meldingen` writes it). Over all cases every code and every
//! variant in the catalogue is raised, so that no text is there for nothing; and no problem is raised
//! without the text and the words it needs, so that nobody reads half a message.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::LazyLock;

use wijkgids::config;
use wijkgids::content::files::{Files, Found, MemoryFiles, WalkFault, WalkProblem};
use wijkgids::diagnostic::{Code, Diagnostic, Diagnostics, Language, messages, report, reports};
use wijkgids::language::Analyzer;
use wijkgids::pipeline::{self, CompileOptions, PublishOptions, Silent};
use wijkgids::publish::{Ledger, Places};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

/// A site in memory, with what can be wrong on a disk.
#[derive(Default)]
struct Site {
    files: MemoryFiles,
    closed: BTreeSet<String>,
    faults: Vec<WalkFault>,
    environment: Vec<(String, String)>,
    /// The files of an earlier publication that are gone.
    before: MemoryFiles,
}

impl Files for Site {
    fn walk(&self, folder: &str) -> (Vec<Found>, Vec<WalkFault>) {
        let (found, _) = self.files.walk(folder);
        let below = |fault: &&WalkFault| fault.path.starts_with(folder);
        (found, self.faults.iter().filter(below).cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if self.closed.contains(path) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "Permission denied",
            ));
        }
        self.files.read(path)
    }
}

impl Site {
    fn of(case: &str) -> Site {
        let mut site = Site::default();
        for part in case.split("\n==== ").skip(1) {
            let (head, text) = part.split_once('\n').unwrap_or((part, ""));
            // The line feed before the next head belongs to this file.
            let text = if text.is_empty() {
                String::new()
            } else {
                format!("{}\n", text.trim_end_matches('\n'))
            };
            let (path, word) = match head.split_once(" (") {
                Some((path, word)) => (path, word.trim_end_matches(')')),
                None => (head, ""),
            };
            site.add(path, word, text);
        }
        site
    }

    fn add(&mut self, path: &str, word: &str, text: String) {
        let path = path.to_owned();
        let bytes: Vec<u8> = match word {
            "" if path == "omgeving" => {
                let pairs = text.lines().filter_map(|line| line.split_once('='));
                self.environment = pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
                return;
            }
            "" => text.into_bytes(),
            "latijn" => text.chars().map(|c| c as u8).collect(),
            "utf16" => {
                let units = text.encode_utf16().flat_map(u16::to_le_bytes);
                [0xFF, 0xFE].into_iter().chain(units).collect()
            }
            "gesloten" => {
                self.closed.insert(path.clone());
                text.into_bytes()
            }
            "kring" => {
                let why = WalkProblem::Loop(text.trim().to_owned());
                return self.faults.push(WalkFault { path, why });
            }
            "naamloos" => {
                let why = WalkProblem::Name;
                return self.faults.push(WalkFault { path, why });
            }
            "groot" => (text + &"groot ".repeat(1_500_000)).into_bytes(),
            "eerder" => {
                self.before.0.insert(path, text.into_bytes());
                return;
            }
            other => panic!("{path}: what is “{other}”?"),
        };
        self.files.0.insert(path, bytes);
    }

    /// What was published before.
    fn ledger(&self) -> Ledger {
        if self.before.0.is_empty() {
            return Ledger::default();
        }
        let folder = tempfile::tempdir().unwrap();
        let places = Places::of(folder.path());
        let options = PublishOptions {
            places: places.clone(),
            index: false,
            allow_removal: false,
            now: jiff::Timestamp::UNIX_EPOCH,
            source_date_epoch: None,
            wait: false,
        };
        let config = config::Config::default();
        let compile = CompileOptions::default();
        let compiled = pipeline::compile(&self.before, &config, &ANALYZER, &compile, &Silent);
        pipeline::publish(
            compiled,
            &self.before,
            &config,
            &ANALYZER,
            &options,
            &Silent,
        )
        .unwrap_or_else(|failure| panic!("the earlier site: {failure:?}"));
        Ledger::read(&places).unwrap()
    }

    fn check(&self) -> Diagnostics {
        let text = self.files.0.get(config::FILE);
        let text = text.map(|bytes| std::str::from_utf8(bytes).unwrap());
        let (config, found) = config::read(text, self.environment.iter().cloned());
        // As on the command line: nothing is read with settings that are at fault.
        if !found.is_empty() {
            return found.into();
        }
        let options = CompileOptions {
            drafts: false,
            today: Some(jiff::civil::date(2026, 12, 1)),
        };
        pipeline::check(self, &config, &ANALYZER, &options, &self.ledger())
    }

    fn shown(&self, found: &Diagnostics, language: Language) -> String {
        let read = |path: &str| String::from_utf8(self.read(path).ok()?).ok();
        report::human(&reports(found, &read, language), language, false)
    }
}

fn cases() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/meldingen");
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            cases.insert(name, text.replace("\r\n", "\n"));
        }
    }
    cases
}

/// Names in braces, as templates have them.
fn placeholders(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .filter(|name| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        })
        .collect()
}

/// What keeps `diagnostic` from being said in full.
fn flaws(diagnostic: &Diagnostic) -> Vec<String> {
    let mut flaws = Vec::new();
    let entry = messages::entry(diagnostic.code);
    let given = |name: &str| diagnostic.args.iter().find(|(arg, _)| *arg == name);
    let (texts, args) = match diagnostic.variant {
        None => ([&entry.nl, &entry.en], &entry.args),
        Some(name) => match entry.variants.get(name) {
            Some(variant) => ([&variant.nl, &variant.en], &variant.args),
            None => return vec!["has no text".to_owned()],
        },
    };
    for name in args.keys().filter(|name| given(name).is_none()) {
        flaws.push(format!("is not given {{{name}}}"));
    }
    // A hint may leave out a sentence for which there are no words; a message may not.
    for name in texts.iter().flat_map(|text| placeholders(&text[0])) {
        if given(name).is_some_and(|(_, value)| value.trim().is_empty()) {
            flaws.push(format!("has an empty {{{name}}}"));
        }
    }
    for language in [Language::Nl, Language::En] {
        let said = messages::text(diagnostic, language);
        for half in [said.message, said.hint] {
            let mut own = half.clone();
            for (_, value) in diagnostic
                .args
                .iter()
                .filter(|(_, value)| !value.is_empty())
            {
                own = own.replace(value.as_str(), "");
            }
            if half.trim().is_empty() || !placeholders(&own).is_empty() || half.contains("`…`") {
                flaws.push(format!("says “{half}”"));
            }
        }
    }
    flaws
}

#[test]
fn faulty_sites_and_what_is_said_of_them() {
    let mut codes = BTreeSet::new();
    let mut variants = BTreeSet::new();
    let mut flawed = Vec::new();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("meldingen");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, case) in cases() {
        let site = Site::of(&case);
        let found = site.check();
        for diagnostic in found.iter() {
            let code = diagnostic.code;
            codes.insert(code);
            if let Some(variant) = diagnostic.variant {
                variants.insert((code, variant.to_owned()));
            }
            let variant = diagnostic.variant.unwrap_or_default();
            let flaws = flaws(diagnostic);
            flawed.extend(
                flaws
                    .iter()
                    .map(|flaw| format!("{name}: {code} {variant} {flaw}")),
            );
        }
        let dutch = site.shown(&found, Language::Nl);
        let english = site.shown(&found, Language::En);
        settings
            .bind(|| insta::assert_snapshot!(name, format!("{dutch}\n{:-<100}\n\n{english}", "")));
    }
    assert!(flawed.is_empty(), "{}", flawed.join("\n"));
    let silent: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| !codes.contains(code))
        .collect();
    assert!(silent.is_empty(), "no case raises {silent:?}");
    let known = Code::ALL.iter().flat_map(|&code| {
        let variants = messages::entry(code).variants.keys();
        variants.map(move |variant| (code, variant.clone()))
    });
    let silent: Vec<_> = known
        .filter(|variant| !variants.contains(variant))
        .collect();
    assert!(silent.is_empty(), "texts that no case raises: {silent:?}");
}

#[test]
fn what_is_sound_is_left_alone() {
    for name in ["gezond", "vergeven"] {
        let found = Site::of(&cases()[name]).check();
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

/// A text that no case asks for is found above; here a problem that no case raises.
#[test]
fn every_variant_that_the_program_names_has_a_text() {
    let known: BTreeSet<&str> = Code::ALL
        .iter()
        .flat_map(|&code| messages::entry(code).variants.keys())
        .map(String::as_str)
        .collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut named = 0;
    for entry in walkdir::WalkDir::new(&source).into_iter().flatten() {
        let path = entry.path();
        let is_code = path.extension().is_some_and(|extension| extension == "rs");
        if !is_code || path.starts_with(source.join("diagnostic")) {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        for call in [".variant(\"", "Refusal::new(\""] {
            for (at, _) in text.match_indices(call) {
                let name = text[at + call.len()..].split('"').next().unwrap();
                assert!(known.contains(name), "{}: {name}", path.display());
                named += 1;
            }
        }
    }
    assert!(
        named > 50,
        "only {named} were found: is this test still looking?"
    );
}
