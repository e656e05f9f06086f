//! A new page: a file in which every key of its kind is explained.
//!
//! In: a kind, what is known of the page, and what the guide has to choose from. Out: its text: the
//! required keys filled in, the optional ones behind a `#`, and the headings that its kind usually has.
//! Made from the table of keys, so that whoever adds a key there finds it here.

use std::fmt::Write;

use jiff::civil::Date;

use super::yaml;
use crate::content::Kind;
use crate::content::front_matter::{Evidence, Number};
use crate::content::keys::{self, Key, Shape};

/// What is known of a page before it is written.
#[derive(Debug, Clone)]
pub struct NewPage {
    /// Its kind; anything but a source.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// What it says, where that is known already.
    pub summary: Option<String>,
    /// What it rests on, if it is a lesson.
    pub evidence: Option<Evidence>,
    /// A chapter's number.
    pub number: Option<Number>,
    /// Values of keys that take more than one, by the key's name.
    pub lists: Vec<(&'static str, Vec<String>)>,
    /// The day on which it is made.
    pub date: Date,
}

/// What a guide has to choose from: the slugs of its pages by kind, in their natural order.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// The slugs of each kind.
    pub pages: Vec<(Kind, Vec<String>)>,
}

impl Choices {
    fn of(&self, kind: Kind) -> &[String] {
        let row = self.pages.iter().find(|(of, _)| *of == kind);
        row.map_or(&[], |(_, slugs)| slugs)
    }
}

/// More than this many choices help nobody; the others are told by a command.
const SHOWN: usize = 30;

/// Lines of comment are broken before this many characters.
const WIDTH: usize = 96;

/// What each kind of evidence means, for who must choose.
pub fn evidence_means(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Statement => "iemand zegt het",
        Evidence::Experience => "iemand deed het zo",
        Evidence::Evaluation => "iemand keek achteraf of het werkte",
        Evidence::Research => "onderzoek wees het uit",
    }
}

/// The text of a new page.
pub fn text(page: &NewPage, choices: &Choices) -> String {
    let mut out = String::from("---\n");
    comment(
        &mut out,
        "Tussen de twee regels met --- staat wat de pagina is; daaronder komt de tekst. Een regel \
         die met # begint, telt niet mee.",
    );
    let (mut filled, open): (Vec<&Key>, Vec<&Key>) =
        keys::of(page.kind).partition(|key| value(key, page).is_some());
    filled.sort_by_key(|key| !key.required.has(page.kind));
    for key in filled {
        explain(&mut out, key, page.kind, choices);
        let value = value(key, page).unwrap_or_default();
        let _ = writeln!(out, "{}", format!("{}: {value}", key.name).trim_end());
    }
    out.push('\n');
    comment(
        &mut out,
        "Hieronder staat wat mag en niet hoeft. Haal het teken # weg voor een regel die je gebruikt.",
    );
    for key in open {
        explain(&mut out, key, page.kind, choices);
        let _ = writeln!(out, "#{}: {}", key.name, example(key, choices));
    }
    out.push_str("---\n");
    body(&mut out, page.kind);
    out
}

/// What stands behind a key from the start; `None` where the key waits behind a `#`.
fn value(key: &Key, page: &NewPage) -> Option<String> {
    let listed = page.lists.iter().find(|(name, _)| *name == key.name);
    match key.name {
        "title" => Some(yaml::scalar(&page.title).into_owned()),
        // A summary that must be there is asked for by an empty value.
        "summary" => match &page.summary {
            Some(summary) => Some(yaml::scalar(summary).into_owned()),
            None => (key.required.has(page.kind) || page.kind == Kind::Term).then(String::new),
        },
        "evidence" => page.evidence.map(|evidence| evidence.as_str().to_owned()),
        "number" => page.number.as_ref().map(|number| format!("\"{number}\"")),
        "status" => Some("concept".to_owned()),
        "date" => Some(page.date.to_string()),
        _ => listed.map(|(_, values)| list(values.iter())),
    }
}

fn list<'a>(values: impl Iterator<Item = &'a String>) -> String {
    let values: Vec<_> = values.map(|value| yaml::item(value)).collect();
    format!("[{}]", values.join(", "))
}

/// An example from the guide itself where it has one.
fn example(key: &Key, choices: &Choices) -> String {
    match key.shape {
        Shape::PagesOf(kind) => match choices.of(kind).first() {
            Some(first) => list([first].into_iter()),
            None => key.example.to_owned(),
        },
        Shape::Sources => match choices.of(Kind::Source).first() {
            Some(first) => list([first].into_iter()),
            None => key.example.to_owned(),
        },
        _ => key.example.to_owned(),
    }
}

/// The meaning of a key and what can be chosen, as comment.
fn explain(out: &mut String, key: &Key, kind: Kind, choices: &Choices) {
    out.push('\n');
    let mut meaning = key.dutch.to_owned();
    if key.required.has(kind) {
        meaning.push_str(" Moet er staan.");
    }
    match key.name {
        "status" => meaning.push_str(" Maak er gepubliceerd van als de pagina af is."),
        "summary" | "title" => {
            meaning.push_str(" Met een dubbele punt of een # erin: tussen aanhalingstekens.")
        }
        _ => {}
    }
    comment(out, &meaning);
    match key.shape {
        Shape::Choice(_) if key.name == "evidence" => {
            let all = [
                Evidence::Statement,
                Evidence::Experience,
                Evidence::Evaluation,
                Evidence::Research,
            ];
            let all = all.map(|one| format!("{} ({})", one.as_str(), evidence_means(one)));
            comment(out, &format!("Kies uit: {}.", all.join(", ")));
        }
        Shape::Choice(all) | Shape::Choices(all) => {
            comment(out, &format!("Kies uit: {}.", all.join(", ")));
        }
        Shape::Tasks => comment(
            out,
            &format!(
                "De rollen: {}.",
                crate::content::front_matter::Role::CHOICES.join(", ")
            ),
        ),
        Shape::PagesOf(kind) => slugs(out, choices.of(kind), kind),
        Shape::Date => comment(out, "Zo: jaar-maand-dag."),
        Shape::Edtf => comment(
            out,
            "Zo: 1994, 1994-03, 1994~ (omstreeks), 196X (jaren zestig), 2012/2013 of .. (tot nu).",
        ),
        _ => {}
    }
}

fn slugs(out: &mut String, slugs: &[String], kind: Kind) {
    let plural = kind.info().plural.to_lowercase();
    if slugs.is_empty() {
        comment(out, &format!("De gids heeft nog geen {plural}."));
        return;
    }
    let shown = slugs[..slugs.len().min(SHOWN)].join(", ");
    let rest = match slugs.len() > SHOWN {
        true => format!(" … en meer: wijkgids list {kind}"),
        false => ".".to_owned(),
    };
    comment(out, &format!("Kies uit: {shown}{rest}"));
}

/// Lines of comment, broken between words.
fn comment(out: &mut String, text: &str) {
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count() + 1;
        if width == 0 || width + length > WIDTH {
            if width > 0 {
                out.push('\n');
            }
            out.push('#');
            width = 1;
        }
        out.push(' ');
        out.push_str(word);
        width += length;
    }
    out.push('\n');
}

/// The headings that pages of a kind usually have, each with a hint that readers never see.
fn body(out: &mut String, kind: Kind) {
    for (heading, hint) in headings(kind) {
        match heading.is_empty() {
            true => out.push('\n'),
            false => {
                let _ = write!(out, "\n## {heading}\n\n");
            }
        }
        let _ = writeln!(out, "<!-- {hint} -->");
    }
}

fn headings(kind: Kind) -> &'static [(&'static str, &'static str)] {
    const UNKNOWN: (&str, &str) = (
        "Wat weten we niet? {.redactie}",
        "Wat je zocht en niet vond. Door {.redactie} hoeft hier geen bron bij.",
    );
    match kind {
        Kind::Lesson => &[
            (
                "De situatie",
                "Wat er speelde, waar en wanneer. Zet achter elke bewering haar bron: [@sleutel, p. 12].",
            ),
            (
                "De les",
                "De les zelf, in een paar zinnen die je kunt onthouden.",
            ),
            ("Waarom", "Waaruit blijkt het? Noem de bron."),
            (
                "Zo pak je het aan",
                "Wat je morgen kunt doen. Een punt om af te vinken begint met - [ ].",
            ),
            (
                "Let op",
                "Wanneer het niet werkt, of wat je niet weet. Een link: [[lesson/slug|tekst]].",
            ),
        ],
        Kind::Chapter => &[
            (
                "Waar het om gaat",
                "Zet achter elke bewering haar bron: [@sleutel, p. 12].",
            ),
            (
                "Wat er sindsdien veranderde",
                "Wat er nieuw is, met de bron.",
            ),
            UNKNOWN,
        ],
        Kind::Theme => &[
            ("Waar het om gaat", "Wat het thema is en wat er speelt."),
            (
                "Waar je begint {.redactie}",
                "De pagina’s om mee te beginnen: [[lesson/slug|tekst]].",
            ),
        ],
        Kind::Problem => &[
            ("Waar het over gaat", "Wat mensen merken, met de bron."),
            ("Wat helpt", "Verwijs naar lessen: [[lesson/slug|tekst]]."),
            ("Wie doet wat", "Per partij een regel die met - begint."),
            UNKNOWN,
        ],
        Kind::Policy => &[
            (
                "Wat het was",
                "Wie besloot het, voor welke wijken, met welk doel?",
            ),
            (
                "Schaal en instrumenten",
                "Hoeveel wijken, hoeveel geld, waarmee?",
            ),
            (
                "Ervoor, ernaast en erna",
                "Verwijs naar ander beleid: [[policy/slug|tekst]].",
            ),
            ("Wat ervan bleef", "Wat het opleverde, met de bron."),
            UNKNOWN,
        ],
        Kind::Step => &[
            ("Wat je doet", "Wat er in deze stap gebeurt, met de bron."),
            (
                "Hoe de lessen hier samenhangen {.redactie}",
                "Welke lessen horen bij deze stap? [[lesson/slug|tekst]].",
            ),
        ],
        Kind::Term => &[(
            "",
            "De definitie staat bij summary. Hier komt wat er nog meer over te zeggen is, met de bron.",
        )],
        Kind::Article | Kind::Place | Kind::Author | Kind::Source | Kind::Page => &[(
            "",
            "Hier komt de tekst. Een kop begint met ##, een bron noem je zo: [@sleutel].",
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::files::MemoryFiles;
    use crate::content::walk::PageFile;
    use crate::content::{check, load, located};
    use crate::document;
    use crate::markdown::Options;

    fn page(kind: Kind) -> NewPage {
        NewPage {
            kind,
            title: "Let op: ga & kijk".to_owned(),
            summary: Some("Wie \"kijkt\", ziet # meer.".to_owned()),
            evidence: (kind == Kind::Lesson).then_some(Evidence::Experience),
            number: None,
            lists: vec![("themes", vec!["wijkveiligheid".to_owned()])],
            date: jiff::civil::date(2026, 11, 22),
        }
    }

    fn faults(kind: Kind, text: &str) -> Vec<String> {
        let files = MemoryFiles::default().with("x.md", text);
        let page = PageFile {
            kind,
            slug: "x".into(),
            file: "x.md".into(),
        };
        let source = load::load(&files, &page).unwrap();
        let (_, found) = document::parse(source, &Options::default());
        found.iter().map(|d| format!("{d:?}")).collect()
    }

    fn kinds() -> impl Iterator<Item = Kind> {
        Kind::all().filter(|&kind| kind != Kind::Source)
    }

    #[test]
    fn a_new_page_of_any_kind_is_sound_and_says_what_it_was_given() {
        for kind in kinds() {
            let text = text(&page(kind), &Choices::default());
            assert_eq!(faults(kind, &text), [""; 0], "{text}");
            let parts = located::split(&text).unwrap();
            let (front, found) = check::check(&"x.md".into(), &text, parts.yaml, kind);
            assert!(found.is_empty(), "{found:?}");
            assert_eq!(front.title.as_deref(), Some("Let op: ga & kijk"));
            assert_eq!(
                front.summary.as_deref(),
                Some("Wie \"kijkt\", ziet # meer.")
            );
            assert_eq!(front.themes.0, ["wijkveiligheid"]);
        }
    }

    #[test]
    fn every_key_is_there_and_every_line_behind_a_hash_can_be_used() {
        for kind in kinds() {
            let text = text(&page(kind), &Choices::default());
            for key in keys::of(kind) {
                let open = format!("\n#{}: ", key.name);
                let filled = format!("\n{}:", key.name);
                assert!(
                    text.contains(&open) != text.contains(&filled),
                    "{}\n{text}",
                    key.name
                );
                let used = text.replace(&open, &format!("\n{}: ", key.name));
                // Reasons and days of withdrawal make no sense alone, but are no fault either.
                assert_eq!(faults(kind, &used), [""; 0], "{used}");
            }
        }
    }

    #[test]
    fn a_summary_that_is_not_known_yet_is_asked_for() {
        let text = text(
            &NewPage {
                summary: None,
                ..page(Kind::Lesson)
            },
            &Choices::default(),
        );
        let found = faults(Kind::Lesson, &text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("MissingKey") && found[0].contains("empty"));
    }

    #[test]
    fn a_lesson_as_editors_get_it() {
        let choices = Choices {
            pages: vec![
                (
                    Kind::Theme,
                    vec!["burgerschap".into(), "wijkveiligheid".into()],
                ),
                (Kind::Step, vec!["duiden".into(), "doen".into()]),
                (
                    Kind::Problem,
                    (0..40).map(|n| format!("probleem-{n}")).collect(),
                ),
            ],
        };
        insta::assert_snapshot!(text(&page(Kind::Lesson), &choices));
    }
}
