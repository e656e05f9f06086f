//! An index made from the one before it: only pages that differ are indexed.
//!
//! Beside its segments every index keeps a table: by the id of each page a hash over what it holds of it,
//! and how all pages were read. With that the next index is made so:
//!
//! 1. The last index is opened: whole, of this layout, by this analyser, its pages read in the same way.
//!    Where it is not, all pages are indexed.
//! 2. Segments that lost many pages are left, and small ones of which there are many: their pages are
//!    indexed again. If that, with what differs, is most of the guide, all pages are indexed.
//! 3. The files of the other segments are shared with the last index. Pages that differ or went are taken
//!    out of them, with their words (`tantivy::gone`).
//! 4. What is not in a segment that was taken over is indexed, into segments of its own.
//!
//! What answers is as if all had been indexed: statistics count live pages only, wherever they stand.

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::growing::crowd;
use super::index::Builder;
use super::labels::Labels;
use super::manifest::{IndexError, Manifest};
use super::record::{Record, put_number, put_text, take_number, take_text};
use super::tantivy::{Held, PAGES};
use crate::content::PageId;
use crate::language::Analyzer;

/// A segment of which more than one in so many pages was taken out is left.
const MOST_GONE: usize = 4;

/// A page that the index shall hold, with a hash over all that it holds of it.
pub type Wanted<'p> = (&'p PageId, blake3::Hash);

/// What renewing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewed {
    /// How many pages the index holds.
    pub pages: usize,
    /// How many of them were indexed.
    pub indexed: usize,
}

/// Makes an index in `dir` of the pages `wanted`, from that in `last` as far as it can be used. `how` names
/// what shapes all pages; `record` gives a page by its place in `wanted`.
pub fn renew<'r>(
    dir: &Path,
    last: Option<&Path>,
    analyzer: &Analyzer,
    how: &str,
    wanted: &[Wanted<'_>],
    record: impl Fn(usize) -> Record<'r> + Sync,
) -> Result<Renewed, IndexError> {
    let past = last.and_then(|last| Some((last, Past::open(last, analyzer, how)?)));
    let took_over = past.and_then(|(last, past)| {
        // Whatever is wrong with the last index: the new one needs it not.
        past.take_over(last, dir, analyzer, wanted).ok().flatten()
    });
    let all = || (0..wanted.len()).into_par_iter();
    if let Some((builder, put)) = took_over {
        put.par_iter()
            .try_for_each(|at| builder.add(&record(*at)))?;
        write(dir, how, wanted)?;
        let labels = Labels::of(all().map(&record));
        return Ok(Renewed {
            pages: builder.finish_with(Some(labels))?,
            indexed: put.len(),
        });
    }
    let builder = Builder::create(dir, analyzer)?;
    all().try_for_each(|at| builder.add(&record(at)))?;
    write(dir, how, wanted)?;
    let pages = builder.finish()?;
    Ok(Renewed {
        pages,
        indexed: pages,
    })
}

/// An index that was made before.
struct Past {
    segments: Vec<Held>,
    hashes: FxHashMap<PageId, blake3::Hash>,
}

impl Past {
    fn open(dir: &Path, analyzer: &Analyzer, how: &str) -> Option<Past> {
        Manifest::read(dir, analyzer.fingerprint()).ok()?;
        Some(Past {
            hashes: read(dir, how)?,
            segments: Held::of(dir).ok()?,
        })
    }

    /// A builder with what can be taken over, and the places of the pages that it lacks.
    fn take_over(
        self,
        from: &Path,
        dir: &Path,
        analyzer: &Analyzer,
        wanted: &[Wanted<'_>],
    ) -> Result<Option<(Builder, Vec<usize>)>, IndexError> {
        let same = wanted
            .iter()
            .filter(|(id, hash)| self.hashes.get(*id) == Some(hash));
        let same: FxHashSet<&PageId> = same.map(|(id, _)| *id).collect();
        let stay = |held: &Held| held.ids().filter(|id| same.contains(id)).count();
        let bound = crowd(self.segments.iter().map(stay));
        let keeps = |held: &Held| {
            let stay = stay(held);
            let gone = held.gone() + held.live() - stay;
            gone * MOST_GONE <= stay + gone && stay >= bound.max(1)
        };
        let kept: Vec<Held> = self
            .segments
            .into_iter()
            .filter(|held| keeps(held))
            .collect();
        let there: FxHashSet<&PageId> = kept.iter().flat_map(Held::ids).collect();
        let out: Vec<PageId> = (there.iter())
            .filter(|id| !same.contains(**id))
            .map(|id| (*id).clone())
            .collect();
        let put: Vec<usize> = (0..wanted.len())
            .filter(|at| {
                let id = wanted[*at].0;
                !(same.contains(id) && there.contains(id))
            })
            .collect();
        if put.len() * 2 > wanted.len() {
            return Ok(None);
        }
        drop(there);
        let mut builder = Builder::upon(kept, from, dir, analyzer)?;
        for id in &out {
            builder.take_out(id)?;
        }
        Ok(Some((builder, put)))
    }
}

/// Writes the table of pages, after the hash of what it says.
fn write(dir: &Path, how: &str, wanted: &[Wanted<'_>]) -> Result<(), IndexError> {
    let mut out = vec![0; blake3::OUT_LEN];
    put_text(&mut out, how);
    put_number(&mut out, wanted.len() as u32);
    for (id, hash) in wanted {
        put_text(&mut out, &id.to_string());
        out.extend_from_slice(hash.as_bytes());
    }
    let hash = blake3::hash(&out[blake3::OUT_LEN..]);
    out[..blake3::OUT_LEN].copy_from_slice(hash.as_bytes());
    let path = dir.join(PAGES);
    fs::write(&path, out).map_err(|error| IndexError::Io(path, error.to_string()))
}

/// Reads the table of pages; nothing if it is not as it was written, or pages were read otherwise.
fn read(dir: &Path, how: &str) -> Option<FxHashMap<PageId, blake3::Hash>> {
    let bytes = fs::read(dir.join(PAGES)).ok()?;
    let (hash, mut rest) = bytes.split_first_chunk::<{ blake3::OUT_LEN }>()?;
    if blake3::hash(rest) != *hash {
        return None;
    }
    let from = &mut rest;
    if take_text(from)? != how {
        return None;
    }
    let mut hashes = FxHashMap::default();
    for _ in 0..take_number(from)? {
        let id = take_text(from)?.parse().ok()?;
        let (hash, rest) = from.split_first_chunk()?;
        *from = rest;
        hashes.insert(id, blake3::Hash::from_bytes(*hash));
    }
    Some(hashes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Request, Searcher};

    const WORDS: [&str; 8] = [
        "wijk", "buurt", "straat", "bewoners", "schulden", "aanpak", "huizen", "scholen",
    ];

    /// A guide of which each page says its own word and a few of all, by what was last written on it.
    struct Guide(Vec<(PageId, String)>);

    impl Guide {
        fn new(pages: usize) -> Guide {
            let page = |at: usize| (format!("lesson/les-{at}").parse().unwrap(), text(at, 0));
            Guide((0..pages).map(page).collect())
        }

        fn wanted(&self) -> Vec<Wanted<'_>> {
            let pages = self.0.iter();
            pages
                .map(|(id, text)| (id, blake3::hash(text.as_bytes())))
                .collect()
        }

        fn record(&self, at: usize) -> Record<'_> {
            let (id, text) = &self.0[at];
            let mut record = Record::new(id, "/", "Een les");
            record.text = text;
            record.labels = vec![text.split(' ').next().unwrap_or_default()];
            record
        }

        fn renew(&self, dir: &Path, last: Option<&Path>, how: &str) -> Renewed {
            let record = |at| self.record(at);
            renew(dir, last, &Analyzer::new(), how, &self.wanted(), record).unwrap()
        }

        /// Whether the index answers as one made from nothing.
        #[track_caller]
        fn assert_answers(&self, one: &Searcher) {
            let clean = tempfile::tempdir().unwrap();
            let all = self.renew(clean.path(), None, "x");
            assert_eq!(all.indexed, self.0.len());
            let other = open(clean.path());
            for q in WORDS
                .into_iter()
                .chain(["nieuw", "bewonrs", "sch*", "les", "schuldenaanpak"])
            {
                let request = Request {
                    q: q.into(),
                    ..Request::default()
                };
                let answer = |searcher: &Searcher| format!("{:#?}", searcher.search(&request));
                assert_eq!(answer(one), answer(&other), "{q}");
            }
        }
    }

    fn open(dir: &Path) -> Searcher {
        Searcher::open(dir, &Analyzer::new()).unwrap()
    }

    /// It, with all pages read.
    fn read(searcher: Searcher) -> Searcher {
        let mut next = Some(0);
        while let Some(from) = next {
            next = searcher.read_ahead(from);
        }
        searcher
    }

    fn text(at: usize, version: usize) -> String {
        let words =
            (0..4).map(|nth| WORDS[(at * 3 + version * 5 + nth * (at % 4 + 1)) % WORDS.len()]);
        let mut words: Vec<&str> = words.collect();
        words.extend((version > 0).then_some("nieuw"));
        words.join(" ")
    }

    fn segments(dir: &Path) -> usize {
        let names = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let terms = |name: &std::ffi::OsString| name.to_string_lossy().ends_with(".term");
        names.filter(terms).count()
    }

    #[test]
    fn only_what_differs_is_indexed_and_answers_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let mut guide = Guide::new(60);
        let place = |nth: usize| folder.path().join(nth.to_string());
        guide.renew(&place(0), None, "x");
        let mut indexed = 0;
        let mut last = read(open(&place(0)));
        for nth in 1..=50 {
            match nth % 7 {
                0 => drop(guide.0.remove(nth % guide.0.len())),
                1 => guide
                    .0
                    .push((format!("lesson/nieuw-{nth}").parse().unwrap(), text(nth, 1))),
                _ => {
                    let at = nth * 13 % guide.0.len();
                    guide.0[at].1 = text(at, nth);
                }
            }
            let renewed = guide.renew(&place(nth), Some(&place(nth - 1)), "x");
            assert_eq!(renewed.pages, guide.0.len());
            indexed += renewed.indexed;
            // Who searches the next index has read all but what was indexed, and forgets what is not there.
            let next = open(&place(nth)).after(&last);
            let (pages, noted) = next.pages_noted();
            assert_eq!(noted, pages - renewed.indexed);
            last = read(next);
            assert_eq!(last.pages_in_memory(), pages);
            if nth % 5 == 0 {
                guide.assert_answers(&last);
            }
            fs::remove_dir_all(place(nth - 1)).unwrap();
        }
        // Fifty edits of guides of sixty pages: far fewer pages than fifty builds take.
        assert!(indexed < 50 * 60 / 4, "{indexed}");
        assert!(segments(&place(50)) < 40, "{}", segments(&place(50)));
        assert_eq!(guide.renew(&place(51), Some(&place(50)), "x").indexed, 0);
    }

    #[test]
    fn an_index_that_cannot_be_trusted_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let guide = Guide::new(20);
        let (first, next) = (folder.path().join("1"), folder.path().join("2"));
        let again = |how: &str| guide.renew(&next, Some(&first), how).indexed;
        assert_eq!(again("x"), 20, "there is none");
        guide.renew(&first, None, "x");
        assert_eq!(again("x"), 0);
        assert_eq!(again("y"), 20, "pages were read otherwise");
        for part in [PAGES, ".term", ".store", "wijkgids-index.json"] {
            guide.renew(&first, None, "x");
            let files = fs::read_dir(&first)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            let file = { files }
                .find(|path| path.to_string_lossy().ends_with(part))
                .unwrap();
            let mut bytes = fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x55;
            fs::write(&file, bytes).unwrap();
            assert_eq!(again("x"), 20, "{part} was changed");
            guide.assert_answers(&open(&next));
        }
    }
}
