//! The compiled form of conditions: a flat arena of nodes over fact slots.
//!
//! Members come before the nodes that hold them, so one pass in order decides everything. No names
//! are looked up and no literal is read at evaluation time. The node set is small on purpose: the
//! same program is to run column-wise and to become clauses for a solver.

mod atom;
mod cause;
mod derivation;
mod owner;
mod reads;
mod regions;
mod relation;
mod scope;

use std::collections::HashMap;
use std::sync::Arc;

use crate::value::{Interval, Status};
use crate::vocabulary::FactId;

pub use atom::{Atom, AtomId, Limit, Membership, Values, within_mask};
pub use cause::{Cause, Fault};
pub use derivation::Derivation;
pub use owner::Owner;
pub use regions::{Region, Regions};
pub use relation::{Inclusion, Offset, Order, Polarity, Relation, SymbolSet, ValueKind, Wanted};
pub use scope::{Scope, ScopeId};

/// A node of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A derivation of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DerivationId(pub u32);

/// A run of entries in one of a program's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// First entry.
    pub start: u32,
    /// How many.
    pub length: u32,
}

impl Run {
    /// No entries.
    pub const EMPTY: Self = Self { start: 0, length: 0 };

    /// Whether it has no entries.
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }
}

/// A fact as a node reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactRef {
    /// The fact.
    pub fact: FactId,
    /// Its slot within the frame.
    pub slot: u32,
    /// Whose fact it is: the case's, or that of an element of a list.
    pub scope: ScopeId,
    /// How it follows from others when it is not given.
    pub derivation: Option<DerivationId>,
    /// Whether it always arises.
    pub arises: Arises,
}

/// Whether a fact arises in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arises {
    /// In every case.
    Always,
    /// Only where the vocabulary says so.
    Sometimes,
}

/// How a waived or not applicable member of a tally counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counting {
    /// As if it were met.
    Counts,
    /// It leaves the pool.
    Shrinks,
}

/// What a node does.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Every member is met.
    All(Run),
    /// Some member is met.
    Any(Run),
    /// No member is met.
    None(Run),
    /// The member does not hold.
    Not(NodeId),
    /// The member is met or does not apply. What decides a policy is one: nothing is left out there.
    Satisfied(NodeId),
    /// Between `least` and `most` members are met.
    Tally {
        /// The members.
        members: Run,
        /// Fewest that must hold.
        least: u32,
        /// Most that may hold; `u32::MAX` is no limit.
        most: u32,
        /// How a waived member counts.
        waived: Counting,
        /// How a member that is not applicable counts.
        not_applicable: Counting,
    },
    /// The base holds and the exception does not.
    Except {
        /// What must hold.
        base: NodeId,
        /// Where it does not count.
        exception: NodeId,
    },
    /// The base holds or the waiver does.
    Waive {
        /// What must hold.
        base: NodeId,
        /// Where it need not.
        waiver: NodeId,
    },
    /// The branch that the condition chooses.
    If {
        /// What chooses.
        condition: NodeId,
        /// The branch where it holds.
        then: NodeId,
        /// The branch where it does not; without one the node is not applicable.
        otherwise: Option<NodeId>,
    },
    /// The outcome of another criterion.
    Same(NodeId),
    /// The value of a fact is one of a set.
    Leaf {
        /// The fact and the set.
        atom: AtomId,
        /// What holds where the fact is absent or unproven.
        rules: Option<RulesId>,
    },
    /// A fact relates to others, or a list to wanted values, in every one of some ways.
    Relate {
        /// The fact.
        fact: FactRef,
        /// A set that its value is one of besides.
        within: Option<AtomId>,
        /// The relations.
        relations: Run,
        /// What holds where the fact is absent or unproven.
        rules: Option<RulesId>,
    },
    /// The fact is documented.
    Known(FactRef),
    /// Some, no or every element satisfies.
    Quantify {
        /// Which.
        quantifier: Quantifier,
        /// The elements.
        elements: ScopeId,
        /// What must hold of each element; `None` where the filter alone decides.
        satisfies: Option<NodeId>,
        /// What holds where the list is absent or unproven.
        rules: Option<RulesId>,
    },
    /// The number of elements lies in a range.
    Count {
        /// The elements that count.
        elements: ScopeId,
        /// Fields that make elements the same; empty counts each.
        distinct: Run,
        /// The range.
        wanted: Interval,
        /// What holds where the list is absent or unproven.
        rules: Option<RulesId>,
    },
    /// The total of a field lies in a range.
    Sum {
        /// The elements that count.
        elements: ScopeId,
        /// The field.
        field: FactRef,
        /// The range.
        wanted: Interval,
        /// What holds where the list is absent or unproven.
        rules: Option<RulesId>,
    },
    /// The elements with the latest or earliest date all satisfy.
    Extreme {
        /// Which end of time.
        extreme: Extreme,
        /// The elements that are looked at.
        elements: ScopeId,
        /// The date.
        by: FactRef,
        /// What must hold of each of them.
        satisfies: NodeId,
        /// What holds where there is no element.
        if_empty: IfEmpty,
        /// What holds where the list is absent or unproven.
        rules: Option<RulesId>,
    },
    /// The same outcome in every case: it was settled when the policy was compiled.
    Constant(Status),
}

/// Which end of time is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extreme {
    /// The latest date.
    Latest,
    /// The earliest date.
    Earliest,
}

/// Which elements must satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// None.
    Without,
    /// All; an empty list has the given outcome.
    Every {
        /// Whether it holds of an empty list.
        if_empty: IfEmpty,
    },
}

/// What holds of an empty list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IfEmpty {
    /// Met.
    Met,
    /// Not met.
    NotMet,
}

/// Absence and evidence rules of a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RulesId(pub u32);

/// What holds where a leaf's facts were never mentioned, or are not evidenced.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Outcome when never mentioned.
    pub assume: Option<Assumption>,
    /// Never-mentioned booleans read as false and lists as empty.
    pub presume_absent: bool,
    /// The fact counts only with evidence.
    pub evidence: Option<EvidenceRule>,
}

/// An outcome taken for a fact that was never mentioned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumption(
    /// The outcome.
    pub Status,
);

/// Which evidence a fact needs to count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvidenceRule {
    /// Any document.
    Any,
    /// A document of one of these kinds.
    Kinds(Arc<[Arc<str>]>),
}

impl EvidenceRule {
    /// Whether a kind of document is enough.
    pub fn accepts(&self, kind: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Kinds(kinds) => kinds.iter().any(|known| &**known == kind),
        }
    }
}

/// An arena of nodes with its tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// The nodes; members come before the nodes that hold them.
    pub nodes: Vec<Op>,
    /// What each node speaks of, by node number: the case, or an element of a list.
    pub node_scopes: Vec<ScopeId>,
    /// The lists whose elements are spoken of, each after the scope around it. The case is not among
    /// them: number 1 is the first.
    pub scopes: Vec<Scope>,
    /// Members of groups.
    pub members: Vec<NodeId>,
    /// The questions of leaves, each once.
    pub atoms: Vec<Atom>,
    /// The number of each of them.
    atom_numbers: HashMap<Atom, AtomId>,
    /// Relations between facts.
    pub relations: Vec<Relation>,
    /// Fields that make elements the same.
    pub fields: Vec<FactRef>,
    /// Absence and evidence rules.
    pub rules: Vec<Rules>,
}

impl Program {
    /// Adds a node that speaks of the case or of an element.
    pub fn add(&mut self, op: Op, scope: ScopeId) -> NodeId {
        self.nodes.push(op);
        self.node_scopes.push(scope);
        NodeId(u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX))
    }

    /// Adds members and returns their run.
    pub fn add_members(&mut self, members: &[NodeId]) -> Run {
        append(&mut self.members, members)
    }

    /// Adds relations and returns their run.
    pub fn add_relations(&mut self, relations: &[Relation]) -> Run {
        append(&mut self.relations, relations)
    }

    /// Adds fields and returns their run.
    pub fn add_fields(&mut self, fields: &[FactRef]) -> Run {
        append(&mut self.fields, fields)
    }

    /// Adds rules, unless they say nothing.
    pub fn add_rules(&mut self, rules: Rules) -> Option<RulesId> {
        if rules.assume.is_none() && !rules.presume_absent && rules.evidence.is_none() {
            return None;
        }
        self.rules.push(rules);
        u32::try_from(self.rules.len() - 1).ok().map(RulesId)
    }

    /// The node with this number.
    #[inline]
    pub fn node(&self, id: NodeId) -> Option<&Op> {
        self.nodes.get(id.0 as usize)
    }

    /// The members of a run.
    #[inline]
    pub fn members(&self, run: Run) -> &[NodeId] {
        slice(&self.members, run)
    }

    /// The relations of a run.
    #[inline]
    pub fn relations(&self, run: Run) -> &[Relation] {
        slice(&self.relations, run)
    }

    /// The fields of a run.
    pub fn fields(&self, run: Run) -> &[FactRef] {
        slice(&self.fields, run)
    }

    /// The rules with this number.
    pub fn rules(&self, id: Option<RulesId>) -> Option<&Rules> {
        self.rules.get(id?.0 as usize)
    }
}

fn append<T: Clone>(table: &mut Vec<T>, entries: &[T]) -> Run {
    let start = u32::try_from(table.len()).unwrap_or(u32::MAX);
    table.extend_from_slice(entries);
    Run { start, length: u32::try_from(entries.len()).unwrap_or(0) }
}

#[inline]
fn slice<T>(table: &[T], run: Run) -> &[T] {
    let start = run.start as usize;
    table.get(start..start + run.length as usize).unwrap_or_default()
}
