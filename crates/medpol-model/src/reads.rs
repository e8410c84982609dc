//! What a node reads and holds: a walk over a program that evaluates nothing.

use crate::{FactRef, NodeId, Op, Program, Run, Scope, ScopeId, Test, Wanted};

impl Program {
    /// The nodes directly below a node, elements' conditions included.
    pub fn below(&self, node: NodeId) -> Vec<NodeId> {
        let filter = |elements: &ScopeId| self.scope(*elements).filter.into_iter();
        match self.node(node) {
            Some(Op::All(run) | Op::Any(run) | Op::None(run) | Op::Tally { members: run, .. }) => {
                self.members(*run).to_vec()
            }
            Some(Op::Not(inner) | Op::Satisfied(inner) | Op::Same(inner)) => vec![*inner],
            Some(Op::Except { base, exception: other } | Op::Waive { base, waiver: other }) => vec![*base, *other],
            Some(Op::If { condition, then, otherwise }) => [*condition, *then].into_iter().chain(*otherwise).collect(),
            Some(Op::Quantify { elements, satisfies, .. }) => filter(elements).chain(*satisfies).collect(),
            Some(Op::Count { elements, .. } | Op::Sum { elements, .. }) => filter(elements).collect(),
            Some(Op::Extreme { elements, satisfies, .. }) => filter(elements).chain([*satisfies]).collect(),
            Some(Op::Mask { .. } | Op::Range { .. } | Op::Test { .. } | Op::Known(_) | Op::Constant(_)) | None => {
                Vec::new()
            }
        }
    }

    /// The facts a node reads itself, not through the nodes below it.
    pub fn own_facts(&self, node: NodeId) -> Vec<FactRef> {
        let list = |elements: &ScopeId| self.scope(*elements).list;
        match self.node(node) {
            Some(Op::Mask { fact, .. } | Op::Range { fact, .. } | Op::Known(fact)) => vec![*fact],
            Some(Op::Test { fact, tests, .. }) => self.test_facts(*fact, *tests),
            Some(Op::Quantify { elements, .. }) => vec![list(elements)],
            Some(Op::Count { elements, distinct, .. }) => {
                std::iter::once(list(elements)).chain(self.fields(*distinct).iter().copied()).collect()
            }
            Some(Op::Sum { elements, field, .. } | Op::Extreme { elements, by: field, .. }) => {
                vec![list(elements), *field]
            }
            Some(
                Op::All(_)
                | Op::Any(_)
                | Op::None(_)
                | Op::Not(_)
                | Op::Satisfied(_)
                | Op::Tally { .. }
                | Op::Except { .. }
                | Op::Waive { .. }
                | Op::If { .. }
                | Op::Same(_)
                | Op::Constant(_),
            )
            | None => Vec::new(),
        }
    }

    /// The list whose elements a node looks at, with which of them.
    pub fn elements(&self, node: NodeId) -> Option<&Scope> {
        match self.node(node)? {
            Op::Quantify { elements, .. }
            | Op::Count { elements, .. }
            | Op::Sum { elements, .. }
            | Op::Extreme { elements, .. } => Some(self.scope(*elements)),
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Same(_)
            | Op::Mask { .. }
            | Op::Range { .. }
            | Op::Test { .. }
            | Op::Known(_)
            | Op::Constant(_) => None,
        }
    }

    fn test_facts(&self, fact: FactRef, tests: Run) -> Vec<FactRef> {
        let other = |test: &Test| match test {
            Test::Fact { other, .. }
            | Test::Among { list: other, .. }
            | Test::Includes { wanted: Wanted::List(other) | Wanted::Fact(other), .. } => Some(*other),
            Test::Range(_)
            | Test::Points { .. }
            | Test::Mask(_)
            | Test::Symbols { .. }
            | Test::Duration { .. }
            | Test::Includes { wanted: Wanted::Mask(_) | Wanted::Points(_) | Wanted::Symbols(_), .. }
            | Test::Contiguous(_) => None,
        };
        std::iter::once(fact).chain(self.tests(tests).iter().filter_map(other)).collect()
    }

    /// Every fact read at or below a node, in the order of the nodes.
    pub fn facts_read(&self, node: NodeId) -> Vec<FactRef> {
        let mut facts = self.own_facts(node);
        if !matches!(self.node(node), Some(Op::Same(_))) {
            for inner in self.below(node) {
                facts.extend(self.facts_read(inner));
            }
        }
        facts
    }
}
