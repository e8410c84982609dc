//! The connections that are open. When there are as many as there may be, one makes room for the next: the one
//! that has been waiting for its client longest; else the one that has been answered nothing for longest, however
//! much its client sends; else the oldest, with its next answer.
//!
//! What is asked on a connection is not known here.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// A connection on which something happened within this time keeps its place.
const PATIENCE: Duration = Duration::from_secs(1);
/// A connection that is busy all the time keeps its place for this long at least.
const TURN: Duration = Duration::from_secs(5);
/// How long to wait before looking for room again, where none is freed.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The connections that are open.
pub(crate) struct Connections {
    limit: usize,
    begin: Instant,
    open: Mutex<Open>,
    freed: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    connections: BTreeMap<u64, Arc<Activity>>,
}

/// What happens on a connection.
pub(crate) struct Activity {
    begin: Instant,
    /// When it was opened; this and the other times in milliseconds since the beginning.
    opened: u64,
    /// When bytes last moved.
    moved: AtomicU64,
    /// When an answer was last found.
    answered: AtomicU64,
    /// The client does not take what was written.
    is_stalled: AtomicBool,
    /// Answers that are being found; meanwhile it is not the client that keeps the server waiting.
    answering: AtomicUsize,
    /// It has to make room.
    leave: Notify,
    /// It has to make room with its next answer.
    is_last: AtomicBool,
}

/// The place of an open connection; given back when it is dropped.
pub(crate) struct Place {
    connections: Arc<Connections>,
    number: u64,
    pub(crate) activity: Arc<Activity>,
}

/// An answer that is being found on a connection.
pub(crate) struct Answers(Arc<Activity>);

impl Connections {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, begin: Instant::now(), open: Mutex::default(), freed: Notify::new() }
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.lock().connections.len()
    }

    /// A place, as soon as there is one. `gave_up` is called for each connection that has to make room.
    pub(crate) async fn place(self: &Arc<Self>, mut gave_up: impl FnMut()) -> Place {
        loop {
            if let Some(place) = self.try_place() {
                return place;
            }
            if self.make_room() {
                gave_up();
            }
            let _ = timeout(LOOK_AGAIN, self.freed.notified()).await;
        }
    }

    fn try_place(self: &Arc<Self>) -> Option<Place> {
        let mut open = self.lock();
        if open.connections.len() >= self.limit {
            return None;
        }
        let number = open.next;
        open.next += 1;
        let activity = Arc::new(Activity::new(self.begin));
        open.connections.insert(number, Arc::clone(&activity));
        Some(Place { connections: Arc::clone(self), number, activity })
    }

    /// Tells a connection to leave; whether there is one that can.
    pub(crate) fn make_room(&self) -> bool {
        let open = self.lock();
        let longest = |since: fn(&Activity) -> Option<u64>| {
            let since = |activity: &Arc<Activity>| since(activity).map(|since| (since, Arc::clone(activity)));
            open.connections.values().filter_map(since).min_by_key(|(since, _)| *since).map(|(_, activity)| activity)
        };
        if let Some(activity) = longest(Activity::waits_since).or_else(|| longest(Activity::unanswered_since)) {
            activity.leave.notify_one();
            return true;
        }
        let oldest = longest(Activity::busy_since);
        oldest.inspect(|activity| activity.is_last.store(true, Ordering::Relaxed)).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Activity {
    fn new(begin: Instant) -> Self {
        let now = since(begin);
        Self {
            begin,
            opened: now,
            moved: AtomicU64::new(now),
            answered: AtomicU64::new(now),
            is_stalled: AtomicBool::new(false),
            answering: AtomicUsize::new(0),
            leave: Notify::new(),
            is_last: AtomicBool::new(false),
        }
    }

    /// Bytes moved.
    pub(crate) fn moved(&self) {
        self.moved.store(self.now(), Ordering::Relaxed);
    }

    /// The client does not take what was written.
    pub(crate) fn stalls(&self) {
        self.is_stalled.store(true, Ordering::Relaxed);
    }

    /// The client takes what is written.
    pub(crate) fn flows(&self) {
        self.is_stalled.store(false, Ordering::Relaxed);
    }

    /// An answer is being found until the result is dropped.
    pub(crate) fn answers(self: &Arc<Self>) -> Answers {
        self.answering.fetch_add(1, Ordering::Relaxed);
        Answers(Arc::clone(self))
    }

    /// Until it has to make room.
    pub(crate) async fn has_to_leave(&self) {
        self.leave.notified().await;
    }

    /// Whether the next answer is the last one on this connection.
    pub(crate) fn has_to_leave_after(&self) -> bool {
        self.is_last.load(Ordering::Relaxed)
    }

    /// Since when it has been waiting for its client, if that is long.
    fn waits_since(&self) -> Option<u64> {
        self.long_since(self.moved.load(Ordering::Relaxed))
    }

    /// Since when nothing was answered on it, if that is long, whatever its client sends.
    fn unanswered_since(&self) -> Option<u64> {
        self.long_since(self.answered.load(Ordering::Relaxed))
    }

    fn long_since(&self, since: u64) -> Option<u64> {
        let is_ours = self.answering.load(Ordering::Relaxed) > 0 && !self.is_stalled.load(Ordering::Relaxed);
        (!is_ours && self.is_over(since, PATIENCE)).then_some(since)
    }

    /// Since when it has its place, if that is long and it was not told to leave yet.
    fn busy_since(&self) -> Option<u64> {
        (!self.has_to_leave_after() && self.is_over(self.opened, TURN)).then_some(self.opened)
    }

    fn is_over(&self, since: u64, time: Duration) -> bool {
        u128::from(self.now().saturating_sub(since)) >= time.as_millis()
    }

    fn now(&self) -> u64 {
        since(self.begin)
    }
}

fn since(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.lock().connections.remove(&self.number);
        self.connections.freed.notify_one();
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        self.0.answering.fetch_sub(1, Ordering::Relaxed);
        // The time until the client sends more is counted from here.
        self.0.moved();
        self.0.answered.store(self.0.now(), Ordering::Relaxed);
    }
}
