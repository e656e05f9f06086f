//! What each step of the search is worth: the same queries, asked with one step more each time.

use crate::language::Stages;
use crate::search::plan::Features;

/// A search with some of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ablation {
    /// What it has that the one before has not.
    pub name: &'static str,
    /// The steps of the analysis, which shape the index.
    pub stages: Stages,
    /// The means of the query.
    pub features: Features,
}

const NOTHING: Features = Features {
    ranking: false,
    joins: false,
    thesaurus: false,
    typos: false,
};

const COMPOUNDS: Features = Features {
    joins: true,
    ..NOTHING
};

const THESAURUS: Features = Features {
    thesaurus: true,
    ..COMPOUNDS
};

const TYPOS: Features = Features {
    typos: true,
    ..THESAURUS
};

/// From the plainest search to the whole one. All have the same fields, so that the words an author
/// gave a page count in each.
pub const ABLATIONS: [Ablation; 6] = [
    Ablation {
        name: "plain BM25",
        stages: Stages {
            stems: false,
            compounds: false,
        },
        features: NOTHING,
    },
    Ablation {
        name: "+ stems",
        stages: Stages {
            stems: true,
            compounds: false,
        },
        features: NOTHING,
    },
    Ablation {
        name: "+ compounds",
        stages: Stages::ALL,
        features: COMPOUNDS,
    },
    Ablation {
        name: "+ thesaurus",
        stages: Stages::ALL,
        features: THESAURUS,
    },
    Ablation {
        name: "+ typos",
        stages: Stages::ALL,
        features: TYPOS,
    },
    Ablation {
        name: "+ ranking",
        stages: Stages::ALL,
        features: Features::ALL,
    },
];
