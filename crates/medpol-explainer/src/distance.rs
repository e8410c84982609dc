//! How far a value is from what it is compared with, in words; and on which side of it.
//!
//! A distance is told of one exact value from one number, day or duration: the distance of a range would
//! mislead. The side is told of a range too, where all of it lies there.

use std::cmp::Ordering;

use medpol_evaluator::Reading;
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::FactRef;
use medpol_model::value::{Date, Duration, Interval, number};
use medpol_model::vocabulary::{Broken, Fact, FactKind, Limits};

use crate::binding::Binding;
use crate::context::Context;

/// How far a fact is from its threshold; none where that cannot be said.
pub(crate) fn of(context: &Context<'_>, fact: FactRef, comparison: &Comparison, binding: &Binding) -> Option<String> {
    let known = context.scene.fact(fact)?;
    let reading = context.scene.reading(fact, &binding.frames);
    match comparison.threshold {
        Threshold::Tick(tick) => from_tick(known, reading, tick),
        Threshold::Duration(duration) => from_duration(reading, duration),
        Threshold::None | Threshold::Fact(_) | Threshold::Shifted(..) => None,
    }
}

/// Whether a comparison by itself surely fails. Not said of comparisons that have no order.
pub(crate) fn fails(context: &Context<'_>, fact: FactRef, comparison: &Comparison, binding: &Binding) -> bool {
    let reading = context.scene.reading(fact, &binding.frames);
    let side = match comparison.threshold {
        Threshold::Tick(tick) => side_of_tick(reading, tick),
        Threshold::Duration(duration) => side_of_duration(reading, duration),
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

/// Where all of a number or date lies.
fn side_of_tick(reading: Reading, tick: i64) -> Option<Ordering> {
    match reading {
        Reading::Value { value, .. } if value.high < tick => Some(Ordering::Less),
        Reading::Value { value, .. } if value.low > tick => Some(Ordering::Greater),
        Reading::Value { value, .. } => (value == Interval::point(tick)).then_some(Ordering::Equal),
        Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => None,
    }
}

/// Where all of a time lies.
fn side_of_duration(reading: Reading, duration: Duration) -> Option<Ordering> {
    let limits = Limits { min: Some(duration), max: Some(duration) };
    let broken = match reading {
        Reading::Elapsed { start, end } => limits.broken_between(start, end),
        Reading::Value { value, mark, .. } => limits.broken_by_time(value, mark.span()),
        Reading::Unknown | Reading::Unusable(_) => return None,
    };
    let is_exact = match reading {
        Reading::Elapsed { start, end } => start.is_point() && end.is_point(),
        Reading::Value { value, mark, .. } => value.is_point() && mark.span() == duration.span,
        Reading::Unknown | Reading::Unusable(_) => false,
    };
    match broken {
        Some(Broken::Min(_)) => Some(Ordering::Less),
        Some(Broken::Max(_)) => Some(Ordering::Greater),
        None => is_exact.then_some(Ordering::Equal),
    }
}

fn from_tick(fact: &Fact, reading: Reading, tick: i64) -> Option<String> {
    let Reading::Value { value, .. } = reading else { return None };
    if !value.is_point() {
        return None;
    }
    let low = value.low;
    match &fact.kind {
        FactKind::Integer { unit } | FactKind::Decimal { unit } => {
            let unit = unit.map_or(String::new(), |unit| format!(" {}", unit.symbol));
            let by = (number::decimal(low) - number::decimal(tick)).normalize();
            let side = if low > tick { "above" } else { "below" };
            Some(if by.is_zero() { ON_THE_LIMIT.to_owned() } else { format!("{}{unit} {side}", by.abs()) })
        }
        FactKind::Date => Some(in_days(Date::at(tick).days_until(Date::at(low)), "after", "before")),
        FactKind::Boolean
        | FactKind::Duration(_)
        | FactKind::Enumeration(_)
        | FactKind::Code { .. }
        | FactKind::Text
        | FactKind::List(_) => None,
    }
}

fn from_duration(reading: Reading, duration: Duration) -> Option<String> {
    match reading {
        Reading::Elapsed { start, end } if start.is_point() && end.is_point() => {
            let reached = Date::at(start.low).plus(duration);
            Some(in_days(reached.days_until(Date::at(end.low)), "over", "short"))
        }
        Reading::Value { value, mark, .. } if value.is_point() => {
            let span = mark.span();
            let by = value.low / 2 - duration.count;
            let shown = Duration { count: by.abs(), span };
            (span == duration.span).then(|| match by {
                0 => ON_THE_LIMIT.to_owned(),
                by => format!("{shown} {}", if by > 0 { "over" } else { "short" }),
            })
        }
        Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } | Reading::Value { .. } => None,
    }
}

const ON_THE_LIMIT: &str = "on the limit";

fn in_days(days: i64, over: &str, under: &str) -> String {
    match days {
        0 => ON_THE_LIMIT.to_owned(),
        1 | -1 => format!("1 day {}", if days > 0 { over } else { under }),
        days if days > 0 => format!("{days} days {over}"),
        days => format!("{} days {under}", -days),
    }
}
