//! Whether each criterion, each condition inside of it, and each exception and waiver ever makes a difference.
//!
//! A condition makes none where everybody would get the same result if it were always met, or never. What is inside of
//! such a condition is not looked at.

use std::collections::BTreeSet;

use medpol_model::policy::{CriterionId, Policy, Role, Weight};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;

use super::Single;
use crate::answer::{Deciders, Decides, Effort, Found, Health, Modified, Modifier, Part};
use crate::compare::{Deciding, Sense, deciding};
use crate::encode::{Change, Replacement, View};
use crate::formula::{Literal, Solved};

impl Single<'_> {
    /// Adds whether each criterion, and each condition inside of it, ever makes a difference.
    pub(super) fn add_parts(&mut self, found: &mut Health, effort: &Effort) {
        let policy = self.side.policy;
        let reached = policy.program.reached_from(policy.root);
        let all: Vec<Deciding> = deciding(policy).into_iter().filter(|own| reached.contains(&own.node)).collect();
        let mut is_done: BTreeSet<NodeId> = BTreeSet::new();
        let mut waiting: Vec<NodeId> = Vec::new();
        for (at, own) in all.iter().enumerate() {
            let decides = self.decides(own.node, own.sense, effort);
            let is_dead = matches!(decides, Decides::Never(_));
            let implied_by = if is_dead { self.implied_by(&all, at, effort) } else { Vec::new() };
            if is_done.insert(own.node) && !is_dead {
                waiting.push(own.node);
            }
            found.criteria.push(Deciders { id: own.id.clone(), node: own.node, decides, implied_by });
        }
        let mut alive: BTreeSet<NodeId> = waiting.iter().copied().collect();
        while let Some(node) = waiting.pop() {
            for inner in policy.program.below(node) {
                if !is_done.insert(inner) {
                    continue;
                }
                if is_part(policy, inner) {
                    let decides = self.decides(inner, Sense::Met, effort);
                    let is_dead = matches!(decides, Decides::Never(_));
                    found.parts.push(Part { node: inner, decides });
                    if is_dead {
                        continue;
                    }
                }
                alive.insert(inner);
                waiting.push(inner);
            }
        }
        found.parts.sort_by_key(|part| std::cmp::Reverse(part.node));
        found.modifiers = self.modifiers(&alive, effort);
    }

    /// Whether a condition makes a difference. What could most likely stand in its place is tried first.
    fn decides(&mut self, node: NodeId, sense: Sense, effort: &Effort) -> Decides {
        let mut tried = [Status::MET, Status::NOT_MET];
        if sense == Sense::DoesNotApply {
            tried.reverse();
        }
        let mut shown = None;
        let mut open = None;
        for status in tried {
            match self.makes_a_difference(Change { node, by: Replacement::Result(status) }, effort) {
                Found::No => return Decides::Never(status),
                Found::Yes(witness) => shown = shown.or(Some(witness)),
                Found::NotDecided(why) => open = open.or(Some(why)),
            }
        }
        match (open, shown) {
            (None, Some(witness)) => Decides::Yes(Box::new(witness)),
            (why, _) => Decides::NotDecided(why.unwrap_or(crate::answer::NotDecided::Unsupported)),
        }
    }

    /// A smallest set of the others such that whoever satisfies them satisfies this one too; empty where there is none.
    fn implied_by(&mut self, all: &[Deciding], own: usize, effort: &Effort) -> Vec<CriterionId> {
        let literals: Vec<Literal> =
            all.iter().map(|one| one.sense.literal(self.encoder.top(View::of(0), one.node))).collect();
        let Some(fails) = literals.get(own).map(|literal| !*literal) else { return Vec::new() };
        let mut left: Vec<usize> = (0..all.len()).filter(|at| *at != own).collect();
        let mut is_implied = |left: &[usize]| {
            let others = left.iter().filter_map(|at| literals.get(*at).copied());
            let assumed: Vec<Literal> = others.chain([fails]).collect();
            self.encoder.space.formulas.solve(&assumed, effort) == Ok(Solved::None)
        };
        if !is_implied(&left) {
            return Vec::new();
        }
        let mut at = 0;
        while let Some(one) = left.get(at).copied() {
            left.remove(at);
            if !is_implied(&left) {
                left.insert(at, one);
                at += 1;
            }
        }
        left.into_iter().filter_map(|at| all.get(at)).map(|one| one.id.clone()).collect()
    }

    /// Exceptions and waivers among some nodes, and whether each ever makes a difference.
    fn modifiers(&mut self, among: &BTreeSet<NodeId>, effort: &Effort) -> Vec<Modified> {
        let program = &self.side.policy.program;
        let mut found = Vec::new();
        for node in among.iter().copied() {
            let (base, by, modifier) = match program.node(node) {
                Some(Op::Except { base, exception }) => (*base, *exception, Modifier::Exception),
                Some(Op::Waive { base, waiver }) => (*base, *waiver, Modifier::Waiver),
                Some(
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
                    | Op::Constant(_),
                )
                | None => continue,
            };
            let without = Change { node, by: Replacement::Node(base) };
            let decides = self.makes_a_difference(without, effort);
            found.push(Modified { node, base, by, modifier, decides });
        }
        found
    }
}

/// Whether a node is a condition of its own to a reader, and decides. What modifies another one is looked at with it.
fn is_part(policy: &Policy, node: NodeId) -> bool {
    policy.detail(node).is_some_and(|detail| {
        let is_own = match detail.role {
            Role::Member | Role::Satisfies | Role::Condition | Role::Then | Role::Otherwise => true,
            // What a filter is made of is looked at by its members.
            Role::Exclusion | Role::Filter | Role::Exception | Role::Waiver | Role::Base => false,
        };
        is_own && detail.span.is_some() && detail.weight == Weight::Decides
    })
}
