//! The results of the groups of services that a policy determines separately.

use medpol_model::answer::{Counts, Outcome, ServiceResult};
use medpol_model::policy::Disposition;
use medpol_model::value::Status;

use crate::context::Context;
use crate::determine::disposition;
use crate::missing::{self, Open};

/// The result of each group, in the order of the policy.
pub(super) fn of(context: &Context<'_>, counts: Counts) -> Vec<ServiceResult> {
    let entries = context.policy.services.iter();
    let result = |entry: &medpol_model::policy::ServiceEntry| {
        let status = context.status(entry.root);
        let open = if status.is_unknown() { missing::of(context, entry.root).open() } else { Open::default() };
        ServiceResult {
            services: entry.services.clone(),
            result: Outcome::of(status),
            disposition: disposition(entry.disposition, status, counts, open),
        }
    };
    entries.map(result).collect()
}

/// The most cautious disposition of the groups that are, or may be, requested.
pub(super) fn overall(context: &Context<'_>, results: &[ServiceResult]) -> Option<Disposition> {
    let requested = context.policy.services.iter().zip(results);
    let requested = requested.filter(|(entry, _)| context.status(entry.requested) != Status::NOT_MET);
    requested.map(|(_, result)| result.disposition).reduce(Disposition::most_cautious)
}
