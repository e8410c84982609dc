//! What follows from each result. A policy never denies.

use medpol_model::policy::{Basis, Disposition, Dispositions};
use medpol_syntax::document::{DeterminationDocument, DispositionDocument, Text, UnknownDocument};

fn disposition(word: &Text) -> Option<Disposition> {
    match &*word.text {
        "approve" => Some(Disposition::Approve),
        "clinician_review" => Some(Disposition::ClinicianReview),
        "request_information" => Some(Disposition::RequestInformation),
        "manual_policy_review" => Some(Disposition::ManualPolicyReview),
        _ => None,
    }
}

/// What follows from each result. A reconstructed policy approves nothing by itself.
pub(super) fn dispositions(entry: Option<&DeterminationDocument>, basis: Basis) -> Dispositions {
    let written: Option<&DispositionDocument> = entry.and_then(|entry| entry.disposition.as_ref());
    let word = |text: Option<&Text>, default| text.and_then(disposition).unwrap_or(default);
    let met = word(written.and_then(|written| written.met.as_ref()), Disposition::Approve);
    let met = match (met, basis) {
        (Disposition::Approve, Basis::Reconstructed) => Disposition::ManualPolicyReview,
        (met, _) => met,
    };
    let not_met = word(written.and_then(|written| written.not_met.as_ref()), Disposition::ClinicianReview);
    let ask = Disposition::RequestInformation;
    let (facts, judgment_only, conflicting) = match written.and_then(|written| written.unknown.as_ref()) {
        None => (ask, Disposition::ClinicianReview, Disposition::ClinicianReview),
        Some(UnknownDocument::Word(text)) => {
            let all = word(Some(text), ask);
            (all, all, all)
        }
        Some(UnknownDocument::Causes { facts, judgment_only, conflicting }) => (
            word(facts.as_ref(), ask),
            word(judgment_only.as_ref(), Disposition::ClinicianReview),
            word(conflicting.as_ref(), Disposition::ClinicianReview),
        ),
    };
    Dispositions {
        met,
        not_met,
        not_met_but_unknown: word(written.and_then(|written| written.not_met_but_unknown.as_ref()), not_met),
        unknown_facts: facts,
        unknown_judgment_only: judgment_only,
        unknown_conflicting: conflicting,
        not_applicable: Disposition::ManualPolicyReview,
    }
}
