//! Which mutants of a policy nothing notices: no case, no lint, no health check, although they mean something else.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use medpol_analysis::{health, lint};
use medpol_answer::WorkLimit;
use medpol_evaluator::{Outcomes, decide};
use medpol_explainer::determine;
use medpol_library::Library;
use medpol_model::answer::{MutantCounts, PolicyMutation, SurvivingMutant, View};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::Status;
use medpol_proof::{Effort, Found, Patients, Records, Side, compare_patients, compare_records};
use rayon::prelude::*;

use super::{Mutant, mutants};
use crate::counted::Counted;
use crate::look::expected;

/// What mutants are tried with.
pub struct Mutating<'a> {
    /// The library of the policy.
    pub library: &'a Library,
    /// The path of the fact that holds the code of each requested service.
    pub services: Option<&'a str>,
    /// How much may be spent on proving that a mutant means the same.
    pub effort: &'a Effort,
    /// Ends the trying when it is set; what was not tried by then is counted apart.
    pub stop: &'a AtomicBool,
    /// Called after each mutant.
    pub tick: &'a (dyn Fn() + Sync),
}

/// What became of a mutant.
enum Fate {
    ByCase,
    ByCheck,
    Same,
    Survives,
    NotTried,
}

/// Tries every mutant of a policy against its cases, its lints and its health checks.
pub fn mutation(policy: &Arc<Policy>, counted: &Counted, mutating: &Mutating<'_>) -> PolicyMutation {
    let trying = Trying::of(policy, counted, mutating);
    let mutants = mutants(policy);
    let fates: Vec<Fate> = mutants
        .par_iter()
        .map(|mutant| {
            let is_over = mutating.stop.load(Ordering::Relaxed);
            let fate = if is_over { Fate::NotTried } else { trying.fate(mutant) };
            (mutating.tick)();
            fate
        })
        .collect();
    let mut counts = MutantCounts { mutants: 0, by_cases: 0, by_checks: 0, same: 0, survived: 0, not_tried: 0 };
    let mut survived = Vec::new();
    for (mutant, fate) in mutants.into_iter().zip(fates) {
        counts.mutants += 1;
        match fate {
            Fate::ByCase => counts.by_cases += 1,
            Fate::ByCheck => counts.by_checks += 1,
            Fate::Same => counts.same += 1,
            Fate::NotTried => counts.not_tried += 1,
            Fate::Survives => {
                counts.survived += 1;
                let Mutant { kind, path, what, span, program: _ } = mutant;
                survived.push(SurvivingMutant { path, kind, what, span });
            }
        }
    }
    PolicyMutation {
        policy: policy.reference(),
        cases: counted.cases.len(),
        not_counted: counted.not_counted,
        score: counts.score(),
        counts,
        survived,
    }
}

/// What a case that counts comes to under the policy as it is.
struct Known<'a> {
    case: &'a Case,
    /// What it expects, by node.
    statuses: Vec<(medpol_model::program::NodeId, Status)>,
    /// Whether it says exactly what is asked for.
    asks: bool,
}

struct Trying<'a> {
    policy: &'a Policy,
    mutating: &'a Mutating<'a>,
    known: Vec<Known<'a>>,
    /// What lints and health checks say of the policy as it is.
    told: BTreeSet<(&'static str, String)>,
}

impl<'a> Trying<'a> {
    fn of(policy: &'a Policy, counted: &'a Counted, mutating: &'a Mutating<'a>) -> Self {
        let symbols = mutating.library.symbols();
        let mut outcomes = Outcomes::for_policy(policy);
        let known = counted.cases.iter().filter_map(|case| {
            let case = &case.case;
            decide(policy, symbols, case, &mut outcomes);
            let statuses = expected(policy, case).into_iter().map(|node| (node, outcomes.status(node))).collect();
            let asks = case.expectation.as_ref().is_some_and(|expected| expected.missing.is_some());
            outcomes.too_much().is_none().then_some(Known { case, statuses, asks })
        });
        let known = known.collect();
        Self { policy, mutating, known, told: checked(policy, mutating) }
    }

    fn fate(&self, mutant: &Mutant) -> Fate {
        let mut masks = self.policy.masks.clone();
        let mut order: Vec<_> = masks.drain(..).map(|leaf| leaf.node).collect();
        order.extend(&self.policy.order);
        let other = Policy { program: mutant.program.clone(), masks, order, ..self.policy.clone() };
        if self.is_seen_by_a_case(&other) {
            return Fate::ByCase;
        }
        if !checked(&other, self.mutating).is_subset(&self.told) {
            return Fate::ByCheck;
        }
        let symbols = self.mutating.library.symbols();
        let [first, second] = [self.policy, &other].map(|policy| Side { policy, symbols });
        if is_same([first, second], self.mutating.effort) {
            return Fate::Same;
        }
        if self.is_asked_otherwise(&other) { Fate::ByCase } else { Fate::Survives }
    }

    fn is_seen_by_a_case(&self, other: &Policy) -> bool {
        let mut outcomes = Outcomes::for_policy(other);
        self.known.iter().any(|known| {
            decide(other, self.mutating.library.symbols(), known.case, &mut outcomes);
            known.statuses.iter().any(|(node, status)| outcomes.status(*node) != *status)
        })
    }

    /// Whether other facts are asked for in a case that says exactly which.
    fn is_asked_otherwise(&self, other: &Policy) -> bool {
        let asked_of = |policy, known: &Known<'_>| asked(policy, known.case, self.mutating);
        let mut asking = self.known.iter().filter(|known| known.asks);
        asking.any(|known| asked_of(self.policy, known) != asked_of(other, known))
    }
}

/// Whether no patient and no record is decided differently: proved.
fn is_same([first, second]: [Side<'_>; 2], effort: &Effort) -> bool {
    let Ok(Patients { stricter, looser }) = compare_patients(first, second, None, effort) else { return false };
    if !matches!((stricter, looser), (Found::No, Found::No)) {
        return false;
    }
    let Ok(Records { asks_more, asks_less, otherwise }) = compare_records(first, second, None, effort) else {
        return false;
    };
    matches!((asks_more, asks_less, otherwise), (Found::No, Found::No, Found::No))
}

/// The facts that are asked for.
fn asked(policy: &Policy, case: &Case, mutating: &Mutating<'_>) -> Option<BTreeSet<String>> {
    let symbols = mutating.library.symbols();
    let told = determine(policy, symbols, case, None, View::All, WorkLimit::DEFAULT).ok()?;
    Some(told.missing.facts().into_iter().map(|fact| fact.fact.clone()).collect())
}

/// What lints and health checks say of a policy.
fn checked(policy: &Policy, mutating: &Mutating<'_>) -> BTreeSet<(&'static str, String)> {
    let symbols = mutating.library.symbols();
    let mut found = lint(policy, symbols);
    let more = health(policy, symbols, mutating.services, &found);
    found.extend(more.diagnostics);
    found.into_iter().map(|one| (one.code.number, one.message)).collect()
}
