//! Runs every program as often as asked for, by turns, so that whatever else the machine does hits
//! all of them alike.

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

use crate::corpus::Size;
use crate::floor::Variant;
use crate::measure::{self, Cost, Files};

/// One thing that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The floor, from nothing.
    Floor(Variant),
    /// `wijkgids build --no-index`, from nothing.
    Pages,
    /// `wijkgids build`, from nothing.
    Build,
    /// `wijkgids build` again, nothing changed.
    Unchanged,
    /// `wijkgids build` again, with the text of one lesson changed.
    Edited,
}

/// In this order: after `Build` its output is left standing for the two that follow.
const STEPS: [Step; 7] = [
    Step::Floor(Variant::Html),
    Step::Pages,
    Step::Floor(Variant::Index),
    Step::Floor(Variant::DutchIndex),
    Step::Build,
    Step::Unchanged,
    Step::Edited,
];

impl Step {
    fn is_floor(self) -> bool {
        matches!(self, Step::Floor(_))
    }

    /// The floor that does the same work.
    pub(crate) fn floor(self) -> Option<Step> {
        match self {
            Step::Pages => Some(Step::Floor(Variant::Html)),
            Step::Build => Some(Step::Floor(Variant::DutchIndex)),
            _ => None,
        }
    }

    fn is_cold(self) -> bool {
        !matches!(self, Step::Unchanged | Step::Edited)
    }
}

/// What one step cost: the medians, and what it left.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) step: Step,
    pub(crate) cost: Cost,
    pub(crate) output: Files,
    pub(crate) index: Files,
}

/// All steps over one corpus.
#[derive(Debug)]
pub(crate) struct Rounds {
    pub(crate) corpus: Size,
    pub(crate) runs: usize,
    pub(crate) rows: Vec<Row>,
    /// Bytes of titles and plain text that the floor's index holds.
    pub(crate) text: u64,
}

impl Rounds {
    /// The row of `step`.
    pub(crate) fn row(&self, step: Step) -> Option<&Row> {
        self.rows.iter().find(|row| row.step == step)
    }

    /// Whether the tool itself was measured.
    pub(crate) fn builds(&self) -> bool {
        self.row(Step::Build).is_some()
    }

    /// How many times the processor time of its floor a step takes.
    pub(crate) fn ratio(&self, row: &Row) -> Option<f64> {
        let floor = self.row(row.step.floor()?)?;
        Some(row.cost.cpu().as_secs_f64() / floor.cost.cpu().as_secs_f64())
    }
}

/// Measures all steps `runs` times over a guide of `pages` pages, in a folder below `base`.
pub(crate) fn run(base: &Path, binary: &Path, pages: usize, runs: usize) -> io::Result<Rounds> {
    let site = base.join(pages.to_string());
    fs::create_dir_all(&site)?;
    let place = Place {
        log: base.join("log"),
        out: site.join("public"),
        index: site.join("index"),
        site: &site,
        binary,
    };
    let corpus = place.corpus(pages)?;
    eprintln!(
        "{pages} pages, {} MB, in {}",
        corpus.bytes / 1_000_000,
        base.display()
    );
    let steps: Vec<Step> = match place.can_build() {
        true => STEPS.to_vec(),
        false => {
            eprintln!(
                "{} has no `build`: only the floor is measured.",
                binary.display()
            );
            STEPS.into_iter().filter(|step| step.is_floor()).collect()
        }
    };
    let mut costs = vec![Vec::with_capacity(runs); steps.len()];
    let mut left = vec![(Files::default(), Files::default()); steps.len()];
    let mut text = 0;
    for run in 0..runs {
        for (at, &step) in steps.iter().enumerate() {
            costs[at].push(place.step(step, run)?);
            if run == 0 {
                left[at] = (measure::files(&place.out), measure::files(&place.index));
                place.must_be_whole(step, corpus.pages, left[at])?;
                if step == Step::Floor(Variant::DutchIndex) {
                    text = fs::read_to_string(&place.log)?.trim().parse().unwrap_or(0);
                }
            }
        }
        eprintln!("round {} of {runs}", run + 1);
    }
    fs::remove_dir_all(&site)?;
    let rows = steps
        .iter()
        .zip(&costs)
        .zip(left)
        .map(|((&step, costs), (output, index))| Row {
            step,
            cost: measure::median(costs),
            output,
            index,
        })
        .collect();
    Ok(Rounds {
        corpus,
        runs,
        rows,
        text,
    })
}

/// Reads what a process that wrote a corpus says of it.
pub(crate) fn size(said: &str) -> Size {
    let mut numbers = said
        .split_whitespace()
        .map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    Size {
        pages: next(),
        words: next(),
        bytes: next(),
    }
}

struct Place<'a> {
    site: &'a Path,
    out: std::path::PathBuf,
    index: std::path::PathBuf,
    log: std::path::PathBuf,
    binary: &'a Path,
}

impl Place<'_> {
    /// Writes the corpus, in another process for the sake of this one's memory.
    fn corpus(&self, pages: usize) -> io::Result<Size> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("corpus").arg(self.site).arg(pages.to_string());
        measure::run(&mut command, &self.log)?;
        Ok(size(&fs::read_to_string(&self.log)?))
    }

    /// Whether the program knows the command that is to be measured.
    fn can_build(&self) -> bool {
        let help = Command::new(self.binary).args(["build", "--help"]).output();
        help.is_ok_and(|help| {
            help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--no-index")
        })
    }

    /// A program that leaves work undone is fast; its time says nothing.
    fn must_be_whole(&self, step: Step, pages: usize, left: (Files, Files)) -> io::Result<()> {
        let (output, index) = left;
        let indexes = !matches!(step, Step::Floor(Variant::Html) | Step::Pages);
        if output.count >= pages as u64 && (index.bytes > 0) == indexes {
            return Ok(());
        }
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        Err(io::Error::other(format!(
            "{step:?} left {} files for {pages} pages and {} bytes of index\n{said}",
            output.count, index.bytes
        )))
    }

    fn step(&self, step: Step, run: usize) -> io::Result<Cost> {
        if step.is_cold() {
            for folder in [&self.out, &self.index, &self.site.join(".wijkgids")] {
                match fs::remove_dir_all(folder) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        if step == Step::Edited {
            self.edit(run)?;
        }
        let mut command = match step {
            Step::Floor(variant) => {
                let mut command = Command::new(env::current_exe()?);
                command.arg("floor").arg(variant.name()).arg(self.site);
                command.arg(&self.out).arg(&self.index);
                command
            }
            _ => {
                let mut command = Command::new(self.binary);
                command.arg("build").arg("--site").arg(self.site);
                command
                    .arg("--out")
                    .arg(&self.out)
                    .arg("--index")
                    .arg(&self.index);
                command
            }
        };
        if step == Step::Pages {
            command.arg("--no-index");
        }
        measure::run(&mut command, &self.log)
    }

    /// Adds a paragraph to one lesson, another one in each round.
    fn edit(&self, run: usize) -> io::Result<()> {
        let folder = self.site.join("content/lessons/reeks-1");
        let mut lessons: Vec<_> = fs::read_dir(folder)?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        lessons.sort();
        let lesson = lessons
            .get(run % lessons.len().max(1))
            .ok_or(io::ErrorKind::NotFound)?;
        let text = fs::read_to_string(lesson)?;
        fs::write(lesson, format!("{text}\nDit is net toegevoegd.\n"))
    }
}
