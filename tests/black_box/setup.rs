//! `site.toml`, templates and the environment: exit code 2, with what is wrong and how to mend it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::Site;

#[test]
fn a_site_toml_that_is_no_toml() {
    let site = Site::empty()
        .file("site.toml", "[site]\ntitle = \"Gids\n")
        .lesson("les", "Tekst.");
    for command in ["build", "list"] {
        site.run(&[command]).code(2).prints_nothing().complains(&[
            "site.toml:2",
            "bad-config",
            "oplossing",
        ]);
    }
    site.run(&["check"])
        .code(2)
        .stays_quiet()
        .says(&["site.toml:2", "bad-config", "oplossing"]);
    let site = Site::empty().file("site.toml", b"title = \"caf\xe9\"\n");
    site.run(&["check"])
        .code(2)
        .complains(&["site.toml", "UTF-8"]);
    let site = Site::empty();
    fs::create_dir(site.path("site.toml")).unwrap();
    site.run(&["check"]).code(2).complains(&["site.toml"]);
}

#[test]
fn an_unknown_setting_is_named_with_what_was_meant() {
    let site = Site::empty().file("site.toml", "[site]\ntitel = \"Gids\"\n");
    site.run(&["check"])
        .code(2)
        .says(&["unknown-setting", "site.toml:2:1", "titel", "title"]);
    site.run(&["build"]).code(2);
    assert!(!site.has("public") && !site.has(".wijkgids"));
    let site = Site::new().env("WIJKGIDS_SITE_TITEL", "Gids");
    site.run(&["check"])
        .code(2)
        .says(&["unknown-setting", "WIJKGIDS_SITE_TITLE"]);
}

#[test]
fn a_fault_in_site_toml_is_data_for_who_asks_for_data() {
    let site = Site::empty().file("site.toml", "[site]\ntitel = \"Gids\"\n");
    let found = site.run(&["check", "--json"]).code(2).found();
    assert_eq!(found, ["unknown-setting site.toml"]);
    site.run(&["check", "--format", "github"])
        .code(2)
        .says(&["::error file=site.toml,line=2,"]);
}

#[test]
fn the_environment_overrides_site_toml() {
    let site = Site::new()
        .lesson("les", "Tekst.")
        .env("WIJKGIDS_SITE_BASE_URL", "https://elders.nl/");
    site.build();
    assert!(
        site.published("lessen/les/index.html")
            .contains("https://elders.nl/lessen/les/")
    );
}

#[test]
fn a_template_that_cannot_be_read_names_its_line() {
    let site = Site::new().lesson("les", "Tekst.").file(
        "templates/page.html",
        "<h1>\n{% if page.title %}\n{{ page.\n",
    );
    site.run(&["build"])
        .code(2)
        .complains(&["template-error", "templates/page.html:3"]);
    let found = site.run(&["check", "--json"]).code(2).found();
    assert!(
        found.contains(&"template-error templates/page.html".to_owned()),
        "{found:?}"
    );
    assert!(!site.has("public"));
}

/// A site with a template that can be read, but not be rendered.
fn with_failing_template() -> Site {
    let page = "<!doctype html>\n<title>{{ page.title }}</title>\n{{ page.er_niet.wel }}\n";
    Site::new()
        .lesson("les", "Tekst.")
        .file("templates/page.html", page)
}

#[test]
fn a_template_that_fails_names_the_line_and_the_page() {
    let site = with_failing_template();
    site.run(&["build"]).code(2).complains(&[
        "template-error",
        "templates/page.html:3",
        "/lessen/les/",
    ]);
    assert!(!site.has("public"));
}

#[test]
fn a_template_that_fails_is_found_by_the_check() {
    with_failing_template().run(&["check"]).code(2).says(&[
        "template-error",
        "templates/page.html:3",
        "/lessen/les/",
    ]);
}

#[test]
fn an_include_that_is_not_there_names_its_template() {
    let site = Site::new().lesson("les", "Tekst.").file(
        "templates/page.html",
        "\n{% include \"parts/headin.html\" %}\n",
    );
    site.run(&["build"]).code(2).complains(&[
        "template-error",
        "templates/page.html",
        "parts/heading.html",
    ]);
}

#[test]
fn words_of_the_templates_that_are_no_toml() {
    let site = Site::new()
        .lesson("les", "Tekst.")
        .file("templates/texts/nl.toml", "home = \"Begin\"\nx\n");
    site.run(&["check"])
        .code(2)
        .says(&["template-error", "templates/texts/nl.toml:2"]);
}

#[test]
fn a_site_may_replace_a_template_and_add_an_asset() {
    let site = Site::new()
        .lesson("les", "Tekst.")
        .file(
            "templates/page.html",
            "{{ page.title }} heeft {{ assets.css }}",
        )
        .file("templates/assets/site.css", "body{}")
        .file("templates/assets/logo.svg", "<svg/>");
    site.build();
    let page = site.published("lessen/les/index.html");
    let css = page.strip_prefix("Les heeft /").unwrap();
    assert_eq!(site.published(css), "body{}");
    assert_eq!(
        site.public()
            .paths()
            .iter()
            .filter(|path| path.starts_with("assets/logo."))
            .count(),
        1
    );
}

#[test]
fn a_site_without_pages_is_built() {
    let site = Site::new();
    fs::create_dir(site.path("content")).unwrap();
    site.run(&["check", "--deny", "warnings"]).code(0);
    site.build();
    assert!(site.published("index.html").contains("Proefgids"));
    assert_eq!(
        site.published("begrippen.jsonld")
            .matches("skos:Concept\"")
            .count(),
        0
    );
    site.run(&["search", "wijk"]).code(0).says(&["0 gevonden"]);
    site.run(&["list", "--json"]).code(0).says(&["[]"]);
}

#[test]
fn a_site_without_its_content_folder_is_not_published() {
    // A checkout or mount that failed must not publish an empty guide.
    let site = Site::new();
    site.run(&["build"]).code(1).complains(&["--> content"]);
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found(),
        ["unreadable-file content"]
    );
    assert!(!site.has("public"));
}

#[test]
fn a_folder_that_cannot_be_written() {
    let site = Site::new().lesson("les", "Tekst.");
    // Root may write anywhere, except below a file.
    site.put(".wijkgids", "een bestand");
    site.run(&["build"])
        .code(2)
        .complains(&[".wijkgids", "oplossing"]);
    site.remove(".wijkgids").put("weg", "een bestand");
    site.run(&["build", "--out", "weg/public"])
        .code(2)
        .complains(&["weg"]);
    site.run(&["build", "--out", "weg"])
        .code(2)
        .complains(&["weg"]);
    site.run(&["build", "--index", "weg/index"])
        .code(2)
        .complains(&["weg"]);
    assert!(!site.has("public"));
    site.build();
}

#[test]
fn a_read_only_site_can_be_checked() {
    let site = Site::new().lesson("les", "Tekst.");
    fs::set_permissions(site.root(), fs::Permissions::from_mode(0o555)).unwrap();
    site.run(&["check"]).code(0);
    let probe = fs::write(site.path("proef"), "");
    if probe.is_ok() {
        eprintln!("skipped: who runs this test may write in a read-only folder");
    } else {
        site.run(&["build"])
            .code(2)
            .complains(&["geschreven", "--out"]);
    }
    fs::set_permissions(site.root(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn one_build_at_a_time() {
    let site = Site::new().lesson("les", "Tekst.");
    site.build();
    let lock = fs::File::options()
        .append(true)
        .open(site.path(".wijkgids/lock"))
        .unwrap();
    lock.lock().unwrap();
    site.run(&["build"])
        .code(2)
        .complains(&["een andere build", "process"]);
    site.run(&["build", "--lang", "en"])
        .code(2)
        .complains(&["another build"]);
    // Reading goes on.
    site.run(&["check"]).code(0);
    site.run(&["search", "les"]).code(0);
    drop(lock);
    site.build();
}
