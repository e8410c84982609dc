//! A policy as a document that can be read: what it says, where that comes from, and what follows.
//!
//! Written from the compiled policy, so a reader sees what is applied. No case is known here.

mod condition;

use std::fmt::Write as _;

use medpol_model::{
    Basis, Citation, Disposition, Dispositions, Policy, PolicyKind, PolicyStatus, Position, Role, Source, SourceClass,
    States, Symbols,
};

use crate::Colour;
use crate::determination::outline::{Alert, Entry, Field, Outline, Section, Sign};
use crate::determination::{markdown as in_markdown, text as in_text, words};

/// A policy to be read, and why this version.
#[derive(Clone, Copy, Debug)]
pub struct PolicyView<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The numbered texts of its library.
    pub symbols: &'a Symbols,
    /// Why this version is shown.
    pub because: &'a str,
}

const CLOSING: &str = "This is the policy as it is applied, in the words of those who encoded it. Where it matters, \
    the publisher's own document is what counts.";

/// The policy as text for a person, ending in a line end.
pub fn text(view: PolicyView<'_>, colour: Colour) -> String {
    in_text::written(&outline(view), colour)
}

/// The policy as Markdown, ending in a line end.
pub fn markdown(view: PolicyView<'_>) -> String {
    in_markdown::written(&outline(view))
}

fn outline(view: PolicyView<'_>) -> Outline {
    let policy = view.policy;
    let conditions = condition::Conditions { policy, symbols: view.symbols };
    let is_deferring = matches!(policy.position, Position::Defers { .. });
    let decides = policy.kind != PolicyKind::CodingEdits && !is_deferring;
    let criteria = if is_deferring { Vec::new() } else { conditions.list(&policy.criteria, Role::Member) };
    let sections = [
        Section { title: "Sources", entries: policy.sources.iter().map(source).collect() },
        Section { title: "Definitions", entries: definitions(policy) },
        Section { title: criteria_title(policy), entries: criteria },
        Section { title: "Exclusions: none may apply", entries: conditions.list(&policy.exclusions, Role::Exclusion) },
        Section { title: "What follows", entries: if decides { dispositions(policy) } else { Vec::new() } },
        Section { title: "Not encoded", entries: not_encoded(policy) },
        Section { title: "Revisions", entries: revisions(policy) },
    ];
    Outline {
        sign: Sign::Holds,
        headline: policy.title.to_string(),
        alerts: alerts(policy),
        particulars: particulars(view),
        sections: sections.into_iter().filter(|section| !section.entries.is_empty()).collect(),
        imprint: vec![Field {
            label: "Digests",
            text: format!("meaning {}, text {}", short(&policy.meaning_digest), short(&policy.text_digest)),
        }],
        closing: CLOSING,
    }
}

/// What the criteria of a policy are.
fn criteria_title(policy: &Policy) -> &'static str {
    match (policy.kind, &policy.position) {
        (PolicyKind::CodingEdits, _) => "Edits: each must hold of the claim",
        (_, Position::NotCovered) => "Position",
        _ => "Criteria: each must be met",
    }
}

fn short(digest: &str) -> &str {
    digest.strip_prefix("sha256:").unwrap_or(digest).get(..12).unwrap_or(digest)
}

fn alerts(policy: &Policy) -> Vec<Alert> {
    let alert = |title, text: &str| Alert { title, text: text.to_owned() };
    let mut alerts = Vec::new();
    if policy.basis == Basis::Reconstructed {
        alerts.push(alert("RECONSTRUCTED POLICY", "The issuer's own text was not read, or not in full."));
    }
    match policy.status {
        PolicyStatus::Draft => alerts.push(alert("DRAFT POLICY", "It is still being written and never chosen.")),
        PolicyStatus::Retired => alerts.push(alert("RETIRED", "It applies to services inside its period only.")),
        PolicyStatus::Active => {}
    }
    if policy.applies_to.states == States::Unknown {
        alerts.push(alert("STATES UNKNOWN", "It is unknown where it applies, so it is applied only when it is named."));
    }
    alerts
}

fn particulars(view: PolicyView<'_>) -> Vec<Field> {
    let policy = view.policy;
    let field = |label, text: String| Field { label, text };
    let applies = &policy.applies_to;
    let list = |names: &[std::sync::Arc<str>]| names.join(", ");
    let mut fields = vec![
        field("Policy", policy.reference()),
        field("Shown", view.because.to_owned()),
        field(
            "Publisher",
            format!("{}, {}, {}", policy.publisher, words::kind(policy.kind), words::status(policy.status)),
        ),
        field(
            "Effective",
            match policy.effective.until {
                Some(until) => format!("{} to {until}", policy.effective.from),
                None => format!("from {}", policy.effective.from),
            } + &words::doubts(policy.doubts.effective, policy.doubts.effective_note.as_deref()),
        ),
    ];
    fields.extend(policy.review_by.map(|day| field("Review by", day.to_string())));
    fields.push(field("Basis", words::basis(policy.basis).to_owned()));
    fields.extend(match &policy.position {
        Position::CoveredWhen => None,
        Position::NotCovered => Some(field("Position", "NOT COVERED, whatever the facts".to_owned())),
        Position::Defers { to } => Some(field("Position", format!("defers to {to}; it is never evaluated itself"))),
    });
    fields.push(field("Services", list(&applies.services)));
    fields.extend((!applies.payers.is_empty()).then(|| field("Payers", list(&applies.payers))));
    let has_lines = !applies.lines_of_business.is_empty();
    fields.extend(has_lines.then(|| field("Line of business", list(&applies.lines_of_business))));
    fields.push(field(
        "States",
        match &applies.states {
            States::All => "all".to_owned(),
            States::Unknown => "UNKNOWN".to_owned(),
            States::Listed(states) => list(states) + &words::doubts(policy.doubts.states, None),
        },
    ));
    fields.extend(policy.supersedes.iter().map(|version| field("Supersedes", format!("version {version}"))));
    fields.extend(policy.succeeded_by.iter().map(|version| field("Succeeded by", version.to_string())));
    fields
}

fn entry(text: String, name: &str, details: Vec<Field>) -> Entry {
    Entry { depth: 0, sign: Sign::Question, standing: String::new(), text, name: name.to_owned(), details }
}

fn source(source: &Source) -> Entry {
    let field = |label, text: &str| Field { label, text: text.to_owned() };
    let mut details = Vec::new();
    details.extend(source.published.iter().map(|day| field("Published", day)));
    details.extend(source.url.iter().map(|url| field("Address", url)));
    details.extend(source.note.iter().map(|note| field("Note", note)));
    entry(format!("{} ({})", source.title, words::class(source.class)), &source.id, details)
}

fn definitions(policy: &Policy) -> Vec<Entry> {
    let definition = |definition: &medpol_model::Definition| {
        entry(definition.text.to_string(), &definition.fact, citations(&definition.citations))
    };
    policy.definitions.iter().map(definition).collect()
}

fn not_encoded(policy: &Policy) -> Vec<Entry> {
    let clause = |clause: &medpol_model::NotEncoded| {
        entry(clause.reason.to_string(), "", citations(std::slice::from_ref(&clause.citation)))
    };
    policy.not_encoded.iter().map(clause).collect()
}

fn revisions(policy: &Policy) -> Vec<Entry> {
    let revision = |revision: &medpol_model::Revision| {
        entry(format!("version {}, {}: {}", revision.version, revision.date, revision.note), "", Vec::new())
    };
    policy.revisions.iter().map(revision).collect()
}

fn dispositions(policy: &Policy) -> Vec<Entry> {
    let Dispositions {
        met,
        not_met,
        not_met_but_unknown,
        unknown_facts,
        unknown_judgment_only,
        unknown_conflicting,
        not_applicable,
    } = policy.disposition;
    let line = |result: &str, disposition: Disposition| {
        entry(format!("{result} → {}", words::disposition(disposition)), "", Vec::new())
    };
    if policy.position == Position::NotCovered {
        return vec![line("not met", not_met)];
    }
    let mut lines = vec![line("met", met), line("not met", not_met)];
    lines.extend(
        (not_met_but_unknown != not_met).then(|| line("not met while other facts are missing", not_met_but_unknown)),
    );
    lines.push(line("unknown, because facts are missing", unknown_facts));
    lines.extend(
        (unknown_judgment_only != unknown_facts)
            .then(|| line("unknown, because only a clinician's judgment is missing", unknown_judgment_only)),
    );
    lines.extend(
        (unknown_conflicting != unknown_facts).then(|| line("unknown, because records disagree", unknown_conflicting)),
    );
    lines.extend((not_applicable != met).then(|| line("not applicable", not_applicable)));
    lines
}

/// Where something comes from, one line each.
fn citations(citations: &[Citation]) -> Vec<Field> {
    citations.iter().map(|citation| Field { label: "Source", text: citation_text(citation) }).collect()
}

fn citation_text(citation: &Citation) -> String {
    let mut text = citation.source.to_string();
    if citation.class != SourceClass::Internal {
        let _ = write!(text, " ({})", words::class(citation.class));
    }
    if let Some(section) = &citation.section {
        let _ = write!(text, ", {section}");
    }
    if let Some(quote) = &citation.quote {
        let _ = write!(text, ": “{}”", quote.trim());
    }
    if !citation.cites.is_empty() {
        let cited: Vec<&str> = citation.cites.iter().map(|cited| &*cited.source).collect();
        let _ = write!(text, ", which cites {}", cited.join(", "));
    }
    text
}
