//! On which machine, from which state of the repository, and in which folder is measured.

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// What a page takes on the way, at most: source, HTML in the store and in `public/`, index.
const BYTES_A_PAGE: u64 = 120_000;

/// What a reader must know to compare the seconds.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    /// In GB.
    pub(crate) memory: u64,
    pub(crate) kernel: String,
    pub(crate) compiler: String,
    /// Whether everything stood in memory.
    pub(crate) tmpfs: bool,
    /// `SOURCE_DATE_EPOCH`, or else the day of the commit: never the clock, so that the same
    /// measurements give the same page.
    pub(crate) date: Option<String>,
    pub(crate) commit: Option<String>,
}

impl Machine {
    /// This machine, with `folder` to measure in.
    pub(crate) fn of(folder: &Path) -> Machine {
        let unknown = || "onbekend".to_owned();
        let epoch = env::var("SOURCE_DATE_EPOCH")
            .ok()
            .and_then(|text| text.parse().ok());
        let date = epoch
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string());
        Machine {
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
            cores: std::thread::available_parallelism().map_or(1, Into::into),
            memory: (kilobytes("MemTotal") + 500_000) / 1_000_000,
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")
                .map_or_else(|_| unknown(), |text| text.trim().to_owned()),
            compiler: said(Command::new("rustc").arg("--version")).unwrap_or_else(unknown),
            tmpfs: folder.starts_with("/dev/shm"),
            date: date.or_else(|| git("%cs")),
            commit: git("%h"),
        }
    }

    /// What a section says of where it was measured, with what is to be said of the processors.
    pub(crate) fn told(&self, cores: &str) -> String {
        let mut told = format!(
            "Gemeten op: {}, {} kernen{cores}.",
            self.processor, self.cores
        );
        if let (Some(date), Some(commit)) = (&self.date, &self.commit) {
            told.push_str(&format!(" Stand van de broncode: {date}, `{commit}`."));
        }
        told
    }
}

/// What the system tells of a process under `name`, such as `VmRSS:`, in bytes.
pub(crate) fn memory_of(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// A folder of our own that goes when we are done: in memory where there is room for `pages`.
pub(crate) fn folder(pages: usize) -> io::Result<tempfile::TempDir> {
    let need = pages as u64 * BYTES_A_PAGE / 1_000;
    let free = said(Command::new("df").args(["-Pk", "/dev/shm"])).and_then(|text| {
        text.lines()
            .nth(1)?
            .split_whitespace()
            .nth(3)?
            .parse::<u64>()
            .ok()
    });
    // Files in tmpfs are memory, and the programs need some too.
    let room = free.is_some_and(|free| free > need) && kilobytes("MemAvailable") > need * 3 / 2;
    let place = if room {
        "/dev/shm".into()
    } else {
        env::temp_dir()
    };
    tempfile::Builder::new()
        .prefix("wijkgids-bench-")
        .tempdir_in(place)
}

fn kilobytes(name: &str) -> u64 {
    field("/proc/meminfo", name)
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// The value of the first line `name: value` of a file in /proc.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

fn git(format: &str) -> Option<String> {
    let mut git = Command::new("git");
    said(
        git.current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["log", "-1"])
            .arg(format!("--format={format}")),
    )
}

/// What a command says, where it succeeds.
fn said(command: &mut Command) -> Option<String> {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
