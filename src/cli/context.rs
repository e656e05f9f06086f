//! What most commands begin with: the site's folder, its configuration, its files; and what they
//! end with: a report of what was found.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Failure, Folders, Global, Lang, content_at_fault, setup_at_fault};
use crate::config::{self, Config};
use crate::content::files::{DiskFiles, Files};
use crate::diagnostic::{Diagnostics, Fault, Language, Report, Severity, report, reports};
use crate::history;
use crate::language::Analyzer;
use crate::pipeline::worst_fault;
use crate::publish::Places;

/// A site that a command works on.
pub(super) struct SiteContext {
    pub(super) root: PathBuf,
    pub(super) files: DiskFiles,
    pub(super) config: Config,
    pub(super) analyzer: Analyzer,
    lang: Lang,
    quiet: bool,
}

/// Either the site, or the exit code that its configuration has led to.
pub(super) enum Opened {
    Site(Box<SiteContext>),
    Refused(ExitCode),
}

/// Finds the site and reads its configuration; what is wrong with that is reported here.
pub(super) fn open(global: &Global) -> Result<Opened, Failure> {
    let (mut site, found) = read(global)?;
    if found.has_errors() {
        site.report(&found);
        return Ok(Opened::Refused(setup_at_fault()));
    }
    if site.config.build.git_dates {
        if !history::AVAILABLE {
            return Err(Failure::without_git());
        }
        site.files = site.files.with_history();
    }
    Ok(Opened::Site(Box::new(site)))
}

/// The folder of the site.
pub(super) fn root(global: &Global) -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|error| Failure::io(Path::new("."), &error))?;
    match &global.site {
        Some(folder) if here.join(folder).is_dir() => Ok(here.join(folder)),
        Some(folder) => Err(Failure::no_site(&here.join(folder))),
        None => config::find_site(&here).ok_or_else(|| Failure::no_site(&here)),
    }
}

/// The same for who shows what is wrong with the configuration in a way of its own.
pub(super) fn read(global: &Global) -> Result<(SiteContext, Diagnostics), Failure> {
    let root = root(global)?;
    let files = DiskFiles::new(&root);
    let path = root.join(config::FILE);
    let bytes = files
        .read(config::FILE)
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::no_site(&root),
            _ => Failure::io(&path, &error),
        })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            [
                format!("{} is geen UTF-8", path.display()),
                format!("{} is not UTF-8", path.display()),
            ],
            [
                "bewaar het bestand opnieuw als UTF-8",
                "save the file again as UTF-8",
            ],
        )
    })?;
    let (config, found) = config::read(Some(&text), config::environment());
    let context = SiteContext {
        root,
        files,
        config,
        analyzer: Analyzer::new().sharing(),
        lang: global.lang,
        quiet: global.quiet,
    };
    Ok((context, found.into()))
}

impl SiteContext {
    /// Where the site keeps what it publishes, with the folders that were asked for.
    pub(super) fn places(&self, folders: &Folders) -> Places {
        let here =
            |folder: &PathBuf| std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
        let mut places = Places::of(&self.root);
        if let Some(out) = &folders.out {
            places.public = Some(here(out));
        }
        if let Some(index) = &folders.index {
            places.index = here(index);
        }
        places
    }

    /// What was found, with lines and excerpts; with `-q` errors only.
    pub(super) fn located(&self, found: &Diagnostics) -> Vec<Report> {
        let read = |path: &str| {
            // Positions count from where the loader begins: behind a byte order mark.
            let text = String::from_utf8(self.files.read(path).ok()?).ok()?;
            Some(
                text.strip_prefix('\u{feff}')
                    .map(str::to_owned)
                    .unwrap_or(text),
            )
        };
        let mut located = reports(found, &read, self.language());
        if self.quiet {
            located.retain(|report| report.severity == Severity::Error);
        }
        located
    }

    /// The language of messages.
    pub(super) fn language(&self) -> Language {
        match self.lang {
            Lang::Nl => Language::Nl,
            Lang::En => Language::En,
        }
    }

    /// Shows what was found on standard error, for people.
    pub(super) fn report(&self, found: &Diagnostics) {
        let located = self.located(found);
        if located.is_empty() {
            return;
        }
        let stderr = io::stderr();
        let text = report::human(&located, self.language(), colours(stderr.is_terminal()));
        // A closed pipe is no reason to fail.
        let _ = stderr.lock().write_all(text.as_bytes());
    }

    /// The exit code that what was found leads to.
    pub(super) fn code(&self, found: &Diagnostics) -> ExitCode {
        match worst_fault(found) {
            None => ExitCode::SUCCESS,
            Some(Fault::Content) => content_at_fault(),
            Some(Fault::Setup) => setup_at_fault(),
        }
    }
}

/// Whether to colour: on a terminal, unless `NO_COLOR` (no-color.org) says otherwise.
pub(super) fn colours(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Today, for what depends on the day (overdue reviews): the clock, or `SOURCE_DATE_EPOCH`.
pub(super) fn today() -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(now()).date()
}

/// The time to write into the ledger.
pub(super) fn now() -> jiff::Timestamp {
    epoch()
        .and_then(|text| text.trim().parse().ok())
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .unwrap_or_else(jiff::Timestamp::now)
}

/// `SOURCE_DATE_EPOCH`, where it is set.
pub(super) fn epoch() -> Option<String> {
    std::env::var("SOURCE_DATE_EPOCH").ok()
}

/// Writes data to standard output; a reader who has gone away (`| head`) ends it quietly.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::io(Path::new("stdout"), &error))
        }
        _ => Ok(()),
    }
}
