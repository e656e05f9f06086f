//! The section on the server under pressure in `docs/prestaties.md`.

use std::fmt::Write;
use std::time::Duration;

use crate::capacity::{self, Capacity, Times};
use crate::load::{self, Load};
use crate::machine::Machine;
use crate::report::{number, whole};
use crate::section::milliseconds;
use crate::versus::{Row, Who};

/// Where the section begins.
pub(crate) const TITLE: &str = "## De server onder druk";

/// The part of nginx's rate that static pages should reach.
const SHARE: f64 = 0.7;

/// The section.
pub(crate) fn section(
    machine: &Machine,
    measured: &Capacity,
    versus: Option<&[Row]>,
    times: Times,
) -> String {
    let mut out = format!(
        "{TITLE}\n\n\
         <!-- Geschreven door `make bench-load`; wijzig benches/report, niet dit deel. -->\n\n\
         {} pagina’s; zoekvragen zoals hierboven, met alle facetten en fragmenten, op tijden die vooraf \
         vastliggen. Gezocht is de hoogste snelheid waarbij {} lang elke vraag antwoord krijgt en 99% \
         binnen {} ms. Daarna is bij {} per seconde {} keer gepubliceerd (met `nice`), en is {} lang {} \
         keer de hoogste snelheid gevraagd: dan hoort de server te weigeren wat te veel is, en de rest \
         op tijd te bedienen. Wie vraagt, rekent op dezelfde kernen.\n\n",
        whole(measured.corpus.pages as u64),
        duration(times.sustained),
        capacity::GOAL.as_millis(),
        number(capacity::while_publishing(measured.rate), 0),
        capacity::PUBLICATIONS,
        duration(times.flood),
        number(capacity::TOO_MUCH, 0),
    );
    out.push_str(&machine.told(""));
    out.push_str(
        "\n\n| Wat | gevraagd/s | bediend/s | p50 (ms) | p99 (ms) | geweigerd | p99 weigering (ms) | verloren |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (what, rate, load) in [
        ("hoogste snelheid", measured.rate, &measured.sustained),
        (
            "tijdens publicaties",
            capacity::while_publishing(measured.rate),
            &measured.publishing,
        ),
        (
            "vier keer zoveel",
            measured.rate * capacity::TOO_MUCH,
            &measured.flooded,
        ),
    ] {
        let _ = writeln!(out, "{}", row(what, rate, load));
    }
    if let Some((first, most, last)) = measured.memory {
        let megabytes = |bytes: u64| number(bytes as f64 / 1e6, 1);
        let _ = write!(
            out,
            "\nEigen geheugen van de server bij te veel vragen: {} MB na een tiende van de tijd, daarna \
             hooguit {} MB, aan het eind {} MB.\n",
            megabytes(first),
            megabytes(most),
            megabytes(last),
        );
    }
    if let Some(rows) = versus {
        out.push_str(
            "\nGewone pagina’s, om de beurt gevraagd door `wrk` (één draad, 32 verbindingen):\n\n\
             | Server | verzoeken/s | processortijd per verzoek (µs) |\n|---|--:|--:|\n",
        );
        for row in rows {
            let who = match row.who {
                Who::Wijkgids => "wijkgids",
                Who::Nginx => "nginx",
                Who::NginxOpen => "nginx met `open_file_cache`",
            };
            let (rate, cpu) = (whole(row.rate as u64), number(row.cpu, 1));
            let _ = writeln!(out, "| {who} | {rate} | {cpu} |");
        }
    }
    out.push('\n');
    out.push_str(&goals(measured, versus));
    out
}

fn row(what: &str, rate: f64, load: &Load) -> String {
    format!(
        "| {what} | {} | {} | {} | {} | {} | {} | {} |",
        number(rate, 0),
        number(load.rate(), 0),
        milliseconds(load.percentile(0.5)),
        milliseconds(load.percentile(0.99)),
        whole(load.refused.len() as u64),
        milliseconds(load::percentile(&load.refused, 0.99)),
        whole(load.errors as u64),
    )
}

/// What was promised, and what was measured.
fn goals(measured: &Capacity, versus: Option<&[Row]>) -> String {
    let mut out = String::from("| Wat | Doel | Gemeten | Gehaald |\n|---|---|--:|---|\n");
    let mut goal = |what: &str, wanted: String, got: String, good: bool| {
        let good = if good { "ja" } else { "nee" };
        let _ = writeln!(out, "| {what} | {wanted} | {got} | {good} |");
    };
    let enough = measured.rate >= capacity::WANTED && capacity::holds(&measured.sustained);
    goal(
        "hoogste snelheid",
        format!("≥ {}/s", number(capacity::WANTED, 0)),
        format!("{}/s", number(measured.rate, 0)),
        enough,
    );
    let lost = measured.publishing.lost();
    goal(
        "verzoeken verloren door publicaties",
        "0".to_owned(),
        whole(lost as u64),
        lost == 0,
    );
    let served = measured.flooded.percentile(0.99);
    goal(
        "bij te veel vragen: p99 van wat bediend wordt",
        format!("≤ {} ms", capacity::GOAL.as_millis()),
        milliseconds(served),
        served <= capacity::GOAL,
    );
    let errors = measured.flooded.errors;
    goal(
        "bij te veel vragen: zonder antwoord",
        "0".to_owned(),
        whole(errors as u64),
        errors == 0,
    );
    if let Some((first, most, _)) = measured.memory {
        let grown = most as f64 / first.max(1) as f64 - 1.0;
        goal(
            "bij te veel vragen: groei van het geheugen",
            "≤ 10%".to_owned(),
            format!("{}%", number(grown * 100.0, 1)),
            grown <= 0.1,
        );
    }
    let rate = |who| {
        let row = versus?.iter().find(|row| row.who == who)?;
        Some(row.rate)
    };
    if let Some((ours, theirs)) = rate(Who::Wijkgids).zip(rate(Who::Nginx)) {
        goal(
            "gewone pagina’s, tegen nginx",
            format!("≥ {}%", number(SHARE * 100.0, 0)),
            format!("{}%", number(ours / theirs * 100.0, 0)),
            ours >= SHARE * theirs,
        );
    }
    out
}

fn duration(time: Duration) -> String {
    match time.as_secs() {
        seconds if seconds >= 120 => format!("{} minuten", seconds / 60),
        seconds => format!("{seconds} seconden"),
    }
}
