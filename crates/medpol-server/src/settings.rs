//! How the server is to work, as its operator says it.
//!
//! Values only; nothing is opened or bound here.

use std::net::SocketAddr;
use std::path::PathBuf;
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
    /// How long requests in flight may take once the server shuts down.
    pub closing_time: Duration,
    /// Connections at a time; others wait to be accepted.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            work: WorkLimit::DEFAULT,
            head_time: Duration::from_secs(15),
            body_time: Duration::from_secs(15),
            closing_time: Duration::from_secs(30),
            connections: 8192,
        }
    }
}
