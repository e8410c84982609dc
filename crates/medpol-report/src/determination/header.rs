//! Result, remarks, policy, case and counts; and at the other end the digests.
//!
//! Everything about the determination as a whole, nothing about its criteria.

use medpol_model::answer::{CaseSummary, Determination, Outcome, PolicySummary, Selection, ServiceResult};
use medpol_model::policy::{Basis, PolicyStatus};

use super::outline::{Alert, Field, Sign};
use super::{View, words};
use crate::undecided;

/// Characters of a digest that are enough for the eye.
const DIGEST: usize = 12;
/// Policies that were not chosen, at most, unless everything is to be seen.
const CONSIDERED: usize = 5;

/// How the result is to be taken.
pub(crate) const fn sign(outcome: Outcome) -> Sign {
    match outcome {
        Outcome::Met => Sign::Good,
        Outcome::NotMet => Sign::Bad,
        Outcome::Unknown => Sign::Open,
        Outcome::NotApplicable => Sign::Quiet,
    }
}

/// The result and what follows from it.
pub(super) fn headline(determination: &Determination) -> String {
    format!("{} → {}", words::outcome(determination.result), words::disposition(determination.disposition))
}

/// What must not be overlooked.
pub(super) fn alerts(determination: &Determination) -> Vec<Alert> {
    let fixed = [
        (
            determination.provisional,
            "Provisional",
            "The result rests on an assumption; without it, the result would be another.",
        ),
        (
            determination.internal_only,
            "Internal criteria only",
            "No Medicare rule or regulation backs the criteria that decide this result.",
        ),
    ];
    let fixed = fixed.into_iter().filter(|(holds, ..)| *holds);
    let fixed = fixed.map(|(_, title, text)| Alert { title, text: text.to_owned() });
    let library = determination.library.map(|_| undecided::incomplete());
    let policy = policy_alerts(&determination.policy).into_iter();
    library.into_iter().chain(policy).chain(fixed).chain(warnings(&determination.warnings)).collect()
}

/// What must not be overlooked about a policy.
pub(crate) fn policy_alerts(policy: &PolicySummary) -> Vec<Alert> {
    let fixed = [
        (
            policy.basis == Basis::Reconstructed,
            "RECONSTRUCTED POLICY",
            "The issuer's own text was not read, or not in full. Read it before relying on this result.",
        ),
        (
            policy.status == PolicyStatus::Draft,
            "DRAFT POLICY",
            "This version is still being written and is not in force.",
        ),
    ];
    let fixed = fixed.into_iter().filter(|(holds, ..)| *holds);
    fixed.map(|(_, title, text)| Alert { title, text: text.to_owned() }).collect()
}

/// Warnings that a reader should know.
pub(crate) fn warnings(warnings: &[String]) -> impl Iterator<Item = Alert> {
    warnings.iter().map(|text| Alert { title: "Warning", text: text.clone() })
}

/// Policy, case and counts.
pub(super) fn particulars(determination: &Determination, view: View) -> Vec<Field> {
    let mut fields = policy_fields(&determination.policy);
    fields.extend(chosen(determination.selection.as_ref(), view));
    fields.extend(case_fields(&determination.case));
    fields.extend(determination.services.iter().map(service));
    fields.push(Field { label: "Counts", text: counts(determination) });
    fields
}

/// The results of groups of services.
fn service(entry: &ServiceResult) -> Field {
    let outcome = match entry.result {
        Outcome::NotApplicable => words::outcome(entry.result).to_owned(),
        result => format!("{} → {}", words::outcome(result), words::disposition(entry.disposition)),
    };
    Field { label: "Services", text: format!("{}: {outcome}", entry.services.join(", ")) }
}

/// What policy it is.
pub(crate) fn policy_fields(policy: &PolicySummary) -> Vec<Field> {
    let field = |label, text| Field { label, text };
    let publisher = format!("{}, {}, {}", policy.publisher, words::kind(policy.kind), words::status(policy.status));
    vec![
        field("Policy", format!("{} ({}@{})", policy.title, policy.id, policy.version)),
        field("Publisher", publisher),
        field("Effective", period(policy)),
        field("Basis", words::basis(policy.basis).to_owned()),
    ]
}

/// What case it is.
pub(crate) fn case_fields(case: &CaseSummary) -> impl Iterator<Item = Field> {
    let title = case.title.iter().map(|title| Field { label: "Case", text: title.to_string() });
    let anchor =
        case.anchor.iter().map(|anchor| Field { label: "Date of service", text: anchor.replace("..", " to ") });
    title.chain(anchor)
}

/// Why this policy, and why not others.
pub(crate) fn chosen(selection: Option<&Selection>, view: View) -> Vec<Field> {
    let Some(selection) = selection else { return Vec::new() };
    let shown = if view == View::All { usize::MAX } else { CONSIDERED };
    let others = selection.considered.iter().take(shown);
    let mut fields = vec![Field { label: "Chosen", text: selection.because.clone() }];
    fields.extend(
        others.map(|other| Field { label: "Not chosen", text: format!("{}: {}", other.policy, other.because) }),
    );
    let hidden = selection.considered.len().saturating_sub(shown);
    fields.extend((hidden > 0).then(|| Field { label: "", text: format!("and {hidden} more") }));
    fields
}

fn period(policy: &PolicySummary) -> String {
    let days = match &policy.effective_until {
        Some(until) => format!("{} to {until}", policy.effective_from),
        None => format!("from {}", policy.effective_from),
    };
    days + &words::doubts(policy.doubts.effective, policy.doubts.effective_note.as_deref())
}

fn counts(determination: &Determination) -> String {
    let counts = determination.counts;
    format!(
        "{} met · {} not met · {} unknown · {} not applicable",
        counts.met, counts.not_met, counts.unknown, counts.not_applicable
    )
}

/// Digests and engine.
pub(super) fn imprint(determination: &Determination) -> Vec<Field> {
    imprint_of(&determination.policy, &determination.case, determination.engine)
}

/// Digests and engine.
pub(crate) fn imprint_of(policy: &PolicySummary, case: &CaseSummary, engine: &str) -> Vec<Field> {
    let digests = format!(
        "policy meaning {}, policy text {}, case {}",
        short(&policy.meaning_digest),
        short(&policy.text_digest),
        short(&case.digest)
    );
    vec![Field { label: "Digests", text: digests }, Field { label: "Engine", text: engine.to_owned() }]
}

fn short(digest: &str) -> &str {
    let digest = digest.strip_prefix("sha256:").unwrap_or(digest);
    digest.char_indices().nth(DIGEST).map_or(digest, |(end, _)| digest.get(..end).unwrap_or_default())
}
