//! How the server is to work, as its operator says it.
//!
//! Values only; nothing is opened or bound here.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use medpol_answer::WorkLimit;

use crate::clients::Clients;

/// How the server is to work.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens. Without a token only a loopback address is accepted.
    pub listen: SocketAddr,
    /// Whose token every request but those for health must show.
    pub clients: Option<Clients>,
    /// Names under which it may be asked, beside those of the address that it listens on.
    pub hosts: Vec<String>,
    /// Whether an operator may go back to the library before.
    pub rollback: RollbackRule,
    /// Where decisions are recorded, if anywhere.
    pub decision_log: Option<DecisionLogSettings>,
    /// What a client may take.
    pub limits: Limits,
    /// Counts the lines of what happens that could not be written.
    pub lost_lines: LostLines,
}

/// Counts the lines of what happens that could not be written. Whoever writes them counts; the server shows.
#[derive(Clone, Debug, Default)]
pub struct LostLines(Arc<AtomicU64>);

impl LostLines {
    /// Counts one more.
    pub fn lose(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether an operator may go back to the library before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollbackRule {
    /// It may.
    Allowed,
    /// Nobody may.
    Refused,
}

/// How decisions are recorded.
#[derive(Clone, Debug)]
pub struct DecisionLogSettings {
    /// The file that lines are appended to.
    pub file: PathBuf,
    /// What an answer is worth that cannot be recorded.
    pub unrecorded: Unrecorded,
    /// Whether the cases themselves are kept.
    pub facts: LoggedFacts,
}

/// What becomes of an answer that cannot be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrecorded {
    /// It is given; the failure is counted and logged.
    Given,
    /// It is withheld.
    Withheld,
}

/// Whether a record holds the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedFacts {
    /// Only its digest.
    DigestOnly,
    /// As it was handed in.
    Whole,
}

/// What a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a body, or of a line of a batch.
    pub body: usize,
    /// Steps that one case may make a policy take.
    pub work: WorkLimit,
    /// How long a connection may wait for the head of a request, idle connections included.
    pub head_time: Duration,
    /// How long a body may take; for a batch, how long each part of it may.
    pub body_time: Duration,
    /// How long a client may read none of an answer.
    pub write_time: Duration,
    /// How long an answer may take to find, waiting for a thread included.
    pub answer_time: Duration,
    /// Cases that are decided at a time.
    pub threads: usize,
    /// Requests that may wait to be decided.
    pub queue: usize,
    /// How long requests in flight may take once the server shuts down.
    pub closing_time: Duration,
    /// Connections at a time. For others the one makes room that has been waiting for its client longest.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            work: WorkLimit::DEFAULT,
            head_time: Duration::from_secs(15),
            body_time: Duration::from_secs(15),
            write_time: Duration::from_secs(15),
            answer_time: Duration::from_secs(10),
            threads: Self::cores(),
            queue: 1024,
            closing_time: Duration::from_secs(30),
            connections: 8192,
        }
    }
}

impl Limits {
    /// As many threads as the machine has cores.
    pub fn cores() -> usize {
        std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get)
    }
}
