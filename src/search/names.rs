//! Names: what leads straight to a page when it is all that was asked, and what was probably meant.
//!
//! A query that is a page's number, title or label goes to that page. So does one that is a title in
//! another form, or with question words around it, but below the pages whose name it is to the letter.

use crate::language::Session;
use crate::language::tokens::spans;

use super::index::Name;
use super::query::{How, Query};
use super::ranking;
use super::words::{Item, meant};

/// The names that the query as a whole can be of a page, as tokens, with what each adds.
pub(super) fn lifts(query: &Query, items: &[Item], session: &mut Session) -> Vec<(String, f32)> {
    if query.asks.iter().any(|ask| ask.how == How::Prefix) {
        return Vec::new();
    }
    let asked: Vec<&str> = query
        .asks
        .iter()
        .filter(|ask| !ask.excluded)
        .map(|ask| ask.text.as_str())
        .collect();
    let normal = session.normalise(&asked.join(" "));
    if normal.is_empty() {
        return Vec::new();
    }
    // “hoofdstuk 2.4.1” and “paragraaf 2.4.1” ask for a number too.
    let number = match normal.split_once(' ') {
        Some(("hoofdstuk" | "paragraaf" | "par" | "h", number)) => number,
        _ => &normal,
    };
    let mut lifts: Vec<(String, f32)> = [
        (Name::Pin, &*normal),
        (Name::Number, number),
        (Name::Title, &normal),
        (Name::Label, &normal),
    ]
    .map(|(name, normal)| (name.token(normal), ranking::lift(name)))
    .to_vec();
    let quoted = query.asks.iter().any(|ask| ask.how == How::Phrase);
    if !quoted {
        let meant = meant(items);
        let stems: Vec<&str> = (meant.iter())
            .filter(|one| !one.idle)
            .map(|one| one.word.stem())
            .collect();
        if !stems.is_empty() {
            let token = Name::Stems.token(&stems.join(" "));
            lifts.push((token, ranking::lift(Name::Stems)));
        }
    }
    lifts
}

/// The query with its mistyped words corrected; none if there are none.
pub(super) fn corrected(text: &str, items: &[Item]) -> Option<String> {
    let mut corrected = String::with_capacity(text.len());
    let mut at = 0;
    let mut wrong = items.iter().filter_map(|item| {
        let meant = item.corrected.as_ref()?;
        Some((item.word.form(), meant.form()))
    });
    let mut next = wrong.next();
    next?;
    let mut fold = String::new();
    for span in spans(text) {
        let Some((form, meant)) = next else { break };
        fold.clear();
        crate::language::fold::fold_into(&text[span.start..span.end], &mut fold);
        if fold == form {
            corrected.push_str(&text[at..span.start]);
            corrected.push_str(meant);
            at = span.end;
            next = wrong.next();
        }
    }
    corrected.push_str(&text[at..]);
    (at > 0).then_some(corrected)
}
