//! The server: a published generation, its index and the network go in; answers come out.
//!
//! It reads only what was published, and knows nothing of content or of how a site is built. A
//! request goes through these steps, one file each:
//!
//! 1. [`listen`] accepts the connection and bounds what reading a request may take.
//! 2. [`dispatch`] sees what part of the site is asked for, and bounds what answering may take
//!    ([`limits`]).
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
//! What readers ask is written down nowhere.

mod about;
mod api;
mod atom;
mod cache;
mod conditional;
mod decode;
mod dispatch;
mod edition;
mod error;
mod headers;
mod health;
mod history;
mod limits;
mod listen;
mod negotiate;
pub mod openapi;
mod pages;
mod problem;
mod results_template;
mod results_view;
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
pub use state::State;
