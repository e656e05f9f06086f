//! The plan: every output of the site as data, before anything is rendered.
//!
//! Two outputs that claim one path are an error that names both; it is found here, where nothing has
//! been written yet. Output grows with the number of pages, never with its square: lists are cut
//! into pages of [`PER_PAGE`].

use std::collections::{HashMap, HashSet};

use super::assets::Assets;
use super::value::{Object, list};
use super::view::View;
use crate::content::Kind;
use crate::diagnostic::{Code, Diagnostic};
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
    /// The search page, where the server puts results.
    Search,
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
}

impl Plan {
    /// Plans the site; two outputs at one path are reported.
    pub fn of(view: &View<'_>, assets: &Assets) -> (Plan, Vec<Diagnostic>) {
        let mut plan = Plan::default();
        plan.pages(view);
        plan.lists(view);
        plan.machines(view);
        for at in 0..assets.len() {
            plan.add(assets.path(at), What::Asset(at));
        }
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
        self.add("/zoeken/index.html", What::Search);
        self.add("/404.html", What::NotFound);
    }

    fn machines(&mut self, view: &View<'_>) {
        self.add("/feed.atom", What::Feed(FeedOf::All));
        let addresses = super::machines::addresses(view).len();
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
                    self.redirects.push(Redirect { from, to });
                }
            }
            for (at, alias) in page.front.aliases.iter().enumerate() {
                match alias_path(alias) {
                    Some(from) => self.redirects.push(Redirect { from, to }),
                    None => found.push(
                        Diagnostic::new(Code::BadAlias, page.file())
                            .at_key(&["aliases".to_owned(), at.to_string()])
                            .arg("alias", alias),
                    ),
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
            if let Some(first) = claimed.insert(&job.path, &job.what) {
                let file = self
                    .file(view, &job.what)
                    .or_else(|| self.file(view, first))
                    .unwrap_or_default();
                found.push(
                    Diagnostic::new(Code::PathCollision, file)
                        .arg("path", job.path.trim_end_matches("index.html"))
                        .arg("first", self.describe(view, first))
                        .arg("second", self.describe(view, &job.what)),
                );
            }
        }
        found
    }

    /// The content file that an output comes from, if it comes from one.
    fn file(&self, view: &View<'_>, what: &What) -> Option<std::sync::Arc<str>> {
        let ix = match what {
            What::Page(ix) | What::Members(ix, _) | What::Attachment(ix, _) => *ix,
            What::Feed(FeedOf::Page(ix)) => *ix,
            What::Stub(at) => self.redirects[*at].to,
            _ => return None,
        };
        Some(view.guide.page(ix).file())
    }

    /// What an output is, for a message.
    fn describe(&self, view: &View<'_>, what: &What) -> String {
        match what {
            What::Stub(at) => format!(
                "een oud adres in {}",
                view.guide.page(self.redirects[*at].to).file()
            ),
            What::Page(ix) => view.guide.page(*ix).file().to_string(),
            What::Members(ix, _) => format!("een lijst bij {}", view.guide.page(*ix).file()),
            What::Attachment(ix, at) => {
                let page = view.guide.page(*ix);
                format!("{} bij {}", page.body.attachments[*at].path, page.file())
            }
            What::List(kind, _) => format!("de lijst “{}”", view.plural(*kind)),
            What::Asset(_) => "een bestand uit templates/assets".to_owned(),
            _ => "een pagina die wijkgids zelf maakt".to_owned(),
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
