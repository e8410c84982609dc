//! Which criteria decide a result: those whose outcomes make it what it is.

use std::sync::Arc;

use medpol_evaluator::{Absence, Access, Evaluation, Frames};
use medpol_model::answer::ReasonKind;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;

use crate::binding::Binding;
use crate::modifier::Modified;
use crate::open::NotApplicable;
use crate::stance::Stance;

/// The deciding nodes, in the order of the policy: each the nearest one with an id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deciding {
    nodes: Vec<NodeId>,
    causes: Vec<Cause>,
}

/// One cause of the result: the node that says it, and the deciding nodes that it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Cause {
    /// The most specific node that tells the whole cause.
    pub(crate) node: NodeId,
    /// The nearest node with an id, the node itself or one above it.
    pub(crate) named: NodeId,
    /// The nearest node with words for the member.
    pub(crate) for_member: Option<NodeId>,
    pub(crate) stance: Stance,
    /// Whether it is a part of a criterion or of an exclusion.
    pub(crate) kind: ReasonKind,
    /// What it stands for.
    pub(crate) deciding: Vec<NodeId>,
}

impl Deciding {
    pub(crate) fn of(policy: &Policy, scene: &Evaluation<'_>) -> Self {
        let is_met = scene.inner(policy.root, &Frames::TOP) == Status::MET;
        let mut visited = vec![Visits::default(); policy.program.nodes.len()];
        let criteria = policy.criteria.iter().map(|node| (node, ReasonKind::Criterion));
        for (node, kind) in criteria.chain(policy.exclusions.iter().map(|node| (node, ReasonKind::Exclusion))) {
            if let Some(visits) = visited.get_mut(node.0 as usize) {
                visits.listed = Some(kind);
            }
        }
        let mut walk = Walk { policy, scene, is_met, found: Vec::new(), causes: Vec::new(), visited };
        let top = Above {
            named: policy.root,
            for_member: None,
            cause: None,
            stance: Stance::Needed,
            kind: None,
            is_inside: false,
        };
        walk.visit(policy.root, top, NotApplicable::Itself);
        let Walk { found: mut nodes, mut causes, .. } = walk;
        nodes.sort_unstable();
        nodes.dedup();
        // That a service is requested is no reason beside those of its criteria.
        if !policy.services.is_empty() && nodes.len() > 1 {
            nodes.retain(|node| *node != policy.root);
            causes.retain(|cause| cause.named != policy.root);
        }
        causes.sort_by_key(|cause| cause.node);
        Self { nodes, causes }
    }

    /// The causes, in the order of the policy. Of a result that is met: what was assumed, waived or excepted.
    pub(crate) fn causes(&self) -> &[Cause] {
        &self.causes
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
            && details
                .into_iter()
                .all(|detail| detail.citations.iter().all(medpol_model::policy::Citation::is_internal))
    }
}

/// A node below another, and what "not applicable" counts as there.
type Reason = (NodeId, NotApplicable);

struct Walk<'a> {
    policy: &'a Policy,
    scene: &'a Evaluation<'a>,
    is_met: bool,
    found: Vec<NodeId>,
    causes: Vec<Cause>,
    /// By node.
    visited: Vec<Visits>,
}

/// What is known of a node while the walk goes on.
#[derive(Clone, Copy, Default)]
struct Visits {
    /// Which of the two it is, where it is a criterion or an exclusion of the policy.
    listed: Option<ReasonKind>,
    /// As what it was walked, by [`NotApplicable`]: others may refer many times to a node with an id.
    walked: [bool; 3],
}

impl Visits {
    const fn walked_as(&mut self, absent: NotApplicable) -> &mut bool {
        let [itself, like_met, like_not_met] = &mut self.walked;
        match absent {
            NotApplicable::Itself => itself,
            NotApplicable::LikeMet => like_met,
            NotApplicable::LikeNotMet => like_not_met,
        }
    }
}

/// What is known from the nodes above.
#[derive(Clone, Copy)]
struct Above {
    named: NodeId,
    for_member: Option<NodeId>,
    /// The node above that tells everything below it as one cause.
    cause: Option<NodeId>,
    stance: Stance,
    /// Which of the two the criterion or exclusion around is; none above those.
    kind: Option<ReasonKind>,
    /// Whether a criterion or an exclusion is around; the nodes above those only put them together.
    is_inside: bool,
}

impl Walk<'_> {
    fn status(&self, node: NodeId) -> Status {
        self.scene.inner(node, &Frames::TOP)
    }

    /// Walks down the nodes that make `node` what it is.
    fn visit(&mut self, node: NodeId, above: Above, absent: NotApplicable) {
        let detail = self.policy.detail(node);
        let has_id = detail.is_some_and(|detail| detail.id.is_some());
        let Some(visits) = self.visited.get_mut(node.0 as usize) else { return };
        let listed = visits.listed;
        if has_id && std::mem::replace(visits.walked_as(absent), true) {
            return;
        }
        let above = Above {
            is_inside: above.is_inside || has_id || listed.is_some(),
            kind: above.kind.or(listed),
            named: if has_id { node } else { above.named },
            for_member: detail.filter(|detail| detail.member_text.is_some()).map(|_| node).or(above.for_member),
            ..above
        };
        let reasons = self.reasons(node, absent);
        let tells_all = above.cause.is_none() && above.is_inside && self.tells_all(node, reasons.len());
        let cause = above.cause.or_else(|| tells_all.then_some(node));
        if reasons.is_empty() {
            self.found.push(above.named);
        }
        if (reasons.is_empty() || tells_all) && (!self.is_met || self.is_remarkable(node)) {
            self.add(cause.unwrap_or(node), above);
        }
        if reasons.is_empty() && !self.is_met {
            self.stand_for(cause.unwrap_or(node), above.named);
        }
        let below = Above { cause, ..above };
        for (reason, absent) in reasons {
            let stance = self.stance(node, reason, above.stance);
            self.visit(reason, Above { stance, ..below }, absent);
        }
    }

    fn add(&mut self, node: NodeId, above: Above) {
        if self.causes.iter().all(|known| known.node != node) {
            let Above { named, for_member, stance, kind, .. } = above;
            let kind = kind.unwrap_or_default();
            self.causes.push(Cause { node, named, for_member, stance, kind, deciding: vec![named] });
        }
    }

    fn stand_for(&mut self, cause: NodeId, named: NodeId) {
        if let Some(cause) = self.causes.iter_mut().find(|known| known.node == cause)
            && !cause.deciding.contains(&named)
        {
            cause.deciding.push(named);
        }
    }

    /// Whether a node tells as one cause what lies below it: parts that only together make it what it is, or a
    /// criterion of which several parts are open.
    fn tells_all(&self, node: NodeId, reasons: usize) -> bool {
        let status = self.status(node);
        let is_settled = !status.is_unknown();
        match self.policy.program.node(node) {
            Some(Op::All(_) | Op::None(_)) => reasons > 1 && (!is_settled || status == Status::MET) && !self.is_met,
            Some(Op::Any(_)) => reasons > 1 && (!is_settled || status == Status::NOT_MET) && !self.is_met,
            Some(Op::Tally { .. } | Op::If { .. }) => !self.is_met,
            Some(Op::Except { .. } | Op::Waive { .. }) => self.is_remarkable(node) || (reasons > 1 && !self.is_met),
            Some(
                Op::Not(_)
                | Op::Satisfied(_)
                | Op::Same(_)
                | Op::Leaf { .. }
                | Op::Relate { .. }
                | Op::Known(_)
                | Op::Quantify { .. }
                | Op::Count { .. }
                | Op::Sum { .. }
                | Op::Extreme { .. }
                | Op::Constant(_),
            )
            | None => false,
        }
    }

    /// Whether a node is what it is by an assumption, a waiver or an exception.
    fn is_remarkable(&self, node: NodeId) -> bool {
        let program = &self.policy.program;
        if let Some(Op::Except { .. } | Op::Waive { .. }) = program.node(node) {
            return Modified::of(self.scene, node, &Binding::TOP) != Modified::No;
        }
        let rules = program.rules_of(node);
        let Some(fact) = program.own_facts(node).first().copied().filter(|_| rules.is_some()) else { return false };
        let access = self.scene.access(fact, rules, &Frames::TOP);
        matches!(access, Access::Assumed(_) | Access::Absent(Absence::Presumed))
    }

    /// What it does to the request that a node below this one is met.
    fn stance(&self, node: NodeId, below: NodeId, stance: Stance) -> Stance {
        match self.policy.program.node(node) {
            Some(Op::Not(_) | Op::None(_)) => stance.negated(),
            Some(Op::Except { exception: other, .. } | Op::Waive { waiver: other, .. }) if *other == below => {
                Stance::Neutral
            }
            Some(Op::If { condition, .. }) if *condition == below => Stance::Neutral,
            Some(
                Op::All(_)
                | Op::Any(_)
                | Op::Satisfied(_)
                | Op::Tally { .. }
                | Op::Except { .. }
                | Op::Waive { .. }
                | Op::If { .. }
                | Op::Same(_)
                | Op::Leaf { .. }
                | Op::Relate { .. }
                | Op::Known(_)
                | Op::Quantify { .. }
                | Op::Count { .. }
                | Op::Sum { .. }
                | Op::Extreme { .. }
                | Op::Constant(_),
            )
            | None => stance,
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
