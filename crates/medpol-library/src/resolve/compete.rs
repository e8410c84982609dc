//! Which policies could govern the same request with equal rank.
//!
//! Two claim the same request where they have a service, drug, payer, line of business, state and day in
//! common. Drafts and policies whose states are unknown never govern, and so do not compete.

use super::PolicyNumber;
use super::index::{Eligibility, Entry, Index};

/// Two policies that compete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Competing {
    /// The one that comes first in the library.
    pub(crate) first: PolicyNumber,
    /// The other.
    pub(crate) second: PolicyNumber,
}

impl Index {
    /// For every policy the first one before it that it competes with.
    pub(crate) fn competing(&self) -> Vec<Competing> {
        let eligible = self.entries.iter().filter(|entry| entry.standing == Eligibility::Eligible);
        let first = |second: &Entry| {
            let rivals = second.services.iter().flat_map(|service| self.rivals(*service, second));
            let first = rivals
                .filter(|first| first.number < second.number && claim_alike(first, second))
                .min_by_key(|first| first.number);
            first.map(|first| Competing { first: first.number, second: second.number })
        };
        eligible.filter_map(first).collect()
    }
}

fn claim_alike(first: &Entry, second: &Entry) -> bool {
    first.family != second.family
        && !defers(first, second)
        && !defers(second, first)
        && first.rank().is_some()
        && first.rank() == second.rank()
        && first.drugs.meets(&second.drugs)
        && first.payers.meets(&second.payers)
        && first.lines_of_business.meets(&second.lines_of_business)
        && first.states.meets(&second.states)
        && !first.window.meet(second.window).is_empty()
}

/// Whether a policy defers to another. The two then do not compete.
fn defers(first: &Entry, second: &Entry) -> bool {
    first.deferral.as_ref().is_some_and(|deferral| deferral.names(second.number))
}
