//! `GET /v1/status`, `POST /v1/rollback`, `/healthz` and `/readyz`: what is served, and whether the
//! disk differs from it.
//!
//! Words for `medpol-library`'s values; nothing is judged here.

use std::sync::Arc;
use std::time::SystemTime;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use medpol_diagnostics::Severity;
use medpol_library::{FileChange, FileDifference, LiveStatus, Snapshot};
use medpol_model::answer::{LibraryState, Unreadable};
use medpol_report::diagnostic::{Listed, count};
use schemars::JsonSchema;
use serde::Serialize;

use crate::clients::{Client, Right};
use crate::decision_log::{DecisionLog, LogHealth};
use crate::gone::{GoneCounts, GoneReport};
use crate::headers::set_snapshot;
use crate::json;
use crate::load::{LoadReport, no_result};
use crate::meters::Figures;
use crate::problem::{Problem, ProblemKind};
use crate::settings::RollbackRule;
use crate::site::{Asking, Seen, Site};

/// The format name of a status.
const STATUS_FORMAT: &str = "medpol/status/1";

/// What is served, and whether the disk differs from it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct StatusReport {
    /// Always `medpol/status/1`.
    pub format: &'static str,
    /// The state of the library.
    pub state: ServingState,
    /// `incomplete` where a file of the library that decides cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryState>,
    /// The library that decides; left out until there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serving: Option<Serving>,
    /// The generation that a rollback leads to, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// The rollback that is in force, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolled_back: Option<RollbackReport>,
    /// The day on which the library was locked; left out where it has no lock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<String>,
    /// Since when what is on disk has been changing; left out where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settling_since: Option<String>,
    /// The policies that are gone from disk, each with a warning; left out where none is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone_policies: Vec<GoneReport>,
    /// Why what is on disk is not served, until it is mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<Failure>,
    /// Whether decisions are being recorded; left out where no decision log is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_log: Option<LogReport>,
    /// How many lines of what happens could not be written to stderr since the start.
    pub lost_log_lines: u64,
    /// How busy the server is, and what it allows.
    pub load: LoadReport,
    /// When the disk was last looked at.
    pub looked_at: String,
}

/// Whether decisions are being recorded.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct LogReport {
    /// Whether the last decision was.
    pub state: LogState,
    /// How many decisions were not recorded since the start.
    pub failures: u64,
    /// How many wait to be recorded; left out where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<usize>,
    /// Since when a write does not come to its end; left out where that is not so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_since: Option<String>,
    /// Since when none is; left out where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<String>,
    /// What the operating system says; left out where they are recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Whether the last decision was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogState {
    /// It was, or there was none yet.
    Recording,
    /// It was not.
    Failing,
    /// The disk does not answer.
    Blocked,
}

/// The state of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ServingState {
    /// What is on disk is served, and what `gone_policies` says is kept.
    Current,
    /// What is on disk is served as far as it can be read: it has errors, and nothing better was ever served.
    Incomplete,
    /// What is on disk has errors or is not as it was locked, and what was good before is served.
    Stale,
    /// What is on disk is changing, and what was good before is served until that has ended.
    Settling,
    /// An earlier library is served because somebody asked for it.
    RolledBack,
    /// Nothing is served: there was no library without errors yet.
    Empty,
}

/// A library that decides.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Serving {
    /// Its generation: it grows with every change.
    pub generation: u64,
    /// Digest of its files.
    pub digest: String,
    /// When it was published.
    pub loaded_at: String,
    /// How many policy versions it has.
    pub policies: usize,
    /// How many warnings its files earn.
    pub warnings: usize,
    /// The files that cannot be read; what they may concern is answered `unknown`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A rollback that is in force.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct RollbackReport {
    /// When it happened.
    pub at: String,
    /// The generation that was taken back.
    pub from: u64,
    /// The generation that is served again, under a number of its own.
    pub to: u64,
}

/// Why what is on disk is not served.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Failure {
    /// When something was first wrong.
    pub since: String,
    /// When these problems were found.
    pub at: String,
    /// What is wrong.
    #[serde(flatten)]
    pub listed: Listed,
    /// The files that are not as they were locked, where that is what is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<DifferenceReport>,
}

/// A file that is not as it was locked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct DifferenceReport {
    /// Its path below the library's folder.
    pub file: String,
    /// How it differs.
    pub change: DifferenceKind,
}

/// How a file differs from what was locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DifferenceKind {
    /// The lock does not name it.
    Added,
    /// Its content is another.
    Changed,
    /// It is not there, or cannot be read.
    Removed,
}

/// Whether the server is well.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// The state of the library.
    pub state: ServingState,
}

/// In detail for operators and authors; for others without what is wrong on disk, which quotes files.
pub(crate) async fn status(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    Extension(client): Extension<Client>,
    Extension(asking): Extension<Asking>,
) -> Result<Response, Problem> {
    // There may be many thousands of problems to tell.
    let tell = {
        let site = Arc::clone(&site);
        move |_| {
            let report = report(seen.status(), &site);
            let sees_files = client.may(Right::Operation) || client.may(Right::Drafts);
            json::answer(&if sees_files { report } else { StatusReport { last_failure: None, ..report } })
        }
    };
    asking.compute(&site.telling, tell).await.map_err(|reason| no_result(&site.meters, &site.telling, reason))
}

/// Alive, whatever is served; the answer has the state of the library.
pub(crate) async fn health(Extension(seen): Extension<Seen>) -> Response {
    json::answer(&Health { state: state(seen.status()) })
}

/// Ready as soon as there is something to decide by; a bad edit later does not change that.
pub(crate) async fn ready(Extension(seen): Extension<Seen>) -> Result<Response, Problem> {
    seen.snapshot()?;
    Ok(json::answer(&Health { state: state(seen.status()) }))
}

pub(crate) async fn rollback(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Extension(asking): Extension<Asking>,
) -> Result<Response, Problem> {
    may_roll_back(&site, &client)?;
    let live = Arc::clone(&site.live);
    // Waits for a reload that is under way.
    let roll_back = move |_| live.rollback().map(|snapshot| (snapshot, live.status()));
    let rolled = asking.compute(&site.checking, roll_back).await;
    let rolled = rolled.map_err(|reason| no_result(&site.meters, &site.checking, reason))?;
    let Some((snapshot, status)) = rolled else {
        return Err(Problem::new(ProblemKind::NothingToRollBack, "no library was served before this one"));
    };
    tracing::warn!(by = client.name, generation = snapshot.generation, "rolled back");
    let mut response = json::answer(&report(&status, &site));
    set_snapshot(response.headers_mut(), &snapshot);
    Ok(response)
}

/// Serves what is on disk again.
pub(crate) async fn lift(
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
) -> Result<Response, Problem> {
    may_roll_back(&site, &client)?;
    let live = Arc::clone(&site.live);
    let lifted = tokio::task::spawn_blocking(move || live.lift().then(|| live.status()));
    let Some(status) = lifted.await.map_err(|_| Problem::internal())? else {
        return Err(Problem::new(ProblemKind::NothingToLift, "no rollback is in force"));
    };
    tracing::warn!(by = client.name, "a rollback was lifted");
    let mut response = json::answer(&report(&status, &site));
    if let Some(snapshot) = &status.snapshot {
        set_snapshot(response.headers_mut(), snapshot);
    }
    Ok(response)
}

fn may_roll_back(site: &Site, client: &Client) -> Result<(), Problem> {
    if site.rollback == RollbackRule::Refused {
        return Err(Problem::new(ProblemKind::RollbackRefused, "this server was started with `--no-rollback`")
            .help("put the earlier files back on disk"));
    }
    if client.may(Right::Operation) {
        Ok(())
    } else {
        Err(Problem::forbidden(client, "rollbacks need the role `operate`"))
    }
}

pub(crate) async fn metrics(State(site): State<Arc<Site>>, Extension(seen): Extension<Seen>) -> Response {
    let status = seen.status();
    let snapshot = status.snapshot.as_ref();
    site.meters.show_load(site.deciding.figures(), site.checking.figures());
    let page = site.meters.page(&Figures {
        generation: snapshot.map_or(0, |snapshot| snapshot.generation),
        policies: snapshot.map_or(0, |snapshot| snapshot.library.policies().len()),
        failing: u8::from(status.refusal.is_some()),
        gone: GoneCounts::of(&status.gone),
        unreadable: snapshot.map_or(0, |snapshot| snapshot.library.unreadable().len()),
        log: site.log.as_ref().map(DecisionLog::health).unwrap_or_default(),
        lost_lines: site.lost_lines.count(),
    });
    let mut response = (StatusCode::OK, page).into_response();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn state(status: &LiveStatus) -> ServingState {
    match (&status.snapshot, &status.refusal, &status.rolled_back, status.settling) {
        (None, _, _, _) => ServingState::Empty,
        (Some(_), Some(_), _, _) => ServingState::Stale,
        (Some(_), None, Some(_), _) => ServingState::RolledBack,
        (Some(_), None, None, Some(_)) => ServingState::Settling,
        (Some(snapshot), None, None, None) if snapshot.library.state().is_some() => ServingState::Incomplete,
        (Some(_), None, None, None) => ServingState::Current,
    }
}

fn report(status: &LiveStatus, site: &Site) -> StatusReport {
    StatusReport {
        format: STATUS_FORMAT,
        state: state(status),
        library: status.snapshot.as_ref().and_then(|snapshot| snapshot.library.state()),
        serving: status.snapshot.as_deref().map(serving),
        previous: status.previous.as_ref().map(|previous| previous.generation),
        rolled_back: status.rolled_back.map(|rolled_back| RollbackReport {
            at: time(rolled_back.at),
            from: rolled_back.from,
            to: rolled_back.to,
        }),
        locked: status.locked.as_ref().map(ToString::to_string),
        settling_since: status.settling.map(time),
        gone_policies: status.gone.iter().map(GoneReport::of).collect(),
        last_failure: status.refusal.as_ref().map(|refusal| Failure {
            since: time(refusal.since),
            at: time(refusal.at),
            listed: Listed::of(&refusal.diagnostics, &refusal.sources),
            differences: refusal.differences.iter().map(difference).collect(),
        }),
        decision_log: site.log.as_ref().map(|log| logged(log.health())),
        lost_log_lines: site.lost_lines.count(),
        load: LoadReport::of(site),
        looked_at: time(status.looked_at),
    }
}

fn logged(health: LogHealth) -> LogReport {
    LogReport {
        state: match (&health.blocked, &health.failing) {
            (Some(_), _) => LogState::Blocked,
            (None, Some(_)) => LogState::Failing,
            (None, None) => LogState::Recording,
        },
        failures: health.failures,
        waiting: Some(health.waiting).filter(|waiting| *waiting > 0),
        blocked_since: health.blocked.map(time),
        failing_since: health.failing.as_ref().map(|failing| time(failing.since)),
        error: health.failing.map(|failing| failing.error),
    }
}

fn difference(difference: &FileDifference) -> DifferenceReport {
    let change = match difference.change {
        FileChange::Added => DifferenceKind::Added,
        FileChange::Edited => DifferenceKind::Changed,
        FileChange::Removed => DifferenceKind::Removed,
    };
    DifferenceReport { file: difference.file.clone(), change }
}

fn serving(snapshot: &Snapshot) -> Serving {
    Serving {
        generation: snapshot.generation,
        digest: snapshot.digest.to_string(),
        loaded_at: time(snapshot.loaded_at),
        policies: snapshot.library.policies().len(),
        warnings: count(snapshot.library.diagnostics(), Severity::Warning),
        unreadable: snapshot.library.unreadable().to_vec(),
    }
}

pub(crate) fn time(at: SystemTime) -> String {
    Timestamp::try_from(at).map(|at| at.to_string()).unwrap_or_default()
}
