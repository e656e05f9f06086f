//! The server: a published generation, its index and the network go in; answers come out.
//!
//! It reads only what was published, and knows nothing of content or of how a site is built. A
//! request goes through these steps, one file each:
//!
//! 1. [`listen`] starts and stops; [`accept`] takes in connections, as many as there is room for
//!    ([`connections`]), and bounds how long each waits for its other side ([`connection`]).
//! 2. [`dispatch`] sees what part of the site is asked for, and bounds what answering may take
//!    ([`limits`]) and what one address may ask ([`quota`], by who it says it is: [`client`]).
//! 3. One of the parts answers: [`pages`] (files of the generation), [`search_page`] (results as
//!    HTML), [`api`] (results as JSON), [`suggesting`] (suggestions while somebody types), [`atom`]
//!    (results as a feed), [`health`],
//!    [`security`].
//! 4. [`headers`] adds what every answer of that part carries.
//!
//! [`state`] holds what all requests share. Above all the [`edition`]: a generation with its index
//! and its templates, swapped as one when a newer generation is published, so that every request
//! sees one whole guide and none is dropped.
//!
//! Work that takes more than a moment waits for its turn in the [`queue`], where it is refused if too
//! much is asked, and is then done by the [`crew`]. [`metrics`] counts what happens, by [`route`], for
//! who scrapes it on another address ([`scrape`]); [`log`] tells of it.
//!
//! What readers ask is written down nowhere, and neither is where they ask from.

mod about;
mod accept;
mod api;
mod atom;
mod cache;
mod client;
mod conditional;
mod connection;
mod connections;
mod crew;
mod decode;
mod dispatch;
mod edition;
mod error;
mod headers;
mod health;
mod history;
mod limits;
mod listen;
mod log;
mod metrics;
mod negotiate;
pub mod openapi;
mod pages;
mod pieces;
mod problem;
mod process;
mod queue;
mod quota;
mod results_template;
mod results_view;
mod route;
mod scrape;
mod search_page;
mod searching;
mod security;
mod state;
mod suggesting;
mod told;

#[cfg(test)]
mod tests;

pub use dispatch::router;
pub use error::ServeError;
pub use listen::{Handle, ServeOptions, Server, serve};
pub use log::log_to_stderr;
pub use state::State;
