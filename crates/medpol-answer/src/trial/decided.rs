//! What a policy decides, as far as an expectation asks: explained only where it has to be.
//!
//! The explanation is needed for the facts that are asked for where a result is open, and for criteria
//! that are decided once for each element of a list.

use std::cell::OnceCell;

use medpol_evaluator::{Outcomes, decide};
use medpol_explainer::{TooMuch, WorkLimit, determine};
use medpol_model::answer::{Determination, Explained, Outcome, Standing, View};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::{Status, Symbols, Truth};

/// The two lists of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Criteria,
    Exclusions,
}

/// A decided case, explained at most once and only if somebody asks.
pub(super) struct Decided<'a> {
    policy: &'a Policy,
    symbols: &'a Symbols,
    case: &'a Case,
    outcomes: Outcomes,
    /// The result.
    pub(super) result: Outcome,
    explained: OnceCell<Result<Determination, TooMuch>>,
}

impl<'a> Decided<'a> {
    pub(super) fn of(policy: &'a Policy, symbols: &'a Symbols, case: &'a Case) -> Self {
        let mut outcomes = Outcomes::for_policy(policy);
        let result = Outcome::of(decide(policy, symbols, case, &mut outcomes));
        Self { policy, symbols, case, outcomes, result, explained: OnceCell::new() }
    }

    /// That the case made too much work, so far as it was asked about.
    pub(super) fn too_much(&self) -> Option<TooMuch> {
        let explaining = self.explained.get().and_then(|explained| explained.as_ref().err().copied());
        self.outcomes.too_much().or(explaining)
    }

    fn explained(&self) -> Option<&Determination> {
        let determined = || determine(self.policy, self.symbols, self.case, None, View::All, WorkLimit::DEFAULT);
        self.explained.get_or_init(determined).as_ref().ok()
    }

    /// The facts that are asked for, by path; none where the result is settled.
    pub(super) fn missing(&self) -> Vec<String> {
        match self.result {
            Outcome::Unknown => {
                let asked = self.explained().map(|explained| explained.missing.facts()).unwrap_or_default();
                asked.into_iter().map(|fact| fact.fact.clone()).collect()
            }
            Outcome::Met | Outcome::NotMet | Outcome::NotApplicable => Vec::new(),
        }
    }

    /// The status of the member with an id, in its list or as a part of a member.
    pub(super) fn standing(&self, list: List, id: &str) -> Option<Standing> {
        let nodes = match list {
            List::Criteria => &self.policy.criteria,
            List::Exclusions => &self.policy.exclusions,
        };
        if let Some(node) = nodes.iter().find_map(|node| self.find(*node, id)) {
            return Some(standing(list, self.outcomes.status(node)));
        }
        let told = match list {
            List::Criteria => &self.explained()?.criteria,
            List::Exclusions => &self.explained()?.exclusions,
        };
        find_explained(told, id).map(|node| node.status)
    }

    /// The node with an id among a node and its members, as far down as members stand like the whole.
    fn find(&self, node: NodeId, id: &str) -> Option<NodeId> {
        let detail = self.policy.detail(node)?;
        if detail.id.as_ref().is_some_and(|known| &*known.0 == id) {
            return Some(node);
        }
        let is_joined = matches!(self.policy.program.node(node)?, Op::All(_) | Op::Any(_) | Op::Tally { .. });
        is_joined.then(|| detail.shown.iter().find_map(|member| self.find(*member, id)))?
    }
}

fn standing(list: List, status: Status) -> Standing {
    match (list, status.truth()) {
        (List::Criteria, Some(Truth::Met)) => Standing::Met,
        (List::Criteria, Some(Truth::NotMet)) => Standing::NotMet,
        (List::Exclusions, Some(Truth::Met)) => Standing::Applies,
        (List::Exclusions, Some(Truth::NotMet)) => Standing::DoesNotApply,
        (_, Some(Truth::Unknown)) => Standing::Unknown,
        (_, None) => Standing::NotApplicable,
    }
}

fn find_explained<'a>(nodes: &'a [Explained], id: &str) -> Option<&'a Explained> {
    nodes.iter().find_map(
        |node| {
            if node.id.as_deref() == Some(id) { Some(node) } else { find_explained(&node.parts, id) }
        },
    )
}
