//! How pages can be named: by id, by a chapter's number, by title or label, by file.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Origin, Page, PageIx};
use crate::content::front_matter::Number;
use crate::content::{Kind, PageId};
use crate::diagnostic::suggest::nearest;

/// An index of all names of all pages.
#[derive(Debug)]
pub struct Names {
    ids: Arc<FxHashMap<PageId, PageIx>>,
    /// Lower-cased titles and labels; several pages can share one.
    titles: FxHashMap<String, Vec<PageIx>>,
    files: FxHashMap<Arc<str>, PageIx>,
    urls: FxHashMap<String, PageIx>,
    /// The ids, for suggestions.
    listed: Vec<PageId>,
}

/// What a name came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One page.
    One(PageIx),
    /// Several pages share the title or label.
    Several(Vec<PageIx>),
    /// None; perhaps this was meant.
    None(Option<String>),
}

impl Names {
    /// Indexes `pages`, which are ordered by id.
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut names = Names {
            ids: Arc::default(),
            titles: FxHashMap::default(),
            files: FxHashMap::default(),
            urls: FxHashMap::default(),
            listed: pages.iter().map(|page| page.id.clone()).collect(),
        };
        let mut ids = FxHashMap::with_capacity_and_hasher(pages.len(), Default::default());
        for (ix, page) in pages.iter().enumerate() {
            let ix = ix as PageIx;
            ids.insert(page.id.clone(), ix);
            names.urls.insert(page.url.clone(), ix);
            if let Origin::File(file) = &page.origin {
                names.files.insert(Arc::clone(file), ix);
            }
            let labels = page.front.alt_labels.iter().chain(page.front.names.iter());
            for label in std::iter::once(&page.title).chain(labels) {
                let pages = names.titles.entry(label.to_lowercase()).or_default();
                if !pages.contains(&ix) {
                    pages.push(ix);
                }
            }
        }
        names.ids = Arc::new(ids);
        names
    }

    /// The ids alone.
    pub(super) fn ids(&self) -> &Arc<FxHashMap<PageId, PageIx>> {
        &self.ids
    }

    /// The page with this id.
    pub fn id(&self, id: &PageId) -> Option<PageIx> {
        self.ids.get(id).copied()
    }

    /// The page made from this file.
    pub fn file(&self, file: &str) -> Option<PageIx> {
        self.files.get(file).copied()
    }

    /// The page at this address.
    pub fn url(&self, url: &str) -> Option<PageIx> {
        self.urls.get(url).copied()
    }

    /// The page that `name` stands for where pages of `kind` are meant: its slug, its id, or its title.
    pub fn of_kind(&self, kind: Kind, name: &str) -> Found {
        if let Some(ix) = self.id(&PageId::new(kind, name)) {
            return Found::One(ix);
        }
        if let Ok(id) = name.parse::<PageId>() {
            return match self.id(&id) {
                Some(ix) => Found::One(ix),
                None => Found::None(self.near_id(&id)),
            };
        }
        let titled = self.titles.get(&name.to_lowercase());
        let titled: Vec<PageIx> = titled
            .into_iter()
            .flatten()
            .copied()
            .filter(|&ix| self.listed[ix as usize].kind == kind)
            .collect();
        match titled[..] {
            [one] => Found::One(one),
            [] => {
                let slugs = self
                    .listed
                    .iter()
                    .filter(|id| id.kind == kind)
                    .map(|id| &*id.slug);
                Found::None(nearest(name, slugs).map(str::to_owned))
            }
            _ => Found::Several(titled),
        }
    }

    /// The page that `[[name]]` stands for: an id, a chapter's number, a title or a label.
    pub fn any(&self, name: &str) -> Found {
        if let Ok(id) = name.parse::<PageId>()
            && let Some(ix) = self.id(&id)
        {
            return Found::One(ix);
        }
        if Number::parse(name).is_some() {
            let id = PageId::new(Kind::Chapter, name);
            return match self.id(&id) {
                Some(ix) => Found::One(ix),
                None => Found::None(
                    self.near_id(&id)
                        .map(|id| id.trim_start_matches("chapter/").to_owned()),
                ),
            };
        }
        match self.titles.get(&name.to_lowercase()).map(Vec::as_slice) {
            Some([one]) => Found::One(*one),
            Some(several) => Found::Several(several.to_vec()),
            None => Found::None(self.near_any(name)),
        }
    }

    fn near_id(&self, id: &PageId) -> Option<String> {
        let slugs = self
            .listed
            .iter()
            .filter(|other| other.kind == id.kind)
            .map(|other| &*other.slug);
        if let Some(slug) = nearest(&id.slug, slugs) {
            return Some(PageId::new(id.kind, slug).to_string());
        }
        // The slug may be right and the kind wrong.
        self.listed
            .iter()
            .find(|other| other.slug == id.slug)
            .map(PageId::to_string)
    }

    fn near_any(&self, name: &str) -> Option<String> {
        if let Some((kind, slug)) = name.split_once('/') {
            let kind = Kind::from_name(kind)
                .or_else(|| Kind::from_dutch(kind))
                .or_else(|| Kind::from_folder(kind));
            if let Some(kind) = kind {
                return self
                    .id(&PageId::new(kind, slug))
                    .map(|ix| self.listed[ix as usize].to_string())
                    .or_else(|| self.near_id(&PageId::new(kind, slug)));
            }
            return self
                .listed
                .iter()
                .find(|other| &*other.slug == slug)
                .map(PageId::to_string);
        }
        let mut titles: Vec<&str> = self.titles.keys().map(String::as_str).collect();
        titles.sort_unstable();
        let near = nearest(name, titles)?;
        let ix = *self.titles.get(near)?.first()?;
        Some(self.listed[ix as usize].to_string())
    }
}
