//! `wijkgids rename`: what it shows, what it asks, and what it leaves as it was.

use crate::support::Site;

fn guide() -> Site {
    Site::new()
        .theme("burgerschap")
        .lesson_with(
            "ga-kijken",
            "themes: [burgerschap] # hier\n",
            "## De les\n\nKijk. ![Plein](ga-kijken/plein.png) ![Straat](straat.png)",
        )
        .lesson_with(
            "praat-mee",
            "related: [lesson/ga-kijken]\r\n",
            "Zie [[lesson/ga-kijken#de-les|dit]], [dat](ga-kijken.md) en [[Ga kijken]].\r\n\r\n`[[lesson/ga-kijken]]`",
        )
        .file("content/lessons/ga-kijken/plein.png", PNG)
        .file("content/lessons/straat.png", PNG)
}

/// An image of one pixel.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

const RENAME: &[&str] = &["rename", "les/ga-kijken", "kijk-eerst"];

#[test]
fn a_page_moves_with_all_that_names_it() {
    let site = guide();
    site.run(&["check"]).code(0);
    site.run(&[RENAME, &["--yes"]].concat())
        .code(0)
        .says(&[
            "content/lessons/ga-kijken.md → content/lessons/kijk-eerst.md",
            "content/lessons/ga-kijken/plein.png → content/lessons/kijk-eerst/plein.png",
            "+aliases: [/lessen/ga-kijken/]",
            "-related: [lesson/ga-kijken]",
            "+related: [lesson/kijk-eerst]",
        ])
        .complains(&["wijkgids check"])
        .never_says(&["\x1b["]);
    assert!(!site.has("content/lessons/ga-kijken.md") && !site.has("content/lessons/ga-kijken"));
    assert!(site.has("content/lessons/straat.png"));
    assert_eq!(
        site.read("content/lessons/kijk-eerst.md"),
        "---\ntitle: Ga kijken\nsummary: Waar ga-kijken over gaat.\nevidence: ervaring\n\
         themes: [burgerschap] # hier\naliases: [/lessen/ga-kijken/]\n---\n\n\
         ## De les\n\nKijk. ![Plein](kijk-eerst/plein.png) ![Straat](straat.png)\n"
    );
    assert_eq!(
        site.read("content/lessons/praat-mee.md"),
        "---\ntitle: Praat mee\nsummary: Waar praat-mee over gaat.\nevidence: ervaring\n\
         related: [lesson/kijk-eerst]\r\n---\n\n\
         Zie [[lesson/kijk-eerst#de-les|dit]], [dat](kijk-eerst.md) en [[Ga kijken]].\r\n\r\n`[[lesson/ga-kijken]]`\n"
    );
    site.run(&["check"]).code(0);
    site.build();
    assert!(
        site.published("lessen/ga-kijken/index.html")
            .contains("/lessen/kijk-eerst/")
    );
}

#[test]
fn a_published_page_does_not_vanish() {
    let site = guide();
    site.build();
    site.run(&[RENAME, &["--yes"]].concat()).code(0);
    site.build();
}

#[test]
fn a_heading_gets_an_id_and_every_link_follows() {
    let site = guide();
    site.run(&[
        "rename",
        "lesson/ga-kijken#de-les",
        "#wat-we-leerden",
        "--yes",
    ])
    .code(0)
    .says(&["+## De les {#wat-we-leerden}"]);
    assert!(
        site.read("content/lessons/praat-mee.md")
            .contains("[[lesson/ga-kijken#wat-we-leerden|dit]]")
    );
    site.run(&["check"]).code(0);
}

#[test]
fn looking_changes_nothing_and_neither_does_silence() {
    let site = guide();
    let before = site.read("content/lessons/praat-mee.md");
    site.run(&[RENAME, &["--dry-run"]].concat())
        .code(0)
        .says(&["+related: [lesson/kijk-eerst]"])
        .complains(&["niets gewijzigd"]);
    site.run(RENAME)
        .code(2)
        .says(&["+related: [lesson/kijk-eerst]"])
        .complains(&["--yes", "--dry-run"]);
    let json = site
        .run(&[RENAME, &["--dry-run", "--json"]].concat())
        .code(0)
        .json();
    assert_eq!(json["done"], false);
    assert_eq!(json["files"].as_array().unwrap().len(), 3);
    assert_eq!(site.read("content/lessons/praat-mee.md"), before);
    assert!(site.has("content/lessons/ga-kijken.md"));
}

#[test]
fn what_would_change_more_than_a_name_is_refused() {
    // A page that has the address already, as one that it had before.
    let site = guide().lesson_with("anders", "aliases: [/lessen/kijk-eerst/]\n", "x");
    site.run(&[RENAME, &["--yes"]].concat())
        .code(2)
        .complains(&["path-collision", "er is niets gewijzigd"]);
    assert!(site.has("content/lessons/ga-kijken.md"));
    // A title that another page is called by.
    let site = guide()
        .theme("samen")
        .file(
            "content/themes/x.md",
            "---\ntitle: wonen\nsummary: x\n---\n",
        )
        .lesson_with("over-wonen", "themes: [wonen]\n", "x");
    site.run(&["rename", "theme/samen", "wonen", "--yes"])
        .code(2)
        .complains(&["lesson/over-wonen themes"]);
}

#[test]
fn what_is_not_there_is_not_renamed() {
    let site = guide();
    site.run(&["rename", "lesson/ga-kijkn", "x", "--yes"])
        .code(2)
        .complains(&["bedoelde u lesson/ga-kijken?"]);
    site.run(&["rename", "lesson/ga-kijken#de-lse", "#x", "--yes"])
        .code(2)
        .complains(&["bedoelde u #de-les?"]);
    site.run(&["rename", "lesson/ga-kijken", "theme/ga-kijken", "--yes"])
        .code(2)
        .complains(&["een les kan geen thema worden"]);
    site.run(&["rename", "lesson/ga-kijken", "Kijk Eerst", "--yes"])
        .code(2)
        .complains(&["kijk-eerst"]);
    site.run(&["rename", "lesson/ga-kijken", "praat-mee", "--yes"])
        .code(2)
        .complains(&["content/lessons/praat-mee.md"]);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_shows_the_change_in_colour_and_asks() {
    let site = guide();
    let (code, said) = site.converse(RENAME, &["n"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("\x1b[32m+related: [lesson/kijk-eerst]") && said.contains("[j/N]"),
        "{said}"
    );
    assert!(site.has("content/lessons/ga-kijken.md"));
    let (code, said) = site.converse(RENAME, &["ja"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(site.has("content/lessons/kijk-eerst.md") && !site.has("content/lessons/ga-kijken.md"));
}
