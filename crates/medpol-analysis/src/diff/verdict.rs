//! The result of a difference, in one line that is fit for a change record.
//!
//! "Proved" is said of what digests or a search among all cases have shown, and of nothing else.

use std::collections::BTreeSet;

use medpol_model::answer::{
    BoundedList, Change, ChangeKind, ComparedPolicy, CriterionDifference, Effect, Impact, MeaningDifference,
    MeaningDirection, PolicyDifference, Proved, RecordFinding, Verdict, VerdictKind,
};

use super::of_effect;

/// The verdict of what is still being put together.
pub(super) const fn none() -> Verdict {
    Verdict { kind: VerdictKind::NotDecided, line: String::new() }
}

/// The result of the difference of one policy.
pub fn verdict(difference: &PolicyDifference) -> Verdict {
    let verdict = |kind, line: String| Verdict { kind, line };
    let (Some(before), Some(after)) = (&difference.before, &difference.after) else {
        let line = if difference.before.is_none() { "new" } else { "gone" };
        return verdict(VerdictKind::OnlyOne, line.to_owned());
    };
    let Some(meaning) = &difference.meaning else { return none() };
    let Verdict { kind, line } = of_both(difference, before, after, meaning);
    Verdict { kind, line: bounded(meaning, &line) }
}

/// The verdict of a policy that both have.
fn of_both(
    difference: &PolicyDifference,
    before: &ComparedPolicy,
    after: &ComparedPolicy,
    meaning: &MeaningDifference,
) -> Verdict {
    let verdict = |kind, line: String| Verdict { kind, line };
    if meaning.direction != MeaningDirection::Same {
        return differs(difference, meaning);
    }
    if let Some(verdict) = records(meaning) {
        return verdict;
    }
    let (old, new) = (&before.policy, &after.policy);
    let is_other_version = old.id != new.id || old.version != new.version;
    let mut governs = selects(difference);
    // Two versions are in force on other days by their nature; one version is not.
    let dates = subjects(of_effect(difference, Effect::Dates));
    if !is_other_version {
        governs.extend(dates.iter().cloned());
    }
    if governs.is_empty() && dates.is_empty() && old.governs_digest != new.governs_digest && !is_other_version {
        governs.push("what it governs".to_owned());
    }
    if !governs.is_empty() {
        let line =
            format!("what decides did not change (proved); what it governs or what follows did: {}", list(&governs));
        return verdict(VerdictKind::GovernsOtherwise, line);
    }
    let is_reworded = difference.criteria.iter().flat_map(|criterion| &criterion.changes).any(is_wording);
    if is_reworded {
        return verdict(VerdictKind::SameMeaning, "wording changed, meaning did not (proved)".to_owned());
    }
    let is_identical = difference.criteria.is_empty() && difference.changes.is_empty() && !is_other_version;
    if is_identical && old.text_digest == new.text_digest {
        return verdict(VerdictKind::Identical, "nothing changed".to_owned());
    }
    let line = "nothing that decides or selects changed (proved)";
    verdict(VerdictKind::SameMeaning, line.to_owned())
}

/// A line in which "proved" says for how long lists it holds, where not for all.
fn bounded(meaning: &MeaningDifference, line: &str) -> String {
    match meaning.proved {
        Proved::SearchOfBoundedLists => line.replace("(proved)", &format!("({})", BoundedList::proved(&meaning.lists))),
        Proved::Digests | Proved::Search | Proved::NotDecided => line.to_owned(),
    }
}

/// The verdict where some patient gets something else, or it is not known.
fn differs(difference: &PolicyDifference, meaning: &MeaningDifference) -> Verdict {
    let deciding = difference.criteria.iter().filter(|criterion| decides(criterion));
    // A part counts as the criterion that it stands in.
    let deciding: BTreeSet<&str> =
        deciding.map(|criterion| &**criterion.within.as_ref().unwrap_or(&criterion.id)).collect();
    let counted = match deciding.len() {
        0 => String::new(),
        1 => ": 1 criterion".to_owned(),
        count => format!(": {count} criteria"),
    };
    let (kind, words) = match meaning.direction {
        MeaningDirection::Stricter => (VerdictKind::Stricter, "strictly stricter (proved)"),
        MeaningDirection::Looser => (VerdictKind::Looser, "strictly looser (proved)"),
        MeaningDirection::Both => {
            (VerdictKind::StricterAndLooser, "stricter for some patients and looser for others (proved)")
        }
        MeaningDirection::StricterAtLeast => {
            (VerdictKind::NotDecided, "stricter for some patients (proved); whether looser for others was not decided")
        }
        MeaningDirection::LooserAtLeast => {
            (VerdictKind::NotDecided, "looser for some patients (proved); whether stricter for others was not decided")
        }
        MeaningDirection::Same | MeaningDirection::NotDecided => {
            (VerdictKind::NotDecided, "not decided whether the meaning changed")
        }
    };
    let governs = selects(difference);
    let more = if governs.is_empty() { String::new() } else { format!("; it governs otherwise: {}", list(&governs)) };
    Verdict { kind, line: format!("{words}{counted}{more}") }
}

/// The verdict where every patient gets the same and some records do not.
fn records(meaning: &MeaningDifference) -> Option<Verdict> {
    let records = meaning.records.as_ref()?;
    let found = |finding: &RecordFinding| matches!(finding, RecordFinding::Found(_));
    let open = |finding: &RecordFinding| matches!(finding, RecordFinding::NotDecided);
    let patients = "every patient gets the same (proved)";
    let verdict = |kind, words: &str| Some(Verdict { kind, line: format!("{patients}; {words}") });
    match (found(&records.asks_more), found(&records.asks_less), found(&records.otherwise)) {
        (_, _, true) | (true, true, false) => {
            verdict(VerdictKind::RecordsDiffer, "some records come to something else (proved)")
        }
        (true, false, false) => verdict(VerdictKind::AsksForMore, "more has to be on record (proved)"),
        (false, true, false) => verdict(VerdictKind::AsksForLess, "less has to be on record (proved)"),
        (false, false, false) if open(&records.asks_more) || open(&records.asks_less) || open(&records.otherwise) => {
            verdict(VerdictKind::NotDecided, "whether every record does was not decided")
        }
        (false, false, false) => None,
    }
}

/// Whether a criterion asks something else, as far as is known.
fn decides(criterion: &CriterionDifference) -> bool {
    match &criterion.meaning {
        Some(meaning) => meaning.direction != MeaningDirection::Same,
        None => !criterion.same_meaning && criterion.changes.iter().any(|change| change.effect == Effect::Decides),
    }
}

/// What changed of what a policy governs and of what follows, by name.
fn selects(difference: &PolicyDifference) -> Vec<String> {
    subjects(of_effect(difference, Effect::Selects).chain(of_effect(difference, Effect::Follows)))
}

fn subjects<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<String> {
    let mut subjects: Vec<String> = changes.map(|change| change.subject.clone()).collect();
    subjects.sort();
    subjects.dedup();
    subjects
}

/// Whether a change is one of words.
const fn is_wording(change: &Change) -> bool {
    match change.kind {
        ChangeKind::Reworded
        | ChangeKind::Note
        | ChangeKind::MemberText
        | ChangeKind::Because
        | ChangeKind::Message
        | ChangeKind::Renamed
        | ChangeKind::Moved
        | ChangeKind::Operator
        | ChangeKind::Fact
        | ChangeKind::Comparator
        | ChangeKind::Threshold
        | ChangeKind::Unit
        | ChangeKind::Condition => true,
        ChangeKind::Added
        | ChangeKind::Removed
        | ChangeKind::Codes
        | ChangeKind::Exception
        | ChangeKind::Waiver
        | ChangeKind::Absence
        | ChangeKind::Evidence
        | ChangeKind::Citation
        | ChangeKind::Advisory
        | ChangeKind::Severity
        | ChangeKind::Confidence
        | ChangeKind::Disposition
        | ChangeKind::MetWhen
        | ChangeKind::Value => false,
    }
}

/// Names in a sentence.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What several verdicts have in common, in the order in which they are told.
const GROUPS: [&str; 7] = [
    "new or gone",
    "stricter (proved)",
    "looser (proved)",
    "different otherwise (proved)",
    "not decided",
    "with the same meaning and another reach (proved)",
    "with the same meaning (proved)",
];

const fn group(kind: VerdictKind) -> &'static str {
    let [only, stricter, looser, otherwise, not_decided, governs, same] = GROUPS;
    match kind {
        VerdictKind::OnlyOne => only,
        VerdictKind::Stricter => stricter,
        VerdictKind::Looser => looser,
        VerdictKind::StricterAndLooser
        | VerdictKind::AsksForMore
        | VerdictKind::AsksForLess
        | VerdictKind::RecordsDiffer => otherwise,
        VerdictKind::NotDecided => not_decided,
        VerdictKind::GovernsOtherwise => governs,
        VerdictKind::Identical | VerdictKind::SameMeaning => same,
    }
}

/// The result of the differences of a whole library.
pub fn library_verdict(policies: &[PolicyDifference], unchanged: usize) -> Verdict {
    let count = |wanted: &str| policies.iter().filter(|one| group(one.verdict.kind) == wanted).count();
    let told = GROUPS.iter().map(|words| (count(words), words)).filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, words)| format!("{count} {words}")).collect();
    let all = policies.len() + unchanged;
    let versions = if all == 1 { "1 policy version".to_owned() } else { format!("{all} policy versions") };
    let kind = overall(policies.iter().map(|one| one.verdict.kind));
    let line = match policies.len() {
        0 => format!("nothing changed in {versions}"),
        changed => format!("{changed} of {versions} changed: {}", told.join(", ")),
    };
    Verdict { kind, line }
}

/// One verdict for several: what was not decided before what differs before what is the same.
fn overall(kinds: impl Iterator<Item = VerdictKind>) -> VerdictKind {
    let mut overall = VerdictKind::Identical;
    for kind in kinds {
        let is_more = match (overall, kind) {
            (VerdictKind::NotDecided, _) => false,
            (_, VerdictKind::NotDecided) => true,
            (before, after) => before.is_same() && (!after.is_same() || before == VerdictKind::Identical),
        };
        if is_more {
            overall = kind;
        }
    }
    overall
}

/// The line with how many cases have another result.
#[must_use]
pub fn with_impact(verdict: &Verdict, impact: &Impact) -> Verdict {
    let of = if impact.tried == 1 { "1 case".to_owned() } else { format!("{} cases", impact.tried) };
    let line = match impact.changed {
        0 => format!("{}; none of {of} changes", verdict.line),
        1 => format!("{}; 1 of {of} changes", verdict.line),
        changed => format!("{}; {changed} of {of} change", verdict.line),
    };
    Verdict { kind: verdict.kind, line }
}
