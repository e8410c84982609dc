//! One policy by itself: whether it can be met and not met, and whether each of its parts ever makes a difference.

mod part;
mod request;

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::Case;
use medpol_model::policy::{CriterionId, Policy};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;

use crate::answer::{Effort, Found, Health, ServiceHealth, Side, Witness, WitnessSize};
use crate::compare::{Deciding, Sense, deciding};
use crate::encode::{Change, Encoder, Replacement, View};
use crate::formula::{Branching, Literal};
use crate::joint::Joint;
use crate::search::{Decided, find, find_smallest};
use crate::space::{Kind, Space};

/// What is wrong with a policy, as far as every possible patient shows. `services` is the path of the fact that holds the
/// code of each requested service; where it is not said, single services are not looked at.
pub fn health(side: Side<'_>, services: Option<&str>, typical: Option<&Case>, effort: &Effort) -> Health {
    // One side is always of the same types as itself.
    let Ok(joint) = Joint::new(&[side]) else { return Health::default() };
    let mut encoder = Encoder::new(Space::new(Kind::Patients, joint, typical));
    encoder.space.formulas.branch_on(Branching::Everything);
    let mut single = Single { side, encoder, known: Vec::new() };
    let root = side.policy.root;
    let met = single.results_in(root, Status::MET, effort);
    let not_met = single.results_in(root, Status::NOT_MET, effort);
    let entries = side.policy.services.iter().enumerate().map(|(at, entry)| ServiceHealth {
        entry: at,
        met: single.results_in(entry.root, Status::MET, effort),
        not_met: single.results_in(entry.root, Status::NOT_MET, effort),
    });
    let entries = entries.collect();
    let mut found = Health { met, not_met, services: entries, ..Health::default() };
    match (&found.met, &found.not_met) {
        (Found::No, _) => found.clash = single.clash(effort),
        (_, Found::No) => {}
        (Found::Yes(_) | Found::NotDecided(_), Found::Yes(_) | Found::NotDecided(_)) => {
            found.requests = services.map_or_else(Vec::new, |path| single.requests(path, effort));
            single.add_parts(&mut found, effort);
        }
    }
    found.bounded = single.encoder.space.cut_short();
    found
}

/// One policy in its space.
struct Single<'a> {
    side: Side<'a>,
    encoder: Encoder<'a>,
    /// Patients that were found so far; where any witness will do, they are tried before another is looked for.
    known: Vec<Witness>,
}

/// How many patients are tried, the last first.
const MOST_TRIED: usize = 24;

impl Single<'_> {
    /// A patient for whom a node comes to a result.
    fn results_in(&mut self, node: NodeId, wanted: Status, effort: &Effort) -> Found<Witness> {
        self.results_where(&[], node, wanted, effort)
    }

    /// The same among the patients of whom all of these hold.
    fn results_where(&mut self, among: &[Literal], node: NodeId, wanted: Status, effort: &Effort) -> Found<Witness> {
        let tri = self.encoder.top(View::of(0), node);
        let own = if wanted == Status::MET { tri.met } else { tri.not_met };
        let goal: Vec<Literal> = among.iter().copied().chain([own]).collect();
        let policy = self.side.policy;
        let found = find_smallest(&mut self.encoder, &goal, effort, &mut |encoder, concrete| {
            let decided = encoder.decided(0, policy, concrete)?;
            let result = decided.outcomes.status(node);
            (result == wanted).then(|| alone(encoder, decided, [result; 2]))
        });
        self.keep(&found);
        found
    }

    fn keep(&mut self, found: &Found<Witness>) {
        if let Found::Yes(witness) = found {
            self.known.push(witness.clone());
        }
    }

    /// A patient who was found already and whose result is another one under a changed policy.
    fn shown(&self, changed: &Policy) -> Option<Witness> {
        let symbols = self.side.symbols;
        let result = |policy: &Policy, case: &Case| {
            let mut outcomes = Outcomes::for_policy(policy);
            decide(policy, symbols, case, &mut outcomes);
            outcomes.too_much().is_none().then(|| outcomes.status(policy.root))
        };
        self.known.iter().rev().take(MOST_TRIED).find_map(|known| {
            let results = [result(self.side.policy, &known.case)?, result(changed, &known.case)?];
            differ(results).then(|| Witness { results, ..known.clone() })
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

    /// A patient whose result is another one with this change.
    fn makes_a_difference(&mut self, change: Change, effort: &Effort) -> Found<Witness> {
        let root = self.side.policy.root;
        let changed = with(self.side.policy, change);
        if effort.witness == WitnessSize::Any
            && let Some(witness) = self.shown(&changed)
        {
            return Found::Yes(witness);
        }
        let own = self.encoder.top(View::of(0), root).met;
        let other = self.encoder.top(View { side: 0, change: Some(change) }, root).met;
        let goal = self.encoder.space.formulas.differ(own, other);
        if goal == Literal::FALSE {
            return Found::No;
        }
        let policy = self.side.policy;
        let found = find_smallest(&mut self.encoder, &[goal], effort, &mut |encoder, concrete| {
            let decided = encoder.decided(0, policy, concrete)?;
            let other = encoder.decided(0, &changed, concrete)?.outcomes.status(root);
            let results = [decided.outcomes.status(root), other];
            differ(results).then(|| alone(encoder, decided, results))
        });
        self.keep(&found);
        found
    }
}

fn differ([one, other]: [Status; 2]) -> bool {
    !one.is_unknown() && !other.is_unknown() && (one == Status::MET) != (other == Status::MET)
}

fn alone(encoder: &mut Encoder<'_>, decided: Decided, results: [Status; 2]) -> Witness {
    let changed = encoder.changed();
    let changed = encoder.told(&changed, &decided.case);
    let other = decided.case.clone();
    Witness { other, case: decided.case, results, changed, unchanged: Vec::new(), leaves_open: false }
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
