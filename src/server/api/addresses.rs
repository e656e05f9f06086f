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
    /// The path below `/api/v1`; names in braces stand for the two halves of the id of a page.
    pub(in crate::server) path: &'static str,
    /// The method by which it is asked, beside HEAD and OPTIONS.
    pub(in crate::server) method: Method,
}

/// Everything that can be asked for: the one table by which requests find their way, and from which
/// the API is described.
pub(in crate::server) static ADDRESSES: [Address; 6] = [
    Address {
        endpoint: Endpoint::Results,
        path: "/zoekresultaten",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Search,
        path: "/_zoek",
        method: Method::POST,
    },
    Address {
        endpoint: Endpoint::Suggestions,
        path: "/suggesties",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Changes,
        path: "/paginas",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Page,
        path: "/paginas/{kind}/{slug}",
        method: Method::GET,
    },
    Address {
        endpoint: Endpoint::Description,
        path: "/openapi.json",
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
            let page = match address.path.split_once('{') {
                None if path == address.path => None,
                None => return None,
                Some((folder, _)) => {
                    let id = decode::path(path.strip_prefix(folder)?)?;
                    Some(id.parse().ok()?)
                }
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
