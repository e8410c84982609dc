//! The values that a fact can have, one by one.
//!
//! What a set of values leaves open is open. But a relation to another fact answers for a whole interval
//! at once, and several relations of one fact can leave it open although each value in it is settled: of
//! 3 and 7, neither is at most 5 and other than 3. Then the values are tried, as far as they can be counted.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::FactRef;
use medpol_model::value::{Date, Interval, Status, number};
use medpol_model::vocabulary::FactKind;

use crate::reading::{Evaluation, Reading};

/// How many values are tried at most: the days of a year.
const MOST: i64 = 366;

impl<F: ReadFacts> Evaluation<'_, F> {
    /// A test of all values at once, or of each where that leaves it open.
    pub(super) fn of_each(
        &self,
        fact: FactRef,
        kind: Option<&FactKind>,
        reading: Reading,
        test: &dyn Fn(Reading) -> Status,
    ) -> Status {
        let status = test(reading);
        if !status.is_unknown() {
            return status;
        }
        let mut seen = Seen::default();
        match reading {
            Reading::Value { mark, slot, .. } if mark.has(Mark::ALTERNATIVES) => {
                let mark = mark.without(Mark::ALTERNATIVES.with(Mark::CONFLICTING));
                for value in self.case.alternatives(slot) {
                    if seen.is_settled() || !self.step(fact) {
                        break;
                    }
                    seen.add(self.of_each(fact, kind, Reading::Value { value: *value, mark, slot }, test));
                }
            }
            Reading::Value { value, mark, slot } => {
                self.singles(kind, Some(value), &mut |value| seen.add(test(Reading::Value { value, mark, slot })));
            }
            Reading::Unknown | Reading::Unusable(_) => self.singles(kind, None, &mut |value| {
                seen.add(test(Reading::Value { value, mark: Mark::GIVEN, slot: usize::MAX }));
            }),
            Reading::Elapsed { .. } => {}
        }
        seen.status()
    }

    /// The single values of a type that a value can be, where they can be counted.
    fn singles(&self, kind: Option<&FactKind>, value: Option<Interval>, each: &mut dyn FnMut(Interval)) {
        let domain = match kind {
            Some(FactKind::Boolean) => 0b11,
            Some(FactKind::Enumeration(id)) => {
                self.vocabulary.enumeration(*id).map_or(0, medpol_model::vocabulary::Enumeration::domain)
            }
            Some(FactKind::Integer { .. }) => return value.map_or((), |value| whole_numbers(value, each)),
            Some(FactKind::Date) => return value.map_or((), |value| days(value, each)),
            _ => return,
        };
        let possible = value.map_or(domain, |value| u64::from_ne_bytes(value.low.to_ne_bytes()) & domain);
        for bit in (0..64).map(|bit| 1_u64 << bit).filter(|bit| possible & bit != 0) {
            each(Interval::point(i64::from_ne_bytes(bit.to_ne_bytes())));
        }
    }
}

fn whole_numbers(value: Interval, each: &mut dyn FnMut(Interval)) {
    let Some(one) = number::whole(1) else { return };
    let count = value.high.checked_sub(value.low).map(|ticks| ticks / one);
    if count.is_some_and(|count| count < MOST) {
        (0..=count.unwrap_or(0)).for_each(|step| each(Interval::point(value.low + step * one)));
    }
}

fn days(value: Interval, each: &mut dyn FnMut(Interval)) {
    if value.low == i64::MIN || value.high == i64::MAX {
        return;
    }
    let (first, last) = (Date::at(value.low), Date::at(value.high));
    let count = first.days_until(last);
    if count < MOST {
        (0..=count).for_each(|number| each(Interval::point(first.plus_days(number).tick())));
    }
}

/// What came out of the values tried so far.
#[derive(Default)]
struct Seen {
    met: bool,
    not_met: bool,
}

impl Seen {
    fn add(&mut self, status: Status) {
        self.met |= status.can_be_met();
        self.not_met |= status.can_be_not_met();
    }

    /// Whether nothing that is still to be tried can make a difference.
    const fn is_settled(&self) -> bool {
        self.met && self.not_met
    }

    /// Unknown where nothing was tried.
    fn status(&self) -> Status {
        if self.met == self.not_met { Status::UNKNOWN } else { Status::known(self.met) }
    }
}
