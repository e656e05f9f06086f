//! `wijkgids new`: what it writes, what it refuses, and what it asks.

use crate::support::Site;

/// A guide with a theme, a step and a source to choose from.
fn guide() -> Site {
    Site::new()
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .theme("burgerschap")
        .file(
            "content/steps/duiden.md",
            "---\ntitle: Duiden\norder: 1\n---\n",
        )
        .file(
            "content/sources.yaml",
            "lans-2013:\n  type: report\n  title: Kijken\n  read: deels\n",
        )
}

const LESSON: &[&str] = &["new", "les", "Ga eerst kijken", "--evidence", "ervaring"];

#[test]
fn a_new_lesson_has_its_place_its_day_and_every_key_explained() {
    let site = guide();
    let args = [
        LESSON,
        &[
            "--summary",
            "Let op: kijk eerst.",
            "--theme",
            "Burgerschap",
            "--step",
            "step/duiden",
        ],
    ]
    .concat();
    site.run(&args)
        .code(0)
        .says(&["content/lessons/ga-eerst-kijken.md"])
        .complains(&["wijkgids check"]);
    let text = site.read("content/lessons/ga-eerst-kijken.md");
    for part in [
        "\ntitle: Ga eerst kijken\n",
        "\nsummary: \"Let op: kijk eerst.\"\n",
        "\nevidence: ervaring\n",
        "\nstatus: concept\n",
        "\ndate: 2026-11-22\n",
        "\nthemes: [burgerschap]\n",
        "\nsteps: [duiden]\n",
        "\n#sources: [lans-2013]\n",
        "stelling (iemand zegt het)",
        "\n## De situatie\n",
        "\n## Let op\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    site.run(&["check"])
        .code(0)
        .never_says(&["ga-eerst-kijken"]);
    // Published as it is, it does no harm either.
    site.edit(
        "content/lessons/ga-eerst-kijken.md",
        "status: concept",
        "status: gepubliceerd",
    );
    site.run(&["check"]).code(0);
}

#[test]
fn what_is_still_to_be_written_is_said_plainly() {
    let site = guide();
    site.run(LESSON).code(0);
    let said = site.run(&["check"]).code(1);
    said.says(&["missing-key", "summary", "1 fout"]);
    site.edit(
        "content/lessons/ga-eerst-kijken.md",
        "\nsummary:\n",
        "\nsummary: Kijk eerst.\n",
    );
    site.run(&["check"]).code(0);
}

#[test]
fn every_kind_can_be_begun_in_a_guide_without_anything() {
    for (kind, folder) in [
        ("hoofdstuk", "chapters"),
        ("step", "steps"),
        ("thema", "themes"),
        ("problems", "problems"),
        ("lessen", "lessons"),
        ("beleid", "policy"),
        ("term", "glossary"),
        ("artikel", "articles"),
        ("plaats", "places"),
        ("author", "authors"),
        ("pagina", "pages"),
    ] {
        let site = Site::new();
        site.run(&[
            "new",
            kind,
            "Iets nieuws",
            "--summary",
            "Dit.",
            "--evidence",
            "stelling",
        ])
        .code(0);
        assert!(
            site.has(&format!("content/{folder}/iets-nieuws.md")),
            "{kind}"
        );
        site.run(&["check"]).code(0);
        site.run(&["build", "--drafts"]).code(0);
    }
}

#[test]
fn without_a_terminal_what_is_missing_is_named_and_nothing_is_asked() {
    let site = guide();
    site.run(&["new"])
        .code(2)
        .prints_nothing()
        .complains(&["dit ontbreekt: de soort en de titel", "wijkgids new les"]);
    site.run(&["new", "les"])
        .code(2)
        .complains(&["de titel en --evidence"]);
    site.run(&["new", "les", "Ga kijken"])
        .code(2)
        .complains(&["dit ontbreekt: --evidence"]);
    site.run(&["--lang", "en", "new", "lesson", "Go and see"])
        .code(2)
        .complains(&["this is missing: --evidence"]);
    assert!(!site.has("content/lessons"));
}

#[test]
fn nothing_is_written_over() {
    let site = guide().lesson("ga-eerst-kijken", "Mijn tekst.");
    let before = site.read("content/lessons/ga-eerst-kijken.md");
    site.run(LESSON).code(2).prints_nothing().complains(&[
        "content/lessons/ga-eerst-kijken.md",
        "--slug ga-eerst-kijken-2",
    ]);
    // A title that only differs in its file would be an error for the whole guide.
    site.run(&[LESSON, &["--slug", "anders"]].concat())
        .code(2)
        .complains(&["Ga eerst kijken"]);
    site.run(&[
        "new",
        "les",
        "Ga Eerst Kijken!",
        "--slug",
        "ga-nog-eens-kijken",
        "--evidence",
        "stelling",
    ])
    .code(0);
    assert_eq!(site.read("content/lessons/ga-eerst-kijken.md"), before);
    // A page in a folder of its own, or one that cannot be read, is there as well.
    site.put("content/lessons/deel/nog-een.md", "geen front matter");
    site.run(&["new", "les", "Nog een", "--evidence", "stelling"])
        .code(2)
        .complains(&["content/lessons/deel/nog-een.md"]);
}

#[test]
fn what_cannot_be_is_refused_with_what_can() {
    let site = guide();
    site.run(&["new", "lees", "X"])
        .code(2)
        .complains(&["“lees”", "bedoelde u les?"]);
    site.run(&["new", "bron", "X"])
        .code(2)
        .complains(&["sources.yaml"]);
    site.run(&["new", "les", "X", "--evidence", "ervarng"])
        .code(2)
        .complains(&[
            "bedoelde u ervaring?",
            "stelling, ervaring, evaluatie, onderzoek",
        ]);
    site.run(&["new", "thema", "X", "--step", "duidn"])
        .code(2)
        .complains(&["bedoelde u duiden?"]);
    site.run(&["new", "pagina", "Zoeken"])
        .code(2)
        .complains(&["/zoeken/", "--slug"]);
    site.run(&["new", "les", "…", "--evidence", "stelling"])
        .code(2)
        .complains(&["--slug"]);
    site.run(&["new", "thema", "X", "--number", "2.4"])
        .code(2)
        .complains(&["alleen een hoofdstuk"]);
    site.run(&["new", "hoofdstuk", "X", "--number", "2,4"])
        .code(2)
        .complains(&["2.4.1"]);
}

#[test]
fn a_chapter_gets_its_number_once() {
    let site = guide();
    site.run(&[
        "new",
        "hoofdstuk",
        "Kijken",
        "--number",
        "2.10",
        "--summary",
        "Dit.",
    ])
    .code(0);
    assert!(
        site.read("content/chapters/kijken.md")
            .contains("\nnumber: \"2.10\"\n")
    );
    site.run(&["check"]).code(0);
    site.run(&["new", "hoofdstuk", "Anders", "--number", "2.10"])
        .code(2)
        .complains(&["content/chapters/kijken.md"]);
}

#[test]
fn a_guide_at_fault_keeps_nobody_from_beginning_a_page() {
    let site = guide().lesson("stuk", "[[lesson/er-niet]]");
    site.run(LESSON).code(0);
    site.run(&["--json", "new", "begrip", "Wijk", "--summary", "Een buurt."])
        .code(0)
        .says(&[
            "\"id\": \"term/wijk\"",
            "\"file\": \"content/glossary/wijk.md\"",
        ]);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_asks_for_what_is_missing() {
    let site = guide();
    let (code, said) = site.converse(
        &["new"],
        &["", "Ga eerst kijken", "Kijk eerst.", "5", "ervaring"],
    );
    assert_eq!(code, Some(0), "{said}");
    for part in [
        "Wat voor pagina",
        "Titel",
        "Waar rust de les op?",
        "Kies een nummer",
        "content/lessons/ga-eerst-kijken.md",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let text = site.read("content/lessons/ga-eerst-kijken.md");
    assert!(text.contains("\nevidence: ervaring\n") && text.contains("\nsummary: Kijk eerst.\n"));
    site.run(&["check"]).code(0);
}
