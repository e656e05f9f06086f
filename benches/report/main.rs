//! `make bench`: how fast and how large the tool is, against the least that any generator must do.
//!
//! In: nothing but the program itself. Out: a table on the terminal, and `docs/prestaties.md` with
//! its drawing. The steps, each in a file of its own:
//!
//! 1. `corpus` writes guides of the sizes asked for into memory (tmpfs).
//! 2. `rounds` runs `floor` and `wijkgids build` by turns, each from a clean start; `measure` reads
//!    what each run cost.
//! 3. `report` makes text of the medians, `chart` a drawing.
//!
//! `report search` measures search under load instead (`search`, `load`, `queries`), and writes its
//! `section` of the same page; `report load` how much the server takes (`capacity`), and static pages
//! beside nginx (`versus`), and writes the section of `pressure`; `report dev` how soon an edit is seen
//! (`dev`), beside Hugo's server (`hugo`), and writes the section of `editing`.
//!
//! What is timed runs in a process of its own, so this program also starts itself:
//! `report floor VARIANT SITE OUT INDEX` and `report corpus SITE PAGES` work by hand too.

mod capacity;
mod chart;
mod corpus;
mod dev;
mod editing;
mod floor;
mod hugo;
mod load;
mod machine;
mod measure;
mod pressure;
mod queries;
mod report;
mod rounds;
mod search;
mod section;
mod served;
mod versus;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;
use std::{fs, io};

const USAGE: &str = "\
cargo bench --bench report -- [--pages 1000,10000,50000] [--runs 5] [--binary PATH]
cargo bench --bench report -- search [--pages 10000] [--seconds 30] [--binary PATH]
cargo bench --bench report -- load [--pages 10000] [--seconds 60] [--minutes 10] [--binary PATH]
cargo bench --bench report -- dev [--pages 10000] [--edits 100] [--many 1000] [--binary PATH]
cargo bench --bench report -- floor html|index|dutch-index SITE OUT INDEX
cargo bench --bench report -- corpus SITE PAGES";

/// What was asked for.
struct Options {
    pages: Vec<usize>,
    runs: usize,
    binary: PathBuf,
}

fn main() -> ExitCode {
    // Cargo adds `--bench` when it benches and not when it runs all targets as tests.
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let bench = args.iter().any(|arg| arg == "--bench");
    args.retain(|arg| arg != "--bench");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["floor", name, site, out, index] => floor(name, site, out, index),
        ["corpus", site, pages] => corpus(site, pages),
        ["search", options @ ..] => {
            search_options(options).and_then(|options| search_all(&options))
        }
        ["load", options @ ..] => load_options(options).and_then(|options| load_all(&options)),
        ["dev", options @ ..] => dev_options(options).and_then(|options| dev_all(&options)),
        [] if !bench => {
            println!("{USAGE}");
            Ok(())
        }
        options => options_of(options).and_then(|options| bench_all(&options)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn floor(name: &str, site: &str, out: &str, index: &str) -> io::Result<()> {
    let variant = floor::Variant::ALL
        .into_iter()
        .find(|variant| variant.name() == name);
    let variant = variant.ok_or_else(usage)?;
    let text = floor::run(variant, Path::new(site), Path::new(out), Path::new(index))?;
    println!("{text}");
    Ok(())
}

fn corpus(site: &str, pages: &str) -> io::Result<()> {
    let size = corpus::write(Path::new(site), pages.parse().map_err(|_| usage())?)?;
    println!("{} {} {}", size.pages, size.words, size.bytes);
    Ok(())
}

/// Hands every option of a command line to `take`, with its value.
fn read(args: &[&str], mut take: impl FnMut(&str, &str) -> io::Result<()>) -> io::Result<()> {
    for option in args.chunks(2) {
        match option {
            [name, value] => take(name, value)?,
            _ => return Err(usage()),
        }
    }
    Ok(())
}

fn number<T: FromStr>(value: &str) -> io::Result<T> {
    value.parse().map_err(|_| usage())
}

fn options_of(args: &[&str]) -> io::Result<Options> {
    let mut options = Options {
        pages: vec![1_000, 10_000, 50_000],
        runs: 5,
        binary: env!("CARGO_BIN_EXE_wijkgids").into(),
    };
    read(args, |name, value| {
        match name {
            "--pages" => {
                let pages: Result<_, _> = value.split([',', ' ']).map(str::parse).collect();
                options.pages = pages.map_err(|_| usage())?;
            }
            "--runs" => options.runs = number(value)?,
            "--binary" => options.binary = fs::canonicalize(value)?,
            _ => return Err(usage()),
        }
        Ok(())
    })?;
    if options.runs == 0 || options.pages.is_empty() {
        return Err(usage());
    }
    Ok(options)
}

/// What was asked for of search.
struct SearchOptions {
    pages: usize,
    seconds: u64,
    binary: PathBuf,
}

fn search_options(args: &[&str]) -> io::Result<SearchOptions> {
    let mut options = SearchOptions {
        pages: 10_000,
        seconds: 30,
        binary: env!("CARGO_BIN_EXE_wijkgids").into(),
    };
    read(args, |name, value| {
        match name {
            "--pages" => options.pages = number(value)?,
            "--seconds" => options.seconds = number(value)?,
            "--binary" => options.binary = fs::canonicalize(value)?,
            _ => return Err(usage()),
        }
        Ok(())
    })?;
    // A minute says what an hour would.
    match (1..=60).contains(&options.seconds) {
        true => Ok(options),
        false => Err(usage()),
    }
}

fn search_all(options: &SearchOptions) -> io::Result<()> {
    let folder = machine::folder(options.pages)?;
    let machine = machine::Machine::of(folder.path());
    let time = Duration::from_secs(options.seconds);
    let answered = search::run(folder.path(), &options.binary, options.pages, time)?;
    println!("\n{}", section::table(&answered));
    if options.pages != 10_000 || options.seconds < 30 {
        println!(
            "A quick look: docs/prestaties.md is written only with 10,000 pages and thirty seconds or more."
        );
        return Ok(());
    }
    put(section::TITLE, &section::section(&machine, &answered))
}

/// What was asked for of the server under pressure.
struct LoadOptions {
    pages: usize,
    seconds: u64,
    minutes: f64,
    binary: PathBuf,
}

fn load_options(args: &[&str]) -> io::Result<LoadOptions> {
    let mut options = LoadOptions {
        pages: 10_000,
        seconds: 60,
        minutes: 10.0,
        binary: env!("CARGO_BIN_EXE_wijkgids").into(),
    };
    read(args, |name, value| {
        match name {
            "--pages" => options.pages = number(value)?,
            "--seconds" => options.seconds = number(value)?,
            "--minutes" => options.minutes = number(value)?,
            "--binary" => options.binary = fs::canonicalize(value)?,
            _ => return Err(usage()),
        }
        Ok(())
    })?;
    let sound = (1..=600).contains(&options.seconds) && (0.05..=60.0).contains(&options.minutes);
    sound.then_some(options).ok_or_else(usage)
}

fn load_all(options: &LoadOptions) -> io::Result<()> {
    let folder = machine::folder(options.pages)?;
    let machine = machine::Machine::of(folder.path());
    let times = capacity::Times {
        sustained: Duration::from_secs(options.seconds),
        flood: Duration::from_secs_f64(options.minutes * 60.0),
    };
    let (base, binary) = (folder.path(), &options.binary);
    let capacity = capacity::run(base, binary, options.pages, times)?;
    // Six rounds of three servers.
    let each = Duration::from_secs((options.seconds / 6).clamp(1, 10));
    let versus = versus::run(base, &base.join("druk"), binary, each)?;
    let section = pressure::section(&machine, &capacity, versus.as_deref(), times);
    println!("\n{section}");
    if options.pages != 10_000 || options.seconds < 60 || options.minutes < 10.0 {
        println!(
            "A quick look: docs/prestaties.md is written only with 10,000 pages, a minute, and ten minutes of too much."
        );
        return Ok(());
    }
    put(pressure::TITLE, &section)
}

/// What was asked for of editing.
struct DevOptions {
    pages: usize,
    times: dev::Times,
    binary: PathBuf,
}

fn dev_options(args: &[&str]) -> io::Result<DevOptions> {
    let mut options = DevOptions {
        pages: 10_000,
        times: dev::Times {
            edits: 100,
            many: 1_000,
        },
        binary: env!("CARGO_BIN_EXE_wijkgids").into(),
    };
    read(args, |name, value| {
        match name {
            "--pages" => options.pages = number(value)?,
            "--edits" => options.times.edits = number(value)?,
            "--many" => options.times.many = number(value)?,
            "--binary" => options.binary = fs::canonicalize(value)?,
            _ => return Err(usage()),
        }
        Ok(())
    })?;
    match options.times.edits {
        0 => Err(usage()),
        _ => Ok(options),
    }
}

fn dev_all(options: &DevOptions) -> io::Result<()> {
    let folder = machine::folder(options.pages)?;
    let machine = machine::Machine::of(folder.path());
    let edited = dev::run(folder.path(), &options.binary, options.pages, options.times)?;
    println!("{}", editing::table(&edited));
    let dev::Times { edits, many } = options.times;
    if options.pages != 10_000 || edits < 100 || many < 1_000 {
        println!(
            "A quick look: docs/prestaties.md is written only with 10,000 pages, a hundred edits under the clock and a thousand in all."
        );
        return Ok(());
    }
    put(editing::TITLE, &editing::section(&machine, &edited))
}

/// Writes a section of docs/prestaties.md in place of the one of the same title.
fn put(title: &str, section: &str) -> io::Result<()> {
    let file = docs()?.join("prestaties.md");
    let page = fs::read_to_string(&file).unwrap_or_default();
    fs::write(file, section::put(&page, title, section))?;
    println!("The section “{title}” of docs/prestaties.md is written.");
    Ok(())
}

fn docs() -> io::Result<PathBuf> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    fs::create_dir_all(&docs)?;
    Ok(docs)
}

fn usage() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, USAGE)
}

fn bench_all(options: &Options) -> io::Result<()> {
    let largest = options.pages.iter().max().copied().unwrap_or_default();
    let folder = machine::folder(largest)?;
    let machine = machine::Machine::of(folder.path());
    let mut results = Vec::new();
    for &pages in &options.pages {
        // Beyond 10,000 pages three runs are enough to see whether time grows with the pages.
        let runs = if pages > 10_000 {
            options.runs.min(3)
        } else {
            options.runs
        };
        let result = rounds::run(folder.path(), &options.binary, pages, runs)?;
        println!("\n{}", report::table(&result));
        results.push(result);
    }
    let complete = results
        .iter()
        .any(|r| r.corpus.pages == 10_000 && r.runs >= 3 && r.builds());
    if complete {
        let docs = docs()?;
        let file = docs.join("prestaties.md");
        let before = fs::read_to_string(&file).unwrap_or_default();
        let mut page = report::page(&machine, &results);
        for title in [section::TITLE, pressure::TITLE, editing::TITLE] {
            page = section::put(&page, title, section::of(&before, title));
        }
        fs::write(file, page)?;
        fs::write(docs.join("prestaties.svg"), chart::draw(&results))?;
        println!("docs/prestaties.md and docs/prestaties.svg are written.");
    } else {
        println!(
            "A quick look: docs/prestaties.md is written only with `wijkgids build`, 10,000 pages and three runs or more."
        );
    }
    Ok(())
}
