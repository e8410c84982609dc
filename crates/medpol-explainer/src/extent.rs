//! Which nodes a view tells, found out before anything is put into words.
//!
//! What is not told is not explained. Statuses are read here; no sentence is made.

use medpol_evaluator::{Absence, Access};
use medpol_model::answer::View;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;

use crate::binding::Binding;
use crate::context::Context;
use crate::modifier::{self, Modified};
use crate::wording::Wording;

/// How much of a node is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Its status, and nothing of how that came about.
    Standing,
    /// Itself and those of its parts that decide or are unknown. Everything above it is unknown.
    IfUnknown,
    /// Itself and those of its parts that decide. Something above it is settled, so that what is unknown below changes
    /// nothing.
    IfDeciding,
    /// Itself, and its parts except for exceptions and waivers that changed nothing.
    Parts,
    /// Everything.
    All,
}

impl Extent {
    /// How much is told of a criterion or an exclusion of the policy.
    pub(crate) fn of_criterion(context: &Context<'_>, node: NodeId, wording: Wording) -> Self {
        // Where everything is met, everything decides; the parts would be the whole policy again.
        let is_met = || context.status(context.policy.root) == Status::MET;
        match context.view {
            View::Decided if !is_met() && Self::IfUnknown.tells(context, node, &Binding::TOP) => Self::IfUnknown,
            View::Context if !is_plain(context, node, wording) => Self::Parts,
            View::All => Self::All,
            View::Page | View::Decided | View::Context => Self::Standing,
        }
    }

    /// How much is told of the parts of a node that is told so far; none where its parts are not told.
    pub(crate) fn below(self, context: &Context<'_>, node: NodeId, binding: &Binding) -> Option<Self> {
        match self {
            Self::Standing => None,
            Self::IfUnknown if context.scene.inner(node, &binding.frames).is_unknown() => Some(Self::IfUnknown),
            Self::IfUnknown | Self::IfDeciding => Some(Self::IfDeciding),
            Self::Parts | Self::All => Some(self),
        }
    }

    /// Whether a part of which so much is told is told at all.
    pub(crate) fn tells(self, context: &Context<'_>, node: NodeId, binding: &Binding) -> bool {
        match self {
            Self::Standing | Self::Parts | Self::All => true,
            Self::IfUnknown if context.scene.inner(node, &binding.frames).is_unknown() => true,
            Self::IfUnknown | Self::IfDeciding => binding.frames.is_top() && holds_deciding(context, node),
        }
    }

    /// Whether an exception or a waiver is told, which stands like this.
    pub(crate) fn tells_modifier(self, status: Status) -> bool {
        self != Self::Parts || status != Status::NOT_MET
    }
}

/// Whether a node, or one of those that are shown below it, decides the result.
fn holds_deciding(context: &Context<'_>, node: NodeId) -> bool {
    if context.deciding.contains(node) {
        return true;
    }
    let program = &context.policy.program;
    let core = modifier::core(program, node);
    let members = context.policy.detail(core).map(|detail| detail.shown.as_slice()).unwrap_or_default();
    members.iter().any(|member| holds_deciding(context, *member)) || modifier_holds_deciding(context, node)
}

fn modifier_holds_deciding(context: &Context<'_>, node: NodeId) -> bool {
    modifier::of(&context.policy.program, node).is_some_and(|modification| {
        holds_deciding(context, modification.by) || modifier_holds_deciding(context, modification.base)
    })
}

/// Whether a criterion is met, or an exclusion does not apply, with nothing assumed, waived or excepted in it.
fn is_plain(context: &Context<'_>, node: NodeId, wording: Wording) -> bool {
    let wanted = match wording {
        Wording::Criterion | Wording::Plain => Status::MET,
        Wording::Exclusion => Status::NOT_MET,
    };
    context.status(node) == wanted && !is_qualified(context, node, &Binding::TOP)
}

/// Whether something in a node was assumed, waived or excepted.
fn is_qualified(context: &Context<'_>, node: NodeId, binding: &Binding) -> bool {
    let program = &context.policy.program;
    let core = modifier::core(program, node);
    if Modified::of(&context.scene, node, binding) != Modified::No || is_assumed(context, core, binding) {
        return true;
    }
    let shown = context.policy.detail(core).map(|detail| detail.shown.as_slice()).unwrap_or_default();
    let Some(op) = program.node(core) else { return false };
    let below = match op {
        Op::Quantify { elements, .. }
        | Op::Extreme { elements, .. }
        | Op::Count { elements, .. }
        | Op::Sum { elements, .. } => {
            let elements = program.scope(*elements);
            let list = context.scene.list(elements.list, &binding.frames);
            // Of groups that are not told apart no part is told.
            let is_told = !shown.is_empty() && !context.scene.is_too_vague(elements);
            let mut places = list.filter(|_| is_told).into_iter().flat_map(|list| {
                let members = context.scene.members(elements, list, &binding.frames);
                members.filter(|place| context.scene.stands_for_group(elements, *place))
            });
            places.any(|place| {
                let inner = binding.with(elements.id, place.base, String::new());
                shown.iter().any(|condition| is_qualified(context, *condition, &inner))
            })
        }
        Op::Same(_) => false,
        Op::All(_)
        | Op::Any(_)
        | Op::None(_)
        | Op::Not(_)
        | Op::Satisfied(_)
        | Op::Tally { .. }
        | Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Leaf { .. }
        | Op::Relate { .. }
        | Op::Known(_)
        | Op::Constant(_) => shown.iter().any(|member| is_qualified(context, *member, binding)),
    };
    below || modifiers_are_qualified(context, node, binding)
}

fn modifiers_are_qualified(context: &Context<'_>, node: NodeId, binding: &Binding) -> bool {
    modifier::of(&context.policy.program, node).is_some_and(|modification| {
        is_qualified(context, modification.by, binding) || modifiers_are_qualified(context, modification.base, binding)
    })
}

/// Whether a leaf was met or not by what the policy assumes, and the policy says why.
fn is_assumed(context: &Context<'_>, node: NodeId, binding: &Binding) -> bool {
    let Some(rules) = context.policy.program.rules_of(node) else { return false };
    if context.policy.detail(node).is_none_or(|detail| detail.because.is_none()) {
        return false;
    }
    let Some(fact) = context.policy.program.own_facts(node).first().copied() else { return false };
    matches!(
        context.scene.access(fact, Some(rules), &binding.frames),
        Access::Assumed(_) | Access::Absent(Absence::Presumed)
    )
}
