//! What there is to show of a policy: its criteria, exclusions and edits with their parts, and their thresholds.
//!
//! A part is what has an id, an exception or waiver, or a condition that has no parts of its own. No case is known here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use medpol_analysis::describe;
use medpol_diagnostics::{Span, codes};
use medpol_model::answer::{CoveredKind, CoveredList, DescribedCondition, NotCounted};
use medpol_model::policy::{Policy, PolicyKind, Position, Role, Weight};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Symbols;

use crate::place::{Asking, asking};

/// A part of a policy of which something is to be shown.
pub(crate) struct Asked {
    /// Its node.
    pub(crate) node: NodeId,
    /// The criterion, exclusion or edit that it is or is a part of; none in what a determination says by itself.
    pub(crate) top: Option<NodeId>,
    pub(crate) path: Arc<str>,
    pub(crate) kind: CoveredKind,
    pub(crate) list: CoveredList,
    pub(crate) says: String,
    pub(crate) span: Option<Span>,
    /// Why its being met and not met need not be shown.
    pub(crate) settled: Option<NotCounted>,
    /// Why its being unknown need not be shown.
    pub(crate) known: Option<NotCounted>,
    /// Why its deciding need not be shown.
    pub(crate) silent: Option<NotCounted>,
    /// What it compares with.
    pub(crate) thresholds: Vec<Asking>,
}

/// Everything that there is to show of a policy, in written order.
pub(crate) fn asked(policy: &Policy, symbols: &Symbols) -> Vec<Asked> {
    if !matches!(policy.position, Position::CoveredWhen) {
        return Vec::new();
    }
    let mut gathering = Gathering { policy, says: says(policy, symbols), reached: gates(policy), found: Vec::new() };
    let first = if policy.kind == PolicyKind::CodingEdits { CoveredList::Edits } else { CoveredList::Criteria };
    for (list, nodes) in [(first, &policy.criteria), (CoveredList::Exclusions, &policy.exclusions)] {
        for node in nodes {
            let from = Under { list, top: Some(*node), allowed: false, advisory: false };
            gathering.gather(*node, from);
        }
    }
    let from = Under { list: first, top: None, allowed: false, advisory: false };
    gathering.gather(policy.root, from);
    gathering.found
}

/// The conditions on which services are requested: they choose what is asked, and nobody wrote them.
fn gates(policy: &Policy) -> BTreeSet<NodeId> {
    policy.services.iter().flat_map(|entry| policy.program.reached_from(entry.requested)).collect()
}

/// What each condition says by itself, by its path.
fn says(policy: &Policy, symbols: &Symbols) -> BTreeMap<Arc<str>, String> {
    fn add(condition: &DescribedCondition, found: &mut BTreeMap<Arc<str>, String>) {
        found.entry(Arc::clone(&condition.path)).or_insert_with(|| condition.says.clone());
        condition.parts.iter().for_each(|part| add(part, found));
    }
    let described = describe(policy, symbols, "");
    let mut found = BTreeMap::new();
    let decided = described.determinations.iter().filter_map(|entry| entry.met_when.as_ref());
    described.criteria.iter().chain(&described.exclusions).chain(decided).for_each(|one| add(one, &mut found));
    found
}

struct Gathering<'a> {
    policy: &'a Policy,
    says: BTreeMap<Arc<str>, String>,
    /// The nodes that were looked at, and those that are not to be.
    reached: BTreeSet<NodeId>,
    found: Vec<Asked>,
}

/// What holds of everything below a node.
#[derive(Clone, Copy)]
struct Under {
    list: CoveredList,
    top: Option<NodeId>,
    allowed: bool,
    advisory: bool,
}

impl Gathering<'_> {
    fn gather(&mut self, node: NodeId, from: Under) {
        if !self.reached.insert(node) {
            return;
        }
        let detail = self.policy.detail(node);
        let is_allowed =
            |code: &medpol_diagnostics::Code, written: &str| written == code.number || written == code.name;
        let effects = [&codes::P0447, &codes::P0448, &codes::P0449];
        let allows = detail.is_some_and(|detail| {
            detail.allowed.iter().any(|allowed| effects.iter().any(|code| is_allowed(code, &allowed.code)))
        });
        let from = Under {
            allowed: from.allowed || allows,
            advisory: from.advisory || detail.is_some_and(|detail| detail.weight == Weight::Advisory),
            ..from
        };
        self.add(node, from);
        for inner in self.policy.program.below(node) {
            self.gather(inner, from);
        }
    }

    /// Adds a node, where something is to be shown of it.
    fn add(&mut self, node: NodeId, from: Under) {
        let policy = self.policy;
        let (Some(detail), Some(op)) = (policy.detail(node), policy.program.node(node)) else { return };
        let is_top = from.top == Some(node);
        let is_named = detail.id.is_some();
        let is_modifier = matches!(detail.role, Role::Exception | Role::Waiver);
        if !(is_named || is_top || is_modifier || is_leaf(op)) || (detail.span.is_none() && !is_named) {
            return;
        }
        let settled = matches!(op, Op::Constant(_)).then_some(NotCounted::Settled);
        let known = matches!(op, Op::Known(_)).then_some(NotCounted::NeverUnknown);
        let is_edit = is_top && from.list == CoveredList::Edits;
        let silent =
            [(from.advisory, NotCounted::Advisory), (is_edit, NotCounted::Result), (from.allowed, NotCounted::Allowed)];
        let silent = silent.into_iter().find(|(is_so, _)| *is_so).map(|(_, because)| because);
        let says = detail.text.as_deref().or_else(|| self.says.get(&detail.path).map(String::as_str));
        self.found.push(Asked {
            node,
            top: from.top,
            path: Arc::clone(&detail.path),
            kind: match (is_top, from.list, detail.role) {
                (true, CoveredList::Criteria, _) => CoveredKind::Criterion,
                (true, CoveredList::Exclusions, _) => CoveredKind::Exclusion,
                (true, CoveredList::Edits, _) => CoveredKind::Edit,
                (false, _, Role::Exception) => CoveredKind::Exception,
                (false, _, Role::Waiver) => CoveredKind::Waiver,
                (
                    false,
                    _,
                    Role::Member
                    | Role::Exclusion
                    | Role::Filter
                    | Role::Satisfies
                    | Role::Condition
                    | Role::Then
                    | Role::Otherwise
                    | Role::Base,
                ) => CoveredKind::Part,
            },
            list: from.list,
            says: says.unwrap_or_default().to_owned(),
            span: detail.span,
            settled,
            known: settled.or(known),
            silent: settled.or(silent),
            thresholds: asking(policy, node),
        });
    }
}

/// Whether a node decides by facts itself, and not by its members.
fn is_leaf(op: &Op) -> bool {
    match op {
        Op::Leaf { .. }
        | Op::Relate { .. }
        | Op::Known(_)
        | Op::Quantify { .. }
        | Op::Count { .. }
        | Op::Sum { .. }
        | Op::Extreme { .. } => true,
        Op::All(_)
        | Op::Any(_)
        | Op::None(_)
        | Op::Not(_)
        | Op::Satisfied(_)
        | Op::Tally { .. }
        | Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Same(_)
        | Op::Constant(_) => false,
    }
}
