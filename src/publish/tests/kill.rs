//! A real child process, killed again and again while it publishes.

use std::env;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::*;

const SITE: &str = "WIJKGIDS_TEST_KILLED_SITE";

/// The child: publishes edition after edition until it is killed. Does nothing in an ordinary run.
#[test]
fn child_that_publishes_until_it_is_killed() {
    let Some(folder) = env::var_os(SITE) else {
        return;
    };
    let places = Places::of(folder);
    for n in 0.. {
        Book::edition(n % 5).publish(&places).unwrap();
    }
}

#[test]
fn a_killed_process_leaves_a_whole_generation() {
    let (_folder, places) = site();
    let mut generations = Vec::new();
    for n in 0..25_u64 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "publish::tests::kill::child_that_publishes_until_it_is_killed",
            ])
            .env(SITE, &places.site)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(15 + n * 37 % 60));
        assert!(
            child.try_wait().unwrap().is_none(),
            "the child stopped by itself"
        );
        child.kill().unwrap();
        child.wait().unwrap();
        if let Some(generation) = Generation::current(&places).unwrap() {
            generations.push(generation.number());
            let whole = (0..5).any(|n| Book::edition(n).is_published(&generation).is_ok());
            assert!(whole, "after kill {n}");
        }
    }
    generations.dedup();
    assert!(
        generations.len() > 3,
        "the children hardly published: {generations:?}"
    );
    Book::edition(6).publish(&places).unwrap();
    Book::edition(6).assert_published(&places);
}
