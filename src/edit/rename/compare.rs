//! Whether another name changed anything but the name.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use crate::content::PageId;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::guide::{Guide, LinkTarget, Page, PageIx};

/// What would be otherwise than before, besides the names themselves: a new diagnostic, a link or
/// reference that leads elsewhere. Empty is as it should be.
pub fn what_changed(
    change: &Change,
    (before, found_before): (&Guide, &Diagnostics),
    (after, found_after): (&Guide, &Diagnostics),
) -> Vec<String> {
    let page = match change {
        Change::Slug { page, .. } | Change::Number { page, .. } | Change::Heading { page, .. } => {
            before.page(*page)
        }
    };
    let id = page.id.to_string();
    let new_id = match change {
        Change::Slug { new, .. } if page.front.number.is_none() => {
            PageId::new(page.id.kind, new.as_str()).to_string()
        }
        Change::Number { new, .. } => PageId::new(page.id.kind, new.as_str()).to_string(),
        _ => id.clone(),
    };
    let named = |name: &PageId| match name.to_string() {
        name if name == id => new_id.clone(),
        name => name,
    };
    let same = |name: &PageId| name.to_string();
    let old = references(before, &named);
    let new = references(after, &same);
    let mut changed: Vec<String> = old.symmetric_difference(&new).cloned().collect();
    // A chapter's number is its place among the others: what was below it may stand alone now.
    let moved = matches!(change, Change::Number { .. });
    let count = |found: &Diagnostics| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for one in found
            .iter()
            .filter(|one| !moved || one.code != Code::OrphanPage)
        {
            *counts
                .entry(format!("{}/{:?}", one.code, one.variant))
                .or_default() += 1;
        }
        counts
    };
    let known = count(found_before);
    for (code, times) in count(found_after) {
        if times > known.get(&code).copied().unwrap_or_default() {
            let of = |one: &&Diagnostic| format!("{}/{:?}", one.code, one.variant) == code;
            let files: BTreeSet<&str> = found_after
                .iter()
                .filter(of)
                .map(|one| &*one.file)
                .collect();
            let files: Vec<&str> = files.into_iter().collect();
            changed.push(format!(
                "{} ({})",
                code.split('/').next().unwrap_or(&code),
                files.join(", ")
            ));
        }
    }
    changed
}

/// Every link and reference of a guide, as `from key to`, by id.
fn references(guide: &Guide, named: &dyn Fn(&PageId) -> String) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for page in &guide.pages {
        let from = named(&page.id);
        let refs = &page.refs;
        let lists: [(&str, &[PageIx]); 14] = [
            ("themes", &refs.themes),
            ("problems", &refs.problems),
            ("steps", &refs.steps),
            ("policies", &refs.policies),
            ("places", &refs.places),
            ("authors", &refs.authors),
            ("sources", &refs.sources),
            ("related", &refs.related),
            ("twin", &refs.twins),
            ("successor", refs.successor.as_slice()),
            ("predecessors", &refs.predecessors),
            ("runs_beside", &refs.runs_beside),
            ("part_of", &refs.part_of),
            ("broader", &refs.broader),
        ];
        all.insert(from.clone());
        for (key, pages) in lists {
            for (at, &to) in pages.iter().enumerate() {
                let to = named(&guide.page(to).id);
                all.insert(format!("{from} {key}[{at}] {to}"));
            }
        }
        for (at, link) in page.links.iter().enumerate() {
            let to = match link {
                LinkTarget::Page(to, heading) => {
                    let target = guide.page(*to);
                    format!(
                        "{} {}",
                        named(&target.id),
                        place(target, heading.as_deref())
                    )
                }
                LinkTarget::Here(heading) => format!("# {}", place(page, Some(heading))),
                LinkTarget::Site(path) => path.clone(),
                LinkTarget::External(url) => url.clone(),
                LinkTarget::Attachment(at) => at.to_string(),
                LinkTarget::Dead => "?".to_owned(),
            };
            all.insert(format!("{from} [{at}] {to}"));
        }
    }
    all
}

/// Which heading of a page an id stands for: its number, which stays when its id changes.
fn place(page: &Page, heading: Option<&str>) -> String {
    let Some(id) = heading else {
        return String::new();
    };
    let at = page
        .body
        .outline
        .iter()
        .position(|heading| heading.id == id);
    at.map_or_else(|| id.to_owned(), |at| format!("#{at}"))
}
