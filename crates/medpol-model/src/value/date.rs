//! Calendar dates, and the calendar rule for elapsed time.
//!
//! A date is packed as months since year 0 and day of the month, so that dates order as integers
//! and adding months is an addition. What is reckoned from a date may lie outside of the calendar
//! that can be written: at the end of the calendar six months are as long as anywhere. No time zones,
//! no clock.

use jiff::civil;

use crate::value::{Duration, Interval, Span};

/// How many days or months are added at most: more than any duration has, and few enough to count.
const FARTHEST: i64 = 1_000_000;

/// The days of 400 years, after which the calendar repeats.
pub(crate) const CYCLE_DAYS: i64 = 146_097;

/// A calendar date between 0001-01-01 and 9999-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The date, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1 { None } else { civil::Date::new(year, month, day).ok().map(Self::from_civil) }
    }

    fn from_civil(date: civil::Date) -> Self {
        Self(((i32::from(date.year()) * 12 + i32::from(date.month()) - 1) << 5) | i32::from(date.day()))
    }

    /// Reads `2025-06-15`.
    pub fn parse(text: &str) -> Option<Self> {
        match PartialDate::parse(text)? {
            PartialDate { first, last } if first == last => Some(first),
            PartialDate { .. } => None,
        }
    }

    fn months(self) -> i32 {
        self.0 >> 5
    }

    fn day(self) -> i32 {
        self.0 & 31
    }

    /// The last day of a month, which is given by the months since year 0. By hand, because what is reckoned may
    /// lie outside of the years that jiff has; a test holds the two against each other.
    pub(crate) fn last_day(months: i32) -> i32 {
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// The first day of its month.
    #[must_use]
    pub const fn first_of_month(self) -> Self {
        Self((self.0 & !31) | 1)
    }

    /// This date plus whole months, the day clamped to the month's last.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        let months = i32::try_from(months.clamp(-FARTHEST, FARTHEST)).unwrap_or(0);
        let target = self.months().saturating_add(months);
        Self((target << 5) | self.day().min(Self::last_day(target)))
    }

    /// This date plus whole days.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_day_number(self.day_number() + days.clamp(-FARTHEST, FARTHEST))
    }

    /// The number of this day, from the 1st of March of year 0: leap days then end their year.
    fn day_number(self) -> i64 {
        let months = i64::from(self.months()) - 2;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + (153 * month + 2) / 5 + i64::from(self.day()) - 1
    }

    fn from_day_number(number: i64) -> Self {
        let (cycle, day) = (number.div_euclid(CYCLE_DAYS), number.rem_euclid(CYCLE_DAYS));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let months = (cycle * 400 + year) * 12 + month + 2;
        i32::try_from((months << 5) | day).map_or(Self::LAST, Self)
    }

    /// The first date that can be written.
    pub const FIRST: Self = Self((12 << 5) | 1);

    const LAST: Self = Self(((9999 * 12 + 11) << 5) | 31);

    /// This date plus a duration, by the calendar.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        match duration.span {
            Span::Months => self.plus_months(duration.count),
            Span::Days => self.plus_days(duration.count),
        }
    }

    /// Days from this date to `later`; negative when `later` is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        later.day_number() - self.day_number()
    }

    /// Whole months from this date to `later` by the rule `start + months ≤ end`, and the days left.
    pub fn months_until(self, later: Self) -> (i64, i64) {
        let mut months = i64::from(later.months() - self.months());
        if self.plus_months(months) > later {
            months -= 1;
        }
        (months, self.plus_months(months).days_until(later))
    }

    /// The latest date from which `duration` has passed at `end`: `start + duration ≤ end` holds for
    /// it and no later date.
    #[must_use]
    pub fn latest_start(self, duration: Duration) -> Self {
        let mut start = match duration.span {
            Span::Days => return self.plus_days(duration.count.saturating_neg()),
            Span::Months => self.plus_months(duration.count.saturating_neg()),
        };
        // Clamping lets a few more days at a month's end reach the same date: 28–31 August + 6 months.
        while start.plus_days(1).plus(duration) <= self {
            start = start.plus_days(1);
        }
        start
    }

    /// The tick of this date in an [`Interval`].
    pub const fn tick(self) -> i64 {
        self.0 as i64 * 2
    }

    /// The date at a tick that [`Date::tick`] made.
    pub fn at(tick: i64) -> Self {
        i32::try_from(tick.div_euclid(2)).map_or(Self::LAST, Self)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month) = (self.months().div_euclid(12), self.months().rem_euclid(12) + 1);
        write!(formatter, "{year:04}-{month:02}-{:02}", self.day())
    }
}

/// A date of which the day, or the day and month, may not be known: an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialDate {
    /// The first day it can be.
    pub first: Date,
    /// The last day it can be.
    pub last: Date,
}

impl PartialDate {
    /// Reads `2024`, `2024-12` or `2024-12-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2));
        let day = parts.next().map(|part| digits(part, 2));
        if parts.next().is_some() {
            return None;
        }
        let narrow = |value: i16| i8::try_from(value).ok();
        let (first, last) = match (month, day) {
            (None, _) => (Date::new(year, 1, 1)?, Date::new(year, 12, 31)?),
            (Some(month), None) => {
                let first = Date::new(year, narrow(month?)?, 1)?;
                (first, Date((first.months() << 5) | Date::last_day(first.months())))
            }
            (Some(month), Some(day)) => {
                let date = Date::new(year, narrow(month?)?, narrow(day?)?)?;
                (date, date)
            }
        };
        Some(Self { first, last })
    }

    /// The ticks it covers.
    pub const fn interval(self) -> Interval {
        Interval { low: self.first.tick(), high: self.last.tick() }
    }
}

fn digits(text: &str, length: usize) -> Option<i16> {
    let shaped = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if shaped { text.parse().ok() } else { None }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[track_caller]
    fn adds(start: &str, months: i64, end: &str) {
        assert_eq!(date(start).plus_months(months).to_string(), end);
    }

    #[test]
    fn months_clamp_to_the_last_day() {
        adds("2024-08-31", 6, "2025-02-28");
        adds("2023-08-31", 6, "2024-02-29");
        adds("2024-02-29", 12, "2025-02-28");
        adds("2025-03-31", -1, "2025-02-28");
        adds("2000-01-31", 1, "2000-02-29");
        adds("2100-01-31", 1, "2100-02-28");
    }

    #[test]
    fn displayed_durations_follow_the_rule_of_comparisons() {
        assert_eq!(date("2025-08-31").months_until(date("2026-02-28")), (6, 0));
        assert_eq!(date("2024-12-15").months_until(date("2025-06-14")), (5, 30));
        assert_eq!(date("2004-02-29").months_until(date("2022-02-28")), (18 * 12, 0));
    }

    #[test]
    fn the_latest_start_is_exact() {
        for end in ["2025-02-28", "2024-02-29", "2025-03-01", "2025-06-15"] {
            let end = date(end);
            for months in [1, 6, 12, 18 * 12] {
                let duration = Duration { count: months, span: Span::Months };
                let start = end.latest_start(duration);
                assert!(start.plus(duration) <= end, "{start} + {months} months is after {end}");
                assert!(start.plus_days(1).plus(duration) > end, "{start} is not the latest for {end}");
            }
        }
    }

    #[test]
    fn days_are_counted_one_by_one() {
        let mut day = date("1999-12-31");
        for number in 1..=800 {
            let next = day.plus_days(1);
            assert_eq!((day.days_until(next), next.plus_days(-1)), (1, day), "{next}");
            assert_eq!(date("1999-12-31").plus_days(number), next);
            day = next;
        }
        assert_eq!(day.to_string(), "2002-03-10");
        assert_eq!(date("1600-02-29").days_until(date("2000-02-29")), CYCLE_DAYS);
        assert_eq!(date("0001-01-01").days_until(date("9999-12-31")), 3_652_058);
    }

    #[test]
    fn dates_agree_with_the_calendar_of_jiff() {
        let mut day = civil::Date::new(1890, 1, 1).unwrap();
        let last = civil::Date::new(2310, 1, 1).unwrap();
        let first = Date::from_civil(day);
        let mut number = 0;
        while day < last {
            let (next, own) = (day.tomorrow().unwrap(), Date::from_civil(day));
            assert_eq!(own.plus_days(1), Date::from_civil(next), "the day after {day}");
            assert_eq!(first.days_until(own), number, "{day}");
            if own.day() == 1 {
                assert_eq!(Date::last_day(own.months()), i32::from(day.days_in_month()), "{day}");
            }
            (day, number) = (next, number + 1);
        }
    }

    #[test]
    fn dates_go_beyond_the_ends_of_the_calendar() {
        let last = date("9999-12-31");
        assert!(last.plus_days(1) > last && last.plus_months(1) > last);
        assert_eq!(last.plus_days(1).plus_days(-1), last);
        let first = date("0001-01-01");
        assert!(first.plus_days(-1) < first && first.plus_months(-12) < first);
        let long = Duration { count: 500 * 12, span: Span::Months };
        assert_eq!(date("0100-06-15").latest_start(long).plus(long), date("0100-06-15"));
    }

    #[test]
    fn partial_dates_cover_their_days() {
        let december = PartialDate::parse("2024-12").unwrap();
        assert_eq!((december.first, december.last), (date("2024-12-01"), date("2024-12-31")));
        let year = PartialDate::parse("2024").unwrap();
        assert_eq!((year.first, year.last), (date("2024-01-01"), date("2024-12-31")));
        assert_eq!(PartialDate::parse("9999-12").unwrap().last, date("9999-12-31"));
        for wrong in ["2024-13", "2025-02-29", "24-01-01", "2024-1-1", "2024-01-01-01", "", "0000-01-01", "2024/01"] {
            assert_eq!(PartialDate::parse(wrong), None, "{wrong}");
        }
    }
}
