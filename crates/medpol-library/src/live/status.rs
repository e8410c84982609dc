//! What is published, and the result of the last looks at the disk.
//!
//! Plain values; how they are worded is for the programs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use medpol_diagnostics::{Diagnostic, SourceMap};

use super::Gone;
use crate::Library;
use crate::lock::FileDifference;

/// A library as it was published. Nothing changes it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The number of the publication, from 1; every later one has a higher number.
    pub generation: u64,
    /// Digest of all files by name and content, `sha256:` and 64 hexadecimal digits. The same files in
    /// another place have the same.
    pub digest: Arc<str>,
    /// When it was published.
    pub loaded_at: SystemTime,
    /// Its policies, with its warnings; without errors, unless it was published while nothing better was there.
    pub library: Arc<Library>,
    /// The texts they were read from. [`SourceMap::over`] goes on from them without a copy.
    pub sources: Arc<SourceMap>,
    /// The file of each policy version, below the folder.
    pub(super) places: Arc<BTreeMap<String, String>>,
}

/// What is published, and whether the disk differs from it.
#[derive(Clone, Debug)]
pub struct LiveStatus {
    /// The last good library; `None` until there was one.
    pub snapshot: Option<Arc<Snapshot>>,
    /// The one before, which a rollback leads to.
    pub previous: Option<Arc<Snapshot>>,
    /// Why what is on disk was not published, until it is mended.
    pub refusal: Option<Arc<Refusal>>,
    /// That the snapshot is one from before, until that is lifted.
    pub rolled_back: Option<RolledBack>,
    /// The day on which what was published last from disk was locked; `None` where there was no lock.
    pub locked: Option<Arc<str>>,
    /// Since when the disk has been changing, where it is waited for the end of that.
    pub settling: Option<SystemTime>,
    /// The policies that are gone from disk, by id and version. One that is no longer published stays here until it is
    /// there again, or until a lock agrees that it is gone.
    pub gone: Vec<Gone>,
    /// When the disk was last looked at.
    pub looked_at: SystemTime,
}

/// What is wrong with what is on disk.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The problems of the last look, in order; at least one is an error.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that are not as they were locked; empty where that is not the reason.
    pub differences: Vec<FileDifference>,
    /// The texts they point into.
    pub sources: Arc<SourceMap>,
    /// When something was first wrong; it was never right since.
    pub since: SystemTime,
    /// When these problems were found.
    pub at: SystemTime,
}

/// A rollback that is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolledBack {
    /// When it happened.
    pub at: SystemTime,
    /// The generation that was taken back.
    pub from: u64,
    /// The generation that is published again, under a number of its own.
    pub to: u64,
}

impl LiveStatus {
    pub(super) fn nothing_yet() -> Self {
        Self {
            snapshot: None,
            previous: None,
            refusal: None,
            rolled_back: None,
            locked: None,
            settling: None,
            gone: Vec::new(),
            looked_at: SystemTime::now(),
        }
    }
}
