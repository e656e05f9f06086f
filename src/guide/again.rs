//! Resolving again after an edit: only what the edit can reach.
//!
//! In: what was resolved before, and the documents as they are now. Out: what resolving all of them from
//! nothing would give, to the byte. Two ways, from the cheapest:
//!
//! 1. [`Resolved::retouched`]: the text of one page was edited in a way that no other page shows. Its own
//!    links and mentions are found again; everything that is made of all pages is shared with the guide
//!    as it was.
//! 2. [`Resolved::of`] with what was resolved before: everything is resolved anew, except that a page
//!    whose text is the same is searched for terms again only if it has all words of a label that came,
//!    went or changed.
//!
//! There is no list of what depends on what: a page is either compared as a whole with what it was, or
//! resolved with all others.

use std::collections::HashMap;
use std::sync::Arc;

use super::backlinks;
use super::chapters::{ChapterTree, Parts};
use super::names::Names;
use super::relations::{self, Relations};
use super::terms::{self, Labels, Looked};
use super::timeline::Timeline;
use super::words::Words;
use super::{
    Guide, LinkTarget, Mention, Origin, Page, PageIx, ResolveOptions, editorial, links, pages,
    references, related,
};
use crate::content::Kind;
use crate::content::sources::Sources;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::language::Analyzer;
use crate::markdown::Body;

/// What resolving takes beside the documents.
#[derive(Debug)]
pub struct Beside<'a> {
    /// The sources, formatted.
    pub sources: Arc<Sources>,
    /// The parts that chapters stand in.
    pub parts: Parts,
    /// The other files below `content/`, with their sizes.
    pub attachments: &'a HashMap<String, u64>,
    /// The analyser by which terms are found.
    pub analyzer: &'a Analyzer,
    /// How to resolve.
    pub options: &'a ResolveOptions,
}

/// A guide, with what resolving it again after an edit can use.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The guide.
    pub guide: Arc<Guide>,
    names: Arc<Names>,
    labels: Arc<Labels>,
    /// The words of each page.
    words: Arc<Vec<Option<Arc<Words>>>>,
    found: Findings,
}

/// A page with another text.
struct Retouched {
    ix: PageIx,
    page: Page,
    words: Option<Arc<Words>>,
    /// What is wrong with its links, citations and attachments.
    faults: Vec<Diagnostic>,
}

/// What was found, by the step that found it.
#[derive(Debug, Clone, Default)]
struct Findings {
    /// In links, citations and attachments of a text.
    links: Arc<Vec<Diagnostic>>,
    /// For an editor to look at.
    editorial: Arc<Vec<Diagnostic>>,
    /// By all other steps.
    rest: Arc<Vec<Diagnostic>>,
}

impl Resolved {
    /// Resolves all documents against each other; `before` is what they were resolved to last.
    pub fn of(
        documents: Vec<Document>,
        beside: &Beside<'_>,
        before: Option<&Resolved>,
    ) -> Resolved {
        Resolved::new(documents, beside, before, true)
    }

    /// The same for who will not resolve again, and keeps nothing for that.
    pub(super) fn once(documents: Vec<Document>, beside: &Beside<'_>) -> Resolved {
        Resolved::new(documents, beside, None, false)
    }

    fn new(
        documents: Vec<Document>,
        beside: &Beside<'_>,
        before: Option<&Resolved>,
        keep: bool,
    ) -> Resolved {
        let (options, analyzer) = (beside.options, beside.analyzer);
        let (mut rest, mut in_links, mut of_editors) = (Vec::new(), Vec::new(), Vec::new());
        let mut pages = pages::make(documents, &beside.sources, options, &mut rest);
        let names = Names::of(&pages);
        references::resolve(&mut pages, &names, &mut rest);
        links::resolve(&mut pages, &names, beside.attachments, &mut in_links);
        terms::report_clashes(&pages, &mut rest);
        let labels = terms::labels(&pages, analyzer);
        let before = before.map(|before| Before {
            differing: before.labels.differing(&labels),
            terms_now: terms_now(&before.guide, &names),
            resolved: before,
        });
        let words = terms::link(&mut pages, &labels, analyzer, keep, |page| {
            before.as_ref()?.looked(page)
        });
        let by_kind = relations::by_kind(&pages);
        let source_pages = super::source_pages(&pages);
        // Neither needs the other, and each goes through all pages alone.
        let ((relations, chapters, timeline), backlinks) = rayon::join(
            || {
                let relations = Relations::of(&pages, &source_pages);
                let chapters = ChapterTree::of(&pages, beside.parts.clone(), &mut rest);
                let timeline = Timeline::of(&pages, &mut rest);
                (relations, chapters, timeline)
            },
            || backlinks::collect(&pages),
        );
        let related = related::collect(&pages, &relations, &backlinks);
        editorial::check(
            &pages,
            &relations,
            &backlinks,
            &chapters,
            options,
            &mut of_editors,
        );
        let guide = Guide {
            pages,
            by_kind: Arc::new(by_kind),
            chapters: Arc::new(chapters),
            relations: Arc::new(relations),
            backlinks: Arc::new(backlinks),
            related: Arc::new(related),
            timeline: Arc::new(timeline),
            sources: Arc::clone(&beside.sources),
            ids: Arc::clone(names.ids()),
            source_pages: Arc::new(source_pages),
        };
        Resolved {
            guide: Arc::new(guide),
            names: Arc::new(names),
            labels: Arc::new(labels),
            words: Arc::new(words),
            found: Findings {
                links: Arc::new(in_links),
                editorial: Arc::new(of_editors),
                rest: Arc::new(rest),
            },
        }
    }

    /// The same with other texts of the pages that `documents` hold, if nothing that another page shows
    /// is different: front matter, headings, where links lead and the sentences they stand in, sources
    /// cited, files shown, and what stands for a summary where there is none.
    pub fn retouched(&self, documents: &[Document], beside: &Beside<'_>) -> Option<Resolved> {
        let mut guide = Guide::clone(&self.guide);
        let mut found = self.found.clone();
        let mut words = Vec::clone(&self.words);
        for document in documents {
            let Retouched {
                ix,
                page,
                words: own,
                faults,
            } = self.retouched_page(document, beside)?;
            let file = page.file();
            let others = |found: &Arc<Vec<Diagnostic>>, code: Option<Code>| {
                let of_text =
                    |d: &&Diagnostic| d.file == file && code.is_none_or(|code| d.code == code);
                let kept = found.iter().filter(|d| !of_text(d)).cloned();
                kept.collect::<Vec<_>>()
            };
            let mut in_links = others(&found.links, None);
            in_links.extend(faults);
            let mut of_editors = others(&found.editorial, Some(Code::UncitedParagraph));
            of_editors.extend(editorial::uncited(&page, beside.options));
            found.links = Arc::new(in_links);
            found.editorial = Arc::new(of_editors);
            guide.pages[ix as usize] = page;
            words[ix as usize] = own;
        }
        Some(Resolved {
            guide: Arc::new(guide),
            words: Arc::new(words),
            found,
            ..self.clone()
        })
    }

    fn retouched_page(&self, document: &Document, beside: &Beside<'_>) -> Option<Retouched> {
        let pages = &self.guide.pages;
        let ix = self.guide.find(&document.id)?;
        let old = self.guide.page(ix);
        let same_file = matches!(&old.origin, Origin::File(file) if *file == document.page.file);
        if !same_file || old.front != document.front || !shows_same(&old.body, &document.body) {
            return None;
        }
        let mut page = Page {
            body: Arc::clone(&document.body),
            hash: document.hash,
            links: Vec::new(),
            mentions: Vec::new(),
            ..old.clone()
        };
        if page.summary() != old.summary() {
            return None;
        }
        let (targets, faults) = links::of_page(&page, pages, &self.names, beside.attachments);
        page.links = targets;
        let leads = |page: &Page| {
            let targets = page.links.iter();
            let pages = targets.filter_map(|link| match link {
                LinkTarget::Page(to, _) => Some(*to),
                _ => None,
            });
            pages.collect::<Vec<PageIx>>()
        };
        if leads(&page) != leads(old)
            || backlinks::of_page(pages, &page) != backlinks::of_page(pages, old)
        {
            return None;
        }
        let Looked { mentions, words } = terms::of_page(ix, &page, &self.labels, beside.analyzer);
        page.mentions = mentions;
        Some(Retouched {
            ix,
            page,
            words,
            faults,
        })
    }

    /// What was found in resolving.
    pub fn found(&self) -> impl Iterator<Item = &Diagnostic> {
        let found = &self.found;
        let steps = [&found.rest, &found.links, &found.editorial];
        steps.into_iter().flat_map(|found| found.iter())
    }

    /// The guide and what was found, for who will not resolve again.
    pub(super) fn into_parts(self) -> (Guide, Vec<Diagnostic>) {
        let Resolved { guide, found, .. } = self;
        let steps = [found.rest, found.links, found.editorial];
        let found = steps.into_iter().flat_map(Arc::unwrap_or_clone).collect();
        (Arc::unwrap_or_clone(guide), found)
    }
}

/// Whether two texts of a page show the same of it on other pages, as far as that can be told without
/// resolving their links.
fn shows_same(old: &Body, new: &Body) -> bool {
    let outline = |body: &Body| {
        let headings = body.outline.iter();
        headings
            .map(|heading| (heading.level, heading.id.clone(), heading.title.clone()))
            .collect::<Vec<_>>()
    };
    let cited = |body: &Body| {
        let items = body.citations.iter().flat_map(|group| &group.items);
        items.map(|item| item.key.clone()).collect::<Vec<_>>()
    };
    let shown = |body: &Body| {
        let files = body.attachments.iter();
        files
            .map(|file| (file.path.clone(), file.image))
            .collect::<Vec<_>>()
    };
    outline(old) == outline(new) && cited(old) == cited(new) && shown(old) == shown(new)
}

/// For each page of a guide as it was: its number now, if it is a term that is still there.
fn terms_now(before: &Guide, names: &Names) -> Vec<Option<PageIx>> {
    let pages = before.pages.iter();
    pages
        .map(|page| match page.id.kind {
            Kind::Term => names.id(&page.id),
            _ => None,
        })
        .collect()
}

/// What was resolved before, as far as it tells the mentions of terms that there are now.
struct Before<'r> {
    resolved: &'r Resolved,
    /// The labels of terms that have other labels now, as they were and as they are.
    differing: Vec<&'r [u64]>,
    terms_now: Vec<Option<PageIx>>,
}

impl Before<'_> {
    /// The mentions that a page has if it has the text that it had before, and no label that differs.
    fn looked(&self, page: &Page) -> Option<Looked> {
        let guide = &self.resolved.guide;
        let ix = guide.find(&page.id)?;
        let old = guide.page(ix);
        if !Arc::ptr_eq(&old.body, &page.body) {
            return None;
        }
        let words = self.resolved.words.get(ix as usize)?.as_ref()?;
        if self.differing.iter().any(|label| words.hold(label)) {
            return None;
        }
        let mentions = old.mentions.iter().map(|mention| {
            let term = (*self.terms_now.get(mention.term as usize)?)?;
            Some(Mention { term, ..*mention })
        });
        Some(Looked {
            mentions: mentions.collect::<Option<_>>()?,
            words: Some(Arc::clone(words)),
        })
    }
}
