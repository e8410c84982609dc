//! Policies as formulas over the space: for every node, when it can be met, not met, or not applicable.
//!
//! The rules are those of the evaluator, lifted in the same way, so that a formula has the value that the evaluator
//! gives the node. What the space does not keep is an unknown of its own, the same for all that ask the same. One
//! function a kind of node; groups stand in `encode/group.rs`, leaves in `encode/leaf.rs`, lists in
//! `encode/elements.rs`, and comparisons of facts in `encode/relation.rs`.

mod elements;
mod group;
mod leaf;
pub(crate) mod order;
mod relation;

use std::collections::HashMap;

use medpol_model::program::{NodeId, Op, Polarity, Program, ScopeId};
use medpol_model::value::{Interval, Status};

use crate::answer::Inexact;
use crate::formula::Literal;
use crate::space::{Bound, InstanceId, Kind, Space};

/// What a node can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tri {
    pub(crate) met: Literal,
    pub(crate) not_met: Literal,
    pub(crate) not_applicable: Literal,
}

impl Tri {
    pub(crate) const UNKNOWN: Self =
        Self { met: Literal::TRUE, not_met: Literal::TRUE, not_applicable: Literal::FALSE };

    pub(crate) const fn of(status: Status) -> Self {
        Self {
            met: Literal::constant(status.can_be_met()),
            not_met: Literal::constant(status.can_be_not_met()),
            not_applicable: Literal::constant(status.can_be_not_applicable()),
        }
    }

    /// One that applies, and is met where this holds.
    pub(crate) fn known(holds: Literal) -> Self {
        Self { met: holds, not_met: !holds, not_applicable: Literal::FALSE }
    }

    pub(crate) const fn negated(self) -> Self {
        Self { met: self.not_met, not_met: self.met, not_applicable: self.not_applicable }
    }
}

/// A policy as it is, or with one node changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct View {
    pub(crate) side: usize,
    pub(crate) change: Option<Change>,
}

impl View {
    pub(crate) const fn of(side: usize) -> Self {
        Self { side, change: None }
    }
}

/// A node that stands for another one, or for a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Change {
    pub(crate) node: NodeId,
    pub(crate) by: Replacement,
}

/// What stands in the place of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Replacement {
    /// Another node.
    Node(NodeId),
    /// A result.
    Result(Status),
}

/// Which conditions a node belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    Policy(View),
    Vocabulary(usize),
}

impl Origin {
    pub(crate) const fn side(self) -> usize {
        match self {
            Self::Policy(view) => view.side,
            Self::Vocabulary(side) => side,
        }
    }
}

/// A place from which facts are read: a program, and the elements that are bound.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) origin: Origin,
    pub(crate) bound: Bound,
}

impl Place {
    fn with(&self, scope: ScopeId, element: crate::space::ElementId) -> Self {
        Self { origin: self.origin, bound: self.bound.with(scope, element) }
    }
}

/// A membership that holds where the date of service is in, or not in, each of some periods.
pub(crate) struct Dated {
    pub(crate) literal: Literal,
    /// Whether it may be that it does not hold.
    pub(crate) contrary: Literal,
    pub(crate) periods: Vec<(Interval, Polarity)>,
}

/// A space with the formulas of the policies.
pub(crate) struct Encoder<'a> {
    pub(crate) space: Space<'a>,
    memo: HashMap<(Origin, NodeId, Bound), Tri>,
    arises: HashMap<(usize, InstanceId), Literal>,
    /// Which nodes hold a node that was changed, the node itself included.
    affected: HashMap<(usize, NodeId), Vec<bool>>,
    free: HashMap<String, Tri>,
    pub(crate) order: order::Orders,
    /// Memberships that depend on the date of service.
    pub(crate) dated: Vec<Dated>,
    /// Whether some node reads a fact of an element that is not bound.
    pub(crate) is_ill_formed: bool,
    /// Which documents back what a case of a record states.
    pub(crate) documents: Documents,
}

/// Which documents back what a case of a record states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Documents {
    /// Those that the last model has.
    OfModel,
    /// All that are asked for.
    All,
}

impl<'a> Encoder<'a> {
    pub(crate) fn new(space: Space<'a>) -> Self {
        Self {
            space,
            memo: HashMap::new(),
            arises: HashMap::new(),
            affected: HashMap::new(),
            free: HashMap::new(),
            order: order::Orders::default(),
            dated: Vec::new(),
            documents: Documents::OfModel,
            is_ill_formed: false,
        }
    }

    pub(crate) fn is_patients(&self) -> bool {
        self.space.kind == Kind::Patients
    }

    pub(crate) fn program(&self, origin: Origin) -> Option<&'a Program> {
        let policy = self.space.joint.sides.get(origin.side())?.policy;
        Some(match origin {
            Origin::Policy(_) => &policy.program,
            Origin::Vocabulary(_) => &policy.vocabulary.program,
        })
    }

    /// What was made of the nodes of the first policy as it is: node, elements that are bound, what it can be.
    pub(crate) fn made(&self) -> Vec<(NodeId, Bound, Tri)> {
        let own = self.memo.iter().filter(|((origin, ..), _)| *origin == Origin::Policy(View::of(0)));
        let mut all: Vec<_> = own.map(|((_, node, bound), tri)| (*node, bound.clone(), *tri)).collect();
        all.sort_by(|(one, first, _), (other, second, _)| (one, first.all()).cmp(&(other, second.all())));
        all
    }

    /// What a node of a policy can be.
    pub(crate) fn top(&mut self, view: View, node: NodeId) -> Tri {
        self.node(node, &Place { origin: Origin::Policy(view), bound: Bound::default() })
    }

    pub(crate) fn node(&mut self, node: NodeId, place: &Place) -> Tri {
        if let Origin::Policy(View { side, change: Some(change) }) = place.origin {
            if !self.is_affected(side, change.node, node) {
                return self.node(node, &Place { origin: Origin::Policy(View::of(side)), bound: place.bound.clone() });
            }
            if change.node != node {
                return self.known(node, place);
            }
            return match change.by {
                Replacement::Result(status) => Tri::of(status),
                Replacement::Node(other) => {
                    self.node(other, &Place { origin: Origin::Policy(View::of(side)), bound: place.bound.clone() })
                }
            };
        }
        self.known(node, place)
    }

    /// Whether a change of one node can change another: it is that node, or holds it.
    fn is_affected(&mut self, side: usize, changed: NodeId, node: NodeId) -> bool {
        let program = self.program(Origin::Policy(View::of(side)));
        let all = self.affected.entry((side, changed)).or_insert_with(|| {
            let count = program.map_or(0, |program| program.nodes.len());
            let mut all = vec![false; count];
            // Members come before what holds them.
            for at in 0..count {
                let id = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
                let below = program.map_or(Vec::new(), |program| program.below(id));
                let is_above = below.iter().any(|inner| all.get(inner.0 as usize).copied().unwrap_or(false));
                if let Some(own) = all.get_mut(at) {
                    *own = id == changed || is_above;
                }
            }
            all
        });
        all.get(node.0 as usize).copied().unwrap_or(true)
    }

    fn known(&mut self, node: NodeId, place: &Place) -> Tri {
        let key = (place.origin, node, place.bound.clone());
        if let Some(known) = self.memo.get(&key) {
            return *known;
        }
        let Some(op) = self.program(place.origin).and_then(|program| program.node(node)) else { return Tri::UNKNOWN };
        let made = self.op(op, place);
        self.memo.insert(key, made);
        made
    }

    fn op(&mut self, op: &'a Op, place: &Place) -> Tri {
        match op {
            Op::All(members) => self.all(*members, place),
            Op::Any(members) => self.any(*members, place),
            Op::None(members) => self.any(*members, place).negated(),
            Op::Not(inner) => self.node(*inner, place).negated(),
            Op::Satisfied(inner) => {
                let inner = self.node(*inner, place);
                self.satisfied(inner)
            }
            Op::Tally { members, least, most, waived, not_applicable } => {
                self.tally(*members, [*least, *most], [*waived, *not_applicable], place)
            }
            Op::Except { base, exception } => {
                let (base, exception) = (self.node(*base, place), self.node(*exception, place));
                self.unless(base, exception)
            }
            Op::Waive { base, waiver } => {
                let (base, waiver) = (self.node(*base, place), self.node(*waiver, place));
                self.or_if(base, waiver)
            }
            Op::If { condition, then, otherwise } => self.branch(*condition, *then, *otherwise, place),
            Op::Same(other) => self.node(*other, &Place { origin: place.origin, bound: Bound::default() }),
            Op::Leaf { atom, rules } => self.leaf(*atom, *rules, place),
            Op::Relate { fact, within, relations, rules } => self.relate(*fact, *within, *relations, *rules, place),
            Op::Known(fact) => self.documented(*fact, place),
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                self.quantify(*quantifier, *elements, *satisfies, *rules, place)
            }
            Op::Count { elements, distinct, wanted, rules } => self.count(*elements, *distinct, *wanted, *rules, place),
            Op::Sum { elements, field, wanted, rules } => self.sum(*elements, *field, *wanted, *rules, place),
            Op::Extreme { extreme, elements, by, satisfies, if_empty, rules } => {
                let race = elements::Race { extreme: *extreme, elements: *elements, by: *by, satisfies: *satisfies };
                self.extreme(race, *if_empty, *rules, place)
            }
            Op::Constant(status) => Tri::of(*status),
        }
    }

    /// A result that the space does not keep: any, but the same for all that ask the same.
    pub(crate) fn unkept(&mut self, key: String, why: Inexact) -> Tri {
        if let Some(known) = self.free.get(&key) {
            return *known;
        }
        let made = if self.is_patients() {
            Tri::known(self.space.free(why))
        } else {
            let (met, not_met) = (self.space.free(why), self.space.free(why));
            self.space.formulas.require(&[met, not_met]);
            Tri { met, not_met, not_applicable: Literal::FALSE }
        };
        self.free.insert(key, made);
        made
    }

    /// Such a result, where something has asked for it.
    pub(crate) fn known_free(&self, key: &str) -> Option<Tri> {
        self.free.get(key).copied()
    }

    /// Which of two results, by a condition.
    pub(crate) fn select(&mut self, condition: Literal, then: Tri, otherwise: Tri) -> Tri {
        let formulas = &mut self.space.formulas;
        Tri {
            met: formulas.choose(condition, then.met, otherwise.met),
            not_met: formulas.choose(condition, then.not_met, otherwise.not_met),
            not_applicable: formulas.choose(condition, then.not_applicable, otherwise.not_applicable),
        }
    }

    /// Whether only this is possible.
    pub(crate) fn is_not_met(&mut self, tri: Tri) -> Literal {
        self.space.formulas.and([!tri.met, tri.not_met, !tri.not_applicable])
    }
}
