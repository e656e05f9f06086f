//! Publication as a whole, on a real file system: whole, cut short, damaged, and in the way.

mod basics;
mod crash;
mod damage;
mod foreign;
mod kill;
mod space;
mod speed;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::{
    Changes, Generation, Ledger, LedgerPage, Options, Places, Publication, PublishError, Published,
};

/// A guide small enough to be compared in full.
#[derive(Debug, Clone, Default)]
struct Book {
    pages: BTreeMap<String, String>,
    /// Stub pages, for other hosts only.
    stubs: BTreeMap<String, String>,
    redirects: BTreeMap<String, String>,
    gone: Vec<String>,
    /// What the index is built from; also what is in it.
    index: String,
    thesaurus: String,
}

impl Book {
    fn with(pages: &[(&str, &str)]) -> Book {
        let pages = pages.iter().map(|(p, t)| (p.to_string(), t.to_string()));
        Book {
            pages: pages.collect(),
            index: "index".into(),
            thesaurus: "thesaurus".into(),
            ..Book::default()
        }
    }

    /// An edition of a guide: each differs from the next in pages changed, come, gone and renamed.
    fn edition(n: usize) -> Book {
        let mut book = Book::with(&[("", "welkom"), ("assets/site.css", "a{}")]);
        for page in 0..6 {
            let text = format!("les {page}, versie {}", (n + page) / 2);
            book.pages.insert(format!("lessen/les-{}/", page + n), text);
        }
        // What is a file in one edition is a folder in the next.
        let deep = if n.is_multiple_of(2) {
            "beleid"
        } else {
            "beleid/wet/index.html"
        };
        book.pages.insert(deep.into(), format!("beleid {n}"));
        let (from, to) = (format!("oud-{n}/"), format!("/lessen/les-{n}/"));
        book.stubs.insert(from.clone(), format!("zie {to}"));
        book.redirects.insert(from, to);
        book.gone.push(format!("lessen/weg-{n}/"));
        book.index = format!("index {}", n / 2);
        book.thesaurus = format!("thesaurus {}", n / 3);
        book
    }

    fn put_in(&self, publication: &Publication) -> Result<(), PublishError> {
        for (path, text) in &self.pages {
            publication.put(path, text.as_bytes())?;
        }
        for (path, text) in &self.stubs {
            publication.put_for_hosts(path, text.as_bytes())?;
        }
        for (from, to) in &self.redirects {
            publication.redirect(from, to)?;
        }
        for path in &self.gone {
            publication.gone(path)?;
        }
        publication.side_table("thesaurus", self.thesaurus.as_bytes())?;
        publication.option("base", "/gids")?;
        let index = publication.index_dir(&self.index)?;
        if index.fresh {
            let path = index.folder.join("meta.json");
            fs::write(&path, &self.index).map_err(|e| PublishError::at(&path, e))?;
        }
        Ok(())
    }

    fn changes(&self, second: i64) -> Changes {
        let pages = self.pages.iter().map(|(path, text)| LedgerPage {
            id: path.clone(),
            url: format!("/{path}"),
            hash: blake3::hash(text.as_bytes()),
        });
        Changes {
            at: Timestamp::from_second(1_800_000_000 + second).unwrap(),
            pages: pages.collect(),
        }
    }

    fn publish_with(&self, places: &Places, options: &Options) -> Result<Published, PublishError> {
        let publication = Publication::begin_with(places, options)?;
        self.put_in(&publication)?;
        publication.publish(&self.changes(0))
    }

    fn publish(&self, places: &Places) -> Result<Published, PublishError> {
        self.publish_with(places, &Options::default())
    }

    /// Whether exactly this is published, every byte of it.
    fn is_published(&self, generation: &Generation) -> Result<(), String> {
        let stored = |path: &str| super::path::asked(path).into_owned();
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for entry in generation.paths() {
            let bytes = generation
                .read_verified(entry)
                .map_err(|e| format!("{}: {e}", entry.path))?;
            found.insert(entry.path.to_string(), String::from_utf8(bytes).unwrap());
        }
        let wanted = self.files();
        if found != wanted {
            return Err(format!("published {found:?}, wanted {wanted:?}"));
        }
        for path in self.pages.keys() {
            if generation.get(&format!("/{path}")).is_none() {
                return Err(format!("{path} is not served"));
            }
        }
        for path in self.stubs.keys() {
            if generation.get(&stored(path)).is_some() {
                return Err(format!("{path} is served"));
            }
        }
        let redirects = self.redirects.iter();
        if !generation
            .redirects()
            .eq(redirects.map(|(a, b)| (a.as_str(), b.as_str())))
        {
            return Err("other redirects".into());
        }
        if !self.gone.iter().all(|path| generation.gone(path)) {
            return Err("not gone".into());
        }
        let table = generation.side_table("thesaurus").ok_or("no thesaurus")?;
        if generation.read_verified(table).unwrap() != self.thesaurus.as_bytes() {
            return Err("another thesaurus".into());
        }
        let index = generation.index_dir().ok_or("no index")?.join("meta.json");
        match fs::read_to_string(&index) {
            Ok(text) if text == self.index && generation.index_is_intact() => Ok(()),
            other => Err(format!("the index holds {other:?}, wanted {}", self.index)),
        }
    }

    /// The files that belong in the output folder.
    fn files(&self) -> BTreeMap<String, String> {
        let files = self.pages.iter().chain(&self.stubs);
        files
            .map(|(path, text)| (super::path::asked(path).into_owned(), text.clone()))
            .collect()
    }

    /// Everything is published, in the output folder too, and nothing is left behind.
    #[track_caller]
    fn assert_published(&self, places: &Places) {
        let generation = Generation::current(places).unwrap().expect("a generation");
        self.is_published(&generation).unwrap();
        let public = places.public.as_ref().unwrap();
        assert_eq!(tree(public), self.files());
        assert_eq!(empty_folders(public), Vec::<String>::new());
        let ledger = Ledger::read(places).unwrap();
        let live = ledger.pages().filter(|(_, page)| page.gone_at.is_none());
        assert!(live.map(|(id, _)| id).eq(self.pages.keys()));
        assert_no_litter(places, &generation);
    }
}

/// The store holds what the current and the previous generation need, and nothing else.
#[track_caller]
fn assert_no_litter(places: &Places, current: &Generation) {
    let mut manifests = vec![(*current.manifest).clone()];
    if let Some(previous) = current.manifest.previous {
        manifests.extend(super::manifest::Manifest::load(places, previous));
    }
    let names = |folder: &Path| super::disk::names_in(folder).unwrap();
    let mut packs: Vec<String> = manifests
        .iter()
        .flat_map(|m| m.packs.keys().map(|pack| format!("{pack}.pack")))
        .collect();
    packs.sort();
    packs.dedup();
    assert_eq!(names(&places.store()), packs);
    let mut generations: Vec<String> = manifests
        .iter()
        .map(|m| format!("{}.manifest", m.generation))
        .collect();
    generations.sort();
    assert_eq!(names(&places.generations()), generations);
    let mut folders: Vec<String> = manifests
        .iter()
        .filter_map(|m| Some(m.index.as_ref()?.name.to_string()))
        .collect();
    folders.sort();
    folders.dedup();
    assert_eq!(names(&places.index), folders);
    for name in names(&places.state()) {
        let known = [
            "current",
            "generations",
            "ledger",
            "lock",
            "public",
            "store",
        ];
        assert!(known.contains(&name.as_str()), "{name} was left behind");
    }
}

/// All files under a folder, with their text.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(root).into_iter().flatten();
    files
        .filter(|found| !found.file_type().is_dir())
        .map(|found| {
            let name = found.path().strip_prefix(root).unwrap();
            let text = match fs::read_link(found.path()) {
                Ok(to) => format!("link to {}", to.display()),
                Err(_) => fs::read_to_string(found.path()).unwrap(),
            };
            (name.to_string_lossy().into_owned(), text)
        })
        .collect()
}

fn empty_folders(root: &Path) -> Vec<String> {
    let folders = walkdir::WalkDir::new(root).into_iter().flatten();
    folders
        .filter(|found| found.file_type().is_dir())
        .filter(|found| fs::read_dir(found.path()).unwrap().next().is_none())
        .map(|found| found.path().display().to_string())
        .collect()
}

fn site() -> (tempfile::TempDir, Places) {
    // The tests make thousands of builds, each of which waits for the disk; memory has no wait.
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    };
    let places = Places::of(folder.path());
    (folder, places)
}
