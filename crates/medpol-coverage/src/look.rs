//! A case with what it makes of every part, and what it shows beyond that: that a part decides, and that it would notice.

use std::sync::Arc;

use medpol_evaluator::Outcomes;
use medpol_model::answer::CoveredList;
use medpol_model::case::{Case, Expectation};
use medpol_model::policy::Policy;
use medpol_model::program::NodeId;
use medpol_model::value::Status;

use crate::asked::Asked;
use crate::counted::CountedCase;
use crate::seen::{AtThreshold, Seen};
use crate::supposing::{Supposed, Supposing};

/// A case with what it makes of every part.
pub(crate) struct Look<'a> {
    pub(crate) case: &'a CountedCase,
    pub(crate) seen: &'a Seen,
    /// The nodes of which it says what they come to.
    pub(crate) expected: Vec<NodeId>,
}

impl<'a> Look<'a> {
    pub(crate) fn of(policy: &Policy, case: &'a CountedCase, seen: &'a Seen) -> Self {
        Self { case, seen, expected: expected(policy, &case.case) }
    }

    pub(crate) fn name(&self) -> Arc<str> {
        Arc::clone(&self.case.name)
    }

    /// Whether a part is as supposed, and the result would be another one if it were the other way.
    pub(crate) fn decides(
        &self,
        number: usize,
        part: NodeId,
        result: NodeId,
        own: Supposed,
        supposing: &mut Supposing<'_>,
    ) -> bool {
        let is_seen = self.seen.parts.get(number).is_some_and(|seen| match own {
            Supposed::Met => seen.met,
            Supposed::NotMet => seen.not_met,
        });
        let came_out = self.status(result);
        if !is_seen || came_out.is_unknown() || !self.expected.contains(&result) {
            return false;
        }
        let mut would_be =
            |supposed| supposing.decided(&self.case.case, part, supposed, |outcomes| outcomes.status(result));
        let is_other = |status: Status| !status.is_unknown() && (status == Status::MET) != (came_out == Status::MET);
        would_be(own.other()).is_some_and(is_other) && would_be(own) == Some(came_out)
    }

    /// Whether it is at this place of a threshold, and would not come out as it expects were the comparison the other
    /// way.
    pub(crate) fn notices(&self, at: AtThreshold, part: NodeId, supposing: &mut Supposing<'_>) -> bool {
        let differs =
            |outcomes: &Outcomes| self.expected.iter().any(|node| self.status(*node) != outcomes.status(*node));
        let mut would_notice = |supposed| supposing.decided(&self.case.case, part, supposed, differs) == Some(true);
        self.seen.places.contains(&at)
            && (self.expected.contains(&part) || Supposed::BOTH.into_iter().any(&mut would_notice))
    }

    fn status(&self, node: NodeId) -> Status {
        self.seen.nodes.get(node.0 as usize).copied().unwrap_or(Status::UNKNOWN)
    }
}

/// The nodes of which a case says what they come to: the result, and those that it names.
pub(crate) fn expected(policy: &Policy, case: &Case) -> Vec<NodeId> {
    let Some(expectation) = &case.expectation else { return Vec::new() };
    let Expectation {
        policy: _,
        governed_by: _,
        governs: _,
        missing: _,
        review: _,
        result,
        criteria,
        exclusions,
        findings,
        edits,
    } = expectation;
    let named = criteria.iter().chain(exclusions).chain(edits);
    let mut nodes: Vec<NodeId> = named.filter_map(|(id, _)| policy.criterion(&id.text)).collect();
    nodes.extend(result.is_some().then_some(policy.root));
    if findings.is_some() {
        nodes.extend(policy.edits.iter().map(|edit| edit.node));
    }
    nodes
}

/// What comes of a part: the result, or of a part of a coding edit whether that edit is right.
pub(crate) fn result_of(policy: &Policy, asked: &Asked) -> NodeId {
    asked.top.filter(|_| asked.list == CoveredList::Edits).unwrap_or(policy.root)
}
