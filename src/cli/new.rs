//! `wijkgids new`: a page to begin with, with every key explained.

mod refusals;

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use refusals::{
    incomplete, no_letters, no_page, number_taken, only_chapters, reserved, slug_taken, stopped,
    title_taken, unknown_choice,
};

use super::ask::{Asker, Choice};
use super::context::{self, Opened, SiteContext};
use super::{Failure, Global, Lang, kinds};
use crate::content::front_matter::{Evidence, Number};
use crate::content::id::slugify;
use crate::content::keys::Shape;
use crate::content::{Kind, PageId, bare_reference, keys};
use crate::diagnostic::suggest::nearest;
use crate::edit::page::{self, Choices, NewPage};
use crate::guide::pages::RESERVED;
use crate::guide::{Guide, Origin};
use crate::pipeline::{self, CompileOptions, Silent};

#[derive(Debug, Args)]
#[command(
    after_help = "Voorbeeld: wijkgids new les \"Ga eerst kijken\" --evidence ervaring --theme wijkveiligheid"
)]
pub(super) struct New {
    /// De soort pagina: les, thema, begrip, beleid … (ook in het Engels)
    #[arg(value_name = "SOORT")]
    kind: Option<String>,
    /// De titel
    #[arg(value_name = "TITEL")]
    title: Option<String>,
    /// Waar de pagina over gaat, in één of twee zinnen
    #[arg(long, value_name = "TEKST")]
    summary: Option<String>,
    /// Waar een les op rust: stelling, ervaring, evaluatie of onderzoek
    #[arg(long, value_name = "WAARDE")]
    evidence: Option<String>,
    /// Het nummer van een hoofdstuk, zoals 2.4.1
    #[arg(long, value_name = "NUMMER")]
    number: Option<String>,
    /// Een thema waar de pagina bij hoort (mag vaker)
    #[arg(long, value_name = "THEMA")]
    theme: Vec<String>,
    /// Een stap waar de pagina bij hoort (mag vaker)
    #[arg(long, value_name = "STAP")]
    step: Vec<String>,
    /// Een probleem waar de pagina bij helpt (mag vaker)
    #[arg(long, value_name = "PROBLEEM")]
    problem: Vec<String>,
    /// De naam van het bestand en het adres, als de titel die niet mag geven
    #[arg(long, value_name = "NAAM")]
    slug: Option<String>,
}

pub(super) fn run(global: &Global, command: New) -> Result<ExitCode, Failure> {
    // What is wrong with the command itself is said before anything is read or asked.
    let kind = command.kind.as_deref().map(kinds::kind).transpose()?;
    if kind == Some(Kind::Source) {
        return Err(no_page());
    }
    let evidence = command.evidence.as_deref().map(evidence).transpose()?;
    let number = command.number.as_deref().map(number).transpose()?;
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let known = Known {
        kind,
        title: command.title.as_deref().map(line),
        summary: command.summary.as_deref().map(line),
        evidence,
    };
    let stdin = io::stdin();
    let stderr = io::stderr();
    let known = if stdin.is_terminal() && stderr.is_terminal() {
        let mut asker = Asker {
            input: stdin.lock(),
            output: stderr.lock(),
            lang: global.lang,
        };
        ask(&mut asker, known).map_err(|_| stopped())?
    } else {
        known
    };
    let (kind, title) = known.complete()?;
    let guide = guide(&site);
    let mut lists = Vec::new();
    let flags = [
        ("themes", &command.theme),
        ("steps", &command.step),
        ("problems", &command.problem),
    ];
    for (key, names) in flags {
        if !names.is_empty() {
            lists.push((key, slugs(&guide, key, names)?));
        }
    }
    let slug = free_slug(&guide, &site, kind, &title, command.slug.as_deref())?;
    if let Some(number) = &number
        && kind != Kind::Chapter
    {
        return Err(only_chapters(number));
    }
    if let Some(number) = &number
        && let Some(ix) = guide.find(&PageId::new(Kind::Chapter, number.to_string()))
    {
        return Err(number_taken(number, &guide.page(ix).file()));
    }
    let text = page::text(
        &NewPage {
            kind,
            title,
            summary: known.summary.filter(|summary| !summary.is_empty()),
            evidence: known.evidence.filter(|_| kind == Kind::Lesson),
            number,
            lists,
            date: context::today(),
        },
        &choices(&guide),
    );
    let file = format!("content/{}/{slug}.md", kind.info().folder);
    let path = site.root.join(&file);
    write_new(&path, &text)?;
    tell(global, &PageId::new(kind, slug), &file, &path)?;
    Ok(ExitCode::SUCCESS)
}

/// What is known so far of the page.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    kind: Option<Kind>,
    title: Option<String>,
    summary: Option<String>,
    evidence: Option<Evidence>,
}

impl Known {
    /// Kind and title, if nothing is missing that must be chosen.
    fn complete(&self) -> Result<(Kind, String), Failure> {
        let title = self.title.as_deref().filter(|title| !title.is_empty());
        let evidence = self.kind != Some(Kind::Lesson) || self.evidence.is_some();
        match (self.kind, title) {
            (Some(kind), Some(title)) if evidence => Ok((kind, title.to_owned())),
            (kind, title) => {
                let missing = [
                    (kind.is_some(), ["de soort", "the kind"]),
                    (title.is_some(), ["de titel", "the title"]),
                    (evidence, ["--evidence", "--evidence"]),
                ];
                let missing: Vec<[&str; 2]> = missing
                    .into_iter()
                    .filter(|(known, _)| !known)
                    .map(|(_, name)| name)
                    .collect();
                Err(incomplete(&missing))
            }
        }
    }
}

/// Asks for what is not known yet.
fn ask<R: io::BufRead, W: Write>(asker: &mut Asker<R, W>, known: Known) -> io::Result<Known> {
    let dutch = asker.lang == Lang::Nl;
    let say = |nl: &'static str, en: &'static str| if dutch { nl } else { en };
    let kind = match known.kind {
        Some(kind) => kind,
        None => {
            // What editors write most stands first, and is what Enter takes.
            let mut kinds: Vec<Kind> = Kind::all()
                .filter(|kind| !matches!(kind, Kind::Source | Kind::Lesson))
                .collect();
            kinds.insert(0, Kind::Lesson);
            let choices: Vec<Choice> = kinds
                .iter()
                .map(|kind| Choice {
                    value: (if dutch {
                        kind.info().dutch
                    } else {
                        kind.name()
                    })
                    .to_owned(),
                    meaning: format!("content/{}/", kind.info().folder),
                })
                .collect();
            let question = say("Wat voor pagina wordt het?", "What kind of page is it?");
            kinds[asker.choose(question, &choices, Some(0))?]
        }
    };
    let title = match known.title {
        Some(title) if !title.is_empty() => title,
        _ => asker.text(say("Titel", "Title"), None)?,
    };
    let summary = match known.summary {
        Some(summary) => summary,
        None => asker.text(
            say(
                "Waar gaat de pagina over, in één of twee zinnen? (Enter: later)",
                "What is it about, in a sentence or two? (Enter: later)",
            ),
            Some(""),
        )?,
    };
    let evidence = match known.evidence {
        None if kind == Kind::Lesson => {
            let choices: Vec<Choice> = EVIDENCE
                .iter()
                .map(|&one| Choice {
                    value: one.as_str().to_owned(),
                    meaning: page::evidence_means(one).to_owned(),
                })
                .collect();
            let question = say("Waar rust de les op?", "What does the lesson rest on?");
            Some(EVIDENCE[asker.choose(question, &choices, None)?])
        }
        known => known,
    };
    Ok(Known {
        kind: Some(kind),
        title: Some(title),
        summary: Some(summary),
        evidence,
    })
}

const EVIDENCE: [Evidence; 4] = [
    Evidence::Statement,
    Evidence::Experience,
    Evidence::Evaluation,
    Evidence::Research,
];

/// What stands on one line, with single spaces.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(|c: char| c.is_control(), "")
}

/// The guide as far as it can be read; a fault elsewhere keeps nobody from beginning a page.
fn guide(site: &SiteContext) -> Guide {
    let options = CompileOptions {
        drafts: true,
        today: None,
    };
    let (files, config) = (&site.files, &site.config);
    pipeline::compile(files, config, &site.analyzer, &options, &Silent).guide
}

fn choices(guide: &Guide) -> Choices {
    let slugs = |kind| {
        let pages = guide.of_kind(kind).iter();
        pages
            .map(|&ix| guide.page(ix).id.slug.to_string())
            .collect()
    };
    Choices {
        pages: Kind::all().map(|kind| (kind, slugs(kind))).collect(),
    }
}

/// The slugs of the pages that `names` stand for in the key `key`.
fn slugs(guide: &Guide, key: &str, names: &[String]) -> Result<Vec<String>, Failure> {
    let kind = match keys::find(key).map(|key| key.shape) {
        Some(Shape::PagesOf(kind)) => kind,
        _ => return Ok(names.to_vec()),
    };
    names
        .iter()
        .map(|name| {
            let bare = bare_reference(name);
            let page = guide.pages.iter().find(|page| {
                page.id.kind == kind
                    && (*page.id.slug == *bare
                        || page.id.to_string() == bare
                        || page.title.to_lowercase() == bare.to_lowercase())
            });
            page.map(|page| page.id.slug.to_string())
                .ok_or_else(|| unknown_choice(guide, kind, name))
        })
        .collect()
}

/// The slug that the page gets; refuses one that is taken, with a free one beside it.
fn free_slug(
    guide: &Guide,
    site: &SiteContext,
    kind: Kind,
    title: &str,
    wanted: Option<&str>,
) -> Result<String, Failure> {
    let slug = slugify(wanted.unwrap_or(title));
    if slug.is_empty() {
        return Err(no_letters(wanted.unwrap_or(title)));
    }
    if kind == Kind::Page && RESERVED.contains(&slug.as_str()) {
        return Err(reserved(&slug));
    }
    let taken = |slug: &str| -> Option<String> {
        let page = guide.pages.iter().find(|page| {
            let stem = format!("/{slug}.md");
            page.id.kind == kind
                && matches!(&page.origin, Origin::File(file) if file.ends_with(&stem))
        });
        let file = format!("content/{}/{slug}.md", kind.info().folder);
        page.map(|page| page.file().to_string())
            .or_else(|| site.root.join(&file).exists().then_some(file))
    };
    if let Some(file) = taken(&slug) {
        let free = (2..)
            .map(|n| format!("{slug}-{n}"))
            .find(|slug| taken(slug).is_none());
        return Err(slug_taken(&slug, &file, &free.unwrap_or_default()));
    }
    let same_title = guide.pages.iter().find(|page| {
        page.id.kind == kind
            && page.title.to_lowercase() == title.to_lowercase()
            && matches!(page.origin, Origin::File(_))
    });
    match same_title {
        Some(page) => Err(title_taken(title, &page.file())),
        None => Ok(slug),
    }
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error| Failure::io(path, &error);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)
}

/// The path goes to standard output, what comes next to standard error.
fn tell(global: &Global, id: &PageId, file: &str, path: &Path) -> Result<(), Failure> {
    if global.json {
        let value = serde_json::json!({"id": id.to_string(), "file": file});
        return context::print(&format!("{value:#}\n"));
    }
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    let shown = path.strip_prefix(&here).unwrap_or(path);
    context::print(&format!("{}\n", shown.display()))?;
    if !global.quiet {
        match global.lang {
            Lang::Nl => eprintln!(
                "Schrijf nu de tekst in dat bestand en controleer hem met: wijkgids check"
            ),
            Lang::En => {
                eprintln!("Now write the text in that file and check it with: wijkgids check")
            }
        }
    }
    Ok(())
}

fn evidence(text: &str) -> Result<Evidence, Failure> {
    let folded = text.to_lowercase();
    let one = EVIDENCE.into_iter().find(|one| one.as_str() == folded);
    one.ok_or_else(|| {
        let near = nearest(&folded, Evidence::CHOICES.iter().copied());
        let meant = |before: &str| near.map_or(String::new(), |near| format!("; {before} {near}?"));
        let all = Evidence::CHOICES.join(", ");
        Failure::new(
            [
                format!("“{text}” is geen soort bewijs{}", meant("bedoelde u")),
                format!("“{text}” is no kind of evidence{}", meant("did you mean")),
            ],
            [format!("kies uit: {all}"), format!("choose one of: {all}")],
        )
    })
}

fn number(text: &str) -> Result<Number, Failure> {
    Number::parse(text).ok_or_else(|| {
        Failure::new(
            [
                format!("“{text}” is geen nummer van een hoofdstuk"),
                format!("“{text}” is no number of a chapter"),
            ],
            [
                "schrijf cijfers met punten ertussen, zoals 2.4.1",
                "write digits with points between them, such as 2.4.1",
            ],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Known {
        Known {
            kind: None,
            title: None,
            summary: None,
            evidence: None,
        }
    }

    fn conversation(input: &str, known: Known) -> (io::Result<Known>, String) {
        let mut asker = Asker {
            input: input.as_bytes(),
            output: Vec::new(),
            lang: Lang::Nl,
        };
        let known = ask(&mut asker, known);
        (known, String::from_utf8(asker.output).unwrap())
    }

    #[test]
    fn everything_is_asked_that_is_not_known() {
        let (known, said) = conversation("\nGa kijken\n\n2\n", nothing());
        assert_eq!(
            known.unwrap(),
            Known {
                kind: Some(Kind::Lesson),
                title: Some("Ga kijken".to_owned()),
                summary: Some(String::new()),
                evidence: Some(Evidence::Experience),
            }
        );
        insta::assert_snapshot!(said);
    }

    #[test]
    fn what_is_known_is_not_asked() {
        let known = Known {
            kind: Some(Kind::Theme),
            title: Some("Wonen".to_owned()),
            summary: Some("Over wonen.".to_owned()),
            evidence: None,
        };
        let (answer, said) = conversation("", known.clone());
        assert_eq!((answer.unwrap(), said.as_str()), (known, ""));
    }

    #[test]
    fn who_goes_away_makes_nothing() {
        assert!(conversation("les\nGa kijken\n", nothing()).0.is_err());
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |known: Known| known.complete().unwrap_err();
        let all = missing(nothing());
        assert_eq!(
            all,
            incomplete(&[["de soort", "the kind"], ["de titel", "the title"]])
        );
        let evidence = missing(Known {
            kind: Some(Kind::Lesson),
            title: Some("x".to_owned()),
            ..nothing()
        });
        assert_eq!(evidence, incomplete(&[["--evidence", "--evidence"]]));
    }
}
