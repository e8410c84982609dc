//! The shipped policies: forms that mean the same are proved equal, changed forms are told apart.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use medpol_diagnostics::SourceMap;
use medpol_library::Library;
use medpol_model::policy::{Policy, Position};
use medpol_model::program::{NodeId, Op, Program, Run};
use medpol_proof::{
    Comparison, Deadline, Direction, Effort, Found, NotDecided, Side, Witness, compare, compare_patients,
    compare_records,
};

use crate::mutate::{Mutant, of_program};
use crate::small::in_order;
use crate::told::Compared;

fn library() -> Library {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    Library::load(&folder, &mut SourceMap::default())
}

/// The policies that are evaluated.
fn policies(library: &Library) -> impl Iterator<Item = &Arc<Policy>> {
    library.policies().iter().filter(|policy| !matches!(policy.position, Position::Defers { .. }))
}

fn within(seconds: u64) -> Effort {
    let end = Instant::now() + Duration::from_secs(seconds);
    Effort { until: Some(Deadline::new(move || Instant::now() >= end)), ..Effort::default() }
}

fn word(found: &Found<Witness>) -> String {
    match found {
        Found::No => "no".to_owned(),
        Found::Yes(_) => "yes".to_owned(),
        Found::NotDecided(NotDecided::Inexact(why)) => format!("inexact {why:?}"),
        Found::NotDecided(NotDecided::TooManyRounds(why)) => format!("rounds {why:?}"),
        Found::NotDecided(why) => format!("{why:?}"),
    }
}

/// Rewrites every node of a program, with nodes added behind; their order is put right afterwards.
fn rewritten(policy: &Policy, of: &dyn Fn(&mut Program, &Op, NodeId) -> Option<Op>) -> Policy {
    let mut changed = policy.clone();
    in_order(&mut changed);
    let count = changed.program.nodes.len();
    for at in 0..count {
        let op = changed.program.nodes[at].clone();
        let id = NodeId(u32::try_from(at).unwrap());
        if let Some(other) = of(&mut changed.program, &op, id) {
            changed.program.nodes[at] = other;
        }
    }
    changed
}

fn reversed(program: &mut Program, run: Run) -> Run {
    let members: Vec<NodeId> = program.members(run).iter().rev().copied().collect();
    program.add_members(&members)
}

/// What is put behind the nodes is decided before the first of them that needs it.
fn with_new_nodes(program: &mut Program, members: &[NodeId], of: fn(NodeId) -> Op) -> Run {
    let new: Vec<NodeId> = members
        .iter()
        .map(|member| {
            let scope = program.scope_of(*member);
            program.add(of(*member), scope)
        })
        .collect();
    program.add_members(&new)
}

#[test]
fn forms_that_mean_the_same_are_proved_equal() {
    let library = library();
    for policy in policies(&library) {
        let turned = rewritten(policy, &|program, op, _| match op {
            Op::All(run) => Some(Op::All(reversed(program, *run))),
            Op::Any(run) => Some(Op::Any(reversed(program, *run))),
            Op::None(run) => Some(Op::None(reversed(program, *run))),
            _ => None,
        });
        let negated = rewritten(policy, &|program, op, _| match op {
            // None of what is not so: De Morgan.
            Op::All(run) => {
                let members = program.members(*run).to_vec();
                Some(Op::None(with_new_nodes(program, &members, Op::Not)))
            }
            _ => None,
        });
        let twice = rewritten(policy, &|program, op, id| match op {
            Op::Satisfied(inner) => {
                let scope = program.scope_of(id);
                let once = program.add(Op::Not(*inner), scope);
                let twice = program.add(Op::Not(once), scope);
                Some(Op::Satisfied(twice))
            }
            _ => None,
        });
        for (name, changed) in [("turned", turned), ("negated", negated), ("twice negated", twice)] {
            let sides = [&**policy, &changed].map(|policy| Side { policy, symbols: library.symbols() });
            let patients = compare_patients(sides[0], sides[1], None, &Effort::default()).unwrap();
            assert_eq!(patients.direction(), Direction::Same, "{} {name}", policy.reference());
            let records = compare_records(sides[0], sides[1], None, &Effort::default()).unwrap();
            for found in [&records.asks_more, &records.asks_less, &records.otherwise] {
                assert_eq!(word(found), "no", "{} {name}", policy.reference());
            }
        }
    }
}

/// Every changed form is proved to mean the same, or told apart by a case. Counts what came of it, of each policy too
/// where `MEDPOL_TELL` is set.
fn tell_apart(step: usize, seconds: u64) {
    let library = library();
    let begin = Instant::now();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut at = 0;
    for policy in policies(&library) {
        let mut own = Policy::clone(policy);
        in_order(&mut own);
        for Mutant { what, policy: changed } in of_program(&own, library.symbols()) {
            at += 1;
            if at % step != 0 {
                continue;
            }
            let sides = [&own, &changed].map(|policy| Side { policy, symbols: library.symbols() });
            let patients = compare_patients(sides[0], sides[1], None, &within(seconds)).unwrap();
            Compared { policies: [&own, &changed], symbols: library.symbols() }.patients(&patients);
            let mut told = match patients.direction() {
                Direction::Same => "same".to_owned(),
                Direction::NotDecided => format!("{} / {}", word(&patients.stricter), word(&patients.looser)),
                _ => "told apart by a patient".to_owned(),
            };
            if told == "same" {
                let records = compare_records(sides[0], sides[1], None, &within(seconds)).unwrap();
                let all = [&records.asks_more, &records.asks_less, &records.otherwise].map(word);
                told = if all.iter().all(|word| word == "no") {
                    "proved equal".to_owned()
                } else if all.contains(&"yes".to_owned()) {
                    "told apart by a record".to_owned()
                } else {
                    format!("the same for patients, records {}", all.join(" / "))
                };
            }
            if std::env::var("MEDPOL_TELL").is_ok() && !told.starts_with("told") {
                println!("{} {what}: {told}", policy.reference());
            }
            *counts.entry(told).or_default() += 1;
        }
    }
    println!("{} of {at} changed forms, in {:?}", at / step, begin.elapsed());
    for (what, count) in &counts {
        println!("{count:6} {what}");
    }
}

/// One in so many changed forms of every shipped policy: `MEDPOL_MUTANTS=1` looks at all.
#[test]
fn some_changed_forms_are_told_apart() {
    let step = std::env::var("MEDPOL_MUTANTS").ok().and_then(|step| step.parse().ok()).filter(|step| *step > 0);
    match step {
        None => tell_apart(977, 5),
        Some(step) => tell_apart(step, 60),
    }
}

#[test]
#[ignore = "takes minutes; every pair of shipped policies, with how long each takes"]
fn every_pair_is_decided() {
    let library = library();
    let symbols = library.symbols();
    for first in policies(&library) {
        for second in policies(&library) {
            let begin = Instant::now();
            let sides = [first, second].map(|policy| Side { policy, symbols });
            let Comparison { patients, records, bounded, .. } = compare(sides[0], sides[1], None, &within(20)).unwrap();
            let found =
                [&patients.stricter, &patients.looser, &records.asks_more, &records.asks_less, &records.otherwise];
            println!(
                "{} {}: {} {:?} {:?}",
                first.reference(),
                second.reference(),
                found.map(word).join(" / "),
                begin.elapsed(),
                bounded.iter().map(|bounded| bounded.most).max()
            );
        }
    }
}
