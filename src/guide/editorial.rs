//! What an editor should look at: paragraphs without a source, pages that nothing leads to, reviews
//! that are overdue.

use super::backlinks::Backlinks;
use super::chapters::ChapterTree;
use super::relations::Relations;
use super::{Origin, Page, ResolveOptions};
use crate::content::Kind;
use crate::diagnostic::{Code, Diagnostic};

/// The paragraphs of a page that lack a source, where its kind should have them.
pub(super) fn uncited(
    page: &Page,
    options: &ResolveOptions,
) -> impl Iterator<Item = Diagnostic> + use<> {
    let file = page.file();
    let from_file = matches!(page.origin, Origin::File(_));
    let reported = from_file && options.uncited_kinds.contains(&page.id.kind);
    let spans = match reported {
        true => page.body.uncited.clone(),
        false => Vec::new(),
    };
    spans.into_iter().map(move |span| {
        Diagnostic::new(Code::UncitedParagraph, std::sync::Arc::clone(&file))
            .at(span.start as usize, span.end as usize)
    })
}

/// Reports on every page that came from a file of its own.
pub(super) fn check(
    pages: &[Page],
    relations: &Relations,
    backlinks: &[Backlinks],
    chapters: &ChapterTree,
    options: &ResolveOptions,
    found: &mut Vec<Diagnostic>,
) {
    for (ix, page) in pages.iter().enumerate() {
        let Origin::File(file) = &page.origin else {
            continue;
        };
        found.extend(uncited(page, options));
        if !page.is_listed() {
            continue;
        }
        // Where a page says that it belongs, it is listed.
        let listed = [
            &page.refs.themes,
            &page.refs.problems,
            &page.refs.steps,
            &page.refs.policies,
            &page.refs.part_of,
            &page.refs.predecessors,
            &page.refs.runs_beside,
            &page.refs.broader,
        ];
        let reached = listed.iter().any(|above| !above.is_empty())
            || backlinks[ix].total > 0
            || !relations.related_from[ix].is_empty()
            || !relations.members[ix].is_empty()
            || !relations.twins[ix].is_empty()
            || !relations.successors[ix].is_empty()
            || !relations.contains[ix].is_empty()
            || !relations.narrower[ix].is_empty()
            || chapters
                .nodes
                .get(&(ix as u32))
                .is_some_and(|node| node.parent.is_some());
        // Pages about the guide itself are reached from the foot of every page; steps and themes
        // from the home page.
        let always = matches!(
            page.id.kind,
            Kind::Page | Kind::Step | Kind::Theme | Kind::Author
        );
        if !reached && !always {
            found.push(Diagnostic::new(
                Code::OrphanPage,
                std::sync::Arc::clone(file),
            ));
        }
        if let (Some(due), Some(today)) = (page.front.review_by, options.today)
            && due < today
        {
            found.push(
                Diagnostic::new(Code::OverdueReview, std::sync::Arc::clone(file))
                    .at_key(&["review_by"])
                    .arg("date", due),
            );
        }
    }
}
