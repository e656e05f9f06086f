//! The Markdown of a page: headings, paragraphs, lists, a table, a footnote, links and citations.
//!
//! Every paragraph cites a source, every page links to the next one (so that none is an orphan) and
//! has a heading `{#kern}` that others can link to.

use std::fmt::Write;

use wijkgids::content::Kind;

use super::plan::{Page, Plan, capitalised};
use super::random::Random;

/// A sentence of about `length` words without markup, fit for a YAML value without quotes.
pub(crate) fn plain_sentence(plan: &Plan, length: usize, random: &mut Random) -> String {
    let mut text = String::new();
    for at in 0..random.between(length - 2, length + 3) {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(plan.words.draw(random));
    }
    text.push('.');
    capitalised(&text)
}

/// Writes the Markdown of `page` to `out`; gives the number of words.
pub(crate) fn write(
    plan: &Plan,
    page: &Page,
    cited: &[&str],
    random: &mut Random,
    out: &mut String,
) -> usize {
    let aim = match page.kind {
        Kind::Term | Kind::Place | Kind::Author => random.between(200, 400),
        _ => random.between(595, 885),
    };
    let mut body = Body {
        plan,
        page,
        cited,
        random,
        out,
        words: 0,
        links: 0,
        headings: Vec::new(),
    };
    body.paragraph(true);
    let mut section = 0;
    while body.words + 40 < aim {
        body.section(section);
        section += 1;
    }
    body.close();
    body.words
}

struct Body<'a> {
    plan: &'a Plan,
    page: &'a Page,
    cited: &'a [&'a str],
    random: &'a mut Random,
    out: &'a mut String,
    words: usize,
    links: usize,
    headings: Vec<String>,
}

impl Body<'_> {
    fn section(&mut self, nth: usize) {
        self.heading(2, nth == 0);
        self.paragraph(false);
        match nth {
            0 => {
                self.paragraph(false);
                self.list("- ");
            }
            1 => self.table(),
            2 => {
                self.heading(3, false);
                self.paragraph(false);
                self.list("1. ");
            }
            _ if self.random.once_in(3) => {
                let kind = *self
                    .random
                    .pick(&["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]);
                let _ = write!(self.out, "> [!{kind}]\n> ");
                self.paragraph(false);
            }
            _ if self.random.once_in(4) => {
                self.out.push_str("> ");
                self.paragraph(false);
            }
            _ => self.paragraph(false),
        }
    }

    fn heading(&mut self, level: usize, core: bool) {
        let title = loop {
            let adjective = *self.random.pick(&self.plan.words.adjectives);
            let noun = &self.random.pick(&self.plan.words.compounds).plural;
            let title = capitalised(&format!("{adjective} {noun}"));
            if !self.headings.contains(&title) {
                break title;
            }
        };
        let mark = if core { " {#kern}" } else { "" };
        let _ = write!(self.out, "{} {title}{mark}\n\n", &"######"[..level]);
        self.words += 2;
        self.headings.push(title);
    }

    /// A paragraph of three to five sentences, with a citation and, mostly, a link.
    fn paragraph(&mut self, first: bool) {
        let count = self.random.between(3, 5);
        for at in 0..count {
            if at > 0 {
                self.out.push(' ');
            }
            self.sentence();
            if at + 1 < count && self.random.once_in(5) {
                self.out.push(' ');
                self.link();
            }
        }
        // The citation stands before the last full stop.
        self.out.pop();
        if first {
            self.out.push_str("[^1]");
        }
        self.out.push(' ');
        self.citation();
        self.out.push_str(".\n\n");
    }

    fn sentence(&mut self) {
        let length = self.random.between(8, 19);
        let mut text = String::with_capacity(length * 8);
        for at in 0..length {
            if at > 0 {
                text.push_str(if self.random.once_in(14) { ", " } else { " " });
            }
            match self.random.below(300) {
                0..=3 => {
                    let term = self.random.pick(&self.plan.terms);
                    let label = match self.random.below(3) {
                        0 => &term.label.singular,
                        1 => &term.label.plural,
                        _ => &term.alternative.singular,
                    };
                    text.push_str(label);
                }
                4 => {
                    let _ = write!(text, "{}", self.random.between(1965, 2024));
                }
                5 => {
                    let _ = write!(text, "**{}**", self.plan.words.draw(self.random));
                }
                6 => {
                    let _ = write!(text, "*{}*", self.plan.words.draw(self.random));
                }
                7 => {
                    let _ = write!(text, "\"{}\"", self.plan.words.draw(self.random));
                }
                _ => text.push_str(self.plan.words.draw(self.random)),
            }
        }
        self.words += length;
        self.out.push_str(&capitalised(&text));
        self.out.push('.');
    }

    fn citation(&mut self) {
        let (one, other) = (*self.random.pick(self.cited), self.cited[0]);
        let _ = match self.random.below(8) {
            0 | 1 => write!(self.out, "[@{one}, p. {}]", self.random.between(3, 180)),
            2 if one != other => write!(self.out, "[@{one}; @{other}]"),
            3 => write!(self.out, "[-@{one}]"),
            _ => write!(self.out, "[@{one}]"),
        };
    }

    /// A sentence of its own with one link; of all the forms that a link can have.
    fn link(&mut self) {
        let other = if self.random.once_in(8) {
            self.random.pick(self.plan.of(Kind::Chapter))
        } else {
            self.random.pick(&self.plan.pages)
        };
        let id = other.id();
        let words = plain_words(self.plan, 2, self.random);
        let (subject, target) = match self.random.below(12) {
            0..=2 => ("Lees ook", format!("[[{id}]]")),
            3..=5 => ("Zie", format!("[[{id}|{words}]]")),
            6 => ("Dit staat in", format!("[[{id}#kern|{words}]]")),
            7 => (
                "Vergelijk",
                match &other.number {
                    Some(number) => format!("[[{number}]]"),
                    None => format!("[[{}]]", other.title),
                },
            ),
            8 => ("Meer over", format!("[{words}]({})", self.relative(other))),
            9 => (
                "Meer bij",
                format!("[{words}]({}#kern)", self.relative(other)),
            ),
            10 => (
                "Ook",
                format!("[{words}](https://www.voorbeeld.nl/{}/)", other.slug),
            ),
            _ => ("Zie", format!("[{words}](#kern)")),
        };
        let _ = write!(self.out, "{subject} {target}.");
        self.words += 4;
        self.links += 1;
    }

    /// The path from this page's file to that of `other`.
    fn relative(&self, other: &Page) -> String {
        let up = self.page.path.matches('/').count();
        format!("{}{}", "../".repeat(up), other.path)
    }

    fn list(&mut self, mark: &str) {
        let count = self.random.between(3, 6);
        for at in 0..count {
            let item = capitalised(&plain_words(self.plan, 7, self.random));
            let _ = write!(self.out, "{mark}{item}");
            if at + 1 == count {
                self.out.push(' ');
                self.citation();
            }
            self.out.push('\n');
            self.words += 7;
        }
        self.out.push('\n');
    }

    fn table(&mut self) {
        self.out.push_str("| Wat | Wie | Aantal |\n|---|---|--:|\n");
        for _ in 0..self.random.between(3, 5) {
            let (what, who) = (
                plain_words(self.plan, 2, self.random),
                plain_words(self.plan, 1, self.random),
            );
            let _ = writeln!(
                self.out,
                "| {what} | {who} | {} |",
                self.random.between(2, 900)
            );
            self.words += 4;
        }
        self.out.push('\n');
    }

    /// What every page ends with: the link to the next page, more links if it has few, and the
    /// footnote.
    fn close(&mut self) {
        let at = self
            .plan
            .pages
            .partition_point(|page| (page.kind, page.nth) <= (self.page.kind, self.page.nth));
        let next = &self.plan.pages[at % self.plan.pages.len()];
        let _ = write!(self.out, "Lees verder bij [[{}]].\n\n", next.id());
        while self.links < 5 {
            self.link();
            self.out.push_str("\n\n");
        }
        self.out.push_str("[^1]: Dit schrijft ook de redactie ");
        self.citation();
        self.out.push_str(".\n");
        self.words += 9;
    }
}

/// A few words in a row.
fn plain_words(plan: &Plan, count: usize, random: &mut Random) -> String {
    let words: Vec<&str> = (0..count).map(|_| plan.words.draw(random)).collect();
    words.join(" ")
}
