//! Same input, same bytes: whatever the folder, the clock, the time zone and the order of files.

use std::fs;
use std::time::SystemTime;

use crate::support::{Site, Tree};

#[test]
fn two_builds_in_different_circumstances() {
    let one = Site::copy_of("klein")
        .env("TZ", "Pacific/Kiritimati")
        .env("LANG", "C");
    let other = Site::empty()
        .env("TZ", "America/Los_Angeles")
        .env("LANG", "nl_NL.UTF-8")
        .env("RAYON_NUM_THREADS", "1");
    // The same files, made in the opposite order and long ago.
    let files = Tree::of(one.root());
    let mut paths = files.paths();
    paths.reverse();
    for path in paths {
        other.put(path, fs::read(one.path(path)).unwrap());
    }
    other.age();
    one.build();
    other.build();
    one.public().assert_same(&other.public());
    for path in one.public().paths() {
        let text =
            String::from_utf8_lossy(&fs::read(one.path("public").join(path)).unwrap()).into_owned();
        assert!(
            !text.contains(one.root().to_str().unwrap()),
            "{path} names the folder of the site"
        );
    }
}

#[test]
fn pages_are_the_same_with_and_without_a_search() {
    let (with, without) = (Site::copy_of("klein"), Site::copy_of("klein"));
    with.build();
    without.run(&["build", "--no-index"]).code(0);
    without.public().assert_same(&with.public());
}

#[test]
fn a_build_after_another_gives_the_same_as_a_clean_one() {
    let site = Site::copy_of("klein");
    site.build();
    let first = site.public();
    // Through an edit, a page that comes and goes, a concept shown and hidden, and back.
    let lesson = site.read("content/lessons/ga-kijken.md");
    site.edit(
        "content/lessons/ga-kijken.md",
        "title: Ga kijken",
        "title: Ga nog eens kijken",
    );
    site.put(
        "content/lessons/tijdelijk.md",
        "---\ntitle: Tijdelijk\nsummary: x\nevidence: stelling\n---\n",
    );
    site.run(&["build", "--drafts"]).code(0);
    assert!(site.public() != first);
    site.put("content/lessons/ga-kijken.md", lesson)
        .remove("content/lessons/tijdelijk.md");
    site.run(&["build", "--allow-removal"]).code(0);
    site.public().assert_same(&first);
    fs::remove_dir_all(site.path(".wijkgids")).unwrap();
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build();
    site.public().assert_same(&first);
}

#[test]
fn an_index_is_made_from_the_last_one_and_answers_the_same() {
    let site = Site::copy_of("klein");
    site.build();
    let lesson = site.read("content/lessons/ga-kijken.md");
    for round in 0..4 {
        site.put(
            "content/lessons/ga-kijken.md",
            format!("{lesson}\nRonde {round}: wie kijkt, ziet kauwgom op straat.\n"),
        );
        site.build();
    }
    // The segments of the first index are still in use, with what was taken out beside them.
    let generation = site.read("public/../.wijkgids/current");
    let number = generation
        .lines()
        .find_map(|line| line.strip_prefix("generation\t"));
    let index = site.path("index").join(number.unwrap());
    assert!(index.join("wijkgids-gone").exists());
    let clean = Site::copy_of("klein");
    clean.put(
        "content/lessons/ga-kijken.md",
        site.read("content/lessons/ga-kijken.md"),
    );
    clean.build();
    site.public().assert_same(&clean.public());
    for q in [
        "kauwgom",
        "ga kijken",
        "bewonrs",
        "wijk",
        "straat -wijk",
        "soort:les",
    ] {
        let answer = |site: &Site| site.run(&["search", "--json", q]).code(0).json();
        assert_eq!(answer(&site), answer(&clean), "{q}");
    }
    site.run(&["search", "kauwgom"]).says(&["Ga kijken"]);
}

#[test]
fn a_build_of_what_has_not_changed_writes_nothing() {
    let site = Site::copy_of("klein");
    site.build();
    let times = |folder: &str| -> Vec<(String, SystemTime)> {
        let folder = site.path(folder);
        let entries = walkdir::WalkDir::new(&folder)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap);
        entries
            .map(|e| {
                (
                    e.path().display().to_string(),
                    e.metadata().unwrap().modified().unwrap(),
                )
            })
            .collect()
    };
    let before = (
        times("public"),
        times("index"),
        times(".wijkgids/store"),
        times(".wijkgids/generations"),
    );
    // Twice: by way of a whole build, and as one that may be skipped.
    site.build()
        .complains(&["0 nieuw of gewijzigd", "generatie 1"]);
    site.age().build().complains(&["generatie 1"]);
    assert_eq!(
        (
            times("public"),
            times("index"),
            times(".wijkgids/store"),
            times(".wijkgids/generations")
        ),
        before
    );
}

/// A site with nothing to report, old enough that a build of the same may be skipped.
fn settled() -> Site {
    let site = Site::new()
        .theme("thema")
        .lesson_with("les", "themes: thema\n", "Het was eb.");
    site.age().build();
    site.build().complains(&["niets gewijzigd", "generatie 1"]);
    site
}

#[test]
fn an_edit_is_seen_whatever_its_time_and_length() {
    let site = settled();
    let lesson = || site.published("lessen/les/index.html");
    // As a checkout or a copy that keeps times may leave it: the same length, or the same time.
    site.edit("content/lessons/les.md", "eb", "al").build();
    assert!(lesson().contains("Het was al."));
    site.edit("content/lessons/les.md", "al.", "vloed.")
        .age()
        .build();
    assert!(lesson().contains("Het was vloed."));
    site.edit("content/lessons/les.md", "vloed", "woest")
        .age()
        .build();
    assert!(lesson().contains("Het was woest."));
}

#[test]
fn what_comes_and_goes_is_seen() {
    let site = settled();
    site.put("content/pages/over.md", "---\ntitle: Over\n---\n")
        .age()
        .build();
    assert!(site.has("public/over/index.html"));
    site.put("templates/page.html", "{{ page.title }}")
        .age()
        .build();
    assert_eq!(site.published("over/index.html"), "Over");
    site.remove("templates/page.html").build();
    assert!(site.published("over/index.html").contains("<h1>Over</h1>"));
    site.remove("content/pages/over.md")
        .run(&["build"])
        .code(1)
        .complains(&["vanished-page"]);
    site.run(&["build", "--allow-removal"]).code(0);
    assert!(!site.has("public/over"));
}

#[test]
fn other_settings_of_the_environment_are_another_input() {
    let site = settled().env("WIJKGIDS_SITE_TITLE", "Andere titel");
    site.build();
    assert!(site.published("index.html").contains("Andere titel"));
    let site = site.env("SOURCE_DATE_EPOCH", "1000000000");
    site.build();
    assert!(site.published("index.html").contains("9 september 2001"));
    site.run(&["build", "--out", "elders"]).code(0);
    assert!(site.has("elders/index.html"));
    fs::remove_dir_all(site.path("index")).unwrap();
    site.build();
    site.run(&["search", "eb"]).code(0).says(&["lesson/les"]);
}

#[test]
fn the_date_of_a_build_is_that_of_the_content_or_as_told() {
    let site = Site::copy_of("klein");
    site.build();
    assert!(
        site.published("index.html").contains("6 mei 2026"),
        "the newest date in the content"
    );
    let site = site.env("SOURCE_DATE_EPOCH", "1000000000");
    site.build();
    let home = site.published("index.html");
    assert!(home.contains("9 september 2001"), "{home}");
    let sitemap = site.published("sitemap.xml");
    assert!(
        sitemap.contains("<lastmod>2001-09-09</lastmod>"),
        "{sitemap}"
    );
}

#[test]
fn overdue_reviews_are_told_to_editors_and_not_to_the_pages() {
    let site = Site::new()
        .lesson_with("les", "review_by: 2020-01-01\n", "Tekst.")
        .env("SOURCE_DATE_EPOCH", "1000000000");
    site.build().never_says(&["overdue-review"]);
    let early = site.public();
    let site = site.env("SOURCE_DATE_EPOCH", "1800000000");
    site.build().complains(&["overdue-review"]);
    assert_eq!(
        early.text("lessen/les/index.html"),
        site.public().text("lessen/les/index.html")
    );
}
