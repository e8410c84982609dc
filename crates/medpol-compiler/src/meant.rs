//! Dates, lengths of time and numbers in other ways of writing: what was meant, as it should be written.
//!
//! Nothing is read in these ways. Where two readings are possible, both are offered: nobody but the author
//! knows whether `03/04/2026` is in March or in April.

use medpol_diagnostics::nearest;
use medpol_model::value::Date;

static MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

static NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// What to write instead of a text that is no date.
pub(crate) fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some((day, _)) = text.split_once(['T', ' ']).filter(|(day, _)| Date::parse(day).is_some()) {
        return Some(format!("write `{day}`: a time of day is not read"));
    }
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if let Some(month) = month_of(first).or_else(|| month_of(second)) {
        let day = if month_of(first).is_some() { second } else { first };
        return whole(third, month, day.trim_end_matches(|sign: char| sign.is_ascii_alphabetic()).parse().ok()?)
            .map(|date| format!("write `{date}`"));
    }
    if first.len() == 4 {
        let (month, day) = (second.parse().ok()?, third.parse().ok()?);
        return Some(
            whole(first, month, day).map_or_else(|| no_such_day(first, month, day), |date| format!("write `{date}`")),
        );
    }
    if third.len() == 2 && first.len() <= 2 {
        return Some("write the year with four digits, then month and day: `2025-06-15`".to_owned());
    }
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let (month_first, day_first) = (whole(third, first, second), whole(third, second, first));
    Some(match (month_first, day_first) {
        (Some(one), Some(other)) if one != other => {
            format!("write `{one}` if the month comes first in it, or `{other}` if the day does")
        }
        (Some(date), _) | (None, Some(date)) => format!("write `{date}`"),
        (None, None) => return None,
    })
}

fn whole(year: &str, month: u32, day: u32) -> Option<Date> {
    (year.len() == 4).then(|| Date::parse(&format!("{year}-{month:02}-{day:02}"))).flatten()
}

fn month_of(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word.as_str()))?;
    u32::try_from(at + 1).ok()
}

/// Why a date in the right form is none.
fn no_such_day(year: &str, month: u32, day: u32) -> String {
    let Some(name) = usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)) else {
        return format!("there is no month {month}: write year, month and day, such as `{year}-06-15`");
    };
    let days = (28..=31).rev().find(|day| whole(year, month, *day).is_some()).unwrap_or(31);
    let mut letters = name.chars();
    let name: String = letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
    format!("{name} {year} has no day {day}; its last is `{year}-{month:02}-{days}`")
}

/// What to write instead of a text that is no length of time.
pub(crate) fn duration(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (figures, word) = text.split_at(end);
    if figures.is_empty() {
        let (number, unit) = text.split_once([' ', '-'])?;
        return figures_of(number).map(|figures| format!("write the number in figures: `{figures} {}`", unit.trim()));
    }
    let word = word.trim().trim_start_matches('-').trim_end_matches('.').to_lowercase();
    let unit = match word.as_str() {
        "y" | "yr" | "yrs" | "a" | "yo" | "y/o" | "years old" | "year old" => "years",
        "mo" | "mos" | "mth" | "mths" | "mon" => "months",
        "w" | "wk" | "wks" => "weeks",
        "d" | "dy" | "dys" => "days",
        other => nearest(other, ["years", "months", "weeks", "days", "year", "month", "week", "day"])?,
    };
    Some(format!("write `{figures} {unit}`"))
}

/// What to write instead of a number in words.
pub(crate) fn number(text: &str) -> Option<String> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    figures_of(word).map(|figures| format!("write the number in figures: `{}`", format!("{figures} {rest}").trim_end()))
}

fn figures_of(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    NUMBERS.iter().position(|number| *number == word)
}

#[cfg(test)]
mod tests {
    use super::{date, duration, number};

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
    fn offers(found: Option<String>, expected: &str) {
        assert!(found.as_deref().is_some_and(|found| found.contains(expected)), "{found:?} has no {expected}");
    }

    #[test]
    fn a_date_is_offered_in_the_order_that_it_can_only_have() {
        offers(date("04/15/2026"), "write `2026-04-15`");
        offers(date("15.4.2026"), "write `2026-04-15`");
        offers(date("2026/4/5"), "write `2026-04-05`");
        offers(date("April 15, 2026"), "write `2026-04-15`");
        offers(date("15 Apr 2026"), "write `2026-04-15`");
        offers(date("2026-04-15T08:30:00Z"), "write `2026-04-15`");
        offers(date("2026-02-30"), "`2026-02-28`");
        offers(date("2026-13-01"), "no month 13");
        offers(date("4/15/26"), "four digits");
        assert_eq!(date("soon"), None);
    }

    #[test]
    fn an_ambiguous_date_stays_ambiguous() {
        offers(date("03/04/2026"), "`2026-03-04` if the month comes first");
        offers(date("03/04/2026"), "`2026-04-03` if the day does");
        offers(date("04/04/2026"), "write `2026-04-04`");
    }

    #[test]
    fn units_of_time_and_numbers() {
        offers(duration("18 yaers"), "`18 years`");
        offers(duration("18y"), "`18 years`");
        offers(duration("6 mos."), "`6 months`");
        offers(duration("eighteen years"), "`18 years`");
        assert_eq!(duration("5 m"), None);
        offers(number("four"), "`4`");
    }
}
