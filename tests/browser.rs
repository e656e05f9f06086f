//! The site in a real browser: what stands in `tests/browser/`, run by node on the program under
//! test. `make test-full` looks at every page instead of one of each template.

use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs tests/setup.sh"]
fn the_site_holds_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    // One file after another: each has a server and a browser of its own.
    let ran = Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(files)
        .env("WIJKGIDS", env!("CARGO_BIN_EXE_wijkgids"))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
}
