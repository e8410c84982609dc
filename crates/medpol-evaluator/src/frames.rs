//! Which element each variable is bound to, as the first slot of its frame.

use medpol_model::{FactRef, Variable};

/// The innermost bound frame, and through it those around it. Binding an element is adding a link;
/// nothing is copied.
#[derive(Clone, Copy, Debug)]
pub struct Frames<'f> {
    variable: Variable,
    base: usize,
    outer: Option<&'f Frames<'f>>,
}

impl<'f> Frames<'f> {
    /// Nothing bound but the case, whose first slot is 0.
    pub const TOP: Frames<'static> = Frames { variable: Variable::CASE, base: 0, outer: None };

    /// Whether nothing is bound but the case.
    #[inline]
    pub fn is_top(&self) -> bool {
        self.variable == Variable::CASE
    }

    /// The slot of a fact.
    #[inline]
    pub fn slot(&self, fact: FactRef) -> usize {
        if fact.variable == Variable::CASE { fact.slot as usize } else { self.base(fact.variable) + fact.slot as usize }
    }

    /// The first slot of a variable's frame.
    pub fn base(&self, variable: Variable) -> usize {
        let mut frame = self;
        loop {
            match frame.outer {
                _ if frame.variable == variable => return frame.base,
                Some(outer) => frame = outer,
                None => return 0,
            }
        }
    }

    /// These frames with a variable bound to the element that starts at `base`.
    #[inline]
    #[must_use]
    pub const fn with(&'f self, variable: Variable, base: usize) -> Self {
        Self { variable, base, outer: Some(self) }
    }

    /// The frames of what a fact follows from or is asked by: its record is the only one bound.
    pub(crate) fn own(&self, fact: FactRef) -> Frames<'static> {
        Frames::of_record(if fact.variable == Variable::CASE { 0 } else { self.base(fact.variable) })
    }

    /// The frames with nothing bound but the record that starts at `base`.
    pub const fn of_record(base: usize) -> Self {
        Self { variable: Variable::OWN, base, outer: None }
    }
}
