//! "What to ask for" and "For a clinician to say": each missing fact as its question.
//!
//! The questions, their order and the documents are the determination's.

use medpol_model::answer::{DatePart, Determination, Missing, MissingCause};

use super::outline::{Entry, Field, Section, Sign};
use super::words;

/// The facts that a document can answer.
pub(super) fn facts(determination: &Determination) -> Section {
    let entries = determination.missing.iter().filter(|missing| !missing.judgment).map(entry).collect();
    Section { title: "What to ask for", entries }
}

/// The facts that only a clinician can answer.
pub(super) fn judgments(determination: &Determination) -> Section {
    let entries = determination.missing.iter().filter(|missing| missing.judgment).map(entry).collect();
    Section { title: "For a clinician to say", entries }
}

/// A question, with the documents that would answer it.
pub(crate) fn entry(missing: &Missing) -> Entry {
    let documents: Vec<_> = missing.evidence.iter().map(|document| &**document).collect();
    let text = match documents.as_slice() {
        [] => missing.question.clone(),
        some => format!("{} – {}", missing.question.trim_end(), some.join(" or ")),
    };
    let cause = words::cause(missing.cause);
    let cause = missing.decides.map_or(cause, DatePart::words);
    let because = match (&missing.on_record, cause) {
        (None, "") => None,
        (None, cause) => Some(cause.to_owned()),
        (Some(record), "") => Some(record.clone()),
        (Some(record), cause) => Some(format!("{record} – {cause}")),
    };
    let criteria: Vec<_> = missing.criteria.iter().map(|name| &**name).collect();
    let needed = (!criteria.is_empty()).then(|| Field { label: "Needed for", text: criteria.join(", ") });
    let because = because.map(|text| Field { label: if missing.on_record.is_some() { "On record" } else { "" }, text });
    let sign = if missing.cause == MissingCause::Conflicting { Sign::Conflict } else { Sign::Question };
    Entry {
        depth: 0,
        sign,
        standing: String::new(),
        text,
        name: missing.fact.clone(),
        details: because.into_iter().chain(needed).collect(),
    }
}
