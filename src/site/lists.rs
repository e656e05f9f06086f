//! The contexts of lists and overviews: home, a list a kind, disputes, tasks, the lesson matrix.

use tera::{Context, Value};

use super::chronicle::Chronicle;
use super::drawings::timeline;
use super::filters::Filters;
use super::matrix;
use super::page::{crumb, date, dispute, groups, kind_url, members_url};
use super::plan::Slice;
use super::value::{Html, Object, list};
use super::view::View;
use crate::content::Kind;
use crate::content::front_matter::Role;
use crate::guide::{Guide, PageIx};

/// So many recent pages stand on the home page.
const RECENT: usize = 8;

/// So many tasks of a role stand on the overview.
const TASKS: usize = 200;

/// What stands in the `<head>` of a page that is no page of the guide.
pub(super) fn meta(
    view: &View<'_>,
    title: &str,
    description: &str,
    path: &str,
    noindex: bool,
) -> Object {
    let canonical = view.config.site.absolute(path);
    let site = &view.config.site;
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": if path == "/" { "WebSite" } else { "CollectionPage" },
        "name": title,
        "url": canonical,
        "inLanguage": site.language.as_str(),
    });
    Object::new()
        .with("title", title)
        .with("description", description)
        .with("canonical", canonical.as_str())
        .with("noindex", noindex)
        .with("type", "website")
        .with("json_ld", Html(&data.to_string().replace('<', "\\u003c")))
        .with("feeds", list::<Value>([]))
}

fn context(name: &'static str, object: Object, meta: Object) -> Context {
    let mut context = Context::new();
    context.insert_value(name, object.into());
    context.insert_value("meta", meta.into());
    context
}

/// The context of the home page.
pub(super) fn home(view: &View<'_>, chronicle: &Chronicle) -> Context {
    let guide = view.guide;
    let mut counts = Object::new();
    for kind in Kind::all() {
        counts.set(kind.name(), guide.of_kind(kind).len());
    }
    let recent = newest(guide, (0..guide.pages.len() as PageIx).collect(), RECENT);
    let recent = recent.into_iter().map(|ix| {
        view.card_with(ix, |card| {
            card.with("date", guide.page(ix).changed().map(date))
        })
    });
    let object = Object::new()
        .with("counts", counts)
        .with("steps", view.cards(guide.of_kind(Kind::Step)))
        .with("themes", view.cards(guide.of_kind(Kind::Theme)))
        .with("problems", view.cards(guide.of_kind(Kind::Problem)))
        .with(
            "chapters_by_part",
            chapters_by_part(view, &top_chapters(guide)),
        )
        .with("recent", list(recent))
        .with(
            "policies",
            view.cards(&guide.of_kind(Kind::Policy)[..guide.of_kind(Kind::Policy).len().min(40)]),
        );
    let drawing = timeline::small(view, chronicle);
    let object = object
        .with("timeline", drawing.as_deref().map(Html))
        .with("timeline_url", view.site_url("/tijdlijn/"));
    let site = &view.config.site;
    context(
        "home",
        object,
        meta(
            view,
            &site.title,
            site.description.as_deref().unwrap_or_default(),
            "/",
            false,
        ),
    )
}

/// The chapters that stand below no other.
fn top_chapters(guide: &Guide) -> Vec<PageIx> {
    let order = guide.chapters.order.iter().copied();
    order
        .filter(|ix| {
            guide
                .chapters
                .nodes
                .get(ix)
                .is_some_and(|node| node.parent.is_none())
        })
        .collect()
}

/// Chapters in reading order, grouped by part, each with its depth.
fn chapters_by_part(view: &View<'_>, chapters: &[PageIx]) -> Value {
    let tree = &view.guide.chapters;
    let mut groups: Vec<(Option<usize>, Vec<Value>)> = Vec::new();
    for &ix in chapters {
        let part = tree.nodes.get(&ix).and_then(|node| node.part);
        let card = view
            .card_with(ix, |card| card.with("depth", tree.ancestors(ix).len()))
            .into();
        match groups.last_mut() {
            Some((known, cards)) if *known == part => cards.push(card),
            _ => groups.push((part, vec![card])),
        }
    }
    list(groups.into_iter().map(|(part, cards)| {
        let title = part
            .and_then(|part| tree.parts.get(part))
            .map(|part| part.title.as_str());
        Object::new()
            .with("title", title)
            .with("items", list(cards.clone()))
            .with("chapters", list(cards))
    }))
}

/// The `limit` pages changed last, of the listed ones among `pages`; sources and places are left out.
pub(super) fn newest(guide: &Guide, pages: Vec<PageIx>, limit: usize) -> Vec<PageIx> {
    let mut dated: Vec<(std::cmp::Reverse<jiff::civil::Date>, PageIx)> = pages
        .into_iter()
        .filter(|&ix| guide.page(ix).is_listed())
        .filter_map(|ix| Some((std::cmp::Reverse(guide.page(ix).changed()?), ix)))
        .collect();
    // Pages of one day: chapters, lessons and the like before what merely explains words.
    dated.sort_by_key(|&(day, ix)| (day, guide.page(ix).id.kind == Kind::Term, ix));
    dated.truncate(limit);
    dated.into_iter().map(|(_, ix)| ix).collect()
}

/// The context of one page of the list of a kind.
pub(super) fn kind_list(
    view: &View<'_>,
    kind: Kind,
    slice: Slice,
    filters: Option<&Filters>,
) -> Context {
    let title = view.plural(kind).to_owned();
    let root = kind_url(view, kind);
    let pages = slice.of(view.guide.of_kind(kind));
    let items = match kind {
        Kind::Chapter => chapters_by_part(view, pages),
        _ => list([Object::new()
            .with("title", None::<&str>)
            .with("items", view.cards(pages))]),
    };
    let mut object = list_object(&title, &root, slice, &format!("{root}pagina/"));
    object.set("kind", kind.name());
    object.set("intro", view.config.kinds.intro(kind));
    object.set("groups", items);
    object.set("feed_url", format!("{root}feed.atom"));
    if kind == Kind::Lesson {
        object.set("facets", filters.map(|filters| filters.facets(view, None)));
    }
    if kind == Kind::Lesson && slice.page == 1 {
        let matrix = matrix::by_step(view, Kind::Theme, "thema", |page| &page.refs.themes);
        object.set("matrix", matrix);
    }
    let path = page_path(&format!("/{}/", kind.info().segment), slice.page);
    let mut meta = meta(
        view,
        &numbered(view, &title, slice),
        view.config.kinds.intro(kind).unwrap_or_default(),
        &path,
        false,
    );
    meta.set("feeds", list([crumb(&title, &format!("{root}feed.atom"))]));
    context("list", object, meta)
}

/// The context of a further page of what gathers below a page.
pub(super) fn members(view: &View<'_>, of: PageIx, slice: Slice) -> Context {
    let page = view.guide.page(of);
    let mut object = list_object(&page.title, view.url(of), slice, &members_url(view, of));
    object.set("kind", page.id.kind.name());
    object.set("of", view.card(of));
    object.set(
        "groups",
        groups(
            view,
            of,
            slice.of(&view.guide.relations.members[of as usize]),
        ),
    );
    let path = page_path(&page.url, slice.page);
    let meta = meta(
        view,
        &numbered(view, &page.title, slice),
        page.summary(),
        &path,
        false,
    );
    context("list", object, meta)
}

fn list_object(title: &str, url: &str, slice: Slice, further: &str) -> Object {
    Object::new()
        .with("title", title)
        .with("url", url)
        .with("total", slice.total)
        .with("pagination", slice.pagination(further))
}

fn page_path(root: &str, page: usize) -> String {
    if page == 1 {
        root.to_owned()
    } else {
        format!("{root}pagina/{page}/")
    }
}

/// The title of a list's page, told apart from the list's other pages.
fn numbered(view: &View<'_>, title: &str, slice: Slice) -> String {
    if slice.page == 1 {
        title.to_owned()
    } else {
        format!("{title} – {} {}", view.texts.get("page"), slice.page)
    }
}

/// Every dispute of every listed page: the page and the place among its disputes.
pub(super) fn disputes(guide: &Guide) -> Vec<(PageIx, usize)> {
    let listed = Kind::all().flat_map(|kind| guide.of_kind(kind).iter().copied());
    listed
        .flat_map(|ix| (0..guide.page(ix).front.disputes.len()).map(move |at| (ix, at)))
        .collect()
}

/// The context of one page of `/tegenspraak/`.
pub(super) fn dispute_list(view: &View<'_>, slice: Slice) -> Context {
    let all = disputes(view.guide);
    let title = view.texts.get("disputes_title");
    let root = view.site_url("/tegenspraak/");
    let items = slice.of(&all).iter().map(|&(ix, at)| {
        let dispute = dispute(view, view.guide.page(ix), at);
        dispute.with("page", view.card(ix))
    });
    let mut object = list_object(title, &root, slice, &format!("{root}pagina/"));
    let unit = if all.len() == 1 { "point" } else { "points" };
    object.set("unit", view.texts.get(unit));
    object.set("intro", view.texts.get("disputes_intro"));
    object.set("items", list(items));
    let meta = meta(
        view,
        &numbered(view, title, slice),
        view.texts.get("disputes_intro"),
        &page_path("/tegenspraak/", slice.page),
        false,
    );
    context("list", object, meta)
}

/// The context of `/taken/`: who does what, by role, and within a role by the page that says so.
pub(super) fn tasks(view: &View<'_>) -> Context {
    let guide = view.guide;
    let mut by_role: Vec<(Role, usize, Vec<Object>)> = Vec::new();
    for ix in Kind::all().flat_map(|kind| guide.of_kind(kind).iter().copied()) {
        for (role, tasks) in &guide.page(ix).front.tasks {
            let at = match by_role.iter().position(|(known, ..)| known == role) {
                Some(at) => at,
                None => {
                    by_role.push((*role, 0, Vec::new()));
                    by_role.len() - 1
                }
            };
            let (_, total, pages) = &mut by_role[at];
            let room = TASKS.saturating_sub(*total);
            *total += tasks.len();
            if room > 0 && !tasks.is_empty() {
                let shown = tasks.iter().take(room).map(String::as_str);
                pages.push(view.card_with(ix, |card| card.with("tasks", list(shown))));
            }
        }
    }
    by_role.sort_by_key(|(role, ..)| *role);
    let roles = by_role.into_iter().map(|(role, total, pages)| {
        Object::new()
            .with("value", role.as_str())
            .with("label", role.label())
            .with("total", total)
            .with("pages", list(pages))
    });
    let title = view.texts.get("tasks_title");
    let object = Object::new()
        .with("title", title)
        .with("intro", view.texts.get("tasks_intro"))
        .with("url", view.site_url("/taken/"))
        .with("roles", list(roles));
    context(
        "list",
        object,
        meta(view, title, view.texts.get("tasks_intro"), "/taken/", false),
    )
}

/// The context of the search page.
pub(super) fn search(view: &View<'_>) -> Context {
    let (title, intro) = ("search_title", "search_intro");
    let (title, intro) = (view.texts.get(title), view.texts.get(intro));
    let mut context = Context::new();
    context.insert_value("meta", meta(view, title, intro, "/zoeken/", false).into());
    context
}

/// The context of a page that no search engine should show: the reader's own list, and the page for
/// what is not there.
pub(super) fn plain(view: &View<'_>, title: &'static str, path: &str) -> Context {
    bare(view, view.texts.get(title), path)
}

/// The context of such a page, with a title that is no text of the site.
pub(super) fn bare(view: &View<'_>, title: &str, path: &str) -> Context {
    let mut context = Context::new();
    context.insert_value("meta", meta(view, title, "", path, true).into());
    context
}
