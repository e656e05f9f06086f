//! Places in YAML by their path, for all problems of a file at once.
//!
//! [`located::locate`] answers the same question and reads the file anew each time; a front matter
//! with thousands of wrong references asks it thousands of times. Here the file is read once.

use std::collections::HashMap;
use std::ops::Range;

use crate::content::located::{self, Node, Value};

/// The values of a front matter or a data file.
pub(super) struct Keys {
    entries: HashMap<String, Entry>,
    /// What is shown where a path leads nowhere: the first characters of the file.
    fallback: Range<usize>,
}

struct Entry {
    key: Range<usize>,
    value: Option<Tree>,
}

/// A value with what is in it, as paths see it.
struct Tree {
    span: Range<usize>,
    inside: Inside,
}

enum Inside {
    /// The items, those of lists within it included.
    List(Vec<Tree>),
    Map(HashMap<String, Tree>),
    Scalar,
    Anchored,
}

impl Keys {
    /// Reads the front matter of `text`, or the whole of it where it `is_data`.
    pub(super) fn of(text: &str, is_data: bool) -> Keys {
        // Positions stay those of the file; a byte order mark is merely stepped over.
        let body = text.trim_start_matches('\u{feff}');
        let mark = text.len() - body.len();
        let yaml = match is_data {
            true => Some(0..body.len()),
            false => located::split(body).map(|parts| parts.yaml),
        };
        let mut entries = HashMap::new();
        for entry in yaml.map_or_else(Vec::new, |yaml| located::entries(body, yaml)) {
            entries.entry(entry.name).or_insert_with(|| Entry {
                key: entry.key.start + mark..entry.key.end + mark,
                value: entry.value.ok().map(|node| Tree::of(node, mark)),
            });
        }
        Keys {
            entries,
            fallback: mark..mark + body.floor_char_boundary(3),
        }
    }

    /// The bytes of the value at `path`, or of the nearest thing above it that is there.
    pub(super) fn locate(&self, path: &[String]) -> Range<usize> {
        let Some((first, rest)) = path.split_first() else {
            return self.fallback.clone();
        };
        let Some(entry) = self.entries.get(first) else {
            return self.fallback.clone();
        };
        let found = match &entry.value {
            None => None,
            // A whole list is long; its name says as much.
            Some(tree) if rest.is_empty() => match tree.inside {
                Inside::List(_) | Inside::Map(_) => None,
                Inside::Scalar | Inside::Anchored => Some(tree),
            },
            Some(tree) => rest.iter().try_fold(tree, |tree, step| tree.step(step)),
        };
        found.map_or_else(|| entry.key.clone(), |tree| tree.span.clone())
    }
}

impl Tree {
    fn of(node: Node, mark: usize) -> Tree {
        let inside = match node.value {
            Value::List(items) => Inside::List(
                located::flatten(items)
                    .into_iter()
                    .map(|item| Tree::of(item, mark))
                    .collect(),
            ),
            Value::Map(pairs) => {
                let mut map = HashMap::with_capacity(pairs.len());
                for (key, value) in pairs {
                    if let Value::Scalar { text, .. } = key.value {
                        map.entry(text).or_insert_with(|| Tree::of(value, mark));
                    }
                }
                Inside::Map(map)
            }
            Value::Scalar { .. } => Inside::Scalar,
            Value::Anchored => Inside::Anchored,
        };
        Tree {
            span: node.span.start + mark..node.span.end + mark,
            inside,
        }
    }

    fn step(&self, step: &str) -> Option<&Tree> {
        match &self.inside {
            Inside::List(items) => items.get(step.parse::<usize>().ok()?),
            Inside::Map(map) => map.get(step),
            // One value stands for a list of one.
            Inside::Scalar => Some(self),
            Inside::Anchored => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_locate(
            yaml in "((a|b): ?(x|é|\\[x, \\[y, z\\]\\]|\\{c: x, d: \\[y\\]\\}|&n x|\"|\n  - x\n  - c: y|)\n){0,4}",
            path in prop::collection::vec("[abcd0-3]", 0..4),
            fenced in any::<bool>(),
        ) {
            let text = if fenced { format!("---\n{yaml}---\n") } else { yaml };
            prop_assert_eq!(Keys::of(&text, false).locate(&path), located::locate(&text, &path));
        }
    }

    #[test]
    fn data_files_have_no_fences() {
        let text = "\u{feff}som2013:\n  title: Werk\n";
        let path = ["som2013".to_owned(), "title".to_owned()];
        assert_eq!(&text[Keys::of(text, true).locate(&path)], "Werk");
    }
}
