//! Which policy versions were released since a day or a revision, each with what it comes to.

use std::sync::Arc;

use medpol_library::{Library, Side};
use medpol_model::answer::{CHANGES_FORMAT, Changes, PolicyDifference, Verdict, VerdictKind, VersionChange};
use medpol_model::policy::{Policy, PolicyStatus};
use medpol_model::value::Date;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::compared::{Looked, Pair, difference};
use crate::meaning::Search;

/// The versions that took effect on a day or later, drafts left out, each beside the one before it.
pub fn changes_since(library: &Library, day: Date, search: Option<&Search>) -> Changes {
    let is_released = |policy: &&Arc<Policy>| policy.effective.from >= day && policy.status != PolicyStatus::Draft;
    let mut released: Vec<&Arc<Policy>> = library.policies().iter().filter(is_released).collect();
    released.sort_by_key(|policy| policy.effective.from);
    let versions = released.into_par_iter().map(|policy| against_the_one_before(policy, library, search));
    Changes { format: CHANGES_FORMAT, since: day.to_string(), versions: versions.collect() }
}

/// The versions that differ between two libraries. One that is new stands beside the one before it.
pub fn changes(since: &str, sides: &[Side; 2], search: Option<&Search>) -> Changes {
    let [_, after] = sides;
    let found = difference(sides, &Looked::Everything, search).difference;
    let versions = found.policies.into_iter().filter_map(|policy| {
        let is_new = policy.before.is_none();
        let reference = reference(&policy)?;
        let version = reference.split_once('@').and_then(|(id, version)| after.library.policy(id, version));
        match version.filter(|_| is_new) {
            Some(version) => Some(against_the_one_before(version, &after.library, search)),
            None => changed(&policy),
        }
    });
    Changes { format: CHANGES_FORMAT, since: since.to_owned(), versions: versions.collect() }
}

/// What a version of a library comes to against the one before it; `None` where there is no such version.
pub fn release(library: &Library, reference: &str, search: Option<&Search>) -> Option<VersionChange> {
    let (id, version) = reference.split_once('@')?;
    Some(against_the_one_before(library.policy(id, version)?, library, search))
}

fn reference(policy: &PolicyDifference) -> Option<String> {
    let side = policy.after.as_ref().or(policy.before.as_ref())?;
    Some(format!("{}@{}", side.policy.id, side.policy.version))
}

fn against_the_one_before(policy: &Arc<Policy>, library: &Library, search: Option<&Search>) -> VersionChange {
    let before = library.before(policy);
    let compared = before.and_then(|_| Pair { before, after: Some(policy) }.difference([library, library], search));
    let first = || Verdict { kind: VerdictKind::OnlyOne, line: "first version".to_owned() };
    VersionChange {
        policy: policy.reference(),
        title: Arc::clone(&policy.title),
        effective_from: policy.effective.from.to_string(),
        effective_until: policy.effective.until.map(|day| day.to_string()),
        against: before.map(|before| before.reference()),
        verdict: compared.map_or_else(first, |compared| compared.difference.verdict),
    }
}

/// A version that is in both libraries and changed, or that is gone.
fn changed(policy: &PolicyDifference) -> Option<VersionChange> {
    let side = policy.after.as_ref().or(policy.before.as_ref())?;
    let head = &side.policy;
    Some(VersionChange {
        policy: format!("{}@{}", head.id, head.version),
        title: Arc::clone(&head.title),
        effective_from: head.effective_from.clone(),
        effective_until: head.effective_until.clone(),
        against: policy.before.as_ref().map(|before| format!("{}@{}", before.policy.id, before.policy.version)),
        verdict: policy.verdict.clone(),
    })
}
