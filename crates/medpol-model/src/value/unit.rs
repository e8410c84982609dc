//! Units of measure, keyed by their UCUM codes.
//!
//! A small table: the units that payer policies print. Commensurable units convert exactly;
//! everything else is a type error, raised by the compiler with both names.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::value::{Interval, number};

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Length, in millimetres.
    Length,
    /// Mass, in grams.
    Mass,
    /// Mass over area, in kilograms per square metre.
    BodyMassIndex,
    /// A share, in percent.
    Fraction,
    /// A temperature difference scale, in degrees Celsius.
    Temperature,
    /// A pressure, in millimetres of mercury.
    Pressure,
}

/// One unit of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// How it is written in policies and cases.
    pub symbol: &'static str,
    /// Other spellings that are read: the UCUM code where it differs, words.
    pub aliases: &'static [&'static str],
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units one is, as numerator and denominator.
    factor: (i128, i128),
}

/// Every unit. Inch and pound are the international ones: exactly 25.4 mm and 453.59237 g.
pub static UNITS: &[Unit] = &[
    unit("mm", &["millimeter", "millimeters", "millimetre", "millimetres"], Dimension::Length, (1, 1)),
    unit("cm", &["centimeter", "centimeters", "centimetre", "centimetres"], Dimension::Length, (10, 1)),
    unit("m", &["meter", "meters", "metre", "metres"], Dimension::Length, (1000, 1)),
    unit("in", &["[in_i]", "inch", "inches"], Dimension::Length, (254, 10)),
    unit("g", &["gram", "grams"], Dimension::Mass, (1, 1)),
    unit("kg", &["kilogram", "kilograms"], Dimension::Mass, (1000, 1)),
    unit("lb", &["[lb_av]", "pound", "pounds"], Dimension::Mass, (45_359_237, 100_000)),
    unit("kg/m2", &["kg/m²", "kg/m^2"], Dimension::BodyMassIndex, (1, 1)),
    unit("%", &["percent"], Dimension::Fraction, (1, 1)),
    unit("Cel", &["°C"], Dimension::Temperature, (1, 1)),
    unit("mmHg", &["mm[Hg]"], Dimension::Pressure, (1, 1)),
];

const fn unit(
    symbol: &'static str,
    aliases: &'static [&'static str],
    dimension: Dimension,
    factor: (i128, i128),
) -> Unit {
    Unit { symbol, aliases, dimension, factor }
}

impl Unit {
    /// The unit with this symbol or alias.
    pub fn find(text: &str) -> Option<&'static Unit> {
        UNITS.iter().find(|unit| unit.symbol == text || unit.aliases.contains(&text))
    }

    /// Whether values convert between the two.
    pub fn is_commensurable(&self, other: &Unit) -> bool {
        self.dimension == other.dimension
    }
}

/// A number with the unit it was written in, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub number: Decimal,
    /// Its unit; `None` means the unit of the fact it is compared with.
    pub unit: Option<&'static Unit>,
}

/// Why a text is not a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// The number cannot be read or held.
    Number(number::NumberError),
    /// The unit is not in the table.
    UnknownUnit(String),
}

impl Quantity {
    /// Reads `5 mm`, `40 kg/m2` or a bare number; the space may be left out.
    ///
    /// # Errors
    /// When the number or the unit cannot be read.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        let split = text
            .find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == '-'))
            .unwrap_or(text.len());
        let (digits, rest) = text.split_at(split);
        let number = number::parse(digits).map_err(QuantityError::Number)?;
        let unit = match rest.trim() {
            "" => None,
            // `1,000`, `1_000` and `5+3` are no numbers with a strange unit.
            name if name.starts_with([',', '_', '+', '\'', '/', '<', '>', '=']) => {
                return Err(QuantityError::Number(number::NumberError::NotANumber));
            }
            name => Some(Unit::find(name).ok_or_else(|| QuantityError::UnknownUnit(name.to_owned()))?),
        };
        Ok(Self { number, unit })
    }

    /// The ticks of this quantity in `target`, or in its own unit where `target` is `None`.
    ///
    /// `None` when the units do not convert or the result is too large.
    pub fn ticks(self, target: Option<&Unit>) -> Option<Interval> {
        let (numerator, denominator) = number::fraction(self.number);
        let (Some(from), Some(to)) = (self.unit, target) else {
            return if self.unit.is_none() || target.is_none() { number::cell(numerator, denominator) } else { None };
        };
        if !from.is_commensurable(to) {
            return None;
        }
        let top = numerator.checked_mul(from.factor.0)?.checked_mul(to.factor.1)?;
        let bottom = denominator.checked_mul(from.factor.1)?.checked_mul(to.factor.0)?;
        number::cell(top, bottom)
    }

    /// How two quantities compare exactly, a bare number being in `unit`. `None` where they do not convert, or where
    /// the figures are too large to be multiplied out.
    pub fn compare(self, other: Self, unit: &Unit) -> Option<Ordering> {
        let of = |quantity: Self| {
            let (numerator, denominator) = number::fraction(quantity.number);
            let own = quantity.unit.unwrap_or(unit);
            let top = numerator.checked_mul(own.factor.0)?;
            own.is_commensurable(unit).then_some((top, denominator.checked_mul(own.factor.1)?))
        };
        let ((left, below_left), (right, below_right)) = (of(self)?, of(other)?);
        Some(left.checked_mul(below_right)?.cmp(&right.checked_mul(below_left)?))
    }
}

/// Every value that rounds to a quantity as it is written, in ticks of `target`: `31.2` is 31.15 to 31.25,
/// and `31` is 30.5 to 31.5. `None` where the text is no quantity in this unit.
pub fn rounded(text: &str, target: Option<&Unit>) -> Option<Interval> {
    let written = Quantity::parse(text).ok()?;
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let decimals = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let half = Decimal::try_new(5, u32::try_from(decimals + 1).ok()?).ok()?;
    let end = |number: Option<Decimal>| Quantity { number: number?, ..written }.ticks(target);
    let (low, high) = (end(written.number.checked_sub(half))?, end(written.number.checked_add(half))?);
    Some(Interval { low: low.low, high: high.high })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests {
    use super::*;

    #[track_caller]
    fn same(left: &str, right: &str, unit: &str) {
        let ticks = |text: &str| Quantity::parse(text).unwrap().ticks(Unit::find(unit)).unwrap();
        assert_eq!(ticks(left), ticks(right), "{left} and {right} in {unit}");
    }

    #[test]
    fn commensurable_units_convert_exactly() {
        same("0.5 cm", "5 mm", "mm");
        same("5", "5 mm", "mm");
        same("1 in", "2.54cm", "mm");
        same("1.70 m", "170 cm", "m");
        same("220 lb", "99.7903214 kg", "kg");
    }

    #[test]
    fn a_figure_covers_what_rounds_to_it() {
        let covers = |text: &str, value: &str| {
            let value = Quantity::parse(value).unwrap().ticks(None).unwrap();
            !rounded(text, None).unwrap().meet(value).is_empty()
        };
        assert!(covers("31.2", "31.15") && covers("31.2", "31.2437") && !covers("31.2", "31.14"));
        assert!(covers("31", "30.6") && !covers("31.0", "30.6") && covers("31.0", "30.96"));
        assert!(covers("-2.5", "-2.54") && !covers("-2.5", "-2.56"));
        assert_eq!(rounded("much", None), None);
    }

    #[test]
    fn quantities_compare_where_no_step_tells_them_apart() {
        let order = |left: &str, right: &str| {
            let (left, right) = (Quantity::parse(left).unwrap(), Quantity::parse(right).unwrap());
            left.compare(right, Unit::find("in").unwrap())
        };
        assert_eq!(order("1 mm", "0.1 cm"), Some(Ordering::Equal));
        assert_eq!(order("1 mm", "1.000000001 mm"), Some(Ordering::Less));
        assert_eq!(order("1", "25.4 mm"), Some(Ordering::Equal));
        assert_eq!(order("1 kg", "1 mm"), None);
    }

    #[test]
    fn incompatible_units_are_refused() {
        assert_eq!(Quantity::parse("5 mm").unwrap().ticks(Unit::find("kg")), None);
        assert_eq!(Quantity::parse("5 stone"), Err(QuantityError::UnknownUnit("stone".to_owned())));
        assert!(Quantity::parse("mm").is_err());
        let not_a_number = QuantityError::Number(number::NumberError::NotANumber);
        assert_eq!(Quantity::parse("1,000 mm"), Err(not_a_number));
    }
}
