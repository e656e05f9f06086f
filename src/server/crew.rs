//! The threads that search, apart from those that serve connections and those that wait for the disk.
//!
//! There are as many as there are turns ([`queue`](super::queue)), and they are the same as long as the
//! server runs: a thread that has searched keeps some ten megabytes ready for the next time, so that memory
//! would grow with every thread that takes part now and then.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

/// A fixed number of threads, which start with the first work that they get.
#[derive(Debug)]
pub(super) struct Crew {
    size: usize,
    threads: OnceLock<Option<ThreadPool>>,
}

/// The work broke off: by a panic, of which its thread has told, or because the system gives no threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

impl Crew {
    /// A crew of so many threads.
    pub(super) fn of(size: usize) -> Crew {
        Crew {
            size,
            threads: OnceLock::new(),
        }
    }

    /// Has `work` done, and waits for what comes of it. What was begun is ended, even if nobody waits for it
    /// any more.
    pub(super) async fn does<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Broken> {
        let threads = self.threads.get_or_init(|| start(self.size)).as_ref();
        let (done, outcome) = oneshot::channel();
        threads.ok_or(Broken)?.spawn_fifo(move || {
            // It fails if nobody waits.
            let _ = done.send(work());
        });
        outcome.await.map_err(|_| Broken)
    }
}

fn start(size: usize) -> Option<ThreadPool> {
    let threads = ThreadPoolBuilder::new()
        .num_threads(size)
        .thread_name(|nth| format!("search-{nth}"))
        // Without a handler a panic would end the whole process.
        .panic_handler(|_| ())
        .build();
    threads
        .inspect_err(|error| tracing::error!(%error, "there are no threads to search with"))
        .ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;
    use std::thread;

    use super::*;

    fn with_runtime<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread();
        { runtime }.build().unwrap().block_on(future)
    }

    #[test]
    fn the_same_threads_do_all_work() {
        let crew = Crew::of(2);
        let threads = with_runtime(async {
            let mut threads = HashSet::new();
            for _ in 0..50 {
                threads.insert(crew.does(|| thread::current().id()).await.unwrap());
            }
            threads
        });
        assert!(threads.len() <= 2, "{threads:?}");
        assert!(!threads.contains(&thread::current().id()));
    }

    #[test]
    fn a_panic_breaks_off_that_work_alone() {
        let crew = Crew::of(1);
        with_runtime(async {
            let broken: Result<(), Broken> = crew.does(|| panic!("as a test wants it")).await;
            assert_eq!(broken, Err(Broken));
            assert_eq!(crew.does(|| 7).await, Ok(7));
        });
    }

    #[test]
    fn what_was_begun_is_ended_though_nobody_waits() {
        let crew = Arc::new(Crew::of(1));
        let (begun, begins) = oneshot::channel();
        let (ended, ends) = std::sync::mpsc::channel();
        with_runtime(async {
            let asker = tokio::spawn({
                let crew = Arc::clone(&crew);
                async move {
                    crew.does(move || {
                        begun.send(()).unwrap();
                        thread::sleep(std::time::Duration::from_millis(20));
                        ended.send(()).unwrap();
                    })
                    .await
                }
            });
            begins.await.unwrap();
            asker.abort();
        });
        ends.recv().unwrap();
    }
}
