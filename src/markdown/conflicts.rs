//! What git leaves where two people changed the same lines: both versions, between lines of marks.
//!
//! In: a body. Out: where such lines stand, the body with the marks blanked, so that all places stay what
//! they are, and one diagnostic for each. What else is wrong within them comes from that, and is not told.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::diagnostic::{Code, Diagnostic, Place};

const OURS: &str = "<<<<<<<";
const THEIRS: &str = ">>>>>>>";

/// Lines between which two versions stand, with the lines of marks themselves.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    whole: Range<usize>,
    marks: Vec<Range<usize>>,
}

/// All conflicts in a body.
pub(super) fn find(body: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    if memmem::find(body.as_bytes(), OURS.as_bytes()).is_none() {
        return found;
    }
    let mut open: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let bare = line.trim_end();
        let mark = at..at + bare.len();
        at += line.len();
        let is = |sign: &str| {
            let rest = bare.strip_prefix(sign);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        // `|||||||` is the version from before, which git can be told to show too.
        if is(OURS) {
            open = vec![mark];
        } else if !open.is_empty() && (is("=======") || is("|||||||")) {
            open.push(mark);
        } else if open.len() > 1 && is(THEIRS) {
            open.push(mark.clone());
            found.push(Conflict {
                whole: open[0].start..mark.end,
                marks: std::mem::take(&mut open),
            });
        }
    }
    found
}

/// The body with spaces for the marks.
pub(super) fn without_marks<'b>(body: &'b str, conflicts: &[Conflict]) -> Cow<'b, str> {
    if conflicts.is_empty() {
        return Cow::Borrowed(body);
    }
    let mut text = body.to_owned();
    for mark in conflicts.iter().flat_map(|conflict| &conflict.marks) {
        text.replace_range(mark.clone(), &" ".repeat(mark.len()));
    }
    Cow::Owned(text)
}

/// Reports each conflict, in the place of what was found within it.
pub(super) fn report(
    found: &mut Vec<Diagnostic>,
    file: &Arc<str>,
    base: usize,
    conflicts: &[Conflict],
) {
    for Conflict { whole, .. } in conflicts {
        let whole = base + whole.start..base + whole.end;
        found.retain(|one| match one.place {
            Place::Span(start, _) => !whole.contains(&(start as usize)),
            _ => true,
        });
        found.push(
            Diagnostic::new(Code::MergeConflict, Arc::clone(file)).at(whole.start, whole.end),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_stay_without_the_marks() {
        let body = "Een.\n<<<<<<< HEAD\nTwee.\n=======\nDrie.\n>>>>>>> tak\nVier.\n";
        let conflicts = find(body);
        assert_eq!(conflicts.len(), 1);
        assert_eq!(&body[conflicts[0].whole.clone()], &body[5..body.len() - 7]);
        let single = without_marks(body, &conflicts);
        assert_eq!(single.len(), body.len());
        let lines: Vec<&str> = single.lines().map(str::trim).collect();
        assert_eq!(lines, ["Een.", "", "Twee.", "", "Drie.", "", "Vier."]);
    }

    #[test]
    fn arrows_and_underlined_headings_are_no_conflict() {
        for body in [
            "Kop\n=======\n",
            "<<<<<<< HEAD\nx\n",
            ">>>>>>> x\n",
            "a <<<<<<< b\n=======\n>>>>>>> c",
        ] {
            assert!(find(body).is_empty(), "{body}");
        }
    }
}
