//! A small site with every kind, relation and construct once. Its whole output is held: all paths,
//! and word for word those files that show most. `INSTA_UPDATE=always cargo test golden` writes
//! them anew; what changed then has to be read.

use std::sync::LazyLock;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Site, Tree};

/// Built once, for all tests to read.
static BUILT: LazyLock<Tree> = LazyLock::new(|| {
    let site = Site::copy_of("klein");
    site.run(&["check", "--deny", "warnings"]).code(0);
    site.build();
    site.public()
});

/// A text without what changes with every edit of a style sheet and with every release.
fn masked(text: &str) -> String {
    let mut text = text.to_owned();
    for before in ["wijkgids ", "versie "] {
        let version = env!("CARGO_PKG_VERSION");
        text = text.replace(&format!("{before}{version}"), &format!("{before}VERSIE"));
    }
    for path in BUILT
        .paths()
        .into_iter()
        .filter(|path| path.starts_with("assets/"))
    {
        let [stem, _, extension] = path.split('.').collect::<Vec<_>>()[..] else {
            panic!("{path}")
        };
        text = text.replace(path, &format!("{stem}.VINGERAFDRUK.{extension}"));
    }
    let versions = BUILT.paths().into_iter().filter_map(|path| {
        let (version, _) = path.strip_prefix("widget/")?.split_once('/')?;
        Some(version)
    });
    versions.fold(text, |text, version| text.replace(version, "VERSIE"))
}

fn file(path: &str) -> String {
    masked(BUILT.text(path))
}

/// What stands in the `<main>` of a page; the frame is held by the page that is held whole.
fn main_of(path: &str) -> String {
    let text = file(path);
    let from = text.find("<main").unwrap();
    let to = text.find("</main>").unwrap();
    text[from..to].to_owned()
}

fn pretty(path: &str) -> String {
    let value: Value = serde_json::from_str(BUILT.text(path)).unwrap();
    format!("{value:#}")
}

#[test]
fn all_paths() {
    let mut paths: Vec<String> = BUILT.paths().into_iter().map(masked).collect();
    // Fingerprints order files that are named alike.
    paths.sort();
    assert_snapshot!(paths.join("\n"));
}

#[test]
fn a_lesson_whole() {
    assert_snapshot!(file("lessen/ga-kijken/index.html"));
}

#[test]
fn a_chapter_with_all_constructs() {
    assert_snapshot!(main_of("hoofdstukken/bouwstenen/index.html"));
}

#[test]
fn pages_of_the_other_kinds() {
    for (name, path) in [
        ("chapter-without-number", "hoofdstukken/tussendoor"),
        ("step", "stappen/duiden"),
        ("theme", "themas/burgerschap"),
        ("problem", "problemen/overlast"),
        ("policy", "beleid/grotestedenbeleid"),
        ("policy-with-vague-dates", "beleid/onze-buurt-aan-zet"),
        ("term", "begrippen/wijkaanpak"),
        ("article", "artikelen/deel-twee"),
        ("place", "plaatsen/rotterdam"),
        ("place-without-a-page", "plaatsen/den-haag"),
        ("author", "auteurs/redactie"),
        ("source", "bronnen/lans-2013"),
        ("page", "over"),
        ("withdrawn", "lessen/ingetrokken-les"),
    ] {
        assert_snapshot!(name, main_of(&format!("{path}/index.html")));
    }
}

#[test]
fn home_and_overviews() {
    for (name, path) in [
        ("home", "index.html"),
        ("list-of-lessons", "lessen/index.html"),
        ("list-of-chapters", "hoofdstukken/index.html"),
        ("disputes", "tegenspraak/index.html"),
        ("tasks", "taken/index.html"),
        ("search", "zoeken/index.html"),
        ("search-in-a-frame", "zoeken/inbed/index.html"),
        ("not-found", "404.html"),
    ] {
        assert_snapshot!(name, main_of(path));
    }
}

#[test]
fn what_machines_read() {
    for path in [
        "feed.atom",
        "themas/burgerschap/feed.atom",
        "sitemap.xml",
        "robots.txt",
        "opensearch.xml",
    ] {
        assert_snapshot!(path.replace('/', "-"), file(path));
    }
    assert_snapshot!("begrippen.jsonld", pretty("begrippen.jsonld"));
    assert_snapshot!("gids.json", pretty("gids.json"));
}

#[test]
fn redirects() {
    assert_snapshot!("netlify", file("_redirects"));
    assert_snapshot!("nginx", file("redirects.nginx.map"));
    assert_snapshot!("stub", file("oud/ga-kijken/index.html"));
}

#[test]
fn no_word_is_left_to_be_filled_in() {
    // The name of a text where the text belongs: a key of the catalogue that it does not have.
    for (path, text) in BUILT.texts().filter(|(path, _)| path.ends_with(".html")) {
        let shown: String = text
            .split('<')
            .filter_map(|tag| tag.split_once('>'))
            .map(|(_, text)| format!("{text}\n"))
            .collect();
        let key = shown.split_whitespace().find(|word| {
            word.contains('_')
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        });
        assert_eq!(key, None, "in {path}");
        assert!(!shown.contains(" 0 minuten"), "{path}");
        for word in ["None", "null", "undefined", "{%", "{{ ", "[object"] {
            assert!(!shown.contains(word), "{word} in {path}");
        }
    }
}

#[test]
fn ids_are_unique_and_labels_exist() {
    for (path, text) in BUILT.texts().filter(|(path, _)| path.ends_with(".html")) {
        let values = |name: &str| -> Vec<&str> {
            text.split(&format!(" {name}=\""))
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .collect()
        };
        let ids = values("id");
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[..at].contains(id), "id {id} twice in {path}");
        }
        for label in values("aria-labelledby").into_iter().chain(values("for")) {
            assert!(ids.contains(&label), "{label} is no id in {path}");
        }
        assert!(
            !text.contains(" style=\"") && !text.contains("<style"),
            "inline style in {path}"
        );
        let inline = text
            .split("<script")
            .skip(1)
            .filter(|tag| !tag.contains("src=") && !tag.contains("ld+json"));
        assert_eq!(inline.count(), 0, "inline script in {path}");
        assert_eq!(
            text.matches("<h1").count(),
            usize::from(!text.contains("http-equiv=\"refresh\"")),
            "h1 in {path}"
        );
    }
}

#[test]
fn the_english_site_is_whole_too() {
    let site = Site::copy_of("klein").env("WIJKGIDS_SITE_LANGUAGE", "en");
    site.build();
    let page = site.published("lessen/ga-kijken/index.html");
    assert!(
        page.contains("<html lang=\"en\">") && page.contains("Skip to"),
        "{page}"
    );
    for (path, text) in site
        .public()
        .texts()
        .filter(|(path, _)| path.ends_with(".html"))
    {
        for word in text.split(['<', '>', '"', ' ', '\n']) {
            let key = word.starts_with("related_")
                || word.ends_with("_title")
                || word.ends_with("_intro");
            assert!(!key, "{word} in {path}");
        }
    }
}
