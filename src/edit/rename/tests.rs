//! Random renames in whole guides: nothing that `check` finds is new, every link leads where it led,
//! and renaming back gives every other file back byte for byte.

use proptest::prelude::*;

use super::*;
use crate::config::{self, Config};
use crate::content::files::{DiskFiles, MemoryFiles};
use crate::diagnostic::Diagnostics;
use crate::language::Analyzer;
use crate::pipeline::{self, CompileOptions, Silent};
use crate::publish::Ledger;

/// The content and configuration of a site, read once, as editors on Windows have it if `windows`.
fn site(folder: &str, windows: bool) -> (MemoryFiles, Config) {
    let disk = DiskFiles::new(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let mut files = MemoryFiles::default();
    for found in disk.walk("content").0 {
        let bytes = disk.read(&found.path).unwrap();
        let bytes = match String::from_utf8(bytes) {
            Ok(text) if windows => {
                let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
                format!("\u{feff}{text}").into_bytes()
            }
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        };
        files = files.with(&found.path, bytes);
    }
    let toml = String::from_utf8(disk.read(config::FILE).unwrap()).unwrap();
    let (config, _) = config::read(Some(&toml), std::iter::empty());
    (files, config)
}

fn state(files: &dyn Files, config: &Config, analyzer: &Analyzer) -> (Guide, Diagnostics) {
    let options = CompileOptions {
        drafts: true,
        today: None,
    };
    let guide = pipeline::compile(files, config, analyzer, &options, &Silent).guide;
    let found = pipeline::check(files, config, analyzer, &options, &Ledger::default());
    (guide, found)
}

/// Does `change` and gives the files as they are then.
fn done(files: &MemoryFiles, plan: &Plan) -> MemoryFiles {
    let overlay = plan.over(files);
    let mut after = MemoryFiles::default();
    for found in overlay.walk("content").0 {
        let bytes = overlay.read(&found.path).unwrap();
        after = after.with(&found.path, bytes);
    }
    after
}

/// Picks what to rename: of all pages with a file, one; and there its slug, its number or a heading.
fn pick(guide: &Guide, page: usize, what: usize, name: &str) -> (String, String, String) {
    let pages: Vec<&Page> = guide
        .pages
        .iter()
        .filter(|page| matches!(page.origin, Origin::File(_)))
        .collect();
    let page = pages[page % pages.len()];
    let slug = slug_of(&page.file()).to_owned();
    let headings = &page.body.outline;
    match what % 3 {
        0 if !headings.is_empty() => {
            let heading = &headings[what / 3 % headings.len()].id;
            (
                format!("{}#{heading}", page.id),
                format!("#{name}"),
                format!("#{heading}"),
            )
        }
        1 if page.front.number.is_some() => {
            let number = format!("{}.{}", 40 + what % 9, what);
            (page.id.to_string(), number, page.id.slug.to_string())
        }
        _ => (page.id.to_string(), name.to_owned(), slug),
    }
}

fn holds(files: &MemoryFiles, config: &Config, (page, what, name): (usize, usize, &str)) {
    let analyzer = Analyzer::new();
    let before = state(files, config, &analyzer);
    let (old, new, back) = pick(&before.0, page, what, name);
    let change = match find(&before.0, &old, &new) {
        Ok(change) => change,
        Err(refusal) => {
            // A name that is in use is the only thing that chance can do wrong.
            assert!(
                matches!(
                    refusal,
                    Refusal::Taken(..) | Refusal::Same(_) | Refusal::Reserved(_)
                ),
                "{old} → {new}: {refusal:?}"
            );
            return;
        }
    };
    let own = match change {
        Change::Slug { page, .. } | Change::Number { page, .. } | Change::Heading { page, .. } => {
            before.0.page(page).file().to_string()
        }
    };
    let plan = plan(files, &before.0, &change).unwrap();
    let renamed = done(files, &plan);
    let after = state(&renamed, config, &analyzer);
    let changed = what_changed(&change, (&before.0, &before.1), (&after.0, &after.1));
    assert!(changed.is_empty(), "{old} → {new}: {changed:#?}\n{plan:#?}");

    // The old address leads to the page under its new name.
    if let Change::Slug { page, new } = &change {
        let page = before.0.page(*page);
        let now = after.0.pages.iter().find(|now| {
            now.id.kind == page.id.kind
                && now.url.trim_end_matches('/').ends_with(&format!("/{new}"))
        });
        let aliases = &now.expect("the page").front.aliases;
        let seen = page.front.status != Status::Draft;
        assert_eq!(aliases.contains(&page.url), seen, "{old} → {new}");
    }

    // And back. A place is named by its id from then on, and the page keeps its aliases.
    let moved = match new.strip_prefix('#') {
        Some(_) => format!("{}{new}", old.split('#').next().unwrap()),
        None => format!("{}/{new}", old.split('/').next().unwrap()),
    };
    let change = find(&after.0, &moved, &back).unwrap();
    let plan = super::plan(&renamed, &after.0, &change).unwrap();
    let again = done(&renamed, &plan);
    assert!(files.0.keys().eq(again.0.keys()), "{old} → {new}");
    if !old.starts_with("place/") {
        for (path, bytes) in &files.0 {
            if *path != own {
                assert!(again.0[path] == *bytes, "{old} → {new}: {path}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_rename_in_the_small_guide_changes_nothing_else(
        page in 0usize..1000,
        what in 0usize..1000,
        name in "[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,2}|ga-kijken|zoeken|de-les",
        windows: bool,
    ) {
        let (files, config) = site("tests/sites/klein", windows);
        holds(&files, &config, (page, what, &name));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 4, ..ProptestConfig::default() })]

    #[test]
    fn a_rename_in_the_whole_guide_changes_nothing_else(
        page in 0usize..1000,
        what in 0usize..1000,
        name in "[a-z]{3,9}-[a-z]{3,9}",
    ) {
        let (files, config) = site(".", false);
        holds(&files, &config, (page, what, &name));
    }
}

#[test]
fn every_page_of_the_small_guide_can_be_renamed() {
    let (files, config) = site("tests/sites/klein", false);
    for page in 0..24 {
        for what in 0..3 {
            holds(&files, &config, (page, what, "iets-heel-anders"));
        }
    }
}

#[test]
fn what_cannot_be_renamed_is_refused_with_the_reason() {
    let (files, config) = site("tests/sites/klein", false);
    let guide = state(&files, &config, &Analyzer::new()).0;
    let refused = |old: &str, new: &str| find(&guide, old, new).unwrap_err();
    let near = Some("lesson/ga-kijken".to_owned());
    for unknown in ["lesson/ga-kijkn", "theme/ga-kijken"] {
        let expected = Refusal::UnknownPage(unknown.to_owned(), near.clone());
        assert_eq!(refused(unknown, "x"), expected);
    }
    assert!(matches!(
        refused("source/lans-2013", "x"),
        Refusal::NoFile(_)
    ));
    assert!(matches!(refused("place/den-haag", "x"), Refusal::NoFile(_)));
    assert_eq!(
        refused("lesson/ga-kijken", "theme/x"),
        Refusal::OtherKind(Kind::Lesson, Kind::Theme)
    );
    assert_eq!(
        refused("les/ga-kijken", "Ga Eérst"),
        Refusal::BadName("Ga Eérst".to_owned(), "ga-eerst".to_owned())
    );
    assert!(matches!(
        refused("lesson/ga-kijken", "algemene-les"),
        Refusal::Taken(..)
    ));
    assert!(matches!(
        refused("lesson/ga-kijken", "ga-kijken"),
        Refusal::Same(_)
    ));
    assert_eq!(
        refused("lesson/ga-kijken#de-les", "x"),
        Refusal::HeadingAndPage
    );
    assert_eq!(refused("lesson/ga-kijken", "#x"), Refusal::HeadingAndPage);
    assert!(matches!(
        refused("lesson/ga-kijken#de-lse", "#x"),
        Refusal::UnknownHeading(_, all, Some(near)) if near == "de-les" && all.len() > 1
    ));
    assert!(matches!(
        refused("lesson/ga-kijken#de-les", "#wat-het-gaf"),
        Refusal::Taken(..)
    ));
    assert!(matches!(refused("chapter/1", "1.2"), Refusal::Taken(..)));
    assert_eq!(
        find(
            &guide,
            "content/lessons/ga-kijken.md",
            "content/lessons/kijk.md"
        ),
        find(&guide, "les/ga-kijken", "kijk")
    );
}
