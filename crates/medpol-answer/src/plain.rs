//! The result of a case, where nobody asks why.

use std::sync::Arc;

use medpol_evaluator::{Allowance, Outcomes, decide};
use medpol_model::answer::Outcome;
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::Symbols;

use crate::bounded::Unbounded;

/// The result of a case under a policy, without an explanation.
///
/// # Errors
///
/// When the case makes more work than is allowed, or is stopped.
pub fn outcome_of(
    policy: &Arc<Policy>,
    symbols: &Symbols,
    case: &Case,
    allowed: &Allowance,
) -> Result<Outcome, Unbounded> {
    let mut outcomes = Outcomes::limited(policy, allowed.clone());
    let status = decide(policy, symbols, case, &mut outcomes);
    outcomes.too_much().map_or(Ok(Outcome::of(status)), |too_much| Err(Unbounded::of(policy)(too_much)))
}
