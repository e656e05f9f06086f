//! How many lessons stand where two things meet: theme and step, problem and step. The table is the
//! drawing: the more lessons, the heavier the mark behind their number.

use rustc_hash::FxHashMap;

use super::value::{Object, list};
use super::view::View;
use crate::content::Kind;
use crate::guide::{Page, PageIx};

/// How many lessons each row has at each step, with a row for those without, where there are any.
/// `filter` is the row's name in queries, `of` are the rows that a lesson stands in.
pub(super) fn by_step(
    view: &View<'_>,
    kind: Kind,
    filter: &str,
    of: impl Fn(&Page) -> &Vec<PageIx>,
) -> Option<Object> {
    let guide = view.guide;
    let (steps, rows) = (guide.of_kind(Kind::Step), guide.of_kind(kind));
    let lessons = guide.of_kind(Kind::Lesson);
    if steps.is_empty() || rows.is_empty() || lessons.is_empty() {
        return None;
    }
    let numbered = |pages: &[PageIx]| -> FxHashMap<PageIx, usize> {
        pages.iter().enumerate().map(|(at, &ix)| (ix, at)).collect()
    };
    let (row_of, step_of) = (numbered(rows), numbered(steps));
    let mut counts = vec![vec![0usize; steps.len()]; rows.len() + 1];
    for &ix in lessons {
        let page = guide.page(ix);
        let own: Vec<usize> = of(page)
            .iter()
            .filter_map(|ix| row_of.get(ix).copied())
            .collect();
        let own = if own.is_empty() {
            vec![rows.len()]
        } else {
            own
        };
        for step in page.refs.steps.iter().filter_map(|ix| step_of.get(ix)) {
            own.iter().for_each(|&row| counts[row][*step] += 1);
        }
    }
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let search = view.search_url();
    let lines = counts.iter().enumerate();
    let lines = lines.filter(|(row, counts)| *row < rows.len() || counts.iter().any(|&n| n > 0));
    let lines = lines.map(|(row, counts)| {
        let named = rows.get(row).map(|&ix| (guide.page(ix), view.url(ix)));
        let cells = counts.iter().zip(steps).map(|(&count, &step)| {
            // A cell leads to the search that gives just its lessons; a row without name has none.
            let url = named.filter(|_| count > 0).map(|(page, _)| {
                let step = &guide.page(step).id.slug;
                format!("{search}?soort=les&{filter}={}&stap={step}", page.id.slug)
            });
            Object::new()
                .with("count", count)
                .with("weight", (count * 5).div_ceil(most))
                .with("url", url)
        });
        let general = view.texts.get("general");
        Object::new()
            .with(
                "title",
                named.map_or(general, |(page, _)| page.title.as_str()),
            )
            .with("url", named.map(|(_, url)| url))
            .with("cells", list(cells))
    });
    Some(
        Object::new()
            .with("steps", view.cards(steps))
            .with("rows", list(lines)),
    )
}
