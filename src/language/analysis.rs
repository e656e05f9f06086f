//! The analyser: the tables of Dutch, and what they make of one word.
//!
//! An [`Analyzer`] holds the tables and is shared by all threads; each thread uses it through a
//! [`Session`]. [`Stages`] says which of the steps are taken: all of them, except where somebody
//! measures what each is worth.

use std::sync::{Arc, Mutex, PoisonError};

use super::compounds::{Compounds, MAX_PARTS};
use super::fold::{fold, fold_into};
use super::forms::Forms;
use super::known::Shared;
use super::lemma::Lemmas;
use super::session::Session;
use super::stem::{self, Dutch};
use super::stopwords::StopWords;
use super::tokens::is_hyphen;
use super::word::{Part, Word, key};

/// Changes whenever tokens or forms can change by our own rules; part of the fingerprint.
const VERSION: &str = "1";

/// Sessions kept for later use; more threads than this make new ones.
const MAX_IDLE: usize = 32;

const LEMMAS: &str = include_str!("../../index/nl/lemmas.tsv");
const STOP_WORDS: &str = include_str!("../../index/nl/stopwords.txt");
const COMPOUNDS: &[u8] = include_bytes!("../../index/nl/compounds.fst");
const FORMS: &[u8] = include_bytes!("../../index/nl/forms.fst");

/// Which steps are taken beyond folding, which always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stages {
    /// Whether inflected forms of a word meet: the lemma table and the stemmer. Without it the stem
    /// of a word is its form.
    pub stems: bool,
    /// Whether compounds have parts. Hyphenated words have theirs all the same.
    pub compounds: bool,
}

impl Stages {
    /// All steps: what a site uses.
    pub const ALL: Stages = Stages {
        stems: true,
        compounds: true,
    };
}

impl Default for Stages {
    fn default() -> Self {
        Stages::ALL
    }
}

/// What a session needs to analyse a word.
#[derive(Debug)]
pub(super) struct Tables {
    stages: Stages,
    lemmas: Lemmas<'static>,
    forms: Forms,
    stop_words: StopWords,
    dutch: Dutch,
    compounds: Compounds,
    fingerprint: String,
}

/// The tables of Dutch, shared by all who analyse. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Analyzer {
    tables: Arc<Tables>,
    /// Sessions that nobody uses now, with the words they have met.
    idle: Arc<Mutex<Vec<Session>>>,
    /// What sessions share of these, if they do.
    shared: Option<Arc<Shared>>,
}

impl Analyzer {
    /// The analyser with the tables that are embedded in the program, all steps on.
    pub fn new() -> Self {
        Self::with(Stages::ALL)
    }

    /// The analyser that takes these steps only, for measuring what each is worth. An index belongs
    /// to its stages: the fingerprint tells them apart.
    pub fn with(stages: Stages) -> Self {
        Self::with_tables(stages, LEMMAS, STOP_WORDS)
    }

    fn with_tables(stages: Stages, lemmas: &'static str, stop_words: &'static str) -> Self {
        let mut hasher = blake3::Hasher::new();
        let tables = [VERSION, stem::VERSION, lemmas, stop_words].map(str::as_bytes);
        for part in tables.into_iter().chain([COMPOUNDS, FORMS]) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.update(&[u8::from(stages.stems), u8::from(stages.compounds)]);
        Analyzer {
            tables: Arc::new(Tables {
                stages,
                lemmas: Lemmas::parse(lemmas),
                forms: Forms::open(FORMS),
                stop_words: StopWords::parse(stop_words),
                dutch: Dutch::new(),
                compounds: Compounds::open(COMPOUNDS),
                fingerprint: hasher.finalize().to_hex().to_string(),
            }),
            idle: Arc::default(),
            shared: None,
        }
    }

    /// The analyser whose sessions tell each other of the words they meet: for work that meets the words
    /// of a whole guide on many threads. What was told is kept as long as the analyser is.
    pub fn sharing(self) -> Self {
        Analyzer {
            shared: Some(Arc::default()),
            ..self
        }
    }

    /// Names the tables, rules and stages: an index made under another fingerprint must be made
    /// anew.
    pub fn fingerprint(&self) -> &str {
        &self.tables.fingerprint
    }

    /// One thread's use of the analyser: a session given back earlier, which knows many words
    /// already, or a new one.
    pub fn session(&self) -> Session {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_else(|| self.new_session())
    }

    /// A session that has met no words yet, for who keeps tables beside it of what each word is made of:
    /// of a word that was met whole before, the parts are not known.
    pub fn new_session(&self) -> Session {
        Session::new(&self.tables, self.shared.as_ref())
    }

    /// The key of a word as it is written, whatever its parts; none for what folds to nothing. For those
    /// who need nothing else of it, and seldom: nothing is remembered.
    pub fn key(&self, surface: &str) -> Option<u64> {
        let form = fold(surface);
        (!form.is_empty()).then(|| key(&self.tables.stem(&form)))
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

impl Tables {
    /// The word, not yet split.
    pub(super) fn word(&self, surface: &str) -> Word {
        let mut form = String::with_capacity(surface.len());
        fold_into(surface, &mut form);
        let mut word = Word::new(surface, &form, &self.stem(&form));
        word.stop = self.stop_words.contains(&form);
        word
    }

    /// Finds the parts of `word`; `hyphen` says whether it has a hyphen in it. What stands between
    /// hyphens can be a compound itself.
    pub(super) fn split(&self, word: &mut Word, hyphen: bool) {
        let mut parts = Vec::new();
        if hyphen {
            let mut form = String::new();
            for part in word.surface().split(is_hyphen) {
                form.clear();
                fold_into(part, &mut form);
                if !form.is_empty() && !self.compound(&form, &mut parts) {
                    parts.push(self.part(&form, true));
                }
            }
        } else {
            self.compound(word.form(), &mut parts);
        }
        // A word of more parts is one word only: nobody means its parts.
        if (2..=MAX_PARTS).contains(&parts.len()) {
            *word = word.with_parts(parts);
        }
    }

    /// Adds the parts of a form, if it is a compound.
    fn compound(&self, form: &str, parts: &mut Vec<Part>) -> bool {
        let pieces = self
            .stages
            .compounds
            .then(|| self.compounds.split(form))
            .flatten();
        let Some(pieces) = pieces else { return false };
        parts.extend(
            pieces
                .iter()
                .map(|piece| self.part(&form[piece.start..piece.end], false)),
        );
        true
    }

    fn part(&self, form: &str, written: bool) -> Part {
        Part {
            written,
            stem: self.stem(form).into(),
            form: form.into(),
        }
    }

    fn stem(&self, form: &str) -> String {
        if !self.stages.stems {
            return form.to_owned();
        }
        self.lemmas
            .lemma(form)
            .or_else(|| self.forms.stem(form))
            .unwrap_or_else(|| self.dutch.stem(form))
    }
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
    fn keys_are_those_of_words() {
        let analyzer = Analyzer::new();
        let text = "Één WOZ-waarde per jongerenwerker, 40+, 2.4.1 en ’s-Hertogenbosch";
        for word in analyzer.session().words(text) {
            assert_eq!(analyzer.key(word.surface()), Some(word.key), "{word:?}");
        }
        assert_eq!(analyzer.key("’-\u{301}"), None);
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
            Analyzer::with_tables(Stages::ALL, "stad\tsteden\n", STOP_WORDS).fingerprint()
        );
    }

    #[test]
    fn stages_can_be_left_out() {
        let plain = Analyzer::with(Stages {
            stems: false,
            ..Stages::ALL
        });
        let words = plain.session().words("Eén STEDEN");
        let stems: Vec<_> = words.iter().map(Word::stem).collect();
        assert_eq!(stems, ["een", "steden"], "folding stays");
        let whole = Analyzer::with(Stages {
            compounds: false,
            ..Stages::ALL
        });
        let all = Analyzer::new();
        assert_ne!(plain.fingerprint(), whole.fingerprint());
        assert_ne!(plain.fingerprint(), all.fingerprint());
        assert_ne!(whole.fingerprint(), all.fingerprint());
    }

    #[test]
    fn parts_are_found_when_they_are_asked_for() {
        let analyzer = Analyzer::new();
        let mut session = analyzer.session();
        let mut seen = Vec::new();
        session.analyse_whole("de WOZ-waarde is", |token| {
            seen.push((token.position, token.word.parts().len()));
        });
        assert_eq!(seen, [(0, 0), (1, 0), (2, 0)]);
        seen.clear();
        session.analyse("de WOZ-waarde is", |token| {
            seen.push((token.position, token.word.parts().len()));
        });
        assert_eq!(seen, [(0, 0), (1, 2), (3, 0)]);
    }

    #[test]
    fn sessions_that_share_find_what_others_find() {
        let text = "De WOZ-waarden van jongerenwerkers stijgen; \u{2e0} één buurtvader.";
        let all = |session: &mut Session| session.words(text);
        let alone = all(&mut Analyzer::new().session());
        let analyzer = Analyzer::new().sharing();
        let (mut one, mut other) = (analyzer.session(), analyzer.session());
        // Met whole by one, split by the other, and then asked for by both.
        one.analyse_whole(text, |_| {});
        assert_eq!(all(&mut other), alone);
        assert_eq!(all(&mut one), alone);
        let shares = |(a, b): (&Word, &Word)| std::ptr::eq(a.stem(), b.stem());
        assert!(
            all(&mut one).iter().zip(&all(&mut other)).all(shares),
            "what one found is not found again"
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
