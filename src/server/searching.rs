//! From what was asked to an answer, or to everything that is wrong with it.

use std::sync::Arc;

use crate::search::{Request, Response, SearchError};

use super::api::query::Asked;
use super::edition::Edition;
use super::problem::{Fault, What};
use super::queue::Full;
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
    /// There is too much to do.
    Full,
    /// The work broke off.
    Broken,
}

impl From<Full> for Unanswered {
    fn from(_: Full) -> Self {
        Unanswered::Full
    }
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
    let turn = state.turn().await?;
    let work = turn.work(move || {
        let Asked {
            request,
            mut faults,
            place,
            ..
        } = asked;
        // A request with faults is searched too, with what is right about it: only the index knows
        // the values of filters, and all faults are told together.
        let outcome = searcher.search(&request);
        edition.searched(!matches!(outcome, Err(SearchError::Engine(_))));
        match outcome {
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
                tracing::error!(%error, "the index cannot be searched");
                Err(Unanswered::Unreadable)
            }
        }
    });
    work.await.unwrap_or_else(|_broken| Err(Unanswered::Broken))
}
