//! From what was asked to an answer, or to everything that is wrong with it.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use crate::search::{Request, Response, SearchError};

use super::api::query::Asked;
use super::edition::Edition;
use super::problem::{Fault, What};
use super::state::State;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// The request has these faults.
    Refused(Vec<Fault>),
    /// There is no index.
    NoIndex,
    /// The index is at fault.
    Unreadable,
    /// The work broke off.
    Broken,
}

/// Searches and makes an answer of the outcome with `answer`, both away from the threads that serve
/// connections.
pub(super) async fn search<T: Send + 'static>(
    state: &State,
    edition: &Arc<Edition>,
    asked: Asked,
    answer: impl FnOnce(&Edition, &Request, Response) -> T + Send + 'static,
) -> Result<T, Unanswered> {
    let Ok(searcher) = edition.search.clone() else {
        return Err(match asked.faults.is_empty() {
            true => Unanswered::NoIndex,
            false => Unanswered::Refused(asked.faults),
        });
    };
    let edition = Arc::clone(edition);
    // The permit belongs to the work and not to the asker, so that searches whose asker has gone
    // still count.
    let permit = Arc::clone(&state.searches).acquire_owned().await;
    let work = spawn_blocking(move || {
        let _permit = permit;
        let Asked {
            request,
            mut faults,
            place,
            ..
        } = asked;
        // A request with faults is searched too, with what is right about it: only the index knows
        // the values of filters, and all faults are told together.
        match searcher.search(&request) {
            Ok(response) if faults.is_empty() => Ok(answer(&edition, &request, response)),
            Ok(_) => Err(Unanswered::Refused(faults)),
            Err(SearchError::Refused(refusals)) => {
                faults.extend(refusals.into_iter().map(|refusal| Fault {
                    place,
                    name: refusal.parameter.to_owned(),
                    what: What::Refused(refusal.reason),
                }));
                Err(Unanswered::Refused(faults))
            }
            Err(SearchError::Engine(error)) => {
                eprintln!("wijkgids: {error}");
                Err(Unanswered::Unreadable)
            }
        }
    });
    // It only fails by a panic, of which the thread has told already.
    work.await.unwrap_or(Err(Unanswered::Broken))
}
