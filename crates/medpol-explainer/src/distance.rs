//! How far a value is from what it is compared with, in words.
//!
//! Only of one exact value from one number, day or duration: the distance of a range would mislead.

use medpol_evaluator::Reading;
use medpol_model::case::Mark;
use medpol_model::policy::{Comparison, Threshold};
use medpol_model::program::FactRef;
use medpol_model::value::{Date, Duration, Span, number};
use medpol_model::vocabulary::{Fact, FactKind};

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
            let span = if mark.has(Mark::DAYS) { Span::Days } else { Span::Months };
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
