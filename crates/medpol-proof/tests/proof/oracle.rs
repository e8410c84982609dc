//! Random policies: what is proved holds in every case that is tried, and what is found is decided so.

use std::collections::BTreeMap;

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::Status;
use medpol_proof::{Comparison, Effort, Found, NotDecided, Side, Witness, compare};

use crate::grow::{self, Dice};
use crate::small::Small;
use crate::told::Compared;
use crate::worlds::{self, Kind};

fn status(small: &Small, policy: &Policy, case: &Case) -> Status {
    let mut outcomes = Outcomes::for_policy(policy);
    decide(policy, &small.symbols, case, &mut outcomes)
}

/// Two policies and what was found of them.
struct Pair<'p> {
    small: &'p Small,
    first: &'p Policy,
    second: &'p Policy,
    found: &'p Comparison,
}

impl Pair<'_> {
    fn told(&self) -> String {
        let of = |policy: &Policy| {
            let nodes: Vec<String> =
                policy.program.nodes.iter().enumerate().map(|(at, op)| format!("  {at}: {op:?}\n")).collect();
            let atoms: Vec<String> = policy.program.atoms.iter().map(|atom| format!("  {atom:?}\n")).collect();
            format!(
                "{}{}scopes {:?}\nmembers {:?}\nrelations {:?}\nrules {:?}\n",
                nodes.concat(),
                atoms.concat(),
                policy.program.scopes,
                policy.program.members,
                policy.program.relations,
                policy.program.rules
            )
        };
        format!("first:\n{}second:\n{}", of(self.first), of(self.second))
    }

    fn shown(&self, case: &Case) -> String {
        let vocabulary = &self.first.vocabulary;
        let facts = vocabulary.facts.iter().filter(|fact| fact.frame.0 == 0);
        let of = |fact: &medpol_model::vocabulary::Fact| {
            let slot = fact.slot as usize;
            let (mark, value) = (case.facts.mark(slot), case.facts.value(slot));
            format!(
                "  {} {mark:?} {value:?} {:?} {:?}\n",
                fact.path,
                case.facts.alternatives(slot),
                case.evidence.get(&fact.slot)
            )
        };
        let rest = vocabulary.width(medpol_model::vocabulary::FrameId::CASE);
        let elements: Vec<String> = (rest..case.facts.slots.len())
            .map(|slot| format!("  {slot} {:?} {:?}\n", case.facts.mark(slot), case.facts.value(slot)))
            .collect();
        format!("{}{}", facts.map(of).collect::<String>(), elements.concat())
    }

    /// Holds a finding against cases that were tried.
    fn check(&self, asked: &Asked<'_>) {
        let Asked { name, found, tried, is_so } = *asked;
        let results = |case: &Case| [self.first, self.second].map(|policy| status(self.small, policy, case));
        match found {
            Found::Yes(witness) => {
                let own =
                    [status(self.small, self.first, &witness.case), status(self.small, self.second, &witness.other)];
                assert!(
                    own == witness.results && is_so(own),
                    "{name}: a witness that is none: {own:?}\n{}",
                    self.told()
                );
            }
            Found::No => {
                if let Some(case) = tried.iter().find(|case| is_so(results(case))) {
                    panic!(
                        "{name}: proved that there is no such case, but {:?}:\n{}\n{}",
                        results(case),
                        self.shown(case),
                        self.told()
                    );
                }
            }
            Found::NotDecided(_) => {}
        }
    }
}

/// A question, what was found, and the cases that it is held against.
struct Asked<'q> {
    name: &'static str,
    found: &'q Found<Witness>,
    tried: &'q [Case],
    is_so: fn([Status; 2]) -> bool,
}

impl<'q> Asked<'q> {
    fn of(name: &'static str, found: &'q Found<Witness>, tried: &'q [Case], is_so: fn([Status; 2]) -> bool) -> Self {
        Self { name, found, tried, is_so }
    }
}

fn known(results: [Status; 2]) -> [bool; 2] {
    results.map(|status| !status.is_unknown())
}

fn both(results: [Status; 2]) -> bool {
    known(results) == [true, true]
}

fn is_met(status: Status) -> bool {
    status == Status::MET
}

/// Looks at so many pairs of random policies, from a seed on.
fn run(seed: u64, pairs: u64, cases: usize) -> BTreeMap<String, usize> {
    let small = Small::load();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let effort = Effort { rounds: 60, ..Effort::default() };
    for at in 0..pairs {
        let own = seed.wrapping_add(at.wrapping_mul(0x1000));
        let mut dice = Dice::new(own);
        let first = grow::policy(&small, &mut dice);
        // Every fourth pair has nothing in common; the others differ in one choice.
        let changed = Dice::new(own ^ 0x5555).below(usize::try_from(dice.thrown()).unwrap()) as u64;
        let mut dice = if at % 4 == 0 { Dice::new(own ^ 0xffff) } else { Dice::but(own, changed, 1 + at) };
        let second = grow::policy(&small, &mut dice);
        let sides = [&first, &second].map(|policy| Side { policy, symbols: &small.symbols });
        let found = compare(sides[0], sides[1], None, &effort).unwrap();
        Compared { policies: [&first, &second], symbols: &small.symbols }.comparison(&found);
        let pair = Pair { small: &small, first: &first, second: &second, found: &found };
        let read = worlds::read(&[&first, &second]);
        let mut dice = Dice::new(own ^ 0x1234_5678);
        let mut tried = |kind| -> Vec<Case> {
            (0..cases).map(|_| worlds::random(&first.vocabulary, &small.symbols, &read, kind, &mut dice)).collect()
        };
        let (patients, records) = (tried(Kind::Patients), tried(Kind::Records));
        let Comparison { patients: of_patients, records: of_records, .. } = &pair.found;
        let questions: [Asked<'_>; 5] = [
            Asked::of("stricter", &of_patients.stricter, &patients, |own| {
                both(own) && is_met(own[0]) && !is_met(own[1])
            }),
            Asked::of("looser", &of_patients.looser, &patients, |own| both(own) && !is_met(own[0]) && is_met(own[1])),
            Asked::of("more", &of_records.asks_more, &records, |own| known(own) == [true, false]),
            Asked::of("less", &of_records.asks_less, &records, |own| known(own) == [false, true]),
            Asked::of("otherwise", &of_records.otherwise, &records, |own| both(own) && own[0] != own[1]),
        ];
        for asked in questions {
            pair.check(&asked);
            let word = match asked.found {
                Found::No => "no".to_owned(),
                Found::Yes(_) => "yes".to_owned(),
                Found::NotDecided(NotDecided::Inexact(why)) => format!("inexact {why:?}"),
                Found::NotDecided(NotDecided::TooManyRounds(why)) => format!("rounds {why:?}"),
                Found::NotDecided(why) => format!("{why:?}"),
            };
            *counts.entry(format!("{}: {word}", asked.name)).or_default() += 1;
        }
    }
    counts
}

#[test]
fn random_policies_are_compared_as_their_cases_say() {
    let pairs = std::env::var("MEDPOL_PAIRS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(500);
    let begin = std::time::Instant::now();
    let counts = run(0x6d65_6470_6f6c, pairs, 40);
    println!("{} policies in {pairs} pairs", 2 * pairs);
    for (what, count) in &counts {
        println!("{count:6} {what}");
    }
    println!("in {:?}", begin.elapsed());
    let open: usize = counts
        .iter()
        .filter(|(what, _)| !what.ends_with(": no") && !what.ends_with(": yes"))
        .map(|(_, count)| count)
        .sum();
    let of_patients = counts.iter().filter(|(what, _)| what.starts_with("stricter") || what.starts_with("looser"));
    let open_of_patients: usize = of_patients
        .filter(|(what, _)| !what.ends_with(": no") && !what.ends_with(": yes"))
        .map(|(_, count)| count)
        .sum();
    let all: usize = counts.values().sum();
    // What is not decided has a reason, and is rare.
    assert!(
        open_of_patients * 20 <= all && open * 6 <= all,
        "{open} of {all} are open, {open_of_patients} of patients"
    );
}
