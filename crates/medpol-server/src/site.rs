//! What all requests share, and what one request sees.
//!
//! A request takes its snapshot once, before anything else, and keeps it to its end.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use medpol_library::{Live, LiveStatus, Snapshot};
use tokio::sync::Semaphore;

use crate::clients::Clients;
use crate::decision_log::DecisionLog;
use crate::hosts::Hosts;
use crate::meters::Meters;
use crate::problem::{Problem, ProblemKind};
use crate::settings::{Limits, RollbackRule};

/// What all requests share.
pub(crate) struct Site {
    pub(crate) live: Arc<Live>,
    pub(crate) limits: Limits,
    pub(crate) clients: Option<Clients>,
    /// Names under which the server may be asked.
    pub(crate) hosts: Hosts,
    pub(crate) rollback: RollbackRule,
    pub(crate) log: Option<DecisionLog>,
    pub(crate) meters: Meters,
    pub(crate) ids: Ids,
    /// Checks of documents that may run at a time: each makes a whole library.
    pub(crate) checks: Semaphore,
}

/// The library as one request sees it.
#[derive(Clone)]
pub(crate) struct Seen(pub(crate) Arc<LiveStatus>);

impl Seen {
    /// The snapshot.
    pub(crate) fn snapshot(&self) -> Result<&Arc<Snapshot>, Problem> {
        self.0.snapshot.as_ref().ok_or_else(|| {
            Problem::new(ProblemKind::NotReady, "there was no library without errors since the server was started")
                .help("`GET /v1/status` says what is wrong with it")
        })
    }
}

/// Ids of answers: unlike in every process, and counted within it.
pub(crate) struct Ids {
    process: u64,
    count: AtomicU64,
}

impl Ids {
    pub(crate) fn new() -> Self {
        // The standard library seeds its hashers at random, which is all that is needed here.
        Self { process: RandomState::new().build_hasher().finish(), count: AtomicU64::new(0) }
    }

    pub(crate) fn next(&self) -> String {
        format!("{:016x}-{}", self.process, self.count.fetch_add(1, Ordering::Relaxed))
    }
}
