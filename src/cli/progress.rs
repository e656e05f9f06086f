//! Progress: a bar on a terminal, plain lines elsewhere with `-v`.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Global, Lang};
use crate::pipeline::{Progress, Stage};

/// Shows how far a build is, and remembers how long each stage took.
pub(super) struct Shown {
    bar: ProgressBar,
    lang: Lang,
    lines: bool,
    took: Mutex<Vec<(Stage, Duration)>>,
}

impl Shown {
    /// A bar if standard error is a terminal; lines with `-v`; nothing otherwise.
    pub(super) fn new(global: &Global) -> Self {
        let terminal = std::io::stderr().is_terminal() && !global.quiet;
        let bar = ProgressBar::hidden();
        if terminal {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            // The template is a constant; a faulty one would merely leave the default look.
            if let Ok(style) = ProgressStyle::with_template("{msg:12} {bar:32} {pos}/{len}") {
                bar.set_style(style);
            }
        }
        Shown {
            bar,
            lang: global.lang,
            lines: global.verbose && !terminal,
            took: Mutex::default(),
        }
    }

    /// How long each stage took, in order.
    pub(super) fn timings(&self) -> Vec<(Stage, Duration)> {
        self.took
            .lock()
            .map(|took| took.clone())
            .unwrap_or_default()
    }
}

impl Progress for Shown {
    fn begin(&self, stage: Stage, steps: usize) {
        self.bar.set_length(steps as u64);
        self.bar.set_position(0);
        self.bar.set_message(label(stage, self.lang));
        if self.lines {
            eprintln!("{} …", label(stage, self.lang));
        }
    }

    fn step(&self) {
        self.bar.inc(1);
    }

    fn end(&self, stage: Stage, took: Duration) {
        if let Ok(mut all) = self.took.lock() {
            all.push((stage, took));
            if stage == Stage::Publish {
                self.bar.finish_and_clear();
            }
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// What a stage is called for people.
pub(super) fn label(stage: Stage, lang: Lang) -> &'static str {
    match (stage, lang) {
        (Stage::Walk, Lang::Nl) => "bestanden",
        (Stage::Walk, Lang::En) => "files",
        (Stage::Parse, Lang::Nl) => "lezen",
        (Stage::Parse, Lang::En) => "reading",
        (Stage::Resolve, Lang::Nl) => "verbinden",
        (Stage::Resolve, Lang::En) => "linking",
        (Stage::Render, Lang::Nl) => "pagina’s",
        (Stage::Render, Lang::En) => "pages",
        (Stage::Index, Lang::Nl) => "zoekindex",
        (Stage::Index, Lang::En) => "search index",
        (Stage::Publish, Lang::Nl) => "publiceren",
        (Stage::Publish, Lang::En) => "publishing",
    }
}
