//! Policies in time: chains of predecessor and successor, what was in force in a year.

use std::collections::BTreeMap;

use super::{Page, PageIx};
use crate::content::Kind;
use crate::diagnostic::{Code, Diagnostic};

/// No year outside these is a year of policy; they bound the table below.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// The policies that were in force, by year.
#[derive(Debug, Default)]
pub struct Timeline {
    /// For each year with a policy, the policies, in order of their beginning. A policy without a
    /// known end counts for its first years only; one that still runs counts to the last year known.
    pub by_year: BTreeMap<i32, Vec<PageIx>>,
}

impl Timeline {
    /// Lays the policies out in time; circles in `predecessors` and `part_of` are reported.
    pub(super) fn of(pages: &[Page], found: &mut Vec<Diagnostic>) -> Self {
        report_cycles(pages, "predecessors", |page| &page.refs.predecessors, found);
        report_cycles(pages, "part_of", |page| &page.refs.part_of, found);
        report_cycles(pages, "broader", |page| &page.refs.broader, found);
        let mut policies: Vec<(i32, i32, PageIx)> = Vec::new();
        let last = pages
            .iter()
            .filter_map(|page| page.period()?.1)
            .filter(|year| YEARS.contains(year))
            .max();
        for (ix, page) in pages.iter().enumerate() {
            if page.id.kind != Kind::Policy || !page.is_listed() {
                continue;
            }
            let Some((Some(from), to)) = page.period() else {
                continue;
            };
            let to = to
                .or(last)
                .unwrap_or(from)
                .clamp(from, from.max(*YEARS.end()));
            if YEARS.contains(&from) {
                policies.push((from, to, ix as PageIx));
            }
        }
        policies.sort_unstable();
        let mut timeline = Timeline::default();
        for (from, to, ix) in policies {
            for year in from..=to.min(*YEARS.end()) {
                timeline.by_year.entry(year).or_default().push(ix);
            }
        }
        timeline
    }

    /// At most `limit` policies in force in any of the years `from..=to`, earliest first.
    pub fn in_force(&self, from: i32, to: i32, limit: usize) -> Vec<PageIx> {
        let mut policies: Vec<PageIx> = Vec::new();
        for (_, year) in self.by_year.range(from..=to.max(from)) {
            for &ix in year {
                if policies.len() == limit {
                    return policies;
                }
                if !policies.contains(&ix) {
                    policies.push(ix);
                }
            }
        }
        policies
    }
}

/// Reports every page that leads back to itself along `next`; each circle once, at its first page.
fn report_cycles<'p>(
    pages: &'p [Page],
    key: &'static str,
    next: impl Fn(&'p Page) -> &'p Vec<PageIx>,
    found: &mut Vec<Diagnostic>,
) {
    const NEW: u8 = 0;
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    let mut state = vec![NEW; pages.len()];
    for start in 0..pages.len() {
        if state[start] != NEW || next(&pages[start]).is_empty() {
            continue;
        }
        // Depth first, with a stack of our own: chains can be as long as there are pages.
        let mut stack: Vec<(usize, usize)> = vec![(start, 0)];
        state[start] = OPEN;
        while let Some((at, child)) = stack.pop() {
            let Some(&target) = next(&pages[at]).get(child) else {
                state[at] = DONE;
                continue;
            };
            stack.push((at, child + 1));
            let target = target as usize;
            match state[target] {
                NEW => {
                    state[target] = OPEN;
                    stack.push((target, 0));
                }
                OPEN => {
                    let from = stack
                        .iter()
                        .position(|(page, _)| *page == target)
                        .unwrap_or(0);
                    let mut circle: Vec<String> = stack[from..]
                        .iter()
                        .take(8)
                        .map(|(page, _)| pages[*page].id.to_string())
                        .collect();
                    circle.push(pages[target].id.to_string());
                    found.push(
                        Diagnostic::new(Code::ReferenceCycle, pages[at].file())
                            .at_key(&[key.to_owned(), child.to_string()])
                            .arg("key", key)
                            .arg("circle", circle.join(" → ")),
                    );
                }
                _ => {}
            }
        }
    }
}
