//! The medians as text: a Markdown table a size, and the page `docs/prestaties.md`. In Dutch, as all
//! that operators read.

use std::fmt::Write;
use std::time::Duration;

use crate::floor::Variant;
use crate::machine::Machine;
use crate::rounds::{Rounds, Row, Step};

/// What a reader calls a step.
pub(crate) fn label(step: Step) -> &'static str {
    match step {
        Step::Floor(Variant::Html) => "vloer: HTML",
        Step::Floor(Variant::Index) => "vloer: HTML + tantivy",
        Step::Floor(Variant::DutchIndex) => "vloer: HTML + tantivy, Nederlands",
        Step::Pages => "`wijkgids build --no-index`",
        Step::Build => "`wijkgids build`",
        Step::Unchanged => "`wijkgids build`, niets gewijzigd",
        Step::Edited => "`wijkgids build`, één les gewijzigd",
    }
}

/// `1234.5` → `1234,5`.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}

/// `50000` → `50.000`.
pub(crate) fn whole(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

fn seconds(time: Duration) -> String {
    number(time.as_secs_f64(), if time.as_secs() < 1 { 3 } else { 2 })
}

fn megabytes(bytes: u64) -> String {
    match bytes {
        0 => "–".into(),
        _ => number(bytes as f64 / 1e6, 1),
    }
}

/// The table of one size.
pub(crate) fn table(rounds: &Rounds) -> String {
    let mut out = format!(
        "{} pagina’s, gemiddeld {} woorden, {} MB Markdown; mediaan van {}.\n\n\
         | Wat | Wandtijd (s) | Gebruiker (s) | Systeem (s) | CPU (s) | × vloer | Geheugen (MB) | Bestanden | Uitvoer (MB) | Index (MB) |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        whole(rounds.corpus.pages as u64),
        rounds.corpus.words / rounds.corpus.pages.max(1),
        megabytes(rounds.corpus.bytes as u64),
        rounds.runs,
    );
    for row in &rounds.rows {
        let cost = &row.cost;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            label(row.step),
            seconds(cost.wall),
            seconds(cost.user),
            seconds(cost.system),
            seconds(cost.cpu()),
            rounds
                .ratio(row)
                .map_or("–".into(), |ratio| number(ratio, 2)),
            whole(cost.memory / 1_000_000),
            whole(row.output.count),
            megabytes(row.output.bytes),
            megabytes(row.index.bytes),
        );
    }
    out
}

/// The page `docs/prestaties.md`.
pub(crate) fn page(machine: &Machine, results: &[Rounds]) -> String {
    let mut out = String::from(
        "# Prestaties\n\n\
         <!-- Geschreven door `make bench`; wijzig benches/report, niet dit bestand. -->\n\n\
         Hoe snel en hoe groot is een bouw, vergeleken met *de vloer*: een programma in \
         `benches/report/floor.rs` dat dezelfde bestanden leest, met pulldown-cmark ontleedt en de \
         HTML schrijft, en niets anders. De tweede vloer zet ook titel en tekst in tantivy met de \
         gewone analyse, de derde met tantivy’s Nederlandse stemmer. Verhoudingen zeggen meer dan \
         seconden: `× vloer` vergelijkt de CPU-tijd met de vloer die hetzelfde werk doet.\n\n\
         Elke bouw begint zonder uitvoer, index en cache, behalve waar staat wat er gewijzigd is. De \
         programma’s lopen om de beurt; elk getal is een mediaan. CPU-tijd is die van gebruiker en \
         systeem samen, geheugen is de piek, beide zoals de kernel ze na afloop opgeeft. De \
         proefgids is nagemaakt (`benches/report/corpus/`) en heeft alles wat een gewone gids heeft.\n\n",
    );
    let _ = writeln!(
        out,
        "Gemeten op: {}, {} kernen, {} GB geheugen, Linux {}, {}, {}.",
        machine.processor,
        machine.cores,
        machine.memory,
        machine.kernel,
        machine.compiler,
        if machine.tmpfs {
            "alle bestanden in het geheugen (tmpfs)"
        } else {
            "bestanden op schijf"
        },
    );
    match (&machine.date, &machine.commit) {
        (Some(date), Some(commit)) => {
            let _ = writeln!(out, "Stand van de broncode: {date}, `{commit}`.");
        }
        (Some(date), None) => {
            let _ = writeln!(out, "Stand van de broncode: {date}.");
        }
        _ => {}
    }
    out.push_str("\n![Staafdiagram van de CPU-tijd per pagina; dezelfde getallen staan in de tabellen.](prestaties.svg)\n");
    let _ = write!(out, "\n## Doelen\n\n{}", goals(results));
    for rounds in results {
        let pages = whole(rounds.corpus.pages as u64);
        let _ = write!(out, "\n## {pages} pagina’s\n\n{}", table(rounds));
    }
    let _ = write!(
        out,
        "\n## Groei\n\nCPU-tijd per pagina, in microseconden.\n\n{}",
        growth(results)
    );
    out
}

/// What was promised, and what was measured.
fn goals(results: &[Rounds]) -> String {
    let mut out = String::from("| Wat | Doel | Gemeten | Gehaald |\n|---|---|--:|---|\n");
    for rounds in results
        .iter()
        .filter(|rounds| rounds.corpus.pages >= 10_000)
    {
        let row = |step| rounds.row(step);
        let ratio = |step| row(step).and_then(|row| rounds.ratio(row));
        let most = |values: Option<&Row>| values.map(|row| row.cost.memory as f64 / 1e6);
        let small = rounds.corpus.pages == 10_000;
        let index = row(Step::Build).map(|row| row.index.bytes as f64 / rounds.text.max(1) as f64);
        let unchanged = row(Step::Unchanged).map(|row| row.cost.wall.as_secs_f64() * 1e3);
        let pages = whole(rounds.corpus.pages as u64);
        let all = [
            (
                small,
                "bouw zonder index, CPU",
                "× vloer",
                4.0,
                ratio(Step::Pages),
            ),
            (
                small,
                "bouw met index, CPU",
                "× vloer",
                2.5,
                ratio(Step::Build),
            ),
            (small, "niets gewijzigd", "ms", 150.0, unchanged),
            (
                true,
                "piek van het geheugen",
                "MB",
                if small { 400.0 } else { 1_500.0 },
                most(row(Step::Build)),
            ),
            (small, "index", "× de tekst", 1.6, index),
        ];
        for (_, what, unit, goal, measured) in all.into_iter().filter(|goal| goal.0) {
            let Some(measured) = measured else { continue };
            let decimals = if goal < 10.0 { 2 } else { 0 };
            let _ = writeln!(
                out,
                "| {pages} pagina’s: {what} | ≤ {} {unit} | {} | {} |",
                number(goal, usize::from(goal < 10.0)),
                number(measured, decimals),
                if measured <= goal { "ja" } else { "nee" },
            );
        }
    }
    out
}

/// Whether time grows with the pages: the same step at every size, a page at a time.
fn growth(results: &[Rounds]) -> String {
    let mut out = String::from("| Wat |");
    for rounds in results {
        let _ = write!(out, " {} |", whole(rounds.corpus.pages as u64));
    }
    let _ = writeln!(out, "\n|---|{}", "--:|".repeat(results.len()));
    for row in results.first().map_or(&[][..], |rounds| &rounds.rows) {
        let _ = write!(out, "| {} |", label(row.step));
        for rounds in results {
            let time = rounds
                .row(row.step)
                .map_or(0.0, |row| row.cost.cpu().as_secs_f64());
            let _ = write!(
                out,
                " {} |",
                number(time * 1e6 / rounds.corpus.pages as f64, 1)
            );
        }
        out.push('\n');
    }
    out
}
