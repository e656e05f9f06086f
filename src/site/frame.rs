//! What is the same on every page, rendered once: the links in the head, the menu, the colophon.
//!
//! Only the menu depends on where it stands: it marks the kind of the page it is on. All of it comes
//! from templates like the rest of a page, so that a site can replace it; rendering it again on each
//! of thousands of pages would be a quarter of the work on all of them.

use rustc_hash::FxHashMap;
use tera::{Context, Value};

use super::templates::Templates;
use super::value::{Html, Object};
use crate::content::Kind;
use crate::diagnostic::Diagnostic;

/// Where in the site a page stands, as the menu shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Here {
    /// A page of this kind.
    Page(Kind),
    /// The list of this kind.
    List(Kind),
    /// Somewhere else.
    Elsewhere,
}

/// The frame of a page, for every place.
pub(super) struct Frames(FxHashMap<Here, Value>);

impl Frames {
    /// Renders the frames. A fault in one of their templates is reported as on the home page.
    pub(super) fn new(templates: &Templates) -> Result<Self, Box<Diagnostic>> {
        let head = part(templates, "parts/links.html", &Context::new())?;
        let colophon = part(templates, "parts/colophon.html", &Context::new())?;
        let pages = Kind::all().map(Here::Page);
        let lists = Kind::all().map(Here::List);
        let places = pages.chain(lists).chain([Here::Elsewhere]);
        let frame = |here| {
            let mut context = Context::new();
            context.insert_value("here", marked(here).into());
            let menu = part(templates, "parts/menu.html", &context)?;
            let frame = Object::new()
                .with("head", head.clone())
                .with("menu", menu)
                .with("colophon", colophon.clone());
            Ok((here, frame.into()))
        };
        places.map(frame).collect::<Result<_, _>>().map(Frames)
    }

    /// The frame of a page that stands `here`.
    pub(super) fn at(&self, here: Here) -> Value {
        self.0.get(&here).cloned().unwrap_or_else(Value::none)
    }
}

/// What the menu marks: the kind one is on a page of, or on the list of.
fn marked(here: Here) -> Object {
    let (page, list) = match here {
        Here::Page(kind) => (Some(kind), None),
        Here::List(kind) => (None, Some(kind)),
        Here::Elsewhere => (None, None),
    };
    Object::new()
        .with("kind", page.map(Kind::name))
        .with("list", list.map(Kind::name))
}

fn part(templates: &Templates, name: &str, context: &Context) -> Result<Value, Box<Diagnostic>> {
    let html = templates.render(name, context, "index.html")?;
    Ok(Html(String::from_utf8_lossy(&html).trim_end()).into())
}
