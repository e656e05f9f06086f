//! `wijkgids schema`: JSON Schema for editors, and the settings that make VS Code use it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use super::{Failure, Global, Lang, context, kinds};
use crate::edit::schema::{self, Subject};

#[derive(Debug, Args)]
#[command(
    after_help = "Voorbeeld: wijkgids schema --out .vscode/schemas && wijkgids schema --vscode > .vscode/settings.json"
)]
pub(super) struct Schema {
    /// Alleen deze soort (anders alle); bron staat voor sources.yaml
    #[arg(value_name = "SOORT")]
    kind: Option<String>,
    /// Schrijf elk schema in deze map, als SOORT.schema.json
    #[arg(long, value_name = "MAP")]
    out: Option<PathBuf>,
    /// Geef de instellingen waarmee VS Code de schema’s in .vscode/schemas gebruikt
    #[arg(long, conflicts_with_all = ["out", "kind"])]
    vscode: bool,
    /// Geef het bestand .remarkrc.mjs waarmee remark (ook in VS Code) ze gebruikt
    #[arg(long, conflicts_with_all = ["out", "kind", "vscode"])]
    remark: bool,
}

/// Where the settings look for schemas.
const FOLDER: &str = ".vscode/schemas";

pub(super) fn run(global: &Global, command: Schema) -> Result<ExitCode, Failure> {
    if command.vscode {
        context::print(&pretty(&schema::vscode(FOLDER)))?;
        return Ok(ExitCode::SUCCESS);
    }
    if command.remark {
        context::print(&schema::remark(FOLDER))?;
        return Ok(ExitCode::SUCCESS);
    }
    let one = command.kind.as_deref().map(kinds::kind).transpose()?;
    let subjects: Vec<Subject> = match one {
        Some(kind) => vec![Subject::of(kind)],
        None => Subject::all().collect(),
    };
    match command.out {
        Some(folder) => {
            std::fs::create_dir_all(&folder).map_err(|error| Failure::io(&folder, &error))?;
            for subject in &subjects {
                let path = folder.join(subject.file());
                std::fs::write(&path, pretty(&subject.schema()))
                    .map_err(|error| Failure::io(&path, &error))?;
            }
            if !global.quiet {
                let (count, folder) = (subjects.len(), folder.display());
                match global.lang {
                    Lang::Nl => eprintln!("{count} schema’s in {folder}"),
                    Lang::En => eprintln!("{count} schemas in {folder}"),
                }
            }
        }
        None => {
            let text = match subjects[..] {
                [one] => pretty(&one.schema()),
                // All at once: an object with one member a file, as --out would write them.
                _ => {
                    let all = subjects.iter().map(|one| (one.file(), one.schema()));
                    pretty(&Value::Object(all.collect()))
                }
            };
            context::print(&text)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
