//! Where cases are decided and documents checked: a few threads beside those that read and write, and a
//! queue before them.
//!
//! Whoever reads and writes is never kept waiting by what is computed here. A client that gives up while it
//! waits leaves the queue at once. Work that is begun is told when nobody waits for it any more, because its
//! client has left or its time is over: it then ends at its next look, and its place is given to the next
//! meanwhile. What is computed is not known here.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use medpol_answer::Stop;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::priority::stand_behind;

/// How large a pool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PoolSize {
    /// What is computed at a time.
    pub(crate) threads: usize,
    /// Requests that may wait for a thread.
    pub(crate) queue: usize,
    /// Given up work that may run on beside the threads; beyond it, such work keeps its place.
    pub(crate) given_up: usize,
    /// How long a request may take, waiting included.
    pub(crate) time: Duration,
}

/// For each thread, the lines of batches that may be in the queue at a time. With fewer, batches would hardly
/// be served beside hundreds of single requests.
const LINES: usize = 16;

/// A pool of threads with a queue.
pub(crate) struct Pool {
    size: PoolSize,
    threads: Arc<Semaphore>,
    /// Places for work that nobody waits for any more.
    beside: Arc<Semaphore>,
    /// Lines of batches that are in the queue or on a thread. They come one after the other without end;
    /// were there more of them, everybody else would wait for them.
    lines: Semaphore,
    waiting: AtomicUsize,
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoResult {
    /// The queue is full.
    QueueFull,
    /// The time was over before it was begun.
    NotBegun,
    /// The time was over before it was done.
    NotDone,
    /// It panicked.
    Panicked,
}

/// How busy a pool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PoolFigures {
    /// What is being computed, without what was given up.
    pub(crate) running: usize,
    /// Requests that wait for a thread.
    pub(crate) waiting: usize,
    /// Given up work that has not ended yet.
    pub(crate) given_up: usize,
}

/// The place of work that was begun; empty once it has ended.
type Place = Arc<Mutex<Option<OwnedSemaphorePermit>>>;

impl Pool {
    pub(crate) fn new(size: PoolSize) -> Self {
        Self {
            size,
            threads: Arc::new(Semaphore::new(size.threads)),
            beside: Arc::new(Semaphore::new(size.given_up)),
            lines: Semaphore::new(size.threads * LINES),
            waiting: AtomicUsize::new(0),
        }
    }

    pub(crate) fn size(&self) -> PoolSize {
        self.size
    }

    pub(crate) fn figures(&self) -> PoolFigures {
        PoolFigures {
            running: self.size.threads.saturating_sub(self.threads.available_permits()),
            waiting: self.waiting.load(Ordering::Relaxed),
            given_up: self.size.given_up.saturating_sub(self.beside.available_permits()),
        }
    }

    /// Computes something for a request, if the queue has room. The flag says when nobody waits for it any more.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(Stop) -> T + Send + 'static,
    ) -> Result<T, NoResult> {
        let end = Instant::now() + self.size.time;
        let thread = if let Ok(thread) = Arc::clone(&self.threads).try_acquire_owned() {
            thread
        } else {
            let _waiting = self.wait()?;
            let thread = timeout_at(end, Arc::clone(&self.threads).acquire_owned()).await;
            thread.map_err(|_| NoResult::NotBegun)?.map_err(closed)?
        };
        self.compute(thread, end, work).await
    }

    /// Computes something for a line of a batch. It waits as long as it takes, because whoever sends a
    /// batch is not read from until then. Only some lines of all batches are in the queue at a time.
    pub(crate) async fn run_line<T: Send + 'static>(
        &self,
        work: impl FnOnce(Stop) -> T + Send + 'static,
    ) -> Result<T, NoResult> {
        let _turn = self.lines.acquire().await.map_err(closed)?;
        let thread = Arc::clone(&self.threads).acquire_owned().await.map_err(closed)?;
        self.compute(thread, Instant::now() + self.size.time, work).await
    }

    /// A place in the queue.
    fn wait(&self) -> Result<Waiting<'_>, NoResult> {
        let waiting = Waiting(&self.waiting);
        // Counted before it is compared, so that two do not take the last place.
        if self.waiting.fetch_add(1, Ordering::Relaxed) < self.size.queue {
            Ok(waiting)
        } else {
            Err(NoResult::QueueFull)
        }
    }

    async fn compute<T: Send + 'static>(
        &self,
        thread: OwnedSemaphorePermit,
        end: Instant,
        work: impl FnOnce(Stop) -> T + Send + 'static,
    ) -> Result<T, NoResult> {
        let place: Place = Arc::new(Mutex::new(Some(thread)));
        let stop = Stop::default();
        let _interest = Interest { place: Arc::clone(&place), beside: Arc::clone(&self.beside), stop: stop.clone() };
        let ends = Ends(place);
        let work = move || {
            stand_behind();
            let _ends = ends;
            work(stop)
        };
        match timeout_at(end, tokio::task::spawn_blocking(work)).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(_)) => Err(NoResult::Panicked),
            Err(_) => Err(NoResult::NotDone),
        }
    }
}

/// A place in the queue; given back when it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Gives the place back when the work ends, however it does.
struct Ends(Place);

impl Drop for Ends {
    fn drop(&mut self) {
        lock(&self.0).take();
    }
}

/// Somebody waits for the result. When nobody does any more, the work is stopped and moves aside.
struct Interest {
    place: Place,
    beside: Arc<Semaphore>,
    stop: Stop,
}

impl Drop for Interest {
    fn drop(&mut self) {
        self.stop.stop();
        let mut place = lock(&self.place);
        if place.is_some()
            && let Ok(beside) = Arc::clone(&self.beside).try_acquire_owned()
        {
            *place = Some(beside);
        }
    }
}

/// No pool is ever closed.
fn closed(_: AcquireError) -> NoResult {
    NoResult::NotBegun
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
