//! The elements with the latest or the earliest date, and whether they all satisfy.
//!
//! An element that passes, has a date and satisfies is three independent things, so the possibilities
//! of the whole follow exactly from theirs. The earliest is the latest of a calendar that is turned
//! round. Nothing is allocated.

use medpol_model::case::ReadFacts;
use medpol_model::program::{Extreme, FactRef, IfEmpty, NodeId, RulesId, Scope};
use medpol_model::value::{Interval, Status};

use super::elements::Elements;
use crate::frames::Frames;
use crate::reading::{Evaluation, Reading};

/// Elements that are compared by a date.
#[derive(Clone, Copy, Debug)]
pub struct Race<'e> {
    /// The end of time that is looked for.
    pub extreme: Extreme,
    /// The list, with its filter.
    pub elements: &'e Scope,
    /// The date of an element.
    pub by: FactRef,
    /// What those with that date must satisfy.
    pub satisfies: NodeId,
}

/// What an element must reach to be the latest.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// The latest of all dates that elements which surely pass have at least.
    date: i64,
    /// Whether those whose date that is can all satisfy.
    can_hold: bool,
    /// Whether no element that is listed may pass.
    pub(crate) may_be_none: bool,
}

impl Bar {
    /// Whether an element with such a date can be the latest, if it passes.
    pub const fn can_lead(self, date: Interval) -> bool {
        date.high >= self.date
    }

    /// Whether it can be so that those which are as late all satisfy, if it does.
    const fn can_lead_well(self, date: Interval) -> bool {
        date.high > self.date || (date.high == self.date && self.can_hold)
    }
}

impl<'a, F: ReadFacts> Evaluation<'a, F> {
    pub(super) fn extreme_satisfies(
        &self,
        race: Race<'_>,
        if_empty: IfEmpty,
        rules: Option<RulesId>,
        frames: &Frames,
    ) -> Status {
        let list = match self.under_rules(race.elements, rules, frames) {
            Ok(list) => list,
            Err(status) => return status,
        };
        let bar = self.bar(race, list, frames);
        let mut can_hold = bar.may_be_none && if_empty == IfEmpty::Met;
        let mut can_fail = bar.may_be_none && if_empty == IfEmpty::NotMet;
        if !list.is_complete {
            can_hold |= bar.can_lead_well(turned(race.extreme, self.any_date(race.by)));
            can_fail = true;
        }
        for place in self.members(race.elements, list, frames) {
            let bound = frames.with(race.elements.id, place.base);
            if self.passes(race.elements, &bound).can_be_met() {
                let (date, holds) = (self.date_in(race, &bound), self.holds_in(race, &bound));
                can_hold |= holds.can_be_met() && bar.can_lead_well(date);
                can_fail |= holds.can_be_not_met() && bar.can_lead(date);
            }
        }
        Status::of(can_hold, can_fail)
    }

    /// What the elements of a list that surely pass say of the others.
    pub fn bar(&self, race: Race<'_>, list: Elements<'a>, frames: &Frames) -> Bar {
        let mut bar = Bar { date: i64::MIN, can_hold: true, may_be_none: true };
        for place in self.members(race.elements, list, frames) {
            let bound = frames.with(race.elements.id, place.base);
            let passes = self.passes(race.elements, &bound);
            bar.may_be_none &= passes.can_be_not_met();
            if passes != Status::MET {
                continue;
            }
            let (date, can_hold) = (self.date_in(race, &bound).low, self.holds_in(race, &bound).can_be_met());
            if date > bar.date {
                bar = Bar { date, can_hold, ..bar };
            } else if date == bar.date {
                bar.can_hold &= can_hold;
            }
        }
        bar
    }

    /// When a bound element is, later being greater, whichever end of time is looked for.
    pub fn date_in(&self, race: Race<'_>, bound: &Frames) -> Interval {
        let date = match self.reading(race.by, bound) {
            Reading::Value { value, .. } => value,
            Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => self.any_date(race.by),
        };
        turned(race.extreme, date)
    }

    /// Whether a bound element satisfies.
    pub fn holds_in(&self, race: Race<'_>, bound: &Frames) -> Status {
        self.node(race.satisfies, bound).satisfied_if_not_applicable()
    }

    fn any_date(&self, fact: FactRef) -> Interval {
        self.fact(fact).map_or(Interval::ALL, |fact| fact.bounds)
    }
}

/// A date on the calendar that is read from the end that is looked for.
const fn turned(extreme: Extreme, date: Interval) -> Interval {
    match extreme {
        Extreme::Latest => date,
        Extreme::Earliest => Interval { low: !date.high, high: !date.low },
    }
}
