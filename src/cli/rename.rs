//! `wijkgids rename`: another name for a page, a chapter's number or a heading, and every link with it.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use similar::TextDiff;

use super::ask::Asker;
use super::context::{self, Opened, SiteContext};
use super::{Failure, Global, Lang};
use crate::content::files::Files;
use crate::diagnostic::Diagnostics;
use crate::edit::rename::{self, Plan, Refusal, TextChange};
use crate::guide::Guide;
use crate::pipeline::{self, CompileOptions, Silent};
use crate::publish::{Ledger, Places};

#[derive(Debug, Args)]
#[command(after_help = "Voorbeelden:
  wijkgids rename lesson/ga-kijken kijk-eerst
  wijkgids rename lesson/ga-kijken#de-les '#wat-we-leerden'
  wijkgids rename chapter/2.4 2.5")]
pub(super) struct Rename {
    /// De pagina zoals ze nu heet: lesson/ga-kijken, of met een kop: lesson/ga-kijken#de-les
    #[arg(value_name = "OUD")]
    old: String,
    /// De nieuwe naam: kijk-eerst, of #nieuwe-kop
    #[arg(value_name = "NIEUW")]
    new: String,
    /// Doe het zonder te vragen
    #[arg(long, short = 'y')]
    yes: bool,
    /// Laat alleen zien wat er zou veranderen
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

pub(super) fn run(global: &Global, command: Rename) -> Result<ExitCode, Failure> {
    let site = match context::open(global)? {
        Opened::Site(site) => site,
        Opened::Refused(code) => return Ok(code),
    };
    let (before, found_before) = state(&site, &site.files)?;
    let change = rename::find(&before, &command.old, &command.new).map_err(refused)?;
    let plan = rename::plan(&site.files, &before, &change).map_err(refused)?;
    let (after, found_after) = state(&site, &plan.over(&site.files))?;
    let changed = rename::what_changed(&change, (&before, &found_before), (&after, &found_after));
    if !changed.is_empty() {
        return Err(not_alone(&changed));
    }
    if !global.json {
        let colours = context::colours(io::stdout().is_terminal());
        context::print(&shown(&plan, colours))?;
    }
    let done = !command.dry_run && agreed(global, command.yes, &plan)?;
    if done {
        apply(&site.root, &plan)?;
    }
    if global.json {
        context::print(&json(&plan, done))?;
    } else if !global.quiet {
        say(global, &plan, done);
    }
    Ok(ExitCode::SUCCESS)
}

/// The guide that `files` make, drafts included, and all that `check` finds in it.
fn state(site: &SiteContext, files: &dyn Files) -> Result<(Guide, Diagnostics), Failure> {
    let compile = CompileOptions {
        drafts: true,
        today: None,
    };
    let (config, analyzer) = (&site.config, &site.analyzer);
    let compiled = pipeline::compile(files, config, analyzer, &compile, &Silent);
    let ledger = Ledger::read(&Places::of(&site.root))?;
    let check = CompileOptions {
        drafts: false,
        today: Some(context::today()),
    };
    let found = pipeline::check(files, config, analyzer, &check, &ledger);
    Ok((compiled.guide, found))
}

/// The change as a unified diff, moves first.
fn shown(plan: &Plan, colours: bool) -> String {
    let mut out = String::new();
    let moves = plan.texts.iter().map(|text| (&text.path, &text.to));
    for (from, to) in moves.chain(plan.moves.iter().map(|(from, to)| (from, to))) {
        if from != to {
            out.push_str(&format!("{from} → {to}\n"));
        }
    }
    for TextChange {
        path,
        to,
        before,
        after,
    } in &plan.texts
    {
        if before == after {
            continue;
        }
        let diff = TextDiff::from_lines(before, after);
        let diff = diff
            .unified_diff()
            .context_radius(1)
            .header(path, to)
            .to_string();
        // What a file holds must not steer the terminal.
        let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        let diff = diff.replace(steers, "\u{fffd}");
        match colours {
            true => diff.split_inclusive('\n').for_each(|line| {
                let colour = match line.as_bytes().first() {
                    Some(b'+') => "\x1b[32m",
                    Some(b'-') => "\x1b[31m",
                    Some(b'@') => "\x1b[36m",
                    _ => "",
                };
                let (text, end) = match line.strip_suffix('\n') {
                    Some(text) => (text, "\n"),
                    None => (line, ""),
                };
                let reset = if colour.is_empty() { "" } else { "\x1b[0m" };
                out.push_str(&format!("{colour}{text}{reset}{end}"));
            }),
            false => out.push_str(&diff),
        }
    }
    out
}

/// Whether it may be done: said beforehand, or asked on a terminal.
fn agreed(global: &Global, yes: bool, plan: &Plan) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    let (stdin, stderr) = (io::stdin(), io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        return Err(Failure::new(
            [
                "er is niets gewijzigd: zonder terminal kan ik niet vragen of het goed is",
                "nothing was changed: without a terminal I cannot ask whether this is right",
            ],
            [
                "geef --yes mee om het te doen, of --dry-run om alleen te kijken",
                "give --yes to do it, or --dry-run to look only",
            ],
        ));
    }
    let mut asker = Asker {
        input: stdin.lock(),
        output: stderr.lock(),
        lang: global.lang,
    };
    let count = plan.texts.len() + plan.moves.len();
    let question = match (global.lang, count) {
        (Lang::Nl, 1) => "Dit ene bestand wijzigen?".to_owned(),
        (Lang::Nl, count) => format!("Deze {count} bestanden wijzigen?"),
        (Lang::En, 1) => "Change this one file?".to_owned(),
        (Lang::En, count) => format!("Change these {count} files?"),
    };
    // Who goes away has not agreed.
    Ok(asker.consent(&question).unwrap_or(false))
}

/// Does what was planned: first everything new is written beside what is there, then each takes its
/// place, so that a full disk changes nothing.
fn apply(root: &Path, plan: &Plan) -> Result<(), Failure> {
    for text in &plan.texts {
        let path = root.join(&text.path);
        let now = fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
        if now != text.before.as_bytes() {
            return Err(touched(&text.path));
        }
    }
    let moved = plan.texts.iter().map(|text| (&text.path, &text.to));
    let moved = moved.chain(plan.moves.iter().map(|(from, to)| (from, to)));
    for (_, to) in moved.filter(|(from, to)| from != to) {
        let path = root.join(to);
        if path.exists() {
            return Err(refused(Refusal::Taken(to.clone(), to.clone())));
        }
    }
    let mut written: Vec<PathBuf> = Vec::new();
    let result = plan.texts.iter().try_for_each(|text| {
        let place = beside(&root.join(&text.to));
        written.push(place.clone());
        let old = root.join(&text.path);
        fs::write(&place, &text.after)
            .and_then(|()| fs::metadata(&old))
            .and_then(|metadata| fs::set_permissions(&place, metadata.permissions()))
            .map_err(|error| Failure::io(&place, &error))
    });
    if let Err(failure) = result {
        for path in written {
            // What could not be written may not be there to be removed.
            let _ = fs::remove_file(path);
        }
        return Err(failure);
    }
    for text in &plan.texts {
        let (old, new) = (root.join(&text.path), root.join(&text.to));
        fs::rename(beside(&new), &new).map_err(|error| Failure::io(&new, &error))?;
        if old != new {
            fs::remove_file(&old).map_err(|error| Failure::io(&old, &error))?;
        }
    }
    for (from, to) in &plan.moves {
        let (from, to) = (root.join(from), root.join(to));
        let folder = to.parent().unwrap_or(root);
        fs::create_dir_all(folder)
            .and_then(|()| fs::rename(&from, &to))
            .map_err(|error| Failure::io(&from, &error))?;
        // A folder that held nothing else goes with what it held.
        if let Some(folder) = from.parent() {
            let _ = fs::remove_dir(folder);
        }
    }
    Ok(())
}

/// A name that no walk takes for content, in the same folder.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.nieuw"))
}

fn json(plan: &Plan, done: bool) -> String {
    let texts = plan.texts.iter().map(|text| (&text.path, &text.to));
    let moves = plan.moves.iter().map(|(from, to)| (from, to));
    let files: Vec<_> = texts
        .chain(moves)
        .map(|(from, to)| serde_json::json!({"from": from, "to": to}))
        .collect();
    format!("{:#}\n", serde_json::json!({"done": done, "files": files}))
}

fn say(global: &Global, plan: &Plan, done: bool) {
    let count = plan.texts.len() + plan.moves.len();
    match (global.lang, done) {
        (Lang::Nl, true) => {
            eprintln!("Gewijzigde bestanden: {count}. Controleer met: wijkgids check")
        }
        (Lang::En, true) => eprintln!("Files changed: {count}. Check with: wijkgids check"),
        (Lang::Nl, false) => eprintln!("Er is niets gewijzigd."),
        (Lang::En, false) => eprintln!("Nothing was changed."),
    }
}

fn not_alone(changed: &[String]) -> Failure {
    let shown = changed[..changed.len().min(5)].join("; ");
    Failure::new(
        [
            format!("met deze naam verandert er meer dan de naam: {shown}"),
            format!("with this name more would change than the name: {shown}"),
        ],
        [
            "er is niets gewijzigd; kies een andere naam, of los eerst op wat wijkgids check meldt",
            "nothing was changed; choose another name, or first mend what wijkgids check reports",
        ],
    )
}

fn touched(file: &str) -> Failure {
    Failure::new(
        [
            format!("{file} is intussen gewijzigd; er is niets gedaan"),
            format!("{file} has changed meanwhile; nothing was done"),
        ],
        ["probeer het opnieuw", "try again"],
    )
}

fn refused(refusal: Refusal) -> Failure {
    let meant = |near: &Option<String>| match near {
        Some(near) => [
            format!("; bedoelde u {near}?"),
            format!("; did you mean {near}?"),
        ],
        None => [String::new(), String::new()],
    };
    match refusal {
        Refusal::UnknownPage(name, near) => {
            let [nl, en] = meant(&near);
            Failure::new(
                [
                    format!("er is geen pagina “{name}”{nl}"),
                    format!("there is no page “{name}”{en}"),
                ],
                [
                    "noem de pagina als soort/naam, zoals lesson/ga-kijken; wijkgids list noemt ze alle",
                    "name the page as kind/name, such as lesson/ga-kijken; wijkgids list names them all",
                ],
            )
        }
        Refusal::NoFile(id) => Failure::new(
            [
                format!("{id} heeft geen eigen bestand"),
                format!("{id} has no file of its own"),
            ],
            [
                "een bron heet naar haar sleutel in sources.yaml, een plaats naar haar naam bij places; wijzig die daar",
                "a source is named by its key in sources.yaml, a place by its name in places; change it there",
            ],
        ),
        Refusal::UnknownHeading(name, all, near) => {
            let near = near.map(|near| format!("#{near}"));
            let [nl, en] = meant(&near);
            let all: Vec<String> = all.iter().map(|id| format!("#{id}")).collect();
            Failure::new(
                [
                    format!("er is geen kop “#{name}” op die pagina{nl}"),
                    format!("there is no heading “#{name}” on that page{en}"),
                ],
                [
                    format!("kies uit: {}", all.join(", ")),
                    format!("choose one of: {}", all.join(", ")),
                ],
            )
        }
        Refusal::OtherKind(old, new) => Failure::new(
            [
                format!(
                    "een {} kan geen {} worden",
                    old.info().dutch,
                    new.info().dutch
                ),
                format!("a {old} cannot become a {new}"),
            ],
            [
                "elke soort heeft eigen gegevens; maak een nieuwe pagina met wijkgids new en trek de oude in",
                "every kind has keys of its own; make a new page with wijkgids new and withdraw the old one",
            ],
        ),
        Refusal::HeadingAndPage => Failure::new(
            [
                "de ene naam is een pagina en de andere een kop",
                "one name is a page and the other a heading",
            ],
            [
                "zo hernoem je een kop: wijkgids rename lesson/ga-kijken#oude-kop '#nieuwe-kop'",
                "a heading is renamed so: wijkgids rename lesson/ga-kijken#old-heading '#new-heading'",
            ],
        ),
        Refusal::BadName(name, meant) => Failure::new(
            [
                format!("“{name}” kan geen naam zijn: alleen kleine letters, cijfers en streepjes"),
                format!("“{name}” cannot be a name: lower case letters, digits and hyphens only"),
            ],
            match meant.is_empty() {
                true => [
                    "kies een andere naam".to_owned(),
                    "choose another name".to_owned(),
                ],
                false => [
                    format!("bijvoorbeeld: {meant}"),
                    format!("for example: {meant}"),
                ],
            },
        ),
        Refusal::Reserved(name) => Failure::new(
            [
                format!("het adres /{name}/ is van de gids zelf"),
                format!("the address /{name}/ is the guide’s own"),
            ],
            ["kies een andere naam", "choose another name"],
        ),
        Refusal::Taken(name, file) => Failure::new(
            [
                format!("{name} bestaat al: {file}"),
                format!("{name} exists already: {file}"),
            ],
            ["kies een andere naam", "choose another name"],
        ),
        Refusal::Same(name) => Failure::new(
            [
                format!("{name} heet al zo"),
                format!("{name} has that name already"),
            ],
            ["er is niets te doen", "there is nothing to do"],
        ),
        Refusal::Unreadable(file) => Failure::new(
            [
                format!("{file} kan niet worden gelezen"),
                format!("{file} cannot be read"),
            ],
            [
                "los eerst op wat wijkgids check meldt",
                "first mend what wijkgids check reports",
            ],
        ),
    }
}
