//! Which words stand next to each other on which pages, as Bloom filters (B. H. Bloom, *Space/time
//! trade-offs in hash coding with allowable errors*, 1970) that are stored by bit and not by page (as in
//! BitFunnel, Goodwin et al., SIGIR 2017).
//!
//! A phrase is looked for by where its words stand, page for page, and most pages that have all its words
//! have them apart. Here it is known of a page that a pair of stems surely does not stand together on it, or
//! that it may. Sixty-four pages are a block, in which each bit of their filters is one number: reading two
//! numbers tells of all of them. A page takes a kilobyte.

use std::hash::BuildHasher;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxBuildHasher;

use crate::language::Word;

/// Bits of the filter of a page. On one of eight hundred words, one pair in twenty that is not there
/// seems to be.
const BITS: usize = 1 << 13;

/// Pages of a block.
const PAGES: usize = 64;

/// Most blocks that are kept: those of 65,000 pages.
const BLOCKS: usize = 1 << 10;

/// A pair of stems that stand next to each other, by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair(u64);

impl Pair {
    /// The pair of these stems, in this order.
    pub fn of(one: &str, other: &str) -> Pair {
        Pair::hashed(hash(one), hash(other))
    }

    /// The pairs of neighbours among `words`, at the positions at which an index has them: a compound
    /// stands where its first part does, each other part further on.
    pub fn among<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<Pair> {
        let mut pairs = Vec::new();
        // What stands at the position before.
        let mut before = [None, None];
        for word in words {
            let mut parts = word.parts().iter().map(|part| hash(&part.stem));
            let mut here = [Some(hash(word.stem())), parts.next()];
            loop {
                for one in before.into_iter().flatten() {
                    let others = here.into_iter().flatten();
                    pairs.extend(others.map(|other| Pair::hashed(one, other)));
                }
                before = here;
                match parts.next() {
                    Some(part) => here = [Some(part), None],
                    None => break,
                }
            }
        }
        pairs
    }

    fn hashed(one: u64, other: u64) -> Pair {
        Pair(FxBuildHasher.hash_one([one, other]))
    }

    /// The bits that stand for it.
    fn bits(self) -> [usize; 2] {
        [self.0 as usize % BITS, (self.0 >> 32) as usize % BITS]
    }
}

/// What is known of the pages of a segment. Any number of threads can note and ask at once.
#[derive(Debug)]
pub struct Neighbours(Vec<OnceLock<Block>>);

#[derive(Debug)]
struct Block {
    /// The pages of which it is known.
    known: AtomicU64,
    /// For each bit the pages that have it.
    bits: Box<[AtomicU64]>,
}

impl Neighbours {
    /// Nothing is known yet of so many pages.
    pub fn of(pages: usize) -> Neighbours {
        let blocks = pages.div_ceil(PAGES).min(BLOCKS);
        Neighbours((0..blocks).map(|_| OnceLock::new()).collect())
    }

    /// Notes all pairs of a page.
    pub fn note(&self, page: u32, pairs: &[Pair]) {
        let Some(block) = self.0.get(page as usize / PAGES) else {
            return;
        };
        let block = block.get_or_init(|| Block {
            known: AtomicU64::new(0),
            bits: (0..BITS).map(|_| AtomicU64::new(0)).collect(),
        });
        let own = 1 << (page as usize % PAGES);
        for bit in pairs.iter().flat_map(|pair| pair.bits()) {
            block.bits[bit].fetch_or(own, Ordering::Relaxed);
        }
        // Who sees that it is known sees all bits.
        block.known.fetch_or(own, Ordering::Release);
    }

    /// Whether the pairs of a page were noted.
    pub fn knows(&self, page: u32) -> bool {
        let block = self.0.get(page as usize / PAGES).and_then(OnceLock::get);
        let known = block.map_or(0, |block| block.known.load(Ordering::Relaxed));
        known & 1 << (page as usize % PAGES) != 0
    }

    /// A sieve that holds back pages on which `pairs` are surely not all.
    pub fn sieve(&self, pairs: impl Iterator<Item = Pair>) -> Sieve<'_> {
        Sieve {
            neighbours: self,
            bits: pairs.flat_map(Pair::bits).collect(),
            block: usize::MAX,
            pass: 0,
        }
    }
}

/// Tells on which pages pairs may be. Quickest when asked in order.
#[derive(Debug)]
pub struct Sieve<'n> {
    neighbours: &'n Neighbours,
    bits: Vec<usize>,
    /// The block that was last asked of, and its pages that pass.
    block: usize,
    pass: u64,
}

impl Sieve<'_> {
    /// Whether all pairs may be on `page`. If not, they surely are not.
    pub fn lets_pass(&mut self, page: u32) -> bool {
        let (block, own) = (page as usize / PAGES, page as usize % PAGES);
        if block != self.block {
            self.block = block;
            let known = self.neighbours.0.get(block).and_then(OnceLock::get);
            self.pass = known.map_or(u64::MAX, |block| {
                let unknown = !block.known.load(Ordering::Acquire);
                let bits = self.bits.iter();
                let all = bits.map(|bit| block.bits[*bit].load(Ordering::Relaxed));
                unknown | all.fold(u64::MAX, |all, bit| all & bit)
            });
        }
        self.pass & 1 << own != 0
    }
}

fn hash(stem: &str) -> u64 {
    FxBuildHasher.hash_one(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Analyzer;

    fn pairs(text: &str) -> Vec<Pair> {
        Pair::among(Analyzer::new().session().words(text).iter())
    }

    #[test]
    fn pairs_stand_where_an_index_has_them() {
        let found = pairs("De wijkaanpak van woningcorporaties en WOZ-waarden");
        let expected = [
            ("de", "wijkaanpak"),
            ("de", "wijk"),
            ("wijkaanpak", "aanpak"),
            ("wijk", "aanpak"),
            ("aanpak", "van"),
            ("van", "woningcorporatie"),
            ("van", "woning"),
            ("woningcorporatie", "corporatie"),
            ("woning", "corporatie"),
            ("corporatie", "en"),
            ("en", "wozwaard"),
            ("en", "woz"),
            ("wozwaard", "waard"),
            ("woz", "waard"),
        ];
        assert_eq!(found, expected.map(|(one, other)| Pair::of(one, other)));
        assert_eq!(pairs(""), []);
    }

    #[test]
    fn what_is_there_passes_and_little_else() {
        let neighbours = Neighbours::of(200);
        let text = |page: u32| -> String {
            let words = (0..800).map(|nth| format!("w{} ", nth + 1_000 * page));
            words.collect()
        };
        let pages = [0, 1, 63, 64, 130];
        for page in pages {
            assert!(!neighbours.knows(page));
            neighbours.note(page, &pairs(&text(page)));
            assert!(neighbours.knows(page));
        }
        let asked = |page: u32, nth: u32, by: u32| {
            let word = |nth: u32| format!("w{}", nth + 1_000 * page);
            Pair::of(&word(nth), &word(nth + by))
        };
        let mut others = 0;
        for (page, nth) in pages
            .iter()
            .flat_map(|page| (0..700).map(move |nth| (*page, nth)))
        {
            let mut there =
                neighbours.sieve([asked(page, nth, 1), asked(page, nth + 1, 1)].into_iter());
            assert!(there.lets_pass(page));
            assert!(there.lets_pass(2), "nothing is known of it");
            assert!(there.lets_pass(199), "nor of its block");
            let mut apart = neighbours.sieve([asked(page, nth, 2)].into_iter());
            others += usize::from(apart.lets_pass(page));
        }
        assert!((1..3_500 / 10).contains(&others), "{others} of 3500");
    }

    #[test]
    fn of_too_many_pages_nothing_is_known() {
        let neighbours = Neighbours::of(10 * BLOCKS * PAGES);
        neighbours.note(u32::MAX, &pairs("de wijk"));
        let mut sieve = neighbours.sieve([Pair::of("een", "buurt")].into_iter());
        assert!(sieve.lets_pass(u32::MAX));
    }
}
