//! Durations against constants: what follows from dates, and what a case states.
//!
//! A stated duration is a set of times, and so is what a comparison allows. Where both are counted alike, or where no
//! calendar day is known at which the time ends, the counts are compared. Where the end is known, the starts are: see
//! `medpol_model::value::starts`. How several comparisons of one duration are settled together stands in `starts`.

use medpol_model::case::ReadFacts;
use medpol_model::program::{FactRef, Limit, Order};
use medpol_model::value::{Date, Duration, Interval, Span, Status, days_in_months, starts};
use medpol_model::vocabulary::{Clock, FactKind};

use crate::reading::{Evaluation, Reading};

/// A duration that a case states.
#[derive(Clone, Copy)]
pub(super) struct Stated {
    clock: Clock,
    /// In ticks of the span; never below zero.
    value: Interval,
    span: Span,
}

impl Stated {
    pub(super) fn new(clock: Clock, value: Interval, span: Span) -> Self {
        Self { clock, span, value: clock.times(value, span) }
    }

    pub(super) const fn clock(self) -> Clock {
        self.clock
    }

    /// The starts that it allows at `end`.
    pub(super) fn starts(self, end: Date) -> Interval {
        starts(self.value, self.span, end)
    }

    /// Whether it is one time, and so whole days from any start.
    pub(super) const fn is_exact(self) -> bool {
        self.value.is_point()
    }

    /// By counts alone: what holds at every end.
    pub(super) fn by_count(self, limit: Limit) -> Status {
        let Limit { order, duration, days } = limit;
        if self.span == duration.span {
            return limit.polar(self.value.within(order.of_duration(duration)));
        }
        length(self.in_days(), order, Interval { low: days.low * 2, high: days.high * 2 })
    }

    /// The days that it can be, in ticks.
    fn in_days(self) -> Interval {
        if self.span == Span::Days {
            return self.value;
        }
        let Interval { low, high } = self.value;
        let days = Interval {
            low: days_in_months(low.div_euclid(2)).low * 2 + (low & 1),
            high: match high {
                i64::MAX => i64::MAX,
                high => days_in_months(high.div_euclid(2) + (high & 1)).high * 2 - (high & 1),
            },
        };
        self.clock.times(days, Span::Days)
    }
}

impl<F: ReadFacts> Evaluation<'_, F> {
    /// A duration against a constant.
    pub(super) fn duration(&self, fact: FactRef, reading: Reading, limit: Limit) -> Status {
        match reading {
            Reading::Unknown | Reading::Unusable(_) => Status::UNKNOWN,
            Reading::Elapsed { start, end } => elapsed(start, end, limit.order, limit.duration),
            Reading::Value { mark, .. } => {
                let clock = self.clock(fact);
                self.each_value(fact, reading, |value| self.stated_time(Stated::new(clock, value, mark.span()), limit))
            }
        }
    }

    /// A stated duration against a constant. Most are settled by their counts; the calendar settles the others.
    fn stated_time(&self, stated: Stated, limit: Limit) -> Status {
        let status = stated.by_count(limit);
        if !status.is_unknown() || stated.clock != Clock::Elapsed || !self.anchor.is_point() {
            return status;
        }
        let end = Date::at(self.anchor.low);
        let own = stated.starts(end);
        if own.is_empty() { status } else { limit.polar(within(own, limit.starts(end))) }
    }

    /// What a duration is counted up to.
    pub(crate) fn clock(&self, fact: FactRef) -> Clock {
        match self.fact(fact).map(|fact| &fact.kind) {
            Some(FactKind::Duration(clock)) => *clock,
            _ => Clock::Length,
        }
    }
}

/// Whether a start in `own` is one of those that are allowed, of which there may be none.
pub(super) fn within(own: Interval, allowed: Interval) -> Status {
    if allowed.is_empty() { Status::NOT_MET } else { own.within(allowed) }
}

/// A length in ticks against a range of ticks that the constant covers.
fn length(value: Interval, order: Order, constant: Interval) -> Status {
    let at_least = Status::of(value.high >= constant.low, value.low < constant.high);
    let more_than = Status::of(value.high > constant.low, value.low <= constant.high);
    by_order(order, at_least, more_than)
}

/// Time from `start` to `end` against a constant, by the calendar: at least that long when the start
/// plus the duration is on or before the end. Monotone in both, so the ends of the intervals decide.
pub(super) fn elapsed(start: Interval, end: Interval, order: Order, duration: Duration) -> Status {
    let after = |start: i64| Date::at(start).plus(duration).tick();
    let is_open = |tick: i64| tick == i64::MIN || tick == i64::MAX;
    let latest_reach = if is_open(start.high) { i64::MAX } else { after(start.high) };
    let earliest_reach = match start.low {
        low if low == start.high => latest_reach,
        low if is_open(low) => i64::MIN,
        low => after(low),
    };
    let at_least = Status::of(earliest_reach <= end.high, latest_reach > end.low);
    let more_than = Status::of(earliest_reach < end.high, latest_reach >= end.low);
    by_order(order, at_least, more_than)
}

fn by_order(order: Order, at_least: Status, more_than: Status) -> Status {
    match order {
        Order::AtLeast => at_least,
        Order::MoreThan => more_than,
        Order::AtMost => more_than.negated(),
        Order::LessThan => at_least.negated(),
        Order::Is => Status::all([at_least, more_than.negated()]),
        Order::IsNot => Status::all([at_least, more_than.negated()]).negated(),
    }
}
