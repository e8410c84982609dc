//! Values as text programs and other countries write them: which sign is in the way, and the value as it
//! should be.
//!
//! Nothing is read in this way. The value with plain signs is offered only if it is a value of the
//! fact, and it never has another sign or magnitude than what is written.

use medpol_model::value::{is_invisible, trimmed};
use medpol_syntax::document::ComparatorKey;
use medpol_syntax::{Sign, leading_sign};

/// A value as it should be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mended {
    /// The value.
    pub(crate) value: String,
    /// The comparator that a sign before the value stands for.
    pub(crate) comparator: Option<ComparatorKey>,
    /// The upper limit, where the value is the lower one of a range.
    pub(crate) upper: Option<String>,
    /// Why, in words that follow "write `…`: ".
    pub(crate) because: String,
}

impl Mended {
    pub(crate) const fn as_value(value: String, because: String) -> Self {
        Self { value, comparator: None, upper: None, because }
    }

    /// As a case states it.
    pub(crate) fn stated(&self) -> String {
        let limits = match self.comparator.filter(|comparator| *comparator != ComparatorKey::Is) {
            None => return self.value.clone(),
            Some(comparator) => format!("{}: {}", comparator.key(), self.value),
        };
        match &self.upper {
            None => format!("{{ {limits} }}"),
            Some(upper) => format!("{{ {limits}, {}: {upper} }}", ComparatorKey::AtMost.key()),
        }
    }

    /// As a condition asks for it.
    pub(crate) fn asked(&self) -> String {
        let limit = self.comparator.map_or_else(String::new, |comparator| format!("{}: ", comparator.key()));
        let limit = format!("{limit}{}", self.value);
        match &self.upper {
            None => limit,
            Some(upper) => format!("{limit}` and `{}: {upper}", ComparatorKey::AtMost.key()),
        }
    }
}

/// The value that was meant, where `is_value` says that it is one.
pub(crate) fn mended(text: &str, is_value: impl Fn(&str) -> bool) -> Option<Mended> {
    compared(text, &is_value)
        .or_else(|| plain(text, &is_value))
        .or_else(|| with_comma(text, &is_value))
        .or_else(|| range(text, &is_value))
        .or_else(|| several(text, &is_value))
}

/// `≥ 5 mm`: a comparison is written with a key.
fn compared(text: &str, is_value: &impl Fn(&str) -> bool) -> Option<Mended> {
    let text = trimmed(text);
    let Sign { written, comparator } = leading_sign(text)?;
    let rest = straightened(text.strip_prefix(written)?);
    is_value(&rest).then(|| Mended {
        value: rest,
        comparator: Some(comparator),
        upper: None,
        because: format!("`{written}` is said with the key `{}`", comparator.key()),
    })
}

/// Typographic minus signs, quotes and blanks.
fn plain(text: &str, is_value: &impl Fn(&str) -> bool) -> Option<Mended> {
    let value = straightened(text);
    let sign = text.chars().find(|sign| is_unusual(*sign))?;
    (value != text && is_value(&value)).then(|| Mended::as_value(value, format!("{} is in it", name(sign))))
}

/// A comma as the decimal point, or between thousands.
fn with_comma(text: &str, is_value: &impl Fn(&str) -> bool) -> Option<Mended> {
    let text = straightened(text);
    let end =
        text.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '-' | '.' | ','))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number = number.trim_end_matches(',');
    let groups: Vec<&str> = number.split(',').collect();
    let [first, rest @ .., last] = groups.as_slice() else { return None };
    let is_grouped = rest.iter().all(|group| group.len() == 3);
    let decimal = format!("{first}.{last}{unit}");
    let together = format!("{}{unit}", groups.concat());
    if last.contains('.') || !rest.is_empty() {
        let because = "commas between thousands are not read".to_owned();
        return (is_grouped && is_value(&together)).then(|| Mended::as_value(together, because));
    }
    if first.contains('.') {
        let value = format!("{}.{last}{unit}", first.replace('.', ""));
        let because = "the decimal sign is a point, and thousands are not divided".to_owned();
        return is_value(&value).then(|| Mended::as_value(value, because));
    }
    if last.len() != 3 || first.trim_start_matches('-') == "0" {
        let because = "the decimal sign is a point, not a comma".to_owned();
        return is_value(&decimal).then(|| Mended::as_value(decimal, because));
    }
    // Nobody but the author knows whether a thousand or a fraction was meant.
    let because = "a comma is not read, and may divide thousands or be the decimal point".to_owned();
    is_value(&decimal).then(|| Mended::as_value(format!("{together}` or `{decimal}"), because))
}

/// `8-10 months`: a range has two limits.
fn range(text: &str, is_value: &impl Fn(&str) -> bool) -> Option<Mended> {
    let text = straightened(text);
    let is_digit = |sign: char| sign.is_ascii_digit();
    let divided = [" to ", " - ", "-", "..."].iter().find_map(|between| text.split_once(between));
    let (low, high) = divided.filter(|(low, high)| low.starts_with(is_digit) && high.trim().starts_with(is_digit))?;
    let (low, high) = (low.trim(), high.trim());
    let unit = high.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    let low = if low.ends_with(is_digit) { format!("{low}{unit}") } else { low.to_owned() };
    let is_range = is_value(&low) && is_value(high);
    is_range.then(|| Mended {
        value: low,
        comparator: Some(ComparatorKey::AtLeast),
        upper: Some(high.to_owned()),
        because: "a range has two limits".to_owned(),
    })
}

/// `diet, activity`: several values in one text.
fn several(text: &str, is_value: &impl Fn(&str) -> bool) -> Option<Mended> {
    let text = straightened(text).replace(" or ", ",").replace(" and ", ",");
    // Names have no blanks, so that blanks may stand between them, too.
    let is_divided = text.contains([',', ';', '/', '|']);
    let values: Vec<&str> = text
        .split(|sign| if is_divided { matches!(sign, ',' | ';' | '/' | '|') } else { sign == ' ' })
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .collect();
    let is_list = values.len() > 1
        && values.iter().all(|value| value.starts_with(|sign: char| sign.is_ascii_alphabetic()) && is_value(value));
    is_list.then(|| Mended::as_value(format!("[{}]", values.join(", ")), "each value is written by itself".to_owned()))
}

fn straightened(text: &str) -> String {
    with_plain_signs(text, is_quote, is_dash)
}

/// A text with plain hyphens and blanks, without quotes and without what cannot be seen. What counts as a quote or a
/// dash depends on what should be written there.
pub(crate) fn with_plain_signs(text: &str, is_quote: fn(char) -> bool, is_dash: fn(char) -> bool) -> String {
    let shown = text.chars().filter(|sign| !is_quote(*sign) && !is_invisible(*sign));
    let plain: String = shown
        .map(|sign| {
            if is_dash(sign) {
                '-'
            } else if sign.is_whitespace() {
                ' '
            } else {
                sign
            }
        })
        .collect();
    trimmed(&plain).to_owned()
}

const fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '`' | '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›')
}

const fn is_dash(sign: char) -> bool {
    matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

fn is_unusual(sign: char) -> bool {
    is_quote(sign) || is_dash(sign) || is_invisible(sign) || sign != ' ' && sign.is_whitespace()
}

fn name(sign: char) -> String {
    let number = u32::from(sign);
    match sign {
        '\u{2212}' => format!("the typographic minus `{sign}` (U+{number:04X})"),
        sign if is_dash(sign) => format!("the dash `{sign}` (U+{number:04X})"),
        sign if is_quote(sign) => format!("the quote `{sign}`"),
        '\u{a0}' | '\u{202f}' => format!("a no-break space (U+{number:04X})"),
        _ => format!("a character that cannot be seen (U+{number:04X})"),
    }
}

#[cfg(test)]
mod tests {
    use medpol_model::value::Quantity;

    use super::mended;

    #[track_caller]
    fn writes(text: &str, value: &str) {
        let found = mended(text, |text| Quantity::parse(text).is_ok());
        assert_eq!(found.map(|mended| mended.stated()).as_deref(), Some(value), "{text}");
    }

    #[test]
    fn the_value_is_offered_with_its_sign_and_magnitude() {
        writes("−2.7", "-2.7");
        writes("–2.7", "-2.7");
        writes("“5 mm”", "5 mm");
        writes("2,7 mm", "2.7 mm");
        writes("−2,75", "-2.75");
        writes("0,125", "0.125");
        writes("1,250", "1250` or `1.250");
        writes("1,234.5 mm", "1234.5 mm");
        writes("1.234,5 mm", "1234.5 mm");
        writes("1,234,567", "1234567");
        writes("≥ 5 mm", "{ at_least: 5 mm }");
        writes("<=5", "{ at_most: 5 }");
        writes("> −2.5", "{ more_than: -2.5 }");
        writes("5–6 mm", "{ at_least: 5 mm, at_most: 6 mm }");
        writes("5 to 6", "{ at_least: 5, at_most: 6 }");
    }

    #[test]
    fn no_correction_is_offered_for_text_that_is_no_value() {
        for text in ["five", "1,23,4", "1,2,3", "–", "≥", "−", "5 -"] {
            assert_eq!(mended(text, |text| Quantity::parse(text).is_ok()), None, "{text}");
        }
    }
}
