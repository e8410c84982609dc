//! What a node reads and holds: a walk over a program that evaluates nothing.

use std::collections::BTreeSet;

use crate::program::{FactRef, NodeId, Op, Program, Relation, RulesId, Run, Scope, ScopeId, Wanted};

impl Program {
    /// A node and every node below it.
    pub fn reached_from(&self, node: NodeId) -> BTreeSet<NodeId> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            if reached.insert(node) {
                waiting.extend(self.below(node));
            }
        }
        reached
    }

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
            Some(Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) | Op::Constant(_)) | None => Vec::new(),
        }
    }

    /// The facts a node reads itself, not through the nodes below it.
    pub fn own_facts(&self, node: NodeId) -> Vec<FactRef> {
        let list = |elements: &ScopeId| self.scope(*elements).list;
        match self.node(node) {
            Some(Op::Leaf { atom, .. }) => self.atom(*atom).map(|atom| atom.fact).into_iter().collect(),
            Some(Op::Known(fact)) => vec![*fact],
            Some(Op::Relate { fact, relations, .. }) => self.related_facts(*fact, *relations),
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

    /// What a node says of facts that are absent or unproven.
    pub fn rules_of(&self, node: NodeId) -> Option<RulesId> {
        match self.node(node)? {
            Op::Leaf { rules, .. }
            | Op::Relate { rules, .. }
            | Op::Quantify { rules, .. }
            | Op::Count { rules, .. }
            | Op::Sum { rules, .. }
            | Op::Extreme { rules, .. } => *rules,
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
            | Op::Known(_)
            | Op::Constant(_) => None,
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
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Constant(_) => None,
        }
    }

    /// The fact that a relation reads beside the one it is asked of.
    pub fn other_fact(relation: &Relation) -> Option<FactRef> {
        match relation {
            Relation::Fact { other, .. }
            | Relation::Alike(other)
            | Relation::Among { list: other, .. }
            | Relation::Includes { wanted: Wanted::List(other) | Wanted::Fact(other), .. } => Some(*other),
            Relation::Includes { wanted: Wanted::Mask(_) | Wanted::Points(_) | Wanted::Symbols(_), .. }
            | Relation::Contiguous(_) => None,
        }
    }

    fn related_facts(&self, fact: FactRef, relations: Run) -> Vec<FactRef> {
        std::iter::once(fact).chain(self.relations(relations).iter().filter_map(Self::other_fact)).collect()
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
