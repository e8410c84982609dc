//! What all requests share, and what one request sees.
//!
//! A request takes its snapshot once, before anything else, and keeps it to its end.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::decision_log::DecisionLog;
use crate::live::{Live, Snapshot};
use crate::meters::Meters;
use crate::settings::Limits;
use crate::token::Token;

/// What all requests share.
pub(crate) struct Site {
    pub(crate) live: Live,
    pub(crate) limits: Limits,
    pub(crate) token: Option<Token>,
    pub(crate) log: Option<DecisionLog>,
    pub(crate) meters: Meters,
    pub(crate) ids: Ids,
}

/// The snapshot of one request.
#[derive(Clone)]
pub(crate) struct Seen(pub(crate) Arc<Snapshot>);

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
