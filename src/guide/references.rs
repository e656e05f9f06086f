//! The references of front matter, resolved to pages; every dead one is reported with its place.

use rayon::prelude::*;

use super::names::{Found, Names};
use super::{Page, PageIx, References, Visibility};
use crate::content::front_matter::List;
use crate::content::id::slugify;
use crate::content::{Kind, PageId, bare_reference};
use crate::diagnostic::{Code, Diagnostic};

/// The name of a place as the reader sees it.
pub(super) fn place_name(name: &str) -> &str {
    let bare = bare_reference(name);
    bare.strip_prefix("place/").unwrap_or(bare)
}

/// Fills [`Page::refs`] of every page.
pub(super) fn resolve(pages: &mut [Page], names: &Names, found: &mut Vec<Diagnostic>) {
    let view: &[Page] = pages;
    let resolved: Vec<(References, Vec<Diagnostic>)> = view
        .par_iter()
        .map(|page| {
            Resolver {
                page,
                pages: view,
                names,
                found: Vec::new(),
            }
            .run()
        })
        .collect();
    for (page, (refs, faults)) in pages.iter_mut().zip(resolved) {
        page.refs = refs;
        found.extend(faults);
    }
}

struct Resolver<'a> {
    page: &'a Page,
    pages: &'a [Page],
    names: &'a Names,
    found: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn run(mut self) -> (References, Vec<Diagnostic>) {
        let front = &self.page.front;
        let mut refs = References {
            themes: self.of_kind("themes", &front.themes, Kind::Theme),
            problems: self.of_kind("problems", &front.problems, Kind::Problem),
            steps: self.of_kind("steps", &front.steps, Kind::Step),
            policies: self.of_kind("policies", &front.policies, Kind::Policy),
            authors: self.of_kind("authors", &front.authors, Kind::Author),
            predecessors: self.of_kind("predecessors", &front.predecessors, Kind::Policy),
            runs_beside: self.of_kind("runs_beside", &front.runs_beside, Kind::Policy),
            part_of: self.of_kind("part_of", &front.part_of, Kind::Policy),
            broader: self.of_kind("broader", &front.broader, Kind::Term),
            related: self.any("related", &front.related),
            twins: self.any("twin", &front.twin),
            ..References::default()
        };
        refs.sources = front
            .sources
            .iter()
            .enumerate()
            .filter_map(|(at, key)| self.source(key, || vec!["sources".to_owned(), at.to_string()]))
            .collect();
        refs.places = front
            .places
            .iter()
            .filter_map(|name| {
                self.names
                    .id(&PageId::new(Kind::Place, slugify(place_name(name))))
            })
            .collect();
        if let Some(successor) = &front.successor {
            refs.successor = self
                .any("successor", &List(vec![successor.clone()]))
                .first()
                .copied();
            // Of a withdrawn page this reference is shown, and no other.
            if let Some(ix) = refs.successor
                && self.page.visibility == Visibility::Withdrawn
                && self.pages[ix as usize].visibility == Visibility::Hidden
            {
                let draft = &self.pages[ix as usize].id;
                self.report(Code::LinkToDraft, vec!["successor".to_owned()], |d| {
                    d.arg("target", draft)
                });
            }
        }
        for (d, dispute) in front.disputes.iter().enumerate() {
            let claims = dispute.claims.iter().enumerate().map(|(c, claim)| {
                let sources = claim.sources.iter().enumerate().filter_map(|(s, key)| {
                    self.source(key, || {
                        let path = [
                            "disputes",
                            &d.to_string(),
                            "claims",
                            &c.to_string(),
                            "sources",
                            &s.to_string(),
                        ];
                        path.map(str::to_owned).to_vec()
                    })
                });
                sources.collect()
            });
            refs.claims.push(claims.collect());
        }
        (refs, self.found)
    }

    fn report(
        &mut self,
        code: Code,
        path: Vec<String>,
        fill: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.found
            .push(fill(Diagnostic::new(code, self.page.file()).at_key(&path)));
    }

    fn of_kind(&mut self, key: &'static str, names: &List<String>, kind: Kind) -> Vec<PageIx> {
        self.each(
            key,
            names,
            |resolver, name| resolver.names.of_kind(kind, name),
            Some(kind),
        )
    }

    fn any(&mut self, key: &'static str, names: &List<String>) -> Vec<PageIx> {
        // Within a kind's own pages its slugs are plain: a term may name its neighbours by slug.
        let own = self.page.id.kind;
        self.each(
            key,
            names,
            |resolver, name| match resolver.names.any(name) {
                Found::None(near) => match resolver.names.id(&PageId::new(own, name)) {
                    Some(ix) => Found::One(ix),
                    None => Found::None(near),
                },
                found => found,
            },
            None,
        )
    }

    fn each(
        &mut self,
        key: &'static str,
        names: &List<String>,
        find: impl Fn(&Self, &str) -> Found,
        wanted: Option<Kind>,
    ) -> Vec<PageIx> {
        let mut refs = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let path = || vec![key.to_owned(), at.to_string()];
            let bare = bare_reference(name);
            match find(self, bare) {
                Found::One(ix) => {
                    let target = &self.pages[ix as usize];
                    if let Some(kind) = wanted
                        && target.id.kind != kind
                    {
                        let is = target.id.kind.info().singular.to_lowercase();
                        self.report(Code::WrongKind, path(), |d| {
                            d.arg("value", bare)
                                .arg("key", key)
                                .arg("kind", is)
                                .arg("folder", kind.info().folder)
                        });
                        continue;
                    }
                    if std::ptr::eq(target, self.page) {
                        self.report(Code::ReferenceCycle, path(), |d| {
                            d.variant("self").arg("key", key)
                        });
                        continue;
                    }
                    if key == "twin" && target.id.kind == self.page.id.kind {
                        self.report(Code::WrongKind, path(), |d| {
                            d.variant("twin").arg("value", bare)
                        });
                        continue;
                    }
                    self.check_draft(target, path);
                    if !refs.contains(&ix) {
                        refs.push(ix);
                    }
                }
                Found::Several(several) => {
                    let candidates = candidates(self.pages, &several);
                    self.report(Code::AmbiguousLink, path(), |d| {
                        d.variant("key")
                            .arg("key", key)
                            .arg("target", bare)
                            .arg("candidates", candidates)
                    });
                }
                Found::None(near) => {
                    self.report(Code::UnknownReference, path(), |d| {
                        let d = d.arg("value", bare).arg("key", key).suggest(near);
                        match wanted {
                            Some(kind) => d.arg("folder", kind.info().folder),
                            None if names_no_kind(bare) => d.variant("kind").arg("kinds", kinds()),
                            None => d.variant("any"),
                        }
                    });
                }
            }
        }
        refs
    }

    fn check_draft(&mut self, target: &Page, path: impl Fn() -> Vec<String>) {
        if self.page.visibility == Visibility::Listed && target.visibility == Visibility::Hidden {
            self.report(Code::LinkToDraft, path(), |d| d.arg("target", &target.id));
        }
    }

    fn source(&mut self, key: &str, path: impl Fn() -> Vec<String>) -> Option<PageIx> {
        let bare = bare_reference(key);
        let bare = bare.strip_prefix("source/").unwrap_or(bare);
        match self.names.of_kind(Kind::Source, bare) {
            Found::One(ix) => Some(ix),
            Found::Several(_) => None,
            Found::None(near) => {
                self.report(Code::UnknownSource, path(), |d| {
                    d.arg("source", bare).suggest(near)
                });
                None
            }
        }
    }
}

/// Whether `name` has the form of an id, but begins with no kind.
fn names_no_kind(name: &str) -> bool {
    name.split_once('/')
        .is_some_and(|(kind, _)| Kind::from_name(kind).is_none())
}

/// All kinds, as ids begin with them.
fn kinds() -> String {
    Kind::all().map(Kind::name).collect::<Vec<_>>().join(", ")
}

/// The ids of several pages, for a message.
pub(super) fn candidates(pages: &[Page], several: &[PageIx]) -> String {
    let ids: Vec<String> = several
        .iter()
        .map(|&ix| pages[ix as usize].id.to_string())
        .collect();
    ids.join(", ")
}
