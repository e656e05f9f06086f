//! A run of the program that has ended, and what can be expected of it.

use std::process::Output;

use serde_json::Value;

/// Exit code and output of one run.
#[derive(Debug)]
pub(crate) struct Ran {
    command: String,
    code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(super) fn new(args: &[&str], output: Output) -> Ran {
        Ran {
            command: format!("wijkgids {}", args.join(" ")),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn shown(&self) -> String {
        let Ran {
            command,
            code,
            stdout,
            stderr,
        } = self;
        format!("{command}\nexit code: {code:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }

    /// It ended with this exit code, and did not panic.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "{}", self.shown());
        assert!(!self.stderr.contains("panicked"), "{}", self.shown());
        self
    }

    /// Standard output holds all of `parts`.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Ran {
        for part in parts {
            assert!(
                self.stdout.contains(part),
                "`{part}` is not on standard output of {}",
                self.shown()
            );
        }
        self
    }

    /// Standard error holds all of `parts`.
    #[track_caller]
    pub(crate) fn complains(self, parts: &[&str]) -> Ran {
        for part in parts {
            assert!(
                self.stderr.contains(part),
                "`{part}` is not on standard error of {}",
                self.shown()
            );
        }
        self
    }

    /// Neither stream holds any of `parts`.
    #[track_caller]
    pub(crate) fn never_says(self, parts: &[&str]) -> Ran {
        for part in parts {
            assert!(
                !self.stdout.contains(part) && !self.stderr.contains(part),
                "`{part}` in {}",
                self.shown()
            );
        }
        self
    }

    /// Nothing stands on standard output.
    #[track_caller]
    pub(crate) fn prints_nothing(self) -> Ran {
        assert!(self.stdout.is_empty(), "{}", self.shown());
        self
    }

    /// Nothing stands on standard error.
    #[track_caller]
    pub(crate) fn stays_quiet(self) -> Ran {
        assert!(self.stderr.is_empty(), "{}", self.shown());
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {}", self.shown()))
    }

    /// The codes of the diagnostics that `check --json` gave, with their files, as `code file`.
    #[track_caller]
    pub(crate) fn found(&self) -> Vec<String> {
        let value = self.json();
        let rows = value.as_array().expect("an array of diagnostics");
        rows.iter()
            .map(|row| {
                format!(
                    "{} {}",
                    row["code"].as_str().unwrap(),
                    row["file"].as_str().unwrap()
                )
            })
            .collect()
    }
}
