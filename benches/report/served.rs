//! The program, serving a guide in a process of its own.

use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::machine::memory_of;

/// What serves what was built.
pub(crate) const SERVE: &[&str] = &["serve", "--no-build"];

/// The program, serving.
pub(crate) struct Server {
    process: Child,
    pub(crate) addr: SocketAddr,
}

impl Server {
    /// Starts `serve` or another `command` on a free port, and waits until it listens.
    pub(crate) fn start(binary: &Path, command: &[&str], site: &Path) -> io::Result<Server> {
        let mut process = Command::new(binary)
            .args(command)
            .args(["--addr", "127.0.0.1:0", "--site"])
            .arg(site)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let said = process.stderr.take();
        let mut server = Server {
            process,
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        let mut lines = said
            .into_iter()
            .flat_map(|said| BufReader::new(said).lines());
        for line in lines.by_ref() {
            let line = line?;
            let addr = line
                .split_once("http://")
                .and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
            if let Some(addr) = addr {
                server.addr = addr;
                break;
            }
            eprintln!("{line}");
        }
        if server.addr.port() == 0 {
            return Err(io::Error::other("the server ended before it listened"));
        }
        // What it says later is passed on, or its pipe would fill.
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .for_each(|line| eprintln!("{line}"))
        });
        Ok(server)
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Its peak memory in bytes.
    pub(crate) fn memory(&self) -> Option<u64> {
        self.bytes("VmHWM:")
    }

    /// The memory in bytes that it has for itself at this moment: all but what it sees of files.
    pub(crate) fn own_memory(&self) -> Option<u64> {
        self.bytes("RssAnon:")
    }

    /// Its memory in bytes at this moment.
    pub(crate) fn memory_now(&self) -> Option<u64> {
        self.bytes("VmRSS:")
    }

    fn bytes(&self, field: &str) -> Option<u64> {
        memory_of(self.id(), field)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has nothing to keep; one that ended by itself is fine too.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
