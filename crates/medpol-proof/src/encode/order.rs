//! Numbers and dates that are compared with one another, and totals of them.
//!
//! That one is at most so much greater than another is an unknown. Which of them can hold together is not said here,
//! but for what is cheap: see `differences.rs`.

use std::collections::BTreeMap;

use medpol_model::value::{Date, Grain, number};

use super::Encoder;
use crate::answer::Inexact;
use crate::formula::Literal;
use crate::parts;
use crate::space::InstanceId;

/// What an unknown says of two numbers or dates, in steps: days, or 10⁻⁹.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Difference {
    pub(crate) greater: InstanceId,
    pub(crate) less: InstanceId,
    /// Where it holds, the first is at most so much greater.
    pub(crate) at_most: i128,
    /// Where it does not, it is at least so much greater.
    pub(crate) at_least: i128,
    pub(crate) literal: Literal,
}

/// A total of a field over the elements that pass, with what is asked of it.
#[derive(Clone, Debug)]
pub(crate) struct Total {
    /// Those that pass, with the field.
    pub(crate) parts: Vec<(Literal, InstanceId)>,
    /// The total is at least so many ticks.
    pub(crate) reached: BTreeMap<i64, Literal>,
}

/// Everything about order.
#[derive(Default)]
pub(crate) struct Orders {
    pub(crate) differences: Vec<Difference>,
    by_pair: BTreeMap<(InstanceId, InstanceId, i128), Literal>,
    pub(crate) totals: Vec<Total>,
    ranked: Vec<Vec<InstanceId>>,
}

/// Steps of a number in one.
const STEPS: i128 = 1_000_000_000;

/// A tick in steps: of a date its day, of a number half of it. Between two steps it is the one below.
pub(crate) fn steps(grain: Grain, tick: i64) -> i128 {
    match grain {
        Grain::Day => i128::from(Date::FIRST.days_until(Date::at(tick))),
        Grain::Fine | Grain::Whole => i128::from(tick.div_euclid(2)),
    }
}

/// The tick of a step.
pub(crate) fn tick(grain: Grain, step: i128) -> Option<i64> {
    match grain {
        Grain::Day => i64::try_from(step).ok().map(|days| Date::FIRST.plus_days(days).tick()),
        Grain::Fine | Grain::Whole => i64::try_from(step.checked_mul(2)?).ok(),
    }
}

impl Encoder<'_> {
    pub(crate) fn grain(&self, id: InstanceId) -> Grain {
        self.space.at(id).map_or(Grain::Fine, |instance| parts::grain(&self.space.joint, instance.fact))
    }

    /// The first is at most so many steps greater than the second.
    pub(super) fn at_most(&mut self, first: InstanceId, second: InstanceId, more: i128) -> Literal {
        if first == second {
            return Literal::constant(more >= 0);
        }
        let is_whole = self.grain(first) == Grain::Whole && self.grain(second) == Grain::Whole;
        let unit = if is_whole { STEPS } else { 1 };
        let most = more.div_euclid(unit) * unit;
        if first > second {
            // That it is not is that the second is less than so much smaller.
            return !self.ordered(second, first, -most - unit, unit);
        }
        self.ordered(first, second, most, unit)
    }

    fn ordered(&mut self, greater: InstanceId, less: InstanceId, at_most: i128, unit: i128) -> Literal {
        if let Some(known) = self.order.by_pair.get(&(greater, less, at_most)) {
            return *known;
        }
        let literal = self.space.free(Inexact::Relations);
        let range = (greater, less, i128::MIN)..=(greater, less, i128::MAX);
        let others: Vec<(i128, Literal)> =
            self.order.by_pair.range(range).map(|((.., other), literal)| (*other, *literal)).collect();
        for (other, known) in others {
            let clause = if other < at_most { [!known, literal] } else { [!literal, known] };
            self.space.formulas.require(&clause);
        }
        self.order.by_pair.insert((greater, less, at_most), literal);
        self.order.differences.push(Difference { greater, less, at_most, at_least: at_most + unit, literal });
        literal
    }

    /// Says of some dates or numbers that they come in an order.
    pub(super) fn rank(&mut self, all: &[InstanceId]) {
        if self.order.ranked.iter().any(|known| known == all) {
            return;
        }
        self.order.ranked.push(all.to_vec());
        for one in all {
            for other in all.iter().filter(|other| *other != one) {
                let first = self.at_most(*one, *other, 0);
                for third in all.iter().filter(|third| *third != one && *third != other) {
                    let (second, whole) = (self.at_most(*other, *third, 0), self.at_most(*one, *third, 0));
                    self.space.formulas.require(&[!first, !second, whole]);
                }
            }
        }
    }

    /// A total is at least so many ticks.
    pub(super) fn total_reaches(&mut self, parts: &[(Literal, InstanceId)], low: i64) -> Literal {
        let known = self.order.totals.iter().position(|total| total.parts == parts);
        let at = known.unwrap_or_else(|| {
            self.order.totals.push(Total { parts: parts.to_vec(), reached: BTreeMap::new() });
            self.order.totals.len() - 1
        });
        let known = self.order.totals.get(at).and_then(|total| total.reached.get(&low)).copied();
        known.unwrap_or_else(|| {
            let literal = self.space.free(Inexact::Sums);
            let others: Vec<(i64, Literal)> =
                self.order.totals.get(at).map_or(Vec::new(), |total| {
                    total.reached.iter().map(|(other, literal)| (*other, *literal)).collect()
                });
            for (other, known) in others {
                let clause = if other < low { [!literal, known] } else { [!known, literal] };
                self.space.formulas.require(&clause);
            }
            if let Some(total) = self.order.totals.get_mut(at) {
                total.reached.insert(low, literal);
            }
            literal
        })
    }
}

/// The fewest and most whole numbers in a range of ticks; `None` at the top is no limit.
pub(crate) fn counts(low: i64, high: i64) -> (usize, Option<usize>) {
    let one = number::whole(1).unwrap_or(2);
    let up = |tick: i64| tick.div_euclid(one) + i64::from(tick.rem_euclid(one) != 0);
    let least = if low <= 0 { 0 } else { usize::try_from(up(low)).unwrap_or(usize::MAX) };
    let most = if high == i64::MAX { None } else { Some(usize::try_from(high.div_euclid(one) + 1).unwrap_or(0)) };
    (least, most)
}
