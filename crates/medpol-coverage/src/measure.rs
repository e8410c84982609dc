//! What cases show of a policy, put together from what each of them makes of its parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_evaluator::{Outcomes, decide};
use medpol_library::Library;
use medpol_model::answer::{
    COVERAGE_FORMAT, Coverage, CoverageCount, NotCounted, PartCoverage, PolicyCoverage, Shown, ThresholdCoverage,
};
use medpol_model::policy::{Policy, Position};
use medpol_model::value::Symbols;
use rayon::prelude::*;

use crate::asked::{Asked, asked};
use crate::counted::{Counted, CountedCase};
use crate::look::{Look, result_of};
use crate::place::{Asking, Place};
use crate::seen::{AtThreshold, Seen, seen};
use crate::supposing::{Supposed, Supposing};

/// What cases show of the policies of a library that are asked for.
pub fn coverage(
    library: &Library,
    counted: &BTreeMap<String, Counted>,
    is_asked: impl Fn(&Policy) -> bool + Sync,
) -> Coverage {
    let none = Counted::default();
    let asks = |policy: &&Arc<Policy>| matches!(policy.position, Position::CoveredWhen) && is_asked(policy);
    let policies: Vec<&Arc<Policy>> = library.policies().iter().filter(asks).collect();
    let measured =
        |policy: &&Arc<Policy>| measure(policy, library.symbols(), counted.get(&policy.reference()).unwrap_or(&none));
    let policies: Vec<PolicyCoverage> = policies.par_iter().map(measured).collect();
    let total = CoverageCount::sum(policies.iter().map(|policy| policy.count));
    Coverage { format: COVERAGE_FORMAT, total, policies }
}

/// What cases show of a policy.
pub fn measure(policy: &Policy, symbols: &Symbols, counted: &Counted) -> PolicyCoverage {
    let asked = asked(policy, symbols);
    let mut outcomes = Outcomes::for_policy(policy);
    let looked = |case: &CountedCase| {
        decide(policy, symbols, &case.case, &mut outcomes);
        let seen = seen(policy, symbols, &case.case, &outcomes, &asked);
        outcomes.too_much().is_none().then_some(seen)
    };
    let seen: Vec<Option<Seen>> = counted.cases.iter().map(looked).collect();
    let cases = counted.cases.iter().zip(&seen).filter_map(|(case, seen)| Some(Look::of(policy, case, seen.as_ref()?)));
    let mut measuring =
        Measuring { policy, asked: &asked, cases: cases.collect(), supposing: Supposing::of(policy, symbols) };
    let parts: Vec<PartCoverage> = (0..asked.len()).filter_map(|number| measuring.part(number)).collect();
    PolicyCoverage {
        policy: policy.reference(),
        title: Arc::clone(&policy.title),
        cases: counted.cases.len(),
        not_counted: counted.not_counted,
        count: CoverageCount::count(parts.iter().flat_map(PartCoverage::all)),
        parts,
    }
}

struct Measuring<'a> {
    policy: &'a Policy,
    asked: &'a [Asked],
    cases: Vec<Look<'a>>,
    supposing: Supposing<'a>,
}

impl<'a> Measuring<'a> {
    fn part(&mut self, number: usize) -> Option<PartCoverage> {
        let asked: &'a Asked = self.asked.get(number)?;
        let thresholds: Vec<ThresholdCoverage> =
            asked.thresholds.iter().enumerate().map(|(at, asking)| self.threshold(number, at, asking)).collect();
        let seen = |is_so: fn(&crate::seen::Statuses) -> bool, because: Option<NotCounted>| {
            let shows = |look: &&Look<'_>| look.seen.parts.get(number).is_some_and(is_so);
            shown(because, || self.cases.iter().find(shows).map(|look| vec![look.name()]))
        };
        let (met, not_met) = (seen(|seen| seen.met, asked.settled), seen(|seen| seen.not_met, asked.settled));
        let unknown = seen(|seen| seen.unknown, asked.known);
        let decides = shown(asked.silent, || self.decides(number));
        Some(PartCoverage {
            path: Arc::clone(&asked.path),
            kind: asked.kind,
            list: asked.list,
            says: asked.says.clone(),
            met,
            not_met,
            unknown,
            decides,
            thresholds,
            span: asked.span,
        })
    }

    /// Two cases in which a part decides: it is met in one, and not met in the other.
    fn decides(&mut self, number: usize) -> Option<Vec<Arc<str>>> {
        let met = self.deciding(number, Supposed::Met)?;
        let not_met = self.deciding(number, Supposed::NotMet)?;
        Some(vec![met, not_met])
    }

    /// A case in which a part is as supposed, and decides.
    fn deciding(&mut self, part: usize, own: Supposed) -> Option<Arc<str>> {
        let asked = self.asked.get(part)?;
        let result = result_of(self.policy, asked);
        let Self { cases, supposing, .. } = self;
        cases.iter().find(|look| look.decides(part, asked.node, result, own, supposing)).map(Look::name)
    }

    fn threshold(&mut self, part: usize, threshold: usize, asking: &Asking) -> ThresholdCoverage {
        let [is_lowest, is_highest] = asking.out_of_bounds;
        let mut place = |place: Place| {
            let because = match place {
                Place::Below => is_lowest.then_some(NotCounted::OutOfBounds),
                Place::On => None,
                Place::Above => is_highest.then_some(NotCounted::OutOfBounds),
            };
            shown(because, || self.noticing(AtThreshold { part, threshold, place }))
        };
        let [below, on, above] = Place::ALL.map(&mut place);
        ThresholdCoverage {
            says: asking.says.clone(),
            threshold: asking.threshold.clone(),
            step: asking.step.clone(),
            below,
            on,
            above,
        }
    }

    /// A case at this place of a threshold that would not come out as it expects were the comparison the other way.
    fn noticing(&mut self, at: AtThreshold) -> Option<Vec<Arc<str>>> {
        let part = self.asked.get(at.part)?.node;
        let Self { cases, supposing, .. } = self;
        let found = cases.iter().find(|look| look.notices(at, part, supposing));
        found.map(|look| vec![look.name()])
    }
}

fn shown(because: Option<NotCounted>, find: impl FnOnce() -> Option<Vec<Arc<str>>>) -> Shown {
    match because {
        Some(because) => Shown::NotCounted { because },
        None => find().map_or(Shown::Missing, |cases| Shown::Shown { cases }),
    }
}
