//! Facts as their vocabulary defines them, and named sets of codes.

use medpol_model::answer::{Change, ChangeKind, ChangedPart, DescribedCodes, DescribedFact, Effect};

use super::head::paired;
use super::key::whole;

/// What changed in the definitions of facts; that a fact is read by only one of two policies follows from their criteria
/// and is told as such.
pub(crate) fn facts(before: &[DescribedFact], after: &[DescribedFact]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (path, was, is) in paired(before, after, |fact| fact.path.to_string()) {
        let change = |kind, effect, before: Option<String>, after: Option<String>| Change {
            kind,
            part: ChangedPart::Fact,
            subject: path.clone(),
            effect,
            before,
            after,
            words: Vec::new(),
        };
        match (was, is) {
            (Some(was), Some(is)) => {
                if was.label != is.label {
                    let (old, new) = (Some(was.label.to_string()), Some(is.label.to_string()));
                    changes.push(change(ChangeKind::Reworded, Effect::Tells, old, new));
                }
                if was.words != is.words {
                    changes.push(change(ChangeKind::Reworded, Effect::Tells, told(was), told(is)));
                }
                let (old, new) = (defined(was), defined(is));
                if old != new {
                    changes.push(change(ChangeKind::Condition, Effect::Decides, Some(old), Some(new)));
                }
            }
            (None, Some(is)) => changes.push(change(ChangeKind::Added, Effect::Tells, None, Some(named(is)))),
            (Some(was), None) => changes.push(change(ChangeKind::Removed, Effect::Tells, Some(named(was)), None)),
            (None, None) => {}
        }
    }
    changes
}

/// What changed in named sets of codes: the codes that only one of them has.
pub(crate) fn codes(before: &[DescribedCodes], after: &[DescribedCodes]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (name, was, is) in paired(before, after, |set| set.name.clone()) {
        let list = |set: Option<&DescribedCodes>| set.map_or_else(Vec::new, |set| set.codes.clone());
        let kind = match (was, is) {
            (Some(_), Some(_)) => ChangeKind::Codes,
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
        };
        changes.extend(codes_change(&name, kind, &list(was), &list(is)));
    }
    changes
}

/// The codes that only one of two lists has.
pub(super) fn codes_change(name: &str, kind: ChangeKind, before: &[String], after: &[String]) -> Option<Change> {
    let only = |list: &[String], other: &[String]| {
        let own: Vec<&str> = list.iter().filter(|code| !other.contains(code)).map(String::as_str).collect();
        (!own.is_empty()).then(|| own.join(", "))
    };
    let (gone, added) = (only(before, after), only(after, before));
    (gone.is_some() || added.is_some()).then(|| Change {
        kind,
        part: ChangedPart::ValueSet,
        subject: name.to_owned(),
        effect: Effect::Decides,
        before: gone,
        after: added,
        words: Vec::new(),
    })
}

fn named(fact: &DescribedFact) -> String {
    format!("{}: {}", fact.label, fact.r#type)
}

/// The words that are given for sentences about a fact; none where there are none.
fn told(fact: &DescribedFact) -> Option<String> {
    let words: Vec<String> = fact.words.iter().map(|given| format!("{}: {}", given.key, given.words)).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// Everything in a definition that can decide.
fn defined(fact: &DescribedFact) -> String {
    let DescribedFact { path: _, label: _, r#type, asked_when, follows, follows_where, words: _ } = fact;
    let mut text = r#type.clone();
    if let Some(asked) = asked_when {
        text = format!("{text}; asked when {}", whole(asked));
    }
    if let Some(follows) = follows {
        text = format!("{text}; follows: {follows}");
    }
    if let Some(counts) = follows_where {
        text = format!("{text}; counts where {}", whole(counts));
    }
    text
}
