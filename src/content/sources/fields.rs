//! The tables of what a source can be and which keys it can have. Checks, suggestions, the label that
//! readers see and the types of the exports are made from them.

use crate::diagnostic::suggest::nearest;

/// A type of source.
pub(super) struct Type {
    /// Its name in the file.
    pub(super) name: &'static str,
    /// What readers see.
    pub(super) dutch: &'static str,
    /// Its type in BibTeX.
    pub(super) bibtex: &'static str,
    /// Its type in RIS.
    pub(super) ris: &'static str,
    /// Words that editors write for it by mistake, translations above all.
    mistaken_for: &'static [&'static str],
}

const fn kind(
    name: &'static str,
    dutch: &'static str,
    bibtex: &'static str,
    ris: &'static str,
    mistaken_for: &'static [&'static str],
) -> Type {
    Type {
        name,
        dutch,
        bibtex,
        ris,
        mistaken_for,
    }
}

/// Every type that Hayagriva has.
#[rustfmt::skip]
pub(super) const TYPES: &[Type] = &[
    kind("report", "Rapport", "techreport", "RPRT", &["rapport", "nota", "onderzoek", "advies", "notitie"]),
    kind("book", "Boek", "book", "BOOK", &["boek"]),
    kind("article", "Artikel", "article", "JOUR", &["artikel", "journal", "bericht", "nieuwsbericht"]),
    kind("chapter", "Hoofdstuk", "incollection", "CHAP", &["hoofdstuk"]),
    kind("web", "Webpagina", "misc", "ELEC", &["website", "webpagina", "webpage", "pagina", "online"]),
    kind("legislation", "Officiële publicatie", "misc", "STAT", &["wet", "wetgeving", "kamerstuk", "regeling", "law", "staatscourant"]),
    kind("thesis", "Scriptie of proefschrift", "phdthesis", "THES", &["proefschrift", "scriptie", "dissertatie"]),
    kind("newspaper", "Krant", "misc", "NEWS", &["krant", "dagblad"]),
    kind("periodical", "Tijdschrift", "misc", "SER", &["tijdschrift", "magazine", "vakblad"]),
    kind("blog", "Blog", "misc", "BLOG", &["weblog"]),
    kind("misc", "Overig", "misc", "GEN", &["overig", "brief", "other", "document"]),
    kind("manuscript", "Manuscript", "unpublished", "UNPB", &["unpublished", "ongepubliceerd"]),
    kind("video", "Video", "misc", "VIDEO", &["film", "documentaire"]),
    kind("audio", "Geluidsopname", "misc", "SOUND", &["podcast", "radio"]),
    kind("post", "Bericht op sociale media", "misc", "ELEC", &["tweet"]),
    kind("conference", "Congres", "misc", "CONF", &["congres", "conferentie"]),
    kind("proceedings", "Congresbundel", "proceedings", "CONF", &["congresbundel"]),
    kind("anthology", "Bundel", "book", "BOOK", &["bundel"]),
    kind("anthos", "Bijdrage aan een bundel", "incollection", "CHAP", &["bijdrage"]),
    kind("reference", "Naslagwerk", "book", "BOOK", &["naslagwerk", "encyclopedie"]),
    kind("entry", "Lemma", "incollection", "ENCYC", &["lemma"]),
    kind("case", "Rechtszaak", "misc", "CASE", &["rechtszaak", "uitspraak", "vonnis"]),
    kind("exhibition", "Tentoonstelling", "misc", "GEN", &["tentoonstelling"]),
    kind("artwork", "Kunstwerk", "misc", "ART", &["kunstwerk"]),
    kind("patent", "Octrooi", "misc", "PAT", &["octrooi"]),
    kind("performance", "Voorstelling", "misc", "GEN", &["voorstelling"]),
    kind("repository", "Programmacode", "misc", "COMP", &["software"]),
    kind("scene", "Scène", "misc", "GEN", &[]),
    kind("thread", "Discussie op internet", "misc", "ELEC", &["forum"]),
    kind("original", "Eerdere uitgave", "misc", "GEN", &[]),
];

/// The type called `name`, in whatever case.
pub(super) fn find_type(name: &str) -> Option<&'static Type> {
    TYPES
        .iter()
        .find(|kind| kind.name.eq_ignore_ascii_case(name))
}

/// What somebody who wrote the type `name` probably meant.
pub(super) fn meant_type(name: &str) -> Option<&'static str> {
    let folded = name.trim().to_lowercase();
    TYPES
        .iter()
        .find(|kind| kind.mistaken_for.contains(&folded.as_str()))
        .map(|kind| kind.name)
        .or_else(|| nearest(&folded, TYPES.iter().map(|kind| kind.name)))
}

/// What a value looks like, as far as we look at it ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The type of the source.
    Type,
    /// Text in which braces and dollar signs mean something to Hayagriva.
    Text,
    /// A date.
    Date,
    /// An address on the web, or one with the day on which it was visited.
    Url,
    /// How much of it the editors have read.
    Read,
    /// Text of our own.
    Note,
    /// The work of which it is a part, with keys of its own.
    Parent,
    /// Whatever Hayagriva makes of it.
    Other,
}

/// The keys of a source: what they mean, and words that editors write for them by mistake.
#[rustfmt::skip]
const FIELDS: &[(&str, Shape, &str, &[&str])] = &[
    ("type", Shape::Type, "Wat voor bron het is.", &["soort"]),
    ("title", Shape::Text, "De titel.", &["titel", "naam", "kop"]),
    ("author", Shape::Other, "De auteur of auteurs: “Achternaam, Voornaam”, of de naam van een organisatie.", &["authors", "auteur", "auteurs", "schrijver"]),
    ("date", Shape::Date, "Wanneer de bron verscheen: 2013, 2013-05 of 2013-05-21; 2012~ voor omstreeks 2012.", &["datum", "jaar", "year", "jaartal"]),
    ("url", Shape::Url, "Het adres op het web; met value en date ook wanneer je er keek.", &["link", "adres", "website"]),
    ("read", Shape::Read, "Hoeveel de redactie ervan las.", &["gelezen"]),
    ("read_note", Shape::Note, "Wat de redactie precies las.", &["read-note", "leesnotitie", "toelichting"]),
    ("parent", Shape::Parent, "Het werk waar de bron een deel van is: een krant, een bundel, een tijdschrift.", &["in", "container", "ouder"]),
    ("publisher", Shape::Text, "De uitgever.", &["uitgever"]),
    ("editor", Shape::Other, "De redacteur of redacteuren.", &["editors", "redacteur", "redactie"]),
    ("affiliated", Shape::Other, "Wie er verder aan meewerkten, met hun rol.", &["medewerkers"]),
    ("location", Shape::Text, "De plaats van uitgave.", &["plaats", "place"]),
    ("organization", Shape::Text, "De organisatie die de bron uitbracht.", &["organisatie", "organisation", "instelling"]),
    ("issue", Shape::Other, "Het nummer van een tijdschrift.", &["nummer", "number"]),
    ("chapter", Shape::Other, "Het hoofdstuk.", &["hoofdstuk"]),
    ("volume", Shape::Other, "De jaargang of het deel.", &["jaargang", "deel"]),
    ("volume-total", Shape::Other, "Het aantal delen.", &[]),
    ("edition", Shape::Other, "De druk.", &["druk"]),
    ("page-range", Shape::Other, "De bladzijden: 12-34.", &["pages", "paginas", "pagina's", "page"]),
    ("page-total", Shape::Other, "Het aantal bladzijden.", &[]),
    ("time-range", Shape::Other, "Het stuk van een opname: 00:12-03:45.", &[]),
    ("runtime", Shape::Other, "Hoe lang een opname duurt.", &["duur"]),
    ("serial-number", Shape::Other, "Een nummer zoals doi, isbn of issn.", &["doi", "isbn", "issn"]),
    ("serial", Shape::Other, "Een nummer zoals doi, isbn of issn.", &[]),
    ("language", Shape::Other, "De taal, zoals nl of en.", &["taal", "lang"]),
    ("archive", Shape::Text, "Het archief waar de bron ligt.", &["archief"]),
    ("archive-location", Shape::Text, "De plaats van dat archief.", &[]),
    ("call-number", Shape::Text, "De signatuur in een archief of bibliotheek.", &["signatuur"]),
    ("note", Shape::Text, "Een opmerking.", &["noot", "opmerking"]),
    ("abstract", Shape::Text, "Een samenvatting.", &["samenvatting"]),
    ("genre", Shape::Text, "Het genre.", &[]),
];

/// Every key of a source: its name, what its value looks like, what it means.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, Shape, &'static str)> {
    FIELDS
        .iter()
        .map(|&(name, shape, dutch, _)| (name, shape, dutch))
}

/// The names of all types of source.
pub(crate) fn types() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|kind| kind.name)
}

/// What the value of the key `name` looks like; `None` where there is no such key.
pub(super) fn shape(name: &str) -> Option<Shape> {
    FIELDS
        .iter()
        .find(|(field, ..)| *field == name)
        .map(|(_, shape, ..)| *shape)
}

/// What somebody who wrote the key `name` probably meant.
pub(super) fn meant_field(name: &str) -> Option<&'static str> {
    let folded = name.trim().to_lowercase();
    FIELDS
        .iter()
        .find(|(field, .., mistaken)| {
            *field == folded.replace('_', "-") || mistaken.contains(&folded.as_str())
        })
        .map(|(field, ..)| *field)
        .or_else(|| nearest(&folded, FIELDS.iter().map(|(field, ..)| *field)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayagriva::types::EntryType;
    use std::str::FromStr;

    #[test]
    fn the_table_of_types_is_hayagrivas() {
        for kind in TYPES {
            assert!(EntryType::from_str(kind.name).is_ok(), "{}", kind.name);
        }
        // serde names the types that it knows when it meets one that it does not.
        let error = EntryType::from_str("?").unwrap_err().to_string();
        let known = error
            .split('`')
            .skip(3)
            .step_by(2)
            .filter(|name| !name.starts_with(char::is_uppercase))
            .count();
        assert_eq!(known, TYPES.len(), "{error}");
    }

    #[test]
    fn translations_and_near_misses_are_understood() {
        assert_eq!(meant_type("Rapport"), Some("report"));
        assert_eq!(meant_type("artcile"), Some("article"));
        assert_eq!(meant_type("qwertyuiop"), None);
        assert_eq!(meant_field("auteur"), Some("author"));
        assert_eq!(meant_field("read-note"), Some("read_note"));
        assert_eq!(meant_field("page_range"), Some("page-range"));
    }
}
