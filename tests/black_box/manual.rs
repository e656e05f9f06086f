//! What the manual for editors tells people to type, and to copy, does what it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use serde_yaml::Value;

use crate::support::Site;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The manual and the examples that belong to it, by path.
fn texts() -> Vec<(PathBuf, String)> {
    let folder = repository().join("docs/voorbeelden/github");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.push(repository().join("docs/redactie.md"));
    paths.sort();
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).unwrap());
    paths.into_iter().map(read).collect()
}

fn yaml(name: &str) -> Value {
    let path = repository().join("docs/voorbeelden/github").join(name);
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The steps of a workflow with one job.
fn steps(workflow: &Value) -> Vec<Value> {
    let jobs = workflow["jobs"].as_mapping().unwrap();
    assert_eq!(jobs.len(), 1);
    jobs.values().next().unwrap()["steps"]
        .as_sequence()
        .unwrap()
        .clone()
}

#[test]
fn every_command_and_flag_that_it_names_exists() {
    let site = Site::empty();
    let help = site.run(&["--help"]).code(0).stdout;
    let known: BTreeSet<&str> = help
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("Options:")
        .next()
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(known.len() >= 14, "{known:?}");
    let mut named = BTreeSet::new();
    for (path, text) in texts() {
        for (at, _) in text.match_indices("wijkgids ") {
            let rest = &text[at + "wijkgids ".len()..];
            let line = rest.split(['\n', '`', '|', '&', '>']).next().unwrap();
            let mut words = line.split_whitespace();
            let Some(command) = words
                .next()
                .filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
            else {
                continue;
            };
            assert!(
                known.contains(command),
                "{}: wijkgids {line}",
                path.display()
            );
            let help = site.run(&[command, "--help"]).code(0).stdout;
            for flag in words.filter(|word| word.starts_with("--") && word.len() > 2) {
                assert!(help.contains(flag), "{}: wijkgids {line}", path.display());
            }
            named.insert(command.to_owned());
        }
    }
    for command in known {
        assert!(
            named.contains(command),
            "the manual does not name {command}"
        );
    }
}

#[test]
fn the_messages_that_it_names_are_explained() {
    let manual = fs::read_to_string(repository().join("docs/redactie.md")).unwrap();
    let messages = fs::read_to_string(repository().join("docs/meldingen.md")).unwrap();
    let mut named = 0;
    for part in manual.split("(meldingen.md#").skip(1) {
        let code = part.split(')').next().unwrap();
        assert!(messages.contains(&format!("\n## {code}\n")), "{code}");
        named += 1;
    }
    assert_eq!(named, 10);
}

#[test]
fn the_workflows_are_sound() {
    for name in ["controle.yml", "publiceren.yml", "formulier.yml"] {
        let workflow = yaml(name);
        for key in ["name", "on", "permissions", "jobs"] {
            assert!(!workflow[key].is_null(), "{name}: {key}");
        }
        for step in steps(&workflow) {
            assert!(
                step["uses"].is_string() != step["run"].is_string(),
                "{name}: {step:?}"
            );
            let Some(script) = step["run"].as_str() else {
                continue;
            };
            // What a stranger wrote comes in by the environment or a file, never as part of a script.
            assert!(!script.contains("${{"), "{name}: {script}");
            let read = Command::new("bash")
                .args(["-n", "-c", script])
                .output()
                .unwrap();
            assert!(read.status.success(), "{name}: {script}\n{read:?}");
        }
    }
    // The form asks what the script reads, and offers the choices that there are.
    let form = yaml("nieuwe-les.yml");
    let fields = form["body"].as_sequence().unwrap();
    let labels: Vec<&str> = fields
        .iter()
        .map(|field| field["attributes"]["label"].as_str().unwrap())
        .collect();
    let script = repository().join("docs/voorbeelden/github/formulier.py");
    let script = fs::read_to_string(script).unwrap();
    assert!(
        script.contains(&format!("({})", labels.join("|"))),
        "{labels:?}"
    );
    let options: Vec<&str> = fields[2]["attributes"]["options"]
        .as_sequence()
        .unwrap()
        .iter()
        .map(|option| option.as_str().unwrap())
        .collect();
    assert_eq!(options, wijkgids::content::front_matter::Evidence::CHOICES);
}

/// The program under its own name, as the examples call it, and nothing else of ours.
fn path_with_program(site: &Site) -> String {
    let folder = site.beside("bin");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("wijkgids");
    if !program.exists() {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_wijkgids"), program).unwrap();
    }
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

/// A guide that has just begun.
fn begun() -> Site {
    let site = Site::empty();
    site.run(&["init", "."]).code(0);
    site
}

#[test]
fn a_form_becomes_a_lesson_whatever_is_filled_in() {
    let site = begun();
    let title = "Kijk: \"eerst\" $(touch gehackt) `ls` # zelf";
    let body = format!(
        "### Titel\n\n{title}\n\n### Samenvatting\n\nKijk: altijd\neerst.\n\n### Bewijs\n\nervaring\n\n\
         ### Tekst\n\n## De les\n\nGa kijken.\n\n### Een kop van de schrijver\n\nMeer.\n"
    );
    site.put(
        "gebeurtenis.json",
        json!({"issue": {"number": 7, "body": body.replace('\n', "\r\n")}}).to_string(),
    );
    let ran = Command::new("python3")
        .arg(repository().join("docs/voorbeelden/github/formulier.py"))
        .arg("gebeurtenis.json")
        .env("PATH", path_with_program(&site))
        .current_dir(site.root())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let path = String::from_utf8(ran.stdout).unwrap();
    let path = path.trim();
    assert!(path.starts_with("content/lessons/kijk-eerst"), "{path}");
    let text = site.read(path);
    assert!(
        text.ends_with("---\n\n## De les\n\nGa kijken.\n\n### Een kop van de schrijver\n\nMeer.\n"),
        "{text}"
    );
    assert!(!site.has("gehackt"));
    site.run(&["check"]).code(0);
    let listed = site.run(&["list", "lesson", "--json"]).code(0).json();
    let titles: Vec<&str> = (listed.as_array().unwrap().iter())
        .map(|page| page["title"].as_str().unwrap())
        .collect();
    assert!(titles.contains(&title), "{titles:?}");
}

#[test]
fn the_check_of_a_change_says_what_is_wrong_in_a_comment() {
    let step = steps(&yaml("controle.yml"));
    let step = step.iter().find(|step| step["id"] == "controle").unwrap();
    let script = step["run"].as_str().unwrap();
    let site = begun();
    let path = path_with_program(&site);
    let check = || {
        site.put("uitvoer", "");
        let ran = Command::new("bash")
            .args(["-e", "-c", script])
            .env("PATH", &path)
            .env("GITHUB_OUTPUT", "uitvoer")
            .current_dir(site.root())
            .output()
            .unwrap();
        assert!(ran.status.success(), "{ran:?}");
        (
            String::from_utf8(ran.stdout).unwrap(),
            site.read("reactie.md"),
            site.read("uitvoer"),
        )
    };
    let (_, comment, good) = check();
    assert!(comment.contains("vond geen fouten"), "{comment}");
    assert_eq!(good, "goed=ja\n");
    site.put(
        "content/lessons/fout.md",
        "---\ntitle: Fout\nsummary: x\nevidence: mening\n---\n",
    );
    let (lines, comment, good) = check();
    assert!(
        lines.contains("::error file=content/lessons/fout.md,line=4"),
        "{lines}"
    );
    assert!(
        comment.contains("content/lessons/fout.md:4:11"),
        "{comment}"
    );
    assert!(
        comment.contains("oplossing: Kies uit: stelling"),
        "{comment}"
    );
    assert_eq!(good, "goed=nee\n");
}
