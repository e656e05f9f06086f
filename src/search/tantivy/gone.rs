//! What was taken out of a segment: the pages, and the words that stood on them.
//!
//! A segment is never changed. So what it lost is kept beside it: in memory where the index grows there,
//! and in a file of the index on disk, for all its segments. That file begins with a hash of the rest.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::BitSet;
use tantivy::directory::OwnedBytes;
use tantivy::fastfield::{AliveBitSet, write_alive_bitset};
use tantivy::schema::Field as Id;

use super::Ids;
use crate::search::engine::EngineError;
use crate::search::index::Prepared;
use crate::search::record::{put_number, put_text, take_number, take_text};
use crate::search::schema::FIELDS;
use crate::search::tokens::Tokens;

/// The file beside the segments.
pub(super) const FILE: &str = "wijkgids-gone";

/// What was taken out of a segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gone {
    /// The pages, by their number in the segment.
    pages: Vec<u32>,
    /// By field and word, on how many of them it stood.
    words: FxHashMap<Id, FxHashMap<Box<[u8]>, u32>>,
}

impl Gone {
    /// How many pages were taken out.
    pub(super) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// On how many pages taken out a word stood.
    pub(super) fn pages_with(&self, field: Id, word: &[u8]) -> usize {
        let field = self.words.get(&field);
        field
            .and_then(|words| words.get(word))
            .copied()
            .unwrap_or(0) as usize
    }

    /// Takes a page out, which was put in as `prepared`.
    pub(super) fn add(&mut self, page: u32, ids: &Ids, prepared: &Prepared) {
        self.pages.push(page);
        for row in FIELDS {
            let at = row.field as usize;
            let texts = [
                (ids.stems[at], &prepared.stems[at]),
                (ids.exact[at], &prepared.exact[at]),
            ];
            for (field, text) in texts {
                let words: FxHashSet<&str> = Tokens::of(text).map(|(_, word)| word).collect();
                let counts = self.words.entry(field).or_default();
                for word in words {
                    *counts.entry(word.as_bytes().into()).or_default() += 1;
                }
            }
        }
    }

    /// Which of a segment's pages are there; none if all are.
    pub(super) fn alive(&self, pages: u32) -> Result<Option<AliveBitSet>, EngineError> {
        if self.pages.is_empty() {
            return Ok(None);
        }
        let mut alive = BitSet::with_max_value_and_full(pages);
        self.pages.iter().for_each(|page| alive.remove(*page));
        let mut bytes = Vec::new();
        write_alive_bitset(&alive, &mut bytes)?;
        Ok(Some(AliveBitSet::open(OwnedBytes::new(bytes))))
    }

    fn encode(&self, out: &mut Vec<u8>) {
        put_number(out, self.pages.len() as u32);
        self.pages.iter().for_each(|page| put_number(out, *page));
        let mut fields: Vec<_> = self.words.iter().collect();
        fields.sort_unstable_by_key(|(field, _)| field.field_id());
        put_number(out, fields.len() as u32);
        for (field, words) in fields {
            put_number(out, field.field_id());
            let words =
                (words.iter()).filter_map(|(word, on)| Some((str::from_utf8(word).ok()?, on)));
            let mut words: Vec<(&str, &u32)> = words.collect();
            words.sort_unstable();
            put_number(out, words.len() as u32);
            for (word, pages) in words {
                put_text(out, word);
                put_number(out, *pages);
            }
        }
    }

    fn decode(from: &mut &[u8]) -> Option<Gone> {
        let mut gone = Gone::default();
        for _ in 0..take_number(from)? {
            gone.pages.push(take_number(from)?);
        }
        for _ in 0..take_number(from)? {
            let words = gone.words.entry(Id::from_field_id(take_number(from)?));
            let words = words.or_default();
            for _ in 0..take_number(from)? {
                let word = take_text(from)?.into_bytes();
                words.insert(word.into(), take_number(from)?);
            }
        }
        Some(gone)
    }
}

/// What every segment of an index on disk lost, by the name of the segment.
pub(super) type AllGone = FxHashMap<String, Arc<Gone>>;

/// Writes what the segments of the index in `dir` lost; nothing where none lost anything.
pub(super) fn write(dir: &Path, all: &[(String, &Gone)]) -> io::Result<()> {
    if all.iter().all(|(_, gone)| gone.pages.is_empty()) {
        return Ok(());
    }
    let mut out = vec![0; blake3::OUT_LEN];
    put_number(&mut out, all.len() as u32);
    for (segment, gone) in all {
        put_text(&mut out, segment);
        gone.encode(&mut out);
    }
    let hash = blake3::hash(&out[blake3::OUT_LEN..]);
    out[..blake3::OUT_LEN].copy_from_slice(hash.as_bytes());
    fs::write(dir.join(FILE), out)
}

/// Reads what the segments of the index in `dir` lost.
pub(super) fn read(dir: &Path) -> Result<AllGone, EngineError> {
    let bytes = match fs::read(dir.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(AllGone::default()),
        read => read?,
    };
    decode(&bytes).ok_or_else(|| EngineError(format!("{FILE} was changed")))
}

fn decode(bytes: &[u8]) -> Option<AllGone> {
    let (hash, mut rest) = bytes.split_at_checked(blake3::OUT_LEN)?;
    if blake3::hash(rest).as_bytes() != hash {
        return None;
    }
    let from = &mut rest;
    let mut all = AllGone::default();
    for _ in 0..take_number(from)? {
        let segment = take_text(from)?;
        all.insert(segment, Arc::new(Gone::decode(from)?));
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tantivy::layout;
    use crate::search::tokens;

    #[test]
    fn what_is_gone_is_kept_and_guarded() {
        let mut prepared = Prepared::default();
        for (word, next) in [("wijk", true), ("aanpak", false), ("buurt", true)] {
            tokens::put(&mut prepared.stems[0], word, next);
        }
        for form in ["wijken", "wijk"] {
            tokens::put(&mut prepared.exact[7], form, true);
        }
        let (_, ids) = layout();
        let mut gone = Gone::default();
        gone.add(3, &ids, &prepared);
        gone.add(1, &ids, &prepared);
        assert_eq!(gone.pages_with(ids.stems[0], b"aanpak"), 2);
        assert_eq!(gone.pages_with(ids.exact[0], b"aanpak"), 0);
        let alive = gone.alive(5).unwrap().unwrap();
        assert_eq!(alive.iter_alive().collect::<Vec<_>>(), [0, 2, 4]);
        let folder = tempfile::tempdir().unwrap();
        let whole = Gone::default();
        write(folder.path(), &[("a".into(), &whole)]).unwrap();
        assert!(read(folder.path()).unwrap().is_empty());
        write(folder.path(), &[("a".into(), &whole), ("b".into(), &gone)]).unwrap();
        assert_eq!(*read(folder.path()).unwrap()["b"], gone);
        let path = folder.path().join(FILE);
        let mut bytes = fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(read(folder.path()).is_err());
    }
}
