//! Exact decimals as ticks.
//!
//! A number is held in steps of 10⁻⁹ with two ticks a step (see [`crate::Interval`]). What does not
//! fall on a step is held as the open gap between two steps, so a comparison with a written
//! threshold is still exact. Nothing here rounds, and nothing knows units.

use rust_decimal::Decimal;

use crate::Interval;

/// Digits after the decimal point that a written number may have.
pub const DIGITS: u32 = 9;

/// The largest magnitude a number may have.
pub const LARGEST: i64 = 4_000_000_000;

const STEPS_PER_ONE: i128 = 1_000_000_000;

/// Why a text is not a number this engine can hold exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a number.
    NotANumber,
    /// More than [`DIGITS`] digits after the point.
    TooManyDigits,
    /// Beyond [`LARGEST`].
    TooLarge,
}

/// Reads a plain decimal such as `-2.50`; no exponent, no grouping, no sign `+`.
///
/// # Errors
/// When the text is not a number, or not one that is held exactly.
pub fn parse(text: &str) -> Result<Decimal, NumberError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let shaped = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1;
    if !shaped {
        return Err(NumberError::NotANumber);
    }
    let fraction = digits.split_once('.').map_or("", |(_, fraction)| fraction).trim_end_matches('0');
    if fraction.len() > DIGITS as usize {
        return Err(NumberError::TooManyDigits);
    }
    let number = Decimal::from_str_exact(text).map_err(|_| NumberError::TooLarge)?;
    if number.abs() > Decimal::from(LARGEST) { Err(NumberError::TooLarge) } else { Ok(number.normalize()) }
}

/// The cell of ticks a rational number lies in: a point, or the gap between two steps.
///
/// `None` when it is beyond [`LARGEST`] or `denominator` is not positive.
pub fn cell(numerator: i128, denominator: i128) -> Option<Interval> {
    if denominator <= 0 {
        return None;
    }
    let scaled = numerator.checked_mul(STEPS_PER_ONE)?;
    let step = scaled.div_euclid(denominator);
    let tick = i64::try_from(step.checked_mul(2)?).ok()?;
    if step.unsigned_abs() > (i128::from(LARGEST) * STEPS_PER_ONE).unsigned_abs() {
        return None;
    }
    Some(if scaled.rem_euclid(denominator) == 0 { Interval::point(tick) } else { Interval::point(tick + 1) })
}

/// Numerator and denominator of a decimal.
pub fn fraction(number: Decimal) -> (i128, i128) {
    (number.mantissa(), 10_i128.pow(number.scale()))
}

/// The ticks of a decimal that [`parse`] accepted.
pub fn ticks(number: Decimal) -> Option<Interval> {
    let (numerator, denominator) = fraction(number);
    cell(numerator, denominator)
}

/// The tick of a whole number.
pub fn whole(number: i64) -> Option<i64> {
    cell(i128::from(number), 1).map(|cell| cell.low)
}

/// Whether a tick stands on a step rather than in a gap.
pub const fn is_exact(tick: i64) -> bool {
    tick & 1 == 0
}

/// The decimal at a tick; a gap gives its lower edge.
pub fn decimal(tick: i64) -> Decimal {
    Decimal::from_i128_with_scale(i128::from(tick.div_euclid(2)), DIGITS).normalize()
}

/// The sum of two ends, keeping whether the end is open. `outward` is −1 for a low end, 1 for a high.
///
/// Unbounded stays unbounded, and what leaves the range of ticks becomes unbounded.
fn add_ends(left: i64, right: i64, unbounded: i64) -> i64 {
    if left == unbounded || right == unbounded {
        return unbounded;
    }
    let open = (left | right) & 1;
    let toward = if unbounded == i64::MIN { open } else { -open };
    let step = |tick: i64| if unbounded == i64::MIN { tick.div_euclid(2) } else { tick.div_euclid(2) + (tick & 1) };
    step(left)
        .checked_add(step(right))
        .and_then(|sum| sum.checked_mul(2))
        .and_then(|sum| sum.checked_add(toward))
        .unwrap_or(unbounded)
}

/// The interval of a sum.
#[must_use]
pub fn add(left: Interval, right: Interval) -> Interval {
    Interval { low: add_ends(left.low, right.low, i64::MIN), high: add_ends(left.high, right.high, i64::MAX) }
}

/// The interval of `numerator / denominator²`, both positive and in steps; the whole line where a
/// bound is missing or not positive.
#[must_use]
pub fn divide_by_square(numerator: Interval, denominator: Interval) -> Interval {
    let edge = |top: i64, bottom: i64| -> Option<Interval> {
        if top <= 0 || bottom <= 0 || top == i64::MAX || bottom == i64::MAX {
            return None;
        }
        // Half steps on both sides: (top/2) / (bottom/2)² steps, i.e. 2·top·10⁹ / bottom² of one.
        let square = i128::from(bottom).checked_mul(i128::from(bottom))?;
        cell(i128::from(top).checked_mul(2)?.checked_mul(STEPS_PER_ONE)?, square)
    };
    Interval {
        low: edge(numerator.low, denominator.high).map_or(i64::MIN, |cell| cell.low),
        high: edge(numerator.high, denominator.low).map_or(i64::MAX, |cell| cell.high),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        ticks(parse(text).unwrap()).unwrap().low
    }

    #[track_caller]
    fn refuses(text: &str, error: NumberError) {
        assert_eq!(parse(text), Err(error), "{text}");
    }

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        assert_eq!(at("-2.50"), at("-2.5"));
        assert_eq!(decimal(at("0.1")).to_string(), "0.1");
        assert!(at("4.999999999") < at("5"));
        refuses("1e3", NumberError::NotANumber);
        refuses("1_000", NumberError::NotANumber);
        refuses(".5", NumberError::NotANumber);
        refuses("1.2.3", NumberError::NotANumber);
        refuses("", NumberError::NotANumber);
        refuses("0.0000000001", NumberError::TooManyDigits);
        refuses("4000000001", NumberError::TooLarge);
        refuses("99999999999999999999999999999999999", NumberError::TooLarge);
    }

    #[test]
    fn what_falls_between_steps_is_a_gap() {
        let third = cell(1, 3).unwrap();
        assert!(!is_exact(third.low));
        assert!(third.low > at("0.333333333") && third.low < at("0.333333334"));
    }

    #[test]
    fn sums_keep_open_ends() {
        let open = Interval { low: at("1") + 1, high: at("2") - 1 };
        let sum = add(open, open);
        assert_eq!(sum, Interval { low: at("2") + 1, high: at("4") - 1 });
        assert_eq!(add(Interval::from(at("1")), Interval::point(at("1"))), Interval::from(at("2")));
    }

    #[test]
    fn a_body_mass_index_on_the_limit_is_on_the_limit() {
        let index =
            |weight: &str, height: &str| divide_by_square(Interval::point(at(weight)), Interval::point(at(height)));
        assert_eq!(index("115.6", "1.70"), Interval::point(at("40")));
        assert!(index("115.7", "1.70").low > at("40"));
        assert!(index("115.5", "1.70").high < at("40"));
    }
}
