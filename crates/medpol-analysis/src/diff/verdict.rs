//! What a difference comes to, in one line that is fit for a change record.
//!
//! "Proved" is said of what digests or a search among all cases have shown, and of nothing else.

use medpol_model::answer::{
    Change, ChangeKind, CriterionDifference, Effect, Impact, MeaningDifference, MeaningDirection, PolicyDifference,
    RecordFinding, Verdict, VerdictKind,
};

use super::of_effect;

/// The verdict of what is still being put together.
pub(super) const fn none() -> Verdict {
    Verdict { kind: VerdictKind::NotDecided, line: String::new() }
}

/// What the difference of one policy comes to.
pub fn verdict(difference: &PolicyDifference) -> Verdict {
    let verdict = |kind, line: String| Verdict { kind, line };
    let (Some(before), Some(after)) = (&difference.before, &difference.after) else {
        let line = if difference.before.is_none() { "new" } else { "gone" };
        return verdict(VerdictKind::OnlyOne, line.to_owned());
    };
    let Some(meaning) = &difference.meaning else { return none() };
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
        let line = format!("what decides did not change (proved); what it governs or what follows did: {}", list(&governs));
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

/// The verdict where some patient gets something else, or it is not known.
fn differs(difference: &PolicyDifference, meaning: &MeaningDifference) -> Verdict {
    let deciding = difference.criteria.iter().filter(|criterion| decides(criterion)).count();
    let counted = match deciding {
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

/// What the differences of a whole library come to.
pub fn library_verdict(policies: &[PolicyDifference], unchanged: usize) -> Verdict {
    let count = |wanted: fn(VerdictKind) -> bool| policies.iter().filter(|one| wanted(one.verdict.kind)).count();
    let kinds: [(fn(VerdictKind) -> bool, &str); 7] = [
        (|kind| kind == VerdictKind::OnlyOne, "new or gone"),
        (|kind| kind == VerdictKind::Stricter, "stricter (proved)"),
        (|kind| kind == VerdictKind::Looser, "looser (proved)"),
        (
            |kind| {
                matches!(
                    kind,
                    VerdictKind::StricterAndLooser
                        | VerdictKind::AsksForMore
                        | VerdictKind::AsksForLess
                        | VerdictKind::RecordsDiffer
                )
            },
            "different otherwise (proved)",
        ),
        (|kind| kind == VerdictKind::NotDecided, "not decided"),
        (|kind| kind == VerdictKind::GovernsOtherwise, "with the same meaning and another reach (proved)"),
        (VerdictKind::is_same, "with the same meaning (proved)"),
    ];
    let told = kinds.iter().map(|(wanted, words)| (count(*wanted), words)).filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, words)| format!("{count} {words}")).collect();
    let all = policies.len() + unchanged;
    let kind = overall(policies.iter().map(|one| one.verdict.kind));
    let line = match (policies.len(), all) {
        (0, 1) => "nothing changed in 1 policy version".to_owned(),
        (0, all) => format!("nothing changed in {all} policy versions"),
        (changed, all) => format!("{changed} of {all} policy versions changed: {}", told.join(", ")),
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

/// The line with how many cases come to another result.
#[must_use]
pub fn with_impact(verdict: Verdict, impact: &Impact) -> Verdict {
    let of = if impact.tried == 1 { "1 case".to_owned() } else { format!("{} cases", impact.tried) };
    let line = match impact.changed {
        0 => format!("{}; none of {of} changes", verdict.line),
        1 => format!("{}; 1 of {of} changes", verdict.line),
        changed => format!("{}; {changed} of {of} change", verdict.line),
    };
    Verdict { line, ..verdict }
}
