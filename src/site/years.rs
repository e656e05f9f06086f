//! The contexts of the timeline and of the pages of its years: what was policy then, what it was
//! called, which lessons are of that time, and what was contradicted later.

use tera::Context;

use super::chronicle::{Chronicle, Run, YEARS};
use super::drawings::timeline;
use super::lists::meta;
use super::page::dispute;
use super::value::{Html, Object, list};
use super::view::{View, period};
use crate::content::Kind;
use crate::content::id::PageId;
use crate::guide::{Page, PageIx};

/// So many lessons, words and disputes stand on the page of a year.
const SHOWN: usize = 30;

/// So many policies stand in the table.
const ROWS: usize = 500;

/// The context of `/tijdlijn/`.
pub(super) fn timeline(view: &View<'_>, chronicle: &Chronicle) -> Context {
    let guide = view.guide;
    let root = view.site_url("/tijdlijn/");
    let dated = chronicle.runs.iter().map(|run| run.page);
    let rows = dated.chain(chronicle.undated.iter().copied()).take(ROWS);
    let rows = rows.map(|ix| {
        let page = guide.page(ix);
        let members = &guide.relations.members[ix as usize];
        let lessons = members
            .iter()
            .filter(|&&m| guide.page(m).id.kind == Kind::Lesson);
        view.card_with(ix, |card| card)
            .with("anchor", anchor(&page.id))
            .with("predecessors", view.cards(&page.refs.predecessors))
            .with(
                "successors",
                view.cards(&guide.relations.successors[ix as usize]),
            )
            .with("lessons", lessons.count())
    });
    let drawing = timeline::svg(view, chronicle, &root);
    let title = view.texts.get("timeline_title");
    let intro = view.texts.get("timeline_intro");
    let object = Object::new()
        .with("title", title)
        .with("intro", intro)
        .with("url", root.as_str())
        .with("drawing", drawing.as_deref().map(Html))
        .with("rows", list(rows))
        .with("decades", decades(chronicle, &root, None));
    let mut context = Context::new();
    context.insert_value("list", object.into());
    context.insert_value("meta", meta(view, title, intro, "/tijdlijn/", false).into());
    context
}

/// Where a policy stands on the timeline, if a year of it is known.
pub(super) fn address(view: &View<'_>, page: &Page) -> Option<String> {
    let known = page.front.start.as_ref()?.earliest()?.0;
    let drawn = page.id.kind == Kind::Policy && page.is_listed() && YEARS.contains(&known);
    drawn.then(|| view.site_url(&format!("/tijdlijn/#{}", anchor(&page.id))))
}

/// The name by which the table is entered at a policy.
fn anchor(id: &PageId) -> String {
    format!("beleid-{}", id.slug)
}

/// The years, by decade, each with its address; `current` is the one whose page it is.
fn decades(chronicle: &Chronicle, root: &str, current: Option<i32>) -> tera::Value {
    let mut decades: Vec<(i32, Vec<Object>)> = Vec::new();
    for year in chronicle.all() {
        let link = Object::new()
            .with("year", year)
            .with("url", format!("{root}{year}/"))
            .with("current", current == Some(year))
            .with("lessons", chronicle.lessons(year).len());
        let decade = year.div_euclid(10) * 10;
        match decades.last_mut() {
            Some((known, years)) if *known == decade => years.push(link),
            _ => decades.push((decade, vec![link])),
        }
    }
    list(decades.into_iter().map(|(decade, years)| {
        Object::new()
            .with("decade", decade)
            .with("years", list(years))
    }))
}

/// The context of the page of a year.
pub(super) fn year(view: &View<'_>, chronicle: &Chronicle, year: i32) -> Context {
    let guide = view.guide;
    let root = view.site_url("/tijdlijn/");
    let at = f64::from(year);
    let then = |run: &&Run| run.begins.0 < at + 1.0 && run.ends.1 > at;
    let runs: Vec<&Run> = chronicle.runs.iter().filter(then).collect();
    let policies = runs.iter().map(|run| {
        let page = guide.page(run.page);
        let sure = run.begins.1 < at + 1.0 && run.ends.0 > at;
        let state = if !sure {
            Some("year_unsure")
        } else if run.begins.0 >= at {
            Some("year_began")
        } else if run.ends.1 <= at + 1.0 && !run.runs_on {
            Some("year_ended")
        } else {
            None
        };
        view.card_with(run.page, |card| {
            card.with("state", state.map(|key| view.texts.get(key)))
                .with("sure", sure)
                .with("when", period(page))
        })
    });
    let pages: Vec<&Page> = runs.iter().map(|run| guide.page(run.page)).collect();
    let names = runs.iter().zip(&pages).flat_map(|(run, page)| {
        let names = page.front.names.iter().map(String::as_str);
        names.map(|name| {
            Object::new()
                .with("name", name)
                .with("url", view.url(run.page))
        })
    });
    let mut terms: Vec<PageIx> = Vec::new();
    for (run, page) in runs.iter().zip(&pages) {
        let twins = &guide.relations.twins[run.page as usize];
        for &ix in twins.iter().chain(&page.refs.related) {
            if guide.page(ix).id.kind == Kind::Term && !terms.contains(&ix) {
                terms.push(ix);
            }
        }
    }
    terms.truncate(SHOWN);
    let terms: Vec<_> = terms
        .into_iter()
        .filter_map(|ix| view.extract(ix))
        .collect();
    let lessons = chronicle.lessons(year);
    let search = view.search_url();
    let more = (lessons.len() > SHOWN).then(|| format!("{search}?soort=les&periode={year}"));
    let concerned = runs
        .iter()
        .map(|run| run.page)
        .chain(lessons.iter().copied().take(SHOWN * 4));
    let disputes = concerned
        .flat_map(|ix| (0..guide.page(ix).front.disputes.len()).map(move |at| (ix, at)))
        .filter(|&(ix, at)| is_later(view, guide.page(ix), at, year))
        .take(SHOWN)
        .map(|(ix, at)| dispute(view, guide.page(ix), at).with("page", view.card(ix)));
    let neighbour = |year: i32| {
        let known = chronicle
            .years
            .is_some_and(|(first, last)| (first..=last).contains(&year));
        known.then(|| {
            Object::new()
                .with("year", year)
                .with("url", format!("{root}{year}/"))
        })
    };
    let of_decade = chronicle
        .all()
        .filter(|y| y.div_euclid(10) == year.div_euclid(10));
    let of_decade = of_decade.map(|y| {
        Object::new()
            .with("year", y)
            .with("url", format!("{root}{y}/"))
            .with("current", y == year)
    });
    let title = format!("{} {year}", view.texts.get("year_title"));
    let object = Object::new()
        .with("year", year)
        .with("title", title.as_str())
        .with("timeline_url", root.as_str())
        .with("previous", neighbour(year - 1))
        .with("next", neighbour(year + 1))
        .with("years", list(of_decade))
        .with("policies", list(policies))
        .with("names", list(names))
        .with("terms", list(terms))
        .with("lessons", view.cards(&lessons[..lessons.len().min(SHOWN)]))
        .with("lessons_total", lessons.len())
        .with("lessons_url", more)
        .with("disputes", list(disputes));
    let mut context = Context::new();
    let path = format!("/tijdlijn/{year}/");
    let about = view.texts.get("year_intro");
    context.insert_value("lens", object.into());
    context.insert_value("meta", meta(view, &title, about, &path, false).into());
    context
}

/// Whether a claim in a dispute comes from a source of after a year.
fn is_later(view: &View<'_>, page: &Page, at: usize, year: i32) -> bool {
    let claims = page.refs.claims.get(at).into_iter().flatten().flatten();
    claims
        .filter_map(|&ix| view.guide.sources.get(&view.guide.page(ix).id.slug))
        .filter_map(|entry| entry.year.get(..4)?.parse::<i32>().ok())
        .any(|published| published > year)
}
