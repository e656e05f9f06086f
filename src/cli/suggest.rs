//! `wijkgids suggest`: what readers are offered while they type, from a terminal.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::context::{self, Opened};
use super::{Failure, Folders, Global};
use crate::publish::Generation;
use crate::search::{Suggester, suggest};

#[derive(Debug, Args)]
pub(super) struct Suggest {
    /// Wat er tot nu toe is getypt
    #[arg(required = true)]
    text: Vec<String>,
}

pub(super) fn run(global: &Global, command: Suggest) -> Result<ExitCode, Failure> {
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let generation = Generation::current(&site.places(&Folders::default()))?;
    let suggester = generation.as_ref().and_then(|generation| {
        let table = generation.side_table(suggest::TABLE)?;
        Suggester::open(&generation.read_verified(table).ok()?)
    });
    let suggester = suggester.ok_or_else(|| {
        Failure::new(
            [
                "er zijn nog geen suggesties",
                "there are no suggestions yet",
            ],
            [
                "bouw de site met `wijkgids build`",
                "build the site with `wijkgids build`",
            ],
        )
    })?;
    let q = command.text.join(" ");
    if let Some(refusal) = Suggester::refusal(&q) {
        return Err(Failure::new(
            [
                format!("hierbij kan niets worden voorgesteld: {refusal}"),
                refusal.to_string(),
            ],
            ["maak de tekst korter", "shorten the text"],
        ));
    }
    let found = suggester.suggest(&q);
    let text = if global.json {
        // The same as the API gives, so that there is one form to know.
        let base = &site.config.site.base_url;
        let rows = found.iter().map(|suggestion| {
            json!({
                "tekst": suggestion.text,
                "soort": suggestion.kind(),
                "url": format!("{}{}", base.origin(), suggestion.url),
            })
        });
        let rows: Vec<Value> = rows.collect();
        format!("{:#}\n", json!({"q": q, "suggesties": rows}))
    } else {
        let lines = found.iter().map(|suggestion| {
            let (kind, text) = (suggestion.kind(), &suggestion.text);
            format!("{kind:<10} {text:<40} {}\n", suggestion.url)
        });
        lines.collect()
    };
    context::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
