//! Which criteria decide a result: those whose outcomes make it what it is.

use std::collections::HashSet;
use std::sync::Arc;

use medpol_evaluator::{Evaluation, Frames};
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;

use crate::open::NotApplicable;

/// The deciding nodes, in the order of the policy: each the nearest one with an id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deciding {
    nodes: Vec<NodeId>,
}

impl Deciding {
    pub(crate) fn of(policy: &Policy, scene: &Evaluation<'_>) -> Self {
        let mut walk = Walk { policy, scene, found: Vec::new(), visited: HashSet::new() };
        walk.visit(policy.root, policy.root, NotApplicable::Itself);
        let mut nodes = walk.found;
        nodes.sort_unstable();
        nodes.dedup();
        // That a service is requested is no reason beside those of its criteria.
        if !policy.services.is_empty() && nodes.len() > 1 {
            nodes.retain(|node| *node != policy.root);
        }
        Self { nodes }
    }

    pub(crate) fn contains(&self, node: NodeId) -> bool {
        self.nodes.binary_search(&node).is_ok()
    }

    /// The deciding nodes, in the order of the policy.
    pub(crate) fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// Their ids, or paths where they have none.
    pub(crate) fn names(&self, policy: &Policy) -> Vec<Arc<str>> {
        self.nodes
            .iter()
            .filter_map(|node| policy.detail(*node))
            .map(|detail| detail.id.as_ref().map_or_else(|| Arc::clone(&detail.path), |id| Arc::clone(&id.0)))
            .collect()
    }

    /// Whether all of them rest on internal criteria alone.
    pub(crate) fn is_internal(&self, policy: &Policy) -> bool {
        let details = self.nodes.iter().filter_map(|node| policy.detail(*node));
        !self.nodes.is_empty()
            && details
                .into_iter()
                .all(|detail| detail.citations.iter().all(medpol_model::policy::Citation::is_internal))
    }
}

/// A node below another, and what it comes to there that it does not apply.
type Reason = (NodeId, NotApplicable);

struct Walk<'a> {
    policy: &'a Policy,
    scene: &'a Evaluation<'a>,
    found: Vec<NodeId>,
    /// Nodes with an id that were walked: others may refer to them many times.
    visited: HashSet<Reason>,
}

impl Walk<'_> {
    fn status(&self, node: NodeId) -> Status {
        self.scene.inner(node, &Frames::TOP)
    }

    /// Walks down the nodes that make `node` what it is; `named` is the nearest one with an id.
    fn visit(&mut self, node: NodeId, named: NodeId, absent: NotApplicable) {
        let has_id = self.policy.detail(node).is_some_and(|detail| detail.id.is_some());
        if has_id && !self.visited.insert((node, absent)) {
            return;
        }
        let named = if has_id { node } else { named };
        let reasons = self.reasons(node, absent);
        if reasons.is_empty() {
            self.found.push(named);
        }
        for (reason, absent) in reasons {
            self.visit(reason, named, absent);
        }
    }

    /// The nodes below that make this one what it is; none for a leaf.
    fn reasons(&self, node: NodeId, absent: NotApplicable) -> Vec<Reason> {
        let Some(op) = self.policy.program.node(node) else { return Vec::new() };
        let status = self.status(node);
        match op {
            Op::All(run) => self.like(*run, status, absent.in_all(status)),
            Op::Any(run) => self.like(*run, status, absent.in_any(status)),
            Op::None(run) => self.like(*run, status.negated(), absent.negated().in_any(status)),
            Op::Not(inner) => vec![(*inner, absent.negated())],
            Op::Satisfied(inner) => vec![(*inner, NotApplicable::LikeMet)],
            Op::Same(inner) => vec![(*inner, absent)],
            Op::Tally { members, most, .. } => {
                let absent = NotApplicable::Itself;
                let too_many = status == Status::NOT_MET && *most != u32::MAX && {
                    let holding = self.like(*members, Status::MET, absent).len();
                    u32::try_from(holding).unwrap_or(u32::MAX) > *most
                };
                let wanted = if too_many { Status::MET } else { status };
                let like = self.like(*members, wanted, absent);
                if like.is_empty() {
                    self.policy.program.members(*members).iter().map(|member| (*member, absent)).collect()
                } else {
                    like
                }
            }
            Op::Except { base, exception } => {
                let settles = !self.status(*base).can_be_met();
                if settles { vec![(*base, absent)] } else { self.pair((*base, absent), *exception, status) }
            }
            Op::Waive { base, waiver } => {
                let settles = !self.status(*base).can_be_not_met();
                if settles { vec![(*base, absent)] } else { self.pair((*base, absent), *waiver, status) }
            }
            Op::If { condition, then, otherwise } => {
                let chosen = self.status(*condition).satisfied_if_not_applicable();
                let branches = chosen.can_be_met().then_some(*then).into_iter();
                let branches = branches.chain(otherwise.filter(|_| chosen.can_be_not_met()));
                let parts = std::iter::once((*condition, NotApplicable::LikeMet));
                let parts = parts.chain(branches.map(|branch| (branch, absent)));
                if status.is_unknown() { self.open(parts) } else { parts.collect() }
            }
            Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_) => Vec::new(),
        }
    }

    /// The members that make a group what it is: those of the same status, or those that leave it unknown.
    fn like(&self, run: medpol_model::program::Run, status: Status, absent: NotApplicable) -> Vec<Reason> {
        let members = self.policy.program.members(run).iter().map(|node| (*node, absent));
        if status.is_unknown() {
            self.open(members)
        } else {
            members.filter(|(node, _)| self.status(*node) == status).collect()
        }
    }

    fn open(&self, nodes: impl Iterator<Item = Reason>) -> Vec<Reason> {
        nodes.filter(|(node, absent)| absent.leaves_open(self.status(*node))).collect()
    }

    /// A base with its exception or waiver: those that are unknown, or both.
    fn pair(&self, base: Reason, other: NodeId, status: Status) -> Vec<Reason> {
        let both = [base, (other, NotApplicable::LikeNotMet)];
        if status.is_unknown() { self.open(both.into_iter()) } else { both.to_vec() }
    }
}
