//! Everything of a policy that is no condition: its head, what it applies to, and its papers.

use medpol_model::answer::{
    Change, ChangeKind, ChangedPart, DescribedDefinition, DescribedGap, DescribedPosition, DescribedSelectors,
    DescribedSource, Description, Effect, ListedStates,
};
use medpol_model::policy::{Basis, Confidence, PolicyStatus, SourceClass};

use super::key::citations;
use super::words::{by_word, flat};

/// One key before and after.
struct Key<'a> {
    part: ChangedPart,
    subject: &'a str,
    effect: Effect,
}

impl Key<'_> {
    /// The change of a value, where it is another one.
    fn value(&self, before: Option<String>, after: Option<String>) -> Option<Change> {
        let Self { part, subject, effect } = *self;
        let kind = match (&before, &after) {
            (None, Some(_)) if part != ChangedPart::Head => ChangeKind::Added,
            (Some(_), None) if part != ChangedPart::Head => ChangeKind::Removed,
            _ => ChangeKind::Value,
        };
        let subject = subject.to_owned();
        (before != after).then_some(Change { kind, part, subject, effect, before, after, words: Vec::new() })
    }

    /// The same for a text, word by word.
    fn text(&self, before: Option<&str>, after: Option<&str>) -> Option<Change> {
        let change = self.value(before.map(flat), after.map(flat))?;
        Some(match (&change.before, &change.after) {
            (Some(was), Some(is)) => Change { kind: ChangeKind::Reworded, words: by_word(was, is), ..change },
            (None, _) | (_, None) => change,
        })
    }
}

const fn tells(part: ChangedPart, subject: &str) -> Key<'_> {
    Key { part, subject, effect: Effect::Tells }
}

/// What changed in the head and in what the policy applies to.
pub(super) fn head(before: &Description, after: &Description) -> Vec<Change> {
    let (old, new) = (&before.policy, &after.policy);
    let key = |subject, effect| Key { part: ChangedPart::Head, subject, effect };
    let value =
        |subject, effect, was: &str, is: &str| key(subject, effect).value(Some(was.to_owned()), Some(is.to_owned()));
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
    let mut changes = vec![
        key("title", Effect::Tells).text(Some(&old.title), Some(&new.title)),
        value("publisher", Effect::Tells, &old.publisher, &new.publisher),
        value("kind", Effect::Selects, old.kind.word(), new.kind.word()),
        value("status", Effect::Dates, status(old.status), status(new.status)),
        value("basis", Effect::Follows, basis(old.basis), basis(new.basis)),
        value("effective from", Effect::Dates, &old.effective_from, &new.effective_from),
        key("effective until", Effect::Dates).value(old.effective_until.clone(), new.effective_until.clone()),
        key("review by", Effect::Tells).value(old.review_by.clone(), new.review_by.clone()),
        key("supersedes", Effect::Tells).value(text(&old.supersedes), text(&new.supersedes)),
        key("succeeded by", Effect::Tells).value(text(&old.succeeded_by), text(&new.succeeded_by)),
        value("position", Effect::Decides, &position(&old.position), &position(&new.position)),
        value("what was not read", Effect::Tells, &doubts(old), &doubts(new)),
    ];
    changes.extend(selectors(&before.applies_to, &after.applies_to));
    changes.into_iter().flatten().collect()
}

fn selectors(old: &DescribedSelectors, new: &DescribedSelectors) -> Vec<Option<Change>> {
    let DescribedSelectors { payers, lines_of_business, services, drugs, states } = old;
    let key = |subject| Key { part: ChangedPart::Selector, subject, effect: Effect::Selects };
    let list = |list: &[std::sync::Arc<str>]| {
        let mut sorted: Vec<&str> = list.iter().map(|one| &**one).collect();
        sorted.sort_unstable();
        Some(if sorted.is_empty() { "any".to_owned() } else { sorted.join(", ") })
    };
    vec![
        key("payers").value(list(payers), list(&new.payers)),
        key("lines of business").value(list(lines_of_business), list(&new.lines_of_business)),
        key("services").value(list(services), list(&new.services)),
        key("drugs").value(list(drugs), list(&new.drugs)),
        key("states").value(Some(places(states)), Some(places(&new.states))),
    ]
}

/// What changed in sources, definitions, clauses that are not encoded, and revisions.
pub(super) fn papers(before: &Description, after: &Description) -> Vec<Change> {
    let mut changes = Vec::new();
    let source = |source: &DescribedSource| {
        let DescribedSource { id: _, class, title, published, url, note } = source;
        let class = class_word(*class);
        let more = [published, url, note].into_iter().flatten().map(|text| flat(text));
        std::iter::once(format!("{} ({class})", flat(title))).chain(more).collect::<Vec<_>>().join("; ")
    };
    for (id, was, is) in paired(&before.sources, &after.sources, |source| source.id.to_string()) {
        changes.extend(tells(ChangedPart::Source, &id).value(was.map(source), is.map(source)));
    }
    for (fact, was, is) in paired(&before.definitions, &after.definitions, |one| one.fact.to_string()) {
        let text = |one: Option<&DescribedDefinition>| one.map(|one| flat(&one.text));
        let key = tells(ChangedPart::Definition, &fact);
        changes.extend(key.text(text(was).as_deref(), text(is).as_deref()));
        let place = |one: &DescribedDefinition| citations(&one.citations);
        if let (Some(was), Some(is)) = (was, is) {
            changes.extend(key.text(Some(&place(was)), Some(&place(is))).map(cited));
        }
    }
    for (reason, was, is) in paired(&before.not_encoded, &after.not_encoded, |gap| flat(&gap.reason)) {
        let place = |gap: &DescribedGap| citations(std::slice::from_ref(&gap.citation));
        let (was, is) = (was.map(place), is.map(place));
        changes.extend(tells(ChangedPart::NotEncoded, &reason).text(was.as_deref(), is.as_deref()).map(cited));
    }
    for (version, was, is) in paired(&before.revisions, &after.revisions, |one| one.version.to_string()) {
        let text = |one: &medpol_model::answer::DescribedRevision| format!("{}: {}", one.date, flat(&one.note));
        changes.extend(tells(ChangedPart::Revision, &version).value(was.map(text), is.map(text)));
    }
    changes
}

/// A reworded citation is another citation.
fn cited(change: Change) -> Change {
    let kind = if change.kind == ChangeKind::Reworded { ChangeKind::Citation } else { change.kind };
    Change { kind, ..change }
}

/// The entries of two lists with the same name: those of the second in its order, then those that are gone.
pub(super) fn paired<'a, T>(
    before: &'a [T],
    after: &'a [T],
    name: impl Fn(&T) -> String,
) -> Vec<(String, Option<&'a T>, Option<&'a T>)> {
    let find = |list: &'a [T], wanted: &str| list.iter().find(|one| name(one) == wanted);
    let mut pairs: Vec<(String, Option<&T>, Option<&T>)> = Vec::new();
    for is in after {
        let name = name(is);
        if pairs.iter().all(|(known, _, _)| *known != name) {
            pairs.push((name.clone(), find(before, &name), Some(is)));
        }
    }
    for was in before {
        let name = name(was);
        if pairs.iter().all(|(known, _, _)| *known != name) {
            pairs.push((name, Some(was), None));
        }
    }
    pairs
}

fn position(position: &DescribedPosition) -> String {
    match position {
        DescribedPosition::CoveredWhen => "covered where its criteria are met".to_owned(),
        DescribedPosition::NotCovered => "not covered, whatever the facts".to_owned(),
        DescribedPosition::Defers(to) => format!("defers to {to}"),
    }
}

fn doubts(head: &medpol_model::answer::DescribedHead) -> String {
    let doubts = &head.doubts;
    let certainty = |what: &str, confidence: Option<Confidence>| {
        confidence.map(|confidence| format!("{what}: {}", confidence_word(confidence)))
    };
    let note = doubts.effective_note.as_deref().map(flat);
    let parts = [certainty("effective dates", doubts.effective), note, certainty("states", doubts.states)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}

fn places(states: &ListedStates) -> String {
    match states {
        ListedStates::All => "all".to_owned(),
        ListedStates::Unknown => "not known".to_owned(),
        ListedStates::Listed(states) => {
            let mut sorted: Vec<&str> = states.iter().map(|one| &**one).collect();
            sorted.sort_unstable();
            sorted.join(", ")
        }
    }
}

const fn status(status: PolicyStatus) -> &'static str {
    match status {
        PolicyStatus::Draft => "draft",
        PolicyStatus::Active => "active",
        PolicyStatus::Retired => "retired",
    }
}

const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Published => "published",
        Basis::Reconstructed => "reconstructed",
    }
}

const fn class_word(class: SourceClass) -> &'static str {
    match class {
        SourceClass::Ncd => "NCD",
        SourceClass::Lcd => "LCD",
        SourceClass::Article => "article",
        SourceClass::Regulation => "regulation",
        SourceClass::Internal => "payer's own",
        SourceClass::Literature => "literature",
        SourceClass::Restatement => "restated by others",
    }
}

const fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Read => "read",
        Confidence::Secondary => "restated by somebody else",
        Confidence::Inferred => "deduced",
    }
}
