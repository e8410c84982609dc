//! Result, remarks, policy, case and counts; and at the other end the digests.
//!
//! Everything about the determination as a whole, nothing about its criteria.

use medpol_model::{Basis, Determination, Outcome, PolicyStatus, PolicySummary};

use super::outline::{Alert, Field, Mark};
use super::words;

/// Characters of a digest that are enough for the eye.
const DIGEST: usize = 12;

/// How the result is to be taken.
pub(super) const fn mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Met => Mark::Good,
        Outcome::NotMet => Mark::Bad,
        Outcome::Unknown => Mark::Open,
        Outcome::NotApplicable => Mark::Quiet,
    }
}

/// The result and what follows from it.
pub(super) fn headline(determination: &Determination) -> String {
    format!("{} → {}", words::outcome(determination.result), words::disposition(determination.disposition))
}

/// What must not be overlooked.
pub(super) fn alerts(determination: &Determination) -> Vec<Alert> {
    let policy = &determination.policy;
    let fixed = [
        (
            policy.basis == Basis::Reconstructed,
            "RECONSTRUCTED POLICY",
            "It was written from what others say about it. Read the issuer's own text before relying on this result.",
        ),
        (
            policy.status == PolicyStatus::Draft,
            "DRAFT POLICY",
            "This version is still being written and is not in force.",
        ),
        (
            determination.provisional,
            "Provisional",
            "The result rests on something taken for granted; without it, it would be another.",
        ),
        (
            determination.internal_only,
            "Internal criteria only",
            "No Medicare rule or regulation backs the criteria that decide this result.",
        ),
    ];
    let fixed = fixed.into_iter().filter(|(holds, ..)| *holds);
    let warnings = determination.warnings.iter().map(|text| Alert { title: "Warning", text: text.clone() });
    fixed.map(|(_, title, text)| Alert { title, text: text.to_owned() }).chain(warnings).collect()
}

/// Policy, case and counts.
pub(super) fn particulars(determination: &Determination) -> Vec<Field> {
    let policy = &determination.policy;
    let field = |label, text| Some(Field { label, text });
    let case = &determination.case;
    let selection = determination.selection.as_ref();
    let considered = selection.into_iter().flat_map(|selection| &selection.considered);
    [
        field("Policy", format!("{} ({}@{})", policy.title, policy.id, policy.version)),
        field(
            "Publisher",
            format!("{}, {}, {}", policy.publisher, words::kind(policy.kind), words::status(policy.status)),
        ),
        field("In force", period(policy)),
        field("Basis", words::basis(policy.basis).to_owned()),
        selection.and_then(|selection| field("Chosen", selection.because.clone())),
    ]
    .into_iter()
    .flatten()
    .chain(considered.map(|other| Field { label: "Not chosen", text: format!("{}: {}", other.policy, other.because) }))
    .chain(case.title.iter().map(|title| Field { label: "Case", text: title.to_string() }))
    .chain(case.anchor.iter().map(|anchor| Field { label: "Date of service", text: anchor.replace("..", " to ") }))
    .chain(field("Counts", counts(determination)))
    .collect()
}

fn period(policy: &PolicySummary) -> String {
    match &policy.effective_until {
        Some(until) => format!("{} to {until}", policy.effective_from),
        None => format!("from {}", policy.effective_from),
    }
}

fn counts(determination: &Determination) -> String {
    let counts = determination.counts;
    format!(
        "{} met · {} not met · {} not known · {} not applicable",
        counts.met, counts.not_met, counts.unknown, counts.not_applicable
    )
}

/// Digests and engine.
pub(super) fn imprint(determination: &Determination) -> Vec<Field> {
    let policy = &determination.policy;
    let digests = format!(
        "policy meaning {}, policy text {}, case {}",
        short(&policy.meaning_digest),
        short(&policy.text_digest),
        short(&determination.case.digest)
    );
    vec![Field { label: "Digests", text: digests }, Field { label: "Engine", text: determination.engine.to_owned() }]
}

fn short(digest: &str) -> &str {
    let digest = digest.strip_prefix("sha256:").unwrap_or(digest);
    digest.char_indices().nth(DIGEST).map_or(digest, |(end, _)| digest.get(..end).unwrap_or_default())
}
