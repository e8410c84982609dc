//! Limits of a fact that are no interval of ticks: how long a time may be, and how far from the anchor a
//! date may lie.
//!
//! A limit is broken only where every value that the record allows breaks it. Knows no case.

use crate::value::{Date, Duration, Interval, Span, days_in_months, starts};

/// The least and the greatest of a time, or of a date as reckoned from the anchor.
///
/// A date's limits are below zero before the anchor and above zero after it. The limit itself is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The shortest time, or the earliest date.
    pub min: Option<Duration>,
    /// The longest time, or the latest date.
    pub max: Option<Duration>,
}

/// The limit of a fact that a value breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The least.
    Min(Duration),
    /// The greatest.
    Max(Duration),
}

impl Broken {
    /// How a date lies that breaks it: `more than 130 years before`, `before`.
    pub fn of_date(self) -> String {
        match self {
            Self::Min(offset) if offset.count < 0 => format!("more than {} before", back(offset)),
            Self::Min(offset) if offset.count == 0 => "before".to_owned(),
            Self::Min(offset) => format!("less than {offset} after"),
            Self::Max(offset) if offset.count < 0 => format!("less than {} before", back(offset)),
            Self::Max(offset) if offset.count == 0 => "after".to_owned(),
            Self::Max(offset) => format!("more than {offset} after"),
        }
    }
}

impl Limits {
    /// How long a time is: `at least 1 week and at most 2 years`.
    pub fn of_time(self) -> Option<String> {
        let min = self.min.map(|min| format!("at least {min}"));
        joined(min, self.max.map(|max| format!("at most {max}")))
    }

    /// Where a date lies, as reckoned from the anchor of this name: `at most 130 years before the date of service`.
    pub fn of_date(self, anchor: &str) -> Option<String> {
        let min = self.min.map(|offset| match offset.count {
            ..0 => format!("at most {} before {anchor}", back(offset)),
            0 => format!("not before {anchor}"),
            1.. => format!("at least {offset} after {anchor}"),
        });
        let anchor = if min.is_some() { "it" } else { anchor };
        let max = self.max.map(|offset| match offset.count {
            ..0 => format!("at least {} before {anchor}", back(offset)),
            0 => format!("not after {anchor}"),
            1.. => format!("at most {offset} after {anchor}"),
        });
        joined(min, max)
    }

    /// No limits.
    pub const NONE: Self = Self { min: None, max: None };

    /// The limit that a date breaks wherever in `date` and `anchor` the two lie. As everywhere, months are added
    /// to the earlier of two days: what lies at most 130 years before the anchor is 130 years later on or after it.
    pub fn broken_by_date(self, date: Interval, anchor: Interval) -> Option<Broken> {
        let at = |tick: i64| (tick != i64::MIN && tick != i64::MAX).then(|| Date::at(tick));
        let is_early = |offset: &Duration| {
            let now = at(anchor.low)?;
            let within = Interval::up_to(back(*offset).tick());
            let first = if offset.count < 0 { starts(within, offset.span, now).low } else { now.plus(*offset).tick() };
            Some(date.high < first)
        };
        let is_late = |offset: &Duration| {
            let now = at(anchor.high)?;
            let last = if offset.count < 0 { now.latest_start(back(*offset)) } else { now.plus(*offset) };
            Some(date.low > last.tick())
        };
        let min = self.min.filter(|offset| is_early(offset) == Some(true)).map(Broken::Min);
        min.or_else(|| self.max.filter(|offset| is_late(offset) == Some(true)).map(Broken::Max))
    }

    /// The limit that a stated time breaks. It is in ticks of months or days; months count as the most or the
    /// fewest days that they can be, whichever keeps to the limit.
    pub fn broken_by_time(self, time: Interval, span: Span) -> Option<Broken> {
        let is_short =
            |least: &Duration| time.high != i64::MAX && longest(time.high, span, least.span) < at(least, span).low;
        let is_long =
            |most: &Duration| time.low != i64::MIN && shortest(time.low, span, most.span) > at(most, span).high;
        let min = self.min.filter(is_short).map(Broken::Min);
        min.or_else(|| self.max.filter(is_long).map(Broken::Max))
    }

    /// The limit that the time between two dates breaks wherever they lie.
    pub fn broken_between(self, start: Interval, end: Interval) -> Option<Broken> {
        let reached = |start: i64, length: &Duration| match start {
            i64::MIN | i64::MAX => start,
            start => Date::at(start).plus(*length).tick(),
        };
        let min = self.min.filter(|least| reached(start.low, least) > end.high).map(Broken::Min);
        min.or_else(|| self.max.filter(|most| reached(start.high, most) < end.low).map(Broken::Max))
    }

    /// Whether no value lies between the two.
    pub fn are_empty(self) -> bool {
        let max_alone = Self { min: None, ..self };
        self.min.is_some_and(|min| max_alone.broken_by_time(Interval::point(min.tick()), min.span).is_some())
    }
}

fn joined(min: Option<String>, max: Option<String>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} and {max}")),
        (min, max) => min.or(max),
    }
}

/// A limit before the anchor as a length.
const fn back(offset: Duration) -> Duration {
    Duration { count: offset.count.saturating_neg(), span: offset.span }
}

/// A limit in ticks, in days if it is held against days.
fn at(limit: &Duration, against: Span) -> Interval {
    match (limit.span, against) {
        (Span::Months, Span::Days) => {
            let Interval { low, high } = days_in_months(limit.count);
            Interval { low: low * 2, high: high * 2 }
        }
        (Span::Months, Span::Months) | (Span::Days, _) => Interval::point(limit.tick()),
    }
}

/// The tick of a time at its longest, in days if it is held against days.
fn longest(tick: i64, span: Span, against: Span) -> i64 {
    match (span, against) {
        // More than so many months is less than one more.
        (Span::Months, Span::Days) => days_in_months(tick.div_euclid(2) + (tick & 1)).high * 2 - (tick & 1),
        (Span::Months, Span::Months) | (Span::Days, _) => tick,
    }
}

/// The tick of a time at its shortest, in days if it is held against days.
fn shortest(tick: i64, span: Span, against: Span) -> i64 {
    match (span, against) {
        (Span::Months, Span::Days) => days_in_months(tick.div_euclid(2)).low * 2 + (tick & 1),
        (Span::Months, Span::Months) | (Span::Days, _) => tick,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests {
    use super::*;
    use crate::value::{PartialDate, WrittenDuration};

    fn length(text: &str) -> Duration {
        WrittenDuration::parse(text).unwrap().duration
    }

    fn before(text: &str) -> Duration {
        back(length(text))
    }

    fn day(text: &str) -> Interval {
        PartialDate::parse(text).unwrap().interval()
    }

    #[test]
    fn a_date_breaks_a_limit_where_each_of_its_days_does() {
        let limits = Limits { min: Some(before("130 years")), max: Some(length("0 days")) };
        let broken = |date: &str, anchor: &str| limits.broken_by_date(day(date), day(anchor));
        assert_eq!(broken("1895-09-15", "2025-09-15"), None);
        assert_eq!(broken("1895-09-14", "2025-09-15"), limits.min.map(Broken::Min));
        assert_eq!(broken("1895-09", "2025-09-15"), None);
        assert_eq!(broken("1895-08", "2025-09-15"), limits.min.map(Broken::Min));
        assert_eq!(broken("1896", "2026"), None);
        assert_eq!(broken("1895", "2026"), limits.min.map(Broken::Min));
        assert_eq!(broken("2025-09-16", "2025-09-15"), limits.max.map(Broken::Max));
        assert_eq!(broken("2025-09", "2025-09-15"), None);
        assert_eq!(limits.broken_by_date(day("0001"), Interval::ALL), None);
        assert_eq!(limits.broken_by_date(Interval::ALL, day("2025")), None);
    }

    #[test]
    fn months_of_a_date_are_added_to_the_earlier_day() {
        let limits = Limits { min: Some(before("1 month")), max: Some(before("1 month")) };
        let broken = |date: &str, anchor: &str| limits.broken_by_date(day(date), day(anchor));
        assert_eq!(broken("2023-01-28", "2023-02-28"), None);
        assert_eq!(broken("2023-01-31", "2023-02-28"), None);
        assert_eq!(broken("2023-02-28", "2023-03-31"), limits.min.map(Broken::Min));
        let after = Limits { min: Some(length("1 month")), max: Some(length("2 months")) };
        assert_eq!(after.broken_by_date(day("2023-02-28"), day("2023-01-31")), None);
        assert_eq!(after.broken_by_date(day("2023-02-27"), day("2023-01-31")), after.min.map(Broken::Min));
        assert_eq!(after.broken_by_date(day("2023-04-01"), day("2023-01-31")), after.max.map(Broken::Max));
    }

    #[test]
    fn months_and_days_break_a_limit_only_where_the_calendar_leaves_no_doubt() {
        let broken = |min: &str, max: &str, time: &str| {
            let WrittenDuration { duration, .. } = WrittenDuration::parse(time).unwrap();
            let limits = Limits { min: Some(length(min)), max: Some(length(max)) };
            limits.broken_by_time(Interval::point(duration.tick()), duration.span)
        };
        assert_eq!(broken("0 days", "2 years", "25 months"), Some(Broken::Max(length("2 years"))));
        assert_eq!(broken("0 days", "2 years", "731 days"), None);
        assert_eq!(broken("0 days", "2 years", "732 days"), Some(Broken::Max(length("2 years"))));
        assert_eq!(broken("0 days", "60 days", "2 months"), None);
        assert_eq!(broken("0 days", "58 days", "2 months"), Some(Broken::Max(length("58 days"))));
        assert_eq!(broken("62 days", "1 year", "2 months"), None);
        assert_eq!(broken("63 days", "1 year", "2 months"), Some(Broken::Min(length("63 days"))));
        assert_eq!(broken("2 months", "1 year", "59 days"), None);
        assert_eq!(broken("2 months", "1 year", "58 days"), Some(Broken::Min(length("2 months"))));
        let open = Limits { max: Some(length("2 years")), ..Limits::NONE };
        assert_eq!(open.broken_by_time(Interval::from(48), Span::Months), None);
        assert_eq!(open.broken_by_time(Interval::from(49), Span::Months), open.max.map(Broken::Max));
        assert_eq!(open.broken_by_time(Interval::up_to(49), Span::Months), None);
        let least = Limits { min: Some(length("1 day")), ..Limits::NONE };
        assert_eq!(least.broken_by_time(Interval::up_to(1), Span::Days), least.min.map(Broken::Min));
    }

    #[test]
    fn limits_without_a_value_between_them_are_empty() {
        let limits = |min: &str, max: &str| Limits { min: Some(length(min)), max: Some(length(max)) };
        assert!(limits("2 years", "23 months").are_empty() && limits("32 days", "1 month").are_empty());
        assert!(!limits("2 years", "24 months").are_empty() && !limits("31 days", "1 month").are_empty());
        assert!(Limits { min: Some(length("1 day")), max: Some(before("1 day")) }.are_empty());
        assert!(!Limits { min: Some(before("130 years")), max: Some(length("0 days")) }.are_empty());
    }

    #[test]
    fn the_time_between_two_dates_breaks_a_limit_wherever_they_lie() {
        let limits = Limits { min: Some(length("1 month")), max: Some(length("1 year")) };
        let broken = |start: &str, end: &str| limits.broken_between(day(start), day(end));
        assert_eq!(broken("2023-01-31", "2023-02-28"), None);
        assert_eq!(broken("2023-01-31", "2023-02-27"), Some(Broken::Min(length("1 month"))));
        assert_eq!(broken("2023", "2025-01-01"), Some(Broken::Max(length("1 year"))));
        assert_eq!(broken("2023", "2024-12-31"), None);
        assert_eq!(limits.broken_between(Interval::ALL, day("2024")), None);
    }
}
