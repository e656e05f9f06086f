//! The context of `/problemen/`: what each problem is, where to begin, and who is needed.

use tera::Context;

use super::lists::kind_list;
use super::matrix;
use super::plan::Slice;
use super::value::{Object, list};
use super::view::View;
use crate::content::Kind;
use crate::guide::PageIx;

/// So many lessons of a problem stand on the overview.
const LESSONS: usize = 3;

/// The context of one page of the list of problems: that of every list, with more of each problem.
pub(super) fn context(view: &View<'_>, slice: Slice) -> Context {
    let guide = view.guide;
    let problems = slice.of(guide.of_kind(Kind::Problem)).iter().map(|&ix| {
        let page = guide.page(ix);
        let members = &guide.relations.members[ix as usize];
        let of_kind = |kind: Kind| {
            let of = move |&&ix: &&PageIx| guide.page(ix).id.kind == kind;
            members.iter().filter(of).copied().collect::<Vec<PageIx>>()
        };
        let (lessons, policies) = (of_kind(Kind::Lesson), of_kind(Kind::Policy));
        let parties = page.front.parties.iter().map(|party| party.label());
        view.card_with(ix, |card| {
            card.with(
                "lessons",
                view.cards(&lessons[..lessons.len().min(LESSONS)]),
            )
            .with("lessons_total", lessons.len())
            .with(
                "lessons_url",
                view.site_url(&format!("/lessen/probleem/{}/", page.id.slug)),
            )
            .with("policies_total", policies.len())
            .with("disputes_total", page.front.disputes.len())
            .with("parties", list(parties))
        })
    });
    let mut object = Object::new().with("problems", list(problems));
    if slice.page == 1 {
        let matrix = matrix::by_step(view, Kind::Problem, "probleem", |page| &page.refs.problems);
        object.set("matrix", matrix);
        object.set("row_title", view.texts.get("problem"));
        object.set("caption", view.texts.get("matrix_problems"));
    }
    let mut context = kind_list(view, Kind::Problem, slice, None);
    context.insert_value("overview", object.into());
    context
}
