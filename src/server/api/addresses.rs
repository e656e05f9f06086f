//! What stands where: the table of addresses by which requests find their way, and from which the API
//! is described.

use axum::http::Method;

use crate::content::PageId;
use crate::server::decode;

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Endpoint {
    /// Results of a question in the address.
    Results,
    /// The same for a question in the body.
    Search,
    /// Suggestions for what was typed so far.
    Suggestions,
    /// The pages by their last change.
    Changes,
    /// One page.
    Page,
    /// The description of the API.
    Description,
}

/// Where an endpoint stands.
#[derive(Debug)]
pub(in crate::server) struct Address {
    /// What stands there.
    pub(in crate::server) endpoint: Endpoint,
    /// Its whole path; names in braces stand for the two halves of the id of a page.
    pub(in crate::server) template: &'static str,
    /// The method by which it is asked, beside HEAD and OPTIONS.
    pub(in crate::server) method: Method,
}

impl Address {
    /// The path below `/api/v1`.
    pub(in crate::server) fn path(&self) -> &'static str {
        self.template.strip_prefix(BASE).unwrap_or_default()
    }

    /// What of `path`, below `/api/v1`, is left for the id of a page: nothing for an address of its
    /// own; none if `path` is another address.
    fn rest<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.path().split_once('{') {
            Some((folder, _)) => path.strip_prefix(folder),
            None => (path == self.path()).then_some(""),
        }
    }
}

/// Where all of them stand.
const BASE: &str = "/api/v1";

/// Everything that can be asked for: the one table by which requests find their way, and from which
/// the API is described.
pub(in crate::server) static ADDRESSES: [Address; 6] = [
    Address {
        endpoint: Endpoint::Results,
        template: "/api/v1/zoekresultaten",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Search,
        template: "/api/v1/_zoek",
        method: Method::POST,
    },
    Address {
        endpoint: Endpoint::Suggestions,
        template: "/api/v1/suggesties",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Changes,
        template: "/api/v1/paginas",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Page,
        template: "/api/v1/paginas/{kind}/{slug}",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Description,
        template: "/api/v1/openapi.json",
        method: Method::GET,
    },
];

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) endpoint: Endpoint,
    /// The methods that it takes.
    pub(super) allow: &'static str,
    /// The page, where one is named.
    pub(super) page: Option<PageId>,
}

impl Resource {
    /// What stands at a path below `/api`.
    pub(super) fn at(path: &str) -> Option<Resource> {
        let path = path.strip_prefix("/v1")?;
        ADDRESSES.iter().find_map(|address| {
            let rest = address.rest(path)?;
            let page = match address.template.contains('{') {
                true => Some(decode::path(rest)?.parse().ok()?),
                false => None,
            };
            Some(Resource {
                endpoint: address.endpoint,
                allow: match address.method {
                    Method::POST => "POST, OPTIONS",
                    _ => "GET, HEAD, OPTIONS",
                },
                page,
            })
        })
    }
}

/// What a request for `path` below `/api` is counted and logged as.
pub(in crate::server) fn template(path: &str) -> &'static str {
    let below = path.strip_prefix("/v1").unwrap_or_default();
    let mut addresses = ADDRESSES.iter();
    let address = addresses.find(|address| address.rest(below).is_some());
    address.map_or("/api/{onbekend}", |address| address.template)
}
