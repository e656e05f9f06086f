//! What publication costs at ten thousand pages. Run by hand, optimised:
//! `cargo test --lib --config profile.dev.opt-level=3 publish::tests::speed -- --ignored --nocapture`

use std::time::Instant;

use rayon::prelude::*;

use super::*;

const PAGES: usize = 10_000;

/// User and system CPU time of this process, in seconds (Linux, 100 ticks a second).
fn cpu() -> (f64, f64) {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split(' ').collect();
    let ticks = |i: usize| fields.get(i).and_then(|f| f.parse().ok()).unwrap_or(0.0) / 100.0;
    (ticks(12), ticks(13))
}

fn measured<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), cpu());
    let result = act();
    let after = cpu();
    let (user, system) = (after.0 - before.0, after.1 - before.1);
    let wall = start.elapsed().as_secs_f64() * 1e3;
    println!("{what:36} {wall:7.1} ms wall, {user:.2} s user, {system:.2} s system");
    result
}

#[test]
#[ignore = "a measurement, not a check"]
fn ten_thousand_pages() {
    let (_folder, mut places) = site();
    let out = places.public.take();
    let pages: Vec<(String, Vec<u8>)> = (0..PAGES)
        .map(|n| {
            let text = format!("bladzijde {n} ").repeat(640);
            (format!("lessen/les-{n}/"), text.into_bytes())
        })
        .collect();
    let size: usize = pages.iter().map(|(_, text)| text.len()).sum();
    println!("{PAGES} pages of {} bytes", size / PAGES);
    let changes = Book::default().changes(0);
    let put = |publication: &Publication| {
        pages.par_iter().for_each(|(path, text)| {
            publication.put(path, text).unwrap();
        });
    };
    let publication = measured("begin, empty", || Publication::begin(&places).unwrap());
    measured("put, all new", || put(&publication));
    measured("publish, without output folder", || {
        publication.publish(&changes).unwrap()
    });
    let generation = measured("current", || Generation::current(&places).unwrap().unwrap());
    measured("verify", || generation.verify().unwrap());
    measured("read all", || {
        generation
            .paths()
            .for_each(|entry| drop(generation.read(entry).unwrap()));
    });
    places.public = out;
    let publication = measured("begin, full", || Publication::begin(&places).unwrap());
    measured("put, nothing new", || put(&publication));
    measured("publish, output folder new", || {
        publication.publish(&changes).unwrap()
    });
    let publication = measured("begin", || Publication::begin(&places).unwrap());
    put(&publication);
    measured("publish, nothing changed", || {
        publication.publish(&changes).unwrap()
    });
    let publication = Publication::begin(&places).unwrap();
    put(&publication);
    publication.put("nieuw/", b"nieuw").unwrap();
    measured("publish, one page new", || {
        publication.publish(&changes).unwrap()
    });
    places.public = None;
    let options = Options::default().durable(false);
    let publication = measured("begin", || {
        Publication::begin_with(&places, &options).unwrap()
    });
    measured("put known", || {
        for entry in publication.current().unwrap().paths() {
            assert!(publication.put_known(&entry.path, entry.hash).unwrap());
        }
    });
    publication.put("nieuwer/", b"nieuwer").unwrap();
    measured("publish, one page new, for a preview", || {
        publication.publish(&changes).unwrap()
    });
}
