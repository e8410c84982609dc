//! Times by the lengths they are compared with.
//!
//! Lengths of one unit come in an order. Months and days do so where the calendar leaves no doubt; where it does, as
//! between 6 months and 26 weeks, every way in which a time can lie to both is a part.

use medpol_model::program::{Limit, Order};
use medpol_model::value::{Duration, Interval, Span, days_in_months};
use medpol_model::vocabulary::Limits;

/// How a time lies to a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sign {
    /// It is shorter.
    Below,
    /// It is as long.
    Equal,
    /// It is longer.
    Above,
}

const SIGNS: [Sign; 3] = [Sign::Below, Sign::Equal, Sign::Above];

/// Lengths that a time is compared with, the shortest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lengths {
    pub(crate) all: Vec<Duration>,
}

impl Lengths {
    pub(super) fn of(limits: &[Limit], bounds: Limits) -> Self {
        let asked = limits.iter().map(|limit| limit.duration);
        let mut all: Vec<Duration> = asked.chain(bounds.min).chain(bounds.max).collect();
        all.sort_unstable_by_key(|length| (days(*length).low, days(*length).high, *length));
        all.dedup();
        Self { all }
    }

    /// Every way in which a time within the bounds can lie to all lengths.
    pub(super) fn signs(&self, bounds: Limits) -> Vec<Vec<Sign>> {
        let mut found: Vec<Vec<Sign>> = vec![Vec::new()];
        for length in &self.all {
            let mut grown = Vec::new();
            for before in &found {
                for sign in SIGNS {
                    let mut earlier = self.all.iter().zip(before);
                    if is_allowed(*length, sign, bounds)
                        && earlier.all(|(shorter, known)| is_possible(*shorter, *known, *length, sign))
                    {
                        grown.push(before.iter().copied().chain([sign]).collect());
                    }
                }
            }
            found = grown;
        }
        found
    }

    /// Whether times that lie so keep to a limit.
    pub(super) fn is_kept(&self, signs: &[Sign], limit: Limit) -> bool {
        let at = self.all.iter().position(|length| *length == limit.duration);
        let Some(sign) = at.and_then(|at| signs.get(at)) else { return false };
        holds(limit.order, *sign)
    }
}

/// Whether a comparison holds of what lies so to its length.
pub(crate) const fn holds(order: Order, sign: Sign) -> bool {
    match (order, sign) {
        (Order::Is | Order::AtLeast | Order::AtMost, Sign::Equal)
        | (Order::IsNot | Order::AtLeast | Order::MoreThan, Sign::Above)
        | (Order::IsNot | Order::AtMost | Order::LessThan, Sign::Below) => true,
        (Order::Is, Sign::Below | Sign::Above)
        | (Order::IsNot | Order::MoreThan | Order::LessThan, Sign::Equal)
        | (Order::AtLeast | Order::MoreThan, Sign::Below)
        | (Order::AtMost | Order::LessThan, Sign::Above) => false,
    }
}

fn days(length: Duration) -> Interval {
    match length.span {
        Span::Months => days_in_months(length.count),
        Span::Days => Interval::point(length.count),
    }
}

/// Whether a time keeps to the bounds of its fact.
fn is_allowed(length: Duration, sign: Sign, bounds: Limits) -> bool {
    // No time is below nothing.
    let is_least = length.count <= 0 || bounds.min == Some(length);
    (sign != Sign::Below || !is_least) && (bounds.max != Some(length) || sign != Sign::Above)
}

/// Whether one time can lie so to a length and to one that is not shorter.
fn is_possible(shorter: Duration, to_shorter: Sign, longer: Duration, to_longer: Sign) -> bool {
    let (short, long) = (days(shorter), days(longer));
    let is_same = shorter.span != longer.span && short == long && short.low == short.high;
    let is_less = if shorter.span == longer.span { shorter.count < longer.count } else { short.high < long.low };
    if is_same {
        to_shorter == to_longer
    } else if is_less {
        to_shorter == Sign::Above || to_longer == Sign::Below
    } else {
        // What is longer than a length that may be the longer one says nothing of the other.
        true
    }
}
