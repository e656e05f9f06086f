//! The report for people: plain Dutch, aligned, the longest lists cut.

use std::fmt::Write;

use super::external::{External, Faulty};
use super::{Named, Report};
use crate::content::Kind;

/// How much of a list is shown, unless all of it was asked for.
const SHOWN: usize = 12;

/// Lines of running text are cut at this many characters.
const WIDTH: usize = 100;

/// The report as text. With `all`, no list is cut.
pub fn text(report: &Report, all: bool) -> String {
    let mut out = Out {
        text: String::new(),
        shown: if all { usize::MAX } else { SHOWN },
    };
    out.pages(report);
    out.coverage(report);
    out.problems(report);
    out.evidence(report);
    out.pages_of(
        "Pagina’s waar niets naartoe leidt",
        "Elke pagina is te bereiken.",
        report.orphans.iter().map(|page| (page, String::new())),
    );
    out.pages_of(
        "Had opnieuw gelezen moeten zijn",
        "Er is niets over tijd.",
        report
            .overdue
            .iter()
            .map(|one| (&one.page, format!("voor {}", one.review_by))),
    );
    if report.without_review > 0 {
        out.line(&format!(
            "  {} zonder dag om opnieuw te lezen (review_by).",
            count(report.without_review, "pagina", "pagina’s")
        ));
    }
    out.pages_of(
        "Dunne pagina’s (minder dan 80 woorden)",
        "Geen pagina is dun.",
        report
            .thin
            .iter()
            .map(|one| (&one.page, count(one.words as usize, "woord", "woorden"))),
    );
    out.pages_of(
        "Beweringen zonder bron",
        "Elke bewering noemt haar bron.",
        report
            .uncited
            .iter()
            .map(|one| (&one.page, count(one.paragraphs, "alinea", "alinea’s"))),
    );
    out.pages_of(
        "Bronnen die geen pagina noemt",
        "Elke bron wordt gebruikt.",
        report
            .unused_sources
            .iter()
            .map(|page| (page, String::new())),
    );
    out.pages_of(
        "Begrippen die geen pagina gebruikt",
        "Elk begrip wordt gebruikt.",
        report.unused_terms.iter().map(|page| (page, String::new())),
    );
    out.undefined(report);
    out.readability(report);
    out.unknown(report);
    if let Some(external) = &report.external {
        out.external(external);
    }
    // What a page says must not steer the terminal.
    out.text.retain(|c| c == '\n' || !c.is_control());
    out.text
}

struct Out {
    text: String,
    shown: usize,
}

impl Out {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn title(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line(title);
    }

    /// Rows of cells below each other; the first column to the left, the others as `right` says.
    fn table(&mut self, rows: &[Vec<String>], right: bool) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in rows {
            let mut line = String::from(" ");
            for (at, cell) in row.iter().enumerate() {
                let width = widths[at];
                let _ = match right && at > 0 {
                    true => write!(line, "  {cell:>width$}"),
                    false => write!(line, " {cell:<width$}"),
                };
                if !right || at == 0 {
                    line.push(' ');
                }
            }
            self.line(&line);
        }
    }

    /// Says that a list goes on.
    fn rest(&mut self, length: usize) {
        if length > self.shown {
            self.line(&format!(
                "  … en nog {} (-v noemt alles)",
                length - self.shown
            ));
        }
    }

    /// Pages, each with a remark.
    fn pages_of<'r>(
        &mut self,
        title: &str,
        none: &str,
        pages: impl Iterator<Item = (&'r Named, String)>,
    ) {
        let pages: Vec<_> = pages.collect();
        self.title(&match pages.is_empty() {
            true => title.to_owned(),
            false => format!("{title}: {}", pages.len()),
        });
        if pages.is_empty() {
            self.line(&format!("  {none}"));
        }
        let rows: Vec<Vec<String>> = pages
            .iter()
            .take(self.shown)
            .map(|(page, remark)| match remark.is_empty() {
                true => vec![page.id.clone(), page.title.clone()],
                false => vec![remark.clone(), page.id.clone()],
            })
            .collect();
        self.table(&rows, false);
        self.rest(pages.len());
    }

    fn pages(&mut self, report: &Report) {
        self.title("Pagina’s");
        let mut rows = vec![
            ["", "gepubliceerd", "concept", "ingetrokken"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for of in &report.pages {
            let kind = Kind::from_name(of.kind).map_or(of.kind, |kind| kind.info().plural);
            rows.push(vec![
                kind.to_owned(),
                of.published.to_string(),
                dash(of.drafts),
                dash(of.withdrawn),
            ]);
        }
        self.table(&rows, true);
    }

    fn coverage(&mut self, report: &Report) {
        let coverage = &report.coverage;
        self.title("Lessen per thema en stap");
        let mut head = vec![String::new()];
        head.extend(coverage.steps.iter().cloned());
        head.extend(["zonder stap".to_owned(), "samen".to_owned()]);
        let mut rows = vec![head];
        for row in &coverage.rows {
            let theme = row
                .theme
                .clone()
                .unwrap_or_else(|| "zonder thema".to_owned());
            let mut cells = vec![theme];
            cells.extend(row.lessons.iter().map(|&lessons| dash(lessons)));
            cells.push(row.total.to_string());
            rows.push(cells);
        }
        self.table(&rows, true);
    }

    fn problems(&mut self, report: &Report) {
        self.title("Wat er is bij elk probleem");
        let mut rows = vec![
            ["", "lessen", "andere pagina’s"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(report.problems.iter().map(|problem| {
            vec![
                problem.page.title.clone(),
                dash(problem.lessons),
                dash(problem.others),
            ]
        }));
        match report.problems.is_empty() {
            true => self.line("  De gids heeft nog geen problemen."),
            false => self.table(&rows, true),
        }
    }

    fn evidence(&mut self, report: &Report) {
        self.title("Waar de lessen op rusten");
        let rows: Vec<Vec<String>> = report
            .evidence
            .iter()
            .map(|of| vec![of.evidence.to_owned(), dash(of.lessons)])
            .collect();
        self.table(&rows, true);
    }

    fn undefined(&mut self, report: &Report) {
        self.title("Vaak gebruikt en nergens uitgelegd (lange woorden en afkortingen)");
        if report.undefined.is_empty() {
            self.line("  Niets.");
        }
        let rows: Vec<Vec<String>> = report
            .undefined
            .iter()
            .take(self.shown)
            .map(|word| vec![word.word.clone(), format!("op {} pagina’s", word.pages)])
            .collect();
        self.table(&rows, false);
        self.rest(report.undefined.len());
    }

    fn readability(&mut self, report: &Report) {
        self.title("Leesbaarheid (Flesch-Douma: 0 heel moeilijk, 100 heel gemakkelijk)");
        let all = &report.readability;
        if all.is_empty() {
            self.line("  Geen pagina is lang genoeg om iets over te zeggen.");
            return;
        }
        let sum: f64 = all.iter().map(|one| one.readability.score).sum();
        self.line(&format!(
            "  Gemiddeld {} over {}. De moeilijkste:",
            decimal(sum / all.len() as f64),
            count(all.len(), "pagina", "pagina’s"),
        ));
        let rows: Vec<Vec<String>> = all
            .iter()
            .take(self.shown)
            .map(|one| {
                let Named { id, .. } = &one.page;
                let of = one.readability;
                vec![
                    format!("{:>5}", decimal(of.score)),
                    of.label().to_owned(),
                    format!("{} woorden per zin", decimal(of.words_per_sentence)),
                    id.clone(),
                ]
            })
            .collect();
        self.table(&rows, false);
        self.rest(all.len());
    }

    fn unknown(&mut self, report: &Report) {
        self.title("Wat de gids zegt niet te weten");
        if report.unknown.is_empty() {
            self.line("  Geen pagina zegt het.");
        }
        for one in report.unknown.iter().take(self.shown) {
            self.line(&format!("  {}", one.page.id));
            for line in &one.says {
                self.line(&format!("    - {}", cut(line)));
            }
        }
        self.rest(report.unknown.len());
    }

    fn external(&mut self, external: &External) {
        let addresses = count(external.addresses, "adres", "adressen");
        self.title(&format!("Links naar andere sites: {addresses}"));
        self.line(&format!("  {} in orde.", external.sound));
        for (title, list) in external.lists() {
            if list.is_empty() {
                continue;
            }
            self.line(&format!("  {title}: {}", list.len()));
            for Faulty {
                url, found, pages, ..
            } in list.iter().take(self.shown)
            {
                self.line(&format!("    {url}"));
                let ids: Vec<&str> = pages.iter().map(|page| page.id.as_str()).collect();
                self.line(&format!("      {found}; op {}", ids.join(", ")));
            }
            self.rest(list.len());
        }
        if external.unasked > 0 {
            self.line(&format!(
                "  {} niet nagevraagd: de tijd was om. Een volgende keer gaat het verder.",
                count(external.unasked, "adres", "adressen")
            ));
        }
    }
}

/// A number; nothing is shown as a dash, so that gaps stand out.
pub(super) fn dash(number: usize) -> String {
    match number {
        0 => "–".to_owned(),
        number => number.to_string(),
    }
}

pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A number as Dutch readers write it.
pub(super) fn decimal(number: f64) -> String {
    format!("{number:.1}").replace('.', ",")
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        None => line.to_owned(),
        Some((at, _)) => {
            let at = line[..at].rfind(' ').unwrap_or(at);
            format!("{} …", &line[..at])
        }
    }
}
