//! `check`: all that can be found, in three formats, and nothing written.

use std::collections::BTreeSet;

use crate::support::{Site, Tree};

/// A paragraph that states something, without a source.
const UNCITED: &str = "In 2009 kregen veertig wijken in achttien gemeenten extra geld van het Rijk, en dat hielp volgens velen.";

/// A site with an error and a warning in one file, and an error in another.
fn faulty() -> Site {
    Site::new()
        .theme("thema")
        .lesson_with(
            "een",
            "themes: [thema]\ntitel: x\n",
            &format!("Dit gaat over [[lesson/er-niet]].\n\n# Kop\n\n{UNCITED}"),
        )
        .file(
            "content/pages/twee.md",
            "---\ntitle: Tweé\n---\n\nMet één [dode](../lessons/weg.md) link.\n",
        )
}

#[test]
fn it_writes_nothing() {
    for site in [faulty(), Site::copy_of("klein")] {
        let before = Tree::of(site.root());
        for args in [
            &["check"][..],
            &["check", "--json"],
            &["check", "--format", "github"],
            &["list"],
        ] {
            site.run(args);
        }
        Tree::of(site.root()).assert_same(&before);
        assert!(!site.has(".wijkgids") && !site.has("public") && !site.has("index"));
    }
}

#[test]
fn json_has_exactly_these_keys() {
    let site = faulty();
    let value = site.run(&["check", "--json"]).code(1).stays_quiet().json();
    let rows = value.as_array().unwrap();
    let expected: BTreeSet<&str> = [
        "code",
        "severity",
        "file",
        "line",
        "column",
        "endLine",
        "endColumn",
        "message",
        "hint",
    ]
    .into();
    for row in rows {
        let keys: BTreeSet<&str> = row
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, expected, "{row}");
        for key in ["code", "severity", "file", "message"] {
            assert!(!row[key].as_str().unwrap().is_empty(), "{key} of {row}");
        }
        assert!(row["hint"].is_string(), "{row}");
        for key in ["line", "column", "endLine", "endColumn"] {
            assert!(row[key].as_u64().unwrap() >= 1, "{key} of {row}");
        }
    }
    let same = site.run(&["check", "--format", "json"]).code(1).json();
    assert_eq!(same, value);
}

#[test]
fn places_count_from_one_in_characters() {
    let value = faulty().run(&["check", "--json"]).code(1).json();
    let rows = value.as_array().unwrap();
    let row = |code: &str, file: &str| {
        rows.iter()
            .find(|row| row["code"] == code && row["file"] == file)
            .unwrap()
    };
    let dead = row("dead-link", "content/pages/twee.md");
    // `é` is two bytes and one character.
    assert_eq!(
        (&dead["line"], &dead["column"]),
        (&5.into(), &9.into()),
        "{dead}"
    );
    assert_eq!(
        (&dead["endLine"], &dead["endColumn"]),
        (&5.into(), &34.into()),
        "{dead}"
    );
    let key = row("unknown-key", "content/lessons/een.md");
    assert_eq!(
        (&key["line"], &key["column"], &key["endColumn"]),
        (&6.into(), &1.into(), &6.into()),
        "{key}"
    );
}

#[test]
fn a_byte_order_mark_and_windows_lines_move_no_place() {
    let page = "---\r\ntitle: Over\r\n---\r\n\r\nEen [[lesson/er-niet]].\r\n";
    for page in [page.to_owned(), format!("\u{feff}{page}")] {
        let site = Site::new().file("content/pages/over.md", page);
        let value = site.run(&["check", "--json"]).code(1).json();
        assert_eq!(
            (&value[0]["line"], &value[0]["column"]),
            (&5.into(), &5.into()),
            "{value}"
        );
    }
}

#[test]
fn all_faults_of_all_files_are_found_at_once() {
    let found = faulty().run(&["check", "--json"]).code(1).found();
    for expected in [
        "unknown-key content/lessons/een.md",
        "dead-link content/lessons/een.md",
        "title-heading content/lessons/een.md",
        "uncited-paragraph content/lessons/een.md",
        "dead-link content/pages/twee.md",
    ] {
        assert!(
            found.iter().any(|row| row == expected),
            "{expected} is not in {found:#?}"
        );
    }
}

#[test]
fn for_people_there_are_places_carets_and_remedies() {
    faulty().run(&["check"]).code(1).stays_quiet().says(&[
        "fout[dead-link]",
        "content/pages/twee.md:5:9",
        "^^^",
        "oplossing",
        "waarschuwing[uncited-paragraph]",
    ]);
    faulty()
        .run(&["check", "--lang", "en"])
        .code(1)
        .says(&["error[dead-link]", "warning[", "help:"])
        .never_says(&["fout[", "waarschuwing", "oplossing"]);
}

#[test]
fn for_github_there_are_annotations() {
    let ran = faulty()
        .run(&["check", "--format", "github"])
        .code(1)
        .stays_quiet();
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(
        lines
            .iter()
            .all(|line| line.starts_with("::error ") || line.starts_with("::warning ")),
        "{lines:#?}"
    );
    let dead = lines.iter().find(|line| line.contains("twee.md")).unwrap();
    assert!(
        dead.starts_with("::error file=content/pages/twee.md,line=5,col=9,endLine=5,endColumn=34,title=dead-link::"),
        "{dead}"
    );
}

#[test]
fn warnings_end_well_unless_they_are_denied() {
    let site = Site::new()
        .theme("thema")
        .lesson_with("les", "themes: [thema]\n", UNCITED);
    site.run(&["check"]).code(0).says(&["uncited-paragraph"]);
    site.run(&["check", "--deny", "warnings"]).code(1);
    site.run(&["check", "-q"])
        .code(0)
        .prints_nothing()
        .stays_quiet();
    site.run(&["check", "-q", "--deny", "warnings"]).code(1);
    site.put(
        "site.toml",
        "[check.severity]\nuncited-paragraph = \"off\"\norphan-page = \"off\"\n",
    );
    site.run(&["check", "--deny", "warnings"])
        .code(0)
        .never_says(&["uncited-paragraph"]);
    site.run(&["build"])
        .code(0)
        .never_says(&["uncited-paragraph"]);
    std::fs::remove_dir_all(site.path("public")).unwrap();
    site.put(
        "site.toml",
        "[check.severity]\nuncited-paragraph = \"error\"\n",
    );
    site.run(&["check"])
        .code(1)
        .says(&["fout[uncited-paragraph]"]);
    site.run(&["build"])
        .code(1)
        .complains(&["fout[uncited-paragraph]"]);
    assert!(!site.has("public"));
}

#[test]
fn quiet_leaves_the_errors() {
    faulty()
        .run(&["check", "-q"])
        .code(1)
        .says(&["dead-link"])
        .never_says(&["uncited-paragraph"]);
    let found = faulty().run(&["check", "-q", "--json"]).code(1).found();
    assert!(
        !found.is_empty() && found.iter().all(|row| !row.starts_with("uncited")),
        "{found:?}"
    );
}

#[test]
fn nothing_found_is_an_empty_list() {
    let site = Site::new().file("content/pages/over.md", "---\ntitle: Over\n---\n");
    assert_eq!(site.run(&["check", "--json"]).code(0).stdout.trim(), "[]");
    site.run(&["check", "--format", "github"])
        .code(0)
        .prints_nothing();
}

#[test]
fn a_draft_is_checked_as_well() {
    let site = Site::new().lesson_with("les", "status: concept\n", "[[lesson/er-niet]]");
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found()[0],
        "dead-link content/lessons/les.md"
    );
}

#[test]
fn what_a_build_refuses_the_check_refuses() {
    let site = Site::new().lesson("een", "Tekst.").lesson("twee", "Tekst.");
    site.build();
    site.remove("content/lessons/twee.md");
    site.run(&["build"]).code(1).complains(&["vanished-page"]);
    assert!(
        site.run(&["check", "--json"])
            .code(1)
            .found()
            .iter()
            .any(|row| row.starts_with("vanished-page"))
    );
}

#[test]
fn two_pages_at_one_address_are_named_both() {
    let site = Site::new()
        .lesson_with("een", "aliases: [/oud/]\n", "Tekst.")
        .lesson_with("twee", "aliases: [/oud/]\n", "Tekst.");
    let ran = site.run(&["check"]).code(1);
    ran.says(&[
        "path-collision",
        "content/lessons/een.md",
        "content/lessons/twee.md",
        "/oud/",
    ]);
    site.run(&["build"]).code(1);
}

#[test]
fn files_and_folders_with_names_that_give_no_address() {
    let site = Site::new()
        .file("content/lessons/Ga Kijken.md", "---\ntitle: x\n---\n")
        .file("content/lessons/café.md", "---\ntitle: x\n---\n")
        .file("content/lessen/les.md", "---\ntitle: x\n---\n")
        .file("content/los.md", "---\ntitle: x\n---\n")
        .file("content/lessons/a/les.md", "---\ntitle: x\n---\n")
        .file("content/lessons/b/les.md", "---\ntitle: x\n---\n")
        .file("content/pages/zoeken.md", "---\ntitle: x\n---\n");
    let found = site.run(&["check", "--json"]).code(1).found();
    for expected in [
        "bad-file-name content/lessons/Ga Kijken.md",
        "bad-file-name content/lessons/café.md",
        "unknown-folder content/lessen/les.md",
        "unknown-folder content/los.md",
        "duplicate-slug content/lessons/b/les.md",
        "reserved-name content/pages/zoeken.md",
    ] {
        assert!(
            found.iter().any(|row| row == expected),
            "{expected} is not in {found:#?}"
        );
    }
    site.run(&["check"])
        .says(&["ga-kijken.md", "cafe.md", "lessons"]);
}

#[test]
fn the_remedy_for_a_page_that_nothing_leads_to_helps() {
    for front in ["themes: thema\n", "related: theme/thema\n", ""] {
        let site = Site::new()
            .theme("thema")
            .lesson_with("les", front, "Tekst.");
        let found = site.run(&["check", "--json"]).code(0).found();
        let orphan = found.contains(&"orphan-page content/lessons/les.md".to_owned());
        assert_eq!(orphan, !front.starts_with("themes"), "{front}: {found:?}");
    }
    let site = Site::new()
        .policy("eerst", "start: 1990\n")
        .policy("daarna", "start: 1994\npredecessors: eerst\n")
        .policy("deel", "start: 1995\npart_of: daarna\n")
        .term("wijk", "")
        .term("buurt", "broader: wijk\n");
    assert!(site.run(&["check", "--json"]).code(0).found().is_empty());
}
