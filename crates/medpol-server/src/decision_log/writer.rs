//! The thread that writes a decision log, and what others know of it.
//!
//! Nobody else ever waits for the disk. What is in a line is not known here.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::oneshot;

/// Lines that may wait to be written.
const QUEUE: usize = 1024;
/// Bytes of lines that may wait, beside one line of any length.
const QUEUE_BYTES: usize = 16 << 20;
/// A write that takes longer is blocked.
const BLOCKED: Duration = Duration::from_secs(1);

/// What lines are appended to.
pub(super) trait Sink: Send {
    /// Appends a line, without its end.
    fn append(&mut self, line: &[u8]) -> io::Result<()>;
    /// Opens it anew under its name; on failure what is open stays in use.
    fn reopen(&mut self) -> io::Result<()>;
}

/// Whether decisions are being recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LogHealth {
    /// How many decisions could not be recorded since the start.
    pub(crate) failures: u64,
    /// How many wait to be recorded.
    pub(crate) waiting: usize,
    /// Since when none can be; `None` where the last one was.
    pub(crate) failing: Option<Failing>,
    /// Since when a write does not come to its end.
    pub(crate) blocked: Option<SystemTime>,
}

/// A log that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failing {
    /// Since when.
    pub(crate) since: SystemTime,
    /// What the operating system says.
    pub(crate) error: String,
}

/// The thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    queue: SyncSender<Entry>,
    state: Arc<State>,
}

/// Something for the thread to do.
#[derive(Debug)]
enum Entry {
    /// Append a line, and say what came of it.
    Line { line: Vec<u8>, told: oneshot::Sender<io::Result<()>> },
    /// Look whether the sink has to be opened again.
    Wake,
    /// Say when everything before is written.
    Flush(oneshot::Sender<()>),
}

#[derive(Debug, Default)]
struct State {
    health: Mutex<Health>,
    lines: AtomicUsize,
    bytes: AtomicUsize,
    has_to_reopen: AtomicBool,
}

#[derive(Debug, Default)]
struct Health {
    failures: u64,
    failing: Option<Failing>,
    /// The write that is under way.
    writing: Option<Writing>,
}

#[derive(Clone, Copy, Debug)]
struct Writing {
    since: Instant,
    time: SystemTime,
}

impl Writer {
    /// Begins to write.
    ///
    /// # Errors
    ///
    /// When the system gives no further thread.
    pub(super) fn begin(sink: impl Sink + 'static) -> io::Result<Self> {
        let (queue, entries) = sync_channel(QUEUE);
        let state = Arc::<State>::default();
        let of_thread = Arc::clone(&state);
        thread::Builder::new().name("medpol log".to_owned()).spawn(move || write(sink, &entries, &of_thread))?;
        Ok(Self { queue, state })
    }

    /// Hands a line over; what comes of it is told to the receiver. Never waits.
    ///
    /// # Errors
    ///
    /// When too much is waiting already.
    pub(super) fn hand_over(&self, line: Vec<u8>) -> io::Result<oneshot::Receiver<io::Result<()>>> {
        let length = line.len();
        let before = self.state.bytes.fetch_add(length, Ordering::Relaxed);
        self.state.lines.fetch_add(1, Ordering::Relaxed);
        let (told, receiver) = oneshot::channel();
        let refused = if before > 0 && before.saturating_add(length) > QUEUE_BYTES {
            Some("too much waits to be written")
        } else {
            match self.queue.try_send(Entry::Line { line, told }) {
                Ok(()) => None,
                Err(TrySendError::Full(_)) => Some("too much waits to be written"),
                Err(TrySendError::Disconnected(_)) => Some("the thread that writes has ended"),
            }
        };
        let Some(reason) = refused else { return Ok(receiver) };
        self.state.left(length);
        let error = io::Error::other(reason);
        self.failed(&error);
        Err(error)
    }

    /// Opens the sink again before the next line.
    pub(super) fn reopen(&self) {
        self.state.has_to_reopen.store(true, Ordering::Relaxed);
        // Where the queue is full, the thread is awake.
        let _ = self.queue.try_send(Entry::Wake);
    }

    /// Told once everything that was handed over before is written; `None` where the queue is full.
    pub(super) fn flush(&self) -> Option<oneshot::Receiver<()>> {
        let (told, receiver) = oneshot::channel();
        self.queue.try_send(Entry::Flush(told)).is_ok().then_some(receiver)
    }

    /// Counts a decision that was not recorded.
    pub(super) fn failed(&self, error: &io::Error) {
        self.state.health().failed(error);
    }

    pub(super) fn health(&self) -> LogHealth {
        let waiting = self.state.lines.load(Ordering::Relaxed);
        let health = self.state.health();
        let blocked = health.writing.filter(|writing| writing.since.elapsed() >= BLOCKED).map(|writing| writing.time);
        LogHealth { failures: health.failures, waiting, failing: health.failing.clone(), blocked }
    }
}

impl State {
    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line is not in the queue any more.
    fn left(&self, length: usize) {
        self.bytes.fetch_sub(length, Ordering::Relaxed);
        self.lines.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Health {
    fn failed(&mut self, error: &io::Error) {
        self.failures += 1;
        let since = self.failing.as_ref().map_or_else(SystemTime::now, |failing| failing.since);
        self.failing = Some(Failing { since, error: error.to_string() });
    }
}

/// Writes until nobody can hand anything over any more.
fn write(mut sink: impl Sink, entries: &Receiver<Entry>, state: &State) {
    while let Ok(entry) = entries.recv() {
        if state.has_to_reopen.swap(false, Ordering::Relaxed) {
            match sink.reopen() {
                Ok(()) => tracing::info!("the decision log was opened again"),
                Err(error) => tracing::error!(%error, "the decision log cannot be opened again"),
            }
        }
        match entry {
            Entry::Wake => {}
            // Whoever asked may have stopped waiting.
            Entry::Flush(told) => drop(told.send(())),
            Entry::Line { line, told } => {
                state.health().writing = Some(Writing { since: Instant::now(), time: SystemTime::now() });
                let written = sink.append(&line);
                let mut health = state.health();
                health.writing = None;
                match &written {
                    Ok(()) => health.failing = None,
                    Err(error) => health.failed(error),
                }
                drop(health);
                state.left(line.len());
                drop(told.send(written));
            }
        }
    }
}
