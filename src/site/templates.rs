//! Templates: those in the program, with the site's own in their place where it has any.
//!
//! A template error names the template, the line and the page that was being rendered.

use tera::{Context, Tera};

use super::texts::Texts;
use crate::content::files::Files;
use crate::content::load::read_text;
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// The templates in the program, by name.
        pub const EMBEDDED: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../templates/", $name)))),*];
    };
}

embedded!(
    "api.html",
    "api_changes.html",
    "base.html",
    "disputes.html",
    "editorial.html",
    "embedded.html",
    "fan.html",
    "filtered.html",
    "gone.html",
    "home.html",
    "list.html",
    "members.html",
    "not_found.html",
    "page.html",
    "parts/api.html",
    "parts/aside.html",
    "parts/backlinks.html",
    "parts/belongs.html",
    "parts/children.html",
    "parts/cite.html",
    "parts/claims.html",
    "parts/colophon.html",
    "parts/disputes.html",
    "parts/ending.html",
    "parts/entry.html",
    "parts/facets.html",
    "parts/groups.html",
    "parts/head.html",
    "parts/heading.html",
    "parts/links.html",
    "parts/list_groups.html",
    "parts/list_heading.html",
    "parts/matrix.html",
    "parts/menu.html",
    "parts/near.html",
    "parts/pagination.html",
    "parts/related.html",
    "parts/source.html",
    "parts/sources.html",
    "parts/street.html",
    "parts/tasks.html",
    "parts/terms.html",
    "parts/then_in_force.html",
    "parts/tools.html",
    "parts/withdrawn.html",
    "problems.html",
    "reading_list.html",
    "results.html",
    "search.html",
    "tasks.html",
    "texts/en.toml",
    "texts/nl.toml",
    "timeline.html",
    "year.html",
);

/// Room for a rendered page of usual length, in bytes.
const USUAL_PAGE: usize = 32 << 10;

/// The templates of a site, ready to render.
#[derive(Debug)]
pub struct Templates {
    /// The templates with the site's words in them: what renders.
    tera: Tera,
    /// The templates as they were written: what tells where a fault stands.
    written: Tera,
    /// The words of the site's language.
    pub texts: Texts,
    /// Hash of everything above: what is rendered with other templates is not the same.
    pub hash: blake3::Hash,
    /// Whether the site replaces or adds any: those in the program are known to render.
    pub has_own: bool,
    /// Sources by name, for whoever renders elsewhere with the same templates.
    pub sources: Vec<(String, String)>,
}

impl Templates {
    /// Loads the templates: each in the program, replaced by `templates/<name>` of the site where
    /// that exists; and what the site adds. `language` chooses the words.
    pub fn load(files: &dyn Files, language: &str) -> Result<Templates, Vec<Diagnostic>> {
        let mut sources: Vec<(String, String)> = EMBEDDED
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let mut found = Vec::new();
        let (own, _) = files.walk("templates");
        let mut has_own = false;
        for file in own {
            let Some(name) = file.path.strip_prefix("templates/") else {
                continue;
            };
            if name.starts_with("assets/") || !(name.ends_with(".html") || name.ends_with(".toml"))
            {
                continue;
            }
            has_own = true;
            match read_text(files, &file.path.as_str().into()) {
                Ok(text) => match sources.iter_mut().find(|(known, _)| known == name) {
                    Some((_, known)) => *known = text,
                    None => sources.push((name.to_owned(), text)),
                },
                Err(fault) => found
                    .push(Diagnostic::new(Code::TemplateError, fault.file).variant("unreadable")),
            }
        }
        sources.sort();
        let mut hasher = blake3::Hasher::new();
        for (name, text) in &sources {
            for part in [name, text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        let catalogue = format!("texts/{language}.toml");
        let texts = match sources
            .iter()
            .find(|(name, _)| *name == catalogue)
            .map(|(_, text)| Texts::read(text))
        {
            Some(Ok(texts)) => texts,
            Some(Err(error)) => {
                let span = error.span().unwrap_or_default();
                let file = format!("templates/{catalogue}");
                found.push(
                    Diagnostic::new(Code::TemplateError, file)
                        .variant("texts")
                        .at(span.start, span.end)
                        .arg("detail", error.message().lines().next().unwrap_or_default()),
                );
                Texts::default()
            }
            None => Texts::default(),
        };
        let html = || sources.iter().filter(|(name, _)| name.ends_with(".html"));
        let (mut written, mut tera) = (Tera::default(), Tera::default());
        let as_written = html().map(|(name, text)| (name.as_str(), text.as_str()));
        let worded = html().map(|(name, text)| (name.as_str(), with_words(text, &texts)));
        if let Err(error) = written.add_raw_templates(as_written) {
            found.push(diagnose(&error, None));
        } else if let Err(error) = tera.add_raw_templates(worded) {
            found.push(diagnose(&error, None));
        }
        if found.is_empty() {
            Ok(Templates {
                tera,
                written,
                texts,
                hash: hasher.finalize(),
                has_own,
                sources,
            })
        } else {
            Err(found)
        }
    }

    /// Gives every template a value.
    pub fn insert_global(&mut self, name: &'static str, value: tera::Value) {
        self.written
            .global_context()
            .insert_value(name, value.clone());
        self.tera.global_context().insert_value(name, value);
    }

    /// Renders `template` for the output at `path`.
    pub fn render(
        &self,
        template: &str,
        context: &Context,
        path: &str,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        // A page grows in one buffer that need not be moved while it does.
        let mut bytes = Vec::with_capacity(USUAL_PAGE);
        self.tera
            .render_to(template, context, &mut bytes)
            .map_err(|error| {
                // The same fault in the template as its author wrote it, so that the place is right.
                let error = self
                    .written
                    .render(template, context)
                    .err()
                    .unwrap_or(error);
                Box::new(diagnose(&error, Some(path)))
            })?;
        Ok(bytes)
    }
}

/// A template with each `{{ t.key }}` replaced by the text itself: the words of a site are the same on
/// every page, and looking them up again on each costs a tenth of all rendering. What the catalogue
/// lacks stays as it is, and is an error where it is printed.
fn with_words(template: &str, texts: &Texts) -> String {
    const OPEN: &str = "{{ t.";
    let mut replaced = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(OPEN) {
        let (before, from) = rest.split_at(at);
        replaced.push_str(before);
        let key = &from[OPEN.len()..];
        let end = key.find(" }}");
        match end.and_then(|end| Some((texts.find(&key[..end])?, end))) {
            // A text that looks like template code is left to the engine, which prints it as text.
            Some((text, end)) if !text.contains(['{', '}']) => {
                super::body::escape(text, &mut replaced);
                rest = &key[end + " }}".len()..];
            }
            _ => {
                replaced.push_str(OPEN);
                rest = key;
            }
        }
    }
    replaced.push_str(rest);
    replaced
}

/// A template error as a problem: template, place, what is wrong, at which page.
fn diagnose(error: &tera::Error, path: Option<&str>) -> Diagnostic {
    let mut message = error.to_string();
    let mut place = None;
    let mut at: Option<&dyn std::error::Error> = Some(error);
    while let Some(current) = at {
        if let Some(error) = current.downcast_ref::<tera::Error>() {
            let report = match error.kind() {
                tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
                    Some(report)
                }
                _ => None,
            };
            if let Some(report) = report {
                message = report.message().to_owned();
                place = Some((report.filename().to_owned(), report.span().range.clone()));
            }
        }
        at = current.source();
    }
    let known = EMBEDDED.iter().map(|(name, _)| *name);
    let (file, range) = match place {
        Some((file, range)) if !file.is_empty() => (file, Some(range)),
        _ => {
            let named = known
                .clone()
                .find(|name| message.contains(name))
                .unwrap_or("base.html");
            (named.to_owned(), None)
        }
    };
    let near = message
        .split(['`', '\'', '"'])
        .nth(1)
        .and_then(|word| nearest(word, known));
    let diagnostic = Diagnostic::new(Code::TemplateError, format!("templates/{file}"))
        .arg("detail", message.lines().next().unwrap_or_default())
        .suggest(near.filter(|near| *near != file));
    let diagnostic = match range {
        Some(range) => diagnostic.at(range.start, range.end),
        None => diagnostic,
    };
    match path {
        Some(path) => diagnostic.variant("page").arg("page", path),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::files::MemoryFiles;

    #[test]
    fn every_template_in_the_folder_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let mut found: Vec<String> = walkdir::WalkDir::new(folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                entry
                    .path()
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|name| !name.starts_with("assets/") && !name.starts_with("widget/"))
            .collect();
        found.sort();
        let embedded: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
        assert_eq!(found, embedded);
    }

    #[test]
    fn a_site_replaces_templates_one_by_one() {
        let files = MemoryFiles::default().with("templates/not_found.html", "weg: {{ path }}");
        let templates = Templates::load(&files, "nl").unwrap();
        let mut context = Context::new();
        context.insert("path", "/x/");
        assert_eq!(
            templates
                .render("not_found.html", &context, "/404.html")
                .unwrap(),
            b"weg: /x/"
        );
    }

    #[test]
    fn errors_name_template_place_and_page() {
        let files = MemoryFiles::default().with("templates/home.html", "<p>\n{% if %}</p>");
        let found = Templates::load(&files, "nl").unwrap_err();
        assert_eq!(&*found[0].file, "templates/home.html");
        assert!(
            matches!(found[0].place, crate::diagnostic::Place::Span(4.., _)),
            "{:?}",
            found[0]
        );

        let files = MemoryFiles::default().with("templates/home.html", "{{ home.naam.x }}");
        let templates = Templates::load(&files, "nl").unwrap();
        let fault = templates
            .render("home.html", &Context::new(), "/")
            .unwrap_err();
        assert_eq!(&*fault.file, "templates/home.html");
        assert_eq!(fault.variant, Some("page"));
    }
}
