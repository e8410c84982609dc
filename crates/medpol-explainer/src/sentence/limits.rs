//! What a value is compared with, in words, and how a requirement is said of it.

use std::sync::Arc;

use medpol_evaluator::Reading;
use medpol_model::answer::Compared;
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::{FactRef, Offset};
use medpol_model::value::{Date, Duration, Interval, Span, Status, Truth};
use medpol_model::vocabulary::FactKind;

use crate::binding::Binding;
use crate::context::Context;
use crate::phrase;
use crate::stance::Stance;
use crate::told::Told;
use crate::value;

/// A comparator with its right side inside a sentence.
pub(super) fn words(one: &Compared) -> String {
    let right = &one.threshold;
    match one.comparator {
        Comparator::In | Comparator::Is | Comparator::Includes | Comparator::IncludesAll => right.to_string(),
        Comparator::IncludesAny => format!("one of {right}"),
        Comparator::IncludesOnly => format!("only {right}"),
        Comparator::InValueSet => format!("a code of the value set {right}"),
        Comparator::NotInValueSet => format!("a code outside of the value set {right}"),
        Comparator::IsNot
        | Comparator::NotIn
        | Comparator::AtLeast
        | Comparator::MoreThan
        | Comparator::AtMost
        | Comparator::LessThan
        | Comparator::OnOrBefore
        | Comparator::OnOrAfter
        | Comparator::Before
        | Comparator::After
        | Comparator::IncludesNone => one.words(),
        Comparator::Contiguous => format!("values {right}"),
    }
}

/// The comparator as one of the amount of a fall, where it can be: `at most -80 %` is `at least 80 %`.
pub(super) fn fallen(one: &Compared) -> Option<String> {
    let amount = one.threshold.strip_prefix('-')?;
    let words = match one.comparator {
        Comparator::AtMost => "at least",
        Comparator::LessThan => "more than",
        Comparator::AtLeast => "at most",
        Comparator::MoreThan => "less than",
        Comparator::Is
        | Comparator::IsNot
        | Comparator::In
        | Comparator::NotIn
        | Comparator::InValueSet
        | Comparator::NotInValueSet
        | Comparator::OnOrBefore
        | Comparator::OnOrAfter
        | Comparator::Before
        | Comparator::After
        | Comparator::Includes
        | Comparator::IncludesAny
        | Comparator::IncludesAll
        | Comparator::IncludesOnly
        | Comparator::IncludesNone
        | Comparator::Contiguous => return None,
    };
    Some(format!("{words} {amount}"))
}

/// Whether values above the right side, or other than it, fail: such a limit is allowed rather than needed.
pub(super) const fn is_upper(comparator: Comparator) -> bool {
    match comparator {
        Comparator::AtMost
        | Comparator::LessThan
        | Comparator::OnOrBefore
        | Comparator::Before
        | Comparator::IncludesOnly
        | Comparator::IncludesNone
        | Comparator::NotIn => true,
        Comparator::Is
        | Comparator::IsNot
        | Comparator::In
        | Comparator::InValueSet
        | Comparator::NotInValueSet
        | Comparator::AtLeast
        | Comparator::MoreThan
        | Comparator::OnOrAfter
        | Comparator::After
        | Comparator::Includes
        | Comparator::IncludesAny
        | Comparator::IncludesAll
        | Comparator::Contiguous => false,
    }
}

/// The words for a value with what it is compared with. `limits` are its words, where they are not the usual ones.
pub(super) fn against(
    statement: Told,
    status: Status,
    stance: Stance,
    compared: &[Compared],
    limits: Option<Vec<Limit>>,
) -> Told {
    let limits = limits.unwrap_or_else(|| compared.iter().map(Limit::of).collect());
    if limits.is_empty() {
        return statement;
    }
    let is_single = limits.len() == 1;
    let told = |limit: &Limit| match limit.distance.as_ref().filter(|_| !is_single) {
        Some(distance) => format!("{} ({distance})", limit.words),
        None => limit.words.clone(),
    };
    let all = limits.iter().map(told).collect::<Vec<_>>().join(" and ");
    let is_upper = limits.iter().all(|limit| limit.is_upper);
    let be = limits.first().map_or("is", |limit| limit.be);
    let distance = limits.iter().find_map(|limit| limit.distance.as_deref()).filter(|_| is_single);
    let distance = distance.map_or_else(String::new, |distance| format!(" ({distance})"));
    let required = |words: String| Told { requirement: Some(words), ..statement.clone() };
    match (status.truth(), stance) {
        (Some(Truth::Unknown) | None, _) => statement.and(&format!(", which leaves open whether it is {all}")),
        (Some(Truth::Met), Stance::Neutral) if statement.statement.ends_with(&all) => statement,
        (Some(Truth::Met), Stance::Neutral) if statement.statement.is_empty() => Told::plain(all),
        (Some(Truth::Met), Stance::Neutral) => statement.and(&format!(" ({all})")),
        (Some(Truth::NotMet), Stance::Neutral) if statement.statement.is_empty() => Told::plain(format!("not {all}")),
        (Some(Truth::NotMet), Stance::Neutral) => statement.and(&format!(", not {all}")),
        (Some(_), Stance::Needed) if is_upper => required(format!("{all} {be} allowed{distance}")),
        (Some(_), Stance::Needed) => required(format!("{all} {be} needed{distance}")),
        (Some(Truth::Met), Stance::Excludes) => required(format!("{all} excludes{distance}")),
        (Some(Truth::NotMet), Stance::Excludes) => required(format!("{all} would exclude{distance}")),
    }
}

/// One limit, as it is told.
pub(super) struct Limit {
    pub(super) words: String,
    pub(super) is_upper: bool,
    /// The verb that goes with the words.
    pub(super) be: &'static str,
    pub(super) distance: Option<String>,
}

impl Limit {
    pub(super) fn of(one: &Compared) -> Self {
        Self { words: words(one), is_upper: is_upper(one.comparator), be: be(one), distance: one.distance.clone() }
    }
}

/// The verb for the right side of a comparator: several values are.
fn be(one: &Compared) -> &'static str {
    let is_of_several = matches!(one.comparator, Comparator::IncludesAll | Comparator::IncludesOnly);
    let is_several = is_of_several && one.threshold.contains(" and ");
    if is_several || one.comparator == Comparator::Contiguous { "are" } else { "is" }
}

/// The right side of a comparison: another fact with its value here.
pub(crate) fn threshold(context: &Context<'_>, comparison: &Comparison, binding: &Binding) -> Arc<str> {
    let (other, offset) = match comparison.threshold {
        Threshold::Fact(other) => (other, Offset::None),
        Threshold::Shifted(other, offset) => (other, offset),
        Threshold::None | Threshold::Tick(_) | Threshold::Duration(_) => return Arc::clone(&comparison.shown),
    };
    let value = value::of_fact(&context.scene, other, binding);
    let Some(known) = context.scene.fact(other) else { return Arc::clone(&comparison.shown) };
    let name = match known.kind {
        FactKind::List(_) => format!("the {}", phrase::subject(known)),
        FactKind::Boolean
        | FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Enumeration(_)
        | FactKind::Code { .. }
        | FactKind::Text => phrase::the(known),
    };
    let Some(value) = value else { return format!("{name} (not on record){}", added(context, other, offset)).into() };
    if let (Offset::Days(days), Reading::Value { value: day, .. }) =
        (offset, context.scene.reading(other, &binding.frames))
        && day.is_point()
    {
        let shifted = Date::at(day.low).plus_days(days);
        let length = Duration { count: days.abs(), span: Span::Days };
        let side = if days < 0 { "before" } else { "after" };
        return format!("{shifted}, {length} {side} {name} ({value})").into();
    }
    format!("{name} ({value}){}", added(context, other, offset)).into()
}

/// An offset in words: " plus 14 days".
fn added(context: &Context<'_>, fact: FactRef, offset: Offset) -> String {
    let word = |is_less: bool| if is_less { "minus" } else { "plus" };
    match offset {
        Offset::None => String::new(),
        Offset::Days(days) => format!(" {} {}", word(days < 0), Duration { count: days.abs(), span: Span::Days }),
        Offset::Number(tick) => {
            let unit = context.scene.fact(fact).and_then(|fact| fact.kind.unit());
            format!(" {} {}", word(tick < 0), value::quantity(Interval::point(tick.abs()), unit))
        }
    }
}
