//! One node of the policy, and everything below it, as a reader is told about it.
//!
//! An exception or waiver is shown as one with what it modifies.

use std::sync::Arc;

use medpol_evaluator::{Absence, Access, Reading};
use medpol_model::{
    Citation, Compared, Confidence, Detail, Explained, FactRef, FactState, NodeId, Observed, Op, PartRole, Role,
    RulesId, Scope, Weight,
};

use crate::modifier::{self, Modification, Modified};
use crate::place::Place;
use crate::standing::Polarity;
use crate::story::Story;
use crate::{distance, sentence, told, value};

/// Explains a node at a place. `above` are the citations already shown.
pub(crate) fn explain(
    story: &Story<'_>,
    node: NodeId,
    place: &Place,
    polarity: Polarity,
    above: Option<&Arc<[Citation]>>,
) -> Option<Explained> {
    let detail = story.policy.detail(node)?;
    story.told.set(story.told.get() + 1);
    let status = story.scene.inner(node, &place.frames);
    let core = modifier::core(&story.policy.program, node);
    let leaf = Leaf::of(story, core, place);
    let own_citations = above.is_none_or(|above| !Arc::ptr_eq(above, &detail.citations));
    let citations = if own_citations { Arc::clone(&detail.citations) } else { Arc::from([]) };
    let parts = parts(story, node, core, place, polarity, &detail.citations);
    let modified = Modified::of(&story.scene, node, place);
    let explained = Explained {
        id: detail.id.as_ref().map(|id| Arc::clone(&id.0)),
        path: Arc::clone(&detail.path),
        part: part(detail.role),
        origin: detail.origin.clone(),
        status: polarity.standing(status),
        text: detail.text.clone(),
        why: sentence::why(story, node, core, place, status, &leaf, modified),
        deciding: story.deciding.contains(node) && place.frames.is_top(),
        advisory: detail.weight == Weight::Advisory,
        severity: detail.severity,
        observed: leaf.observed,
        compared: leaf.compared,
        element: None,
        assumed: leaf.assumed,
        waived: modified == Modified::Waived,
        excepted: modified == Modified::Excepted,
        note: detail.note.clone(),
        confidence: (detail.confidence != Confidence::Read).then_some(detail.confidence),
        citations,
        member_text: detail.member_text.clone(),
        parts,
    };
    Some(explained)
}

const fn part(role: Role) -> Option<PartRole> {
    match role {
        Role::Member | Role::Exclusion | Role::Base => None,
        Role::Filter => Some(PartRole::Where),
        Role::Satisfies => Some(PartRole::Satisfies),
        Role::Condition => Some(PartRole::If),
        Role::Then => Some(PartRole::Then),
        Role::Otherwise => Some(PartRole::Else),
        Role::Exception => Some(PartRole::Exception),
        Role::Waiver => Some(PartRole::Waiver),
    }
}

/// The parts of a node: members, elements of a list, and its exception and waiver.
fn parts(
    story: &Story<'_>,
    node: NodeId,
    core: NodeId,
    place: &Place,
    polarity: Polarity,
    citations: &Arc<[Citation]>,
) -> Vec<Explained> {
    let members = |polarity, own| {
        let shown = story.policy.detail(core).map(|detail| detail.shown.as_slice()).unwrap_or_default();
        let explained = shown.iter().filter_map(|member| explain(story, *member, place, polarity, Some(citations)));
        explained.map(|member| Explained { part: member.part.or(own), ..member }).collect()
    };
    let Some(op) = story.policy.program.node(core) else { return Vec::new() };
    let mut parts = match op {
        Op::Quantify { elements, .. }
        | Op::Extreme { elements, .. }
        | Op::Count { elements, .. }
        | Op::Sum { elements, .. } => of_elements(story, core, story.policy.program.scope(*elements), place, citations),
        Op::Same(_) => Vec::new(),
        Op::All(_) | Op::Any(_) | Op::Satisfied(_) | Op::Tally { .. } => members(polarity, None),
        Op::None(_) => members(Polarity::Criterion, Some(PartRole::NoneOf)),
        Op::Not(_) => members(Polarity::Criterion, Some(PartRole::Not)),
        Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Mask { .. }
        | Op::Range { .. }
        | Op::Test { .. }
        | Op::Known(_)
        | Op::Constant(_) => members(Polarity::Criterion, None),
    };
    modifiers(story, node, place, citations, &mut parts);
    parts
}

fn modifiers(story: &Story<'_>, node: NodeId, place: &Place, citations: &Arc<[Citation]>, parts: &mut Vec<Explained>) {
    if let Some(Modification { base, by, .. }) = modifier::of(&story.policy.program, node) {
        modifiers(story, base, place, citations, parts);
        parts.extend(explain(story, by, place, Polarity::Criterion, Some(citations)));
    }
}

/// What is asked of each element.
fn of_elements(
    story: &Story<'_>,
    node: NodeId,
    elements: &Scope,
    place: &Place,
    citations: &Arc<[Citation]>,
) -> Vec<Explained> {
    let asked = story.policy.detail(node).map(|detail| detail.shown.as_slice()).unwrap_or_default();
    let mut parts = Vec::new();
    if story.is_long() && !place.frames.is_top() {
        return parts;
    }
    for told in told::elements(story, node, elements, place) {
        let inner = place.with(elements.id, told.base, told.path);
        for condition in asked {
            let explained = explain(story, *condition, &inner, Polarity::Criterion, Some(citations));
            parts.extend(explained.map(|part| Explained { element: Some(told.name.clone()), ..part }));
        }
    }
    parts
}

/// What a leaf read, what it compared with, and what was taken for granted.
#[derive(Default)]
pub(super) struct Leaf {
    pub(super) observed: Vec<Observed>,
    pub(super) compared: Vec<Compared>,
    pub(super) assumed: Option<Arc<str>>,
    /// Why the leaf was not tested, if it was not.
    pub(super) access: Option<Access>,
}

impl Leaf {
    pub(super) fn of(story: &Story<'_>, node: NodeId, place: &Place) -> Self {
        let own_facts = || story.policy.program.own_facts(node);
        let Some(op) = story.policy.program.node(node) else { return Self::default() };
        let (facts, rules) = match op {
            Op::Mask { rules, .. } | Op::Range { rules, .. } | Op::Test { rules, .. } | Op::Quantify { rules, .. } => {
                (own_facts(), *rules)
            }
            // Fields of elements are shown with the elements.
            Op::Count { elements, rules, .. }
            | Op::Sum { elements, rules, .. }
            | Op::Extreme { elements, rules, .. } => (vec![story.policy.program.scope(*elements).list], *rules),
            Op::Known(_) | Op::Constant(_) => (own_facts(), None),
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Same(_) => return Self::default(),
        };
        let Some(detail) = story.policy.detail(node) else { return Self::default() };
        let first = facts.first().copied();
        let access = first.map(|fact| story.scene.access(fact, rules, &place.frames));
        let taken = matches!(access, Some(Access::Assumed(_) | Access::Absent(Absence::Presumed)));
        Self {
            observed: facts.iter().filter_map(|fact| observe(story, *fact, rules, place)).collect(),
            compared: compared(story, detail, first, place),
            assumed: detail.because.clone().filter(|_| taken),
            access,
        }
    }
}

fn observe(story: &Story<'_>, fact: FactRef, rules: Option<RulesId>, place: &Place) -> Option<Observed> {
    let known = story.scene.fact(fact)?;
    let slot = place.frames.slot(fact);
    let mark = story.scene.case.facts.mark(slot);
    let is_unusable = matches!(story.scene.reading(fact, &place.frames), Reading::Unusable(_));
    let state = if is_unusable || mark.has(medpol_model::Mark::CONFLICTING) {
        FactState::Conflicting
    } else if mark.has(medpol_model::Mark::DENIED) {
        FactState::DocumentedAbsent
    } else if mark.has(medpol_model::Mark::GIVEN) {
        FactState::Given
    } else {
        match story.scene.access(fact, rules, &place.frames) {
            Access::Absent(Absence::DoesNotArise) => FactState::DoesNotArise,
            Access::Absent(Absence::Presumed) | Access::Assumed(_) => FactState::Assumed,
            Access::Tested(Reading::Unknown) | Access::NotEvidenced if mark.has(medpol_model::Mark::NULL) => {
                FactState::AnswerUnknown
            }
            Access::Tested(Reading::Unknown) | Access::NotEvidenced => FactState::NotDocumented,
            Access::Tested(_) => FactState::Derived,
        }
    };
    Some(Observed {
        fact: place.path(&story.policy.vocabulary, fact),
        label: Arc::clone(&known.label),
        value: value::of_fact(&story.scene, fact, place),
        state,
        judgment: known.judgment,
        evidence: story.scene.case.evidence(slot).cloned().collect(),
    })
}

fn compared(story: &Story<'_>, detail: &Detail, fact: Option<FactRef>, place: &Place) -> Vec<Compared> {
    detail
        .comparisons
        .iter()
        .map(|comparison| Compared {
            comparator: comparison.comparator,
            threshold: sentence::threshold(story, comparison, place),
            distance: fact.and_then(|fact| distance::of(story, fact, comparison, place)),
        })
        .collect()
}
