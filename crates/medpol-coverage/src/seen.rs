//! What a case makes of each part of a policy: its statuses, of every element where it is asked of elements, and where
//! the case lies at its thresholds.

use medpol_evaluator::{Assumptions, Evaluation, Frames, Outcomes};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op, ScopeId};
use medpol_model::value::{Status, Symbols, Truth};

use crate::asked::Asked;
use crate::place::{Place, place};

/// What a part was seen as in one case: more than one of these where it is asked of several elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Statuses {
    pub(crate) met: bool,
    pub(crate) not_met: bool,
    pub(crate) unknown: bool,
}

impl Statuses {
    fn add(&mut self, status: Status) {
        match status.truth() {
            Some(Truth::Met) => self.met = true,
            Some(Truth::NotMet) => self.not_met = true,
            Some(Truth::Unknown) => self.unknown = true,
            None => {}
        }
    }
}

/// A threshold that a case is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AtThreshold {
    /// The number of the part.
    pub(crate) part: usize,
    /// The number of its threshold.
    pub(crate) threshold: usize,
    pub(crate) place: Place,
}

/// What one case makes of every part.
pub(crate) struct Seen {
    /// By the number of the part.
    pub(crate) parts: Vec<Statuses>,
    pub(crate) places: Vec<AtThreshold>,
    /// The status of every node outside of elements, by its number.
    pub(crate) nodes: Vec<Status>,
}

/// Looks at what a case that was decided makes of every part.
pub(crate) fn seen(policy: &Policy, symbols: &Symbols, case: &Case, outcomes: &Outcomes, asked: &[Asked]) -> Seen {
    let mut numbers = vec![None; policy.program.nodes.len()];
    for (number, part) in asked.iter().enumerate() {
        if let Some(place) = numbers.get_mut(part.node.0 as usize) {
            *place = Some(number);
        }
    }
    let evaluation = Evaluation::of(policy, symbols, case, outcomes, Assumptions::Taken);
    let mut looking = Looking {
        evaluation,
        outcomes,
        asked,
        numbers,
        visited: vec![false; policy.program.nodes.len()],
        parts: vec![Statuses::default(); asked.len()],
        places: Vec::new(),
    };
    for node in policy.criteria.iter().chain(&policy.exclusions).chain([&policy.root]) {
        looking.visit(*node, &Frames::TOP);
    }
    let nodes = (0..policy.program.nodes.len()).filter_map(|number| u32::try_from(number).ok());
    Seen {
        nodes: nodes.map(|number| outcomes.status(NodeId(number))).collect(),
        parts: looking.parts,
        places: looking.places,
    }
}

struct Looking<'a> {
    evaluation: Evaluation<'a, Case>,
    outcomes: &'a Outcomes,
    asked: &'a [Asked],
    numbers: Vec<Option<usize>>,
    /// The nodes outside of elements that were looked at.
    visited: Vec<bool>,
    parts: Vec<Statuses>,
    places: Vec<AtThreshold>,
}

impl Looking<'_> {
    fn visit(&mut self, node: NodeId, frames: &Frames<'_>) {
        if frames.is_top()
            && let Some(visited) = self.visited.get_mut(node.0 as usize)
            && std::mem::replace(visited, true)
        {
            return;
        }
        let program = self.evaluation.program;
        let Some(op) = program.node(node) else { return };
        self.add(node, frames);
        match op {
            // What it refers to is looked at where it stands.
            Op::Same(_) => {}
            Op::Quantify { elements, satisfies, .. } => self.elements(*elements, *satisfies, frames),
            Op::Extreme { elements, satisfies, .. } => self.elements(*elements, Some(*satisfies), frames),
            Op::Count { elements, .. } | Op::Sum { elements, .. } => self.elements(*elements, None, frames),
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Constant(_) => {
                for inner in program.below(node) {
                    self.visit(inner, frames);
                }
            }
        }
    }

    fn elements(&mut self, elements: ScopeId, satisfies: Option<NodeId>, frames: &Frames<'_>) {
        let scope = self.evaluation.program.scope(elements);
        let Some(list) = self.evaluation.list(scope.list, frames) else { return };
        for place in self.evaluation.members(scope, list, frames) {
            let bound = frames.with(scope.id, place.base);
            if let Some(filter) = scope.filter {
                self.visit(filter, &bound);
            }
            if let Some(satisfies) = satisfies
                && self.evaluation.passes(scope, &bound).can_be_met()
            {
                self.visit(satisfies, &bound);
            }
        }
    }

    fn add(&mut self, node: NodeId, frames: &Frames<'_>) {
        let Some(number) = self.numbers.get(node.0 as usize).copied().flatten() else { return };
        let status = if frames.is_top() { self.outcomes.status(node) } else { self.evaluation.node(node, frames) };
        if let Some(statuses) = self.parts.get_mut(number) {
            statuses.add(status);
        }
        let thresholds = self.asked.get(number).map_or(&[][..], |part| &part.thresholds);
        for (threshold, asking) in thresholds.iter().enumerate() {
            if let Some(place) = place(&self.evaluation, self.outcomes, node, asking, frames) {
                let found = AtThreshold { part: number, threshold, place };
                if !self.places.contains(&found) {
                    self.places.push(found);
                }
            }
        }
    }
}
