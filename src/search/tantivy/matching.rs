//! Matching: where in one field of one segment a word, a phrase or any of some forms stands.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field as Id, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, Term};

use super::part::Part;
use super::read::Reader;
use crate::search::engine::{Atom, EngineError};
use crate::search::index::WHOLE;
use crate::search::neighbours::Pair;
use crate::search::ranking::Likeness;
use crate::search::schema::{Field, FieldInfo};

/// Takes a page of the segment, how often it has what was looked for, and how like that is.
pub(super) type Found<'f> = &'f mut dyn FnMut(u32, u32, Likeness);

/// Meets the pages that have a word, by its stem.
pub(super) fn word(
    reader: &Reader,
    part: &Part,
    row: &FieldInfo,
    atom: &Atom,
    found: Found<'_>,
) -> Result<(), EngineError> {
    let Some(mut stems) = stems(reader, part, row, atom, IndexRecordOption::WithFreqs)? else {
        return Ok(());
    };
    let mut form = exact(reader, part, row, &atom.form)?;
    // The word in another form: as its own stem, or with a stem that was noted beside the forms.
    let mut bare = match atom.stem == atom.form {
        true => None,
        false => exact(reader, part, row, &atom.stem)?,
    };
    let mut whole = exact(reader, part, row, &format!("{WHOLE}{}", atom.stem))?;
    while stems.doc() != TERMINATED {
        let page = stems.doc();
        let likeness = if reaches(&mut form, page) {
            Likeness::Same
        } else if !row.field.tells_parts() || reaches(&mut bare, page) || reaches(&mut whole, page)
        {
            Likeness::Form
        } else {
            Likeness::Part
        };
        found(page, stems.term_freq(), likeness);
        stems.advance();
    }
    Ok(())
}

/// Meets the pages that have words at positions that follow each other; of those in `among`, in order,
/// or of all.
pub(super) fn phrase(
    reader: &Reader,
    part: &Part,
    row: &FieldInfo,
    atoms: &[Atom],
    mut among: Option<&mut dyn Iterator<Item = u32>>,
    found: Found<'_>,
) -> Result<(), EngineError> {
    let mut lists = Vec::with_capacity(atoms.len());
    for atom in atoms {
        match stems(
            reader,
            part,
            row,
            atom,
            IndexRecordOption::WithFreqsAndPositions,
        )? {
            Some(list) => lists.push(list),
            None => return Ok(()),
        }
    }
    // Of a body that somebody read it is known which words surely do not stand together.
    let mut sieve = match row.field {
        Field::Body => Some(part.neighbours().sieve(atoms.windows(2).map(pair))),
        _ => None,
    };
    // Most words that stand on one page do not stand together, so that their forms are rarely asked for.
    let mut forms: Option<Vec<Option<SegmentPostings>>> = None;
    // The rarest word leads, so that common ones are read only where it stands.
    let Some(leader) = (0..lists.len()).min_by_key(|at| lists[*at].doc_freq()) else {
        return Ok(());
    };
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    loop {
        let page = match &mut among {
            Some(pages) => pages.next().unwrap_or(TERMINATED),
            None => lists[leader].doc(),
        };
        if page == TERMINATED {
            return Ok(());
        }
        let may_be = (sieve.as_mut()).is_none_or(|sieve| sieve.lets_pass(page));
        let all = may_be
            && lists.iter_mut().all(|list| {
                if list.doc() < page {
                    list.seek(page);
                }
                list.doc() == page
            });
        if !all {
            if among.is_none() {
                lists[leader].advance();
            }
            continue;
        }
        // A phrase starts where the first word stands and each other stands as far on as it should.
        for (at, list) in lists.iter_mut().enumerate() {
            list.positions(&mut positions);
            if at == 0 {
                std::mem::swap(&mut starts, &mut positions);
            } else {
                starts.retain(|start| positions.binary_search(&(start + at as u32)).is_ok());
            }
        }
        if !starts.is_empty() {
            let forms = match &mut forms {
                Some(forms) => forms,
                none => {
                    let exact = |atom: &Atom| exact(reader, part, row, &atom.form);
                    none.insert(atoms.iter().map(exact).collect::<Result<_, _>>()?)
                }
            };
            let same = forms.iter_mut().all(|form| reaches(form, page));
            let likeness = if same { Likeness::Same } else { Likeness::Form };
            found(page, starts.len() as u32, likeness);
        }
        if among.is_none() {
            lists[leader].advance();
        }
    }
}

fn pair(two: &[Atom]) -> Pair {
    Pair::of(&two[0].stem, &two[1].stem)
}

/// Meets the pages that have any of these forms.
pub(super) fn any_form(
    reader: &Reader,
    part: &Part,
    row: &FieldInfo,
    forms: &[String],
    found: Found<'_>,
) -> Result<(), EngineError> {
    let mut pages = Vec::new();
    for form in forms {
        if let Some(mut list) = exact(reader, part, row, form)? {
            while list.doc() != TERMINATED {
                pages.push(list.doc());
                list.advance();
            }
        }
    }
    pages.sort_unstable();
    for same in pages.chunk_by(|one, other| one == other) {
        found(same[0], same.len() as u32, Likeness::Form);
    }
    Ok(())
}

fn stems(
    reader: &Reader,
    part: &Part,
    row: &FieldInfo,
    atom: &Atom,
    option: IndexRecordOption,
) -> Result<Option<SegmentPostings>, EngineError> {
    postings(
        part,
        reader.ids().stems[row.field as usize],
        &atom.stem,
        option,
    )
}

fn exact(
    reader: &Reader,
    part: &Part,
    row: &FieldInfo,
    form: &str,
) -> Result<Option<SegmentPostings>, EngineError> {
    postings(
        part,
        reader.ids().exact[row.field as usize],
        form,
        IndexRecordOption::Basic,
    )
}

/// The pages of a segment that have `token` in a field.
pub(super) fn postings(
    part: &Part,
    field: Id,
    token: &str,
    option: IndexRecordOption,
) -> Result<Option<SegmentPostings>, EngineError> {
    let index = part.segment.inverted_index(field)?;
    Ok(index.read_postings(&Term::from_field_text(field, token), option)?)
}

/// Whether a list has `page`. Pages must be asked in order.
fn reaches(list: &mut Option<SegmentPostings>, page: u32) -> bool {
    let Some(list) = list else { return false };
    if list.doc() < page {
        list.seek(page);
    }
    list.doc() == page
}
