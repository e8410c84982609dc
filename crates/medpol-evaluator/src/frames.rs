//! Which element each scope stands for, as the first slot of its frame.

use medpol_model::program::{FactRef, ScopeId};

/// The innermost bound frame, and through it those around it. Binding an element is adding a link;
/// nothing is copied.
#[derive(Clone, Copy, Debug)]
pub struct Frames<'f> {
    scope: ScopeId,
    base: usize,
    outer: Option<&'f Frames<'f>>,
}

impl<'f> Frames<'f> {
    /// Nothing bound but the case, whose first slot is 0.
    pub const TOP: Frames<'static> = Frames { scope: ScopeId::CASE, base: 0, outer: None };

    /// Whether nothing is bound but the case.
    #[inline]
    pub fn is_top(&self) -> bool {
        self.scope == ScopeId::CASE
    }

    /// The slot of a fact.
    #[inline]
    pub fn slot(&self, fact: FactRef) -> usize {
        if fact.scope == ScopeId::CASE { fact.slot as usize } else { self.base(fact.scope) + fact.slot as usize }
    }

    /// The first slot of a scope's element.
    pub fn base(&self, scope: ScopeId) -> usize {
        let mut frame = self;
        loop {
            match frame.outer {
                _ if frame.scope == scope => return frame.base,
                Some(outer) => frame = outer,
                None => return 0,
            }
        }
    }

    /// These frames with a scope bound to the element that starts at `base`.
    #[inline]
    #[must_use]
    pub const fn with(&'f self, scope: ScopeId, base: usize) -> Self {
        Self { scope, base, outer: Some(self) }
    }

    /// The frames with nothing bound but the record that starts at `base`, an element of the scope.
    pub(crate) const fn of_record(scope: ScopeId, base: usize) -> Frames<'static> {
        Frames { scope, base, outer: None }
    }
}
