//! The words for everything in a determination that is a name and not a text.
//!
//! One word for one thing, in text and Markdown alike.

use medpol_model::answer::{FactState, MissingCause, Outcome};
use medpol_model::policy::{Basis, Confidence, CriterionSeverity, Disposition, PolicyKind, PolicyStatus, SourceClass};

/// A result.
pub(crate) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::NotMet => "not met",
        Outcome::Unknown => "unknown",
        Outcome::NotApplicable => "not applicable",
    }
}

/// What follows from a result.
pub(crate) const fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Approve => "approve",
        Disposition::ClinicianReview => "clinician review",
        Disposition::RequestInformation => "request information",
        Disposition::ManualPolicyReview => "manual policy review",
    }
}

/// A kind of policy.
pub(crate) const fn kind(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Ncd => "national coverage determination (NCD)",
        PolicyKind::Lcd => "local coverage determination (LCD)",
        PolicyKind::Article => "billing and coding article",
        PolicyKind::PayerPolicy => "payer policy",
        PolicyKind::CodingEdits => "coding edits",
    }
}

/// Whether a policy is in force.
pub(crate) const fn status(status: PolicyStatus) -> &'static str {
    match status {
        PolicyStatus::Draft => "draft",
        PolicyStatus::Active => "active",
        PolicyStatus::Retired => "retired",
    }
}

/// What a policy was written from.
pub(crate) const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Published => "published: written from the issuer's own text",
        Basis::Reconstructed => "RECONSTRUCTED: not written from the issuer's own text, or only in part",
    }
}

/// The authority of a source.
pub(crate) const fn class(class: SourceClass) -> &'static str {
    match class {
        SourceClass::Ncd => "NCD",
        SourceClass::Lcd => "LCD",
        SourceClass::Article => "article",
        SourceClass::Regulation => "regulation",
        SourceClass::Internal => "payer's own",
        SourceClass::Literature => "literature",
        SourceClass::Restatement => "restated by others",
    }
}

/// The weight of a criterion.
pub(crate) const fn severity(severity: CriterionSeverity) -> &'static str {
    match severity {
        CriterionSeverity::Reject => "a request cannot go on",
        CriterionSeverity::Warn => "somebody should look",
        CriterionSeverity::Info => "for information",
    }
}

/// How a fact came by its value; empty where it was simply stated.
pub(crate) const fn state(state: FactState) -> &'static str {
    match state {
        FactState::Given => "",
        FactState::Derived => "derived from other facts",
        FactState::OnRecordAsAbsent => "on record as absent",
        FactState::AnswerUnknown => "asked, answer unknown",
        FactState::Conflicting => "the records disagree",
        FactState::NotOnRecord => "not on record",
        FactState::NotApplicable => "not applicable",
        FactState::Assumed => "not on record, assumed",
    }
}

/// Why a fact is asked for; empty where it was simply never mentioned.
pub(crate) const fn cause(cause: MissingCause) -> &'static str {
    match cause {
        MissingCause::NotOnRecord => "",
        MissingCause::AnswerUnknown => "asked before, and the answer was unknown",
        MissingCause::NotPreciseEnough => "what is on record leaves the question open",
        MissingCause::Conflicting => "THE RECORDS DISAGREE",
        MissingCause::ListIncomplete => "the list on record may not be complete",
        MissingCause::NotEvidenced => "asserted, and the policy wants to see evidence",
    }
}

/// How certain it is that a document says so; empty where it was read there.
pub(crate) const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Read => "",
        Confidence::Secondary => "restated by somebody else, not read in the document itself",
        Confidence::Inferred => "deduced, not read in the document",
    }
}

/// What is added to dates or states that were not read in the document itself.
pub(crate) fn doubts(certainty: Option<Confidence>, note: Option<&str>) -> String {
    let certainty = certainty.map(confidence).filter(|words| !words.is_empty()).map(str::to_owned);
    let note = note.map(|note| note.split_whitespace().collect::<Vec<_>>().join(" "));
    let parts: Vec<String> = certainty.into_iter().chain(note).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}
