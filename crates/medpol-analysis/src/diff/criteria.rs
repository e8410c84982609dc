//! Criteria and exclusions, matched by id wherever they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_model::answer::{Change, ChangeKind, ConditionPart, CriterionDifference, Description, Effect, Guess};

use super::condition::{Pair, told};
use super::key::whole;
use super::order::moved;
use super::rename::guesses;
use super::unit::{Unit, Units};
use super::words::flat;

/// What changed in criteria and exclusions: in the order of the second, then those that are gone.
pub(super) fn criteria(before: &Description, after: &Description) -> Vec<CriterionDifference> {
    let (old, new) = (Units::of(before), Units::of(after));
    let gone: Vec<Unit<'_>> = old.all.iter().filter(|unit| new.get(unit.id).is_none()).copied().collect();
    let added: Vec<Unit<'_>> = new.all.iter().filter(|unit| old.get(unit.id).is_none()).copied().collect();
    let matched = Matched { guesses: guesses(&gone, &added), old, new };
    let mut found = Vec::new();
    for unit in &matched.new.all {
        match matched.before(unit) {
            Some(was) => found.extend(matched.changed(was, unit)),
            None if unit.parent.is_some_and(|parent| matched.is_new(parent)) => {}
            None => found.push(only(unit, ChangeKind::Added)),
        }
    }
    let is_gone = |id: &Arc<str>| matched.is_gone(id);
    let gone = gone.iter().filter(|unit| is_gone(unit.id) && !unit.parent.is_some_and(is_gone));
    found.extend(gone.map(|unit| only(unit, ChangeKind::Removed)));
    found
}

/// Both policies, with what was guessed.
struct Matched<'a> {
    old: Units<'a>,
    new: Units<'a>,
    guesses: BTreeMap<Arc<str>, Guess>,
}

impl<'a> Matched<'a> {
    /// What a unit of the second policy was in the first.
    fn before(&self, unit: &Unit<'_>) -> Option<&Unit<'a>> {
        let guessed = || self.old.get(&self.guesses.get(unit.id)?.was);
        self.old.get(unit.id).or_else(guessed)
    }

    fn is_new(&self, id: &Arc<str>) -> bool {
        self.old.get(id).is_none() && !self.guesses.contains_key(id)
    }

    fn is_gone(&self, id: &Arc<str>) -> bool {
        self.new.get(id).is_none() && self.guesses.values().all(|guess| guess.was != *id)
    }

    /// The id that a unit of the first policy has in the second.
    fn id_now(&self, id: &'a Arc<str>) -> &str {
        self.guesses.iter().find(|(_, guess)| guess.was == *id).map_or(id, |(now, _)| now)
    }

    fn changed(&self, was: &Unit<'a>, unit: &Unit<'a>) -> Option<CriterionDifference> {
        let guess = self.guesses.get(unit.id).cloned();
        let mut changes = Vec::new();
        if guess.is_some() {
            changes.push(Change {
                kind: ChangeKind::Renamed,
                part: unit.part,
                subject: unit.id.to_string(),
                effect: Effect::Tells,
                before: Some(was.id.to_string()),
                after: Some(unit.id.to_string()),
                words: Vec::new(),
            });
        }
        changes.extend(self.place(was, unit));
        Pair { part: unit.part, inherited: [was.inherited, unit.inherited] }.compare(
            was.condition,
            unit.condition,
            &mut changes,
        );
        let same_meaning = !is_another_meaning(was, unit);
        let is_told = changes.iter().any(|change| change.effect == Effect::Decides);
        if !same_meaning && !is_told && !self.is_another_below(was, unit) {
            changes.push(Change {
                kind: ChangeKind::Condition,
                part: unit.part,
                subject: unit.id.to_string(),
                effect: Effect::Decides,
                before: None,
                after: Some("what it refers to is defined otherwise: a fact, codes or another criterion".to_owned()),
                words: Vec::new(),
            });
        }
        (!changes.is_empty()).then(|| CriterionDifference {
            id: Arc::clone(unit.id),
            part: unit.part,
            within: unit.within.cloned(),
            guess,
            says: told(unit.condition),
            changes,
            meaning: None,
            same_meaning,
        })
    }

    /// Whether a part of it with an id means something else, is new or is gone.
    fn is_another_below(&self, was: &Unit<'a>, unit: &Unit<'a>) -> bool {
        let new = self.new.all.iter().filter(|inner| inner.parent == Some(unit.id));
        let gone = self.old.all.iter().filter(|inner| inner.parent == Some(was.id));
        new.into_iter().any(|inner| self.before(inner).is_none_or(|before| is_another_meaning(before, inner)))
            || gone.into_iter().any(|inner| self.is_gone(inner.id))
    }

    /// That a unit stands somewhere else: in another criterion, or in another order.
    fn place(&self, was: &Unit<'a>, unit: &Unit<'a>) -> Option<Change> {
        let parent = was.parent.map(|parent| self.id_now(parent));
        let is_elsewhere = parent != unit.parent.map(|parent| &**parent) || was.part != unit.part;
        let is_other_role = role(was.role) != role(unit.role);
        let change = |effect, before, after| Change {
            kind: ChangeKind::Moved,
            part: unit.part,
            subject: unit.id.to_string(),
            effect,
            before: Some(before),
            after: Some(after),
            words: Vec::new(),
        };
        if is_elsewhere || is_other_role {
            return Some(change(Effect::Decides, stands(was), stands(unit)));
        }
        let now: Vec<&str> = self.siblings(&self.old, was).iter().map(|id| self.id_now(id)).collect();
        let siblings: Vec<&str> = self.siblings(&self.new, unit).iter().map(|id| &***id).collect();
        let follows = |list: &[&str]| {
            let at = list.iter().position(|id| *id == &**unit.id).unwrap_or_default();
            let before = at.checked_sub(1).and_then(|at| list.get(at));
            before.map_or_else(|| "first".to_owned(), |id| format!("after `{id}`"))
        };
        let is_moved = moved(&now, &siblings).contains(&&**unit.id);
        is_moved.then(|| change(Effect::Tells, follows(&now), follows(&siblings)))
    }

    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    fn siblings<'b>(&self, units: &'b Units<'a>, of: &Unit<'a>) -> Vec<&'a Arc<str>> {
        let is_sibling = |unit: &&Unit<'a>| unit.parent == of.parent && unit.part == of.part;
        units.all.iter().filter(is_sibling).map(|unit| unit.id).collect()
    }
}

/// Whether two units mean something else, by their digests.
fn is_another_meaning(was: &Unit<'_>, unit: &Unit<'_>) -> bool {
    let digests = (&was.condition.meaning_digest, &unit.condition.meaning_digest);
    !matches!(digests, (Some(one), Some(other)) if one == other)
}

/// A role as far as it matters for where something stands: what an exception or waiver modifies is told as one with it.
const fn role(part: ConditionPart) -> ConditionPart {
    match part {
        ConditionPart::Base => ConditionPart::Member,
        other => other,
    }
}

/// The place of a unit, in words.
fn stands(unit: &Unit<'_>) -> String {
    let list = match unit.part {
        medpol_model::answer::ChangedPart::Exclusion => "among the exclusions",
        _ => "among the criteria",
    };
    let role = match unit.role {
        ConditionPart::Member | ConditionPart::Base => "a part of",
        ConditionPart::Where => "which elements are looked at in",
        ConditionPart::Satisfies => "what an element must satisfy in",
        ConditionPart::If => "the condition of",
        ConditionPart::Then | ConditionPart::Else => "a branch of",
        ConditionPart::ExceptWhen => "an exception of",
        ConditionPart::WaivedWhen => "a waiver of",
    };
    unit.parent.map_or_else(|| list.to_owned(), |parent| format!("{role} `{parent}`"))
}

/// A criterion that only one of the two has.
fn only(unit: &Unit<'_>, kind: ChangeKind) -> CriterionDifference {
    let text = unit.condition.text.as_deref().map(flat);
    let whole = whole(unit.condition);
    let said = text.filter(|text| *text != whole).map_or_else(|| whole.clone(), |text| format!("{text} – {whole}"));
    let (before, after) = if kind == ChangeKind::Removed { (Some(said), None) } else { (None, Some(said)) };
    let effect = if unit.condition.advisory { Effect::Tells } else { Effect::Decides };
    let change =
        Change { kind, part: unit.part, subject: unit.id.to_string(), effect, before, after, words: Vec::new() };
    CriterionDifference {
        id: Arc::clone(unit.id),
        part: unit.part,
        within: unit.within.cloned(),
        guess: None,
        says: told(unit.condition),
        changes: vec![change],
        meaning: None,
        same_meaning: false,
    }
}
