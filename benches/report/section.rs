//! The section on search in `docs/prestaties.md`. The rest of that page and this section are each
//! written by a bench of their own, and each leaves the other's as it is.

use std::fmt::Write;
use std::time::Duration;

use crate::machine::Machine;
use crate::report::{number, whole};
use crate::search::{Answered, Asked, RATE, WARM};

/// Where the section begins.
pub(crate) const TITLE: &str = "## Zoeken onder belasting";

/// The section of a page that begins with this title; nothing if it has none.
pub(crate) fn of<'p>(page: &'p str, title: &str) -> &'p str {
    let Some(start) = page.find(title) else {
        return "";
    };
    let rest = &page[start..];
    let end = rest[1..].find("\n## ").map_or(rest.len(), |at| at + 2);
    &rest[..end]
}

/// A page with this section: in the place of the one with its title, or at the end.
pub(crate) fn put(page: &str, title: &str, section: &str) -> String {
    let old = of(page, title);
    let section = section.trim_end();
    match (old.is_empty(), section.is_empty()) {
        (_, true) => page.to_owned(),
        (true, false) => format!("{}\n\n{section}\n", page.trim_end()),
        (false, false) => {
            let replaced = page.replacen(old, &format!("{section}\n\n"), 1);
            format!("{}\n", replaced.trim_end())
        }
    }
}

/// The times of all that was asked.
pub(crate) fn table(answered: &Answered) -> String {
    let mut out = String::from(
        "| Wat | p50 (ms) | p95 (ms) | p99 (ms) | langste (ms) | antwoorden/s | fouten |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    for (asked, load) in &answered.rows {
        let what = match asked {
            Asked::Search => "zoeken, met facetten en fragmenten",
            Asked::Suggestions => "suggesties",
            Asked::Tantivy => "tantivy alleen, beste tien, zonder HTTP",
        };
        let _ = write!(out, "| {what} |");
        for share in [0.5, 0.95, 0.99, 1.0] {
            let _ = write!(out, " {} |", milliseconds(load.percentile(share)));
        }
        let _ = writeln!(out, " {} | {} |", number(load.rate(), 1), load.lost());
    }
    out
}

/// The section.
pub(crate) fn section(machine: &Machine, answered: &Answered) -> String {
    let mut out = format!(
        "{TITLE}\n\n\
         <!-- Geschreven door `make bench-search`; wijzig benches/report, niet dit deel. -->\n\n\
         {} pagina’s, {} vragen per seconde gedurende {} seconden, over HTTP op dezelfde machine, die vooraf \
         {} seconden andere vragen beantwoordde. De \
         vragen komen op tijden die vooraf vastliggen (gemiddeld die snelheid, toevallig verdeeld), en \
         elke tijd telt vanaf het moment waarop de vraag had moeten komen: wie moet wachten, telt mee. \
         Van de zoekvragen heeft 60% één of twee woorden en 20% drie tot vijf; 10% is een hele vraag en \
         10% heeft een tikfout. Elk antwoord heeft tien resultaten met fragmenten en alle facetten. De \
         laatste regel is tantivy zelf op de index van de vloer (Nederlandse stemmer, titel en tekst), \
         met dezelfde vragen en zonder server: het minste dat zoeken kost.\n\n",
        whole(answered.corpus.pages as u64),
        number(RATE, 0),
        answered.time.as_secs(),
        WARM.as_secs(),
    );
    out.push_str(&machine.told(", die vragers en server delen"));
    if let Some(memory) = answered.memory {
        let _ = write!(
            out,
            " Geheugen van de server, piek: {} MB.",
            whole(memory / 1_000_000)
        );
    }
    let _ = write!(out, "\n\n{}\n{}", table(answered), goals(answered));
    out
}

/// What was promised, and what was measured.
fn goals(answered: &Answered) -> String {
    let mut out = String::from("| Wat | Doel | Gemeten | Gehaald |\n|---|---|--:|---|\n");
    for (wanted, what, most) in [
        (Asked::Search, "zoeken, p99", 10.0),
        (Asked::Suggestions, "suggesties, p99", 2.0),
    ] {
        let rows = answered.rows.iter();
        for (_, load) in rows.filter(|(asked, _)| *asked == wanted) {
            let measured = load.percentile(0.99);
            let good = measured.as_secs_f64() * 1e3 <= most && load.lost() == 0;
            let _ = writeln!(
                out,
                "| {what} | ≤ {} ms | {} | {} |",
                number(most, 0),
                milliseconds(measured),
                if good { "ja" } else { "nee" }
            );
        }
    }
    out
}

pub(crate) fn milliseconds(time: Duration) -> String {
    number(time.as_secs_f64() * 1e3, 2)
}
