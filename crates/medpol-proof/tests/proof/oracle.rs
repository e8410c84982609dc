//! Random policies: what is proved holds in every case that is tried, and what is found is decided so.

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::Status;
use medpol_proof::{Comparison, Effort, Found, NotDecided, Side, Witness, compare};

use crate::grow::{self, Dice};
use crate::shorter;
use crate::small::Small;
use crate::spread::{Count, number, over};
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
                for shorter in shorter::all(&self.first.vocabulary, &witness.case) {
                    let own = results(&shorter);
                    assert!(
                        !is_so(own),
                        "{name}: a list of a witness can be shorter\n{}\n{}",
                        self.shown(&witness.case),
                        self.told()
                    );
                }
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

/// How many cases of each kind are tried on each pair.
const CASES: usize = 40;

/// A pair of random policies.
fn look(small: &Small, seed: u64, at: u64, count: &mut Count) {
    let effort = Effort { rounds: 60, ..Effort::default() };
    let mut dice = Dice::new(seed);
    let first = grow::policy(small, &mut dice);
    // Every fourth pair has nothing in common; the others differ in one choice.
    let changed = Dice::new(seed ^ 0x5555).below(usize::try_from(dice.thrown()).unwrap()) as u64;
    let mut dice = if at % 4 == 0 { Dice::new(seed ^ 0xffff) } else { Dice::but(seed, changed, 1 + at) };
    let second = grow::policy(small, &mut dice);
    let sides = [&first, &second].map(|policy| Side { policy, symbols: &small.symbols });
    let found = compare(sides[0], sides[1], None, &effort).unwrap();
    Compared { policies: [&first, &second], symbols: &small.symbols }.comparison(&found);
    let pair = Pair { small, first: &first, second: &second, found: &found };
    let read = worlds::read(&[&first, &second]);
    let mut dice = Dice::new(seed ^ 0x1234_5678);
    let mut tried = |kind| -> Vec<Case> {
        (0..CASES).map(|_| worlds::random(&first.vocabulary, &small.symbols, &read, kind, &mut dice)).collect()
    };
    let (patients, records) = (tried(Kind::Patients), tried(Kind::Records));
    let Comparison { patients: of_patients, records: of_records, .. } = &pair.found;
    let questions: [Asked<'_>; 5] = [
        Asked::of("stricter", &of_patients.stricter, &patients, |own| both(own) && is_met(own[0]) && !is_met(own[1])),
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
        count.note(format!("{}: {word}", asked.name));
    }
}

/// Ten thousand policies; `MEDPOL_PAIRS` looks at more.
#[test]
fn random_policies_are_compared_as_their_cases_say() {
    let pairs = number("MEDPOL_PAIRS", 5_000);
    let begin = std::time::Instant::now();
    let count = over(pairs, |small, at, count| look(small, 0x6d65_6470_6f6c_u64.wrapping_add(at * 0x1000), at, count));
    println!("{} policies in {pairs} pairs", 2 * pairs);
    count.tell();
    println!("in {:?}", begin.elapsed());
    let counts = count.0;
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
