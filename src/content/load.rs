//! Reads one page: bytes → [`Source`] (text) → front matter and where the Markdown begins.

use std::sync::Arc;

use memchr::{memchr, memchr3};

use super::check::check;
use super::files::Files;
use super::front_matter::FrontMatter;
use super::id::PageId;
use super::keys;
use super::kind::Kind;
use super::located;
use super::plain;
use super::quotes;
use super::rules;
use super::walk::PageFile;
use crate::diagnostic::{Code, Diagnostic};

/// The text of one file, and what the file is.
#[derive(Debug, Clone)]
pub struct Source {
    /// Kind and slug, from folder and name.
    pub page: PageFile,
    /// The text, without byte order mark.
    pub text: String,
}

/// What the front matter of a source says, and where its Markdown begins.
#[derive(Debug, Clone)]
pub struct Head {
    /// The page's id: kind and slug, or kind and number for a numbered chapter.
    pub id: PageId,
    /// The front matter.
    pub front: FrontMatter,
    /// First byte of the Markdown.
    pub body_start: usize,
}

/// Reads the file of `page` as text.
pub fn load(files: &dyn Files, page: &PageFile) -> Result<Source, Diagnostic> {
    let text = read_text(files, &page.file)?;
    if text.trim().is_empty() {
        return Err(Diagnostic::new(Code::EmptyFile, Arc::clone(&page.file)));
    }
    Ok(Source {
        page: page.clone(),
        text,
    })
}

/// Reads any text file of a site; a byte order mark is dropped, other encodings are told apart.
pub fn read_text(files: &dyn Files, file: &Arc<str>) -> Result<String, Diagnostic> {
    let report = |code| Diagnostic::new(code, Arc::clone(file));
    let mut bytes = files
        .read(file)
        .map_err(|error| report(Code::UnreadableFile).arg("reason", error))?;
    // Without a mark, UTF-16 shows by the zeros that ASCII has in it: no text begins with one.
    let zeros = matches!(bytes[..], [0, second, ..] if second != 0)
        || matches!(bytes[..], [first, 0, ..] if first != 0);
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || zeros {
        return Err(report(Code::NotUtf8).variant("utf16"));
    }
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
            + 1;
        report(Code::NotUtf8).arg("line", line)
    })
}

/// Reads the front matter of `source`: the typed, fast way where it is sound, and the located,
/// exact way where there is something to report.
pub fn head(source: &Source) -> (Head, Vec<Diagnostic>) {
    let page = &source.page;
    let text = source.text.as_str();
    let Some(parts) = located::split(text) else {
        let line = text.find('\n').unwrap_or(text.len());
        let mut fault = Diagnostic::new(Code::NoFrontMatter, Arc::clone(&page.file)).at(0, line);
        if text.starts_with("---") {
            fault = fault.variant("open");
        }
        let head = Head {
            id: PageId::new(page.kind, Arc::clone(&page.slug)),
            front: FrontMatter::default(),
            body_start: if text.starts_with("---") {
                text.len()
            } else {
                0
            },
        };
        return (head, vec![fault]);
    };
    let yaml = &text[parts.yaml.clone()];
    let (front, mut diagnostics) = match typed(yaml, page.kind) {
        Some(front) => (front, Vec::new()),
        None => check(&page.file, text, parts.yaml.clone(), page.kind),
    };
    rules::check(&page.file, &front, yaml, &mut diagnostics);
    let slug = match &front.number {
        Some(number) => number.to_string().into(),
        None => Arc::clone(&page.slug),
    };
    (
        Head {
            id: PageId::new(page.kind, slug),
            front,
            body_start: parts.body,
        },
        diagnostics,
    )
}

/// The fast way. `None` where anything is wrong or merely looks suspicious.
fn typed(yaml: &str, kind: Kind) -> Option<FrontMatter> {
    // Curly quotes where a value begins are most likely meant as those of YAML.
    let curly = memchr(0xE2, yaml.as_bytes()).is_some();
    // Most front matter has none of the characters that make a line suspicious.
    let innocent = !curly
        && memchr3(b'&', b'*', b'#', yaml.as_bytes()).is_none()
        && memchr(b'<', yaml.as_bytes()).is_none();
    let suspicious = |line: &str| {
        // Anchors, aliases and merges are legal YAML that we refuse; a comment behind a value may
        // be half a title.
        line.contains(['&', '*'])
            || line.contains("<<")
            || curly && quotes::may_begin_a_value(line)
            || line
                .split_once(" #")
                .is_some_and(|(v, _)| !v.trim().is_empty())
    };
    for line in yaml.lines() {
        if !innocent && suspicious(line) {
            return None;
        }
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let (name, _) = line.split_once(':')?;
            if !keys::find(name.trim_end()).is_some_and(|key| key.kinds.has(kind)) {
                return None;
            }
        }
    }
    let forgiven = located::forgive(yaml);
    let plain = plain::read(&forgiven);
    let front: FrontMatter = plain.or_else(|| serde_yaml::from_str(&forgiven).ok())?;
    let empty = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let complete = keys::of(kind)
        .filter(|key| key.required.has(kind))
        .all(|key| match key.name {
            "title" => !empty(&front.title),
            "summary" => !empty(&front.summary),
            "evidence" => front.evidence.is_some(),
            _ => false,
        });
    complete.then_some(front)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::files::MemoryFiles;

    fn read(text: impl Into<Vec<u8>>) -> Result<(Head, Vec<Diagnostic>), Diagnostic> {
        let files = MemoryFiles::default().with("content/lessons/x.md", text);
        let page = PageFile {
            kind: Kind::Lesson,
            slug: "x".into(),
            file: "content/lessons/x.md".into(),
        };
        load(&files, &page).map(|source| head(&source))
    }

    #[test]
    fn sound_files_take_the_fast_way() {
        let (head, found) =
            read("\u{feff}---\r\ntitle: X\r\nsummary: Y\r\nevidence: stelling\r\n---\r\nTekst")
                .unwrap();
        assert!(found.is_empty());
        assert_eq!(head.front.title.as_deref(), Some("X"));
        assert_eq!(head.id.to_string(), "lesson/x");
    }

    #[test]
    fn the_fast_way_and_the_exact_way_agree() {
        for yaml in [
            "title: X\nsummary: Y\nevidence: stelling\n",
            "title: \"X: y\"\nsummary: >\n  lang\n  verhaal\nevidence: ervaring\nthemes: [a]\nsources: [@b]\n",
        ] {
            let text = format!("---\n{yaml}---\n");
            let parts = located::split(&text).unwrap();
            let (exact, found) = check(&"x".into(), &text, parts.yaml, Kind::Lesson);
            assert!(found.is_empty(), "{found:?}");
            assert_eq!(typed(yaml, Kind::Lesson), Some(exact));
        }
    }

    #[test]
    fn every_required_key_is_known_to_the_fast_way() {
        for kind in Kind::all() {
            for key in keys::of(kind).filter(|key| key.required.has(kind)) {
                assert!(
                    ["title", "summary", "evidence"].contains(&key.name),
                    "{}",
                    key.name
                );
            }
        }
    }

    #[test]
    fn other_encodings_are_told_apart() {
        let code = |bytes: &[u8]| read(bytes).map(|_| ()).unwrap_err();
        assert_eq!(code(b"\xff\xfea\0").variant, Some("utf16"));
        assert_eq!(code(b"-\0-\0").variant, Some("utf16"));
        assert_eq!(code(b"\0-\0-").variant, Some("utf16"));
        assert_eq!(
            code(b"---\ntitle: caf\xe9\n").args,
            [("line", "2".to_owned())]
        );
        assert_eq!(code(b" \n").code, Code::EmptyFile);
    }

    #[test]
    fn a_missing_front_matter_is_one_fault() {
        assert_eq!(read("# Titel\n").unwrap().1[0].code, Code::NoFrontMatter);
        assert_eq!(read("---\ntitle: x\n").unwrap().1[0].variant, Some("open"));
    }
}
