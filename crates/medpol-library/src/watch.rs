//! Waiting until something below some folders may have changed.
//!
//! Any event means no more than "look again": which file it names is never trusted, because editors,
//! checkouts and mounted volumes change files under other names than their own. Events are gathered
//! until none has come for a moment. What cannot be watched is looked at every two seconds instead, so
//! that nothing that happens to the folders ends the watch. What is in the files is not known here.
//!
//! `notify` is used as it is, without a debouncer over it. Those join events by path and drop pairs of
//! creation and removal, and such a pair may be the only word of a watch that died with its folder.

mod places;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use self::places::Places;
use crate::path::normal;

/// How long it must be quiet before changes are reported.
const QUIET: Duration = Duration::from_millis(60);

/// How long events are gathered at most where they do not end.
const LONGEST: Duration = Duration::from_secs(1);

/// How often to look where nothing can be watched.
const INTERVAL: Duration = Duration::from_secs(2);

/// How changes are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watching {
    /// By events of the operating system.
    #[default]
    Events,
    /// By looking at intervals, for drives without events.
    Poll(Duration),
}

impl Watching {
    /// Looking at the usual interval.
    pub const POLL: Self = Self::Poll(INTERVAL);
}

/// Why a watch has ended its waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something may have changed; or nothing has: it is time to look.
    Look,
    /// It was stopped.
    Stopped,
}

/// A watch over folders and files, whether they are there or not.
///
/// Reports what happens after it was made. Look at the folders once after making it.
#[derive(Debug)]
pub struct Watch {
    interval: Option<Duration>,
    /// When to look even if nothing happens.
    due: Option<Instant>,
    places: Places,
    watcher: Option<RecommendedWatcher>,
    notices: Receiver<Notice>,
    stopper: Stopper,
}

/// Ends the waiting of a watch from anywhere.
#[derive(Clone, Debug)]
pub struct Stopper(Sender<Notice>);

impl Stopper {
    /// Ends it, now or when it waits next.
    pub fn stop(&self) {
        // A watch that is gone has stopped.
        let _ = self.0.send(Notice::Stop);
    }
}

#[derive(Debug)]
enum Notice {
    Happened(notify::Result<Event>),
    Look,
    Stop,
}

impl Watch {
    /// Begins to watch.
    pub fn new(paths: &[PathBuf], watching: Watching) -> Self {
        let (sender, notices) = channel();
        let events = sender.clone();
        // An event after the watch is gone is for nobody.
        let tell = move |event| drop(events.send(Notice::Happened(event)));
        let (watcher, interval) = match watching {
            // Where the system has no watcher to give, looking every so often has to do.
            Watching::Events => (RecommendedWatcher::new(tell, Config::default()).ok(), INTERVAL),
            Watching::Poll(interval) => (None, interval),
        };
        let interval = Some(interval);
        let paths = paths.iter().map(|path| normal(path)).collect();
        let mut watch =
            Self { interval, due: None, places: Places::of(paths), watcher, notices, stopper: Stopper(sender) };
        watch.arm();
        watch
    }

    /// What ends the waiting.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Has the next waiting end after a quiet moment, whether anything happens or not.
    pub fn look_again(&self) {
        // The watch holds the other end itself.
        let _ = self.stopper.0.send(Notice::Look);
    }

    /// Has the next waiting end after this time, if nothing happens before.
    pub fn look_within(&mut self, time: Duration) {
        self.due = Some(Instant::now() + time);
    }

    /// Waits until something may have changed and nothing has for a moment.
    pub fn wait(&mut self) -> Wake {
        if self.stirred() == Wake::Stopped {
            return Wake::Stopped;
        }
        let start = Instant::now();
        let mut quiet = start + QUIET;
        loop {
            let left = quiet.min(start + LONGEST).saturating_duration_since(Instant::now());
            match self.next(Some(left)) {
                Some(Notice::Stop) => return Wake::Stopped,
                Some(Notice::Look) => {}
                Some(Notice::Happened(event)) => {
                    if self.places.concerns(&event) {
                        quiet = Instant::now() + QUIET;
                    }
                }
                None => break,
            }
            if left.is_zero() {
                break;
            }
        }
        // What is there now is watched first: what happens from here on is told, and what happened
        // before is seen by the look.
        self.arm();
        Wake::Look
    }

    /// Waits for the first event that matters, or until it is time.
    fn stirred(&mut self) -> Wake {
        let by_clock = self.interval.map(|interval| Instant::now() + interval);
        let end = by_clock.into_iter().chain(self.due.take()).min();
        loop {
            match self.next(end.map(|end| end.saturating_duration_since(Instant::now()))) {
                Some(Notice::Stop) => return Wake::Stopped,
                Some(Notice::Happened(event)) if self.places.concerns(&event) => return Wake::Look,
                Some(Notice::Happened(_)) if end.is_none_or(|end| Instant::now() < end) => {}
                Some(Notice::Happened(_) | Notice::Look) | None => return Wake::Look,
            }
        }
    }

    /// The next notice; none after so long a time.
    fn next(&self, at_most: Option<Duration>) -> Option<Notice> {
        match at_most {
            None => self.notices.recv().ok(),
            // The watch holds a sender itself, so an error is that the time is over.
            Some(at_most) => self.notices.recv_timeout(at_most).ok(),
        }
    }

    /// Watches every folder that there is now; what cannot be watched is looked at by the clock.
    fn arm(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        let is_whole = self.places.arm(|folder| watcher.watch(folder, RecursiveMode::NonRecursive).is_ok());
        self.interval = (!is_whole).then_some(INTERVAL);
    }
}
