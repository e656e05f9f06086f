//! The workshop: keeps what each stage made, and does again what a change can reach.
//!
//! Each stage has what it was made from beside what it made. When the two no longer agree it is made
//! again, however the disagreement came about; so a change that came while something else was broken is
//! not forgotten, and nothing has to be told apart from nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::inputs::{AsFound, Inputs, Touched};
use super::proof::{Proof, Setting};
use super::read::{Parsed, Read};
use crate::config::{self, BaseUrl, Config};
use crate::content::files::Files;
use crate::content::load::{self, read_text};
use crate::content::sources::{self, Sources};
use crate::content::walk::{self, Inventory, PageFile};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::{self, Document};
use crate::guide::again::Beside;
use crate::guide::chapters::Parts;
use crate::guide::{ResolveOptions, Resolved};
use crate::language::Analyzer;
use crate::publish::{Entry, Ledger, Preview};
use crate::server::openapi;
use crate::site::{self, Assets, Plan, Printer, Templates, View};

/// How a preview is made.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// The address under which it is looked at; none for that of the configuration.
    pub address: Option<BaseUrl>,
    /// Settings from the environment.
    pub environment: Vec<(String, String)>,
    /// `SOURCE_DATE_EPOCH`, where it is set.
    pub source_date_epoch: Option<String>,
    /// What was published before, of which pages may be missing.
    pub ledger: Ledger,
}

/// What looking at the files came to.
#[derive(Debug)]
pub struct Update {
    /// Everything that is wrong, weighed by the site's configuration.
    pub found: Diagnostics,
    /// The guide as it is now; none where something is so wrong that it cannot be shown. With faults
    /// that would keep it from being published, it is shown as far as it goes.
    pub proof: Option<Arc<Proof>>,
}

/// Keeps a guide up with its files.
#[derive(Debug)]
pub struct Workshop<F> {
    files: F,
    analyzer: Analyzer,
    how: How,
    content: Inputs,
    own: Inputs,
    /// What templates and assets said at the last look.
    said: Option<blake3::Hash>,
    inventory: (Inventory, Vec<Diagnostic>),
    config: Option<Configured>,
    pages: HashMap<Arc<str>, Parsed>,
    sources: Read<Arc<Sources>>,
    parts: Read<Parts>,
    /// Pages whose text is another than in what was resolved.
    waiting: BTreeMap<Arc<str>, Document>,
    resolved: Option<(Made, Resolved)>,
    set: Option<(Made, Setting, Vec<Diagnostic>)>,
    proof: Option<Arc<Proof>>,
    now: Made,
}

/// What something was made from, each by a number that changes with it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Made {
    /// Which pages and other files there are, the sources and the parts.
    structure: u64,
    /// The configuration.
    config: u64,
    /// Templates and assets.
    own: u64,
    /// Files beside pages.
    attachments: u64,
    /// What is made of all pages.
    guide: u64,
    /// Today, by which reviews are overdue.
    today: Option<jiff::civil::Date>,
}

/// The configuration with the text that it was read from.
#[derive(Debug)]
struct Configured {
    text: Result<String, Diagnostic>,
    config: Arc<Config>,
    found: Vec<Diagnostic>,
}

impl<F: Files> Workshop<F> {
    /// A workshop that has looked at nothing yet.
    pub fn new(files: F, analyzer: Analyzer, how: How) -> Self {
        Workshop {
            files,
            analyzer,
            how,
            content: Inputs::default(),
            own: Inputs::default(),
            said: None,
            inventory: Default::default(),
            config: None,
            pages: HashMap::new(),
            sources: Read::default(),
            parts: Read::default(),
            waiting: BTreeMap::new(),
            resolved: None,
            set: None,
            proof: None,
            now: Made::default(),
        }
    }

    /// The analyser that the guide is made with.
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// The files themselves.
    pub fn files(&self) -> &F {
        &self.files
    }

    /// Looks at what was touched and makes what differs. `today` is the day for overdue reviews.
    pub fn update(&mut self, touched: &Touched, today: Option<jiff::civil::Date>) -> Update {
        self.now.today = today;
        self.configure();
        let Some(config) = self.sound_config() else {
            // What is touched in the meantime is looked for when the configuration is mended.
            self.look(&Touched::Any(Default::default()));
            let found = self.config.iter().flat_map(|known| known.found.clone());
            return Update {
                found: found.collect(),
                proof: None,
            };
        };
        self.look(touched);
        self.parse(&config);
        self.read_data();
        let resolved = self.resolve(&config);
        let mut found: Diagnostics = self.found_before(&resolved).into();
        let proof = match self.set(&config, &resolved) {
            Ok((setting, faults)) => {
                found.extend(faults);
                self.proof(&resolved, setting)
            }
            Err(faults) => {
                found.extend(faults);
                None
            }
        };
        found.reweigh(|code| config.weight(code));
        Update { found, proof }
    }

    /// Reads the configuration, if it says something else.
    fn configure(&mut self) {
        let text = read_text(&self.files, &config::FILE.into());
        if self.config.as_ref().is_some_and(|known| known.text == text) {
            return;
        }
        let environment = self.how.environment.iter().cloned();
        let (mut config, mut found) = config::read(text.as_deref().ok(), environment);
        found.extend(text.as_ref().err().cloned());
        if let Some(address) = &self.how.address {
            config.site.base_url = address.clone();
            // What is looked at is searched where it is looked at.
            config.search.endpoint = None;
        }
        self.config = Some(Configured {
            text,
            config: Arc::new(config),
            found,
        });
        self.now.config += 1;
    }

    fn sound_config(&self) -> Option<Arc<Config>> {
        let known = self.config.as_ref()?;
        let broken = |d: &Diagnostic| d.severity == Severity::Error;
        (!known.found.iter().any(broken)).then(|| Arc::clone(&known.config))
    }

    /// Looks which files may be other than they were, and drops what was read from them.
    fn look(&mut self, touched: &Touched) {
        let content = self.content.look(&self.files, "content", touched);
        if content.others || (self.now.structure == 0) || matches!(touched, Touched::Any(_)) {
            let inventory = walk::walk(&AsFound(&self.content));
            if inventory != self.inventory || self.now.structure == 0 {
                self.inventory = inventory;
                self.now.structure += 1;
            }
        }
        for path in &content.changed {
            match self.pages.get_mut(path.as_str()) {
                Some(parsed) => parsed.stale = true,
                None if path.ends_with(".md") => {}
                None => {
                    self.now.attachments += 1;
                    for (file, stale) in [
                        (&self.sources.file, &mut self.sources.stale),
                        (&self.parts.file, &mut self.parts.stale),
                    ] {
                        *stale |= file.as_deref() == Some(path.as_str());
                    }
                }
            }
        }
        let own = self.own.look(&self.files, "templates", touched);
        if !own.is_none() {
            // A file that was written just before is named once more, whatever it says.
            let says = Some(self.own.hash(&self.files));
            let before = std::mem::replace(&mut self.said, says);
            self.now.own += u64::from(own.others || before != says);
        }
    }

    /// Parses the pages whose text differs.
    fn parse(&mut self, config: &Config) {
        let options = super::super::markdown_options(config);
        let pages = &self.pages;
        let is_known = |page: &&PageFile| {
            let known = pages.get(&page.file);
            known.is_some_and(|known| {
                !known.stale && known.options == options && known.file == **page
            })
        };
        let unread: Vec<&PageFile> = self
            .inventory
            .0
            .pages
            .iter()
            .filter(|page| !is_known(page))
            .collect();
        let files = &self.files;
        let parsed: Vec<Option<Parsed>> = unread
            .par_iter()
            .map(|page| {
                let source = match load::load(files, page) {
                    Ok(source) => source,
                    Err(fault) => {
                        return Some(Parsed::unread((*page).clone(), options, fault));
                    }
                };
                let hash = blake3::hash(source.text.as_bytes());
                let known = pages.get(&page.file);
                let same = known.is_some_and(|known| {
                    let document = known.document.as_ref();
                    document.is_some_and(|document| document.hash == hash)
                        && known.options == options
                        && known.file == **page
                });
                if same {
                    return None;
                }
                let (document, found) = document::parse(source, &options);
                Some(Parsed {
                    file: (*page).clone(),
                    options,
                    document: Some(document),
                    found,
                    stale: false,
                })
            })
            .collect();
        let parsed: Vec<(Arc<str>, Option<Parsed>)> = unread
            .into_iter()
            .map(|page| Arc::clone(&page.file))
            .zip(parsed)
            .collect();
        for (file, parsed) in parsed {
            let Some(parsed) = parsed else {
                if let Some(known) = self.pages.get_mut(&file) {
                    known.stale = false;
                }
                continue;
            };
            let before = self.pages.get(&file);
            let had = before.is_some_and(|before| before.document.is_some());
            match &parsed.document {
                Some(document) if had => {
                    self.waiting.insert(Arc::clone(&file), document.clone());
                }
                None if !had && before.is_some() => {}
                // A page that came or went is everybody's business.
                _ => self.now.structure += 1,
            }
            self.pages.insert(file, parsed);
        }
        if self.pages.len() > self.inventory.0.pages.len() {
            let there: std::collections::HashSet<&Arc<str>> = (self.inventory.0.pages.iter())
                .map(|page| &page.file)
                .collect();
            self.pages.retain(|file, _| there.contains(file));
        }
    }

    /// Reads the sources and the parts, if they say something else.
    fn read_data(&mut self) {
        let (inventory, files) = (&self.inventory.0, &self.files);
        let read = |file: &Arc<str>, text: &str| {
            let (sources, found) = sources::read(file, text);
            (Arc::new(sources), found)
        };
        let sources = self.sources.again(files, &inventory.sources, read);
        let parts = self.parts.again(files, &inventory.parts, |file, text| {
            Parts::read(file, text)
        });
        self.now.structure += u64::from(sources) + u64::from(parts);
    }

    /// Resolves what differs.
    fn resolve(&mut self, config: &Config) -> Resolved {
        let options = ResolveOptions {
            drafts: true,
            uncited_kinds: super::super::uncited_kinds(config),
            today: self.now.today,
        };
        let beside = Beside {
            sources: Arc::clone(&self.sources.made),
            parts: self.parts.made.clone(),
            attachments: &self.inventory.0.attachments,
            analyzer: &self.analyzer,
            options: &options,
        };
        let made = Made {
            own: 0,
            attachments: 0,
            guide: 0,
            ..self.now.clone()
        };
        let before = self.resolved.as_ref().map(|(_, resolved)| resolved);
        let retouched = match &self.resolved {
            Some((of, resolved)) if *of == made => {
                if self.waiting.is_empty() {
                    return resolved.clone();
                }
                let documents: Vec<Document> = self.waiting.values().cloned().collect();
                resolved.retouched(&documents, &beside)
            }
            _ => None,
        };
        let resolved = retouched.unwrap_or_else(|| {
            self.now.guide += 1;
            let pages = self.inventory.0.pages.par_iter();
            let documents = pages
                .filter_map(|page| self.pages.get(&page.file)?.document.clone())
                .collect();
            Resolved::of(documents, &beside, before)
        });
        self.waiting.clear();
        self.resolved = Some((made, resolved.clone()));
        resolved
    }

    /// What was found up to and in resolving.
    fn found_before(&self, resolved: &Resolved) -> Vec<Diagnostic> {
        let (inventory, walked) = &self.inventory;
        let configured = self.config.iter().flat_map(|known| &known.found);
        let pages = inventory.pages.iter();
        let parsed = pages.filter_map(|page| self.pages.get(&page.file));
        let mut found: Vec<Diagnostic> = configured.chain(walked).cloned().collect();
        found.extend(parsed.flat_map(|parsed| parsed.found.iter().cloned()));
        found.extend(self.sources.found.iter().cloned());
        found.extend(self.parts.found.iter().cloned());
        found.extend(resolved.found().cloned());
        found
    }

    /// What decides how the guide is printed, with what was found in making it.
    fn set(
        &mut self,
        config: &Arc<Config>,
        resolved: &Resolved,
    ) -> Result<(Setting, Vec<Diagnostic>), Vec<Diagnostic>> {
        if let Some((of, setting, found)) = &self.set
            && *of == self.now
        {
            return Ok((setting.clone(), found.clone()));
        }
        let guide = &*resolved.guide;
        let mut templates = Templates::load(&self.files, config.site.language.as_str())?;
        let assets = Assets::load(&self.files);
        let epoch = self.how.source_date_epoch.as_deref();
        let build_date = site::view::build_date(guide, epoch);
        templates.share(config, guide, &assets, build_date);
        let api = openapi::document(config, &config.site.base_url);
        let view = View::new(guide, config, &templates.texts, &self.files, build_date);
        let view = view.with_api(&api);
        let one = |fault: Box<Diagnostic>| vec![*fault];
        let view = view.with_entries(&templates).map_err(one)?;
        let (plan, mut found) = Plan::of(&view, &assets);
        Printer::new(&view, &plan, &templates, &assets).map_err(one)?;
        // Nothing is published here: what may not vanish from a published guide is only told.
        let vanished = super::super::vanished(guide, &plan, &self.how.ledger, &Diagnostics::new());
        found.extend(vanished.into_iter().map(|fault| Diagnostic {
            severity: Severity::Warning,
            ..fault
        }));
        let table = site::server_templates(&view, &templates)
            .to_string()
            .into_bytes();
        let tables = vec![(Entry::of("templates.json", &table), table)];
        let options = [
            ("base_path", config.site.base_path().to_owned()),
            ("base_url", config.site.absolute("/")),
        ];
        let preview = Preview {
            number: 0,
            options: options.map(|(name, value)| (name.to_owned(), value)).into(),
            redirects: (plan.redirects.iter())
                .map(|redirect| (redirect.from.clone(), view.url(redirect.to).to_owned()))
                .collect(),
            gone: plan.gone.clone(),
            tables: tables.iter().map(|(entry, _)| entry.clone()).collect(),
        };
        // Of outputs at one path, which is reported, the first stands there.
        let mut places = HashMap::with_capacity(plan.jobs.len());
        for (place, job) in plan.jobs.iter().enumerate() {
            let path: Box<str> = job.path.trim_start_matches('/').into();
            places.entry(path).or_insert(place);
        }
        let shelf = view.shelf();
        let setting = Setting {
            config: Arc::clone(config),
            shelf,
            api: Arc::new(api),
            plan: Arc::new(plan),
            places: Arc::new(places),
            build_date,
            tables: Arc::new(tables),
            preview,
            assets: Arc::new(assets),
            templates: Arc::new(templates),
        };
        self.set = Some((self.now.clone(), setting.clone(), found.clone()));
        Ok((setting, found))
    }

    /// The proof of a guide so set: the last one, if it is of just these.
    fn proof(&mut self, resolved: &Resolved, setting: Setting) -> Option<Arc<Proof>> {
        let last = self.proof.as_ref();
        let same = last.filter(|proof| proof.is_of(&resolved.guide, &setting));
        if same.is_none() {
            let proof = Proof::new(Arc::clone(&resolved.guide), setting);
            self.proof = proof.ok().map(Arc::new);
        }
        self.proof.clone()
    }
}
