//! What is meant by an old and a new name, and whether it can be.

use super::{Change, Refusal, slug_of};
use crate::content::front_matter::Number;
use crate::content::id::slugify;
use crate::content::{Kind, PageId};
use crate::diagnostic::suggest::nearest;
use crate::guide::pages::RESERVED;
use crate::guide::{Guide, Origin, Page, PageIx};

/// What `old` and `new` ask for: `lesson/oud` and `lesson/nieuw` or `nieuw`; `chapter/2.4` and `2.5`;
/// `lesson/oud#kop` and `#nieuwe-kop`. A page may be named by its file as well.
pub fn find(guide: &Guide, old: &str, new: &str) -> Result<Change, Refusal> {
    let (old, old_heading) = fragment(old);
    let (new, new_heading) = fragment(new);
    let ix = page(guide, old)?;
    let page = guide.page(ix);
    let Origin::File(file) = &page.origin else {
        return Err(Refusal::NoFile(page.id.clone()));
    };
    let slug = slug_of(file);
    match (old_heading, new_heading) {
        (Some(from), Some(to)) => {
            // The page itself may be said again, and no other.
            let same = new.is_empty() || self::page(guide, new) == Ok(ix);
            match same {
                true => heading(ix, page, from, to),
                false => Err(Refusal::HeadingAndPage),
            }
        }
        (None, None) => {
            let name = match new.split_once('/') {
                Some((kind, name)) => {
                    let kind = named_kind(kind).unwrap_or(page.id.kind);
                    if kind != page.id.kind {
                        return Err(Refusal::OtherKind(page.id.kind, kind));
                    }
                    name.rsplit('/').next().unwrap_or(name)
                }
                None => new,
            };
            let name = name.strip_suffix(".md").unwrap_or(name);
            if page.front.number.is_some() && Number::parse(name).is_some() {
                let id = PageId::new(Kind::Chapter, name);
                return match guide.find(&id) {
                    Some(other) if other == ix => Err(Refusal::Same(name.to_owned())),
                    Some(other) => Err(Refusal::Taken(
                        id.to_string(),
                        guide.page(other).file().to_string(),
                    )),
                    None => Ok(Change::Number {
                        page: ix,
                        new: name.to_owned(),
                    }),
                };
            }
            let meant = slugify(name);
            if name == slug {
                Err(Refusal::Same(name.to_owned()))
            } else if meant != name || name.is_empty() {
                Err(Refusal::BadName(name.to_owned(), meant))
            } else if page.id.kind == Kind::Page && RESERVED.contains(&name) {
                Err(Refusal::Reserved(name.to_owned()))
            } else if let Some(other) = guide.pages.iter().find(|other| {
                matches!(&other.origin, Origin::File(file) if slug_of(file) == name)
                    && other.id.kind == page.id.kind
            }) {
                Err(Refusal::Taken(name.to_owned(), other.file().to_string()))
            } else {
                Ok(Change::Slug {
                    page: ix,
                    new: name.to_owned(),
                })
            }
        }
        _ => Err(Refusal::HeadingAndPage),
    }
}

fn fragment(name: &str) -> (&str, Option<&str>) {
    match name.trim().split_once('#') {
        Some((page, heading)) => (page.trim(), Some(heading.trim())),
        None => (name.trim(), None),
    }
}

fn named_kind(name: &str) -> Option<Kind> {
    Kind::from_name(name)
        .or_else(|| Kind::from_dutch(name))
        .or_else(|| Kind::from_folder(name))
}

/// The page called `name`: an id, its kind in Dutch, a chapter's number or slug, or a file.
fn page(guide: &Guide, name: &str) -> Result<PageIx, Refusal> {
    let id = match name.split_once('/') {
        Some((kind, slug)) => named_kind(kind).map(|kind| PageId::new(kind, slug)),
        None => Number::parse(name).map(|_| PageId::new(Kind::Chapter, name)),
    };
    let is = |page: &Page| {
        let file = page.file();
        &*file == name
            || id.as_ref() == Some(&page.id)
            || id.as_ref().is_some_and(|id| {
                matches!(page.origin, Origin::File(_))
                    && page.id.kind == id.kind
                    && *slug_of(&file) == *id.slug
            })
    };
    match guide.pages.iter().position(is) {
        Some(at) => Ok(at as PageIx),
        None => {
            let ids: Vec<String> = guide.pages.iter().map(|page| page.id.to_string()).collect();
            let near = nearest(name, ids.iter().map(String::as_str)).map(str::to_owned);
            let near = near.or_else(|| {
                let slug = name.rsplit('/').next()?;
                let same = guide.pages.iter().find(|page| *page.id.slug == *slug)?;
                Some(same.id.to_string())
            });
            Err(Refusal::UnknownPage(name.to_owned(), near))
        }
    }
}

fn heading(ix: PageIx, page: &Page, old: &str, new: &str) -> Result<Change, Refusal> {
    let meant = slugify(new);
    let ids = || page.body.outline.iter().map(|heading| heading.id.as_str());
    if page.body.heading(old).is_none() {
        let near = nearest(old, ids()).map(str::to_owned);
        let all = ids().map(str::to_owned).collect();
        return Err(Refusal::UnknownHeading(old.to_owned(), all, near));
    }
    if old == new {
        return Err(Refusal::Same(format!("#{new}")));
    }
    if meant != new || new.is_empty() {
        return Err(Refusal::BadName(new.to_owned(), meant));
    }
    if page.body.heading(new).is_some() {
        return Err(Refusal::Taken(format!("#{new}"), page.file().to_string()));
    }
    Ok(Change::Heading {
        page: ix,
        old: old.to_owned(),
        new: new.to_owned(),
    })
}
