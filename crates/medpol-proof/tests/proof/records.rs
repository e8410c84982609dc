//! What is said of records, held against every answer that there is.

use std::collections::{BTreeMap, BTreeSet};

use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::Op;
use medpol_model::value::Status;
use medpol_model::vocabulary::FrameId;
use medpol_proof::{Effort, Found, Questions, Rest, Sets, Side, questions};

use crate::grow::{self, Dice};
use crate::small::Small;
use crate::spread::{Count, number, over};
use crate::trial::{Given, MOST, Trial};
use crate::worlds::{self, Kind};

/// Every way to answer some of the open facts, with what comes of it.
struct Table {
    /// By which facts are answered: what comes of each of these ways, with and without assumptions.
    rows: BTreeMap<BTreeSet<usize>, Vec<(Status, Status)>>,
}

impl Table {
    fn of(trial: &Trial<'_>) -> Option<Self> {
        let mut base = trial.record.clone();
        let answers: Option<Vec<Vec<Given>>> = trial.open.iter().map(|open| trial.answers(open, &mut base)).collect();
        let answers = answers?;
        let size =
            answers.iter().try_fold(1_usize, |all, own| all.checked_mul(own.len() + 1).filter(|all| *all <= MOST));
        size?;
        let mut rows: BTreeMap<BTreeSet<usize>, Vec<(Status, Status)>> = BTreeMap::new();
        let mut chosen = vec![0; answers.len()];
        loop {
            let given: Vec<(usize, &Given)> = chosen
                .iter()
                .enumerate()
                .filter(|(_, choice)| **choice > 0)
                .map(|(at, choice)| (at, &answers[at][choice - 1]))
                .collect();
            let key: BTreeSet<usize> = given.iter().map(|(at, _)| *at).collect();
            let row = rows.entry(key).or_default();
            row.extend(trial.with(&base, &given));
            let Some(at) = (0..chosen.len()).find(|at| chosen[*at] < answers[*at].len()) else { break };
            chosen[at] += 1;
            chosen[..at].fill(0);
        }
        Some(Self { rows })
    }

    fn smallest(&self, is_enough: impl Fn(&[(Status, Status)]) -> bool) -> Vec<BTreeSet<usize>> {
        let enough: Vec<&BTreeSet<usize>> =
            self.rows.iter().filter(|(_, row)| is_enough(row)).map(|(set, _)| set).collect();
        let least = enough.iter().map(|set| set.len()).min().unwrap_or(0);
        enough.into_iter().filter(|set| set.len() == least).cloned().collect()
    }

    /// How many ways there are to answer each set of facts, and how many of them leave the result unknown.
    fn seen(&self) -> Vec<(&BTreeSet<usize>, usize, usize)> {
        let count = |row: &[(Status, Status)]| row.iter().filter(|(taken, _)| taken.is_unknown()).count();
        self.rows.iter().map(|(set, row)| (set, row.len(), count(row))).collect()
    }

    fn all_but(&self, at: Option<usize>) -> &[(Status, Status)] {
        let mut all = self.rows.keys().max_by_key(|set| set.len()).unwrap().clone();
        if let Some(at) = at {
            all.remove(&at);
        }
        &self.rows[&all]
    }
}

fn sets(of: &Sets) -> Option<Vec<BTreeSet<usize>>> {
    (of.rest == Rest::None).then(|| of.sets.iter().map(|set| set.facts.iter().copied().collect()).collect())
}

fn check(trial: &Trial<'_>, found: &Questions, count: &mut Count, told: &dyn Fn() -> String) {
    let Some(table) = Table::of(trial) else { return count.note("too many answers") };
    // Of the values that are tried, none may agree with what a record says of a date and of the time since.
    if (0..found.open.len()).any(|at| table.rows[&[at].into()].is_empty()) {
        return count.note("contradicts itself");
    }
    count.note("compared");
    // That a fact is on record is the one condition that more answers can undo.
    let is_monotone = trial.policy.program.nodes.iter().all(|op| !matches!(op, Op::Known(_)));
    let settle = table.smallest(|row| row.iter().all(|(taken, _)| !taken.is_unknown()));
    match sets(&found.settle) {
        Some(_) if !is_monotone => {}
        Some(own) => assert_eq!(own, settle, "enough to settle {:?}\n{}", table.seen(), told()),
        None => count.note(format!("settle {:?}", found.settle.rest)),
    }
    let approve = table.smallest(|row| row.iter().any(|(_, left_out)| *left_out == Status::MET));
    match sets(&found.approve) {
        Some(_) if !is_monotone => {}
        Some(own) => assert_eq!(own, approve, "enough to approve\n{}", told()),
        None => count.note(format!("approve {:?}", found.approve.rest)),
    }
    let undecided: BTreeSet<usize> = found.not_decided.iter().map(|(at, _)| *at).collect();
    for (at, why) in &found.not_decided {
        count.note(format!("matters {at} {why:?}").replace(&format!(" {at} "), " "));
    }
    let matters: Vec<usize> = (0..found.open.len())
        .filter(|at| !undecided.contains(at))
        .filter(|at| table.all_but(Some(*at)).iter().any(|(_, left_out)| left_out.is_unknown()))
        .collect();
    assert_eq!(found.matters, matters, "no longer matters\n{}", told());
    let undecided: BTreeSet<usize> = found.may_end.iter().map(|(at, _)| *at).collect();
    for (_, why) in &found.may_end {
        count.note(format!("may end {why:?}"));
    }
    let ends: Vec<usize> = (0..found.open.len())
        .filter(|at| !undecided.contains(at))
        .filter(|at| {
            table.rows.get(&[*at].into()).is_some_and(|row| row.iter().any(|(_, own)| *own == Status::NOT_MET))
        })
        .collect();
    let ends = if found.result.is_unknown() { ends } else { Vec::new() };
    assert_eq!(found.ends.iter().map(|end| end.open).collect::<Vec<_>>(), ends, "would end it\n{}", told());
    let all: BTreeSet<String> = table.all_but(None).iter().map(|(_, own)| format!("{own:?}")).collect();
    match &found.agreed {
        Found::Yes(status) => assert_eq!(all, [format!("{status:?}")].into(), "agreed\n{}", told()),
        Found::No => assert!(!found.result.is_unknown() || all.len() != 1, "agreed {all:?}\n{}", told()),
        Found::NotDecided(why) => count.note(format!("agreed {why:?}")),
    }
}

/// No answer contradicts what is on record.
fn check_answers(trial: &Trial<'_>, found: &Questions, told: &dyn Fn() -> String) {
    let of_sets = found.approve.sets.iter().flat_map(|set| set.facts.iter().map(|at| (*at, &set.case)));
    let all = found.ends.iter().map(|answer| (answer.open, &answer.case)).chain(of_sets);
    for (at, case) in all {
        let open = &found.open[at];
        assert!(trial.agrees(open, case), "{} is answered as the record does not have it\n{}", open.place(), told());
    }
}

/// Everything that is needed to see why something is wrong.
fn told(seed: u64, found: &Questions, policy: &Policy, record: &Case) -> String {
    let nodes: Vec<String> =
        policy.program.nodes.iter().enumerate().map(|(at, op)| format!("  {at}: {op:?}\n")).collect();
    let atoms: Vec<String> =
        policy.program.atoms.iter().enumerate().map(|(at, atom)| format!("  {at}: {atom:?}\n")).collect();
    let open: Vec<String> = found
        .open
        .iter()
        .enumerate()
        .map(|(at, open)| format!("  {at}: {} {:?}\n", open.path, open.elements))
        .collect();
    let facts = policy.vocabulary.facts.iter().filter(|fact| fact.frame == FrameId::CASE);
    let facts: Vec<String> = facts
        .map(|fact| {
            let slot = fact.slot as usize;
            let several = record.facts.alternatives(slot);
            format!("  {} {:?} {:?} {several:?}\n", fact.path, record.facts.mark(slot), record.facts.value(slot))
        })
        .collect();
    let rest = policy.vocabulary.width(FrameId::CASE);
    let elements: Vec<String> = (rest..record.facts.slots.len())
        .map(|slot| format!("  {slot} {:?} {:?}\n", record.facts.mark(slot), record.facts.value(slot)))
        .collect();
    let sets = |of: &Sets| of.sets.iter().map(|set| set.facts.clone()).collect::<Vec<_>>();
    format!(
        "seed {seed:#x} result {:?}\nopen\n{}settle {:?} approve {:?} matters {:?}\n{}{}members {:?}\nrules {:?}\nscopes {:?}\n{}{}",
        found.result,
        open.concat(),
        sets(&found.settle),
        sets(&found.approve),
        found.matters,
        nodes.concat(),
        atoms.concat(),
        policy.program.members,
        policy.program.rules,
        policy.program.scopes,
        facts.concat(),
        elements.concat()
    )
}

/// The questions about a random record under a random policy.
fn look(small: &Small, seed: u64, count: &mut Count) {
    let mut dice = Dice::new(seed);
    let policy = grow::policy(small, &mut dice);
    let read = worlds::read(&[&policy]);
    let mut dice = Dice::new(seed ^ 0x77);
    let record = worlds::random(&policy.vocabulary, &small.symbols, &read, Kind::Records, &mut dice);
    let side = Side { policy: &policy, symbols: &small.symbols };
    let effort = Effort { rounds: 60, ..Effort::default() };
    let found = questions(side, &record, &effort).unwrap();
    if found.open.is_empty() {
        return count.note("nothing open");
    }
    let trial = Trial { small, policy: &policy, record: &record, read: &read, open: &found.open };
    let told = || told(seed, &found, &policy, &record);
    check_answers(&trial, &found, &told);
    check(&trial, &found, count, &told);
}

#[test]
fn what_is_said_of_records_is_what_every_answer_shows() {
    let policies = number("MEDPOL_POLICIES", 3_000);
    let begin = std::time::Instant::now();
    let count = over(policies, |small, at, count| look(small, 0x7265_636f_7264_u64.wrapping_add(at * 0x1000), count));
    count.tell();
    println!("in {:?}", begin.elapsed());
    assert!(count.0.get("compared").is_some_and(|compared| *compared as u64 * 4 > policies));
}

/// Records of which something wrong was said once.
const ONCE_WRONG: &[u64] = &[
    // A text of which two are on record was answered by a third.
    0x7265_63ca_8264,
    // An answer takes an assumption away.
    0x7265_63f7_f264,
    // A date must be later than one that is on record.
    0x7265_6420_8264,
    // A document backs a date, and the time since it is backed by that.
    0x7265_644b_c264,
    // An answer cannot be what a time on record rules out.
    0x7265_642a_8264,
];

#[test]
fn what_was_said_wrongly_once_is_said_rightly() {
    let (small, mut count) = (Small::load(), Count::default());
    ONCE_WRONG.iter().for_each(|seed| look(&small, *seed, &mut count));
    assert_eq!(count.0.get("compared"), Some(&ONCE_WRONG.len()), "{:?}", count.0);
}
