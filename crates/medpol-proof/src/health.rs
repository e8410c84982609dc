//! One policy by itself: whether it can be met and not met, and whether each of its parts ever decides.

use medpol_model::case::Case;
use medpol_model::policy::{CriterionId, Policy};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;

use crate::answer::{Deciders, Effort, Found, Health, Modified, Modifier, ServiceHealth, Side, Witness};
use crate::compare::{Deciding, Sense, deciding};
use crate::decode::Concrete;
use crate::encode::{Change, Encoder, Replacement, View};
use crate::formula::Literal;
use crate::joint::Joint;
use crate::search::{Decided, find, find_smallest};
use crate::space::{Kind, Space};

/// What is wrong with a policy, as far as every possible patient shows.
pub fn health(side: Side<'_>, typical: Option<&Case>, effort: &Effort) -> Health {
    // One side is always of the same types as itself.
    let Ok(joint) = Joint::new(&[side]) else { return Health::default() };
    let mut single = Single { side, encoder: Encoder::new(Space::new(Kind::Patients, joint, typical)) };
    let root = side.policy.root;
    let met = single.results_in(root, Status::MET, effort);
    let clash = if matches!(met, Found::No) { single.clash(effort) } else { Vec::new() };
    let services = side.policy.services.iter().enumerate().map(|(at, entry)| ServiceHealth {
        entry: at,
        met: single.results_in(entry.root, Status::MET, effort),
        not_met: single.results_in(entry.root, Status::NOT_MET, effort),
    });
    let services = services.collect();
    let criteria = deciding(side.policy).into_iter().map(|own| Deciders {
        decides: single.decides(own.node, effort),
        id: own.id,
        node: own.node,
    });
    let criteria = criteria.collect();
    Health {
        not_met: single.results_in(root, Status::NOT_MET, effort),
        met,
        clash,
        services,
        criteria,
        modifiers: single.modifiers(effort),
        bounded: single.encoder.space.cut_short(),
    }
}

/// One policy in its space.
struct Single<'a> {
    side: Side<'a>,
    encoder: Encoder<'a>,
}

impl Single<'_> {
    /// A patient for whom a node comes to a result.
    fn results_in(&mut self, node: NodeId, wanted: Status, effort: &Effort) -> Found<Witness> {
        let tri = self.encoder.top(View::of(0), node);
        let goal = if wanted == Status::MET { tri.met } else { tri.not_met };
        let policy = self.side.policy;
        find_smallest(&mut self.encoder, &[goal], effort, &mut |encoder, concrete| {
            let decided = encoder.decided(0, policy, concrete)?;
            let result = decided.outcomes.status(node);
            (result == wanted).then(|| alone(encoder, decided, [result; 2]))
        })
    }

    /// A smallest set of criteria that no patient satisfies together.
    fn clash(&mut self, effort: &Effort) -> Vec<CriterionId> {
        let mut all = deciding(self.side.policy);
        if !matches!(self.satisfies(&all, effort), Found::No) {
            return Vec::new();
        }
        let mut at = 0;
        while at < all.len() {
            let one = all.remove(at);
            if !matches!(self.satisfies(&all, effort), Found::No) {
                all.insert(at, one);
                at += 1;
            }
        }
        all.into_iter().map(|own| own.id).collect()
    }

    /// Whether some patient satisfies all of these.
    fn satisfies(&mut self, all: &[Deciding], effort: &Effort) -> Found<()> {
        let goal: Vec<Literal> =
            all.iter().map(|own| own.sense.literal(self.encoder.top(View::of(0), own.node))).collect();
        let policy = self.side.policy;
        let nodes: Vec<(NodeId, Sense)> = all.iter().map(|own| (own.node, own.sense)).collect();
        find(&mut self.encoder, &goal, effort, &mut |encoder, concrete| {
            let decided = encoder.decided(0, policy, concrete)?;
            nodes.iter().all(|(node, sense)| sense.of(decided.outcomes.status(*node))).then_some(())
        })
    }

    /// A patient for whom the result would be another one if this node came out otherwise.
    fn decides(&mut self, node: NodeId, effort: &Effort) -> Found<Witness> {
        let [met, not_met] =
            [Status::MET, Status::NOT_MET].map(|status| Change { node, by: Replacement::Result(status) });
        self.tells_apart([met, not_met], effort)
    }

    /// Every exception and waiver, and whether it ever makes a difference.
    fn modifiers(&mut self, effort: &Effort) -> Vec<Modified> {
        let program = &self.side.policy.program;
        let mut found = Vec::new();
        for (at, op) in program.nodes.iter().enumerate() {
            let Ok(at) = u32::try_from(at) else { continue };
            let node = NodeId(at);
            let (base, by, modifier) = match op {
                Op::Except { base, exception } => (*base, *exception, Modifier::Exception),
                Op::Waive { base, waiver } => (*base, *waiver, Modifier::Waiver),
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
                | Op::Constant(_) => continue,
            };
            let without = Change { node, by: Replacement::Node(base) };
            let decides = self.makes_a_difference(without, effort);
            found.push(Modified { node, base, by, modifier, decides });
        }
        found
    }

    fn makes_a_difference(&mut self, change: Change, effort: &Effort) -> Found<Witness> {
        let root = self.side.policy.root;
        let own = self.encoder.top(View::of(0), root).met;
        let other = self.encoder.top(View { side: 0, change: Some(change) }, root).met;
        let goal = self.encoder.space.formulas.differ(own, other);
        let (policy, changed) = (self.side.policy, with(self.side.policy, change));
        find_smallest(&mut self.encoder, &[goal], effort, &mut |encoder, concrete| {
            let decided = encoder.decided(0, policy, concrete)?;
            let other = encoder.decided(0, &changed, concrete)?.outcomes.status(root);
            let results = [decided.outcomes.status(root), other];
            differ(results).then(|| alone(encoder, decided, results))
        })
    }

    fn tells_apart(&mut self, changes: [Change; 2], effort: &Effort) -> Found<Witness> {
        let root = self.side.policy.root;
        let [one, other] = changes.map(|change| self.encoder.top(View { side: 0, change: Some(change) }, root).met);
        let goal = self.encoder.space.formulas.differ(one, other);
        let policies = changes.map(|change| with(self.side.policy, change));
        let policy = self.side.policy;
        find_smallest(&mut self.encoder, &[goal], effort, &mut |encoder, concrete: &Concrete| {
            let [first, second] = &policies;
            let results = [encoder.decided(0, first, concrete)?, encoder.decided(0, second, concrete)?];
            let results = results.map(|decided| decided.outcomes.status(root));
            let decided = encoder.decided(0, policy, concrete)?;
            let own = decided.outcomes.status(root);
            let other = if results[0] == own { results[1] } else { results[0] };
            (differ(results) && !own.is_unknown()).then(|| alone(encoder, decided, [own, other]))
        })
    }
}

fn differ([one, other]: [Status; 2]) -> bool {
    !one.is_unknown() && !other.is_unknown() && (one == Status::MET) != (other == Status::MET)
}

fn alone(encoder: &mut Encoder<'_>, decided: Decided, results: [Status; 2]) -> Witness {
    let changed = encoder.changed();
    let changed = encoder.told(&changed, &decided.case);
    Witness { other: decided.case.clone(), case: decided.case, results, changed }
}

/// The policy with one node changed.
fn with(policy: &Policy, change: Change) -> Policy {
    let mut changed = policy.clone();
    let op = match change.by {
        Replacement::Result(status) => Op::Constant(status),
        Replacement::Node(other) => Op::All(changed.program.add_members(&[other])),
    };
    if let Some(place) = changed.program.nodes.get_mut(change.node.0 as usize) {
        *place = op;
    }
    // A leaf that is decided ahead of the others would not be changed.
    let ahead: Vec<NodeId> = changed.masks.drain(..).map(|leaf| leaf.node).collect();
    changed.order.splice(0..0, ahead);
    changed
}
