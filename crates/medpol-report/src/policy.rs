//! A policy as a document that can be read: what it says, where that comes from, and what follows.
//!
//! Text and Markdown are writings of one outline of the described policy. No node and no case is known
//! here.

mod condition;
mod digests;
mod json;
mod value_set;

use std::sync::Arc;

use medpol_model::answer::{
    DescribedCondition, DescribedDetermination, DescribedDispositions, DescribedFact, DescribedHead, DescribedPosition,
    DescribedSource, Description, ListedStates,
};
use medpol_model::policy::{Basis, Disposition, PolicyKind, PolicyStatus};

pub use self::digests::digests;
pub use self::json::json;
pub use self::value_set::{json as value_set_json, markdown as value_set_markdown, text as value_set_text};

use crate::Colour;
use crate::determination::header::short;
use crate::determination::outline::{Alert, Entry, Field, Outline, Section, Sign};
use crate::determination::{markdown as in_markdown, text as in_text, words};
use crate::facts::in_sentences;
use condition::{below, citations, list};

const CLOSING: &str = "This is the policy as it is applied, in the words of those who encoded it. Where it matters, \
    the publisher's own document is what counts.";

/// The policy as text for a person, ending in a line end.
pub fn text(description: &Description, colour: Colour) -> String {
    in_text::written(&outline(description), colour)
}

/// The policy as Markdown, ending in a line end.
pub fn markdown(description: &Description) -> String {
    in_markdown::written(&outline(description))
}

fn outline(described: &Description) -> Outline {
    let head = &described.policy;
    let is_edits = head.kind == PolicyKind::CodingEdits;
    let mut sections = vec![
        Section { title: "Sources", entries: described.sources.iter().map(source).collect() },
        Section { title: "Definitions", entries: definitions(described) },
        Section { title: criteria_title(head), entries: list(&described.criteria, Sign::Question) },
        Section { title: "Exclusions: none may apply", entries: list(&described.exclusions, Sign::HoldsNot) },
        Section { title: "Met when", entries: met_when(&described.determinations) },
    ];
    if !is_edits {
        let follows = described.determinations.iter().flat_map(|entry| dispositions(head, entry));
        sections.push(Section { title: "What follows", entries: follows.collect() });
    }
    sections.extend([
        Section { title: "Facts that are read", entries: described.facts.iter().flat_map(fact).collect() },
        Section { title: "Value sets", entries: codes(described) },
        Section { title: "Not encoded", entries: not_encoded(described) },
        Section { title: "Revisions", entries: revisions(described) },
    ]);
    Outline {
        sign: Sign::Holds,
        headline: head.title.to_string(),
        alerts: alerts(described),
        particulars: particulars(described),
        sections: sections.into_iter().filter(|section| !section.entries.is_empty()).collect(),
        background: Vec::new(),
        lists: Vec::new(),
        imprint: vec![Field {
            label: "Digests",
            text: format!(
                "meaning {}, governs {}, text {}",
                short(&head.meaning_digest),
                short(&head.governs_digest),
                short(&head.text_digest)
            ),
        }],
        closing: CLOSING,
    }
}

/// What the criteria of a policy are.
fn criteria_title(head: &DescribedHead) -> &'static str {
    match (head.kind, &head.position) {
        (PolicyKind::CodingEdits, _) => "Edits: the claim must meet each of them",
        (_, DescribedPosition::NotCovered) => "Position",
        (_, DescribedPosition::CoveredWhen | DescribedPosition::Defers(_)) => "Criteria: each must be met",
    }
}

fn alerts(described: &Description) -> Vec<Alert> {
    let alert = |title, text: &str| Alert { title, text: text.to_owned() };
    let mut alerts = Vec::new();
    if described.policy.basis == Basis::Reconstructed {
        alerts.push(alert("RECONSTRUCTED POLICY", "The issuer's own text was not read, or not in full."));
    }
    match described.policy.status {
        PolicyStatus::Draft => alerts.push(alert("DRAFT POLICY", "It is still being written and never chosen.")),
        PolicyStatus::Retired => alerts.push(alert("RETIRED", "It applies to services inside its period only.")),
        PolicyStatus::Active => {}
    }
    if described.applies_to.states == ListedStates::Unknown {
        alerts
            .push(alert("STATES UNKNOWN", "It is not known where it applies, so it is applied only when it is named."));
    }
    alerts
}

fn particulars(described: &Description) -> Vec<Field> {
    let (head, applies) = (&described.policy, &described.applies_to);
    let field = |label, text: String| Field { label, text };
    let joined = |names: &[Arc<str>]| names.join(", ");
    let mut fields = vec![
        field("Policy", format!("{}@{}", head.id, head.version)),
        field("Shown", described.because.clone()),
        field("Publisher", format!("{}, {}, {}", head.publisher, words::kind(head.kind), words::status(head.status))),
        field(
            "Effective",
            match &head.effective_until {
                Some(until) => format!("{} to {until}", head.effective_from),
                None => format!("from {}", head.effective_from),
            } + &words::doubts(head.doubts.effective, head.doubts.effective_note.as_deref()),
        ),
    ];
    fields.extend(head.review_by.clone().map(|day| field("Review by", day)));
    fields.push(field("Basis", words::basis(head.basis).to_owned()));
    fields.extend(match &head.position {
        DescribedPosition::CoveredWhen => None,
        DescribedPosition::NotCovered => Some(field("Position", "NOT COVERED, whatever the facts".to_owned())),
        DescribedPosition::Defers(to) => {
            Some(field("Position", format!("defers to {to}; it is never evaluated itself")))
        }
    });
    fields.push(field("Services", joined(&applies.services)));
    fields.extend((!applies.drugs.is_empty()).then(|| field("Drugs", joined(&applies.drugs))));
    fields.extend((!applies.payers.is_empty()).then(|| field("Payers", joined(&applies.payers))));
    let has_lines = !applies.lines_of_business.is_empty();
    fields.extend(has_lines.then(|| field("Line of business", joined(&applies.lines_of_business))));
    fields.push(field(
        "States",
        match &applies.states {
            ListedStates::All => "all".to_owned(),
            ListedStates::Unknown => "NOT KNOWN".to_owned(),
            ListedStates::Listed(states) => joined(states) + &words::doubts(head.doubts.states, None),
        },
    ));
    fields.extend(head.supersedes.iter().map(|version| field("Supersedes", format!("version {version}"))));
    fields.extend(head.succeeded_by.iter().map(|version| field("Succeeded by", version.to_string())));
    fields
}

pub(super) fn entry(text: String, name: &str, details: Vec<Field>) -> Entry {
    Entry { depth: 0, sign: Sign::Question, standing: String::new(), text, name: name.to_owned(), details }
}

fn source(source: &DescribedSource) -> Entry {
    let field = |label, text: &str| Field { label, text: text.to_owned() };
    let mut details = Vec::new();
    details.extend(source.published.iter().map(|day| field("Published", day)));
    details.extend(source.url.iter().map(|url| field("Address", url)));
    details.extend(source.note.iter().map(|note| field("Note", note)));
    entry(format!("{} ({})", source.title, words::class(source.class)), &source.id, details)
}

fn definitions(described: &Description) -> Vec<Entry> {
    let definitions = described.definitions.iter();
    definitions.map(|known| entry(known.text.to_string(), &known.fact, citations(&known.citations))).collect()
}

/// What decides, where that is not every criterion and no exclusion; and for which services.
fn met_when(determinations: &[DescribedDetermination]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for determination in determinations {
        let depth = usize::from(determination.requested.is_some());
        if let Some(requested) = &determination.requested {
            let services = format!("For {}", determination.services.join(", "));
            let asked = Field { label: "Requested", text: sentence(requested) };
            entries.push(entry(services, "", vec![asked]));
        }
        match &determination.met_when {
            Some(condition) => entries.extend(below(condition, depth)),
            None if depth > 0 => {
                let every = "every criterion is met, and no exclusion applies".to_owned();
                entries.push(Entry { depth, ..entry(every, "", Vec::new()) });
            }
            None => {}
        }
    }
    entries
}

/// A condition in one line, its parts in parentheses.
fn sentence(condition: &DescribedCondition) -> String {
    let parts: Vec<String> = condition.parts.iter().map(sentence).collect();
    if parts.is_empty() { condition.says.clone() } else { format!("{} ({})", condition.says, parts.join("; ")) }
}

fn dispositions(head: &DescribedHead, determination: &DescribedDetermination) -> Vec<Entry> {
    let DescribedDispositions {
        met,
        not_met,
        not_met_but_unknown,
        unknown_facts,
        unknown_judgment_only,
        unknown_conflicting,
        not_applicable,
    } = determination.dispositions;
    let services = determination.services.join(", ");
    let prefix = if services.is_empty() { String::new() } else { format!("{services}: ") };
    let line = |result: &str, disposition: Disposition| {
        entry(format!("{prefix}{result} → {}", words::disposition(disposition)), "", Vec::new())
    };
    if head.position == DescribedPosition::NotCovered {
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

/// A fact with its type, and how it follows from others.
fn fact(fact: &DescribedFact) -> Vec<Entry> {
    let follows = fact.follows.iter().map(|follows| Field { label: "Follows", text: follows.clone() });
    let told = (!fact.words.is_empty()).then(|| Field { label: "In sentences", text: in_sentences(&fact.words) });
    let details = follows.chain(told).collect();
    let mut entries = vec![entry(format!("{}: {}", fact.label, fact.r#type), &fact.path, details)];
    let mut part = |standing: &str, condition: &DescribedCondition| {
        let mut below = below(condition, 1);
        if let Some(first) = below.first_mut() {
            standing.clone_into(&mut first.standing);
        }
        entries.append(&mut below);
    };
    if let Some(condition) = &fact.follows_where {
        part("counts where", condition);
    }
    if let Some(condition) = &fact.asked_when {
        part("asked when", condition);
    }
    entries
}

fn codes(described: &Description) -> Vec<Entry> {
    described.value_sets.iter().map(|set| entry(set.codes.join(", "), &set.name, Vec::new())).collect()
}

fn not_encoded(described: &Description) -> Vec<Entry> {
    let gaps = described.not_encoded.iter();
    gaps.map(|gap| entry(gap.reason.to_string(), "", citations(std::slice::from_ref(&gap.citation)))).collect()
}

fn revisions(described: &Description) -> Vec<Entry> {
    let revisions = described.revisions.iter();
    revisions
        .map(|known| entry(format!("version {}, {}: {}", known.version, known.date, known.note), "", Vec::new()))
        .collect()
}
