//! `wijkgids build`: site and index, published as one generation.

use std::process::ExitCode;

use clap::Args;

use super::context::{self, Opened, SiteContext};
use super::progress::{Shown, label};
use super::{Failure, Folders, Global, Lang};
use crate::config;
use crate::pipeline::freshness::Stamp;
use crate::pipeline::{self, Built, CompileOptions, PublishFailure, PublishOptions, Stage};
use crate::publish::{Generation, Places};
use crate::search::{self, IndexError};

#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    folders: Folders,
    /// Neem concepten mee
    #[arg(long)]
    drafts: bool,
    /// Maak alleen de site: geen zoekindex en geen suggesties
    #[arg(long)]
    no_index: bool,
    /// Sta toe dat eerder gepubliceerde pagina's verdwijnen
    #[arg(long)]
    allow_removal: bool,
}

/// How a build is done, whoever asks for it. Its text is part of what a build is stamped with.
#[derive(Debug, Clone)]
pub(super) struct HowToBuild {
    pub(super) folders: Folders,
    pub(super) drafts: bool,
    pub(super) index: bool,
    pub(super) allow_removal: bool,
}

pub(super) fn run(global: &Global, command: Build) -> Result<ExitCode, Failure> {
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let how = HowToBuild {
        folders: command.folders,
        drafts: command.drafts,
        index: !command.no_index,
        allow_removal: command.allow_removal,
    };
    mend_index(&site, global, &site.places(&how.folders))?;
    let progress = Shown::new(global);
    match build(&site, &how, &progress)? {
        Ok(Outcome::Unchanged(generation)) => {
            if global.json {
                context::print(&format!(
                    "{:#}\n",
                    serde_json::json!({"generation": generation, "new": false})
                ))?;
            } else if !global.quiet {
                match global.lang {
                    Lang::Nl => eprintln!("Er is niets gewijzigd sinds generatie {generation}."),
                    Lang::En => eprintln!("Nothing has changed since generation {generation}."),
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Ok(Outcome::Built(built)) => {
            let timings = progress.timings();
            if global.json {
                context::print(&json(&built, &timings))?;
            } else if !global.quiet {
                eprint!("{}", summary(&built, &timings, global));
            }
            // The program ends here: to take the guide apart first, text by text, would be lost time.
            std::mem::forget(built.guide);
            Ok(ExitCode::SUCCESS)
        }
        Err(code) => Ok(code),
    }
}

/// Says so where the published index is damaged, and sees to it that the next build makes it anew. A
/// file that was changed without becoming shorter is found by its checksum only.
pub(super) fn mend_index(
    site: &SiteContext,
    global: &Global,
    places: &Places,
) -> Result<(), Failure> {
    // What else is damaged the build itself finds and mends.
    let Ok(Some(generation)) = Generation::current(places) else {
        return Ok(());
    };
    let Some(folder) = generation.index_dir() else {
        return Ok(());
    };
    if let Err(error @ IndexError::Damaged(..)) = search::check(&folder, &site.analyzer) {
        match global.lang {
            Lang::Nl => eprintln!("De zoekindex is beschadigd en wordt opnieuw gemaakt ({error})."),
            Lang::En => eprintln!("The search index is damaged and is made anew ({error})."),
        }
        search::discard(&folder)?;
    }
    Ok(())
}

/// What a build came to.
pub(super) enum Outcome {
    /// Something was built.
    Built(Box<Built>),
    /// The generation of this number was built from just these inputs.
    Unchanged(u32),
}

/// Builds and reports what was found; the inner error is the exit code of a build with faults.
pub(super) fn build(
    site: &SiteContext,
    how: &HowToBuild,
    progress: &Shown,
) -> Result<Result<Outcome, ExitCode>, Failure> {
    let places = site.places(&how.folders);
    let environment: Vec<(String, String)> = config::environment().collect();
    let stamp = Stamp::take(
        &site.files,
        &format!(
            "{} {} {} {how:?} {environment:?} {:?} {:?}",
            crate::site::VERSION,
            crate::search::LAYOUT,
            site.analyzer.fingerprint(),
            context::epoch(),
            site.files.history()
        ),
    );
    if let Some(generation) = stamp.built(&places)? {
        return Ok(Ok(Outcome::Unchanged(generation.number())));
    }
    let drafts = how.drafts || site.config.build.drafts;
    let compile = CompileOptions {
        drafts,
        today: Some(context::today()),
    };
    let compiled = pipeline::compile(
        &site.files,
        &site.config,
        &site.analyzer,
        &compile,
        progress,
    );
    let publish = PublishOptions {
        places: places.clone(),
        index: how.index,
        allow_removal: how.allow_removal,
        now: context::now(),
        source_date_epoch: context::epoch(),
        wait: false,
    };
    match pipeline::publish(
        compiled,
        &site.files,
        &site.config,
        &site.analyzer,
        &publish,
        progress,
    ) {
        Ok(built) => {
            // A build with warnings is not remembered: they are shown again until they are mended.
            if built.found.is_empty() {
                stamp.remember(&places, built.published.generation);
            }
            site.report(&built.found);
            Ok(Ok(Outcome::Built(Box::new(built))))
        }
        Err(PublishFailure::Faults(found)) => {
            site.report(&found);
            Ok(Err(site.code(&found)))
        }
        Err(PublishFailure::Publish(error)) => Err(error.into()),
        Err(PublishFailure::Index(error)) => Err(error.into()),
    }
}

/// What was done, in a few lines.
fn summary(built: &Built, timings: &[(Stage, std::time::Duration)], global: &Global) -> String {
    let published = &built.published;
    let total: f64 = timings.iter().map(|(_, took)| took.as_secs_f64()).sum();
    let mut text = match global.lang {
        Lang::Nl => format!(
            "{} pagina’s, {} bestanden ({} nieuw of gewijzigd, {} verwijderd){}; generatie {} in {total:.2} s\n",
            built.pages,
            built.outputs,
            published.written,
            published.removed,
            built
                .indexed
                .map(|pages| format!(", {pages} in de zoekindex"))
                .unwrap_or_default(),
            published.generation,
        ),
        Lang::En => format!(
            "{} pages, {} files ({} new or changed, {} removed){}; generation {} in {total:.2} s\n",
            built.pages,
            built.outputs,
            published.written,
            published.removed,
            built
                .indexed
                .map(|pages| format!(", {pages} in the search index"))
                .unwrap_or_default(),
            published.generation,
        ),
    };
    let stages: Vec<String> = timings
        .iter()
        .map(|(stage, took)| {
            format!(
                "{} {:.0} ms",
                label(*stage, global.lang),
                took.as_secs_f64() * 1000.0
            )
        })
        .collect();
    text.push_str(&format!("  {}\n", stages.join(" · ")));
    text
}

fn json(built: &Built, timings: &[(Stage, std::time::Duration)]) -> String {
    let published = &built.published;
    let stages: serde_json::Map<String, serde_json::Value> = timings
        .iter()
        .map(|(stage, took)| (stage.name().to_owned(), took.as_secs_f64().into()))
        .collect();
    let value = serde_json::json!({
        "generation": published.generation,
        "new": published.new,
        "pages": built.pages,
        "outputs": built.outputs,
        "written": published.written,
        "unchanged": published.unchanged,
        "removed": published.removed,
        "indexed": built.indexed,
        "seconds": stages,
    });
    format!("{value:#}\n")
}
