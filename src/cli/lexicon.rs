//! `wijkgids lexicon`: compiles `index/nl/` from a Hunspell dictionary, and shows what the analyser
//! makes of words.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::context;
use super::{Failure, Global};
use crate::language::Analyzer;
use crate::language::lexicon::{self, hunspell::Dictionary, lists::Lists};

#[derive(Debug, Args)]
pub(super) struct Lexicon {
    /// Regels van het woordenboek (Hunspell, .aff)
    #[arg(long, value_name = "BESTAND", requires = "dic")]
    aff: Option<PathBuf>,
    /// Woorden van het woordenboek (Hunspell, .dic)
    #[arg(long, value_name = "BESTAND", requires = "aff")]
    dic: Option<PathBuf>,
    /// De map met onze lijsten, waarin het resultaat komt
    #[arg(long, value_name = "MAP", default_value = "index/nl", requires = "aff")]
    out: PathBuf,
    /// Laat zien hoe deze woorden ontleed worden
    #[arg(value_name = "WOORD", required_unless_present = "aff")]
    words: Vec<String>,
}

pub(super) fn run(_global: &Global, command: Lexicon) -> Result<ExitCode, Failure> {
    if let (Some(aff), Some(dic)) = (&command.aff, &command.dic) {
        let rules = read(aff)?;
        let words = read(dic)?;
        let dictionary = Dictionary::read(&rules, &words).unwrap();
        let lists = Lists::read(
            &read(&command.out.join("compounds-allow.tsv"))?,
            &read(&command.out.join("compounds-deny.tsv"))?,
        )
        .unwrap();
        let table = read(&command.out.join("lemmas.tsv"))?;
        let lemmas = crate::language::lemma::Lemmas::parse(&table);
        let lexicon = lexicon::compile(&dictionary, &lists, &lemmas);
        fs::write(command.out.join("compounds.fst"), &lexicon.compounds).unwrap();
        fs::write(command.out.join("forms.fst"), &lexicon.forms).unwrap();
        fs::write(command.out.join("frequencies.tsv"), &lexicon.frequencies).unwrap();
    }
    let mut session = Analyzer::new().session();
    for word in &command.words {
        for word in session.words(word) {
            let parts: Vec<_> = word
                .parts
                .iter()
                .map(|part| format!("{}({})", part.form, part.stem))
                .collect();
            context::print(&format!(
                "{}\t{}\t{}\n",
                word.form(),
                word.stem(),
                parts.join(" ")
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::io(path, &error))
}
