//! The lessons, narrowed by one thing: theme, problem, step, place, role, party, evidence or period.
//! Every value that is in use has a page, at `/lessen/<filter>/<value>/`; two filters together are a
//! question to the search engine.
//!
//! A page shows the first lessons and leaves the rest to search, and a filter shows its most used
//! values: so the output grows with the lessons and the values, and not with their product.

use tera::{Context, Value};

use super::lists::meta;
use super::plan::PER_PAGE;
use super::value::{Object, list};
use super::view::View;
use crate::content::Kind;
use crate::content::front_matter::{Evidence, Party, Role};
use crate::content::id::slugify;
use crate::guide::PageIx;

/// So many values of a filter can be chosen on a page.
const CHOICES: usize = 20;

/// The filters: the word in addresses and queries, and the key of the heading above its values.
pub(super) const FILTERS: [(&str, &str); 8] = [
    ("thema", "theme"),
    ("probleem", "problem"),
    ("stap", "step"),
    ("plaats", "place"),
    ("rol", "role"),
    ("partij", "party"),
    ("bewijs", "evidence"),
    ("periode", "period"),
];

/// All lessons, with the values by which they can be narrowed.
#[derive(Debug, Clone, Default)]
pub(super) struct Filters {
    lessons: Vec<PageIx>,
    /// For each lesson: which filter, which of its values.
    of: Vec<Vec<(u8, u32)>>,
    values: [Vec<Choice>; FILTERS.len()],
}

/// A value of a filter.
#[derive(Debug, Clone)]
struct Choice {
    /// As queries name it.
    value: String,
    /// As addresses name it.
    slug: String,
    label: String,
    /// The lessons that have it, by their place among all.
    lessons: Vec<u32>,
}

impl Filters {
    /// The lessons of a guide with their values.
    pub(super) fn of(view: &View<'_>) -> Filters {
        let guide = view.guide;
        let mut filters = Filters {
            lessons: guide.of_kind(Kind::Lesson).to_vec(),
            ..Filters::default()
        };
        // The values by what they stand for, so that a lesson finds its own at once.
        let mut known: rustc_hash::FxHashMap<(u8, u32), u32> = Default::default();
        for (at, &ix) in filters.lessons.iter().enumerate() {
            let page = guide.page(ix);
            let (refs, front) = (&page.refs, &page.front);
            let mut own: Vec<(u8, u32)> = Vec::new();
            let mut put = |filter: u8, key: u32, made: &dyn Fn() -> (String, String)| {
                let values = &mut filters.values[filter as usize];
                let value = *known.entry((filter, key)).or_insert_with(|| {
                    let (value, label) = made();
                    let slug = slugify(&value);
                    values.push(Choice {
                        value,
                        slug,
                        label,
                        lessons: Vec::new(),
                    });
                    values.len() as u32 - 1
                });
                if !own.contains(&(filter, value)) {
                    values[value as usize].lessons.push(at as u32);
                    own.push((filter, value));
                }
            };
            let pages = [&refs.themes, &refs.problems, &refs.steps, &refs.places];
            for (filter, named) in (0..).zip(pages) {
                for &ix in named.iter().filter(|&&ix| guide.page(ix).is_listed()) {
                    let page = guide.page(ix);
                    put(filter, ix, &|| {
                        (page.id.slug.to_string(), page.title.clone())
                    });
                }
            }
            for role in front.roles.iter() {
                put(4, *role as u32, &|| {
                    (role.as_str().into(), role.label().into())
                });
            }
            for party in front.parties.iter() {
                put(5, *party as u32, &|| {
                    (party.as_str().into(), party.label().into())
                });
            }
            if let Some(evidence) = front.evidence {
                let made = || (evidence.as_str().into(), evidence.label().into());
                put(6, evidence as u32, &made);
            }
            let known_of = front.knowledge_of.as_ref();
            let years = known_of.and_then(|of| of.earliest().zip(of.latest()));
            if let Some(((from, ..), (to, ..))) = years {
                for decade in from.div_euclid(10)..=to.div_euclid(10) {
                    let (first, last) = (decade * 10, decade * 10 + 9);
                    let made = || (format!("{first}/{last}"), format!("{first}–{last}"));
                    put(7, decade as u32, &made);
                }
            }
            filters.of.push(own);
        }
        for (filter, values) in (0..).zip(&mut filters.values) {
            in_order(view, filter, values, &mut filters.of);
        }
        filters
    }

    /// Every value in use: filter, value, and the path of its page.
    pub(super) fn pages(&self) -> impl Iterator<Item = (usize, usize, String)> {
        let filters = self.values.iter().zip(FILTERS).enumerate();
        filters.flat_map(|(filter, (values, (name, _)))| {
            let path = move |value: &Choice| format!("/lessen/{name}/{}/", value.slug);
            let numbered = values.iter().enumerate();
            numbered.map(move |(at, value)| (filter, at, path(value)))
        })
    }

    /// The filters as they can be chosen on the page of `chosen`, or on the overview of all lessons.
    pub(super) fn facets(&self, view: &View<'_>, chosen: Option<(usize, usize)>) -> Value {
        let mut counts: [Vec<u32>; FILTERS.len()] =
            std::array::from_fn(|filter| vec![0; self.values[filter].len()]);
        match chosen {
            None => {
                for (counts, values) in counts.iter_mut().zip(&self.values) {
                    for (count, value) in counts.iter_mut().zip(values) {
                        *count = value.lessons.len() as u32;
                    }
                }
            }
            Some((filter, value)) => {
                for &lesson in &self.values[filter][value].lessons {
                    for &(filter, value) in &self.of[lesson as usize] {
                        counts[filter as usize][value as usize] += 1;
                    }
                }
                // A filter ignores its own choice: its other values can be taken instead.
                for (count, value) in counts[filter].iter_mut().zip(&self.values[filter]) {
                    *count = value.lessons.len() as u32;
                }
            }
        }
        let facets = (0..FILTERS.len()).map(|filter| {
            let (name, title) = FILTERS[filter];
            let mut shown: Vec<usize> = (0..counts[filter].len())
                .filter(|&at| counts[filter][at] > 0)
                .collect();
            if shown.len() > CHOICES {
                let first = |&at: &usize| {
                    let own = chosen == Some((filter, at));
                    (!own, std::cmp::Reverse(counts[filter][at]), at)
                };
                shown.sort_by_key(first);
                shown.truncate(CHOICES);
                shown.sort_unstable();
            }
            let values = shown.into_iter().map(|at| {
                let active = chosen == Some((filter, at));
                Object::new()
                    .with("label", self.values[filter][at].label.as_str())
                    .with("count", counts[filter][at])
                    .with("url", self.url(view, chosen, (filter, at)))
                    .with("active", active)
            });
            Object::new()
                .with("name", name)
                .with("label", view.texts.get(title))
                .with(
                    "open",
                    filter < 3 || chosen.is_some_and(|(of, _)| of == filter),
                )
                .with("values", list(values))
        });
        list(facets.collect::<Vec<_>>())
    }

    /// Where a choice leads: to its own page, to the search for it with what was chosen before, or
    /// back to all lessons.
    fn url(&self, view: &View<'_>, chosen: Option<(usize, usize)>, to: (usize, usize)) -> String {
        let value = |(filter, at): (usize, usize)| &self.values[filter][at];
        match chosen {
            Some(before) if before == to => view.site_url("/lessen/"),
            Some(before) if before.0 != to.0 => {
                let query =
                    |of: (usize, usize)| format!("&{}={}", FILTERS[of.0].0, value(of).value);
                let search = view.search_url();
                format!("{search}?soort=les{}{}", query(before), query(to))
            }
            _ => view.site_url(&format!("/lessen/{}/{}/", FILTERS[to.0].0, value(to).slug)),
        }
    }

    /// The context of the page of a value.
    pub(super) fn context(&self, view: &View<'_>, filter: usize, at: usize) -> Context {
        let choice = &self.values[filter][at];
        let (name, key) = FILTERS[filter];
        let kind = view.texts.get(key);
        let lessons: Vec<PageIx> = choice
            .lessons
            .iter()
            .take(PER_PAGE)
            .map(|&at| self.lessons[at as usize])
            .collect();
        let total = choice.lessons.len();
        let more = (total > lessons.len()).then(|| {
            let search = view.search_url();
            format!("{search}?soort=les&{name}={}", choice.value)
        });
        let plural = view.plural(Kind::Lesson);
        let object = Object::new()
            .with("title", choice.label.as_str())
            .with("kind", "lesson")
            .with("filter", kind)
            .with("all_title", plural)
            .with("all_url", view.site_url("/lessen/"))
            .with(
                "url",
                view.site_url(&format!("/lessen/{name}/{}/", choice.slug)),
            )
            .with("total", total)
            .with("items", view.cards(&lessons))
            .with("more", more)
            .with("facets", self.facets(view, Some((filter, at))));
        let title = format!("{plural} – {kind}: {}", choice.label);
        let path = format!("/lessen/{name}/{}/", choice.slug);
        let mut context = Context::new();
        context.insert_value("list", object.into());
        let about = format!(
            "{} {kind}: {}.",
            view.texts.get("filtered_intro"),
            choice.label
        );
        context.insert_value("meta", meta(view, &title, &about, &path, false).into());
        context
    }
}

/// Puts the values of a filter in their natural order: that of their overview, of the choices, of
/// the years; places by name.
fn in_order(view: &View<'_>, filter: u8, values: &mut Vec<Choice>, of: &mut [Vec<(u8, u32)>]) {
    let overview = match filter {
        0 => view.guide.of_kind(Kind::Theme),
        1 => view.guide.of_kind(Kind::Problem),
        2 => view.guide.of_kind(Kind::Step),
        _ => &[],
    };
    let slugs: rustc_hash::FxHashMap<&str, usize> = (0..)
        .zip(overview)
        .map(|(at, &ix)| (&*view.guide.page(ix).id.slug, at))
        .collect();
    let choices = match filter {
        4 => Role::CHOICES,
        5 => Party::CHOICES,
        6 => Evidence::CHOICES,
        _ => &[],
    };
    let rank = |choice: &Choice| {
        let chosen = choices.iter().position(|known| *known == choice.value);
        let rank = slugs.get(choice.value.as_str()).copied().or(chosen);
        rank.unwrap_or(usize::MAX)
    };
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by_cached_key(|&at| {
        let choice = &values[at as usize];
        (rank(choice), choice.slug.clone())
    });
    let mut place = vec![0u32; order.len()];
    for (to, &from) in (0..).zip(&order) {
        place[from as usize] = to;
    }
    *values = order
        .iter()
        .map(|&at| values[at as usize].clone())
        .collect();
    for own in of.iter_mut().flatten().filter(|(of, _)| *of == filter) {
        own.1 = place[own.1 as usize];
    }
}
