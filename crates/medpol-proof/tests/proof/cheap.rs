//! What a determination asks for, held against what makes a difference, over the cases of the fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use medpol_diagnostics::SourceMap;
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Library, find_cases, ready};
use medpol_model::answer::{AskedFact, QuestionKind, View};
use medpol_model::policy::{Policy, PolicyKind};
use medpol_model::program::Derivation;
use medpol_proof::{Deadline, Effort, Questions, RecordFact, Side, questions};

/// The path of a fact, and those of what it follows from.
fn with_inputs(policy: &Policy, fact: &RecordFact) -> BTreeSet<String> {
    let vocabulary = &policy.vocabulary;
    let own = fact.place();
    let mut found: BTreeSet<String> = [own.clone()].into();
    let mut todo = vec![fact.fact];
    while let Some(id) = todo.pop() {
        let derivation = vocabulary.fact(id).unwrap().derivation;
        let Some(derivation) = derivation.map(|id| &vocabulary.derivations[id.0 as usize]) else { continue };
        for input in derivation.facts(&vocabulary.program) {
            let known = vocabulary.fact(input.fact).unwrap();
            found.insert(RecordFact { path: known.path.clone(), ..fact.clone() }.place());
            todo.push(input.fact);
        }
        // An elapsed time follows from the day of service too.
        if matches!(derivation, Derivation::ElapsedSince(_)) {
            let anchor = vocabulary.anchor.and_then(|anchor| vocabulary.fact(anchor));
            found.extend(anchor.map(|anchor| anchor.path.to_string()));
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

/// So much work that most cases are decided, counted so that it is the same on every machine.
fn limited() -> Effort {
    const LOOKS: usize = 20_000;
    let looks = AtomicUsize::new(0);
    let is_over = move || looks.fetch_add(1, Ordering::Relaxed) > LOOKS;
    Effort { until: Some(Deadline::new(is_over)), ..Effort::default() }
}

struct Case<'c> {
    name: String,
    policy: &'c Policy,
    found: Questions,
    now: BTreeSet<String>,
    all: BTreeSet<String>,
    /// The facts of each question that is said to end it, without those of choices, which several answers end.
    ends: Vec<BTreeSet<String>>,
}

/// Every case of the fixtures whose result is unknown under its policy.
fn each(judge: &mut dyn FnMut(&Case<'_>)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = SourceMap::default();
    let library = Library::load(&root.join("policies"), &mut sources);
    let cases = find_cases(&root.join("fixtures"), &mut sources).cases;
    for case in cases {
        let name = case.title().unwrap_or_default().to_owned();
        let Some(ready) = ready(&library, &case, None).0 else { continue };
        let policy = &*ready.policy;
        if policy.kind == PolicyKind::CodingEdits {
            continue;
        }
        let determination =
            determine(policy, library.symbols(), &ready.case, None, View::Page, WorkLimit::DEFAULT).unwrap();
        let side = Side { policy, symbols: library.symbols() };
        let Ok(found) = questions(side, &ready.case, &limited()) else { continue };
        if !found.result.is_unknown() {
            assert!(determination.missing.is_empty(), "{name}");
            continue;
        }
        let (mut now, mut all, mut ends) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for item in determination.missing.items() {
            for fact in &item.facts {
                asked(fact, &mut now, &mut all, &|| true);
            }
            if item.can_end && item.kind != QuestionKind::AtLeast {
                ends.push(item.facts.iter().map(|fact| fact.fact.clone()).collect());
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
                    fact.place()
                ));
            }
        }
        for at in &case.found.idle {
            let fact = case.found.open[*at].place();
            if case.now.contains(&fact) {
                wrong.push(format!(
                    "{} {}: {fact} is asked for, and makes no difference",
                    case.name,
                    case.policy.reference()
                ));
            }
        }
        let ends = case.found.ends.iter().map(|end| end.open);
        let may_end = case.found.may_end.iter().map(|(open, _)| *open);
        let ends: BTreeSet<String> =
            ends.chain(may_end).flat_map(|open| with_inputs(case.policy, &case.found.open[open])).collect();
        for facts in case.ends.iter().filter(|facts| ends.is_disjoint(facts)) {
            wrong.push(format!(
                "{} {}: {facts:?} are said to end it, and none does",
                case.name,
                case.policy.reference()
            ));
        }
        if !case.found.not_decided.is_empty() {
            *counts.entry("not decided").or_default() += case.found.not_decided.len();
        }
    });
    println!("{counts:?}");
    assert!(counts["cases"] > 20, "{counts:?}");
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
            println!("    {} {why:?}", case.found.open[*at].place());
        }
        println!(
            "    settle {:?} approve {:?} agreed {:?}",
            case.found.settle.rest, case.found.approve.rest, case.found.agreed
        );
        begin.set(std::time::Instant::now());
    });
}
