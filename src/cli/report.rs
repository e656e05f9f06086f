//! `wijkgids report`: what an editor should know of the guide as a whole.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::context::{self, Opened};
use super::{Failure, Global};
use crate::guide::Guide;
use crate::pipeline::{self, CompileOptions, Silent};
use crate::publish::Places;
use crate::report;
use crate::report::external::{self, Cache, External, Limits};

#[derive(Debug, Args)]
#[command(
    after_help = "Met -v worden lange lijsten helemaal getoond; met --json zijn het gegevens."
)]
pub(super) struct Report {
    /// Vraag ook na of links naar andere sites nog ergens heen leiden
    #[arg(long)]
    external: bool,
    /// Hoe lang dat navragen in totaal mag duren, in seconden
    #[arg(
        long,
        value_name = "SECONDEN",
        default_value = "300",
        requires = "external"
    )]
    within: u64,
    /// Hoe lang op één adres wordt gewacht, in seconden
    #[arg(
        long,
        value_name = "SECONDEN",
        default_value = "10",
        requires = "external"
    )]
    each: u64,
    /// De pauze tussen twee vragen aan dezelfde site, in milliseconden
    #[arg(
        long,
        value_name = "MILLISECONDEN",
        default_value = "1000",
        requires = "external"
    )]
    pause: u64,
}

pub(super) fn run(global: &Global, command: Report) -> Result<ExitCode, Failure> {
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let options = CompileOptions {
        drafts: false,
        today: Some(context::today()),
    };
    let (files, config) = (&site.files, &site.config);
    let compiled = pipeline::compile(files, config, &site.analyzer, &options, &Silent);
    let mut report = report::of(
        &compiled.guide,
        &compiled.found,
        |kind| config.check.reports_uncited(kind),
        &site.analyzer,
    );
    if command.external {
        let limits = Limits {
            each: Duration::from_secs(command.each),
            all: Duration::from_secs(command.within),
            pause: Duration::from_millis(command.pause),
        };
        let places = Places::of(site.files.root());
        report.external = Some(asked(global, &compiled.guide, &places, limits)?);
    }
    let text = match global.json {
        true => format!("{:#}\n", serde_json::json!(report)),
        false => report::text::text(&report, global.verbose),
    };
    context::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Asks what is due and keeps the answers, also those of a round that was too short for all.
fn asked(
    global: &Global,
    guide: &Guide,
    places: &Places,
    limits: Limits,
) -> Result<External, Failure> {
    let bar = ProgressBar::hidden();
    if io::stderr().is_terminal() && !global.quiet {
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
    let mut cache = Cache::read(places);
    external::look(
        guide,
        &mut cache,
        limits,
        jiff::Timestamp::now(),
        |asked, of| {
            bar.set_length(of as u64);
            bar.set_position(asked as u64);
        },
    );
    bar.finish_and_clear();
    let kept = cache.write(places);
    kept.map_err(|error| Failure::io(&places.state(), &error))?;
    Ok(external::known(guide, &cache))
}
