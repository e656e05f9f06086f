//! A build that is stopped at any of its steps: before each effect on the file system, and halfway
//! every write.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::disk::Disk;
use super::*;

/// A disk that lets so many steps pass and then none: the program is dead, and cleans up nothing.
fn dies_after(steps: usize) -> (Options, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let hook = {
        let count = count.clone();
        move |_: &str| {
            if count.fetch_add(1, Ordering::SeqCst) < steps {
                Ok(())
            } else {
                Err(io::Error::other("killed"))
            }
        }
    };
    let mut options = Options::default();
    options.disk = Disk::with_hook(Arc::new(hook));
    (options, count)
}

/// After `before` editions, edition `n` is stopped at every step in turn.
fn stop_everywhere(before: usize) {
    let mut stops = 0;
    loop {
        let (_folder, places) = site();
        for n in 0..before {
            Book::edition(n).publish(&places).unwrap();
        }
        let (options, count) = dies_after(stops);
        let result = Book::edition(before).publish_with(&places, &options);
        let complete = count.load(Ordering::SeqCst) <= stops;

        // What is served is one edition or the other, in full.
        let now = Generation::current(&places).unwrap();
        let served = match &now {
            None => before == 0,
            Some(generation) => {
                let new = Book::edition(before).is_published(generation).is_ok();
                let old = before > 0 && Book::edition(before - 1).is_published(generation).is_ok();
                old || new
            }
        };
        assert!(served, "stopped at step {stops}: {result:?}");

        // The next build mends everything: the same edition again, or another one.
        let next = before + stops % 2;
        let publication = Publication::begin(&places).unwrap();
        drop(publication);
        let options = Options::default();
        let mended = Book::edition(next).publish_with(&places, &options);
        assert!(mended.is_ok(), "stopped at step {stops}: {mended:?}");
        Book::edition(next).assert_published(&places);
        if complete {
            assert!(result.is_ok());
            break;
        }
        stops += 1;
    }
    assert!(stops > 50, "only {stops} steps");
}

#[test]
fn the_first_build_is_stopped() {
    stop_everywhere(0);
}

#[test]
fn a_later_build_is_stopped() {
    stop_everywhere(1);
    stop_everywhere(2);
}

#[test]
fn build_after_build_is_stopped() {
    // What one kill leaves behind meets the next kill.
    let (_folder, places) = site();
    let mut published = None;
    for n in 0..400 {
        let (options, _) = dies_after(n * 7 % 149);
        let _ = Book::edition(n % 5).publish_with(&places, &options);
        if let Some(generation) = Generation::current(&places).unwrap() {
            let which = (0..5).find(|n| Book::edition(*n).is_published(&generation).is_ok());
            assert!(which.is_some(), "after build {n}");
            published = which;
        }
    }
    assert!(published.is_some());
    Book::edition(7).publish(&places).unwrap();
    Book::edition(7).assert_published(&places);
}

#[test]
fn a_rollout_that_was_cut_short_is_finished_before_anything_else() {
    let (_folder, places) = site();
    Book::edition(0).publish(&places).unwrap();
    let mut seen = false;
    for stops in 0.. {
        let (options, count) = dies_after(stops);
        let edition = Book::edition(1 + stops % 2);
        let result = edition.publish_with(&places, &options);
        if count.load(Ordering::SeqCst) <= stops {
            assert!(result.is_ok());
            break;
        }
        let current = Generation::current(&places).unwrap().unwrap();
        // A build that begins and then fails on its content.
        drop(Publication::begin(&places).unwrap());
        let public = tree(places.public.as_ref().unwrap());
        if edition.is_published(&current).is_ok() && public == edition.files() {
            seen = true;
        }
        let whole = (0..3).any(|n| Book::edition(n).files() == public);
        assert!(whole, "stopped at step {stops}: {public:?}");
    }
    assert!(seen);
}
