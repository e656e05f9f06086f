//! Static pages, beside nginx: both serve the same files, asked by turns with `wrk`, in one run.
//!
//! nginx is Debian's, as it serves files without the log that ours does not write either; a second row
//! lets it keep files open. Where nginx or wrk is not installed, nothing is measured, and it is said.

use std::io::{self, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::corpus::random::Random;
use crate::served::{SERVE, Server};

/// How many of the pages are asked for.
const PAGES: usize = 500;

/// Connections that ask, on one thread.
const CONNECTIONS: &str = "32";

/// How often each server is asked.
const ROUNDS: usize = 5;

/// What serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Wijkgids,
    Nginx,
    /// With its cache of open files.
    NginxOpen,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Row {
    pub(crate) who: Who,
    /// Requests a second: the median.
    pub(crate) rate: f64,
    /// Processor time that the server took for each, in microseconds: the median.
    pub(crate) cpu: f64,
}

/// Measures both over the guide that stands built in `site`; none where a program is missing.
pub(crate) fn run(
    base: &Path,
    site: &Path,
    binary: &Path,
    time: Duration,
) -> io::Result<Option<Vec<Row>>> {
    let (Some(nginx), Some(wrk)) = (found("nginx"), found("wrk")) else {
        eprintln!("nginx or wrk is not installed: static pages are not measured beside nginx.");
        return Ok(None);
    };
    let script = base.join("pages.lua");
    fs::write(&script, lua(site)?)?;
    let plain = Nginx::start(&nginx, &base.join("nginx"), site, false)?;
    let open = Nginx::start(&nginx, &base.join("nginx-open"), site, true)?;
    let ours = Server::start(binary, SERVE, site)?;
    let ports = [
        (Who::Wijkgids, ours.addr.port(), vec![ours.id()]),
        (Who::Nginx, plain.port, plain.workers()?),
        (Who::NginxOpen, open.port, open.workers()?),
    ];
    let mut runs = vec![Vec::new(); ports.len()];
    for round in 0..=ROUNDS {
        for (at, (who, port, processes)) in ports.iter().enumerate() {
            let before = cpu(processes);
            let (requests, rate) = ask(&wrk, &script, *port, time)?;
            let each = (cpu(processes) - before).as_secs_f64() * 1e6 / requests;
            eprintln!("{who:?}: {rate:.0}/s, {each:.1} µs each");
            // The first round warms.
            if round > 0 {
                runs[at].push((rate, each));
            }
        }
    }
    let middle = |mut numbers: Vec<f64>| {
        numbers.sort_by(f64::total_cmp);
        numbers[numbers.len() / 2]
    };
    let rows = ports.iter().zip(runs).map(|((who, ..), runs)| Row {
        who: *who,
        rate: middle(runs.iter().map(|run| run.0).collect()),
        cpu: middle(runs.iter().map(|run| run.1).collect()),
    });
    Ok(Some(rows.collect()))
}

/// Where a program stands; Debian keeps servers where only root looks by itself.
fn found(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// What wrk asks for: pages in no order, the same ones each time.
fn lua(site: &Path) -> io::Result<String> {
    let public = site.join("public");
    let mut pages = Vec::new();
    for entry in walkdir::WalkDir::new(&public).sort_by_file_name() {
        let entry = entry.map_err(io::Error::other)?;
        if entry.file_name() == "index.html"
            && let Ok(path) = entry.path().strip_prefix(&public)
            && let Some(folder) = path.parent().and_then(Path::to_str)
        {
            pages.push(match folder {
                "" => "/".to_owned(),
                folder => format!("/{folder}/"),
            });
        }
    }
    // What nginx has as a page of its own, ours answers with a redirect.
    pages.retain(|page| !page.as_bytes().get(1).is_some_and(u8::is_ascii_digit));
    pages.retain(|page| !page.starts_with("/hoofdstukken/") || !page.contains('.'));
    let mut random = Random::stream("static", 0);
    let mut out = String::from("local paths = {\n");
    for _ in 0..PAGES {
        out.push_str(&format!("{:?},\n", random.pick(&pages)));
    }
    out.push_str(
        "}\nlocal n = 0\nrequest = function()\n  n = n % #paths + 1\n  \
         return wrk.format(\"GET\", paths[n])\nend\n",
    );
    Ok(out)
}

/// Asks for a while: how many were answered, and how many a second.
fn ask(wrk: &Path, script: &Path, port: u16, time: Duration) -> io::Result<(f64, f64)> {
    let seconds = time.as_secs().max(1);
    let output = Command::new(wrk)
        .args(["-t1", "-c", CONNECTIONS, "-d", &format!("{seconds}s"), "-s"])
        .arg(script)
        .arg(format!("http://127.0.0.1:{port}/"))
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let refused = said.contains("Non-2xx") || said.contains("Socket errors");
    let requests = said.lines().find_map(|line| {
        let (requests, _) = line.trim().split_once(" requests in ")?;
        requests.parse::<f64>().ok()
    });
    let rate = said.lines().find_map(|line| {
        let rate = line.trim().strip_prefix("Requests/sec:")?;
        rate.trim().parse::<f64>().ok()
    });
    match requests.zip(rate).filter(|_| !refused) {
        Some(asked) => Ok(asked),
        None => Err(io::Error::other(said)),
    }
}

/// Processor time of these processes so far.
fn cpu(processes: &[u32]) -> Duration {
    let ticks = processes.iter().filter_map(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name may hold spaces; user and system time are the 12th and 13th field after it.
        let (_, rest) = stat.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let of = |at: usize| fields.get(at)?.parse::<u64>().ok();
        Some(of(11)? + of(12)?)
    });
    // A tick is a hundredth of a second on every Linux.
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// nginx, serving a folder.
struct Nginx {
    process: Child,
    port: u16,
}

impl Nginx {
    fn start(nginx: &Path, folder: &Path, site: &Path, keeps_open: bool) -> io::Result<Nginx> {
        fs::create_dir_all(folder)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let keeps = match keeps_open {
            true => "open_file_cache max=20000 inactive=60s; open_file_cache_valid 60s;",
            false => "",
        };
        let user = match env::var("USER").as_deref() {
            Ok("root") | Err(_) => "user root;",
            Ok(_) => "",
        };
        let conf = folder.join("nginx.conf");
        let (temp, public) = (folder.display(), site.join("public"));
        let mut file = fs::File::create(&conf)?;
        write!(
            file,
            "{user} worker_processes auto; pid {temp}/pid; daemon off;\n\
             error_log {temp}/error.log;\n\
             events {{ worker_connections 1024; }}\n\
             http {{ include /etc/nginx/mime.types; sendfile on; tcp_nopush on; access_log off;\n\
             keepalive_requests 100000000; {keeps}\n\
             client_body_temp_path {temp}; proxy_temp_path {temp}; fastcgi_temp_path {temp};\n\
             uwsgi_temp_path {temp}; scgi_temp_path {temp};\n\
             server {{ listen 127.0.0.1:{port}; root {}; }} }}\n",
            public.display()
        )?;
        let process = Command::new(nginx)
            .arg("-e")
            .arg(folder.join("error.log"))
            .arg("-c")
            .arg(&conf)
            .stdin(Stdio::null())
            .spawn()?;
        let nginx = Nginx { process, port };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > Duration::from_secs(10) {
                return Err(io::Error::other("nginx does not listen"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(nginx)
    }

    /// Its workers: the children of the process that was started.
    fn workers(&self) -> io::Result<Vec<u32>> {
        let id = self.process.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
        Ok(children
            .split_whitespace()
            .filter_map(|id| id.parse().ok())
            .collect())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end when it is told to stop; killed, it would leave them behind.
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.process.wait();
    }
}
