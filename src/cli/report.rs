//! `wijkgids report`: what an editor should know of the guide as a whole.

use std::process::ExitCode;

use clap::Args;

use super::context::{self, Opened};
use super::{Failure, Global};
use crate::pipeline::{self, CompileOptions, Silent};
use crate::report;

#[derive(Debug, Args)]
#[command(
    after_help = "Met -v worden lange lijsten helemaal getoond; met --json zijn het gegevens."
)]
pub(super) struct Report {}

pub(super) fn run(global: &Global, _: Report) -> Result<ExitCode, Failure> {
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
    let report = report::of(
        &compiled.guide,
        &compiled.found,
        |kind| config.check.reports_uncited(kind),
        &site.analyzer,
    );
    let text = match global.json {
        true => format!("{:#}\n", serde_json::json!(report)),
        false => report::text::text(&report, global.verbose),
    };
    context::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
