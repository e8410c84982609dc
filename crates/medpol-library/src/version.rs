//! Which version of a policy is in force on the date of service.
//!
//! Knows neither files nor cases; the date comes as an interval of ticks, because a case may not say
//! the day.

use std::sync::Arc;

use medpol_model::answer::{Considered, Selection};
use medpol_model::policy::{Period, Policy, PolicyStatus};
use medpol_model::value::{Date, Interval, Status};

/// Which version of a policy is in force on a date.
#[derive(Debug)]
pub(crate) enum Choice<'a> {
    /// This one.
    One(&'a Arc<Policy>, Selection),
    /// Any of these, depending on the day.
    Several(Vec<&'a Arc<Policy>>),
    /// None of them.
    None,
}

/// Chooses among the versions of one policy. A draft is never in force; a retired version is,
/// inside its window.
///
/// Where a version can be in force and no other can, it is chosen although the day is unknown.
pub(crate) fn in_force<'a>(versions: &[&'a Arc<Policy>], service: Interval) -> Choice<'a> {
    let possible: Vec<&'a Arc<Policy>> =
        versions.iter().copied().filter(|policy| is_in_force(policy, service, Quantity::SomeDay)).collect();
    let throughout = possible.iter().all(|policy| is_in_force(policy, service, Quantity::EveryDay));
    let latest = latest(possible.iter().copied());
    match latest {
        None => Choice::None,
        Some(chosen) if throughout || possible.len() == 1 => {
            let because = reason(chosen, service, throughout, versions.len());
            let others = versions.iter().filter(|other| !Arc::ptr_eq(other, chosen));
            let considered = others
                .map(|other| Considered { policy: other.reference(), because: why_not(other, chosen, service) })
                .collect();
            Choice::One(chosen, Selection { because, considered })
        }
        Some(_) => Choice::Several(possible),
    }
}

/// For how much of an interval something should hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quantity {
    SomeDay,
    EveryDay,
}

fn is_in_force(policy: &Policy, service: Interval, quantity: Quantity) -> bool {
    let status = in_window(window(policy.effective), service);
    let fits = match quantity {
        Quantity::SomeDay => status.can_be_met(),
        Quantity::EveryDay => !status.can_be_not_met(),
    };
    fits && policy.status != PolicyStatus::Draft
}

/// Whether the service falls into a window, whichever day of `service` it is.
pub(crate) fn in_window(window: Interval, service: Interval) -> Status {
    service.within(window)
}

/// The days of a period, in ticks.
pub(crate) fn window(period: Period) -> Interval {
    Interval { low: period.from.tick(), high: period.until.map_or(i64::MAX, Date::tick) }
}

/// Which of some versions took effect last.
pub(crate) fn latest<'a>(versions: impl IntoIterator<Item = &'a Arc<Policy>>) -> Option<&'a Arc<Policy>> {
    versions.into_iter().max_by_key(|policy| policy.effective.from)
}

/// When a version is in force, in words that follow "in force".
pub(crate) fn period(policy: &Policy) -> String {
    match policy.effective.until {
        Some(until) => format!("from {} to {until}", policy.effective.from),
        None => format!("from {}", policy.effective.from),
    }
}

/// An interval of dates in words.
pub(crate) fn days(service: Interval) -> String {
    let first = (service.low != i64::MIN).then(|| first_day(service.low));
    let last = (service.high != i64::MAX).then(|| last_day(service.high));
    match (first, last) {
        (None, None) => "on an unknown day".to_owned(),
        (None, Some(last)) => format!("on or before {last}"),
        (Some(first), None) => format!("on or after {first}"),
        (Some(first), Some(last)) if first == last => format!("on {first}"),
        (Some(first), Some(last)) => format!("between {first} and {last}"),
    }
}

/// The first day at or after a tick; an odd tick is the gap after a day.
fn first_day(tick: i64) -> Date {
    if tick & 1 == 0 { Date::at(tick) } else { Date::at(tick - 1).plus_days(1) }
}

/// The last day at or before a tick; an odd tick is the gap before a day.
fn last_day(tick: i64) -> Date {
    if tick & 1 == 0 { Date::at(tick) } else { Date::at(tick + 1).plus_days(-1) }
}

/// Whether a version is in force on every day that the service can fall on.
pub(crate) fn covers(policy: &Policy, service: Interval) -> bool {
    is_in_force(policy, service, Quantity::EveryDay)
}

fn reason(chosen: &Policy, service: Interval, throughout: bool, versions: usize) -> String {
    let version = &chosen.version;
    if throughout {
        return format!("version {version} is in force {}", days(service));
    }
    let only = if versions == 1 { "the only version" } else { "the only version that can be in force" };
    format!("version {version} is {only}; the service falls {}", days(service))
}

fn why_not(other: &Policy, chosen: &Policy, service: Interval) -> String {
    match other.status {
        PolicyStatus::Draft => "a draft is never chosen".to_owned(),
        PolicyStatus::Active | PolicyStatus::Retired if is_in_force(other, service, Quantity::SomeDay) => {
            format!("also in force, but version {} took effect later", chosen.version)
        }
        PolicyStatus::Active | PolicyStatus::Retired => format!("in force only {}", period(other)),
    }
}
