//! What a reader reads, file by file, without what is not Dutch prose.
//!
//! A page is read by the library itself, so that nothing is taken for prose that a reader never sees.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wijkgids::config::{BaseUrl, Config};
use wijkgids::content::files::DiskFiles;
use wijkgids::content::{FrontMatter, load, walk};
use wijkgids::document;
use wijkgids::json::Json;
use wijkgids::markdown::{self, Body, Options, RawHtml};
use wijkgids::server::openapi;

/// A text, and the file that it was taken from.
pub(crate) struct Text {
    /// The file, from the root of the repository.
    pub(crate) file: String,
    /// What is read of it.
    pub(crate) text: String,
    /// The whole file, to find lines in.
    pub(crate) source: String,
}

/// All Dutch prose of the repository.
pub(crate) fn all() -> Vec<Text> {
    let mut texts = pages();
    texts.push(sources());
    texts.push(interface());
    texts.push(api());
    texts.extend(manuals());
    texts
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The pages of the guide.
fn pages() -> Vec<Text> {
    let files = DiskFiles::new(root());
    let (inventory, faults) = walk::walk(&files);
    assert_eq!(faults, []);
    let page = |page| {
        let source = load::load(&files, page).expect("a page that can be read");
        let file = page.file.to_string();
        let whole = source.text.clone();
        let (document, _) = document::parse(source, &Options::default());
        let mut text = front_matter(&document.front);
        text.push_str(&prose(&document.body));
        Text {
            file,
            text,
            source: whole.to_string(),
        }
    };
    inventory.pages.iter().map(page).collect()
}

/// What of the front matter is prose. Hidden labels and keywords are what people type, right or wrong.
fn front_matter(front: &FrontMatter) -> String {
    let foreign = front.lang.as_deref().is_some_and(|lang| lang != "nl");
    let mut parts: Vec<&str> = Vec::new();
    if !foreign {
        parts.extend(front.title.as_deref());
        parts.extend(front.alt_labels.iter().map(String::as_str));
    }
    parts.extend(front.summary.as_deref());
    parts.extend(front.withdrawn_because.as_deref());
    parts.extend(front.start_label.as_deref());
    parts.extend(front.end_label.as_deref());
    parts.extend(front.scale.as_deref());
    let lists = [
        &front.key_points,
        &front.questions,
        &front.names,
        &front.instruments,
    ];
    parts.extend(
        lists
            .into_iter()
            .flat_map(|list| list.iter())
            .map(String::as_str),
    );
    parts.extend(
        front
            .tasks
            .values()
            .flat_map(|list| list.iter())
            .map(String::as_str),
    );
    for dispute in front.disputes.iter() {
        parts.push(&dispute.point);
        parts.extend(dispute.claims.iter().map(|claim| claim.claim.as_str()));
        parts.extend(dispute.reading.as_deref());
    }
    parts.iter().map(|part| format!("{part}\n")).collect()
}

/// The text of a body. It is taken from the HTML, which says what is code and what is in another
/// language; inline elements stand within a word, all others end one.
fn prose(body: &Body) -> String {
    const INLINE: [&str; 7] = ["a", "abbr", "em", "strong", "span", "del", "cite"];
    let mut text = String::with_capacity(body.html.len());
    let mut rest = body.html.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        let name = tag
            .trim_start_matches('/')
            .split(' ')
            .next()
            .unwrap_or_default();
        if !INLINE.contains(&name) {
            text.push('\n');
        }
        if name == "code" || (tag.contains(" lang=\"") && !tag.contains(" lang=\"nl\"")) {
            // Neither element is ever nested within one of its own name. What stood there counts as
            // a word of its own: “`x`’s” is not “’s”.
            rest = rest
                .split_once(&format!("</{name}>"))
                .map_or("", |(_, after)| after);
            text.push('0');
        }
    }
    text.push_str(rest);
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// What the editors say of each source; titles and names are the sources' own.
fn sources() -> Text {
    let source = read(&root().join("content/sources.yaml"));
    let notes = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("read_note:"));
    Text {
        file: "content/sources.yaml".to_owned(),
        text: notes.map(|note| format!("{note}\n")).collect(),
        source,
    }
}

/// The words of the interface.
fn interface() -> Text {
    let file = "templates/texts/nl.toml";
    let source = read(&root().join(file));
    let table: toml::Table = source.parse().expect("texts that can be read");
    let text = table
        .iter()
        .filter(|(key, _)| !key.ends_with("_locale"))
        .filter_map(|(_, value)| value.as_str())
        .map(|text| format!("{text}\n"))
        .collect();
    Text {
        file: file.to_owned(),
        text,
        source,
    }
}

/// What the API says of itself, without what it quotes and what is code.
fn api() -> Text {
    fn walk(json: &Json, found: &mut String) {
        for (name, value) in json.members() {
            let prose = ["description", "summary"].contains(&name.as_str());
            match value.text() {
                Some(text) if prose => {
                    let parts = text.split('`').enumerate();
                    found.extend(parts.map(|(at, part)| if at % 2 == 0 { part } else { "0" }));
                    found.push('\n');
                }
                _ => walk(value, found),
            }
        }
        json.items().iter().for_each(|item| walk(item, found));
    }
    let described = openapi::document(&Config::default(), &BaseUrl::default());
    let mut text = String::new();
    walk(&described, &mut text);
    assert!(text.lines().count() > 100, "{text}");
    Text {
        file: "openapi.json".to_owned(),
        text: unquoted(&text),
        source: described.pretty(),
    }
}

/// The manuals in Dutch. They stand among English ones, which say `the` more often than `de`.
fn manuals() -> Vec<Text> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .expect("docs/")
        .map(|entry| entry.expect("an entry of docs/").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let options = Options {
        raw_html: RawHtml::Allow,
        ..Options::default()
    };
    let manual = |path: &PathBuf| {
        let source = read(path);
        let count = |word: &str| {
            source
                .split_whitespace()
                .filter(|found| *found == word)
                .count()
        };
        let dutch = count("de") > count("the");
        let file = format!("docs/{}", path.file_name()?.to_str()?);
        let (body, _) = markdown::parse(&Arc::from(file.as_str()), &source, 0, &options);
        dutch.then(|| Text {
            file,
            text: unquoted(&prose(&body)),
            source,
        })
    };
    let found: Vec<Text> = paths.iter().filter_map(manual).collect();
    assert!(found.len() >= 3, "only {} manuals in Dutch", found.len());
    found
}

/// The text without what stands between quotation marks, for with them manuals quote files and screens,
/// mistakes included; and without the line on the machine that figures were measured on.
fn unquoted(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let lines = text.lines().filter(|line| !line.starts_with("Gemeten op:"));
    for line in lines {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('“') {
            kept.push_str(before);
            rest = after.split_once('”').map_or("", |(_, after)| after);
        }
        kept.push_str(rest);
        kept.push('\n');
    }
    kept
}
