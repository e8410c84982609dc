//! Whose fact a condition reads: the case's, or that of an element, told by its list and never by a number.
//!
//! Only where a list is looked into inside a condition on its own elements, the outer elements are told
//! apart by how many such conditions lie between. What is said of it is not known here.

use crate::program::{FactRef, Program, ScopeId};
use crate::vocabulary::{FactId, FrameId, Vocabulary};

/// Whose a fact is, as seen from a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Whose its path says: the case's, or that of the innermost element of its list.
    Natural,
    /// An element further out: so many conditions on elements of the same list lie between.
    Outer {
        /// The list.
        list: FactId,
        /// How many.
        between: usize,
    },
    /// The case, although it is a fact of elements.
    Case,
    /// Nobody: the elements are not spoken of there. No policy compiles to it.
    Nobody,
}

impl Owner {
    /// Whose a fact is that is read in a scope of a program.
    pub fn of(program: &Program, vocabulary: &Vocabulary, from: ScopeId, fact: FactRef) -> Self {
        let Some(known) = vocabulary.fact(fact.fact) else { return Self::Nobody };
        let list = vocabulary.frame(known.frame).and_then(|frame| frame.list);
        let mut passed = Vec::new();
        let mut at = from;
        while at != ScopeId::CASE && passed.len() <= ScopeId::DEEPEST {
            let scope = program.scope(at);
            let own = scope.list.fact;
            if scope.id == fact.scope {
                let between = passed.iter().filter(|list| **list == own).count();
                let is_natural = between == 0 && Some(own) == list;
                return if is_natural { Self::Natural } else { Self::Outer { list: own, between } };
            }
            passed.push(own);
            at = scope.parent;
        }
        match (fact.scope, known.frame) {
            (ScopeId::CASE, FrameId::CASE) => Self::Natural,
            (ScopeId::CASE, _) => Self::Case,
            _ => Self::Nobody,
        }
    }
}
