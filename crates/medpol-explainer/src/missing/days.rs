//! How precisely a date is needed, in words: never the day where the year will do.

use medpol_model::value::{Date, Interval};

/// How many limits are told.
const MOST_LIMITS: usize = 3;

/// How precisely a date must be known to see whether it lies in each of some intervals.
pub(super) fn words(intervals: &[Interval]) -> Option<String> {
    let limits: Vec<Limit> = intervals.iter().flat_map(|interval| limits(*interval)).collect();
    if limits.is_empty() || limits.len() > MOST_LIMITS {
        return None;
    }
    let years = parts(&limits, 4);
    let months = parts(&limits, 7);
    Some(match (years.as_slice(), months.as_slice()) {
        ([], _) => "the year is enough".to_owned(),
        (years, []) => format!("the year is enough, unless it is {}; then give the month too", years.join(" or ")),
        (years, months) => format!(
            "the year is enough, unless it is {}; then give the month, and if it is {}, the day",
            years.join(" or "),
            months.join(" or ")
        ),
    })
}

/// Two days that follow one another, and of which one lies inside and the other does not.
struct Limit {
    before: String,
    after: String,
}

fn limits(interval: Interval) -> impl Iterator<Item = Limit> {
    let low = (interval.low != i64::MIN).then(|| {
        let first = Date::at(interval.low);
        let first = if interval.low & 1 == 0 { first } else { first.plus_days(1) };
        Limit { before: first.plus_days(-1).to_string(), after: first.to_string() }
    });
    let high = (interval.high != i64::MAX).then(|| {
        let last = Date::at(interval.high);
        Limit { before: last.to_string(), after: last.plus_days(1).to_string() }
    });
    low.into_iter().chain(high)
}

/// The years or months that a limit goes through, each once; they are so many characters of a date.
fn parts(limits: &[Limit], length: usize) -> Vec<&str> {
    let mut parts: Vec<&str> = limits
        .iter()
        .filter_map(|limit| {
            let (before, after) = (limit.before.get(..length)?, limit.after.get(..length)?);
            (before == after).then_some(before)
        })
        .collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: Option<&str>, last: Option<&str>, expected: Option<&str>) {
        let day = |text: &str| Date::parse(text).map_or(0, Date::tick);
        let interval = Interval { low: first.map_or(i64::MIN, day), high: last.map_or(i64::MAX, day) };
        assert_eq!(words(&[interval]).as_deref(), expected);
    }

    #[test]
    fn the_coarsest_deciding_part_of_a_date_is_named() {
        check(None, Some("2024-12-31"), Some("the year is enough"));
        check(Some("2025-01-01"), None, Some("the year is enough"));
        check(None, Some("2025-02-28"), Some("the year is enough, unless it is 2025; then give the month too"));
        check(
            None,
            Some("2025-03-15"),
            Some("the year is enough, unless it is 2025; then give the month, and if it is 2025-03, the day"),
        );
        check(
            Some("2007-09-16"),
            Some("2025-01-31"),
            Some("the year is enough, unless it is 2007 or 2025; then give the month, and if it is 2007-09, the day"),
        );
        check(None, None, None);
    }
}
