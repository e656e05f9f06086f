//! `wijkgids list`: the pages of the guide.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::context::{self, Opened};
use super::{Failure, Global, kinds};
use crate::guide::{Guide, Origin, Page, PageIx};
use crate::pipeline::{self, CompileOptions, Silent};

#[derive(Debug, Args)]
pub(super) struct List {
    /// Alleen pagina's van deze soort (lesson, chapter, term …)
    kind: Option<String>,
}

pub(super) fn run(global: &Global, command: List) -> Result<ExitCode, Failure> {
    let kind = match command.kind.as_deref() {
        None => None,
        Some(name) => Some(kinds::kind(name)?),
    };
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let compiled = pipeline::compile(
        &site.files,
        &site.config,
        &site.analyzer,
        &CompileOptions::default(),
        &Silent,
    );
    let guide = &compiled.guide;
    let pages = guide
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| kind.is_none_or(|kind| page.id.kind == kind));
    if global.json {
        let rows: Vec<Value> = pages
            .map(|(ix, page)| {
                row(
                    guide,
                    ix as PageIx,
                    page,
                    &site.config.site.absolute(&page.url),
                )
            })
            .collect();
        context::print(&format!("{:#}\n", Value::from(rows)))?;
    } else {
        let lines: Vec<String> = pages
            .map(|(_, page)| format!("{}\t{}\n", page.id, page.title))
            .collect();
        context::print(&lines.concat())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A page with its references, by id.
fn row(guide: &Guide, ix: PageIx, page: &Page, url: &str) -> Value {
    let ids = |pages: &[PageIx]| -> Vec<String> {
        pages
            .iter()
            .map(|&ix| guide.page(ix).id.to_string())
            .collect()
    };
    let refs = &page.refs;
    let twins = &guide.relations.twins[ix as usize];
    json!({
        "id": page.id.to_string(),
        "kind": page.id.kind.name(),
        "title": page.title,
        "url": url,
        "file": match &page.origin { Origin::Derived => Value::Null, _ => page.file().to_string().into() },
        "status": page.front.status.as_str(),
        "twin": ids(twins),
        "themes": ids(&refs.themes),
        "problems": ids(&refs.problems),
        "steps": ids(&refs.steps),
        "policies": ids(&refs.policies),
        "places": ids(&refs.places),
        "authors": ids(&refs.authors),
        "sources": ids(&refs.sources),
        "related": ids(&refs.related),
        "predecessors": ids(&refs.predecessors),
        "runs_beside": ids(&refs.runs_beside),
        "part_of": ids(&refs.part_of),
        "broader": ids(&refs.broader),
    })
}
