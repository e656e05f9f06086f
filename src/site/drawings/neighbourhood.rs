//! A page among its neighbours: on the left where it belongs and what came before, on the right what
//! to read on and what came after. The same links stand in lists on the page, so that whoever cannot
//! see the drawing misses nothing, and nobody has to walk through the links twice.

use super::super::body::escape;
use super::super::view::View;
use super::shortened;
use crate::content::Kind;
use crate::guide::PageIx;

/// So many neighbours stand on either side; fewer than `LEAST` in all are not worth a drawing.
const SIDE: usize = 6;
const LEAST: usize = 4;

/// Size of the drawing, the height of a line, and how many characters fit on one.
const WIDTH: usize = 640;
const LINE: usize = 30;
const ROOM: usize = 29;

/// How wide the names on a side may be.
const SIDE_WIDTH: usize = 215;

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
    Some(drawn(view, &left, &right))
}

/// The drawing of these neighbours. It stands on most pages, and all of it is small numbers: they are
/// written as they are, without the machinery that formats anything.
fn drawn(view: &View<'_>, left: &[PageIx], right: &[PageIx]) -> String {
    let height = left.len().max(right.len()) * LINE + 10;
    let middle = height / 2;
    let mut pen = Pen(String::with_capacity(
        400 + (left.len() + right.len()) * 160,
    ));
    pen.text("<svg class=\"near\" viewBox=\"0 0 ").number(WIDTH);
    pen.text(" ").number(height);
    pen.text("\" width=\"").number(WIDTH);
    pen.text("\" height=\"").number(height);
    pen.text("\" aria-hidden=\"true\" focusable=\"false\"><path d=\"");
    let sides = [
        (left, WIDTH / 2 - 8, SIDE_WIDTH, SIDE_WIDTH - 6),
        (
            right,
            WIDTH / 2 + 8,
            WIDTH - SIDE_WIDTH,
            WIDTH - SIDE_WIDTH + 6,
        ),
    ];
    let line = |pages: &[PageIx], n: usize| (height - pages.len() * LINE) / 2 + n * LINE + LINE / 2;
    for (pages, from, end, _) in sides {
        let bend = (from + end) / 2;
        for y in (0..pages.len()).map(|n| line(pages, n)) {
            pen.text("M").point(from, middle);
            pen.text("C").point(bend, middle);
            pen.text(" ").point(bend, y);
            pen.text(" ").point(end, y);
        }
    }
    pen.text("\"/>");
    for (pages, _, end, text) in sides.into_iter().filter(|(pages, ..)| !pages.is_empty()) {
        pen.text(match end < WIDTH / 2 {
            true => "<g text-anchor=\"end\">",
            false => "<g>",
        });
        for (n, &other) in pages.iter().enumerate() {
            pen.text("<a href=\"").text(view.url(other));
            pen.text("\" tabindex=\"-1\"><text x=\"").number(text);
            pen.text("\" y=\"").number(line(pages, n) + 4);
            pen.text("\">");
            escape(&shortened(&view.guide.page(other).title, ROOM), &mut pen.0);
            pen.text("</text></a>");
        }
        pen.text("</g>");
    }
    pen.text("<circle cx=\"").number(WIDTH / 2);
    pen.text("\" cy=\"").number(middle);
    pen.text("\" r=\"8\"/></svg>");
    pen.0
}

/// What an SVG is written with.
struct Pen(String);

impl Pen {
    fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    fn number(&mut self, number: usize) -> &mut Self {
        if number >= 10 {
            self.number(number / 10);
        }
        self.0.push(char::from(b'0' + (number % 10) as u8));
        self
    }

    fn point(&mut self, x: usize, y: usize) -> &mut Self {
        self.number(x).text(" ").number(y)
    }
}
