//! When what is on disk may be published: whether it is complete.
//!
//! Half a policy may be free of errors and mean something else than the whole, so that it has no errors is
//! not enough for whoever decides by it. Proof is a lock that agrees; without one, that nothing has changed
//! for a while has to do. What is in the files is not known here.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use medpol_diagnostics::{Diagnostic, SourceMap};

use super::disk::{DiskContents, Lookout};
use super::{Live, ReloadOutcome};
use crate::lock::{FileDifference, LockFile, ReadLock, difference, files_differ, gone, is_like};

/// How long is waited at the start for a library that goes on changing, in times of what it has to be quiet.
const PATIENCE: u32 = 10;

/// How long to wait before reading again what changed while it was read.
const AGAIN: Duration = Duration::from_millis(20);

/// What has to hold of a library before it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publishing {
    /// What its lock is to it.
    pub lock: LockUse,
    /// How long nothing must have changed, unless a lock agrees.
    pub settle: Duration,
    /// What becomes of a policy that is no longer there, unless a lock agrees.
    pub removal: Removal,
    /// What is done with errors.
    pub errors: WithErrors,
}

/// What becomes of a policy that is gone from disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// The library is published without it when it has been gone for so long: whoever copies a library may take the
    /// old one away first.
    After(Duration),
    /// It stays published as it was last read, and so does what it needs.
    Kept,
}

/// What is done with a library that has errors while there is no good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithErrors {
    /// It is refused.
    Refused,
    /// It is published: what the errors may concern is then answered with `unknown`.
    Published,
    /// The same, and also where there is a good one: whoever writes it wants to know what the errors do not concern.
    AlwaysPublished,
}

/// What the lock of a library is to whoever publishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockUse {
    /// Nothing: it is not looked at.
    Ignored,
    /// Where there is one, nothing that differs from it is published. Once there was one, its absence is a
    /// difference.
    Obeyed,
    /// Nothing is published without it.
    Required,
}

/// Whether what is on disk is complete.
pub(super) enum Complete {
    /// Nobody can say: there is no lock, or it is not looked at.
    NotAsked,
    /// It is as it was locked, by its files.
    AsLocked(Box<ReadLock>),
    /// It is not as it should be.
    No(Incomplete),
}

/// Why what is on disk is not complete.
pub(super) enum Incomplete {
    /// Its files are not as they were locked.
    Differs(Box<ReadLock>, Vec<FileDifference>),
    /// What should be its lock is none.
    Broken(Vec<Diagnostic>),
    /// It should have a lock.
    NoLock,
}

/// Why something is not published.
pub(super) struct Refused {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) differences: Vec<FileDifference>,
}

impl Publishing {
    /// At once, whatever a lock says.
    pub const AT_ONCE: Self = Self {
        lock: LockUse::Ignored,
        settle: Duration::ZERO,
        removal: Removal::After(Duration::ZERO),
        errors: WithErrors::Refused,
    };

    /// Whether the lock is looked at.
    pub(super) const fn lookout(self) -> Lookout {
        match self.lock {
            LockUse::Ignored => Lookout::Documents,
            LockUse::Obeyed | LockUse::Required => Lookout::AndLock,
        }
    }
}

impl Live {
    /// Whether what was found is complete, as far as that shows without compiling it.
    pub(super) fn complete(&self, found: &DiskContents) -> Complete {
        match (&found.lock, self.publishing.lock) {
            (_, LockUse::Ignored) => Complete::NotAsked,
            (LockFile::Missing, LockUse::Obeyed) => {
                if self.status().locked.is_some() {
                    Complete::No(Incomplete::NoLock)
                } else {
                    Complete::NotAsked
                }
            }
            (LockFile::Missing, LockUse::Required) => Complete::No(Incomplete::NoLock),
            (LockFile::Broken(diagnostics), _) => Complete::No(Incomplete::Broken(diagnostics.clone())),
            (LockFile::Read(read), _) if is_like(&read.lock, &found.tree) => Complete::AsLocked(read.clone()),
            (LockFile::Read(read), _) => {
                Complete::No(Incomplete::Differs(read.clone(), difference(&read.lock, &found.tree)))
            }
        }
    }

    /// Looks until it is known what the library is like, or for as long as may be waited for that.
    pub(super) fn look_until_settled(&self) {
        let patience = self.publishing.settle.saturating_mul(PATIENCE).max(Duration::from_secs(1));
        let start = Instant::now();
        loop {
            let wait = match self.reload().outcome {
                ReloadOutcome::Settling(left) => left,
                ReloadOutcome::Unsettled if self.publishing.settle > Duration::ZERO => AGAIN,
                ReloadOutcome::Unsettled
                | ReloadOutcome::Unchanged
                | ReloadOutcome::Published { .. }
                | ReloadOutcome::Restored(_)
                | ReloadOutcome::HeldBack
                | ReloadOutcome::Refused(_) => return,
            };
            if start.elapsed() >= patience {
                return;
            }
            thread::sleep(wait);
        }
    }
}

impl Incomplete {
    /// What to say about it.
    pub(super) fn told(self, folder: &Path, sources: &mut SourceMap) -> Refused {
        match self {
            Self::NoLock => vec![gone(folder, sources)].into(),
            Self::Broken(diagnostics) => diagnostics.into(),
            Self::Differs(read, differences) => {
                Refused { diagnostics: vec![files_differ(&read, &differences)], differences }
            }
        }
    }
}
