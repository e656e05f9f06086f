//! The vocabulary: which words there are, how many pages have each, and which look alike.
//!
//! Words of all fields and segments count; on how many pages a word stands is taken from the field in
//! which it is most common, which is near enough and needs no walk over pages.

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field as Id;

use super::part::Part;
use crate::search::engine::EngineError;
use crate::search::index::WHOLE;

/// How many forms are looked at to find the most frequent ones that begin with a prefix.
const MAX_LOOKED_AT: usize = 20_000;

/// How many forms are looked at to find those that contain a text.
const MAX_SEARCHED: usize = 12_000;

/// On how many pages `token` stands.
pub(super) fn pages_with(parts: &[Part], fields: &[Id], token: &str) -> Result<usize, EngineError> {
    let mut most = 0;
    for field in fields {
        let term = Term::from_field_text(*field, token);
        let mut pages = 0;
        for part in parts {
            let all = part.segment.inverted_index(*field)?.doc_freq(&term)? as usize;
            pages += all.saturating_sub(part.gone.pages_with(*field, token.as_bytes()));
        }
        most = most.max(pages);
    }
    Ok(most)
}

/// The forms that begin with `prefix`, the most frequent ones first.
pub(super) fn expand(
    parts: &[Part],
    fields: &[Id],
    prefix: &str,
    limit: usize,
) -> Result<Vec<String>, EngineError> {
    let mut forms: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
    for part in parts {
        for field in fields {
            let index = part.segment.inverted_index(*field)?;
            let mut stream = index.terms().range().ge(prefix).into_stream()?;
            let mut looked_at = 0;
            while looked_at < MAX_LOOKED_AT
                && stream.advance()
                && stream.key().starts_with(prefix.as_bytes())
            {
                let pages = live(part, *field, stream.key(), stream.value());
                *forms.entry(stream.key().to_vec()).or_default() += pages;
                looked_at += 1;
            }
        }
    }
    let mut forms = most_frequent(forms);
    forms.truncate(limit);
    Ok(forms.into_iter().map(|(form, _)| form).collect())
}

/// The forms at most `distance` letters away from `form`, the most frequent ones first, with how often
/// they stand in fields. Two letters that changed places count as one. Forms two letters away begin
/// with the same letter: who errs twice rarely errs at once, and it spares nearly all of the walk.
pub(super) fn similar(
    parts: &[Part],
    fields: &[Id],
    form: &str,
    distance: u8,
) -> Result<Vec<(String, usize)>, EngineError> {
    let Some(field) = fields.first() else {
        return Ok(Vec::new());
    };
    let query = FuzzyTermQuery::new(Term::from_field_text(*field, form), distance, true);
    let automaton = query.automaton()?;
    let mut forms: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
    for part in parts {
        for field in fields {
            let index = part.segment.inverted_index(*field)?;
            let mut forms_like = index.terms().search(&automaton);
            if let (2, Some(first)) = (distance, form.chars().next()) {
                let next = char::from_u32(first as u32 + 1).unwrap_or(char::MAX);
                let encode = |c: char| c.to_string().into_bytes();
                forms_like = forms_like.ge(encode(first)).lt(encode(next));
            }
            let mut stream = forms_like.into_stream()?;
            while stream.advance() {
                let pages = live(part, *field, stream.key(), stream.value());
                *forms.entry(stream.key().to_vec()).or_default() += pages;
            }
        }
    }
    Ok(most_frequent(forms))
}

/// The forms that contain `text`, the most frequent ones first.
pub(super) fn containing(
    parts: &[Part],
    fields: &[Id],
    text: &str,
    limit: usize,
) -> Result<Vec<String>, EngineError> {
    let text = text.as_bytes();
    let mut forms: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
    let mut left = MAX_SEARCHED;
    for field in fields {
        for part in parts {
            let index = part.segment.inverted_index(*field)?;
            let mut stream = index.terms().stream()?;
            while left > 0 && stream.advance() {
                left -= 1;
                let form = stream.key();
                if form.windows(text.len()).any(|within| within == text) {
                    let pages = live(part, *field, form, stream.value());
                    *forms.entry(form.to_vec()).or_default() += pages;
                }
            }
        }
    }
    let mut forms = most_frequent(forms);
    forms.truncate(limit);
    Ok(forms.into_iter().map(|(form, _)| form).collect())
}

/// On how many pages that are still there a word stands.
fn live(part: &Part, field: Id, word: &[u8], info: &TermInfo) -> usize {
    (info.doc_freq as usize).saturating_sub(part.gone.pages_with(field, word))
}

fn most_frequent(forms: FxHashMap<Vec<u8>, usize>) -> Vec<(String, usize)> {
    let mut forms: Vec<(String, usize)> = (forms.into_iter())
        .filter(|(_, pages)| *pages > 0)
        .filter_map(|(form, pages)| Some((String::from_utf8(form).ok()?, pages)))
        .filter(|(form, _)| !form.starts_with(WHOLE))
        .collect();
    forms.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    forms
}
