//! `sources.yaml`: books, reports, articles and web pages in Hayagriva's format.

use std::fmt::Write;

use super::plan::{Plan, capitalised};
use super::random::Random;

const AUTHORS: [(&str, &str); 16] = [
    ("Jansen", "Piet"),
    ("Bakker", "Marjan"),
    ("Visser", "Kees"),
    ("Mulder", "Anna"),
    ("Hendriks", "Joop"),
    ("Dekker", "Fleur"),
    ("Verheul", "Wouter"),
    ("Smit", "Els"),
    ("Brouwer", "Teun"),
    ("Dijkstra", "Sjoerd"),
    ("Peters", "Lotte"),
    ("Kuipers", "Henk"),
    ("Post", "Rianne"),
    ("Blom", "Karim"),
    ("Prins", "Aisha"),
    ("Vos", "Daan"),
];

/// The keys of `count` sources: `jansen1994`, `bakker1995a`, …
pub(crate) fn keys(count: usize) -> Vec<String> {
    (0..count)
        .map(|nth| {
            let name = AUTHORS[nth % AUTHORS.len()].0.to_lowercase();
            match nth / AUTHORS.len() / 30 {
                0 => format!("{name}{}", year(nth)),
                round => format!("{name}{}-{round}", year(nth)),
            }
        })
        .collect()
}

fn year(nth: usize) -> usize {
    1994 + nth / AUTHORS.len() % 30
}

/// The file.
pub(crate) fn yaml(plan: &Plan) -> String {
    let mut out = String::from("# Bronnen van een proefgids; geen ervan bestaat.\n");
    for (nth, key) in plan.sources.iter().enumerate() {
        let random = &mut Random::stream("source", nth);
        let (family, given) = AUTHORS[nth % AUTHORS.len()];
        let (other, other_given) = AUTHORS[(nth + 5) % AUTHORS.len()];
        let title = format!(
            "{} en {} in de {} wijk",
            capitalised(&random.pick(&plan.words.compounds).plural),
            random.pick(&plan.words.nouns).plural,
            random.pick(&plan.words.adjectives),
        );
        let year = year(nth);
        let read = random.pick(&["volledig", "deels", "inhoudsopgave", "niet"]);
        let kind = ["book", "article", "report", "web"][nth % 4];
        let _ = write!(out, "\n{key}:\n  type: {kind}\n  title: \"{title}\"\n");
        let _ = match nth % 3 {
            0 => writeln!(out, "  author: \"{family}, {given}\""),
            1 => writeln!(
                out,
                "  author: [\"{family}, {given}\", \"{other}, {other_given}\"]"
            ),
            _ => writeln!(
                out,
                "  author:\n    - {{name: {family}, given-name: {given}, prefix: van}}"
            ),
        };
        let _ = writeln!(out, "  date: {year}");
        let _ = match kind {
            "article" => writeln!(
                out,
                "  page-range: 12-{}\n  parent: {{type: periodical, title: Tijdschrift voor de Wijk, volume: {}, issue: {}}}",
                random.between(20, 40),
                year - 1980,
                random.between(1, 6),
            ),
            "web" => writeln!(out, "  url: https://www.voorbeeld.nl/bronnen/{key}"),
            _ => writeln!(out, "  publisher: Uitgeverij Voorbeeld"),
        };
        let _ = writeln!(out, "  read: {read}");
    }
    out
}
