//! The whole way, from records to answers, over a small guide made by hand.

use std::path::Path;

mod read_ahead;
mod understanding;
mod widening;

use super::facets::Facet;
use super::searcher::MAX_RESULTS;
use super::*;
use crate::content::PageId;
use crate::language::Analyzer;

/// The search of a guide written in the same way, with its thesaurus.
fn search_of(guide: &str, terms: Vec<thesaurus::Term>) -> (tempfile::TempDir, Searcher) {
    let dir = tempfile::tempdir().unwrap();
    index(dir.path(), guide);
    let searcher = Searcher::open(dir.path(), &Analyzer::new()).unwrap();
    let searcher = searcher.with_thesaurus(&thesaurus::Table { terms });
    (dir, searcher)
}

fn answer_of(searcher: &Searcher, q: &str) -> Response {
    let request = Request {
        q: q.into(),
        ..Request::default()
    };
    searcher.search(&request).unwrap()
}

fn ids_of(searcher: &Searcher, q: &str) -> Vec<String> {
    let hits = answer_of(searcher, q).hits;
    hits.iter().map(|hit| hit.id.to_string()).collect()
}

/// One page, as a few lines of text: `id | title | summary | body`, then `key: value` lines.
const GUIDE: &str = "
chapter/2.4 | Kinderen en jongeren | Wat kinderen nodig hebben. | Een kind groeit op in de wijk.
number: 2.4
chapter/2.4.1 | Scholen | De school in de wijk. | Over de brede school. Zie ook 2.4.
number: 2.4.1
theme/schulden | Schulden en armoede | Schulden houden gezinnen gevangen. | Een schuld begint klein. De gemeente helpt.
thema: schulden=Schulden en armoede
twin: chapter/3.1
point: Kom vroeg
chapter/3.1 | Schulden | Over schulden in de wijk. | Schulden, schulden en nog eens schulden.
number: 3.1
thema: schulden=Schulden en armoede
twin: chapter/3.1
lesson/ga-kijken | Ga kijken | Wie kijkt, ziet meer. | Ga de wijk in. De sociale samenhang groeit niet vanzelf. Steden leren van elkaar.
thema: schulden=Schulden en armoede
thema: leefbaarheid=Leefbaarheid
stap: duiden=Duiden
bewijs: ervaring=Ervaring
updated: 2026-11-01
lesson/samen | Samen aan de slag | Samen werken aan een leefbare buurt. | De samenhang die sociale teams zoeken. <script>alert(\"schuld & boete\")</script> De binnensteden.
thema: leefbaarheid=Leefbaarheid
stap: doen=Doen
bewijs: onderzoek=Onderzoek
updated: 2025-03-01
policy/krachtwijken | Krachtwijken | Het programma voor veertig wijken. | De 40+-wijken van de minister. WOZ-waarden stegen. Het gebied kreeg geld.
names: Vogelaarwijken
period: 2007/2012
policy/gsb | Grotestedenbeleid | Beleid voor grote steden. | Het rijk gaf de steden geld. Zij bieden hulp.
period: 1994/2009
term/sociale-samenhang | Sociale samenhang | Hoe mensen samenhangen. | Ook wel cohesie.
names: cohesie
place/utrecht | Utrecht | | Utrecht is een stad.
page/over | Over deze gids | | Deze gids maakt het weten. 🙂 שלום עולם
pin: contact opnemen
";

fn index(dir: &Path, guide: &str) {
    struct Page {
        id: PageId,
        twin: Option<PageId>,
        url: String,
        cells: Vec<String>,
        lines: Vec<(String, String)>,
    }
    let mut pages: Vec<Page> = Vec::new();
    for line in guide.lines().filter(|line| !line.is_empty()) {
        if line.contains(" | ") {
            let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
            let id: PageId = cells[0].parse().unwrap();
            let url = format!("/{}/", id.slug);
            pages.push(Page {
                id,
                twin: None,
                url,
                cells,
                lines: Vec::new(),
            });
        } else {
            let (key, value) = line.split_once(": ").unwrap();
            let page = pages.last_mut().unwrap();
            match key {
                "twin" => page.twin = value.parse().ok(),
                _ => page.lines.push((key.to_owned(), value.to_owned())),
            }
        }
    }
    let records: Vec<Record<'_>> = (pages.iter())
        .map(|page| {
            let mut record = Record::new(&page.id, &page.url, &page.cells[1]);
            record.summary = &page.cells[2];
            record.text = &page.cells[3];
            record.twin_group = page.twin.as_ref();
            let kind = page.id.kind.info();
            record.facets.push(FacetValue {
                facet: Facet::Kind,
                value: kind.dutch,
                label: kind.plural,
            });
            for (key, value) in &page.lines {
                match key.as_str() {
                    "number" => record.number = Some(value),
                    "names" => record.labels.push(value),
                    "pin" => record.pins.push(value),
                    "keywords" => record.keywords.push(value),
                    "point" => record.key_points.push(value),
                    "period" => record.period = value.parse().ok(),
                    "disputed" => record.disputed = true,
                    "updated" => record.updated = value.parse().ok(),
                    facet => {
                        let (value, label) = value.split_once('=').unwrap();
                        record.facets.push(FacetValue {
                            facet: Facet::from_name(facet).unwrap(),
                            value,
                            label,
                        });
                    }
                }
            }
            record
        })
        .collect();
    assert_eq!(build(dir, &Analyzer::new(), records).unwrap(), pages.len());
}

fn guide() -> &'static Searcher {
    static GUIDE_INDEX: std::sync::OnceLock<(tempfile::TempDir, Searcher)> =
        std::sync::OnceLock::new();
    let (_, searcher) = GUIDE_INDEX.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        index(dir.path(), GUIDE);
        let searcher = Searcher::open(dir.path(), &Analyzer::new()).unwrap();
        (dir, searcher)
    });
    searcher
}

fn ask(request: &Request) -> Response {
    guide().search(request).unwrap()
}

fn asked(q: &str) -> Response {
    ask(&Request {
        q: q.into(),
        ..Request::default()
    })
}

fn ids(q: &str) -> Vec<String> {
    asked(q).hits.iter().map(|hit| hit.id.to_string()).collect()
}

fn filtered(q: &str, filters: &[(Facet, &str)]) -> Response {
    let filters = filters
        .iter()
        .map(|(facet, value)| (*facet, value.to_string()))
        .collect();
    ask(&Request {
        q: q.into(),
        filters,
        ..Request::default()
    })
}

fn counts(response: &Response, facet: Facet) -> Vec<(String, usize)> {
    let (_, counts) = response
        .facets
        .iter()
        .find(|(known, _)| *known == facet)
        .unwrap();
    counts
        .iter()
        .map(|count| (count.choice.value.to_string(), count.pages))
        .collect()
}

#[test]
fn inflected_forms_are_found_and_exact_forms_come_first() {
    assert_eq!(ids("kind"), ["chapter/2.4"]);
    assert!(
        ids("stad").contains(&"policy/gsb".into()),
        "steden is found by stad"
    );
    assert_eq!(
        ids("wijken")[0],
        "policy/krachtwijken",
        "which has the form asked"
    );
    assert_eq!(ids("leefbaar"), ["lesson/samen"]);
    assert_eq!(ids("binnenstad"), ["lesson/samen"]);
    assert_eq!(
        ids("gebieden"),
        ["policy/krachtwijken"],
        "bieden is another word"
    );
    assert_eq!(ids("school"), ["chapter/2.4.1"]);
}

#[test]
fn all_of_two_words_most_of_more() {
    assert_eq!(ids("schuld gemeente"), ["theme/schulden"]);
    let related = asked("schuld treintijden");
    assert!(
        related.only_related && related.total > 0,
        "the word that says most is nowhere"
    );
    assert!(!asked("schuld gemeente").only_related);
    assert_eq!(
        ids("schuld gemeente klein utrecht")[0],
        "theme/schulden",
        "three of four are enough"
    );
    assert_eq!(
        ids("wat is een schuld?").len(),
        ids("schuld").len(),
        "stop words are left out"
    );
}

#[test]
fn stop_words_count_when_nothing_else_is_asked() {
    assert!(ids("de").contains(&"lesson/ga-kijken".into()));
    assert_eq!(ids("\"ga de wijk in\""), ["lesson/ga-kijken"]);
    assert_eq!(ids("\"ga een wijk in\""), [""; 0]);
}

#[test]
fn phrases_and_exclusion() {
    assert_eq!(
        ids("\"sociale samenhang\""),
        ["term/sociale-samenhang", "lesson/ga-kijken"]
    );
    assert_eq!(ids("sociale samenhang").len(), 3);
    assert_eq!(ids("sociale samenhang -teams").len(), 2);
    assert_eq!(ids("samenhang -\"sociale samenhang\""), ["lesson/samen"]);
    assert_eq!(
        ids("-de -het -een -is -over -beleid -mensen -school"),
        [""; 0]
    );
    assert!(
        ids("-wijk").contains(&"place/utrecht".into())
            && !ids("-wijk").contains(&"chapter/2.4".into())
    );
}

#[test]
fn hyphens_join_and_part() {
    for q in [
        "WOZ-waarde",
        "wozwaarde",
        "woz waarde",
        "\"woz waarden\"",
        "WOZ",
    ] {
        assert_eq!(ids(q), ["policy/krachtwijken"], "{q}");
    }
    assert_eq!(ids("40+"), ["policy/krachtwijken"]);
    assert_eq!(ids("40+-wijk"), ["policy/krachtwijken"]);
}

#[test]
fn numbers_titles_labels_and_pins_go_to_the_top() {
    assert_eq!(ids("2.4")[0], "chapter/2.4");
    assert_eq!(ids("hoofdstuk 2.4.1")[0], "chapter/2.4.1");
    assert_eq!(ids("Schulden")[0], "chapter/3.1");
    assert_eq!(ids("ga kijken")[0], "lesson/ga-kijken");
    assert_eq!(ids("VOGELAARWIJKEN")[0], "policy/krachtwijken");
    assert_eq!(ids("contact opnemen"), ["page/over"]);
}

#[test]
fn prefixes() {
    assert_eq!(ids("krachtw*"), ["policy/krachtwijken"]);
    assert_eq!(
        ids("krachtw"),
        ["policy/krachtwijken"],
        "the last word may be unfinished"
    );
    assert!(
        asked("krachtw ").only_related,
        "a finished word that stands within others is only related"
    );
    assert_eq!(
        asked("krachtw*").hits[0].title_html,
        "<mark>Krachtwijken</mark>"
    );
}

#[test]
fn filters_in_the_request_and_in_the_query() {
    let hits = |response: Response| {
        response
            .hits
            .iter()
            .map(|hit| hit.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        hits(filtered("", &[(Facet::Step, "duiden")])),
        ["lesson/ga-kijken"]
    );
    let either = filtered("", &[(Facet::Step, "duiden"), (Facet::Step, "doen")]);
    assert_eq!(hits(either), ["lesson/ga-kijken", "lesson/samen"]);
    let both = filtered(
        "",
        &[(Facet::Theme, "schulden"), (Facet::Evidence, "ervaring")],
    );
    assert_eq!(hits(both), ["lesson/ga-kijken"]);
    assert_eq!(ids("soort:les thema:schulden"), ["lesson/ga-kijken"]);
    assert_eq!(ids("samenhang -soort:les"), ["term/sociale-samenhang"]);
    assert_eq!(ids("soort:zzz"), [""; 0], "an unknown value is plain text");
}

#[test]
fn periods_overlap() {
    let found = |period: &str| {
        let request = Request {
            period: Some(period.into()),
            ..Request::default()
        };
        ask(&request)
            .hits
            .iter()
            .map(|hit| hit.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("2008"), ["policy/gsb", "policy/krachtwijken"]);
    assert_eq!(found("2010/.."), ["policy/krachtwijken"]);
    assert_eq!(found("/1993"), [""; 0]);
    assert_eq!(ids("periode:1994 steden"), ["policy/gsb"]);
}

#[test]
fn a_facet_ignores_its_own_filter() {
    let all = filtered("", &[]);
    assert_eq!(
        counts(&all, Facet::Theme),
        [("schulden".to_owned(), 3), ("leefbaarheid".to_owned(), 2)]
    );
    let response = filtered("", &[(Facet::Theme, "leefbaarheid"), (Facet::Kind, "les")]);
    assert_eq!(response.total, 2);
    assert_eq!(
        counts(&response, Facet::Theme),
        [("leefbaarheid".to_owned(), 2), ("schulden".to_owned(), 1)]
    );
    assert_eq!(counts(&response, Facet::Kind), [("les".to_owned(), 2)]);
    assert_eq!(
        counts(&response, Facet::Step),
        [("doen".to_owned(), 1), ("duiden".to_owned(), 1)]
    );
    let (_, themes) = &response.facets[Facet::Theme as usize];
    assert_eq!(&*themes[0].choice.label, "Leefbaarheid");
    // A value that was chosen stays in sight, even where it finds nothing.
    let nothing = filtered("utrecht", &[(Facet::Theme, "schulden")]);
    assert_eq!(
        (nothing.total, counts(&nothing, Facet::Theme)),
        (0, vec![("schulden".to_owned(), 0)])
    );
}

#[test]
fn twins_are_one_hit() {
    let response = asked("schulden");
    let hit = &response.hits[0];
    assert_eq!(
        (hit.id.to_string(), hit.also[0].to_string()),
        ("chapter/3.1".into(), "theme/schulden".into())
    );
    assert!(
        !response
            .hits
            .iter()
            .any(|hit| hit.id.to_string() == "theme/schulden")
    );
    assert_eq!(response.total, response.hits.len());
    assert_eq!(
        counts(&response, Facet::Kind)
            .iter()
            .map(|(_, pages)| pages)
            .sum::<usize>(),
        response.total + 1,
        "facets count pages"
    );
    assert_eq!(
        ids("armoede"),
        ["theme/schulden"],
        "a twin that is found alone is shown"
    );
}

#[test]
fn highlights_escape_html() {
    let response = asked("boete");
    let hit = &response.hits[0];
    assert_eq!(hit.id.to_string(), "lesson/samen");
    let html = &hit.fragments[0].html;
    assert!(
        html.contains(
            "&lt;script&gt;alert(&quot;schuld &amp; <mark>boete</mark>&quot;)&lt;/script&gt;"
        ),
        "{html}"
    );
    assert!(hit.fragments[0].text.contains("<script>"));
    assert_eq!(
        asked("kom vroeg").hits[0].fragments[0].html,
        "<mark>Kom</mark> <mark>vroeg</mark>",
        "a key point, where the text has nothing"
    );
    assert_eq!(
        asked("samenhang")
            .hits
            .iter()
            .find(|hit| hit.id.to_string() == "term/sociale-samenhang")
            .unwrap()
            .summary_html,
        "Hoe mensen <mark>samenhangen</mark>."
    );
}

#[test]
fn pages_of_results_and_order() {
    let page = |page, per_page| {
        ask(&Request {
            page,
            per_page,
            ..Request::default()
        })
    };
    let all: Vec<_> = page(1, 100).hits.iter().map(|hit| hit.id.clone()).collect();
    let mut by_three = Vec::new();
    for at in 1..=4 {
        by_three.extend(page(at, 3).hits.into_iter().map(|hit| hit.id));
    }
    assert_eq!(by_three, all);
    assert_eq!(
        (page(2, 100).hits.len(), page(2, 100).total),
        (0, all.len())
    );
    let newest = ask(&Request {
        sort: Sort::Date,
        per_page: 2,
        ..Request::default()
    });
    assert_eq!(
        newest
            .hits
            .iter()
            .map(|hit| hit.updated.unwrap().to_string())
            .collect::<Vec<_>>(),
        ["2026-11-01", "2025-03-01"]
    );
}

#[test]
fn faults_are_told_together_with_their_parameter() {
    let request = Request {
        q: "wijk ".repeat(33),
        filters: vec![(Facet::Theme, "zzz".into())],
        period: Some("vroeger".into()),
        page: 0,
        per_page: 101,
        sort: Sort::Relevance,
    };
    let Err(SearchError::Refused(refusals)) = guide().search(&request) else {
        panic!("it is refused")
    };
    let parameters: Vec<_> = refusals.iter().map(|refusal| refusal.parameter).collect();
    assert_eq!(parameters, ["perPagina", "pagina", "thema", "periode", "q"]);
    let far = |page, per_page| {
        guide()
            .search(&Request {
                page,
                per_page,
                ..Request::default()
            })
            .is_ok()
    };
    assert!(
        far(MAX_RESULTS / 100, 100) && !far(MAX_RESULTS / 100 + 1, 100) && !far(usize::MAX, 100)
    );
}

#[test]
fn strange_queries_are_answered() {
    for q in [
        "",
        "   ",
        "!!!",
        "🙂",
        "\"",
        "-",
        "*",
        "a*",
        "-*",
        "שלום",
        &"\u{301}".repeat(500),
        &"a".repeat(500),
        "()[]{}^~\\/AND OR NOT +x",
        "title:x",
        "\u{0}\u{1f}",
    ] {
        guide()
            .search(&Request {
                q: q.into(),
                ..Request::default()
            })
            .unwrap();
    }
    assert_eq!(ids("שלום"), ["page/over"]);
    assert_eq!(asked("!!!").total, 0, "there is nothing to look for");
    assert_eq!(
        asked("  ").total,
        10,
        "nothing is asked: all pages, twins as one"
    );
}

#[test]
fn hostile_pages_are_found_and_shown() {
    let dir = tempfile::tempdir().unwrap();
    let zalgo = format!("e{} naald", "\u{301}".repeat(10_000));
    let long = format!("{} speld {}", "a".repeat(500), "woord".repeat(100_000));
    index(
        dir.path(),
        &format!("page/a | A | | {zalgo}\npage/b | B | | {long}\n"),
    );
    let searcher = Searcher::open(dir.path(), &Analyzer::new()).unwrap();
    for (q, id) in [("naald", "page/a"), ("speld", "page/b")] {
        let response = searcher
            .search(&Request {
                q: q.into(),
                ..Request::default()
            })
            .unwrap();
        assert_eq!(response.hits[0].id.to_string(), id);
        let html = &response.hits[0].fragments[0].html;
        assert!(
            html.len() < 700 && html.contains(&format!("<mark>{q}</mark>")),
            "{html}"
        );
    }
}

#[test]
fn explanations_tell_fields_and_worth() {
    let request = Request {
        q: "stad utrecht".into(),
        ..Request::default()
    };
    let explanation = guide()
        .explain(&request, &"place/utrecht".parse().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!((explanation.asked, explanation.enough.count), (2, 1));
    let explained = &explanation.explained;
    let best: Vec<_> = (explained.reasons.iter().filter(|reason| reason.best))
        .map(|reason| {
            (
                reason.asked.as_str(),
                reason.field.map_or("", |field| field.info().name),
                reason.exact,
            )
        })
        .collect();
    assert_eq!(best, [("stad", "body", true), ("utrecht", "title", true)]);
    let score: f32 = ask(&request).hits[0].score;
    let sum = explained.worth * explained.factor + explained.lift;
    assert!((score - sum).abs() < 1e-3, "{score} {sum}");
    assert_eq!((score, explained.share), (explained.score, 1.0));
    assert_eq!(
        guide().explain(&request, &"policy/gsb".parse().unwrap()),
        Ok(None)
    );
}

#[test]
fn an_index_knows_whether_it_can_be_used() {
    let analyzer = Analyzer::new();
    let dir = tempfile::tempdir().unwrap();
    let open = || Searcher::open(dir.path(), &analyzer).map(|searcher| searcher.pages());
    assert!(matches!(open(), Err(IndexError::Missing(_))));
    index(dir.path(), GUIDE);
    assert_eq!(open(), Ok(11));
    index(dir.path(), "page/a | A | | een\n");
    assert_eq!(open(), Ok(1), "a new index takes the place of the old one");

    let files: Vec<_> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let terms = files
        .iter()
        .find(|path| path.extension().is_some_and(|end| end == "term"))
        .unwrap();
    let whole = std::fs::read(terms).unwrap();
    std::fs::write(terms, &whole[..whole.len() - 1]).unwrap();
    assert!(matches!(open(), Err(IndexError::Damaged(..))), "cut off");
    let mut changed = whole.clone();
    changed[3] ^= 1;
    std::fs::write(terms, changed).unwrap();
    assert!(
        matches!(open(), Err(IndexError::Damaged(..))),
        "a bit has turned"
    );
    std::fs::write(terms, whole).unwrap();
    assert_eq!(open(), Ok(1));

    let manifest = dir.path().join("wijkgids-index.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace(analyzer.fingerprint(), "anders")).unwrap();
    assert!(matches!(open(), Err(IndexError::Outdated { .. })));
    std::fs::write(&manifest, "{").unwrap();
    assert!(matches!(open(), Err(IndexError::Damaged(..))));
}

#[test]
fn an_empty_guide_is_an_index_too() {
    let dir = tempfile::tempdir().unwrap();
    index(dir.path(), "");
    let searcher = Searcher::open(dir.path(), &Analyzer::new()).unwrap();
    for q in ["", "wijk", "\"de wijk\"", "wij*"] {
        assert_eq!(
            searcher
                .search(&Request {
                    q: q.into(),
                    ..Request::default()
                })
                .unwrap()
                .total,
            0
        );
    }
}

#[test]
fn answers_do_not_depend_on_segments() {
    let dir = tempfile::tempdir().unwrap();
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    one.install(|| index(dir.path(), GUIDE));
    let single = Searcher::open(dir.path(), &Analyzer::new()).unwrap();
    for q in [
        "wijk",
        "schulden",
        "sociale samenhang",
        "de",
        "steden geld",
        "",
    ] {
        let request = Request {
            q: q.into(),
            ..Request::default()
        };
        assert_eq!(single.search(&request), guide().search(&request), "{q}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_answered(q in "([-\"* :é🙂]|wijk|de|soort:les|schuld|sociale){0,20}|\\PC{0,40}") {
        let answer = guide().search(&Request { q, ..Request::default() });
        proptest::prop_assert!(matches!(answer, Ok(_) | Err(SearchError::Refused(_))));
    }
}
