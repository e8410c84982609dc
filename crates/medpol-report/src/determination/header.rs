//! Result, remarks, policy, case and counts; and at the other end the digests.
//!
//! Everything about the determination as a whole, nothing about its criteria.

use medpol_model::{Basis, Determination, Outcome, PolicyStatus, PolicySummary};

use super::outline::{Alert, Field, Mark};
use super::{View, words};

/// Characters of a digest that are enough for the eye.
const DIGEST: usize = 12;
/// Policies that were not chosen, at most, unless everything is to be seen.
const CONSIDERED: usize = 5;

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
pub(super) fn particulars(determination: &Determination, view: View) -> Vec<Field> {
    let policy = &determination.policy;
    let case = &determination.case;
    let field = |label, text| Field { label, text };
    let publisher = format!("{}, {}, {}", policy.publisher, words::kind(policy.kind), words::status(policy.status));
    let mut fields = vec![
        field("Policy", format!("{} ({}@{})", policy.title, policy.id, policy.version)),
        field("Publisher", publisher),
        field("Effective", period(policy)),
        field("Basis", words::basis(policy.basis).to_owned()),
    ];
    fields.extend(chosen(determination, view));
    fields.extend(case.title.iter().map(|title| field("Case", title.to_string())));
    fields.extend(case.anchor.iter().map(|anchor| field("Date of service", anchor.replace("..", " to "))));
    let services = determination.services.iter().map(|entry| {
        let outcome = format!("{} → {}", words::outcome(entry.result), words::disposition(entry.disposition));
        let outcome =
            if entry.result == Outcome::NotApplicable { words::outcome(entry.result).to_owned() } else { outcome };
        field("Services", format!("{}: {outcome}", entry.services.join(", ")))
    });
    fields.extend(services);
    fields.push(field("Counts", counts(determination)));
    fields
}

/// Why this policy, and why not others.
fn chosen(determination: &Determination, view: View) -> Vec<Field> {
    let Some(selection) = &determination.selection else { return Vec::new() };
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
