//! Highlights: where on a page stands what was asked.
//!
//! The page is read with the analyser that made the index (`reading`), so what is marked is what was
//! found, inflected forms included. HTML is escaped, with exactly `<mark>` and `</mark>` in it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::engine::{Group, Matcher, Nearness};
use super::reading::{Numbers, Traces, Vocabulary, Words};

/// What is to be marked: the words of a query, as tokens.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    asks: u32,
    stems: FxHashMap<String, Sought>,
    forms: FxHashMap<String, Sought>,
    phrases: Vec<(Vec<String>, Sought)>,
    in_phrases: FxHashSet<String>,
    /// Traces of all of these.
    traces: Traces,
}

/// Marks the texts whose words one vocabulary knows.
#[derive(Debug)]
pub(super) struct Marker<'w> {
    wanted: &'w Wanted,
    vocabulary: &'w Vocabulary,
    /// The words of the vocabulary that may be marked.
    numbers: Numbers,
}

/// What a word is sought for.
#[derive(Debug, Clone, Copy, Default)]
struct Sought {
    asks: u64,
    /// For which of these it is only a part.
    parts: u64,
}

impl Sought {
    fn join(&mut self, other: Sought) {
        // What is sought for itself is not sought as a part as well.
        let own = (self.asks & !self.parts) | (other.asks & !other.parts);
        self.asks |= other.asks;
        self.parts = self.asks & !own;
    }
}

/// A stretch of text that is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Which of the things asked it is, a bit for each.
    pub asks: u64,
    /// Of which of these it is only a part.
    parts: u64,
}

/// A piece of a page, with what was asked marked in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

impl Wanted {
    /// Marks what `group` finds.
    pub fn add(&mut self, group: &Group) {
        let ask = 1 << (self.asks % 64);
        self.asks += 1;
        for way in &group.ways {
            let sought = Sought {
                asks: ask,
                parts: if way.nearness == Nearness::Part {
                    ask
                } else {
                    0
                },
            };
            match &way.matcher {
                Matcher::Word(atom) => {
                    self.traces.add(&atom.stem);
                    let known = self.stems.entry(atom.stem.clone());
                    known.or_default().join(sought);
                }
                Matcher::Phrase(atoms) => {
                    let stems = atoms.iter().map(|atom| atom.stem.clone());
                    atoms.iter().for_each(|atom| self.traces.add(&atom.stem));
                    self.in_phrases.extend(stems.clone());
                    self.phrases.push((stems.collect(), sought));
                }
                Matcher::Forms(forms) => {
                    for form in forms {
                        self.traces.add(form);
                        self.forms.entry(form.clone()).or_default().join(sought);
                    }
                }
                // A year or a kind stands in no word of the page.
                Matcher::Years(_) | Matcher::Kind(_) => {}
            }
        }
    }

    /// Whether there is nothing to mark.
    pub fn is_empty(&self) -> bool {
        self.asks == 0
    }

    /// Marks texts whose words `vocabulary` knows.
    pub(super) fn marker<'w>(&'w self, vocabulary: &'w Vocabulary) -> Marker<'w> {
        Marker {
            wanted: self,
            vocabulary,
            numbers: vocabulary.met_by(&self.traces),
        }
    }
}

impl Marker<'_> {
    /// Where among `words` something asked stands, in order and without overlap.
    pub(super) fn marks(&self, words: &Words) -> Vec<Mark> {
        let wanted = self.wanted;
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut marks = Vec::new();
        // Words of phrases, with their positions; a phrase is a run of them.
        let mut seen: Vec<(u32, usize, usize, &str)> = Vec::new();
        self.vocabulary.meet(words, &self.numbers, |met| {
            let word = met.word;
            let own = std::iter::once((word.form(), word.stem()));
            let parts = word.parts().iter().map(|part| (&*part.form, &*part.stem));
            let mut found = Sought::default();
            for (form, stem) in own.chain(parts) {
                let sought = [wanted.stems.get(stem), wanted.forms.get(form)];
                sought
                    .into_iter()
                    .flatten()
                    .for_each(|one| found.join(*one));
            }
            if found.asks != 0 {
                marks.push(Mark {
                    start: met.start,
                    end: met.end,
                    asks: found.asks,
                    parts: found.parts,
                });
            }
            if !wanted.phrases.is_empty() {
                for (nth, (_, stem)) in word.atoms().enumerate() {
                    if wanted.in_phrases.contains(stem) {
                        seen.push((met.position + nth as u32, met.start, met.end, stem));
                    }
                }
            }
        });
        for (stems, sought) in &wanted.phrases {
            for run in seen.windows(stems.len().max(1)) {
                let follows = |(at, stem): (usize, &String)| {
                    run[at].0 == run[0].0 + at as u32 && run[at].3 == stem
                };
                if stems.iter().enumerate().all(follows) {
                    marks.push(Mark {
                        start: run[0].1,
                        end: run[run.len() - 1].2,
                        asks: sought.asks,
                        parts: sought.parts,
                    });
                }
            }
        }
        // Where the whole stands, its parts elsewhere say nothing.
        let own = |mark: &Mark| mark.asks & !mark.parts;
        let whole = marks.iter().fold(0, |whole, mark| whole | own(mark));
        marks.retain_mut(|mark| {
            mark.asks &= !(mark.parts & whole);
            mark.asks != 0
        });
        // Of two marks that overlap the longer stays.
        marks.sort_unstable_by(|one, other| {
            one.start.cmp(&other.start).then(other.end.cmp(&one.end))
        });
        let mut apart: Vec<Mark> = Vec::with_capacity(marks.len());
        for mark in marks {
            match apart.last_mut() {
                Some(last) if mark.start < last.end => last.asks |= mark.asks,
                _ => apart.push(mark),
            }
        }
        apart
    }
}

/// `text` as HTML, with its marks.
pub fn html(text: &str, marks: &[Mark]) -> String {
    piece(text, 0, text.len(), marks).html
}

/// The stretch `start..end` of `text`, with what is marked of it; line feeds become spaces.
pub(super) fn piece(text: &str, start: usize, end: usize, marks: &[Mark]) -> Fragment {
    let mut fragment = Fragment {
        text: String::with_capacity(end - start + 6),
        html: String::with_capacity(end - start + 40),
    };
    let first = marks.partition_point(|mark| mark.end <= start);
    let mut at = start;
    for mark in marks[first..].iter().take_while(|mark| mark.start < end) {
        let (from, to) = (mark.start.max(start), mark.end.min(end));
        fragment.push(&text[at..from]);
        fragment.html.push_str("<mark>");
        fragment.push(&text[from..to]);
        fragment.html.push_str("</mark>");
        at = to;
    }
    fragment.push(&text[at..end]);
    fragment
}

impl Fragment {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            let c = if c.is_control() { ' ' } else { c };
            self.text.push(c);
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                c => self.html.push(c),
            }
        }
    }

    pub(super) fn before(&mut self, text: &str) {
        self.text.insert_str(0, text);
        self.html.insert_str(0, text);
    }

    pub(super) fn after(&mut self, text: &str) {
        self.text.push_str(text);
        self.html.push_str(text);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::engine::{Atom, Way};
    use super::*;
    use crate::language::Analyzer;

    pub(in crate::search) fn wanted(asked: &[&str]) -> Wanted {
        let mut session = Analyzer::new().session();
        let mut wanted = Wanted::default();
        for ask in asked {
            let words = session.words(ask);
            let mut atoms: Vec<Atom> = (words.iter().flat_map(|word| word.atoms()))
                .map(|(form, stem)| Atom {
                    stem: stem.into(),
                    form: form.into(),
                })
                .collect();
            let matcher = if atoms.len() > 1 {
                Matcher::Phrase(atoms)
            } else {
                Matcher::Word(atoms.remove(0))
            };
            wanted.add(&Group {
                ways: vec![Way {
                    matcher,
                    weight: 1.0,
                    nearness: Nearness::Own,
                }],
                ..Group::default()
            });
        }
        wanted
    }

    /// What is marked of a text that is read by itself.
    pub(in crate::search) fn marks(wanted: &Wanted, text: &str) -> Vec<Mark> {
        let mut vocabulary = Vocabulary::new(&Analyzer::new());
        let words = vocabulary.read(text);
        wanted.marker(&vocabulary).marks(&words)
    }

    pub(in crate::search) fn marked(asked: &[&str], text: &str) -> String {
        html(text, &marks(&wanted(asked), text))
    }

    #[test]
    fn inflected_forms_are_marked_and_html_is_escaped() {
        assert_eq!(
            marked(&["stad"], "De <b>steden</b> & \"Stad\"."),
            "De &lt;b&gt;<mark>steden</mark>&lt;/b&gt; &amp; &quot;<mark>Stad</mark>&quot;."
        );
    }

    #[test]
    fn phrases_are_marked_as_a_whole_and_only_so() {
        assert_eq!(
            marked(&["de wijk in"], "Ga de wijk in. De wijk, de stad in."),
            "Ga <mark>de wijk in</mark>. De wijk, de stad in."
        );
        assert_eq!(
            marked(&["WOZ waarde"], "De WOZ-waarde"),
            "De <mark>WOZ-waarde</mark>"
        );
        assert_eq!(
            marked(&["waarde"], "De WOZ-waarde"),
            "De <mark>WOZ-waarde</mark>"
        );
    }
}
