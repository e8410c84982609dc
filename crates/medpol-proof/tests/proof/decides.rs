//! Two patients who show that a criterion decides, held against all that can be tried.

use std::collections::{BTreeMap, BTreeSet};

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;
use medpol_model::vocabulary::{FactId, FactKind, FrameId};
use medpol_proof::{Effort, Found, Side, decides};

use crate::grow::{self, Dice};
use crate::small::Small;
use crate::worlds::{self, Kind};

fn decided(small: &Small, policy: &Policy, case: &Case) -> Outcomes {
    let mut outcomes = Outcomes::for_policy(policy);
    decide(policy, &small.symbols, case, &mut outcomes);
    outcomes
}

/// Whether two patients show that a criterion decides.
fn is_shown(policy: &Policy, criterion: NodeId, [one, other]: [&Outcomes; 2]) -> bool {
    let results = [one, other].map(|outcomes| outcomes.status(policy.root));
    let others = policy.criteria.iter().chain(&policy.exclusions).filter(|node| **node != criterion);
    let are_alike = others.clone().all(|node| one.status(*node) == other.status(*node));
    let are_known = results.iter().all(|status| !status.is_unknown());
    are_known && are_alike && (results[0] == Status::MET) != (results[1] == Status::MET)
}

/// The facts of the case that a node may be read to read, by their paths: a list with all that stands in it.
fn read(policy: &Policy, node: NodeId, found: &mut BTreeSet<FactId>) {
    found.extend(policy.program.own_facts(node).into_iter().map(|fact| fact.fact));
    for inner in policy.program.below(node) {
        read(policy, inner, found);
    }
}

/// A patient who is like another but for some facts of the case, which are those of a third.
fn mixed(policy: &Policy, one: &Case, other: &Case, facts: &BTreeSet<FactId>) -> Case {
    let mut case = one.clone();
    for id in facts {
        let fact = policy.vocabulary.fact(*id).unwrap();
        if fact.frame != FrameId::CASE || matches!(fact.kind, FactKind::List(_)) {
            continue;
        }
        let slot = fact.slot as usize;
        case.facts.set(slot, Some(other.facts.value(slot)), other.facts.mark(slot));
    }
    let found = policy.vocabulary.out_of_order(&case.facts);
    case.facts.set_out_of_order(found);
    case
}

/// The scalar facts of the case in which two patients differ.
fn differing(policy: &Policy, [one, other]: &[Case; 2]) -> BTreeSet<FactId> {
    let facts = policy.vocabulary.facts.iter().enumerate();
    let own = facts.filter(|(_, fact)| fact.frame == FrameId::CASE && !matches!(fact.kind, FactKind::List(_)));
    // A text that no policy names has a number of its own in each case.
    let text = |case: &Case, slot: usize| case.facts.own(case.facts.value(slot).low).cloned();
    own.filter(|(_, fact)| {
        let slot = fact.slot as usize;
        let is_same = one.facts.value(slot) == other.facts.value(slot)
            || text(one, slot).is_some_and(|own| text(other, slot).as_ref() == Some(&own));
        !is_same || one.facts.mark(slot) != other.facts.mark(slot)
    })
    .map(|(at, _)| FactId(u32::try_from(at).unwrap()))
    .collect()
}

/// With everything that follows from such facts or is asked by them, and what they follow from.
fn with_kin(small: &Small, facts: &BTreeSet<FactId>) -> BTreeSet<FactId> {
    let kin = [["time.start", "time.since"], ["flag.gate", "flag.gated"], ["flag.gate", "many.gated"]];
    let mut all = facts.clone();
    for _ in 0..3 {
        for pair in kin {
            let pair = pair.map(|path| small.fact(path));
            if pair.iter().any(|fact| all.contains(fact)) {
                all.extend(pair);
            }
        }
    }
    all
}

#[test]
fn two_patients_show_that_a_criterion_decides() {
    let policies: u64 = std::env::var("MEDPOL_POLICIES").ok().and_then(|number| number.parse().ok()).unwrap_or(200);
    let small = Small::load();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..policies {
        let own = 0x6465_6369_6465_u64.wrapping_add(at * 0x1000);
        let mut dice = Dice::new(own);
        let policy = grow::policy(&small, &mut dice);
        let side = Side { policy: &policy, symbols: &small.symbols };
        let effort = Effort { rounds: 60, ..Effort::default() };
        for criterion in policy.criteria.iter().chain(&policy.exclusions) {
            let found = decides(side, *criterion, None, &effort);
            let mut facts = BTreeSet::new();
            read(&policy, *criterion, &mut facts);
            let facts = with_kin(&small, &facts);
            let told = || format!("{own:#x} {criterion:?}\n{:#?}", policy.program.nodes);
            match &found {
                Found::Yes(pair) => {
                    let both = pair.cases.each_ref().map(|case| decided(&small, &policy, case));
                    assert!(is_shown(&policy, *criterion, [&both[0], &both[1]]), "{}", told());
                    assert_eq!(pair.statuses, [0, 1].map(|at: usize| both[at].status(*criterion)), "{}", told());
                    assert_ne!(pair.statuses[0], pair.statuses[1], "{}", told());
                    assert!(
                        differing(&policy, &pair.cases).is_subset(&facts),
                        "{:?} {}",
                        differing(&policy, &pair.cases),
                        told()
                    );
                }
                Found::No => {
                    let all = worlds::read(&[&policy]);
                    let mut dice = Dice::new(own ^ 0x4242);
                    for _ in 0..60 {
                        let mut patient =
                            || worlds::random(&policy.vocabulary, &small.symbols, &all, Kind::Patients, &mut dice);
                        let (one, other) = (patient(), patient());
                        let cases = [one.clone(), mixed(&policy, &one, &other, &facts)];
                        let both = cases.each_ref().map(|case| decided(&small, &policy, case));
                        assert!(!is_shown(&policy, *criterion, [&both[0], &both[1]]), "{}", told());
                    }
                }
                Found::NotDecided(_) => {}
            }
            let is_constant = matches!(policy.program.node(*criterion), Some(Op::Constant(_)));
            let word = match found {
                Found::Yes(_) => "yes".to_owned(),
                Found::No => format!("no {is_constant}"),
                Found::NotDecided(why) => format!("{why:?}"),
            };
            *counts.entry(word).or_default() += 1;
        }
    }
    for (what, count) in &counts {
        println!("{count:6} {what}");
    }
    let open: usize =
        counts.iter().filter(|(what, _)| *what != "yes" && !what.starts_with("no")).map(|(_, own)| own).sum();
    let all: usize = counts.values().sum();
    assert!(open * 25 <= all, "{open} of {all} are not decided");
}
