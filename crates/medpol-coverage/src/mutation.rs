//! A policy with one operator, threshold or value changed: a mutant, as an author's slip would make it.
//!
//! Whether anything notices is asked in `survival.rs`. Matches are exhaustive, so that a new kind of node does not compile
//! until it is changed here too.

mod leaf;
mod operator;
mod survival;

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_diagnostics::Span;
use medpol_model::answer::MutantKind;
use medpol_model::policy::{Policy, Position};
use medpol_model::program::{NodeId, Op, Program};

pub use self::survival::{Mutating, mutation};

/// A policy that differs in one thing.
pub(crate) struct Mutant {
    pub(crate) kind: MutantKind,
    /// The path of what was changed.
    pub(crate) path: Arc<str>,
    /// What was changed, in words.
    pub(crate) what: String,
    pub(crate) span: Option<Span>,
    pub(crate) program: Program,
}

/// Every mutant of a policy that decides something, in the order of its nodes.
pub(crate) fn mutants(policy: &Policy) -> Vec<Mutant> {
    if !matches!(policy.position, Position::CoveredWhen) {
        return Vec::new();
    }
    let gates: BTreeSet<NodeId> =
        policy.services.iter().flat_map(|entry| policy.program.reached_from(entry.requested)).collect();
    let roots = policy.criteria.iter().chain(&policy.exclusions).chain([&policy.root]);
    let reached: BTreeSet<NodeId> = roots.flat_map(|root| policy.program.reached_from(*root)).collect();
    let mut changing = Changing { policy, found: Vec::new() };
    for node in reached.difference(&gates) {
        let is_shown_only = policy.detail(*node).is_some_and(|detail| detail.span.is_none());
        if !is_shown_only {
            changing.node(*node);
        }
    }
    changing.found
}

/// Changes the nodes of one policy.
struct Changing<'a> {
    policy: &'a Policy,
    found: Vec<Mutant>,
}

impl Changing<'_> {
    /// Adds the policy with another operator at a node.
    fn add(&mut self, node: NodeId, kind: MutantKind, what: impl Into<String>, op: Op) {
        self.add_with(node, kind, what, self.policy.program.clone(), op);
    }

    /// The same, where the tables of the program have grown.
    fn add_with(&mut self, node: NodeId, kind: MutantKind, what: impl Into<String>, mut program: Program, op: Op) {
        let Some(place) = program.nodes.get_mut(node.0 as usize) else { return };
        if *place == op {
            return;
        }
        *place = op;
        self.add_program(node, kind, what, program);
    }

    fn add_program(&mut self, node: NodeId, kind: MutantKind, what: impl Into<String>, program: Program) {
        let detail = self.policy.detail(node);
        self.found.push(Mutant {
            kind,
            path: detail.map_or_else(|| Arc::from(""), |detail| Arc::clone(&detail.path)),
            what: what.into(),
            span: detail.and_then(|detail| detail.span),
            program,
        });
    }
}
