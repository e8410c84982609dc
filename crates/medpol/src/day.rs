//! A day as an argument: `2025-06-15`; and the day that it is.
//!
//! Nothing is ever decided by the clock. Only what a program writes down about itself is dated by it.

use std::time::{SystemTime, UNIX_EPOCH};

use medpol_model::value::Date;

/// Reads a day.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write year, month and day, such as `2025-06-15`".to_owned())
}

/// Today, in UTC; `None` where the clock is set to nonsense.
pub(crate) fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let days = i64::try_from(since.as_secs() / (24 * 60 * 60)).ok()?;
    // The number of days of a library's lifetime; anything far beyond is a clock that is wrong.
    (days < 200_000).then(|| Date::new(1970, 1, 1).map(|epoch| epoch.plus_days(days)))?
}
