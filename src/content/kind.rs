//! The kinds of page: one table from which folders, addresses, API names and labels come.
//!
//! Nothing else in the program spells the name of a kind; who adds one adds a row here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a page is about. The order is the order in which kinds are listed to readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(
    missing_docs,
    reason = "the names are the kinds' own; the table below describes them"
)]
pub enum Kind {
    Chapter,
    Step,
    Theme,
    Problem,
    Lesson,
    Policy,
    Term,
    Article,
    Place,
    Author,
    Source,
    Page,
}

/// What one kind is called in each place where it is named.
#[derive(Debug, Clone, Copy)]
pub struct KindInfo {
    /// The kind itself.
    pub kind: Kind,
    /// First half of an id: `lesson` in `lesson/ga-kijken`.
    pub name: &'static str,
    /// Folder under `content/`; for sources the file `sources.yaml`.
    pub folder: &'static str,
    /// First segment of the address; empty for pages, which stand at the root.
    pub segment: &'static str,
    /// Value of `soort` in the API and in queries.
    pub dutch: &'static str,
    /// Heading above many of them, for readers.
    pub plural: &'static str,
    /// One of them, for readers.
    pub singular: &'static str,
}

/// One row a kind, in the order of [`Kind`].
pub const KINDS: [KindInfo; 12] = [
    row(
        Kind::Chapter,
        "chapter",
        "chapters",
        "hoofdstukken",
        "hoofdstuk",
        "Hoofdstukken",
        "Hoofdstuk",
    ),
    row(
        Kind::Step,
        "step",
        "steps",
        "stappen",
        "stap",
        "Stappen",
        "Stap",
    ),
    row(
        Kind::Theme,
        "theme",
        "themes",
        "themas",
        "thema",
        "Thema’s",
        "Thema",
    ),
    row(
        Kind::Problem,
        "problem",
        "problems",
        "problemen",
        "probleem",
        "Problemen",
        "Probleem",
    ),
    row(
        Kind::Lesson,
        "lesson",
        "lessons",
        "lessen",
        "les",
        "Lessen",
        "Les",
    ),
    row(
        Kind::Policy,
        "policy",
        "policy",
        "beleid",
        "beleid",
        "Beleid",
        "Beleid",
    ),
    row(
        Kind::Term,
        "term",
        "glossary",
        "begrippen",
        "begrip",
        "Begrippen",
        "Begrip",
    ),
    row(
        Kind::Article,
        "article",
        "articles",
        "artikelen",
        "artikel",
        "Artikelen",
        "Artikel",
    ),
    row(
        Kind::Place,
        "place",
        "places",
        "plaatsen",
        "plaats",
        "Plaatsen",
        "Plaats",
    ),
    row(
        Kind::Author,
        "author",
        "authors",
        "auteurs",
        "auteur",
        "Auteurs",
        "Auteur",
    ),
    row(
        Kind::Source,
        "source",
        "sources.yaml",
        "bronnen",
        "bron",
        "Bronnen",
        "Bron",
    ),
    row(
        Kind::Page,
        "page",
        "pages",
        "",
        "pagina",
        "Pagina’s",
        "Pagina",
    ),
];

const fn row(
    kind: Kind,
    name: &'static str,
    folder: &'static str,
    segment: &'static str,
    dutch: &'static str,
    plural: &'static str,
    singular: &'static str,
) -> KindInfo {
    KindInfo {
        kind,
        name,
        folder,
        segment,
        dutch,
        plural,
        singular,
    }
}

impl Kind {
    /// All kinds, in the order in which they are listed to readers.
    pub fn all() -> impl Iterator<Item = Kind> {
        KINDS.iter().map(|row| row.kind)
    }

    /// The row of this kind.
    pub fn info(self) -> &'static KindInfo {
        &KINDS[self as usize]
    }

    /// First half of an id: `lesson`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The kind whose ids begin with `name`.
    pub fn from_name(name: &str) -> Option<Kind> {
        KINDS
            .iter()
            .find(|row| row.name == name)
            .map(|row| row.kind)
    }

    /// The kind whose pages stand in `content/<folder>/`.
    pub fn from_folder(folder: &str) -> Option<Kind> {
        KINDS
            .iter()
            .find(|row| row.folder == folder && row.kind != Kind::Source)
            .map(|row| row.kind)
    }

    /// The kind that the API calls `dutch` (`les`).
    pub fn from_dutch(dutch: &str) -> Option<Kind> {
        KINDS
            .iter()
            .find(|row| row.dutch == dutch)
            .map(|row| row.kind)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_at_its_kind() {
        for (at, row) in KINDS.iter().enumerate() {
            assert_eq!(row.kind as usize, at);
            assert_eq!(Kind::from_name(row.name), Some(row.kind));
            assert_eq!(Kind::from_dutch(row.dutch), Some(row.kind));
        }
    }
}
