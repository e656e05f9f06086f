//! A proof: the guide as it would be published, printed page by page as somebody asks.
//!
//! What prints borrows from the guide, the templates and the configuration. So each proof has a thread
//! that owns these and prints on request, one output after another; it ends with the proof. Who asks
//! waits for it, and must be no worker of the pool that printing itself may use.

use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::guide::Guide;
use crate::json::Json;
use crate::publish::{Entry, Generation, Press, Preview};
use crate::site::{Assets, Plan, Printer, Shelf, Templates, View};

/// What decides how a guide is printed, beside its texts: shared between proofs in which only texts
/// differ.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) config: Arc<Config>,
    pub(super) templates: Arc<Templates>,
    pub(super) assets: Arc<Assets>,
    pub(super) shelf: Shelf,
    /// What the API is, for the pages that explain it.
    pub(super) api: Arc<Json>,
    pub(super) plan: Arc<Plan>,
    /// The place of each output in the plan.
    pub(super) places: Arc<HashMap<Box<str>, usize>>,
    pub(super) build_date: Option<jiff::civil::Date>,
    /// Named tables for the server, with their bytes.
    pub(super) tables: Arc<Vec<(Entry, Vec<u8>)>>,
    pub(super) preview: Preview,
}

/// The guide as it would be published.
#[derive(Debug)]
pub struct Proof {
    guide: Arc<Guide>,
    setting: Setting,
    printed: Box<[OnceLock<Box<Printed>>]>,
    orders: Mutex<Sender<Order>>,
}

#[derive(Debug)]
struct Printed {
    entry: Entry,
    bytes: Vec<u8>,
    fault: Option<Box<Diagnostic>>,
}

/// Something to be printed, and whom to give it to.
struct Order {
    what: Wanted,
    to: SyncSender<Result<Vec<u8>, Box<Diagnostic>>>,
}

enum Wanted {
    /// The output at this place in the plan.
    Output(usize),
    /// A page of the program's own, in the look of the guide.
    Around {
        title: &'static str,
        content: String,
        path: &'static str,
    },
}

impl Proof {
    pub(super) fn new(guide: Arc<Guide>, setting: Setting) -> io::Result<Proof> {
        let (orders, incoming) = mpsc::channel();
        let (of_thread, its_guide) = (setting.clone(), Arc::clone(&guide));
        thread::Builder::new()
            .name("wijkgids-proof".to_owned())
            .spawn(move || print(&its_guide, &of_thread, &incoming))?;
        Ok(Proof {
            guide,
            printed: setting.plan.jobs.iter().map(|_| OnceLock::new()).collect(),
            setting,
            orders: Mutex::new(orders),
        })
    }

    /// The guide that it is of.
    pub fn guide(&self) -> &Guide {
        &self.guide
    }

    /// The configuration that it was made with.
    pub fn config(&self) -> &Arc<Config> {
        &self.setting.config
    }

    /// Style sheets, scripts and icons.
    pub fn assets(&self) -> &Assets {
        &self.setting.assets
    }

    /// Whether only texts differ from the other, in ways that no other page shows.
    pub(super) fn is_set_like(&self, other: &Proof) -> bool {
        Arc::ptr_eq(&self.setting.plan, &other.setting.plan)
    }

    /// Whether it is of just this guide, set like this.
    pub(super) fn is_of(&self, guide: &Arc<Guide>, setting: &Setting) -> bool {
        Arc::ptr_eq(&self.guide, guide) && Arc::ptr_eq(&self.setting.plan, &setting.plan)
    }

    /// The paths of all outputs, also those that only other hosts need.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let jobs = self.setting.plan.jobs.iter();
        jobs.map(|job| job.path.trim_start_matches('/'))
    }

    /// The bytes of an output, or the fault of its template.
    pub fn print(&self, path: &str) -> Option<Result<&[u8], &Diagnostic>> {
        let printed = self.printed(*self.setting.places.get(path)?);
        Some(match &printed.fault {
            None => Ok(&printed.bytes),
            Some(fault) => Err(fault),
        })
    }

    /// The hash of what readers find at a path: the same hash, the same page.
    pub fn hash(&self, path: &str) -> Option<blake3::Hash> {
        Some(self.printed(*self.setting.places.get(path)?).entry.hash)
    }

    /// It as a generation that a server can read.
    pub fn generation(proof: &Arc<Proof>, number: u32) -> Generation {
        let preview = Preview {
            number,
            ..proof.setting.preview.clone()
        };
        Generation::preview(preview, Arc::clone(proof) as Arc<dyn Press>)
    }

    fn printed(&self, place: usize) -> &Printed {
        self.printed[place].get_or_init(|| {
            let path = self.setting.plan.jobs[place].path.trim_start_matches('/');
            let (bytes, fault) = match self.order(Wanted::Output(place)) {
                Some(Ok(bytes)) => (bytes, None),
                Some(Err(fault)) => (Vec::new(), Some(fault)),
                // Its thread has ended by a panic, of which it has told.
                None => (Vec::new(), None),
            };
            Box::new(Printed {
                entry: Entry::of(path, &bytes),
                bytes,
                fault,
            })
        })
    }

    /// A page that is no part of the guide, in its look. None where nothing can be printed any more.
    pub fn around(
        &self,
        title: &'static str,
        content: String,
        path: &'static str,
    ) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        self.order(Wanted::Around {
            title,
            content,
            path,
        })
    }

    fn order(&self, what: Wanted) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        let (to, answer) = mpsc::sync_channel(1);
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.send(Order { what, to }).ok()?;
        drop(orders);
        answer.recv().ok()
    }
}

impl Press for Proof {
    fn entry(&self, path: &str) -> Option<&Entry> {
        let place = *self.setting.places.get(path)?;
        if self.setting.plan.jobs[place].hosts_only() {
            return None;
        }
        Some(&self.printed(place).entry)
    }

    fn read(&self, entry: &Entry) -> io::Result<Vec<u8>> {
        let table = self.setting.tables.iter().find(|(table, _)| table == entry);
        if let Some((_, bytes)) = table {
            return Ok(bytes.clone());
        }
        match self.setting.places.get(&*entry.path) {
            Some(&place) => Ok(self.printed(place).bytes.clone()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Prints what is ordered, until nobody can order any more.
fn print(guide: &Guide, setting: &Setting, orders: &Receiver<Order>) {
    let Setting {
        config,
        templates,
        assets,
        plan,
        ..
    } = setting;
    let shelf = setting.shelf.clone();
    let view = View::over(guide, config, &templates.texts, shelf, setting.build_date);
    let view = view.with_api(&setting.api);
    let printer = Printer::new(&view, plan, templates, assets);
    for Order { what, to } in orders {
        let printed = match (&printer, what) {
            (Err(fault), _) => Err(fault.clone()),
            (Ok(printer), Wanted::Output(place)) => {
                printer.print(&plan.jobs[place]).map(|output| output.bytes)
            }
            (
                Ok(printer),
                Wanted::Around {
                    title,
                    content,
                    path,
                },
            ) => printer.around(title, &content, path),
        };
        // Who ordered may have gone.
        let _ = to.send(printed);
    }
}
