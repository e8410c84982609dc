//! Sets of numbers or dates: intervals of ticks that lie apart, in order.
//!
//! What a set leaves out is a set too, so that whether a value known only in part lies inside or
//! outside can be said exactly. Whole numbers and days have nothing between them; a [`Grain`] says so.

use crate::value::{Date, Interval, Status, number};

/// Which ticks are values of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// Every tick: a decimal has values between any two.
    Fine,
    /// Whole numbers.
    Whole,
    /// Days of the calendar.
    Day,
}

impl Grain {
    /// The part of an interval between its first and its last value; empty where it holds none.
    pub fn narrow(self, interval: Interval) -> Interval {
        let Interval { low, high } = interval;
        let (open_below, open_above) = (low == i64::MIN, high == i64::MAX);
        match self {
            Self::Fine => interval,
            Self::Whole => {
                let step = number::whole(1).unwrap_or(2);
                Interval {
                    low: if open_below { low } else { low.div_euclid(step) * step + up(low, step) },
                    high: if open_above { high } else { high.div_euclid(step) * step },
                }
            }
            // An odd tick lies between a day and the next.
            Self::Day => Interval {
                low: if open_below || low & 1 == 0 { low } else { Date::at(low - 1).plus_days(1).tick() },
                high: if open_above || high & 1 == 0 { high } else { high - 1 },
            },
        }
    }

    /// The first tick from which on what follows `tick` without a gap begins.
    fn next(self, tick: i64) -> i64 {
        match self {
            Self::Fine => tick.saturating_add(1),
            Self::Whole => tick.saturating_add(number::whole(1).unwrap_or(2)),
            Self::Day => Date::at(tick).plus_days(1).tick(),
        }
    }
}

/// What leads from the whole step below a tick to the one at or above it.
fn up(tick: i64, step: i64) -> i64 {
    if tick.rem_euclid(step) == 0 { 0 } else { step }
}

/// A set of ticks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TickSet {
    grain: Grain,
    /// Apart from one another, in order, and narrowed to the grain.
    intervals: Vec<Interval>,
}

impl TickSet {
    /// The values of some intervals, in any order.
    pub fn of(grain: Grain, intervals: impl IntoIterator<Item = Interval>) -> Self {
        let mut narrowed: Vec<Interval> = intervals
            .into_iter()
            .map(|interval| grain.narrow(interval))
            .filter(|interval| !interval.is_empty())
            .collect();
        narrowed.sort_unstable_by_key(|interval| (interval.low, interval.high));
        let mut intervals: Vec<Interval> = Vec::with_capacity(narrowed.len());
        for interval in narrowed {
            match intervals.last_mut() {
                Some(last) if last.high == i64::MAX || interval.low <= grain.next(last.high) => {
                    last.high = last.high.max(interval.high);
                }
                Some(_) | None => intervals.push(interval),
            }
        }
        Self { grain, intervals }
    }

    /// Every value.
    pub fn all(grain: Grain) -> Self {
        Self { grain, intervals: vec![Interval::ALL] }
    }

    /// Which ticks are values.
    pub const fn grain(&self) -> Grain {
        self.grain
    }

    /// The intervals, apart from one another and in order.
    pub fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// The only interval, where there is one.
    pub fn only(&self) -> Option<Interval> {
        if let [only] = self.intervals.as_slice() { Some(*only) } else { None }
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.intervals.is_empty()
    }

    /// What both hold.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Self {
        let pairs = self.intervals.iter().flat_map(|left| other.intervals.iter().map(|right| left.meet(*right)));
        Self::of(self.grain, pairs)
    }

    /// What it does not hold.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut rest = Vec::with_capacity(self.intervals.len() + 1);
        let mut low = Some(i64::MIN);
        for interval in &self.intervals {
            if let Some(low) = low
                && interval.low > i64::MIN
            {
                rest.push(Interval { low, high: interval.low - 1 });
            }
            low = interval.high.checked_add(1).filter(|_| interval.high != i64::MAX);
        }
        rest.extend(low.map(Interval::from));
        Self::of(self.grain, rest)
    }

    /// Whether a value of which an interval is known lies in the set.
    pub fn status(&self, value: Interval) -> Status {
        let value = self.grain.narrow(value);
        let touches = |interval: &&Interval| interval.low <= value.high && value.low <= interval.high;
        match self.intervals.iter().find(touches) {
            None => Status::NOT_MET,
            Some(first) => value.within(*first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::PartialDate;

    fn number(value: i64) -> i64 {
        number::whole(value).unwrap_or_default()
    }

    fn day(text: &str) -> i64 {
        PartialDate::parse(text).map_or(0, |date| date.interval().low)
    }

    #[test]
    fn touching_intervals_become_one() {
        let fine = TickSet::of(Grain::Fine, [Interval::point(number(3)), Interval::from(number(3) + 1)]);
        assert_eq!(fine.intervals(), [Interval::from(number(3))]);
        let points = [2, 3, 5].map(|value| Interval::point(number(value)));
        let whole = TickSet::of(Grain::Whole, points);
        assert_eq!(whole.intervals(), [Interval { low: number(2), high: number(3) }, Interval::point(number(5))]);
        let days = [day("2025-02-28"), day("2025-03-01")].map(Interval::point);
        assert_eq!(
            TickSet::of(Grain::Day, days).only(),
            Some(Interval { low: day("2025-02-28"), high: day("2025-03-01") })
        );
    }

    #[test]
    fn nothing_lies_between_whole_numbers_or_days() {
        let three = TickSet::of(Grain::Whole, [Interval::point(number(3))]);
        assert_eq!(three.status(Interval { low: number(2) + 1, high: number(4) - 1 }), Status::MET);
        assert_eq!(three.complement().status(Interval { low: number(2) + 1, high: number(4) - 1 }), Status::NOT_MET);
        let first = TickSet::of(Grain::Day, [Interval::point(day("2025-03-01"))]);
        let after = Interval { low: day("2025-02-28") + 1, high: day("2025-03-02") - 1 };
        assert_eq!(first.status(after), Status::MET);
    }

    #[test]
    fn a_value_known_in_part_is_settled_where_all_of_it_is_inside_or_outside() {
        let line = TickSet::of(Grain::Fine, [Interval::up_to(number(3)), Interval::from(number(7) + 1)]);
        assert_eq!(line.status(Interval { low: number(4), high: number(7) }), Status::NOT_MET);
        assert_eq!(line.status(Interval { low: number(3), high: number(4) }), Status::UNKNOWN);
        assert_eq!(line.status(Interval { low: number(2), high: number(8) }), Status::UNKNOWN);
        assert_eq!(line.status(Interval::up_to(number(1))), Status::MET);
    }

    #[test]
    fn a_complement_holds_what_the_set_does_not() {
        for grain in [Grain::Fine, Grain::Whole] {
            let line = TickSet::of(grain, [Interval::point(number(2)), Interval::from(number(9))]);
            let other = line.complement();
            assert_eq!(other.complement(), line);
            assert!(line.meet(&other).is_empty());
            for value in 0..12 {
                let point = Interval::point(number(value));
                assert_eq!(line.status(point), other.status(point).negated(), "{value}");
            }
        }
        assert!(TickSet::all(Grain::Day).complement().is_empty());
        assert_eq!(TickSet::of(Grain::Fine, []).complement(), TickSet::all(Grain::Fine));
    }
}
