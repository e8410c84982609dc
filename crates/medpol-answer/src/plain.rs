//! What a case comes to, where nobody asks why.

use medpol_evaluator::{Outcomes, decide};
use medpol_model::answer::Outcome;
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::{Status, Symbols, Truth};

/// What a case comes to under a policy, without an explanation.
pub(crate) fn outcome_of(policy: &Policy, symbols: &Symbols, case: &Case) -> Outcome {
    outcome(decide(policy, symbols, case, &mut Outcomes::for_policy(policy)))
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
