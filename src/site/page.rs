//! The context of a page: everything that its template shows, and nothing of any other page beyond
//! cards and addresses.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Value};

use super::api;
use super::body;
use super::cite;
use super::drawings::neighbourhood;
use super::plan::{PER_PAGE, Slice};
use super::value::{Html, Object, list};
use super::view::{View, period};
use super::years;
use crate::content::edtf::dutch_date;
use crate::content::front_matter::{Party, Role, Status};
use crate::content::{Edtf, Kind};
use crate::guide::pages::API_PAGE;
use crate::guide::related::Reason;
use crate::guide::{Guide, Page, PageIx, Visibility};

/// So many members of a kind are shown in one group before “all …”.
const GROUP: usize = 100;

/// The roles and parties as templates see them, by their numbers: they stand on most pages.
static ROLES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let all = Role::ALL.iter();
    Vec::from_iter(all.map(|role| choice(role.as_str(), role.label()).into()))
});
static PARTIES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let all = Party::ALL.iter();
    Vec::from_iter(all.map(|party| choice(party.as_str(), party.label()).into()))
});

/// The context of the page numbered `ix`.
pub(super) fn context(view: &View<'_>, ix: PageIx) -> Context {
    let page = view.guide.page(ix);
    let mut context = Context::new();
    context.insert_value("page", Maker { view, ix, page }.object().into());
    context.insert_value("meta", meta(view, ix).into());
    context
}

struct Maker<'v, 'g> {
    view: &'v View<'g>,
    ix: PageIx,
    page: &'v Page,
}

impl Maker<'_, '_> {
    fn object(&self) -> Object {
        let (view, page) = (self.view, self.page);
        let kind = page.id.kind;
        let mut object = view.page_object(self.ix);
        object.set("id", page.id.to_string());
        object.set("kind_plural", view.plural(kind));
        object.set("kind_url", kind_url(view, kind));
        object.set("body", Html(&body::fill(view, page)));
        object.set("summary", page.front.summary.as_deref());
        object.set("key_points", texts(&page.front.key_points));
        object.set("breadcrumb", self.breadcrumb());
        object.set("outline", self.outline());
        let words = Some(page.body.words).filter(|&words| words > 0);
        object.set("reading_minutes", words.map(|words| words.div_ceil(220)));
        self.navigation(&mut object);
        self.dates(&mut object);
        self.classification(&mut object);
        self.people(&mut object);
        self.evidence(&mut object);
        self.neighbours(&mut object);
        self.gathered(&mut object);
        object.set("timeline_url", years::address(view, page));
        object.set("cite", cite::object(view, self.ix));
        let drawing = neighbourhood::svg(view, self.ix);
        if page.url == API_PAGE {
            object.set("api", api::reference(view));
        }
        object.set("neighbourhood", drawing.as_deref().map(Html));
        object
    }

    fn breadcrumb(&self) -> Value {
        let (view, page) = (self.view, self.page);
        let mut crumbs = vec![crumb(view.texts.get("home"), &view.site_url("/"))];
        if page.id.kind != Kind::Page {
            crumbs.push(crumb(
                view.plural(page.id.kind),
                &kind_url(view, page.id.kind),
            ));
        }
        for above in view.guide.chapters.ancestors(self.ix) {
            crumbs.push(crumb(&view.guide.page(above).title, view.url(above)));
        }
        list(crumbs)
    }

    fn outline(&self) -> Value {
        list(self.page.body.outline.iter().map(|heading| {
            Object::new()
                .with("level", u32::from(heading.level))
                .with("id", heading.id.as_str())
                .with("title", heading.title.as_str())
        }))
    }

    fn navigation(&self, object: &mut Object) {
        let (view, page, guide) = (self.view, self.page, self.view.guide);
        let (previous, next) = match page.id.kind {
            Kind::Chapter => guide.chapters.neighbours(self.ix),
            Kind::Step | Kind::Theme | Kind::Policy => around(guide.of_kind(page.id.kind), self.ix),
            Kind::Article => around(&self.series(), self.ix),
            _ => (None, None),
        };
        object.set("previous", previous.map(|ix| view.card(ix)));
        object.set("next", next.map(|ix| view.card(ix)));
        let node = guide.chapters.nodes.get(&self.ix);
        object.set(
            "children",
            node.map(|node| view.cards(&node.children))
                .unwrap_or_else(|| list::<Value>([])),
        );
        let part = node.and_then(|node| guide.chapters.parts.get(node.part?));
        object.set("part_title", part.map(|part| part.title.as_str()));
        let origin = page.front.number.as_ref().and(page.front.number_origin);
        object.set("number_origin_label", origin.map(|origin| origin.label()));
        let series = self.series();
        object.set(
            "series",
            page.front
                .series
                .as_ref()
                .filter(|_| series.len() > 1)
                .map(|title| {
                    let items = series
                        .iter()
                        .map(|&ix| view.card_with(ix, |card| card.with("current", ix == self.ix)));
                    Object::new()
                        .with("title", title.as_str())
                        .with("items", list(items))
                }),
        );
    }

    /// The articles of the page's series, in order.
    fn series(&self) -> Vec<PageIx> {
        let Some(series) = &self.page.front.series else {
            return Vec::new();
        };
        let articles = self.view.guide.of_kind(Kind::Article).iter().copied();
        articles
            .filter(|&ix| self.view.guide.page(ix).front.series.as_ref() == Some(series))
            .collect()
    }

    fn dates(&self, object: &mut Object) {
        let front = &self.page.front;
        object.set("date", front.date.map(date));
        object.set("updated", front.updated.map(date));
        object.set("review_by", front.review_by.map(date));
        object.set("knowledge_of", front.knowledge_of.as_ref().map(edtf));
        object.set("status", front.status.as_str());
        if front.status == Status::Withdrawn {
            object.set(
                "withdrawn",
                Object::new()
                    .with("reason", front.withdrawn_because.as_deref())
                    .with("on", front.withdrawn_on.map(date))
                    .with(
                        "successor",
                        self.page.refs.successor.map(|ix| self.view.card(ix)),
                    ),
            );
        }
        let file = match &self.page.origin {
            crate::guide::Origin::File(file) => Some(file),
            _ => None,
        };
        let edit = self.view.config.site.edit_url.as_ref().zip(file);
        object.set("edit_url", edit.map(|(pattern, file)| pattern.of(file)));
        let history = self.view.config.site.history_url.as_ref().zip(file);
        object.set(
            "history_url",
            history.map(|(pattern, file)| pattern.of(file)),
        );
        object.set("feed_url", feed_url(self.view, self.page));
    }

    fn classification(&self, object: &mut Object) {
        let (view, front, refs) = (self.view, &self.page.front, &self.page.refs);
        let relations = &view.guide.relations;
        let at = self.ix as usize;
        object.set(
            "evidence",
            front
                .evidence
                .map(|evidence| choice(evidence.as_str(), evidence.label())),
        );
        object.set(
            "period",
            period(self.page).map(|label| Object::new().with("label", label)),
        );
        object.set("has_facts", self.has_facts());
        object.set("names", texts(&front.names));
        object.set("scale", front.scale.as_deref());
        object.set("instruments", texts(&front.instruments));
        object.set("questions", texts(&front.questions));
        object.set("alt_labels", texts(&front.alt_labels));
        object.set("predecessors", view.cards(&refs.predecessors));
        object.set("successors", view.cards(&relations.successors[at]));
        object.set("runs_beside", view.cards(&relations.beside[at]));
        object.set("part_of", view.cards(&refs.part_of));
        object.set("contains", view.cards(&relations.contains[at]));
        object.set("broader", view.cards(&refs.broader));
        object.set("narrower", view.cards(&relations.narrower[at]));
        object.set("themes", view.cards(&refs.themes));
        object.set("problems", view.cards(&refs.problems));
        object.set("steps", view.cards(&refs.steps));
        object.set("policies", view.cards(&refs.policies));
        object.set("places", view.cards(&refs.places));
        object.set("twins", view.cards(&relations.twins[at]));
    }

    /// Whether there is anything to show at a glance: asked once here, and not key by key in a template.
    fn has_facts(&self) -> bool {
        let (guide, front, refs) = (self.view.guide, &self.page.front, &self.page.refs);
        let (relations, at) = (&guide.relations, self.ix as usize);
        let texts = [&front.names, &front.instruments, &front.alt_labels];
        let pages = [
            &refs.authors,
            &refs.predecessors,
            &relations.successors[at],
            &relations.beside[at],
            &refs.part_of,
            &relations.contains[at],
            &refs.broader,
            &relations.narrower[at],
        ];
        let is_listed = |&ix: &PageIx| guide.page(ix).is_listed();
        front.evidence.is_some()
            || front.scale.is_some()
            || texts.iter().any(|texts| !texts.is_empty())
            || pages.iter().any(|pages| pages.iter().any(is_listed))
    }

    fn people(&self, object: &mut Object) {
        let front = &self.page.front;
        object.set("authors", self.view.cards(&self.page.refs.authors));
        let roles = front.roles.iter();
        object.set(
            "roles",
            list(roles.map(|&role| ROLES[role as usize].clone())),
        );
        let parties = front.parties.iter();
        object.set(
            "parties",
            list(parties.map(|&party| PARTIES[party as usize].clone())),
        );
        let tasks = front.tasks.iter().map(|(role, tasks): (&Role, _)| {
            choice(role.as_str(), role.label())
                .with("role", role.as_str())
                .with("items", texts(tasks))
        });
        object.set("tasks", list(tasks));
    }

    fn evidence(&self, object: &mut Object) {
        let view = self.view;
        object.set(
            "disputes",
            list((0..self.page.front.disputes.len()).map(|at| dispute(view, self.page, at))),
        );
        let cited = cited(view.guide, self.page);
        let keys = cited.iter().map(|&ix| &*view.guide.page(ix).id.slug);
        let entries = view.guide.sources.bibliography(keys);
        let pages = entries
            .iter()
            .filter_map(|entry| view.guide.source_page(&entry.key));
        let sources = pages.filter_map(|ix| view.extract(ix));
        object.set("sources", list(sources));
        let mentions = self.page.mentions.iter();
        let terms = mentions.filter_map(|mention| view.extract(mention.term));
        object.set("terms", list(terms));
        if self.page.id.kind == Kind::Source
            && let Some(entry) = view.guide.sources.get(&self.page.id.slug)
        {
            object.set(
                "source",
                Object::new()
                    .with("reference", Html(&entry.reference_html))
                    .with("external_url", entry.url.as_deref())
                    .with("read_label", entry.read.map(|read| read.label()))
                    .with("read_note", entry.read_note.as_deref())
                    .with("bibtex", entry.bibtex.as_str())
                    .with("ris", entry.ris.as_str())
                    .with("year", entry.year.as_str())
                    .with("type_label", entry.kind_label),
            );
        }
    }

    fn neighbours(&self, object: &mut Object) {
        let (view, guide) = (self.view, self.view.guide);
        let related = guide.related[self.ix as usize].iter().map(|related| {
            Object::new()
                .with("card", view.card(related.page))
                .with("reason", reason(view, related.reason))
        });
        object.set("related", list(related));
        let backlinks = &guide.backlinks[self.ix as usize];
        let items = backlinks.items.iter().map(|link| {
            Object::new()
                .with("card", view.card(link.from))
                .with("sentence", link.sentence.as_str())
        });
        object.set(
            "backlinks",
            Object::new()
                .with("total", backlinks.total)
                .with("items", list(items)),
        );
        let years = match (self.page.id.kind, &self.page.front.knowledge_of) {
            (Kind::Lesson, Some(of)) => of.earliest().zip(of.latest()),
            _ => None,
        };
        let in_force = years
            .map(|((from, ..), (to, ..))| guide.timeline.in_force(from, to, 6))
            .unwrap_or_default();
        object.set("then_in_force", view.cards(&in_force));
    }

    /// What gathers below the page, in groups: the first pages here, the rest on pages of their own.
    fn gathered(&self, object: &mut Object) {
        let view = self.view;
        let members = &view.guide.relations.members[self.ix as usize];
        object.set("members_total", members.len());
        object.set(
            "groups",
            groups(view, self.ix, &members[..members.len().min(PER_PAGE)]),
        );
        let slice = Slice::first(members.len());
        object.set("pagination", slice.pagination(&members_url(view, self.ix)));
    }
}

/// Members in groups: lessons of a theme by step and of a step by theme, all others by kind.
pub(super) fn groups(view: &View<'_>, of: PageIx, members: &[PageIx]) -> Value {
    let guide = view.guide;
    let of_kind = guide.page(of).id.kind;
    let mut groups: Vec<(String, Option<String>, Vec<PageIx>)> = Vec::new();
    let mut put = |title: String, url: Option<String>, ix: PageIx| match groups
        .iter_mut()
        .find(|(t, ..)| *t == title)
    {
        Some((.., items)) => items.push(ix),
        None => groups.push((title, url, vec![ix])),
    };
    for &ix in members {
        let page = guide.page(ix);
        let finer = match (of_kind, page.id.kind) {
            (Kind::Theme, Kind::Lesson) => Some(&page.refs.steps),
            (Kind::Step, Kind::Lesson) => Some(&page.refs.themes),
            _ => None,
        };
        let kind_title = view.plural(page.id.kind);
        let listed = |ix: &&PageIx| guide.page(**ix).is_listed();
        match finer.map(|by| by.iter().find(listed).copied()) {
            Some(Some(by)) => put(
                format!("{kind_title}: {}", guide.page(by).title),
                Some(view.url(by).to_owned()),
                ix,
            ),
            Some(None) => put(
                format!("{kind_title}: {}", view.texts.get("general")),
                None,
                ix,
            ),
            None => put(kind_title.to_owned(), None, ix),
        }
    }
    list(groups.into_iter().map(|(title, url, items)| {
        Object::new()
            .with("title", title)
            .with("url", url)
            .with("items", view.cards(&items[..items.len().min(GROUP)]))
    }))
}

/// Where the further pages of what gathers below a page stand.
pub(super) fn members_url(view: &View<'_>, ix: PageIx) -> String {
    format!("{}pagina/", view.url(ix))
}

/// The page before and the page after `ix` in a list.
fn around(order: &[PageIx], ix: PageIx) -> (Option<PageIx>, Option<PageIx>) {
    let Some(at) = order.iter().position(|&other| other == ix) else {
        return (None, None);
    };
    (
        at.checked_sub(1).map(|at| order[at]),
        order.get(at + 1).copied(),
    )
}

/// One dispute of a page, with its claims and their sources.
pub(super) fn dispute(view: &View<'_>, page: &Page, at: usize) -> Object {
    let dispute = &page.front.disputes[at];
    let sources_of = page.refs.claims.get(at);
    let claims = dispute.claims.iter().enumerate().map(|(c, claim)| {
        let sources = sources_of
            .and_then(|claims| claims.get(c))
            .into_iter()
            .flatten()
            .map(|&ix| {
                let entry = view.guide.sources.get(&view.guide.page(ix).id.slug);
                let title = entry.map_or_else(String::new, |entry| {
                    format!("{}, {}", entry.authors, entry.year)
                });
                Object::new().with("title", title).with("url", view.url(ix))
            });
        Object::new()
            .with("claim", claim.claim.as_str())
            .with("sources", list(sources))
    });
    Object::new()
        .with("anchor", format!("omstreden-{}", at + 1))
        .with("point", dispute.point.as_str())
        .with("claims", list(claims))
        .with("reading", dispute.reading.as_deref())
}

fn reason(view: &View<'_>, reason: Reason) -> String {
    let text = |key: &'static str| view.texts.get(key).to_owned();
    match reason {
        Reason::Chosen => text("related_chosen"),
        Reason::ChosenThere => text("related_chosen_there"),
        Reason::LinkBoth => text("related_both"),
        Reason::LinksHere => text("related_links_here"),
        Reason::LinkedFrom => text("related_linked"),
        Reason::Shares(ix) => {
            let page = view.guide.page(ix);
            format!("{}: {}", text("related_same"), page.title)
        }
    }
}

/// The feed of a theme, problem, author or place, when something gathers there.
pub(super) fn feed_url(view: &View<'_>, page: &Page) -> Option<String> {
    let has = matches!(
        page.id.kind,
        Kind::Theme | Kind::Problem | Kind::Author | Kind::Place
    );
    (has && page.is_listed()).then(|| format!("{}{}feed.atom", view.base_path(), page.url))
}

/// What stands in the `<head>` of a page.
fn meta(view: &View<'_>, ix: PageIx) -> Object {
    let page = view.guide.page(ix);
    let canonical = view.config.site.absolute(&page.url);
    let published = page.front.date.map(|date| date.to_string());
    let modified = page.changed().map(|date| date.to_string());
    let feeds = feed_url(view, page).map(|url| crumb(&page.title, &url));
    let json_ld = json_ld(
        view,
        page,
        &canonical,
        published.as_deref(),
        modified.as_deref(),
    );
    Object::new()
        .with("title", page.title.as_str())
        .with("description", page.summary())
        .with("canonical", canonical.as_str())
        .with(
            "noindex",
            page.visibility == Visibility::Withdrawn || page.front.status == Status::Draft,
        )
        .with("type", "article")
        .with("json_ld", Html(&json_ld))
        .with("published", published)
        .with("modified", modified)
        .with("feeds", list(feeds))
}

/// The page as schema.org knows it, in JSON-LD.
#[derive(Serialize)]
struct JsonLd<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "dateModified", skip_serializing_if = "Option::is_none")]
    modified: Option<&'a str>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(rename = "isPartOf", skip_serializing_if = "Option::is_none")]
    part_of: Option<WebSite<'a>>,
    name: &'a str,
    url: &'a str,
}

/// The guide, as schema.org knows it.
#[derive(Serialize)]
struct WebSite<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

/// The data for a `<script>`. `<` is escaped, so that no text can end the script.
fn json_ld(
    view: &View<'_>,
    page: &Page,
    canonical: &str,
    published: Option<&str>,
    modified: Option<&str>,
) -> String {
    let kind = match page.id.kind {
        Kind::Term => "DefinedTerm",
        Kind::Place => "Place",
        Kind::Author => "Person",
        Kind::Source => "CreativeWork",
        _ => "Article",
    };
    let is_article = kind == "Article";
    let site = &view.config.site;
    let data = JsonLd {
        context: "https://schema.org",
        kind,
        modified,
        published,
        description: page.summary(),
        headline: is_article.then_some(&page.title),
        language: site.language.as_str(),
        part_of: is_article.then_some(WebSite {
            kind: "WebSite",
            name: &site.title,
        }),
        name: &page.title,
        url: canonical,
    };
    // Texts and maps with texts as keys are always JSON.
    let json = serde_json::to_string(&data).unwrap_or_default();
    match json.contains('<') {
        true => json.replace('<', "\\u003c"),
        false => json,
    }
}

/// The address of the list of a kind.
pub(super) fn kind_url(view: &View<'_>, kind: Kind) -> String {
    match kind.info().segment {
        "" => view.site_url("/"),
        segment => [view.base_path(), "/", segment, "/"].concat(),
    }
}

/// A title with an address.
pub(super) fn crumb(title: &str, url: &str) -> Object {
    Object::new().with("title", title).with("url", url)
}

/// A value with its label.
pub(super) fn choice(value: &'static str, label: &'static str) -> Object {
    Object::new().with("value", value).with("label", label)
}

/// A calendar date for a `<time>` element.
pub(super) fn date(date: jiff::civil::Date) -> Object {
    Object::new()
        .with("iso", date.to_string())
        .with("label", dutch_date(date))
}

fn edtf(of: &Edtf) -> Object {
    // HTML's `<time>` knows years, months and days, and nothing vague and no interval.
    let exact = !of.is_vague() && !of.as_str().contains(['/', '.']);
    Object::new()
        .with("iso", exact.then_some(of.as_str()))
        .with("label", of.dutch())
}

/// Plain texts, as a list.
fn texts(texts: &[String]) -> Value {
    list(texts.iter().map(String::as_str))
}
/// The sources of a page: those that its front matter names, then those that only its text cites.
pub(super) fn cited(guide: &Guide, page: &Page) -> Vec<PageIx> {
    let mut cited: Vec<PageIx> = page.refs.sources.clone();
    let groups = page.body.citations.iter();
    for item in groups.flat_map(|group| &group.items) {
        if let Some(ix) = guide.source_page(&item.key)
            && !cited.contains(&ix)
        {
            cited.push(ix);
        }
    }
    cited
}
