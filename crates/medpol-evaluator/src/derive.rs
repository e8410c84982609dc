//! Facts that follow from other facts.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{Derivation, Extreme, FactRef, Scope};
use medpol_model::value::{Interval, Status, number};

use crate::frames::Frames;
use crate::reading::{Evaluation, Flaw, Reading};

impl<F: ReadFacts> Evaluation<'_, F> {
    /// What a derivation gives; its own record is already bound.
    pub(crate) fn derive(&self, derivation: &Derivation, own: &Frames) -> Reading {
        match derivation {
            Derivation::ElapsedSince(start) => match self.ticks(*start, own) {
                Some(start) => Reading::Elapsed { start, end: self.anchor },
                None => Reading::Unknown,
            },
            Derivation::ElapsedBetween { from, to } => match (self.ticks(*from, own), self.ticks(*to, own)) {
                (Some(start), Some(end)) => Reading::Elapsed { start, end },
                _ => Reading::Unknown,
            },
            Derivation::PercentChange { from, to } => match (self.ticks(*from, own), self.ticks(*to, own)) {
                (Some(from), Some(to)) => match number::percent_change(from, to) {
                    Interval::ALL => Reading::Unknown,
                    change => derived(change),
                },
                _ => Reading::Unknown,
            },
            Derivation::BodyMassIndex { weight, height } => {
                match (self.ticks(*weight, own), self.ticks(*height, own)) {
                    (Some(weight), Some(height)) => derived(number::divide_by_square(weight, height)),
                    _ => Reading::Unknown,
                }
            }
            Derivation::Count(elements) => {
                self.count(self.program.scope(*elements), own).map_or(Reading::Unknown, derived)
            }
            Derivation::Sum { elements, field } => {
                self.total(self.program.scope(*elements), *field, own).map_or(Reading::Unknown, derived)
            }
            Derivation::Latest { elements, field } => {
                self.extreme(self.program.scope(*elements), *field, own, Extreme::Latest)
            }
            Derivation::Earliest { elements, field } => {
                self.extreme(self.program.scope(*elements), *field, own, Extreme::Earliest)
            }
        }
    }

    /// What a fact follows as from others, whether it is given or not.
    pub fn follows(&self, fact: FactRef, frames: &Frames) -> Reading {
        match fact.derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize)) {
            None => Reading::Unknown,
            Some(derivation) => self.of_vocabulary().derive(derivation, &self.own(fact, frames)),
        }
    }

    /// The value of a derived fact: the stated one where there is one, unless what follows from other facts
    /// contradicts it, or cannot be.
    pub(crate) fn settled(&self, fact: FactRef, frames: &Frames) -> Reading {
        let stated = self.stated(fact, frames);
        let follows = match self.follows(fact, frames) {
            Reading::Value { value, mark, slot } => {
                let bounds = self.fact(fact).map_or(Interval::ALL, |fact| fact.bounds);
                match value.meet(bounds) {
                    possible if possible.is_empty() => return Reading::Unusable(Flaw::OutOfBounds),
                    possible => Reading::Value { value: possible, mark, slot },
                }
            }
            other => other,
        };
        match stated {
            Reading::Value { .. } if self.can_agree(fact, stated, follows, frames) => stated,
            Reading::Value { .. } => Reading::Unusable(Flaw::Contradicted),
            Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => follows,
        }
    }

    /// Whether a stated value, or one of several, and what follows from other facts can both be true. A figure
    /// that is stated with some decimals agrees with everything that rounds to it.
    fn can_agree(&self, fact: FactRef, stated: Reading, follows: Reading, frames: &Frames) -> bool {
        let Reading::Value { value, mark, slot } = stated else { return true };
        let mut stated = self.case.values(slot, &value, mark).iter();
        match follows {
            Reading::Unknown | Reading::Unusable(_) => true,
            Reading::Value { value: other, .. } if mark.has(Mark::ALTERNATIVES) => {
                stated.any(|value| !value.meet(other).is_empty())
            }
            Reading::Value { value: other, .. } => !self.case.rounded(slot).meet(other).is_empty(),
            Reading::Elapsed { .. } => stated.any(|value| {
                let mut can_last = false;
                self.dates_of(fact, frames, &mut |start, end| {
                    can_last = can_last || self.can_last(fact, *value, mark, start, end);
                });
                can_last
            }),
        }
    }

    /// The ticks of a number or date.
    fn ticks(&self, fact: FactRef, frames: &Frames) -> Option<Interval> {
        match self.reading(fact, frames) {
            Reading::Value { value, .. } => Some(value),
            Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => None,
        }
    }

    fn extreme(&self, elements: &Scope, field: FactRef, frames: &Frames, extreme: Extreme) -> Reading {
        let Some(list) = self.list(elements.list, frames) else { return Reading::Unknown };
        let mut sure: Option<Interval> = None;
        let mut possible: Option<Interval> = None;
        for base in list.bases() {
            let bound = frames.with(elements.id, base);
            let passes = self.passes(elements, &bound);
            if passes == Status::NOT_MET {
                continue;
            }
            let date = self.ticks(field, &bound).unwrap_or(Interval::ALL);
            possible = Some(possible.map_or(date, |known| further(extreme, known, date)));
            if passes == Status::MET {
                sure = Some(sure.map_or(date, |known| further(extreme, known, date)));
            }
        }
        let (Some(sure), Some(possible)) = (sure, possible) else { return Reading::Unknown };
        let value = match extreme {
            Extreme::Latest => {
                Interval { low: sure.low, high: if list.is_complete { possible.high } else { i64::MAX } }
            }
            Extreme::Earliest => {
                Interval { low: if list.is_complete { possible.low } else { i64::MIN }, high: sure.high }
            }
        };
        if value == Interval::ALL { Reading::Unknown } else { derived(value) }
    }

    /// The facts a fact follows from directly, read in its own record.
    pub fn inputs(&self, fact: FactRef) -> [Option<FactRef>; 2] {
        match fact.derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize)) {
            None => [None, None],
            Some(Derivation::ElapsedSince(start)) => [Some(*start), None],
            Some(Derivation::ElapsedBetween { from, to } | Derivation::PercentChange { from, to }) => {
                [Some(*from), Some(*to)]
            }
            Some(Derivation::BodyMassIndex { weight, height }) => [Some(*weight), Some(*height)],
            Some(
                Derivation::Count(elements)
                | Derivation::Sum { elements, .. }
                | Derivation::Latest { elements, .. }
                | Derivation::Earliest { elements, .. },
            ) => [Some(self.vocabulary.program.scope(*elements).list), None],
        }
    }
}

/// A value that is in no slot.
fn derived(value: Interval) -> Reading {
    Reading::Value { value, mark: Mark::GIVEN, slot: usize::MAX }
}

/// The latest, or the earliest, of two dates of which only ranges are known.
fn further(extreme: Extreme, left: Interval, right: Interval) -> Interval {
    match extreme {
        Extreme::Latest => Interval { low: left.low.max(right.low), high: left.high.max(right.high) },
        Extreme::Earliest => Interval { low: left.low.min(right.low), high: left.high.min(right.high) },
    }
}
