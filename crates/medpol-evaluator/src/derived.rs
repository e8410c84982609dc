//! What follows from other facts, worked out once for each case.
//!
//! Every slot has room for what its fact follows as, and for whether it is applicable. Both are worked out when
//! they are first read, after what they rest on, and kept until the next case.

use std::cell::Cell;

use crate::reading::Reading;

/// What was worked out so far, by slot. Made once, and used for one case after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Derived {
    /// The number of the case.
    case: u32,
    readings: Vec<Cell<Kept<Reading>>>,
    absences: Vec<Cell<Kept<bool>>>,
    unmentioned: Vec<Cell<Kept<bool>>>,
}

/// Something that was worked out for a case.
#[derive(Clone, Copy, Debug)]
struct Kept<T> {
    case: u32,
    value: T,
}

impl Derived {
    /// Forgets what was worked out, and makes room for so many slots.
    pub(crate) fn begin(&mut self, slots: usize) {
        self.case = self.case.wrapping_add(1);
        if self.case == 0 || self.readings.len() < slots {
            // What a number that comes round again was kept for is another case.
            self.case = 1;
            // Twice as many as before, so that room is made a few times only.
            let before = self.readings.len();
            let slots = if before < slots { slots.max(before * 2) } else { before };
            self.readings = vec![Cell::new(Kept { case: 0, value: Reading::Unknown }); slots];
            self.absences = vec![Cell::new(Kept { case: 0, value: false }); slots];
            self.unmentioned = vec![Cell::new(Kept { case: 0, value: false }); slots];
        }
    }

    /// What the fact of a slot reads as, worked out where it is not yet.
    pub(crate) fn reading(&self, slot: usize, work_out: impl FnOnce() -> Reading) -> Reading {
        self.keep(self.readings.get(slot), work_out)
    }

    /// Whether the fact of a slot is not applicable, worked out where it is not yet.
    pub(crate) fn does_not_arise(&self, slot: usize, work_out: impl FnOnce() -> bool) -> bool {
        self.keep(self.absences.get(slot), work_out)
    }

    /// Whether neither the fact of a slot nor anything it rests on was mentioned, worked out where it is not
    /// yet.
    pub(crate) fn is_unmentioned(&self, slot: usize, work_out: impl FnOnce() -> bool) -> bool {
        self.keep(self.unmentioned.get(slot), work_out)
    }

    fn keep<T: Copy>(&self, place: Option<&Cell<Kept<T>>>, work_out: impl FnOnce() -> T) -> T {
        let Some(place) = place else { return work_out() };
        let kept = place.get();
        if kept.case == self.case {
            return kept.value;
        }
        let value = work_out();
        place.set(Kept { case: self.case, value });
        value
    }
}
