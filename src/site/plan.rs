//! The plan: every output of the site as data, before anything is rendered.
//!
//! Two outputs that claim one path are an error that names both; it is found here, where nothing has
//! been written yet. Output grows with the number of pages, never with its square: lists are cut
//! into pages of [`PER_PAGE`].

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::assets::Assets;
use super::chronicle::Chronicle;
use super::filters::Filters;
use super::value::{Object, list};
use super::view::View;
use super::{EMBEDDED, widget};
use crate::content::Kind;
use crate::diagnostic::{Code, Diagnostic};
use crate::guide::pages::{API_CHANGES_PAGE, API_DESCRIPTION, API_PAGE, RESERVED};
use crate::guide::{PageIx, Visibility};

/// So many entries stand on one page of a list.
pub const PER_PAGE: usize = 100;

/// So many addresses stand in one sitemap (the protocol's own limit).
pub const PER_SITEMAP: usize = 50_000;

/// One output to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its path below the site, as a file: `/lessen/ga-kijken/index.html`.
    pub path: String,
    /// What stands there.
    pub what: What,
}

impl Job {
    /// Whether only other hosts need its output: our own server answers such a path by itself.
    pub fn hosts_only(&self) -> bool {
        matches!(
            self.what,
            What::Stub(_) | What::RedirectMap(_) | What::ApiDescription
        )
    }
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The home page.
    Home,
    /// A page of the guide.
    Page(PageIx),
    /// A further page of what gathers below a page.
    Members(PageIx, Slice),
    /// A page of the list of a kind.
    List(Kind, Slice),
    /// A page of all disputes.
    Disputes(Slice),
    /// Who does what, by role.
    Tasks,
    /// A page of all key points.
    Fan(Slice),
    /// The reader's own list, which the script fills.
    ReadingList,
    /// The policies in time.
    Timeline,
    /// The lessons narrowed by one thing: the number of the filter and of its value.
    Filtered(usize, usize),
    /// What was policy in a year, and which lessons are of it.
    Year(i32),
    /// The search API explained, where no editor wrote a page about it.
    Api,
    /// What each version of the search API brought.
    ApiChanges,
    /// The search API described to programs.
    ApiDescription,
    /// The search page, where the server puts results.
    Search,
    /// The same, for the pages of other sites.
    Embedded,
    /// What a reader sees at an address that is not there.
    NotFound,
    /// An Atom feed.
    Feed(FeedOf),
    /// A sitemap, or the index of several.
    Sitemap(SitemapPart),
    /// Which robots may go where.
    Robots,
    /// How browsers can search the site.
    OpenSearch,
    /// The metadata of all pages, as JSON.
    Metadata,
    /// The glossary, as SKOS.
    Skos,
    /// A page that leads on, for hosts that know no redirects.
    Stub(usize),
    /// The redirects, for hosts that read such a file.
    RedirectMap(RedirectFormat),
    /// A style sheet, script or icon.
    Asset(usize),
    /// A version of the search field for other sites.
    Widget(usize),
    /// The hashes of all versions.
    WidgetHashes,
    /// A file beside a page: the page and the index of its attachment.
    Attachment(PageIx, usize),
}

/// Whose feed it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedOf {
    /// The whole guide's.
    All,
    /// A kind's.
    Kind(Kind),
    /// A theme's, problem's, author's or place's.
    Page(PageIx),
}

/// Which sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitemapPart {
    /// The only one, at `/sitemap.xml`.
    Whole,
    /// The index at `/sitemap.xml` when there are more.
    Index(usize),
    /// One of several, counted from 1.
    Part(usize),
}

/// A format for redirects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectFormat {
    /// `_redirects`, as Netlify and Cloudflare Pages read it.
    Netlify,
    /// A map for nginx.
    Nginx,
}

/// One page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Which page, from 1.
    pub page: usize,
    /// How many there are.
    pub pages: usize,
    /// How many entries the list has.
    pub total: usize,
}

impl Slice {
    /// The first page of a list of `total`.
    pub fn first(total: usize) -> Slice {
        Slice {
            page: 1,
            pages: total.div_ceil(PER_PAGE).max(1),
            total,
        }
    }

    /// All pages of a list of `total`.
    pub fn all(total: usize) -> impl Iterator<Item = Slice> {
        let first = Slice::first(total);
        (1..=first.pages).map(move |page| Slice { page, ..first })
    }

    /// The entries on this page, of all of them.
    pub fn of<'a, T>(&self, entries: &'a [T]) -> &'a [T] {
        let from = ((self.page - 1) * PER_PAGE).min(entries.len());
        &entries[from..(from + PER_PAGE).min(entries.len())]
    }

    /// Links to the other pages, where there are any; `further` is the address before a page's number
    /// (`/lessen/pagina/`), the first page stands above it.
    pub fn pagination(&self, further: &str) -> Option<Object> {
        if self.pages < 2 {
            return None;
        }
        let url = |page: usize| match page {
            1 => further.trim_end_matches("pagina/").to_owned(),
            page => format!("{further}{page}/"),
        };
        // The first, the last and those around: a list of a thousand pages must not name them all.
        let near = (1..=self.pages)
            .filter(|&page| page == 1 || page == self.pages || page.abs_diff(self.page) <= 2);
        Some(
            Object::new()
                .with("page", self.page)
                .with("pages", self.pages)
                .with("prev", (self.page > 1).then(|| url(self.page - 1)))
                .with("next", (self.page < self.pages).then(|| url(self.page + 1)))
                .with(
                    "all",
                    list(near.map(|page| {
                        Object::new()
                            .with("page", page)
                            .with("url", url(page))
                            .with("current", page == self.page)
                    })),
                ),
        )
    }
}

/// A redirect within the site; paths without the base path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old address.
    pub from: String,
    /// The page that stands for it now.
    pub to: PageIx,
}

/// All outputs of a site.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What is to be made.
    pub jobs: Vec<Job>,
    /// Old addresses and numbers.
    pub redirects: Vec<Redirect>,
    /// Paths of pages that were withdrawn.
    pub gone: Vec<String>,
    /// The guide laid out in time.
    pub(super) chronicle: Chronicle,
    /// The lessons by what they can be narrowed by.
    pub(super) filters: Filters,
}

impl Plan {
    /// Plans the site; two outputs at one path are reported.
    pub fn of(view: &View<'_>, assets: &Assets) -> (Plan, Vec<Diagnostic>) {
        let mut plan = Plan {
            chronicle: Chronicle::of(view.guide, view.build_date()),
            filters: Filters::of(view),
            ..Plan::default()
        };
        plan.pages(view);
        plan.lists(view);
        plan.machines(view);
        for at in 0..assets.len() {
            plan.add(assets.path(at), What::Asset(at));
        }
        plan.add(widget::ADDRESS, What::Widget(0));
        for (at, path) in assets.widget.paths() {
            plan.add(path, What::Widget(at));
        }
        plan.add(widget::HASHES, What::WidgetHashes);
        let mut found = plan.redirects(view);
        found.extend(plan.collisions(view));
        (plan, found)
    }

    fn add(&mut self, path: impl Into<String>, what: What) {
        self.jobs.push(Job {
            path: path.into(),
            what,
        });
    }

    fn pages(&mut self, view: &View<'_>) {
        let guide = view.guide;
        self.add("/index.html", What::Home);
        for (ix, page) in guide.pages.iter().enumerate() {
            let ix = ix as PageIx;
            match page.visibility {
                Visibility::Hidden => continue,
                Visibility::Withdrawn => self.gone.push(page.url.clone()),
                Visibility::Listed => {}
            }
            self.add(format!("{}index.html", page.url), What::Page(ix));
            for slice in Slice::all(guide.relations.members[ix as usize].len()).skip(1) {
                self.add(
                    format!("{}pagina/{}/index.html", page.url, slice.page),
                    What::Members(ix, slice),
                );
            }
            // A page may show a file more than once.
            let mut shown: HashSet<String> = HashSet::new();
            for (at, attachment) in page.body.attachments.iter().enumerate() {
                let path = view.attachment_path(page, &attachment.path);
                if view.attachment(page, &attachment.path).is_some() && shown.insert(path.clone()) {
                    self.add(path, What::Attachment(ix, at));
                }
            }
            if super::page::feed_url(view, page).is_some() {
                self.add(
                    format!("{}feed.atom", page.url),
                    What::Feed(FeedOf::Page(ix)),
                );
            }
        }
    }

    fn lists(&mut self, view: &View<'_>) {
        for kind in Kind::all().filter(|&kind| kind != Kind::Page) {
            let root = format!("/{}/", kind.info().segment);
            for slice in Slice::all(view.guide.of_kind(kind).len()) {
                let path = match slice.page {
                    1 => format!("{root}index.html"),
                    page => format!("{root}pagina/{page}/index.html"),
                };
                self.add(path, What::List(kind, slice));
            }
            self.add(format!("{root}feed.atom"), What::Feed(FeedOf::Kind(kind)));
        }
        for slice in Slice::all(super::lists::disputes(view.guide).len()) {
            let path = match slice.page {
                1 => "/tegenspraak/index.html".to_owned(),
                page => format!("/tegenspraak/pagina/{page}/index.html"),
            };
            self.add(path, What::Disputes(slice));
        }
        self.add("/taken/index.html", What::Tasks);
        for slice in Slice::all(super::fan::pages(view.guide).len()) {
            let path = match slice.page {
                1 => "/waaier/index.html".to_owned(),
                page => format!("/waaier/pagina/{page}/index.html"),
            };
            self.add(path, What::Fan(slice));
        }
        self.add("/leeslijst/index.html", What::ReadingList);
        let filtered: Vec<_> = self.filters.pages().collect();
        for (filter, value, path) in filtered {
            self.add(format!("{path}index.html"), What::Filtered(filter, value));
        }
        if self.chronicle.years.is_some() {
            self.add("/tijdlijn/index.html", What::Timeline);
        }
        for year in self.chronicle.all() {
            self.add(format!("/tijdlijn/{year}/index.html"), What::Year(year));
        }
        if view.api.is_some() {
            let shown = view.guide.of_kind(Kind::Page).iter();
            let mut shown = shown.map(|&ix| &view.guide.page(ix).url);
            if !shown.any(|url| url == API_PAGE) {
                self.add(format!("{API_PAGE}index.html"), What::Api);
            }
            self.add(format!("{API_CHANGES_PAGE}index.html"), What::ApiChanges);
            self.add(API_DESCRIPTION, What::ApiDescription);
        }
        self.add("/zoeken/index.html", What::Search);
        self.add(format!("{EMBEDDED}index.html"), What::Embedded);
        self.add("/404.html", What::NotFound);
    }

    fn machines(&mut self, view: &View<'_>) {
        self.add("/feed.atom", What::Feed(FeedOf::All));
        let addresses = super::sitemap::addresses(view, &self.jobs).len();
        if addresses <= PER_SITEMAP {
            self.add("/sitemap.xml", What::Sitemap(SitemapPart::Whole));
        } else {
            let parts = addresses.div_ceil(PER_SITEMAP);
            self.add("/sitemap.xml", What::Sitemap(SitemapPart::Index(parts)));
            for part in 1..=parts {
                self.add(
                    format!("/sitemap-{part}.xml"),
                    What::Sitemap(SitemapPart::Part(part)),
                );
            }
        }
        self.add("/robots.txt", What::Robots);
        self.add("/opensearch.xml", What::OpenSearch);
        self.add("/gids.json", What::Metadata);
        self.add("/begrippen.jsonld", What::Skos);
    }

    /// Old addresses and chapter numbers lead to their page.
    fn redirects(&mut self, view: &View<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (ix, page) in view.guide.pages.iter().enumerate() {
            if page.visibility == Visibility::Hidden {
                continue;
            }
            let to = ix as PageIx;
            if page.front.number.is_some() {
                for from in [
                    format!("/{}/", page.id.slug),
                    format!("/hoofdstukken/{}/", page.id.slug),
                ] {
                    // A chapter can be called by its number alone: `2.md`.
                    if from != page.url {
                        self.redirects.push(Redirect { from, to });
                    }
                }
            }
            for (at, alias) in page.front.aliases.iter().enumerate() {
                let report = |code| {
                    let place = ["aliases".to_owned(), at.to_string()];
                    Diagnostic::new(code, page.file())
                        .at_key(&place)
                        .arg("alias", alias)
                };
                match alias_path(alias) {
                    Some(from) if is_reserved(&from) => {
                        found.push(report(Code::ReservedName).variant("alias"))
                    }
                    Some(from) => self.redirects.push(Redirect { from, to }),
                    None => found.push(report(Code::BadAlias).suggest(alias_meant(alias))),
                }
            }
        }
        for at in 0..self.redirects.len() {
            let path = format!("{}index.html", self.redirects[at].from);
            self.add(path, What::Stub(at));
        }
        self.add("/_redirects", What::RedirectMap(RedirectFormat::Netlify));
        self.add(
            "/redirects.nginx.map",
            What::RedirectMap(RedirectFormat::Nginx),
        );
        found
    }

    fn collisions(&self, view: &View<'_>) -> Vec<Diagnostic> {
        let mut claimed: HashMap<&str, &What> = HashMap::with_capacity(self.jobs.len());
        let mut found = Vec::new();
        for job in &self.jobs {
            match claimed.entry(&job.path) {
                Entry::Vacant(free) => {
                    free.insert(&job.what);
                }
                Entry::Occupied(taken) => {
                    found.extend(self.collision(view, &job.path, taken.get(), &job.what))
                }
            }
        }
        found
    }

    /// What is said of two outputs at one path, at the one that is easier to move: an old address
    /// before a page, a page before what the guide makes itself.
    fn collision(
        &self,
        view: &View<'_>,
        path: &str,
        first: &What,
        second: &What,
    ) -> Option<Diagnostic> {
        let path = path.trim_end_matches("index.html");
        let alias = |what| self.alias(view, what, path);
        let (at_fault, other) = match (first, second) {
            _ if alias(second).is_some() => (second, first),
            _ if alias(first).is_some() => (first, second),
            _ if self.origin(second).is_some() => (second, first),
            _ => (first, second),
        };
        let file = |ix: PageIx| view.guide.page(ix).file();
        let (own, others) = (self.origin(at_fault), self.origin(other));
        if let (Some(at), Some(own)) = (alias(at_fault), own) {
            let (code, variant) = match others {
                Some(other) if other == own => (Code::BadAlias, "own"),
                Some(_) if alias(other).is_some() => (Code::PathCollision, "taken"),
                Some(_) => (Code::PathCollision, "alias"),
                None => (Code::ReservedName, "alias"),
            };
            let place = ["aliases".to_owned(), at.to_string()];
            let fault = Diagnostic::new(code, file(own))
                .at_key(&place)
                .variant(variant)
                .arg("alias", path);
            return Some(match others {
                Some(other) if other != own => fault.arg("other", file(other)),
                _ => fault,
            });
        }
        match (own, others) {
            (Some(own), Some(other)) if own != other => {
                let fault = Diagnostic::new(Code::PathCollision, file(own));
                Some(fault.arg("path", path).arg("other", file(other)))
            }
            // A page at an address of the guide's own was reported where names are checked; all else
            // that the guide makes has names that cannot meet.
            _ => None,
        }
    }

    /// Which of its page's old addresses an output stands for, if for any.
    fn alias(&self, view: &View<'_>, what: &What, path: &str) -> Option<usize> {
        let What::Stub(at) = what else { return None };
        let page = view.guide.page(self.redirects[*at].to);
        page.front
            .aliases
            .iter()
            .position(|alias| alias_path(alias).as_deref() == Some(path))
    }

    /// The page that an output comes from, if it comes from one.
    fn origin(&self, what: &What) -> Option<PageIx> {
        match what {
            What::Page(ix) | What::Members(ix, _) | What::Attachment(ix, _) => Some(*ix),
            What::Feed(FeedOf::Page(ix)) => Some(*ix),
            What::Stub(at) => Some(self.redirects[*at].to),
            _ => None,
        }
    }
}

/// An alias as a path with a slash at both ends; `None` where it is no path on this site.
fn alias_path(alias: &str) -> Option<String> {
    let path = alias.trim();
    let bad =
        path.contains(['\\', '?', '#', '\0', '\n']) || path.contains("://") || path.contains("//");
    let dots = path.split('/').any(|part| part == ".." || part == ".");
    let path = path.trim_matches('/');
    (!bad && !dots && !path.is_empty()).then(|| format!("/{path}/"))
}

/// Whether the server answers at `path` itself, so that a redirect there would never be followed.
fn is_reserved(path: &str) -> bool {
    path.split('/')
        .nth(1)
        .is_some_and(|root| RESERVED.contains(&root))
}

/// The path within a whole address, which is what somebody who gave that as an alias meant.
fn alias_meant(alias: &str) -> Option<String> {
    let (_, rest) = alias.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    alias_path(path.split(['?', '#']).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_paths_on_this_site() {
        assert_eq!(alias_path("/oud/adres").as_deref(), Some("/oud/adres/"));
        assert_eq!(alias_path("oud/"), Some("/oud/".to_owned()));
        for bad in ["", "/", "https://x.nl/", "../x", "a\\b", "/a?b", "//x"] {
            assert_eq!(alias_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn slices_cover_a_list_once() {
        let entries: Vec<usize> = (0..250).collect();
        let slices: Vec<Slice> = Slice::all(entries.len()).collect();
        assert_eq!(slices.len(), 3);
        let seen: Vec<usize> = slices
            .iter()
            .flat_map(|slice| slice.of(&entries))
            .copied()
            .collect();
        assert_eq!(seen, entries);
        assert_eq!(Slice::all(0).count(), 1);
        assert!(Slice::first(100).pagination("/x/pagina/").is_none());
    }
}
