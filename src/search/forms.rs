//! What a word may be a form or a part of that no page has: *geborgd* comes from *borgen*, and
//! *bemester* stands in *groenbemester*.
//!
//! Stemming cannot tell a participle from any other word that begins with *ge-* (*gemeente*,
//! *gebied*); here it can be tried, since only a word that the guide has counts.

use crate::language::{Session, Word};

use super::engine::{Engine, EngineError, Matcher, Nearness, Way};
use super::ranking;
use super::words::atom;

/// What stands before *-ge-* in the participle of a verb in two pieces.
const BEFORE: [&str; 20] = [
    "", "aan", "af", "bij", "binnen", "door", "in", "mee", "na", "om", "op", "over", "samen",
    "terug", "toe", "uit", "vast", "voor", "weg", "los",
];

/// What stands behind the verb, the longest first.
const BEHIND: [&str; 9] = ["den", "ten", "de", "te", "en", "d", "t", "e", ""];

/// Shortest verb that is looked for, in bytes.
const MIN_VERB: usize = 3;

/// Shortest word that is looked for within others, in letters, and most words that have it.
const MIN_WITHIN: usize = 5;
const MAX_WITHIN: usize = 24;

/// The verbs that `word` may be a participle of.
pub(super) fn participle(
    word: &Word,
    session: &mut Session,
    engine: &dyn Engine,
) -> Result<Vec<Way>, EngineError> {
    let mut ways: Vec<Way> = Vec::new();
    for before in BEFORE {
        let rest = word.form().strip_prefix(before);
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix("ge")) else {
            continue;
        };
        for behind in BEHIND {
            let Some(verb) = rest.strip_suffix(behind) else {
                continue;
            };
            if verb.len() < MIN_VERB {
                continue;
            }
            for verb in [format!("{before}{verb}en"), format!("{before}{verb}")] {
                if let [verb] = session.words(&verb).as_slice()
                    && engine.pages_with(&atom(verb))? > 0
                {
                    let matcher = Matcher::Word(atom(verb));
                    if !ways.iter().any(|way| way.matcher == matcher) {
                        ways.push(Way {
                            matcher,
                            weight: ranking::DERIVED,
                            nearness: Nearness::Own,
                        });
                    }
                }
            }
            if !ways.is_empty() {
                return Ok(ways);
            }
        }
    }
    Ok(ways)
}

/// The words that contain `word`, which is no part that the analyser knows.
pub(super) fn within(word: &Word, engine: &dyn Engine) -> Result<Option<Way>, EngineError> {
    let form = word.form();
    if form.chars().count() < MIN_WITHIN || !form.chars().all(char::is_alphabetic) {
        return Ok(None);
    }
    let forms = engine.containing(form, MAX_WITHIN)?;
    Ok((!forms.is_empty()).then_some(Way {
        matcher: Matcher::Forms(forms),
        weight: ranking::PART,
        nearness: Nearness::Part,
    }))
}
