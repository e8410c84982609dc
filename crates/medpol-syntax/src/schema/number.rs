//! Plain scalars as numbers.
//!
//! Knows which texts are numbers to the validator; their exact value is read elsewhere, from the text.

use std::borrow::Cow;

use jsonschema::json::JsonNumber;
use serde_json::Number;

/// A number as it was written, so that `3.0` is none where a whole number is asked for.
pub(super) struct Written {
    /// Its value, as near as JSON numbers come.
    pub(super) number: Number,
    is_whole: bool,
}

impl Written {
    /// Reads a decimal number of YAML's core schema; `0x1f`, `0o17`, `.inf` and `.nan` are text.
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse::<u64>() {
            return Some(Self { number: number.into(), is_whole: true });
        }
        if let Ok(number) = text.parse::<i64>() {
            // `-0` is not a whole number from 0 to those who read it later.
            return Some(Self { number: number.into(), is_whole: number != 0 });
        }
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let is_decimal = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+'));
        if !is_decimal {
            return None;
        }
        let number = text.parse::<f64>().ok().and_then(Number::from_f64)?;
        Some(Self { number, is_whole: digits.bytes().all(|byte| byte.is_ascii_digit()) })
    }
}

impl JsonNumber for Written {
    fn as_u64(&self) -> Option<u64> {
        self.number.as_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.number.as_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        self.number.as_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.number.to_string())
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Borrowed(&self.number)
    }

    fn is_integer(&self) -> bool {
        self.is_whole
    }
}
