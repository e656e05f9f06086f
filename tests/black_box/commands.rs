//! Commands and flags: where they look for a site, what they print and with which code they end.

use crate::support::Site;

#[test]
fn an_unknown_command_or_flag_is_a_fault_of_usage() {
    let site = Site::new();
    site.run(&["bouw"])
        .code(2)
        .prints_nothing()
        .complains(&["bouw"]);
    site.run(&["build", "--snel"])
        .code(2)
        .prints_nothing()
        .complains(&["--snel"]);
    site.run(&["check", "--format", "xml"])
        .code(2)
        .complains(&["xml", "github"]);
    site.run(&["--lang", "fr", "check"])
        .code(2)
        .complains(&["fr"]);
    site.run(&[]).code(2);
}

#[test]
fn help_and_version_end_well() {
    let site = Site::empty();
    site.run(&["--version"])
        .code(0)
        .says(&[env!("CARGO_PKG_VERSION")]);
    site.run(&["--help"]).code(0).says(&[
        "build", "check", "list", "search", "suggest", "init", "new", "schema", "--site",
    ]);
    site.run(&["build", "--help"])
        .code(0)
        .says(&["--out", "--index", "--drafts", "--no-index"]);
}

#[test]
fn without_a_site_every_command_says_so() {
    let site = Site::empty();
    for command in [&["build"][..], &["check"], &["list"], &["search", "wijk"]] {
        site.run(command)
            .code(2)
            .prints_nothing()
            .complains(&["site.toml", "wijkgids init"]);
    }
    site.run(&["check", "--site", "er-niet"])
        .code(2)
        .complains(&["er-niet"]);
    site.run(&["check", "--lang", "en"])
        .code(2)
        .complains(&["there is no site.toml"])
        .never_says(&["oplossing"]);
}

#[test]
fn the_site_can_be_named_before_and_after_the_command() {
    let site = Site::empty()
        .file("gids/site.toml", "[site]\ntitle = \"Gids\"\n")
        .file(
            "gids/content/pages/over.md",
            "---\ntitle: Over\n---\n\nTekst.\n",
        );
    let folder = site.path("gids");
    for root in ["gids", "./gids/", folder.to_str().unwrap()] {
        site.run(&["--site", root, "list"])
            .code(0)
            .says(&["page/over\tOver"]);
        site.run(&["list", "--site", root])
            .code(0)
            .says(&["page/over\tOver"]);
    }
    site.run(&["build", "--site", "gids"]).code(0);
    assert!(site.has("gids/public/over/index.html"));
    assert!(!site.has("public"));
}

#[test]
fn the_nearest_site_above_is_taken() {
    let site = Site::new()
        .lesson("buiten", "x")
        .file("gids/site.toml", "")
        .file("gids/content/pages/binnen.md", "---\ntitle: Binnen\n---\n");
    site.run_in("content/lessons", &["list"])
        .code(0)
        .says(&["lesson/buiten"]);
    site.run_in("gids/content/pages", &["list"])
        .code(0)
        .says(&["page/binnen"])
        .never_says(&["buiten"]);
    site.run_in("content/lessons", &["build"]).code(0);
    assert!(site.has("public/lessen/buiten/index.html"));
}

#[test]
fn output_folders_are_taken_from_where_one_stands() {
    let site = Site::new().lesson("les", "Tekst.");
    site.run_in(
        "content",
        &["build", "--out", "../web", "--index", "../zoek"],
    )
    .code(0);
    assert!(site.has("web/lessen/les/index.html") && site.has("zoek/1"));
    assert!(!site.has("public") && !site.has("index"));
    site.run_in("content", &["search", "--index", "../zoek", "les"])
        .code(0)
        .says(&["lesson/les"]);
}

#[test]
fn a_list_names_every_page_with_its_references() {
    let site = Site::copy_of("klein");
    let rows = site
        .run(&["list", "lesson", "--json"])
        .code(0)
        .stays_quiet()
        .json();
    let rows = rows.as_array().unwrap();
    assert!(
        rows.len() > 1 && rows.iter().all(|row| row["kind"] == "lesson"),
        "{rows:?}"
    );
    let row = rows
        .iter()
        .find(|row| row["id"] == "lesson/ga-kijken")
        .unwrap();
    for key in ["id", "kind", "title", "url", "file", "status", "twin"] {
        assert!(row.get(key).is_some(), "{key} is missing from {row}");
    }
    assert_eq!(row["file"], "content/lessons/ga-kijken.md");
    assert_eq!(row["status"], "gepubliceerd");
    assert_eq!(row["url"], "https://gids.voorbeeld.nl/lessen/ga-kijken/");
    assert_eq!(row["themes"][0], "theme/burgerschap");
    let by_dutch_name = site.run(&["--json", "list", "les"]).code(0).json();
    assert_eq!(by_dutch_name.as_array().unwrap(), rows);
    let all = site.run(&["list", "--json"]).code(0).json();
    let concept = all
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == "lesson/nog-niet-af")
        .unwrap();
    assert_eq!(concept["status"], "concept");
    site.run(&["list", "lesons"])
        .code(2)
        .complains(&["lesons", "lesson"]);
}

#[test]
fn a_build_tells_what_it_did() {
    let site = Site::new()
        .lesson("les", "Tekst met [[theme/thema]].")
        .theme("thema");
    site.run(&["build"])
        .code(0)
        .prints_nothing()
        .complains(&["generatie 1"]);
    let built = site
        .run(&["build", "--json", "-q"])
        .code(0)
        .stays_quiet()
        .json();
    assert_eq!(built["generation"], 1);
    assert_eq!(built["new"], false);
    assert_eq!(
        (&built["written"], &built["removed"]),
        (&0.into(), &0.into())
    );
    assert!(
        built["outputs"].as_u64().unwrap() > 20 && built["pages"] == 2,
        "{built}"
    );
    site.put(
        "content/lessons/les.md",
        "---\ntitle: Les\nsummary: Anders.\nevidence: stelling\n---\n",
    );
    site.run(&["build", "-q"])
        .code(0)
        .prints_nothing()
        .stays_quiet();
    site.run(&["build", "--lang", "en"])
        .code(0)
        .complains(&["pages", "generation 2"]);
}

#[test]
fn no_index_builds_the_site_alone() {
    let site = Site::new().lesson("les", "Tekst.");
    let built = site.run(&["build", "--no-index", "--json"]).code(0).json();
    assert!(built["indexed"].is_null(), "{built}");
    assert!(!site.has("index"));
    site.run(&["search", "les"])
        .code(2)
        .complains(&["zoekindex", "wijkgids build"]);
    site.run(&["suggest", "les"])
        .code(2)
        .complains(&["suggesties", "wijkgids build"]);
}

#[test]
fn a_search_gives_data() {
    let site = Site::new()
        .lesson("ga-kijken", "Wie een wijk wil begrijpen, loopt er rond.")
        .lesson("anders", "Iets.");
    site.build();
    site.run(&["search", "ga", "kijken"])
        .code(0)
        .says(&["lesson/ga-kijken", "1 gevonden"]);
    let found = site
        .run(&["search", "--json", "wijk"])
        .code(0)
        .stays_quiet()
        .json();
    assert_eq!(found["results"][0]["id"], "lesson/ga-kijken", "{found}");
    assert_eq!(found["results"][0]["url"], "/lessen/ga-kijken/");
    site.run(&["search", "wijk", "--filter", "soort"])
        .code(2)
        .complains(&["facet=waarde"]);
}

#[test]
fn nothing_is_coloured_but_a_terminal() {
    let site = Site::new().lesson("les", "[[lesson/er-niet]]");
    site.run(&["check"]).code(1).never_says(&["\u{1b}["]);
    site.run(&["build"]).code(1).never_says(&["\u{1b}["]);
}

#[test]
fn a_new_guide_is_sound() {
    let site = Site::empty();
    site.run(&["init"]).code(0).prints_nothing();
    site.run(&["check", "--deny", "warnings"]).code(0);
    site.run(&["build"]).code(0);
    site.run(&["check", "--deny", "warnings"]).code(0);
    assert!(site.has("public/lessen/eerste-les/index.html"));
    let ignored = site.read(".gitignore");
    for made in ["public", ".wijkgids", "index"] {
        assert!(ignored.contains(&format!("/{made}/")), "{ignored}");
    }
}

#[test]
fn a_new_guide_can_be_begun_elsewhere() {
    let site = Site::empty();
    site.run(&["init", "gids"]).code(0);
    site.run(&["init", "--site", "andere"]).code(0);
    for folder in ["gids", "andere"] {
        site.run(&["check", "--site", folder, "--deny", "warnings"])
            .code(0);
    }
    assert!(!site.has("site.toml"));
}

#[test]
fn nothing_that_exists_is_written_over_by_init() {
    let site = Site::empty().file("site.toml", "# van mij\n");
    site.run(&["init"])
        .code(2)
        .complains(&["site.toml bestaat al"]);
    assert_eq!(site.read("site.toml"), "# van mij\n");
    assert!(!site.has("content"));
    // Without a site.toml what else stands there is kept all the same.
    let site = Site::empty()
        .file("content/pages/over.md", "van mij")
        .file(".gitignore", "doel/\n");
    site.run(&["init"]).code(0);
    assert_eq!(site.read("content/pages/over.md"), "van mij");
    assert_eq!(site.read(".gitignore"), "doel/\n");
}

#[test]
fn schemas_are_given_one_by_one_all_at_once_or_as_files() {
    let site = Site::empty();
    let one = site.run(&["schema", "les"]).code(0).stays_quiet().json();
    assert_eq!(one["title"], "Les");
    let all = site.run(&["schema"]).code(0).stays_quiet().json();
    assert_eq!(all["lesson.schema.json"], one);
    assert_eq!(all.as_object().unwrap().len(), 12);
    assert!(all["sources.schema.json"]["$defs"]["source"].is_object());
    site.run(&["schema", "bron", "--out", "s"]).code(0);
    site.run(&["schema", "les", "--out", "s"])
        .code(0)
        .prints_nothing();
    assert!(site.has("s/sources.schema.json") && !site.has("s/theme.schema.json"));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&site.read("s/lesson.schema.json")).unwrap(),
        one
    );
    site.run(&["schema", "lees"]).code(2).complains(&["les?"]);
}

#[test]
fn the_settings_for_editors_name_every_schema() {
    let site = Site::empty();
    site.run(&["schema", "--out", ".vscode/schemas"]).code(0);
    let settings = site.run(&["schema", "--vscode"]).code(0).json();
    let remark = site.run(&["schema", "--remark"]).code(0).stdout;
    let schemas = settings["yaml.schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), 12);
    for (schema, files) in schemas {
        assert!(site.has(schema.trim_start_matches("./")), "{schema}");
        let files = files[0].as_str().unwrap();
        let line = format!("'{schema}': ['./{files}'],");
        assert_eq!(remark.contains(&line), files.ends_with(".md"), "{line}");
    }
}
