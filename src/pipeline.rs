//! The stages, one after another: files → guide → a published generation.
//!
//! This is the only place that knows all stages. [`compile`] reads and resolves and writes nothing;
//! [`publish`] renders, indexes and publishes what it gives; [`check`] only says what is wrong.
//! Problems are collected over all stages, and a guide with an error is not published.

mod compress;
pub mod freshness;
pub mod preview;
mod records;

use std::collections::HashSet;
use std::convert::Infallible;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::content::files::Files;
use crate::content::front_matter::Status;
use crate::content::sources::{self, Sources};
use crate::content::{Kind, load, walk};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fault, Severity};
use crate::document::{self, Document};
use crate::guide::chapters::Parts;
use crate::guide::{self, Guide, Page, ResolveOptions, Visibility};
use crate::language::Analyzer;
use crate::markdown;
use crate::publish::{
    Changes, Generation, Ledger, LedgerPage, Options, Places, Publication, PublishError, Published,
};
use crate::search::thesaurus::Table;
use crate::search::{self, IndexError, Searcher, suggest};
use crate::server::openapi;
use crate::site::{self, Assets, Plan, Templates, View};
use records::Records;

/// A stage, for progress and timings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Finding the files.
    Walk,
    /// Reading and parsing them.
    Parse,
    /// Resolving all references.
    Resolve,
    /// Rendering all outputs into the store.
    Render,
    /// Building the search index.
    Index,
    /// Publishing the generation.
    Publish,
}

impl Stage {
    /// Its name, for machines and for lines of progress.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Walk => "walk",
            Stage::Parse => "parse",
            Stage::Resolve => "resolve",
            Stage::Render => "render",
            Stage::Index => "index",
            Stage::Publish => "publish",
        }
    }
}

/// Who wants to know how far a build is. All methods may be called from any thread.
pub trait Progress: Sync {
    /// A stage begins; `steps` things are to be done, if that can be counted.
    fn begin(&self, stage: Stage, steps: usize) {
        let _ = (stage, steps);
    }

    /// One of them is done.
    fn step(&self) {}

    /// The stage is done.
    fn end(&self, stage: Stage, took: Duration) {
        let _ = (stage, took);
    }
}

/// Nobody wants to know.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {}

fn timed<T>(progress: &dyn Progress, stage: Stage, steps: usize, work: impl FnOnce() -> T) -> T {
    progress.begin(stage, steps);
    let start = Instant::now();
    let result = work();
    progress.end(stage, start.elapsed());
    result
}

/// What a site's content comes to.
#[derive(Debug)]
pub struct Compiled {
    /// The guide.
    pub guide: Guide,
    /// Everything found on the way, weighed by the site's configuration.
    pub found: Diagnostics,
}

/// How to compile.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// Whether drafts are seen.
    pub drafts: bool,
    /// Today, for overdue reviews; none leaves them out.
    pub today: Option<jiff::civil::Date>,
}

/// Reads, parses and resolves a site.
pub fn compile(
    files: &dyn Files,
    config: &Config,
    analyzer: &Analyzer,
    options: &CompileOptions,
    progress: &dyn Progress,
) -> Compiled {
    let mut found = Diagnostics::new();
    let (inventory, faults) = timed(progress, Stage::Walk, 0, || walk::walk(files));
    found.extend(faults);
    let markdown = markdown_options(config);
    let (documents, sources, parts) = timed(progress, Stage::Parse, inventory.pages.len(), || {
        let parsed: Vec<(Option<Document>, Vec<Diagnostic>)> = inventory
            .pages
            .par_iter()
            .map(|page| {
                let parsed = match load::load(files, page) {
                    Ok(source) => {
                        let (document, faults) = document::parse(source, &markdown);
                        (Some(document), faults)
                    }
                    Err(fault) => (None, vec![fault]),
                };
                progress.step();
                parsed
            })
            .collect();
        let mut documents = Vec::with_capacity(parsed.len());
        for (document, faults) in parsed {
            let changed = document.map(|document| dated(document, files));
            documents.extend(changed);
            found.extend(faults);
        }
        let mut text_of = |file: &Option<std::sync::Arc<str>>| {
            let file = file.as_ref()?;
            match load::read_text(files, file) {
                Ok(text) => Some((std::sync::Arc::clone(file), text)),
                Err(fault) => {
                    found.push(fault);
                    None
                }
            }
        };
        let sources_text = text_of(&inventory.sources);
        let parts_text = text_of(&inventory.parts);
        let (sources, faults) = sources_text.map_or_else(
            || (Sources::default(), Vec::new()),
            |(file, text)| sources::read(&file, &text),
        );
        found.extend(faults);
        let (parts, faults) = parts_text.map_or_else(
            || (Parts::default(), Vec::new()),
            |(file, text)| Parts::read(&file, &text),
        );
        found.extend(faults);
        (documents, sources, parts)
    });
    let resolve = ResolveOptions {
        drafts: options.drafts,
        uncited_kinds: uncited_kinds(config),
        today: options.today,
    };
    let (guide, faults) = timed(progress, Stage::Resolve, 0, || {
        guide::resolve(
            documents,
            sources,
            parts,
            &inventory.attachments,
            analyzer,
            &resolve,
        )
    });
    found.extend(faults);
    found.reweigh(|code| config.weight(code));
    Compiled { guide, found }
}

/// A page with the day of its last change, if it does not say that itself and something else does.
fn dated(mut document: Document, files: &dyn Files) -> Document {
    if document.front.updated.is_none()
        && let Some(day) = files.last_changed(&document.page.file)
        // What was written on the day itself was not changed since.
        && document.front.date != Some(day)
    {
        std::sync::Arc::make_mut(&mut document.front).updated = Some(day);
    }
    document
}

/// How the configuration has Markdown read.
fn markdown_options(config: &Config) -> markdown::Options {
    markdown::Options {
        raw_html: match config.markdown.raw_html {
            config::RawHtml::Refuse => markdown::RawHtml::Refuse,
            config::RawHtml::Escape => markdown::RawHtml::Escape,
            config::RawHtml::Allow => markdown::RawHtml::Allow,
        },
        smart_punctuation: config.markdown.smart_punctuation,
        ..markdown::Options::default()
    }
}

/// The kinds in which the configuration has paragraphs without a source reported.
fn uncited_kinds(config: &Config) -> Vec<Kind> {
    let kinds = Kind::all();
    kinds
        .filter(|&kind| config.check.reports_uncited(kind))
        .collect()
}

/// Everything that can be found in a site: what [`compile`] finds, and what only the plan, the
/// templates or the ledger of what was published can tell. Nothing is written.
pub fn check(
    files: &dyn Files,
    config: &Config,
    analyzer: &Analyzer,
    options: &CompileOptions,
    ledger: &Ledger,
) -> Diagnostics {
    let Compiled { guide, mut found } = compile(files, config, analyzer, options, &Silent);
    let assets = Assets::load(files);
    let templates = Templates::load(files, config.site.language.as_str());
    let texts = templates
        .as_ref()
        .map(|templates| templates.texts.clone())
        .unwrap_or_default();
    let api = openapi::document(config, &config.site.base_url);
    let view = View::new(&guide, config, &texts, files, None).with_api(&api);
    let (plan, faults) = Plan::of(&view, &assets);
    found.extend(faults);
    let gone = vanished(&guide, &plan, ledger, &found);
    found.extend(gone);
    match templates {
        // What a template asks of a page shows only when the page is rendered.
        Ok(mut templates) if templates.has_own => {
            templates.share(config, &guide, &assets, None);
            match view.with_entries(&templates) {
                Ok(view) => {
                    let take = |_| Ok::<(), Infallible>(());
                    let rendered = site::render(&view, &plan, &templates, &assets, take);
                    found.extend(rendered.into_iter().flatten());
                }
                Err(fault) => found.push(*fault),
            }
        }
        Ok(_) => {}
        Err(faults) => found.extend(faults),
    }
    found.reweigh(|code| config.weight(code));
    found
}

/// How to publish.
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// Where the generation, `public/` and the index stand.
    pub places: Places,
    /// Whether to build what is searched: the index, and the names that are suggested.
    pub index: bool,
    /// Whether pages may vanish without alias or withdrawal.
    pub allow_removal: bool,
    /// The time to write into the ledger.
    pub now: jiff::Timestamp,
    /// `SOURCE_DATE_EPOCH`, where it is set.
    pub source_date_epoch: Option<String>,
    /// Whether to wait for another build of the site to end.
    pub wait: bool,
}

/// Why a site could not be published.
#[derive(Debug)]
pub enum PublishFailure {
    /// Something in content, configuration or templates; everything found is in there.
    Faults(Diagnostics),
    /// The store, the lock or the output folder.
    Publish(PublishError),
    /// The search index.
    Index(IndexError),
}

impl From<PublishError> for PublishFailure {
    fn from(error: PublishError) -> Self {
        PublishFailure::Publish(error)
    }
}

impl From<IndexError> for PublishFailure {
    fn from(error: IndexError) -> Self {
        PublishFailure::Index(error)
    }
}

/// What a build came to.
#[derive(Debug)]
pub struct Built {
    /// What publication did.
    pub published: Published,
    /// Warnings of all stages.
    pub found: Diagnostics,
    /// How many outputs were rendered.
    pub outputs: usize,
    /// How many pages readers see.
    pub pages: usize,
    /// How many pages the index holds, if it was built or kept.
    pub indexed: Option<usize>,
    /// The guide, without what was not needed to the end.
    pub guide: Guide,
}

/// Renders, indexes and publishes what [`compile`] gave.
pub fn publish(
    compiled: Compiled,
    files: &dyn Files,
    config: &Config,
    analyzer: &Analyzer,
    options: &PublishOptions,
    progress: &dyn Progress,
) -> Result<Built, PublishFailure> {
    let Compiled {
        mut guide,
        mut found,
    } = compiled;
    let mut templates = match Templates::load(files, config.site.language.as_str()) {
        Ok(templates) => templates,
        Err(faults) => {
            found.extend(faults);
            return Err(PublishFailure::Faults(found));
        }
    };
    if !options.index {
        guide.forget_texts();
    }
    let assets = Assets::load(files);
    let build_date = site::view::build_date(&guide, options.source_date_epoch.as_deref());
    templates.share(config, &guide, &assets, build_date);
    let texts = templates.texts.clone();
    let api = openapi::document(config, &config.site.base_url);
    let view = View::new(&guide, config, &texts, files, build_date).with_api(&api);
    let view = match view.with_entries(&templates) {
        Ok(view) => view,
        Err(fault) => {
            found.push(*fault);
            return Err(PublishFailure::Faults(found));
        }
    };
    let (plan, faults) = Plan::of(&view, &assets);
    found.extend(faults);
    let ledger = Ledger::read(&options.places)?;
    if !options.allow_removal {
        let gone = vanished(&guide, &plan, &ledger, &found);
        found.extend(gone);
    }
    found.reweigh(|code| config.weight(code));
    if found.has_errors() {
        return Err(PublishFailure::Faults(found));
    }

    let publication =
        Publication::begin_with(&options.places, &Options::default().wait(options.wait))?;
    publication.option("base_path", config.site.base_path())?;
    publication.option("base_url", &config.site.absolute("/"))?;
    for redirect in &plan.redirects {
        publication.redirect(&redirect.from, view.url(redirect.to))?;
    }
    for path in &plan.gone {
        publication.gone(path)?;
    }
    let faults = timed(progress, Stage::Render, plan.jobs.len(), || {
        site::render(&view, &plan, &templates, &assets, |output| {
            let path = output.path.trim_start_matches('/');
            let put = if output.hosts_only {
                publication.put_for_hosts(path, &output.bytes)
            } else {
                publication.put(path, &output.bytes)
            };
            if config.build.compress {
                let failed = |source| PublishError::Io {
                    path: path.into(),
                    source: std::sync::Arc::new(source),
                };
                for (path, copy) in compress::copies(path, &output.bytes).map_err(failed)? {
                    publication.put(&path, &copy)?;
                }
            }
            progress.step();
            put.map(|_| ())
        })
    })?;
    if !faults.is_empty() {
        found.extend(faults);
        return Err(PublishFailure::Faults(found));
    }
    publication.side_table(
        "templates.json",
        site::server_templates(&view, &templates)
            .to_string()
            .as_bytes(),
    )?;
    let outputs = plan.jobs.len();
    let urls = view.into_urls();
    drop(plan);
    let indexed = if options.index {
        guide.forget_html();
        let records = Records::of(&guide, config, &urls);
        suggestions(&publication, &records, config, analyzer)?;
        Some(timed(progress, Stage::Index, 0, || {
            publication.side_table(Table::NAME, &records.thesaurus().to_bytes())?;
            index(&publication, &records, analyzer)
        })?)
    } else {
        None
    };
    let changes = Changes {
        at: options.now,
        pages: ledger_pages(&guide),
    };
    let published = timed(progress, Stage::Publish, 0, || {
        publication.publish(&changes)
    })?;
    let pages = guide.pages.iter().filter(|page| page.is_listed()).count();
    Ok(Built {
        published,
        found,
        outputs,
        pages,
        indexed,
        guide,
    })
}

/// Keeps the names of all pages with the generation, for suggestions while somebody types. Where they
/// are those of the current generation, its table is kept.
fn suggestions(
    publication: &Publication,
    records: &Records<'_>,
    config: &Config,
    analyzer: &Analyzer,
) -> Result<(), PublishError> {
    let fingerprint = format!("{}-{}", analyzer.fingerprint(), records.names_fingerprint());
    let current = publication.current();
    let current = current.filter(|current| current.option(suggest::TABLE) == Some(&fingerprint));
    let kept = current.and_then(|current| {
        let table = current.side_table(suggest::TABLE)?;
        current.read_verified(table).ok()
    });
    let table = kept.unwrap_or_else(|| {
        let search_url = format!("{}/zoeken/?q=", config.site.base_path());
        suggest::table(records.suggestible(), &search_url, analyzer)
    });
    publication.option(suggest::TABLE, &fingerprint)?;
    publication.side_table(suggest::TABLE, &table)?;
    Ok(())
}

/// Makes the index in the generation's folder, from that of the current generation as far as its pages
/// are the same; or keeps that one when nothing that it is built from has changed.
fn index(
    publication: &Publication,
    records: &Records<'_>,
    analyzer: &Analyzer,
) -> Result<usize, PublishFailure> {
    let wanted = records.hashes();
    let fingerprint = format!(
        "{}-{}-{}",
        search::LAYOUT,
        analyzer.fingerprint(),
        records.fingerprint(&wanted)
    );
    let last = publication.current().and_then(Generation::index_dir);
    let index = publication.index_dir(&fingerprint)?;
    if !index.fresh {
        return Ok(records.len());
    }
    let record = |at: usize| records.record(records.pages()[at]);
    let (folder, how) = (&index.folder, records.how());
    let renewed = search::renew(folder, last.as_deref(), analyzer, &how, &wanted, record)?;
    Ok(renewed.pages)
}

/// What the ledger is told of every page: its address and the hash of what its author wrote. A draft
/// that is built to be looked at is not published.
fn ledger_pages(guide: &Guide) -> Vec<LedgerPage> {
    let published = guide.pages.iter().filter(|page| is_published(page));
    published
        .map(|page| LedgerPage {
            id: page.id.to_string(),
            url: page.url.clone(),
            hash: page.hash,
        })
        .collect()
}

fn is_published(page: &Page) -> bool {
    page.is_listed() && page.front.status != Status::Draft
}

/// Pages that were published before and are no longer there, neither withdrawn nor moved with an
/// alias. A page whose file stands there but cannot be read (so `found` says) has not vanished.
fn vanished(guide: &Guide, plan: &Plan, ledger: &Ledger, found: &Diagnostics) -> Vec<Diagnostic> {
    let unread: HashSet<&str> = found
        .iter()
        .filter(|one| {
            matches!(
                one.code,
                Code::NotUtf8 | Code::UnreadableFile | Code::EmptyFile | Code::FileTooLarge
            )
        })
        .filter_map(|one| one.file.rsplit_once('/')?.1.strip_suffix(".md"))
        .collect();
    let stands = |page: &&Page| is_published(page) || page.visibility == Visibility::Withdrawn;
    let there: Vec<&Page> = guide.pages.iter().filter(stands).collect();
    let known: HashSet<String> = there.iter().map(|page| page.id.to_string()).collect();
    let urls: HashSet<&str> = there.iter().map(|page| page.url.as_str()).collect();
    let moved: HashSet<&str> = plan
        .redirects
        .iter()
        .map(|redirect| redirect.from.as_str())
        .collect();
    let gone = ledger.pages().filter(|(id, entry)| {
        // A place or source that only front matter named goes with its last mention.
        let derived = id.starts_with("place/") || id.starts_with("source/");
        entry.gone_at.is_none()
            && !derived
            && !known.contains(*id)
            && !moved.contains(entry.url.as_str())
            && !urls.contains(entry.url.as_str())
            && !(entry.url.trim_end_matches('/').rsplit('/').next())
                .is_some_and(|slug| unread.contains(slug))
    });
    gone.map(|(id, entry)| {
        Diagnostic::new(Code::VanishedPage, "content")
            .arg("id", id)
            .arg("path", &entry.url)
    })
    .collect()
}

/// Whether what was found is the fault of configuration, templates or environment (exit 2) rather
/// than of content (exit 1). Nothing found that weighs as an error is neither.
pub fn worst_fault(found: &Diagnostics) -> Option<Fault> {
    let mut worst = None;
    for diagnostic in found
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
    {
        match diagnostic.code.fault() {
            Fault::Setup => return Some(Fault::Setup),
            Fault::Content => worst = Some(Fault::Content),
        }
    }
    worst
}

/// Opens the search of a generation: its index, with its thesaurus. None if it was published without.
pub fn open_search(
    generation: &Generation,
    analyzer: &Analyzer,
) -> Option<Result<Searcher, IndexError>> {
    let folder = generation.index_dir()?;
    let searcher = Searcher::open(&folder, analyzer);
    Some(searcher.map(|searcher| searcher.with_thesaurus(&thesaurus(generation))))
}

/// Builds the search of a guide in `folder`, which nothing is published from: for measuring.
pub fn search_in(
    folder: &Path,
    guide: &Guide,
    files: &dyn Files,
    config: &Config,
    analyzer: &Analyzer,
) -> Result<Searcher, IndexError> {
    let templates = Templates::load(files, config.site.language.as_str());
    let texts = templates
        .map(|templates| templates.texts)
        .unwrap_or_default();
    let urls = View::new(guide, config, &texts, files, None).into_urls();
    let records = Records::of(guide, config, &urls);
    search::build(folder, analyzer, records.par_iter())?;
    Ok(Searcher::open(folder, analyzer)?.with_thesaurus(&records.thesaurus()))
}

/// The thesaurus of a generation. Without one, or with one that is damaged, searching still works.
pub fn thesaurus(generation: &Generation) -> Table {
    let table = generation.side_table(Table::NAME);
    let bytes = table.and_then(|table| generation.read_verified(table).ok());
    bytes
        .and_then(|bytes| Table::from_bytes(&bytes))
        .unwrap_or_default()
}
