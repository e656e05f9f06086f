//! Scoring: a walk over the postings of everything that was asked.
//!
//! For one thing asked, every page gets the worth of its best field, and a little of the others; the
//! sum over fields would favour pages that repeat a word everywhere. How rare a word is comes from
//! all fields together: a word that is common in bodies is common, though few titles have it.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field as Id, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, Term};

use super::read::{Part, Reader};
use crate::search::engine::{Atom, Contribution, EngineError, Group, Matcher};
use crate::search::ranking;
use crate::search::schema::{FIELDS, FieldInfo};

/// What the pages are worth for one thing asked, before its rarity is known.
#[derive(Debug)]
pub(super) struct Worth {
    best: Vec<f32>,
    sum: Vec<f32>,
    pages: Vec<u32>,
}

impl Worth {
    pub(super) fn new(pages: usize) -> Self {
        Worth {
            best: vec![0.0; pages],
            sum: vec![0.0; pages],
            pages: Vec::new(),
        }
    }

    fn add(&mut self, page: u32, value: f32) {
        let at = page as usize;
        if self.best[at] == 0.0 {
            self.pages.push(page);
        }
        self.best[at] = self.best[at].max(value);
        self.sum[at] += value;
    }

    /// Hands every page found with its score to `each`, and is empty again.
    pub(super) fn drain(&mut self, live: usize, mut each: impl FnMut(u32, f32)) {
        let rarity = ranking::rarity(live, self.pages.len());
        for page in self.pages.drain(..) {
            let at = page as usize;
            each(
                page,
                rarity * ranking::best_and_rest(self.best[at], self.sum[at]),
            );
            self.best[at] = 0.0;
            self.sum[at] = 0.0;
        }
    }
}

/// One find, as the walk meets it.
struct Find {
    page: u32,
    times: u32,
    exact: bool,
    value: f32,
}

/// Adds to `worth` what every page is worth for `group`.
pub(super) fn evaluate(
    reader: &Reader,
    group: &Group,
    worth: &mut Worth,
) -> Result<(), EngineError> {
    walk(reader, group, |_, find| worth.add(find.page, find.value))
}

/// Why `page` is worth what it is for `group`. Empty if it is not found.
pub(super) fn explain(
    reader: &Reader,
    group: &Group,
    page: u32,
) -> Result<Vec<Contribution>, EngineError> {
    let mut worth = Worth::new(reader.columns().ids.len());
    let mut reasons = Vec::new();
    walk(reader, group, |row, find| {
        worth.add(find.page, find.value);
        if find.page == page {
            reasons.push((row.field, find));
        }
    })?;
    let rarity = ranking::rarity(reader.live(), worth.pages.len());
    let best = worth.best[page as usize];
    let reason = |(field, find): (_, Find)| Contribution {
        asked: group.label.clone(),
        field: Some(field),
        times: find.times,
        exact: find.exact,
        rarity,
        value: rarity * find.value,
        best: find.value == best,
    };
    Ok(reasons.into_iter().map(reason).collect())
}

/// Meets every find of `group` on a live page.
fn walk(
    reader: &Reader,
    group: &Group,
    mut each: impl FnMut(&FieldInfo, Find),
) -> Result<(), EngineError> {
    for part in reader.parts() {
        for row in &FIELDS {
            for way in &group.ways {
                let worth = row.weight * way.weight;
                let mut found = |local: u32, times: u32, exact: bool| {
                    if part.is_live(local) {
                        let length = part.length(row.field, local);
                        let value =
                            worth * ranking::frequency(times, length) * ranking::exactness(exact);
                        each(
                            row,
                            Find {
                                page: part.first + local,
                                times,
                                exact,
                                value,
                            },
                        );
                    }
                };
                match &way.matcher {
                    Matcher::Word(atom) => word(reader, part, row, atom, &mut found)?,
                    Matcher::Phrase(atoms) => phrase(reader, part, row, atoms, &mut found)?,
                    Matcher::Forms(forms) => any_form(reader, part, row, forms, &mut found)?,
                }
            }
        }
    }
    Ok(())
}

type Found<'f> = &'f mut dyn FnMut(u32, u32, bool);

fn word(
    reader: &Reader,
    part: &Part,
    row: &FieldInfo,
    atom: &Atom,
    found: Found<'_>,
) -> Result<(), EngineError> {
    let Some(mut stems) = stems(reader, part, row, atom, IndexRecordOption::WithFreqs)? else {
        return Ok(());
    };
    let mut exact = exact(reader, part, row, &atom.form)?;
    while stems.doc() != TERMINATED {
        let page = stems.doc();
        found(page, stems.term_freq(), reaches(&mut exact, page));
        stems.advance();
    }
    Ok(())
}

fn phrase(
    reader: &Reader,
    part: &Part,
    row: &FieldInfo,
    atoms: &[Atom],
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
    let mut forms = atoms
        .iter()
        .map(|atom| exact(reader, part, row, &atom.form))
        .collect::<Result<Vec<_>, _>>()?;
    // The rarest word leads, so that common ones are read only where it stands.
    let Some(leader) = (0..lists.len()).min_by_key(|at| lists[*at].doc_freq()) else {
        return Ok(());
    };
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    'pages: while lists[leader].doc() != TERMINATED {
        let page = lists[leader].doc();
        for list in &mut lists {
            if list.doc() < page {
                list.seek(page);
            }
            if list.doc() != page {
                lists[leader].advance();
                continue 'pages;
            }
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
            let exact = forms.iter_mut().all(|form| reaches(form, page));
            found(page, starts.len() as u32, exact);
        }
        lists[leader].advance();
    }
    Ok(())
}

fn any_form(
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
        found(same[0], same.len() as u32, false);
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
