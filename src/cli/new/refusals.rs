//! Why a page cannot be begun so, and how it can.

use crate::cli::Failure;
use crate::content::Kind;
use crate::content::front_matter::Number;
use crate::diagnostic::suggest::nearest;
use crate::guide::Guide;

pub(super) fn no_page() -> Failure {
    Failure::new(
        [
            "een bron heeft geen bestand van zichzelf",
            "a source has no file of its own",
        ],
        [
            "zet de bron in content/sources.yaml: een sleutel, en daaronder type, title en read",
            "put the source into content/sources.yaml: a key, and below it type, title and read",
        ],
    )
}

pub(super) fn stopped() -> Failure {
    Failure::new(
        [
            "er kwam geen antwoord; er is niets gemaakt",
            "no answer came; nothing was made",
        ],
        [
            "begin opnieuw, of geef alles mee: wijkgids new les \"Titel\" --evidence ervaring",
            "begin again, or give everything at once: wijkgids new lesson \"Title\" --evidence ervaring",
        ],
    )
}

pub(super) fn incomplete(missing: &[[&str; 2]]) -> Failure {
    let named = |at: usize, and: &str| {
        let names: Vec<&str> = missing.iter().map(|name| name[at]).collect();
        names.join(and)
    };
    Failure::new(
        [
            format!("dit ontbreekt: {}", named(0, " en ")),
            format!("this is missing: {}", named(1, " and ")),
        ],
        [
            "geef het mee: wijkgids new les \"Titel\" --evidence ervaring (of stelling, evaluatie, onderzoek)",
            "give it: wijkgids new lesson \"Title\" --evidence ervaring (or stelling, evaluatie, onderzoek)",
        ],
    )
}

pub(super) fn only_chapters(number: &Number) -> Failure {
    Failure::new(
        [
            format!("alleen een hoofdstuk kan een nummer hebben, zoals {number}"),
            format!("only a chapter can have a number such as {number}"),
        ],
        ["laat --number weg", "leave out --number"],
    )
}

pub(super) fn number_taken(number: &Number, file: &str) -> Failure {
    Failure::new(
        [
            format!("er is al een hoofdstuk {number}: {file}"),
            format!("there is a chapter {number} already: {file}"),
        ],
        ["kies een ander nummer", "choose another number"],
    )
}

pub(super) fn unknown_choice(guide: &Guide, kind: Kind, name: &str) -> Failure {
    let known: Vec<&str> = guide
        .of_kind(kind)
        .iter()
        .map(|&ix| &*guide.page(ix).id.slug)
        .collect();
    let near = nearest(name, known.iter().copied());
    let meant = |before: &str| near.map_or(String::new(), |near| format!("; {before} {near}?"));
    let singular = kind.info().dutch;
    Failure::new(
        [
            format!(
                "de gids heeft geen {singular} “{name}”{}",
                meant("bedoelde u")
            ),
            format!("the guide has no {kind} “{name}”{}", meant("did you mean")),
        ],
        [
            format!("kies uit: {}", known.join(", ")),
            format!("choose one of: {}", known.join(", ")),
        ],
    )
}

pub(super) fn no_letters(text: &str) -> Failure {
    Failure::new(
        [
            format!("van “{text}” is geen naam voor een bestand te maken"),
            format!("no name for a file can be made of “{text}”"),
        ],
        [
            "geef een naam mee met letters of cijfers: --slug ga-kijken",
            "give a name with letters or digits: --slug ga-kijken",
        ],
    )
}

pub(super) fn reserved(slug: &str) -> Failure {
    Failure::new(
        [
            format!("het adres /{slug}/ is van de gids zelf"),
            format!("the address /{slug}/ is the guide’s own"),
        ],
        [
            format!("kies een andere naam: --slug over-{slug}"),
            format!("choose another name: --slug over-{slug}"),
        ],
    )
}

pub(super) fn slug_taken(slug: &str, file: &str, free: &str) -> Failure {
    Failure::new(
        [
            format!("{slug} bestaat al: {file}"),
            format!("{slug} exists already: {file}"),
        ],
        [
            format!(
                "werk dat bestand bij, of kies een andere titel of een andere naam: --slug {free}"
            ),
            format!("work on that file, or choose another title or another name: --slug {free}"),
        ],
    )
}

pub(super) fn title_taken(title: &str, file: &str) -> Failure {
    Failure::new(
        [
            format!("er is al een pagina van deze soort met de titel “{title}”: {file}"),
            format!("there is a page of this kind with the title “{title}” already: {file}"),
        ],
        [
            "werk dat bestand bij, of kies een titel waaraan een lezer het verschil ziet",
            "work on that file, or choose a title that shows readers the difference",
        ],
    )
}
