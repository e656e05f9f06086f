//! A page among its neighbours: on the left where it belongs and what came before, on the right what
//! to read on and what came after. The same links stand in lists on the page, so that whoever cannot
//! see the drawing misses nothing, and nobody has to walk through the links twice.

use std::fmt::Write;

use super::super::view::View;
use super::{escaped, shortened};
use crate::content::Kind;
use crate::guide::PageIx;

/// So many neighbours stand on either side; fewer than `LEAST` in all are not worth a drawing.
const SIDE: usize = 6;
const LEAST: usize = 4;

/// Size of the drawing, the height of a line, and how many characters fit on one.
const WIDTH: usize = 640;
const LINE: usize = 30;
const ROOM: usize = 29;

/// The drawing, where the page has neighbours enough.
pub(in crate::site) fn svg(view: &View<'_>, ix: PageIx) -> Option<String> {
    let guide = view.guide;
    let page = guide.page(ix);
    if matches!(
        page.id.kind,
        Kind::Source | Kind::Author | Kind::Place | Kind::Page
    ) {
        return None;
    }
    let (refs, relations, at) = (&page.refs, &guide.relations, ix as usize);
    let before = [
        &refs.predecessors,
        &refs.part_of,
        &refs.broader,
        &refs.themes,
        &refs.steps,
        &refs.problems,
        &refs.policies,
    ];
    let related: Vec<PageIx> = guide.related[at]
        .iter()
        .map(|related| related.page)
        .collect();
    let after = [
        &relations.successors[at],
        &relations.contains[at],
        &relations.narrower[at],
        &relations.twins[at],
        &related,
    ];
    let mut taken = vec![ix];
    let mut side = |groups: &[&Vec<PageIx>]| -> Vec<PageIx> {
        let mut shown = Vec::with_capacity(SIDE);
        for &other in groups.iter().copied().flatten() {
            if shown.len() < SIDE && guide.page(other).is_listed() && !taken.contains(&other) {
                taken.push(other);
                shown.push(other);
            }
        }
        shown
    };
    let (left, right) = (side(&before), side(&after));
    if left.len() + right.len() < LEAST {
        return None;
    }
    let height = left.len().max(right.len()) * LINE + 10;
    let middle = height / 2;
    let mut svg = String::with_capacity(600 + (left.len() + right.len()) * 190);
    let _ = write!(
        svg,
        "<svg class=\"near\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" aria-hidden=\"true\" focusable=\"false\">"
    );
    for (pages, end) in [(&left, 215), (&right, WIDTH - 215)] {
        let top = (height - pages.len() * LINE) / 2;
        let (from, anchor) = match end < WIDTH / 2 {
            true => (WIDTH / 2 - 8, " text-anchor=\"end\""),
            false => (WIDTH / 2 + 8, ""),
        };
        let text = if end < from { end - 6 } else { end + 6 };
        for (n, &other) in pages.iter().enumerate() {
            let y = top + n * LINE + LINE / 2;
            let bend = (from + end) / 2;
            let _ = write!(
                svg,
                "<path d=\"M{from} {middle}C{bend} {middle} {bend} {y} {end} {y}\"/><a href=\"{}\" tabindex=\"-1\"><text x=\"{text}\" y=\"{}\"{anchor}>{}</text></a>",
                view.url(other),
                y + 4,
                escaped(&shortened(&guide.page(other).title, ROOM)),
            );
        }
    }
    let _ = write!(
        svg,
        "<circle cx=\"{}\" cy=\"{middle}\" r=\"8\"/></svg>",
        WIDTH / 2
    );
    Some(svg)
}
