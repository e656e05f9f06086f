//! The guide laid out in time: which policies ran when and how surely, and from which years its
//! lessons are. Made once, with the plan; the timeline and the pages of the years are drawn from it.

use std::collections::BTreeMap;

use crate::content::{Edtf, FrontMatter, Kind};
use crate::guide::{Guide, PageIx};

/// No policy of a neighbourhood is older or further ahead; they bound the number of years.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// So many years a run is drawn on where nobody knows how long it lasted.
const UNKNOWN: f64 = 3.0;

/// Policies and lessons in time.
#[derive(Debug, Clone, Default)]
pub(super) struct Chronicle {
    /// The first and the last year that has a page.
    pub(super) years: Option<(i32, i32)>,
    /// The policies whose years are known, in order of their beginning.
    pub(super) runs: Vec<Run>,
    /// The policies of which no year is known.
    pub(super) undated: Vec<PageIx>,
    lessons: BTreeMap<i32, Vec<PageIx>>,
}

/// A policy in time. Its years are points on a line: 1994.0 is the first of January, 2000.0 the end
/// of 1999.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    /// The policy.
    pub(super) page: PageIx,
    /// Where it may have begun, and where it surely ran.
    pub(super) begins: (f64, f64),
    /// Until where it surely ran, and where it may have ended.
    pub(super) ends: (f64, f64),
    /// Whether it still runs, or runs on after the last year.
    pub(super) runs_on: bool,
}

impl Chronicle {
    /// Lays the guide out in time. The last year is that of `build_date`, so that a plan for twenty
    /// years makes no pages of years that nobody has seen.
    pub(super) fn of(guide: &Guide, build_date: Option<jiff::civil::Date>) -> Chronicle {
        let policies = guide.of_kind(Kind::Policy);
        let begin = |&ix: &PageIx| guide.page(ix).front.start.as_ref()?.earliest();
        let begins = || policies.iter().filter_map(begin).map(|(year, ..)| year);
        let begins = || begins().filter(|year| YEARS.contains(year));
        // Where no page has a date, the policies' own ends are the newest that is known.
        let end = |&ix: &PageIx| guide.page(ix).front.end.as_ref()?.latest();
        let ends = policies.iter().filter_map(end).map(|(year, ..)| year);
        let ends = ends.filter(|year| YEARS.contains(year)).max();
        let built = build_date.map(|date| i32::from(date.year())).or(ends);
        let years = begins().min().zip(begins().max());
        let years = years.map(|(first, newest)| (first, built.map_or(newest, |b| b.max(newest))));
        let mut chronicle = Chronicle {
            years,
            ..Chronicle::default()
        };
        let Some((first, last)) = years else {
            chronicle.undated = policies.to_vec();
            return chronicle;
        };
        for &ix in policies {
            match run_of(ix, &guide.page(ix).front, last) {
                Some(run) => chronicle.runs.push(run),
                None => chronicle.undated.push(ix),
            }
        }
        chronicle.runs.sort_by(|a, b| {
            let (a, b) = ((a.begins.0, a.page), (b.begins.0, b.page));
            a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal)
        });
        for &ix in guide.of_kind(Kind::Lesson) {
            let known = guide.page(ix).front.knowledge_of.as_ref();
            let Some((from, to)) = known.map(|of| (of.earliest(), of.latest())) else {
                continue;
            };
            let from = from.map_or(first, |(year, ..)| year.max(first));
            let to = to.map_or(last, |(year, ..)| year.min(last));
            for year in from..=to {
                chronicle.lessons.entry(year).or_default().push(ix);
            }
        }
        chronicle
    }

    /// All years that have a page.
    pub(super) fn all(&self) -> impl Iterator<Item = i32> + use<> {
        self.years
            .into_iter()
            .flat_map(|(first, last)| first..=last)
    }

    /// The lessons whose knowledge is of a year.
    pub(super) fn lessons(&self, year: i32) -> &[PageIx] {
        self.lessons.get(&year).map_or(&[], Vec::as_slice)
    }
}

/// A policy in time; none where no year is known.
fn run_of(ix: PageIx, front: &FrontMatter, last: i32) -> Option<Run> {
    let edge = f64::from(last + 1);
    let (from, surely) = {
        let start = front.start.as_ref()?;
        let (first, latest) = (start.earliest()?.0, start.latest()?.0);
        if !YEARS.contains(&first) {
            return None;
        }
        let (first, latest) = (f64::from(first), f64::from(latest));
        match start.is_vague() {
            true if first == latest => (first - 1.0, first),
            _ if first < latest => (first, latest + 1.0),
            _ => (first, first),
        }
    };
    let (until, ended, open) = match &front.end {
        None => (surely, surely + UNKNOWN, false),
        Some(end) => match end.latest() {
            None => (edge, edge, true),
            Some((latest, ..)) => {
                let first = end.earliest().map_or(latest, |(year, ..)| year);
                let (until, ended) = end_of(end, f64::from(first), f64::from(latest));
                (until, ended, false)
            }
        },
    };
    let runs_on = open || until > edge;
    let (until, ended) = (until.min(edge), ended.min(edge));
    // What is unsure at both ends leaves nothing that is sure between them.
    let surely = surely.min(ended);
    Some(Run {
        page: ix,
        begins: (from, surely),
        ends: (until.max(surely), ended.max(surely)),
        runs_on,
    })
}

fn end_of(end: &Edtf, first: f64, latest: f64) -> (f64, f64) {
    match end.is_vague() {
        true if first == latest => (latest + 1.0, latest + 2.0),
        _ if first < latest => (first, latest + 1.0),
        _ => (latest + 1.0, latest + 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::FrontMatter;

    fn laid(yaml: &str) -> Option<Run> {
        let front: FrontMatter = serde_yaml::from_str(yaml).unwrap();
        run_of(0, &front, 2026)
    }

    fn points(yaml: &str) -> (f64, f64, f64, f64, bool) {
        let run = laid(yaml).unwrap();
        (
            run.begins.0,
            run.begins.1,
            run.ends.0,
            run.ends.1,
            run.runs_on,
        )
    }

    #[test]
    fn what_is_vague_stays_vague() {
        let exact = points("{start: 1994, end: 1999}");
        assert_eq!(exact, (1994.0, 1994.0, 2000.0, 2000.0, false));
        let decades = points("{start: 196X, end: 199X}");
        assert_eq!(decades, (1960.0, 1970.0, 1990.0, 2000.0, false));
        let about = points("{start: 1989~, end: 1994?}");
        assert_eq!(about, (1988.0, 1989.0, 1995.0, 1996.0, false));
        let unknown_end = points("{start: 1983?}");
        assert_eq!(unknown_end, (1982.0, 1983.0, 1983.0, 1986.0, false));
        let between = points("{start: 1994, end: 1998/1999}");
        assert_eq!(between, (1994.0, 1994.0, 1998.0, 2000.0, false));
        let within_a_decade = points("{start: 199X, end: 199X}");
        assert_eq!(within_a_decade, (1990.0, 2000.0, 2000.0, 2000.0, false));
    }

    #[test]
    fn what_runs_on_ends_at_the_edge() {
        assert_eq!(
            points("{start: 1901, end: ..}"),
            (1901.0, 1901.0, 2027.0, 2027.0, true)
        );
        assert_eq!(
            points("{start: 2022, end: 2042~}"),
            (2022.0, 2022.0, 2027.0, 2027.0, true)
        );
    }

    #[test]
    fn without_a_year_there_is_nothing_to_draw() {
        assert_eq!(laid("{start_label: jaren niet nagegaan}"), None);
        assert_eq!(laid("{start: .., end: 1994}"), None);
        assert_eq!(laid("{start: 0012, end: 0013}"), None);
    }
}
