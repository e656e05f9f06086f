//! The schemas that `wijkgids schema` gives, held against what editors really wrote: every file of
//! the guide, every file of the sites in `tests/sites/`, and files with a fault.
//!
//! That the schemas are JSON Schema to others as well is tried with Ajv,
//! where node is at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "support/json_schema.rs"]
mod json_schema;

use json_schema::check;
use serde_json::Value;
use wijkgids::content::Kind;
use wijkgids::content::located;
use wijkgids::edit::schema::Subject;

/// The YAML of a page's file or of the sources, as JSON.
fn data(text: &str, subject: Subject) -> Value {
    let yaml = match subject {
        Subject::Sources => text,
        Subject::Kind(_) => &text[located::split(text).expect("front matter").yaml],
    };
    serde_yaml::from_str(&located::forgive(yaml)).unwrap()
}

fn valid(text: &str, subject: Subject) -> Result<(), String> {
    let schema = subject.schema();
    check(&data(text, subject), &schema, &schema)
}

/// Every page and every file of sources in a site.
fn files(site: &str) -> Vec<(PathBuf, Subject)> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(site)
        .join("content");
    let mut found = vec![(content.join("sources.yaml"), Subject::Sources)];
    for kind in Kind::all().filter(|&kind| kind != Kind::Source) {
        let mut folders = vec![content.join(kind.info().folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "md") {
                    found.push((path, Subject::Kind(kind)));
                }
            }
        }
    }
    found
}

fn sites() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let names = fs::read_dir(folder).unwrap();
    let mut sites = vec![".".to_owned()];
    sites.extend(names.map(|name| {
        format!(
            "tests/sites/{}",
            name.unwrap().file_name().to_str().unwrap()
        )
    }));
    sites
}

#[test]
fn whatever_editors_wrote_is_valid() {
    let mut checked = 0;
    for (path, subject) in sites().iter().flat_map(|site| files(site)) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        if let Err(why) = valid(&text, subject) {
            panic!("{}: {why}", path.display());
        }
        checked += 1;
    }
    assert!(checked > 200, "{checked}");
}

/// Front matter that the program refuses is refused by the schema, and the other way around.
#[test]
fn the_schema_and_the_program_agree() {
    let lesson = "title: X\nsummary: Y\nevidence: ervaring\n";
    for (yaml, sound) in [
        ("", true),
        ("themes: burgerschap\n", true),
        ("themes: [a, [[b]]]\n", true),
        ("themes: [[[[b]]]]\n", false),
        ("successor: \"[[lesson/a]]\"\n", true),
        ("related: [[lesson/a]]\n", true),
        ("related:\n  - [[lesson/a]]\n  - lesson/b\n", true),
        ("sources: [@a, \"@b\"]\n", true),
        ("themes:\n", true),
        ("knowledge_of: 1994\n", true),
        ("knowledge_of: 196X/..\n", true),
        ("knowledge_of: 1994~\n", true),
        ("knowledge_of: rond 1994\n", false),
        ("date: 2026-11-22\n", true),
        ("date: 22-11-2026\n", false),
        ("status: concept\n", true),
        ("status: klaar\n", false),
        ("roles: [bestuurder, burger]\n", false),
        ("roles: bewoner\n", true),
        ("tasks: {uitvoerder: Loop mee.}\n", true),
        ("tasks: {burger: Loop mee.}\n", false),
        ("titel: X\n", false),
        ("start: 1994\n", false),
        ("search: {keywords: a, exclude: true}\n", true),
        ("search: {keyword: a}\n", false),
        (
            "disputes: {point: a, claims: {claim: b, sources: c}}\n",
            true,
        ),
        ("disputes: {point: a}\n", false),
        ("themes: [\"\"]\n", false),
    ] {
        let text = format!("---\n{lesson}{yaml}---\n");
        let parts = located::split(&text).unwrap();
        let (_, found) =
            wijkgids::content::check::check(&"x.md".into(), &text, parts.yaml, Kind::Lesson);
        assert_eq!(found.is_empty(), sound, "{yaml}{found:?}");
        let valid = valid(&text, Subject::Kind(Kind::Lesson));
        assert_eq!(valid.is_ok(), sound, "{yaml}{valid:?}");
    }
    for missing in ["title: X\nsummary: Y\n", "summary: Y\nevidence: stelling\n"] {
        assert!(valid(&format!("---\n{missing}---\n"), Subject::Kind(Kind::Lesson)).is_err());
    }
}

#[test]
fn broken_sources_are_not_valid() {
    let valid = |text| valid(text, Subject::Sources);
    assert_eq!(
        valid("a-1:\n  type: report\n  title: X\n  read: deels\n"),
        Ok(())
    );
    assert_eq!(
        valid("a:\n  type: article\n  title: X\n  parent:\n    type: newspaper\n    title: Y\n"),
        Ok(())
    );
    for broken in [
        "A b:\n  type: report\n  title: X\n",
        "a:\n  type: rapport\n  title: X\n",
        "a:\n  type: report\n",
        "a:\n  type: report\n  title: X\n  read: half\n",
        "a:\n  type: report\n  titel: X\n",
        "a: report\n",
        "a:\n  type: web\n  title: X\n  url: www.x.nl\n",
        "a:\n  type: article\n  title: X\n  parent:\n    read: deels\n",
    ] {
        assert!(valid(broken).is_err(), "{broken}");
    }
}

/// Every example in a schema fits the value that it is an example of, and every key is explained.
#[test]
fn examples_fit_and_every_key_is_explained() {
    for subject in Subject::all() {
        let schema = subject.schema();
        for (name, rule) in schema["properties"].as_object().into_iter().flatten() {
            assert!(!rule["description"].as_str().unwrap().is_empty(), "{name}");
            let examples = rule["examples"].as_array().unwrap();
            assert_eq!(examples.len(), 1, "{name}");
            check(&examples[0], rule, &schema).unwrap();
        }
    }
}

/// The schema of a lesson, as it is handed to editors.
#[test]
fn the_schema_of_a_lesson() {
    insta::assert_snapshot!(format!("{:#}", Subject::Kind(Kind::Lesson).schema()));
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn ajv_takes_the_schemas_strictly() {
    let folder = tempfile::tempdir().unwrap();
    for subject in Subject::all() {
        fs::write(
            folder.path().join(subject.file()),
            subject.schema().to_string(),
        )
        .unwrap();
    }
    let lesson = data(
        "---\ntitle: X\nsummary: Y\nevidence: ervaring\nknowledge_of: 196X\n---\n",
        Subject::Kind(Kind::Lesson),
    );
    let script = "
        const fs = require('fs'), Ajv = require('ajv/dist/2020');
        const ajv = new Ajv({strict: true, allowUnionTypes: true, validateFormats: false, strictRequired: false});
        const folder = process.argv[1];
        const checks = Object.fromEntries(fs.readdirSync(folder).map(name =>
            [name, ajv.compile(JSON.parse(fs.readFileSync(folder + '/' + name)))]));
        const lesson = JSON.parse(process.argv[2]);
        if (!checks['lesson.schema.json'](lesson)) throw 'a sound lesson is refused';
        if (checks['lesson.schema.json']({...lesson, titel: 'x'})) throw 'a key is not refused';
        if (checks['lesson.schema.json']({...lesson, knowledge_of: 'ooit'})) throw 'a date is not refused';
        console.log(Object.keys(checks).length);
    ";
    let ran = Command::new("node")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node"))
        .args([
            "-e",
            script,
            folder.path().to_str().unwrap(),
            &lesson.to_string(),
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), "12", "{said}");
}
