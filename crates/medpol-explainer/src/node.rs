//! One node of the policy, and everything below it, as a reader is told about it.
//!
//! An exception or waiver is shown as one with what it modifies.

use std::sync::Arc;

use medpol_model::{
    Citation, Compared, Confidence, Detail, ElementsRef, Explained, FactRef, FactState, NodeId, Observed, Op, Role,
    RulesId, Status, Weight,
};

use super::place::Place;
use super::standing::Polarity;
use super::{sentence, told, value};
use crate::story::Story;
use medpol_evaluator::{Absence, Access, Reading};

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
    let core = core(story, node);
    let leaf = Leaf::of(story, core, place);
    let own_citations = above.is_none_or(|above| !Arc::ptr_eq(above, &detail.citations));
    let citations = if own_citations { Arc::clone(&detail.citations) } else { Arc::from([]) };
    let parts = parts(story, node, core, place, polarity, &detail.citations);
    let modified = Modified::of(story, node, place);
    let explained = Explained {
        id: detail.id.as_ref().map(|id| Arc::clone(&id.0)),
        path: Arc::clone(&detail.path),
        part: part_word(detail.role),
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

/// What stands under exceptions and waivers.
fn core(story: &Story<'_>, node: NodeId) -> NodeId {
    match story.policy.program.node(node) {
        Some(Op::Except { base, .. } | Op::Waive { base, .. }) => core(story, *base),
        _ => node,
    }
}

/// Whether a modifier made the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modified {
    No,
    /// It holds only because it was waived.
    Waived,
    /// It does not hold only because an exception does.
    Excepted,
}

impl Modified {
    fn of(story: &Story<'_>, node: NodeId, place: &Place) -> Self {
        let status = |node: NodeId| story.scene.inner(node, &place.frames);
        match story.policy.program.node(node) {
            Some(Op::Waive { base, waiver }) => {
                if status(*waiver) == Status::MET && status(*base) != Status::MET {
                    Self::Waived
                } else {
                    Self::of(story, *base, place)
                }
            }
            Some(Op::Except { base, exception })
                if status(*exception) == Status::MET && status(*base) != Status::NOT_MET =>
            {
                Self::Excepted
            }
            _ => Self::No,
        }
    }
}

const fn part_word(role: Role) -> Option<&'static str> {
    match role {
        Role::Member | Role::Exclusion | Role::Base => None,
        Role::Filter => Some("where"),
        Role::Satisfies => Some("satisfies"),
        Role::Condition => Some("if"),
        Role::Then => Some("then"),
        Role::Otherwise => Some("else"),
        Role::Exception => Some("exception"),
        Role::Waiver => Some("waiver"),
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
    let mut parts = match story.policy.program.node(core) {
        Some(Op::Quantify { elements, .. } | Op::Extreme { elements, .. }) => {
            of_elements(story, core, elements, place, citations)
        }
        Some(Op::Count { elements, .. } | Op::Sum { elements, .. }) if elements.filter.is_some() => {
            of_elements(story, core, elements, place, citations)
        }
        Some(Op::Same(_)) | None => Vec::new(),
        Some(op) => {
            let inner = match op {
                Op::All(_) | Op::Any(_) | Op::Tally { .. } => polarity,
                _ => Polarity::Criterion,
            };
            let word = match op {
                Op::None(_) => Some("none of"),
                Op::Not(_) => Some("not"),
                _ => None,
            };
            let shown = story.policy.detail(core).map(|detail| detail.shown.as_slice()).unwrap_or_default();
            let explained = shown.iter().filter_map(|member| explain(story, *member, place, inner, Some(citations)));
            explained.map(|part| Explained { part: part.part.or(word), ..part }).collect()
        }
    };
    modifiers(story, node, place, citations, &mut parts);
    parts
}

fn modifiers(story: &Story<'_>, node: NodeId, place: &Place, citations: &Arc<[Citation]>, parts: &mut Vec<Explained>) {
    let (base, modifier) = match story.policy.program.node(node) {
        Some(Op::Except { base, exception: modifier } | Op::Waive { base, waiver: modifier }) => (*base, *modifier),
        _ => return,
    };
    modifiers(story, base, place, citations, parts);
    parts.extend(explain(story, modifier, place, Polarity::Criterion, Some(citations)));
}

/// What is asked of each element.
fn of_elements(
    story: &Story<'_>,
    node: NodeId,
    elements: &ElementsRef,
    place: &Place,
    citations: &Arc<[Citation]>,
) -> Vec<Explained> {
    let asked = story.policy.detail(node).map(|detail| detail.shown.as_slice()).unwrap_or_default();
    let mut parts = Vec::new();
    if story.is_long() && !place.frames.is_top() {
        return parts;
    }
    for told in told::elements(story, node, elements, place) {
        let inner = place.with(elements.variable, told.base, told.path);
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
        let rules = match story.policy.program.node(node) {
            Some(
                Op::Mask { rules, .. }
                | Op::Range { rules, .. }
                | Op::Test { rules, .. }
                | Op::Quantify { rules, .. }
                | Op::Count { rules, .. }
                | Op::Sum { rules, .. }
                | Op::Extreme { rules, .. },
            ) => *rules,
            Some(Op::Known(_) | Op::Constant(_)) => None,
            _ => return Self::default(),
        };
        let facts = match story.policy.program.node(node) {
            // Fields of elements are told with the elements.
            Some(Op::Count { elements, .. } | Op::Sum { elements, .. } | Op::Extreme { elements, .. }) => {
                vec![elements.list]
            }
            _ => story.policy.program.own_facts(node),
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
    let state = if mark.has(medpol_model::Mark::CONFLICTING) {
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
            distance: fact.and_then(|fact| sentence::distance(story, fact, comparison, place)),
        })
        .collect()
}
