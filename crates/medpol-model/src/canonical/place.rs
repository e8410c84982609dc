//! The name of a fact, with whose it is.

use super::Reader;
use crate::{ElementsRef, FactRef, NodeId, Owner, Owners};

impl Reader<'_> {
    /// A fact as a node reads it.
    pub(super) fn fact(&self, node: NodeId, fact: FactRef) -> String {
        self.named(fact, self.conditions.owners.of_fact(self.vocabulary, node, fact))
    }

    /// A fact of the elements that a node speaks of.
    pub(super) fn fact_below(&self, node: NodeId, fact: FactRef) -> String {
        self.named(fact, self.conditions.owners.of_field(self.vocabulary, node, fact))
    }

    /// A fact that is read outside of every condition, by an edit or a derivation.
    pub(super) fn top_fact(&self, fact: FactRef) -> String {
        self.named(fact, Owners::outside(self.vocabulary, None, fact))
    }

    /// A field of elements that an edit or a derivation speaks of.
    pub(super) fn field(&self, elements: &ElementsRef, fact: FactRef) -> String {
        self.named(fact, Owners::outside(self.vocabulary, Some(elements), fact))
    }

    fn named(&self, fact: FactRef, owner: Owner) -> String {
        let path = |fact| self.vocabulary.fact(fact).map_or("no fact", |fact| &*fact.path);
        let own = path(fact.fact);
        match owner {
            Owner::Natural => own.to_owned(),
            Owner::Outer { list, between } => format!("{own} of {} {between} out", path(list)),
            Owner::Record => format!("{own} of its record"),
            Owner::Case => format!("{own} of the case"),
            Owner::Nobody => format!("{own} of no element"),
        }
    }
}
