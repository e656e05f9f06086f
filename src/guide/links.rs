//! The links and citations in the text, resolved; every dead one is reported with its place.

use std::collections::HashMap;

use rayon::prelude::*;

use super::names::{Found, Names};
use super::pages::RESERVED;
use super::references::candidates;
use super::{LinkTarget, Origin, Page, PageIx, Visibility};
use crate::content::{Kind, PageId};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::document::{Link, Span, Target};

/// A larger image is a mistake: who reads on a telephone would fetch all of it.
const MAX_IMAGE_BYTES: u64 = 8 << 20;

/// Fills [`Page::links`] of every page and checks its citations and attachments.
pub(super) fn resolve(
    pages: &mut [Page],
    names: &Names,
    attachments: &HashMap<String, u64>,
    found: &mut Vec<Diagnostic>,
) {
    let view: &[Page] = pages;
    let resolved: Vec<(Vec<LinkTarget>, Vec<Diagnostic>)> = view
        .par_iter()
        .map(|page| of_page(page, view, names, attachments))
        .collect();
    for (page, (links, faults)) in pages.iter_mut().zip(resolved) {
        page.links = links;
        found.extend(faults);
    }
}

/// Where the links of `page` lead, and what is wrong with them and with its citations and
/// attachments. Of the other pages it is asked what they are called and which headings they have.
pub(super) fn of_page(
    page: &Page,
    pages: &[Page],
    names: &Names,
    attachments: &HashMap<String, u64>,
) -> (Vec<LinkTarget>, Vec<Diagnostic>) {
    Resolver {
        page,
        pages,
        names,
        attachments,
        found: Vec::new(),
    }
    .run()
}

struct Resolver<'a> {
    page: &'a Page,
    pages: &'a [Page],
    names: &'a Names,
    attachments: &'a HashMap<String, u64>,
    found: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn run(mut self) -> (Vec<LinkTarget>, Vec<Diagnostic>) {
        let body = &self.page.body;
        let links = body.links.iter().map(|link| self.link(link)).collect();
        for item in body.citations.iter().flat_map(|group| &group.items) {
            if self
                .names
                .id(&PageId::new(Kind::Source, item.key.as_str()))
                .is_none()
            {
                let Found::None(near) = self.names.of_kind(Kind::Source, &item.key) else {
                    continue;
                };
                self.report(Code::UnknownSource, item.span, |d| {
                    d.arg("source", &item.key).suggest(near)
                });
            }
        }
        for attachment in &body.attachments {
            let path = self.beside(&attachment.path);
            let size = path.as_ref().and_then(|path| self.attachments.get(path));
            if let Some(&size) = size.filter(|&&size| attachment.image && size > MAX_IMAGE_BYTES) {
                self.report(Code::FileTooLarge, attachment.span, |d| {
                    d.variant("image")
                        .arg("path", &attachment.path)
                        .arg("size", format!("{} MB", size.div_ceil(1 << 20)))
                        .arg("limit", format!("{} MB", MAX_IMAGE_BYTES >> 20))
                });
            }
            if !path
                .as_ref()
                .is_some_and(|path| self.attachments.contains_key(path))
            {
                let folder = path
                    .as_deref()
                    .and_then(|path| path.rsplit_once('/'))
                    .map_or("", |(folder, _)| folder);
                let near = self
                    .attachments
                    .keys()
                    .filter_map(|known| known.strip_prefix(folder)?.strip_prefix('/'))
                    .filter(|name| !name.contains('/'));
                let near = nearest(&attachment.path, near).map(str::to_owned);
                self.report(Code::MissingFile, attachment.span, |d| {
                    let d = d.arg("path", &attachment.path).suggest(near);
                    if path.is_none() {
                        d.variant("outside")
                    } else {
                        d
                    }
                });
            }
        }
        (links, self.found)
    }

    fn report(&mut self, code: Code, at: Span, fill: impl FnOnce(Diagnostic) -> Diagnostic) {
        let diagnostic =
            Diagnostic::new(code, self.page.file()).at(at.start as usize, at.end as usize);
        self.found.push(fill(diagnostic));
    }

    fn link(&mut self, link: &Link) -> LinkTarget {
        let fragment = link
            .fragment
            .as_deref()
            .filter(|fragment| !fragment.is_empty());
        match &link.target {
            Target::Page(name) => match self.names.any(name) {
                Found::One(ix) => self.page_link(link, ix, fragment),
                Found::Several(several) => {
                    let candidates = candidates(self.pages, &several);
                    self.report(Code::AmbiguousLink, link.span, |d| {
                        d.arg("target", name).arg("candidates", candidates)
                    });
                    LinkTarget::Dead
                }
                Found::None(near) => {
                    self.report(Code::DeadLink, link.span, |d| {
                        d.arg("target", name).suggest(near)
                    });
                    LinkTarget::Dead
                }
            },
            Target::File(path) => match self.beside(path).and_then(|path| self.names.file(&path)) {
                Some(ix) => self.page_link(link, ix, fragment),
                None => {
                    let stem = path
                        .rsplit('/')
                        .next()
                        .unwrap_or(path)
                        .trim_end_matches(".md");
                    let near = self
                        .pages
                        .iter()
                        .find(|page| &*page.id.slug == stem)
                        .map(|page| format!("[[{}]]", page.id));
                    self.report(Code::DeadLink, link.span, |d| {
                        d.variant("file").arg("target", path).suggest(near)
                    });
                    LinkTarget::Dead
                }
            },
            Target::Here => match fragment {
                Some(fragment) => {
                    self.anchor(link, self.page, fragment);
                    LinkTarget::Here(fragment.to_owned())
                }
                None => LinkTarget::Here(String::new()),
            },
            Target::Site(path) => self.site_link(link, path, fragment),
            Target::External(url) => {
                let fragment = fragment
                    .map(|fragment| format!("#{fragment}"))
                    .unwrap_or_default();
                LinkTarget::External(format!("{url}{fragment}"))
            }
            Target::Attachment(ix) => LinkTarget::Attachment(*ix),
        }
    }

    fn page_link(&mut self, link: &Link, ix: PageIx, fragment: Option<&str>) -> LinkTarget {
        let target = &self.pages[ix as usize];
        if self.page.visibility == Visibility::Listed && target.visibility == Visibility::Hidden {
            self.report(Code::LinkToDraft, link.span, |d| {
                d.arg("target", &target.id)
            });
        }
        if let Some(fragment) = fragment {
            self.anchor(link, target, fragment);
        }
        LinkTarget::Page(ix, fragment.map(str::to_owned))
    }

    /// Reports a fragment that names no heading of `target`.
    fn anchor(&mut self, link: &Link, target: &Page, fragment: &str) {
        if target.body.heading(fragment).is_some() {
            return;
        }
        let headings = &target.body.outline;
        let near = headings
            .iter()
            .find(|heading| heading.title.eq_ignore_ascii_case(fragment))
            .map(|heading| heading.id.as_str())
            .or_else(|| nearest(fragment, headings.iter().map(|heading| heading.id.as_str())))
            .map(|id| format!("#{id}"));
        let known: Vec<String> = headings
            .iter()
            .take(12)
            .map(|heading| format!("#{}", heading.id))
            .collect();
        let here = target.id == self.page.id;
        self.report(Code::DeadAnchor, link.span, |d| {
            let d = d
                .arg("anchor", fragment)
                .arg("anchors", known.join(" · "))
                .suggest(near);
            if here {
                d.variant("here")
            } else {
                d.arg("page", &target.id)
            }
        });
    }

    /// A root-relative address: a page's own, or one that the tool makes.
    fn site_link(&mut self, link: &Link, path: &str, fragment: Option<&str>) -> LinkTarget {
        let (bare, query) = path
            .split_once('?')
            .map_or((path, None), |(bare, query)| (bare, Some(query)));
        let with_slash = format!("{}/", bare.trim_end_matches('/'));
        if query.is_none()
            && let Some(ix) = self.names.url(&with_slash)
        {
            return self.page_link(link, ix, fragment);
        }
        let root = with_slash
            .trim_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        let list = Kind::all().any(|kind| {
            !root.is_empty() && kind.info().segment == root && with_slash.matches('/').count() == 2
        });
        if bare == "/" || RESERVED.contains(&root) || list {
            let fragment = fragment
                .map(|fragment| format!("#{fragment}"))
                .unwrap_or_default();
            return LinkTarget::Site(format!("{path}{fragment}"));
        }
        self.report(Code::DeadLink, link.span, |d| {
            d.variant("site").arg("target", path)
        });
        LinkTarget::Dead
    }

    /// The path, from the site's folder, of a file that the page names relative to its own.
    fn beside(&self, path: &str) -> Option<String> {
        let Origin::File(file) = &self.page.origin else {
            return None;
        };
        beside(file, path)
    }
}

/// `../lessons/x.md` as seen from `content/themes/y.md`: `content/lessons/x.md`. `None` outside `content/`.
pub fn beside(file: &str, path: &str) -> Option<String> {
    let (folder, _) = file.rsplit_once('/')?;
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (parts.first() == Some(&"content")).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn relative_paths() {
        let from = "content/themes/y.md";
        assert_eq!(
            beside(from, "../lessons/x.md").as_deref(),
            Some("content/lessons/x.md")
        );
        assert_eq!(
            beside(from, "./foto.png").as_deref(),
            Some("content/themes/foto.png")
        );
        assert_eq!(beside(from, "../../site.toml"), None);
        assert_eq!(beside(from, "../../../x"), None);
    }
}
