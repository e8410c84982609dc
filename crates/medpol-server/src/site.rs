//! What all requests share, and what one request sees.
//!
//! A request sees one snapshot: the one that is served when it first asks. A client that is slow to send its
//! request keeps none meanwhile.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use medpol_answer::Stop;
use medpol_library::{Live, LiveStatus, Snapshot};

use crate::clients::Clients;
use crate::connections::{Activity, Answers, Connections};
use crate::decision_log::DecisionLog;
use crate::generations::Generations;
use crate::hosts::Hosts;
use crate::meters::{InFlight, Meters};
use crate::pool::{NoResult, Pool};
use crate::problem::{Problem, ProblemKind};
use crate::settings::{Limits, LostLines, RollbackRule};

/// What all requests share.
pub(crate) struct Site {
    pub(crate) live: Arc<Live>,
    pub(crate) limits: Limits,
    pub(crate) clients: Option<Clients>,
    /// Names under which the server may be asked.
    pub(crate) hosts: Hosts,
    pub(crate) rollback: RollbackRule,
    pub(crate) log: Option<DecisionLog>,
    /// Lines of what happens that could not be written.
    pub(crate) lost_lines: LostLines,
    pub(crate) meters: Meters,
    pub(crate) ids: Ids,
    /// Where cases are decided.
    pub(crate) deciding: Pool,
    /// Where documents are checked: each makes a whole library.
    pub(crate) checking: Pool,
    /// Where is found out what is in the library and what is wrong with it.
    pub(crate) telling: Pool,
    pub(crate) connections: Arc<Connections>,
    pub(crate) generations: Arc<Generations>,
}

/// The library as one request sees it.
#[derive(Clone)]
pub(crate) struct Seen {
    live: Arc<Live>,
    status: Arc<OnceLock<Arc<LiveStatus>>>,
}

/// A request that is being answered, with the connection it came on.
#[derive(Clone)]
pub(crate) struct Asking {
    /// Counted until its work has ended, even if the client has left.
    pub(crate) in_flight: Arc<InFlight>,
    pub(crate) activity: Option<Arc<Activity>>,
}

impl Asking {
    /// An answer is being found until the result is dropped.
    pub(crate) fn answers(&self) -> Option<Answers> {
        self.activity.as_ref().map(Activity::answers)
    }

    /// Computes something for the request in a pool; the flag says when nobody waits for it any more.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        pool: &Pool,
        work: impl FnOnce(Stop) -> T + Send + 'static,
    ) -> Result<T, NoResult> {
        let _answers = self.answers();
        let in_flight = Arc::clone(&self.in_flight);
        let counted = move |stop| {
            let _in_flight = in_flight;
            work(stop)
        };
        pool.run(counted).await
    }
}

impl Seen {
    pub(crate) fn new(live: Arc<Live>) -> Self {
        Self { live, status: Arc::default() }
    }

    /// What was served when the request first asked, which is now at the latest.
    pub(crate) fn status(&self) -> &Arc<LiveStatus> {
        self.status.get_or_init(|| self.live.status())
    }

    /// The snapshot.
    pub(crate) fn snapshot(&self) -> Result<&Arc<Snapshot>, Problem> {
        self.status().snapshot.as_ref().ok_or_else(|| {
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
