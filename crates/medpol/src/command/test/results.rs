//! The results of `medpol test` as JSON, and the policies with too few cases.

use medpol_library::{ChangedPolicy, Library, PolicyChange};
use medpol_model::policy::Position;
use medpol_report::trial::Trial;
use serde::Serialize;

/// The results as JSON.
#[derive(Serialize)]
pub(super) struct Results<'a> {
    format: &'static str,
    tried: usize,
    pub(super) failed: usize,
    /// Cases that were not tried, because a file that concerns them cannot be read.
    #[serde(skip_serializing_if = "is_none_in_doubt")]
    in_doubt: usize,
    /// Policies, and versions of others, without a case; only where the cases of every policy were tried.
    without_case: &'a [String],
    /// Policy versions with fewer cases than they must have.
    #[serde(skip_serializing_if = "<[TooFew]>::is_empty")]
    too_few: &'a [TooFew],
    /// Files that were skipped.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    /// The policy versions that changed since a revision; only where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<Changed<'a>>>,
    trials: &'a [Trial],
}

/// A policy version that is not as it was.
#[derive(Serialize)]
struct Changed<'a> {
    policy: &'a str,
    change: &'static str,
}

impl<'a> Results<'a> {
    pub(super) fn of(
        trials: &'a [Trial],
        without_case: &'a [String],
        too_few: &'a [TooFew],
        notes: &'a [String],
        changes: Option<&'a [ChangedPolicy]>,
    ) -> Self {
        let in_doubt = trials.iter().filter(|trial| !trial.unreadable.is_empty()).count();
        let told = |policy: &'a ChangedPolicy| Changed { policy: &policy.reference, change: word(policy.change) };
        Self {
            format: "medpol/test/2",
            tried: trials.len() - in_doubt,
            failed: trials.iter().filter(|trial| !trial.differences.is_empty()).count(),
            in_doubt,
            without_case,
            too_few,
            notes,
            changed: changes.map(|changes| changes.iter().map(told).collect()),
            trials,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as the serializer passes it")]
fn is_none_in_doubt(count: &usize) -> bool {
    *count == 0
}

/// What changed of a policy version, in a word.
pub(super) const fn word(change: PolicyChange) -> &'static str {
    match change {
        PolicyChange::Added => "added",
        PolicyChange::Meaning => "meaning",
        PolicyChange::Governs => "governs",
        PolicyChange::Text => "wording",
        PolicyChange::Removed => "removed",
    }
}

/// A policy version with fewer cases than it must have.
#[derive(Serialize)]
pub(super) struct TooFew {
    policy: String,
    cases: usize,
    least: usize,
}

impl TooFew {
    pub(super) fn sentence(&self) -> String {
        let Self { policy, cases, least } = self;
        let cases = match cases {
            0 => "no case".to_owned(),
            1 => "1 case".to_owned(),
            cases => format!("{cases} cases"),
        };
        format!("{policy} has {cases}; {least} are needed")
    }
}

/// The policy versions of a library with fewer cases than that. A policy that only says which other one governs decides
/// nothing and needs none.
pub(super) fn too_few(library: &Library, policies: &[String], least: usize) -> Vec<TooFew> {
    let deciding = library.policies().iter().filter(|policy| !matches!(policy.position, Position::Defers { .. }));
    let counted = deciding.map(|policy| {
        let reference = policy.reference();
        let cases = policies.iter().filter(|named| **named == reference || **named == *policy.id.0).count();
        TooFew { policy: reference, cases, least }
    });
    counted.filter(|counted| counted.cases < least).collect()
}
