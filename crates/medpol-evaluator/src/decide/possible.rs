//! The values that a fact can have, one by one.
//!
//! What a set of values leaves open is open. But a relation to another fact answers for a whole interval
//! at once, and several relations of one fact can leave it open although each value in it is settled: of
//! 3 and 7, neither is at most 5 and other than 3. Then the values are tried, as far as they can be counted.

use std::ops::ControlFlow;

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
            Reading::Value { value, mark, slot } => self.singles(fact, kind, Some(value), &mut |value| {
                seen.add(test(Reading::Value { value, mark, slot }));
                seen.goes_on()
            }),
            Reading::Unknown | Reading::Unusable(_) => self.singles(fact, kind, None, &mut |value| {
                seen.add(test(Reading::Value { value, mark: Mark::GIVEN, slot: usize::MAX }));
                seen.goes_on()
            }),
            Reading::Elapsed { .. } => {}
        }
        seen.status()
    }

    /// The single values of a type that a value can be, where they can be counted. Days and numbers are counted
    /// as work: a case says how many there are.
    fn singles(&self, fact: FactRef, kind: Option<&FactKind>, value: Option<Interval>, each: Each<'_>) {
        let mut counted = |value| if self.tries(fact) { each(value) } else { ControlFlow::Break(()) };
        let domain = match kind {
            Some(FactKind::Boolean) => 0b11,
            Some(FactKind::Enumeration(id)) => {
                self.vocabulary.enumeration(*id).map_or(0, medpol_model::vocabulary::Enumeration::domain)
            }
            Some(FactKind::Integer { .. }) => return value.map_or((), |value| whole_numbers(value, &mut counted)),
            Some(FactKind::Date) => return value.map_or((), |value| days(value, &mut counted)),
            _ => return,
        };
        let possible = value.map_or(domain, |value| u64::from_ne_bytes(value.low.to_ne_bytes()) & domain);
        let mut bits = (0..64).map(|bit| 1_u64 << bit).filter(|bit| possible & bit != 0);
        let _ = bits.try_for_each(|bit| each(Interval::point(i64::from_ne_bytes(bit.to_ne_bytes()))));
    }
}

/// What is done with each value, as long as it goes on.
type Each<'e> = &'e mut dyn FnMut(Interval) -> ControlFlow<()>;

fn whole_numbers(value: Interval, each: Each<'_>) {
    let Some(one) = number::whole(1) else { return };
    let count = value.high.checked_sub(value.low).map(|ticks| ticks / one);
    if count.is_some_and(|count| count < MOST) {
        let _ = (0..=count.unwrap_or(0)).try_for_each(|step| each(Interval::point(value.low + step * one)));
    }
}

fn days(value: Interval, each: Each<'_>) {
    if value.low == i64::MIN || value.high == i64::MAX {
        return;
    }
    let (first, last) = (Date::at(value.low), Date::at(value.high));
    let count = first.days_until(last);
    if count < MOST {
        let _ = (0..=count).try_for_each(|number| each(Interval::point(first.plus_days(number).tick())));
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

    /// Whether further values are tried.
    const fn goes_on(&self) -> ControlFlow<()> {
        if self.is_settled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Unknown where nothing was tried.
    fn status(&self) -> Status {
        if self.met == self.not_met { Status::UNKNOWN } else { Status::known(self.met) }
    }
}
