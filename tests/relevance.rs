//! Whether the search still answers as well as it did: judged queries on the guide of this repository
//! and on a small one on another subject, without a glossary. `tests/search/figures.tsv` says how
//! well that was.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wijkgids::config;
use wijkgids::content::files::{DiskFiles, Files};
use wijkgids::language::Analyzer;
use wijkgids::pipeline::{self, CompileOptions, Silent};
use wijkgids::search::evaluate::queries::{self, Judged};
use wijkgids::search::evaluate::{Run, Scores, scores, trec};
use wijkgids::search::{Request, Searcher};

/// How far a figure may fall.
const TOLERANCE: f64 = 0.01;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The search of the site in `folder`, built in a folder of its own.
fn search(folder: &Path) -> (tempfile::TempDir, Searcher) {
    let files = DiskFiles::new(folder);
    let text = String::from_utf8(files.read(config::FILE).unwrap()).unwrap();
    let (config, _) = config::read(Some(&text), std::iter::empty());
    let analyzer = Analyzer::new();
    let options = CompileOptions::default();
    let compiled = pipeline::compile(&files, &config, &analyzer, &options, &Silent);
    let dir = tempfile::tempdir().unwrap();
    let searcher =
        pipeline::search_in(dir.path(), &compiled.guide, &files, &config, &analyzer).unwrap();
    (dir, searcher)
}

fn judged(table: &Path, searcher: &Searcher) -> Vec<Judged> {
    let judged = queries::read(&fs::read_to_string(table).unwrap()).unwrap();
    judged
        .iter()
        .map(|one| one.without_twins(searcher))
        .collect()
}

struct Measured {
    table: String,
    recorded: f64,
    all: Scores,
}

fn measure_all() -> Vec<Measured> {
    let figures = fs::read_to_string(root().join("tests/search/figures.tsv")).unwrap();
    let rows = figures.lines().filter(|line| !line.starts_with('#'));
    let mut sites: HashMap<String, (tempfile::TempDir, Searcher)> = HashMap::new();
    rows.map(|row| {
        let fields: Vec<&str> = row.split('\t').collect();
        let (table, site, recorded) = (fields[0], fields[1], fields[2].parse().unwrap());
        let (_, searcher) = sites
            .entry(site.to_owned())
            .or_insert_with(|| search(&root().join(site)));
        let judged = judged(&root().join(table), searcher);
        let run = Run::ask(searcher, &judged).unwrap();
        Measured {
            table: table.to_owned(),
            recorded,
            all: scores(&judged, &run).0,
        }
    })
    .collect()
}

#[test]
fn the_search_is_as_good_as_it_was() {
    for Measured {
        table,
        recorded,
        all,
    } in measure_all()
    {
        let ndcg = all.measures.ndcg;
        assert!(
            ndcg >= recorded - TOLERANCE,
            "{table}: nDCG@10 is {ndcg:.3}, it was {recorded:.3}; `wijkgids evaluate -v {table}` shows where"
        );
        assert_eq!(
            all.zero, 0.0,
            "{table}: a query that pages answer finds nothing"
        );
        assert_eq!(
            all.quiet, 1.0,
            "{table}: a query that nothing answers is not quiet"
        );
        assert!(all.measures.reciprocal_rank >= 0.9, "{table}");
        assert!(all.measures.success_1 >= 0.8, "{table}");
        assert!(all.measures.success_3 >= 0.95, "{table}");
        // A wrong quotation above the results does more harm than none.
        assert!(all.outright_right * 10 >= all.outright * 9, "{table}");
    }
}

#[test]
fn any_text_is_a_query_on_a_real_guide() {
    let (_dir, searcher) = search(root());
    let mut hostile = vec![
        "\"".to_owned(),
        "\"wijk".to_owned(),
        "-".to_owned(),
        "--- wijk".to_owned(),
        "soort:zzz".to_owned(),
        "soort:les -soort:les".to_owned(),
        "\u{0}\u{7}\u{1b}[31m".to_owned(),
        "👨‍👩‍👧‍👦 🏘️".to_owned(),
        "שכונה العربية".to_owned(),
        "a\u{301}".repeat(250),
        "x".repeat(500),
        "wijk".repeat(120),
        "ge".repeat(200),
        "0".repeat(400),
        "jaren ".repeat(32),
        "1994-2009 1994/2009 99999".to_owned(),
        "hoe wat wie waar waarom wanneer welke is zijn?".to_owned(),
        "wat is".to_owned(),
        "de het een".to_owned(),
        "* ** wijk*".to_owned(),
    ];
    hostile.push("achterstandswijkenaanpakprogrammaleiders ".repeat(12));
    for q in hostile {
        let asked = searcher.search(&Request {
            q: q.clone(),
            ..Request::default()
        });
        // Too long or too many words is refused; all else is answered.
        let refusable = q.chars().count() > 512 || q.split_whitespace().count() > 32;
        assert!(asked.is_ok() || refusable, "{q:?}: {asked:?}");
    }
}

/// The measures of `ir-measures` on the files that we write are our own.
#[test]
#[ignore = "needs tests/setup.sh"]
fn another_tool_measures_the_same() {
    let python = root().join("tests/python/venv/bin/python");
    let (dir, searcher) = search(root());
    let judged = judged(&root().join("tests/search/eigen.tsv"), &searcher);
    let run = Run::ask(&searcher, &judged).unwrap();
    let write = |name: &str, text: String| -> PathBuf {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let qrels = write("qrels.trec", trec::qrels(&judged));
    let found = write("run.trec", trec::run(&run, "wijkgids"));
    let measures = [
        "nDCG(dcg='exp-log2')@10",
        "RR(rel=2)",
        "Success(rel=2)@1",
        "Success(rel=2)@3",
    ];
    let output = Command::new(python)
        .args(["-m", "ir_measures", "--places", "6"])
        .args([&qrels, &found])
        .args(measures)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let ours = scores(&judged, &run).0.measures;
    let ours = [
        ours.ndcg,
        ours.reciprocal_rank,
        ours.success_1,
        ours.success_3,
    ];
    let mut theirs: Vec<(String, f64)> = text
        .lines()
        .filter_map(|line| {
            let (name, value) = line.rsplit_once('\t')?;
            Some((name.to_owned(), value.trim().parse().ok()?))
        })
        .collect();
    let of = |kind: &str, theirs: &mut Vec<(String, f64)>| {
        let at = theirs
            .iter()
            .position(|(name, _)| name.starts_with(kind) && !name.ends_with("@3"))
            .unwrap_or_else(|| {
                theirs
                    .iter()
                    .position(|(name, _)| name.starts_with(kind))
                    .unwrap()
            });
        theirs.remove(at).1
    };
    for (kind, ours) in ["nDCG", "RR", "Success", "Success"].into_iter().zip(ours) {
        let theirs = of(kind, &mut theirs);
        assert!(
            (ours - theirs).abs() < 1e-5,
            "{kind}: {ours} and {theirs} in\n{text}"
        );
    }
}
