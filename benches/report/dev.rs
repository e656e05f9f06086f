//! Editing under the clock: from the close of a write to the first answer that has it, page and search
//! each, asked over HTTP of `wijkgids dev` with the corpus. Watching, debouncing and asking are in it.
//!
//! 1. The corpus is written, and the program started on it.
//! 2. Pages are edited one after another, each edit after the answer to the one before: texts, then
//!    titles, then titles of terms. Each has a word that stands nowhere else, which is waited for.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::corpus::Size;
use crate::load::Connection;
use crate::report::{number, whole};
use crate::served::Server;
use crate::{measure, rounds};

/// Nothing takes longer, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two edits the program has time to itself, as it has while somebody writes.
const PAUSE: Duration = Duration::from_millis(1_300);

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
    /// Memory of the program when it was ready, and in the end, in bytes.
    pub(crate) memory: [Option<u64>; 2],
}

/// Edits a guide of `pages` pages so many times, in a folder below `base`.
pub(crate) fn run(base: &Path, binary: &Path, pages: usize, edits: usize) -> io::Result<Edited> {
    let (site, log) = (base.join("schrijven"), base.join("log"));
    fs::create_dir_all(&site)?;
    let mut own = Command::new(env::current_exe()?);
    measure::run(own.arg("corpus").arg(&site).arg(pages.to_string()), &log)?;
    let corpus = rounds::size(&fs::read_to_string(&log)?);
    let server = Server::start(binary, &["dev"], &site)?;
    let mut asker = Connection::to(server.addr);
    // The first search waits for the index.
    until(&mut asker, "/api/v1/zoekresultaten?q=wijk", "\"totaal\"")?;
    let ready = server.memory_now();
    let all = all_texts(&site.join("content"))?;
    let lessons = unlinked(files(&site.join("content/lessons"))?, &all)?;
    let terms = unlinked(files(&site.join("content/glossary"))?, &all)?;
    drop(all);
    let mut rows = Vec::new();
    for (edit, files, times, path) in [
        (Edit::Text, &lessons, edits, "lessen"),
        (Edit::Title, &lessons, edits.div_ceil(5), "lessen"),
        (Edit::Term, &terms, edits.div_ceil(5), "begrippen"),
    ] {
        let mut row = Edits {
            edit,
            page: Vec::new(),
            search: Vec::new(),
        };
        for nth in 0..times {
            thread::sleep(PAUSE);
            let file = &files[nth * 37 % files.len()];
            let word = word(edit, nth);
            let text = edited(&fs::read_to_string(file)?, edit, &word);
            fs::write(file, text)?;
            let closed = Instant::now();
            let slug = file.file_stem().unwrap_or_default().to_string_lossy();
            until(&mut asker, &format!("/{path}/{slug}/"), &word)?;
            row.page.push(closed.elapsed());
            let question = format!("/api/v1/zoekresultaten?q={word}");
            // A term is found by its other names too, with what else they find.
            until(&mut asker, &question, &sought(edit, &word))?;
            row.search.push(closed.elapsed());
        }
        row.page.sort();
        row.search.sort();
        rows.push(row);
    }
    Ok(Edited {
        corpus,
        rows,
        memory: [ready, server.memory_now()],
    })
}

/// Asks until the answer holds `text`.
fn until(asker: &mut Connection, path: &str, text: &str) -> io::Result<()> {
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
    let digits = format!("{nth:03}").into_bytes();
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

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
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

/// The times, as a table.
pub(crate) fn table(edited: &Edited) -> String {
    let ms = |times: &[Duration], share: f64| {
        let at = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len());
        number(times[at - 1].as_secs_f64() * 1000.0, 1)
    };
    let mut out = format!(
        "{} pagina’s; van het sluiten van het bestand tot het eerste antwoord met de wijziging.\n\n\
         | Wat | keer | pagina, mediaan (ms) | langste | zoeken, mediaan (ms) | langste |\n\
         |---|--:|--:|--:|--:|--:|\n",
        whole(edited.corpus.pages as u64)
    );
    for row in &edited.rows {
        let what = match row.edit {
            Edit::Text => "tekst van een les",
            Edit::Title => "titel van een les",
            Edit::Term => "titel van een begrip",
        };
        out.push_str(&format!(
            "| {what} | {} | {} | {} | {} | {} |\n",
            row.page.len(),
            ms(&row.page, 0.5),
            ms(&row.page, 1.0),
            ms(&row.search, 0.5),
            ms(&row.search, 1.0),
        ));
    }
    let megabytes = |bytes: Option<u64>| bytes.map_or("–".to_owned(), |bytes| whole(bytes >> 20));
    let [ready, end] = edited.memory;
    out.push_str(&format!(
        "\nGeheugen: {} MB als de gids er staat, {} MB na alle wijzigingen.\n",
        megabytes(ready),
        megabytes(end)
    ));
    out
}
