//! Which files a site holds and what each is: folder → kind, file name → slug.
//!
//! In: the folder `content/`. Out: a sorted [`Inventory`], with everything that is not where or what
//! it should be reported.

use std::collections::HashMap;
use std::sync::Arc;

use super::files::{Files, WalkProblem};
use super::id::{PageId, slugify};
use super::kind::{KINDS, Kind};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

/// A Markdown file larger than this is not a page but a mistake.
const MAX_PAGE_BYTES: u64 = 8 << 20;

/// The files of a site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inventory {
    /// One row a page, ordered by path.
    pub pages: Vec<PageFile>,
    /// `content/sources.yaml`, where it exists.
    pub sources: Option<Arc<str>>,
    /// `content/chapters/parts.yaml`, where it exists.
    pub parts: Option<Arc<str>>,
    /// All other files: images and attachments, by path with their size.
    pub attachments: HashMap<String, u64>,
}

/// A Markdown file and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFile {
    /// Its kind, from its folder.
    pub kind: Kind,
    /// Its slug, from its name.
    pub slug: Arc<str>,
    /// Its path, relative to the site.
    pub file: Arc<str>,
}

/// Walks `content/`.
pub fn walk(files: &dyn Files) -> (Inventory, Vec<Diagnostic>) {
    let (mut found, faults) = files.walk("content");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let mut inventory = Inventory::default();
    let mut diagnostics: Vec<Diagnostic> = faults
        .into_iter()
        .map(|fault| match fault.why {
            WalkProblem::Loop(target) => {
                Diagnostic::new(Code::LinkLoop, fault.path).arg("target", target)
            }
            WalkProblem::Name => Diagnostic::new(Code::BadFileName, fault.path.clone())
                .variant("not-unicode")
                .arg("name", fault.path),
            WalkProblem::Unreadable(reason) => {
                Diagnostic::new(Code::UnreadableFile, fault.path).arg("reason", reason)
            }
        })
        .collect();
    let mut taken: HashMap<(Kind, Arc<str>), Arc<str>> = HashMap::new();
    for file in found {
        let path: Arc<str> = file.path.as_str().into();
        let Some(inside) = file.path.strip_prefix("content/") else {
            continue;
        };
        match inside {
            "sources.yaml" => inventory.sources = Some(path),
            "chapters/parts.yaml" => inventory.parts = Some(path),
            _ => match inside.strip_suffix(".md") {
                Some(stem) => match page(stem, &path, file.size) {
                    Ok(page) => {
                        let key = (page.kind, Arc::clone(&page.slug));
                        if let Some(other) = taken.get(&key) {
                            diagnostics.push(
                                Diagnostic::new(Code::DuplicateSlug, path)
                                    .arg("id", PageId::new(page.kind, Arc::clone(&page.slug)))
                                    .arg("other", other),
                            );
                        } else {
                            taken.insert(key, path);
                            inventory.pages.push(page);
                        }
                    }
                    Err(diagnostic) => diagnostics.push(diagnostic),
                },
                None => {
                    inventory.attachments.insert(file.path, file.size);
                }
            },
        }
    }
    (inventory, diagnostics)
}

/// What the Markdown file at `content/<stem>.md` is.
fn page(stem: &str, path: &Arc<str>, size: u64) -> Result<PageFile, Diagnostic> {
    let report = |code| Diagnostic::new(code, Arc::clone(path));
    let folders = KINDS
        .iter()
        .filter(|row| row.kind != Kind::Source)
        .map(|row| row.folder);
    let known = || folders.clone().collect::<Vec<_>>().join(", ");
    let (folder, name) = match (stem.split_once('/'), stem.rsplit_once('/')) {
        (Some((folder, _)), Some((_, name))) => (folder, name),
        _ => {
            return Err(report(Code::UnknownFolder)
                .variant("no-folder")
                .arg("folders", known()));
        }
    };
    let Some(kind) = Kind::from_folder(folder) else {
        let meant = KINDS
            .iter()
            .find(|row| row.segment == folder || row.name == folder || row.dutch == folder)
            .map(|row| row.folder)
            .or_else(|| nearest(folder, folders.clone()));
        return Err(report(Code::UnknownFolder)
            .arg("folder", folder)
            .arg("folders", known())
            .suggest(meant));
    };
    let slug = slugify(name);
    if slug != name {
        let diagnostic = report(Code::BadFileName).arg("name", format!("{name}.md"));
        return Err(if slug.is_empty() {
            diagnostic.variant("empty")
        } else {
            diagnostic.arg("remedy", format!("{slug}.md"))
        });
    }
    if size > MAX_PAGE_BYTES {
        return Err(report(Code::FileTooLarge)
            .arg("size", format!("{} MB", size.div_ceil(1 << 20)))
            .arg("limit", format!("{} MB", MAX_PAGE_BYTES >> 20)));
    }
    Ok(PageFile {
        kind,
        slug: slug.into(),
        file: Arc::clone(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::files::MemoryFiles;

    #[test]
    fn folders_give_kinds_and_names_give_slugs() {
        let files = MemoryFiles::default()
            .with("content/lessons/ga-kijken.md", "")
            .with("content/lessons/deel/ga-kijken.md", "")
            .with("content/lessons/foto.png", "")
            .with("content/lessen/x.md", "")
            .with("content/lessons/Ga kijken.md", "")
            .with("content/los.md", "")
            .with("content/sources.yaml", "");
        let (inventory, found) = walk(&files);
        assert_eq!(inventory.pages.len(), 1);
        assert_eq!(inventory.pages[0].kind, Kind::Lesson);
        assert!(inventory.sources.is_some());
        assert_eq!(inventory.attachments.len(), 1);
        let mut said: Vec<String> = found
            .iter()
            .map(|d| format!("{} {} {:?}", d.code, d.file, d.suggestion))
            .collect();
        said.sort();
        insta::assert_snapshot!(said.join("\n"), @r#"
        bad-file-name content/lessons/Ga kijken.md None
        duplicate-slug content/lessons/ga-kijken.md None
        unknown-folder content/lessen/x.md Some("lessons")
        unknown-folder content/los.md None
        "#);
    }
}
