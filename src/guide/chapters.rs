//! The chapters as a tree: numbers with gaps, chapters without a number, parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::relations::chapter_position;
use super::{Page, PageIx};
use crate::content::Kind;
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

/// The parts of the guide, in order, from `content/chapters/parts.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts(pub Vec<Part>);

/// One part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What chapters name in `part`.
    pub id: String,
    /// What readers see.
    pub title: String,
}

impl Parts {
    /// Reads `parts.yaml`: a list of parts, each with `id` and `title`.
    pub fn read(file: &Arc<str>, text: &str) -> (Parts, Vec<Diagnostic>) {
        match serde_yaml::from_str::<Vec<Part>>(text) {
            Ok(parts) => (Parts(parts), Vec::new()),
            Err(error) => {
                let at = text.floor_char_boundary(error.location().map_or(0, |at| at.index()));
                let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
                let fault = Diagnostic::new(Code::BadYaml, Arc::clone(file))
                    .variant("parts")
                    .at(at, end);
                (Parts::default(), vec![fault])
            }
        }
    }
}

/// The chapters in reading order, each with its place in the tree.
#[derive(Debug, Default)]
pub struct ChapterTree {
    /// All listed chapters, in reading order.
    pub order: Vec<PageIx>,
    /// Parents, children and part of each chapter.
    pub nodes: FxHashMap<PageIx, Node>,
    /// The parts, in order.
    pub parts: Vec<Part>,
}

/// A chapter's place.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// The chapter above it: the nearest that exists, since numbers have gaps.
    pub parent: Option<PageIx>,
    /// The chapters directly below it, in order.
    pub children: Vec<PageIx>,
    /// The part it stands in, its own or its parent's: index into [`ChapterTree::parts`].
    pub part: Option<usize>,
    /// Its place in [`ChapterTree::order`].
    pub position: usize,
}

impl ChapterTree {
    /// Builds the tree; a part that is not in `parts.yaml` is reported.
    pub(super) fn of(pages: &[Page], parts: Parts, found: &mut Vec<Diagnostic>) -> Self {
        let chapters = pages
            .iter()
            .enumerate()
            .filter(|(_, page)| page.id.kind == Kind::Chapter);
        let mut order: Vec<(Vec<u32>, PageIx)> = chapters
            .filter(|(_, page)| page.is_listed())
            .map(|(ix, page)| {
                (
                    chapter_position(page.front.number.as_ref(), page.front.after.as_ref()),
                    ix as PageIx,
                )
            })
            .collect();
        // Chapters at one place stand by id, as the pages themselves do.
        order.sort();
        let numbered: BTreeMap<&[u32], PageIx> = order
            .iter()
            .filter(|(_, ix)| pages[*ix as usize].front.number.is_some())
            .map(|(position, ix)| (position.as_slice(), *ix))
            .collect();
        let mut tree = ChapterTree {
            order: order.iter().map(|(_, ix)| *ix).collect(),
            ..ChapterTree::default()
        };
        for (at, (position, ix)) in order.iter().enumerate() {
            let page = &pages[*ix as usize];
            // A chapter without number stands beside the one that it comes after, not below it.
            let levels = if page.front.number.is_some() {
                position.len()
            } else {
                position.len().saturating_sub(1)
            };
            let parent = (1..levels)
                .rev()
                .find_map(|len| numbered.get(&position[..len]).copied());
            let own = page.front.part.as_ref().map(|part| part.0.as_str());
            let part = match own {
                Some(id) => {
                    let part = parts.0.iter().position(|part| part.id == id);
                    if part.is_none() {
                        let near = nearest(id, parts.0.iter().map(|part| part.id.as_str()));
                        found.push(
                            Diagnostic::new(Code::UnknownReference, page.file())
                                .variant("part")
                                .at_key(&["part"])
                                .arg("name", id)
                                .suggest(near),
                        );
                    }
                    part
                }
                None => parent.and_then(|parent| tree.nodes.get(&parent)?.part),
            };
            tree.nodes.insert(
                *ix,
                Node {
                    parent,
                    children: Vec::new(),
                    part,
                    position: at,
                },
            );
            if let Some(parent) = parent.and_then(|parent| tree.nodes.get_mut(&parent)) {
                parent.children.push(*ix);
            }
        }
        tree.parts = parts.0;
        tree
    }

    /// The chapters above `ix`, outermost first.
    pub fn ancestors(&self, ix: PageIx) -> Vec<PageIx> {
        let mut above = Vec::new();
        let mut at = self.nodes.get(&ix).and_then(|node| node.parent);
        while let Some(parent) = at {
            above.push(parent);
            at = self.nodes.get(&parent).and_then(|node| node.parent);
        }
        above.reverse();
        above
    }

    /// The chapters before and after `ix` in reading order.
    pub fn neighbours(&self, ix: PageIx) -> (Option<PageIx>, Option<PageIx>) {
        let Some(node) = self.nodes.get(&ix) else {
            return (None, None);
        };
        let before = node
            .position
            .checked_sub(1)
            .and_then(|at| self.order.get(at))
            .copied();
        (before, self.order.get(node.position + 1).copied())
    }
}
