//! What a query is widened with: the thesaurus, parts and joins of words, likely spellings.

use super::thesaurus::Term;
use super::*;

const GUIDE: &str = "
term/krachtwijk | Krachtwijk | Een van veertig wijken. | De minister koos ze.
names: Vogelaarwijk
keywords: probleemwijk
lesson/deur | Achter de voordeur | Hulp aan huis. | De krachtwijken kregen bezoek achter de voordeur.
lesson/gewoon | Gewoon doen | Werk aan de wijk. | Het gezin staat voorop.
lesson/jeugd | Jeugdoverlast | Overlast van jongeren. | Jeugdoverlast vraagt geduld.
lesson/ladder | Positioneringsladder | Drie posities. | Wie staat waar?
lesson/wijken | Wijken | Alle wijken. | Over wijken.
lesson/borg | Borgen | Wat werkt, blijft. | Zo borg je een project.
lesson/nummer | Nummer 2.4 | Zie 1994. | De 40+-wijken.
lesson/veel | Veiligheid | Veiligheid. | Veiligheid op straat is veiligheid.
";

fn term(id: &str, name: &str, labels: &[&str], hidden: &[&str]) -> Term {
    Term {
        id: id.parse().unwrap(),
        name: name.into(),
        labels: labels.iter().map(ToString::to_string).collect(),
        hidden: hidden.iter().map(ToString::to_string).collect(),
        expand: true,
        broader: Vec::new(),
    }
}

fn guide() -> &'static Searcher {
    static GUIDE_INDEX: std::sync::OnceLock<(tempfile::TempDir, Searcher)> =
        std::sync::OnceLock::new();
    let terms = || {
        let mut overlast = term("term/overlast", "overlast", &[], &[]);
        let mut jeugd = term("term/jeugdoverlast", "jeugdoverlast", &[], &[]);
        jeugd.broader = vec![overlast.id.clone()];
        overlast.labels = vec!["hinder".into()];
        let aan_huis = term("term/deur", "achter de voordeur", &["hulp aan huis"], &[]);
        let kracht = term(
            "term/krachtwijk",
            "krachtwijk",
            &["Vogelaarwijk"],
            &["probleemwijk"],
        );
        vec![kracht, aan_huis, jeugd, overlast]
    };
    let (_, searcher) = GUIDE_INDEX.get_or_init(|| search_of(GUIDE, terms()));
    searcher
}

fn first(q: &str) -> String {
    ids_of(guide(), q).into_iter().next().unwrap_or_default()
}

#[test]
fn labels_find_each_other_and_the_reader_is_told() {
    let found = answer_of(guide(), "Vogelaarwijken");
    let ids: Vec<String> = found.hits.iter().map(|hit| hit.id.to_string()).collect();
    assert_eq!(ids, ["term/krachtwijk", "lesson/deur"]);
    assert_eq!(found.widened_with, ["krachtwijk"]);
    let fragment = &found.hits[1].fragments[0].html;
    assert!(fragment.contains("<mark>krachtwijken</mark>"), "{fragment}");
    assert_eq!(
        ids_of(guide(), "probleemwijk"),
        ["term/krachtwijk", "lesson/deur"]
    );
}

#[test]
fn labels_of_several_words_are_phrases() {
    assert!(ids_of(guide(), "hulp aan huis").contains(&"lesson/deur".into()));
    let found = answer_of(guide(), "achter de voordeur");
    assert_eq!(found.hits[0].id.to_string(), "lesson/deur");
    assert_eq!(found.widened_with, ["hulp aan huis"]);
}

#[test]
fn narrower_terms_are_found_too_but_not_the_other_way() {
    assert!(ids_of(guide(), "hinder").contains(&"lesson/jeugd".into()));
    assert_eq!(
        answer_of(guide(), "jeugdoverlast").widened_with,
        Vec::<String>::new()
    );
}

#[test]
fn words_typed_apart_are_joined_and_joined_words_are_split() {
    assert_eq!(first("achter de voor deur"), "lesson/deur");
    assert_eq!(first("positionerings ladder"), "lesson/ladder");
    assert_eq!(first("overlast van de jeugd"), "lesson/jeugd");
    assert_eq!(first("ladder"), "lesson/ladder");
    assert_eq!(
        first("wijkgezin"),
        "lesson/gewoon",
        "parts of an unknown word"
    );
    assert!(answer_of(guide(), "wijkgezin").only_related);
}

#[test]
fn words_come_before_parts_of_words() {
    let (_dir, searcher) = search_of(
        "lesson/a | Krachtwijk | | een\nlesson/b | Wijken | | een\nlesson/c | Wijk | | een\n",
        Vec::new(),
    );
    assert_eq!(
        ids_of(&searcher, "wijk"),
        ["lesson/c", "lesson/b", "lesson/a"]
    );
}

#[test]
fn typing_errors_are_mended() {
    for (typed, meant, page) in [
        ("krachtwjik", "krachtwijk", "term/krachtwijk"),
        ("jeugdoverlats", "jeugdoverlast", "lesson/jeugd"),
        ("veiligheit", "veiligheid", "lesson/veel"),
        ("Jeugtoferlast", "jeugdoverlast", "lesson/jeugd"),
        (
            "positioneringslader",
            "positioneringsladder",
            "lesson/ladder",
        ),
    ] {
        let found = answer_of(guide(), typed);
        assert_eq!(found.hits[0].id.to_string(), page, "{typed}");
        assert_eq!(found.did_you_mean.as_deref(), Some(meant), "{typed}");
        assert!(found.only_related, "{typed}");
        let html = &found.hits[0].title_html;
        assert!(html.contains("<mark>"), "{typed} in {html}");
    }
    let found = answer_of(guide(), "\"de wijk\" jeugdoverlats soort:les");
    assert_eq!(
        found.did_you_mean.as_deref(),
        Some("\"de wijk\" jeugdoverlast soort:les"),
        "all else stays as it was typed"
    );
}

#[test]
fn what_exists_or_is_no_word_is_not_mended() {
    for q in [
        "krachtwijken",
        "wijk",
        "2.5",
        "1995",
        "41+",
        "qwxzj",
        "wie",
        "ladders",
    ] {
        assert_eq!(answer_of(guide(), q).did_you_mean, None, "{q}");
    }
    assert_eq!(
        ids_of(guide(), "1995"),
        [""; 0],
        "a number is never mistyped"
    );
}

#[test]
fn participles_are_forms_of_their_verb() {
    assert_eq!(first("geborgde projecten"), "lesson/borg");
    assert!(!answer_of(guide(), "geborgd").only_related);
}

#[test]
fn means_can_be_left_out() {
    let without = guide().with_features(Features {
        typos: false,
        ..Features::ALL
    });
    assert_eq!(ids_of(&without, "veiligheit"), [""; 0]);
    let without = guide().with_features(Features {
        thesaurus: false,
        ..Features::ALL
    });
    assert_eq!(ids_of(&without, "hinder"), [""; 0]);
}
