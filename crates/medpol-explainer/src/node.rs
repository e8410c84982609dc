//! Explains one node of the policy and everything below it.
//!
//! An exception or waiver is shown as one with what it modifies.

use std::sync::{Arc, LazyLock};

use medpol_evaluator::{Absence, Access, Reading};
use medpol_model::answer::{Compared, Explained, FactState, Observed, PartRole};
use medpol_model::policy::{Citation, Confidence, Detail, Role, Weight};
use medpol_model::program::{FactRef, NodeId, Op, RulesId, Scope};

use crate::binding::Binding;
use crate::context::Context;
use crate::extent::Extent;
use crate::modifier::{self, Modification, Modified};
use crate::sentence::Spot;
use crate::several::MOST_NAMED;
use crate::wording::Wording;
use crate::{distance, named_element, sentence, value};

/// No citations: those of the node above go for this one too.
static NONE: LazyLock<Arc<[Citation]>> = LazyLock::new(|| Arc::from([]));

/// Where a node is explained.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    /// The elements that are bound.
    pub(crate) binding: &'p Binding<'p>,
    pub(crate) wording: Wording,
    /// The citations that were shown already.
    pub(crate) above: Option<&'p Arc<[Citation]>>,
    pub(crate) told: Extent,
}

/// Explains a criterion or an exclusion of the policy, as far as the view tells of it.
pub(crate) fn criterion(context: &Context<'_>, node: NodeId, wording: Wording) -> Option<Explained> {
    let told = Extent::of_criterion(context, node, wording);
    explain_as_told(context, node, Place { binding: &Binding::TOP, wording, above: None, told })
}

fn explain_as_told(context: &Context<'_>, node: NodeId, place: Place<'_>) -> Option<Explained> {
    let Place { binding, wording, above, told } = place;
    let detail = context.policy.detail(node)?;
    context.explained.set(context.explained.get() + 1);
    let status = context.scene.inner(node, &binding.frames);
    let core = modifier::core(&context.policy.program, node);
    let modified = Modified::of(&context.scene, node, binding);
    let standing = Explained {
        id: detail.id.as_ref().map(|id| Arc::clone(&id.0)),
        path: Arc::clone(&detail.path),
        part: part(detail.role),
        origin: detail.origin.clone(),
        status: wording.standing(status),
        text: detail.text.clone(),
        why: String::new(),
        deciding: context.deciding.contains(node) && binding.frames.is_top(),
        advisory: detail.weight == Weight::Advisory,
        severity: detail.severity,
        observed: Vec::new(),
        compared: Vec::new(),
        element: None,
        assumed: None,
        waived: modified == Modified::Waived,
        excepted: modified == Modified::Excepted,
        note: None,
        confidence: (detail.confidence != Confidence::Read).then_some(detail.confidence),
        citations: Arc::clone(&NONE),
        member_text: None,
        parts: Vec::new(),
    };
    if told == Extent::Standing && detail.text.is_some() {
        return Some(standing);
    }
    let leaf = LeafReading::of(context, core, binding);
    let own_citations = above.is_none_or(|above| !Arc::ptr_eq(above, &detail.citations));
    let parts = told.below(context, node, binding).map(|told| parts(context, node, core, Place { told, ..place }));
    context.notes.begin();
    Some(Explained {
        why: sentence::why(context, Spot { node, binding, stance: wording.stance() }, &leaf, modified),
        observed: leaf.observed,
        compared: leaf.compared,
        assumed: leaf.assumed,
        note: detail.note.clone(),
        citations: if own_citations { Arc::clone(&detail.citations) } else { Arc::clone(&NONE) },
        member_text: detail.member_text.clone(),
        parts: parts.unwrap_or_default(),
        ..standing
    })
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
fn parts(context: &Context<'_>, node: NodeId, core: NodeId, place: Place<'_>) -> Vec<Explained> {
    let Some(detail) = context.policy.detail(core) else { return Vec::new() };
    let citations = context.policy.detail(node).map(|detail| &detail.citations);
    let place = Place { above: citations, ..place };
    let members = |worded: &dyn Fn(Role) -> Wording, own| {
        let told = detail.shown.iter().filter(|member| place.told.tells(context, **member, place.binding));
        let explained = told.filter_map(|member| {
            let wording = worded(context.policy.detail(*member).map_or(Role::Member, |detail| detail.role));
            explain_as_told(context, *member, Place { wording, ..place })
        });
        explained.map(|member| Explained { part: member.part.or(own), ..member }).collect()
    };
    let Some(op) = context.policy.program.node(core) else { return Vec::new() };
    let mut parts = match op {
        Op::Quantify { elements, .. }
        | Op::Extreme { elements, .. }
        | Op::Count { elements, .. }
        | Op::Sum { elements, .. } => of_elements(context, core, context.policy.program.scope(*elements), place),
        Op::Same(_) => Vec::new(),
        Op::All(_) | Op::Any(_) | Op::Satisfied(_) | Op::Tally { .. } => members(&|_| place.wording, None),
        Op::None(_) => members(&|_| Wording::Plain, Some(PartRole::NoneOf)),
        Op::Not(_) => members(&|_| Wording::Plain, Some(PartRole::Not)),
        Op::If { .. } => members(
            &|role| match role {
                Role::Then | Role::Otherwise => place.wording,
                Role::Member
                | Role::Exclusion
                | Role::Base
                | Role::Filter
                | Role::Satisfies
                | Role::Condition
                | Role::Exception
                | Role::Waiver => Wording::Plain,
            },
            None,
        ),
        Op::Except { .. } | Op::Waive { .. } | Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) | Op::Constant(_) => {
            members(&|_| Wording::Plain, None)
        }
    };
    modifiers(context, node, Place { wording: Wording::Plain, ..place }, &mut parts);
    parts
}

fn modifiers(context: &Context<'_>, node: NodeId, place: Place<'_>, parts: &mut Vec<Explained>) {
    let Some(Modification { base, by, .. }) = modifier::of(&context.policy.program, node) else { return };
    modifiers(context, base, place, parts);
    let status = context.scene.inner(by, &place.binding.frames);
    if place.told.tells(context, by, place.binding) && place.told.tells_modifier(status) {
        parts.extend(explain_as_told(context, by, place));
    }
}

/// What is asked of each element.
fn of_elements(context: &Context<'_>, node: NodeId, elements: &Scope, place: Place<'_>) -> Vec<Explained> {
    let asked = context.policy.detail(node).map(|detail| detail.shown.as_slice()).unwrap_or_default();
    let mut parts = Vec::new();
    // Groups that are not told apart are all alike to a reader, and none of them is settled.
    let is_vague = context.scene.is_too_vague(elements);
    if context.is_long() || is_vague || place.told == Extent::IfDeciding {
        return parts;
    }
    for shown in named_element::all(context, node, elements, place.binding) {
        if context.is_long() {
            break;
        }
        let inner = place.binding.with(elements.id, shown.base, shown.path);
        let inner = Place { binding: &inner, ..place };
        for condition in asked.iter().filter(|condition| place.told.tells(context, **condition, inner.binding)) {
            let is_asked = context.policy.detail(*condition).is_some_and(|detail| detail.role == Role::Satisfies);
            let wording = if is_asked { place.wording } else { Wording::Plain };
            let explained = explain_as_told(context, *condition, Place { wording, ..inner });
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
    /// The kinds of document that would show what is not known.
    pub(super) documents: Vec<Arc<str>>,
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
        let is_open = access.is_some_and(|access| {
            matches!(access, Access::NotEvidenced | Access::Tested(Reading::Unknown | Reading::Unusable(_)))
        });
        let documents = first.filter(|_| is_open).and_then(|fact| context.scene.fact(fact));
        Self {
            documents: documents.map(|fact| fact.evidence.to_vec()).unwrap_or_default(),
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
        FactState::OnRecordAsAbsent
    } else if mark.has(medpol_model::case::Mark::GIVEN) {
        FactState::Given
    } else {
        match context.scene.access(fact, rules, &binding.frames) {
            Access::Absent(Absence::DoesNotArise) => FactState::NotApplicable,
            Access::Absent(Absence::Presumed) | Access::Assumed(_) => FactState::Assumed,
            Access::Tested(Reading::Unknown) | Access::NotEvidenced if mark.has(medpol_model::case::Mark::NULL) => {
                FactState::AnswerUnknown
            }
            Access::Tested(Reading::Unknown) | Access::NotEvidenced => FactState::NotOnRecord,
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
