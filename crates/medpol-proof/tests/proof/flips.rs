//! What would flip a result, and what one rests on, held against every record that there could be instead.

use std::collections::BTreeSet;

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::{Case, Evidence, Mark};
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::{Interval, Status};
use medpol_model::vocabulary::{FactId, FactKind, FrameId};
use medpol_proof::{Effort, Rest, Side, flips, grounds};

use crate::grow::{self, Dice};
use crate::small::Small;
use crate::spread::{Count, number, over};
use crate::worlds::{self, Kind};

/// How many records are tried at most.
const MOST: usize = 20_000;

fn status(small: &Small, policy: &Policy, case: &Case) -> Status {
    let mut outcomes = Outcomes::for_policy(policy);
    decide(policy, &small.symbols, case, &mut outcomes)
}

/// The facts of the case that a policy reads, if they are single values that follow from nothing.
fn plain(small: &Small, policy: &Policy) -> Option<Vec<FactId>> {
    let read = worlds::read(&[policy]);
    let gate = small.fact("flag.gate");
    // The vocabulary reads it too, to know what is asked.
    let program = &policy.program;
    let nodes = (0..program.nodes.len()).map(|at| NodeId(u32::try_from(at).unwrap()));
    let reads_gate = nodes.flat_map(|node| program.own_facts(node)).any(|fact| fact.fact == gate);
    let own = read.into_iter().filter(|id| *id != gate || reads_gate);
    own.map(|id| {
        let fact = policy.vocabulary.fact(id).unwrap();
        let is_plain = fact.frame == FrameId::CASE
            && fact.derivation.is_none()
            && fact.asked_when.is_none()
            && !matches!(fact.kind, FactKind::List(_) | FactKind::Duration(_))
            && &*fact.path != "time.start";
        is_plain.then_some(id)
    })
    .collect()
}

fn with_answer(policy: &Policy, case: &mut Case, id: FactId, answer: Option<(Interval, Mark)>) {
    let slot = policy.vocabulary.fact(id).unwrap().slot as usize;
    let Some((value, mark)) = answer else { return };
    case.facts.set(slot, Some(value), mark);
    let first = u32::try_from(case.documents.len()).unwrap();
    for document in ["Note", "Other"] {
        case.documents.push(Evidence { document: document.into(), date: None, locator: None, origin: None });
    }
    case.evidence.insert(u32::try_from(slot).unwrap(), vec![first, first + 1]);
}

/// Whether an answer is other than what a record says.
fn is_other(policy: &Policy, record: &Case, id: FactId, answer: Option<(Interval, Mark)>) -> bool {
    let fact = policy.vocabulary.fact(id).unwrap();
    let (slot, Some((value, _))) = (fact.slot as usize, answer) else { return false };
    let (own, mark) = (record.facts.value(slot), record.facts.mark(slot));
    if !mark.has(Mark::GIVEN) {
        return false;
    }
    if matches!(fact.kind, FactKind::Boolean | FactKind::Enumeration(_)) {
        return own.low & value.low == 0;
    }
    if mark.has(Mark::ALTERNATIVES) {
        return !record.facts.alternatives(slot).contains(&value);
    }
    own.meet(value) != value
}

/// The smallest sets of facts that have to be other than on record for the result to be met.
fn by_trial(small: &Small, policy: &Policy, record: &Case, facts: &[FactId]) -> Option<BTreeSet<BTreeSet<FactId>>> {
    let mut base = record.clone();
    let answers: Vec<Vec<Option<(Interval, Mark)>>> = facts
        .iter()
        .map(|id| {
            let fact = policy.vocabulary.fact(*id).unwrap();
            let values = worlds::values(&policy.vocabulary, &small.symbols, fact, &mut base);
            std::iter::once(None).chain(values.into_iter().map(Some)).collect()
        })
        .collect();
    answers.iter().try_fold(1_usize, |all, own| all.checked_mul(own.len()).filter(|all| *all <= MOST))?;
    let mut found: BTreeSet<BTreeSet<FactId>> = BTreeSet::new();
    let mut chosen = vec![0; facts.len()];
    loop {
        let mut case = base.clone();
        let mut changed = BTreeSet::new();
        for (at, id) in facts.iter().enumerate() {
            let answer = answers[at][chosen[at]];
            with_answer(policy, &mut case, *id, answer);
            if is_other(policy, record, *id, answer) {
                changed.insert(*id);
            }
        }
        let disorder = policy.vocabulary.out_of_order(&case.facts);
        case.facts.set_out_of_order(disorder);
        if status(small, policy, &case) == Status::MET {
            found.insert(changed);
        }
        let Some(at) = (0..chosen.len()).find(|at| chosen[*at] + 1 < answers[*at].len()) else { break };
        chosen[at] += 1;
        chosen[..at].fill(0);
    }
    let least = found.iter().map(BTreeSet::len).min().unwrap_or(0);
    Some(found.into_iter().filter(|set| set.len() == least).collect())
}

/// What would flip the result of a random record under a random policy, and what it rests on.
fn look(small: &Small, seed: u64, count: &mut Count) {
    let mut dice = Dice::new(seed);
    let policy = grow::policy(small, &mut dice);
    let Some(facts) = plain(small, &policy) else { return };
    let read = worlds::read(&[&policy]);
    let mut dice = Dice::new(seed ^ 0x99);
    let record = worlds::random(&policy.vocabulary, &small.symbols, &read, Kind::Records, &mut dice);
    let side = Side { policy: &policy, symbols: &small.symbols };
    check_grounds(small, &policy, &record, seed);
    if status(small, &policy, &record) != Status::NOT_MET {
        return;
    }
    let Some(expected) = by_trial(small, &policy, &record, &facts) else { return };
    let effort = Effort { rounds: 60, ..Effort::default() };
    let found = flips(side, &record, &effort).unwrap();
    for way in &found.ways {
        assert_eq!(status(small, &policy, &way.case), Status::MET, "{seed:#x}");
        for answer in &way.answers {
            let slot = answer.slot.unwrap() as usize;
            let answered = (way.case.facts.value(slot), way.case.facts.mark(slot));
            assert!(
                !is_other(&policy, &record, answer.fact.fact, Some(answered)),
                "{seed:#x}: the answer to {} is a change",
                answer.fact.place()
            );
        }
    }
    if found.rest != Rest::None {
        return count.note(format!("{:?}", found.rest));
    }
    let ways: BTreeSet<BTreeSet<FactId>> =
        found.ways.iter().map(|way| way.changes.iter().map(|change| change.fact.fact).collect()).collect();
    assert_eq!(ways, expected, "{seed:#x} {:#?}", policy.program.nodes);
    count.note(format!("{} ways of {} changes", ways.len().min(3), ways.first().map_or(0, BTreeSet::len)));
}

#[test]
fn what_would_flip_a_result_is_what_every_other_record_shows() {
    let policies = number("MEDPOL_POLICIES", 4_000);
    let begin = std::time::Instant::now();
    let count = over(policies, |small, at, count| look(small, 0x0066_6c69_7073_u64.wrapping_add(at * 0x1000), count));
    count.tell();
    println!("in {:?}", begin.elapsed());
    assert!(count.0.values().sum::<usize>() as u64 * 50 > policies, "{:?}", count.0);
}

/// Records of which something wrong was said once.
const ONCE_WRONG: &[u64] = &[
    // That a fact is on record is asked of the fact by which others are asked for.
    0x0066_6d05_b073,
];

#[test]
fn what_was_flipped_wrongly_once_is_flipped_rightly() {
    let (small, mut count) = (Small::load(), Count::default());
    ONCE_WRONG.iter().for_each(|seed| look(&small, *seed, &mut count));
    assert_eq!(count.0.values().sum::<usize>(), ONCE_WRONG.len(), "{:?}", count.0);
}

/// What a result rests on is enough for it, and nothing smaller is.
fn check_grounds(small: &Small, policy: &Policy, record: &Case, seed: u64) {
    let side = Side { policy, symbols: &small.symbols };
    let result = status(small, policy, record);
    let found = grounds(side, record);
    if result.is_unknown() {
        assert!(found.sets.is_empty());
        return;
    }
    let read: Vec<FactId> = worlds::read(&[policy]).into_iter().collect();
    let of_case: Vec<FactId> = read
        .into_iter()
        .filter(|id| policy.vocabulary.fact(*id).unwrap().frame == FrameId::CASE)
        .filter(|id| policy.vocabulary.anchor != Some(*id))
        .collect();
    let is_enough = |kept: &dyn Fn(FactId) -> bool| {
        let mut less = record.clone();
        for id in of_case.iter().filter(|id| !kept(**id)) {
            let fact = policy.vocabulary.fact(*id).unwrap();
            let blank = policy.vocabulary.frame(FrameId::CASE).unwrap().blank[fact.slot as usize];
            less.facts.set(fact.slot as usize, Some(blank), Mark::NULL);
        }
        let disorder = policy.vocabulary.out_of_order(&less.facts);
        less.facts.set_out_of_order(disorder);
        status(small, policy, &less) == result
    };
    let has_lists = of_case.iter().any(|id| matches!(policy.vocabulary.fact(*id).unwrap().kind, FactKind::List(_)));
    // That a fact is on record is the one condition that more facts can undo.
    let is_monotone = policy.program.nodes.iter().all(|op| !matches!(op, Op::Known(_)));
    if has_lists || !is_monotone || of_case.len() > 9 {
        return;
    }
    let sets: BTreeSet<BTreeSet<FactId>> = found
        .sets
        .iter()
        .map(|ground| ground.facts.iter().chain(&ground.assumed).map(|fact| fact.fact).collect())
        .collect();
    let mut expected: BTreeSet<BTreeSet<FactId>> = BTreeSet::new();
    for bits in 0..1_usize << of_case.len() {
        let kept: BTreeSet<FactId> =
            of_case.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, id)| *id).collect();
        if is_enough(&|id| kept.contains(&id)) {
            expected.insert(kept);
        }
    }
    let least = expected.iter().map(BTreeSet::len).min().unwrap_or(0);
    expected.retain(|set| set.len() == least);
    let expected: BTreeSet<BTreeSet<FactId>> = expected;
    if found.rest == Rest::None {
        assert_eq!(sets, expected, "{seed:#x} {result:?} {of_case:?} {:#?}", policy.program.nodes);
    }
}
