//! Values as a reader sees them.

use medpol_evaluator::{Evaluation, Flaw, Reading};
use medpol_model::case::Mark;
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::FactRef;
use medpol_model::value::{Date, Duration, Interval, PartialDate, Span, Unit, WrittenDuration, number};
use medpol_model::vocabulary::{Clock, Elements, Enumeration, Fact, FactKind};

use crate::binding::Binding;
use crate::several::{MOST_NAMED, of_total, quoted};
use crate::{order, phrase};

/// The value of a fact as it is read here; none where it is unknown.
pub(crate) fn of_fact(scene: &Evaluation<'_>, fact: FactRef, binding: &Binding) -> Option<String> {
    if let Some(FactKind::List(kind)) = scene.fact(fact).map(|fact| &fact.kind) {
        return list(scene, fact, kind, binding);
    }
    let reading = scene.reading(fact, &binding.frames);
    let Reading::Unusable(flaw) = reading else { return of_reading(scene, fact, reading) };
    let follows = || of_reading(scene, fact, scene.follows(fact, &binding.frames)).unwrap_or_default();
    let stated = of_reading(scene, fact, scene.stated(fact, &binding.frames));
    match (flaw, stated) {
        (Flaw::Contradicted, Some(stated)) => Some(format!("{stated} as stated and {} as derived", follows())),
        (Flaw::Contradicted, None) | (Flaw::OutOfBounds, _) => Some(format!("{} as derived", follows())),
        (Flaw::OutOfOrder, stated) => Some(order::against(scene, binding.frames.slot(fact), &stated?)),
        (Flaw::Inherited, stated) => stated,
    }
}

/// The value of a fact as precisely as it takes to see on which side of its thresholds it lies.
pub(crate) fn against(
    scene: &Evaluation<'_>,
    fact: FactRef,
    binding: &Binding,
    comparisons: &[Comparison],
) -> Option<String> {
    let known = scene.fact(fact)?;
    let thresholds = || comparisons.iter().map(|comparison| &comparison.threshold);
    let precise = match scene.reading(fact, &binding.frames) {
        Reading::Elapsed { start, end } => elapsed(start, end, &|months| {
            thresholds().any(|one| *one == Threshold::Duration(Duration { count: months, span: Span::Months }))
        }),
        Reading::Value { value, mark, .. } if value.low == value.high && !mark.has(Mark::ALTERNATIVES) => {
            let unit = known.kind.unit().filter(|_| !number::is_exact(value.low));
            let is_gap = matches!(known.kind, FactKind::Decimal { .. }) && !number::is_exact(value.low);
            is_gap.then(|| {
                let ticks =
                    thresholds().filter_map(|one| if let Threshold::Tick(tick) = one { Some(*tick) } else { None });
                about(value.low, &ticks.collect::<Vec<_>>(), unit)
            })
        }
        Reading::Value { value, mark, .. } if matches!(known.kind, FactKind::Duration(Clock::Elapsed)) => {
            let is_inside = |one: &Comparison| match (&one.threshold, one.comparator) {
                (Threshold::Duration(limit), Comparator::MoreThan | Comparator::AtMost) => {
                    limit.span == mark.span() && (value.low..value.high).contains(&limit.tick())
                }
                (Threshold::Duration(limit), _) => {
                    limit.span == mark.span() && value.low < limit.tick() && limit.tick() <= value.high
                }
                (Threshold::None | Threshold::Tick(_) | Threshold::Fact(_) | Threshold::Shifted(..), _) => false,
            };
            let is_single = !mark.has(Mark::ALTERNATIVES) && comparisons.iter().any(is_inside);
            is_single.then(|| duration(value, mark, Clock::Length))
        }
        Reading::Unknown | Reading::Unusable(_) | Reading::Value { .. } => None,
    };
    precise.or_else(|| of_fact(scene, fact, binding))
}

/// A value between two steps, with so many digits that it is seen to lie beside each threshold.
fn about(tick: i64, thresholds: &[i64], unit: Option<&'static Unit>) -> String {
    let with_unit = |shown: String| unit.map_or_else(|| shown.clone(), |unit| unit.of(&shown));
    let number = number::decimal(tick);
    let tells = |shown: &String| {
        let Ok(shown) = number::parse(shown) else { return false };
        thresholds.iter().all(|threshold| shown.cmp(&number::decimal(*threshold)) == tick.cmp(threshold))
    };
    let more_digits = (3..=number::DIGITS).map(|digits| number.round_dp(digits).normalize().to_string());
    if let Some(shown) = std::iter::once(rounded(tick)).chain(more_digits).find(tells) {
        return format!("about {}", with_unit(shown));
    }
    let (below, above) = (number::decimal(tick - 1), number::decimal(tick + 1).to_string());
    format!("between {below} and {}", with_unit(above))
}

/// A reading of a fact; none where it is unknown.
pub(crate) fn of_reading(scene: &Evaluation<'_>, fact: FactRef, reading: Reading) -> Option<String> {
    let known = scene.fact(fact)?;
    match reading {
        Reading::Unknown | Reading::Unusable(_) => None,
        Reading::Elapsed { start, end } => elapsed(start, end, &|_| false),
        Reading::Value { value, mark, slot } if mark.has(Mark::ALTERNATIVES) => {
            let joint = if mark.has(Mark::CONFLICTING) { " and also " } else { " or " };
            let values = scene.case.facts.alternatives(slot);
            let first: Vec<String> =
                values.iter().take(MOST_NAMED).map(|value| one(scene, known, *value, mark)).collect();
            let shown = of_total(&first, values.len(), joint);
            Some(if shown.is_empty() { one(scene, known, value, mark) } else { shown })
        }
        Reading::Value { value, mark, .. } => Some(one(scene, known, value, mark)),
    }
}

fn one(scene: &Evaluation<'_>, fact: &Fact, value: Interval, mark: Mark) -> String {
    match &fact.kind {
        FactKind::Boolean => match value.low {
            0b01 => "no".to_owned(),
            0b10 => "yes".to_owned(),
            _ => "yes and also no".to_owned(),
        },
        FactKind::Enumeration(id) => {
            let joint = if mark.has(Mark::CONFLICTING) { " and also " } else { " or " };
            scene.vocabulary.enumeration(*id).map_or_else(String::new, |known| members(known, value, joint))
        }
        FactKind::Integer { unit } | FactKind::Decimal { unit } => quantity(value, *unit),
        FactKind::Date => date(value),
        FactKind::Duration(clock) => duration(value, mark, *clock),
        FactKind::Code { .. } | FactKind::Text => {
            let own = || scene.case.facts.own(value.low).map(std::string::ToString::to_string);
            quoted(&scene.symbols.text(value.low).map(str::to_owned).or_else(own).unwrap_or_default())
        }
        FactKind::List(_) => String::new(),
    }
}

fn members(known: &Enumeration, value: Interval, joint: &str) -> String {
    let mask = u64::from_ne_bytes(value.low.to_ne_bytes());
    known.members(mask).map(|value| &*value.in_text).collect::<Vec<_>>().join(joint)
}

fn list(
    scene: &Evaluation<'_>,
    fact: FactRef,
    kind: &medpol_model::vocabulary::ListKind,
    binding: &Binding,
) -> Option<String> {
    let elements = scene.list(fact, &binding.frames)?;
    let path = binding.path(scene.vocabulary, fact);
    let mut names = Vec::new();
    for (index, base) in elements.bases().take(MOST_NAMED).enumerate() {
        names.push(element(scene, fact, kind, base, &format!("{path}[{index}]")));
    }
    let all = |joint: &str| of_total(&names, elements.len(), joint);
    let shown = match (names.is_empty(), elements.is_complete) {
        (true, true) => kind.none_label.as_ref().map_or("none".to_owned(), std::string::ToString::to_string),
        (true, false) => "none so far, and perhaps others".to_owned(),
        (false, true) => all(match (kind.elements, &kind.joined_by) {
            (Elements::Values, Some(joint)) => joint,
            (Elements::Values, None) => ", ",
            (Elements::Records, _) => "; ",
        }),
        (false, false) => format!("{}, and perhaps others", all(", ")),
    };
    Some(shown)
}

/// An element as a reader would name it: by its own facts, in the words of the vocabulary where it has some.
pub(crate) fn element(
    scene: &Evaluation<'_>,
    list: FactRef,
    kind: &medpol_model::vocabulary::ListKind,
    base: usize,
    path: &str,
) -> String {
    let case = Binding::TOP;
    let scope = medpol_model::program::ScopeId(kind.frame.0);
    let binding = case.with(scope, base, path.to_owned());
    let named = kind.as_reason.as_ref().and_then(|words| phrase::filled(scene, words, scope, &binding, None));
    if let Some(named) = named {
        return named;
    }
    let first = || scene.vocabulary.frame(kind.frame).and_then(|frame| frame.facts.first().copied());
    let facts: Vec<_> = match kind.elements {
        Elements::Values => first().into_iter().collect(),
        Elements::Records if kind.describe.is_empty() => first().into_iter().collect(),
        Elements::Records => kind.describe.clone(),
    };
    let parts: Vec<String> = facts
        .into_iter()
        .filter_map(|id| {
            let fact = scene.vocabulary.fact(id)?;
            let reference = fact.reference(id, scene.vocabulary.scope(id));
            of_fact(scene, reference, &binding)
        })
        .collect();
    if !parts.is_empty() {
        return parts.join(", ");
    }
    let noun = scene.fact(list).and_then(|fact| fact.words.counted_as.as_ref()).map_or("entry", |words| &words.one);
    format!("an unnamed {noun}")
}

/// A number with its unit: exact, or as what is known of it.
pub(crate) fn quantity(value: Interval, unit: Option<&'static Unit>) -> String {
    let with_unit = |shown: String| unit.map_or_else(|| shown.clone(), |unit| unit.of(&shown));
    let shown = |tick: i64| number::decimal(tick).to_string();
    let with = |tick: i64| with_unit(shown(tick));
    let Interval { low, high } = value;
    let above = |tick: i64| if number::is_exact(tick) { "at least" } else { "more than" };
    // A gap ends at the step above it.
    let below = |tick: i64| if number::is_exact(tick) { ("at most", tick) } else { ("less than", tick + 1) };
    match (low, high) {
        (i64::MIN, i64::MAX) => "any value".to_owned(),
        (low, high) if low == high && number::is_exact(low) => with(low),
        (low, high) if low == high => format!("about {}", with_unit(rounded(low))),
        (low, i64::MAX) => format!("{} {}", above(low), with(low)),
        (i64::MIN, high) => format!("{} {}", below(high).0, with(below(high).1)),
        (low, high) => format!("{} {} and {} {}", above(low), shown(low), below(high).0, with(below(high).1)),
    }
}

/// A value between two steps in few digits; only shown, never compared.
fn rounded(tick: i64) -> String {
    rounded_difference(tick, 0)
}

/// What is between two values, to two digits after the point, or to two that are not 0 where it is smaller than 1.
pub(crate) fn rounded_difference(value: i64, other: i64) -> String {
    let number = number::decimal(value) - number::decimal(other);
    let zeros = number.scale().saturating_sub(u32::try_from(number.mantissa().abs().to_string().len()).unwrap_or(0));
    let digits = if number.abs() < number::ONE { zeros + 2 } else { 2 };
    number.round_dp(digits).normalize().to_string()
}

fn date(value: Interval) -> String {
    let Interval { low, high } = value;
    match (low, high) {
        (i64::MIN, i64::MAX) => "any date".to_owned(),
        (low, i64::MAX) => format!("on or after {}", Date::at(low)),
        (i64::MIN, high) => format!("on or before {}", Date::at(high)),
        (low, high) if low == high => Date::at(low).to_string(),
        (low, high) => {
            let first = Date::at(low).to_string();
            let names = [first.get(..7), first.get(..4)];
            let covers = |name: &&str| PartialDate::parse(name).is_some_and(|date| date.interval() == value);
            match names.into_iter().flatten().find(covers) {
                Some(name) => name.to_owned(),
                None => format!("between {first} and {}", Date::at(high)),
            }
        }
    }
}

fn duration(value: Interval, mark: Mark, clock: Clock) -> String {
    let span = mark.span();
    let counted = |count: i64, grain: i64| match (span, grain) {
        // `30 months` reads better in years, and `24 months` would no longer say how it was counted.
        (Span::Months, 1) if count % 12 != 0 => Duration { count, span }.to_string(),
        _ => WrittenDuration { duration: Duration { count, span }, grain }.to_string(),
    };
    let shown = |count: i64| counted(count, mark.grain());
    let Interval { low, high } = value;
    let above = |tick: i64| if tick & 1 == 0 { "at least" } else { "more than" };
    let below = |tick: i64| if tick & 1 == 0 { ("at most", tick / 2) } else { ("less than", (tick + 1) / 2) };
    // What was counted in whole units is shown as it was counted.
    if clock == Clock::Elapsed
        && let Some(grain) = truncated(low, high, span)
    {
        return counted(low / 2, grain);
    }
    match (low, high) {
        (i64::MIN, i64::MAX) => "any length".to_owned(),
        (low, high) if low == high && low & 1 == 0 => shown(low / 2),
        (low, i64::MAX) => format!("{} {}", above(low), shown(low.div_euclid(2))),
        (i64::MIN, high) => format!("{} {}", below(high).0, shown(below(high).1)),
        (low, high) => {
            format!("{} {} and {} {}", above(low), shown(low.div_euclid(2)), below(high).0, shown(below(high).1))
        }
    }
}

/// The months or days of the unit in which a time was counted and cut off, if it covers just one of them.
fn truncated(low: i64, high: i64, span: Span) -> Option<i64> {
    let units = match span {
        Span::Months => [1, 12],
        Span::Days => [1, 7],
    };
    let is_one = |grain: &i64| low % (grain * 2) == 0 && high.saturating_sub(low) == grain * 2 - 1;
    units.into_iter().find(is_one)
}

/// Time between two dates by the rule that compares it. `is_close` says of a number of months whether the days
/// beyond it matter.
fn elapsed(start: Interval, end: Interval, is_close: &dyn Fn(i64) -> bool) -> Option<String> {
    let is_open = |interval: Interval| interval.low == i64::MIN || interval.high == i64::MAX;
    if is_open(end) {
        return None;
    }
    let shown = |start: i64, end: i64| between(Date::at(start), Date::at(end), is_close);
    match (start.low, start.high) {
        (i64::MIN, i64::MAX) => None,
        (i64::MIN, high) => Some(format!("at least {}", shown(high, end.low))),
        (low, i64::MAX) => Some(format!("at most {}", shown(low, end.high))),
        (low, high) => {
            let (least, most) = (shown(high, end.low), shown(low, end.high));
            Some(if least == most { least } else { format!("between {least} and {most}") })
        }
    }
}

/// Whole years, months and days from one date to another.
fn between(start: Date, end: Date, is_close: &dyn Fn(i64) -> bool) -> String {
    if start > end {
        return format!("{} before it begins", Duration { count: end.days_until(start), span: Span::Days });
    }
    let (months, days) = start.months_until(end);
    let part = |count: i64, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
    };
    let years = if months >= 24 { months / 12 } else { 0 };
    // From three years on, days say nothing to a reader.
    let days = if months >= 36 && !is_close(months) { 0 } else { days };
    let parts: Vec<String> =
        [part(years, "year"), part(months - years * 12, "month"), part(days, "day")].into_iter().flatten().collect();
    if parts.is_empty() { "0 days".to_owned() } else { parts.join(" ") }
}
