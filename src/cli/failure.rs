//! What ends a command at once: something about the environment, with its remedy, in Dutch and
//! English.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::{Lang, setup_at_fault};
use crate::publish::PublishError;
use crate::search::IndexError;

/// A message and a remedy, in both languages. Ends with exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: [String; 2],
    remedy: [String; 2],
}

impl Failure {
    /// A failure: what is wrong and how to mend it, first in Dutch, then in English.
    pub fn new(message: [impl Into<String>; 2], remedy: [impl Into<String>; 2]) -> Self {
        Failure {
            message: message.map(Into::into),
            remedy: remedy.map(Into::into),
        }
    }

    /// There is no site here.
    pub fn no_site(folder: &Path) -> Self {
        let folder = folder.display();
        Failure::new(
            [
                format!("er staat geen site.toml in {folder} of in een map daarboven"),
                format!("there is no site.toml in {folder} or in a folder above it"),
            ],
            [
                "ga naar de map van je gids, noem haar met --site MAP, of begin een nieuwe gids met `wijkgids init`",
                "go to the folder of your guide, name it with --site DIR, or begin a new one with `wijkgids init`",
            ],
        )
    }

    /// Dates from git are asked of a program that was built without.
    pub fn without_git() -> Self {
        Failure::new(
            [
                "site.toml vraagt om datums uit git (git_dates), maar dit programma is zonder git gebouwd",
                "site.toml asks for dates from git (git_dates), but this program was built without git",
            ],
            [
                "bouw het programma met `cargo build --release --features git`, of zet git_dates uit",
                "build the program with `cargo build --release --features git`, or switch git_dates off",
            ],
        )
    }

    /// A file or folder could not be read or written.
    pub fn io(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        let reason = reason(error);
        Failure::new(
            [
                format!("{path}: {}", reason[0]),
                format!("{path}: {}", reason[1]),
            ],
            [
                "controleer of het pad bestaat en of je er mag lezen en schrijven",
                "see whether the path exists and whether you may read and write there",
            ],
        )
    }

    /// Says it on standard error and gives the exit code.
    pub fn report(&self, lang: Lang) -> ExitCode {
        let at = lang as usize;
        let (error, remedy) = match lang {
            Lang::Nl => ("fout", "oplossing"),
            Lang::En => ("error", "remedy"),
        };
        eprintln!(
            "{error}: {}\n  {remedy}: {}",
            self.message[at], self.remedy[at]
        );
        setup_at_fault()
    }
}

/// The usual faults of a file system, in both languages.
fn reason(error: &io::Error) -> [String; 2] {
    let known = match error.kind() {
        io::ErrorKind::NotFound => ["dit bestaat niet", "this does not exist"],
        io::ErrorKind::PermissionDenied => ["je hebt hier geen toegang", "you have no access here"],
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ["de schijf is vol", "the disk is full"]
        }
        io::ErrorKind::ReadOnlyFilesystem => [
            "hier kan niet worden geschreven",
            "nothing can be written here",
        ],
        io::ErrorKind::NotADirectory => [
            "een deel van dit pad is geen map",
            "a part of this path is no folder",
        ],
        _ => return [error.to_string(), error.to_string()],
    };
    known.map(str::to_owned)
}

fn both(text: impl Display) -> [String; 2] {
    [text.to_string(), text.to_string()]
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        match &error {
            PublishError::LockHeld { by, .. } => Failure::new(
                [
                    format!("een andere build van deze site is bezig ({by})"),
                    format!("another build of this site is under way ({by})"),
                ],
                [
                    "wacht tot die klaar is en probeer het dan opnieuw",
                    "wait until it is done and try again",
                ],
            ),
            PublishError::NoSpace { path } => Failure::new(
                [
                    format!("de schijf is vol bij {}", path.display()),
                    format!("the disk is full at {}", path.display()),
                ],
                [
                    "maak ruimte vrij en bouw opnieuw; wat er al gepubliceerd was, staat er nog",
                    "make room and build again; what was published before is still there",
                ],
            ),
            PublishError::ReadOnly { path } => Failure::new(
                [
                    format!("er kan niet worden geschreven in {}", path.display()),
                    format!("nothing can be written in {}", path.display()),
                ],
                [
                    "geef jezelf schrijfrechten, of kies andere mappen met --out en --index",
                    "give yourself permission to write, or choose other folders with --out and --index",
                ],
            ),
            PublishError::Foreign { path, page, more } => {
                let path = path.display();
                let rest = if *more > 0 {
                    format!(" (+{more})")
                } else {
                    String::new()
                };
                Failure::new(
                    [
                        format!(
                            "{path} is niet door wijkgids gemaakt en staat waar {page} moet komen{rest}"
                        ),
                        format!(
                            "{path} was not made by wijkgids and stands where {page} belongs{rest}"
                        ),
                    ],
                    [
                        "verplaats dat bestand, of kies een andere map met --out; er is niets gepubliceerd",
                        "move that file, or choose another folder with --out; nothing was published",
                    ],
                )
            }
            PublishError::Damaged { what } => Failure::new(
                [
                    format!("wat eerder is gepubliceerd is beschadigd: {what}"),
                    error.to_string(),
                ],
                [
                    "bouw de site opnieuw met `wijkgids build`; uit de inhoud komt alles terug",
                    "build the site again with `wijkgids build`; everything comes back from the content",
                ],
            ),
            PublishError::Io { path, source } => Failure::io(path, source),
            _ => Failure::new(
                both(&error),
                [
                    "hernoem de pagina of het bestand dat hier wordt genoemd",
                    "rename the page or file that is named here",
                ],
            ),
        }
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        Failure::new(
            [format!("de zoekindex: {error}"), error.to_string()],
            [
                "bouw hem opnieuw met `wijkgids build`",
                "build it again with `wijkgids build`",
            ],
        )
    }
}
