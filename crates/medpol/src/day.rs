//! A day as an argument: `2025-06-15`.
//!
//! The clock is never asked; who wants today writes it.

use medpol_model::value::Date;

/// Reads a day.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write year, month and day, such as `2025-06-15`".to_owned())
}
