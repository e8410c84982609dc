//! How far a value is from what it is compared with, in words; and on which side of it.
//!
//! A distance is told of one exact value from one number, day or duration: the distance of a range would
//! mislead. The side is told of a range too, where all of it lies there.

use std::cmp::Ordering;

use medpol_evaluator::Reading;
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::FactRef;
use medpol_model::value::{Date, Duration, Span, number};
use medpol_model::vocabulary::{Fact, FactKind};

use crate::binding::Binding;
use crate::context::Context;
use crate::value;

/// How far a fact is from its threshold; none where that cannot be said.
pub(crate) fn of(context: &Context<'_>, fact: FactRef, comparison: &Comparison, binding: &Binding) -> Option<String> {
    let known = context.scene.fact(fact)?;
    let reading = context.scene.reading(fact, &binding.frames);
    match comparison.threshold {
        Threshold::Tick(tick) => from_tick(known, reading, comparison, tick),
        Threshold::Duration(duration) => from_duration(reading, comparison, duration),
        Threshold::None | Threshold::Fact(_) | Threshold::Shifted(..) => None,
    }
}

/// Whether a comparison by itself surely fails. Not said of comparisons that have no order.
pub(crate) fn fails(context: &Context<'_>, fact: FactRef, comparison: &Comparison, binding: &Binding) -> bool {
    let reading = context.scene.reading(fact, &binding.frames);
    let side = match comparison.threshold {
        Threshold::Tick(tick) => reading.side_of_tick(tick),
        Threshold::Duration(duration) => reading.side_of_duration(duration),
        Threshold::None | Threshold::Fact(_) | Threshold::Shifted(..) => None,
    };
    match comparison.comparator {
        Comparator::AtLeast | Comparator::OnOrAfter => side == Some(Ordering::Less),
        Comparator::MoreThan | Comparator::After => matches!(side, Some(Ordering::Less | Ordering::Equal)),
        Comparator::AtMost | Comparator::OnOrBefore => side == Some(Ordering::Greater),
        Comparator::LessThan | Comparator::Before => matches!(side, Some(Ordering::Greater | Ordering::Equal)),
        Comparator::Is
        | Comparator::IsNot
        | Comparator::In
        | Comparator::NotIn
        | Comparator::InValueSet
        | Comparator::NotInValueSet
        | Comparator::Includes
        | Comparator::IncludesAny
        | Comparator::IncludesAll
        | Comparator::IncludesOnly
        | Comparator::IncludesNone
        | Comparator::Contiguous => false,
    }
}

fn from_tick(fact: &Fact, reading: Reading, comparison: &Comparison, tick: i64) -> Option<String> {
    let Reading::Value { value, .. } = reading else { return None };
    // A value between two steps is told as what it is about.
    if value.low != value.high {
        return None;
    }
    let low = value.low;
    match &fact.kind {
        FactKind::Integer { .. } | FactKind::Decimal { .. } => {
            // A fall is told as its amount, so that more of it lies further below zero.
            let is_fall = fact.words.fall_label.is_some() && tick <= 0;
            let side = if is_fall { tick.cmp(&low) } else { low.cmp(&tick) };
            let bound = Bound::of(comparison.comparator);
            let bound = if is_fall { bound.opposite() } else { bound };
            Some(match side {
                Ordering::Equal => ON_THE_THRESHOLD.to_owned(),
                Ordering::Less | Ordering::Greater => format!("{} {}", amount(fact, low, tick), bound.word(side)),
            })
        }
        FactKind::Date if value.is_point() => {
            let days = Date::at(tick).days_until(Date::at(low));
            let side = if days > 0 { "after" } else { "before" };
            Some(if days == 0 { ON_THE_THRESHOLD.to_owned() } else { format!("{} {side}", in_days(days.abs())) })
        }
        FactKind::Boolean
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Enumeration(_)
        | FactKind::Code { .. }
        | FactKind::Text
        | FactKind::List(_) => None,
    }
}

/// How far two values of a fact lie apart, with its unit: "5 points", "0.1 mm".
fn amount(fact: &Fact, value: i64, threshold: i64) -> String {
    let by = (number::decimal(value) - number::decimal(threshold)).abs().normalize();
    let is_exact = number::is_exact(value) && number::is_exact(threshold);
    let about = || value::rounded_difference(value.max(threshold), value.min(threshold));
    let shown = if is_exact { by.to_string() } else { format!("about {}", about()) };
    match (&fact.words.counted_as, fact.kind.unit()) {
        (Some(words), _) => format!("{shown} {}", words.of(if shown == "1" { 1 } else { 2 })),
        (None, Some(unit)) if &*unit.symbol == "%" => {
            format!("{shown} {}", if shown == "1" { "point" } else { "points" })
        }
        (None, Some(unit)) => unit.of(&shown),
        (None, None) => shown,
    }
}

fn from_duration(reading: Reading, comparison: &Comparison, duration: Duration) -> Option<String> {
    let bound = Bound::of(comparison.comparator);
    match reading {
        Reading::Elapsed { start, end } if start.is_point() && end.is_point() => {
            let (reached, end) = (Date::at(start.low).plus(duration), Date::at(end.low));
            Some(match end.cmp(&reached) {
                Ordering::Equal => ON_THE_THRESHOLD.to_owned(),
                Ordering::Less => format!("{} {}", time_between(end, reached), bound.word(Ordering::Less)),
                Ordering::Greater => format!("{} {}", time_between(reached, end), bound.word(Ordering::Greater)),
            })
        }
        Reading::Value { value, mark, .. } if value.is_point() && value.low % 2 == 0 => {
            let span = mark.span();
            let by = value.low / 2 - duration.count;
            let side = by.cmp(&0);
            (span == duration.span).then(|| match side {
                Ordering::Equal => ON_THE_THRESHOLD.to_owned(),
                Ordering::Less | Ordering::Greater => format!("{} {}", length(by.abs(), span), bound.word(side)),
            })
        }
        Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } | Reading::Value { .. } => None,
    }
}

const ON_THE_THRESHOLD: &str = "exactly the threshold";

/// Which end of the values that a comparator allows its right side is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Lower,
    Upper,
}

impl Bound {
    const fn of(comparator: Comparator) -> Self {
        match comparator {
            Comparator::AtMost | Comparator::LessThan | Comparator::OnOrBefore | Comparator::Before => Self::Upper,
            Comparator::AtLeast
            | Comparator::MoreThan
            | Comparator::OnOrAfter
            | Comparator::After
            | Comparator::Is
            | Comparator::IsNot
            | Comparator::In
            | Comparator::NotIn
            | Comparator::InValueSet
            | Comparator::NotInValueSet
            | Comparator::Includes
            | Comparator::IncludesAny
            | Comparator::IncludesAll
            | Comparator::IncludesOnly
            | Comparator::IncludesNone
            | Comparator::Contiguous => Self::Lower,
        }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::Lower => Self::Upper,
            Self::Upper => Self::Lower,
        }
    }

    const fn word(self, side: Ordering) -> &'static str {
        match (side, self) {
            (Ordering::Less, Self::Lower) => "short",
            (Ordering::Less, Self::Upper) => "under",
            (Ordering::Greater | Ordering::Equal, _) => "over",
        }
    }
}

/// The time from one day to a later one as a person says it: in years and months where it is long.
fn time_between(from: Date, to: Date) -> String {
    let (months, days) = from.months_until(to);
    match months {
        0 => in_days(days),
        1..12 if days > 0 => format!("{} {}", in_months(months), in_days(days)),
        _ => in_months(months),
    }
}

fn length(count: i64, span: Span) -> String {
    match span {
        Span::Months => in_months(count),
        Span::Days => Duration { count, span }.to_string(),
    }
}

fn in_months(months: i64) -> String {
    let months_of = |count: i64| if count == 1 { "1 month".to_owned() } else { format!("{count} months") };
    let years_of = |count: i64| if count == 1 { "1 year".to_owned() } else { format!("{count} years") };
    match (months / 12, months % 12) {
        (0, months) => months_of(months),
        (years, 0) => years_of(years),
        (years, months) => format!("{} {}", years_of(years), months_of(months)),
    }
}

fn in_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
