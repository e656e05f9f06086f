//! What a generation says about each of its pages: the metadata that it publishes in `gids.json`.

use std::collections::HashMap;

use serde::Deserialize;

use crate::publish::Generation;

/// Where the metadata stand.
const METADATA: &str = "gids.json";

/// A page, as its metadata tell of it. What is not told is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct About {
    /// Its title.
    pub(super) title: String,
    /// Its address, absolute.
    pub(super) url: String,
    pub(super) summary: String,
    pub(super) date: Option<Box<str>>,
    pub(super) updated: Option<Box<str>>,
    pub(super) knowledge_of: Option<Box<str>>,
    pub(super) evidence: Option<Box<str>>,
    pub(super) roles: Vec<Box<str>>,
    pub(super) parties: Vec<Box<str>>,
    /// Ids of other pages.
    pub(super) themes: Vec<Box<str>>,
    pub(super) problems: Vec<Box<str>>,
    pub(super) steps: Vec<Box<str>>,
    pub(super) policies: Vec<Box<str>>,
    pub(super) places: Vec<Box<str>>,
    pub(super) authors: Vec<Box<str>>,
    pub(super) related: Vec<Box<str>>,
    pub(super) twin: Vec<Box<str>>,
    pub(super) predecessors: Vec<Box<str>>,
    pub(super) runs_beside: Vec<Box<str>>,
    pub(super) part_of: Vec<Box<str>>,
    pub(super) broader: Vec<Box<str>>,
    pub(super) sources: Vec<Box<str>>,
}

/// What is said about every page, by its id. Nothing where it cannot be read.
pub(super) fn read(generation: &Generation) -> HashMap<String, About> {
    #[derive(Deserialize)]
    struct Metadata {
        pages: Vec<Page>,
    }
    #[derive(Deserialize)]
    struct Page {
        id: String,
        #[serde(flatten)]
        about: About,
    }
    let bytes = generation
        .get(METADATA)
        .and_then(|entry| generation.read(entry).ok());
    let read = bytes.and_then(|bytes| serde_json::from_slice::<Metadata>(&bytes).ok());
    let pages = read.into_iter().flat_map(|metadata| metadata.pages);
    pages.map(|page| (page.id, page.about)).collect()
}
