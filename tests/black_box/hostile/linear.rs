//! Ten times as much takes about ten times as long.

use std::time::{Duration, Instant};

use super::{everything, guide, lesson};

/// Holds that `work` on `many` things takes about as long a thing as on fewer: linear time, with
/// much room for a busy machine.
fn linear(few: usize, many: usize, work: impl Fn(usize)) {
    let timed = |n| {
        let start = Instant::now();
        work(n);
        start.elapsed()
    };
    timed(few);
    let factor = (many / few) as u32;
    let mut took = Vec::new();
    // On a busy machine one measurement says little; quadratic time fails every time.
    for _ in 0..3 {
        let (small, large) = (timed(few).max(Duration::from_millis(5)), timed(many));
        if large < small * factor * 3 {
            return;
        }
        took.push((small, large));
    }
    panic!("{few} and {many} took {took:?}");
}

#[test]
fn many_headings_and_links_to_each_take_linear_time() {
    linear(1_000, 10_000, |n| {
        let body: String = (0..n)
            .map(|n| format!("## Kop {n}\n\nZie [[lesson/x#kop-{n}]] en [hier](#kop-{n}).\n\n"))
            .collect();
        let found = everything(&lesson(&body));
        assert!(
            !found.iter().any(|code| code == "dead-anchor"),
            "{:?}",
            found.first()
        );
    });
}

#[test]
fn many_equal_headings_take_linear_time() {
    linear(1_000, 10_000, |n| {
        everything(&lesson(&"## Kop\n\n".repeat(n)));
    });
}

#[test]
fn many_faults_take_linear_time() {
    linear(300, 3_000, |n| {
        let body: String = (0..n)
            .map(|n| {
                format!("[[lesson/er-niet-{n}]] [x](#weg-{n}) [@weg{n}] ![](y{n}.png) [^{n}]\n\n")
            })
            .collect();
        let found = everything(&lesson(&body));
        assert!(found.len() >= 3 * n, "{} of {n}", found.len());
    });
}

#[test]
fn many_images_take_linear_time() {
    linear(500, 5_000, |n| {
        let mut files = lesson(
            &(0..n)
                .map(|n| format!("![x](b{n}.png)\n\n"))
                .collect::<String>(),
        );
        for at in 0..n {
            files = files.with(&format!("content/lessons/b{at}.png"), "");
        }
        everything(&files);
    });
}

#[test]
fn many_articles_of_one_series_take_linear_time() {
    linear(200, 2_000, |n| {
        let mut files = guide();
        for at in 0..n {
            let text = format!(
                "---\ntitle: Deel {at}\nseries: Reeks {}\npart: {at}\n---\n\nTekst.\n",
                at / 5
            );
            files = files.with(&format!("content/articles/deel-{at}.md"), text);
        }
        everything(&files);
    });
}
