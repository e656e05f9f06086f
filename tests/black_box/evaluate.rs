//! Searching with the glossary, outright answers, and measuring all of it.

use crate::support::Site;

fn guide() -> Site {
    let site = Site::new()
        .file(
            "content/glossary/krachtwijk.md",
            "---\ntitle: krachtwijk\nsummary: Een van de veertig wijken.\nalt_labels: [Vogelaarwijk]\ndisputes:\n  - point: Hoeveel?\n    claims: [{claim: Veertig., sources: []}, {claim: Meer., sources: []}]\n---\n\nTekst.\n",
        )
        .lesson("aanpak", "De krachtwijken kregen geld.");
    site.build();
    site
}

#[test]
fn the_glossary_widens_and_answers() {
    let site = guide();
    site.run(&["search", "Vogelaarwijken"]).code(0).says(&[
        "“Een van de veertig wijken.”",
        "term/krachtwijk",
        "Ook gezocht op: krachtwijk",
        "lesson/aanpak",
    ]);
    site.run(&["search", "krachtwjik"])
        .code(0)
        .says(&["Bedoelde je: krachtwijk", "term/krachtwijk"]);
    site.run(&["search", "--explain", "Vogelaarwijk"])
        .code(0)
        .says(&["Synonym", "asked)"]);
}

#[test]
fn judged_queries_are_measured_and_compared() {
    let site = guide().file(
        "vragen.tsv",
        "# kop\nq1\tsynonym\tVogelaarwijken\tterm/krachtwijk:3 lesson/aanpak:2\tterm/krachtwijk\nq2\tnone\tqwxzj\t-\n",
    );
    site.run(&["evaluate", "vragen.tsv", "--json", "--trec", "uit"])
        .code(0)
        .says(&[
            "\"ndcg10\": 1.0",
            "\"quietRate\": 1.0",
            "\"answersRight\": 1",
        ]);
    site.run(&["evaluate", "vragen.tsv", "--compare", "uit/run.trec"])
        .code(0)
        .says(&["nDCG@10: 1.000 → 1.000 (+0.000, p = 1.000)"]);
    site.run(&["evaluate", "vragen.tsv", "--ablations"])
        .code(0)
        .says(&["plain BM25", "+ thesaurus", "+ ranking"]);
    let wrong = site.file("fout.tsv", "q1\tx\n");
    wrong
        .run(&["evaluate", "fout.tsv"])
        .code(2)
        .complains(&["fout.tsv", "regel 1"]);
}
