//! A criterion as written: descriptive keys, one operator with the keys that go with it, modifiers.
//!
//! In the file all keys follow each other. [`operator`] holds the table that says which go together;
//! reading, schema and the walk over what lies below a criterion are made from it. What an operator
//! means is not known here.

mod comparator;
mod head;
mod key;
mod operand;
mod operator;
mod part;
mod schema;
mod shape;

use medpol_diagnostics::Span;

use super::read::Read;
use crate::Node;
use part::Parts;

pub use comparator::{ComparatorKey, Comparison, Comparisons, Right};
pub use head::{AllowDocument, BlameDocument, Head, Modifiers, SourceRefDocument};
pub use operand::{Direction, Each, EvidenceRequirement, Names, Offset, Operand, OperandKind};
pub use operator::{Operator, Standing};
pub use part::Part;
pub use shape::{
    CountDocument, EachDocument, EveryDocument, ExtremeDocument, FilteredDocument, GroupsDocument, IfDocument,
    LeafDocument, SumDocument, TallyDocument, UseDocument,
};

/// One condition of a policy.
#[derive(Clone, Debug)]
pub struct CriterionDocument {
    /// Its place in the text.
    pub span: Span,
    /// Its name, its texts and sources, and what makes it a coding edit.
    pub head: Head,
    /// Its operator. `None` where there is none or none could be read, which the schema has reported.
    pub operator: Option<Operator>,
    /// What changes whether it is met.
    pub modifiers: Modifiers,
}

impl CriterionDocument {
    /// The conditions directly below it, in the order of the table of operators.
    pub fn below(&self) -> Vec<&Self> {
        let mut below = Vec::new();
        self.head.below(&mut below);
        if let Some(operator) = &self.operator {
            operator.below(&mut below);
        }
        self.modifiers.below(&mut below);
        below
    }

    /// What lies directly below it and can be changed.
    pub fn parts(&mut self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        self.head.parts(&mut parts);
        if let Some(operator) = &mut self.operator {
            operator.parts(&mut parts);
        }
        self.modifiers.parts(&mut parts);
        parts
    }

    /// The set whose members it stands for, if it is a `use`.
    pub fn used_set(&self) -> Option<&UseDocument> {
        if let Some(Operator::Use(used)) = &self.operator { Some(used) } else { None }
    }
}

impl Read for CriterionDocument {
    fn read(node: &Node) -> Option<Self> {
        node.mapping()?;
        Some(Self {
            span: node.span,
            head: Head::read(node)?,
            operator: Operator::read(node),
            modifiers: Modifiers::read(node)?,
        })
    }
}
