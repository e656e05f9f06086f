//! What the guide makes itself: lessons by filter, the policies in time, a page among its neighbours.

use crate::support::Site;

fn guide() -> Site {
    Site::new()
        .theme("wonen")
        .theme("ongebruikt")
        .file(
            "content/steps/duiden.md",
            "---\ntitle: Duiden\norder: 1\n---\n",
        )
        .lesson_with(
            "een",
            "themes: wonen\nsteps: duiden\nknowledge_of: 2012/2013\n",
            "Tekst.",
        )
        .lesson_with("twee", "themes: wonen\nparties: [Rijk]\n", "Tekst.")
        .lesson("drie", "Tekst.")
        .policy("eerste", "start: 196X\nend: 1989\n")
        .policy("tweede", "start: 1985~\nend: ..\npredecessors: eerste\n")
        .policy("zonder-jaar", "start_label: jaren niet nagegaan\n")
}

#[test]
fn lessons_have_a_page_for_each_value_in_use() {
    let site = guide();
    site.build();
    let all = site.published("lessen/index.html");
    assert!(all.contains("<a href=\"/lessen/thema/wonen/\">Wonen <span class=\"count\">2</span>"));
    assert!(!all.contains("/lessen/thema/ongebruikt/"));
    assert!(!site.has("public/lessen/thema/ongebruikt/index.html"));
    assert!(site.has("public/lessen/partij/rijk/index.html"));
    assert!(site.has("public/lessen/periode/2010-2019/index.html"));
    let theme = site.published("lessen/thema/wonen/index.html");
    assert_eq!(theme.matches("<p class=\"title\">").count(), 2);
    // A second filter is a question to the search engine, with what it would find.
    let both = "/zoeken/?soort=les&amp;thema=wonen&amp;stap=duiden\">Duiden <span class=\"count\">1</span>";
    assert!(theme.contains(both), "{theme}");
    assert!(theme.contains("<a href=\"/lessen/\" aria-current=\"true\">"));
}

#[test]
fn policies_stand_on_the_timeline_as_surely_as_they_are_known() {
    let site = guide();
    site.build();
    let timeline = site.published("tijdlijn/index.html");
    let bar = |slug: &str| {
        let from = timeline
            .find(&format!(
                "<a class=\"run form-geen\" href=\"/beleid/{slug}/\""
            ))
            .unwrap();
        let to = from + timeline[from..].find("</a>").unwrap();
        &timeline[from..to]
    };
    let (first, second) = (bar("eerste"), bar("tweede"));
    assert!(
        first.contains("class=\"vague\"") && first.contains("class=\"bar\""),
        "{first}"
    );
    assert!(!first.contains("class=\"on\""), "{first}");
    assert!(second.contains("class=\"on\""), "{second}");
    assert!(
        timeline.find(first) < timeline.find(second),
        "in the order of time"
    );
    assert_eq!(timeline.matches("marker-end").count(), 1);
    // Without a year there is nothing to draw; the table has it all the same.
    assert_eq!(timeline.matches("/beleid/zonder-jaar/").count(), 1);
}

#[test]
fn a_year_says_what_was_policy_and_what_is_known_of_it() {
    let site = guide();
    site.build();
    assert!(!site.has("public/tijdlijn/1959/index.html"));
    let year = |year: u32| site.published(&format!("tijdlijn/{year}/index.html"));
    assert!(year(1960).contains("misschien al of nog"));
    assert!(year(1975).contains("/beleid/eerste/") && !year(1975).contains("/beleid/tweede/"));
    assert!(year(1985).contains("/beleid/eerste/") && year(1985).contains("/beleid/tweede/"));
}

#[test]
fn without_policies_there_is_no_timeline() {
    let site = Site::new().lesson("een", "Tekst.");
    site.build();
    assert!(!site.has("public/tijdlijn/index.html"));
    assert!(!site.published("index.html").contains("/tijdlijn/"));
}

#[test]
fn a_drawing_of_neighbours_stays_small() {
    let long = "Wijkactieprogrammacoordinatieoverlegvoorbereidingscommissie";
    let mut site = Site::new();
    let mut front = String::from("related:\n");
    for n in 0..40 {
        site = site.theme(&format!("{long}-{n}").to_lowercase());
        front.push_str(&format!("  - theme/{}-{n}\n", long.to_lowercase()));
    }
    let themes: Vec<String> = (0..20)
        .map(|n| format!("{}-{n}", long.to_lowercase()))
        .collect();
    front.push_str(&format!("themes: [{}]\n", themes.join(", ")));
    let site = site.lesson_with("midden", &front, "Tekst.");
    site.build();
    let page = site.published("lessen/midden/index.html");
    let from = page.find("<svg class=\"near\"").unwrap();
    let drawing = &page[from..from + page[from..].find("</svg>").unwrap()];
    assert_eq!(drawing.matches("<a ").count(), 12);
    assert!(drawing.len() <= 3 << 10, "{} bytes", drawing.len());
}
