//! A difference as the outline that text is written from.

use medpol_model::answer::{
    Change, ChangeKind, ChangedPart, CriterionDifference, DescribedHead, Difference, DocumentDifference, Effect,
    MeaningDifference, MeaningDirection, PolicyDifference, RecordFinding, WitnessSummary,
};
use medpol_model::policy::Basis;

use super::words;
use crate::determination::header::short;
use crate::determination::outline::{Alert, Entry, Field, Outline, Section, Sign};

const CLOSING: &str = "“Proved” is said of every possible case. Words that differ are marked [-gone-] and {+new+}.";

/// The difference of one policy version.
pub(super) fn policy(policy: &PolicyDifference, verdict: &str) -> Outline {
    let mut sections = vec![
        Section { title: "Meaning", entries: policy.meaning.iter().flat_map(meaning).collect() },
        Section { title: "Criteria", entries: criteria(policy, ChangedPart::Criterion) },
        Section { title: "Exclusions", entries: criteria(policy, ChangedPart::Exclusion) },
    ];
    sections.extend(ChangedPart::ALL.into_iter().map(|part| section(part, &policy.changes)));
    sections.retain(|section| !section.entries.is_empty());
    Outline {
        sign: words::sign(&policy.verdict),
        headline: verdict.to_owned(),
        alerts: alerts(policy),
        particulars: particulars(policy),
        sections,
        background: Vec::new(),
        lists: Vec::new(),
        imprint: digests(policy),
        closing: CLOSING,
    }
}

/// A whole library: its result, and the documents that differ.
pub(super) fn library(difference: &Difference) -> Outline {
    let mut sections: Vec<Section> = Vec::new();
    for part in [ChangedPart::Vocabulary, ChangedPart::ValueSet] {
        let entries: Vec<Entry> =
            difference.documents.iter().filter(|document| document.kind == part).flat_map(document).collect();
        sections.push(Section { title: words::part(part), entries });
    }
    sections.push(Section { title: "Policies", entries: difference.policies.iter().map(one_line).collect() });
    sections.retain(|section| !section.entries.is_empty());
    Outline {
        sign: words::sign(&difference.verdict),
        headline: difference.verdict.line.clone(),
        alerts: Vec::new(),
        particulars: vec![field("Before", difference.before.clone()), field("After", difference.after.clone())],
        sections,
        background: Vec::new(),
        lists: Vec::new(),
        imprint: Vec::new(),
        closing: CLOSING,
    }
}

pub(super) const fn field(label: &'static str, text: String) -> Field {
    Field { label, text }
}

/// `id@version`.
pub(super) fn reference(head: &DescribedHead) -> String {
    format!("{}@{}", head.id, head.version)
}

/// What a policy version is called, whichever side has it.
pub(super) fn name(policy: &PolicyDifference) -> String {
    match (&policy.before, &policy.after) {
        (Some(before), Some(after)) => {
            let (old, new) = (reference(&before.policy), reference(&after.policy));
            if old == new { new } else { format!("{old} → {new}") }
        }
        (Some(side), None) | (None, Some(side)) => reference(&side.policy),
        (None, None) => String::new(),
    }
}

fn alerts(policy: &PolicyDifference) -> Vec<Alert> {
    let sides = [("first", &policy.before), ("second", &policy.after)].into_iter();
    let alert = |(which, side): (&str, &Option<medpol_model::answer::ComparedPolicy>)| {
        let head = &side.as_ref()?.policy;
        (head.basis == Basis::Reconstructed).then(|| Alert {
            title: "RECONSTRUCTED",
            text: format!("The issuer's own text of the {which}, {}, was not read, or not in full.", reference(head)),
        })
    };
    sides.filter_map(alert).collect()
}

fn particulars(policy: &PolicyDifference) -> Vec<Field> {
    let side = |label, side: &Option<medpol_model::answer::ComparedPolicy>| {
        let head = &side.as_ref()?.policy;
        let until = head.effective_until.as_ref().map_or_else(String::new, |day| format!(" to {day}"));
        Some(field(label, format!("{} ({}), from {}{until}", reference(head), head.title, head.effective_from)))
    };
    [side("Before", &policy.before), side("After", &policy.after)].into_iter().flatten().collect()
}

fn digests(policy: &PolicyDifference) -> Vec<Field> {
    let side = |label, side: &Option<medpol_model::answer::ComparedPolicy>| {
        let head = &side.as_ref()?.policy;
        let DescribedHead { meaning_digest, governs_digest, text_digest, .. } = head;
        let [meaning, governs, text] = [meaning_digest, governs_digest, text_digest].map(|digest| short(digest));
        Some(field(label, format!("meaning {meaning}, governs {governs}, text {text}")))
    };
    [side("Digests before", &policy.before), side("Digests after", &policy.after)].into_iter().flatten().collect()
}

/// How the meaning differs, with witnesses.
fn meaning(meaning: &MeaningDifference) -> Vec<Entry> {
    let MeaningDifference { direction: _, proved: _, stricter, looser, records, lists, limits } = meaning;
    let witness = |words: &str, witness: &WitnessSummary| Entry {
        depth: 0,
        sign: Sign::Holds,
        standing: words.to_owned(),
        text: witness.words.clone(),
        name: witness.file.clone().unwrap_or_default(),
        details: Vec::new(),
    };
    let mut entries: Vec<Entry> = Vec::new();
    entries.extend(stricter.iter().map(|found| witness("stricter", found)));
    entries.extend(looser.iter().map(|found| witness("looser", found)));
    if let Some(records) = records {
        let kinds = [
            ("asks for more", &records.asks_more),
            ("asks for less", &records.asks_less),
            ("decides a record otherwise", &records.otherwise),
        ];
        for (kind, finding) in kinds {
            if let RecordFinding::Found(found) = finding {
                entries.push(witness(kind, found));
            }
        }
    }
    entries.extend(words::bounded(lists).map(|line| plain(Sign::HoldsNot, line, "")));
    entries.extend(limits.iter().map(|limit| plain(Sign::Open, limit.clone(), "")));
    entries
}

fn plain(sign: Sign, text: String, name: &str) -> Entry {
    Entry { depth: 0, sign, standing: String::new(), text, name: name.to_owned(), details: Vec::new() }
}

/// The criteria of a kind: first those that decide otherwise, then those with other words, then in one line those of
/// which only the source or the place is another one.
fn criteria(policy: &PolicyDifference, part: ChangedPart) -> Vec<Entry> {
    let own: Vec<&CriterionDifference> = policy.criteria.iter().filter(|criterion| criterion.part == part).collect();
    let (briefly, in_full): (Vec<_>, Vec<_>) = own.into_iter().partition(|criterion| is_brief(criterion));
    let (decide, tell): (Vec<_>, Vec<_>) = in_full.into_iter().partition(|one| sign(&one.changes) == Sign::Holds);
    let mut entries: Vec<Entry> = decide.into_iter().chain(tell).map(criterion).collect();
    if !briefly.is_empty() {
        let ids: Vec<&str> = briefly.iter().map(|criterion| &*criterion.id).collect();
        entries.push(plain(Sign::HoldsNot, format!("Only cited or placed otherwise: {}", ids.join(", ")), ""));
    }
    entries
}

/// Whether nothing of a criterion changed but where it comes from and its place among its neighbours.
pub(super) fn is_brief(criterion: &CriterionDifference) -> bool {
    let is_aside = |change: &Change| {
        change.effect == Effect::Tells
            && matches!(change.kind, ChangeKind::Citation | ChangeKind::Confidence | ChangeKind::Moved)
    };
    criterion.meaning.as_ref().is_none_or(|meaning| meaning.direction == MeaningDirection::Same)
        && criterion.guess.is_none()
        && criterion.changes.iter().all(is_aside)
}

fn criterion(criterion: &CriterionDifference) -> Entry {
    let mut details: Vec<Field> = criterion.guess.iter().map(|guess| field("Renamed", words::guess(guess))).collect();
    let told = criterion.changes.iter().filter(|change| change.kind != ChangeKind::Renamed);
    details.extend(told.map(|change| field(words::kind(change.kind), in_part(change, criterion))));
    if let Some(meaning) = &criterion.meaning {
        let labels = if criterion.part == ChangedPart::Exclusion {
            ["Applies now", "Applies no longer"]
        } else {
            ["Stricter", "Looser"]
        };
        let witnesses = labels.into_iter().zip([&meaning.stricter, &meaning.looser]);
        let found = witnesses.filter_map(|(label, found)| Some(field(label, found.as_ref()?.words.clone())));
        details.extend(found);
    }
    let standing = criterion.meaning.as_ref().map_or("", |meaning| words::direction(meaning.direction, criterion.part));
    let within = criterion.within.as_ref().map_or_else(String::new, |within| format!("{within} / "));
    Entry {
        depth: 0,
        sign: sign(&criterion.changes),
        standing: standing.to_owned(),
        text: criterion.says.clone(),
        name: format!("{within}{}", criterion.id),
        details,
    }
}

/// A change of a criterion; where it is of a part of it, the part is named.
pub(super) fn in_part(change: &Change, criterion: &CriterionDifference) -> String {
    let line = words::line(change);
    let own = change.subject == *criterion.id;
    let part = change.subject.strip_prefix(&*criterion.id).unwrap_or(&change.subject);
    let part = part.trim_start_matches('.');
    if own || part.is_empty() { line } else { format!("in {part}: {line}") }
}

/// Whether something that decides is among the changes.
fn sign(changes: &[Change]) -> Sign {
    let decides = changes.iter().any(|change| change.effect != Effect::Tells);
    if decides { Sign::Holds } else { Sign::HoldsNot }
}

fn section(part: ChangedPart, changes: &[Change]) -> Section {
    let entries = changes.iter().filter(|change| change.part == part).map(change).collect();
    Section { title: words::part(part), entries }
}

fn change(change: &Change) -> Entry {
    Entry {
        depth: 0,
        sign: sign(std::slice::from_ref(change)),
        standing: format!("{} {}", change.subject, words::kind(change.kind).to_lowercase()),
        text: words::line(change),
        name: String::new(),
        details: Vec::new(),
    }
}

fn document(document: &DocumentDifference) -> Vec<Entry> {
    let used = if document.used_by.is_empty() {
        "used by no policy".to_owned()
    } else {
        format!("used by {}", document.used_by.join(", "))
    };
    let mut entries = vec![plain(sign(&document.changes), used, &document.id)];
    entries.extend(document.changes.iter().map(|one| Entry { depth: 1, ..change(one) }));
    entries
}

/// A policy of a library in one line.
fn one_line(policy: &PolicyDifference) -> Entry {
    plain(words::sign(&policy.verdict), policy.verdict.line.clone(), &name(policy))
}
