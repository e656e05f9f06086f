//! The API as it describes itself, tried from outside: by the Dutch REST API Design Rules, by a tool
//! that asks whatever the description allows and much that it does not, and by the samples that
//! people copy from the page about it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::{Served, Site};

/// The guide itself, behind an address with TLS, with somebody who keeps it.
fn guide() -> Site {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::empty().file(
        "site.toml",
        "[site]\ntitle = \"Wijkengids\"\nbase_url = \"https://gids.voorbeeld.nl/\"\n\
         publisher = \"Redactie\"\ncontact = \"redactie@voorbeeld.nl\"\n",
    );
    for (path, bytes) in crate::support::Tree::of(&repository.join("content")).files() {
        site.put(&format!("content/{path}"), bytes);
    }
    site.build();
    site
}

fn tests(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(path)
}

/// The description as a server gives it, in a file.
fn description(site: &Site, server: &Served) -> PathBuf {
    let answer = server.get("/api/v1/openapi.json");
    assert_eq!(answer.status, 200);
    let file = site.beside("openapi.json");
    fs::write(&file, answer.body).unwrap();
    file
}

fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// What the linter says of a description, by our rules.
fn lint(file: &Path) -> Output {
    let mut linter = Command::new(tests("node/node_modules/.bin/spectral"));
    linter
        .arg("lint")
        .arg(file)
        .args(["--fail-severity", "hint"]);
    linter.args(["--format", "text", "--ruleset"]);
    linter.arg(tests("api/spectral.yaml")).output().unwrap()
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn the_description_keeps_the_rest_api_design_rules() {
    let site = guide();
    let server = site.serve();
    let file = description(&site, &server);
    let linted = lint(&file);
    assert!(linted.status.success(), "{}", said(&linted));

    // Each of the rules can be broken.
    let mut broken: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let info = broken["info"].as_object_mut().unwrap();
    info["version"] = json!("1.0");
    info.remove("x-changelog");
    info["contact"].as_object_mut().unwrap().remove("email");
    broken["openapi"] = json!("3.1");
    broken["servers"][0]["url"] = json!("http://gids.voorbeeld.nl/api/v1.0");
    let members = &mut broken["components"]["schemas"]["Telling"]["properties"];
    members["aantal_paginas"] = json!({"type": "integer"});
    members["gewijzigdOp"] = json!({"type": "string", "format": "time", "description": "Toen."});
    members["maakDatum"] = json!({"type": "string", "description": "Toen."});
    broken["components"]["schemas"]["een_schema"] = json!({"type": "string"});
    let paths = broken["paths"].as_object_mut().unwrap();
    let mut other = paths["/suggesties"].clone();
    let get = &mut other["get"];
    get["parameters"][0] =
        json!({"name": "zoek_vraag", "in": "query", "schema": {"type": "string"}});
    get.as_object_mut().unwrap().remove("summary");
    let responses = get["responses"].as_object_mut().unwrap();
    responses.remove("400");
    responses["200"].as_object_mut().unwrap().remove("headers");
    responses.insert(
        "404".into(),
        json!({"description": "Niet gevonden.", "headers": {},
            "content": {"application/json": {"schema": {"type": "object"}}}}),
    );
    other["head"] = json!({"responses": {}});
    paths.insert("/Zoek_dingen/".into(), other);
    let operation = paths["/openapi.json"]["get"]["responses"]["200"]["headers"].as_object_mut();
    operation.unwrap().remove("Access-Control-Allow-Origin");
    let file = site.beside("broken.json");
    fs::write(&file, broken.to_string()).unwrap();
    let linted = said(&lint(&file));
    let rules = fs::read_to_string(tests("api/spectral.yaml")).unwrap();
    let rules = rules.lines().filter_map(|line| {
        let name = line.strip_prefix("  ")?.strip_suffix(':')?;
        (!name.starts_with(' ')).then_some(name)
    });
    let rules: Vec<&str> = rules.collect();
    assert!(rules.len() > 20, "{rules:?}");
    for rule in rules {
        assert!(linted.contains(rule), "{rule} is not broken:\n{linted}");
    }
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn whatever_is_asked_is_answered_as_described() {
    let site = guide();
    let server = site.serve();
    let file = description(&site, &server);
    let mut tool = Command::new(tests("python/venv/bin/schemathesis"));
    tool.arg("--config-file")
        .arg(tests("api/schemathesis.toml"));
    tool.arg("run").arg(file).args(["--no-color", "--url"]);
    tool.arg(format!("{}/api/v1", server.url()));
    let ran = tool
        .current_dir(site.root())
        .env("PYTHONPATH", tests("api"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let told = said(&ran);
    assert!(ran.status.success(), "{told}");
    // All operations were tried, and what was asked was no formality.
    assert!(told.contains("6 selected / 6 total"), "{told}");
    let asked = told.lines().find(|line| line.contains("generated"));
    let asked = asked.and_then(|line| {
        line.split_whitespace()
            .next()?
            .replace(',', "")
            .parse()
            .ok()
    });
    assert!(asked.is_some_and(|asked: u32| asked > 500), "{told}");
}

#[test]
fn every_guide_explains_the_api() {
    let config = "[site]\ntitle = \"Proefgids\"\nlanguage = \"en\"\n";
    for (language, heading) in [
        ("nl", "Alle vragen en antwoorden"),
        ("en", "All requests and answers"),
    ] {
        let site = Site::new().lesson("ga-kijken", "Tekst.").file(
            "site.toml",
            config.replace("\"en\"", &format!("\"{language}\"")),
        );
        site.build();
        let page = site.published("api-uitleg/index.html");
        assert!(page.contains(heading), "{page}");
        for path in [
            "GET /zoekresultaten",
            "POST /_zoek",
            "GET /suggesties",
            "GET /paginas",
            "GET /openapi.json",
        ] {
            assert!(page.contains(path), "{path}");
        }
        // What is described is Dutch in every language.
        assert_eq!(page.contains("<p lang=\"nl\">"), language == "en");
        assert!(
            site.published("index.html").contains("/api-uitleg/"),
            "it can be found"
        );
        assert!(
            site.published("api-uitleg/wijzigingen/index.html")
                .contains("1.0.0")
        );
    }
}

#[test]
fn what_editors_write_about_the_api_comes_first() {
    let text = "---\ntitle: Voor bouwers\n---\n\nEigen woorden vooraf.\n";
    let site = Site::new().file("content/pages/api-uitleg.md", text);
    site.build();
    let page = site.published("api-uitleg/index.html");
    let at = |part: &str| {
        page.find(part)
            .unwrap_or_else(|| panic!("no {part}: {page}"))
    };
    assert!(at("<h1>Voor bouwers</h1>") < at("<p>Eigen woorden vooraf."));
    assert!(at("<p>Eigen woorden vooraf.") < at("id=\"deel_api\""));
    assert!(
        at("href=\"#deel_api\"") < at("id=\"deel_api\""),
        "the outline leads to it"
    );
    // A host without the server has the description as a file, the very one that the server gives.
    let served = site.serve().get("/api/v1/openapi.json");
    assert_eq!(served.text(), site.published("api/v1/openapi.json"));
    let menu = site.published("index.html");
    assert_eq!(menu.matches("href=\"/api-uitleg/\"").count(), 1, "{menu}");
}

/// A sample on the page: its language and its text.
fn samples(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in page.split("<details").skip(1) {
        let Some(code) = part.split_once("<code class=\"language-") else {
            continue;
        };
        let (lang, code) = code.1.split_once("\">").unwrap();
        let code = code.split_once("</code>").unwrap().0;
        let mut code = code.to_owned();
        for (entity, character) in [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&#x27;", "'"),
            ("&amp;", "&"),
        ] {
            code = code.replace(entity, character);
        }
        if lang != "json" {
            found.push((lang.to_owned(), code));
        }
    }
    found
}

/// What a program says to which `code` is given.
fn run(program: &str, args: &[&str], code: &str) -> String {
    let mut running = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    running
        .stdin
        .take()
        .unwrap()
        .write_all(code.as_bytes())
        .unwrap();
    let output = running.wait_with_output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{code}\n{}",
        said(&output)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn samples_that_people_copy_work() {
    let site = guide();
    let server = site.serve();
    let page = site.published("api-uitleg/index.html");
    let samples = samples(&page);
    assert_eq!(samples.len(), 6 * 3);
    for three in samples.chunks(3) {
        let code = |lang: &str| {
            let sample = three.iter().find(|(own, _)| own == lang);
            let code = &sample.unwrap_or_else(|| panic!("no {lang}: {three:?}")).1;
            let here = code.replace("https://gids.voorbeeld.nl", &server.url());
            assert_ne!(&here, code, "it asks the guide");
            here
        };
        let answer = run(
            "bash",
            &["-s"],
            &code("shell").replace("curl ", "curl -sS --fail-with-body "),
        );
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let listed = ["resultaten", "suggesties", "paginas"];
        let list = listed.iter().find_map(|name| answer[*name].as_array());
        let wanted = list.map_or(1, Vec::len);
        assert!(wanted > 0, "{three:?}");
        let javascript = run("node", &["--input-type=module", "-"], &code("javascript"));
        let php = run("php", &[], &code("php"));
        assert_eq!(javascript, php);
        assert_eq!(php.lines().count(), wanted, "{php}");
        assert!(
            php.lines()
                .all(|line| line.contains(' ') && !line.contains("undefined")),
            "{php}"
        );
    }
}
