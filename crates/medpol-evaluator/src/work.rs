//! How much work one case may make, counted in steps, and that somebody still waits for it.
//!
//! A step is an element of a list that is looked at, or a few values that are tried. What a policy asks once is
//! not counted, because its author bounds it; what a case multiplies is. Counting needs no clock, so the same
//! case ends at the same step on every machine.
//!
//! A case that needs more steps than it may take has no answer, and neither has one that was stopped: whoever
//! evaluates must ask [`Outcomes::too_much`](crate::Outcomes::too_much) before using what came out. That a
//! case is stopped changes no answer; it only comes to none.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use medpol_model::vocabulary::FactId;

/// Values that are tried in one step: a day or a number takes far less than an element of a list.
const VALUES_IN_A_STEP: u64 = 32;

/// Steps between two looks at whether the case was stopped.
const STRIDE: u64 = 1024;

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

/// A flag by which whoever waits for a case says that nobody does any more. Its copies are one flag.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Stops what is being decided, and what is decided with it afterwards.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How much work may be done for a case: so many steps, and only until it is stopped.
#[derive(Clone, Debug, Default)]
pub struct Allowance {
    /// The steps.
    pub limit: WorkLimit,
    /// What stops it, if anything does.
    pub stop: Option<Stop>,
}

impl From<WorkLimit> for Allowance {
    fn from(limit: WorkLimit) -> Self {
        Self { limit, stop: None }
    }
}

/// Why a case came to no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMuch {
    /// It had taken all steps that it may take.
    Steps {
        /// The fact or list that was being read.
        fact: FactId,
        /// How many steps there were.
        limit: WorkLimit,
    },
    /// It was stopped.
    Stopped,
}

/// The steps that were taken for a case so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    allowed: Allowance,
    taken: Cell<u64>,
    /// How many values were tried.
    tried: Cell<u64>,
    /// How many steps may be taken before anything is looked at.
    free: Cell<u64>,
    ended: Cell<Option<TooMuch>>,
}

impl Work {
    pub(crate) fn limited(allowed: Allowance) -> Self {
        let work = Self { allowed, ..Self::default() };
        work.begin();
        work
    }

    /// Forgets the steps of the case before.
    pub(crate) fn begin(&self) {
        self.taken.set(0);
        self.tried.set(0);
        self.ended.set(None);
        // What was stopped before it began takes no step.
        self.free.set(if self.allowed.stop.is_some() { 0 } else { self.allowed.limit.0 });
    }

    /// Takes a step; whether it may be taken.
    #[inline]
    pub(crate) fn step(&self, fact: FactId) -> bool {
        let taken = self.taken.get();
        if taken < self.free.get() {
            self.taken.set(taken + 1);
            return true;
        }
        self.look(fact)
    }

    /// Tries a value; whether it may be tried.
    #[inline]
    pub(crate) fn try_value(&self, fact: FactId) -> bool {
        let tried = self.tried.get().wrapping_add(1);
        self.tried.set(tried);
        if tried.is_multiple_of(VALUES_IN_A_STEP) { self.step(fact) } else { self.ended.get().is_none() }
    }

    /// Looks whether a step may be taken, and how many after it may without looking.
    #[cold]
    fn look(&self, fact: FactId) -> bool {
        let (taken, limit) = (self.taken.get(), self.allowed.limit);
        if self.ended.get().is_some() {
            return false;
        }
        if taken >= limit.0 {
            self.end(TooMuch::Steps { fact, limit });
            return false;
        }
        if self.allowed.stop.as_ref().is_some_and(Stop::is_stopped) {
            self.end(TooMuch::Stopped);
            return false;
        }
        self.free.set(taken.saturating_add(STRIDE).min(limit.0));
        self.taken.set(taken + 1);
        true
    }

    fn end(&self, because: TooMuch) {
        self.free.set(0);
        self.ended.set(Some(because));
    }

    pub(crate) fn too_much(&self) -> Option<TooMuch> {
        self.ended.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: FactId = FactId(7);

    /// How many of so many steps may be taken.
    fn steps(work: &Work, wanted: u64) -> u64 {
        (0..wanted).filter(|_| work.step(LIST)).count().try_into().unwrap_or(u64::MAX)
    }

    #[test]
    fn a_stop_flag_changes_no_number_of_steps() {
        for limit in [0, 1, STRIDE - 1, STRIDE, STRIDE + 1, 10 * STRIDE + 3] {
            let plain = Work::limited(WorkLimit(limit).into());
            let stoppable = Work::limited(Allowance { limit: WorkLimit(limit), stop: Some(Stop::default()) });
            for work in [plain, stoppable] {
                assert_eq!(steps(&work, limit), limit);
                assert_eq!(work.too_much(), None);
                assert_eq!(steps(&work, 3), 0);
                assert_eq!(work.too_much(), Some(TooMuch::Steps { fact: LIST, limit: WorkLimit(limit) }));
                work.begin();
                assert_eq!((work.too_much(), steps(&work, limit)), (None, limit));
            }
        }
    }

    #[test]
    fn stopped_work_ends_soon_and_for_good() {
        let stop = Stop::default();
        let work = Work::limited(Allowance { limit: WorkLimit(u64::MAX), stop: Some(stop.clone()) });
        assert_eq!(steps(&work, 5), 5);
        stop.stop();
        assert!(steps(&work, 10 * STRIDE) <= STRIDE);
        assert_eq!(work.too_much(), Some(TooMuch::Stopped));
        work.begin();
        assert_eq!(steps(&work, 1), 0);
        assert_eq!(work.too_much(), Some(TooMuch::Stopped));
    }
}
