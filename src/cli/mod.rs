//! The command line: one table of commands and flags, one file a command.
//!
//! Data goes to standard output, everything else to standard error. Exit codes: 0 done (warnings
//! too), 1 a content file is at fault, 2 `site.toml`, templates, environment or usage.

mod ask;
mod build;
mod check;
mod context;
mod dev;
mod evaluate;
mod failure;
mod init;
mod kinds;
mod lexicon;
mod list;
#[cfg(test)]
mod manual;
mod new;
mod progress;
mod rename;
mod report;
mod schema;
mod search;
mod serve;
mod suggest;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use failure::Failure;

/// The program's arguments.
#[derive(Debug, Parser)]
#[command(
    name = "wijkgids",
    version,
    about = "Maakt van Markdown een gids met zoekfunctie, en serveert die",
    long_about = "Maakt van een map met Markdown een gids: een site met onderlinge verwijzingen en een \
                  zoekindex die Nederlands begrijpt. Begin met `wijkgids init`.",
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// De map van de site (anders: de dichtstbijzijnde site.toml, van hier naar boven)
    #[arg(long, global = true, value_name = "MAP")]
    pub site: Option<PathBuf>,
    /// De taal van meldingen
    #[arg(long, global = true, value_enum, default_value = "nl")]
    pub lang: Lang,
    /// Uitvoer als JSON, waar de uitvoer uit gegevens bestaat
    #[arg(long, global = true)]
    pub json: bool,
    /// Alleen fouten melden
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Meer vertellen
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// A language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Dutch.
    Nl,
    /// English.
    En,
}

/// Where a build puts what it makes.
#[derive(Debug, Clone, Default, Args)]
pub struct Folders {
    /// De map voor andere webservers (anders: public/ van de site)
    #[arg(long, value_name = "MAP")]
    pub out: Option<PathBuf>,
    /// De map voor zoekindexen (anders: index/ van de site)
    #[arg(long, value_name = "MAP")]
    pub index: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Maak de site en de zoekindex
    Build(build::Build),
    /// Controleer alles en schrijf niets
    Check(check::Check),
    /// Maak wat verouderd is en serveer de site met haar zoekfunctie
    Serve(serve::Serve),
    /// Toon de gids terwijl je schrijft: elke wijziging staat meteen in je browser
    Dev(dev::Dev),
    /// Zoek in de gids
    Search(search::Search),
    /// Meet hoe goed de zoekfunctie beoordeelde vragen beantwoordt
    Evaluate(evaluate::Evaluate),
    /// Stel pagina's voor bij wat er tot nu toe is getypt
    Suggest(suggest::Suggest),
    /// Noem de pagina's van de gids
    List(list::List),
    /// Begin een nieuwe pagina, met elk gegeven uitgelegd
    New(new::New),
    /// Geef een pagina, een hoofdstuknummer of een kop een andere naam, met elke verwijzing erbij
    Rename(rename::Rename),
    /// Vertel hoe de gids ervoor staat: wat hij dekt, wat dun, oud of moeilijk is, wat hij niet weet
    Report(report::Report),
    /// Geef JSON Schema van wat je bovenaan een bestand schrijft, voor je tekstverwerker
    Schema(schema::Schema),
    /// Begin een nieuwe gids in een lege map
    Init(init::Init),
    /// Maak de woordenlijsten van index/nl/, of toon hoe woorden ontleed worden
    Lexicon(lexicon::Lexicon),
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let global = cli.global;
    let result = match cli.command {
        Command::Build(command) => build::run(&global, command),
        Command::Check(command) => check::run(&global, command),
        Command::Serve(command) => serve::run(&global, command),
        Command::Dev(command) => dev::run(&global, command),
        Command::Search(command) => search::run(&global, command),
        Command::Evaluate(command) => evaluate::run(&global, command),
        Command::Suggest(command) => suggest::run(&global, command),
        Command::List(command) => list::run(&global, command),
        Command::New(command) => new::run(&global, command),
        Command::Rename(command) => rename::run(&global, command),
        Command::Report(command) => report::run(&global, command),
        Command::Schema(command) => schema::run(&global, command),
        Command::Init(command) => init::run(&global, command),
        Command::Lexicon(command) => lexicon::run(&global, command),
    };
    match result {
        Ok(code) => code,
        Err(failure) => failure.report(global.lang),
    }
}

/// The exit code for a fault in content.
fn content_at_fault() -> ExitCode {
    ExitCode::from(1)
}

/// The exit code for a fault in configuration, templates, environment or usage.
fn setup_at_fault() -> ExitCode {
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_table_of_flags_is_sound() {
        super::Cli::command().debug_assert();
    }
}
