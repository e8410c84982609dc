//! The libraries that batches decide by. A batch may outlast its library by much, and hundreds of them may
//! come and go meanwhile: where batches stall, only a few are kept for them, and none for ever.
//!
//! A single request keeps its library while it is being answered, and no longer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use medpol_library::Snapshot;

/// Libraries that are kept for batches that stall.
const KEPT: usize = 4;
/// The most libraries that are kept for batches.
const MOST: usize = 32;
/// A library by which nothing is decided for this long belongs to batches that stall.
const STALLED: Duration = Duration::from_secs(5);
/// How long one is kept after another was published.
const KEPT_TIME: Duration = Duration::from_mins(10);

/// The libraries that batches decide by.
#[derive(Default)]
pub(crate) struct Generations {
    kept: Mutex<BTreeMap<u64, Kept>>,
}

struct Kept {
    snapshot: Arc<Snapshot>,
    batches: usize,
    /// Lines that are being decided by it and recorded, or wait for that.
    lines: usize,
    /// When a line was last decided by it.
    used: Instant,
    /// Since when another is served, as far as that was noticed.
    replaced: Option<Instant>,
}

/// A library that a line is being decided by.
pub(crate) struct Used {
    held: Arc<Held>,
    pub(crate) snapshot: Arc<Snapshot>,
}

/// The library of one batch, as long as it is kept.
pub(crate) struct Held {
    generations: Arc<Generations>,
    pub(crate) generation: u64,
}

impl Generations {
    /// Keeps a library for a batch. Of too many, those go that were not used for longest.
    pub(crate) fn hold(self: &Arc<Self>, snapshot: &Arc<Snapshot>) -> Held {
        let generation = snapshot.generation;
        let mut kept = self.lock();
        let new =
            || Kept { snapshot: Arc::clone(snapshot), batches: 0, lines: 0, used: Instant::now(), replaced: None };
        kept.entry(generation).or_insert_with(new).batches += 1;
        drop_stalled(&mut kept);
        Held { generations: Arc::clone(self), generation }
    }

    /// Drops what was replaced long ago. To be called now and then with what is served.
    pub(crate) fn sweep(&self, serving: u64) {
        let mut kept = self.lock();
        kept.retain(|generation, kept| {
            *generation >= serving || kept.replaced.get_or_insert_with(Instant::now).elapsed() < KEPT_TIME
        });
        drop_stalled(&mut kept);
    }

    /// How many are kept.
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drops libraries of batches that stall until few are left, and any others until they are not too many.
fn drop_stalled(kept: &mut BTreeMap<u64, Kept>) {
    while kept.len() > KEPT {
        let is_over = kept.len() > MOST;
        let stalls = |kept: &Kept| is_over || kept.lines == 0 && kept.used.elapsed() >= STALLED;
        let stalled = kept.iter().filter(|(_, kept)| stalls(kept)).min_by_key(|(_, kept)| kept.used);
        let Some(generation) = stalled.map(|(generation, _)| *generation) else { return };
        kept.remove(&generation);
    }
}

impl Held {
    /// The library, for a line; `None` once it is not kept any more.
    pub(crate) fn library(self: &Arc<Self>) -> Option<Used> {
        let mut kept = self.generations.lock();
        let of_this = kept.get_mut(&self.generation)?;
        of_this.lines += 1;
        Some(Used { held: Arc::clone(self), snapshot: Arc::clone(&of_this.snapshot) })
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        if let Some(of_this) = self.held.generations.lock().get_mut(&self.held.generation) {
            of_this.lines = of_this.lines.saturating_sub(1);
            of_this.used = Instant::now();
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut kept = self.generations.lock();
        if let Some(of_this) = kept.get_mut(&self.generation) {
            of_this.batches = of_this.batches.saturating_sub(1);
            if of_this.batches == 0 {
                kept.remove(&self.generation);
            }
        }
    }
}
