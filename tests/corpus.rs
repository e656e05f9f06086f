//! The corpus of the bench keeps the rules of the content: what is timed must be sound, or the time
//! of an error is measured instead of that of a build.

#[path = "../benches/report/corpus/mod.rs"]
mod corpus;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use wijkgids::content::check::check;
use wijkgids::content::id::slugify;
use wijkgids::content::{FrontMatter, Kind, bare_reference, located};

const PAGES: usize = 700;

struct Read {
    kind: Kind,
    slug: String,
    path: PathBuf,
    front: FrontMatter,
    body: String,
}

/// All pages of a corpus, their front matter without a fault.
fn read(site: &Path) -> Vec<Read> {
    let content = site.join("content");
    let mut pages = Vec::new();
    for entry in walkdir::WalkDir::new(&content).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        let inside = path.strip_prefix(&content).unwrap().to_str().unwrap();
        let Some(stem) = inside.strip_suffix(".md") else {
            continue;
        };
        let kind = Kind::from_folder(stem.split('/').next().unwrap()).unwrap();
        let slug = stem.rsplit('/').next().unwrap().to_owned();
        assert_eq!(
            slugify(&slug),
            slug,
            "a file name that the tool would refuse"
        );
        let text = fs::read_to_string(&path).unwrap();
        let parts = located::split(&text).expect("front matter");
        let (front, found) = check(&inside.into(), &text, parts.yaml.clone(), kind);
        assert_eq!(found, [], "{inside}\n{}", &text[parts.yaml.clone()]);
        let typed: FrontMatter = serde_yaml::from_str(&text[parts.yaml]).expect(inside);
        assert_eq!(typed, front, "{inside}");
        let body = text[parts.body..].to_owned();
        pages.push(Read {
            kind,
            slug,
            path: path.clone(),
            front,
            body,
        });
    }
    pages
}

/// One corpus for all tests, which only read it.
fn site() -> &'static (tempfile::TempDir, corpus::Size, Vec<Read>) {
    static SITE: LazyLock<(tempfile::TempDir, corpus::Size, Vec<Read>)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let size = corpus::write(folder.path(), PAGES).unwrap();
        let pages = read(folder.path());
        (folder, size, pages)
    });
    &SITE
}

#[test]
fn it_has_the_size_that_was_asked_for() {
    let (_folder, size, pages) = site();
    assert_eq!((size.pages, pages.len()), (PAGES, PAGES));
    let mean = size.words / size.pages;
    assert!((700..=800).contains(&mean), "{mean} words a page");
    let count = |kind| pages.iter().filter(|page| page.kind == kind).count();
    assert!(count(Kind::Lesson) * 2 > PAGES);
    assert!(
        Kind::all()
            .filter(|&kind| kind != Kind::Source)
            .all(|kind| count(kind) > 0)
    );
}

#[test]
fn the_same_number_gives_the_same_bytes() {
    let (one, _, pages) = site();
    let other = tempfile::tempdir().unwrap();
    corpus::write(other.path(), PAGES).unwrap();
    for page in pages {
        let same = other
            .path()
            .join(page.path.strip_prefix(one.path()).unwrap());
        assert_eq!(fs::read(&page.path).unwrap(), fs::read(same).unwrap());
    }
}

#[test]
fn titles_labels_and_slugs_are_unique() {
    let (_folder, _, pages) = site();
    let (mut names, mut slugs, mut ids) = (HashSet::new(), HashSet::new(), HashSet::new());
    for page in pages {
        let front = &page.front;
        let title = front.title.clone().unwrap();
        for name in front
            .alt_labels
            .iter()
            .chain(front.hidden_labels.iter())
            .chain([&title])
        {
            assert!(names.insert(name.to_lowercase()), "{name} twice");
        }
        assert!(slugs.insert((page.kind, &page.slug)));
        assert!(
            front
                .number
                .as_ref()
                .is_none_or(|number| ids.insert(number.to_string()))
        );
    }
}

#[test]
fn references_and_links_lead_somewhere() {
    let (folder, _, pages) = site();
    let sources: serde_yaml::Mapping = serde_yaml::from_str(
        &fs::read_to_string(folder.path().join("content/sources.yaml")).unwrap(),
    )
    .unwrap();
    let sources: HashSet<&str> = sources.keys().filter_map(|key| key.as_str()).collect();
    let mut ids: HashMap<String, usize> = HashMap::new();
    let mut titles = HashSet::new();
    for (at, page) in pages.iter().enumerate() {
        ids.insert(format!("{}/{}", page.kind.name(), page.slug), at);
        if let Some(number) = &page.front.number {
            ids.insert(format!("chapter/{number}"), at);
        }
        titles.extend(page.front.title.clone());
    }
    let mut linked: HashSet<usize> = HashSet::new();
    for (at, page) in pages.iter().enumerate() {
        let file = page.path.display();
        let front = &page.front;
        for (kind, list) in [
            ("author", &front.authors),
            ("theme", &front.themes),
            ("problem", &front.problems),
            ("step", &front.steps),
            ("policy", &front.policies),
            ("policy", &front.predecessors),
            ("policy", &front.runs_beside),
            ("policy", &front.part_of),
            ("term", &front.broader),
        ] {
            for slug in list.iter() {
                let target = ids.get(&format!("{kind}/{slug}"));
                assert!(
                    target.is_some_and(|&other| other != at),
                    "{file}: {kind}/{slug}"
                );
            }
        }
        for reference in front.related.iter().chain(front.twin.iter()) {
            assert!(
                ids.contains_key(bare_reference(reference)),
                "{file}: {reference}"
            );
        }
        assert!(
            front
                .sources
                .iter()
                .all(|key| sources.contains(key.as_str())),
            "{file}"
        );
        for place in front.places.iter() {
            assert!(titles.contains(place), "{file}: {place}");
        }

        for inner in page
            .body
            .split("[[")
            .skip(1)
            .map(|rest| rest.split("]]").next().unwrap())
        {
            let target = inner.split(['|', '#']).next().unwrap();
            let id = ids
                .get(target)
                .or_else(|| ids.get(&format!("chapter/{target}")));
            assert!(
                id.is_some() || titles.contains(target),
                "{file}: [[{inner}]]"
            );
            linked.extend(id.copied().filter(|&other| other != at));
        }
        for target in page
            .body
            .split("](")
            .skip(1)
            .map(|rest| rest.split(')').next().unwrap())
        {
            if !target.starts_with("https://") && target != "#kern" {
                let path = page
                    .path
                    .parent()
                    .unwrap()
                    .join(target.trim_end_matches("#kern"));
                assert!(path.is_file(), "{file}: {target}");
            }
        }
        for key in page.body.split('@').skip(1) {
            let key = key.split([']', ',', ';']).next().unwrap();
            assert!(sources.contains(key), "{file}: @{key}");
        }
        assert_eq!(page.body.matches("{#kern}").count(), 1, "{file}");
    }
    assert_eq!(linked.len(), pages.len(), "pages to which nothing links");
}

#[test]
fn long_paragraphs_and_lists_cite_a_source() {
    let (_folder, _, pages) = site();
    for page in pages {
        for block in page
            .body
            .split("\n\n")
            .filter(|block| !block.starts_with(['#', '|']))
        {
            let words = block.split_whitespace().count();
            assert!(
                words < 12 || block.contains('@'),
                "{}: {block}",
                page.path.display()
            );
        }
    }
}

#[test]
fn the_bibliography_is_one() {
    let (folder, ..) = site();
    let text = fs::read_to_string(folder.path().join("content/sources.yaml")).unwrap();
    let library = hayagriva::io::from_yaml_str(&text).unwrap();
    assert_eq!(library.len(), 50 + PAGES / 50);
}

#[test]
fn the_vocabulary_is_large_and_has_no_word_twice() {
    let (_folder, _, pages) = site();
    let words: HashSet<String> = pages
        .iter()
        .flat_map(|page| page.body.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .collect();
    assert!(words.len() > 12_000, "{} distinct words", words.len());
}
