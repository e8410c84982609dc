//! Durations that one comparison by itself leaves open: the days are tried.
//!
//! Several comparisons of one duration can leave it open one by one although no day satisfies them all, and an end of
//! which the day is not known can be settled for every day that it can be. Knows nothing of how a comparison is
//! decided for single counts.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{Derivation, FactRef, Limit, Order};
use medpol_model::value::{Date, Interval, Status, ends, starts};
use medpol_model::vocabulary::Clock;

use super::duration::{Stated, elapsed, within};
use crate::frames::Frames;
use crate::reading::{Evaluation, Reading};

/// How many days are tried at most where neither date of a time is known: ten years.
const MOST_DAYS: i64 = 3_660;

/// How many pairs of a start and an end are tried at most, where both are one of several dates.
const MOST_PAIRS: usize = 4_096;

/// The months after which the calendar repeats.
const CYCLE_MONTHS: i64 = 4_800;

/// A day at which the time ends that is counted where no calendar day is known: any will do.
const SOME_DAY: Interval = Interval::ALL;

impl<F: ReadFacts> Evaluation<'_, F> {
    /// A duration against limits: each by itself, and where that leaves it open, all at once.
    pub(super) fn lasts(&self, fact: FactRef, reading: Reading, limits: &[Limit], frames: &Frames) -> Status {
        let status = Status::all(limits.iter().map(|limit| self.duration(fact, reading, *limit)));
        if status.is_unknown() { self.durations(fact, reading, Limits(limits), frames) } else { status }
    }

    #[inline(never)]
    fn durations(&self, fact: FactRef, reading: Reading, limits: Limits<'_>, frames: &Frames) -> Status {
        if limits.each().any(|limit| limit.order == Order::IsNot) {
            return Status::UNKNOWN;
        }
        let clock = self.clock(fact);
        let mut seen = Seen::default();
        match reading {
            Reading::Elapsed { .. } => {
                let tried = || self.tries(fact);
                if !self.dates_of(fact, frames, 1, &mut |start, end| seen.add(between(start, end, limits, &tried))) {
                    return Status::UNKNOWN;
                }
            }
            Reading::Unknown if clock == Clock::Elapsed => {
                seen.add(between(Interval::ALL, self.anchor, limits, &|| self.tries(fact)));
            }
            Reading::Unknown | Reading::Unusable(_) => {}
            Reading::Value { value, mark, slot } => {
                for value in self.case.values(slot, &value, mark) {
                    if (seen.met && seen.not_met) || !self.step(fact) {
                        break;
                    }
                    seen.add(self.of_stated(fact, Stated::new(clock, *value, mark.span()), limits));
                }
            }
        }
        seen.status()
    }

    fn of_stated(&self, fact: FactRef, stated: Stated, limits: Limits<'_>) -> Status {
        let status = Status::all(limits.each().map(|limit| stated.by_count(limit)));
        let end = if stated.clock() == Clock::Elapsed { self.anchor } else { SOME_DAY };
        let is_tried = match stated.clock() {
            // A part of a day has no start among the dates.
            Clock::Length => stated.is_exact() && limits.are_several(),
            // At any day at all, one count against another is settled already.
            Clock::Elapsed | Clock::Between => limits.are_several() || end != SOME_DAY,
        };
        if !status.is_unknown() || !is_tried {
            return status;
        }
        let mut seen = Seen::default();
        for end in telling_days(end).take_while(|_| self.tries(fact)) {
            let own = stated.starts(end);
            if !own.is_empty() {
                seen.add(within(own, limits.starts(end)));
            }
            if seen.met && seen.not_met {
                break;
            }
        }
        seen.status()
    }

    /// The start and the end of a time that follows from dates, each of several where it is one of several; for something
    /// that is asked of each pair so many times. Says whether all pairs were gone through: of very many none is.
    pub(crate) fn dates_of(
        &self,
        fact: FactRef,
        frames: &Frames,
        times: usize,
        each: &mut dyn FnMut(Interval, Interval),
    ) -> bool {
        let own = self.own(fact, frames);
        let is_many = |[starts, ends]: [usize; 2]| {
            let numbers = [starts, ends, times];
            let several = numbers.iter().filter(|number| **number > 1).count();
            several > 1 && numbers.into_iter().fold(1, usize::saturating_mul) > MOST_PAIRS
        };
        match fact.derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize)) {
            Some(Derivation::ElapsedSince(from)) => {
                if is_many([self.number_of_dates(*from, &own), 1]) {
                    return false;
                }
                self.dates(*from, &own, &mut |start| each(start, self.anchor));
            }
            Some(Derivation::ElapsedBetween { from, to }) => {
                if is_many([from, to].map(|date| self.number_of_dates(*date, &own))) {
                    return false;
                }
                self.dates(*from, &own, &mut |start| self.dates(*to, &own, &mut |end| each(start, end)));
            }
            Some(
                Derivation::Count(_)
                | Derivation::Sum { .. }
                | Derivation::Latest { .. }
                | Derivation::Earliest { .. }
                | Derivation::PercentChange { .. }
                | Derivation::BodyMassIndex { .. },
            )
            | None => {}
        }
        true
    }

    /// Each interval that a date is in, as long as there are steps left.
    fn dates(&self, date: FactRef, frames: &Frames, each: &mut dyn FnMut(Interval)) {
        if let Reading::Value { value, mark, slot } = self.reading(date, frames) {
            let values = self.case.values(slot, &value, mark).iter().take_while(|_| self.step(date));
            values.for_each(|value| each(*value));
        }
    }

    fn number_of_dates(&self, date: FactRef, frames: &Frames) -> usize {
        match self.reading(date, frames) {
            Reading::Value { value, mark, slot } => self.case.values(slot, &value, mark).len(),
            Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => 0,
        }
    }

    /// Whether a stated duration can be the time between two dates.
    pub(crate) fn can_last(&self, fact: FactRef, value: Interval, mark: Mark, start: Interval, end: Interval) -> bool {
        let clock = self.clock(fact);
        // A time between two dates may have been rounded down to whole units; a bound has not.
        let rounded = Interval { low: value.low, high: value.high.saturating_add(1) };
        let value = if clock != Clock::Elapsed && value.is_point() { rounded } else { value };
        let span = mark.span();
        let value = clock.times(value, span);
        can_meet(start, end, &|end| starts(value, span, end), &|start| ends(value, span, start), &|| self.tries(fact))
    }
}

/// The limits of a duration.
#[derive(Clone, Copy)]
struct Limits<'t>(&'t [Limit]);

impl<'t> Limits<'t> {
    fn each(self) -> impl Iterator<Item = Limit> + use<'t> {
        self.0.iter().copied()
    }

    fn are_several(self) -> bool {
        self.each().nth(1).is_some()
    }

    /// The starts that all of them allow.
    fn starts(self, end: Date) -> Interval {
        self.each().map(|limit| limit.starts(end)).fold(Interval::ALL, Interval::meet)
    }

    /// The ends that all of them allow.
    fn ends(self, start: Date) -> Interval {
        self.each().map(|limit| limit.ends(start)).fold(Interval::ALL, Interval::meet)
    }
}

/// Time between two dates against all comparisons. Each day is tried as long as it may be.
fn between(start: Interval, end: Interval, limits: Limits<'_>, may_try: &dyn Fn() -> bool) -> Status {
    let status = Status::all(limits.each().map(|limit| elapsed(start, end, limit.order, limit.duration)));
    let is_open = status.is_unknown() && limits.are_several();
    if is_open && !can_meet(start, end, &|end| limits.starts(end), &|start| limits.ends(start), may_try) {
        Status::NOT_MET
    } else {
        status
    }
}

/// Whether some start and some end are allowed together; yes, where there are too many of both to try.
fn can_meet(
    start: Interval,
    end: Interval,
    starts_at: &dyn Fn(Date) -> Interval,
    ends_at: &dyn Fn(Date) -> Interval,
    may_try: &dyn Fn() -> bool,
) -> bool {
    if let Some(days) = days(end) {
        return days.take_while(|_| may_try()).any(|day| !starts_at(day).meet(start).is_empty());
    }
    days(start).is_none_or(|days| days.take_while(|_| may_try()).any(|day| !ends_at(day).meet(end).is_empty()))
}

/// The days of a range, if they are few enough.
fn days(range: Interval) -> Option<impl Iterator<Item = Date>> {
    if range.low == i64::MIN || range.high == i64::MAX {
        return None;
    }
    let (first, last) = (Date::at(range.low), Date::at(range.high));
    let count = first.days_until(last);
    (count <= MOST_DAYS).then(|| (0..=count).map(move |number| first.plus_days(number)))
}

/// Days of a range that stand for all of them: from the 2nd to the 27th of a month, what lies so many months and days
/// back is moved with the day; after 400 years the calendar repeats.
fn telling_days(range: Interval) -> impl Iterator<Item = Date> {
    let cycle = |from: Date, months: i64| from.plus_months(months);
    let (first, last) = match (range.low, range.high) {
        (i64::MIN, i64::MAX) => (Date::FIRST, cycle(Date::FIRST, CYCLE_MONTHS)),
        (i64::MIN, high) => (cycle(Date::at(high), -CYCLE_MONTHS), Date::at(high)),
        (low, i64::MAX) => (Date::at(low), cycle(Date::at(low), CYCLE_MONTHS)),
        (low, high) => (Date::at(low), Date::at(high).min(cycle(Date::at(low), CYCLE_MONTHS))),
    };
    let month = first.first_of_month();
    let months = (0..=CYCLE_MONTHS).map(move |number| month.plus_months(number)).take_while(move |day| *day <= last);
    let days = months.flat_map(|month| {
        let days = [0, 1, 27, 28, 29, 30].into_iter().map(move |day| month.plus_days(day));
        days.filter(move |day| day.first_of_month() == month)
    });
    std::iter::once(first).chain(days.filter(move |day| *day > first && *day <= last))
}

/// What came out so far.
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

    /// Unknown where nothing was tried.
    fn status(&self) -> Status {
        if self.met == self.not_met { Status::UNKNOWN } else { Status::known(self.met) }
    }
}
