//! Editing under the clock: from the close of a write to the first answer that has it, page and search
//! each, asked over HTTP of `wijkgids dev` with the corpus. Watching, debouncing and asking are in it.
//!
//! 1. The corpus is written, and the program started on it.
//! 2. Pages are edited one after another, each edit after the answer to the one before: texts, then
//!    titles, then titles of terms. Each has a word that stands nowhere else, which is waited for.
//! 3. Many more edits follow, with hardly a pause, for what the program keeps of them in memory.
//! 4. The same is asked of Hugo's server (`hugo`), page only.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::corpus::Size;
use crate::hugo::{self, Hugo};
use crate::load::Connection;
use crate::served::Server;
use crate::{measure, rounds};

/// Nothing takes longer, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two edits the program has time to itself, as it has while somebody writes.
const PAUSE: Duration = Duration::from_millis(1_300);

/// So many edits are made in a row, when there are many.
const BURST: usize = 10;

/// After so many edits memory is read.
const MARKS: [usize; 3] = [100, 500, 1_000];

/// What is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    /// The text of a lesson.
    Text,
    /// The title of a lesson, which other pages show.
    Title,
    /// The title of a term, which is linked wherever it stands.
    Term,
}

/// The times of one kind of edit, shortest first.
#[derive(Debug)]
pub(crate) struct Edits {
    pub(crate) edit: Edit,
    pub(crate) page: Vec<Duration>,
    pub(crate) search: Vec<Duration>,
}

/// What editing came to.
#[derive(Debug)]
pub(crate) struct Edited {
    pub(crate) corpus: Size,
    pub(crate) rows: Vec<Edits>,
    /// Memory of the program in bytes, after so many edits.
    pub(crate) memory: Vec<(usize, Option<u64>)>,
    /// Hugo's server, where it is installed.
    pub(crate) hugo: Option<Hugo>,
}

/// How often to edit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// Texts under the clock; titles and terms a fifth as often.
    pub(crate) edits: usize,
    /// All in all, for the memory.
    pub(crate) many: usize,
}

/// Edits a guide of `pages` pages so many times, in a folder below `base`.
pub(crate) fn run(base: &Path, binary: &Path, pages: usize, times: Times) -> io::Result<Edited> {
    let (site, log) = (base.join("schrijven"), base.join("log"));
    fs::create_dir_all(&site)?;
    let mut own = Command::new(env::current_exe()?);
    measure::run(own.arg("corpus").arg(&site).arg(pages.to_string()), &log)?;
    let corpus = rounds::size(&fs::read_to_string(&log)?);
    // Hugo gets the guide as it was.
    let theirs = hugo::site(&site, &base.join("hugo"))?;
    let server = Server::start(binary, &["dev"], &site)?;
    let mut asker = Connection::to(server.addr);
    // The first search waits for the index.
    until(&mut asker, "/api/v1/zoekresultaten?q=wijk", "\"totaal\"")?;
    let mut memory = vec![(0, server.memory_now())];
    let all = all_texts(&site.join("content"))?;
    let lessons = unlinked(files(&site.join("content/lessons"))?, &all)?;
    let terms = unlinked(files(&site.join("content/glossary"))?, &all)?;
    drop(all);
    let subject = Subject {
        lessons: &lessons,
        terms: &terms,
        addresses: ["lessen", "begrippen"],
        searches: true,
    };
    let rows = subject.edit_all(&mut asker, times.edits)?;
    let done: usize = rows.iter().map(|row| row.page.len()).sum();
    for nth in done..times.many {
        // Titles among them, by which all is made anew.
        let edit = if nth % BURST == 0 {
            Edit::Title
        } else {
            Edit::Text
        };
        subject.edit(&mut asker, edit, nth)?;
        if nth % BURST == 0 {
            thread::sleep(PAUSE);
        }
        if MARKS.contains(&(nth + 1)) {
            thread::sleep(PAUSE);
            memory.push((nth + 1, server.memory_now()));
        }
    }
    drop(server);
    Ok(Edited {
        corpus,
        rows,
        memory,
        hugo: theirs
            .map(|site| hugo::run(&site, times.edits.div_ceil(5)))
            .transpose()?,
    })
}

/// What is edited, and where its pages are looked at.
pub(crate) struct Subject<'f> {
    pub(crate) lessons: &'f [PathBuf],
    pub(crate) terms: &'f [PathBuf],
    /// Of lessons and of terms.
    pub(crate) addresses: [&'f str; 2],
    /// Whether it can be searched.
    pub(crate) searches: bool,
}

impl Subject<'_> {
    /// Edits texts, titles and terms under the clock.
    pub(crate) fn edit_all(&self, asker: &mut Connection, edits: usize) -> io::Result<Vec<Edits>> {
        let mut rows = Vec::new();
        for (edit, times) in [
            (Edit::Text, edits),
            (Edit::Title, edits.div_ceil(5)),
            (Edit::Term, edits.div_ceil(5)),
        ] {
            let mut row = Edits {
                edit,
                page: Vec::new(),
                search: Vec::new(),
            };
            for nth in 0..times {
                thread::sleep(PAUSE);
                let (page, search) = self.edit(asker, edit, nth)?;
                row.page.push(page);
                row.search.extend(search);
            }
            row.page.sort();
            row.search.sort();
            rows.push(row);
        }
        Ok(rows)
    }

    /// Edits once, and waits for it: until the page has it, and until the search has it.
    fn edit(
        &self,
        asker: &mut Connection,
        edit: Edit,
        nth: usize,
    ) -> io::Result<(Duration, Option<Duration>)> {
        let [lessons, terms] = self.addresses;
        let (files, address) = match edit {
            Edit::Text | Edit::Title => (self.lessons, lessons),
            Edit::Term => (self.terms, terms),
        };
        let file = &files[nth * 37 % files.len()];
        let word = word(edit, nth);
        let text = edited(&fs::read_to_string(file)?, edit, &word);
        fs::write(file, text)?;
        let closed = Instant::now();
        let slug = file.file_stem().unwrap_or_default().to_string_lossy();
        until(asker, &format!("/{address}/{slug}/"), &word)?;
        let page = closed.elapsed();
        if !self.searches {
            return Ok((page, None));
        }
        let question = format!("/api/v1/zoekresultaten?q={word}");
        // A term is found by its other names too, with what else they find.
        until(asker, &question, &sought(edit, &word))?;
        Ok((page, Some(closed.elapsed())))
    }
}

/// Asks until the answer holds `text`.
pub(crate) fn until(asker: &mut Connection, path: &str, text: &str) -> io::Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let given = asker.get(path).is_ok();
        if given && memchr::memmem::find(asker.body(), text.as_bytes()).is_some() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(1));
    }
    Err(io::Error::other(format!("{path} never had {text}")))
}

/// What an answer holds that has the edit.
fn sought(edit: Edit, word: &str) -> String {
    match edit {
        Edit::Text => "\"totaal\":1".to_owned(),
        Edit::Title | Edit::Term => format!("\"titel\":\"{word}\""),
    }
}

/// A word that stands nowhere else, and is like no other.
fn word(edit: Edit, nth: usize) -> String {
    let letters = ["q", "x", "z", "j", "w", "k", "v", "b", "p", "f"];
    let digits = format!("{nth:04}").into_bytes();
    let tail: String = (digits.iter())
        .map(|digit| format!("{}u", letters[usize::from(digit - b'0')]))
        .collect();
    match edit {
        Edit::Text => format!("xyqo{tail}"),
        Edit::Title => format!("zwyqe{tail}"),
        Edit::Term => format!("kxyqa{tail}"),
    }
}

fn edited(text: &str, edit: Edit, word: &str) -> String {
    match edit {
        Edit::Text => format!("{text}\n\nHier staat nu {word} bij.\n"),
        Edit::Title | Edit::Term => {
            let line = text.lines().find(|line| line.starts_with("title:"));
            let line = line.unwrap_or_default();
            text.replacen(line, &format!("title: {word}"), 1)
        }
    }
}

/// The texts of all pages, one after the other.
fn all_texts(content: &Path) -> io::Result<String> {
    let mut all = String::new();
    for file in files(content)? {
        all.push_str(&fs::read_to_string(file)?);
    }
    Ok(all)
}

/// The files of pages that nothing links to by their title: with another title such links would be dead,
/// and the guide would rightly stay as it was.
fn unlinked(files: Vec<PathBuf>, all: &str) -> io::Result<Vec<PathBuf>> {
    let mut free = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let title = text.lines().find_map(|line| line.strip_prefix("title: "));
        let link = format!("[[{}", title.unwrap_or_default().trim_matches('"'));
        if memchr::memmem::find(all.as_bytes(), link.as_bytes()).is_none() {
            free.push(file);
        }
    }
    match free.is_empty() {
        true => Err(io::Error::other("all pages are linked to by their titles")),
        false => Ok(free),
    }
}

/// The Markdown files below a folder, in order.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(self::files(&path)?),
            false => files.push(path),
        }
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    Ok(files)
}
