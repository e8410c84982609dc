//! The walk over what lies below a criterion.
//!
//! Every type that can stand under a key says what it holds, so a new key is walked by its type and
//! cannot be forgotten.

use super::{CriterionDocument, Each, Names, Operand};
use crate::document::read::{Flag, Text, Whole};

/// Something below a criterion that can be changed.
#[derive(Debug)]
pub enum Part<'a> {
    /// A list of criteria, into which a `use` inserts.
    List(&'a mut Vec<CriterionDocument>),
    /// A single condition.
    Criterion(&'a mut CriterionDocument),
    /// The right side of a comparator.
    Operand(&'a mut Operand),
}

/// What kind of value a key has.
pub(super) trait Parts {
    /// Adds what can be changed.
    fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>);

    /// Adds the conditions.
    fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>);
}

impl<T: Parts> Parts for Option<T> {
    fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
        if let Some(inner) = self {
            inner.parts(parts);
        }
    }

    fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
        if let Some(inner) = self {
            inner.below(below);
        }
    }
}

impl Parts for Box<CriterionDocument> {
    fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
        parts.push(Part::Criterion(self));
    }

    fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
        below.push(self);
    }
}

impl Parts for Vec<CriterionDocument> {
    fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
        parts.push(Part::List(self));
    }

    fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
        below.extend(self);
    }
}

impl Parts for Operand {
    fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
        parts.push(Part::Operand(self));
    }

    fn below<'a>(&'a self, _: &mut Vec<&'a CriterionDocument>) {}
}

/// Types without conditions and operands.
macro_rules! hold_nothing {
    ($($type:ty),*) => {
        $(impl Parts for $type {
            fn parts<'a>(&'a mut self, _: &mut Vec<Part<'a>>) {}

            fn below<'a>(&'a self, _: &mut Vec<&'a CriterionDocument>) {}
        })*
    };
}

hold_nothing!(Text, Vec<Text>, Flag, Whole, Names, Each);
