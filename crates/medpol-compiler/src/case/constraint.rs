//! Values that are not exact: `{ at_least: … }`, `{ one_of: […] }`, `{ conflicting: […] }`.

use std::cmp::Ordering;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::case::Mark;
use medpol_model::value::{Interval, Quantity, number};
use medpol_model::vocabulary::{Fact, FactKind};
use medpol_syntax::{Entry, Node};

use super::decode::{Decoding, Value};
use super::limits;
use crate::literal::list;

/// The keys of a mapping that is one value rather than a group of facts.
pub(crate) const VALUE_FORMS: [&str; 12] = [
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "on_or_after",
    "after",
    "on_or_before",
    "before",
    "one_of",
    "conflicting",
    "items",
    "complete",
];

const BOUNDS: [&str; 8] =
    ["at_least", "more_than", "at_most", "less_than", "on_or_after", "after", "on_or_before", "before"];

/// Decodes a mapping that stands where a single value is expected.
pub(super) fn decode(decoding: &mut Decoding<'_>, node: &Node, fact: &Fact, slot: usize) {
    let entries = node.mapping().unwrap_or_default();
    match entries {
        [only] if &*only.key == "one_of" => several(decoding, only, fact, slot, Mark::ABSENT),
        [only] if &*only.key == "conflicting" => several(decoding, only, fact, slot, Mark::CONFLICTING),
        _ => bounds(decoding, node, entries, fact, slot),
    }
}

fn several(decoding: &mut Decoding<'_>, entry: &Entry, fact: &Fact, slot: usize, mark: Mark) {
    let items = entry.value.sequence().unwrap_or_default();
    if items.len() < 2 {
        decoding.diagnostics.push(
            Diagnostic::new(&codes::R0008, entry.value.span, format!("`{}` needs two values or more", entry.key))
                .label("not a choice")
                .help("write the value itself, or list every value it may be"),
        );
        return;
    }
    let mut values: Vec<Value> = Vec::new();
    for item in items {
        let Some(value) = decoding.scalar(item, fact) else { return };
        if !decoding.is_in_bounds(value, item.span, fact) {
            return;
        }
        values.push(value);
    }
    let Some(first) = values.first().copied() else { return };
    let Some(counted) = values.iter().try_fold(first.mark, |mark, value| counted_alike(mark, value.mark)) else {
        decoding.diagnostics.push(mixed(entry));
        return;
    };
    if values.iter().all(|value| value.interval == first.interval) {
        if are_in_one_gap(items, fact, first.interval) {
            decoding.set(slot, Some(first.interval), Mark::GIVEN.with(mark));
            return;
        }
        decoding.diagnostics.push(
            Diagnostic::new(&codes::R0008, entry.value.span, format!("`{}` names one value only", entry.key))
                .label("the same value again and again")
                .help("write the value itself, or list every value it may be"),
        );
        return;
    }
    let mark = Mark::GIVEN.with(mark).with(counted);
    if is_mask(&fact.kind) {
        let union = values.iter().fold(0, |mask, value| mask | value.interval.low);
        decoding.set(slot, Some(Interval::point(union)), mark);
        return;
    }
    let values: Vec<Interval> = values.iter().map(|value| value.interval).collect();
    decoding.case.facts.set_alternatives(slot, &values, mark);
}

/// Whether several figures differ, although no step of the fact's unit tells them apart.
fn are_in_one_gap(items: &[Node], fact: &Fact, value: Interval) -> bool {
    let FactKind::Decimal { unit: Some(unit) } = &fact.kind else { return false };
    let mut figures = items.iter().filter_map(|item| Quantity::parse(item.text()?).ok());
    let Some(first) = figures.next() else { return false };
    !number::is_exact(value.low) && figures.any(|figure| figure.compare(first, unit) != Some(Ordering::Equal))
}

fn mixed(entry: &Entry) -> Diagnostic {
    Diagnostic::new(&codes::R0008, entry.value.span, "these durations are counted in different ways")
        .label("months and years beside weeks and days")
        .help("give all of them in months and years, or all in weeks and days")
}

/// How two values are counted together: both in months or both in days, and in the larger unit where both are.
fn counted_alike(left: Mark, right: Mark) -> Option<Mark> {
    if left == right {
        return Some(left);
    }
    (left.span() == right.span()).then(|| left.without(Mark::LARGE_UNIT))
}

fn is_mask(kind: &FactKind) -> bool {
    matches!(kind, FactKind::Boolean | FactKind::Enumeration(_))
}

fn bounds(decoding: &mut Decoding<'_>, node: &Node, entries: &[Entry], fact: &Fact, slot: usize) {
    if !check_keys(decoding, node, entries, fact) {
        return;
    }
    let mut range = decoding.case.facts.value(slot);
    let mut mark = None;
    for entry in entries {
        let Some(value) = decoding.scalar(&entry.value, fact) else { return };
        mark = mark.map_or(Some(value.mark), |mark| counted_alike(mark, value.mark));
        if mark.is_none() {
            decoding.diagnostics.push(mixed(entry));
            return;
        }
        range = narrow(decoding, range, &entry.key, value, fact);
    }
    let mark = mark.unwrap_or(Mark::ABSENT);
    if is_nothing(entries, range, mark, fact) {
        decoding.diagnostics.push(
            Diagnostic::new(&codes::R0008, node.span, format!("no value of `{}` can be like this", fact.path))
                .label("nothing is left")
                .help("check the bounds against each other and against the vocabulary"),
        );
        return;
    }
    decoding.set(slot, Some(range), Mark::GIVEN.with(mark));
}

/// Whether no value is left between bounds.
fn is_nothing(entries: &[Entry], range: Interval, mark: Mark, fact: &Fact) -> bool {
    if range.is_empty() || range.meet(fact.bounds).is_empty() {
        return !is_mask(&fact.kind) || range.low == 0;
    }
    match &fact.kind {
        FactKind::Boolean | FactKind::Enumeration(_) => range.low == 0,
        FactKind::Duration(clock) => {
            let times = clock.times(range, mark.span());
            times.is_empty() || !limits::are_kept(fact, Value { interval: times, mark })
        }
        // Bounds in another unit that lie between the same two steps.
        FactKind::Decimal { unit: Some(unit) } if range.low == range.high && !number::is_exact(range.low) => {
            let written = |entry: &Entry| Quantity::parse(entry.value.text()?).ok();
            let bounds = |keys: [&'static str; 2]| {
                let of_keys = entries.iter().filter(move |entry| keys.contains(&&*entry.key));
                of_keys.filter_map(move |entry| Some((entry, written(entry)?)))
            };
            bounds(["at_least", "more_than"]).any(|(from, low)| {
                bounds(["at_most", "less_than"]).any(|(to, high)| {
                    let is_open = &*from.key == "more_than" || &*to.key == "less_than";
                    let order = low.compare(high, unit);
                    order == Some(Ordering::Greater) || (is_open && order == Some(Ordering::Equal))
                })
            })
        }
        FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Code { .. }
        | FactKind::Text
        | FactKind::List(_) => false,
    }
}

fn check_keys(decoding: &mut Decoding<'_>, node: &Node, entries: &[Entry], fact: &Fact) -> bool {
    let is_ordered = match &fact.kind {
        FactKind::Enumeration(id) => decoding.vocabulary.enumeration(*id).is_some_and(|known| known.ordered),
        FactKind::Boolean | FactKind::Code { .. } | FactKind::Text => false,
        _ => true,
    };
    let known: Vec<&str> = if is_ordered {
        BOUNDS.into_iter().chain(["one_of", "conflicting"]).collect()
    } else {
        vec!["one_of", "conflicting"]
    };
    let stray = entries.iter().find(|entry| !is_ordered || !BOUNDS.contains(&&*entry.key));
    let (span, message) = match stray {
        None if !entries.is_empty() => return true,
        None => (node.span, format!("`{}` has no value", fact.path)),
        Some(entry) => (entry.key_span, format!("`{}` does not say what `{}` is", entry.key, fact.path)),
    };
    let written = stray.map_or("", |entry| &*entry.key);
    decoding.diagnostics.push(
        Diagnostic::new(&codes::R0002, span, message)
            .label("a value that is not exact is written with one of a few keys")
            .did_you_mean(written, known.iter().copied())
            .help(format!("use {}, or write the value itself", list(known.iter().copied()))),
    );
    false
}

/// Narrows a range by one bound. A partial date covers every day it could be, so nothing is claimed
/// that the record does not say.
fn narrow(decoding: &Decoding<'_>, range: Interval, key: &str, value: Value, fact: &Fact) -> Interval {
    if let FactKind::Enumeration(id) = &fact.kind {
        let domain = decoding.vocabulary.enumeration(*id).map_or(0, medpol_model::vocabulary::Enumeration::domain);
        let bit = u64::from_ne_bytes(value.interval.low.to_ne_bytes());
        let below = bit.wrapping_sub(1) & !bit;
        let allowed = match key {
            "at_least" | "on_or_after" => !below,
            "more_than" | "after" => !below & !bit,
            "at_most" | "on_or_before" => below | bit,
            _ => below,
        };
        let kept = u64::from_ne_bytes(range.low.to_ne_bytes()) & allowed & domain;
        return Interval::point(i64::from_ne_bytes(kept.to_ne_bytes()));
    }
    range.meet(bounded(key, value.interval, &fact.kind))
}

/// What a bound on a number, a date or a duration leaves of all values.
pub(super) fn bounded(key: &str, value: Interval, kind: &FactKind) -> Interval {
    let Interval { low, high } = exact_bound(value, kind);
    match key {
        "at_least" | "on_or_after" => Interval::from(low),
        "more_than" | "after" => Interval::from(next(low, kind)),
        "at_most" | "on_or_before" => Interval::up_to(high),
        _ => Interval::up_to(previous(high, kind)),
    }
}

/// A bound on an elapsed time is exact: `more_than: 6 months` is not truncated.
const fn exact_bound(value: Interval, kind: &FactKind) -> Interval {
    match kind {
        FactKind::Duration(_) => Interval::point(value.low),
        _ => value,
    }
}

/// The first tick after a bound: the next day of a date, the next whole number, the gap above any
/// other value. A bound that lies in a gap itself may be anywhere in it, and so may what is above.
fn next(tick: i64, kind: &FactKind) -> i64 {
    match kind {
        // Above a value between two steps there is still something between them.
        FactKind::Integer { .. } | FactKind::Decimal { .. } if !number::is_exact(tick) => tick,
        FactKind::Date => medpol_model::value::Date::at(tick).plus_days(1).tick(),
        FactKind::Integer { .. } => tick.saturating_add(number::whole(1).unwrap_or(1)),
        _ if number::is_exact(tick) => tick.saturating_add(1),
        _ => tick,
    }
}

fn previous(tick: i64, kind: &FactKind) -> i64 {
    match kind {
        FactKind::Integer { .. } | FactKind::Decimal { .. } if !number::is_exact(tick) => tick,
        FactKind::Date => medpol_model::value::Date::at(tick).plus_days(-1).tick(),
        FactKind::Integer { .. } => tick.saturating_sub(number::whole(1).unwrap_or(1)),
        _ if number::is_exact(tick) => tick.saturating_sub(1),
        _ => tick,
    }
}
