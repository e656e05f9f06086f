//! The front matter of a page: every key its kind has, on some pages or all.

use std::fmt::Write;

use wijkgids::content::Kind;

use super::body::plain_sentence;
use super::plan::{PARTS, Page, Plan};
use super::random::Random;

/// Writes the front matter of `page`, with the `---` lines, to `out`. `cited` are the sources that
/// the page rests on.
pub(crate) fn write(
    plan: &Plan,
    page: &Page,
    cited: &[&str],
    random: &mut Random,
    out: &mut String,
) {
    let mut front = Front {
        plan,
        page,
        random,
        out,
    };
    front.out.push_str("---\n");
    front.common(cited);
    front.own();
    front.out.push_str("---\n\n");
}

struct Front<'a> {
    plan: &'a Plan,
    page: &'a Page,
    random: &'a mut Random,
    out: &'a mut String,
}

impl Front<'_> {
    fn line(&mut self, key: &str, value: impl std::fmt::Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "{key}: {value}");
    }

    fn list(&mut self, key: &str, values: &[String]) {
        match values {
            [] => {}
            [one] if self.random.once_in(4) => self.line(key, one),
            _ => self.line(key, format_args!("[{}]", values.join(", "))),
        }
    }

    /// `count` different slugs of pages of `kind`, never the page's own.
    fn some(&mut self, kind: Kind, count: usize) -> Vec<String> {
        let all = self.plan.of(kind);
        let mut chosen: Vec<&Page> = Vec::with_capacity(count);
        for _ in 0..count {
            let other = self.random.pick(all);
            let own = kind == self.page.kind && other.nth == self.page.nth;
            if !own && !chosen.iter().any(|page| page.nth == other.nth) {
                chosen.push(other);
            }
        }
        chosen.iter().map(|page| page.slug.clone()).collect()
    }

    /// A page of `kind` that comes before this one among its kind: chains of these have no cycle.
    fn earlier(&mut self, kind: Kind) -> Vec<String> {
        match self.page.nth {
            0 => Vec::new(),
            nth => {
                let nearest = nth.saturating_sub(20);
                let other = self.random.between(nearest, nth - 1);
                vec![self.plan.of(kind)[other].slug.clone()]
            }
        }
    }

    fn choices(&mut self, all: &[&str], count: usize) -> Vec<String> {
        let start = self.random.below(all.len());
        (0..count)
            .map(|at| all[(start + at) % all.len()].to_owned())
            .collect()
    }

    fn common(&mut self, cited: &[&str]) {
        let kind = self.page.kind;
        let title = if self.page.title.contains('’') || self.random.once_in(3) {
            format!("\"{}\"", self.page.title)
        } else {
            self.page.title.clone()
        };
        self.line("title", title);
        let summary = plain_sentence(self.plan, 12, self.random);
        self.line("summary", summary);
        if !matches!(kind, Kind::Term | Kind::Place | Kind::Author | Kind::Page) {
            self.out.push_str("key_points:\n");
            for _ in 0..self.random.between(2, 4) {
                let point = plain_sentence(self.plan, 9, self.random);
                let _ = writeln!(self.out, "  - {point}");
            }
        }
        let (year, month) = (self.random.between(2012, 2024), self.random.between(1, 12));
        let day = self.random.between(1, 28);
        self.line("date", format_args!("{year}-{month:02}-{day:02}"));
        if self.random.once_in(3) {
            self.line("updated", format_args!("{}-{month:02}-{day:02}", year + 1));
        }
        if self.random.once_in(4) {
            self.line("review_by", format_args!("{}-01-01", year + 60));
        }
        if self.random.once_in(2) {
            self.line("knowledge_of", format_args!("\"{}/{year}\"", year - 2));
        }
        self.list(
            "sources",
            &cited
                .iter()
                .map(|key| (*key).to_owned())
                .collect::<Vec<_>>(),
        );
        if matches!(kind, Kind::Author | Kind::Page) {
            return;
        }
        let related: Vec<String> = (0..self.random.between(1, 3))
            .map(|_| self.random.pick(&self.plan.pages))
            .filter(|other| other.path != self.page.path)
            .map(Page::id)
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        match related.as_slice() {
            [one] => self.line("related", format_args!("[[{one}]]")),
            _ => self.list("related", &related),
        }
        if kind == Kind::Place {
            return;
        }
        let count = self.random.between(1, 2);
        let themes = self.some(Kind::Theme, count);
        self.list("themes", &themes);
        if kind == Kind::Term {
            return;
        }
        let (authors, steps) = (self.some(Kind::Author, 1), self.some(Kind::Step, 1));
        self.list("authors", &authors);
        self.list("steps", &steps);
        let problems = self.some(Kind::Problem, 1);
        self.list("problems", &problems);
        if kind != Kind::Policy {
            let policies = self.some(Kind::Policy, 2);
            self.list("policies", &policies);
        }
        let roles = ["bestuurder", "beleidsmaker", "uitvoerder", "bewoner"];
        let count = self.random.between(1, 3);
        let for_whom = self.choices(&roles, count);
        self.list("roles", &for_whom);
        let parties = [
            "gemeente",
            "corporatie",
            "politie",
            "onderwijs",
            "zorg",
            "welzijn",
            "Rijk",
        ];
        let count = self.random.between(1, 4);
        let concerned = self.choices(&parties, count);
        self.list("parties", &concerned);
        if self.random.once_in(4) {
            let place = self.random.pick(self.plan.of(Kind::Place)).title.clone();
            self.line("places", format_args!("[\"{place}\"]"));
        }
        if self.random.once_in(12) {
            self.out.push_str("tasks:\n");
            for role in for_whom {
                let task = plain_sentence(self.plan, 8, self.random);
                let _ = writeln!(self.out, "  {role}:\n    - {task}");
            }
        }
        if self.random.once_in(40) {
            let point = plain_sentence(self.plan, 8, self.random);
            let _ = writeln!(self.out, "disputes:\n  - point: {point}\n    claims:");
            for key in &cited[..2] {
                let claim = plain_sentence(self.plan, 10, self.random);
                let _ = writeln!(self.out, "      - {{claim: \"{claim}\", sources: {key}}}");
            }
        }
        if self.random.once_in(10) {
            let alias = format!("[/oud/{}/{}/]", kind.info().segment, self.page.slug);
            self.line("aliases", alias);
        }
        if self.random.once_in(10) {
            let word = &self.random.pick(&self.plan.words.compounds).singular;
            self.line("search", format_args!("{{keywords: [{word}]}}"));
        }
    }

    fn own(&mut self) {
        let nth = self.page.nth;
        match self.page.kind {
            Kind::Chapter => match &self.page.number {
                Some(number) => {
                    self.line("number", format_args!("\"{number}\""));
                    let origin = *self.random.pick(&["origineel", "afgeleid", "eigen"]);
                    self.line("number_origin", origin);
                    let top: usize = number
                        .split('.')
                        .next()
                        .map_or(0, |top| top.parse().unwrap_or(0));
                    self.line("part", PARTS[top % PARTS.len()].0);
                }
                None => self.line("after", "\"1\""),
            },
            Kind::Step => {
                self.line("order", nth + 1);
                let question = plain_sentence(self.plan, 7, self.random);
                let _ = writeln!(self.out, "questions:\n  - {question}");
            }
            Kind::Theme => {
                self.line("order", nth + 1);
                if let Some(chapter) = self.plan.of(Kind::Chapter).get(nth) {
                    self.line("twin", chapter.id());
                }
            }
            Kind::Lesson => {
                let evidence =
                    *self
                        .random
                        .pick(&["stelling", "ervaring", "evaluatie", "onderzoek"]);
                self.line("evidence", evidence);
            }
            Kind::Policy => self.policy(),
            Kind::Term => {
                let term = &self.plan.terms[nth];
                self.list(
                    "alt_labels",
                    std::slice::from_ref(&term.alternative.singular),
                );
                self.list("hidden_labels", std::slice::from_ref(&term.hidden));
                if nth.is_multiple_of(4) {
                    let broader = self.earlier(Kind::Term);
                    self.list("broader", &broader);
                }
                if nth.is_multiple_of(25) {
                    self.line("autolink", false);
                }
                if nth.is_multiple_of(30) {
                    self.line("expand", false);
                }
            }
            Kind::Article => {
                self.line("series", format_args!("Reeks {}", nth / 5 + 1));
                self.line("part", nth % 5 + 1);
            }
            _ => {}
        }
    }

    fn policy(&mut self) {
        let nth = self.page.nth;
        let all = self.plan.of(Kind::Policy).len();
        let form = *self
            .random
            .pick(&["wet", "programma", "nota", "commissie", "periode"]);
        self.line("form", form);
        // Later policies begin later, so that what came before did begin before.
        let start = 1960 + nth * 62 / all;
        match self.random.below(8) {
            0 => self.line("start", format_args!("{start}~")),
            1 if start < 2000 => {
                self.line("start", format_args!("{}X", start / 10));
                self.line(
                    "start_label",
                    format_args!("in de jaren {}", start / 10 * 10),
                );
            }
            2 => self.line("start", format_args!("{start}-03")),
            _ => self.line("start", start),
        }
        match self.random.below(6) {
            0 => self.line("end", "\"..\""),
            years => self.line("end", start + 10 + years),
        }
        let name = self
            .random
            .pick(&self.plan.words.compounds)
            .singular
            .clone();
        self.line("names", format_args!("[Plan {name} {nth}]"));
        if nth.is_multiple_of(3) {
            let earlier = self.earlier(Kind::Policy);
            self.list("predecessors", &earlier);
        }
        if nth.is_multiple_of(7) {
            let earlier = self.earlier(Kind::Policy);
            self.list("part_of", &earlier);
        }
        if nth.is_multiple_of(5) {
            let beside = self.some(Kind::Policy, 1);
            self.list("runs_beside", &beside);
        }
        self.line("scale", "Enkele tientallen wijken in grote gemeenten");
        let instrument = self.random.pick(&self.plan.words.nouns).plural.clone();
        self.line("instruments", format_args!("[{instrument}, convenanten]"));
    }
}
