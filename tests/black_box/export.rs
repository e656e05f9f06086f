//! The guide as data: who keeps a copy of it finds what changed, and every page with its text.

use serde_json::Value;

use crate::support::Site;

const HOST: &str = "https://gids.voorbeeld.nl";

fn ids(list: &Value) -> Vec<&str> {
    let pages = list["paginas"].as_array().unwrap().iter();
    pages.map(|page| page["id"].as_str().unwrap()).collect()
}

#[test]
fn a_copy_is_made_and_kept_up() {
    let site = Site::new()
        .theme("wonen")
        .lesson_with(
            "ga-kijken",
            "themes: [wonen]\n",
            "Ga de wijk in.\n\n## Hoe\n\nKijk zelf.\n",
        )
        .lesson_with("stil", "search: {exclude: true}\n", "Hier vind je niets.\n")
        .lesson("weg", "Dit gaat weg.\n");
    site.build();
    let served = site.serve();
    let all = served.get("/api/v1/paginas").json();
    for id in [
        "lesson/ga-kijken",
        "lesson/stil",
        "lesson/weg",
        "theme/wonen",
    ] {
        assert!(ids(&all).contains(&id), "{id} is not in {all}");
    }
    for page in all["paginas"].as_array().unwrap() {
        let data = page["_links"]["self"]["href"].as_str().unwrap();
        let answer = served.get(data.strip_prefix(HOST).unwrap());
        assert_eq!(answer.status, 200, "{data}");
        let data = answer.json();
        for member in ["id", "soort", "url", "titel", "gewijzigdOp"] {
            assert_eq!(data[member], page[member], "{member} of {data}");
        }
        assert_eq!(
            data["tekst"].is_null(),
            page["id"] == "lesson/stil",
            "{data}"
        );
    }
    let page = served.get("/api/v1/paginas/lesson/ga-kijken").json();
    assert_eq!(page["secties"][0]["tekst"], "Kijk zelf.");
    assert_eq!(page["relaties"]["themas"][0]["id"], "theme/wonen");

    let later = all["_links"]["wijzigingen"]["href"].as_str().unwrap();
    let later = later.strip_prefix(HOST).unwrap();
    assert!(ids(&served.get(later).json()).is_empty());
    site.remove("content/lessons/weg.md");
    site.edit(
        "content/lessons/ga-kijken.md",
        "Kijk zelf.",
        "Vraag het na.",
    );
    site.run(&["build", "--allow-removal"]).code(0);
    let changed = served.get(later).json();
    assert_eq!(ids(&changed), ["lesson/ga-kijken", "lesson/weg"]);
    assert!(changed["paginas"][0]["verwijderdOp"].is_null());
    assert!(changed["paginas"][1]["verwijderdOp"].is_string());
    let page = served.get("/api/v1/paginas/lesson/ga-kijken").json();
    assert_eq!(page["secties"][0]["tekst"], "Vraag het na.");
    assert_eq!(served.get("/api/v1/paginas/lesson/weg").status, 404);
}
