//! A source for other programs: BibTeX and RIS.

use hayagriva::Entry;
use hayagriva::types::{Date, MaybeTyped, Person};

use super::fields::Type;
use super::names;

/// What both formats want to know of an entry.
struct Facts<'a> {
    authors: Vec<&'a Person>,
    editors: Vec<&'a Person>,
    title: &'a str,
    container: Option<String>,
    publisher: Option<String>,
    location: Option<String>,
    date: Option<&'a Date>,
    url: Option<String>,
    volume: Option<String>,
    issue: Option<String>,
    pages: Option<String>,
    language: Option<String>,
}

impl<'a> Facts<'a> {
    fn of(entry: &'a Entry, title: &'a str) -> Self {
        let publisher = entry.map(Entry::publisher);
        Facts {
            authors: names::named(entry.authors()),
            editors: names::named(entry.editors()),
            title,
            container: container(entry),
            publisher: publisher.and_then(|p| p.name()).map(ToString::to_string),
            location: publisher
                .and_then(|p| p.location())
                .or(entry.location())
                .map(ToString::to_string),
            date: entry.date_any(),
            url: entry.url_any().map(|url| url.value.to_string()),
            volume: entry.map(Entry::volume).map(typed),
            issue: entry.map(Entry::issue).map(typed),
            pages: entry.page_range().map(typed),
            language: entry.language().map(ToString::to_string),
        }
    }
}

/// The title of the work in which the source stands.
pub(super) fn container(entry: &Entry) -> Option<String> {
    entry
        .map_parents(|parent| parent.title())
        .map(ToString::to_string)
        .filter(|title| !title.is_empty())
}

fn typed<T: ToString>(value: &MaybeTyped<T>) -> String {
    match value {
        MaybeTyped::Typed(value) => value.to_string(),
        MaybeTyped::String(text) => text.clone(),
    }
}

/// The entry in BibTeX.
pub(super) fn bibtex(entry: &Entry, kind: &Type, title: &str) -> String {
    let facts = Facts::of(entry, title);
    let mut out = format!("@{}{{{},\n", kind.bibtex, entry.key());
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push_str(&format!("  {name} = {{{value}}},\n"));
        }
    };
    field("author", tex_names(&facts.authors));
    field("editor", tex_names(&facts.editors));
    field("title", Some(tex(facts.title)));
    let container = match kind.bibtex {
        "article" => "journal",
        "incollection" => "booktitle",
        _ => "howpublished",
    };
    field(container, facts.container.as_deref().map(tex));
    let publisher = match kind.bibtex {
        "techreport" => "institution",
        "phdthesis" => "school",
        _ => "publisher",
    };
    field(publisher, facts.publisher.as_deref().map(tex));
    field("address", facts.location.as_deref().map(tex));
    field("volume", facts.volume.as_deref().map(tex));
    field("number", facts.issue.as_deref().map(tex));
    field(
        "pages",
        facts.pages.as_deref().map(|p| tex(p).replace('-', "--")),
    );
    field("year", facts.date.map(|date| date.year.to_string()));
    field(
        "month",
        facts
            .date
            .and_then(|d| d.month)
            .map(|m| (m + 1).to_string()),
    );
    field(
        "day",
        facts
            .date
            .and_then(|d| d.day)
            .map(|day| (day + 1).to_string()),
    );
    field("doi", entry.doi().map(tex));
    field("isbn", entry.isbn().map(tex));
    field("issn", entry.map(Entry::issn).map(tex));
    field(
        "url",
        facts
            .url
            .map(|url| url.replace('{', "%7B").replace('}', "%7D")),
    );
    field("language", facts.language);
    out.push_str("}\n");
    out
}

/// `van Twist, Mark and {Minister voor VRO}`: what has neither given name nor particle is kept whole.
fn tex_names(persons: &[&Person]) -> Option<String> {
    let names: Vec<String> = persons
        .iter()
        .map(|person| {
            if !names::is_personal(person) {
                return format!("{{{}}}", tex(&names::family(person)));
            }
            let family = match person.prefix.as_deref() {
                Some(prefix) => format!("{} {}", prefix.trim(), person.name.trim()),
                None => person.name.trim().to_owned(),
            };
            let parts = [
                Some(&family),
                person.suffix.as_ref(),
                person.given_name.as_ref(),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().map(|part| tex(part)).collect();
            parts.join(", ")
        })
        .collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// Escapes what TeX would take for a command. Line ends become spaces.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The entry in RIS, whose lines end in CR LF.
pub(super) fn ris(entry: &Entry, kind: &Type, title: &str) -> String {
    let facts = Facts::of(entry, title);
    let mut out = String::new();
    let mut line = |tag: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let value: String = value
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            out.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
    let newspaper = kind.name == "article"
        && entry
            .parents()
            .iter()
            .any(|parent| *parent.entry_type() == hayagriva::types::EntryType::Newspaper);
    line(
        "TY",
        Some(if newspaper { "NEWS" } else { kind.ris }.to_owned()),
    );
    line("ID", Some(entry.key().to_owned()));
    for person in &facts.authors {
        line("AU", Some(ris_name(person)));
    }
    for person in &facts.editors {
        line("ED", Some(ris_name(person)));
    }
    line("TI", Some(facts.title.to_owned()));
    line("T2", facts.container);
    line("PY", facts.date.map(|date| format!("{:04}", date.year)));
    line("DA", facts.date.map(ris_date));
    line("PB", facts.publisher);
    line("CY", facts.location);
    line("VL", facts.volume);
    line("IS", facts.issue);
    let pages = facts.pages.unwrap_or_default();
    let (first, last) = pages.split_once(['-', '–']).unwrap_or((&pages, ""));
    line("SP", Some(first.trim().to_owned()));
    line("EP", Some(last.trim().to_owned()));
    line("DO", entry.doi().map(str::to_owned));
    line(
        "SN",
        entry.isbn().or(entry.map(Entry::issn)).map(str::to_owned),
    );
    line("UR", facts.url);
    line("LA", facts.language);
    out.push_str("ER  - \r\n");
    out
}

fn ris_name(person: &Person) -> String {
    let mut name = names::family(person);
    if let Some(given) = &person.given_name {
        name.push_str(", ");
        name.push_str(given);
    }
    if let Some(suffix) = &person.suffix {
        name.push_str(", ");
        name.push_str(suffix);
    }
    name
}

/// `YYYY/MM/DD/`, with empty parts where they are not known.
fn ris_date(date: &Date) -> String {
    let two = |part: Option<u8>| part.map(|p| format!("{:02}", p + 1)).unwrap_or_default();
    format!("{:04}/{}/{}/", date.year, two(date.month), two(date.day))
}
