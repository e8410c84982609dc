//! The criteria of a policy, each with its place: those at the top, and every part with an id.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_model::answer::{ChangedPart, ConditionOperator, ConditionPart, DescribedCondition, Description};
use medpol_model::policy::{Citation, Confidence};

/// A condition that is matched by its id.
#[derive(Clone, Copy)]
pub(super) struct Unit<'a> {
    pub(super) condition: &'a DescribedCondition,
    pub(super) id: &'a Arc<str>,
    /// Whether it stands among the criteria or the exclusions.
    pub(super) part: ChangedPart,
    /// The criterion or exclusion that it stands in, if it is none itself.
    pub(super) within: Option<&'a Arc<str>>,
    /// The nearest condition around it that is matched by its id.
    pub(super) parent: Option<&'a Arc<str>>,
    /// What it is to what holds it.
    pub(super) role: ConditionPart,
    pub(super) inherited: Inherited<'a>,
}

/// What a condition has from the one around it.
#[derive(Clone, Copy)]
pub(super) struct Inherited<'a> {
    pub(super) citations: &'a [Citation],
    pub(super) confidence: Confidence,
    pub(super) origin: Option<&'a str>,
}

impl Inherited<'_> {
    pub(super) const NOTHING: Inherited<'static> =
        Inherited { citations: &[], confidence: Confidence::Read, origin: None };
}

impl<'a> Inherited<'a> {
    pub(super) fn from(condition: &'a DescribedCondition) -> Self {
        Self { citations: &condition.citations, confidence: condition.confidence, origin: condition.origin.as_deref() }
    }
}

/// All units of a description, in written order, each once.
pub(super) struct Units<'a> {
    pub(super) all: Vec<Unit<'a>>,
    at: BTreeMap<&'a str, usize>,
}

impl<'a> Units<'a> {
    pub(super) fn of(description: &'a Description) -> Self {
        let mut units = Self { all: Vec::new(), at: BTreeMap::new() };
        let lists =
            [(ChangedPart::Criterion, &description.criteria), (ChangedPart::Exclusion, &description.exclusions)];
        for (part, list) in lists {
            for condition in list {
                let place = Place { part, within: None, parent: None, inherited: Inherited::NOTHING };
                units.add(condition, place);
            }
        }
        units
    }

    pub(super) fn get(&self, id: &str) -> Option<&Unit<'a>> {
        self.all.get(*self.at.get(id)?)
    }

    /// Adds a condition with everything in it.
    fn add(&mut self, condition: &'a DescribedCondition, place: Place<'a>) {
        let Place { part, within, parent, inherited } = place;
        // One at the top without an id is called by its place.
        let id = condition.id.as_ref().or((parent.is_none() && within.is_none()).then_some(&condition.path));
        let mut inside = Place { inherited: Inherited::from(condition), ..place };
        if let Some(id) = id.filter(|_| condition.operator != ConditionOperator::Criterion) {
            if !self.at.contains_key(&**id) {
                self.at.insert(id, self.all.len());
                self.all.push(Unit { condition, id, part, within, parent, role: condition.part, inherited });
            }
            inside = Place { within: within.or(Some(id)), parent: Some(id), ..inside };
        }
        let named = condition.edit.as_ref().and_then(|edit| edit.names_where.as_deref());
        for inner in condition.parts.iter().chain(named) {
            self.add(inner, inside);
        }
    }
}

/// The place of a condition.
#[derive(Clone, Copy)]
struct Place<'a> {
    part: ChangedPart,
    within: Option<&'a Arc<str>>,
    parent: Option<&'a Arc<str>>,
    inherited: Inherited<'a>,
}
