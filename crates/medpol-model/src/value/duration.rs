//! Lengths of time: whole months (with years) or whole days (with weeks), never mixed.
//!
//! Within a class lengths compare exactly. Across the two a comparison is met only if it holds for
//! every place in the calendar: six months are 181 to 184 days.

use std::sync::OnceLock;

use crate::value::date::CYCLE_DAYS;
use crate::value::{Date, Interval};

/// The class of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// Counted in months.
    Months,
    /// Counted in days.
    Days,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// How many months or days.
    pub count: i64,
    /// Months or days.
    pub span: Span,
}

/// Why a text is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// Not `6 months`, `1 year 2 months`, `6 weeks` or the like.
    Unreadable,
    /// A bare number: the unit is missing.
    NoUnit,
    /// A fraction such as `1.5 years`.
    Fraction,
    /// Months or years together with weeks or days.
    Mixed,
    /// Beyond 500 years.
    TooLong,
}

/// A duration as written, with its smallest unit: `7 weeks` is 49 days counted by the 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenDuration {
    /// The length.
    pub duration: Duration,
    /// Months or days in the smallest unit that was written.
    pub grain: i64,
}

const LONGEST_YEARS: i64 = 500;

impl WrittenDuration {
    /// Reads `6 months`, `1 year 2 months`, `7 weeks`, `45 days`.
    ///
    /// # Errors
    /// When the text is not a duration, or mixes the two classes.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        // A no-break space is a blank, too.
        let mut words = text.split_whitespace();
        let mut sum: Option<Self> = None;
        while let Some(first) = words.next() {
            let digits = first.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(first.len());
            let (number, attached) = first.split_at(digits);
            if number.is_empty() {
                return Err(DurationError::Unreadable);
            }
            if attached.starts_with('.') {
                return Err(DurationError::Fraction);
            }
            let unit = if attached.is_empty() { words.next().ok_or(DurationError::NoUnit)? } else { attached };
            let (span, grain) = match unit {
                "year" | "years" => (Span::Months, 12),
                "month" | "months" => (Span::Months, 1),
                "week" | "weeks" => (Span::Days, 7),
                "day" | "days" => (Span::Days, 1),
                _ => return Err(DurationError::Unreadable),
            };
            let number: i64 = number.parse().map_err(|_| DurationError::TooLong)?;
            let count = number.checked_mul(grain).ok_or(DurationError::TooLong)?;
            sum = Some(match sum {
                None => Self { duration: Duration { count, span }, grain },
                Some(before) if before.duration.span != span => return Err(DurationError::Mixed),
                Some(before) if before.grain <= grain => return Err(DurationError::Unreadable),
                Some(before) => {
                    Self { duration: Duration { count: before.duration.count.saturating_add(count), span }, grain }
                }
            });
        }
        let written = sum.ok_or(DurationError::Unreadable)?;
        let limit = match written.duration.span {
            Span::Months => LONGEST_YEARS * 12,
            Span::Days => LONGEST_YEARS * 366,
        };
        if written.duration.count > limit { Err(DurationError::TooLong) } else { Ok(written) }
    }
}

impl Duration {
    /// The tick of its count.
    pub const fn tick(self) -> i64 {
        self.count * 2
    }
}

/// The fewest and most days that a number of months can be, anywhere in the calendar.
pub fn days_in_months(months: i64) -> Interval {
    /// Answers for fewer months than a cycle of the calendar has: measuring goes through the whole cycle.
    static KNOWN: [OnceLock<Interval>; 4_800] = [const { OnceLock::new() }; 4_800];
    let (cycles, rest) = (months.div_euclid(CYCLE_MONTHS), months.rem_euclid(CYCLE_MONTHS));
    let known = usize::try_from(rest).ok().and_then(|rest| KNOWN.get(rest));
    let Interval { low, high } = known.map_or_else(|| measure(rest), |known| *known.get_or_init(|| measure(rest)));
    Interval { low: cycles * CYCLE_DAYS + low, high: cycles * CYCLE_DAYS + high }
}

/// The months after which the calendar repeats.
pub(crate) const CYCLE_MONTHS: i64 = 4_800;

/// The fewest and most days of fewer months than a cycle has.
fn measure(rest: i64) -> Interval {
    let length = |month: i64| i64::from(Date::last_day(i32::try_from(month).unwrap_or(0)));
    let (mut least, mut most, mut here) = (i64::MAX, i64::MIN, (0..rest).map(length).sum::<i64>());
    for start in 0..CYCLE_MONTHS {
        // A start on the 31st may be clamped to a shorter month's end.
        let clamped = (length(start) - length(start + rest)).max(0);
        least = least.min(here - clamped);
        most = most.max(here);
        here += length(start + rest) - length(start);
    }
    Interval { low: least, high: most }
}

impl std::fmt::Display for Duration {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let years = self.span == Span::Months && self.count > 24;
        let grain = match self.span {
            Span::Months if years && self.count % 12 == 0 => 12,
            Span::Days if self.count > 0 && self.count % 7 == 0 => 7,
            Span::Months | Span::Days => 1,
        };
        if years && grain == 1 {
            let (many, rest) = (self.count / 12, self.count % 12);
            return write!(formatter, "{many} year{} {rest} month{}", plural(many), plural(rest));
        }
        write!(formatter, "{}", WrittenDuration { duration: *self, grain })
    }
}

/// In the unit it was written in: 14 days are not told as 2 weeks, which may be up to 20 days.
impl std::fmt::Display for WrittenDuration {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { duration: Duration { count, span }, grain } = *self;
        let (unit, many) = match (span, grain) {
            (Span::Months, 12) if count % 12 == 0 => ("year", count / 12),
            (Span::Days, 7) if count % 7 == 0 => ("week", count / 7),
            (Span::Months, _) => ("month", count),
            (Span::Days, _) => ("day", count),
        };
        write!(formatter, "{many} {unit}{}", plural(many))
    }
}

const fn plural(count: i64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, count: i64, span: Span, grain: i64) {
        let written = WrittenDuration::parse(text).unwrap();
        assert_eq!(written, WrittenDuration { duration: Duration { count, span }, grain }, "{text}");
    }

    #[track_caller]
    fn refuses(text: &str, error: DurationError) {
        assert_eq!(WrittenDuration::parse(text), Err(error), "{text}");
    }

    #[test]
    fn durations_are_words() {
        reads("6 months", 6, Span::Months, 1);
        reads("18 years", 216, Span::Months, 12);
        reads("1 year 2 months", 14, Span::Months, 1);
        reads("6 weeks", 42, Span::Days, 7);
        reads("2 weeks 3 days", 17, Span::Days, 1);
        reads("45days", 45, Span::Days, 1);
        refuses("6", DurationError::NoUnit);
        refuses("1.5 years", DurationError::Fraction);
        refuses("1 month 3 days", DurationError::Mixed);
        refuses("P6M", DurationError::Unreadable);
        refuses("2 months 1 year", DurationError::Unreadable);
        refuses("", DurationError::Unreadable);
        refuses("501 years", DurationError::TooLong);
        refuses("99999999999999999999 days", DurationError::TooLong);
    }

    #[test]
    fn months_are_a_range_of_days() {
        assert_eq!(days_in_months(0), Interval { low: 0, high: 0 });
        assert_eq!(days_in_months(1), Interval { low: 28, high: 31 });
        assert_eq!(days_in_months(2), Interval { low: 59, high: 62 });
        assert_eq!(days_in_months(6), Interval { low: 181, high: 184 });
        assert_eq!(days_in_months(12), Interval { low: 365, high: 366 });
        assert_eq!(days_in_months(4_800), Interval { low: 146_097, high: 146_097 });
    }

    #[test]
    fn durations_are_shown_in_the_units_people_use() {
        let months = |count| Duration { count, span: Span::Months }.to_string();
        assert_eq!(months(6), "6 months");
        assert_eq!(months(216), "18 years");
        assert_eq!(months(30), "2 years 6 months");
        assert_eq!(Duration { count: 42, span: Span::Days }.to_string(), "6 weeks");
        assert_eq!(Duration { count: 1, span: Span::Days }.to_string(), "1 day");
    }

    #[test]
    fn a_written_duration_is_shown_in_its_own_unit() {
        for text in ["14 days", "2 weeks", "1 week", "12 months", "1 year", "216 months", "18 years", "0 days"] {
            assert_eq!(WrittenDuration::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(WrittenDuration::parse("1 year 2 months").unwrap().to_string(), "14 months");
    }
}
