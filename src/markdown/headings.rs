//! Headings: their levels and their ids.
//!
//! Ids are what links from elsewhere hold on to, so that they may not change when an editor adds
//! another heading. An id is therefore the slug of the heading's own text; where a page has that
//! text more than once, those within a section take the id of the heading above in front. Only equal
//! headings of one section are numbered.

use std::ops::Range;

use pulldown_cmark::HeadingLevel;
use rustc_hash::{FxHashMap, FxHashSet};

use super::document::Heading;
use super::language;
use super::mask::unmasked;
use super::text::{What, attribute};
use super::writer::Writer;
use crate::content::id::slugify;
use crate::diagnostic::Code;

/// Gives every heading without an id of its own one that is unique on the page, and returns the
/// headings whose own id was taken already.
///
/// `taken` holds ids that other parts of the page use; `fallback` names headings without letters.
pub(super) fn assign_ids(
    outline: &mut [Heading],
    mut taken: FxHashSet<String>,
    fallback: &str,
) -> Vec<usize> {
    let slugs: Vec<String> = outline.iter().map(|h| slug(h, fallback)).collect();
    let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
    let mut clashes = Vec::new();
    for (index, heading) in outline.iter_mut().enumerate() {
        if heading.id.is_empty() {
            *seen.entry(&slugs[index]).or_default() += 1;
        } else if !taken.insert(heading.id.clone()) {
            clashes.push(index);
        }
    }
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    // The headings above the one at hand, outermost first.
    let mut above: Vec<usize> = Vec::with_capacity(6);
    let mut clash = clashes.iter().copied().peekable();
    for index in 0..outline.len() {
        let level = outline[index].level;
        while above.last().is_some_and(|&up| outline[up].level >= level) {
            above.pop();
        }
        let clashing = clash.next_if_eq(&index).is_some();
        if outline[index].id.is_empty() || clashing {
            let slug = if clashing {
                &outline[index].id
            } else {
                &slugs[index]
            };
            let repeated = seen.get(slug.as_str()).is_some_and(|&n| n > 1) || taken.contains(slug);
            let base = match above.last() {
                Some(&up) if repeated => format!("{}-{slug}", outline[up].id),
                _ => slug.clone(),
            };
            outline[index].id = unique(base, &mut taken, &mut numbers);
        }
        above.push(index);
    }
    clashes
}

fn slug(heading: &Heading, fallback: &str) -> String {
    if !heading.id.is_empty() {
        return String::new();
    }
    let slug = slugify(&heading.title);
    if slug.is_empty() {
        fallback.to_string()
    } else {
        slug
    }
}

/// `base`, or `base-2` and so on where it is taken.
fn unique(
    base: String,
    taken: &mut FxHashSet<String>,
    numbers: &mut FxHashMap<String, u32>,
) -> String {
    if taken.insert(base.clone()) {
        return base;
    }
    let number = numbers.entry(base.clone()).or_insert(1);
    loop {
        *number += 1;
        let numbered = format!("{base}-{number}");
        if taken.insert(numbered.clone()) {
            return numbered;
        }
    }
}

/// Opening tags, without their end, and closing tags of headings from level 2 on.
const HEADING_TAGS: [(&str, &str); 5] = [
    ("<h2", "</h2>\n"),
    ("<h3", "</h3>\n"),
    ("<h4", "</h4>\n"),
    ("<h5", "</h5>\n"),
    ("<h6", "</h6>\n"),
];

impl Writer<'_> {
    /// Opens a heading.
    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: String,
        classes: Vec<String>,
        lang: Option<&str>,
        range: &Range<usize>,
    ) {
        self.begin_block();
        let place = self.trimmed(range);
        let level = if level == HeadingLevel::H1 {
            let written = self.body.get(place.clone()).unwrap_or_default();
            let title = written
                .lines()
                .next()
                .unwrap_or_default()
                .trim_matches(['#', ' ', '\t']);
            let diagnostic = self.diagnostic(Code::TitleHeading, &place);
            self.report(diagnostic.arg("title", unmasked(title)));
            2
        } else {
            level as u8
        };
        if level > self.last_level + 1 {
            let remedy = "#".repeat(usize::from(self.last_level) + 1);
            let diagnostic = self.diagnostic(Code::SkippedHeading, &place);
            self.report(diagnostic.arg("remedy", remedy));
        }
        self.last_level = level;
        let index = self.out.outline.len();
        self.out.tag(HEADING_TAGS[usize::from(level) - 2].0);
        self.out.hole(What::HeadingId(index as u32));
        if !classes.is_empty() {
            self.out.tag(" class=\"");
            attribute(&mut self.out.html, &classes.join(" "));
            self.out.tag("\"");
        }
        if let Some(lang) = lang
            .map(|l| l.trim_matches('"'))
            .filter(|l| language::is_tag(l))
        {
            self.out.tag(" lang=\"");
            self.out.tag(lang);
            self.out.tag("\"");
            self.out.tag(language::direction(lang));
        }
        self.out.tag(">");
        self.out.outline.push(Heading {
            level,
            id,
            title: String::new(),
            classes,
            text_start: self.out.text.len() as u32,
            span: self.span(&place),
        });
        self.heading = Some(index);
        self.unlinkable += 1;
    }

    /// Closes a heading; its title is the text that was written.
    pub(super) fn end_heading(&mut self) {
        self.forget_brackets();
        self.unlinkable -= 1;
        let Some(heading) = self
            .heading
            .take()
            .and_then(|i| self.out.outline.get_mut(i))
        else {
            return;
        };
        let text = self
            .out
            .text
            .get(heading.text_start as usize..)
            .unwrap_or("");
        heading.title = text.trim().to_string();
        self.out
            .html
            .push_str(HEADING_TAGS[usize::from(heading.level) - 2].1);
        if self.exempt == 0 && self.lists == 0 {
            self.watch.heading(heading.level, &heading.classes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::document::Span;

    fn ids(headings: &[(u8, &str)]) -> Vec<String> {
        let mut outline: Vec<Heading> = headings
            .iter()
            .map(|(level, title)| Heading {
                level: *level,
                id: title.strip_prefix('#').unwrap_or("").to_string(),
                title: title.to_string(),
                classes: Vec::new(),
                text_start: 0,
                span: Span::default(),
            })
            .collect();
        assign_ids(&mut outline, FxHashSet::default(), "sectie");
        outline.into_iter().map(|h| h.id).collect()
    }

    #[test]
    fn ids_come_from_the_headings_own_text() {
        assert_eq!(
            ids(&[(2, "De les"), (3, "Eén gezin"), (2, "…")]),
            ["de-les", "een-gezin", "sectie"]
        );
    }

    #[test]
    fn equal_headings_take_their_parents_id_in_front() {
        let before = ids(&[(2, "A"), (3, "Waarom"), (2, "B"), (3, "Waarom")]);
        assert_eq!(before, ["a", "a-waarom", "b", "b-waarom"]);
        let after = ids(&[
            (2, "Nieuw"),
            (3, "Waarom"),
            (2, "A"),
            (3, "Waarom"),
            (2, "B"),
            (3, "Waarom"),
        ]);
        assert_eq!(after[2..], before);
        assert_eq!(
            ids(&[(2, "Waarom"), (2, "A"), (3, "Waarom")]),
            ["waarom", "a", "a-waarom"]
        );
    }

    #[test]
    fn only_equal_siblings_are_numbered() {
        assert_eq!(
            ids(&[(2, "A"), (2, "A"), (2, "A 2"), (2, "A")]),
            ["a", "a-2", "a-2-2", "a-3"]
        );
    }

    #[test]
    fn an_id_of_the_authors_own_goes_first() {
        assert_eq!(ids(&[(2, "x"), (2, "#x"), (2, "#x")]), ["x-2", "x", "x-3"]);
    }
}
