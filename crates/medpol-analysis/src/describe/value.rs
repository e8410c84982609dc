//! Values in words: numbers with their unit, dates, and values by their names to a reader.

use medpol_model::program::{Offset, Order};
use medpol_model::value::{Date, Interval, number};
use medpol_model::vocabulary::{FactId, FactKind};

use super::Words;

impl Words<'_> {
    /// The type of a fact; of a list of single values, that of its elements.
    pub(super) fn kind(&self, fact: FactId) -> Option<&FactKind> {
        match &self.vocabulary.fact(fact)?.kind {
            FactKind::List(list) => {
                let inner = self.vocabulary.frame(list.frame)?.facts.first()?;
                self.vocabulary.fact(*inner).map(|fact| &fact.kind)
            }
            kind @ (FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text) => Some(kind),
        }
    }

    /// The names of boolean or enumerated values.
    pub(super) fn names(&self, kind: Option<&FactKind>, mask: u64) -> Vec<String> {
        let Some(FactKind::Enumeration(id)) = kind else {
            let known = [("no", 0b01), ("yes", 0b10)];
            return known.iter().filter(|(_, bit)| mask & bit != 0).map(|(name, _)| (*name).to_owned()).collect();
        };
        let Some(known) = self.vocabulary.enumeration(*id) else { return Vec::new() };
        let is_shared = |label: &str| known.values.iter().filter(|value| *value.label == *label).count() > 1;
        let name = |value: &medpol_model::vocabulary::EnumerationValue| {
            if is_shared(&value.label) {
                format!("{} (`{}`)", value.label, value.name)
            } else {
                value.label.to_string()
            }
        };
        known.members(mask).map(name).collect()
    }

    /// The names of a mask as what the fact must be.
    pub(super) fn one_of(&self, kind: Option<&FactKind>, mask: u64) -> String {
        let names = self.names(kind, mask);
        match names.as_slice() {
            [] => "no value at all".to_owned(),
            [only] => only.clone(),
            several => format!("one of {}", several.join(", ")),
        }
    }
}

/// A number or date that stands on a step.
pub(super) fn value(kind: Option<&FactKind>, tick: i64) -> String {
    match kind {
        Some(FactKind::Date) => Date::at(tick).to_string(),
        Some(FactKind::Integer { unit: Some(unit) } | FactKind::Decimal { unit: Some(unit) }) => {
            unit.of(&number::decimal(tick).to_string())
        }
        Some(
            FactKind::Integer { unit: None }
            | FactKind::Decimal { unit: None }
            | FactKind::Boolean
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_),
        )
        | None => number::decimal(tick).to_string(),
    }
}

/// A range of numbers or dates.
pub(super) fn range(kind: Option<&FactKind>, range: Interval) -> String {
    let Interval { low, high } = range;
    if low == high && number::is_exact(low) {
        return value(kind, low);
    }
    let least = (low != i64::MIN).then(|| {
        let order = if number::is_exact(low) { Order::AtLeast } else { Order::MoreThan };
        format!("{} {}", order_words(kind, order), value(kind, low - (low & 1)))
    });
    let most = (high != i64::MAX).then(|| {
        let order = if number::is_exact(high) { Order::AtMost } else { Order::LessThan };
        format!("{} {}", order_words(kind, order), value(kind, high + (high & 1)))
    });
    let ends: Vec<String> = least.into_iter().chain(most).collect();
    if ends.is_empty() { "any value".to_owned() } else { ends.join(" and ") }
}

/// What is added to another fact.
pub(super) fn offset(kind: Option<&FactKind>, offset: Offset) -> String {
    let signed = |amount: i64, words: String| {
        if amount < 0 { format!(" minus {words}") } else { format!(" plus {words}") }
    };
    match offset {
        Offset::None => String::new(),
        Offset::Days(days) => {
            let plural = if days.abs() == 1 { "day" } else { "days" };
            signed(days, format!("{} {plural}", days.unsigned_abs()))
        }
        Offset::Number(tick) => signed(tick, value(kind, tick.saturating_abs())),
    }
}

/// An order comparison in the words of the type.
pub(super) const fn order_words(kind: Option<&FactKind>, order: Order) -> &'static str {
    match (kind, order) {
        (_, Order::Is) => "the same as",
        (_, Order::IsNot) => "other than",
        (Some(FactKind::Date), Order::AtLeast) => "on or after",
        (Some(FactKind::Date), Order::MoreThan) => "after",
        (Some(FactKind::Date), Order::AtMost) => "on or before",
        (Some(FactKind::Date), Order::LessThan) => "before",
        (_, Order::AtLeast) => "at least",
        (_, Order::MoreThan) => "more than",
        (_, Order::AtMost) => "at most",
        (_, Order::LessThan) => "less than",
    }
}
