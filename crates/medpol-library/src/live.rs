//! A library that follows its folder: readers take a snapshot and never wait, while the next one is
//! made beside it.
//!
//! What is on disk is published whole or not at all: one error anywhere, and the last good snapshot
//! stays, with the errors in [`LiveStatus`] until they are mended. Only while there was no good one, and
//! where that is asked for, a library with errors is published: see [`WithErrors`]. Whoever serves decisions also asks that
//! the library is complete ([`Publishing`]): half a policy may be free of errors. When to look at the disk is
//! for the caller, or for [`Live::follow`]; nothing here evaluates.

mod change;
mod disk;
mod follow;
mod publishing;
mod status;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};

pub use self::change::{ChangedFile, ChangedPolicy, FileChange, PolicyChange};
pub(crate) use self::disk::read_whole;
use self::disk::{Disk, DiskState};
pub use self::follow::Following;
use self::publishing::{Complete, Refused};
pub use self::publishing::{LockUse, Publishing, WithErrors};
pub use self::status::{LiveStatus, Refusal, RolledBack, Snapshot};
use crate::lock::policies_differ;
use crate::{Checks, Library, Reliance};

/// How often a tree is read again that changes while it is being read.
const ATTEMPTS: usize = 5;

/// A library that follows its folder.
#[derive(Debug)]
pub struct Live {
    folder: PathBuf,
    checks: Checks,
    publishing: Publishing,
    status: ArcSwap<LiveStatus>,
    /// What the disk was like when it was looked at last; held while it is looked at again.
    disk: Mutex<Disk>,
}

/// The result of a look at the disk.
#[derive(Clone, Debug)]
pub struct Reload {
    /// What was done.
    pub outcome: ReloadOutcome,
    /// The files that are not as they were at the last look, by name.
    pub files: Vec<ChangedFile>,
}

/// What became of what is on disk.
#[derive(Clone, Debug)]
pub enum ReloadOutcome {
    /// The disk is as it was at the last look; nothing was done.
    Unchanged,
    /// It was published.
    Published {
        /// The new snapshot.
        snapshot: Arc<Snapshot>,
        /// How its policies differ from those of the snapshot before, by id and version.
        policies: Vec<ChangedPolicy>,
    },
    /// It is again what is published already: a mistake was undone, or a rollback was followed on disk.
    Restored(Arc<Snapshot>),
    /// It is good and was not published, because an operator went back to an earlier library and has not lifted that.
    HeldBack,
    /// It has errors; the last good snapshot stays.
    Refused(Arc<Refusal>),
    /// It went on changing while it was read; nothing was done, and a later look will find it whole.
    Unsettled,
    /// It may be on its way to something else; nothing was done, and a look after this time will tell.
    Settling(Duration),
}

impl Live {
    /// Loads the library in a folder, as far as it is there and right; [`Live::status`] says. What is saved
    /// is published at once, whatever a lock says: this is for authors.
    pub fn open(folder: &Path, checks: Checks) -> Self {
        Self::guarded(folder, checks, Publishing::AT_ONCE)
    }

    /// Loads the library in a folder, as far as it is there, right and complete.
    ///
    /// Returns when it is known what the library is like, or when it goes on changing: then nothing is
    /// published yet, and a later look will.
    pub fn guarded(folder: &Path, checks: Checks, publishing: Publishing) -> Self {
        let live = Self {
            folder: folder.to_owned(),
            checks,
            publishing,
            status: ArcSwap::from_pointee(LiveStatus::nothing_yet()),
            disk: Mutex::default(),
        };
        live.look_until_settled();
        live
    }

    /// The folder, as the user wrote it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The library as it was last good; `None` until it once was. Never waits.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.status.load().snapshot.clone()
    }

    /// What is published, and what is wrong with what is on disk. Never waits.
    pub fn status(&self) -> Arc<LiveStatus> {
        self.status.load_full()
    }

    /// Looks at the disk, and publishes what is there if it is new, has no errors and is complete.
    ///
    /// All files are read, those that changed are parsed, and everything is compiled. Calls wait for
    /// each other; readers go on with the snapshot that they have.
    pub fn reload(&self) -> Reload {
        let mut disk = self.disk();
        let nothing = |outcome| Reload { outcome, files: Vec::new() };
        for _ in 0..ATTEMPTS {
            match disk.look(&self.folder, self.publishing.lookout()) {
                DiskState::Same => {
                    disk.forget();
                    self.looked(None);
                    return nothing(ReloadOutcome::Unchanged);
                }
                DiskState::Moving => {}
                DiskState::Changed(found) => {
                    let complete = self.complete(&found);
                    let settle = self.settle(&disk, &found);
                    // That every digest agrees is better proof than any waiting.
                    if !matches!(complete, Complete::AsLocked(_))
                        && let Some(left) = disk.unsettled(&found, settle)
                    {
                        let since = self.status.load().settling.unwrap_or_else(SystemTime::now);
                        self.looked(Some(since));
                        return nothing(ReloadOutcome::Settling(left));
                    }
                    let files = disk.accept(&found);
                    return Reload { outcome: self.judge(found, complete), files };
                }
            }
        }
        nothing(ReloadOutcome::Unsettled)
    }

    /// Publishes the snapshot before this one again, under a new generation; `None`, and nothing
    /// happens, where there is none.
    ///
    /// What is on disk is not touched, and is not published, however it changes, before the rollback is lifted with
    /// [`Live::lift`] or the disk is what is published. Rolling back twice leads to where it began.
    pub fn rollback(&self) -> Option<Arc<Snapshot>> {
        let _disk = self.disk();
        let status = self.status.load_full();
        let (current, previous) = (status.snapshot.as_ref()?, status.previous.as_ref()?);
        let snapshot = Arc::new(Snapshot {
            generation: current.generation + 1,
            loaded_at: SystemTime::now(),
            ..Snapshot::clone(previous)
        });
        let rolled_back = RolledBack { at: snapshot.loaded_at, from: current.generation, to: previous.generation };
        self.status.store(Arc::new(LiveStatus {
            snapshot: Some(Arc::clone(&snapshot)),
            previous: Some(Arc::clone(current)),
            refusal: status.refusal.clone(),
            rolled_back: Some(rolled_back),
            locked: status.locked.clone(),
            settling: status.settling,
            looked_at: status.looked_at,
        }));
        Some(snapshot)
    }

    /// Lifts a rollback: what is on disk is looked at and published again. Whether there was one.
    pub fn lift(&self) -> bool {
        {
            let mut disk = self.disk();
            let status = LiveStatus::clone(&self.status.load());
            if status.rolled_back.is_none() {
                return false;
            }
            self.status.store(Arc::new(LiveStatus { rolled_back: None, ..status }));
            disk.look_anew();
        }
        self.look_until_settled();
        true
    }

    /// How long what was found must have stayed as it is.
    fn settle(&self, disk: &Disk, found: &disk::DiskContents) -> Duration {
        let Publishing { settle, removal, .. } = self.publishing;
        if disk.loses_policies(found) { settle.max(removal) } else { settle }
    }

    /// A thread that stopped half-way left the disk as it had been seen before.
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the disk was looked at, and since when it has been changing.
    fn looked(&self, settling: Option<SystemTime>) {
        let status = LiveStatus::clone(&self.status.load());
        self.status.store(Arc::new(LiveStatus { settling, looked_at: SystemTime::now(), ..status }));
    }

    /// Whether a library with errors is published: only where nothing better was.
    fn may_publish(&self, library: &Library, status: &LiveStatus) -> bool {
        let has_good = status.snapshot.as_ref().is_some_and(|good| good.library.reliance() == Reliance::Whole);
        let is_known_where = library.reliance() == Reliance::Incomplete && !library.unreadable().is_empty();
        self.publishing.errors == WithErrors::Published && is_known_where && !has_good
    }

    /// Publishes what was found, unless it is not complete, has errors or is published already.
    fn judge(&self, mut found: disk::DiskContents, complete: Complete) -> ReloadOutcome {
        let digest = found.digest();
        let locked = match complete {
            Complete::NotAsked => None,
            Complete::AsLocked(read) => Some(read),
            Complete::No(refused) => {
                let refused = refused.told(&self.folder, found.sources());
                return self.refuse(refused, found.into_sources());
            }
        };
        let (library, sources) = found.compiled(&self.folder, self.checks);
        if has_errors(library.diagnostics()) && !self.may_publish(&library, &self.status.load_full()) {
            return self.refuse(library.diagnostics().to_vec().into(), sources);
        }
        if let Some(problem) = locked.as_ref().and_then(|read| policies_differ(read, library.policies())) {
            return self.refuse(vec![problem].into(), sources);
        }
        let (now, status) = (SystemTime::now(), self.status.load_full());
        let good = LiveStatus {
            refusal: None,
            rolled_back: None,
            locked: locked.map(|read| Arc::from(read.lock.date)),
            settling: None,
            looked_at: now,
            ..LiveStatus::clone(&status)
        };
        match &status.snapshot {
            Some(current) if current.digest == digest => {
                let current = Arc::clone(current);
                self.status.store(Arc::new(good));
                ReloadOutcome::Restored(current)
            }
            Some(_) if status.rolled_back.is_some() => {
                self.status.store(Arc::new(LiveStatus { rolled_back: status.rolled_back, ..good }));
                ReloadOutcome::HeldBack
            }
            before => {
                let generation = before.as_ref().map_or(1, |before| before.generation + 1);
                let (library, sources) = (Arc::new(library), Arc::new(sources));
                let snapshot = Arc::new(Snapshot { generation, digest, loaded_at: now, library, sources });
                let policies = change::policies(before.as_deref(), &snapshot);
                let published = Some(Arc::clone(&snapshot));
                self.status.store(Arc::new(LiveStatus { snapshot: published, previous: before.clone(), ..good }));
                ReloadOutcome::Published { snapshot, policies }
            }
        }
    }

    /// Keeps what is published, and says why.
    fn refuse(&self, refused: Refused, sources: SourceMap) -> ReloadOutcome {
        let (now, status) = (SystemTime::now(), self.status.load_full());
        let since = status.refusal.as_ref().map_or(now, |refusal| refusal.since);
        let Refused { diagnostics, differences } = refused;
        let refusal = Arc::new(Refusal { diagnostics, differences, sources: Arc::new(sources), since, at: now });
        let refused = Some(Arc::clone(&refusal));
        let status = LiveStatus { refusal: refused, settling: None, looked_at: now, ..LiveStatus::clone(&status) };
        self.status.store(Arc::new(status));
        ReloadOutcome::Refused(refusal)
    }
}

impl From<Vec<Diagnostic>> for Refused {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, differences: Vec::new() }
    }
}
