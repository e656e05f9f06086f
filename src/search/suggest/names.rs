//! All names of a guide in memory, and the one sorted array in which they are found.
//!
//! A key is a place where somebody may begin to type a name: its beginning, the beginning of one of
//! its words, a part of a compound. Keys are ordered by the text that follows, so that all names
//! that go on as somebody began stand together. Texts stand in two long strings; a name takes
//! some tens of bytes beside its own.

use std::ops::Range;

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use crate::content::{Kind, PageId};

use super::table::{self, Entry, PART, Show};
use super::{SPACE, typos};

/// Part of one of the long strings.
type Span = Range<u32>;

/// A page or a common word.
#[derive(Debug)]
pub(super) struct Target {
    /// Its id; none for a common word.
    pub(super) id: Option<PageId>,
    /// Pages with the same number are each other's twins.
    pub(super) group: u32,
    title: Span,
    url: Span,
}

/// One name of a target, in one normal form.
#[derive(Debug)]
pub(super) struct Name {
    /// Number of its target.
    pub(super) target: u32,
    /// What is shown when it leads there.
    pub(super) show: Show,
    /// The length by which it is ordered among names that fit as well, in characters.
    pub(super) length: u16,
    /// Where in its normal form the name ends: a number is followed by its title.
    whole: u32,
    text: Span,
    normal: Span,
}

/// A place where a name can be entered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Byte in the normal forms.
    at: u32,
    /// Number of its name.
    pub(super) name: u32,
}

/// Where in a name a key stands. Better ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// At its beginning, and it is the whole name.
    Whole,
    /// At its beginning.
    Start,
    /// At the beginning of a word.
    Word,
    /// Its words stand in another order.
    Anywhere,
    /// Within a compound.
    Part,
}

/// All names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Titles, labels, addresses: what is shown.
    texts: String,
    /// Normal forms: what is compared.
    normals: String,
    pub(super) targets: Vec<Target>,
    pub(super) names: Vec<Name>,
    pub(super) keys: Vec<Key>,
    /// The first bytes of what is compared at each key.
    heads: Vec<u64>,
    /// What a query is put behind to search for it.
    pub(super) search_url: String,
}

impl Names {
    /// Reads a table; nothing if it is damaged or another version's.
    pub(super) fn open(bytes: &[u8]) -> Option<Names> {
        // Spans are short numbers; no guide comes near.
        u32::try_from(bytes.len()).ok()?;
        let mut names = Names::default();
        let mut groups = FxHashMap::default();
        names.search_url = table::read(bytes, |entry| names.add(entry, &mut groups))?;
        names.sort();
        Some(names)
    }

    fn add(&mut self, entry: Entry, groups: &mut FxHashMap<String, u32>) {
        let target = self.targets.len() as u32;
        let group = match entry.group.is_empty() {
            true => target,
            false => *groups.entry(entry.group).or_insert(target),
        };
        let title = entry.names.first();
        let title_normal = title.map_or("", |title| &title.forms[0]).to_owned();
        let title = put(&mut self.texts, title.map_or("", |title| &title.text));
        let url = put(&mut self.texts, &entry.url);
        let common = entry.id.is_none();
        self.targets.push(Target {
            id: entry.id,
            group,
            title: title.clone(),
            url,
        });
        for name in entry.names {
            let text = match name.show {
                Show::Title | Show::Nothing => title.clone(),
                Show::Number | Show::Label => put(&mut self.texts, &name.text),
            };
            let [joined, parted] = name.forms;
            for form in [joined, parted] {
                if form.is_empty() {
                    continue;
                }
                let number = self.names.len() as u32;
                let start = self.normals.len() as u32;
                let length = form.chars().filter(|c| *c != PART).count();
                match name.show {
                    // A number is typed from its beginning, and may be followed by the title.
                    Show::Number => {
                        self.keys.push(Key {
                            at: start,
                            name: number,
                        });
                        self.normals.push_str(&form.replace(PART, ""));
                    }
                    _ => self.enter(&form, number, !common),
                }
                let whole = self.normals.len() as u32;
                if name.show == Show::Number && !title_normal.is_empty() {
                    self.normals.push(SPACE);
                    self.normals.push_str(&title_normal.replace(PART, ""));
                }
                self.names.push(Name {
                    target,
                    show: name.show,
                    length: u16::try_from(length).unwrap_or(u16::MAX),
                    whole,
                    text: text.clone(),
                    normal: start..self.normals.len() as u32,
                });
            }
        }
    }

    /// Writes a normal form without its marks, and a key for each place where it can be entered.
    fn enter(&mut self, form: &str, name: u32, parts: bool) {
        let mut begins = true;
        for c in form.chars() {
            let at = self.normals.len() as u32;
            if c == PART {
                begins = parts;
                continue;
            }
            if begins && c != SPACE {
                self.keys.push(Key { at, name });
            }
            begins = c == SPACE;
            self.normals.push(c);
        }
    }

    fn sort(&mut self) {
        // Most keys differ in their first bytes: to compare these as one number spares two looks
        // into memory.
        let mut keyed: Vec<(u64, Key)> = self
            .keys
            .iter()
            .map(|key| (head(self.text(*key)), *key))
            .collect();
        keyed.par_sort_unstable_by(|(a_head, a), (b_head, b)| {
            a_head
                .cmp(b_head)
                .then_with(|| self.text(*a).cmp(self.text(*b)))
                .then_with(|| (a.name, a.at).cmp(&(b.name, b.at)))
        });
        self.heads = keyed.iter().map(|(head, _)| *head).collect();
        for (slot, (_, key)) in self.keys.iter_mut().zip(keyed) {
            *slot = key;
        }
        self.texts.shrink_to_fit();
        self.normals.shrink_to_fit();
        self.targets.shrink_to_fit();
        self.names.shrink_to_fit();
        self.keys.shrink_to_fit();
    }

    /// What is compared at a key: the rest of the name.
    pub(super) fn text(&self, key: Key) -> &str {
        let end = self.names[key.name as usize].normal.end;
        &self.normals[key.at as usize..end as usize]
    }

    /// The keys whose text begins with `start`.
    pub(super) fn beginning(&self, start: &str) -> Range<usize> {
        let from = self.keys.partition_point(|key| self.text(*key) < start);
        let rest = &self.keys[from..];
        let len = rest.partition_point(|key| self.text(*key).starts_with(start));
        from..from + len
    }

    /// Where in its name a key stands, for a text of `len` bytes that its text begins with.
    pub(super) fn place(&self, key: Key, len: usize) -> Place {
        let name = &self.names[key.name as usize];
        if key.at == name.normal.start {
            return match key.at as usize + len == name.whole as usize {
                true => Place::Whole,
                false => Place::Start,
            };
        }
        match self.normals.as_bytes()[key.at as usize - 1] {
            b' ' => Place::Word,
            _ => Place::Part,
        }
    }

    /// Whether a name has a word that begins with each of `starts`.
    pub(super) fn has_words(&self, name: u32, starts: &[&str]) -> bool {
        let span = &self.names[name as usize].normal;
        let normal = &self.normals[span.start as usize..span.end as usize];
        starts
            .iter()
            .all(|start| normal.split(SPACE).any(|word| word.starts_with(start)))
    }

    /// What is shown for a name.
    pub(super) fn shown(&self, name: &Name) -> String {
        let text = slice(&self.texts, &name.text);
        let title = slice(&self.texts, &self.targets[name.target as usize].title);
        match name.show {
            Show::Number => format!("{text} {title}"),
            Show::Title | Show::Label | Show::Nothing => text.to_owned(),
        }
    }

    /// The address of a target; empty for a common word.
    pub(super) fn url(&self, target: &Target) -> &str {
        slice(&self.texts, &target.url)
    }

    /// The kind of a name's target; none for a common word.
    pub(super) fn kind(&self, name: &Name) -> Option<Kind> {
        let target = &self.targets[name.target as usize];
        target.id.as_ref().map(|id| id.kind)
    }
}

impl typos::Texts for Names {
    fn text(&self, at: usize) -> &str {
        self.text(self.keys[at])
    }

    fn head(&self, at: usize) -> u64 {
        self.heads[at]
    }
}

fn put(texts: &mut String, text: &str) -> Span {
    let start = texts.len() as u32;
    texts.push_str(text);
    start..texts.len() as u32
}

fn slice<'t>(texts: &'t str, span: &Span) -> &'t str {
    &texts[span.start as usize..span.end as usize]
}

/// The first eight bytes of a text as a number that orders like them.
pub(super) fn head(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let len = text.len().min(8);
    bytes[..len].copy_from_slice(&text.as_bytes()[..len]);
    u64::from_be_bytes(bytes)
}
