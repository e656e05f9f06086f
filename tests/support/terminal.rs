//! The program on a terminal of its own: it is asked, and it answers.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::Site;

impl Site {
    /// Runs the program on a pseudo-terminal, types `answers` line by line, and gives its exit code
    /// and all that stood on the screen.
    pub(crate) fn converse(&self, args: &[&str], answers: &[&str]) -> (Option<i32>, String) {
        let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&screen).unwrap();
        unlockpt(&screen).unwrap();
        let name = ptsname(&screen, Vec::new()).unwrap();
        let terminal = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let end = || Stdio::from(terminal.try_clone().unwrap());
        let mut command = self.command("", args);
        command.stdin(end()).stdout(end()).stderr(end());
        let mut child = command.spawn().unwrap();
        // The screen ends when nobody holds the terminal any more.
        drop((command, terminal));
        let mut screen = File::from(screen);
        let mut keyboard = screen.try_clone().unwrap();
        for answer in answers {
            keyboard
                .write_all(format!("{answer}\n").as_bytes())
                .unwrap();
        }
        let reading = std::thread::spawn(move || {
            let mut said = Vec::new();
            // Linux reports the end of a terminal as an error.
            let _ = screen.read_to_end(&mut said);
            String::from_utf8_lossy(&said).replace("\r\n", "\n")
        });
        let patience = Instant::now() + Duration::from_secs(60);
        let code = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status.code(),
                None if Instant::now() > patience => {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    break None;
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        (code, reading.join().unwrap())
    }
}
