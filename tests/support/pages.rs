//! Sound pages of each kind, with as little as they need.

use super::Site;

impl Site {
    /// A lesson with a title made of its slug.
    pub(crate) fn lesson(self, slug: &str, body: &str) -> Site {
        self.lesson_with(slug, "", body)
    }

    /// A lesson with more front matter: lines, each ended.
    pub(crate) fn lesson_with(self, slug: &str, front: &str, body: &str) -> Site {
        let title = title(slug);
        self.file(
            &format!("content/lessons/{slug}.md"),
            format!("---\ntitle: {title}\nsummary: Waar {slug} over gaat.\nevidence: ervaring\n{front}---\n\n{body}\n"),
        )
    }

    /// A theme.
    pub(crate) fn theme(self, slug: &str) -> Site {
        let title = title(slug);
        self.file(
            &format!("content/themes/{slug}.md"),
            format!("---\ntitle: {title}\nsummary: Waar {slug} over gaat.\n---\n"),
        )
    }

    /// A term with its definition and more front matter.
    pub(crate) fn term(self, slug: &str, front: &str) -> Site {
        let title = title(slug);
        self.file(
            &format!("content/glossary/{slug}.md"),
            format!("---\ntitle: {title}\nsummary: Wat {slug} betekent.\n{front}---\n"),
        )
    }

    /// A policy with more front matter.
    pub(crate) fn policy(self, slug: &str, front: &str) -> Site {
        let title = title(slug);
        self.file(
            &format!("content/policy/{slug}.md"),
            format!("---\ntitle: {title}\nsummary: Wat {slug} was.\n{front}---\n"),
        )
    }
}

/// `ga-kijken` as a title.
fn title(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
