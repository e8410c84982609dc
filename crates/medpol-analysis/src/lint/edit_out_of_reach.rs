//! P0429: a coding edit that finds nothing on any day on which its policy is in force.
//!
//! Whether a code exists on the day of a line is an edit about days outside of the period in which the code
//! exists. A policy that begins with the code is never asked about them.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Edit, Policy};
use medpol_model::program::{FactRef, NodeId, Op, Quantifier, Run, ScopeId};
use medpol_model::value::{Date, Interval, Status, Symbols};
use medpol_model::vocabulary::{FactKind, FrameId};

use super::Lint;

/// An edit that passes on every day on which it is looked at.
pub(super) struct EditOutOfReach;

impl Lint for EditOutOfReach {
    fn code(&self) -> &'static Code {
        &codes::P0429
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        let effective = policy.effective;
        let days = Interval { low: effective.from.tick(), high: effective.until.map_or(i64::MAX, Date::tick) };
        for edit in &policy.edits {
            let reach = Reach { policy, edit, days };
            if reach.status(edit.node).can_be_not_met() || !reach.speaks_of_days() {
                continue;
            }
            let Some(detail) = policy.detail(edit.node) else { continue };
            let (Some(id), Some(place)) = (&detail.id, detail.span) else { continue };
            out.push(
                Diagnostic::new(self.code(), place, format!("`{}` can never find anything", id.0))
                    .label("passes on every day on which the policy is in force")
                    .help("let `effective` reach to the days on which the edit finds something"),
            );
        }
    }
}

/// The result of an edit on the days on which its policy is in force.
struct Reach<'a> {
    policy: &'a Policy,
    edit: &'a Edit,
    /// Those days.
    days: Interval,
}

impl Reach<'_> {
    /// Whether a fact is a day by which the policy is chosen: that of the service, or of a line.
    fn is_day(&self, fact: FactRef) -> bool {
        let vocabulary = &self.policy.vocabulary;
        let Some(known) = vocabulary.fact(fact.fact).filter(|known| known.kind == FactKind::Date) else { return false };
        let list = vocabulary.frame(known.frame).and_then(|frame| frame.list);
        let is_of_case = known.frame == FrameId::CASE && fact.scope == ScopeId::CASE;
        (is_of_case && vocabulary.anchor == Some(fact.fact)) || list == Some(self.edit.list.fact)
    }

    fn speaks_of_days(&self) -> bool {
        self.policy.program.facts_read(self.edit.node).iter().any(|fact| self.is_day(*fact))
    }

    /// The result of a node, whatever a case says besides; what is not looked into can be anything.
    fn status(&self, node: NodeId) -> Status {
        let program = &self.policy.program;
        let Some(op) = program.node(node) else { return Status::UNKNOWN };
        match op {
            Op::Leaf { atom, .. } => {
                let atom = program.atom(*atom).filter(|atom| self.is_day(atom.fact));
                atom.and_then(|atom| atom.values.status(self.days)).unwrap_or(Status::UNKNOWN)
            }
            Op::All(run) => Status::all(self.members(*run)),
            Op::Any(run) => Status::all(self.members(*run).map(Status::negated)).negated(),
            Op::None(run) => Status::all(self.members(*run).map(Status::negated)),
            Op::Not(inner) => self.status(*inner).negated(),
            Op::Satisfied(inner) | Op::Same(inner) => self.status(*inner),
            Op::If { condition, then, otherwise } => {
                let otherwise = otherwise.map_or(Status::NOT_APPLICABLE, |node| self.status(node));
                Status::choose(self.status(*condition), || self.status(*then), || otherwise)
            }
            Op::Quantify { quantifier: Quantifier::Every { .. }, satisfies: Some(satisfies), .. } => {
                let can_fail = self.status(*satisfies).can_be_not_met();
                Status::of(true, can_fail)
            }
            Op::Constant(status) => *status,
            Op::Quantify { .. }
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. } => Status::UNKNOWN,
        }
    }

    fn members(&self, run: Run) -> impl Iterator<Item = Status> {
        self.policy.program.members(run).iter().map(|node| self.status(*node))
    }
}
