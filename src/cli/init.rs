//! `wijkgids init`: a small guide that builds, in an empty folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Global, Lang};
use crate::config;

#[derive(Debug, Args)]
pub(super) struct Init {
    /// De map van de nieuwe gids (anders: deze map)
    folder: Option<PathBuf>,
}

/// The pages that a new guide begins with: one of each kind that an editor meets first.
const PAGES: &[(&str, &str)] = &[
    ("content/pages/over.md", include_str!("init/over.md")),
    (
        "content/themes/eerste-thema.md",
        include_str!("init/eerste-thema.md"),
    ),
    (
        "content/lessons/eerste-les.md",
        include_str!("init/eerste-les.md"),
    ),
    ("content/sources.yaml", include_str!("init/sources.yaml")),
    (".gitignore", "/public/\n/.wijkgids/\n/index/*\n"),
];

pub(super) fn run(global: &Global, command: Init) -> Result<ExitCode, Failure> {
    let folder = command
        .folder
        .or_else(|| global.site.clone())
        .unwrap_or_else(|| PathBuf::from("."));
    let site = folder.join(config::FILE);
    if site.exists() {
        return Err(Failure::new(
            [
                format!("{} bestaat al", site.display()),
                format!("{} exists already", site.display()),
            ],
            [
                "hier staat al een gids; kies een andere map: `wijkgids init MAP`",
                "there is a guide here already; choose another folder: `wijkgids init DIR`",
            ],
        ));
    }
    // Nothing that stands here is written over: whoever has files here keeps them.
    for (path, text) in PAGES {
        write_new(&folder.join(path), text)?;
    }
    write_new(&site, &config::documented())?;
    if !global.quiet {
        let folder = folder.display();
        match global.lang {
            Lang::Nl => eprintln!(
                "Je gids staat in {folder}. Bekijk hem met: wijkgids serve --site {folder}"
            ),
            Lang::En => {
                eprintln!("Your guide is in {folder}. See it with: wijkgids serve --site {folder}")
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error| Failure::io(path, &error);
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    std::fs::write(path, text).map_err(fail)
}
