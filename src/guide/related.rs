//! What to read beside a page, each with its reason. Only explicit metadata and links count: nothing
//! depends on how often words occur in the guide, so that one edit changes few pages.

use rayon::prelude::*;

use super::backlinks::Backlinks;
use super::relations::Relations;
use super::{LinkTarget, Page, PageIx};

/// So many are shown.
const SHOWN: usize = 8;

/// A theme or place that more pages share than this says little about any two of them; leaving it
/// out also keeps the work in step with the number of pages.
const LARGEST_GROUP: usize = 40;

/// A page to read beside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The page.
    pub page: PageIx,
    /// Why; the strongest reason there is.
    pub reason: Reason,
}

/// Why one page goes with another, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The page's own `related` names it.
    Chosen,
    /// Its `related` names the page.
    ChosenThere,
    /// Each links to the other.
    LinkBoth,
    /// They share a problem, a policy or a place: the page of that.
    Shares(PageIx),
    /// It links to the page.
    LinksHere,
    /// The page links to it.
    LinkedFrom,
}

/// The related pages of every listed page.
pub(super) fn collect(
    pages: &[Page],
    relations: &Relations,
    backlinks: &[Backlinks],
) -> Vec<Vec<Related>> {
    (0..pages.len())
        .into_par_iter()
        .map(|ix| {
            if pages[ix].is_listed() {
                of(ix, pages, relations, backlinks)
            } else {
                Vec::new()
            }
        })
        .collect()
}

fn of(ix: usize, pages: &[Page], relations: &Relations, backlinks: &[Backlinks]) -> Vec<Related> {
    let page = &pages[ix];
    // Page, points, strongest reason.
    let mut candidates: Vec<(PageIx, u32, Reason)> = Vec::new();
    let mut add = |other: PageIx, points: u32, reason: Reason| {
        if other as usize == ix || !pages[other as usize].is_listed() {
            return;
        }
        match candidates.iter_mut().find(|(known, ..)| *known == other) {
            Some((_, sum, strongest)) => {
                *sum += points;
                *strongest = reason.min(*strongest);
            }
            None => candidates.push((other, points, reason)),
        }
    };
    page.refs
        .related
        .iter()
        .for_each(|&other| add(other, 100, Reason::Chosen));
    relations.related_from[ix]
        .iter()
        .take(LARGEST_GROUP)
        .for_each(|&other| add(other, 50, Reason::ChosenThere));
    let linked: Vec<PageIx> = page
        .links
        .iter()
        .filter_map(|link| {
            if let LinkTarget::Page(to, _) = link {
                Some(*to)
            } else {
                None
            }
        })
        .collect();
    let from: Vec<PageIx> = backlinks[ix]
        .items
        .iter()
        .map(|link| link.from)
        .take(LARGEST_GROUP)
        .collect();
    for &other in &from {
        let both = linked.contains(&other);
        add(
            other,
            if both { 30 } else { 10 },
            if both {
                Reason::LinkBoth
            } else {
                Reason::LinksHere
            },
        );
    }
    for &other in linked.iter().take(LARGEST_GROUP) {
        add(other, 5, Reason::LinkedFrom);
    }
    let shared = [&page.refs.problems, &page.refs.policies, &page.refs.places];
    for &group in shared.into_iter().flatten() {
        let members = &relations.members[group as usize];
        if members.len() <= LARGEST_GROUP {
            members
                .iter()
                .for_each(|&other| add(other, 20, Reason::Shares(group)));
        }
    }
    let twins = &relations.twins[ix];
    candidates.retain(|(other, ..)| !twins.contains(other));
    candidates.sort_by_key(|&(other, points, _)| (std::cmp::Reverse(points), other));
    candidates.truncate(SHOWN);
    candidates
        .into_iter()
        .map(|(page, _, reason)| Related { page, reason })
        .collect()
}
