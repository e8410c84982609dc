//! What can make a node fail or hold: the nodes directly below it.
//!
//! Whether a coding edit can name lines is checked by it, and which lines it names is found by it, so that the
//! two agree. Elements of lists are not looked into, and no outcome is known here.

use crate::program::{NodeId, Op, Program, Quantifier};

/// What is wrong with a node: it should hold and fails, or it should fail and holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// It fails.
    Failing,
    /// It holds.
    Holding,
}

impl Fault {
    /// The fault of a node under a negation.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Failing => Self::Holding,
            Self::Holding => Self::Failing,
        }
    }
}

/// A node that can be why the node above it fails or holds, and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The node.
    pub node: NodeId,
    /// Whether it is the cause by failing or by holding.
    pub fault: Fault,
}

impl Program {
    /// What can make an operator fail or hold, in the order of writing; nothing for leaves and conditions on
    /// lists.
    pub fn causes(&self, op: &Op, fault: Fault) -> Vec<Cause> {
        let one = |node: &NodeId, fault| Cause { node: *node, fault };
        match op {
            Op::All(run) | Op::Any(run) => self.members(*run).iter().map(|node| one(node, fault)).collect(),
            Op::None(run) => self.members(*run).iter().map(|node| one(node, fault.other())).collect(),
            // With too many members that are met, it fails because of those.
            Op::Tally { members, .. } => {
                let members = self.members(*members);
                let faults = [Fault::Failing, Fault::Holding];
                faults.into_iter().flat_map(|fault| members.iter().map(move |node| one(node, fault))).collect()
            }
            Op::Not(inner) => vec![one(inner, fault.other())],
            Op::Satisfied(inner) | Op::Same(inner) => vec![one(inner, fault)],
            Op::Except { base, exception } => match fault {
                Fault::Failing => vec![one(base, fault), one(exception, Fault::Holding)],
                Fault::Holding => vec![one(base, fault)],
            },
            Op::Waive { base, waiver } => match fault {
                Fault::Failing => vec![one(base, fault)],
                Fault::Holding => vec![one(base, fault), one(waiver, fault)],
            },
            Op::If { then, otherwise, .. } => {
                std::iter::once(then).chain(otherwise).map(|node| one(node, fault)).collect()
            }
            Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_) => Vec::new(),
        }
    }
}

impl Quantifier {
    /// Whether elements of the list are what makes it fail or hold; otherwise it is that there are none.
    pub const fn is_caused_by_elements(self, fault: Fault) -> bool {
        match (self, fault) {
            (Self::Some, Fault::Holding) | (Self::Without | Self::Every { .. }, Fault::Failing) => true,
            (Self::Some, Fault::Failing) | (Self::Without | Self::Every { .. }, Fault::Holding) => false,
        }
    }
}
