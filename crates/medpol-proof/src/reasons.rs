//! Why patients who are met under one policy are not under the other: each reason by itself.
//!
//! A patient is not met because some criteria fail. A smallest such set of criteria is a reason; the next reason is
//! looked for among patients who satisfy at least one criterion of each that was found.

use medpol_model::case::Case;
use medpol_model::program::NodeId;
use medpol_model::value::Status;

use crate::answer::{Effort, Found, Incomparable, NotDecided, Reason, Reasons, Rest, Side, Way, Witness, WitnessSize};
use crate::compare::{Deciding, Pair, Sense, decide_both, deciding};
use crate::encode::View;
use crate::formula::{Literal, Solved};
use crate::search::find_smallest;
use crate::space::Kind;
use crate::told::{Asked, Shown};

/// The independent reasons why patients lose, or gain, by the second policy: at most so many.
///
/// Under a policy that says by `met_when` what decides, no set of criteria is why it is not met; there is one reason
/// without criteria then.
///
/// # Errors
///
/// When facts of one path are of different types.
pub fn reasons(
    [first, second]: [Side<'_>; 2],
    way: Way,
    most: usize,
    typical: Option<&Case>,
    effort: &Effort,
) -> Result<Reasons, Incomparable> {
    let mut pair = Pair::new([first, second], typical, Kind::Patients)?;
    pair.complete_typical(effort);
    let failing = match way {
        Way::Stricter => 1,
        Way::Looser => 0,
    };
    let mut quest = match Quest::new(&mut pair, failing, effort) {
        Ok(quest) => quest,
        Err(why) => return Ok(Reasons { found: Vec::new(), rest: Rest::NotDecided(why), bounded: Vec::new() }),
    };
    let mut found: Vec<Reason> = Vec::new();
    let rest = loop {
        match quest.next(&found, effort) {
            Found::No => break Rest::None,
            Found::NotDecided(why) => break Rest::NotDecided(why),
            Found::Yes(_) if found.len() >= most => break Rest::More,
            Found::Yes(reason) => found.push(reason),
        }
        if quest.criteria.is_empty() {
            break Rest::None;
        }
    };
    // In the order of the policy, however they were found.
    let place = |node: &NodeId| quest.criteria.iter().position(|own| own.node == *node);
    found.sort_by_key(|reason| reason.nodes.iter().map(place).collect::<Vec<_>>());
    let bounded = pair.encoder.space.cut_short();
    Ok(Reasons { found, rest, bounded })
}

/// A search for reasons why one side is not met where the other is.
struct Quest<'p, 'a> {
    pair: &'p mut Pair<'a>,
    failing: usize,
    criteria: Vec<Deciding>,
    /// That each of them is satisfied.
    holds: Vec<Literal>,
    goal: Vec<Literal>,
}

/// A patient, and which criteria fail.
struct Failing {
    shown: Shown,
    criteria: Vec<usize>,
}

impl<'p, 'a> Quest<'p, 'a> {
    fn new(pair: &'p mut Pair<'a>, failing: usize, effort: &Effort) -> Result<Self, NotDecided> {
        let roots = pair.sides.map(|side| side.policy.root);
        let mut roots = roots.into_iter().enumerate().map(|(side, root)| pair.encoder.top(View::of(side), root).met);
        let mut own = [roots.next().unwrap_or(Literal::FALSE), roots.next().unwrap_or(Literal::FALSE)];
        drop(roots);
        if failing == 0 {
            own.swap(0, 1);
        }
        let [met, fails] = own;
        let mut criteria: Vec<Deciding> = pair.sides.get(failing).map_or(Vec::new(), |side| deciding(side.policy));
        let mut holds: Vec<Literal> =
            criteria.iter().map(|own| own.sense.literal(pair.encoder.top(View::of(failing), own.node))).collect();
        let formulas = &mut pair.encoder.space.formulas;
        let together = formulas.and(holds.iter().copied());
        let unlike = formulas.differ(together, fails);
        if unlike != Literal::FALSE && formulas.solve(&[unlike], effort)? == Solved::Model {
            criteria.clear();
            holds.clear();
        }
        Ok(Self { pair, failing, criteria, holds, goal: vec![met, !fails] })
    }

    fn next(&mut self, found: &[Reason], effort: &Effort) -> Found<Reason> {
        let mut goal = self.goal.clone();
        for reason in found {
            let own: Vec<Literal> = self
                .criteria
                .iter()
                .zip(&self.holds)
                .filter(|(own, _)| reason.nodes.contains(&own.node))
                .map(|(_, holds)| *holds)
                .collect();
            goal.push(self.pair.encoder.space.formulas.or(own));
        }
        // First the criteria, by any patient; then the smallest patient who fails by these.
        let any = Effort { witness: WitnessSize::Any, ..effort.clone() };
        let mut best = match self.look(&goal, &any) {
            Found::Yes(best) => best,
            Found::No => return Found::No,
            Found::NotDecided(why) => return Found::NotDecided(why),
        };
        let mut kept: Vec<usize> = Vec::new();
        while let Some(one) = best.criteria.iter().copied().find(|one| !kept.contains(one)) {
            let fewer = self.narrowed(&goal, |at| at == one || !best.criteria.contains(&at));
            match self.look(&fewer, &any) {
                Found::Yes(smaller) => best = smaller,
                Found::No | Found::NotDecided(_) => kept.push(one),
            }
        }
        let own = self.narrowed(&goal, |at| !best.criteria.contains(&at));
        if let Found::Yes(smallest) = self.look(&own, effort) {
            best = smallest;
        }
        let own = best.criteria.iter().filter_map(|at| self.criteria.get(*at));
        let (criteria, nodes): (_, Vec<NodeId>) = own.map(|own| (own.id.clone(), own.node)).unzip();
        Found::Yes(Reason { criteria, witness: self.told(best.shown, &nodes), nodes })
    }

    /// A patient, told so that these criteria fail by it; where there are none, so that the policy is not met.
    fn told(&self, shown: Shown, nodes: &[NodeId]) -> Witness {
        let roots = self.pair.sides.map(|side| side.policy.root);
        let side = self.failing;
        let (decided, root) = if side == 0 { (&shown.both.first, roots[0]) } else { (&shown.both.second, roots[1]) };
        let own = if nodes.is_empty() { &[root] } else { nodes };
        let asked: Vec<Asked> =
            own.iter().map(|node| Asked { side, node: *node, status: decided.outcomes.status(*node) }).collect();
        shown.patient(&self.pair.encoder, self.pair.sides, roots, &asked)
    }

    /// A goal with some criteria satisfied.
    fn narrowed(&self, goal: &[Literal], is_satisfied: impl Fn(usize) -> bool) -> Vec<Literal> {
        let satisfied = self.holds.iter().enumerate().filter(|(at, _)| is_satisfied(*at)).map(|(_, holds)| *holds);
        goal.iter().copied().chain(satisfied).collect()
    }

    fn look(&mut self, goal: &[Literal], effort: &Effort) -> Found<Failing> {
        let (sides, failing) = (self.pair.sides, self.failing);
        let criteria: Vec<(NodeId, Sense)> = self.criteria.iter().map(|own| (own.node, own.sense)).collect();
        find_smallest(&mut self.pair.encoder, goal, effort, &mut |encoder, concrete| {
            let both = decide_both(encoder, sides, concrete)?;
            let results =
                [both.first.outcomes.status(sides[0].policy.root), both.second.outcomes.status(sides[1].policy.root)];
            let own = if failing == 0 { &both.first.outcomes } else { &both.second.outcomes };
            let failed = |(node, sense): &(NodeId, Sense)| !sense.of(own.status(*node));
            let fails: Vec<usize> =
                criteria.iter().enumerate().filter(|(_, one)| failed(one)).map(|(at, _)| at).collect();
            let [one, other] = if failing == 0 { [results[1], results[0]] } else { results };
            let is_so = one == Status::MET && other != Status::MET && !other.is_unknown();
            is_so.then(|| Failing { shown: Shown::new(encoder, concrete, both, results), criteria: fails })
        })
    }
}
