//! What a determination asks for, held against what makes a difference, over the cases of the fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use medpol_diagnostics::SourceMap;
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Library, find_cases, ready};
use medpol_model::answer::{AskedFact, View};
use medpol_model::case::Mark;
use medpol_model::policy::{Policy, PolicyKind};
use medpol_proof::{Effort, Questions, RecordFact, Side, questions};

use crate::grow::Dice;

/// Of how many cases one is looked at, where not all are.
const ONE_IN: usize = 8;

/// The path of a fact in its case.
fn path(fact: &RecordFact) -> String {
    let mut numbers = fact.elements.iter();
    let pieces: Vec<&str> = fact.path.split("[]").collect();
    let mut path = pieces[0].to_owned();
    for piece in &pieces[1..] {
        path = match numbers.next() {
            Some(number) => format!("{path}[{number}]{piece}"),
            None => format!("{path}[]{piece}"),
        };
    }
    path
}

/// The path of a fact, and those of what it follows from.
fn with_inputs(policy: &Policy, fact: &RecordFact) -> BTreeSet<String> {
    let vocabulary = &policy.vocabulary;
    let own = path(fact);
    let mut found: BTreeSet<String> = [own.clone()].into();
    let mut todo = vec![fact.fact];
    while let Some(id) = todo.pop() {
        let derivation = vocabulary.fact(id).unwrap().derivation;
        let Some(derivation) = derivation.map(|id| &vocabulary.derivations[id.0 as usize]) else { continue };
        for input in derivation.facts(&vocabulary.program) {
            let known = vocabulary.fact(input.fact).unwrap();
            found.insert(path(&RecordFact { path: known.path.clone(), ..fact.clone() }));
            todo.push(input.fact);
        }
    }
    found
}

/// What is asked for now, and all that is announced.
fn asked(fact: &AskedFact, now: &mut BTreeSet<String>, all: &mut BTreeSet<String>, is_now: &dyn Fn() -> bool) {
    if is_now() {
        now.insert(fact.fact.clone());
    }
    all.insert(fact.fact.clone());
    for other in &fact.instead {
        asked(other, now, all, &|| false);
    }
    for other in fact.follow_ups.iter().flat_map(|follow_up| &follow_up.facts).chain(&fact.fields) {
        asked(other, now, all, &|| false);
    }
}

struct Case<'c> {
    name: String,
    policy: &'c Policy,
    found: Questions,
    now: BTreeSet<String>,
    all: BTreeSet<String>,
    ends: BTreeSet<String>,
}

/// The cases of the fixtures whose result is unknown under their policy: those that the dice choose, always the same; all
/// where `MEDPOL_CASES` is `all`.
fn each(judge: &mut dyn FnMut(&Case<'_>)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = SourceMap::default();
    let library = Library::load(&root.join("policies"), &mut sources);
    let cases = find_cases(&root.join("fixtures"), &mut sources).cases;
    let is_all = std::env::var("MEDPOL_CASES").is_ok_and(|which| which == "all");
    let mut dice = Dice::new(0x6361_7365);
    for case in cases {
        if !dice.once_in(ONE_IN) && !is_all {
            continue;
        }
        let name = case.title().unwrap_or_default().to_owned();
        let Some(ready) = ready(&library, &case, None).0 else { continue };
        let policy = &*ready.policy;
        // Without a day no time is known, and the search among all cases cannot tell what the day would settle.
        let anchor = policy.vocabulary.anchor.and_then(|anchor| policy.vocabulary.fact(anchor));
        let has_day = anchor.is_none_or(|anchor| ready.case.facts.mark(anchor.slot as usize).has(Mark::GIVEN));
        if policy.kind == PolicyKind::CodingEdits || !has_day {
            continue;
        }
        let determination =
            determine(policy, library.symbols(), &ready.case, None, View::Page, WorkLimit::DEFAULT).unwrap();
        let side = Side { policy, symbols: library.symbols() };
        let Ok(found) = questions(side, &ready.case, &Effort::default()) else { continue };
        if !found.result.is_unknown() {
            assert!(determination.missing.is_empty(), "{name}");
            continue;
        }
        let (mut now, mut all, mut ends) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for item in determination.missing.items() {
            for fact in &item.facts {
                asked(fact, &mut now, &mut all, &|| true);
                if item.can_end {
                    ends.insert(fact.fact.clone());
                }
            }
        }
        judge(&Case { name, policy, found, now, all, ends });
    }
}

#[test]
fn what_is_asked_for_is_what_makes_a_difference() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    each(&mut |case| {
        *counts.entry("cases").or_default() += 1;
        for at in &case.found.matters {
            let fact = &case.found.open[*at];
            *counts.entry("facts that make a difference").or_default() += 1;
            if with_inputs(case.policy, fact).is_disjoint(&case.all) {
                wrong.push(format!(
                    "{} {}: {} makes a difference, and is not asked for",
                    case.name,
                    case.policy.reference(),
                    path(fact)
                ));
            }
        }
        for at in &case.found.idle {
            let fact = path(&case.found.open[*at]);
            if case.now.contains(&fact) {
                wrong.push(format!(
                    "{} {}: {fact} is asked for, and makes no difference",
                    case.name,
                    case.policy.reference()
                ));
            }
        }
        let ends: BTreeSet<String> =
            case.found.ends.iter().flat_map(|end| with_inputs(case.policy, &case.found.open[end.open])).collect();
        for fact in case.ends.difference(&ends) {
            wrong.push(format!("{} {}: {fact} is said to end it, and does not", case.name, case.policy.reference()));
        }
        if !case.found.not_decided.is_empty() {
            *counts.entry("not decided").or_default() += case.found.not_decided.len();
        }
    });
    println!("{counts:?}");
    assert!(counts["cases"] > 8, "{counts:?}");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[ignore = "tells how long the questions of every case of the fixtures take"]
fn how_long_the_questions_take() {
    let begin = std::cell::Cell::new(std::time::Instant::now());
    each(&mut |case| {
        let Questions { open, matters, .. } = &case.found;
        println!(
            "{:?} {} open, {} matter: {} {}",
            begin.get().elapsed(),
            open.len(),
            matters.len(),
            case.policy.reference(),
            case.name
        );
        for (at, why) in case.found.not_decided.iter().chain(&case.found.may_end) {
            println!("    {} {why:?}", path(&case.found.open[*at]));
        }
        println!(
            "    settle {:?} approve {:?} agreed {:?}",
            case.found.settle.rest, case.found.approve.rest, case.found.agreed
        );
        begin.set(std::time::Instant::now());
    });
}
