//! The report as the inside of a page: plain Dutch, every page with a link to it and one to its file.

use std::fmt::{Display, Write};

use pulldown_cmark_escape::{FmtWriter, escape_html};

use super::external::External;
use super::text::{count, dash, decimal};
use super::{Named, Report};
use crate::content::Kind;

/// What the page is called.
pub const TITLE: &str = "Redactieoverzicht";

/// The report as HTML.
pub fn html(report: &Report, links: &dyn Links) -> String {
    let mut out = Out {
        html: String::with_capacity(32 << 10),
        jumps: Vec::new(),
        links,
    };
    out.pages(report);
    out.coverage(report);
    out.problems(report);
    out.evidence(report);
    out.pages_of(
        [
            "wees",
            "Pagina’s waar niets naartoe leidt",
            "Elke pagina is te bereiken.",
            "",
        ],
        report.orphans.iter().map(|page| (page, String::new())),
    );
    out.pages_of(
        [
            "over-tijd",
            "Had opnieuw gelezen moeten zijn",
            "Er is niets over tijd.",
            "Voor",
        ],
        report
            .overdue
            .iter()
            .map(|one| (&one.page, one.review_by.clone())),
    );
    if report.without_review > 0 {
        let pages = count(report.without_review, "pagina zegt", "pagina’s zeggen");
        out.line(&format!(
            "{pages} niet wanneer ze opnieuw gelezen wil worden (review_by)."
        ));
    }
    out.pages_of(
        ["dun", "Dunne pagina’s", "Geen pagina is dun.", "Woorden"],
        report
            .thin
            .iter()
            .map(|one| (&one.page, one.words.to_string())),
    );
    out.pages_of(
        [
            "zonder-bron",
            "Beweringen zonder bron",
            "Elke bewering noemt haar bron.",
            "Alinea’s",
        ],
        report
            .uncited
            .iter()
            .map(|one| (&one.page, one.paragraphs.to_string())),
    );
    out.pages_of(
        [
            "bronnen",
            "Bronnen die geen pagina noemt",
            "Elke bron wordt gebruikt.",
            "",
        ],
        report
            .unused_sources
            .iter()
            .map(|page| (page, String::new())),
    );
    out.pages_of(
        [
            "begrippen",
            "Begrippen die geen pagina gebruikt",
            "Elk begrip wordt gebruikt.",
            "",
        ],
        report.unused_terms.iter().map(|page| (page, String::new())),
    );
    out.undefined(report);
    out.pages_of(
        [
            "leesbaarheid",
            "Leesbaarheid",
            "Geen pagina is lang genoeg om iets over te zeggen.",
            "Flesch-Douma",
        ],
        report.readability.iter().map(|one| {
            let of = one.readability;
            (&one.page, format!("{} ({})", decimal(of.score), of.label()))
        }),
    );
    out.line("Flesch-Douma loopt van 0 (heel moeilijk) tot 100 (heel gemakkelijk) en kijkt alleen naar de lengte van woorden en zinnen.");
    out.unknown(report);
    out.external(report.external.as_ref());
    out.finish()
}

/// Where the things lie that a report tells of.
pub trait Links {
    /// Where a content file can be read.
    fn file(&self, file: &str) -> String;
    /// Which lessons there are for a theme and a step; without one, for all.
    fn lessons(&self, theme: Option<&str>, step: Option<&str>) -> String;
    /// Where a word is used.
    fn word(&self, word: &str) -> String;
}

struct Out<'a> {
    html: String,
    /// The sections: anchor, title and how much there is in it.
    jumps: Vec<(&'static str, &'static str, Option<usize>)>,
    links: &'a dyn Links,
}

/// Text as it can stand between tags and within attributes.
fn escaped(text: impl Display) -> String {
    let mut html = String::new();
    // Writing to a string does not fail.
    let _ = escape_html(FmtWriter(&mut html), &text.to_string());
    html
}

fn link(url: &str, text: impl Display) -> String {
    format!("<a href=\"{}\">{}</a>", escaped(url), escaped(text))
}

impl Out<'_> {
    fn finish(self) -> String {
        let mut page = format!(
            "<header class=\"heading\">\n<h1>{TITLE}</h1>\n<p class=\"lede\">Hoe de gids ervoor staat, met \
             concepten erbij. Deze pagina staat alleen hier, op je eigen computer: niets ervan wordt \
             gepubliceerd.</p>\n</header>\n<nav class=\"jump\" aria-label=\"Op deze pagina\">\n<ul>\n"
        );
        for (anchor, title, size) in &self.jumps {
            let size = size.map_or(String::new(), |size| {
                format!(" <span class=\"count\">{size}</span>")
            });
            let _ = writeln!(
                page,
                "<li><a href=\"#deel_{anchor}\">{title}{size}</a></li>"
            );
        }
        page.push_str("</ul>\n</nav>\n");
        page + &self.html + "</section>\n"
    }

    fn section(&mut self, anchor: &'static str, title: &'static str, size: Option<usize>) {
        if !self.jumps.is_empty() {
            self.html.push_str("</section>\n");
        }
        self.jumps.push((anchor, title, size));
        let size = size.map_or(String::new(), |size| format!(" ({size})"));
        let _ = writeln!(
            self.html,
            "<section class=\"group\">\n<h2 id=\"deel_{anchor}\">{title}{size}</h2>"
        );
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.html, "<p>{}</p>", escaped(text));
    }

    /// A table with a heading for each column and, where the first cell is one, for each row.
    fn table(&mut self, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        let (anchor, title, _) = self.jumps.last().copied().unwrap_or_default();
        let _ = writeln!(
            self.html,
            "<div class=\"table\" role=\"region\" aria-labelledby=\"deel_{anchor}\" tabindex=\"0\">\n<table>\n\
             <caption class=\"unseen\">{title}</caption>\n<thead><tr>"
        );
        for cell in head {
            match cell.is_empty() {
                true => self.html.push_str("<td></td>"),
                false => drop(write!(
                    self.html,
                    "<th scope=\"col\">{}</th>",
                    escaped(cell)
                )),
            }
        }
        self.html.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.html.push_str("<tr>");
            for (at, cell) in row.iter().enumerate() {
                let _ = match at {
                    0 => write!(self.html, "<th scope=\"row\">{cell}</th>"),
                    _ => write!(self.html, "<td>{cell}</td>"),
                };
            }
            self.html.push_str("</tr>\n");
        }
        self.html.push_str("</tbody>\n</table>\n</div>\n");
    }

    fn page(&self, page: &Named) -> String {
        link(&page.url, &page.title)
    }

    fn file(&self, page: &Named) -> String {
        match page.file.is_empty() {
            true => String::new(),
            false => link(&self.links.file(&page.file), &page.file),
        }
    }

    /// Pages with a remark each; no column for remarks that nobody makes.
    fn pages_of<'r>(
        &mut self,
        [anchor, title, none, remark]: [&'static str; 4],
        pages: impl ExactSizeIterator<Item = (&'r Named, String)>,
    ) {
        self.section(anchor, title, Some(pages.len()));
        if pages.len() == 0 {
            return self.line(none);
        }
        let head = ["Pagina", remark, "Bestand"];
        let head: Vec<&str> = head.into_iter().filter(|cell| !cell.is_empty()).collect();
        let rows: Vec<Vec<String>> = pages
            .map(|(page, said)| {
                let said = (!remark.is_empty()).then(|| escaped(said));
                let cells = [Some(self.page(page)), said, Some(self.file(page))];
                cells.into_iter().flatten().collect()
            })
            .collect();
        self.table(&head, rows.into_iter());
    }

    fn pages(&mut self, report: &Report) {
        self.section("paginas", "Pagina’s", None);
        let rows = report.pages.iter().map(|of| {
            let kind = Kind::from_name(of.kind).map_or(of.kind, |kind| kind.info().plural);
            let numbers = [of.published, of.drafts, of.withdrawn];
            let cells = [escaped(kind)].into_iter();
            cells.chain(numbers.map(dash)).collect()
        });
        self.table(&["Soort", "Gepubliceerd", "Concept", "Ingetrokken"], rows);
    }

    fn coverage(&mut self, report: &Report) {
        self.section("dekking", "Lessen per thema en stap", None);
        let coverage = &report.coverage;
        let mut head = vec!["Thema"];
        head.extend(coverage.steps.iter().map(String::as_str));
        head.extend(["Zonder stap", "Samen"]);
        let cell = |number: usize, theme: Option<&str>, step: Option<&str>| match number {
            0 => dash(0),
            number => link(&self.links.lessons(theme, step), number),
        };
        let rows: Vec<Vec<String>> = (coverage.rows.iter())
            .map(|row| {
                let theme = row.theme.as_deref();
                let mut cells = vec![escaped(theme.unwrap_or("Zonder thema"))];
                for (at, &number) in row.lessons.iter().enumerate() {
                    // Search knows no “without”, so that those have no list to lead to.
                    cells.push(match (theme, coverage.steps.get(at)) {
                        (Some(_), Some(step)) => cell(number, theme, Some(step)),
                        _ => dash(number),
                    });
                }
                cells.push(match theme {
                    Some(_) => cell(row.total, theme, None),
                    None => dash(row.total),
                });
                cells
            })
            .collect();
        self.table(&head, rows.into_iter());
    }

    fn problems(&mut self, report: &Report) {
        self.section(
            "problemen",
            "Wat er is bij elk probleem",
            Some(report.problems.len()),
        );
        if report.problems.is_empty() {
            return self.line("De gids heeft nog geen problemen.");
        }
        let rows: Vec<Vec<String>> = (report.problems.iter())
            .map(|one| {
                let page = &one.page;
                vec![
                    self.page(page),
                    dash(one.lessons),
                    dash(one.others),
                    self.file(page),
                ]
            })
            .collect();
        self.table(
            &["Probleem", "Lessen", "Andere pagina’s", "Bestand"],
            rows.into_iter(),
        );
    }

    fn evidence(&mut self, report: &Report) {
        self.section("bewijs", "Waar de lessen op rusten", None);
        let rows = (report.evidence.iter()).map(|of| vec![escaped(of.evidence), dash(of.lessons)]);
        self.table(&["Bewijs", "Lessen"], rows);
    }

    fn undefined(&mut self, report: &Report) {
        let size = report.undefined.len();
        self.section("woorden", "Vaak gebruikt en nergens uitgelegd", Some(size));
        if size == 0 {
            return self.line("Niets.");
        }
        let rows: Vec<Vec<String>> = (report.undefined.iter())
            .map(|one| {
                vec![
                    link(&self.links.word(&one.word), &one.word),
                    one.pages.to_string(),
                ]
            })
            .collect();
        self.table(&["Woord", "Pagina’s"], rows.into_iter());
    }

    fn unknown(&mut self, report: &Report) {
        let size = report.unknown.len();
        self.section("weet-niet", "Wat de gids zegt niet te weten", Some(size));
        if size == 0 {
            return self.line("Geen pagina zegt het.");
        }
        let rows: Vec<Vec<String>> = (report.unknown.iter())
            .map(|one| {
                let says = one
                    .says
                    .iter()
                    .map(|line| format!("<li>{}</li>", escaped(line)));
                let says = format!("<ul>{}</ul>", says.collect::<String>());
                vec![self.page(&one.page), says, self.file(&one.page)]
            })
            .collect();
        self.table(&["Pagina", "Wat ze niet weet", "Bestand"], rows.into_iter());
    }

    fn external(&mut self, external: Option<&External>) {
        let lists = external.map(External::lists);
        let faulty = (lists.iter().flatten()).map(|(_, list)| list.len()).sum();
        self.section("elders", "Links naar andere sites", Some(faulty));
        if let Some(external) = external {
            self.line(&format!(
                "Van {} {} in orde; {} nog niet nagevraagd. `wijkgids report --external` vraagt ze na.",
                count(external.addresses, "adres", "adressen"),
                count(external.sound, "is er", "zijn er"),
                count(external.unasked, "is er", "zijn er"),
            ));
        }
        let rows: Vec<Vec<String>> = (lists.iter().flatten())
            .flat_map(|(title, list)| list.iter().map(move |one| (title, one)))
            .map(|(title, one)| {
                let pages: Vec<String> = (one.pages.iter())
                    .map(|page| format!("{} ({})", self.page(page), self.file(page)))
                    .collect();
                vec![
                    link(&one.url, &one.url),
                    format!("{title}: {}, {}", escaped(&one.found), escaped(&one.asked)),
                    pages.join("<br>"),
                ]
            })
            .collect();
        if !rows.is_empty() {
            self.table(&["Adres", "Wat er is", "Op"], rows.into_iter());
        }
    }
}
