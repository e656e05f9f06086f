//! Results as the template of a search page takes them.

use tera::{Map, Value};

use crate::config::Language;
use crate::content::edtf::{Edtf, dutch_date};
use crate::search::{Answer, Facet, Hit, Request, Response as Found, SectionHit};

use super::api::{last_page, question};
use super::edition::Edition;
use super::results_template::ResultsTemplate;

/// The addresses of searches on one search page.
pub(super) struct Addresses<'a> {
    /// The address of that page.
    pub(super) page: &'a str,
    /// How many results make a page, where the asker chose.
    pub(super) per_page: Option<usize>,
}

impl Addresses<'_> {
    fn of(&self, request: &Request, page: usize) -> String {
        let mut address = format!("{}?{}", self.page, question(request));
        if page > 1 {
            address.push_str(&format!("&pagina={page}"));
        }
        if let Some(per_page) = self.per_page {
            address.push_str(&format!("&perPagina={per_page}"));
        }
        address
    }

    /// The first page of the same search without a filter, or with one more.
    fn toggled(&self, request: &Request, facet: Facet, value: &str) -> String {
        let mut other = request.clone();
        let before = other.filters.len();
        other
            .filters
            .retain(|(of, known)| *of != facet || known != value);
        if other.filters.len() == before {
            other.filters.push((facet, value.to_owned()));
        }
        self.of(&other, 1)
    }
}

/// What the template is told of results.
pub(super) fn results(
    edition: &Edition,
    template: &ResultsTemplate,
    request: &Request,
    found: &Found,
    links: &Addresses<'_>,
) -> Value {
    let last = last_page(found.total, request.per_page);
    let page = request.page;
    let prev = (page > 1).then(|| links.of(request, (page - 1).min(last)));
    let next = (page < last).then(|| links.of(request, page + 1));
    let meant = found.did_you_mean.as_ref().map(|meant| {
        let other = Request {
            q: meant.clone(),
            ..request.clone()
        };
        object([
            ("text", meant.as_str().into()),
            ("url", links.of(&other, 1).into()),
        ])
    });
    object([
        ("q", request.q.as_str().into()),
        ("total", found.total.into()),
        ("page", page.into()),
        ("pages", last.into()),
        ("prev", optional(prev)),
        ("next", optional(next)),
        ("did_you_mean", optional(meant)),
        (
            "widened_with",
            list(found.widened_with.iter().map(String::as_str)),
        ),
        ("only_related", found.only_related.into()),
        (
            "answer",
            optional(found.answer.as_ref().map(|one| answer(edition, one))),
        ),
        ("filters", filters(template, request, found, links)),
        ("facets", facets(template, request, found, links)),
        (
            "hits",
            list(
                found
                    .hits
                    .iter()
                    .map(|one| hit(edition, template, found, one)),
            ),
        ),
        ("refusal", Value::none()),
    ])
}

/// What the template is told where there are no results to show, but words.
pub(super) fn refusal(text: &str) -> Value {
    object([("refusal", text.into())])
}

/// Words that answer outright, with where they stand.
fn answer(edition: &Edition, answer: &Answer) -> Value {
    let sources = answer.sources.iter().map(|source| {
        let url = format!("{}{}", edition.base_path(), source.path());
        object([("title", source.title.as_str().into()), ("url", url.into())])
    });
    object([
        ("text", answer.text.as_str().into()),
        ("title", answer.title.as_str().into()),
        ("url", answer.url.as_str().into()),
        ("kind_label", answer.id.kind.info().singular.into()),
        ("sources", list(sources)),
        ("disputed", answer.disputed.into()),
    ])
}

fn filters(
    template: &ResultsTemplate,
    request: &Request,
    found: &Found,
    links: &Addresses<'_>,
) -> Value {
    let by_facet = request.filters.iter().map(|(facet, value)| {
        object([
            ("name", facet.name().into()),
            ("label", template.facet_label(*facet).into()),
            ("value", value.as_str().into()),
            ("value_label", label(found, *facet, value).into()),
            ("remove_url", links.toggled(request, *facet, value).into()),
        ])
    });
    let by_period = request.period.as_ref().map(|period| {
        let without = Request {
            period: None,
            ..request.clone()
        };
        object([
            ("name", "periode".into()),
            ("label", template.period_label().into()),
            ("value", period.as_str().into()),
            ("value_label", period_label(template, period).into()),
            ("remove_url", links.of(&without, 1).into()),
        ])
    });
    list(by_facet.chain(by_period))
}

fn facets(
    template: &ResultsTemplate,
    request: &Request,
    found: &Found,
    links: &Addresses<'_>,
) -> Value {
    let counted = found.facets.iter().filter(|(_, counts)| !counts.is_empty());
    list(counted.enumerate().map(|(at, (facet, counts))| {
        // The first few are unfolded, and those of which something was chosen.
        let chosen = request.filters.iter().any(|(of, _)| of == facet);
        let values = counts.iter().map(|count| {
            let choice = &*count.choice;
            let chosen = request.filters.iter();
            let active = chosen
                .into_iter()
                .any(|(of, value)| of == facet && **value == *choice.value);
            object([
                ("value", (&*choice.value).into()),
                ("label", (&*choice.label).into()),
                ("count", count.pages.into()),
                ("url", links.toggled(request, *facet, &choice.value).into()),
                ("active", active.into()),
            ])
        });
        object([
            ("name", facet.name().into()),
            ("label", template.facet_label(*facet).into()),
            ("open", (at < 3 || chosen).into()),
            ("values", list(values)),
        ])
    }))
}

fn hit(edition: &Edition, template: &ResultsTemplate, found: &Found, hit: &Hit) -> Value {
    let section = |section: &SectionHit| {
        object([
            ("title_html", Value::safe_string(&section.title_html)),
            ("url", format!("{}#{}", hit.url, section.id).into()),
        ])
    };
    let also = hit.also.iter().filter_map(|id| {
        let named = edition.about(&id.to_string())?;
        let origin = edition.base_url.origin();
        let url = named.url.strip_prefix(origin).unwrap_or(&named.url);
        Some(object([
            ("title", named.title.as_str().into()),
            ("url", url.into()),
            ("kind_label", id.kind.info().singular.into()),
        ]))
    });
    let evidence = hit.values(Facet::Evidence).first();
    let evidence = evidence.map(|value| label(found, Facet::Evidence, value));
    let knowledge_of = hit.knowledge_of.as_deref();
    let knowledge_of = knowledge_of.map(|of| dated(of, period_label(template, of)));
    let updated = hit.updated.map(|day| {
        let label = match template.language {
            Language::Nl => dutch_date(day),
            Language::En => day.strftime("%-d %B %Y").to_string(),
        };
        dated(&day.to_string(), label)
    });
    let fragments = hit.fragments.iter();
    object([
        ("title_html", Value::safe_string(&hit.title_html)),
        ("url", hit.url.as_str().into()),
        ("kind_label", hit.id.kind.info().singular.into()),
        ("number", optional(hit.number.as_deref())),
        ("summary", hit.summary.as_str().into()),
        (
            "fragments",
            list(fragments.map(|fragment| Value::safe_string(&fragment.html))),
        ),
        ("sections", list(hit.sections.iter().map(section))),
        ("also", list(also)),
        ("evidence_label", optional(evidence)),
        ("knowledge_of", optional(knowledge_of)),
        ("updated", optional(updated)),
    ])
}

/// What readers see for a value of a facet.
fn label<'a>(found: &'a Found, facet: Facet, value: &'a str) -> &'a str {
    let counts = found.facets.iter().find(|(of, _)| *of == facet);
    let count =
        counts.and_then(|(_, counts)| counts.iter().find(|count| *count.choice.value == *value));
    count.map_or(value, |count| &count.choice.label)
}

/// A span of time in words, where there are words for it.
fn period_label(template: &ResultsTemplate, text: &str) -> String {
    match (template.language, Edtf::parse(text)) {
        (Language::Nl, Some(edtf)) => edtf.dutch(),
        _ => text.to_owned(),
    }
}

fn dated(iso: &str, label: String) -> Value {
    object([("iso", iso.into()), ("label", label.into())])
}

fn object<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    let members = members
        .into_iter()
        .map(|(name, value)| (name.into(), value));
    Value::from(members.collect::<Map>())
}

fn list<T: Into<Value>>(items: impl Iterator<Item = T>) -> Value {
    Value::from(items.map(Into::into).collect::<Vec<Value>>())
}

fn optional<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or_else(Value::none, Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_the_first_page_of_another_question() {
        let request = Request {
            q: "a b".into(),
            filters: vec![(Facet::Theme, "x".into())],
            page: 3,
            ..Request::default()
        };
        let links = Addresses {
            page: "/zoeken/",
            per_page: Some(5),
        };
        assert_eq!(
            links.toggled(&request, Facet::Theme, "x"),
            "/zoeken/?q=a%20b&perPagina=5"
        );
        assert_eq!(
            links.toggled(&request, Facet::Theme, "y"),
            "/zoeken/?q=a%20b&thema=x&thema=y&perPagina=5"
        );
        assert_eq!(
            links.of(&request, 4),
            "/zoeken/?q=a%20b&thema=x&pagina=4&perPagina=5"
        );
    }
}
