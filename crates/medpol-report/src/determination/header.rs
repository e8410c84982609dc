//! The result, and what must not be overlooked; and at the other end the digests.
//!
//! Nothing about criteria.

use medpol_model::answer::{CaseSummary, Determination, Notice, Outcome, PolicySummary, ServiceResult};
use medpol_model::policy::{Basis, PolicyStatus};

use super::outline::{Alert, Field, Sign};
use super::words;
use crate::undecided;

/// Characters of a digest that are enough for the eye.
const DIGEST: usize = 12;

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

/// What must not be overlooked, each in full.
pub(super) fn alerts(determination: &Determination) -> Vec<Alert> {
    let policy = &determination.policy;
    let notices = determination.notices.iter().map(|notice| notice_alert(*notice, policy));
    let fixed = [
        (
            determination.provisional,
            "Provisional",
            "The result rests on an assumption; without it, the result would be another.",
        ),
        (
            determination.internal_only,
            "The issuer's own criteria only",
            "No coverage rule or regulation backs the criteria that decide this result.",
        ),
    ];
    let fixed = fixed.into_iter().filter(|(holds, ..)| *holds);
    let fixed = fixed.map(|(_, title, text)| Alert { title, text: text.to_owned() });
    let library = determination.library.map(|_| undecided::incomplete());
    let policy = policy_alerts(policy).into_iter();
    notices.chain(library).chain(policy).chain(fixed).chain(warnings(&determination.warnings)).collect()
}

fn notice_alert(notice: Notice, policy: &PolicySummary) -> Alert {
    let (title, text) = match notice {
        Notice::OutsidePeriod => ("OUTSIDE ITS PERIOD", format!("This version is in force {}.", in_force(policy))),
        Notice::NotGoverning => {
            ("NOT THE POLICY THAT GOVERNS", "It was named; another policy governs this request.".to_owned())
        }
        Notice::NothingGoverns => {
            ("NOT THE POLICY THAT GOVERNS", "It was named; no policy of the library governs this request.".to_owned())
        }
        Notice::GoverningUnknown => {
            ("NOT KNOWN TO GOVERN", "It was named; it cannot be said which policy governs this request.".to_owned())
        }
        Notice::Trial => ("TRIAL", "The policy was tried out by its author; nothing is decided.".to_owned()),
    };
    Alert { title, text }
}

fn in_force(policy: &PolicySummary) -> String {
    match &policy.effective_until {
        Some(until) => format!("from {} to {until}", policy.effective_from),
        None => format!("from {}", policy.effective_from),
    }
}

/// What must not be overlooked, together in one short line; none where there is nothing.
pub(super) fn flags(determination: &Determination) -> Option<Alert> {
    let policy = &determination.policy;
    let notice = |notice: &Notice| match notice {
        Notice::OutsidePeriod => format!("OUTSIDE ITS PERIOD: in force {}", in_force(policy)),
        Notice::NotGoverning => "APPLIED BY NAME: another policy governs".to_owned(),
        Notice::NothingGoverns => "APPLIED BY NAME: no policy governs this request".to_owned(),
        Notice::GoverningUnknown => "APPLIED BY NAME: which policy governs is unknown".to_owned(),
        Notice::Trial => "TRIAL: nothing is decided".to_owned(),
    };
    let fixed = [
        (determination.library.is_some(), "LIBRARY INCOMPLETE: see `medpol validate`"),
        (policy.status == PolicyStatus::Draft, "DRAFT POLICY: not in force"),
        (policy.basis == Basis::Reconstructed, "RECONSTRUCTED POLICY: read the issuer's own text first"),
        (determination.provisional, "provisional: rests on an assumption"),
        (determination.internal_only, "only the issuer's own criteria decide"),
    ];
    let fixed = fixed.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text.to_owned());
    let flags: Vec<String> = determination.notices.iter().map(notice).chain(fixed).collect();
    (!flags.is_empty()).then(|| Alert { title: "", text: flags.join(" · ") })
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

/// The results of groups of services, where the policy determines them apart.
pub(super) fn services(determination: &Determination) -> Vec<Field> {
    determination.services.iter().map(service).collect()
}

fn service(entry: &ServiceResult) -> Field {
    let outcome = match entry.result {
        Outcome::NotApplicable => words::outcome(entry.result).to_owned(),
        result => format!("{} → {}", words::outcome(result), words::disposition(entry.disposition)),
    };
    Field { label: "Services", text: format!("{}: {outcome}", entry.services.join(", ")) }
}

/// Digests and engine.
pub(super) fn imprint(determination: &Determination) -> Vec<Field> {
    imprint_of(&determination.policy, &determination.case, determination.engine)
}

/// The same in a line.
pub(super) fn imprint_in_a_line(determination: &Determination) -> Field {
    let policy = short(&determination.policy.meaning_digest);
    let text =
        format!("policy meaning {policy}, case {} · {}", short(&determination.case.digest), determination.engine);
    Field { label: "Digests", text }
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

/// The beginning of a digest, by which a reader tells it from others.
pub(crate) fn short(digest: &str) -> &str {
    let digest = digest.strip_prefix("sha256:").unwrap_or(digest);
    digest.char_indices().nth(DIGEST).map_or(digest, |(end, _)| digest.get(..end).unwrap_or_default())
}
