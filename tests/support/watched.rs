//! A site that the real program shows while it is edited.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::Site;
use super::served::{Reply, ask};

/// Longer than anything takes here, also on a machine that does ten other things.
const PATIENCE: Duration = Duration::from_secs(40);

/// A site that is watched until this is dropped.
pub(crate) struct Watched {
    process: Child,
    addr: SocketAddr,
    said: Arc<Mutex<String>>,
}

/// A page that is open in a browser, as far as the server can tell.
pub(crate) struct Open {
    events: BufReader<TcpStream>,
}

impl Site {
    /// Shows the site on a free port.
    pub(crate) fn dev(&self, args: &[&str]) -> Watched {
        let mut command = self.command("", &["dev", "--addr", "127.0.0.1:0"]);
        command
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let said = Arc::new(Mutex::new(String::new()));
        let addr = loop {
            let line = lines.next().expect("it ended").unwrap();
            said.lock().unwrap().push_str(&format!("{line}\n"));
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        let more = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                more.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        Watched {
            process,
            addr,
            said,
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Watched {
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What it said so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Asks for an address.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.asked_as(&self.addr.to_string(), path)
    }

    /// Asks for an address by another name of the server.
    #[track_caller]
    pub(crate) fn asked_as(&self, host: &str, path: &str) -> Reply {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        ask(self.addr, request.as_bytes())
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn until(&self, so: impl Fn(&Watched) -> bool) {
        let begun = Instant::now();
        while !so(self) {
            assert!(begun.elapsed() < PATIENCE, "in vain:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Opens a page as a browser does: with the content that it has now.
    pub(crate) fn open(&self, path: &str) -> Open {
        let page = self.get(path);
        let stand = page.text().split("data-stand=\"").nth(1).unwrap();
        let stand = stand.split('"').next().unwrap();
        let mut stream = TcpStream::connect(self.addr).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let asked = format!("/_wijkgids/gebeurtenissen?pagina={path}&stand={stand}");
        let host = self.addr;
        write!(stream, "GET {asked} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        Open {
            events: BufReader::new(stream),
        }
    }

    /// Tells it to stop, as Ctrl-C does, and gives how long that took.
    pub(crate) fn interrupt(&mut self) -> Duration {
        let begun = Instant::now();
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        self.process.wait().unwrap();
        begun.elapsed()
    }
}

impl Open {
    /// The next event of this kind, with what it tells; others before it are passed over.
    #[track_caller]
    pub(crate) fn next(&mut self, event: &str) -> String {
        self.any(&[event])
    }

    /// The next event of one of these kinds.
    #[track_caller]
    pub(crate) fn any(&mut self, events: &[&str]) -> String {
        let mut line = String::new();
        let mut wanted = false;
        loop {
            line.clear();
            let read = self.events.by_ref().read_line(&mut line);
            assert!(read.is_ok_and(|bytes| bytes > 0), "no {events:?} came");
            if let Some(event) = line.strip_prefix("event: ") {
                wanted = events.contains(&event.trim_end());
            } else if let Some(data) = line.strip_prefix("data: ").filter(|_| wanted) {
                return data.trim_end().to_owned();
            }
        }
    }
}
