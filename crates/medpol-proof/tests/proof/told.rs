//! What is told of a witness is enough: with nothing else known, what it is about comes out as it does.

use std::collections::BTreeSet;

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::Policy;
use medpol_model::program::NodeId;
use medpol_model::value::{Status, Symbols};
use medpol_model::vocabulary::{FactKind, FrameId, Vocabulary};
use medpol_proof::{Comparison, CriterionComparison, Found, Patients, Reasons, Way, Witness};

/// Leaves of a case, or of an entry, only what is told.
fn forget(case: &mut Case, vocabulary: &Vocabulary, told: &BTreeSet<u32>, frame: FrameId, base: usize) {
    let frame = vocabulary.frame(frame).unwrap();
    for fact in frame.facts.iter().map(|fact| vocabulary.fact(*fact).unwrap()) {
        let slot = base + fact.slot as usize;
        if let FactKind::List(kind) = &fact.kind {
            let (first, count) = case.facts.elements(slot);
            for at in 0..count {
                forget(case, vocabulary, told, kind.frame, first + at * vocabulary.width(kind.frame));
            }
        }
        if case.facts.mark(slot).has(Mark::GIVEN) && !told.contains(&u32::try_from(slot).unwrap()) {
            case.facts.set(slot, Some(frame.blank[fact.slot as usize]), Mark::NULL);
        }
    }
}

/// Two policies with one vocabulary, compared without a typical case.
pub struct Compared<'p> {
    pub policies: [&'p Policy; 2],
    pub symbols: &'p Symbols,
}

impl Compared<'_> {
    /// The statuses of a node of one side where only this is known of a patient; the day always is.
    fn by_told(&self, case: &Case, witness: &Witness, side: usize, node: NodeId) -> Status {
        let policy = self.policies[side];
        let anchor = policy.vocabulary.anchor.and_then(|anchor| policy.vocabulary.fact(anchor)).map(|fact| fact.slot);
        let told: BTreeSet<u32> = witness.changed.iter().filter_map(|changed| changed.slot).chain(anchor).collect();
        let mut known = case.clone();
        forget(&mut known, &policy.vocabulary, &told, FrameId::CASE, 0);
        let mut outcomes = Outcomes::for_policy(policy);
        decide(policy, self.symbols, &known, &mut outcomes);
        outcomes.status(node)
    }

    fn check(&self, witness: &Witness, side: usize, node: NodeId, wanted: Status) {
        let case = if side == 0 { &witness.case } else { &witness.other };
        let told: Vec<String> =
            witness.changed.iter().map(|changed| format!("{} {:?}", changed.path, changed.elements)).collect();
        assert_eq!(
            self.by_told(case, witness, side, node),
            wanted,
            "{node:?} of side {side} by {told:?} alone, of {case:?} and {:?}",
            self.policies[side].program
        );
        assert!(witness.unchanged.is_empty(), "nothing is as in a typical case where there is none");
    }

    /// Of two policies what is told makes one not met.
    pub fn patients(&self, patients: &Patients) {
        both(patients, &|witness, failing| {
            self.check(witness, failing, self.policies[failing].root, witness.results[failing]);
        });
    }

    /// Of a criterion it makes both come out as they do.
    pub fn comparison(&self, comparison: &Comparison) {
        self.patients(&comparison.patients);
        for CriterionComparison { nodes, patients, .. } in &comparison.criteria {
            let (Some(patients), [Some(first), Some(second)]) = (patients, nodes) else { continue };
            let roots = [self.policies[0].root, self.policies[1].root];
            both(patients, &|witness, failing| {
                for (side, node) in [first, second].into_iter().enumerate() {
                    if roots != [*first, *second] || side == failing {
                        self.check(witness, side, *node, witness.results[side]);
                    }
                }
            });
        }
    }

    /// Of a reason it makes each of its criteria fail.
    pub fn reasons(&self, reasons: &Reasons, way: Way) {
        let side = match way {
            Way::Stricter => 1,
            Way::Looser => 0,
        };
        for reason in &reasons.found {
            let case = if side == 0 { &reason.witness.case } else { &reason.witness.other };
            let mut outcomes = Outcomes::for_policy(self.policies[side]);
            decide(self.policies[side], self.symbols, case, &mut outcomes);
            for node in &reason.nodes {
                self.check(&reason.witness, side, *node, outcomes.status(*node));
            }
            if reason.nodes.is_empty() {
                self.check(&reason.witness, side, self.policies[side].root, reason.witness.results[side]);
            }
        }
    }
}

/// Looks at the patients of both directions, each with the side that is not met.
fn both(patients: &Patients, check: &dyn Fn(&Witness, usize)) {
    for (found, failing) in [(&patients.stricter, 1), (&patients.looser, 0)] {
        if let Found::Yes(witness) = found {
            check(witness, failing);
        }
    }
}
