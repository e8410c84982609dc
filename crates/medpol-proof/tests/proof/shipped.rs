//! The shipped policies: forms that mean the same are proved equal, changed forms are told apart.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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
use crate::spread::{number, shared};
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

/// So much work, counted so that it is the same on every machine.
fn counted(looks: usize) -> Effort {
    let spent = AtomicUsize::new(0);
    let is_over = move || spent.fetch_add(1, Ordering::Relaxed) > looks;
    Effort { until: Some(Deadline::new(is_over)), ..Effort::default() }
}

/// What came of a changed form: it is proved to mean the same, or told apart by a case.
fn told_of(sides: [Side<'_>; 2], looks: usize) -> String {
    let patients = compare_patients(sides[0], sides[1], None, &counted(looks)).unwrap();
    Compared { policies: sides.map(|side| side.policy), symbols: sides[0].symbols }.patients(&patients);
    match patients.direction() {
        Direction::Same => {}
        Direction::NotDecided => return format!("patients {} / {}", word(&patients.stricter), word(&patients.looser)),
        _ => return "told apart by a patient".to_owned(),
    }
    let records = compare_records(sides[0], sides[1], None, &counted(looks)).unwrap();
    let all = [&records.asks_more, &records.asks_less, &records.otherwise].map(word);
    if all.iter().all(|word| word == "no") {
        "proved equal".to_owned()
    } else if all.contains(&"yes".to_owned()) {
        "told apart by a record".to_owned()
    } else {
        format!("the same for patients, records {}", all.join(" / "))
    }
}

/// Looks at every changed form whose number is a multiple of a step. Counts what came of it, and tells it of each where
/// `MEDPOL_TELL` is set.
fn tell_apart(step: u64, looks: usize) {
    let library = library();
    let begin = Instant::now();
    let tell = std::env::var("MEDPOL_TELL").is_ok();
    let (all, count) = shared(|mine, count| {
        let mut at = 0;
        for policy in policies(&library) {
            let mut own = Policy::clone(policy);
            in_order(&mut own);
            for Mutant { what, policy: changed } in of_program(&own, library.symbols()) {
                at += 1;
                if at % step != 0 || !mine(at / step) {
                    continue;
                }
                let told = told_of([&own, &changed].map(|policy| Side { policy, symbols: library.symbols() }), looks);
                if tell && !told.starts_with("told") {
                    println!("{} {what}: {told}", policy.reference());
                }
                count.note(told);
            }
        }
        at
    });
    println!("{} of {all} changed forms, in {:?}", all / step, begin.elapsed());
    count.tell();
}

/// One in so many changed forms of every shipped policy: `MEDPOL_MUTANTS=1` looks at all.
#[test]
fn some_changed_forms_are_told_apart() {
    tell_apart(number("MEDPOL_MUTANTS", 977).max(1), 20_000);
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
