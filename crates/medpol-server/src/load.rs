//! How busy the server is and what it allows, in words.
//!
//! Nothing is counted or limited here.

use schemars::JsonSchema;
use serde::Serialize;

use crate::meters::Meters;
use crate::pool::{NoResult, Pool};
use crate::problem::{Problem, ProblemKind};
use crate::site::Site;

/// How busy the server is, and what it allows.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub(crate) struct LoadReport {
    /// Cases that are decided.
    pub deciding: PoolReport,
    /// Documents that are checked.
    pub checking: PoolReport,
    /// Open connections.
    pub connections: usize,
    /// The most connections at a time.
    pub max_connections: usize,
    /// Libraries that are kept for batches that began with them.
    pub kept_generations: usize,
    /// How long a client may take for the head of a request, and be idle.
    pub head_timeout_ms: u64,
    /// How long a client may take for a body, or for a line of a batch.
    pub body_timeout_ms: u64,
    /// How long a client may read none of an answer.
    pub write_timeout_ms: u64,
    /// The longest body, or line of a batch, in bytes.
    pub max_body: usize,
}

/// How busy a pool of threads is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub(crate) struct PoolReport {
    /// What is being computed.
    pub running: usize,
    /// Its threads.
    pub threads: usize,
    /// Requests that wait for a thread.
    pub waiting: usize,
    /// How many may wait; others are refused with status 503.
    pub max_queue: usize,
    /// What nobody waits for any more and has not ended yet.
    pub given_up: usize,
    /// How long an answer may take, waiting included.
    pub timeout_ms: u64,
}

impl LoadReport {
    pub(crate) fn of(site: &Site) -> Self {
        let limits = &site.limits;
        Self {
            deciding: PoolReport::of(&site.deciding),
            checking: PoolReport::of(&site.checking),
            connections: site.connections.count(),
            max_connections: limits.connections,
            kept_generations: site.generations.count(),
            head_timeout_ms: milliseconds(limits.head_time),
            body_timeout_ms: milliseconds(limits.body_time),
            write_timeout_ms: milliseconds(limits.write_time),
            max_body: limits.body,
        }
    }
}

impl PoolReport {
    fn of(pool: &Pool) -> Self {
        let (size, figures) = (pool.size(), pool.figures());
        Self {
            running: figures.running,
            threads: size.threads,
            waiting: figures.waiting,
            max_queue: size.queue,
            given_up: figures.given_up,
            timeout_ms: milliseconds(size.time),
        }
    }
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Counts what was not computed, and tells the client why.
pub(crate) fn no_result(meters: &Meters, pool: &Pool, reason: NoResult) -> Problem {
    meters.not_computed(reason);
    let size = pool.size();
    let time = size.time.as_millis();
    let again = "try again later; whoever runs this server can see in `GET /v1/status` how busy it is";
    match reason {
        NoResult::QueueFull => {
            let detail = format!("{} requests are waiting already, and no more may", size.queue);
            Problem::new(ProblemKind::Overloaded, detail).help(again)
        }
        NoResult::NotBegun => {
            let detail = format!("the server was busy with other requests for {time} ms");
            Problem::new(ProblemKind::Overloaded, detail).help(again)
        }
        NoResult::NotDone => Problem::new(ProblemKind::TimeLimit, format!("no answer was found within {time} ms"))
            .help(
                "send less in one request, such as shorter lists of facts; the operator can raise `--answer-timeout`",
            ),
        NoResult::Panicked => Problem::internal(),
    }
}
