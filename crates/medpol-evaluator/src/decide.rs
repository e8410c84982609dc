//! One pass over the program: every node outside quantifiers gets its status.
//!
//! Members come before the groups that hold them, so a group reads outcomes that are there already.
//! Nodes inside quantifiers are evaluated for each element, by the same functions.

mod elements;
mod group;
mod leaf;
mod test;

pub(crate) use test::start_of;

use medpol_model::{Case, NodeId, Op, Policy, Status, Symbols};

use crate::frames::Frames;
use crate::reading::{Assumptions, Scene};

/// The status of every node outside quantifiers, kept for reuse between cases.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    statuses: Vec<Status>,
}

impl Outcomes {
    /// Outcomes with room for a policy's nodes, so that deciding does not allocate.
    pub fn for_policy(policy: &Policy) -> Self {
        Self { statuses: vec![Status::NOT_APPLICABLE; policy.program.nodes.len()] }
    }

    /// The status of a node; not applicable for nodes inside quantifiers, which have one per element.
    pub fn status(&self, node: NodeId) -> Status {
        self.statuses.get(node.0 as usize).copied().unwrap_or(Status::NOT_APPLICABLE)
    }

    pub(crate) fn statuses(&self) -> &[Status] {
        &self.statuses
    }
}

/// Decides a case: the status of the policy, with that of every criterion left in `outcomes`.
///
/// Allocates only when `outcomes` was made for a smaller policy.
pub fn decide(policy: &Policy, symbols: &Symbols, case: &Case, outcomes: &mut Outcomes) -> Status {
    decide_with(policy, symbols, case, outcomes, Assumptions::Taken)
}

pub(crate) fn decide_with(
    policy: &Policy,
    symbols: &Symbols,
    case: &Case,
    outcomes: &mut Outcomes,
    assumptions: Assumptions,
) -> Status {
    if outcomes.statuses.len() < policy.program.nodes.len() {
        outcomes.statuses.resize(policy.program.nodes.len(), Status::NOT_APPLICABLE);
    }
    let scene = Scene::of(policy, symbols, case, assumptions);
    for node in &policy.order {
        let scene = Scene { decided: &outcomes.statuses, ..scene };
        let status = scene.node(*node, &Frames::TOP);
        if let Some(place) = outcomes.statuses.get_mut(node.0 as usize) {
            *place = status;
        }
    }
    outcomes.status(policy.root)
}

impl Scene<'_> {
    /// The status of a node in the given frames.
    pub(crate) fn node(&self, node: NodeId, frames: &Frames) -> Status {
        let Some(op) = self.program.node(node) else { return Status::UNKNOWN };
        match op {
            Op::Mask { fact, allowed, rules } => self.mask(*fact, *allowed, *rules, frames),
            Op::Range { fact, wanted, rules } => self.range(*fact, *wanted, *rules, frames),
            Op::All(members) => {
                Status::all(self.program.members(*members).iter().map(|node| self.inner(*node, frames)))
            }
            Op::Any(members) => {
                Status::any(self.program.members(*members).iter().map(|node| self.inner(*node, frames)))
            }
            Op::None(members) => {
                Status::any(self.program.members(*members).iter().map(|node| self.inner(*node, frames))).negated()
            }
            Op::Not(inner) => self.inner(*inner, frames).negated(),
            Op::Except { base, exception } => self.inner(*base, frames).unless(self.inner(*exception, frames)),
            Op::Waive { base, waiver } => self.inner(*base, frames).or_if(self.inner(*waiver, frames)),
            Op::Same(other) => self.inner(*other, frames),
            Op::If { condition, then, otherwise } => self.branch(*condition, *then, *otherwise, frames),
            Op::Tally { members, least, most, waived, not_applicable } => {
                let counting = group::Counting { waived: *waived, not_applicable: *not_applicable };
                self.tally(*members, *least, *most, counting, frames)
            }
            Op::Test { fact, tests, rules } => self.test(*fact, *tests, *rules, frames),
            Op::Known(fact) => self.known(*fact, frames),
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                self.quantify(*quantifier, elements, *satisfies, *rules, frames)
            }
            Op::Count { elements, distinct, wanted, rules } => {
                self.counted(elements, *distinct, *wanted, *rules, frames)
            }
            Op::Sum { elements, field, wanted, rules } => self.summed(elements, *field, *wanted, *rules, frames),
        }
    }

    /// The status of a node that another holds: read where it is decided, evaluated inside elements.
    #[inline]
    pub(crate) fn inner(&self, node: NodeId, frames: &Frames) -> Status {
        if frames.is_top() {
            self.decided.get(node.0 as usize).copied().unwrap_or(Status::UNKNOWN)
        } else {
            self.node(node, frames)
        }
    }
}
