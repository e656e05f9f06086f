//! `wijkgids check`: everything that can be found, and nothing written.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{self, SiteContext};
use super::{Failure, Global, content_at_fault};
use crate::diagnostic::{Diagnostics, Severity, report};
use crate::pipeline::{self, CompileOptions};
use crate::publish::{Ledger, Places};

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Voor wie de meldingen zijn
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Laat ook waarschuwingen de controle doen mislukken
    #[arg(long, value_name = "WAT")]
    deny: Option<Deny>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

pub(super) fn run(global: &Global, command: Check) -> Result<ExitCode, Failure> {
    let (site, mut found) = context::read(global)?;
    // Without a sound configuration nothing else can be judged.
    if !found.has_errors() {
        found.extend(everything(&site)?);
    }
    let located = site.located(&found);
    let format = if global.json {
        Format::Json
    } else {
        command.format
    };
    let text = match format {
        // With -q nothing is said of what was left out.
        Format::Human if global.quiet && located.is_empty() => String::new(),
        Format::Human => report::human(
            &located,
            site.language(),
            context::colours(std::io::stdout().is_terminal()),
        ),
        Format::Json => report::json(&located),
        Format::Github => report::github(&located, ""),
    };
    context::print(&text)?;
    let denied = command.deny == Some(Deny::Warnings) && found.count(Severity::Warning) > 0;
    let code = site.code(&found);
    Ok(if denied && code == ExitCode::SUCCESS {
        content_at_fault()
    } else {
        code
    })
}

/// All that is found in a site, weighed by its configuration.
fn everything(site: &SiteContext) -> Result<Diagnostics, Failure> {
    // Drafts are checked always: a draft with a fault is found before it is published.
    let options = CompileOptions {
        drafts: false,
        today: Some(context::today()),
    };
    let ledger = Ledger::read(&Places::of(&site.root))?;
    Ok(pipeline::check(
        &site.files,
        &site.config,
        &site.analyzer,
        &options,
        &ledger,
    ))
}
