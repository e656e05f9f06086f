//! The search of a proof: the index in memory, kept up with the guide.
//!
//! What the index holds of a page is known by a hash, so that only pages of which it differs are taken out
//! and put in. What is made of all pages together (labels, thesaurus, suggestions) is made again when
//! something else than a text differs.

use std::collections::HashMap;
use std::sync::Arc;

use super::proof::Proof;
use crate::config::Config;
use crate::content::PageId;
use crate::guide::{Guide, PageIx};
use crate::language::Analyzer;
use crate::pipeline::records::Records;
use crate::search::{
    Growing, IndexError, Labels, Record, Searcher, Suggester, Thesaurus, Wanted, suggest,
};

/// The search of a guide that is being edited.
#[derive(Debug)]
pub struct SearchRoom {
    analyzer: Analyzer,
    known: Option<Known>,
}

/// What was made for the last proof.
#[derive(Debug)]
struct Known {
    proof: Arc<Proof>,
    urls: Vec<Box<str>>,
    /// How all pages are read.
    how: String,
    /// What the index holds of each page.
    hashes: HashMap<PageId, blake3::Hash>,
    index: Growing,
    labels: Labels,
    thesaurus: Arc<Thesaurus>,
    /// What suggestions were made from, and whether that may be other names than there are now.
    names: String,
    lags: bool,
    suggester: Option<Arc<Suggester>>,
}

/// What answers for a proof.
#[derive(Debug, Clone)]
pub struct Search {
    /// Answers questions.
    pub searcher: Arc<Searcher>,
    /// Suggests while somebody types.
    pub suggester: Option<Arc<Suggester>>,
}

impl SearchRoom {
    /// A room without an index yet.
    pub fn new(analyzer: Analyzer) -> Self {
        SearchRoom {
            analyzer,
            known: None,
        }
    }

    /// The search of `proof`.
    pub fn search(&mut self, proof: &Arc<Proof>) -> Result<Search, IndexError> {
        // A room that could not be kept up is left, and set up anew at the next proof.
        let known = match self.known.take() {
            Some(known) => known.kept_up(proof, &self.analyzer)?,
            None => Known::new(proof, &self.analyzer)?,
        };
        let (labels, thesaurus) = (known.labels.clone(), Arc::clone(&known.thesaurus));
        let searcher = Arc::new(known.index.searcher(labels, thesaurus)?);
        let suggester = known.suggester.clone();
        self.known = Some(known);
        Ok(Search {
            searcher,
            suggester,
        })
    }

    /// Brings the suggestions up to what is searched, where they lag behind: making them takes longer
    /// than all else, and nobody waits for them. Gives what answers then, if they did.
    pub fn suggest(&mut self, last: &Search) -> Option<Search> {
        let known = self.known.as_mut()?;
        let proof = Arc::clone(&known.proof);
        let records = Records::of(proof.guide(), proof.config(), &known.urls);
        if !std::mem::take(&mut known.lags) {
            return None;
        }
        let names = records.names_fingerprint();
        if names == known.names {
            return None;
        }
        known.suggester = suggester(&records, proof.config(), &self.analyzer);
        known.names = names;
        Some(Search {
            suggester: known.suggester.clone(),
            ..last.clone()
        })
    }

    /// Puts pages together that many small edits have scattered. What it does changes no answer; it is
    /// for when nobody waits.
    pub fn tidy(&mut self) -> Result<(), IndexError> {
        let Some(mut known) = self.known.take() else {
            return Ok(());
        };
        let scattered = known.index.scattered();
        if !scattered.is_empty() {
            let proof = Arc::clone(&known.proof);
            let guide = proof.guide();
            let records = Records::of(guide, proof.config(), &known.urls);
            let pages = scattered.iter().filter_map(|id| guide.find(id));
            let again: Vec<Record<'_>> = pages.map(|ix| records.record(ix)).collect();
            known.index.change(&again, &again)?;
        }
        self.known = Some(known);
        Ok(())
    }
}

impl Known {
    fn new(proof: &Arc<Proof>, analyzer: &Analyzer) -> Result<Known, IndexError> {
        let (guide, config) = (proof.guide(), proof.config());
        let urls = urls(guide, config);
        let records = Records::of(guide, config, &urls);
        let thesaurus = Thesaurus::new(&records.thesaurus(), analyzer);
        let (hashes, labels) = records.hashes_and_labels();
        Ok(Known {
            proof: Arc::clone(proof),
            how: records.how(),
            hashes: by_id(hashes),
            index: Growing::build(analyzer, records.par_iter())?,
            labels,
            thesaurus: Arc::new(thesaurus),
            suggester: None,
            names: String::new(),
            lags: true,
            urls,
        })
    }

    /// It for another proof from nothing; what was suggested is suggested until there is better.
    fn anew(self, proof: &Arc<Proof>, analyzer: &Analyzer) -> Result<Known, IndexError> {
        Ok(Known {
            suggester: self.suggester,
            ..Known::new(proof, analyzer)?
        })
    }

    fn kept_up(self, proof: &Arc<Proof>, analyzer: &Analyzer) -> Result<Known, IndexError> {
        let mut known = self;
        let only_texts = proof.is_set_like(&known.proof);
        let (guide, config) = (proof.guide(), proof.config());
        let before = Arc::clone(&known.proof);
        let urls_now = match only_texts {
            true => known.urls.clone(),
            false => urls(guide, config),
        };
        let records = Records::of(guide, config, &urls_now);
        if records.how() != known.how {
            return known.anew(proof, analyzer);
        }
        let now = match only_texts {
            // A page shows in the index what its text says; the rest is as it was.
            true => {
                let pages = guide.pages.iter().zip(&before.guide().pages);
                let differ = (0..)
                    .zip(pages)
                    .filter(|(_, (now, old))| now.hash != old.hash);
                let mut all = known.hashes.clone();
                for (ix, (page, _)) in differ {
                    if let Some(hash) = all.get_mut(&page.id) {
                        *hash = records.page_hash(ix);
                    }
                }
                all
            }
            false => {
                let (hashes, labels) = records.hashes_and_labels();
                known.labels = labels;
                by_id(hashes)
            }
        };
        let records_before = Records::of(before.guide(), before.config(), &known.urls);
        let find = |guide: &Guide, id: &PageId| guide.find(id);
        let out: Vec<PageIx> = (known.hashes.iter())
            .filter(|(id, hash)| now.get(*id) != Some(*hash))
            .filter_map(|(id, _)| find(before.guide(), id))
            .collect();
        let put: Vec<PageIx> = (now.iter())
            .filter(|(id, hash)| known.hashes.get(*id) != Some(*hash))
            .filter_map(|(id, _)| find(guide, id))
            .collect();
        if put.len() * 2 > now.len() {
            return known.anew(proof, analyzer);
        }
        let out: Vec<Record<'_>> = out
            .into_iter()
            .map(|ix| records_before.record(ix))
            .collect();
        let put: Vec<Record<'_>> = put.into_iter().map(|ix| records.record(ix)).collect();
        if !out.is_empty() || !put.is_empty() {
            known.index.change(&out, &put)?;
        }
        if !only_texts {
            known.thesaurus = Arc::new(Thesaurus::new(&records.thesaurus(), analyzer));
            known.lags = true;
        }
        drop((out, put));
        known.hashes = now;
        known.urls = urls_now;
        known.proof = Arc::clone(proof);
        Ok(known)
    }
}

/// The addresses of all pages.
fn urls(guide: &Guide, config: &Config) -> Vec<Box<str>> {
    let base = config.site.base_path();
    let pages = guide.pages.iter();
    pages
        .map(|page| format!("{base}{}", page.url).into())
        .collect()
}

fn by_id(hashes: Vec<Wanted<'_>>) -> HashMap<PageId, blake3::Hash> {
    let hashes = hashes.into_iter();
    hashes.map(|(id, hash)| (id.clone(), hash)).collect()
}

fn suggester(
    records: &Records<'_>,
    config: &Config,
    analyzer: &Analyzer,
) -> Option<Arc<Suggester>> {
    let search_url = format!("{}/zoeken/?q=", config.site.base_path());
    let table = suggest::table(records.suggestible(), &search_url, analyzer);
    Suggester::open(&table).map(Arc::new)
}
