//! Exact decimals as ticks.
//!
//! A number is held in steps of 10⁻⁹ with two ticks a step (see [`crate::value::Interval`]). What does not
//! fall on a step is held as the open gap between two steps, so a comparison with a written
//! threshold is still exact. Nothing here rounds, and nothing knows units.

use rust_decimal::Decimal;

use crate::value::Interval;

/// Digits after the decimal point that a written number may have.
pub const DIGITS: u32 = 9;

/// The largest magnitude a number may have.
pub const LARGEST: i64 = 4_000_000_000;

const STEPS_PER_ONE: i128 = 1_000_000_000;

/// One.
pub const ONE: Decimal = Decimal::ONE;

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

/// Where a quotient lies: a point, a gap, or beyond the largest number to either side. The denominator is positive.
fn quotient(numerator: i128, denominator: i128) -> Interval {
    let largest = i64::try_from(i128::from(LARGEST) * STEPS_PER_ONE * 2).unwrap_or(i64::MAX);
    match cell(numerator, denominator) {
        Some(cell) => cell,
        None if numerator < 0 => Interval::up_to(-largest - 1),
        None => Interval::from(largest + 1),
    }
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

/// The number in the middle of the gap at a tick.
pub fn middle(tick: i64) -> Decimal {
    Decimal::from_i128_with_scale(i128::from(tick) * 5, DIGITS + 1).normalize()
}

/// A running total of intervals, exact however large it grows on the way. An open end stays open.
#[derive(Clone, Copy, Debug)]
pub struct Total {
    low: Option<End>,
    high: Option<End>,
}

/// An end in whole steps; an open one lies just inside of it.
#[derive(Clone, Copy, Debug)]
struct End {
    steps: i128,
    is_open: bool,
}

impl Total {
    /// Nothing.
    pub const ZERO: Self =
        Self { low: Some(End { steps: 0, is_open: false }), high: Some(End { steps: 0, is_open: false }) };

    /// Adds a value.
    pub fn add(&mut self, value: Interval) {
        self.low = self.low.zip(low_end(value.low)).map(|(sum, end)| sum.plus(end));
        self.high = self.high.zip(high_end(value.high)).map(|(sum, end)| sum.plus(end));
    }

    /// The ticks it lies in. What is beyond all ticks is unbounded, or at the farthest tick.
    pub fn interval(self) -> Interval {
        let tick = |end: End, inward: i128, unbounded: i64| {
            let tick = end.steps * 2 + if end.is_open { inward } else { 0 };
            let is_beyond = if unbounded == i64::MIN { tick < i128::from(FIRST) } else { tick > i128::from(LAST) };
            if is_beyond {
                unbounded
            } else {
                i64::try_from(tick.clamp(FIRST.into(), LAST.into())).unwrap_or(unbounded)
            }
        };
        Interval {
            low: self.low.map_or(i64::MIN, |end| tick(end, 1, i64::MIN)),
            high: self.high.map_or(i64::MAX, |end| tick(end, -1, i64::MAX)),
        }
    }
}

/// The least and the greatest tick that a number has.
const FIRST: i64 = i64::MIN + 2;
const LAST: i64 = i64::MAX - 1;

impl End {
    const fn plus(self, other: Self) -> Self {
        Self { steps: self.steps.saturating_add(other.steps), is_open: self.is_open || other.is_open }
    }
}

fn low_end(tick: i64) -> Option<End> {
    let end = || End { steps: i128::from(tick.div_euclid(2)), is_open: tick & 1 == 1 };
    (tick != i64::MIN).then(end)
}

fn high_end(tick: i64) -> Option<End> {
    let end = || End { steps: i128::from(tick.div_euclid(2)) + i128::from(tick & 1), is_open: tick & 1 == 1 };
    (tick != i64::MAX).then(end)
}

/// The interval of `numerator / denominator²`, both positive and in steps; the whole line where a
/// bound is missing or not positive.
#[must_use]
pub fn divide_by_square(numerator: Interval, denominator: Interval) -> Interval {
    let edge = |top: Option<End>, bottom: Option<End>, side: Side| -> Option<i64> {
        let (top, bottom) = (top?, bottom?);
        if top.steps <= 0 || bottom.steps <= 0 {
            return None;
        }
        let square = bottom.steps.checked_mul(bottom.steps)?;
        let quotient = quotient(top.steps.checked_mul(STEPS_PER_ONE)?, square);
        Some(side.tick(quotient, top.is_open || bottom.is_open))
    };
    Interval {
        low: edge(low_end(numerator.low), high_end(denominator.high), Side::Low).unwrap_or(i64::MIN),
        high: edge(high_end(numerator.high), low_end(denominator.low), Side::High).unwrap_or(i64::MAX),
    }
}

/// Which end of an interval a quotient is.
#[derive(Clone, Copy)]
enum Side {
    Low,
    High,
}

impl Side {
    /// The tick of a quotient; just inside of it where the end is open.
    const fn tick(self, quotient: Interval, is_open: bool) -> i64 {
        let inward = (is_open && quotient.is_point()) as i64;
        match self {
            Self::Low => quotient.low + inward,
            Self::High => quotient.high - inward,
        }
    }
}

/// The interval of `(to - from) / from * 100`, exact to the step. The whole line where `from` can be 0.
#[must_use]
pub fn percent_change(from: Interval, to: Interval) -> Interval {
    let (from, to) = if from.high < 0 { (mirrored(from), mirrored(to)) } else { (from, to) };
    // Zero may be the open end: then the quotient grows beyond all bounds.
    if from.low <= 0 {
        return Interval::ALL;
    }
    let (least, most) = (low_end(from.low), high_end(from.high));
    let (low, high) = (low_end(to.low), high_end(to.high));
    // A non-negative numerator gives its smallest quotient over the largest denominator.
    let low_over = if low.is_some_and(|end| end.steps >= 0) { most } else { least };
    let high_over = if high.is_some_and(|end| end.steps >= 0) { least } else { most };
    Interval {
        low: low.map_or(i64::MIN, |top| change(top, low_over, Side::Low)),
        high: high.map_or(i64::MAX, |top| change(top, high_over, Side::High)),
    }
}

/// The interval of the same numbers below zero.
fn mirrored(interval: Interval) -> Interval {
    let turn = |tick: i64| match tick {
        i64::MIN => i64::MAX,
        i64::MAX => i64::MIN,
        tick => -tick,
    };
    Interval { low: turn(interval.high), high: turn(interval.low) }
}

/// `(top - bottom) / bottom * 100`; without a bottom it is beyond all bounds, and nothing is left but −100.
fn change(top: End, bottom: Option<End>, side: Side) -> i64 {
    let nothing_left = quotient(-100, 1);
    match bottom {
        _ if top.steps == 0 => side.tick(nothing_left, top.is_open),
        None => side.tick(nothing_left, true),
        // The bottom comes as near to zero as it likes.
        Some(End { steps: 0, .. }) => match side {
            Side::Low => i64::MIN,
            Side::High => i64::MAX,
        },
        Some(bottom) => {
            let quotient = quotient((top.steps - bottom.steps) * 100, bottom.steps);
            side.tick(quotient, top.is_open || bottom.is_open)
        }
    }
}

#[cfg(test)]
mod tests;
