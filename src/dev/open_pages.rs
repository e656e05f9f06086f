//! The pages that are open in a browser, and what each is told: Server-Sent Events.
//!
//! A page says at which address it stands and which content it has. It is told to load itself again only
//! when its own content is another now; where nothing but the address of a style sheet differs, it is told
//! to exchange that. What is wrong with the files is told to all.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::stand::Stand;
use crate::pipeline::preview::Proof;

/// So many events wait for a page that does not read them; more is a page that has gone.
const WAITING: usize = 64;

/// The pages that are open.
#[derive(Debug)]
pub(super) struct OpenPages {
    stand: Arc<Stand>,
    /// None when the server stops.
    open: Mutex<Option<Vec<Open>>>,
}

#[derive(Debug)]
struct Open {
    /// Its path in the proof: `lessen/ga-kijken/index.html`.
    path: String,
    /// What it shows: the content of a file of the guide, or the mark of a page that is made for each
    /// request.
    content: String,
    to: Sender<Bytes>,
}

impl Open {
    fn tell(&self, event: &str, data: &Value) -> bool {
        let text = format!("event: {event}\ndata: {data}\n\n");
        self.to.try_send(text.into()).is_ok()
    }
}

impl OpenPages {
    pub(super) fn new(stand: Arc<Stand>) -> Self {
        OpenPages {
            stand,
            open: Mutex::new(Some(Vec::new())),
        }
    }

    /// Tells the page at `path`, which has this content, of all that happens from now on.
    pub(super) fn open(&self, path: String, content: String) -> Body {
        let (to, events) = channel(WAITING);
        let mut page = Open { path, content, to };
        // How soon a browser comes back after the server was started anew.
        let _ = page.to.try_send(Bytes::from_static(b"retry: 500\n\n"));
        if self.renew(&mut page) {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(open) = open.as_mut() {
                open.push(page);
            }
        }
        Body::new(Events(events))
    }

    /// Tells all pages what is other since they were told last.
    pub(super) fn tell_all(&self) {
        self.each(|page| self.renew(page));
    }

    /// Tells the pages that are made for each request that they would be others now.
    pub(super) fn tell_made_for_each(&self) {
        self.each(|page| self.renew_made(page));
    }

    /// Finds out which pages have gone.
    pub(super) fn greet(&self) {
        self.each(|page| page.to.try_send(Bytes::from_static(b": \n\n")).is_ok());
    }

    /// Tells nobody anything any more.
    pub(super) fn close(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn each(&self, mut tell: impl FnMut(&mut Open) -> bool) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = open.as_mut() {
            open.retain_mut(|page| tell(page));
        }
    }

    /// Tells a page that is made for each request whether it would be another now.
    fn renew_made(&self, page: &mut Open) -> bool {
        match self.stand.mark(&page.path) {
            Some(mark) if mark != page.content => {
                page.content = mark;
                page.tell("herlaad", &json!({}))
            }
            _ => true,
        }
    }

    /// Tells one page what is other than what it shows.
    fn renew(&self, page: &mut Open) -> bool {
        let (now, last) = self.stand.proofs();
        let messages = self.stand.messages_at(&page.path);
        let told = messages.json(self.stand.language, self.stand.is_good());
        if !page.tell("meldingen", &told) {
            return false;
        }
        let Some(now) = now else {
            return true;
        };
        if self.stand.mark(&page.path).is_some() {
            return self.renew_made(page);
        }
        match now.print(&page.path) {
            // What it shows is better than what there is now.
            Some(Err(_)) => true,
            Some(Ok(_)) => {
                let content = content(&now, &page.path);
                if content == page.content {
                    return true;
                }
                if let Some(last) = last
                    && self::content(&last, &page.path) == page.content
                    && let Some(styles) = styles(&last, &now, &page.path)
                {
                    page.content.clone_from(&content);
                    return page.tell("stijl", &json!({"van": styles, "stand": content}));
                }
                page.content.clone_from(&content);
                page.tell("herlaad", &json!({}))
            }
            // Withdrawn, renamed, or never there.
            None if page.content.is_empty() => true,
            None => page.tell("herlaad", &json!({})),
        }
    }
}

/// What the output at `path` is, as the entity tag that it is served with.
pub(super) fn content(proof: &Proof, path: &str) -> String {
    let hash = proof.hash(path);
    hash.map_or(String::new(), |hash| hash.to_hex()[..32].to_owned())
}

/// The style sheets that became others, if the output at `path` is the same but for their addresses.
fn styles(last: &Proof, now: &Proof, path: &str) -> Option<Vec<(String, String)>> {
    let assets = last.assets();
    let mut exchanged = Vec::new();
    for at in 0..assets.len() {
        let was = assets.path(at);
        let name = assets.name(at);
        let is = now.assets().find(name)?;
        if was != is && name.ends_with(".css") {
            exchanged.push((was.to_owned(), is.to_owned()));
        }
    }
    let text = |proof: &Proof| Some(String::from_utf8_lossy(proof.print(path)?.ok()?).into_owned());
    let exchange = |page: String, (was, is): &(String, String)| page.replace(was, is);
    let same = exchanged.iter().fold(text(last)?, exchange) == text(now)?;
    (same && !exchanged.is_empty()).then_some(exchanged)
}

/// The events for one page, as a body that does not end by itself.
struct Events(Receiver<Bytes>);

impl HttpBody for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let event = self.0.poll_recv(context);
        event.map(|event| event.map(|bytes| Ok(Frame::data(bytes))))
    }
}
