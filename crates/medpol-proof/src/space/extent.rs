//! How long lists are looked at: as long as they can be, unless the formulas would become too many.
//!
//! A condition on the elements of a list inside of a condition on the elements of a list is a formula for every pair
//! of elements. Where that is too much, all lists are cut at the same length, and the answer says so.

use medpol_model::program::{Op, Program, Relation, ScopeId, Wanted};
use medpol_model::vocabulary::{FactId, FactKind, Vocabulary};

use crate::joint::Joint;

/// How many formulas the policies may come to, as far as that can be told beforehand.
const MOST_FORMULAS: usize = 30_000;

/// The lengths that are tried, the longest first.
const LENGTHS: [usize; 9] = [64, 24, 16, 12, 8, 6, 4, 3, 2];

/// The most elements that a list is looked at with.
pub(super) fn most_elements(joint: &Joint<'_>) -> usize {
    let cost = |most: usize| -> usize {
        let sides = joint.sides.iter();
        sides
            .map(|side| Extent { vocabulary: &side.policy.vocabulary, program: &side.policy.program, most }.cost())
            .sum()
    };
    LENGTHS.into_iter().find(|most| cost(*most) <= MOST_FORMULAS).unwrap_or(2)
}

struct Extent<'e> {
    vocabulary: &'e Vocabulary,
    program: &'e Program,
    most: usize,
}

impl Extent<'_> {
    fn cost(&self) -> usize {
        let nodes = self.program.nodes.iter().zip(&self.program.node_scopes);
        nodes.map(|(op, scope)| self.times(*scope).saturating_mul(self.of(op))).fold(0, usize::saturating_add)
    }

    /// How many elements a list has at most.
    fn length(&self, list: FactId) -> usize {
        match self.vocabulary.fact(list).map(|fact| &fact.kind) {
            Some(FactKind::List(kind)) => {
                kind.max_items.map_or(super::MOST_ELEMENTS, |most| most as usize).min(self.most)
            }
            _ => 1,
        }
    }

    /// How many elements, or combinations of them, a scope stands for.
    fn times(&self, scope: ScopeId) -> usize {
        let (mut at, mut product) = (scope, 1_usize);
        for _ in 0..=ScopeId::DEEPEST {
            if at == ScopeId::CASE {
                break;
            }
            let own = self.program.scope(at);
            product = product.saturating_mul(self.length(own.list.fact));
            at = own.parent;
        }
        product
    }

    /// How many formulas a node comes to, without those below it.
    fn of(&self, op: &Op) -> usize {
        let elements = |scope: &ScopeId| self.length(self.program.scope(*scope).list.fact);
        match op {
            Op::Count { elements: scope, distinct, .. } if distinct.length > 0 => elements(scope) * elements(scope) * 6,
            Op::Extreme { elements: scope, .. } => elements(scope) * elements(scope) * elements(scope).div_ceil(2),
            Op::Count { elements: scope, .. }
            | Op::Quantify { elements: scope, .. }
            | Op::Sum { elements: scope, .. } => 2 * elements(scope),
            Op::Relate { fact, relations, .. } => {
                let own = self.length(fact.fact);
                let relations = self.program.relations(*relations).iter();
                relations
                    .map(|relation| match relation {
                        Relation::Includes { wanted: Wanted::List(other), .. } => own * self.length(other.fact) * 6,
                        Relation::Includes { .. } | Relation::Contiguous(_) => own * 2,
                        Relation::Among { list, .. } => self.length(list.fact) * 6,
                        Relation::Fact { .. } | Relation::Alike(_) => 6,
                    })
                    .sum()
            }
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
            | Op::Known(_)
            | Op::Constant(_) => 1,
        }
    }
}
