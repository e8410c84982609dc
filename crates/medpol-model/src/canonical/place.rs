//! Which element a fact is read from, by the lists it lies in and never by a number.
//!
//! An element is named by its list. Only where a list is looked into inside a condition on its own
//! elements, the outer elements are told apart by how many such conditions lie between.

use super::Reader;
use crate::{ElementsRef, FactId, FactRef, FrameId, NodeId, Op, Program, Variable};

/// What the elements around each node are.
#[derive(Debug)]
pub(super) struct Scopes {
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

impl Scopes {
    /// The scopes of a program. `outside` are the elements that no node speaks of, but an edit or a derivation.
    ///
    /// Members stand before what holds them, so that one walk from the end meets every node after its holder.
    pub(super) fn of<'e>(program: &Program, outside: impl Iterator<Item = &'e ElementsRef>) -> Self {
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

    fn around(&self, node: NodeId) -> Option<usize> {
        self.of.get(node.0 as usize).copied().flatten()
    }

    fn inside(&self, node: NodeId) -> Option<usize> {
        self.opened.get(node.0 as usize).copied().flatten()
    }

    /// How many conditions on the elements of the same list lie between a place and the one that binds a
    /// variable.
    fn distance(&self, from: Option<usize>, variable: Variable) -> Option<Distance> {
        let mut passed = Vec::new();
        let mut at = from;
        while let Some(scope) = at.and_then(|at| self.scopes.get(at)) {
            if scope.variable == variable {
                let between = passed.iter().filter(|list| **list == scope.list).count();
                return Some(Distance { list: scope.list, between });
            }
            passed.push(scope.list);
            at = scope.around;
        }
        None
    }
}

struct Distance {
    list: FactId,
    between: usize,
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

impl Reader<'_> {
    /// A fact as a node reads it.
    pub(super) fn fact(&self, node: NodeId, fact: FactRef) -> String {
        self.placed(self.conditions.scopes.around(node), fact)
    }

    /// A fact of the elements that a node speaks of.
    pub(super) fn fact_below(&self, node: NodeId, fact: FactRef) -> String {
        self.placed(self.conditions.scopes.inside(node), fact)
    }

    /// A fact that is read outside of every condition, by an edit or a derivation.
    pub(super) fn top_fact(&self, fact: FactRef) -> String {
        self.placed(None, fact)
    }

    /// A field of elements that an edit or a derivation speaks of.
    pub(super) fn field(&self, elements: &ElementsRef, fact: FactRef) -> String {
        match fact.variable == elements.variable {
            true => self.vocabulary.fact(fact.fact).map_or_else(String::new, |fact| fact.path.to_string()),
            false => self.top_fact(fact),
        }
    }

    fn placed(&self, scope: Option<usize>, fact: FactRef) -> String {
        let Some(known) = self.vocabulary.fact(fact.fact) else { return "no fact".to_owned() };
        let path = &known.path;
        let list = self.vocabulary.frame(known.frame).and_then(|frame| frame.list);
        match self.conditions.scopes.distance(scope, fact.variable) {
            Some(Distance { list: bound, between: 0 }) if Some(bound) == list => path.to_string(),
            Some(Distance { list: bound, between }) => {
                let bound = self.vocabulary.fact(bound).map_or("", |fact| &*fact.path);
                format!("{path} of {bound} {between} out")
            }
            None if fact.variable == Variable::CASE && known.frame == FrameId::CASE => path.to_string(),
            None if fact.variable == Variable::CASE => format!("{path} of the case"),
            None if fact.variable == Variable::OWN => format!("{path} of its record"),
            None => format!("{path} of no element"),
        }
    }
}
