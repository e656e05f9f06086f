//! `wijkgids dev`: the guide as it is being written, in the browser of who writes it.

use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::context;
use super::serve::failure;
use super::{Failure, Global, Lang};
use crate::config::{self, Config};
use crate::content::files::{DiskFiles, Files};
use crate::dev::{self, Messages, Options, Told};
use crate::diagnostic::{Language, report};
use crate::server;

#[derive(Debug, Args)]
pub(super) struct Dev {
    /// Het adres en de poort (anders: [server] addr in site.toml)
    #[arg(long, value_name = "ADRES:POORT")]
    addr: Option<SocketAddr>,
    /// Kijk elke seconde zelf naar de bestanden; voor mappen die geen wijzigingen melden
    #[arg(long)]
    poll: bool,
}

pub(super) fn run(global: &Global, command: Dev) -> Result<ExitCode, Failure> {
    let root = context::root(global)?;
    let config = configured(&root);
    let addr = command.addr.unwrap_or(config.server.addr);
    server::log_to_stderr(config.server.log_format, config.server.log_level);
    let language = match global.lang {
        Lang::Nl => Language::Nl,
        Lang::En => Language::En,
    };
    let options = Options {
        root,
        addr,
        poll: command.poll,
        language,
        environment: config::environment().collect(),
        source_date_epoch: context::epoch(),
        today: context::today,
    };
    let (lang, quiet, verbose) = (global.lang, global.quiet, global.verbose);
    dev::run(options, move |told| {
        let text = match told {
            Told::Listening(addr) => listening(addr, lang),
            Told::Made {
                messages,
                was_wrong,
                took,
            } => {
                let mut text = wrong(&messages, was_wrong, language, lang);
                if verbose {
                    text.push_str(&made(&messages, took, lang));
                }
                text
            }
            Told::Polling(reason) if !quiet => polling(&reason, lang),
            Told::Polling(_) => String::new(),
        };
        // A closed pipe is no reason to stop.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    })
    .map_err(|error| failure(&error, addr))?;
    Ok(ExitCode::SUCCESS)
}

/// The configuration as far as it is sound: what is wrong with it is shown where the guide is.
fn configured(root: &std::path::Path) -> Config {
    let bytes = DiskFiles::new(root).read(config::FILE);
    let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    config::read(text.as_deref(), config::environment()).0
}

fn listening(addr: SocketAddr, lang: Lang) -> String {
    match lang {
        Lang::Nl => format!(
            "De gids staat op http://{addr}/, met concepten en al, en volgt wat je bewaart (stoppen: \
             Ctrl-C)\n"
        ),
        Lang::En => format!(
            "The guide is at http://{addr}/, drafts and all, and follows what you save (stop: Ctrl-C)\n"
        ),
    }
}

/// What is wrong, or that nothing is any more.
fn wrong(messages: &Messages, was_wrong: bool, language: Language, lang: Lang) -> String {
    let colours = context::colours(io::stderr().is_terminal());
    match (messages.errors.is_empty(), was_wrong, lang) {
        (false, ..) => report::human(&messages.errors, language, colours),
        (true, true, Lang::Nl) => "Hersteld: er zijn geen fouten meer.\n".to_owned(),
        (true, true, Lang::En) => "Mended: there are no errors any more.\n".to_owned(),
        (true, false, _) => String::new(),
    }
}

fn made(messages: &Messages, took: Duration, lang: Lang) -> String {
    let (ms, warnings) = (took.as_millis(), messages.warnings);
    match lang {
        Lang::Nl => format!("Bijgewerkt in {ms} ms; waarschuwingen: {warnings}\n"),
        Lang::En => format!("Brought up to date in {ms} ms; warnings: {warnings}\n"),
    }
}

fn polling(reason: &str, lang: Lang) -> String {
    match lang {
        Lang::Nl => format!(
            "Wijzigingen worden hier niet gemeld ({reason}); daarom kijkt wijkgids elke seconde zelf.\n"
        ),
        Lang::En => format!(
            "Changes are not told here ({reason}); so wijkgids looks for itself every second.\n"
        ),
    }
}
