//! Leaves: a fact with its tests, under its rules about absence and evidence.

use medpol_model::{FactRef, Interval, Mark, RulesId, Run, Status};

use crate::frames::Frames;
use crate::reading::{Access, Reading, Scene};

impl Scene<'_> {
    /// A boolean or enumerated fact against a mask.
    #[inline]
    pub(super) fn mask(&self, fact: FactRef, allowed: u64, rules: Option<RulesId>, frames: &Frames) -> Status {
        let slot = frames.slot(fact);
        if rules.is_none() && self.case.facts.mark(slot).has(Mark::GIVEN) {
            return within_mask(self.case.facts.value(slot), allowed);
        }
        self.mask_by_rules(fact, allowed, rules, frames)
    }

    fn mask_by_rules(&self, fact: FactRef, allowed: u64, rules: Option<RulesId>, frames: &Frames) -> Status {
        match self.access(fact, rules, frames) {
            Access::Assumed(status) => status,
            Access::Absent(_) => Status::known(allowed & 0b01 != 0),
            Access::Tested(Reading::Value { value, .. }) => within_mask(value, allowed),
            Access::NotEvidenced | Access::Tested(_) => Status::UNKNOWN,
        }
    }

    /// A number or date against a range.
    #[inline]
    pub(super) fn range(&self, fact: FactRef, wanted: Interval, rules: Option<RulesId>, frames: &Frames) -> Status {
        let slot = frames.slot(fact);
        let mark = self.case.facts.mark(slot);
        if rules.is_none() && mark.has(Mark::GIVEN) && !mark.has(Mark::ALTERNATIVES) {
            return self.case.facts.value(slot).within(wanted);
        }
        match self.access(fact, rules, frames) {
            Access::Assumed(status) => status,
            Access::Tested(reading) => self.each_value(reading, |value| value.within(wanted)),
            Access::NotEvidenced | Access::Absent(_) => Status::UNKNOWN,
        }
    }

    /// A fact against every test.
    pub(super) fn test(&self, fact: FactRef, tests: Run, rules: Option<RulesId>, frames: &Frames) -> Status {
        match self.access(fact, rules, frames) {
            // Nothing is taken for granted where another fact of the comparison is on record.
            Access::Assumed(_) if self.reads_mentioned(self.program.tests(tests), frames) => Status::UNKNOWN,
            Access::Assumed(status) => status,
            Access::NotEvidenced => Status::UNKNOWN,
            Access::Absent(_) => {
                let tests = self.program.tests(tests);
                Status::all(tests.iter().map(|test| self.test_absent(fact, test, frames)))
            }
            Access::Tested(reading) => {
                let tests = self.program.tests(tests);
                Status::all(tests.iter().map(|test| self.test_one(fact, reading, test, frames)))
            }
        }
    }

    /// Whether a fact is documented; never unknown.
    pub(super) fn known(&self, fact: FactRef, frames: &Frames) -> Status {
        Status::known(self.reading(fact, frames) != Reading::Unknown)
    }

    /// A test of a stored value, of each of them where there are several.
    pub(super) fn each_value(&self, reading: Reading, test: impl Fn(Interval) -> Status) -> Status {
        let Reading::Value { value, mark, slot } = reading else { return Status::UNKNOWN };
        if !mark.has(Mark::ALTERNATIVES) {
            return test(value);
        }
        let (mut met, mut not_met) = (false, false);
        for value in self.case.facts.alternatives(slot) {
            let status = test(*value);
            met |= status.can_be_met();
            not_met |= status.can_be_not_met();
        }
        Status::of(met, not_met)
    }
}

/// Whether a value known to be one of a mask is one of the allowed.
#[inline]
pub(super) fn within_mask(value: Interval, allowed: u64) -> Status {
    let possible = u64::from_ne_bytes(value.low.to_ne_bytes());
    Status::of(possible & allowed != 0, possible & !allowed != 0)
}
