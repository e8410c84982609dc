//! Described conditions as entries: what the author wrote, its result, and its parts below it.

use medpol_model::answer::{ConditionOperator, ConditionPart, DescribedCondition, DescribedEdit};
use medpol_model::policy::{Citation, Confidence, SourceClass};

use crate::determination::outline::{Entry, Field, Sign};
use crate::determination::words;

/// What is above a condition.
#[derive(Clone, Copy)]
struct Above {
    sign: Sign,
    confidence: Confidence,
    depth: usize,
}

/// Some conditions with everything below them.
pub(super) fn list(conditions: &[DescribedCondition], sign: Sign) -> Vec<Entry> {
    let mut entries = Vec::new();
    for condition in conditions {
        add(condition, Above { sign, confidence: Confidence::Read, depth: 0 }, &mut entries);
    }
    entries
}

/// One condition with everything below it, so deep below another entry.
pub(super) fn below(condition: &DescribedCondition, depth: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    add(condition, Above { sign: Sign::Question, confidence: Confidence::Read, depth }, &mut entries);
    entries
}

fn add(condition: &DescribedCondition, above: Above, entries: &mut Vec<Entry>) {
    entries.push(Entry {
        depth: above.depth,
        sign: above.sign,
        standing: part(condition.part).to_owned(),
        text: said(condition),
        name: condition.id.as_deref().unwrap_or_default().to_owned(),
        details: details(condition, above),
    });
    let blamed = condition.edit.as_ref().and_then(|edit| edit.names_where.as_deref());
    let inside = Above { sign: Sign::Question, confidence: condition.confidence, depth: above.depth + 1 };
    for inner in &condition.parts {
        add(inner, inside, entries);
    }
    if let Some(condition) = blamed {
        let first = entries.len();
        add(condition, inside, entries);
        if let Some(first) = entries.get_mut(first) {
            "lines to name where".clone_into(&mut first.standing);
        }
    }
}

/// What the author wrote, with the operator where it holds others; else its result.
fn said(condition: &DescribedCondition) -> String {
    let Some(text) = &condition.text else { return condition.says.clone() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_leaf(condition) { text } else { format!("{text} ({})", condition.says) }
}

/// Whether a condition is told by what it means, below what its author wrote.
const fn is_leaf(condition: &DescribedCondition) -> bool {
    match condition.operator {
        ConditionOperator::Fact
        | ConditionOperator::Known
        | ConditionOperator::Count
        | ConditionOperator::Sum
        | ConditionOperator::Settled => true,
        ConditionOperator::All
        | ConditionOperator::Any
        | ConditionOperator::None
        | ConditionOperator::Not
        | ConditionOperator::Satisfied
        | ConditionOperator::Of
        | ConditionOperator::Except
        | ConditionOperator::Waive
        | ConditionOperator::If
        | ConditionOperator::Criterion
        | ConditionOperator::Some
        | ConditionOperator::Without
        | ConditionOperator::Every
        | ConditionOperator::Latest
        | ConditionOperator::Earliest => false,
    }
}

fn details(condition: &DescribedCondition, above: Above) -> Vec<Field> {
    let field = |label, text: &str| Field { label, text: text.to_owned() };
    let mut details = Vec::new();
    if condition.text.is_some() && is_leaf(condition) {
        details.push(field("Means", &condition.says));
    }
    details.extend(condition.edit.iter().flat_map(edit));
    details.extend(condition.origin.iter().map(|origin| field("From", origin)));
    details.extend(condition.note.iter().map(|note| field("Reading", note)));
    let allowed = condition.allowed.iter();
    details.extend(allowed.map(|own| field("Allowed finding", &format!("{}: {}", own.code, own.because))));
    details.extend(condition.because.iter().map(|because| field("Taken for granted", because)));
    if condition.advisory {
        details.push(field("Advisory", "shown, never decides"));
    }
    if condition.edit.is_none() {
        details.extend(condition.severity.map(|severity| field("Weight", words::severity(severity))));
    }
    if condition.confidence != above.confidence && condition.confidence != Confidence::Read {
        details.push(field("Confidence", words::confidence(condition.confidence)));
    }
    // Citations are inherited, so that a part repeats what is above it already.
    if above.depth == 0 {
        details.extend(citations(&condition.citations));
    }
    details
}

fn edit(edit: &DescribedEdit) -> Vec<Field> {
    let field = |label, text: &str| Field { label, text: text.to_owned() };
    let mut details = vec![field("Message", &edit.message)];
    details.extend(edit.remedy.iter().map(|remedy| field("Remedy", remedy)));
    details.push(field("Weight", words::severity(edit.severity)));
    details.push(field("Lines", &edit.lines));
    details.extend(edit.names.iter().map(|names| field("Lines to name", names)));
    details
}

/// Where something comes from, one line each.
pub(super) fn citations(citations: &[Citation]) -> Vec<Field> {
    citations.iter().map(|citation| Field { label: "Source", text: citation_text(citation) }).collect()
}

fn citation_text(citation: &Citation) -> String {
    let mut text = citation.source.to_string();
    if citation.class != SourceClass::Internal {
        text = format!("{text} ({})", words::class(citation.class));
    }
    if let Some(section) = &citation.section {
        text = format!("{text}, {section}");
    }
    if let Some(quote) = &citation.quote {
        text = format!("{text}: “{}”", quote.trim());
    }
    if !citation.cites.is_empty() {
        let cited: Vec<&str> = citation.cites.iter().map(|cited| &*cited.source).collect();
        text = format!("{text}, which cites {}", cited.join(", "));
    }
    text
}

/// What a condition is to the one above, where that has to be said.
const fn part(part: ConditionPart) -> &'static str {
    match part {
        ConditionPart::Member | ConditionPart::Base => "",
        ConditionPart::Where => "where",
        ConditionPart::Satisfies => "satisfies",
        ConditionPart::If => "if",
        ConditionPart::Then => "then",
        ConditionPart::Else => "else",
        ConditionPart::ExceptWhen => "except when",
        ConditionPart::WaivedWhen => "waived when",
    }
}
