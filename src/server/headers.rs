//! The headers that every answer carries, by the part of the site that gives it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::config::Config;

/// Version of the API (SemVer), told in every answer of it.
pub(super) const API_VERSION: &str = "1.0.0";

/// Content security policy of pages: everything from this site, nothing inline. What may put them
/// in a frame is added.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
                      base-uri 'none'; form-action 'self'";

/// Security headers of every answer.
const EVERYWHERE: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // A proxy ends TLS; over plain HTTP browsers leave this out of account.
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// Who may show an answer in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frames {
    /// Nobody.
    None,
    /// The sites that the configuration names.
    Configured,
}

/// The policies of a site.
#[derive(Debug, Clone)]
pub(super) struct Policies {
    unframed: HeaderValue,
    framed: HeaderValue,
    /// Whether anyone may show the embeddable page in a frame.
    frames: bool,
}

impl Policies {
    /// The policies that a configuration leads to.
    pub(super) fn of(config: &Config) -> Policies {
        let mut policy = POLICY.to_owned();
        if let Some(endpoint) = &config.search.endpoint {
            // Pages that stand elsewhere than their search talk to it.
            let origin = endpoint.origin();
            policy = policy.replace(
                "form-action 'self'",
                &format!("form-action 'self' {origin}"),
            );
            policy.push_str(&format!("; connect-src 'self' {origin}"));
        }
        let ancestors = &config.server.frame_ancestors;
        let named: Vec<&str> = ancestors.iter().map(|ancestor| ancestor.as_str()).collect();
        let with = |ancestors: &str| {
            let policy = format!("{policy}; frame-ancestors {ancestors}");
            // Origins are ASCII; were one not, the strictest policy is the safe one.
            HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(
                "default-src 'none'; frame-ancestors 'none'",
            ))
        };
        Policies {
            unframed: with("'none'"),
            framed: with(&named.join(" ")),
            frames: !named.is_empty(),
        }
    }

    /// Adds what every page carries.
    pub(super) fn page(&self, headers: &mut HeaderMap, frames: Frames) {
        everywhere(headers);
        // To another site a link gives away where it stands, but not on which page.
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        );
        if frames == Frames::Configured && self.frames {
            headers.insert(header::CONTENT_SECURITY_POLICY, self.framed.clone());
        } else {
            headers.insert(header::CONTENT_SECURITY_POLICY, self.unframed.clone());
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
    }
}

/// Adds what every answer of the API carries.
pub(super) fn api(headers: &mut HeaderMap) {
    data(headers);
    headers.insert(
        HeaderName::from_static("api-version"),
        HeaderValue::from_static(API_VERSION),
    );
}

/// Adds what every answer for programs carries.
pub(super) fn data(headers: &mut HeaderMap) {
    everywhere(headers);
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Adds that pages of all sites may load this, also those that check its hash (which takes CORS) or
/// isolate themselves from what does not admit them (which takes CORP).
pub(super) fn for_everyone(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn everywhere(headers: &mut HeaderMap) {
    for (name, value) in EVERYWHERE {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(toml: &str, frames: Frames) -> (String, bool) {
        let (config, found) = crate::config::read(Some(toml), std::iter::empty());
        assert!(found.is_empty(), "{found:?}");
        let mut headers = HeaderMap::new();
        Policies::of(&config).page(&mut headers, frames);
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        (
            policy.to_owned(),
            headers.contains_key(header::X_FRAME_OPTIONS),
        )
    }

    #[test]
    fn frames_are_for_the_embeddable_page_and_the_sites_named() {
        let toml = "[server]\nframe_ancestors = [\"'self'\", \"https://*.gemeente.nl\"]";
        let (framed, denied) = policy(toml, Frames::Configured);
        assert!(framed.ends_with("; frame-ancestors 'self' https://*.gemeente.nl"));
        assert!(!denied);
        for (toml, frames) in [(toml, Frames::None), ("", Frames::Configured)] {
            let (unframed, denied) = policy(toml, frames);
            assert!(unframed.ends_with("; frame-ancestors 'none'"));
            assert!(denied);
        }
    }

    #[test]
    fn pages_may_talk_to_their_search() {
        let (policy, _) = policy(
            "[search]\nendpoint = \"https://zoek.voorbeeld.nl/gids/\"",
            Frames::None,
        );
        assert!(policy.contains("form-action 'self' https://zoek.voorbeeld.nl;"));
        assert!(policy.contains("connect-src 'self' https://zoek.voorbeeld.nl;"));
    }
}
