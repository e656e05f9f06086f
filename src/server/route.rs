//! What a request is counted and logged as: the part of the site that it asks for, as a template.
//!
//! There are few of them whatever is asked, so that nothing of a question, and no path that somebody
//! made up, gets into metrics or log.

use axum::http::Method;

use super::api;
use super::dispatch::Part;
use super::pages;
use super::security;

/// The template of the address that a part answers.
pub(super) fn template(part: &Part<'_>) -> &'static str {
    match part {
        Part::Health(_) => "/gezondheid/{vraag}",
        Part::Api(rest) => api::addresses::template(rest),
        Part::Suggestions => super::dispatch::SUGGESTIONS,
        Part::Feed => super::dispatch::FEED,
        Part::Security => security::ADDRESS,
        Part::Page(Some(path)) => pages::template(path),
        Part::Page(None) => "/{elders}",
    }
}

/// A method as it is logged: who asks can make up any.
pub(super) fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_become_templates() {
        for (part, route) in [
            (Part::Page(Some("/")), "/"),
            (Part::Page(Some("/lessen/ga-kijken/")), "/{pagina}"),
            (Part::Page(Some("/assets/site.css")), "/assets/{bestand}"),
            (Part::Page(Some("/zoeken/")), "/zoeken/"),
            (Part::Api("/v1/_zoek"), "/api/v1/_zoek"),
            (
                Part::Api("/v1/paginas/lesson/x"),
                "/api/v1/paginas/{kind}/{slug}",
            ),
            (Part::Api("/v2/geheim"), "/api/{onbekend}"),
            (Part::Page(None), "/{elders}"),
        ] {
            assert_eq!(template(&part), route);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_asked_there_are_few_routes(path in "/[ -~]{0,40}") {
            for part in [Part::Page(Some(&path)), Part::Api(&path), Part::Health(&path)] {
                let route = template(&part);
                let known = route.contains('{') || route.ends_with(&path);
                prop_assert!(known, "{} for {}", route, path);
            }
        }
    }
}
