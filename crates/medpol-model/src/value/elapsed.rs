//! Time that has passed at a day, by the calendar.
//!
//! What is said of elapsed time ("more than 3 months", "12 weeks") allows certain starts and no others. A comparison
//! allows certain starts too. So the two are compared as sets of starts, and never by turning months into days or by
//! subtracting months from a date. Dates have no time of day: a day after a limit is the first that is over it.

use crate::program::Order;
use crate::value::{Date, Duration, Interval, Span};
use crate::vocabulary::Clock;

/// The starts, in date ticks, from which a time within `range` has passed at `end`. The range is in ticks of months
/// or days; an odd tick lies between two counts. The result is empty where no start will do: no day is exactly one
/// month before 31 March.
#[must_use]
pub fn starts(range: Interval, span: Span, end: Date) -> Interval {
    let latest = |end: Date, count: i64| end.latest_start(Duration { count, span });
    let eve = end.plus_days(-1);
    let high = match range.low {
        i64::MIN => i64::MAX,
        low if low & 1 == 0 => latest(end, low / 2).tick(),
        // More than so much has passed where so much had passed on the day before.
        low => latest(eve, low.div_euclid(2)).tick(),
    };
    let low = match range.high {
        i64::MAX => i64::MIN,
        high if high & 1 == 0 => latest(eve, high / 2).plus_days(1).tick(),
        high => latest(end, high.div_euclid(2) + 1).plus_days(1).tick(),
    };
    Interval { low, high }
}

/// The ends, in date ticks, at which a time within `range` has passed since `start`.
#[must_use]
pub fn ends(range: Interval, span: Span, start: Date) -> Interval {
    let reached = |count: i64| start.plus(Duration { count, span });
    let low = match range.low {
        i64::MIN => i64::MIN,
        low if low & 1 == 0 => reached(low / 2).tick(),
        low => reached(low.div_euclid(2)).plus_days(1).tick(),
    };
    let high = match range.high {
        i64::MAX => i64::MAX,
        high if high & 1 == 0 => reached(high / 2).tick(),
        high => reached(high.div_euclid(2) + 1).plus_days(-1).tick(),
    };
    Interval { low, high }
}

impl Clock {
    /// The times of a range of ticks that there are: none is below zero, and between two dates there are whole days,
    /// so that more than 13 of them are 14 or more.
    #[must_use]
    pub fn times(self, range: Interval, span: Span) -> Interval {
        let range = Interval { low: range.low.max(0), ..range };
        match (self, span) {
            (Self::Elapsed | Self::Between, Span::Days) => range.whole(),
            (Self::Length, _) | (_, Span::Months) => range,
        }
    }
}

impl Order {
    /// The times that a comparison with a duration allows, in ticks of its span; those that it excludes, where it asks
    /// for any other.
    #[must_use]
    pub const fn of_duration(self, duration: Duration) -> Interval {
        let tick = duration.tick();
        match self {
            Self::Is | Self::IsNot => Interval::point(tick),
            Self::AtLeast => Interval::from(tick),
            Self::MoreThan => Interval::from(tick + 1),
            Self::AtMost => Interval::up_to(tick),
            Self::LessThan => Interval::up_to(tick - 1),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests {
    use super::*;

    /// What the rule says of one start and one end.
    fn lasts(start: Date, end: Date, range: Interval, span: Span) -> bool {
        let reaches = |count: i64| start.plus(Duration { count, span });
        let is_enough = match range.low {
            i64::MIN => true,
            low if low & 1 == 0 => reaches(low / 2) <= end,
            low => reaches(low.div_euclid(2)) < end,
        };
        let is_no_more = match range.high {
            i64::MAX => true,
            high if high & 1 == 0 => reaches(high / 2) >= end,
            high => reaches(high.div_euclid(2) + 1) > end,
        };
        is_enough && is_no_more
    }

    #[test]
    fn starts_and_ends_are_those_that_the_rule_allows() {
        let ranges = |count: i64| {
            let tick = count * 2;
            [
                Interval::from(tick),
                Interval::from(tick + 1),
                Interval::up_to(tick),
                Interval::up_to(tick - 1),
                Interval { low: tick, high: tick + 1 },
                Interval::point(tick),
                Interval::ALL,
            ]
        };
        let first = Date::parse("2023-12-20").unwrap();
        for end in (0..110).map(|day| first.plus_days(day)) {
            for (span, counts) in [(Span::Months, [0, 1, 2, 6, 12]), (Span::Days, [0, 1, 29, 30, 31])] {
                for range in counts.into_iter().flat_map(ranges) {
                    for near in counts.into_iter().flat_map(|count| (-40..5).map(move |day| (count, day))) {
                        let near = end.latest_start(Duration { count: near.0, span }).plus_days(near.1);
                        let is_allowed = lasts(near, end, range, span);
                        let (from, to) = (starts(range, span, end), ends(range, span, near));
                        let within = |date: Date, range: Interval| (range.low..=range.high).contains(&date.tick());
                        assert_eq!(within(near, from), is_allowed, "{near} to {end}: {range:?} {span:?}");
                        assert_eq!(within(end, to), is_allowed, "{near} to {end}: {range:?} {span:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_exactly_a_month_before_the_31st_of_march() {
        let march = Date::parse("2023-03-31").unwrap();
        assert!(starts(Interval::point(2), Span::Months, march).is_empty());
    }
}
