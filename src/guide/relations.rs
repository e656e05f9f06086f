//! References read backwards: what gathers below a theme, what cites a source, what came after a policy.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Page, PageIx};
use crate::content::Kind;
use crate::content::front_matter::Number;
use crate::content::id::slugify;

/// For each page, by number: the listed pages that name it, in the natural order of their kinds.
#[derive(Debug, Default)]
pub struct Relations {
    /// Pages that name it in `themes`, `problems`, `steps`, `policies`, `places`, `authors`; for a
    /// source, pages that cite it or list it.
    pub members: Vec<Vec<PageIx>>,
    /// Pages whose `related` names it.
    pub related_from: Vec<Vec<PageIx>>,
    /// Policies that name it as predecessor.
    pub successors: Vec<Vec<PageIx>>,
    /// Policies that are part of it.
    pub contains: Vec<Vec<PageIx>>,
    /// Policies that run beside it, whichever of the two says so.
    pub beside: Vec<Vec<PageIx>>,
    /// Terms that name it as broader.
    pub narrower: Vec<Vec<PageIx>>,
    /// Its twins, whichever of the two says so.
    pub twins: Vec<Vec<PageIx>>,
}

impl Relations {
    /// Turns the references of all pages around.
    pub(super) fn of(pages: &[Page], source_pages: &FxHashMap<Arc<str>, PageIx>) -> Self {
        let empty = || vec![Vec::new(); pages.len()];
        let mut relations = Relations {
            members: empty(),
            related_from: empty(),
            successors: empty(),
            contains: empty(),
            beside: empty(),
            narrower: empty(),
            twins: empty(),
        };
        for ix in natural_order(pages) {
            let page = &pages[ix as usize];
            let refs = &page.refs;
            for named in [
                &refs.themes,
                &refs.problems,
                &refs.steps,
                &refs.policies,
                &refs.places,
                &refs.authors,
            ] {
                add(&mut relations.members, named, ix);
            }
            add(&mut relations.members, &refs.sources, ix);
            for group in &page.body.citations {
                for item in &group.items {
                    if let Some(source) = source_pages.get(item.key.as_str()).copied() {
                        add(&mut relations.members, &[source], ix);
                    }
                }
            }
            add(&mut relations.related_from, &refs.related, ix);
            add(&mut relations.successors, &refs.predecessors, ix);
            add(&mut relations.contains, &refs.part_of, ix);
            add(&mut relations.narrower, &refs.broader, ix);
            both(&mut relations.beside, &refs.runs_beside, ix);
            both(&mut relations.twins, &refs.twins, ix);
        }
        relations
    }
}

fn add(lists: &mut [Vec<PageIx>], targets: &[PageIx], from: PageIx) {
    for &target in targets {
        let list = &mut lists[target as usize];
        // Pages come one after another, so a page that is there already is the last.
        if list.last() != Some(&from) {
            list.push(from);
        }
    }
}

fn both(lists: &mut [Vec<PageIx>], targets: &[PageIx], from: PageIx) {
    for &target in targets {
        for (at, other) in [(target, from), (from, target)] {
            if !lists[at as usize].contains(&other) {
                lists[at as usize].push(other);
            }
        }
    }
}

/// The listed pages of each kind, in their natural order.
pub(super) fn by_kind(pages: &[Page]) -> [Vec<PageIx>; 12] {
    let mut kinds: [Vec<PageIx>; 12] = Default::default();
    for ix in natural_order(pages) {
        kinds[pages[ix as usize].id.kind as usize].push(ix);
    }
    kinds
}

/// What a page sorts by within its kind.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    position: Vec<u32>,
    day: (i32, u8, u8),
    title: String,
}

/// All listed pages: by kind, chapters by number, steps and themes by their order, policies by year,
/// articles by series and part, all others by title.
fn natural_order(pages: &[Page]) -> Vec<PageIx> {
    let mut order: Vec<(Kind, Place, PageIx)> = pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.is_listed())
        .map(|(ix, page)| (page.id.kind, place(page), ix as PageIx))
        .collect();
    order.sort();
    order.into_iter().map(|(_, _, ix)| ix).collect()
}

fn place(page: &Page) -> Place {
    let front = &page.front;
    let position = match page.id.kind {
        Kind::Chapter => chapter_position(front.number.as_ref(), front.after.as_ref()),
        Kind::Step | Kind::Theme => vec![front.order.unwrap_or(u32::MAX)],
        _ => Vec::new(),
    };
    let far = (i32::MAX, 0, 0);
    let day = match page.id.kind {
        Kind::Policy => front
            .start
            .as_ref()
            .map_or(far, |start| start.earliest().unwrap_or((0, 0, 0))),
        _ => (0, 0, 0),
    };
    let title = match (page.id.kind, &front.series, &front.part) {
        (Kind::Article, Some(series), Some(part)) => format!("{} {:0>6}", slugify(series), part.0),
        (Kind::Source, ..) => page.id.slug.to_string(),
        _ => slugify(&page.title),
    };
    Place {
        position,
        day,
        title,
    }
}

/// Where a chapter stands: at its number; without one, after the whole of the chapter it names.
pub(super) fn chapter_position(number: Option<&Number>, after: Option<&Number>) -> Vec<u32> {
    match (number, after) {
        (Some(number), _) => number.0.clone(),
        (None, Some(after)) => after.0.iter().copied().chain([u32::MAX]).collect(),
        (None, None) => vec![u32::MAX],
    }
}
