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
mod gone;
mod publishing;
mod status;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};

pub use self::change::{ChangedFile, ChangedPolicy, FileChange, PolicyChange, changed_policies};
pub(crate) use self::disk::read_whole;
use self::disk::{Disk, DiskState};
pub use self::follow::Following;
pub use self::gone::{Fate, Gone};
use self::publishing::{Complete, Refused};
pub use self::publishing::{LockUse, Publishing, Removal, WithErrors};
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
    /// The policies that were seen to be gone and are still published.
    pub gone: Vec<Gone>,
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
        let nothing = |outcome| Reload { outcome, files: Vec::new(), gone: Vec::new() };
        for _ in 0..ATTEMPTS {
            match disk.look(&self.folder, self.publishing.lookout()) {
                DiskState::Same => {
                    disk.forget();
                    self.looked(None, gone::still(&self.status.load().gone, &self.folder));
                    return nothing(ReloadOutcome::Unchanged);
                }
                DiskState::Moving => {}
                DiskState::Changed(found) => return self.changed(&mut disk, found),
            }
        }
        nothing(ReloadOutcome::Unsettled)
    }

    /// What becomes of what was found, which is not what was found at the last look.
    fn changed(&self, disk: &mut Disk, mut found: disk::DiskContents) -> Reload {
        let complete = self.complete(&found);
        let (status, now) = (self.status.load_full(), SystemTime::now());
        let gone = self.gone(&complete, &mut found, &status, now);
        let news = gone::news(&status.gone, &gone);
        // That every digest agrees is better proof than any waiting.
        if !matches!(complete, Complete::AsLocked(_)) {
            let left = disk.unsettled(&found, self.publishing.settle).max(gone::left(&gone, now));
            if let Some(left) = left {
                self.looked(Some(status.settling.unwrap_or(now)), gone);
                return Reload { outcome: ReloadOutcome::Settling(left), files: Vec::new(), gone: news };
            }
        }
        let files = disk.accept(&found);
        Reload { outcome: self.judge(found, complete, gone), files, gone: news }
    }

    /// The policies that are gone from disk. Those that are to be kept are added to what was found.
    fn gone(
        &self,
        complete: &Complete,
        found: &mut disk::DiskContents,
        status: &LiveStatus,
        now: SystemTime,
    ) -> Vec<Gone> {
        let removal = self.publishing.removal;
        match (complete, &status.snapshot) {
            // The lock says that they should be gone.
            (Complete::AsLocked(_), _) | (_, None) => Vec::new(),
            // What differs from a lock is told as that.
            (Complete::No(_), Some(_)) => status.gone.clone(),
            (Complete::NotAsked, Some(snapshot)) => {
                let let_go = status.gone.iter().filter(|gone| matches!(gone.fate, Fate::Published { .. })).cloned();
                let mut gone = gone::missing(snapshot, &found.tree, &self.folder, removal, &status.gone, now);
                gone.extend(let_go);
                if removal == Removal::Kept {
                    found.keep(snapshot);
                }
                gone
            }
        }
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
        let is_let_go = |gone: &Gone| !snapshot.places.contains_key(&gone.policy);
        let rolled_back = RolledBack { at: snapshot.loaded_at, from: current.generation, to: previous.generation };
        self.status.store(Arc::new(LiveStatus {
            snapshot: Some(Arc::clone(&snapshot)),
            previous: Some(Arc::clone(current)),
            refusal: status.refusal.clone(),
            rolled_back: Some(rolled_back),
            locked: status.locked.clone(),
            settling: status.settling,
            gone: status.gone.iter().filter(|gone| is_let_go(gone)).cloned().collect(),
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

    /// A thread that stopped half-way left the disk as it had been seen before.
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the disk was looked at, since when it has been changing, and what is gone from it.
    fn looked(&self, settling: Option<SystemTime>, gone: Vec<Gone>) {
        let status = LiveStatus::clone(&self.status.load());
        self.status.store(Arc::new(LiveStatus { settling, gone, looked_at: SystemTime::now(), ..status }));
    }

    /// Whether a library with errors is published: only where nothing better was.
    fn may_publish(&self, library: &Library, status: &LiveStatus) -> bool {
        let has_good = status.snapshot.as_ref().is_some_and(|good| good.library.reliance() == Reliance::Whole);
        let is_known_where = library.reliance() == Reliance::Incomplete && !library.unreadable().is_empty();
        is_known_where
            && match self.publishing.errors {
                WithErrors::Refused => false,
                WithErrors::Published => !has_good,
                WithErrors::AlwaysPublished => true,
            }
    }

    /// Publishes what was found, unless it is not complete, has errors or is published already.
    fn judge(&self, mut found: disk::DiskContents, complete: Complete, gone: Vec<Gone>) -> ReloadOutcome {
        let digest = found.digest();
        let places = gone::places(&found.tree);
        let is_locked = matches!(complete, Complete::AsLocked(_));
        let locked = match complete {
            Complete::NotAsked => None,
            Complete::AsLocked(read) => Some(read),
            Complete::No(refused) => {
                let refused = refused.told(&self.folder, found.sources());
                return self.refuse(refused, found.into_sources(), gone);
            }
        };
        let (library, sources) = found.compiled(&self.folder, self.checks);
        let places = gone::published(places, library.policies());
        if has_errors(library.diagnostics()) && !self.may_publish(&library, &self.status.load_full()) {
            return self.refuse(library.diagnostics().to_vec().into(), sources, gone);
        }
        if let Some(problem) = locked.as_ref().and_then(|read| policies_differ(read, library.policies())) {
            return self.refuse(vec![problem].into(), sources, gone);
        }
        let (now, status) = (SystemTime::now(), self.status.load_full());
        let good = LiveStatus {
            refusal: None,
            rolled_back: None,
            locked: locked.map(|read| Arc::from(read.lock.date)),
            settling: None,
            gone: gone::after_publishing(&gone, &[], &places, now),
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
                self.status.store(Arc::new(LiveStatus { rolled_back: status.rolled_back, gone, ..good }));
                ReloadOutcome::HeldBack
            }
            before => {
                let generation = before.as_ref().map_or(1, |before| before.generation + 1);
                let (library, sources, places) = (Arc::new(library), Arc::new(sources), Arc::new(places));
                let snapshot = Arc::new(Snapshot { generation, digest, loaded_at: now, library, sources, places });
                let policies = changed_policies(before.as_deref().map(|before| &*before.library), &snapshot.library);
                let gone = if is_locked {
                    Vec::new()
                } else {
                    let policies = policies.iter().filter(|policy| policy.change == PolicyChange::Removed);
                    let removed = policies.map(|policy| &*policy.reference);
                    gone::after_publishing(
                        &gone,
                        &gone::let_go(removed, before.as_deref(), &snapshot),
                        &snapshot.places,
                        now,
                    )
                };
                let (published, previous) = (Some(Arc::clone(&snapshot)), before.clone());
                self.status.store(Arc::new(LiveStatus { snapshot: published, previous, gone, ..good }));
                ReloadOutcome::Published { snapshot, policies }
            }
        }
    }

    /// Keeps what is published, and says why.
    fn refuse(&self, refused: Refused, sources: SourceMap, gone: Vec<Gone>) -> ReloadOutcome {
        let (now, status) = (SystemTime::now(), self.status.load_full());
        let since = status.refusal.as_ref().map_or(now, |refusal| refusal.since);
        let Refused { diagnostics, differences } = refused;
        let refusal = Arc::new(Refusal { diagnostics, differences, sources: Arc::new(sources), since, at: now });
        let refused = Some(Arc::clone(&refusal));
        let status =
            LiveStatus { refusal: refused, settling: None, gone, looked_at: now, ..LiveStatus::clone(&status) };
        self.status.store(Arc::new(status));
        ReloadOutcome::Refused(refusal)
    }
}

impl From<Vec<Diagnostic>> for Refused {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, differences: Vec::new() }
    }
}
