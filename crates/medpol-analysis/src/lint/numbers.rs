//! Numbers in texts, in figures or words, with their units and with what the text says of their side.
//!
//! No condition is known here.

mod sides;

use medpol_model::policy::Comparator;
use medpol_model::value::Measure;

/// What a number counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NumberKind {
    Time,
    Percent,
    /// Another unit of measure.
    Unit(String),
    /// Things: what is written behind it is no unit.
    Things,
}

/// A number with the unit that is written behind it.
pub(super) struct Number {
    pub(super) written: String,
    /// In millionths.
    pub(super) value: i128,
    pub(super) unit: String,
    /// The comparator that the words around it stand for, if they stand for one.
    pub(super) side: Option<Comparator>,
}

impl Number {
    pub(super) fn kind(&self) -> NumberKind {
        match self.unit.to_lowercase().trim_end_matches('s') {
            "day" | "week" | "month" | "year" | "hour" => NumberKind::Time,
            "%" | "percent" => NumberKind::Percent,
            "point" => NumberKind::Unit("point".to_owned()),
            _ if Measure::find(&self.unit).is_some() => NumberKind::Unit(self.unit.clone()),
            _ => NumberKind::Things,
        }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        if self.value == other.value {
            return true;
        }
        let days = |number: &Self| {
            let length = match number.unit.to_lowercase().trim_end_matches('s') {
                "day" => [1, 1],
                "week" => [7, 7],
                "month" => [28, 31],
                "year" => [365, 366],
                _ => return None,
            };
            Some(length.map(|days: i128| days * number.value))
        };
        match (days(self), days(other)) {
            (Some([low, high]), Some([least, most])) => low <= most && least <= high,
            (Some(_) | None, Some(_) | None) => false,
        }
    }
}

pub(super) fn of_count(count: u32) -> Number {
    Number { written: count.to_string(), value: i128::from(count) * 1_000_000, unit: String::new(), side: None }
}

/// Numbers as words.
const WORDS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// A number of more figures is mostly a code.
const MOST_FIGURES: usize = 4;

/// The numbers of a text, in figures or words. What is a name or a part of one, as in `L4`, `64628` or a date, is none.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let is_inside = |character: char| character.is_alphanumeric() || ".,:/%-–".contains(character);
    let words: Vec<&str> = text
        .split(|character: char| !is_inside(character))
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric() && character != '%'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let mut pieces = word.split(['-', '–']);
        let (first, second) = (pieces.next().unwrap_or_default(), pieces.next());
        if pieces.next().is_some() {
            continue;
        }
        let Some((value, glued)) = number(first) else { continue };
        let mut next = words.get(at + 1).copied().unwrap_or_default();
        // In "12 to 17 years" both are years.
        if ["to", "or", "and", "through"].contains(&next)
            && words.get(at + 2).is_some_and(|word| number(word).is_some())
        {
            next = words.get(at + 3).copied().unwrap_or_default();
        }
        let unit = if glued.is_empty() { second.filter(|word| number(word).is_none()).unwrap_or(next) } else { glued };
        let behind = if glued.is_empty() && second.is_none() { at + 2 } else { at + 1 };
        let side = sides::of(words.get(..at).unwrap_or_default(), words.get(behind..).unwrap_or_default());
        found.push(Number { written: first.to_owned(), value, unit: unit.to_owned(), side });
        if let Some((value, _)) = second.and_then(number) {
            let written = second.unwrap_or_default().to_owned();
            found.push(Number { written, value, unit: next.to_owned(), side: None });
        }
    }
    found
}

/// A number in millionths, and the unit that is written to it, as in `5mm` or `50%`.
fn number(word: &str) -> Option<(i128, &str)> {
    let lower = word.to_lowercase();
    if let Some(at) = WORDS.iter().skip(2).position(|known| *known == lower) {
        return Some((i128::try_from(at + 2).ok()? * 1_000_000, ""));
    }
    let end = word.find(|character: char| !(character.is_ascii_digit() || character == '.' || character == ','));
    let (figures, unit) = word.split_at(end.unwrap_or(word.len()));
    let is_unit = unit == "%" || unit.chars().all(char::is_alphabetic);
    if !figures.starts_with(|character: char| character.is_ascii_digit()) || !is_unit {
        return None;
    }
    let is_long = figures.len() > MOST_FIGURES && figures.chars().all(|figure| figure.is_ascii_digit());
    let figures = figures.replace(',', "");
    let (whole, part) = figures.split_once('.').unwrap_or((&figures, ""));
    if is_long {
        return None;
    }
    let part = format!("{part:0<6}");
    let part = part.get(..6)?.parse::<i128>().ok()?;
    Some((whole.parse::<i128>().ok()?.checked_mul(1_000_000)? + part, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        numbers(text).into_iter().map(|number| (number.written, number.unit)).collect()
    }

    fn own(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(number, unit)| ((*number).to_owned(), (*unit).to_owned())).collect()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(told("At least 18 years old"), own(&[("18", "years")]));
        assert_eq!(told("six weeks of it"), own(&[("six", "weeks")]));
        assert_eq!(told("A 6-month trial"), own(&[("6", "month")]));
        assert_eq!(told("5mm or 1,000.5 mg"), own(&[("5mm", "mm"), ("1,000.5", "mg")]));
        assert_eq!(told("between 3-4 times"), own(&[("3", "times"), ("4", "times")]));
        assert_eq!(told("at least 50% or 80 % relief"), own(&[("50%", "%"), ("80", "%")]));
        assert_eq!(told("codes 64628 and 64629 since 2024-01-28"), own(&[]));
        assert_eq!(told("12 to 17 years old"), own(&[("12", "years"), ("17", "years")]));
        assert_eq!(told("levels L3 to S1, one of them"), own(&[]));
    }

    #[test]
    fn lengths_of_time_are_compared_across_units() {
        let one = |text: &str| numbers(text).remove(0);
        assert!(one("6 months").is_same(&one("26 weeks")));
        assert!(one("1 year").is_same(&one("12 months")));
        assert!(!one("6 months").is_same(&one("6.5 years")));
        assert!(one("90 days").is_same(&one("3 months")));
    }
}
