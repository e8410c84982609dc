//! Policies of equal rank that claim the same requests, so that neither could govern them.
//!
//! Which requests a policy claims is read off the index that resolution uses.

use std::collections::HashSet;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Policy;

use super::Places;
use crate::resolve::Index;

/// P0421 for every policy that another one of its rank competes with; each policy is reported once,
/// with the first that it competes with.
pub(super) fn check(index: &Index, policies: &[Arc<Policy>], places: &Places<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for competing in index.competing() {
        let policy = |number: crate::PolicyNumber| policies.get(number.0 as usize);
        if let (Some(first), Some(second)) = (policy(competing.first), policy(competing.second)) {
            diagnostics.extend(report(first, second, places));
        }
    }
}

/// How many services are named that both claim.
const MOST_NAMED: usize = 40;

fn report(first: &Policy, second: &Policy, places: &Places<'_>) -> Option<Diagnostic> {
    let of_first: HashSet<_> = first.applies_to.services.iter().collect();
    let shared = || second.applies_to.services.iter().filter(|code| of_first.contains(code));
    let mut named: Vec<String> = shared().take(MOST_NAMED).map(|code| format!("`{code}`")).collect();
    let others = shared().count().saturating_sub(MOST_NAMED);
    named.extend((others > 0).then(|| format!("and {others} more")));
    let from = first.effective.from.max(second.effective.from);
    Some(
        Diagnostic::new(
            &codes::P0421,
            places.key(second, "applies_to")?,
            format!("`{}` and `{}` claim the same requests", first.reference(), second.reference()),
        )
        .label(format!("also claims {}", named.join(", ")))
        .also(places.key(first, "applies_to")?, format!("claimed from {from} on by another policy of the same rank"))
        .help("restrict one of them by payer, line of business, state, service or date, or make one a `draft`"),
    )
}
