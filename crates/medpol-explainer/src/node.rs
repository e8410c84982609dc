//! Explains one node of the policy and everything below it.
//!
//! An exception or waiver is shown as one with what it modifies.

use std::sync::Arc;

use medpol_evaluator::{Absence, Access, Reading};
use medpol_model::answer::{Compared, Explained, FactState, Observed, PartRole};
use medpol_model::policy::{Citation, Confidence, Detail, Role, Weight};
use medpol_model::program::{FactRef, NodeId, Op, RulesId, Scope};

use crate::binding::Binding;
use crate::context::Context;
use crate::modifier::{self, Modification, Modified};
use crate::several::MOST_NAMED;
use crate::wording::Wording;
use crate::{distance, named_element, sentence, value};

/// Explains a node for the elements that are bound. `above` are the citations already shown.
pub(crate) fn explain(
    context: &Context<'_>,
    node: NodeId,
    binding: &Binding,
    wording: Wording,
    above: Option<&Arc<[Citation]>>,
) -> Option<Explained> {
    let detail = context.policy.detail(node)?;
    context.explained.set(context.explained.get() + 1);
    let status = context.scene.inner(node, &binding.frames);
    let core = modifier::core(&context.policy.program, node);
    let leaf = LeafReading::of(context, core, binding);
    let own_citations = above.is_none_or(|above| !Arc::ptr_eq(above, &detail.citations));
    let citations = if own_citations { Arc::clone(&detail.citations) } else { Arc::from([]) };
    let parts = parts(context, node, core, binding, wording, &detail.citations);
    let modified = Modified::of(&context.scene, node, binding);
    let explained = Explained {
        id: detail.id.as_ref().map(|id| Arc::clone(&id.0)),
        path: Arc::clone(&detail.path),
        part: part(detail.role),
        origin: detail.origin.clone(),
        status: wording.standing(status),
        text: detail.text.clone(),
        why: sentence::why(context, node, core, binding, status, &leaf, modified),
        deciding: context.deciding.contains(node) && binding.frames.is_top(),
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
    context: &Context<'_>,
    node: NodeId,
    core: NodeId,
    binding: &Binding,
    wording: Wording,
    citations: &Arc<[Citation]>,
) -> Vec<Explained> {
    let members = |wording, own| {
        let shown = context.policy.detail(core).map(|detail| detail.shown.as_slice()).unwrap_or_default();
        let explained = shown.iter().filter_map(|member| explain(context, *member, binding, wording, Some(citations)));
        explained.map(|member| Explained { part: member.part.or(own), ..member }).collect()
    };
    let Some(op) = context.policy.program.node(core) else { return Vec::new() };
    let mut parts = match op {
        Op::Quantify { elements, .. }
        | Op::Extreme { elements, .. }
        | Op::Count { elements, .. }
        | Op::Sum { elements, .. } => {
            of_elements(context, core, context.policy.program.scope(*elements), binding, citations)
        }
        Op::Same(_) => Vec::new(),
        Op::All(_) | Op::Any(_) | Op::Satisfied(_) | Op::Tally { .. } => members(wording, None),
        Op::None(_) => members(Wording::Criterion, Some(PartRole::NoneOf)),
        Op::Not(_) => members(Wording::Criterion, Some(PartRole::Not)),
        Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Leaf { .. }
        | Op::Relate { .. }
        | Op::Known(_)
        | Op::Constant(_) => members(Wording::Criterion, None),
    };
    modifiers(context, node, binding, citations, &mut parts);
    parts
}

fn modifiers(
    context: &Context<'_>,
    node: NodeId,
    binding: &Binding,
    citations: &Arc<[Citation]>,
    parts: &mut Vec<Explained>,
) {
    if let Some(Modification { base, by, .. }) = modifier::of(&context.policy.program, node) {
        modifiers(context, base, binding, citations, parts);
        parts.extend(explain(context, by, binding, Wording::Criterion, Some(citations)));
    }
}

/// What is asked of each element.
fn of_elements(
    context: &Context<'_>,
    node: NodeId,
    elements: &Scope,
    binding: &Binding,
    citations: &Arc<[Citation]>,
) -> Vec<Explained> {
    let asked = context.policy.detail(node).map(|detail| detail.shown.as_slice()).unwrap_or_default();
    let mut parts = Vec::new();
    // Groups that are not told apart are all alike to a reader, and none of them is settled.
    if context.is_long() || context.scene.is_too_vague(elements) {
        return parts;
    }
    for shown in named_element::all(context, node, elements, binding) {
        if context.is_long() {
            break;
        }
        let inner = binding.with(elements.id, shown.base, shown.path);
        for condition in asked {
            let explained = explain(context, *condition, &inner, Wording::Criterion, Some(citations));
            parts.extend(explained.map(|part| Explained { element: Some(shown.name.clone()), ..part }));
        }
    }
    parts
}

/// What a leaf read, what it compared with, and what was assumed.
#[derive(Default)]
pub(super) struct LeafReading {
    pub(super) observed: Vec<Observed>,
    pub(super) compared: Vec<Compared>,
    /// The places in `compared` of what surely fails by itself.
    pub(super) failing: Vec<usize>,
    pub(super) assumed: Option<Arc<str>>,
    /// Why the leaf was not tested, if it was not.
    pub(super) access: Option<Access>,
}

impl LeafReading {
    pub(super) fn of(context: &Context<'_>, node: NodeId, binding: &Binding) -> Self {
        let own_facts = || context.policy.program.own_facts(node);
        let Some(op) = context.policy.program.node(node) else { return Self::default() };
        let (facts, rules) = match op {
            Op::Leaf { rules, .. } | Op::Relate { rules, .. } | Op::Quantify { rules, .. } => (own_facts(), *rules),
            // Fields of elements are shown with the elements.
            Op::Count { elements, rules, .. }
            | Op::Sum { elements, rules, .. }
            | Op::Extreme { elements, rules, .. } => (vec![context.policy.program.scope(*elements).list], *rules),
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
        let Some(detail) = context.policy.detail(node) else { return Self::default() };
        let first = facts.first().copied();
        let access = first.map(|fact| context.scene.access(fact, rules, &binding.frames));
        let taken = matches!(access, Some(Access::Assumed(_) | Access::Absent(Absence::Presumed)));
        Self {
            observed: facts.iter().filter_map(|fact| observe(context, *fact, rules, detail, binding)).collect(),
            compared: compared(context, detail, first, binding),
            failing: failing(context, detail, first, binding),
            assumed: detail.because.clone().filter(|_| taken),
            access,
        }
    }
}

/// Which comparisons surely fail by themselves.
fn failing(context: &Context<'_>, detail: &Detail, fact: Option<FactRef>, binding: &Binding) -> Vec<usize> {
    let Some(fact) = fact else { return Vec::new() };
    let comparisons = detail.comparisons.iter().enumerate();
    comparisons.filter(|(_, one)| distance::fails(context, fact, one, binding)).map(|(at, _)| at).collect()
}

fn observe(
    context: &Context<'_>,
    fact: FactRef,
    rules: Option<RulesId>,
    detail: &Detail,
    binding: &Binding,
) -> Option<Observed> {
    let known = context.scene.fact(fact)?;
    let slot = binding.frames.slot(fact);
    let mark = context.scene.case.facts.mark(slot);
    let is_unusable = matches!(context.scene.reading(fact, &binding.frames), Reading::Unusable(_));
    let state = if is_unusable || mark.has(medpol_model::case::Mark::CONFLICTING) {
        FactState::Conflicting
    } else if mark.has(medpol_model::case::Mark::DENIED) {
        FactState::DocumentedAbsent
    } else if mark.has(medpol_model::case::Mark::GIVEN) {
        FactState::Given
    } else {
        match context.scene.access(fact, rules, &binding.frames) {
            Access::Absent(Absence::DoesNotArise) => FactState::DoesNotArise,
            Access::Absent(Absence::Presumed) | Access::Assumed(_) => FactState::Assumed,
            Access::Tested(Reading::Unknown) | Access::NotEvidenced if mark.has(medpol_model::case::Mark::NULL) => {
                FactState::AnswerUnknown
            }
            Access::Tested(Reading::Unknown) | Access::NotEvidenced => FactState::NotDocumented,
            Access::Tested(_) => FactState::Derived,
        }
    };
    Some(Observed {
        fact: binding.path(&context.policy.vocabulary, fact),
        label: Arc::clone(&known.label),
        value: value::against(&context.scene, fact, binding, &detail.comparisons),
        state,
        judgment: known.judgment,
        evidence: context.scene.case.evidence(slot).take(MOST_NAMED).cloned().collect(),
    })
}

fn compared(context: &Context<'_>, detail: &Detail, fact: Option<FactRef>, binding: &Binding) -> Vec<Compared> {
    detail
        .comparisons
        .iter()
        .map(|comparison| Compared {
            comparator: comparison.comparator,
            threshold: sentence::threshold(context, comparison, binding),
            distance: fact.and_then(|fact| distance::of(context, fact, comparison, binding)),
        })
        .collect()
}
