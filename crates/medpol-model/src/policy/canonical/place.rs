//! The name of a fact, with whose it is.

use super::Reader;
use crate::program::{FactRef, NodeId, Owner, ScopeId};

impl Reader<'_> {
    /// A fact as a node reads it.
    pub(super) fn fact(&self, node: NodeId, fact: FactRef) -> String {
        self.fact_in(self.program.scope_of(node), fact)
    }

    /// A fact as it is read in a scope.
    pub(super) fn fact_in(&self, scope: ScopeId, fact: FactRef) -> String {
        let path = |fact| self.vocabulary.fact(fact).map_or("no fact", |fact| &*fact.path);
        let own = path(fact.fact);
        match Owner::of(self.program, self.vocabulary, scope, fact) {
            Owner::Natural => own.to_owned(),
            Owner::Outer { list, between } => format!("{own} of {} {between} out", path(list)),
            Owner::Case => format!("{own} of the case"),
            Owner::Nobody => format!("{own} of no element"),
        }
    }
}
