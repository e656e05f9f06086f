//! `wijkgids search`: the published index, asked from a terminal.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::context::{self, Opened};
use super::{Failure, Folders, Global, Lang};
use crate::language::Analyzer;
use crate::pipeline;
use crate::publish::{Generation, Places};
use crate::search::engine::Contribution;
use crate::search::{Answer, Facet, Hit, Request, Response, SearchError, Searcher};

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Wat je zoekt
    #[arg(required = true)]
    query: Vec<String>,
    /// Beperk tot een waarde: soort=les, thema=burgerschap … (mag vaker)
    #[arg(long, value_name = "FACET=WAARDE")]
    filter: Vec<String>,
    /// Het aantal resultaten
    #[arg(short = 'n', long, default_value_t = 10)]
    number: usize,
    /// Leg uit waarom elke pagina staat waar zij staat
    #[arg(long)]
    explain: bool,
    /// De map voor zoekindexen (anders: index/ van de site)
    #[arg(long, value_name = "MAP")]
    index: Option<std::path::PathBuf>,
}

pub(super) fn run(global: &Global, command: Search) -> Result<ExitCode, Failure> {
    let filters = command
        .filter
        .iter()
        .map(|text| filter(text))
        .collect::<Result<Vec<_>, Failure>>()?;
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let places = site.places(&Folders {
        out: None,
        index: command.index,
    });
    let searcher = open(&places, &site.analyzer)?;
    let request = Request {
        q: command.query.join(" "),
        filters,
        per_page: command.number,
        ..Request::default()
    };
    let response = searcher.search(&request).map_err(refused)?;
    let mut rows = Vec::new();
    let mut text = head(&response, global.lang);
    for (at, hit) in response.hits.iter().enumerate() {
        let reasons = if command.explain {
            explain(&searcher, &request, hit)?
        } else {
            Vec::new()
        };
        if global.json {
            rows.push(json!({
                "id": hit.id.to_string(),
                "alsoAs": hit.also.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "title": hit.title,
                "url": hit.url,
                "score": hit.score,
                "explanation": reasons,
            }));
        } else {
            text.push_str(&format!(
                "{:>3}  {:<40} {}\n",
                at + 1,
                hit.id.to_string(),
                hit.title
            ));
            if let Some(fragment) = hit.fragments.first() {
                text.push_str(&format!("     {}\n", fragment.text));
            }
            for reason in reasons {
                text.push_str(&format!("       {reason}\n"));
            }
        }
    }
    if global.json {
        text = format!(
            "{:#}\n",
            json!({
                "q": request.q,
                "total": response.total,
                "didYouMean": response.did_you_mean,
                "widenedWith": response.widened_with,
                "onlyRelated": response.only_related,
                "answer": response.answer.as_ref().map(answer),
                "results": Value::from(rows),
            })
        );
    } else if !global.quiet {
        text.push_str(&match global.lang {
            Lang::Nl => format!("{} gevonden\n", response.total),
            Lang::En => format!("{} found\n", response.total),
        });
    }
    context::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// What stands above the results: an outright answer, and how the query was understood.
fn head(response: &Response, lang: Lang) -> String {
    let say = |nl: &'static str, en: &'static str| match lang {
        Lang::Nl => nl,
        Lang::En => en,
    };
    let mut head = String::new();
    if let Some(answer) = &response.answer {
        head.push_str(&format!("“{}”\n     {}", answer.text, answer.id));
        for source in &answer.sources {
            head.push_str(&format!(", {}", source.id));
        }
        if answer.disputed {
            head.push_str(say(" (omstreden)", " (disputed)"));
        }
        head.push_str("\n\n");
    }
    if let Some(meant) = &response.did_you_mean {
        head.push_str(&format!(
            "{} {meant}\n",
            say("Bedoelde je:", "Did you mean:")
        ));
    }
    if !response.widened_with.is_empty() {
        let widened = response.widened_with.join(", ");
        head.push_str(&format!(
            "{} {widened}\n",
            say("Ook gezocht op:", "Also searched for:")
        ));
    }
    if response.only_related {
        head.push_str(say(
            "Geen pagina heeft precies deze woorden; dit komt in de buurt.\n",
            "No page has just these words; this comes near.\n",
        ));
    }
    head
}

fn answer(answer: &Answer) -> Value {
    json!({
        "id": answer.id.to_string(),
        "title": answer.title,
        "url": answer.url,
        "text": answer.text,
        "sources": answer.sources.iter().map(|source| source.id.to_string()).collect::<Vec<_>>(),
        "disputed": answer.disputed,
    })
}

/// The search of the generation that is published now.
pub(super) fn open(places: &Places, analyzer: &Analyzer) -> Result<Searcher, Failure> {
    let generation = Generation::current(places)?;
    let searcher = generation.and_then(|generation| pipeline::open_search(&generation, analyzer));
    let searcher = searcher.ok_or_else(|| {
        Failure::new(
            ["er is nog geen zoekindex", "there is no search index yet"],
            [
                "maak hem met `wijkgids build`",
                "make it with `wijkgids build`",
            ],
        )
    })?;
    Ok(searcher?)
}

fn explain(searcher: &Searcher, request: &Request, hit: &Hit) -> Result<Vec<String>, Failure> {
    let Some(explanation) = searcher.explain(request, &hit.id).map_err(refused)? else {
        return Ok(Vec::new());
    };
    let explained = explanation.explained;
    let mut lines: Vec<String> = (explained.reasons.iter())
        .map(Contribution::to_string)
        .collect();
    lines.push(format!(
        "= {:.2} × {:.2} + {:.0} = {:.2}  ({:.0}% of {} asked)",
        explained.worth,
        explained.factor,
        explained.lift,
        explained.score,
        100.0 * explained.share,
        explanation.asked,
    ));
    Ok(lines)
}

fn filter(text: &str) -> Result<(Facet, String), Failure> {
    let known = || Facet::all().map(Facet::name).collect::<Vec<_>>().join(", ");
    text.split_once('=')
        .and_then(|(name, value)| Some((Facet::from_name(name)?, value.to_owned())))
        .ok_or_else(|| {
            Failure::new(
                [
                    format!("“{text}” is geen filter"),
                    format!("“{text}” is no filter"),
                ],
                [
                    format!(
                        "schrijf facet=waarde, met een van deze facetten: {}",
                        known()
                    ),
                    format!("write facet=value, with one of these facets: {}", known()),
                ],
            )
        })
}

pub(super) fn refused(error: SearchError) -> Failure {
    let message = error.to_string();
    Failure::new(
        [
            format!("deze zoekvraag kan niet worden beantwoord: {message}"),
            message,
        ],
        [
            "maak de vraag korter of kies een andere waarde",
            "shorten the query or choose another value",
        ],
    )
}
