//! Policies that should have been read again by a day that somebody names. The clock is never asked.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Policy;
use medpol_model::value::Date;

use super::Places;
use crate::listing::is_in_force_on;

/// P0311 where a policy in force should have been read again before the day.
pub(super) fn overdue(policy: &Policy, day: Date, places: &Places<'_>) -> Option<Diagnostic> {
    let review = policy.review_by.filter(|review| *review < day)?;
    if !is_in_force_on(policy, day) {
        return None;
    }
    let problem = Diagnostic::new(
        &codes::P0311,
        places.key(policy, "review_by")?,
        format!("`{}` should have been read again by {review}", policy.reference()),
    );
    let late = review.days_until(day);
    let late = if late == 1 { "1 day".to_owned() } else { format!("{late} days") };
    Some(
        problem
            .label(format!("{late} before {day}"))
            .help("compare it with what its publisher has now; then write a new version, or a later `review_by`"),
    )
}
