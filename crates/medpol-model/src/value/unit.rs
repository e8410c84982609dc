//! Units of measure as clinicians write them, by the rules of UCUM.
//!
//! A unit is made of a few others by multiplying and dividing: `mg/kg/day`, `kg/m2`, `/h`. Units of one dimension
//! convert exactly; everything else is a type error, raised by the compiler with both names. What is above
//! and below the line is never cancelled: milligrams per gram are no percentage.

mod atoms;
mod spelled;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rust_decimal::Decimal;

use crate::value::{Interval, number};
use atoms::{ATOMS, Atom};
use spelled::{Side, Spelled, of, read, spelled_with_prefix};

pub use atoms::Base;
pub use spelled::said;

/// How many units one is made of at most.
const MOST_PARTS: usize = 6;

/// What a unit measures: the powers of the measures above the line and below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dimension {
    above: [u8; Base::ALL.len()],
    below: [u8; Base::ALL.len()],
}

/// What one of a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units one is, as numerator and denominator.
    factor: (i128, i128),
}

/// A unit that a vocabulary declares.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// How it is written in policies and cases.
    pub symbol: Box<str>,
    /// What people write behind the number 1: "day", "°C", "per hour".
    pub one: Box<str>,
    /// What people write behind any other number, and where they name the unit: "days", "°C", "per hour".
    pub many: Box<str>,
    /// What one is.
    pub measure: Measure,
}

/// Units that were declared, by their symbols. They live as long as the program; a library has a few of them.
static DECLARED: Mutex<BTreeMap<String, &'static Unit>> = Mutex::new(BTreeMap::new());

impl Dimension {
    /// A power of one measure.
    fn of(base: Base, power: u8) -> Self {
        let mut dimension = Self::default();
        let places = dimension.above.iter_mut().zip(Base::ALL);
        places.filter(|(_, known)| *known == base).for_each(|(place, _)| *place = power);
        dimension
    }
}

impl Unit {
    /// The unit that a text names. For units that vocabularies declare: it is kept for good.
    pub fn find(text: &str) -> Option<&'static Self> {
        let spelled = read(text)?;
        let [one, many] = spelled.said();
        let (one, many) = (one.into(), many.into());
        let Spelled { symbol, measure, .. } = spelled;
        let mut declared = DECLARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = declared.get(&symbol) {
            return Some(known);
        }
        let unit: &'static Self = Box::leak(Box::new(Self { symbol: symbol.as_str().into(), one, many, measure }));
        declared.insert(symbol, unit);
        Some(unit)
    }

    /// A number with this unit behind it, as a sentence says it: "80 °C", "1 day", "15 per hour".
    pub fn of(&self, number: &str) -> String {
        format!("{number} {}", of([&self.one, &self.many], number))
    }

    /// What is measured in this unit: "number in mm", "number per hour".
    pub fn measured(&self, what: &str) -> String {
        let between = if self.symbol.starts_with('/') { "" } else { "in " };
        format!("{what} {between}{}", self.many)
    }

    /// Whether values convert between the two.
    pub fn is_commensurable(&self, other: &Self) -> bool {
        self.measure.dimension == other.measure.dimension
    }
}

impl Measure {
    /// The measure that a text names.
    pub fn find(text: &str) -> Option<Self> {
        read(text).map(|spelled| spelled.measure)
    }

    /// Whether the two would convert if it were known of which substance they tell.
    pub fn converts_by_substance(self, other: Self) -> bool {
        let depends = [Base::Mass, Base::Substance, Base::Equivalents, Base::Units, Base::InternationalUnits];
        let told = |powers: [u8; Base::ALL.len()]| {
            let all = powers.into_iter().zip(Base::ALL);
            let (amounts, others): (Vec<_>, Vec<_>) = all.partition(|(_, base)| depends.contains(base));
            (amounts.iter().map(|(power, _)| power).sum::<u8>(), others)
        };
        let (own, others) = (self.dimension, other.dimension);
        own != others && told(own.above) == told(others.above) && told(own.below) == told(others.below)
    }

    /// This times another, or divided by it. `None` where the figures become too large.
    fn with(self, part: Self, side: Side) -> Option<Self> {
        let joined = |left: [u8; Base::ALL.len()], right: [u8; Base::ALL.len()]| {
            let mut sum = left;
            sum.iter_mut().zip(right).for_each(|(left, right)| *left = left.saturating_add(right));
            sum
        };
        let (own, other) = (self.dimension, part.dimension);
        let (dimension, factor) = match side {
            Side::Above => (
                Dimension { above: joined(own.above, other.above), below: joined(own.below, other.below) },
                part.factor,
            ),
            Side::Below => (
                Dimension { above: joined(own.above, other.below), below: joined(own.below, other.above) },
                (part.factor.1, part.factor.0),
            ),
        };
        Some(Self { dimension, factor: times(self.factor, factor)? })
    }

    const ONE: Self =
        Self { dimension: Dimension { above: [0; Base::ALL.len()], below: [0; Base::ALL.len()] }, factor: (1, 1) };
}

/// The product of two fractions, in lowest terms so that it stays small.
fn times(left: (i128, i128), right: (i128, i128)) -> Option<(i128, i128)> {
    let (top, bottom) = (left.0.checked_mul(right.0)?, left.1.checked_mul(right.1)?);
    let (mut larger, mut divisor) = (top, bottom);
    while divisor != 0 {
        (larger, divisor) = (divisor, larger.checked_rem(divisor)?);
    }
    let common = larger.checked_abs()?;
    Some((top.checked_div(common)?, bottom.checked_div(common)?))
}

impl Atom {
    fn measure(&self) -> Measure {
        let dimension = self.base.map_or_else(Dimension::default, |base| Dimension::of(base, self.power));
        Measure { dimension, factor: self.factor }
    }
}

/// Every spelling of a single unit, as it is shown first: for suggestions.
pub fn unit_spellings() -> Vec<String> {
    let shown = ATOMS.iter().map(|atom| atom.symbol.to_owned()).filter(|symbol| !symbol.is_empty());
    let others = ATOMS.iter().flat_map(|atom| atom.spellings.iter().map(|spelling| (*spelling).to_owned()));
    shown.chain(spelled_with_prefix()).chain(others).collect()
}

/// The units that others are made of, for the guide: what they measure, how they are shown, and other spellings.
pub fn unit_table() -> Vec<UnitRow> {
    let row = |base: &Base| {
        let atoms = ATOMS.iter().filter(move |atom| atom.base == Some(*base));
        let shown = atoms.clone().flat_map(|atom| {
            let prefixed = atom.prefixes.iter().map(|prefix| format!("{}{}", prefix.symbol, atom.prefixed));
            std::iter::once(atom.symbol.to_owned()).chain(prefixed)
        });
        let mut symbols: Vec<String> = Vec::new();
        for symbol in shown {
            if !symbols.contains(&symbol) {
                symbols.push(symbol);
            }
        }
        UnitRow { base: *base, symbols, spellings: atoms.flat_map(|atom| atom.spellings.iter().copied()).collect() }
    };
    Base::ALL.iter().map(row).collect()
}

/// The units of one measure.
#[derive(Clone, Debug)]
pub struct UnitRow {
    /// What they measure.
    pub base: Base,
    /// How they are shown.
    pub symbols: Vec<String>,
    /// Other spellings, without prefixes.
    pub spellings: Vec<&'static str>,
}

/// A number with the unit it was written in, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub number: Decimal,
    /// Its unit; `None` means the unit of the fact it is compared with.
    pub unit: Option<Measure>,
}

/// Why a text is not a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// The number cannot be read or held.
    Number(number::NumberError),
    /// There is no such unit.
    UnknownUnit(String),
}

impl Quantity {
    /// The unit of a quantity as it is written; empty where there is none.
    pub fn unit_of(text: &str) -> &str {
        let text = text.trim();
        text.get(number::length(text)..).unwrap_or_default().trim()
    }

    /// Reads `5 mm`, `40 kg/m2`, `15 /h` or a bare number; the space may be left out.
    ///
    /// # Errors
    /// When the number or the unit cannot be read.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        let (digits, rest) = text.split_at(number::length(text));
        let number = number::parse(digits).map_err(QuantityError::Number)?;
        let unit = match rest.trim() {
            "" => None,
            name => match Measure::find(name) {
                Some(measure) => Some(measure),
                // `1,000`, `1_000`, `1/2` and `5+3` are no numbers with a strange unit.
                None if name.starts_with([',', '_', '+', '\'', '/', '<', '>', '=']) => {
                    return Err(QuantityError::Number(number::NumberError::NotANumber));
                }
                None => return Err(QuantityError::UnknownUnit(name.to_owned())),
            },
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
        if from.dimension != to.measure.dimension {
            return None;
        }
        let (above, below) = times(from.factor, (to.measure.factor.1, to.measure.factor.0))?;
        let (top, bottom) = times((numerator, denominator), (above, below))?;
        number::cell(top, bottom)
    }

    /// How two quantities compare exactly, a bare number being in `unit`. `None` where they do not convert, or where
    /// the figures are too large to be multiplied out.
    pub fn compare(self, other: Self, unit: &Unit) -> Option<Ordering> {
        let of = |quantity: Self| {
            let own = quantity.unit.unwrap_or(unit.measure);
            let value = times(number::fraction(quantity.number), own.factor)?;
            (own.dimension == unit.measure.dimension).then_some(value)
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
mod tests;
