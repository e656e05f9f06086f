//! Twice the pages give twice the output, and no more: nothing that is written grows with the
//! square of the guide.

use std::time::Instant;

use crate::support::Site;

/// A guide in which everything shares: theme, step, problem, policy, place, source, term, links.
fn guide(lessons: usize) -> Site {
    let mut site = Site::new()
        .theme("thema")
        .policy("beleid", "start: 1990\n")
        .term("wijkaanpak", "")
        .file(
            "content/problems/probleem.md",
            "---\ntitle: Probleem\nsummary: x\n---\n",
        )
        .file("content/steps/stap.md", "---\ntitle: Stap\norder: 1\n---\n")
        .file(
            "content/sources.yaml",
            "bron:\n  type: web\n  title: Bron\n  author: Jansen, Kim\n  date: 2020\n",
        );
    for n in 0..lessons {
        let front = "themes: thema\nsteps: stap\nproblems: probleem\npolicies: beleid\nplaces: Ede\nknowledge_of: 1990\n\
                     date: 2026-01-01\nsources: bron\nrelated: theme/thema\n\
                     disputes: [{point: Punt, claims: [{claim: Ja, sources: bron}]}]\ntasks: {bewoner: [Taak]}\n";
        let next = (n + 1) % lessons;
        let body = format!(
            "De wijkaanpak van [[theme/thema]] staat in [[lesson/les-{next}]] [@bron].\n\n## Kop\n\nTekst."
        );
        site = site.lesson_with(&format!("les-{n}"), front, &body);
    }
    site
}

#[test]
fn output_grows_linearly() {
    let size = |lessons: usize| {
        let site = guide(lessons);
        let start = Instant::now();
        site.build();
        (site.public().size() as f64, start.elapsed())
    };
    let (small, _) = size(100);
    let (large, _) = size(200);
    assert!(
        large <= 2.2 * small,
        "{small} bytes for 100 lessons, {large} for 200"
    );
}
