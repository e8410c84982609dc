//! A calendar by counting on the fingers, independent of the engine's.

use std::sync::LazyLock;

/// Year, month and day.
pub type Day = (i64, i64, i64);

const FIRST_YEAR: i64 = 2010;
const LAST_YEAR: i64 = 2040;

fn month_length(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][usize::try_from(month - 1).unwrap()]
}

/// Every day that the properties know, counted one by one.
static DAYS: LazyLock<Vec<Day>> = LazyLock::new(|| {
    let months = (FIRST_YEAR..LAST_YEAR).flat_map(|year| (1..=12).map(move |month| (year, month)));
    months.flat_map(|(year, month)| (1..=month_length(year, month)).map(move |day| (year, month, day))).collect()
});

/// The number of the first day of every month.
static MONTHS: LazyLock<Vec<i64>> = LazyLock::new(|| {
    let firsts = (0_i64..).zip(DAYS.iter()).filter(|(_, day)| day.2 == 1);
    firsts.map(|(number, _)| number).collect()
});

/// Days since the first of the years that the properties know.
pub fn number((year, month, day): Day) -> i64 {
    MONTHS[usize::try_from((year - FIRST_YEAR) * 12 + month - 1).unwrap()] + day - 1
}

/// The day with a number.
pub fn day(number: i64) -> Day {
    DAYS[usize::try_from(number).unwrap()]
}

/// The numbers of all days of a month.
pub fn month(year: i64, month: i64) -> Vec<i64> {
    (1..=month_length(year, month)).map(|day| number((year, month, day))).collect()
}

/// A day plus months, moved back to the last of the month where the month has no such day.
pub fn plus_months(start: i64, months: i64) -> i64 {
    let (year, month, date) = day(start);
    let months = year * 12 + month - 1 + months;
    let (year, month) = (months / 12, months % 12 + 1);
    number((year, month, date.min(month_length(year, month))))
}

#[test]
fn counting_there_and_back() {
    for (at, expected) in [(0, (2010, 1, 1)), (364, (2010, 12, 31)), (365, (2011, 1, 1))] {
        assert_eq!(day(at), expected);
    }
    (0..6000).for_each(|at| assert_eq!(number(day(at)), at));
    assert_eq!(day(plus_months(number((2024, 8, 31)), 6)), (2025, 2, 28));
}
