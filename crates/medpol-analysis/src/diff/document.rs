//! Two vocabularies, and two value sets.

use std::sync::Arc;

use medpol_model::answer::{
    Change, ChangeKind, ChangedPart, DescribedCode, DescribedFact, DocumentDifference, Effect, ValueSetDescription,
};

use super::facts::{codes_change, facts};

/// What changed in a vocabulary: in all its facts, read or not. `None` where nothing did.
pub fn vocabulary_difference(
    id: &str,
    before: &[DescribedFact],
    after: &[DescribedFact],
) -> Option<DocumentDifference> {
    let changes = facts(before, after);
    let kind = ChangedPart::Vocabulary;
    (!changes.is_empty()).then(|| DocumentDifference { kind, id: Arc::from(id), changes, used_by: Vec::new() })
}

/// What changed in a value set; only one of them where it is new or gone. `None` where nothing did.
pub fn value_set_difference(
    id: &str,
    before: Option<&ValueSetDescription>,
    after: Option<&ValueSetDescription>,
) -> Option<DocumentDifference> {
    let change = |kind, effect, subject: &str, was: Option<&str>, is: Option<&str>| {
        (was != is).then(|| Change {
            kind,
            part: ChangedPart::ValueSet,
            subject: subject.to_owned(),
            effect,
            before: was.map(super::words::flat),
            after: is.map(super::words::flat),
            words: Vec::new(),
        })
    };
    let text = |text: fn(&ValueSetDescription) -> Option<&str>| (before.and_then(text), after.and_then(text));
    let (title, other_title) = text(|set| set.title.as_deref());
    let (system, other_system) = text(|set| Some(&*set.system));
    let (source, other_source) = text(|set| set.source.as_deref());
    let mut changes: Vec<Change> = [
        change(ChangeKind::Reworded, Effect::Tells, "title", title, other_title),
        change(ChangeKind::Value, Effect::Decides, "code system", system, other_system),
        change(ChangeKind::Citation, Effect::Tells, "source", source, other_source),
    ]
    .into_iter()
    .flatten()
    .collect();
    let kind = match (before, after) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        (Some(_), Some(_)) => ChangeKind::Codes,
    };
    let listed = |set: Option<&ValueSetDescription>| set.map_or_else(Vec::new, codes);
    changes.extend(codes_change(id, kind, &listed(before), &listed(after)));
    let kind = ChangedPart::ValueSet;
    (!changes.is_empty()).then(|| DocumentDifference { kind, id: Arc::from(id), changes, used_by: Vec::new() })
}

/// The codes of a set, each with the days on which it is valid.
fn codes(set: &ValueSetDescription) -> Vec<String> {
    let code = |code: &DescribedCode| {
        let DescribedCode { code, label: _, from, until } = code;
        match (from, until) {
            (None, None) => code.to_string(),
            (Some(from), None) => format!("{code} (from {from})"),
            (None, Some(until)) => format!("{code} (until {until})"),
            (Some(from), Some(until)) => format!("{code} ({from} to {until})"),
        }
    };
    let under = set.codes_under.iter().map(|stem| format!("every code under {stem}"));
    set.codes.iter().map(code).chain(under).collect()
}
