//! The site: a guide becomes outputs.
//!
//! In: a [`Guide`](crate::guide::Guide), the configuration, templates, assets. Out: a [`Plan`] and,
//! from it, [`Output`]s. Steps: a [`view`] of all pages is made once; the [`plan`] names every output
//! and finds collisions; [`render`] makes them in parallel. Nothing here knows of search, and nothing
//! writes a file.

mod api;
pub mod assets;
pub mod body;
mod chronicle;
mod cite;
mod drawings;
mod fan;
mod filters;
mod frame;
mod lists;
pub mod machines;
mod matrix;
mod page;
pub mod plan;
mod problems;
pub mod render;
mod sitemap;
pub mod templates;
pub mod texts;
pub mod value;
pub mod view;
mod widget;
mod years;

pub use assets::Assets;
pub use plan::Plan;
pub use render::{Output, Printer, render};
pub use templates::Templates;
pub use view::{Shelf, View};

use value::{Object, list};

use crate::config::Config;
use crate::content::Kind;
use crate::guide::Guide;
use crate::guide::pages::API_PAGE;

/// The version of the tool, shown on every page and part of what a page is made from.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the server needs to put search results into a published page: the template of the results,
/// the site's words and what all templates share.
pub fn server_templates(view: &View<'_>, templates: &Templates) -> serde_json::Value {
    let source = |name: &str| {
        let found = templates.sources.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, text)| text)
    };
    serde_json::json!({
        "results.html": source("results.html"),
        // What it includes.
        "parts/facets.html": source("parts/facets.html"),
        "texts": view.texts.json(),
        "search_url": view.search_url(),
        "base_path": view.base_path(),
        "language": view.config.site.language.as_str(),
    })
}

/// The search page that other sites may show in a frame.
pub const EMBEDDED: &str = "/zoeken/inbed/";

/// The sites that may show it, as its script takes them: separated by spaces.
fn embedded_by(config: &Config) -> String {
    let ancestors = config.server.frame_ancestors.iter();
    let named: Vec<&str> = ancestors.map(|ancestor| ancestor.as_str()).collect();
    named.join(" ")
}

impl Templates {
    /// Gives every template what all of them share: site, navigation, words, assets.
    pub fn share(
        &mut self,
        config: &Config,
        guide: &Guide,
        assets: &Assets,
        build_date: Option<jiff::civil::Date>,
    ) {
        let base = config.site.base_path();
        let at = |path: &str| format!("{base}{path}");
        let site = &config.site;
        let contact = site.contact.as_ref();
        let object = Object::new()
            .with("title", site.title.as_str())
            .with("description", site.description.as_deref())
            .with("language", site.language.as_str())
            .with("publisher", site.publisher.as_deref())
            .with("disclaimer", site.disclaimer.as_deref())
            .with("contact", contact.map(ToString::to_string))
            .with("contact_href", contact.map(|contact| contact.href()))
            .with("base_path", base)
            .with("base_url", config.site.absolute("/"))
            .with("version", VERSION)
            .with("build_date", build_date.map(page::date))
            .with("home_url", at("/"))
            .with("search_url", view::search_url(config))
            .with("search_elsewhere", config.search.endpoint.is_some())
            .with("feed_url", at("/feed.atom"))
            .with("opensearch_url", at("/opensearch.xml"))
            .with("embed_url", format!("{}inbed/", view::search_url(config)))
            .with("embedded_by", embedded_by(config))
            .with(
                "feedback_url",
                site.feedback_url.as_ref().map(|url| url.as_str()),
            );
        let asset = |name: &str| assets.find(name).map(at);
        let files = Object::new()
            .with("css", asset("site.css"))
            .with("js", asset("site.js"))
            .with("embed_css", asset("embed.css"))
            .with("embed_js", asset("embed.js"))
            .with("icon", asset("icon.svg"));
        let kind_link = |kind: Kind| {
            page::crumb(
                config.kinds.title(kind),
                &at(&format!("/{}/", kind.info().segment)),
            )
            .with("kind", kind.name())
        };
        let main = [
            Kind::Chapter,
            Kind::Step,
            Kind::Theme,
            Kind::Problem,
            Kind::Lesson,
            Kind::Policy,
            Kind::Term,
        ];
        let nav = main
            .into_iter()
            .filter(|&kind| !guide.of_kind(kind).is_empty())
            .map(kind_link);
        let own = guide.of_kind(Kind::Page).iter().map(|&ix| {
            let page = guide.page(ix);
            page::crumb(&page.title, &at(&page.url))
        });
        let rest = [Kind::Article, Kind::Place, Kind::Source]
            .into_iter()
            .filter(|&kind| !guide.of_kind(kind).is_empty());
        let made = [
            ("disputes_title", "/tegenspraak/"),
            ("tasks_title", "/taken/"),
            ("fan_title", "/waaier/"),
            ("reading_list", "/leeslijst/"),
        ]
        .map(|(text, path)| page::crumb(self.texts.get(text), &at(path)));
        // An editor's own page about it stands among the pages already.
        let explained = guide.of_kind(Kind::Page).iter();
        let mut explained = explained.map(|&ix| &guide.page(ix).url);
        let api = (!explained.any(|url| url == API_PAGE))
            .then(|| page::crumb(self.texts.get("api_title"), &at(API_PAGE)));
        let footer: Vec<Object> = own
            .chain(rest.map(kind_link))
            .chain(made)
            .chain(api)
            .collect();
        let (nav, footer, texts) = (list(nav), list(footer), self.texts.value());
        self.insert_global("site", object.into());
        self.insert_global("assets", files.into());
        self.insert_global("nav", nav);
        self.insert_global("footer_nav", footer);
        self.insert_global("t", texts);
    }
}
