//! Whatever is edited, and in whatever order: a guide that was kept up is the guide that is built from
//! nothing, to the byte, with the same messages and the same answers. So is one that is published again
//! and again.

mod built;
mod files;
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use super::{How, Proof, Search, SearchRoom, Touched, Update, Workshop};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity};
use crate::language::Analyzer;
use crate::pipeline::{self, CompileOptions, Silent};
use crate::search::Request;
use crate::server::openapi;
use crate::site::{self as of_site, Assets, Plan, Templates, View};
use built::Builds;
use files::{Random, SharedFiles};
use site::Edited;

/// Answers to these are compared.
const QUESTIONS: [&str; 9] = [
    "wijkaanpak",
    "ga kijken",
    "bewonrs",
    "\"in de wijk\"",
    "wijk -bewoners",
    "soort:les straat",
    "2.1",
    "buurtkamer huiskamer",
    "jaren negentig",
];

/// What is wrong where two outputs claim one path.
const COLLISIONS: [&str; 4] = [
    "path-collision",
    "reserved-name",
    "bad-alias",
    "duplicate-slug",
];

/// Suggestions for these are compared.
const TYPED: [&str; 4] = ["ti", "wijk", "buurtk", "ga kijk"];

fn today() -> Option<jiff::civil::Date> {
    Some(jiff::civil::date(2026, 11, 22))
}

/// A guide built from nothing: its outputs, and what is wrong with it.
struct Clean {
    outputs: BTreeMap<String, Vec<u8>>,
    found: Vec<Diagnostic>,
}

fn config_of(files: &SharedFiles) -> (Config, Vec<Diagnostic>) {
    let text = files.text(config::FILE);
    config::read(text.as_deref(), std::iter::empty())
}

fn clean(files: &SharedFiles, analyzer: &Analyzer) -> Option<Clean> {
    let (config, found) = config_of(files);
    if found.iter().any(|d| d.severity == Severity::Error) {
        return None;
    }
    let options = CompileOptions {
        drafts: true,
        today: today(),
    };
    let compiled = pipeline::compile(files, &config, analyzer, &options, &Silent);
    let guide = compiled.guide;
    let mut found: Vec<Diagnostic> = found.into_iter().chain(compiled.found).collect();
    let outputs = Mutex::new(BTreeMap::new());
    match Templates::load(files, config.site.language.as_str()) {
        Ok(mut templates) => {
            let assets = Assets::load(files);
            let date = of_site::view::build_date(&guide, None);
            templates.share(&config, &guide, &assets, date);
            let texts = templates.texts.clone();
            let api = openapi::document(&config, &config.site.base_url);
            let view = View::new(&guide, &config, &texts, files, date).with_api(&api);
            let view = view.with_entries(&templates).unwrap();
            let (plan, faults) = Plan::of(&view, &assets);
            found.extend(faults);
            let _: Vec<Diagnostic> = of_site::render(&view, &plan, &templates, &assets, |output| {
                let path = output.path.trim_start_matches('/').to_owned();
                outputs.lock().unwrap().insert(path, output.bytes);
                Ok::<(), Infallible>(())
            })
            .unwrap();
        }
        Err(faults) => found.extend(faults),
    }
    Some(Clean {
        outputs: outputs.into_inner().unwrap(),
        found,
    })
}

/// What is wrong, in an order of its own and with usual weights.
fn sorted(found: impl IntoIterator<Item = Diagnostic>) -> Vec<String> {
    let mut found: Vec<String> = (found.into_iter())
        .map(|d| {
            format!(
                "{} {} {:?} {:?} {:?}",
                d.code, d.file, d.place, d.args, d.suggestion
            )
        })
        .collect();
    found.sort();
    found
}

/// The search of a proof, suggestions and all.
fn asked(room: &mut SearchRoom, proof: &Arc<Proof>) -> Search {
    let search = room.search(proof).unwrap();
    room.suggest(&search).unwrap_or(search)
}

fn answers(search: &Search) -> Vec<String> {
    let ask = |q: &&str| {
        let request = Request {
            q: (*q).to_owned(),
            ..Request::default()
        };
        format!("{q}: {:#?}", search.searcher.search(&request))
    };
    let suggest = |q: &&str| {
        let suggester = search.suggester.as_ref();
        format!(
            "{q}: {:#?}",
            suggester.map(|suggester| suggester.suggest(q))
        )
    };
    let asked = QUESTIONS.iter().map(ask);
    asked.chain(TYPED.iter().map(suggest)).collect()
}

#[track_caller]
fn assert_same(one: &[String], other: &[String], what: &str) {
    for (one, other) in one.iter().zip(other) {
        if one != other {
            let line = one.lines().zip(other.lines()).find(|(a, b)| a != b);
            panic!(
                "{what}: {line:?}\n{}",
                one.lines().next().unwrap_or_default()
            );
        }
    }
    assert_eq!(one.len(), other.len(), "{what}: {one:#?} {other:#?}");
}

/// Holds what was kept up against what is built from nothing.
fn compare(update: &Update, files: &SharedFiles, analyzer: &Analyzer, what: &str) {
    let Some(clean) = clean(files, analyzer) else {
        assert!(
            update.proof.is_none() && update.found.has_errors(),
            "{what}"
        );
        return;
    };
    assert_same(
        &sorted(update.found.iter().cloned()),
        &sorted(clean.found),
        &format!("messages after {what}"),
    );
    let Some(proof) = &update.proof else {
        assert!(clean.outputs.is_empty(), "{what}");
        return;
    };
    let kept: BTreeSet<&str> = proof.paths().collect();
    let built: BTreeSet<&str> = clean.outputs.keys().map(String::as_str).collect();
    assert_eq!(kept, built, "after {what}");
    // Of two outputs at one path, which is reported, either may stand there.
    let collision = |d: &Diagnostic| COLLISIONS.contains(&d.code.as_str());
    let collides = update.found.iter().any(collision);
    for (path, bytes) in &clean.outputs {
        let printed = proof.print(path).unwrap().unwrap();
        if printed != bytes && !collides {
            let (kept, built) = (
                String::from_utf8_lossy(printed),
                String::from_utf8_lossy(bytes),
            );
            let line = kept.lines().zip(built.lines()).find(|(a, b)| a != b);
            panic!("{path} differs after {what}: {line:#?}");
        }
    }
}

/// Runs so many sequences of edits on one guide, and gives how many times the guide was compared, and what
/// was published.
fn run(seed: u64, sequences: usize, analyzer: &Analyzer) -> (usize, Builds) {
    let files = SharedFiles::default();
    let mut site = Edited::new(Random::new(seed), files.clone());
    let mut workshop = Workshop::new(files.clone(), analyzer.clone(), How::default());
    let mut room = SearchRoom::new(analyzer.clone());
    let mut update = workshop.update(&Touched::Any(BTreeSet::new()), today());
    compare(&update, &files, analyzer, "the beginning");
    let mut compared = 0;
    let mut builds = Builds::new();
    for sequence in 0..sequences {
        let mut what = format!("seed {seed}, sequence {sequence}:");
        for _ in 0..1 + site.random.below(5) {
            let (edits, paths) = site.edit();
            what.push_str(&format!(" {edits};"));
            let touched = match site.random.below(5) {
                0 => Touched::Any(BTreeSet::new()),
                1 => Touched::Any(paths),
                _ => Touched::These(paths),
            };
            update = workshop.update(&touched, today());
            // The search is not always asked in between, and what it does at leisure comes at any time.
            if let Some(proof) = update.proof.as_ref().filter(|_| site.random.below(2) == 0) {
                room.search(proof).unwrap();
                if site.random.below(3) == 0 {
                    room.tidy().unwrap();
                }
            }
        }
        compare(&update, &files, analyzer, &what);
        // Asking costs most of the time; what is wrong with an index stays wrong until it is asked.
        if let Some(proof) = update.proof.as_ref().filter(|_| sequence % 3 == 2) {
            let kept = asked(&mut room, proof);
            let built = asked(&mut SearchRoom::new(analyzer.clone()), proof);
            assert_same(
                &answers(&kept),
                &answers(&built),
                &format!("answers after {what}"),
            );
            match sequence % 2 {
                1 => builds.compare(&files, analyzer, answers, &what),
                _ => drop(builds.publish(&files, analyzer)),
            }
        }
        compared += 1;
    }
    (compared, builds)
}

#[test]
fn three_hundred_sequences_of_edits_end_where_a_clean_build_does() {
    let analyzer = Analyzer::new();
    let seeds: Vec<u64> = match std::env::var("WIJKGIDS_TEST_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (1..=10).collect(),
    };
    // Threads of their own: who waits for a proof to print must not hold up those that print it.
    let (seeds, done) = (Mutex::new(seeds), Mutex::new([0; 3]));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(seed) = { seeds.lock().unwrap().pop() } {
                    let (compared, builds) = run(seed, 30, &analyzer);
                    let counts = [compared, builds.compared, builds.renewed];
                    let mut done = done.lock().unwrap();
                    (done.iter_mut().zip(counts)).for_each(|(all, count)| *all += count);
                }
            });
        }
    });
    let [compared, published, renewed] = done.into_inner().unwrap();
    assert!(compared >= 30);
    if compared > 30 {
        // A guide with errors cannot be published; most of the others have an index made from the last.
        assert!(published >= 15 && renewed >= 15, "{published} {renewed}");
    }
}

#[test]
fn an_index_in_memory_answers_as_one_on_disk() {
    let analyzer = Analyzer::new();
    let files = SharedFiles::default();
    let _site = Edited::new(Random::new(7), files.clone());
    let mut workshop = Workshop::new(files.clone(), analyzer.clone(), How::default());
    let update = workshop.update(&Touched::Any(BTreeSet::new()), today());
    let proof = update.proof.unwrap();
    let kept = asked(&mut SearchRoom::new(analyzer.clone()), &proof);
    let folder = tempfile::tempdir().unwrap();
    let config = config_of(&files).0;
    let guide = proof.guide();
    let searcher = pipeline::search_in(folder.path(), guide, &files, &config, &analyzer).unwrap();
    let on_disk = Search {
        searcher: Arc::new(searcher),
        suggester: kept.suggester.clone(),
    };
    assert_same(&answers(&kept), &answers(&on_disk), "answers");
    assert!(answers(&on_disk)[0].contains("wijkaanpak"));
}

/// Which shortcut an edit took is seen by what was made anew.
#[test]
fn an_edit_of_a_text_makes_nothing_else_anew() {
    let files = SharedFiles::default();
    let mut site = Edited::new(Random::new(1), files.clone());
    let mut workshop = Workshop::new(files, Analyzer::new(), How::default());
    let first = workshop.update(&Touched::Any(BTreeSet::new()), today());
    let before = first.proof.unwrap();
    let nothing = workshop.update(&Touched::Any(BTreeSet::new()), today());
    assert!(
        Arc::ptr_eq(&before, &nothing.proof.unwrap()),
        "the same proof"
    );
    let paths = site.write_sentence("content/lessons/ga-kijken.md");
    let after = workshop
        .update(&Touched::These(paths), today())
        .proof
        .unwrap();
    assert!(after.is_set_like(&before));
    let page = "lessen/ga-kijken/index.html";
    let print = |proof: &Proof| proof.print(page).unwrap().unwrap().to_vec();
    assert_ne!(print(&before), print(&after));
    let paths = site.write_title("content/lessons/ga-kijken.md", "Anders");
    let titled = workshop
        .update(&Touched::These(paths), today())
        .proof
        .unwrap();
    assert!(!titled.is_set_like(&after));
}
