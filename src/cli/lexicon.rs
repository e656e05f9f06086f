//! `wijkgids lexicon`: compiles the tables of Dutch from a Hunspell dictionary, or shows what the
//! analyser makes of words.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::context;
use super::{Failure, Global};
use crate::language::lemma::Lemmas;
use crate::language::lexicon::hunspell::Dictionary;
use crate::language::lexicon::lists::Lists;
use crate::language::{Analyzer, Word, lexicon};

#[derive(Debug, Args)]
pub(super) struct Lexicon {
    /// Regels van het woordenboek (Hunspell)
    #[arg(long, value_name = "BESTAND", requires = "dic")]
    aff: Option<PathBuf>,
    /// Woorden van het woordenboek (Hunspell)
    #[arg(long, value_name = "BESTAND", requires = "aff")]
    dic: Option<PathBuf>,
    /// De map met onze eigen lijsten, waarin ook het resultaat komt
    #[arg(long, value_name = "MAP", default_value = "index/nl")]
    out: PathBuf,
    /// Laat zien hoe deze woorden ontleed worden: vorm, stam en delen
    #[arg(value_name = "WOORD", required_unless_present = "aff")]
    words: Vec<String>,
}

pub(super) fn run(global: &Global, command: Lexicon) -> Result<ExitCode, Failure> {
    if let (Some(aff), Some(dic)) = (&command.aff, &command.dic) {
        compile(aff, dic, &command.out)?;
    }
    show(global, &command.words)?;
    Ok(ExitCode::SUCCESS)
}

fn compile(aff: &Path, dic: &Path, out: &Path) -> Result<(), Failure> {
    let dictionary = Dictionary::read(&read(aff)?, &read(dic)?).map_err(|error| {
        Failure::new(
            [
                format!("dit woordenboek kan niet worden gelezen: {error}"),
                format!("this dictionary cannot be read: {error}"),
            ],
            [
                "neem het Nederlandse woordenboek van OpenTaal, zoals tests/setup.sh het haalt",
                "use OpenTaal's Dutch dictionary, as tests/setup.sh fetches it",
            ],
        )
    })?;
    let lists = Lists::read(
        &read(&out.join(lexicon::ALLOW))?,
        &read(&out.join(lexicon::DENY))?,
    )
    .map_err(|error| {
        let remedy = "verbeter die regel; boven aan de lijst staat wat een regel kan zeggen";
        let english = "mend that line; the head of the list says what a line can say";
        Failure::new([error.to_string(), error.to_string()], [remedy, english])
    })?;
    let lemmas = read(&out.join(lexicon::LEMMAS))?;
    let made = lexicon::compile(
        &dictionary,
        &lists,
        &Lemmas::parse(&lemmas),
        &read(&out.join(lexicon::STRONG_VERBS))?,
    );
    for (name, bytes) in made.files() {
        let path = out.join(name);
        fs::write(&path, bytes).map_err(|error| Failure::io(&path, &error))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::io(path, &error))
}

fn show(global: &Global, words: &[String]) -> Result<(), Failure> {
    if words.is_empty() {
        return Ok(());
    }
    let mut session = Analyzer::new().session();
    let words = words.iter().flat_map(|word| session.words(word));
    if global.json {
        let rows: Vec<Value> = words.map(|word| row(&word)).collect();
        return context::print(&format!("{:#}\n", Value::from(rows)));
    }
    let lines: String = words.map(|word| line(&word)).collect();
    context::print(&lines)
}

fn row(word: &Word) -> Value {
    let part = |part: &crate::language::Part| json!({"form": part.form, "stem": part.stem});
    json!({
        "form": word.form(),
        "stem": word.stem(),
        "stopWord": word.stop,
        "parts": word.parts().iter().map(part).collect::<Vec<_>>(),
    })
}

fn line(word: &Word) -> String {
    let parts = word.parts().iter();
    let parts: Vec<String> = parts
        .map(|part| format!("{} ({})", part.form, part.stem))
        .collect();
    format!("{}\t{}\t{}\n", word.form(), word.stem(), parts.join(" · "))
}
