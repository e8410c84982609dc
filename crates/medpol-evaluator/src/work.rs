//! How much work one case may make, counted in steps.
//!
//! A step is an element of a list that is looked at, or a value that is tried. What a policy asks once is
//! not counted, because its author bounds it; what a case multiplies is. Counting needs no clock, so the same
//! case ends at the same step on every machine.
//!
//! A case that needs more steps than it may take has no answer: whoever evaluates must ask
//! [`Outcomes::too_much`](crate::Outcomes::too_much) before using what came out.

use std::cell::Cell;

use medpol_model::vocabulary::FactId;

/// The most steps that one policy may take for one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkLimit(pub u64);

impl WorkLimit {
    /// More than twenty times what any shipped case needs under the policy that needs most, and as much as every
    /// criterion of theirs needs by itself where all lists are full.
    pub const DEFAULT: Self = Self(250_000);
}

impl Default for WorkLimit {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The fact or list that was being read when a case had taken all steps it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch {
    /// What was being read.
    pub fact: FactId,
    /// How many steps there were.
    pub limit: WorkLimit,
}

/// The steps that were taken for a case so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    limit: WorkLimit,
    taken: Cell<u64>,
    stopped_at: Cell<Option<FactId>>,
}

impl Work {
    pub(crate) fn limited(limit: WorkLimit) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Forgets the steps of the case before.
    pub(crate) fn begin(&mut self) {
        self.taken.set(0);
        self.stopped_at.set(None);
    }

    /// Takes a step; whether it may be taken.
    #[inline]
    pub(crate) fn step(&self, fact: FactId) -> bool {
        let taken = self.taken.get();
        if taken < self.limit.0 {
            self.taken.set(taken + 1);
            return true;
        }
        self.stop(fact)
    }

    #[cold]
    fn stop(&self, fact: FactId) -> bool {
        if self.stopped_at.get().is_none() {
            self.stopped_at.set(Some(fact));
        }
        false
    }

    pub(crate) fn too_much(&self) -> Option<TooMuch> {
        self.stopped_at.get().map(|fact| TooMuch { fact, limit: self.limit })
    }
}
