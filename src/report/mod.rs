//! What an editor should know of the guide as a whole: what it covers, where it is thin, old, unread or
//! hard to read, and what it says it does not know.
//!
//! In: a guide and what was found in it. Out: a [`Report`], data that becomes JSON as it stands, or
//! [`text`] or [`html`] for people. Nothing of it reaches the site.

pub mod external;
pub mod html;
pub mod readability;
pub mod text;
pub mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::Kind;
use crate::content::front_matter::{Evidence, Status};
use crate::diagnostic::{Code, Diagnostics};
use crate::guide::{Guide, Origin, Page, PageIx};
use crate::language::Analyzer;

use external::External;
use readability::Readability;
use words::Undefined;

/// A page with fewer words than this says little.
const THIN: u32 = 80;

/// Everything the report tells. Lists are in the guide's own order unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// How many pages there are, by kind.
    pub pages: Vec<OfKind>,
    /// Lessons by theme and step.
    pub coverage: Coverage,
    /// What there is for each problem.
    pub problems: Vec<Problem>,
    /// Lessons by what they rest on, from weak to strong.
    pub evidence: Vec<OfEvidence>,
    /// Pages that nothing leads to.
    pub orphans: Vec<Named>,
    /// Pages that should have been read again, the oldest first.
    pub overdue: Vec<Overdue>,
    /// How many pages say no day on which to read them again.
    pub without_review: usize,
    /// Pages with little text, the shortest first.
    pub thin: Vec<Thin>,
    /// Pages with statements that name no source, most first.
    pub uncited: Vec<Uncited>,
    /// Sources that no page names.
    pub unused_sources: Vec<Named>,
    /// Terms that no page mentions or links to.
    pub unused_terms: Vec<Named>,
    /// Words used often and not explained, most used first.
    pub undefined: Vec<Undefined>,
    /// How hard pages are to read, the hardest first.
    pub readability: Vec<Readable>,
    /// What pages say they do not know.
    pub unknown: Vec<Unknown>,
    /// What is known of links that lead elsewhere, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
}

/// A page by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The file to work in; none for a page that only others name.
    pub file: String,
    /// Its address, below the site's.
    pub url: String,
}

/// How many pages of one kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct OfKind {
    pub kind: &'static str,
    pub published: usize,
    pub drafts: usize,
    pub withdrawn: usize,
}

/// How many lessons stand at each theme and step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The steps, by slug: the columns. Last come lessons without a step.
    pub steps: Vec<String>,
    /// A row a theme; last comes `null`, for lessons without a theme.
    pub rows: Vec<CoverageRow>,
}

/// The lessons of one theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
    /// The theme’s slug.
    pub theme: Option<String>,
    /// Lessons for each step, and without one.
    pub lessons: Vec<usize>,
    /// All its lessons; one that belongs to two steps counts once.
    pub total: usize,
}

/// What there is for a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The problem.
    #[serde(flatten)]
    pub page: Named,
    /// Lessons that help with it.
    pub lessons: usize,
    /// Other pages that belong to it.
    pub others: usize,
}

/// How many lessons rest on one kind of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct OfEvidence {
    pub evidence: &'static str,
    pub lessons: usize,
}

/// A page that should have been read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overdue {
    /// The page.
    #[serde(flatten)]
    pub page: Named,
    /// Before this day.
    pub review_by: String,
}

/// A page with little text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Thin {
    /// The page.
    #[serde(flatten)]
    pub page: Named,
    /// Its words.
    pub words: u32,
}

/// A page with statements that name no source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Uncited {
    /// The page.
    #[serde(flatten)]
    pub page: Named,
    /// How many paragraphs and lists.
    pub paragraphs: usize,
}

/// How hard a page is to read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Readable {
    /// The page.
    #[serde(flatten)]
    pub page: Named,
    /// By the formula of Flesch-Douma.
    #[serde(flatten)]
    pub readability: Readability,
}

/// What a page says it does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// The page.
    #[serde(flatten)]
    pub page: Named,
    /// Its sentences, a paragraph or an item of a list each.
    pub says: Vec<String>,
}

/// Reports on a guide as readers see it. `found` is what resolving it found, with the reviews that are
/// overdue; `uncited` says of which kinds statements must name a source.
pub fn of(
    guide: &Guide,
    found: &Diagnostics,
    uncited: impl Fn(Kind) -> bool,
    analyzer: &Analyzer,
) -> Report {
    let listed = || guide.pages.iter().filter(|page| page.is_listed());
    let written = || listed().filter(|page| matches!(page.origin, Origin::File(_)));
    let mut overdue: Vec<Overdue> = pages_with(guide, found, Code::OverdueReview)
        .filter_map(|page| {
            Some(Overdue {
                page: named(page),
                review_by: page.front.review_by?.to_string(),
            })
        })
        .collect();
    overdue.sort_by(|a, b| a.review_by.cmp(&b.review_by));
    let mut thin: Vec<Thin> = written()
        .filter(|page| page.body.words < THIN && should_say_much(page.id.kind))
        .map(|page| Thin {
            page: named(page),
            words: page.body.words,
        })
        .collect();
    thin.sort_by_key(|thin| thin.words);
    let mut without: Vec<Uncited> = written()
        .filter(|page| !page.body.uncited.is_empty() && uncited(page.id.kind))
        .map(|page| Uncited {
            page: named(page),
            paragraphs: page.body.uncited.len(),
        })
        .collect();
    without.sort_by_key(|uncited| std::cmp::Reverse(uncited.paragraphs));
    let mut readability: Vec<Readable> = written()
        .filter_map(|page| {
            Some(Readable {
                page: named(page),
                readability: readability::of(&page.body)?,
            })
        })
        .collect();
    readability.sort_by(|a, b| a.readability.score.total_cmp(&b.readability.score));
    Report {
        pages: Kind::all().map(|kind| of_kind(guide, kind)).collect(),
        coverage: coverage(guide),
        problems: problems(guide),
        evidence: evidence(guide),
        orphans: pages_with(guide, found, Code::OrphanPage)
            .map(named)
            .collect(),
        overdue,
        without_review: written()
            .filter(|page| page.front.review_by.is_none())
            .count(),
        thin,
        uncited: without,
        unused_sources: unused(guide, Kind::Source),
        unused_terms: unused(guide, Kind::Term),
        undefined: words::undefined(guide, analyzer),
        readability,
        unknown: written().filter_map(unknown).collect(),
        external: None,
    }
}

fn named(page: &Page) -> Named {
    Named {
        id: page.id.to_string(),
        title: page.title.clone(),
        file: page.file().to_string(),
        url: page.url.clone(),
    }
}

/// The pages of which `code` was reported.
fn pages_with<'g>(
    guide: &'g Guide,
    found: &'g Diagnostics,
    code: Code,
) -> impl Iterator<Item = &'g Page> {
    let files: BTreeMap<&str, &Page> = guide
        .pages
        .iter()
        .filter_map(|page| match &page.origin {
            Origin::File(file) => Some((&**file, page)),
            _ => None,
        })
        .collect();
    let mut pages: Vec<&Page> = found
        .iter()
        .filter(|one| one.code == code)
        .filter_map(|one| files.get(&*one.file).copied())
        .collect();
    pages.sort_by(|a, b| a.id.cmp(&b.id));
    pages.into_iter()
}

fn of_kind(guide: &Guide, kind: Kind) -> OfKind {
    let with = |status: Status| {
        let pages = guide.pages.iter().filter(|page| page.id.kind == kind);
        pages.filter(|page| page.front.status == status).count()
    };
    OfKind {
        kind: kind.name(),
        published: with(Status::Published),
        drafts: with(Status::Draft),
        withdrawn: with(Status::Withdrawn),
    }
}

fn coverage(guide: &Guide) -> Coverage {
    let steps = guide.of_kind(Kind::Step);
    let lessons: Vec<&Page> = guide
        .of_kind(Kind::Lesson)
        .iter()
        .map(|&ix| guide.page(ix))
        .collect();
    let row = |theme: Option<PageIx>| {
        let of_theme: Vec<&&Page> = lessons
            .iter()
            .filter(|lesson| match theme {
                Some(theme) => lesson.refs.themes.contains(&theme),
                None => lesson.refs.themes.is_empty(),
            })
            .collect();
        let at = |step: PageIx| {
            let there = of_theme.iter().filter(|one| one.refs.steps.contains(&step));
            there.count()
        };
        let without = of_theme.iter().filter(|one| one.refs.steps.is_empty());
        CoverageRow {
            theme: theme.map(|ix| guide.page(ix).id.slug.to_string()),
            lessons: steps
                .iter()
                .map(|&step| at(step))
                .chain([without.count()])
                .collect(),
            total: of_theme.len(),
        }
    };
    let themes = guide.of_kind(Kind::Theme).iter().map(|&ix| row(Some(ix)));
    Coverage {
        rows: themes.chain([row(None)]).collect(),
        steps: steps
            .iter()
            .map(|&ix| guide.page(ix).id.slug.to_string())
            .collect(),
    }
}

fn problems(guide: &Guide) -> Vec<Problem> {
    let problem = |&ix: &PageIx| {
        let members = &guide.relations.members[ix as usize];
        let lessons = members
            .iter()
            .filter(|&&member| guide.page(member).id.kind == Kind::Lesson)
            .count();
        Problem {
            page: named(guide.page(ix)),
            lessons,
            others: members.len() - lessons,
        }
    };
    guide.of_kind(Kind::Problem).iter().map(problem).collect()
}

fn evidence(guide: &Guide) -> Vec<OfEvidence> {
    let lessons = |word: &str| {
        let pages = guide.of_kind(Kind::Lesson).iter();
        let of = |&&ix: &&PageIx| guide.page(ix).front.evidence.map(Evidence::as_str) == Some(word);
        pages.filter(of).count()
    };
    Evidence::CHOICES
        .iter()
        .map(|&evidence| OfEvidence {
            evidence,
            lessons: lessons(evidence),
        })
        .collect()
}

/// A definition, a name and a page about the guide may be short.
fn should_say_much(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Term | Kind::Place | Kind::Author | Kind::Source | Kind::Page
    )
}

/// The pages of a kind that no page names, mentions or links to.
fn unused(guide: &Guide, kind: Kind) -> Vec<Named> {
    let mut mentioned = vec![false; guide.pages.len()];
    for page in guide.pages.iter().filter(|page| page.is_listed()) {
        for mention in &page.mentions {
            mentioned[mention.term as usize] = true;
        }
    }
    let relations = &guide.relations;
    let idle = |&&ix: &&PageIx| {
        let at = ix as usize;
        let referred = [
            &relations.members,
            &relations.related_from,
            &relations.narrower,
            &relations.twins,
        ];
        !mentioned[at]
            && guide.backlinks[at].total == 0
            && referred.iter().all(|lists| lists[at].is_empty())
    };
    let pages = guide.of_kind(kind).iter().filter(idle);
    pages.map(|&ix| named(guide.page(ix))).collect()
}

/// What stands below a heading such as “Wat weten we niet?”.
fn unknown(page: &Page) -> Option<Unknown> {
    let outline = &page.body.outline;
    let text = &page.body.text;
    let mut says = Vec::new();
    for (at, heading) in outline.iter().enumerate() {
        let title = heading.title.to_lowercase();
        if !(title.contains("weten") && title.contains("niet")) {
            continue;
        }
        let end = outline[at + 1..]
            .iter()
            .find(|next| next.level <= heading.level)
            .map_or(text.len(), |next| next.text_start as usize);
        let section = text.get(heading.text_start as usize..end).unwrap_or("");
        // The first line is the heading itself.
        says.extend(
            section
                .lines()
                .skip(1)
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned),
        );
    }
    (!says.is_empty()).then(|| Unknown {
        page: named(page),
        says,
    })
}
