//! Which criteria decide a result: those whose outcomes make it what it is.

use std::sync::Arc;

use medpol_evaluator::{Frames, Scene};
use medpol_model::{NodeId, Op, Policy, Status};

/// The deciding nodes, in the order of the policy: each the nearest one with an id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deciding {
    nodes: Vec<NodeId>,
}

impl Deciding {
    pub(crate) fn of(policy: &Policy, scene: &Scene<'_>) -> Self {
        let mut walk = Walk { policy, scene, found: Vec::new() };
        walk.visit(policy.root, policy.root);
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
            && details.into_iter().all(|detail| detail.citations.iter().all(medpol_model::Citation::is_internal))
    }
}

struct Walk<'a> {
    policy: &'a Policy,
    scene: &'a Scene<'a>,
    found: Vec<NodeId>,
}

impl Walk<'_> {
    fn status(&self, node: NodeId) -> Status {
        self.scene.inner(node, &Frames::TOP)
    }

    /// Walks down the nodes that make `node` what it is; `named` is the nearest one with an id.
    fn visit(&mut self, node: NodeId, named: NodeId) {
        let has_id = self.policy.detail(node).is_some_and(|detail| detail.id.is_some());
        let named = if has_id { node } else { named };
        let reasons = self.reasons(node);
        if reasons.is_empty() {
            self.found.push(named);
        }
        for reason in reasons {
            self.visit(reason, named);
        }
    }

    /// The nodes below that make this one what it is; none for a leaf.
    fn reasons(&self, node: NodeId) -> Vec<NodeId> {
        let Some(op) = self.policy.program.node(node) else { return Vec::new() };
        let status = self.status(node);
        match op {
            Op::All(run) | Op::Any(run) => self.like(*run, status),
            Op::None(run) => self.like(*run, status.negated()),
            Op::Not(inner) | Op::Same(inner) => vec![*inner],
            Op::Tally { members, most, .. } => {
                let too_many = status == Status::NOT_MET && *most != u32::MAX && {
                    let holding = self.like(*members, Status::MET).len();
                    u32::try_from(holding).unwrap_or(u32::MAX) > *most
                };
                let wanted = if too_many { Status::MET } else { status };
                let like = self.like(*members, wanted);
                if like.is_empty() { self.policy.program.members(*members).to_vec() } else { like }
            }
            Op::Except { base, exception } => {
                self.pair(*base, *exception, status, self.status(*base) == Status::NOT_MET)
            }
            Op::Waive { base, waiver } => self.pair(*base, *waiver, status, self.status(*base) == Status::MET),
            Op::If { condition, then, otherwise } => {
                let chosen = match self.status(*condition) {
                    Status::NOT_MET => *otherwise,
                    _ => Some(*then),
                };
                std::iter::once(*condition).chain(chosen).collect()
            }
            Op::Mask { .. }
            | Op::Range { .. }
            | Op::Test { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_) => Vec::new(),
        }
    }

    fn like(&self, run: medpol_model::Run, status: Status) -> Vec<NodeId> {
        self.policy.program.members(run).iter().copied().filter(|node| self.status(*node) == status).collect()
    }

    /// The base alone where it settles the matter; otherwise whatever is open, or both.
    fn pair(&self, base: NodeId, other: NodeId, status: Status, base_settles: bool) -> Vec<NodeId> {
        if base_settles {
            return vec![base];
        }
        let both = [base, other];
        if status == Status::UNKNOWN {
            return both.into_iter().filter(|node| self.status(*node) == Status::UNKNOWN).collect();
        }
        both.to_vec()
    }
}
