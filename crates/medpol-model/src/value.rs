//! Exact values with their own arithmetic: numbers, dates, durations, intervals of them, units, the numbers
//! of texts, and the possibilities of a condition.
//!
//! Nothing here knows what a value means, nor where it was written.

mod code_system;
mod date;
mod digest;
mod duration;
mod elapsed;
mod interval;
pub mod number;
mod symbol;
mod tick_set;
mod truth;
mod unit;

pub use code_system::{CheckDigit, CodeError, CodeSystem, Form, FormError, Letters, is_invisible, trimmed};
pub use date::{Date, PartialDate};
pub use digest::Digest;
pub use duration::{Duration, DurationError, Span, WrittenDuration, days_in_months};
pub use elapsed::{ends, starts};
pub use interval::Interval;
pub use symbol::Symbols;
pub use tick_set::{Grain, TickSet};
pub use truth::{Status, Truth};
pub use unit::{
    Base, Dimension, Measure, Quantity, QuantityError, Unit, UnitRow, rounded, said, unit_spellings, unit_table,
};
