//! `wijkgids serve`: builds what is stale, then serves what is published.
//!
//! A broken edit never takes the site down: if the build fails and a generation exists, that one is
//! served, and it is said.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::build::{HowToBuild, build, mend_index};
use super::context::{self, Opened, SiteContext};
use super::progress::Shown;
use super::{Failure, Folders, Global, Lang};
use crate::config::{LogFormat, LogLevel};
use crate::publish::{Generation, Places};
use crate::server::{self, ServeError, ServeOptions};

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    folders: Folders,
    /// Het adres en de poort (anders: [server] addr in site.toml)
    #[arg(long, value_name = "ADRES:POORT")]
    addr: Option<SocketAddr>,
    /// Bouw niets; serveer wat er gepubliceerd is
    #[arg(long)]
    no_build: bool,
    /// Hoe het logboek wordt geschreven (anders: [server] log_format in site.toml)
    #[arg(long, value_enum, value_name = "VORM")]
    log_format: Option<Format>,
    /// Vanaf welk gewicht gebeurtenissen in het logboek komen (anders: [server] log_level)
    #[arg(long, value_enum, value_name = "GEWICHT")]
    log_level: Option<Level>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Voor mensen
    Text,
    /// Een JSON-object per regel
    Json,
}

/// The weight of what is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Wat er in de server misging
    Error,
    /// Wat aandacht verdient
    Warn,
    /// Starten, stoppen en elke publicatie
    Info,
    /// Elk verzoek, zonder vraag en zonder adres
    Debug,
}

pub(super) fn run(global: &Global, command: Serve) -> Result<ExitCode, Failure> {
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let places = site.places(&command.folders);
    if !command.no_build
        && let Some(code) = refresh(&site, global, &command.folders, &places)?
    {
        return Ok(code);
    }
    let addr = command.addr.unwrap_or(site.config.server.addr);
    let mut config = site.config.clone();
    let settings = &mut config.server;
    settings.log_format = match command.log_format {
        Some(Format::Text) => LogFormat::Text,
        Some(Format::Json) => LogFormat::Json,
        None => settings.log_format,
    };
    settings.log_level = match command.log_level {
        Some(Level::Error) => LogLevel::Error,
        Some(Level::Warn) => LogLevel::Warn,
        Some(Level::Info) => LogLevel::Info,
        Some(Level::Debug) => LogLevel::Debug,
        None if global.quiet => LogLevel::Error,
        None if global.verbose => LogLevel::Debug,
        None => settings.log_level,
    };
    // What reads JSON takes no other lines; where the server listens stands in its log as well.
    let quiet = global.quiet || settings.log_format == LogFormat::Json;
    let options = ServeOptions {
        places,
        config,
        addr: Some(addr),
    };
    let lang = global.lang;
    let base = site.config.site.base_path().to_owned();
    server::serve(options, move |bound| {
        if !quiet {
            match lang {
                Lang::Nl => eprintln!("De gids staat op http://{bound}{base}/ (stoppen: Ctrl-C)"),
                Lang::En => eprintln!("The guide is at http://{bound}{base}/ (stop: Ctrl-C)"),
            }
        }
    })
    .map_err(|error| failure(&error, addr))?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the site. Gives an exit code only where there is nothing to serve: a failed build is said
/// and forgiven when an earlier generation stands.
fn refresh(
    site: &SiteContext,
    global: &Global,
    folders: &Folders,
    places: &Places,
) -> Result<Option<ExitCode>, Failure> {
    let how = HowToBuild {
        folders: folders.clone(),
        drafts: false,
        index: true,
        allow_removal: false,
    };
    mend_index(site, global, places)?;
    let progress = Shown::new(global);
    let outcome = build(site, &how, &progress);
    drop(progress);
    let earlier = matches!(Generation::current(places), Ok(Some(_)));
    match outcome {
        Ok(Ok(_)) => Ok(None),
        Ok(Err(code)) if !earlier => Ok(Some(code)),
        Err(failure) if !earlier => Err(failure),
        failed => {
            if let Err(failure) = failed {
                failure.report(global.lang);
            }
            match global.lang {
                Lang::Nl => eprintln!(
                    "De build is mislukt; de laatst gepubliceerde versie wordt geserveerd."
                ),
                Lang::En => eprintln!("The build failed; the version published last is served."),
            }
            Ok(None)
        }
    }
}

pub(super) fn failure(error: &ServeError, addr: SocketAddr) -> Failure {
    match error {
        ServeError::PortInUse => Failure::new(
            [
                format!("poort {} op {} is al in gebruik", addr.port(), addr.ip()),
                format!("port {} at {} is in use", addr.port(), addr.ip()),
            ],
            [
                "stop het andere programma, of kies een andere poort: --addr 127.0.0.1:8081",
                "stop the other program, or choose another port: --addr 127.0.0.1:8081",
            ],
        ),
        ServeError::Metrics(addr, error) => Failure::new(
            [
                format!("op {addr} kunnen de meetwaarden niet staan: {error}"),
                format!("the metrics cannot be served at {addr}: {error}"),
            ],
            [
                "kies bij metrics_addr in [server] een adres van deze machine en een vrije poort",
                "choose an address of this machine and a free port for metrics_addr in [server]",
            ],
        ),
        ServeError::NoGeneration => Failure::new(
            ["er is nog niets gepubliceerd", "nothing is published yet"],
            [
                "bouw de site eerst met `wijkgids build`",
                "build the site first with `wijkgids build`",
            ],
        ),
        other => Failure::new(
            [
                format!("op {addr} kan niet worden geserveerd: {other}"),
                format!("cannot serve at {addr}: {other}"),
            ],
            [
                "kies een adres van deze machine, zoals --addr 127.0.0.1:8080",
                "choose an address of this machine, such as --addr 127.0.0.1:8080",
            ],
        ),
    }
}
