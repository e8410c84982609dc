//! The parts of a condition that have no id, matched by what they say, what they are and their places.

use medpol_model::answer::{Change, ChangeKind, ConditionOperator, ConditionPart, DescribedCondition, Effect};

use super::condition::Pair;
use super::key::sentence;

/// A condition with what modifies it taken off.
pub(super) struct Layers<'a> {
    pub(super) core: &'a DescribedCondition,
    pub(super) exceptions: Vec<&'a DescribedCondition>,
    pub(super) waivers: Vec<&'a DescribedCondition>,
}

impl<'a> Layers<'a> {
    pub(super) fn of(condition: &'a DescribedCondition) -> Self {
        let mut layers = Self { core: condition, exceptions: Vec::new(), waivers: Vec::new() };
        while let ConditionOperator::Except | ConditionOperator::Waive = layers.core.operator {
            let part = |part| layers.core.parts.iter().find(move |inner: &&DescribedCondition| inner.part == part);
            let Some(base) = part(ConditionPart::Base) else { break };
            let (exception, waiver) = (part(ConditionPart::ExceptWhen), part(ConditionPart::WaivedWhen));
            layers.exceptions.extend(exception);
            layers.waivers.extend(waiver);
            layers.core = base;
        }
        layers
    }
}

/// Compares the parts of two conditions; those with an id are compared by it elsewhere.
pub(super) fn parts(
    pair: Pair<'_>,
    before: &DescribedCondition,
    after: &DescribedCondition,
    changes: &mut Vec<Change>,
) {
    let mut old: Vec<&DescribedCondition> = before.parts.iter().filter(|inner| inner.id.is_none()).collect();
    let mut new: Vec<&DescribedCondition> = after.parts.iter().filter(|inner| inner.id.is_none()).collect();
    let ways: [fn(&DescribedCondition, &DescribedCondition) -> bool; 4] =
        [is_same, is_same_but_values, is_same_operator, is_same_role];
    let mut pairs: Vec<(&DescribedCondition, &DescribedCondition)> = Vec::new();
    for is_one in ways {
        new.retain(|is| match old.iter().position(|was| is_one(was, is)) {
            Some(at) => {
                pairs.push((old.remove(at), is));
                false
            }
            None => true,
        });
    }
    let place = |of: &DescribedCondition| after.parts.iter().position(|inner| std::ptr::eq(inner, of));
    pairs.sort_by_key(|(_, is)| place(is));
    for (was, is) in pairs {
        pair.compare(was, is, changes);
    }
    let only = |kind, of: &DescribedCondition| {
        let said = Some(sentence(of));
        let (before, after) = if kind == ChangeKind::Removed { (said, None) } else { (None, said) };
        let effect = if of.advisory { Effect::Tells } else { Effect::Decides };
        Change { kind, part: pair.part, subject: of.path.to_string(), effect, before, after, words: Vec::new() }
    };
    changes.extend(new.iter().map(|inner| only(ChangeKind::Added, inner)));
    changes.extend(old.iter().map(|inner| only(ChangeKind::Removed, inner)));
}

fn is_same(was: &DescribedCondition, is: &DescribedCondition) -> bool {
    was.part == is.part && sentence(was) == sentence(is)
}

fn is_same_but_values(was: &DescribedCondition, is: &DescribedCondition) -> bool {
    is_same_operator(was, is) && was.facts == is.facts
}

fn is_same_operator(was: &DescribedCondition, is: &DescribedCondition) -> bool {
    was.part == is.part && was.operator == is.operator && (was.part != ConditionPart::Member || was.facts == is.facts)
}

/// There is one part of each role but members.
fn is_same_role(was: &DescribedCondition, is: &DescribedCondition) -> bool {
    was.part == is.part && was.part != ConditionPart::Member
}
