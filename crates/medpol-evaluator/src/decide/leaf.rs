//! Leaves: a fact with its tests, under its rules about absence and evidence.

use medpol_model::{Arises, FactRef, Interval, Mark, ReadFacts, RulesId, Run, Status};

use super::test::Leaf;
use crate::frames::Frames;
use crate::reading::{Access, Evaluation, Reading};

impl<F: ReadFacts> Evaluation<'_, F> {
    /// A boolean or enumerated fact against a mask.
    #[inline]
    pub(super) fn mask(&self, fact: FactRef, allowed: u64, rules: Option<RulesId>, frames: &Frames) -> Status {
        // Where nothing is known of it a slot holds every value the fact can have, so most leaves need
        // not ask how it came by its value.
        if rules.is_none() && fact.arises == Arises::Always {
            return within_mask(self.case.value(frames.slot(fact)), allowed);
        }
        self.mask_by_rules(fact, allowed, rules, frames)
    }

    #[inline(never)]
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
        if rules.is_none() && fact.derivation.is_none() {
            let status = self.case.value(frames.slot(fact)).within(wanted);
            // What is decided of all values is decided of each; what is open may follow from other
            // facts, or be settled by the single values it can have.
            if !status.is_unknown() {
                return status;
            }
        }
        self.range_by_rules(fact, wanted, rules, frames)
    }

    #[inline(never)]
    fn range_by_rules(&self, fact: FactRef, wanted: Interval, rules: Option<RulesId>, frames: &Frames) -> Status {
        match self.access(fact, rules, frames) {
            Access::Assumed(status) => status,
            Access::Tested(reading) => self.each_value(reading, |value| value.within(wanted)),
            Access::NotEvidenced | Access::Absent(_) => Status::UNKNOWN,
        }
    }

    /// A fact against every test.
    pub(super) fn test(&self, fact: FactRef, tests: Run, rules: Option<RulesId>, frames: &Frames) -> Status {
        let access = if rules.is_none() && fact.arises == Arises::Always {
            Access::Tested(self.reading(fact, frames))
        } else {
            self.access(fact, rules, frames)
        };
        let tests = self.program.tests(tests);
        let reading = match access {
            // Nothing is taken for granted where another fact of the comparison is on record.
            Access::Assumed(_) if self.reads_mentioned(tests, frames) => return Status::UNKNOWN,
            Access::Assumed(status) => return status,
            Access::NotEvidenced => return Status::UNKNOWN,
            Access::Absent(_) => Reading::ABSENT,
            Access::Tested(reading) => reading,
        };
        let leaf = Leaf { fact, rules, frames };
        let status = Status::all(tests.iter().map(|test| self.test_one(leaf, reading, test)));
        if status.is_unknown() { self.test_each(leaf, reading, tests) } else { status }
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
        for value in self.case.alternatives(slot) {
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
