//! The guide's pages as records for the index: what is searched, by what it can be narrowed.

use rayon::prelude::*;

use crate::config::Config;
use crate::content::{Kind, PageId};
use crate::guide::{Guide, Page, PageIx};
use crate::search::thesaurus::{Table, Term};
use crate::search::{
    Facet, FacetValue, Labels, Record, RecordSection, Suggestible, Wanted, Years, suggest,
};

/// The pages that are indexed.
pub(super) struct Records<'g> {
    guide: &'g Guide,
    config: &'g Config,
    /// The address of every page of the guide.
    urls: &'g [Box<str>],
    pages: Vec<PageIx>,
    groups: Vec<Option<PageIx>>,
}

impl<'g> Records<'g> {
    /// The listed pages that do not keep out of search.
    pub(super) fn of(guide: &'g Guide, config: &'g Config, urls: &'g [Box<str>]) -> Self {
        let indexed = |page: &Page| page.is_listed() && !page.front.search.exclude;
        let pages = (0..guide.pages.len() as PageIx)
            .filter(|&ix| indexed(guide.page(ix)))
            .collect();
        Records {
            guide,
            config,
            urls,
            pages,
            groups: twin_groups(guide),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }

    /// The pages themselves, by number.
    pub(super) fn pages(&self) -> &[PageIx] {
        &self.pages
    }

    /// The records, made when they are asked for: all of them at once would hold every label twice.
    pub(super) fn par_iter(&self) -> impl IndexedParallelIterator<Item = Record<'_>> {
        self.pages.par_iter().map(|&ix| self.record(ix))
    }

    /// The glossary as the search uses it.
    pub(super) fn thesaurus(&self) -> Table {
        let guide = self.guide;
        let term = |ix: PageIx| {
            let page = guide.page(ix);
            let broader = page.refs.broader.iter();
            Term {
                id: page.id.clone(),
                name: page.title.to_string(),
                labels: page.front.alt_labels.to_vec(),
                hidden: page.front.hidden_labels.to_vec(),
                expand: page.front.expand.unwrap_or(true),
                broader: broader.map(|&ix| guide.page(ix).id.clone()).collect(),
            }
        };
        let terms = self.pages.iter().copied();
        Table {
            terms: terms
                .filter(|&ix| guide.page(ix).id.kind == Kind::Term)
                .map(term)
                .collect(),
        }
    }

    /// The same pages as suggestions take them in, ordered by id.
    pub(super) fn suggestible(&self) -> impl Iterator<Item = Suggestible<'_>> {
        self.pages.iter().map(|&ix| self.names(ix))
    }

    /// A hash over the names of all pages: everything that suggestions are made from.
    pub(super) fn names_fingerprint(&self) -> String {
        let pages = self.pages.par_iter();
        let hashes: Vec<blake3::Hash> = pages
            .map_init(Vec::new, |buffer, &ix| {
                suggest::fingerprint(&self.names(ix), buffer)
            })
            .collect();
        let how = format!("{} {}", crate::site::VERSION, self.config.site.base_path());
        combined(&how, &hashes)
    }

    fn names(&self, ix: PageIx) -> Suggestible<'_> {
        let page = self.guide.page(ix);
        let outline = page.body.outline.iter();
        Suggestible {
            id: &page.id,
            url: &self.urls[ix as usize],
            title: &page.title,
            number: page.front.number.as_ref().map(|_| &*page.id.slug),
            labels: labels(page).collect(),
            hidden: hidden(page).collect(),
            headings: outline.map(|heading| heading.title.as_str()).collect(),
            twin_group: self.group(ix),
        }
    }

    /// The first of the twins of a page.
    fn group(&self, ix: PageIx) -> Option<&PageId> {
        self.groups[ix as usize].map(|first| &self.guide.page(first).id)
    }

    /// Each page with a hash over what the index holds of it.
    pub(super) fn hashes(&self) -> Vec<Wanted<'_>> {
        let pages = self.pages.par_iter();
        pages
            .map(|&ix| (&self.guide.page(ix).id, self.page_hash(ix)))
            .collect()
    }

    /// The same with the labels of all values: each page is looked at once.
    pub(super) fn hashes_and_labels(&self) -> (Vec<Wanted<'_>>, Labels) {
        let pages = self.pages.par_iter();
        let add = |(mut hashes, mut labels): (Vec<_>, Labels), &ix: &PageIx| {
            let record = self.record(ix);
            labels.add(&record);
            hashes.push((record.id, self.hash_of(ix, &record)));
            (hashes, labels)
        };
        let join = |one: (Vec<_>, Labels), other: (Vec<_>, Labels)| {
            let ((mut hashes, labels), (more, others)) = (one, other);
            hashes.extend(more);
            (hashes, labels.and(others))
        };
        pages
            .fold(Default::default, add)
            .reduce(Default::default, join)
    }

    /// A hash over everything that the index is built from: what the author of each page wrote (by its
    /// hash), how Markdown is read, and what other pages and the configuration add to it.
    pub(super) fn fingerprint(&self, pages: &[Wanted<'_>]) -> String {
        let hashes: Vec<blake3::Hash> = pages.iter().map(|(_, hash)| *hash).collect();
        combined(&self.how(), &hashes)
    }

    /// How all pages are read.
    pub(super) fn how(&self) -> String {
        format!("{} {:?}", crate::site::VERSION, self.config.markdown)
    }

    /// A hash over what the index is built from of one page.
    pub(super) fn page_hash(&self, ix: PageIx) -> blake3::Hash {
        self.hash_of(ix, &self.record(ix))
    }

    fn hash_of(&self, ix: PageIx, record: &Record<'_>) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.guide.page(ix).hash.as_bytes());
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(&record.id.slug);
        add(record.url);
        add(record.title);
        add(record.summary);
        add(record.twin_group.map_or("", |id| id.kind.name()));
        add(record.twin_group.map_or("", |id| &id.slug));
        add(&record
            .updated
            .map_or_else(String::new, |day| day.to_string()));
        for value in &record.facets {
            add(value.facet.name());
            add(value.value);
            add(value.label);
        }
        hasher.finalize()
    }

    /// A page as search takes it in.
    pub(super) fn record(&self, ix: PageIx) -> Record<'_> {
        let page = self.guide.page(ix);
        let front = &page.front;
        let mut record = Record::new(&page.id, &self.urls[ix as usize], &page.title);
        record.number = front.number.as_ref().map(|_| &*page.id.slug);
        record.step = front.order.filter(|_| page.id.kind == Kind::Step);
        record.summary = page.summary();
        record.key_points = front.key_points.iter().map(String::as_str).collect();
        record.text = &page.body.text;
        record.sections = page
            .body
            .outline
            .iter()
            .map(|heading| RecordSection {
                id: &heading.id,
                title: &heading.title,
                start: heading.text_start,
            })
            .collect();
        record.labels = labels(page).collect();
        record.keywords = hidden(page).collect();
        record.pins = front.search.pin_for.iter().map(String::as_str).collect();
        record.twin_group = self.group(ix);
        record.facets = self.facets(page);
        record.period = page.period().map(|(from, to)| Years {
            from: from.unwrap_or(i32::MIN),
            to: to.unwrap_or(i32::MAX),
        });
        record.knowledge_of = front.knowledge_of.as_ref().map(|of| of.as_str());
        record.updated = page.changed();
        record.disputed = !front.disputes.is_empty();
        record
    }

    fn facets<'a>(&'a self, page: &'a Page) -> Vec<FacetValue<'a>> {
        let guide = self.guide;
        let mut values = vec![FacetValue {
            facet: Facet::Kind,
            value: page.id.kind.info().dutch,
            label: self.config.kinds.title(page.id.kind),
        }];
        let refs = &page.refs;
        for (facet, pages) in [
            (Facet::Theme, &refs.themes),
            (Facet::Problem, &refs.problems),
            (Facet::Step, &refs.steps),
            (Facet::Policy, &refs.policies),
            (Facet::Place, &refs.places),
            (Facet::Author, &refs.authors),
            (Facet::Source, &refs.sources),
        ] {
            values.extend(pages.iter().map(|&ix| {
                let named = guide.page(ix);
                FacetValue {
                    facet,
                    value: &named.id.slug,
                    label: &named.title,
                }
            }));
        }
        let front = &page.front;
        values.extend(front.roles.iter().map(|r| FacetValue {
            facet: Facet::Role,
            value: r.as_str(),
            label: r.label(),
        }));
        values.extend(front.parties.iter().map(|p| FacetValue {
            facet: Facet::Party,
            value: p.as_str(),
            label: p.label(),
        }));
        values.extend(front.evidence.map(|e| FacetValue {
            facet: Facet::Evidence,
            value: e.as_str(),
            label: e.label(),
        }));
        values
    }
}

/// One hash over the hashes of all pages and what else they are made with.
fn combined(how: &str, hashes: &[blake3::Hash]) -> String {
    let mut all = blake3::Hasher::new();
    all.update(how.as_bytes());
    hashes.iter().for_each(|hash| {
        all.update(hash.as_bytes());
    });
    all.finalize().to_hex()[..32].to_owned()
}

/// Other names of a page that readers may see.
fn labels(page: &Page) -> impl Iterator<Item = &str> {
    let front = &page.front;
    let all = front.alt_labels.iter().chain(front.names.iter());
    all.map(String::as_str)
}

/// Words that lead to a page. A hidden label leads to its term and is never shown: for search it is a
/// keyword.
fn hidden(page: &Page) -> impl Iterator<Item = &str> {
    let front = &page.front;
    let all = front
        .search
        .keywords
        .iter()
        .chain(front.hidden_labels.iter());
    all.map(String::as_str)
}

/// For each page with twins, the smallest id among them all: pages that are twins of twins are one
/// group, so that search shows one hit for them.
fn twin_groups(guide: &Guide) -> Vec<Option<PageIx>> {
    let twins = &guide.relations.twins;
    let mut groups: Vec<Option<PageIx>> = vec![None; twins.len()];
    for start in 0..twins.len() {
        if groups[start].is_some() || twins[start].is_empty() {
            continue;
        }
        // Pages are ordered by id, so the first that is met is the smallest of its group.
        let mut open = vec![start as PageIx];
        while let Some(ix) = open.pop() {
            if groups[ix as usize].is_none() {
                groups[ix as usize] = Some(start as PageIx);
                open.extend(&twins[ix as usize]);
            }
        }
    }
    groups
}
