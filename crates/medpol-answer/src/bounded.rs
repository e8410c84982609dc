//! A case that makes more work than it may, a longer answer, or that nobody waits for: said like any other problem of
//! the case.

use std::io::{self, Write};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_explainer::TooMuch;
use medpol_library::WrittenCase;
use medpol_model::answer::ResolutionReport;
use medpol_model::policy::Policy;
use serde::Serialize;

/// The most bytes that the answer to one case has, as JSON on one line.
pub(crate) const LONGEST_ANSWER: usize = 1 << 20;

/// A case longer than this in bytes may have an answer that is too long.
pub(crate) const LONG_CASE: usize = 16 << 10;

/// An answer that asks for more facts and tells more policies and lines than this may be too long.
pub(crate) const MANY_PARTS: usize = 500;

/// A case, decided by a policy, that made more work than it may or was stopped.
#[derive(Clone, Debug)]
pub struct Unbounded {
    policy: Arc<Policy>,
    too_much: TooMuch,
}

impl Unbounded {
    pub(crate) fn of(policy: &Arc<Policy>) -> impl FnOnce(TooMuch) -> Self {
        |too_much| Self { policy: Arc::clone(policy), too_much }
    }

    /// The problem, at the list or fact of the case that multiplies the work.
    pub fn problem(&self, case: &WrittenCase) -> Diagnostic {
        let Self { policy, too_much } = self;
        let TooMuch::Steps { fact, limit } = too_much else { return stopped(case) };
        let path = policy.vocabulary.fact(*fact).map_or("", |fact| &*fact.path).replace("[]", "");
        let steps = limit.0;
        let message = format!("this case is too much to decide by {}", policy.reference());
        Diagnostic::new(&codes::R0066, case.place_of(&path), message)
            .label(format!("after {steps} steps, `{path}` was still being read"))
            .help(format!(
                "send fewer entries or fewer possible values of `{path}`; who runs medpol can allow more with `--max-work`"
            ))
    }
}

/// That nobody waits for the answer to a case any more.
fn stopped(case: &WrittenCase) -> Diagnostic {
    Diagnostic::new(&codes::R0066, case.place_of(""), "this case was given up before it was decided")
        .label("nobody waits for the answer any more")
        .help("ask again; send fewer entries of its lists if there is not enough time")
}

/// That the answer to a case would be too long.
pub(crate) fn too_long(case: &WrittenCase) -> Diagnostic {
    let message = format!("the answer to this case would be longer than {} KiB", LONGEST_ANSWER >> 10);
    Diagnostic::new(&codes::R0066, case.place_of(""), message)
        .label("more than anybody reads")
        .help("send fewer entries of its lists and shorter texts, and only the documents that prove a fact")
}

/// A resolution that is asked for by itself: every policy that was looked at, and the first services and questions of
/// each group. Where that is longer than an answer may be, the nearest policies.
///
/// # Errors
///
/// The problem of the case, where that is longer still.
pub fn within_bounds(report: ResolutionReport, case: &WrittenCase) -> Result<ResolutionReport, Box<Diagnostic>> {
    let is_short = |report: &ResolutionReport| !is_longer_than(report, LONGEST_ANSWER);
    let report = report.first_of_each_group();
    let report = if is_short(&report) { report } else { report.nearest() };
    if is_short(&report) { Ok(report) } else { Err(Box::new(too_long(case))) }
}

/// Whether something is longer as JSON than so many bytes; writing stops there.
pub(crate) fn is_longer_than(value: &impl Serialize, most: usize) -> bool {
    serde_json::to_writer(Room { left: most }, value).is_err()
}

/// Somewhere to write to that keeps nothing and becomes full.
struct Room {
    left: usize,
}

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
