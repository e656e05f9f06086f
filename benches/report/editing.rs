//! The section on editing in `docs/prestaties.md`.

use std::fmt::Write;
use std::time::Duration;

use crate::dev::{Edit, Edited, Edits};
use crate::machine::Machine;
use crate::report::{number, whole};

/// Where the section begins.
pub(crate) const TITLE: &str = "## Bewerken";

/// The section.
pub(crate) fn section(machine: &Machine, edited: &Edited) -> String {
    let mut out = format!(
        "{TITLE}\n\n\
         <!-- Geschreven door `make bench-dev`; wijzig benches/report, niet dit deel. -->\n\n\
         {} pagina’s in `wijkgids dev`: de tijd van het sluiten van een bestand tot het eerste antwoord \
         over HTTP waarin de wijziging staat, op de pagina en in de zoekresultaten. Merken dat er iets \
         gewijzigd is en het vragen zelf tellen mee.\n\n",
        whole(edited.corpus.pages as u64)
    );
    out.push_str(&machine.told(""));
    out.push_str("\n\n");
    out.push_str(&table(edited));
    out.push_str(&goals(edited));
    out
}

/// The times and the memory.
pub(crate) fn table(edited: &Edited) -> String {
    let mut out = String::from(
        "| Wat | keer | pagina, mediaan (ms) | langste | zoeken, mediaan (ms) | langste |\n\
         |---|--:|--:|--:|--:|--:|\n",
    );
    for row in &edited.rows {
        put(&mut out, "wijkgids", row);
    }
    let theirs = edited.hugo.as_ref();
    for row in theirs.iter().flat_map(|hugo| &hugo.rows) {
        put(&mut out, "Hugo", row);
    }
    if let Some(hugo) = theirs {
        let _ = write!(
            out,
            "\nHugo is `hugo server` {}, met dezelfde Markdown, eigen front matter en twee kale \
             sjablonen; het zoekt niet en legt geen begrippen.",
            hugo.version
        );
        if let Some(memory) = hugo.memory {
            let _ = write!(out, " Geheugen na afloop: {} MB.", megabytes(memory));
        }
        out.push('\n');
    }
    out.push_str("\n| Geheugen van `wijkgids dev` | MB |\n|---|--:|\n");
    for (edits, memory) in &edited.memory {
        let what = match edits {
            0 => "als de gids er staat".to_owned(),
            edits => format!("na {} wijzigingen", whole(*edits as u64)),
        };
        let memory = memory.map_or("–".to_owned(), megabytes);
        let _ = writeln!(out, "| {what} | {memory} |");
    }
    out
}

fn put(out: &mut String, who: &str, row: &Edits) {
    let what = match row.edit {
        Edit::Text => "tekst van een les",
        Edit::Title => "titel van een les",
        Edit::Term => "titel van een begrip",
    };
    let _ = write!(out, "| {who}: {what} | {} |", row.page.len());
    for times in [&row.page, &row.search] {
        for share in [0.5, 1.0] {
            let time = percentile(times, share);
            let time = time.map_or("–".to_owned(), |time| number(time.as_secs_f64() * 1e3, 1));
            let _ = write!(out, " {time} |");
        }
    }
    out.push('\n');
}

/// What was promised, and what was measured.
fn goals(edited: &Edited) -> String {
    let mut out = String::from("\n| Wat | Doel | Gemeten | Gehaald |\n|---|---|--:|---|\n");
    let mut goal = |what: &str, most: f64, unit: &str, got: Option<f64>| {
        let Some(got) = got else { return };
        let good = if got <= most { "ja" } else { "nee" };
        let (most, got) = (number(most, 0), number(got, 0));
        let _ = writeln!(out, "| {what} | ≤ {most} {unit} | {got} {unit} | {good} |");
    };
    for row in &edited.rows {
        let slower = |share| {
            let times = [&row.page, &row.search];
            let times = times
                .into_iter()
                .filter_map(|times| percentile(times, share));
            times.max().map(|time| time.as_secs_f64() * 1e3)
        };
        match row.edit {
            Edit::Text => {
                goal("tekst van een les, mediaan", 100.0, "ms", slower(0.5));
                goal("tekst van een les, langste", 250.0, "ms", slower(1.0));
            }
            Edit::Title => goal("titel van een les, mediaan", 500.0, "ms", slower(0.5)),
            Edit::Term => goal("titel van een begrip, mediaan", 500.0, "ms", slower(0.5)),
        }
    }
    let known = edited.memory.iter().filter_map(|(_, memory)| *memory);
    goal(
        "geheugen",
        1_000.0,
        "MB",
        known.max().map(|bytes| bytes as f64 / 1e6),
    );
    out
}

/// The time within which so large a share of sorted times lies.
fn percentile(times: &[Duration], share: f64) -> Option<Duration> {
    let at = (times.len() as f64 * share).ceil() as usize;
    times.get(at.max(1) - 1).copied()
}

fn megabytes(bytes: u64) -> String {
    whole(bytes / 1_000_000)
}
