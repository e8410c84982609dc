//! Changes of a policy, one at a time: every field of every node, test, rule, definition and selector.
//!
//! Whether a change is seen is asked elsewhere. Matches are exhaustive, so that a new kind of node does not
//! compile until it is changed here too. What follows from something else is not changed by itself: the
//! slot of a fact, the width of elements, the days of a duration.

mod definition;
mod leaf;
mod node;
mod policy;

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_model::policy::{Policy, Position};
use medpol_model::program::{FactRef, NodeId, Op, Program, ScopeId};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::{FactId, Vocabulary};

/// A policy that differs in one thing.
pub struct Mutant {
    /// What was changed.
    pub what: String,
    pub policy: Policy,
}

/// Every changed form of a policy, and of the definitions of some facts.
pub fn mutants(policy: &Policy, symbols: &Symbols, facts: &BTreeSet<Arc<str>>) -> Vec<Mutant> {
    let mut mutants = of_program(policy, symbols);
    let definitions = definition::changed(policy, symbols, facts).into_iter();
    mutants.extend(definitions.map(|(what, vocabulary)| {
        let policy = Policy { vocabulary: Arc::new(vocabulary), ..policy.clone() };
        Mutant { what, policy }
    }));
    mutants.extend(policy::changed(policy));
    mutants
}

/// Every form of a policy with one node changed.
pub fn of_program(policy: &Policy, symbols: &Symbols) -> Vec<Mutant> {
    let vocabulary = &*policy.vocabulary;
    let own = Change { program: &policy.program, vocabulary, symbols };
    // A policy that defers is never evaluated.
    let roots = if matches!(policy.position, Position::Defers { .. }) { Vec::new() } else { roots(policy) };
    node::reachable(&policy.program, roots)
        .into_iter()
        .flat_map(|node| own.node(node))
        .map(|(what, program)| Mutant { what, policy: Policy { program, ..policy.clone() } })
        .collect()
}

/// The nodes from which everything that decides is reached.
fn roots(policy: &Policy) -> Vec<NodeId> {
    let filters = policy.edits.iter().filter_map(|edit| policy.program.scope(edit.blame?).filter);
    let entries = policy.services.iter().map(|entry| entry.root);
    policy
        .criteria
        .iter()
        .chain(&policy.exclusions)
        .copied()
        .chain([policy.root])
        .chain(entries)
        .chain(filters)
        .collect()
}

/// Changes the nodes of one program.
struct Change<'a> {
    program: &'a Program,
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
}

/// A changed program, and what was changed.
type Changed = (String, Program);

impl Change<'_> {
    /// The program with another operator at a node.
    fn with(&self, node: NodeId, what: &str, op: Op) -> Changed {
        self.with_tables(node, what, self.program.clone(), op)
    }

    /// As `with`, where the tables of the program have grown.
    fn with_tables(&self, node: NodeId, what: &str, mut program: Program, op: Op) -> Changed {
        program.nodes[node.0 as usize] = op;
        (format!("node {} {what}: {:?}", node.0, self.program.nodes[node.0 as usize]), program)
    }

    /// Other facts in the place of one: another fact of its frame, the same kind first; and the same fact of
    /// another element.
    fn facts(&self, fact: FactRef) -> Vec<FactRef> {
        let known = self.vocabulary.fact(fact.fact).unwrap();
        let frame = self.vocabulary.frame(known.frame).unwrap();
        let others = frame.facts.iter().copied().filter(|id| *id != fact.fact);
        let (alike, rest): (Vec<FactId>, Vec<FactId>) =
            others.partition(|id| self.vocabulary.fact(*id).unwrap().kind == known.kind);
        let other = alike.into_iter().chain(rest).next();
        let other = other.map(|id| self.vocabulary.fact(id).unwrap().reference(id, fact.scope));
        // One of an element around, and of the case one of no element that is spoken of.
        let nobody = ScopeId(u32::MAX);
        let moved = if fact.scope == ScopeId::CASE { nobody } else { self.program.scope(fact.scope).parent };
        other.into_iter().chain([FactRef { scope: moved, ..fact }]).collect()
    }
}
