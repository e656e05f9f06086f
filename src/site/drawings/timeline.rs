//! The policies drawn in time: a lane for each that ran beside others, arrows from predecessor to
//! successor, years that nobody knows exactly as dashes, and below them how many lessons there are
//! of each year.
//!
//! A decade in which much began is drawn wider, which the line of years shows.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::chronicle::{Chronicle, Run};
use super::super::view::{View, period};
use super::{CHARACTER, escaped, shortened, width};
use crate::guide::{Page, PageIx};

/// So many policies are drawn; more could not be told apart.
const DRAWN: usize = 80;

/// How wide a decade is in which little began; those in which much did share what is left of the
/// usual width, but need some room each.
const NARROW: f64 = 33.0;
const USUAL: f64 = 985.0;
const ROOM: f64 = 130.0;

/// Height of a lane: a name and below it a bar.
const LANE: f64 = 42.0;
const BAR: f64 = 9.0;

/// Room around the drawing, for the years above it, and for the lessons below it.
const MARGIN: f64 = 16.0;
const HEAD: f64 = 30.0;
const LESSONS: f64 = 64.0;

/// So many characters of a name are drawn.
const NAME: usize = 34;

/// Years on a line.
struct Scale {
    first: i32,
    /// Where each decade begins, and where the last ends.
    decades: Vec<f64>,
    /// Which part of the last decade there is.
    last: f64,
}

impl Scale {
    fn of(chronicle: &Chronicle, (first, last): (i32, i32)) -> Scale {
        let decade = |year: i32| year.div_euclid(10) * 10;
        let first = decade(first);
        let mut begun: BTreeMap<i32, usize> = BTreeMap::new();
        for run in &chronicle.runs {
            *begun.entry(decade(run.begins.1 as i32)).or_default() += 1;
        }
        // The last decade is not over yet.
        let share = |decade: i32| f64::from((last + 1 - decade).min(10)) / 10.0;
        let (full, empty): (Vec<i32>, Vec<i32>) = (first..=last)
            .step_by(10)
            .partition(|&of| of == decade(last) || begun.get(&of).is_some_and(|&n| n > 1));
        let sum = |decades: &[i32]| decades.iter().map(|&decade| share(decade)).sum::<f64>();
        let wide = (USUAL - sum(&empty) * NARROW) / sum(&full).max(1.0);
        let wide = wide.clamp(ROOM, 2.0 * ROOM);
        let mut at = 0.0;
        let mut decades = vec![at];
        for decade in (first..=last).step_by(10) {
            at += share(decade) * if full.contains(&decade) { wide } else { NARROW };
            decades.push(at);
        }
        let last = share(decade(last));
        Scale {
            first,
            decades,
            last,
        }
    }

    fn width(&self) -> f64 {
        self.decades.last().copied().unwrap_or_default()
    }

    /// Which part of a decade there is: all of it, but for the last.
    fn share_of(&self, decade: usize) -> f64 {
        let whole = decade + 2 < self.decades.len();
        if whole { 1.0 } else { self.last }
    }

    fn x(&self, year: f64) -> f64 {
        let decades = (year - f64::from(self.first)).max(0.0) / 10.0;
        let at = (decades as usize).min(self.decades.len().saturating_sub(2));
        let [Some(&from), Some(&to)] = [self.decades.get(at), self.decades.get(at + 1)] else {
            return 0.0;
        };
        // Only the last decade can have fewer years than ten.
        let share = (decades - at as f64) / self.share_of(at);
        (from + share * (to - from)).min(self.width())
    }
}

/// A policy with its place in the drawing.
struct Placed<'g> {
    run: Run,
    page: &'g Page,
    lane: usize,
    from: f64,
    to: f64,
    /// Where it is sure to run, of that.
    sure: (f64, f64),
    name: String,
    /// Where the name begins, or ends where it would not fit.
    name_at: (f64, bool),
}

/// The policies in lanes: each beside its predecessor's where there is room, and nowhere over another.
fn placed<'g>(view: &View<'g>, chronicle: &Chronicle, scale: &Scale) -> Vec<Placed<'g>> {
    let guide = view.guide;
    // Where there are too many, those that are not part of another come first.
    let whole = |run: &&Run| guide.page(run.page).refs.part_of.is_empty();
    let runs: Vec<Run> = match chronicle.runs.len() <= DRAWN {
        true => chronicle.runs.clone(),
        false => chronicle
            .runs
            .iter()
            .filter(whole)
            .take(DRAWN)
            .copied()
            .collect(),
    };
    let mut lanes: Vec<f64> = Vec::new();
    let mut placed: Vec<Placed<'g>> = Vec::with_capacity(runs.len());
    for run in runs {
        let page = guide.page(run.page);
        let (from, to) = (
            scale.x(run.begins.0),
            scale.x(run.ends.1).max(scale.x(run.begins.0) + 6.0),
        );
        let name = name(page);
        let wide = width(&name);
        let flipped = from + wide > scale.width();
        let name_at = if flipped {
            (scale.width().max(wide), true)
        } else {
            (from, false)
        };
        let left = if flipped { name_at.0 - wide } else { from };
        let right = to.max(if flipped { name_at.0 } else { from + wide });
        let free = |lane: usize| lanes.get(lane).is_none_or(|&taken| taken + 14.0 < left);
        let before = placed
            .iter()
            .rev()
            .filter(|other| page.refs.predecessors.contains(&other.run.page))
            .map(|other| other.lane);
        let nearby = before.flat_map(|lane| [Some(lane), Some(lane + 1), lane.checked_sub(1)]);
        let near = nearby
            .flatten()
            .find(|&lane| free(lane) && lane <= lanes.len());
        let lane = near.or_else(|| (0..=lanes.len()).find(|&lane| free(lane)));
        let lane = lane.unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(right);
        } else {
            lanes[lane] = right;
        }
        let sure = (scale.x(run.begins.1), scale.x(run.ends.0));
        placed.push(Placed {
            run,
            page,
            lane,
            from,
            to,
            sure,
            name,
            name_at,
        });
    }
    placed
}

/// A policy's name as it is drawn: its title, else a shorter name that it is known by.
fn name(page: &Page) -> String {
    let short = |name: &&str| name.chars().count() <= NAME;
    let known = page.front.names.iter().map(String::as_str);
    match std::iter::once(page.title.as_str())
        .chain(known)
        .find(short)
    {
        Some(name) => name.to_owned(),
        None => shortened(&page.title, NAME).into_owned(),
    }
}

/// The whole drawing, or nothing where no policy has a year. `year_url` is the address before a year.
pub(in crate::site) fn svg(
    view: &View<'_>,
    chronicle: &Chronicle,
    year_url: &str,
) -> Option<String> {
    let years = chronicle.years?;
    let scale = Scale::of(chronicle, years);
    let placed = placed(view, chronicle, &scale);
    let lanes = placed.iter().map(|policy| policy.lane + 1).max()?;
    let bottom = HEAD + lanes as f64 * LANE + 12.0;
    let (width, height) = (scale.width() + 2.0 * MARGIN, bottom + LESSONS + 24.0);
    let mut svg = String::with_capacity(1024 + placed.len() * 700);
    let _ = write!(
        svg,
        "<svg class=\"timeline\" viewBox=\"-{MARGIN} 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"group\" aria-label=\"{}\">\n\
         <defs><marker id=\"deel_pijl\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"head\" d=\"M0 .5 8 4 0 7.5z\"/></marker></defs>\n",
        escaped(view.texts.get("timeline_title")),
    );
    decades(&mut svg, &scale, years, (HEAD - 6.0, bottom), 36.0);
    arrows(&mut svg, &placed);
    for policy in &placed {
        bar(&mut svg, view, policy);
    }
    lessons(&mut svg, view, chronicle, &scale, (bottom, year_url));
    svg.push_str("</svg>");
    Some(svg)
}

/// A small drawing without words, for the front page: only the bars and the decades.
pub(in crate::site) fn small(view: &View<'_>, chronicle: &Chronicle) -> Option<String> {
    let years = chronicle.years?;
    let scale = Scale::of(chronicle, years);
    let placed = placed(view, chronicle, &scale);
    let lanes = placed.iter().map(|policy| policy.lane + 1).max()?;
    let bottom = HEAD + lanes as f64 * 16.0;
    let (width, height) = (scale.width() + 2.0 * MARGIN, bottom + 6.0);
    let mut svg = format!(
        "<svg class=\"timeline small\" viewBox=\"-{MARGIN} 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" aria-hidden=\"true\" focusable=\"false\">\n"
    );
    decades(&mut svg, &scale, years, (HEAD - 6.0, bottom), 60.0);
    for policy in &placed {
        let _ = writeln!(
            svg,
            "<path class=\"bar {}\" d=\"M{:.0} {:.0}H{:.0}\"/>",
            form(policy.page),
            policy.from,
            HEAD + policy.lane as f64 * 16.0 + 10.0,
            policy.to,
        );
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Lines at the decades, with their years above where there is `room` for them.
fn decades(
    svg: &mut String,
    scale: &Scale,
    (_, last): (i32, i32),
    (top, bottom): (f64, f64),
    room: f64,
) {
    let mut free = f64::MIN;
    svg.push_str("<g class=\"years\" aria-hidden=\"true\">\n");
    for (at, x) in scale.decades.iter().enumerate() {
        let year = scale.first + 10 * at as i32;
        if year > last {
            break;
        }
        let _ = write!(svg, "<path d=\"M{x:.0} {top:.0}V{bottom:.0}\"/>");
        if *x >= free {
            free = x + room;
            let y = top - 8.0;
            let _ = write!(svg, "<text x=\"{x:.0}\" y=\"{y:.0}\">{year}</text>");
        }
        svg.push('\n');
    }
    svg.push_str("</g>\n");
}

/// Arrows from each policy to those that came after it.
fn arrows(svg: &mut String, placed: &[Placed<'_>]) {
    let find = |ix: &PageIx| placed.iter().find(|other| other.run.page == *ix);
    svg.push_str("<g class=\"arrows\" aria-hidden=\"true\">\n");
    for policy in placed {
        for before in policy.page.refs.predecessors.iter().filter_map(find) {
            let (y0, y1) = (middle(before.lane), middle(policy.lane));
            let x1 = policy.from - 1.0;
            let path = if before.lane == policy.lane && before.to <= x1 {
                format!("M{:.0} {y0:.0}H{x1:.0}", before.to)
            } else {
                // It leaves where the earlier ended, or where the later began if that came first.
                let x0 = before.to.min(x1 - 12.0).max(before.from);
                let bend = ((x1 - x0) / 2.0).max(10.0);
                format!(
                    "M{x0:.0} {y0:.0}C{:.0} {y0:.0} {:.0} {y1:.0} {x1:.0} {y1:.0}",
                    x0 + bend,
                    x1 - bend,
                )
            };
            let _ = writeln!(svg, "<path d=\"{path}\" marker-end=\"url(#deel_pijl)\"/>");
        }
    }
    svg.push_str("</g>\n");
}

/// Where the bar of a lane is.
fn middle(lane: usize) -> f64 {
    HEAD + lane as f64 * LANE + LANE - BAR
}

/// A policy: a link with its bar and its name.
fn bar(svg: &mut String, view: &View<'_>, policy: &Placed<'_>) {
    let Placed {
        run,
        page,
        from,
        to,
        name,
        ..
    } = policy;
    let y = middle(policy.lane);
    let when = period(page).unwrap_or_default();
    // What is seen begins what is heard; a name that stands for the title is followed by it.
    let mut label = name.clone();
    if page.title != *name {
        let _ = write!(label, ": {}", page.title);
    }
    let _ = write!(label, ", {when}");
    let (at, flipped) = policy.name_at;
    let wide = name.chars().count() as f64 * CHARACTER;
    let left = from.min(if flipped { at - wide } else { *from });
    let right = to.max(if flipped { at } else { at + wide });
    let _ = write!(
        svg,
        "<a class=\"run {}\" href=\"{}\" aria-label=\"{}\"><rect class=\"hit\" x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\"/>",
        form(page),
        view.url(run.page),
        escaped(&label),
        left - 4.0,
        y - 24.0,
        right - left + 8.0,
        32.0,
    );
    // What is sure is drawn through, what is not in dashes.
    let mut line = |class: &str, from: f64, to: f64| {
        if to - from > 0.5 {
            let _ = write!(
                svg,
                "<path class=\"{class}\" d=\"M{from:.0} {y:.0}H{to:.0}\"/>"
            );
        }
    };
    line("vague", *from, policy.sure.0);
    line("bar", policy.sure.0, policy.sure.1);
    line("vague", policy.sure.1, *to);
    if run.runs_on {
        let _ = write!(
            svg,
            "<path class=\"on\" d=\"M{0:.0} {1:.0}l6 5-6 5\"/>",
            to + 3.0,
            y - 5.0
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{at:.0}\" y=\"{:.0}\"{}>{}</text></a>",
        y - 10.0,
        if flipped { " text-anchor=\"end\"" } else { "" },
        escaped(name),
    );
}

/// How many lessons there are of each year: a row of bars, each a link to its year.
fn lessons(
    svg: &mut String,
    view: &View<'_>,
    chronicle: &Chronicle,
    scale: &Scale,
    (top, year_url): (f64, &str),
) {
    let counts: Vec<(i32, usize)> = chronicle
        .all()
        .map(|year| (year, chronicle.lessons(year).len()))
        .filter(|&(_, count)| count > 0)
        .collect();
    let Some(most) = counts.iter().map(|&(_, count)| count).max() else {
        return;
    };
    let base = top + LESSONS + 4.0;
    let _ = writeln!(
        svg,
        "<g class=\"harvest\"><path class=\"ground\" d=\"M0 {base:.0}H{:.0}\"/><text x=\"0\" y=\"{:.0}\">{}</text>",
        scale.width(),
        base + 18.0,
        escaped(view.texts.get("timeline_lessons")),
    );
    for (year, count) in counts {
        let (x0, x1) = (scale.x(f64::from(year)), scale.x(f64::from(year + 1)));
        let height = (count as f64 / most as f64 * (LESSONS - 18.0)).max(3.0);
        let word = view
            .texts
            .get(if count == 1 { "lesson" } else { "lessons" });
        let _ = writeln!(
            svg,
            "<a href=\"{year_url}{year}/\" aria-label=\"{year}: {count} {word}\"><rect class=\"hit\" x=\"{x0:.1}\" y=\"{:.0}\" width=\"{:.1}\" height=\"{:.0}\"/><path class=\"count\" d=\"M{:.1} {base:.0}v-{height:.0}\"/></a>",
            base - LESSONS,
            x1 - x0,
            LESSONS,
            (x0 + x1) / 2.0,
        );
    }
    svg.push_str("</g>\n");
}

/// What kind of policy it was, as a class.
fn form(page: &Page) -> String {
    let form = page.front.form.map_or("geen", |form| form.as_str());
    format!("form-{form}")
}
