//! The context of `/waaier/`: the key points of all pages, compact, to print and take along.

use tera::Context;

use super::lists::meta;
use super::plan::Slice;
use super::value::{Object, list};
use super::view::View;
use crate::content::Kind;
use crate::guide::{Guide, PageIx};

/// The kinds whose key points are in it, in the order in which they stand there.
const KINDS: [Kind; 6] = [
    Kind::Lesson,
    Kind::Step,
    Kind::Theme,
    Kind::Problem,
    Kind::Chapter,
    Kind::Policy,
];

/// The pages that have key points.
pub(super) fn pages(guide: &Guide) -> Vec<PageIx> {
    let all = KINDS.into_iter().flat_map(|kind| guide.of_kind(kind));
    let with = |ix: &PageIx| !guide.page(*ix).front.key_points.is_empty();
    all.copied().filter(with).collect()
}

/// The context of one page of it.
pub(super) fn context(view: &View<'_>, slice: Slice) -> Context {
    let guide = view.guide;
    let pages = pages(guide);
    let root = view.site_url("/waaier/");
    let blades = slice
        .of(&pages)
        .chunk_by(|&a, &b| guide.page(a).id.kind == guide.page(b).id.kind);
    let groups = blades.map(|pages| {
        let blades = pages.iter().map(|&ix| {
            let points = guide.page(ix).front.key_points.iter().map(String::as_str);
            view.card_with(ix, |card| card.with("points", list(points)))
        });
        let kind = guide.page(pages[0]).id.kind;
        Object::new()
            .with("title", view.plural(kind))
            .with("blades", list(blades))
    });
    let title = view.texts.get("fan_title");
    let intro = view.texts.get("fan_intro");
    let object = Object::new()
        .with("title", title)
        .with("intro", intro)
        .with("url", root.as_str())
        .with("groups", list(groups))
        .with("pagination", slice.pagination(&format!("{root}pagina/")));
    let path = match slice.page {
        1 => "/waaier/".to_owned(),
        page => format!("/waaier/pagina/{page}/"),
    };
    let mut context = Context::new();
    context.insert_value("list", object.into());
    context.insert_value("meta", meta(view, title, intro, &path, false).into());
    context
}
