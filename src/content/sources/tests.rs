//! Tests of the whole: from a file's text to references, citations and diagnostics.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Place;

const FIXTURE: &str = include_str!("fixture.yaml");

fn sources(text: &str) -> Sources {
    let (sources, found) = read(&"content/sources.yaml".into(), text);
    assert_eq!(found, [], "{text}");
    sources
}

fn faults(text: &str) -> Vec<String> {
    let (_, found) = read(&"content/sources.yaml".into(), text);
    found
        .iter()
        .map(|d| {
            let Place::Span(start, end) = d.place else {
                panic!("{d:?}")
            };
            format!(
                "{}{} «{}»{}",
                d.code,
                d.variant.map(|v| format!("/{v}")).unwrap_or_default(),
                &text[start as usize..end as usize],
                d.suggestion
                    .as_ref()
                    .map(|s| format!(" → {s}"))
                    .unwrap_or_default()
            )
        })
        .collect()
}

fn cited(sources: &Sources, group: &[(&str, Option<&str>, bool)]) -> (String, String) {
    let group: Vec<Cited> = group
        .iter()
        .map(|&(key, locator, suppress_author)| Cited {
            key,
            locator,
            suppress_author,
        })
        .collect();
    let (mut html, mut text) = (String::new(), String::new());
    for piece in sources.pieces(&group) {
        html.push_str(piece.before);
        text.push_str(piece.before);
        piece.write_html(&mut html);
        piece.write_text(&mut text);
    }
    (html + CLOSE, text + CLOSE)
}

#[test]
fn a_dozen_sources_as_references() {
    let sources = sources(FIXTURE);
    let list = sources.bibliography(sources.iter().map(|source| source.key.as_str()));
    let html: Vec<&str> = list.iter().map(|s| s.reference_html.as_str()).collect();
    insta::assert_snapshot!("references_html", html.join("\n"));
    let text: Vec<&str> = list.iter().map(|s| s.reference_text.as_str()).collect();
    insta::assert_snapshot!("references_text", text.join("\n"));
    assert!(
        html.iter()
            .all(|html| !html.contains("style=") && !html.contains("<span"))
    );
}

#[test]
fn a_dozen_sources_in_the_text_and_for_other_programs() {
    let sources = sources(FIXTURE);
    let lines: Vec<String> = sources
        .iter()
        .map(|s| format!("{}: ({}, {}) {:?}", s.key, s.authors_html, s.year, s.date))
        .collect();
    insta::assert_snapshot!("in_the_text", lines.join("\n"));
    let exports: Vec<String> = [
        "tijdschrift2012",
        "minister-vro2022",
        "platform31-80-jaar",
        "nrc-heffing2008",
    ]
    .iter()
    .filter_map(|key| sources.get(key))
    .map(|s| format!("{}\n{}", s.bibtex, s.ris.replace("\r\n", "\n")))
    .collect();
    insta::assert_snapshot!("exports", exports.join("\n"));
}

#[test]
fn groups_of_citations() {
    let sources = sources(FIXTURE);
    for (group, html) in [
        (
            &[("bijvangsten-van-beleid", Some("p. 12"), false)][..],
            "(Van Twist &amp; Verheul, 2009, p. 12)",
        ),
        (&[("bijvangsten-van-beleid", None, true)], "(2009)"),
        (
            &[("bijvangsten-van-beleid", Some("§3.1"), true)],
            "(2009, §3.1)",
        ),
        (
            &[
                ("som2013", None, false),
                ("platform31-80-jaar", None, false),
            ],
            "(Som, 2013; Van der Velden et al., 2024)",
        ),
        (
            &[
                ("platform31-wijkengids", None, false),
                ("wijkengids-1-9", None, false),
                ("som2013", None, false),
            ],
            "(Platform31, z.d.-b, z.d.-a; Som, 2013)",
        ),
        (
            &[
                ("platform31-wijkengids", Some("p. 1"), false),
                ("wijkengids-1-9", None, false),
            ],
            "(Platform31, z.d.-b, p. 1; Platform31, z.d.-a)",
        ),
        (
            &[("gsb-i", Some("a < b"), false)],
            "(“Grotestedenbeleid fase I (GSB-I)”, z.d., a &lt; b)",
        ),
        (&[("on<bekend", None, false)], "(on&lt;bekend)"),
        (&[], ")"),
    ] {
        assert_eq!(cited(&sources, group).0, html);
    }
    assert_eq!(
        cited(
            &sources,
            &[("bijvangsten-van-beleid", Some(" p. 12 "), false)]
        )
        .1,
        "(Van Twist & Verheul, 2009, p. 12)"
    );
}

#[test]
fn letters_follow_the_order_of_the_list() {
    let sources = sources(
        "b: {type: report, title: Zes, author: SCP, date: 2011}\n\
         a: {type: report, title: Zes, author: SCP, date: 2011-06}\n\
         c: {type: report, title: Aap, author: SCP, date: 2011}\n\
         d: {type: report, title: Aap, author: SCP, date: 2012}\n",
    );
    let years: Vec<(&str, &str)> = sources
        .iter()
        .map(|s| (s.key.as_str(), s.year.as_str()))
        .collect();
    assert_eq!(
        years,
        [
            ("a", "2011c"),
            ("b", "2011b"),
            ("c", "2011a"),
            ("d", "2012")
        ]
    );
    assert_eq!(
        sources.get("a").unwrap().reference_text,
        "SCP. (2011c). Zes."
    );
    let list = sources.bibliography(["d", "a", "nergens", "c", "b", "a"]);
    let keys: Vec<&str> = list.iter().map(|s| s.key.as_str()).collect();
    assert_eq!(keys, ["c", "b", "a", "d"]);
}

#[test]
fn a_title_stands_for_an_author_who_is_not_named() {
    let sources = sources(
        "a: {type: report, title: {value: De hele lange titel, short: De titel}}\n\
         b: {type: web, title: 1984, date: 2003-02-19}\n\
         c: {type: book, title: Bundel, editor: [\"de Wit, Jan\", {name: Smit}], date: 2001}\n",
    );
    let all: Vec<String> = sources
        .iter()
        .map(|s| format!("{}, {}", s.authors_html, s.year))
        .collect();
    assert_eq!(
        all,
        [
            "<cite>De titel</cite>, z.d.",
            "<cite>1984</cite>, 2003",
            "De Wit &amp; Smit, 2001"
        ]
    );
}

#[test]
fn every_fault_of_every_entry_is_found() {
    let text = "losse regel\n\
        zonder-soort:\n  title: x\n\
        zonder-titel:\n  type: report\n\
        lege-titel:\n  type: report\n  title:\n\
        fout:\n  type: raport\n  title: x\n  url: www.rigo.nl/x\n  date: 1-11-2026\n  read: half\n  auteur: y\n\
        script:\n  type: web\n  title: x\n  url: javascript:alert(1)\n\
        dubbel:\n  type: web\n  title: x\n  title: y\n\
        dubbel:\n  type: boek\n  title: x\n\
        Van Twist:\n  type: web\n  title: x\n\
        yaml:\n  type: web\n  title: Let op: kijk\n\
        lijst:\n- a\n\
        anker:\n  type: web\n  title: &a x\n\
        ouder:\n  type: article\n  title: x\n  parent: {titel: NRC, type: krant, date: 20x}\n\
        auteur:\n  type: web\n  title: x\n  author: {naam: x}\n  date: 2012\n\
        maand:\n  type: web\n  title: x\n  date: 2012-13\n\
        los:\n  type: web\n  title: x\n  date: {year: 2012, month: 99}\n\
        bezoek:\n  type: web\n  title: x\n  url: {value: https://a.nl, date: 2012-13-01}\n\
        goed:\n  type: web\n  title: x\n";
    insta::assert_snapshot!(faults(text).join("\n"), @r"
    bad-yaml/no-colon «losse regel»
    bad-source/no-type «zonder-soort»
    bad-source/no-title «zonder-titel»
    bad-source/no-title «title»
    bad-source/type «raport» → report
    bad-source/url «www.rigo.nl/x» → https://www.rigo.nl/x
    bad-source/date «1-11-2026» → 2026-11-01
    bad-source/read «half»
    unknown-key/source «auteur» → author
    bad-source/url «javascript:alert(1)»
    duplicate-key «title»
    bad-source/type «boek» → book
    duplicate-key/source «dubbel»
    bad-source/key «Van Twist» → van-twist
    bad-yaml/colon «Let op: kijk»
    bad-source/shape «lijst»
    yaml-anchor «&a x»
    unknown-key/source «titel» → title
    bad-source/type «krant» → newspaper
    bad-source/date «20x»
    bad-source/value «{naam: x}»
    bad-source/date «2012-13»
    bad-source/date «{year: 2012, month: 99}»
    bad-source/value «{value: https://a.nl, date: 2012-13-01}»
    ");
    let (sources, _) = read(&"s.yaml".into(), text);
    let keys: Vec<&str> = sources.iter().map(|s| s.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "Van Twist",
            "anker",
            "auteur",
            "bezoek",
            "dubbel",
            "fout",
            "goed",
            "lege-titel",
            "lijst",
            "los",
            "maand",
            "ouder",
            "script",
            "yaml",
            "zonder-soort",
            "zonder-titel"
        ]
    );
    // What is sound of an entry with a fault is kept.
    let auteur = sources.get("auteur").unwrap();
    assert_eq!((auteur.title.as_str(), auteur.year.as_str()), ("x", "2012"));
    assert_eq!(sources.get("script").unwrap().url, None);
    assert_eq!(sources.nearest("anket"), Some("anker"));
}

#[test]
fn remembered_references_change_nothing() {
    let file: Arc<str> = "content/sources.yaml".into();
    let fresh = read(&file, FIXTURE);
    let mut references = References::default();
    assert_eq!(read_again(&file, FIXTURE, &mut references), fresh);
    let kept = references.clone();
    assert_eq!(read_again(&file, FIXTURE, &mut references), fresh);
    assert_eq!(references, kept);
    // On disk and back, and with an entry changed.
    let json = serde_json::to_string(&references).unwrap();
    let mut references: References = serde_json::from_str(&json).unwrap();
    let changed = FIXTURE.replace("Bijvangsten van beleid", "Bijvangst");
    assert_eq!(
        read_again(&file, &changed, &mut references),
        read(&file, &changed)
    );
    assert_ne!(references, kept);
}

#[test]
fn the_order_of_the_file_does_not_matter() {
    let mut blocks: Vec<&str> = FIXTURE.split("\n\n").skip(1).collect();
    let one = sources(&blocks.join("\n\n"));
    blocks.reverse();
    let other = sources(&blocks.join("\n\n"));
    for (a, b) in one.iter().zip(other.iter()) {
        assert_eq!(
            (&a.key, &a.year, &a.reference_html),
            (&b.key, &b.year, &b.reference_html)
        );
    }
    assert_eq!(read(&"x".into(), "").0.len(), 0);
    assert_eq!(sources("\u{feff}# niets\n---\n").len(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_survived(text in "(?s).{0,120}") {
        let _ = read(&"s.yaml".into(), &text);
    }

    #[test]
    fn any_entry_is_survived(
        fields in "(  (type|title|author|date|url|read|parent|editor|page-range|volume|serial-number|affiliated|publisher|language|runtime): ?(web|report|article|legislation|2012-02-31|~?[0-9]{1,9}|-?[0-9-]{1,12}|https?://[a-z.:/]{0,9}|[\\[\\]{}a-zé\"'&*@#$\\\\:, .-]{0,24}|\\{(name|title|value|year|names): [a-z0-9 ,]{0,8}\\})\n){0,6}"
    ) {
        let text = format!("a:\n  type: article\n  title: x\n{fields}b:\n{fields}");
        let (sources, found) = read(&"s.yaml".into(), &text);
        for d in found {
            if let Place::Span(start, end) = d.place {
                let _ = &text[start as usize..end as usize];
            }
        }
        for source in sources.iter() {
            prop_assert!(!source.reference_html.contains("style="));
        }
    }
}
