//! Whose fact a condition reads: the case's, or that of an element, told by its list and never by a number.
//!
//! Only where a list is looked into inside a condition on its own elements, the outer elements are told
//! apart by how many such conditions lie between. What is said of it is not known here.

use crate::{ElementsRef, FactId, FactRef, FrameId, NodeId, Op, Program, Variable, Vocabulary};

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
    /// The record that the condition belongs to.
    Record,
    /// The case, although it is a fact of elements.
    Case,
    /// Nobody: no element is bound there. No policy compiles to it.
    Nobody,
}

/// What the elements around each node of a program are.
#[derive(Debug)]
pub struct Owners {
    scopes: Vec<Scope>,
    /// By node: the innermost scope it stands in.
    of: Vec<Option<usize>>,
    /// By node: the scope that it opens for its conditions on elements.
    opened: Vec<Option<usize>>,
}

/// The elements of a list, as a condition speaks of them.
#[derive(Clone, Copy, Debug)]
struct Scope {
    list: FactId,
    variable: Variable,
    around: Option<usize>,
}

impl Owners {
    /// The scopes of a program. `outside` are the elements that no node speaks of, but an edit or a derivation.
    ///
    /// Members stand before what holds them, so that one walk from the end meets every node after its holder.
    pub fn of<'e>(program: &Program, outside: impl Iterator<Item = &'e ElementsRef>) -> Self {
        let nodes = program.nodes.len();
        let mut found = Self { scopes: Vec::new(), of: vec![None; nodes], opened: vec![None; nodes] };
        for elements in outside {
            let scope = found.open(elements, None);
            if let Some(place) = elements.filter.and_then(|filter| found.of.get_mut(filter.0 as usize)) {
                *place = scope;
            }
        }
        for (at, op) in program.nodes.iter().enumerate().rev() {
            let around = found.of.get(at).copied().flatten();
            let inner = match elements(op) {
                None => around,
                Some(elements) => found.open(elements, around),
            };
            if let Some(place) = found.opened.get_mut(at) {
                *place = inner;
            }
            // What a reference refers to stands where it is written, which is in no element.
            if matches!(op, Op::Same(_)) {
                continue;
            }
            let Ok(number) = u32::try_from(at) else { continue };
            for below in program.below(NodeId(number)) {
                if let Some(place) = found.of.get_mut(below.0 as usize) {
                    *place = inner;
                }
            }
        }
        found
    }

    fn open(&mut self, elements: &ElementsRef, around: Option<usize>) -> Option<usize> {
        self.scopes.push(Scope { list: elements.list.fact, variable: elements.variable, around });
        self.scopes.len().checked_sub(1)
    }

    /// Whose a fact is that a node reads.
    pub fn of_fact(&self, vocabulary: &Vocabulary, node: NodeId, fact: FactRef) -> Owner {
        self.owner(vocabulary, self.of.get(node.0 as usize).copied().flatten(), fact)
    }

    /// Whose a fact is that a node reads of the elements it speaks of.
    pub fn of_field(&self, vocabulary: &Vocabulary, node: NodeId, fact: FactRef) -> Owner {
        self.owner(vocabulary, self.opened.get(node.0 as usize).copied().flatten(), fact)
    }

    /// Whose a fact is that is read outside of every condition, by an edit or a derivation; `elements` are
    /// those that it speaks of.
    pub fn outside(vocabulary: &Vocabulary, elements: Option<&ElementsRef>, fact: FactRef) -> Owner {
        let mut alone = Self { scopes: Vec::new(), of: Vec::new(), opened: Vec::new() };
        let scope = elements.and_then(|elements| alone.open(elements, None));
        alone.owner(vocabulary, scope, fact)
    }

    fn owner(&self, vocabulary: &Vocabulary, from: Option<usize>, fact: FactRef) -> Owner {
        let Some(known) = vocabulary.fact(fact.fact) else { return Owner::Nobody };
        let list = vocabulary.frame(known.frame).and_then(|frame| frame.list);
        let mut passed = Vec::new();
        let mut at = from;
        while let Some(scope) = at.and_then(|at| self.scopes.get(at)) {
            if scope.variable == fact.variable {
                let between = passed.iter().filter(|list| **list == scope.list).count();
                let is_natural = between == 0 && Some(scope.list) == list;
                return if is_natural { Owner::Natural } else { Owner::Outer { list: scope.list, between } };
            }
            passed.push(scope.list);
            at = scope.around;
        }
        match fact.variable {
            Variable::CASE if known.frame == FrameId::CASE => Owner::Natural,
            Variable::CASE => Owner::Case,
            Variable::OWN => Owner::Record,
            _ => Owner::Nobody,
        }
    }
}

const fn elements(op: &Op) -> Option<&ElementsRef> {
    match op {
        Op::Quantify { elements, .. }
        | Op::Count { elements, .. }
        | Op::Sum { elements, .. }
        | Op::Extreme { elements, .. } => Some(elements),
        Op::All(_)
        | Op::Any(_)
        | Op::None(_)
        | Op::Not(_)
        | Op::Tally { .. }
        | Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Same(_)
        | Op::Mask { .. }
        | Op::Range { .. }
        | Op::Test { .. }
        | Op::Known(_)
        | Op::Constant(_) => None,
    }
}
