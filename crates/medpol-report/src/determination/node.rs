//! One node in words: its status, what was read and compared, and where it comes from.
//!
//! Knows nothing of where in the outline the node is shown.

use medpol_model::answer::{Compared, Explained, Observed, PartRole, Standing};
use medpol_model::case::Evidence;
use medpol_model::policy::{Citation, Confidence};

use super::outline::{Field, Sign};
use super::words;

/// What it means for the reader that a node is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// Good: a criterion or a part of one.
    Wanted,
    /// It turns something off or on: a condition, an exception, a part of an exclusion.
    Neutral,
}

impl Sense {
    /// The sense of a node whose parent has this one.
    pub(super) fn below(self, node: &Explained) -> Self {
        match node.part {
            None | Some(PartRole::Satisfies | PartRole::Then | PartRole::Else) => self,
            Some(
                PartRole::Where
                | PartRole::If
                | PartRole::Exception
                | PartRole::Waiver
                | PartRole::NoneOf
                | PartRole::Not,
            ) => Self::Neutral,
        }
    }
}

/// The sign and the words for the status of a node.
///
/// Inside an exclusion, or in a condition or exception, a node is neither good nor bad: a tick there
/// would say the opposite of what it means for the request.
pub(super) fn standing(node: &Explained, sense: Sense) -> (Sign, String) {
    let (sign, word) = match (node.status, sense) {
        (Standing::Applies, _) => (Sign::Bad, "applies"),
        (Standing::DoesNotApply, _) => (Sign::Good, "does not apply"),
        (Standing::Met, Sense::Wanted) => (Sign::Good, "met"),
        (Standing::NotMet, Sense::Wanted) => (Sign::Bad, "not met"),
        (Standing::Met, Sense::Neutral) => (Sign::Holds, "met"),
        (Standing::NotMet, Sense::Neutral) => (Sign::HoldsNot, "not met"),
        (Standing::Unknown, _) => (Sign::Open, "unknown"),
        (Standing::NotApplicable, _) => (Sign::Quiet, "not applicable"),
    };
    match node.part {
        None => (sign, word.to_owned()),
        Some(part) => (sign, format!("{}: {word}", part.words())),
    }
}

/// What the policy says, or else why the node has its status, with the list element it is about.
pub(super) fn says(node: &Explained) -> String {
    let text = node.text.as_deref().unwrap_or(&node.why);
    match &node.element {
        Some(element) => format!("{element}: {text}"),
        None => text.to_owned(),
    }
}

/// Why it has its status, where [`says`] does not already say it.
pub(super) fn why(node: &Explained) -> Option<&str> {
    node.text.as_ref().map(|_| node.why.as_str())
}

/// What qualifies a node: assumed, waived, excepted, advisory, weight.
pub(super) fn remarks(node: &Explained) -> Vec<Field> {
    let mut remarks = Vec::new();
    let mut remark = |label, text: &str| remarks.push(Field { label, text: text.to_owned() });
    if let Some(because) = &node.assumed {
        remark("Assumed", because);
    }
    if node.waived {
        remark("Waived", "met only because it was waived");
    }
    if node.excepted {
        remark("Excepted", "not met only because an exception applies");
    }
    if node.advisory {
        remark("Advisory", "shown, never decides");
    }
    if let Some(severity) = node.severity {
        remark("Weight", words::severity(severity));
    }
    remarks
}

/// How certain it is that the document says so.
pub(super) fn confidence(node: &Explained) -> Confidence {
    node.confidence.unwrap_or_default()
}

/// What a reader must know of a node that was not read in the document itself, unless the node above,
/// which is as certain as `above`, has said it already.
pub(super) fn reconstructed(node: &Explained, above: Confidence) -> Option<Field> {
    let own = confidence(node);
    let is_news = own != above && own != Confidence::Read;
    is_news.then(|| Field { label: "RECONSTRUCTED", text: words::confidence(own).to_owned() })
}

/// The documents behind what was read. Value, threshold and distance are in the reason already.
pub(super) fn evidence_of(facts: &[Observed]) -> Vec<Field> {
    let proven = facts.iter().filter(|fact| !fact.evidence.is_empty() || fact.judgment);
    proven.map(|fact| Field { label: "On record", text: observed(fact) }).collect()
}

/// What was read and what it was compared with.
pub(super) fn proof(node: &Explained) -> Vec<Field> {
    let observed = node.observed.iter().map(|fact| Field { label: "On record", text: observed(fact) });
    let compared = node.compared.iter().map(|side| Field { label: "Compared with", text: compared(side) });
    observed.chain(compared).collect()
}

fn observed(fact: &Observed) -> String {
    let state = words::state(fact.state);
    let judgment = if fact.judgment { "a clinician's judgment" } else { "" };
    let remarks: Vec<_> = [state, judgment].into_iter().filter(|word| !word.is_empty()).collect();
    let value = match (&fact.value, remarks.is_empty()) {
        (Some(value), true) => value.clone(),
        (Some(value), false) => format!("{value} ({})", remarks.join(", ")),
        (None, true) => "no value".to_owned(),
        (None, false) => remarks.join(", "),
    };
    let evidence: Vec<_> = fact.evidence.iter().map(document).collect();
    if evidence.is_empty() {
        format!("{}: {value}", fact.label)
    } else {
        format!("{}: {value} – {}", fact.label, evidence.join("; "))
    }
}

fn document(evidence: &Evidence) -> String {
    let parts = [Some(&evidence.document), evidence.date.as_ref(), evidence.locator.as_ref()];
    let place = parts.into_iter().flatten().map(|part| &**part).collect::<Vec<_>>().join(", ");
    match &evidence.origin {
        Some(origin) => format!("{place} (entered: {origin})"),
        None => place,
    }
}

fn compared(side: &Compared) -> String {
    match &side.distance {
        Some(distance) => format!("{} (distance {distance})", side.words()),
        None => side.words(),
    }
}

/// Where something comes from.
pub(crate) fn sources(citations: &[Citation]) -> Vec<Field> {
    citations.iter().map(|citation| Field { label: "Source", text: source(citation) }).collect()
}

/// A citation as short as it can be and still be found.
pub(super) fn citation_in_a_line(citation: &Citation) -> String {
    let section = citation.section.as_ref().map(|section| format!(", {section}"));
    let cited: Vec<&str> = citation.cites.iter().map(|cited| &*cited.source).collect();
    let grounds = (!cited.is_empty()).then(|| format!(" (cites {})", cited.join(", ")));
    let quote = citation.quote.as_ref().map(|quote| format!(": “{}”", quote.trim()));
    [Some(citation.source.to_string()), section, grounds, quote].into_iter().flatten().collect()
}

fn source(citation: &Citation) -> String {
    let section = citation.section.as_ref().map(|section| format!(", {section}"));
    let quote = citation.quote.as_ref().map(|quote| format!(": “{}”", quote.trim()));
    let cited = citation.cites.iter().map(|cited| format!("{} ({})", cited.source, words::class(cited.class)));
    let cited = cited.collect::<Vec<_>>().join(", ");
    let grounds = (!cited.is_empty()).then(|| format!(", which cites {cited}"));
    let start = format!("{} ({})", citation.source, words::class(citation.class));
    [Some(start), section, quote, grounds].into_iter().flatten().collect()
}
