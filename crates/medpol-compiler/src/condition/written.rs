//! What a condition says, before it is known what its fact is: its comparators and the facts it names.

use medpol_diagnostics::Span;
use medpol_model::policy::Comparator;
use medpol_model::program::FactRef;
use medpol_syntax::document::{Comparisons, Operand, OperandKind, Right, Text};

use super::Conditions;
use super::comparator_class::{ComparatorClass, comparator};

/// A comparator as written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) comparator: Comparator,
    pub(super) right: &'a Right,
}

impl Written<'_> {
    /// What it asks.
    pub(super) const fn relation(&self) -> ComparatorClass {
        ComparatorClass::of(self.comparator)
    }

    /// The place of its right side.
    pub(super) const fn span(&self) -> Span {
        self.right.span()
    }
}

/// The comparators of a condition, in the order of the language.
pub(super) fn written(comparisons: &Comparisons) -> Vec<Written<'_>> {
    let written = comparisons.0.iter();
    written.map(|one| Written { comparator: comparator(one.comparator), right: &one.right }).collect()
}

/// The texts of an operand that is a value or a list of values.
pub(super) fn texts(operand: &Operand) -> Option<Vec<&Text>> {
    match &operand.kind {
        OperandKind::Literal(text) => Some(vec![text]),
        OperandKind::List(texts) => Some(texts.iter().collect()),
        OperandKind::Fact(_) | OperandKind::Shifted(..) | OperandKind::Range(_) => None,
    }
}

/// The fact a path names; what is wrong with it is reported.
pub(crate) fn resolve(conditions: &mut Conditions<'_>, path: &Text) -> Option<FactRef> {
    match conditions.scope.resolve(path) {
        Ok(fact) => Some(fact),
        Err(diagnostic) => {
            conditions.diagnostics.push(diagnostic);
            None
        }
    }
}
