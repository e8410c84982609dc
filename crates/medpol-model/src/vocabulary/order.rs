//! Dates that must come in an order, and what a case says against it.
//!
//! A case may say when something was, or how long ago; both are held against the order. What it says is out of
//! order only where every day that it allows is.

use super::{Clock, Fact, FactId, FactKind, FrameId, Vocabulary};
use crate::case::{Facts, Mark};
use crate::value::{Date, Interval, starts};

/// Two dates of which the second cannot lie before the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateOrder {
    /// The date that comes first: of the record of the second, or of the case.
    pub first: Dated,
    /// The date that comes second, or falls on the same day.
    pub second: Dated,
}

/// A date, with the times that are counted from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The date.
    pub date: FactId,
    /// The times of its own record that are counted from it up to the anchor.
    pub times: Vec<FactId>,
}

/// A fact that a case states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The fact: a date, or a time that is counted from it.
    pub fact: FactId,
    /// Its slot.
    pub slot: u32,
}

/// Two facts of a case that cannot both be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder {
    /// What should come first.
    pub first: Claim,
    /// What should come second, and comes before it.
    pub second: Claim,
}

impl Vocabulary {
    /// The dates that a date cannot lie before.
    pub fn before(&self, date: FactId) -> impl Iterator<Item = &Fact> {
        let orders = self.orders.iter().filter(move |order| order.second.date == date);
        orders.filter_map(|order| self.fact(order.first.date))
    }

    /// The dates that cannot lie before a date.
    pub fn after(&self, date: FactId) -> impl Iterator<Item = &Fact> {
        let orders = self.orders.iter().filter(move |order| order.first.date == date);
        orders.filter_map(|order| self.fact(order.second.date))
    }

    /// What a case states against the order of its dates, in the order of the vocabulary.
    pub fn out_of_order(&self, facts: &Facts) -> Vec<OutOfOrder> {
        let mut found = Vec::new();
        for DateOrder { first, second } in &self.orders {
            let frame = |date: FactId| self.fact(date).map_or(FrameId::CASE, |fact| fact.frame);
            for base in self.bases(frame(second.date), facts) {
                let base_of_first = if frame(first.date) == FrameId::CASE { 0 } else { base };
                let firsts = self.claims(first, base_of_first, facts);
                for (second, own) in self.claims(second, base, facts) {
                    let before = firsts.iter().filter(|(_, other)| own.high < other.low);
                    found.extend(before.map(|(first, _)| OutOfOrder { first: *first, second }));
                }
            }
        }
        found
    }

    /// The first slot of everything that a frame is in a case: the case itself, or the elements of its list.
    fn bases(&self, frame: FrameId, facts: &Facts) -> Vec<usize> {
        let list = self.frame(frame).and_then(|frame| frame.list).and_then(|list| self.fact(list));
        let Some(list) = list else { return vec![0] };
        let width = self.width(frame);
        let elements = |around: usize| {
            let (first, count) = facts.elements(around + list.slot as usize);
            (0..count).map(move |index| first + index * width)
        };
        self.bases(list.frame, facts).into_iter().flat_map(elements).collect()
    }

    /// What a case states of a date, with the days that this allows.
    fn claims(&self, dated: &Dated, base: usize, facts: &Facts) -> Vec<(Claim, Interval)> {
        let stated = std::iter::once(dated.date).chain(dated.times.iter().copied());
        let claim = |id: FactId| {
            let fact = self.fact(id)?;
            let slot = base + fact.slot as usize;
            let mark = facts.mark(slot);
            let days = match fact.kind {
                _ if !mark.has(Mark::GIVEN) => return None,
                FactKind::Duration(clock) => self.begun(clock, facts.value(slot), mark, facts),
                FactKind::Boolean
                | FactKind::Integer { .. }
                | FactKind::Decimal { .. }
                | FactKind::Date
                | FactKind::Enumeration(_)
                | FactKind::Code { .. }
                | FactKind::Text
                | FactKind::List(_) => facts.value(slot),
            };
            Some((Claim { fact: id, slot: u32::try_from(slot).ok()? }, days))
        };
        stated.filter_map(claim).collect()
    }

    /// The days on which a time can have begun that is counted up to the anchor.
    fn begun(&self, clock: Clock, time: Interval, mark: Mark, facts: &Facts) -> Interval {
        let anchor = self.anchor.and_then(|anchor| self.fact(anchor)).map(|anchor| anchor.slot as usize);
        let Some(anchor) = anchor.filter(|slot| facts.mark(*slot).has(Mark::GIVEN)) else { return Interval::ALL };
        let (time, span, now) = (clock.times(time, mark.span()), mark.span(), facts.value(anchor));
        let low = if now.low == i64::MIN { i64::MIN } else { starts(time, span, Date::at(now.low)).low };
        let high = if now.high == i64::MAX { i64::MAX } else { starts(time, span, Date::at(now.high)).high };
        Interval { low, high }
    }
}
