//! Random policies by their parts: reasons, and whether each criterion and modifier ever decides.

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;
use medpol_proof::{Decides, Effort, Found, Rest, Side, Way, Witness, health, reasons};

use crate::grow::{self, Dice};
use crate::small::Small;
use crate::told::Compared;
use crate::worlds::{self, Kind};

fn outcomes(small: &Small, policy: &Policy, case: &Case) -> Outcomes {
    let mut outcomes = Outcomes::for_policy(policy);
    decide(policy, &small.symbols, case, &mut outcomes);
    outcomes
}

fn result(small: &Small, policy: &Policy, case: &Case) -> Status {
    outcomes(small, policy, case).status(policy.root)
}

/// The ids of the criteria and exclusions that are why a patient is not met.
fn failing(small: &Small, policy: &Policy, case: &Case) -> Vec<String> {
    let outcomes = outcomes(small, policy, case);
    let id = |node: &NodeId| policy.detail(*node).unwrap().id.as_ref().unwrap().0.to_string();
    let criteria = policy.criteria.iter().filter(|node| outcomes.status(**node) == Status::NOT_MET);
    let exclusions = policy.exclusions.iter().filter(|node| outcomes.status(**node) == Status::MET);
    criteria.chain(exclusions).map(id).collect()
}

fn with(policy: &Policy, node: NodeId, op: Op) -> Policy {
    let mut changed = policy.clone();
    changed.program.nodes[node.0 as usize] = op;
    changed
}

fn patients(small: &Small, policies: &[&Policy], seed: u64, count: usize) -> Vec<Case> {
    let read = worlds::read(policies);
    let mut dice = Dice::new(seed);
    (0..count).map(|_| worlds::random(small.vocabulary(), &small.symbols, &read, Kind::Patients, &mut dice)).collect()
}

#[test]
fn reasons_are_the_criteria_that_fail() {
    let small = Small::load();
    let effort = Effort { rounds: 40, ..Effort::default() };
    let mut several = 0;
    for at in 0..60_u64 {
        let [first, second] = [at * 0x101, at * 0x101 + 7].map(|seed| grow::policy(&small, &mut Dice::new(seed)));
        let sides = [&first, &second].map(|policy| Side { policy, symbols: &small.symbols });
        let tried = patients(&small, &[&first, &second], at ^ 0x77, 60);
        for way in [Way::Stricter, Way::Looser] {
            let found = reasons(sides, way, 8, None, &effort).unwrap();
            let (met, fails) = if way == Way::Stricter { (&first, &second) } else { (&second, &first) };
            several += usize::from(found.found.len() > 1);
            Compared { policies: [&first, &second], symbols: &small.symbols }.reasons(&found, way);
            for reason in &found.found {
                let case = if way == Way::Stricter { &reason.witness.other } else { &reason.witness.case };
                let own: Vec<String> = reason.criteria.iter().map(|id| id.0.to_string()).collect();
                let mut failed = failing(&small, fails, case);
                failed.retain(|id| own.contains(id));
                assert_eq!(failed, own, "the criteria of a reason fail in its witness");
            }
            if found.rest != Rest::None {
                continue;
            }
            let is_lost = |case: &&Case| {
                result(&small, met, case) == Status::MET && result(&small, fails, case) == Status::NOT_MET
            };
            for case in tried.iter().filter(is_lost) {
                let failed = failing(&small, fails, case);
                let is_told = found
                    .found
                    .iter()
                    .any(|reason| reason.criteria.iter().all(|id| failed.iter().any(|failed| *failed == *id.0)));
                assert!(is_told, "pair {at}: {failed:?} is no reason of {:?}", found.found.len());
            }
        }
    }
    assert!(several > 5, "some pairs have several reasons: {several}");
}

fn is_known(status: Status) -> bool {
    !status.is_unknown()
}

#[test]
fn what_never_decides_makes_no_difference_to_anybody() {
    let small = Small::load();
    let effort = Effort { rounds: 40, ..Effort::default() };
    let (mut dead, mut implied) = (0, 0);
    for at in 0..80_u64 {
        let policy = grow::policy(&small, &mut Dice::new(at * 0x333 + 5));
        let found = health(Side { policy: &policy, symbols: &small.symbols }, None, None, &effort);
        let tried = patients(&small, &[&policy], at ^ 0x99, 60);
        let held = |found: &Found<Witness>, is_so: &dyn Fn(&Case) -> bool| match found {
            Found::No => assert!(!tried.iter().any(is_so), "policy {at}: proved that there is nobody, but there is"),
            Found::Yes(witness) => assert!(is_so(&witness.case), "policy {at}: a witness that is none"),
            Found::NotDecided(_) => {}
        };
        held(&found.met, &|case| result(&small, &policy, case) == Status::MET);
        held(&found.not_met, &|case| result(&small, &policy, case) == Status::NOT_MET);
        let is_other = |case: &Case, node: NodeId, status: Status| {
            let changed = with(&policy, node, Op::Constant(status));
            let [one, other] = [&policy, &changed].map(|policy| result(&small, policy, case));
            is_known(one) && is_known(other) && (one == Status::MET) != (other == Status::MET)
        };
        let criteria = found.criteria.iter().map(|own| (own.node, &own.decides));
        for (node, decides) in criteria.chain(found.parts.iter().map(|own| (own.node, &own.decides))) {
            match decides {
                Decides::Never(status) => {
                    dead += 1;
                    let is_shown = |case: &&Case| is_other(case, node, *status);
                    assert!(!tried.iter().any(|case| is_shown(&case)), "policy {at}: {node:?} makes a difference");
                }
                Decides::Yes(witness) => {
                    let is_shown = [Status::MET, Status::NOT_MET].iter().any(|own| is_other(&witness.case, node, *own));
                    assert!(is_shown, "policy {at}: {node:?}: a witness that is none");
                }
                Decides::NotDecided(_) => {}
            }
        }
        for criterion in found.criteria.iter().filter(|own| !own.implied_by.is_empty()) {
            implied += 1;
            let fails = |case: &Case| failing(&small, &policy, case);
            let is_alone = |case: &&Case| {
                let failed = fails(case);
                failed.iter().any(|id| **id == *criterion.id.0)
                    && !criterion.implied_by.iter().any(|other| failed.iter().any(|id| **id == *other.0))
            };
            assert!(!tried.iter().any(|case| is_alone(&case)), "policy {at}: {:?} fails alone", criterion.id);
        }
        for modifier in &found.modifiers {
            let without = {
                let mut changed = policy.clone();
                let run = changed.program.add_members(&[modifier.base]);
                changed.program.nodes[modifier.node.0 as usize] = Op::All(run);
                changed
            };
            held(&modifier.decides, &|case| {
                let [one, other] = [&policy, &without].map(|policy| result(&small, policy, case));
                is_known(one) && is_known(other) && (one == Status::MET) != (other == Status::MET)
            });
        }
    }
    assert!(dead > 5 && implied > 2, "some make no difference: {dead}, some follow from others: {implied}");
}
