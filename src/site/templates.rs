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
    /// The templates with the site's words and their parts in them: what renders.
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
        let part = |name: &str| {
            let found = sources.binary_search_by(|(known, _)| known.as_str().cmp(name));
            found.ok().map(|at| sources[at].1.as_str())
        };
        let (mut written, mut tera) = (Tera::default(), Tera::default());
        let as_written = html().map(|(name, text)| (name.as_str(), text.as_str()));
        let worded = html().map(|(name, text)| {
            let whole = inlined(text, &part, 0);
            (name.as_str(), with_words(&whole, &texts))
        });
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

/// A template with the parts that it includes in their places, as far as that comes to the same: an
/// include makes a state of its own, in which every name is looked up once more, and a page has a dozen.
///
/// A part stands in an `if` of its own, so that what trims the space around the include, and the space at
/// either end of the part, trims the same as before. One that sets variables, which would be seen
/// after it, is left to be included, as is one that is not there.
fn inlined<'s>(template: &str, part: &dyn Fn(&str) -> Option<&'s str>, depth: usize) -> String {
    if depth > DEEPEST || statements(template).any(|word| word == "raw") {
        return template.to_owned();
    }
    let mut whole = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, tag, after)) = next_tag(rest) {
        whole.push_str(before);
        let found = included(tag).and_then(|(open, name, close)| Some((open, part(name)?, close)));
        let stateless = |part: &str| statements(part).all(|word| STATELESS.contains(&word));
        match found.filter(|(_, part, _)| stateless(part)) {
            Some((open, found, close)) => {
                let part = inlined(found, part, depth + 1);
                whole.push_str(&format!("{{%{open} if true %}}{part}{{% endif {close}%}}"));
            }
            None => whole.push_str(tag),
        }
        rest = after;
    }
    whole.push_str(rest);
    whole
}

/// So deep do templates include each other before it is taken for a circle, which the engine refuses.
const DEEPEST: usize = 8;

/// The statements that leave nothing behind for what follows.
const STATELESS: &[&str] = &["if", "elif", "else", "endif", "for", "endfor", "include"];

/// The next statement or comment of a template, with what stands before and after it.
fn next_tag(template: &str) -> Option<(&str, &str, &str)> {
    let opens = |at: &usize| matches!(template.as_bytes().get(at + 1), Some(b'%' | b'#'));
    let start = template.match_indices('{').map(|(at, _)| at).find(opens)?;
    let (before, rest) = template.split_at(start);
    let close = if rest.starts_with("{%") { "%}" } else { "#}" };
    let (tag, after) = rest.split_at(rest.find(close)? + 2);
    Some((before, tag, after))
}

/// The name in an include, with the signs that trim the space around it.
fn included(tag: &str) -> Option<(&'static str, &str, &'static str)> {
    let tag = tag.strip_prefix("{%")?.strip_suffix("%}")?;
    let sign = |trims| if trims { "-" } else { "" };
    let (open, close) = (sign(tag.starts_with('-')), sign(tag.ends_with('-')));
    let tag = tag.trim_matches('-').trim().strip_prefix("include")?;
    let name = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    Some((open, name, close))
}

/// The first word of every statement of a template.
fn statements(template: &str) -> impl Iterator<Item = &str> {
    template.split("{%").skip(1).map(|tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        let end = tag.find(|c: char| !c.is_ascii_alphabetic());
        &tag[..end.unwrap_or(tag.len())]
    })
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
    fn parts_are_inlined_where_that_comes_to_the_same() {
        let parts = [
            (
                "a.html",
                "\n {#- Says {% include \"b.html\" %}. -#} \n A{{ x }}\n",
            ),
            (
                "b.html",
                "{%- for x in list -%} {%- include \"a.html\" %} {% endfor -%} ",
            ),
            ("sets.html", "{% set x = 3 %}{{ x }}"),
        ];
        let part = |name: &str| {
            parts
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, text)| *text)
        };
        let template = "x {%- include \"a.html\" -%} y {% include \"b.html\" %} z\n{%- include \"sets.html\" %}\n{{ x }} {% if x %}{% include \"a.html\" -%} {% endif %}";
        let whole = inlined(template, &part, 0);
        assert!(whole.contains("{%- include \"sets.html\" %}"), "{whole}");
        assert!(!whole.contains("include \"a.html\""), "{whole}");
        let render = |template: &str| {
            let mut tera = Tera::default();
            let all = parts.into_iter().chain([("main.html", template)]);
            tera.add_raw_templates(all).unwrap();
            let mut context = Context::new();
            context.insert("x", &1);
            context.insert("list", &["p", "q"]);
            tera.render("main.html", &context).unwrap()
        };
        assert_eq!(render(&whole), render(template));
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
