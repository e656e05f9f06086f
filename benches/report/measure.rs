//! What one run of a program costs: time, processor time, memory, and the files that it leaves.
//!
//! The numbers are the kernel's own accounts of the finished child (`wait4`), to the microsecond;
//! `/usr/bin/time` reads the same accounts and rounds them to hundredths. Peak memory counts a child
//! from its fork, so the process that measures must stay small: it starts others for all that takes
//! memory, the corpus included.

use std::collections::HashSet;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use wait4::Wait4;

/// A run that takes longer than this hangs; the bench ends rather than wait for it.
const LIMIT: Duration = Duration::from_secs(300);

/// The cost of one run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) user: Duration,
    pub(crate) system: Duration,
    /// Peak resident memory in bytes.
    pub(crate) memory: u64,
}

impl Cost {
    /// Processor time in all.
    pub(crate) fn cpu(&self) -> Duration {
        self.user + self.system
    }
}

/// Runs `command` to its end; an error where it fails or hangs, with what it said.
pub(crate) fn run(command: &mut Command, log: &Path) -> io::Result<Cost> {
    let output = fs::File::create(log)?;
    command
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output);
    let start = Instant::now();
    let mut child = command.spawn()?;
    let done = loop {
        if let Some(done) = child.try_wait4()? {
            break done;
        }
        if start.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            return Err(failure(
                command,
                &format!("hangs: stopped after {LIMIT:?}"),
                log,
            ));
        }
        thread::sleep(Duration::from_micros(500));
    };
    let wall = start.elapsed();
    if !done.status.success() {
        return Err(failure(command, &done.status.to_string(), log));
    }
    let used = done.rusage;
    Ok(Cost {
        wall,
        user: used.utime,
        system: used.stime,
        memory: used.maxrss,
    })
}

fn failure(command: &Command, what: &str, log: &Path) -> io::Error {
    let said = fs::read(log).unwrap_or_default();
    let said = String::from_utf8_lossy(&said[said.len().saturating_sub(4_000)..]).into_owned();
    io::Error::other(format!("{command:?}: {what}\n{said}"))
}

/// The median of each number by itself.
pub(crate) fn median(costs: &[Cost]) -> Cost {
    Cost {
        wall: middle(costs.iter().map(|cost| cost.wall)),
        user: middle(costs.iter().map(|cost| cost.user)),
        system: middle(costs.iter().map(|cost| cost.system)),
        memory: middle(costs.iter().map(|cost| cost.memory)),
    }
}

/// The lower of the two middle values where there are two.
fn middle<T: Ord + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    let at = values.len().saturating_sub(1) / 2;
    values.into_iter().nth(at).unwrap_or_default()
}

/// Files and their bytes below a folder.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Files {
    pub(crate) count: u64,
    pub(crate) bytes: u64,
}

/// Counts what stands below `folder`; nothing where it does not exist. A file with several names there
/// counts once.
pub(crate) fn files(folder: &Path) -> Files {
    let mut known = HashSet::new();
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter_map(|entry| entry.metadata().ok())
        .filter(fs::Metadata::is_file)
        .filter(|file| known.insert((file.dev(), file.ino())))
        .fold(Files::default(), |sum, file| Files {
            count: sum.count + 1,
            bytes: sum.bytes + file.len(),
        })
}
