//! `wijkgids evaluate`: how well the published index answers judged queries.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::context::{self, Opened, SiteContext};
use super::search::{open, refused};
use super::{Failure, Folders, Global, Lang};
use crate::content::PageId;
use crate::language::Analyzer;
use crate::pipeline::{self, CompileOptions, Silent};
use crate::search::Searcher;
use crate::search::evaluate::ablations::ABLATIONS;
use crate::search::evaluate::queries::{self, Judged};
use crate::search::evaluate::{Run, Scores, score, scores, significance, trec};

#[derive(Debug, Args)]
pub(super) struct Evaluate {
    /// De vragen met hun oordelen (TSV: nummer, categorie, vraag, oordelen)
    queries: PathBuf,
    /// Vergelijk met een eerdere run (in het formaat van TREC)
    #[arg(long, visible_alias = "baseline", value_name = "RUN")]
    compare: Option<PathBuf>,
    /// Schrijf run.trec en qrels.trec in deze map
    #[arg(long, value_name = "MAP")]
    trec: Option<PathBuf>,
    /// Meet ook wat elke stap van de zoekfunctie bijdraagt
    #[arg(long)]
    ablations: bool,
    /// De map voor zoekindexen (anders: index/ van de site)
    #[arg(long, value_name = "MAP")]
    index: Option<PathBuf>,
}

pub(super) fn run(global: &Global, command: Evaluate) -> Result<ExitCode, Failure> {
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let places = site.places(&Folders {
        out: None,
        index: command.index,
    });
    let table = read(&command.queries)?;
    let judged = queries::read(&table).map_err(|error| wrong_table(&command.queries, &error))?;
    let searcher = open(&places, &site.analyzer)?;
    let judged: Vec<Judged> = judged
        .iter()
        .map(|judged| judged.without_twins(&searcher))
        .collect();
    let run = Run::ask(&searcher, &judged).map_err(refused)?;
    if let Some(folder) = &command.trec {
        let failed = |error| Failure::io(folder, &error);
        fs::create_dir_all(folder).map_err(failed)?;
        fs::write(folder.join("run.trec"), trec::run(&run, "wijkgids")).map_err(failed)?;
        fs::write(folder.join("qrels.trec"), trec::qrels(&judged)).map_err(failed)?;
    }
    let compared = match &command.compare {
        Some(path) => Some(compare(path, &judged, &run)?),
        None => None,
    };
    let (all, categories) = scores(&judged, &run);
    let ablations = if command.ablations {
        ablations(&site, &judged)?
    } else {
        Vec::new()
    };
    if global.json {
        let mut report = json!({
            "all": as_json(&all),
            "categories": categories
                .iter()
                .map(|(name, scores)| (name.clone(), as_json(scores)))
                .collect::<BTreeMap<String, Value>>(),
        });
        if let Some(compared) = compared {
            report["compared"] = compared
                .iter()
                .map(|one| json!({"measure": one.measure, "before": one.before, "difference": one.difference, "p": one.p}))
                .collect();
        }
        if command.ablations {
            report["ablations"] = ablations
                .iter()
                .map(|(name, scores)| {
                    let mut row = as_json(scores);
                    row["name"] = (*name).into();
                    row
                })
                .collect();
        }
        return context::print(&format!("{report:#}\n")).map(|()| ExitCode::SUCCESS);
    }
    let mut text = String::new();
    if global.verbose {
        details(&mut text, &searcher, &judged, &run);
    }
    text.push_str(HEAD);
    for (name, scores) in &categories {
        row(&mut text, name, scores);
    }
    let name = ["alle", "all"][usize::from(global.lang == Lang::En)];
    row(&mut text, name, &all);
    for (name, scores) in &ablations {
        row(&mut text, name, scores);
    }
    for one in compared.into_iter().flatten() {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}: {:.3} → {:.3} ({:+.3}, p = {:.3})",
            one.measure,
            one.before,
            one.before + one.difference,
            one.difference,
            one.p
        );
    }
    context::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

const HEAD: &str = "                     n  nDCG@10    MRR    S@1    S@3   zero  quiet  answers\n";

fn row(text: &mut String, name: &str, scores: &Scores) {
    let Scores {
        answerable,
        unanswerable,
        measures,
        zero,
        quiet,
        outright,
        outright_right,
        outright_known,
    } = scores;
    let _ = write!(text, "{name:<18} {:>3}", answerable + unanswerable);
    if *answerable > 0 {
        let _ = write!(
            text,
            "  {:7.3}  {:5.3}  {:5.3}  {:5.3}  {zero:5.3}",
            measures.ndcg, measures.reciprocal_rank, measures.success_1, measures.success_3
        );
    } else {
        let _ = write!(text, "{:43}", "");
    }
    match unanswerable {
        0 => text.push_str("       "),
        _ => {
            let _ = write!(text, "  {quiet:5.3}");
        }
    }
    let _ = writeln!(text, "  {outright_right}/{outright}/{outright_known}");
}

fn as_json(scores: &Scores) -> Value {
    json!({
        "answerable": scores.answerable,
        "unanswerable": scores.unanswerable,
        "ndcg10": scores.measures.ndcg,
        "mrr": scores.measures.reciprocal_rank,
        "success1": scores.measures.success_1,
        "success3": scores.measures.success_3,
        "zeroRate": scores.zero,
        "quietRate": scores.quiet,
        "answers": scores.outright,
        "answersRight": scores.outright_right,
        "answersKnown": scores.outright_known,
    })
}

/// Every query with what it found, the worst first.
fn details(text: &mut String, searcher: &Searcher, judged: &[Judged], run: &Run) {
    let mut rows: Vec<_> = judged
        .iter()
        .zip(&run.0)
        .map(|(judged, answered)| (score(judged, answered), judged, answered))
        .collect();
    let ndcg = |row: &(Option<_>, &Judged, &_)| {
        row.0.map_or(
            -1.0,
            |measures: crate::search::evaluate::measures::Measures| measures.ndcg,
        )
    };
    rows.sort_by(|one, other| ndcg(one).total_cmp(&ndcg(other)));
    for row in rows {
        let (_, judged, answered) = &row;
        let _ = writeln!(
            text,
            "{} [{}] {:?}  nDCG {:.3}{}",
            judged.qid,
            judged.category,
            judged.query,
            ndcg(&row).max(0.0),
            if answered.only_related {
                "  (only related)"
            } else {
                ""
            }
        );
        if judged.outright.is_some() || answered.outright.is_some() {
            let name = |page: &Option<PageId>| page.as_ref().map_or("-".into(), PageId::to_string);
            let _ = writeln!(
                text,
                "     = {} (known: {})",
                name(&answered.outright),
                name(&judged.outright)
            );
        }
        for (rank, (id, score)) in answered.found.iter().take(10).enumerate() {
            let grade = judged.grades.get(id).map_or("-".to_owned(), u8::to_string);
            let _ = writeln!(text, "    {:>2} {grade} {score:9.2}  {id}", rank + 1);
        }
        for (id, grade) in &judged.grades {
            let rank = answered.found.iter().position(|(found, _)| found == id);
            if *grade > 1 && rank.is_none_or(|rank| rank >= 10) {
                let twins = searcher.twins(id);
                let _ = writeln!(text, "     ! {grade} {id} rank {rank:?} twins {twins:?}");
            }
        }
    }
}

/// The figures of the search with one step more each time. What is in the site's content now is
/// measured; nothing is published.
fn ablations(
    site: &SiteContext,
    judged: &[Judged],
) -> Result<Vec<(&'static str, Scores)>, Failure> {
    let folder = std::env::temp_dir().join(format!("wijkgids-evaluate-{}", std::process::id()));
    let options = CompileOptions::default();
    let compiled = pipeline::compile(&site.files, &site.config, &site.analyzer, &options, &Silent);
    let figures = ABLATIONS.iter().map(|ablation| {
        let analyzer = Analyzer::with(ablation.stages);
        let searcher = pipeline::search_in(
            &folder,
            &compiled.guide,
            &site.files,
            &site.config,
            &analyzer,
        )?;
        let searcher = searcher.with_features(ablation.features);
        let run = Run::ask(&searcher, judged).map_err(refused)?;
        Ok((ablation.name, scores(judged, &run).0))
    });
    let figures = figures.collect();
    // What is left in the folder for temporary files does no harm.
    let _ = fs::remove_dir_all(&folder);
    figures
}

/// How a measure differs from that of an earlier run.
struct Compared {
    measure: &'static str,
    before: f64,
    difference: f64,
    p: f64,
}

fn compare(path: &Path, judged: &[Judged], run: &Run) -> Result<Vec<Compared>, Failure> {
    let before = trec::read(&read(path)?, judged).map_err(|line| {
        Failure::new(
            [
                format!("{} is geen run: zie regel {line}", path.display()),
                format!("{} is no run: see line {line}", path.display()),
            ],
            [
                "geef een bestand dat `wijkgids evaluate --trec` heeft gemaakt",
                "give a file that `wijkgids evaluate --trec` made",
            ],
        )
    })?;
    let measures = |run: &Run| -> Vec<_> {
        let each = judged.iter().zip(&run.0);
        each.filter_map(|(judged, answered)| score(judged, answered))
            .collect()
    };
    let (now, before) = (measures(run), measures(&before));
    let compared = |measure, of: fn(&crate::search::evaluate::measures::Measures) -> f64| {
        let (now, before): (Vec<f64>, Vec<f64>) = (
            now.iter().map(of).collect(),
            before.iter().map(of).collect(),
        );
        let (difference, p) = significance::difference(&now, &before);
        Compared {
            measure,
            before: before.iter().sum::<f64>() / before.len().max(1) as f64,
            difference,
            p,
        }
    };
    Ok(vec![
        compared("nDCG@10", |measures| measures.ndcg),
        compared("MRR", |measures| measures.reciprocal_rank),
        compared("S@1", |measures| measures.success_1),
    ])
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::io(path, &error))
}

fn wrong_table(path: &Path, error: &queries::BadTable) -> Failure {
    Failure::new(
        [
            format!(
                "{}: regel {} klopt niet: {error}",
                path.display(),
                error.line
            ),
            format!("{}: line {}: {error}", path.display(), error.line),
        ],
        [
            "schrijf per regel nummer, categorie, vraag en oordelen (soort/naam:cijfer), met tabs ertussen",
            "write number, category, query and judgments (kind/slug:grade) on each line, with tabs between",
        ],
    )
}
