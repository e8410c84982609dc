//! Exceptions and waivers: what they modify, and whether they made the difference.

use medpol_evaluator::Evaluation;
use medpol_model::program::{NodeId, Op, Program};
use medpol_model::value::Status;

use crate::binding::Binding;

/// A node that an exception or a waiver modifies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Modification {
    /// What is modified.
    pub(crate) base: NodeId,
    /// What modifies it.
    pub(crate) by: NodeId,
    pub(crate) kind: Modifier,
}

/// What a modifier does where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modifier {
    /// The base does not count.
    Exception,
    /// The base need not hold.
    Waiver,
}

/// How a node modifies another; none for nodes that do not.
pub(crate) fn of(program: &Program, node: NodeId) -> Option<Modification> {
    match program.node(node)? {
        Op::Except { base, exception } => Some(Modification { base: *base, by: *exception, kind: Modifier::Exception }),
        Op::Waive { base, waiver } => Some(Modification { base: *base, by: *waiver, kind: Modifier::Waiver }),
        Op::All(_)
        | Op::Any(_)
        | Op::None(_)
        | Op::Not(_)
        | Op::Satisfied(_)
        | Op::Tally { .. }
        | Op::If { .. }
        | Op::Same(_)
        | Op::Leaf { .. }
        | Op::Relate { .. }
        | Op::Known(_)
        | Op::Quantify { .. }
        | Op::Count { .. }
        | Op::Sum { .. }
        | Op::Extreme { .. }
        | Op::Constant(_) => None,
    }
}

/// The node below all exceptions and waivers.
pub(crate) fn core(program: &Program, node: NodeId) -> NodeId {
    of(program, node).map_or(node, |modification| core(program, modification.base))
}

/// Whether a modifier made the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modified {
    No,
    /// It holds only because it was waived.
    Waived,
    /// It does not hold only because an exception does.
    Excepted,
}

impl Modified {
    /// Whether one of the modifiers of a node made the difference.
    pub(crate) fn of(scene: &Evaluation<'_>, node: NodeId, binding: &Binding) -> Self {
        let Some(modification) = of(scene.program, node) else { return Self::No };
        let base = scene.inner(modification.base, &binding.frames);
        let holds = scene.inner(modification.by, &binding.frames) == Status::MET;
        match modification.kind {
            Modifier::Waiver if holds && base != Status::MET => Self::Waived,
            Modifier::Waiver => Self::of(scene, modification.base, binding),
            Modifier::Exception if holds && base != Status::NOT_MET => Self::Excepted,
            Modifier::Exception => Self::No,
        }
    }
}
