//! What a case comes to, where nobody asks why.

use std::sync::Arc;

use medpol_evaluator::{Outcomes, WorkLimit, decide};
use medpol_model::answer::Outcome;
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::{Status, Symbols, Truth};

use crate::bounded::Unbounded;

/// What a case comes to under a policy, without an explanation.
pub(crate) fn outcome_of(
    policy: &Arc<Policy>,
    symbols: &Symbols,
    case: &Case,
    limit: WorkLimit,
) -> Result<Outcome, Unbounded> {
    let mut outcomes = Outcomes::limited(policy, limit);
    let status = decide(policy, symbols, case, &mut outcomes);
    outcomes.too_much().map_or(Ok(outcome(status)), |too_much| Err(Unbounded::of(policy)(too_much)))
}

/// The result that a status of a whole policy reads as.
pub(crate) fn outcome(status: Status) -> Outcome {
    match status.truth() {
        Some(Truth::Met) => Outcome::Met,
        Some(Truth::NotMet) => Outcome::NotMet,
        Some(Truth::Unknown) => Outcome::Unknown,
        None => Outcome::NotApplicable,
    }
}
