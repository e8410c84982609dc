//! Which element each variable is bound to, as the first slot of its frame.

use medpol_model::{FactRef, Variable};

/// The bound frames. Variable 0 is the case, whose first slot is 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frames {
    bases: [u32; Variable::LIMIT],
    depth: u8,
}

impl Frames {
    /// Nothing bound but the case.
    pub(crate) const TOP: Self = Self { bases: [0; Variable::LIMIT], depth: 0 };

    /// Whether nothing is bound but the case.
    #[inline]
    pub(crate) const fn is_top(&self) -> bool {
        self.depth == 0
    }

    /// The slot of a fact.
    #[inline]
    pub(crate) fn slot(&self, fact: FactRef) -> usize {
        let base = self.bases.get(usize::from(fact.variable.0)).copied().unwrap_or(0);
        (base + fact.slot) as usize
    }

    /// The first slot of a variable's frame.
    pub(crate) fn base(&self, variable: Variable) -> usize {
        self.bases.get(usize::from(variable.0)).copied().unwrap_or(0) as usize
    }

    /// These frames with a variable bound to the element that starts at `base`.
    #[inline]
    pub(crate) fn with(&self, variable: Variable, base: usize) -> Self {
        let mut bound = *self;
        if let Some(place) = bound.bases.get_mut(usize::from(variable.0)) {
            *place = u32::try_from(base).unwrap_or(u32::MAX);
        }
        bound.depth = bound.depth.saturating_add(1);
        bound
    }

    /// The frames of a fact's own conditions: its record is the only one bound.
    pub(crate) fn own(base: usize) -> Self {
        Self::TOP.with(Variable::OWN, base)
    }
}
