//! What every page needs of every other: its address and its card, made once and shared.

use std::collections::HashMap;
use std::sync::Arc;

use imagesize::ImageType;
use rayon::prelude::*;
use tera::{Context, Value};

use super::body::escape;
use super::templates::Templates;
use super::texts::Texts;
use super::value::{Html, Object, list};
use crate::config::Config;
use crate::content::Kind;
use crate::content::files::Files;
use crate::diagnostic::Diagnostic;
use crate::guide::links::beside;
use crate::guide::{Guide, Origin, Page, PageIx};
use crate::json::Json;

/// So many fields a card has, and a page about: room that need not be found twice.
const CARD_FIELDS: usize = 14;
const PAGE_FIELDS: usize = 80;

/// The guide as templates see it.
pub struct View<'g> {
    /// The guide.
    pub guide: &'g Guide,
    /// The site's configuration.
    pub config: &'g Config,
    /// The words of the site's language.
    pub texts: &'g Texts,
    shelf: Shelf,
    build_date: Option<jiff::civil::Date>,
    /// The description of the search API, where it is to be shown.
    pub(super) api: Option<&'g Json>,
}

/// What pages show of each other, and the files beside them. A guide in which only texts differ can go
/// on with it. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    urls: Arc<Vec<Box<str>>>,
    cards: Arc<Vec<Value>>,
    /// How lists show each page, as HTML.
    entries: Arc<Vec<Value>>,
    /// What other pages show of a source or a term.
    extracts: Arc<HashMap<PageIx, Value>>,
    attachments: Arc<HashMap<String, AttachmentInfo>>,
}

/// A file beside a page.
#[derive(Debug, Clone)]
pub struct AttachmentInfo {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// First digits of the hash of its bytes: part of its published name.
    pub fingerprint: String,
    /// Width and height in pixels, of an image.
    pub size: Option<(usize, usize)>,
}

impl<'g> View<'g> {
    /// Makes the addresses of all pages and reads the files beside them. Only a view
    /// [`with_entries`](View::with_entries) has cards, which rendering needs.
    ///
    /// `build_date` is the day that pages show as the guide's own: see [`build_date`].
    pub fn new(
        guide: &'g Guide,
        config: &'g Config,
        texts: &'g Texts,
        files: &dyn Files,
        build_date: Option<jiff::civil::Date>,
    ) -> Self {
        let base = config.site.base_path();
        let urls: Vec<Box<str>> = guide
            .pages
            .iter()
            .map(|page| format!("{base}{}", page.url).into())
            .collect();
        let attachments = attachments(guide, files);
        let shelf = Shelf {
            urls: Arc::new(urls),
            attachments: Arc::new(attachments),
            ..Shelf::default()
        };
        let mut view = View::over(guide, config, texts, shelf, build_date);
        let extracts = (view.all().into_par_iter())
            .filter_map(|ix| Some((ix, view.make_extract(ix)?)))
            .collect();
        view.shelf.extracts = Arc::new(extracts);
        view
    }

    /// A view with the shelf of another: that of the same guide with other texts.
    pub fn over(
        guide: &'g Guide,
        config: &'g Config,
        texts: &'g Texts,
        shelf: Shelf,
        build_date: Option<jiff::civil::Date>,
    ) -> Self {
        View {
            guide,
            config,
            texts,
            shelf,
            build_date,
            api: None,
        }
    }

    /// What a view of the same guide with other texts can go on with.
    pub fn shelf(&self) -> Shelf {
        self.shelf.clone()
    }

    /// The view with the cards of all pages. On each stands the page as an entry of a list too
    /// (`parts/entry.html`): most pages stand in a dozen lists, and look the same in all of them.
    pub fn with_entries(mut self, templates: &Templates) -> Result<Self, Box<Diagnostic>> {
        let made = |ix| -> Result<(Value, Value), Box<Diagnostic>> {
            let card = self.card_object(ix, CARD_FIELDS);
            let mut context = Context::new();
            context.insert_value("card", card.clone().into());
            let html = templates.render("parts/entry.html", &context, self.url(ix))?;
            let entry: Value = Html(String::from_utf8_lossy(&html).trim()).into();
            Ok((entry.clone(), card.with("entry", entry).into()))
        };
        let made = (self.all().into_par_iter()).map(made);
        let (entries, cards): (Vec<_>, Vec<_>) =
            made.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        self.shelf.entries = Arc::new(entries);
        self.shelf.cards = Arc::new(cards);
        Ok(self)
    }

    /// The same, with the search API to be explained, as OpenAPI describes it.
    pub fn with_api(self, api: &'g Json) -> Self {
        View {
            api: Some(api),
            ..self
        }
    }

    fn all(&self) -> std::ops::Range<PageIx> {
        0..self.guide.pages.len() as PageIx
    }

    /// The path before every address of the site: empty, or `/wijkgids`.
    pub fn base_path(&self) -> &str {
        self.config.site.base_path()
    }

    /// The day of the guide as a whole.
    pub fn build_date(&self) -> Option<jiff::civil::Date> {
        self.build_date
    }

    /// The address of a page, with the base path.
    pub fn url(&self, ix: PageIx) -> &str {
        &self.shelf.urls[ix as usize]
    }

    /// The address of anything else, with the base path.
    pub fn site_url(&self, path: &str) -> String {
        format!("{}{path}", self.base_path())
    }

    /// Where a search form leads.
    pub fn search_url(&self) -> String {
        search_url(self.config)
    }

    /// The addresses of all pages, when nothing else is needed any more.
    pub fn into_urls(self) -> Arc<Vec<Box<str>>> {
        self.shelf.urls
    }

    /// What a page that cites a source shows of it, and a page that mentions a term: the reference
    /// and what was read, or the definition. Made once, since thousands of pages share it.
    pub fn extract(&self, ix: PageIx) -> Option<Value> {
        self.shelf.extracts.get(&ix).cloned()
    }

    fn make_extract(&self, ix: PageIx) -> Option<Value> {
        let page = self.guide.page(ix);
        let extract = match page.id.kind {
            Kind::Term => Object::new()
                .with("title", page.title.as_str())
                .with("url", self.url(ix))
                .with("link", Html(&links(self.url(ix), page, None).0))
                .with("definition", page.summary()),
            Kind::Source => {
                let entry = self.guide.sources.get(&page.id.slug)?;
                Object::new()
                    .with("key", entry.key.as_str())
                    .with("url", self.url(ix))
                    .with("reference", Html(&entry.reference_html))
                    .with("read_label", entry.read.map(|read| read.label()))
                    .with("read_note", entry.read_note.as_deref())
            }
            _ => return None,
        };
        Some(extract.into())
    }

    /// How a page is shown in lists; of a view without cards, nothing.
    pub fn card(&self, ix: PageIx) -> Value {
        let card = self.shelf.cards.get(ix as usize);
        card.cloned().unwrap_or_else(Value::none)
    }

    /// The cards of the listed pages among `pages`.
    pub fn cards(&self, pages: &[PageIx]) -> Value {
        let listed = pages.iter().filter(|&&ix| self.guide.page(ix).is_listed());
        list(listed.map(|&ix| self.card(ix)))
    }

    /// A card with more fields beside it.
    pub fn card_with(&self, ix: PageIx, add: impl FnOnce(Object) -> Object) -> Object {
        add(self.card_object(ix, CARD_FIELDS + 2))
    }

    /// The heading above the list of a kind.
    pub fn plural(&self, kind: Kind) -> &str {
        self.config.kinds.title(kind)
    }

    /// The file at `path` beside `page`, if it could be read.
    pub fn attachment(&self, page: &Page, path: &str) -> Option<&AttachmentInfo> {
        let Origin::File(file) = &page.origin else {
            return None;
        };
        self.shelf.attachments.get(&beside(file, path)?)
    }

    /// Width and height of an image beside `page`.
    pub fn image_size(&self, page: &Page, path: &str) -> Option<(usize, usize)> {
        self.attachment(page, path)?.size
    }

    /// The path below the site at which a file beside `page` is published, its fingerprint in its name.
    pub fn attachment_path(&self, page: &Page, path: &str) -> String {
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = match (self.attachment(page, path), name.rsplit_once('.')) {
            (Some(info), Some((stem, extension))) => {
                format!("{stem}.{}.{extension}", info.fingerprint)
            }
            (Some(info), None) => format!("{name}.{}", info.fingerprint),
            (None, _) => name.to_owned(),
        };
        format!("{}{name}", page.url)
    }

    /// The address of a file beside `page`, percent-encoded.
    pub fn attachment_url(&self, page: &Page, path: &str) -> String {
        self.site_url(&encode_path(&self.attachment_path(page, path)))
    }

    /// A card to which a whole page's fields will be added.
    pub fn page_object(&self, ix: PageIx) -> Object {
        self.card_object(ix, PAGE_FIELDS)
    }

    fn card_object(&self, ix: PageIx, room: usize) -> Object {
        let page = self.guide.page(ix);
        let front = &page.front;
        let number = front.number.as_ref().map(ToString::to_string);
        let (link, named) = links(self.url(ix), page, number.as_deref());
        Object::with_capacity(room)
            .with("title", page.title.as_str())
            .with("url", self.url(ix))
            .with("link", Html(&link))
            .with("named", Html(&named))
            .with("entry", self.shelf.entries.get(ix as usize).cloned())
            .with("kind", page.id.kind.name())
            .with("kind_label", page.id.kind.info().singular)
            .with("summary", page.summary())
            .with("number", number)
            .with(
                "evidence_label",
                front.evidence.map(|evidence| evidence.label()),
            )
            .with("form_label", front.form.map(|form| form.label()))
            .with("period", period(page))
            .with("status", front.status.as_str())
    }
}

/// A link to a page as HTML: by its title alone, and by its kind, number and title. Every page has both:
/// they are joined without the machinery that formats anything.
fn links(url: &str, page: &Page, number: Option<&str>) -> (String, String) {
    let (mut title, mut address) = (String::new(), String::new());
    escape(&page.title, &mut title);
    escape(url, &mut address);
    let link = ["<a href=\"", &address, "\">", &title, "</a>"].concat();
    let kind = page.id.kind.info().singular;
    let kind = ["<span class=\"kind\">", kind, "</span> "].concat();
    let (number, space) = number.map_or(("", ""), |number| (number, " "));
    let title = [number, space, &title].concat();
    let named = [&kind, "<a href=\"", &address, "\">", &title, "</a>"].concat();
    (link, named)
}

/// The day of the guide as a whole: `SOURCE_DATE_EPOCH` (seconds since 1970, as reproducible-builds.org
/// defines it) where it is set, else the newest day in the content. Never the clock: the same input
/// gives the same bytes.
pub fn build_date(guide: &Guide, source_date_epoch: Option<&str>) -> Option<jiff::civil::Date> {
    let epoch = source_date_epoch.and_then(|text| text.trim().parse::<i64>().ok());
    let set = epoch
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| jiff::tz::Offset::UTC.to_datetime(time).date());
    set.or_else(|| {
        guide
            .pages
            .iter()
            .filter(|page| page.is_listed())
            .filter_map(|page| page.changed())
            .max()
    })
}

/// The years of a policy, in words: `1994–1999`, `eind jaren zestig – heden`.
pub fn period(page: &Page) -> Option<String> {
    let front = &page.front;
    let start = front
        .start_label
        .clone()
        .or_else(|| front.start.as_ref().map(|start| start.dutch()));
    let end = front
        .end_label
        .clone()
        .or_else(|| front.end.as_ref().map(|end| end.dutch()));
    match (start, end) {
        (Some(start), Some(end)) if start == end => Some(start),
        (Some(start), Some(end)) if start.contains(' ') || end.contains(' ') => {
            Some(format!("{start} – {end}"))
        }
        (Some(start), Some(end)) => Some(format!("{start}–{end}")),
        // Words for years that nobody knows stand for themselves.
        (Some(said), None) if front.start.is_none() => Some(said),
        (None, Some(said)) if front.end.is_none() => Some(said),
        (Some(start), None) => Some(format!("vanaf {start}")),
        (None, Some(end)) => Some(format!("tot {end}")),
        (None, None) => None,
    }
}

/// Percent-encodes what may not stand in a path.
pub fn encode_path(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const UNSAFE: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'%')
        .add(b'\\');
    utf8_percent_encode(path, UNSAFE).to_string()
}

fn attachments(guide: &Guide, files: &dyn Files) -> HashMap<String, AttachmentInfo> {
    let mut paths: Vec<String> = guide
        .pages
        .iter()
        .filter_map(|page| match &page.origin {
            Origin::File(file) => Some((file, page)),
            _ => None,
        })
        .flat_map(|(file, page)| {
            page.body
                .attachments
                .iter()
                .filter_map(|a| beside(file, &a.path))
        })
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_par_iter()
        .filter_map(|path| {
            let bytes: Arc<[u8]> = files.read(&path).ok()?.into();
            let fingerprint = blake3::hash(&bytes).to_hex()[..8].to_owned();
            let size = size(&bytes);
            Some((
                path,
                AttachmentInfo {
                    bytes,
                    fingerprint,
                    size,
                },
            ))
        })
        .collect()
}

/// Width and height of an image that browsers show; `None` for anything else.
fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    match imagesize::image_type(bytes).ok()? {
        ImageType::Png | ImageType::Jpeg | ImageType::Gif | ImageType::Webp => {
            let size = imagesize::blob_size(bytes).ok()?;
            Some((size.width, size.height))
        }
        _ => None,
    }
}

/// Where a search form leads: to this site, or to the server that searches for it.
pub(super) fn search_url(config: &Config) -> String {
    match &config.search.endpoint {
        Some(endpoint) => endpoint.absolute("/zoeken/"),
        None => format!("{}/zoeken/", config.site.base_path()),
    }
}
