//! How the groups stand that a policy determines apart.

use medpol_model::{Counts, Disposition, ServiceResult, Status};

use crate::determine::{disposition, outcome};
use crate::missing;
use crate::story::Story;

/// How each group stands, in the order of the policy.
pub(super) fn of(story: &Story<'_>, counts: Counts) -> Vec<ServiceResult> {
    let entries = story.policy.services.iter();
    let result = |entry: &medpol_model::ServiceEntry| {
        let status = story.status(entry.root);
        let missing = if status.is_unknown() { missing::of(story, entry.root) } else { Vec::new() };
        ServiceResult {
            services: entry.services.clone(),
            result: outcome(status),
            disposition: disposition(entry.disposition, status, counts, &missing),
        }
    };
    entries.map(result).collect()
}

/// The most cautious disposition of the groups that are, or may be, requested.
pub(super) fn overall(story: &Story<'_>, results: &[ServiceResult]) -> Option<Disposition> {
    let requested = story.policy.services.iter().zip(results);
    let requested = requested.filter(|(entry, _)| story.status(entry.requested) != Status::NOT_MET);
    requested.map(|(_, result)| result.disposition).reduce(Disposition::most_cautious)
}
