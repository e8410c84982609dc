//! One pass over the program: every node outside quantifiers gets its status.
//!
//! Members come before the groups that hold them, so a group reads outcomes that are there already.
//! Nodes inside quantifiers are evaluated for each element, by the same functions.

mod alike;
mod contiguous;
mod duration;
mod elements;
mod group;
mod latest;
mod leaf;
mod listed;
mod possible;
mod relation;
mod starts;
mod values;

pub use elements::{Elements, Place};
pub use latest::{Bar, Race};
pub(crate) use listed::ListedValues;

use std::cell::Cell;

use medpol_model::case::ReadFacts;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op, Run, within_mask};
use medpol_model::value::{Status, Symbols};
use medpol_model::vocabulary::FrameId;

use crate::derived::Derived;
use crate::frames::Frames;
use crate::groups::Groups;
use crate::reading::{Assumptions, Evaluation};
use crate::work::{Allowance, TooMuch, Work, WorkLimit};

/// Slots of elements that there is room for from the start; more are made where a case has more.
const ROOM_FOR_ELEMENTS: usize = 256;

/// The status of every node outside quantifiers, kept for reuse between cases.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    statuses: Vec<Cell<Status>>,
    derived: Derived,
    groups: Groups,
    listed: ListedValues,
    work: Work,
    assumed: Cell<bool>,
}

impl Outcomes {
    /// Outcomes with room for a policy's nodes, so that deciding does not allocate, and with the usual limit
    /// of work.
    pub fn for_policy(policy: &Policy) -> Self {
        let mut outcomes = Self::limited(policy, WorkLimit::DEFAULT);
        let room = policy.vocabulary.width(FrameId::CASE) + ROOM_FOR_ELEMENTS;
        outcomes.derived.begin(room);
        outcomes.listed.begin(room);
        outcomes
    }

    /// Outcomes for a case or a few, with so much work allowed; the first makes the room it needs.
    pub fn limited(policy: &Policy, allowed: impl Into<Allowance>) -> Self {
        let statuses = vec![Cell::new(Status::NOT_APPLICABLE); policy.program.nodes.len()];
        let mut groups = Groups::default();
        groups.begin(policy.program.scopes.len());
        Self { statuses, groups, work: Work::limited(allowed.into()), ..Self::default() }
    }

    /// Whether anything was assumed so far. Where nothing was, the case is decided the same without assumptions.
    pub const fn has_assumed(&self) -> bool {
        self.assumed.get()
    }

    /// The status of a node; not applicable for nodes inside quantifiers, which have one per element.
    pub fn status(&self, node: NodeId) -> Status {
        self.statuses.get(node.0 as usize).map_or(Status::NOT_APPLICABLE, Cell::get)
    }

    pub(crate) fn statuses(&self) -> &[Cell<Status>] {
        &self.statuses
    }

    pub(crate) fn derived(&self) -> &Derived {
        &self.derived
    }

    pub(crate) fn groups(&self) -> &Groups {
        &self.groups
    }

    pub(crate) fn listed(&self) -> &ListedValues {
        &self.listed
    }

    pub(crate) fn work(&self) -> &Work {
        &self.work
    }

    pub(crate) const fn assumed(&self) -> &Cell<bool> {
        &self.assumed
    }

    /// That the case needs more work than it may make, or was stopped. Then nothing that came out of it counts.
    pub fn too_much(&self) -> Option<TooMuch> {
        self.work.too_much()
    }
}

/// Decides a case: the status of the policy, with that of every criterion left in `outcomes`.
///
/// The status counts only where [`Outcomes::too_much`] is `None`. Allocates only when `outcomes` was made
/// for a smaller policy or last held a smaller case, and where the elements of a long list are compared with one
/// another.
pub fn decide<F: ReadFacts>(policy: &Policy, symbols: &Symbols, case: &F, outcomes: &mut Outcomes) -> Status {
    decide_with(policy, symbols, case, outcomes, Assumptions::Taken)
}

/// The same, with or without what the policy assumes.
pub fn decide_with<F: ReadFacts>(
    policy: &Policy,
    symbols: &Symbols,
    case: &F,
    outcomes: &mut Outcomes,
    assumptions: Assumptions,
) -> Status {
    if outcomes.statuses.len() < policy.program.nodes.len() {
        outcomes.statuses.resize(policy.program.nodes.len(), Cell::new(Status::NOT_APPLICABLE));
    }
    outcomes.derived.begin(case.slots());
    outcomes.groups.begin(policy.program.scopes.len());
    outcomes.listed.begin(case.slots());
    outcomes.work.begin();
    outcomes.assumed.set(false);
    let evaluation = Evaluation::of(policy, symbols, case, outcomes, assumptions);
    for leaf in &policy.masks {
        // Where nothing is known of it, a slot holds every value the fact can have.
        let status = within_mask(case.value(leaf.slot as usize), leaf.allowed);
        set(&outcomes.statuses, leaf.node, status);
    }
    for node in &policy.order {
        set(&outcomes.statuses, *node, evaluation.node(*node, &Frames::TOP));
    }
    outcomes.status(policy.root)
}

#[inline]
fn set(statuses: &[Cell<Status>], node: NodeId, status: Status) {
    if let Some(place) = statuses.get(node.0 as usize) {
        place.set(status);
    }
}

impl<F: ReadFacts> Evaluation<'_, F> {
    /// The status of a node in the given frames.
    #[inline]
    pub fn node(&self, node: NodeId, frames: &Frames) -> Status {
        let Some(op) = self.program.node(node) else { return Status::UNKNOWN };
        match op {
            Op::Leaf { atom, rules } => self.leaf(*atom, *rules, frames),
            Op::All(members) => self.all(*members, frames),
            Op::Any(members) => self.any(*members, frames),
            Op::None(members) => self.any(*members, frames).negated(),
            Op::Not(inner) => self.inner(*inner, frames).negated(),
            Op::Satisfied(inner) => self.inner(*inner, frames).satisfied_if_not_applicable(),
            Op::Except { base, exception } => self.inner(*base, frames).unless(self.inner(*exception, frames)),
            Op::Waive { base, waiver } => self.inner(*base, frames).or_if(self.inner(*waiver, frames)),
            // A reference is always to a criterion of the whole case, which is decided once.
            Op::Same(other) => self.inner(*other, &Frames::TOP),
            Op::If { .. }
            | Op::Tally { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_) => self.large(op, frames),
        }
    }

    /// The operators that need more room than the many small ones should pay for.
    #[inline(never)]
    fn large(&self, op: &Op, frames: &Frames) -> Status {
        match op {
            Op::If { condition, then, otherwise } => self.branch(*condition, *then, *otherwise, frames),
            Op::Tally { members, least, most, waived, not_applicable } => {
                let counting = group::Counting { waived: *waived, not_applicable: *not_applicable };
                self.tally(*members, *least, *most, counting, frames)
            }
            Op::Relate { fact, within, relations, rules } => {
                self.related(*fact, *within, self.program.relations(*relations), *rules, frames)
            }
            Op::Known(fact) => self.known(*fact, frames),
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                self.quantify(*quantifier, self.program.scope(*elements), *satisfies, *rules, frames)
            }
            Op::Count { elements, distinct, wanted, rules } => {
                self.counted(self.program.scope(*elements), *distinct, *wanted, *rules, frames)
            }
            Op::Sum { elements, field, wanted, rules } => {
                self.summed(self.program.scope(*elements), *field, *wanted, *rules, frames)
            }
            Op::Extreme { extreme, elements, by, satisfies, if_empty, rules } => {
                let race =
                    Race { extreme: *extreme, elements: self.program.scope(*elements), by: *by, satisfies: *satisfies };
                self.extreme_satisfies(race, *if_empty, *rules, frames)
            }
            Op::Constant(status) => *status,
            Op::Leaf { .. }
            | Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::Same(_) => Status::UNKNOWN,
        }
    }

    fn all(&self, members: Run, frames: &Frames) -> Status {
        Status::all(self.program.members(members).iter().map(|node| self.inner(*node, frames)))
    }

    fn any(&self, members: Run, frames: &Frames) -> Status {
        Status::any(self.program.members(members).iter().map(|node| self.inner(*node, frames)))
    }

    /// The status of a node that another holds: read where it is decided, evaluated inside elements.
    #[inline]
    pub fn inner(&self, node: NodeId, frames: &Frames) -> Status {
        if frames.is_top()
            && let Some(decided) = self.decided.get(node.0 as usize)
        {
            return decided.get();
        }
        self.node(node, frames)
    }
}
