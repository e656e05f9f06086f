//! The analyser: from text to tokens, each with the [`Word`] it is.
//!
//! An [`Analyzer`] holds the tables and is shared by all threads. A [`Session`] is one thread's use
//! of it: it remembers every distinct word it has met, so that a long text costs one look-up a word.

use std::hash::Hasher;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHasher;

use super::fold::fold_into;
use super::lemma::Lemmas;
use super::stem::{self, Dutch};
use super::stopwords::StopWords;
use super::tokens::{is_hyphen, spans};
use super::word::{Part, Word};

/// Changes whenever tokens or forms can change by our own rules; part of the fingerprint.
const VERSION: &str = "1";

/// A session that remembers more words than this begins anew before the next text, so that hostile
/// texts cannot fill a server's memory.
const MAX_WORDS: usize = 300_000;

/// Words longer than this are analysed each time: they are rare, and remembering them costs most.
const MAX_REMEMBERED: usize = 64;

/// A hyphenated word of more parts than this is one word only: nobody means its parts.
const MAX_PARTS: usize = 8;

/// Sessions kept for later use; more threads than this make new ones.
const MAX_IDLE: usize = 32;

const LEMMAS: &str = include_str!("../../index/nl/lemmas.tsv");
const STOP_WORDS: &str = include_str!("../../index/nl/stopwords.txt");

/// A word at its place in a text.
#[derive(Debug, Clone, Copy)]
pub struct Token<'s> {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its position, counted from 0; the next token stands [`Word::width`] further.
    pub position: u32,
    /// Number of the word in this session, for tables beside it. Numbers hold during one call of
    /// [`Session::analyse`]; a word too long to be remembered has none.
    pub id: Option<u32>,
    /// What the word is.
    pub word: &'s Word,
}

#[derive(Debug)]
struct Tables {
    lemmas: Lemmas,
    stop_words: StopWords,
    dutch: Dutch,
    fingerprint: String,
}

/// The tables of Dutch, shared by all who analyse. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Analyzer {
    tables: Arc<Tables>,
    /// Sessions that nobody uses now, with the words they have met.
    idle: Arc<Mutex<Vec<Session>>>,
}

impl Analyzer {
    /// The analyser with the tables that are embedded in the program.
    pub fn new() -> Self {
        Self::with_tables(LEMMAS, STOP_WORDS)
    }

    fn with_tables(lemmas: &'static str, stop_words: &'static str) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [VERSION, stem::VERSION, lemmas, stop_words] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Analyzer {
            tables: Arc::new(Tables {
                lemmas: Lemmas::parse(lemmas),
                stop_words: StopWords::parse(stop_words),
                dutch: Dutch::new(),
                fingerprint: hasher.finalize().to_hex().to_string(),
            }),
            idle: Arc::default(),
        }
    }

    /// Names the tables and rules: an index made under another fingerprint must be made anew.
    pub fn fingerprint(&self) -> &str {
        &self.tables.fingerprint
    }

    /// One thread's use of the analyser: a session given back earlier, which knows many words
    /// already, or a new one.
    pub fn session(&self) -> Session {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_else(|| Session {
            tables: Arc::clone(&self.tables),
            slots: Vec::new(),
            words: Vec::new(),
            epoch: 0,
        })
    }

    /// Takes a session back, so that the next one who needs it finds its words analysed.
    pub fn give_back(&self, session: Session) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(session);
        }
    }
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

/// One thread's use of an [`Analyzer`], with the words it has met.
#[derive(Debug)]
pub struct Session {
    tables: Arc<Tables>,
    words: Vec<Word>,
    /// Where words stand in `words`, by their hash; open addressing, a power of two in length.
    slots: Vec<Slot>,
    /// How often it has begun anew.
    epoch: u32,
}

/// A word at most this long stands in its slot whole.
const INLINE: usize = 22;

/// A place in the table of a session. What a look-up needs stands in half a cache line: a guide has
/// tens of thousands of words, and a second place in memory for each costs more than all else.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Upper half of the word's hash.
    tag: u32,
    /// The word's id plus one; 0 for a free place.
    id: u32,
    /// Length of the word as written, in bytes.
    length: u8,
    /// How many positions it fills; 0 for what folds to nothing.
    width: u8,
    /// The word as written, if it is short.
    surface: [u8; INLINE],
}

impl Slot {
    fn of(tag: u32, id: u32, word: &Word) -> Slot {
        let surface = word.surface().as_bytes();
        let mut slot = Slot {
            tag,
            id,
            length: surface.len() as u8,
            width: if word.form().is_empty() {
                0
            } else {
                word.width() as u8
            },
            surface: [0; INLINE],
        };
        if let Some(inline) = slot.surface.get_mut(..surface.len()) {
            inline.copy_from_slice(surface);
        }
        slot
    }

    fn holds(&self, tag: u32, surface: &str, words: &[Word]) -> bool {
        self.tag == tag
            && usize::from(self.length) == surface.len()
            && match self.surface.get(..surface.len()) {
                Some(inline) => inline == surface.as_bytes(),
                None => words[self.id as usize - 1].surface() == surface,
            }
    }
}

impl Session {
    /// Hands the tokens of `text` to `each`, in order.
    pub fn analyse(&mut self, text: &str, mut each: impl FnMut(Token<'_>)) {
        if self.words.len() > MAX_WORDS {
            self.words.clear();
            self.slots.fill(Slot::default());
            self.epoch = self.epoch.wrapping_add(1);
        }
        let mut position = 0;
        for span in spans(text) {
            let surface = &text[span.start..span.end];
            let unremembered;
            let (id, word, width) = if surface.len() <= MAX_REMEMBERED {
                let slot = self.remember(surface, span.hyphen);
                let id = slot.id - 1;
                (Some(id), &self.words[id as usize], u32::from(slot.width))
            } else {
                unremembered = self.tables.word(surface, span.hyphen);
                let width = if unremembered.form().is_empty() {
                    0
                } else {
                    unremembered.width()
                };
                (None, &unremembered, width)
            };
            // What folds to nothing (a lone modifier letter) fills no position.
            if width == 0 {
                continue;
            }
            each(Token {
                start: span.start,
                end: span.end,
                position,
                id,
                word,
            });
            position += width;
        }
    }

    /// The slot of a word, which is analysed if it is new.
    fn remember(&mut self, surface: &str, hyphen: bool) -> Slot {
        if self.slots.len() < 2 * (self.words.len() + 1) {
            self.grow();
        }
        let hash = hash(surface);
        let tag = (hash >> 32) as u32;
        let mut at = hash as usize;
        loop {
            at &= self.slots.len() - 1;
            let slot = self.slots[at];
            if slot.id == 0 {
                let word = self.tables.word(surface, hyphen);
                self.words.push(word);
                let id = self.words.len() as u32;
                let slot = Slot::of(tag, id, &self.words[id as usize - 1]);
                self.slots[at] = slot;
                return slot;
            }
            if slot.holds(tag, surface, &self.words) {
                return slot;
            }
            at += 1;
        }
    }

    fn grow(&mut self) {
        let length = (2 * self.slots.len()).max(1024);
        self.slots.clear();
        self.slots.resize(length, Slot::default());
        for (id, word) in (1..).zip(&self.words) {
            let hash = hash(word.surface());
            let mut at = hash as usize & (length - 1);
            while self.slots[at].id != 0 {
                at = (at + 1) & (length - 1);
            }
            self.slots[at] = Slot::of((hash >> 32) as u32, id, word);
        }
    }

    /// How many distinct words are remembered; ids of tokens are below it.
    pub fn remembered(&self) -> usize {
        self.words.len()
    }

    /// How often the session has begun anew: ids of another epoch name other words.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The word with this id.
    pub fn word(&self, id: u32) -> Option<&Word> {
        self.words.get(id as usize)
    }

    /// The words of `text`, for short texts such as titles and queries.
    pub fn words(&mut self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        self.analyse(text, |token| words.push(token.word.clone()));
        words
    }

    /// The forms of `text` with one space between: two titles that differ only in case, diacritics
    /// or punctuation are equal by it.
    pub fn normalise(&mut self, text: &str) -> String {
        let mut normal = String::with_capacity(text.len());
        self.analyse(text, |token| {
            if !normal.is_empty() {
                normal.push(' ');
            }
            normal.push_str(token.word.form());
        });
        normal
    }
}

impl Tables {
    fn word(&self, surface: &str, hyphen: bool) -> Word {
        let mut form = String::with_capacity(surface.len());
        fold_into(surface, &mut form);
        let mut parts = Vec::new();
        if hyphen {
            for part in surface.split(is_hyphen) {
                let mut form = String::with_capacity(part.len());
                fold_into(part, &mut form);
                if !form.is_empty() {
                    parts.push(Part {
                        stem: self.stem(&form).into(),
                        form: form.into(),
                    });
                }
            }
        }
        if !(2..=MAX_PARTS).contains(&parts.len()) {
            parts.clear();
        }
        let mut word = Word::new(surface, &form, &self.stem(&form));
        word.stop = self.stop_words.contains(&form);
        word.parts = parts.into();
        word
    }

    fn stem(&self, form: &str) -> String {
        self.lemmas
            .lemma(form)
            .unwrap_or_else(|| self.dutch.stem(form))
    }
}

/// The place of a word in a session's table, and its tag.
fn hash(surface: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(surface.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stem(session: &mut Session, word: &str) -> String {
        let words = session.words(word);
        assert_eq!(words.len(), 1, "{word} is one word");
        words[0].stem().to_owned()
    }

    #[test]
    fn forms_of_one_word_meet() {
        let mut session = Analyzer::new().session();
        for line in [
            "stad steden",
            "kind kinderen",
            "lid leden",
            "schip schepen",
            "schuld schulden",
            "leefbaar leefbare",
            "leefbaarheid",
            "evaluatie evaluaties evalueren evalueert geëvalueerd",
            "gebied gebieden",
            "gemeente gemeenten gemeentelijk gemeentelijke",
            "huis huizen",
            "brief brieven",
            "wijk wijken Wijk WIJKEN",
            "bewoner bewoners",
            "aanpak aanpakken",
            "school scholen",
            "binnenstad binnensteden",
            "raadslid raadsleden",
            "pleegkind pleegkinderen",
            "jongere jongeren",
            "oudere ouderen",
            "vrijwilliger vrijwilligers",
            "woning woningen",
            "buurt buurten",
            "weg wegen",
            "mogelijkheid mogelijkheden",
            "overheid overheden",
            "foto foto's foto’s",
            "idee ideeën",
            "één een",
            "les lessen",
            "programma programma's",
            "beleid",
            "probleem problemen",
            "participatie participeren",
            "renovatie renoveren gerenoveerd",
            "onderzoek onderzoeken onderzocht",
            "bedrijf bedrijven",
            "corporatie corporaties",
            "migrant migranten",
            "criminaliteit",
            "veilig veilige veiligheid",
            "armoede",
            "werkloos werkloze werkloosheid",
            "samenwerking samenwerken",
            "ĳs ijs",
        ] {
            let mut forms = line.split(' ');
            let first = stem(&mut session, forms.next().unwrap());
            for form in forms {
                assert_eq!(stem(&mut session, form), first, "{form} in {line}");
            }
        }
    }

    #[test]
    fn other_words_stay_apart() {
        let mut session = Analyzer::new().session();
        for (one, other) in [
            ("gebied", "bieden"),
            ("gemeente", "menen"),
            ("les", "lezen"),
            ("beleid", "beleden"),
            ("lid", "lijden"),
            ("stad", "besteden"),
            ("leden", "verleden"),
            ("wijk", "wijs"),
            ("leven", "lef"),
            ("regel", "regen"),
            ("zorg", "zork"),
            ("kind", "kin"),
            ("school", "schol"),
            ("partij", "part"),
            ("gezin", "zin"),
            ("bewoner", "woning"),
            ("schip", "schep"),
        ] {
            assert_ne!(
                stem(&mut session, one),
                stem(&mut session, other),
                "{one} is not {other}"
            );
        }
    }

    #[test]
    fn hyphenated_words_have_parts_at_positions_of_their_own() {
        let mut session = Analyzer::new().session();
        let mut seen = Vec::new();
        let text = "De WOZ-waarden stijgen";
        session.analyse(text, |token| {
            let atoms: Vec<_> = token
                .word
                .atoms()
                .map(|(_, stem)| stem.to_owned())
                .collect();
            seen.push((
                text[token.start..token.end].to_owned(),
                token.position,
                atoms.join("+"),
            ));
        });
        assert_eq!(
            seen,
            [
                ("De".into(), 0, "de".into()),
                ("WOZ-waarden".into(), 1, "woz+waard".into()),
                ("stijgen".to_string(), 3, "stijg".to_string())
            ]
        );
        assert_eq!(
            stem(&mut session, "wijk-aanpak"),
            stem(&mut session, "wijkaanpak")
        );
    }

    #[test]
    fn equal_stems_have_equal_keys_in_all_sessions() {
        let analyzer = Analyzer::new();
        let one = analyzer.session().words("steden");
        let other = analyzer.session().words("Stad");
        assert_eq!(one[0].key, other[0].key);
        assert_ne!(one[0].key, analyzer.session().words("wijk")[0].key);
    }

    #[test]
    fn every_distinct_word_is_remembered_once() {
        let mut session = Analyzer::new().session();
        let text: String = (0..5000).map(|nth| format!("w{nth} ")).collect();
        for _ in 0..2 {
            let mut expected = 0;
            session.analyse(&text, |token| {
                assert_eq!(
                    (token.id, token.word.form()),
                    (Some(expected), &*format!("w{expected}"))
                );
                expected += 1;
            });
            assert_eq!((expected, session.remembered()), (5000, 5000));
        }
    }

    #[test]
    fn the_fingerprint_names_tables_and_rules() {
        let analyzer = Analyzer::new();
        assert_eq!(analyzer.fingerprint(), Analyzer::new().fingerprint());
        assert_ne!(
            analyzer.fingerprint(),
            Analyzer::with_tables("stad\tsteden\n", STOP_WORDS).fingerprint()
        );
    }

    #[test]
    fn normal_titles() {
        let mut session = Analyzer::new().session();
        assert_eq!(
            session.normalise("  Eén gezin, één plan! "),
            "een gezin een plan"
        );
        assert_eq!(session.normalise("’s-Hertogenbosch"), "shertogenbosch");
        assert_eq!(session.normalise("🙂 —"), "");
    }

    #[test]
    fn long_and_strange_words() {
        let mut session = Analyzer::new().session();
        let text = format!(
            "{} {}e{} العربية",
            "a".repeat(500),
            "x-".repeat(300),
            "\u{301}".repeat(10_000)
        );
        let words = session.words(&text);
        assert_eq!(words.len(), 3);
        assert!(
            words
                .iter()
                .all(|word| word.form().len() <= super::super::fold::MAX_FORM)
        );
    }

    proptest! {
        #[test]
        fn any_text_can_be_analysed(text in "\\PC{0,200}") {
            let mut session = Analyzer::new().session();
            let mut last = (0, None);
            session.analyse(&text, |token| {
                assert!(text.get(token.start..token.end).is_some());
                assert!(token.start >= last.0 && Some(token.position) > last.1);
                assert!(!token.word.form().contains(|c: char| c.is_whitespace() || c.is_control()));
                last = (token.end, Some(token.position));
            });
        }

        #[test]
        fn any_word_can_be_stemmed(word in "[a-zéĳ'’-]{1,40}") {
            let mut session = Analyzer::new().session();
            for word in session.words(&word) {
                prop_assert!(!word.stem().is_empty());
            }
        }
    }
}
