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
    let mut misnamed: Vec<Diagnostic> = Vec::new();
    for file in found {
        let path: Arc<str> = file.path.as_str().into();
        let Some(inside) = file.path.strip_prefix("content/") else {
            continue;
        };
        match inside {
            "sources.yaml" => inventory.sources = Some(path),
            "chapters/parts.yaml" => inventory.parts = Some(path),
            _ if name_of(inside).starts_with("~$") => diagnostics.push(
                Diagnostic::new(Code::LeftoverFile, Arc::clone(&path)).arg("name", name_of(inside)),
            ),
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
                    Err(diagnostic) if diagnostic.code == Code::BadFileName => {
                        misnamed.push(diagnostic);
                    }
                    Err(diagnostic) => diagnostics.push(diagnostic),
                },
                None => {
                    diagnostics.extend(meant_as_page(inside, &path));
                    inventory.attachments.insert(file.path, file.size);
                }
            },
        }
    }
    diagnostics.extend(
        misnamed
            .into_iter()
            .map(|one| as_copy(one, &inventory.pages)),
    );
    (inventory, diagnostics)
}

/// The last part of a path.
fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A text that another ending keeps from being a page, such as `les.md.txt`.
fn meant_as_page(inside: &str, path: &Arc<str>) -> Option<Diagnostic> {
    let (folder, _) = inside.split_once('/')?;
    Kind::from_folder(folder)?;
    let name = name_of(inside);
    let lower = name.to_lowercase();
    let stem = [".md.txt", ".markdown", ".md.docx", ".md"]
        .iter()
        .find_map(|ending| lower.strip_suffix(ending))?;
    Some(
        Diagnostic::new(Code::BadFileName, Arc::clone(path))
            .variant("extension")
            .arg("name", name)
            .arg("remedy", format!("{}.md", slugify(stem))),
    )
}

/// The same fault, or, where the name is that of another page with something added, that of a copy: its text
/// may hold what the other lacks, so that a new name alone would not mend it.
fn as_copy(fault: Diagnostic, pages: &[PageFile]) -> Diagnostic {
    let (folder, name) = fault.file.rsplit_once('/').unwrap_or(("", &fault.file));
    let lower = name.trim_end_matches(".md").to_lowercase();
    let is_copy_of = |slug: &str| {
        let added = lower.strip_prefix(slug);
        // What OneDrive adds is the name of a computer, in capitals.
        let capitals = name.contains(|c: char| c.is_ascii_uppercase());
        added.is_some_and(|added| {
            added.starts_with([' ', '(', '.', '_']) || capitals && added.starts_with('-')
        }) || ["kopie van ", "copy of "]
            .iter()
            .any(|before| lower.strip_prefix(before) == Some(slug))
    };
    let original = pages.iter().find(|page| {
        let beside = page.file.rsplit_once('/');
        beside.is_some_and(|(other, _)| other == folder) && is_copy_of(&page.slug)
    });
    match original {
        None => fault,
        Some(page) => Diagnostic::new(Code::BadFileName, Arc::clone(&fault.file))
            .variant("copy")
            .arg("name", name)
            .arg("other", name_of(&page.file)),
    }
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
            .with("content/lessons/les.md", "")
            .with("content/lessons/les (1).md", "")
            .with("content/lessons/les-LAPTOP.md", "")
            .with("content/lessons/Kopie van les.md", "")
            .with("content/lessons/Lessen.md", "")
            .with("content/lessons/les.md.txt", "")
            .with("content/lessons/~$les.md", "")
            .with("content/los.md", "")
            .with("content/sources.yaml", "");
        let (inventory, found) = walk(&files);
        assert_eq!(inventory.pages.len(), 2);
        assert_eq!(inventory.pages[0].kind, Kind::Lesson);
        assert!(inventory.sources.is_some());
        assert_eq!(inventory.attachments.len(), 2);
        let mut said: Vec<String> = found
            .iter()
            .map(|d| {
                let variant = d.variant.unwrap_or("-");
                format!("{} {variant} {} {:?}", d.code, d.file, d.suggestion)
            })
            .collect();
        said.sort();
        insta::assert_snapshot!(said.join("\n"), @r#"
        bad-file-name - content/lessons/Ga kijken.md None
        bad-file-name - content/lessons/Lessen.md None
        bad-file-name copy content/lessons/Kopie van les.md None
        bad-file-name copy content/lessons/les (1).md None
        bad-file-name copy content/lessons/les-LAPTOP.md None
        bad-file-name extension content/lessons/les.md.txt None
        duplicate-slug - content/lessons/ga-kijken.md None
        leftover-file - content/lessons/~$les.md None
        unknown-folder - content/lessen/x.md Some("lessons")
        unknown-folder no-folder content/los.md None
        "#);
    }
}
