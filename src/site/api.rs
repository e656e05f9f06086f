//! The page that explains the search API to people, and the page of its changes.
//!
//! In: the description of the API as OpenAPI, which the pipeline hands to the view. Out: what the
//! templates show of it. An editor's own page at [`API_PAGE`](crate::guide::pages::API_PAGE) comes
//! first and the description follows it; without such a page there is one with the description only.
//! The site knows nothing of what answers; it reads what is described, as any program could.

use tera::{Context, Value};

use super::body::escape;
use super::lists::meta;
use super::page::date;
use super::value::{Html, Object, list};
use super::view::View;
use crate::config::Language;
use crate::guide::pages::{API_CHANGES_PAGE, API_DESCRIPTION, API_PAGE};
use crate::json::Json;

/// The page where no editor wrote one.
pub(super) fn context(view: &View<'_>) -> Context {
    let title = view.texts.get("api_title");
    let intro = view.texts.get("api_intro");
    let page = Object::new()
        .with("title", title)
        .with("summary", intro)
        .with("api", reference(view));
    let mut context = Context::new();
    context.insert_value("page", page.into());
    let meta = meta(view, title, intro, API_PAGE, false);
    context.insert_value("meta", meta.into());
    context
}

/// The changes of the API, newest first.
pub(super) fn changes(view: &View<'_>) -> Context {
    let title = view.texts.get("api_changes_title");
    let info = view.api.and_then(|api| api.get("info"));
    let releases = info.and_then(|info| info.get("x-changelog"));
    let releases = releases.map(Json::items).unwrap_or_default();
    let releases = releases.iter().map(|release| {
        let day = text(release, "date").parse();
        let changes = release.get("changes").map(Json::items).unwrap_or_default();
        let changes = changes.iter().filter_map(Json::text);
        Object::new()
            .with("version", text(release, "version"))
            .with("date", day.ok().map(date))
            .with("changes", list(changes.map(|change| html(&inline(change)))))
    });
    let object = Object::new()
        .with("title", title)
        .with("url", view.site_url(API_PAGE))
        .with("lang", lang(view))
        .with("releases", list(releases));
    let mut context = Context::new();
    context.insert_value("api", object.into());
    let meta = meta(view, title, "", API_CHANGES_PAGE, false);
    context.insert_value("meta", meta.into());
    context
}

/// The whole description, for the part that shows it; nothing where the API is not described.
pub(super) fn reference(view: &View<'_>) -> Value {
    let Some(api) = view.api else {
        return Value::from(false);
    };
    let maker = Maker { view, api };
    maker.object().into()
}

struct Maker<'v> {
    view: &'v View<'v>,
    api: &'v Json,
}

impl Maker<'_> {
    fn object(&self) -> Object {
        let info = self.at("#/info");
        let server = self.at("#/servers").items().first();
        let server = server.map_or("", |server| text(server, "url"));
        Object::new()
            .with("lang", lang(self.view))
            .with("version", text(info, "version"))
            .with("server", server)
            .with("description_url", self.view.site_url(API_DESCRIPTION))
            .with("changes_url", self.view.site_url(API_CHANGES_PAGE))
            .with("about", paragraphs(text(info, "description")))
            .with("operations", list(self.operations()))
            .with("schemas", list(self.schemas()))
            .with("refusals", list(self.refusals()))
    }

    fn at(&self, reference: &str) -> &Json {
        self.api.resolve(reference).unwrap_or(&Json::Null)
    }

    /// A value, or what it refers to.
    fn resolved<'j>(&'j self, value: &'j Json) -> &'j Json {
        match value.get("$ref").and_then(Json::text) {
            Some(reference) => self.at(reference),
            None => value,
        }
    }

    fn operations(&self) -> Vec<Object> {
        let paths = self.at("#/paths").members().iter();
        let all = paths.flat_map(|(path, operations)| {
            let operations = operations.members().iter();
            operations.map(move |(method, operation)| self.operation(path, method, operation))
        });
        all.collect()
    }

    fn operation(&self, path: &str, method: &str, operation: &Json) -> Object {
        let items = |name: &str| operation.get(name).map(Json::items).unwrap_or_default();
        let parameters = items("parameters").iter().map(|parameter| {
            let name = text(parameter, "name");
            // What is part of the path is shown as it stands there.
            let name = match text(parameter, "in") {
                "path" => format!("{{{name}}}"),
                _ => name.to_owned(),
            };
            self.row(&name, parameter, parameter.get("schema"))
        });
        let samples = items("x-codeSamples").iter().map(|sample| {
            let lang = text(sample, "lang").to_lowercase();
            Object::new()
                .with("label", text(sample, "label"))
                .with("lang", lang)
                .with("source", text(sample, "source"))
        });
        let responses = operation.get("responses").unwrap_or(&Json::Null).members();
        let refusals = responses.iter().filter(|(status, _)| status != "200");
        let refusals = refusals.map(|(status, _)| {
            Object::new()
                .with("status", status.as_str())
                .with("url", format!("#{}", anchor(status)))
        });
        let json = "application/json";
        let content = |holder: Option<&Json>| {
            let content = holder.and_then(|holder| holder.get("content")?.get(json));
            content.cloned()
        };
        let answer = responses.iter().find(|(status, _)| status == "200");
        let answer = answer.map(|(_, answer)| answer);
        let about = answer.map_or("", |answer| text(answer, "description"));
        let (answer, body) = (content(answer), content(operation.get("requestBody")));
        let example = |content: &Option<Json>| {
            let example = content.as_ref()?.get("example")?;
            Some(example.pretty())
        };
        let kind = |content: &Option<Json>| {
            let schema = content.as_ref()?.get("schema")?;
            schema.get("$ref")?;
            Some(html(&self.kind(schema)))
        };
        Object::new()
            .with("id", anchor(text(operation, "operationId")))
            .with("method", method.to_uppercase())
            .with("path", path)
            .with("summary", text(operation, "summary"))
            .with("about", paragraphs(text(operation, "description")))
            .with("parameters", list(parameters))
            .with("body", kind(&body))
            .with("body_example", example(&body))
            .with("samples", list(samples))
            .with("answer", html(&inline(about)))
            .with("answer_kind", kind(&answer))
            .with("answer_example", example(&answer))
            .with("refusals", list(refusals))
    }

    fn schemas(&self) -> Vec<Object> {
        let schemas = self.at("#/components/schemas").members().iter();
        let schemas = schemas.map(|(name, schema)| {
            let members = schema.get("properties").unwrap_or(&Json::Null).members();
            let members = members
                .iter()
                .map(|(name, member)| self.row(name, member, Some(member)));
            Object::new()
                .with("id", anchor(name))
                .with("title", name.as_str())
                .with("about", html(&inline(text(schema, "description"))))
                .with("members", list(members))
        });
        schemas.collect()
    }

    /// The refusals, by status, each with its examples.
    fn refusals(&self) -> Vec<Object> {
        let paths = self.at("#/paths").members().iter();
        let operations = paths.flat_map(|(_, operations)| operations.members());
        let responses = operations.flat_map(|(_, operation)| {
            let responses = operation.get("responses").unwrap_or(&Json::Null);
            responses.members()
        });
        let mut refused: Vec<(&str, &Json)> = responses
            .filter(|(status, _)| status != "200")
            .map(|(status, response)| (status.as_str(), self.resolved(response)))
            .collect();
        refused.sort_by_key(|(status, _)| *status);
        refused.dedup_by_key(|(status, _)| *status);
        let refusals = refused.into_iter().map(|(status, response)| {
            let content = response.get("content").unwrap_or(&Json::Null).members();
            let examples = content.first().and_then(|(_, one)| one.get("examples"));
            let examples = examples.unwrap_or(&Json::Null).members();
            let first = examples
                .first()
                .and_then(|(_, example)| example.get("value"));
            let rows = examples.iter().filter_map(|(name, example)| {
                let detail = example.get("value")?.get("detail")?.text()?;
                let row = Object::new().with("name", name.as_str());
                Some(row.with("detail", detail))
            });
            let title = first.map_or("", |first| text(first, "title"));
            Object::new()
                .with("id", anchor(status))
                .with("status", status)
                .with("title", title)
                .with("about", html(&inline(text(response, "description"))))
                .with("examples", list(rows))
                .with("example", first.map(Json::pretty))
        });
        refusals.collect()
    }

    /// A member or parameter: what it is called, what its values are, what it means.
    fn row(&self, name: &str, described: &Json, schema: Option<&Json>) -> Object {
        Object::new()
            .with("name", name)
            .with("about", html(&inline(text(described, "description"))))
            .with("kind", schema.map(|schema| html(&self.kind(schema))))
    }

    /// What the values of a schema are, in a few words, as HTML.
    fn kind(&self, schema: &Json) -> String {
        let word = |key: &'static str| self.view.texts.get(key).to_owned();
        if let Some(reference) = schema.get("$ref").and_then(Json::text) {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return format!("<a href=\"#{}\">{name}</a>", anchor(name));
        }
        if let Some(any) = schema.get("anyOf") {
            let kinds: Vec<String> = any.items().iter().map(|one| self.kind(one)).collect();
            return kinds.join(&format!(" {} ", word("api_or")));
        }
        if let Some(values) = schema.get("enum") {
            let values = values.items().iter().filter_map(Json::text);
            let values: Vec<String> = values
                .map(|value| format!("<code>{value}</code>"))
                .collect();
            return values.join(" ");
        }
        let kinds: Vec<&str> = match schema.get("type") {
            Some(Json::Text(kind)) => vec![kind],
            Some(kinds) => kinds.items().iter().filter_map(Json::text).collect(),
            None => Vec::new(),
        };
        let words = kinds.iter().map(|kind| match *kind {
            "array" => {
                let of = schema.get("items").map(|items| self.kind(items));
                format!("{} {}", word("api_list_of"), of.unwrap_or_default())
            }
            "integer" | "number" => self.number(schema),
            "boolean" => word("api_yes_or_no"),
            "null" => "<code>null</code>".to_owned(),
            _ => match text(schema, "format") {
                "date" => word("api_date"),
                "date-time" => word("api_time"),
                "uri" => word("api_address"),
                _ => word("api_text"),
            },
        });
        words
            .collect::<Vec<_>>()
            .join(&format!(" {} ", word("api_or")))
    }

    fn number(&self, schema: &Json) -> String {
        let number = self.view.texts.get("api_number");
        match (schema.get("minimum"), schema.get("maximum")) {
            (Some(from), Some(to)) => format!("{number} {}–{}", from.pretty(), to.pretty()),
            _ => number.to_owned(),
        }
    }
}

/// The description is Dutch whatever the language of the site.
fn lang(view: &View<'_>) -> Value {
    html(match view.config.site.language {
        Language::Nl => "",
        Language::En => " lang=\"nl\"",
    })
}

fn text<'j>(json: &'j Json, name: &str) -> &'j str {
    json.get(name).and_then(Json::text).unwrap_or_default()
}

fn html(text: &str) -> Value {
    Html(text).into()
}

/// The anchor of something that has this name.
fn anchor(name: &str) -> String {
    format!("deel_api_{}", name.to_lowercase())
}

fn paragraphs(text: &str) -> Value {
    list(text.split("\n\n").map(|paragraph| html(&inline(paragraph))))
}

/// A line of text as HTML: what stands between backticks is code.
fn inline(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        let code = at % 2 == 1;
        written.push_str(if code { "<code>" } else { "" });
        escape(part, &mut written);
        written.push_str(if code { "</code>" } else { "" });
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(
            inline("kent `<mark>` & `q`."),
            "kent <code>&lt;mark&gt;</code> &amp; <code>q</code>."
        );
        assert_eq!(inline("niets"), "niets");
    }
}
