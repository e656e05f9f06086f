//! The pages shown, as highlighting reads them: what is stored of each, with its words looked up.
//!
//! Results show the same pages again and again, and their words are the same whatever was asked. So a
//! page that was shown once is kept in memory with the numbers of its words, and marking is a walk over
//! numbers ([`Wanted::marks`]). A guide of a few hundred pages takes a few megabytes; of one that is larger
//! than the room there is, those pages stay that are shown most. Pages are known by where they are stored,
//! so that what was read in one index need not be read in the next, where that took them over.
//!
//! [`Wanted::marks`]: super::highlight::Wanted::marks

use std::hash::Hasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::language::{Analyzer, Session, Token, Word};

use super::engine::{Engine, EngineError, Fetched, StoredAt};
use super::neighbours::Pair;

/// Bytes of pages that are remembered.
const ROOM: u64 = 160 << 20;

/// What most pages take of it.
const USUAL: u64 = 8 << 10;

/// Distinct words that are numbered. With those of one more text they are fewer than a session keeps
/// before it begins anew by itself.
const MAX_WORDS: usize = 150_000;

/// Bytes of a page in which something is marked. Pages are far shorter; it bounds what an enormous one
/// can cost.
const MAX_TEXT: usize = 200_000;

/// What reading remembers, shared by all who search.
#[derive(Debug)]
pub(super) struct Memory {
    analyzer: Analyzer,
    present: Mutex<Arc<Remembered>>,
}

/// Pages and the words on them. Numbers of words hold within one of these.
#[derive(Debug)]
pub(super) struct Remembered {
    words: RwLock<Vocabulary>,
    pages: Cache<StoredAt, Arc<Page>, Size>,
}

/// The bytes that a page takes.
#[derive(Debug, Clone)]
struct Size;

impl Weighter<StoredAt, Arc<Page>> for Size {
    fn weight(&self, _: &StoredAt, page: &Arc<Page>) -> u64 {
        page.bytes() as u64
    }
}

/// A page that was read.
#[derive(Debug)]
pub(super) struct Page {
    /// What the index holds of it.
    pub(super) fetched: Fetched,
    /// The words of its text, as far as it is looked at.
    pub(super) text: Words,
    /// Those of its title, its summary and each of its key points.
    pub(super) title: Words,
    pub(super) summary: Words,
    pub(super) key_points: Vec<Words>,
}

/// The words of a text, by number.
#[derive(Debug, Default)]
pub(super) struct Words {
    spots: Vec<Spot>,
    /// Words that have no number: long ones, and those that came when there was no more room.
    unnumbered: Vec<Word>,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy)]
struct Spot {
    start: u32,
    /// The number of the word in the upper bits, how many positions it fills in the lowest eight.
    word: u32,
}

/// Bits of a spot that hold the width.
const WIDTH: u32 = 8;

/// The first number that means a word in [`Words::unnumbered`].
const UNNUMBERED: u32 = 1 << 23;

/// The words that were met, and which of them a query may find.
#[derive(Debug)]
pub(super) struct Vocabulary {
    analyzer: Analyzer,
    session: Session,
    /// How many words may be numbered.
    room: usize,
    /// How many are.
    numbered: usize,
    /// The words that something with this [`trace`] may find.
    by_trace: FxHashMap<u32, Vec<u32>>,
}

/// A word at its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spotted<'v> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) position: u32,
    pub(super) word: &'v Word,
}

/// A number for a text; others can share it.
fn trace(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    (hasher.finish() >> 32) as u32
}

impl Memory {
    /// Remembers nothing yet.
    pub(super) fn new(analyzer: &Analyzer) -> Memory {
        Memory {
            analyzer: analyzer.clone(),
            present: Mutex::new(Arc::new(Remembered::new(analyzer))),
        }
    }

    /// What is remembered now; one request keeps to it throughout.
    pub(super) fn present(&self) -> Arc<Remembered> {
        let mut present = lock(&self.present);
        if present.is_full() {
            *present = Arc::new(Remembered::new(&self.analyzer));
        }
        Arc::clone(&present)
    }
}

impl Remembered {
    pub(super) fn new(analyzer: &Analyzer) -> Remembered {
        Remembered {
            words: RwLock::new(Vocabulary::new(analyzer)),
            pages: Cache::with_weighter((ROOM / USUAL) as usize, ROOM, Size),
        }
    }

    fn is_full(&self) -> bool {
        self.words().is_full()
    }

    /// How many pages are remembered.
    #[cfg(test)]
    pub(super) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Whether there is room for pages that nobody asked for.
    fn has_room(&self) -> bool {
        self.pages.weight() < ROOM / 16 * 15 && !self.is_full()
    }

    /// Forgets the pages that do not stand in these segments.
    pub(super) fn keep(&self, segments: impl Fn(u128) -> bool) {
        self.pages.retain(|place, _| segments(place.segment));
    }

    /// The words met so far.
    pub(super) fn words(&self) -> RwLockReadGuard<'_, Vocabulary> {
        self.words.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page that `engine` knows by `key`.
    pub(super) fn page(&self, engine: &dyn Engine, key: u32) -> Result<Arc<Page>, EngineError> {
        let place = engine.stored_at(key);
        if let Some(page) = place.as_ref().and_then(|place| self.pages.get(place)) {
            return Ok(page);
        }
        // Somebody else may be reading it too.
        let page = Arc::new(self.read(engine, key)?);
        if let Some(place) = place {
            self.pages.insert(place, Arc::clone(&page));
        }
        Ok(page)
    }

    /// Reads the page that `engine` knows by `key` before anybody asks for it, and keeps it if there is room;
    /// the engine learns from it in any case. Says whether there is a reason to read others.
    pub(super) fn read_ahead(&self, engine: &dyn Engine, key: u32) -> bool {
        match self.has_room() {
            true => self.page(engine, key).is_ok(),
            false if engine.is_noted(key) => true,
            false => !self.words().is_full() && self.read(engine, key).is_ok(),
        }
    }

    fn read(&self, engine: &dyn Engine, key: u32) -> Result<Page, EngineError> {
        let fetched = engine.fetch(key)?;
        let mut words = self.words.write().unwrap_or_else(PoisonError::into_inner);
        let mut read = |text: &str| words.read(&text[..text.floor_char_boundary(MAX_TEXT)]);
        let stored = &fetched.stored;
        let page = Page {
            text: read(&stored.text),
            title: read(&stored.title),
            summary: read(&stored.summary),
            key_points: stored.key_points.iter().map(|point| read(point)).collect(),
            fetched,
        };
        drop(words);
        // Of a text that was not read to its end, less is known.
        if page.fetched.stored.text.len() <= MAX_TEXT {
            let pairs = Pair::among(self.words().all(&page.text));
            engine.note(key, &pairs);
        }
        Ok(page)
    }
}

impl Page {
    /// How much memory it takes, near enough.
    fn bytes(&self) -> usize {
        let stored = &self.fetched.stored;
        let words = |words: &Words| words.spots.len() * size_of::<Spot>();
        let points = (self.key_points.iter().zip(&stored.key_points))
            .map(|(point, text)| words(point) + text.len());
        1024 + stored.text.len()
            + words(&self.text)
            + words(&self.summary)
            + points.sum::<usize>()
            + stored.sections.len() * 100
    }
}

impl Vocabulary {
    /// Knows no words yet.
    pub(super) fn new(analyzer: &Analyzer) -> Vocabulary {
        Vocabulary {
            analyzer: analyzer.clone(),
            session: analyzer.new_session(),
            room: MAX_WORDS,
            numbered: 0,
            by_trace: FxHashMap::default(),
        }
    }

    fn is_full(&self) -> bool {
        self.numbered > self.room
    }

    /// Looks up the words of `text`.
    pub(super) fn read(&mut self, text: &str) -> Words {
        let mut words = Words::default();
        let mut put = |token: Token<'_>, number: Option<u32>| {
            let number = number.unwrap_or_else(|| {
                words.unnumbered.push(token.word.clone());
                UNNUMBERED + words.unnumbered.len() as u32 - 1
            });
            words.spots.push(Spot {
                start: token.start as u32,
                word: number << WIDTH | token.word.width().min(u32::from(u8::MAX)),
            });
        };
        if self.is_full() {
            let mut session = self.analyzer.session();
            session.analyse(text, |token| put(token, None));
            return words;
        }
        self.session.analyse(text, |token| put(token, token.id));
        for number in self.numbered..self.session.remembered() {
            let number = number as u32;
            for (form, stem) in (self.session.word(number).into_iter()).flat_map(found_by) {
                let traces = [trace(form), trace(stem)];
                for trace in &traces[..if form == stem { 1 } else { 2 }] {
                    self.by_trace.entry(*trace).or_default().push(number);
                }
            }
        }
        self.numbered = self.session.remembered();
        words
    }

    /// The words of a text, in order.
    fn all<'v>(&'v self, words: &'v Words) -> impl Iterator<Item = &'v Word> {
        let spots = words.spots.iter();
        spots.filter_map(|spot| self.word(words, spot.word >> WIDTH))
    }

    /// The word of a text that has this number.
    fn word<'v>(&'v self, words: &'v Words, number: u32) -> Option<&'v Word> {
        match number.checked_sub(UNNUMBERED) {
            Some(at) => words.unnumbered.get(at as usize),
            None => self.session.word(number),
        }
    }

    /// The words that may be found by something with one of these traces.
    pub(super) fn met_by(&self, sought: &Traces) -> Numbers {
        let mut numbers = vec![0u64; self.numbered.div_ceil(64)];
        let found = sought.0.iter().filter_map(|trace| self.by_trace.get(trace));
        for number in found.flatten() {
            numbers[*number as usize / 64] |= 1 << (number % 64);
        }
        Numbers(numbers)
    }

    /// Hands those words to `each` that are among `sought`, which this vocabulary gave, or that have no
    /// number.
    pub(super) fn meet<'v>(
        &'v self,
        words: &'v Words,
        sought: &Numbers,
        mut each: impl FnMut(Spotted<'v>),
    ) {
        let mut position = 0;
        for spot in &words.spots {
            let number = spot.word >> WIDTH;
            let here = position;
            position += spot.word & ((1 << WIDTH) - 1);
            if (number >= UNNUMBERED || sought.has(number))
                && let Some(word) = self.word(words, number)
            {
                each(Spotted {
                    start: spot.start as usize,
                    end: spot.start as usize + word.surface().len(),
                    position: here,
                    word,
                });
            }
        }
    }
}

/// Form and stem of a word and of each of its parts.
fn found_by(word: &Word) -> impl Iterator<Item = (&str, &str)> {
    let parts = word.parts().iter().map(|part| (&*part.form, &*part.stem));
    std::iter::once((word.form(), word.stem())).chain(parts)
}

/// The traces of what is sought.
#[derive(Debug, Clone, Default)]
pub(super) struct Traces(FxHashSet<u32>);

impl Traces {
    /// Puts the trace of `text` in.
    pub(super) fn add(&mut self, text: &str) {
        self.0.insert(trace(text));
    }
}

/// A set of numbers of words: a bit for each.
#[derive(Debug)]
pub(super) struct Numbers(Vec<u64>);

impl Numbers {
    fn has(&self, number: u32) -> bool {
        let bits = self.0.get(number as usize / 64);
        bits.is_some_and(|bits| bits & 1 << (number % 64) != 0)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::highlight::tests::wanted;

    /// Where `asked` is marked in texts that are read one after the other.
    fn marked(mut vocabulary: Vocabulary, asked: &[&str], texts: &[&str]) -> Vec<Vec<String>> {
        let read: Vec<Words> = texts.iter().map(|text| vocabulary.read(text)).collect();
        let wanted = wanted(asked);
        let marker = wanted.marker(&vocabulary);
        let marks = |(text, words): (&&str, &Words)| {
            let marks = marker.marks(words);
            let cut = |mark: &crate::search::highlight::Mark| text[mark.start..mark.end].to_owned();
            marks.iter().map(cut).collect()
        };
        texts.iter().zip(&read).map(marks).collect()
    }

    #[test]
    fn words_without_a_number_are_marked_too() {
        let long = "wijk".repeat(30);
        let texts = [
            "De wijken en de buurt, in de buurt van de wijk",
            &format!("Aan {long} ligt een krachtwijk: een wijk in de buurt"),
            "Wijkaanpak in de buurt",
        ];
        let asked = ["wijk", "in de buurt", &long];
        let expected = [
            vec!["wijken", "in de buurt", "wijk"],
            vec![&*long, "krachtwijk", "wijk", "in de buurt"],
            vec!["Wijkaanpak", "in de buurt"],
        ];
        for room in [0, 3, MAX_WORDS] {
            let vocabulary = Vocabulary {
                room,
                ..Vocabulary::new(&Analyzer::new())
            };
            assert_eq!(
                marked(vocabulary, &asked, &texts),
                expected,
                "room for {room}"
            );
        }
    }

    #[test]
    fn words_that_others_met_whole_are_marked_by_their_parts() {
        let analyzer = Analyzer::new();
        let mut session = analyzer.session();
        session.analyse_whole("Een krachtwijk", |_| {});
        analyzer.give_back(session);
        let texts = ["Iets anders", "Een krachtwijk"];
        let found = marked(Vocabulary::new(&analyzer), &["wijk"], &texts);
        assert_eq!(found[1], ["krachtwijk"]);
    }

    #[test]
    fn with_too_many_words_it_begins_anew() {
        let memory = Memory::new(&Analyzer::new());
        let first = memory.present();
        assert!(Arc::ptr_eq(&first, &memory.present()));
        first.words.write().unwrap().room = 0;
        first.words.write().unwrap().read("Een woord");
        let second = memory.present();
        assert!(!Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&second, &memory.present()));
    }
}
