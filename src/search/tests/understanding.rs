//! What is made of a query: questions, years, kinds of page, outright answers.

use super::thesaurus::Term;
use super::*;

const GUIDE: &str = "
term/omslagpunt | Omslagpunt | Het punt waarop een wijk snel achteruitgaat. | Daarna helpt weinig.
twin: chapter/3.3
bron: rigo=Onderzoek van RIGO
disputed: ja
chapter/3.3 | Omslagpunten in wijken | Waar het misgaat. | Een omslagpunt kondigt zich aan.
twin: chapter/3.3
policy/nplv | Nationaal Programma | Rijksprogramma sinds 2022. | Het programma werkt in gebieden.
point: Het Nationaal Programma duurt vijftien tot twintig jaar.
point: Het begon op 4 juli 2022.
period: 2022/..
policy/isv | Investeringsbudget | Geld voor de stad. | Beleid met één budget.
period: 1983/1989
policy/oud | Woningwet | Wet op het wonen. | Over krotten.
period: 1901/..
lesson/regie | Leg de regie vast | Wie doet wat? | Tekst over beleid en regie in de wijk.
point: De gemeente voert de procesregie.
chapter/2 | Composteren | Van afval tot aarde. | Compost is verteerd plantenafval. Het voedt de bodem.
page/over | Over | Over deze gids. | Tekst.
";

fn guide() -> &'static Searcher {
    static GUIDE_INDEX: std::sync::OnceLock<(tempfile::TempDir, Searcher)> =
        std::sync::OnceLock::new();
    let term = Term {
        id: "term/omslagpunt".parse().unwrap(),
        name: "omslagpunt".into(),
        labels: vec!["kantelpunt".into()],
        hidden: vec!["omslachpunt".into(), "crisis".into()],
        expand: true,
        broader: Vec::new(),
    };
    let (_, searcher) = GUIDE_INDEX.get_or_init(|| search_of(GUIDE, vec![term]));
    searcher
}

fn answer(q: &str) -> Option<(String, String)> {
    let answer = answer_of(guide(), q).answer?;
    Some((answer.id.to_string(), answer.text))
}

fn text(q: &str) -> String {
    answer(q).map(|(_, text)| text).unwrap_or_default()
}

#[test]
fn the_name_of_a_term_is_answered_by_its_definition() {
    let definition = "Het punt waarop een wijk snel achteruitgaat.";
    for q in [
        "omslagpunt",
        "Omslagpunten",
        "wat is een omslagpunt?",
        "wat betekent kantelpunt",
        "omslagpunt betekenis",
        "omslachpunt",
        "waar staat omslagpunt voor",
    ] {
        assert_eq!(text(q), definition, "{q}");
    }
    let answer = answer_of(guide(), "omslagpunt").answer.unwrap();
    assert_eq!(answer.id.to_string(), "term/omslagpunt");
    assert_eq!(
        (answer.url.as_str(), answer.disputed),
        ("/omslagpunt/", true)
    );
    assert_eq!(answer.sources[0].id.to_string(), "source/rigo");
    assert_eq!(answer.sources[0].title, "Onderzoek van RIGO");
    assert_eq!(answer.sources[0].path(), "/bronnen/rigo/");
}

#[test]
fn questions_are_answered_by_what_has_all_they_name() {
    assert_eq!(
        text("hoe lang duurt het nationaal programma"),
        "Het Nationaal Programma duurt vijftien tot twintig jaar."
    );
    assert_eq!(
        text("wanneer begon het nationaal programma"),
        "Het begon op 4 juli 2022."
    );
    assert_eq!(
        text("wie voert de procesregie?"),
        "De gemeente voert de procesregie."
    );
    assert_eq!(
        text("wat doet de gemeente"),
        "De gemeente voert de procesregie."
    );
    assert_eq!(text("wat is compost"), "Compost is verteerd plantenafval.");
}

#[test]
fn what_is_less_than_certain_is_no_answer() {
    for q in [
        "crisis",
        "wijk",
        "procesregie gemeente",
        "hoeveel kost de procesregie",
        "wie betaalt het budget",
        "omslagpunt wijk gemeente",
        "treintijden utrecht centraal",
        "wat is er",
        "\"omslagpunt\"",
        "omslag*",
        "",
    ] {
        assert_eq!(answer(q), None, "{q}");
    }
    let later = Request {
        q: "omslagpunt".into(),
        page: 2,
        ..Request::default()
    };
    assert_eq!(guide().search(&later).unwrap().answer, None);
}

#[test]
fn years_find_what_is_of_that_time() {
    assert_eq!(ids_of(guide(), "beleid jaren tachtig")[0], "policy/isv");
    assert_eq!(ids_of(guide(), "budget 1985")[0], "policy/isv");
    assert_eq!(ids_of(guide(), "woningwet 1901")[0], "policy/oud");
    assert!(ids_of(guide(), "1985").contains(&"policy/isv".into()));
}

#[test]
fn question_words_are_no_obstacle() {
    assert_eq!(
        ids_of(guide(), "hoeveel omslagpunten zijn er?"),
        ids_of(guide(), "omslagpunten")
    );
    assert_eq!(
        ids_of(guide(), "betekenis")[..],
        [""; 0],
        "unless nothing else is asked"
    );
}

#[test]
fn twins_are_one_hit_that_names_them_all() {
    let found = answer_of(guide(), "achteruitgaat");
    assert_eq!(found.total, 1);
    assert_eq!(found.hits[0].id.to_string(), "term/omslagpunt");
    let also: Vec<String> = found.hits[0].also.iter().map(ToString::to_string).collect();
    assert_eq!(
        also,
        ["chapter/3.3"],
        "though the word does not stand there"
    );
    assert_eq!(
        guide().twins(&"term/omslagpunt".parse().unwrap()),
        found.hits[0].also
    );
}

#[test]
fn nothing_answers_what_is_not_there() {
    for q in ["qwxzj", "appeltaart bakken", "zwembad openingstijden"] {
        let found = answer_of(guide(), q);
        assert!(found.total == 0 || found.only_related, "{q}");
        assert_eq!(found.answer, None, "{q}");
    }
}
